"""Lesson 20 in Python: an asynchronous generator makes items one by one,
as they are asked for. Like any coroutine it may await between two items,
and it goes on only when the next one is wanted: so a slow reader holds it
back. A reader that leaves early has to close the generator, which may have
to await something to clean up.

    python3 lessons/20_streams/lesson.py

Expect: nine items, one second apart: the first comes at 1 s, the last at
9 s. If all are collected first, the first comes at 9 s. Three items for a
slow reader: 9 s. Two of nine, and closed: 3 s. lesson.cpp, beside this file,
does the same in C++. Two things differ: here `async for` asks for the
next item, and `finally` may await; and one that is left half-way is
closed by the loop, later, when the garbage collector has found it.
"""

import asyncio
import time
from contextlib import aclosing

begin = time.monotonic()


def say(text):
    """Prints the time, the task that speaks, and the text."""
    task = asyncio.current_task().get_name()
    print(f"{time.monotonic() - begin:5.1f} s  {task:<7}  {text}", flush=True)


# `yield` hands an item to the one that asked, and pauses here until the
# next is asked for. If the generator is closed early, it ends its call
# ("hangs up"), which takes a second.
async def readings(count):
    try:
        for n in range(1, count + 1):
            await asyncio.sleep(1)
            yield n
    except GeneratorExit:
        await asyncio.sleep(1)
        say("hung up")
        raise


async def as_they_come():
    async for n in readings(9):
        say(f"item {n}")


# The same items, but no item is seen before all of them are there.
async def collected_first():
    everything = [n async for n in readings(9)]
    for n in everything:
        say(f"item {n}")


# The reader needs 2 s for each item, and the generator 1 s. They take
# turns: 3 s per item. Nothing piles up in between.
async def slow_reader():
    async for n in readings(3):
        await asyncio.sleep(2)
        say(f"item {n} dealt with")


# Two are enough. `aclosing` closes the generator on every way out of the
# block, and waits until it has cleaned up.
async def two_are_enough():
    async with aclosing(readings(9)) as stream:
        async for n in stream:
            say(f"item {n}")
            if n == 2:
                return


for section in (as_they_come, collected_first, slow_reader, two_are_enough):
    print(section.__name__)
    begin = time.monotonic()
    asyncio.run(section())
    print(f"elapsed {time.monotonic() - begin:.3f} s")
