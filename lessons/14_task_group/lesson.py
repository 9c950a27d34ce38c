"""Lesson 14 in Python: the failure of lesson 10, inside a task group.
The group cancels the siblings, waits until they have ended, and then
raises all errors. Whatever happens, no task is left behind.

    python3 lessons/14_task_group/lesson.py

Expect: 1 second; with gather 3 seconds. Two errors: 1 second.
lesson.cpp, beside this file, does the same in C++. One thing differs:
here the group is a block, `async with`; in C++ it is a function that
takes the block as a lambda, because a destructor cannot await.
"""

import asyncio
import time

begin = time.monotonic()


def say(text):
    """Prints the time, the task that speaks, and the text."""
    task = asyncio.current_task().get_name()
    print(f"{time.monotonic() - begin:5.1f} s  {task:<7}  {text}", flush=True)


# The delay of lesson 10: one that is broken raises when it wakes.
async def delay(number, seconds, broken=False):
    await asyncio.sleep(seconds)
    if broken:
        raise RuntimeError(f"number {number} is broken")
    say("awake again")


# An exception group has all the errors, in the order in which they
# happened.
def tell(group):
    for error in group.exceptions:
        say(f"the group raised: {error}")


# The tasks belong to the block. It ends when all of them have ended: here
# at 1 s, because the failure of one cancels the rest.
async def in_a_group():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(delay(1, 3))
            group.create_task(delay(2, 1, broken=True))
            group.create_task(delay(3, 3))
    except ExceptionGroup as group:
        tell(group)


# The same three, gathered. The error also comes at 1 s, but the other two
# work on, for nobody.
async def gathered():
    try:
        await asyncio.gather(delay(1, 3), delay(2, 1, broken=True), delay(3, 3))
    except RuntimeError as error:
        say(f"gather raised: {error}")
    await asyncio.sleep(2)


# Two that fail at the same time: gather would raise only the first.
async def two_errors():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(delay(1, 3))
            group.create_task(delay(2, 1, broken=True))
            group.create_task(delay(3, 1, broken=True))
    except ExceptionGroup as group:
        tell(group)


for section in (in_a_group, gathered, two_errors):
    print(section.__name__)
    begin = time.monotonic()
    asyncio.run(section())
    print(f"elapsed {time.monotonic() - begin:.3f} s")
