"""Lesson 11 in Python: cancelling a task asks it to end. The request
arrives as an exception, at the await where the task waits, and nowhere
else. So a task can clean up, and even await while it does; and one that
catches everything goes on as if nobody had asked.

    python3 lessons/11_cancellation/lesson.py

Expect: 1 second; with a clean-up of 2 seconds, 3 seconds; with a
catch-all that swallows the request, 3 seconds. lesson.cpp, beside this
file, does the same in C++. Two things differ: here `finally` may await,
where C++ needs try_finally; and here `except Exception` lets the request
pass (a bare `except:` does not), where in C++ `catch (...)` takes it.
"""

import asyncio
import time

begin = time.monotonic()


def say(text):
    """Prints the time, the task that speaks, and the text."""
    task = asyncio.current_task().get_name()
    print(f"{time.monotonic() - begin:5.1f} s  {task:<7}  {text}", flush=True)


# The delay of lesson 01.
async def delay(seconds):
    await asyncio.sleep(seconds)
    say("awake again")


# CancelledError comes out of the await. Clean up, and raise it again: only
# then has the task been cancelled.
async def says_goodbye():
    try:
        await asyncio.sleep(3)
    except asyncio.CancelledError:
        say("cancelled, tidying up")
        raise


# A clean-up that itself has to wait, to log out or to flush.
async def logs_out():
    try:
        await asyncio.sleep(3)
    finally:
        say("logging out, which takes 2 s")
        await asyncio.sleep(2)
        say("logged out")


# The catch-all treats the request like any error, and the task goes on.
# It is not cancelled: it ends when it likes, at 3 s.
async def takes_no_hint():
    try:
        await asyncio.sleep(3)
    except:  # noqa: E722 - that is the mistake
        say("something went wrong, never mind")
    await delay(2)


# Asks the task to end after a second, and waits until it has.
# asyncio.wait only tells that it has ended, not how.
async def cancel_after_a_second(work, name):
    task = asyncio.create_task(work, name=name)
    await asyncio.sleep(1)

    say(f"cancel {name}")
    task.cancel()
    await asyncio.wait([task])
    say(name + (" was cancelled" if task.cancelled() else " ended by itself"))


for work, name in (
    (says_goodbye, "polite"),
    (logs_out, "session"),
    (takes_no_hint, "selfish"),
):
    print(work.__name__)
    begin = time.monotonic()
    asyncio.run(cancel_after_a_second(work(), name))
    print(f"elapsed {time.monotonic() - begin:.3f} s")
