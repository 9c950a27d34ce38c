"""Lesson 12 in Python: a deadline is a point in time; a limit is a length
of time. Where limits are nested, the one that runs out first fires, and the
code that set it gets the error. And three attempts with a limit each may take
three times the limit; only a limit around all of them is a budget.

    python3 lessons/12_deadlines/lesson.py

Expect: 2 seconds, the outer limit; 6 seconds with a limit for each
attempt; 3 seconds with one budget. lesson.cpp, beside this file, does
the same in C++.
"""

import asyncio
import time

begin = time.monotonic()


def say(text):
    """Prints the time, the task that speaks, and the text."""
    task = asyncio.current_task().get_name()
    print(f"{time.monotonic() - begin:5.1f} s  {task:<7}  {text}", flush=True)


# A server that takes longer than anybody is ready to wait.
async def slow_answer():
    await asyncio.sleep(9)


# The inner limit would fire at 5 s; the outer one fires at 2 s. It
# cancels whatever the block is waiting for. The inner block sees a
# cancellation that is not its own, and lets it pass.
async def nested():
    try:
        async with asyncio.timeout(2):
            try:
                async with asyncio.timeout(5):
                    await slow_answer()
            except TimeoutError:
                say("the inner limit")
    except TimeoutError:
        say("the outer limit")


# Each attempt has 2 s, so three of them have 6 s.
async def three_attempts():
    for attempt in (1, 2, 3):
        try:
            await asyncio.wait_for(slow_answer(), 2)
            return
        except TimeoutError:
            say(f"attempt {attempt} took too long")


# The same, inside a limit of 3 s for all of them. The second attempt has
# only what the first one left.
async def one_budget():
    try:
        async with asyncio.timeout(3):
            await three_attempts()
    except TimeoutError:
        say("the budget is used up")


for section in (nested, three_attempts, one_budget):
    print(section.__name__)
    begin = time.monotonic()
    asyncio.run(section())
    print(f"elapsed {time.monotonic() - begin:.3f} s")
