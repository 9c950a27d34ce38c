"""Lesson 09 in Python: there is no such problem. A coroutine keeps what it
refers to alive, like everything in Python: whatever can still be reached is
still there.

    python3 lessons/09_lifetimes/lesson.py

Expect: 1 second each, and the right text. lesson.cpp, beside this file,
does the same in C++, where a reference, a view and a lambda's captures
keep nothing alive. So C++ has the three programs of faulty.cpp, and
Python has none: a function's variables live on in the closure, references
are counted, and a slice is a copy.
"""

import asyncio
import time

begin = time.monotonic()


def say(text):
    """Prints the time, the task that speaks, and the text."""
    task = asyncio.current_task().get_name()
    print(f"{time.monotonic() - begin:5.1f} s  {task:<7}  {text}", flush=True)


# The coroutine has a reference to the text, and that keeps it alive.
async def say_later(text):
    await asyncio.sleep(1)
    say(text)


def start_with_a_copy():
    text = "a copy in the frame"
    return asyncio.create_task(say_later(text))


# A closure keeps the variables that it uses, even when the function that
# made them has returned, and the coroutine keeps the closure.
def start_with_a_lambda():
    text = "captures, kept with the task"

    async def say_it():
        await asyncio.sleep(1)
        say(text)

    return asyncio.create_task(say_it())


# In Python there is no difference between lending and giving.
async def lend_and_wait():
    text = "lent by someone who waits"
    await say_later(text)


async def started_by(start):
    await start()


for name, section in (
    ("a parameter by value", started_by(start_with_a_copy)),
    ("a lambda that the task keeps", started_by(start_with_a_lambda)),
    ("a view, and its owner waits", lend_and_wait()),
):
    print(name)
    begin = time.monotonic()
    asyncio.run(section)
    print(f"elapsed {time.monotonic() - begin:.3f} s")
