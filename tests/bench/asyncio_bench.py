"""The rows of the benchmark in Python's asyncio, whose shape aio has.

    python3 tests/bench/asyncio_bench.py spawn_gather 100000 1

The arguments and the line of JSON that is printed are those of measure.hpp.
"""

import asyncio
import json
import sys
import time


# --- Many tasks at once -----------------------------------------------------

async def yield_once():
    await asyncio.sleep(0)


async def spawn_gather(n, watch):
    await asyncio.gather(*(yield_once() for _ in range(n)))


async def sleep_for(seconds):
    await asyncio.sleep(seconds)


async def sleepers(n, watch):
    await asyncio.gather(*(sleep_for(1) for _ in range(n)))


# The same fixed order as in measure.hpp: neighbours are far apart.
async def sleepers_spread(n, watch):
    await asyncio.gather(*(sleep_for(i * 7919 % n / n) for i in range(n)))


# Counted from when all of them sleep.
async def cancel(n, watch):
    tasks = [asyncio.create_task(sleep_for(3600)) for _ in range(n)]
    await asyncio.sleep(0)

    watch.start()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


# --- One operation after another --------------------------------------------

async def answer(i):
    return i


async def answer_next_turn(i):
    await asyncio.sleep(0)
    return i


async def await_chain(n, watch):
    total = 0
    for i in range(n):
        total += await answer(i)
    assert total == n * (n - 1) // 2


async def wait_for(n, watch):
    total = 0
    for i in range(n):
        total += await asyncio.wait_for(answer(i), 10)
    assert total == n * (n - 1) // 2


async def wait_for_yield(n, watch):
    total = 0
    for i in range(n):
        total += await asyncio.wait_for(answer_next_turn(i), 10)
    assert total == n * (n - 1) // 2


async def echo(pings, pongs, n):
    for _ in range(n):
        await pongs.put(await pings.get())


async def queue(n, watch):
    pings, pongs = asyncio.Queue(1), asyncio.Queue(1)
    partner = asyncio.create_task(echo(pings, pongs, n))
    total = 0
    for i in range(n):
        await pings.put(i)
        total += await pongs.get()
    await partner
    assert total == n * (n - 1) // 2


# --- The program ------------------------------------------------------------

ROWS = {row.__name__: row for row in (spawn_gather, sleepers, sleepers_spread, await_chain,
                                      wait_for, wait_for_yield, queue, cancel)}


class Stopwatch:
    """CPU time of the whole process, user and system."""

    def start(self):
        self.wall = time.perf_counter_ns()
        self.cpu = time.process_time_ns()

    def stop(self):
        return time.process_time_ns() - self.cpu, time.perf_counter_ns() - self.wall


def memory(which):
    """Resident bytes: VmRSS, now, or VmHWM, at the peak; 0 without /proc."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith(which))
    except OSError:
        return 0


async def measure(row, n, warm_rounds):
    watch = Stopwatch()
    before = memory("VmRSS")
    rounds = []
    for number in range(1 + warm_rounds):
        watch.start()
        await row(n, watch)
        rounds.append(watch.stop())
        if number == 0:
            used = memory("VmHWM") - before
    warm = rounds[1:] or rounds
    print(json.dumps({"row": row.__name__, "n": n,
                      "cpu_ns_per_op": min(cpu for cpu, _ in warm) / n,
                      "wall_ns_per_op": min(wall for _, wall in warm) / n,
                      "cold_cpu_ns_per_op": rounds[0][0] / n,
                      "rss_bytes_per_task": used / n}))


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in ROWS:
        sys.exit("usage: asyncio_bench.py ROW N [WARM_ROUNDS]; rows: " + " ".join(ROWS))
    warm = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    asyncio.run(measure(ROWS[sys.argv[1]], int(sys.argv[2]), warm))
