"""The rows of http_rows.hpp with Python's aiohttp, whose shape aio::http has.

    BENCH_SERVER=http://127.0.0.1:8080 python3 tests/bench/aiohttp_bench.py http_get 1000 1

The arguments and the line of JSON that is printed are those of measure.hpp.
"""

import asyncio
import os
import sys

import aiohttp

import asyncio_bench

SMALL_SIZE, BODY_SIZE = 97, 1024 * 1024
SERVER = os.environ.get("BENCH_SERVER", "")
# What aio::http sends.
HEADERS = {"User-Agent": "nine-to-three/1.0 aio::http", "Accept-Encoding": "gzip, deflate"}


async def get(session, path, size):
    async with session.get(SERVER + path) as response:
        assert len(await response.read()) == size


async def http_get(session, n):
    for _ in range(n):
        await get(session, "/bytes/97", SMALL_SIZE)


async def http_body(session, n):
    for _ in range(n):
        await get(session, "/bytes/1048576", BODY_SIZE)


# A hundred users, each of whom asks again on getting the answer.
async def http_get_100(session, n):
    users = 100
    await asyncio.gather(*(http_get(session, n // users + (i < n % users)) for i in range(users)))


# All of them at once; the session has a hundred connections for them.
async def http_pool(session, n):
    await asyncio.gather(*(get(session, "/bytes/97", SMALL_SIZE) for _ in range(n)))


ROWS = {row.__name__: row for row in (http_get, http_get_100, http_body, http_pool)}


async def measure(row, n, warm_rounds):
    async with aiohttp.ClientSession(headers=HEADERS) as session:
        async def in_session(n, watch):
            await row(session, n)
        in_session.__name__ = row.__name__
        await asyncio_bench.measure(in_session, n, warm_rounds)


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in ROWS or not SERVER:
        sys.exit("usage: BENCH_SERVER=URL aiohttp_bench.py ROW N [WARM_ROUNDS]; rows: "
                 + " ".join(ROWS))
    warm = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    asyncio.run(measure(ROWS[sys.argv[1]], int(sys.argv[2]), warm))
