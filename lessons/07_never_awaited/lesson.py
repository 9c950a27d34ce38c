"""Lesson 07 in Python: calling a coroutine runs nothing. It makes an
object, and only whoever awaits that object makes it run. Forget it, and
nothing happens; the program is quick, and wrong. Python warns when the
object goes.

    python3 lessons/07_never_awaited/lesson.py

Figure: 0 seconds where 3 are due, and a warning; then 3 seconds.
lesson.cpp, beside this file, does the same in C++. One thing differs:
here `async def` makes a coroutine, whatever stands in its body; in C++ a
`co_await`, `co_return` or `co_yield` in the body does, and a function
without one is an ordinary function.
"""

import asyncio
import time
import warnings

begin = time.monotonic()


def say(text):
    """Prints the time, the task that speaks, and the text."""
    task = asyncio.current_task().get_name()
    print(f"{time.monotonic() - begin:5.1f} s  {task:<7}  {text}", flush=True)


# A warning is a line of the transcript here, not one on stderr.
def show(message, category, filename, lineno, file=None, line=None):
    print(f"report: {message}", flush=True)


warnings.showwarning = show


# The delay of lesson 01.
async def delay(seconds):
    say(f"sleeping for {seconds} s")
    await asyncio.sleep(seconds)
    say("awake again")


# No await, and so not a word of "sleeping". Python tells, when the object
# goes.
async def forgotten():
    nobody_awaits_this = delay(3)
    say("done, I think")
    del nobody_awaits_this


# One word more.
async def awaited():
    this_one_is_awaited = delay(3)
    await this_one_is_awaited
    say("done")


# An ordinary function: it runs when it is called, and hands on a
# coroutine that has not begun.
def no_coroutine():
    say("here at once")
    return delay(3)


async def called_early():
    later = no_coroutine()
    say("called, and not yet awaited")
    await later


# And run is no way to await: it starts a loop, and one is running. In a
# coroutine there is await for that.
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
