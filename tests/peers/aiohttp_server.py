"""aiohttp's server as a peer of tests/http_peers.cpp.

    /usr/bin/python3 aiohttp_server.py server.pem server.key

Prints "ports <http> <https>" when it listens.
"""

import asyncio
import ssl
import sys

from aiohttp import web

PATTERN = bytes(range(251)) * 4096  # the body's byte number i is i % 251


async def hello(request):
    return web.Response(text="hello\n")


async def connection(request):
    return web.Response(text=str(request.transport.get_extra_info("peername")[1]))


async def nothing(request):
    return web.Response(status=204)


async def unchanged(request):
    return web.Response(status=304, headers={"ETag": '"1"'})


async def last(request):
    response = web.Response(text="hello\n")
    response.force_close()
    return response


async def login(request):
    response = web.HTTPFound("/profile")
    response.set_cookie("user", "Ada")
    raise response


async def profile(request):
    return web.Response(text=request.cookies.get("user", "nobody"))


async def echo(request):
    return web.Response(body=await request.read())


async def send(request, response):
    left = int(request.match_info["size"])
    await response.prepare(request)
    if request.method == "HEAD":  # aiohttp 3.8 would send the body all the same
        return response
    while left:
        piece = PATTERN[:left]
        await response.write(piece)
        left -= len(piece)
    await response.write_eof()
    return response


async def sized(request):
    response = web.StreamResponse()
    response.content_length = int(request.match_info["size"])
    return await send(request, response)


async def chunked(request):
    response = web.StreamResponse()
    response.enable_chunked_encoding()
    return await send(request, response)


async def packed(request):
    response = web.StreamResponse()
    response.enable_compression()
    return await send(request, response)


async def serve(certificate, key):
    app = web.Application(client_max_size=16 * 1024 * 1024)
    app.add_routes(
        [
            web.get("/hello", hello),
            web.get("/connection", connection),
            web.get("/nothing", nothing),
            web.get("/unchanged", unchanged),
            web.get("/last", last),
            web.get("/login", login),
            web.get("/profile", profile),
            web.post("/echo", echo),
            web.get("/bytes/{size}", sized),
            web.get("/chunked/{size}", chunked),
            web.get("/gzip/{size}", packed),
        ]
    )
    runner = web.AppRunner(app)
    await runner.setup()
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate, key)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
    print("ports", *(address[1] for address in runner.addresses), flush=True)
    await asyncio.Event().wait()


asyncio.run(serve(*sys.argv[1:]))
