"""Lesson 01 in Python: three tasks of 3 seconds, each awaited as soon as
it is created. They wait one after the other.

    python3 lessons/01_await_in_loop/lesson.py

Expect: 9 seconds. lesson.cpp, beside this file, does the same in C++.
"""

import asyncio
import time

begin = time.monotonic()


def say(text):
    """Prints the time, the task that speaks, and the text."""
    task = asyncio.current_task().get_name()
    print(f"{time.monotonic() - begin:5.1f} s  {task:<7}  {text}", flush=True)


# Calling `delay(3)` runs nothing yet: it makes a coroutine, to be awaited
# or passed to `create_task`.
async def delay(seconds):
    say(f"sleeping for {seconds} s")
    await asyncio.sleep(seconds)
    say("awake again")


# `create_task` schedules the coroutine and returns at once. But then
# `await` suspends this function, in the middle of its `for` loop, until
# that task has ended. Only then is the next task created. (The event loop
# stays free the whole time; it just has nothing else to run.)
async def await_in_loop():
    for seconds in [3, 3, 3]:
        await asyncio.create_task(delay(seconds))


begin = time.monotonic()
asyncio.run(await_in_loop())
print(f"elapsed {time.monotonic() - begin:.3f} s")
