"""Lesson 06 in Python, with aiohttp: log in, then ask for the profile, with
cookies kept by the session, and with cookies turned off.

    make serve                                     # in another terminal
    python3 lessons/06_session_cookies/lesson.py [http://localhost:8080/]

Expect: status 200 with the cookies, 401 without; 2 s. lesson.cpp, beside
this file, does the same in C++.
"""

import asyncio
import sys
import time

import aiohttp

server = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8080/"
begin = time.monotonic()


def say(text):
    """Prints the time, the task that speaks, and the text."""
    task = asyncio.current_task().get_name()
    print(f"{time.monotonic() - begin:5.1f} s  {task:<7}  {text}", flush=True)


# A request and its answer, side by side: their first lines, and below them
# the header that carries a cookie, if there is one.
def show(response):
    sent = response.request_info.headers.get("Cookie")
    given = response.headers.get("Set-Cookie")
    ask = f"{response.method} {response.url.path}"
    with_it = f"Cookie: {sent}" if sent else "(no cookie)"
    sets = f"Set-Cookie: {given}" if given else "(nothing to keep)"
    say(f"{ask:<24} {response.status} {response.reason}")
    say(f" {with_it:<23}  {sets}")


# The jar is the session's memory. What the first answer sets, the second
# request sends back, without any code of ours. (`after`: the server takes
# half a second.)
async def visit(jar):
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        async with session.post(server + "login?after=0.5") as login:
            await login.read()
            show(login)
        async with session.get(server + "profile?after=0.5") as profile:
            await profile.read()
            show(profile)


# A CookieJar keeps what servers set, and sends it back to where it came
# from, and nowhere else. A DummyCookieJar keeps nothing.
async def both():
    say("a jar that keeps cookies:")
    await visit(aiohttp.CookieJar())
    say("a jar that keeps nothing:")
    await visit(aiohttp.DummyCookieJar())


print("log in, then ask for the profile")
begin = time.monotonic()
try:
    asyncio.run(both())
except aiohttp.ClientConnectorError as error:
    sys.exit(f"{error}; start the server first: make serve")
print(f"elapsed {time.monotonic() - begin:.3f} s")
