"""Lesson 21 in Python: four pieces of work, which need each other's results:
C (1 s) that of A (2 s), and D (2 s) that of B (1 s). Gathered stage by stage,
C and D wait for both A and B; chained, each waits only for what it needs. The
shortest time possible is that of the longest chain, the critical path.

    python3 lessons/21_critical_path/lesson.py

Expect: 4 seconds by stage, 3 seconds by chain. lesson.cpp, beside this
file, does the same in C++.
"""

import asyncio
import time

begin = time.monotonic()


def say(text):
    """Prints the time, the task that speaks, and the text."""
    task = asyncio.current_task().get_name()
    print(f"{time.monotonic() - begin:5.1f} s  {task:<7}  {text}", flush=True)


# One piece of work. It needs `needed`, and returns its own name with that
# in front.
async def work(name, seconds, needed=""):
    await asyncio.sleep(seconds)
    say(f"{name} is done")
    return needed + name


# Two stages. The second begins when all of the first is done: D could
# begin at 1 s, but waits for A, which it does not need.
async def by_stage():
    a, b = await asyncio.gather(work("A", 2), work("B", 1))
    c, d = await asyncio.gather(work("C", 1, a), work("D", 2, b))
    say(f"{c} and {d}")


# Two chains. Each is a coroutine that awaits its first link, then its
# second, and knows nothing of the other chain.
async def a_then_c():
    return await work("C", 1, await work("A", 2))


async def b_then_d():
    return await work("D", 2, await work("B", 1))


async def by_chain():
    c, d = await asyncio.gather(a_then_c(), b_then_d())
    say(f"{c} and {d}")


for section in (by_stage, by_chain):
    print(section.__name__)
    begin = time.monotonic()
    asyncio.run(section())
    print(f"elapsed {time.monotonic() - begin:.3f} s")
