"""Lesson 08 in Python: all tasks share one thread. A call that blocks
holds that thread, and so holds up every task: no other gets a turn, and a
clock that ticks beside it stops. Await instead of blocking; and move a call
that can only block to another thread.

    python3 lessons/08_blocking_the_loop/lesson.py

Expect: 9 seconds for three calls of 3 s that block, and 3 s for three
that are awaited, or moved to threads. And 3 s for three seconds of
computing, however many tasks share them. lesson.cpp, beside this file,
does the same in C++. One thing differs: in Python threads do not help
with computing either, since only one of them runs Python code at a time.
"""

import asyncio
import time

begin = time.monotonic()


def say(text):
    """Prints the time, the task that speaks, and the text."""
    task = asyncio.current_task().get_name()
    print(f"{time.monotonic() - begin:5.1f} s  {task:<7}  {text}", flush=True)


# Ticks at 1, 2 and 3 s. If the loop is held up, it ticks late: all the
# ticks that are overdue come at once.
async def ticker(start):
    for n in (1, 2, 3):
        due = start + n
        await asyncio.sleep(due - time.monotonic())
        say(f"tick {n}")


# time.sleep stands for anything that keeps the thread busy or asleep:
# reading a file, a database query, a computation. There is no await in
# front of it, so no other task can run.
async def blocks():
    time.sleep(3)


# The same wait, but awaited: the loop stays free.
async def awaits():
    await asyncio.sleep(3)


# The same call, but on a thread of a pool. The loop stays free.
async def blocks_elsewhere():
    await asyncio.to_thread(time.sleep, 3)


# One second of work for a processor.
async def computes():
    time.sleep(1)


async def three_and_a_ticker(work):
    start = time.monotonic()
    await asyncio.gather(ticker(start), work(), work(), work())


# Tasks can overlap their waiting, but not their work: splitting a
# computation among three of them saves nothing.
async def three_compute():
    await asyncio.gather(computes(), computes(), computes())


for name, section in (
    ("three calls that block", three_and_a_ticker(blocks)),
    ("three that are awaited", three_and_a_ticker(awaits)),
    ("three on threads of their own", three_and_a_ticker(blocks_elsewhere)),
    ("three seconds of computing", three_compute()),
):
    print(name)
    begin = time.monotonic()
    asyncio.run(section)
    print(f"elapsed {time.monotonic() - begin:.3f} s")
