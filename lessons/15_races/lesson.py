"""Lesson 15 in Python: between two awaits a task has the loop to itself.
But what it read before an await may be out of date after it: read, await,
write, and another task's update is lost. That is a race. It can hide for
years, if the usual order of the tasks happens to lose
nothing.

    python3 lessons/15_races/lesson.py

Expect: 3 in the order in which the tasks are written down; 2 in another
order; 3 with a lock. lesson.cpp, beside this file, does the same in C++.
One thing differs: asyncio always runs tasks in the order in which they
became ready, and cannot try other orders. So this program creates the
tasks in every order, which gives 6 of the 72 schedules.
"""

import asyncio
import itertools
import time

begin = time.monotonic()
aloud = True  # while a section runs that should be shown


def say(text):
    """Prints the time, the task that speaks, and the text."""
    if aloud:
        task = asyncio.current_task().get_name()
        print(f"{time.monotonic() - begin:5.1f} s  {task:<7}  {text}", flush=True)


class Counter:
    """What all of them add 1 to."""

    def __init__(self):
        self.value = 0
        self.lock = asyncio.Lock()


# Reads, awaits, and writes what was right a second ago.
async def add(counter, second):
    before = counter.value
    say(f"reads {before}")
    await asyncio.sleep(second)
    say(f"writes {before + 1}")
    counter.value = before + 1


# The same, but the lock is held from the read to the write, so no other
# task can read in between.
async def locked_add(counter, second):
    async with counter.lock:
        await add(counter, second)


# Sleeps for some seconds, one at a time, and then does the work.
async def later(seconds, second, work):
    for _ in range(seconds):
        await asyncio.sleep(second)
    await work


# At 1 s one task reads, just when another one writes. Whichever was
# created first comes first.
async def three_tasks(add_1, order, second=1):
    counter = Counter()
    await asyncio.gather(
        *(later(n, second, add_1(counter, second)) for n in order)
    )
    return counter.value


# A second takes no time here, only a turn.
async def in_every_order(add_1):
    orders = list(itertools.permutations(range(3)))
    counts = [await three_tasks(add_1, order, 0) for order in orders]
    lost = sum(count != 3 for count in counts)
    print(f"{lost} of {len(orders)} orders lose an update.")


def run(name, add_1, order=(0, 1, 2)):
    global begin
    print(name)
    begin = time.monotonic()
    asyncio.run(three_tasks(add_1, order))
    print(f"elapsed {time.monotonic() - begin:.3f} s")


def run_in_every_order(add_1):
    global aloud
    aloud = False
    asyncio.run(in_every_order(add_1))
    aloud = True


run("in plain order", add)
run_in_every_order(add)
run("one of the other orders", add, (0, 2, 1))
run("with a lock", locked_add)
run_in_every_order(locked_add)
