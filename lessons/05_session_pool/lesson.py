"""Lesson 05 in Python, with aiohttp: six requests to a server: connecting
takes half a second, and so does an answer. First with a session for each of
them; then with one session for all; then with one for all, two at a time.
(Connecting is not really slow: instead, the first answer on a connection is
late.)

    make serve                                     # in another terminal
    python3 lessons/05_session_pool/lesson.py [http://localhost:8080/]

Expect: 6 s, 3.5 s, 2 s. lesson.cpp, beside this file, does the same in C++.
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


slow_to_connect = next_port(server, 2)


def say(text):
    """Prints the time, the task that speaks, and the text."""
    task = asyncio.current_task().get_name()
    print(f"{time.monotonic() - begin:5.1f} s  {task:<7}  {text}", flush=True)


# Reading the answer to its end gives the connection back to the session,
# which keeps it open for the next request.
async def fetch(session, page):
    async with session.get(f"{slow_to_connect}delay/0.5?page={page}") as response:
        await response.read()
    say(f"page {page} has come")


# What the pools have done: how many connections they opened, and how many
# requests found one open. aiohttp reports it through a TraceConfig.
class PoolStats(aiohttp.TraceConfig):
    def __init__(self):
        super().__init__()
        self.opened = self.reused = 0
        self.on_connection_create_end.append(self.count_opened)
        self.on_connection_reuseconn.append(self.count_reused)

    async def count_opened(self, session, context, params):
        self.opened += 1

    async def count_reused(self, session, context, params):
        self.reused += 1

    def say(self):
        say(f"connections opened: {self.opened}, reused: {self.reused}")


# A session for each request. When a session is closed, so is its
# connection, and the next session has to open a new one.
async def session_each():
    pool = PoolStats()
    for page in range(1, 7):
        async with aiohttp.ClientSession(trace_configs=[pool]) as session:
            await fetch(session, page)
    pool.say()


# One session for all. It connects once, and the requests follow each other
# on that connection: 0.5 s + 6 x 0.5 s.
async def one_session():
    pool = PoolStats()
    async with aiohttp.ClientSession(trace_configs=[pool]) as session:
        for page in range(1, 7):
            await fetch(session, page)
    pool.say()


# All six at once, but the session opens no more than two connections. A
# request that finds none free waits for one: 0.5 s + 3 x 0.5 s.
async def two_at_a_time():
    pool = PoolStats()
    connector = aiohttp.TCPConnector(limit=2)
    async with aiohttp.ClientSession(connector=connector,
                                     trace_configs=[pool]) as session:
        await asyncio.gather(*[fetch(session, page) for page in range(1, 7)])
    pool.say()


def run(title, main):
    """Runs one program, and prints how long it took."""
    global begin
    print(title)
    begin = time.monotonic()
    asyncio.run(main)
    print(f"elapsed {time.monotonic() - begin:.3f} s")


try:
    run("a session for each request", session_each())
    run("one session, one request after the other", one_session())
    run("one session, two connections at a time", two_at_a_time())
except aiohttp.ClientConnectorError as error:
    sys.exit(f"{error}; start the server first: make serve")
