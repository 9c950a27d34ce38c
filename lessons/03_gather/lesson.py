"""Lesson 03 in Python: `gather` takes coroutines, makes a task of
each, waits for all of them, and returns their results in the order of its
arguments, whichever ended first.

    python3 lessons/03_gather/lesson.py

Expect: 3 seconds. They finish in the order 2, 3, 1; the results are
1, 2, 3. lesson.cpp, beside this file, does the same in C++.
"""

import asyncio
import time

begin = time.monotonic()


def say(text):
    """Prints the time, the task that speaks, and the text."""
    task = asyncio.current_task().get_name()
    print(f"{time.monotonic() - begin:5.1f} s  {task:<7}  {text}", flush=True)


# As before, but each one has a number, and returns it.
async def delay(number, seconds):
    say(f"sleeping for {seconds} s")
    await asyncio.sleep(seconds)
    say(f"awake again, result {number}")
    return number


# There is no `create_task` here: `gather` calls it for each of its
# arguments, from left to right. It takes as long as the slowest.
async def gather_three():
    a, b, c = await asyncio.gather(delay(1, 3), delay(2, 1), delay(3, 2))

    say(f"results {a}, {b}, {c}")


begin = time.monotonic()
asyncio.run(gather_three())
print(f"elapsed {time.monotonic() - begin:.3f} s")
