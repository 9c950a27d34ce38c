"""Lesson 17 in Python: the first of three answers will do. asyncio.wait
returns when the first task has ended, but the others run on: so cancel
them, and wait until they have ended. But a loser may have taken something
by then, and has to give it back.

    python3 lessons/17_first_come/lesson.py

Expect: 1 second, the fastest of 3, 1 and 2 s. Two couriers: 1 second,
and 1 parcel lost; then 1 second, and none lost. lesson.cpp, beside this
file, does the same in C++. One thing differs: here asyncio.wait returns
two unordered sets; in C++ it returns two vectors, in the order of its
arguments.
"""

import asyncio
import time

begin = time.monotonic()


def say(text):
    """Prints the time, the task that speaks, and the text."""
    task = asyncio.current_task().get_name()
    print(f"{time.monotonic() - begin:5.1f} s  {task:<7}  {text}", flush=True)


# The delay of lesson 03.
async def delay(number, seconds):
    await asyncio.sleep(seconds)
    return number


# Waits until the first has ended. Then it asks the others to end, and
# waits for them: no task is left behind.
async def first_of(*coroutines):
    tasks = [asyncio.create_task(one) for one in coroutines]
    done, pending = await asyncio.wait(
        tasks, return_when=asyncio.FIRST_COMPLETED
    )

    for task in pending:
        task.cancel()
    await asyncio.wait(tasks)
    return done.pop().result()


async def fastest_of_three():
    number = await first_of(delay(1, 3), delay(2, 1), delay(3, 2))
    say(f"number {number} was first")


# Takes a parcel, and goes on its way. If it is cancelled there, the parcel
# in its hands is lost with it.
async def careless(parcels, seconds):
    parcel = await parcels.get()
    await asyncio.sleep(seconds)
    return parcel


# The same, but if it cannot deliver, it gives the parcel back.
async def careful(parcels, seconds):
    parcel = await parcels.get()
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        parcels.put_nowait(parcel)
        raise
    return parcel


# Two couriers, two parcels. One is delivered; where is the other?
async def race(courier):
    parcels = asyncio.Queue()
    parcels.put_nowait(1)
    parcels.put_nowait(2)
    delivered = await first_of(courier(parcels, 1), courier(parcels, 3))

    here = parcels.qsize()
    say(f"parcel {delivered} delivered, {here} still here, {1 - here} lost")


for name, section in (
    ("the fastest of three", fastest_of_three()),
    ("a loser that keeps its parcel", race(careless)),
    ("a loser that gives it back", race(careful)),
):
    print(name)
    begin = time.monotonic()
    asyncio.run(section)
    print(f"elapsed {time.monotonic() - begin:.3f} s")
