"""Lesson 18 in Python: nine jobs may be more than a server, a disk or a
budget can take at once. A semaphore has a number of places; a task that
finds none free waits until one is given back.

    python3 lessons/18_bounded/lesson.py

Expect: 3 seconds with three places, 1 second without a bound, 9 seconds
one by one. lesson.cpp, beside this file, does the same in C++.
"""

import asyncio
import time

ALL = 9

begin = time.monotonic()


def say(text):
    """Prints the time, the task that speaks, and the text."""
    task = asyncio.current_task().get_name()
    print(f"{time.monotonic() - begin:5.1f} s  {task:<7}  {text}", flush=True)


# A job of 1 s, which needs a place.
async def job():
    await asyncio.sleep(1)


# The block waits for a place. The place is given back at its end, whatever
# happens there, even if the job raises or is cancelled.
async def bounded_job(places):
    async with places:
        await job()


# Nine tasks, of which three have a place. The others wait, in the order in
# which they came.
async def three_at_once():
    places = asyncio.Semaphore(3)
    await asyncio.gather(*(bounded_job(places) for _ in range(ALL)))
    say("all done, three at a time")


# Without a bound: quick here, where a job only sleeps. But a real server
# would have to do nine jobs at once.
async def unbounded():
    await asyncio.gather(*(job() for _ in range(ALL)))
    say("all done, all at once")


# And one by one, as in lesson 01.
async def one_by_one():
    for _ in range(ALL):
        await asyncio.create_task(job())
    say("all done, one by one")


for section in (three_at_once, unbounded, one_by_one):
    print(section.__name__)
    begin = time.monotonic()
    asyncio.run(section())
    print(f"elapsed {time.monotonic() - begin:.3f} s")
