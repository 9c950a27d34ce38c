"""Lesson 04 in Python, with aiohttp: a server that is slow in three ways,
and a limit for each.

    make serve                                     # in another terminal
    python3 lessons/04_timeouts/lesson.py [http://localhost:8080/]

Expect: total ends it after 2 s; sock_read lets it finish after 4 s; connect
ends it after 1 s; so does sock_read, if the server falls silent. lesson.cpp,
beside this file, does the same in C++.
"""

import asyncio
import sys
import time

import aiohttp

server = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8080/"
begin = time.monotonic()


def next_port(url, more):
    """The lesson server has three ports in a row; see `make serve`."""
    host, port = url.rstrip("/").rsplit(":", 1)
    return f"{host}:{int(port) + more}/"


never_accepts = next_port(server, 1)


def say(text):
    """Prints the time, the task that speaks, and the text."""
    task = asyncio.current_task().get_name()
    print(f"{time.monotonic() - begin:5.1f} s  {task:<7}  {text}", flush=True)


# Reads what comes, as it comes.
async def download(session, url):
    async with session.get(url) as response:
        say("the answer begins")
        async for text in response.content.iter_any():
            say(text.decode().split("\n")[0])
    say("complete")


# aiohttp 3.8 raises one error, ServerTimeoutError, for both a connection
# timeout and a read timeout; since 3.9 each has its own, as in lesson.cpp. The
# last error here is not an aiohttp.ClientError: `total` limits your own
# waiting, and nothing need be wrong with the server.
async def try_to(timeout, limit, url):
    async with aiohttp.ClientSession(timeout=timeout) as session:
        try:
            await asyncio.create_task(download(session, url), name=limit)
        except aiohttp.ServerTimeoutError as error:
            name = "Connection" if "Connection" in str(error) else "Socket"
            say(f"{name}TimeoutError: {limit}")
        except asyncio.TimeoutError:
            say(f"TimeoutError: {limit}")


# Five pieces ("drips"), one every 0.8 s. They keep coming, but after 2 s the
# time is up.
async def total():
    await try_to(aiohttp.ClientTimeout(total=2), "total 2 s",
                 server + "drip?pieces=5&every=0.8")


# The same five pieces. No silence is longer than 0.8 s.
async def read_drips():
    await try_to(aiohttp.ClientTimeout(sock_read=1), "sock_read 1 s",
                 server + "drip?pieces=5&every=0.8")


# A server listens at this address, but never accepts, and the system's queue
# for new connections is full. (`connect` would do as well, but aiohttp 3.8
# reports it as a plain TimeoutError.)
async def connect():
    await try_to(aiohttp.ClientTimeout(sock_connect=1), "connect 1 s",
                 never_accepts)


# The answer begins, but then nothing more comes.
async def read_silence():
    await try_to(aiohttp.ClientTimeout(sock_read=1), "sock_read 1 s",
                 server + "stall")


def run(title, main):
    """Runs one program, and prints how long it took."""
    global begin
    print(title)
    begin = time.monotonic()
    asyncio.run(main)
    print(f"elapsed {time.monotonic() - begin:.3f} s")


default = aiohttp.client.DEFAULT_TIMEOUT
print(f"By default: total {default.total:g} s, connect without a limit, "
      f"sock_read without a limit.")
try:
    run("five drips, and 2 s for all of it", total())
    run("five drips, and 1 s for each silence", read_drips())
    run("nobody accepts, and 1 s to connect", connect())
    run("a server stalls, and 1 s for each silence", read_silence())
except aiohttp.ClientConnectorError as error:
    sys.exit(f"{error}; start the server first: make serve")
