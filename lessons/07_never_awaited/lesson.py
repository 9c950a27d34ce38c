"""Lesson 07 in Python: calling a coroutine runs nothing. It makes an
object, and only awaiting that object makes it run. If you forget that,
nothing happens; the program is quick, and wrong. Python warns when the
object is destroyed.

    python3 lessons/07_never_awaited/lesson.py

Expect: 0 s where 3 are due, and a warning; 3 s, twice; an error.
lesson.cpp, beside this file, does the same in C++. One thing differs:
here `async def` makes a coroutine, whatever is in its body; in C++ it takes
a `co_await`, `co_return` or `co_yield` in the body, and a function without
one is an ordinary function.
"""

import asyncio
import time
import warnings

begin = time.monotonic()


def say(text):
    """Prints the time, the task that speaks, and the text."""
    task = asyncio.current_task().get_name()
    print(f"{time.monotonic() - begin:5.1f} s  {task:<7}  {text}", flush=True)


# Here, a warning becomes a line of the output, not one on stderr.
def show(message, category, filename, lineno, file=None, line=None):
    print(f"report: {message}", flush=True)


warnings.showwarning = show


# The delay of lesson 01.
async def delay(seconds):
    say(f"sleeping for {seconds} s")
    await asyncio.sleep(seconds)
    say("awake again")


# There is no await, so it never says "sleeping". Python warns when the
# object is destroyed.
async def forgotten():
    nobody_awaits_this = delay(3)
    say("done, I think")
    del nobody_awaits_this


# The same, with one more word.
async def awaited():
    this_one_is_awaited = delay(3)
    await this_one_is_awaited
    say("done")


# An ordinary function: it runs when it is called, and returns a
# coroutine that has not begun.
def no_coroutine():
    say("here at once")
    return delay(3)


async def called_early():
    later = no_coroutine()
    say("called, and not yet awaited")
    await later


# And run is not a way to await: it starts a loop, but one is already
# running. Inside a coroutine, use await.
async def loop_in_a_loop():
    never = delay(3)
    try:
        asyncio.run(never)
    finally:
        never.close()


for section in (forgotten, awaited, called_early, loop_in_a_loop):
    print(section.__name__)
    begin = time.monotonic()
    try:
        asyncio.run(section())
    except RuntimeError as error:
        print(f"It ended with an error: {error}")
    print(f"elapsed {time.monotonic() - begin:.3f} s")
