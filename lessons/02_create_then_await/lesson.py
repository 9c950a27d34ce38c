"""Lesson 02 in Python: the same three tasks, all created before the first
one is awaited. They wait side by side.

    python3 lessons/02_create_then_await/lesson.py
    python3 lessons/02_create_then_await/lesson.py --near-misses

Expect: 3 seconds; each near-miss 9 seconds. lesson.cpp, beside this file,
does the same in C++.
"""

import asyncio
import sys
import time

begin = time.monotonic()


def say(text):
    """Prints the time, the task that speaks, and the text."""
    task = asyncio.current_task().get_name()
    print(f"{time.monotonic() - begin:5.1f} s  {task:<7}  {text}", flush=True)


async def delay(seconds):
    say(f"sleeping for {seconds} s")
    await asyncio.sleep(seconds)
    say("awake again")


# Two loops in place of one. The first only creates: the tasks begin when
# this coroutine is first suspended, at `await task`. While it waits for the
# first task, the other two run as well.
async def create_then_await():
    tasks = []
    for seconds in [3, 3, 3]:
        tasks.append(asyncio.create_task(delay(seconds)))

    for task in tasks:
        await task


# Near-miss 1: three names, but no task. A coroutine object is lazy: it
# begins not when it is made, but when it is awaited.
async def await_three_coroutines():
    a = delay(3)
    b = delay(3)
    c = delay(3)

    await a
    await b
    await c


# Near-miss 2: three tasks, each awaited in the statement that makes it.
# This is the loop of lesson 01, written out.
async def await_each_at_once():
    await asyncio.create_task(delay(3))
    await asyncio.create_task(delay(3))
    await asyncio.create_task(delay(3))


def run(title, main):
    """Runs one program, and prints how long it took."""
    global begin
    print(title)
    begin = time.monotonic()
    asyncio.run(main)
    print(f"elapsed {time.monotonic() - begin:.3f} s")


run("created first, then awaited", create_then_await())
if "--near-misses" in sys.argv:
    run("near-miss 1: bare coroutines", await_three_coroutines())
    run("near-miss 2: one line for both", await_each_at_once())
