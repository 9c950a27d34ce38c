"""Lesson 10 in Python: one of three gathered coroutines fails after a
second. gather raises that error at once, but stops nothing: the other
two run on to their ends, and their results are lost. If you want to know
how each of them ended, ask for the exceptions as results.

    python3 lessons/10_errors_in_gather/lesson.py

Expect: 3 seconds each. The error is raised at 1 s; the siblings end at
3 s. lesson.cpp, beside this file, does the same in C++. One thing
differs: here a result may be a value or an exception, and isinstance()
tells which; in C++, where a result has one type, it is an
aio::Outcome.
"""

import asyncio
import time

begin = time.monotonic()


def say(text):
    """Prints the time, the task that speaks, and the text."""
    task = asyncio.current_task().get_name()
    print(f"{time.monotonic() - begin:5.1f} s  {task:<7}  {text}", flush=True)


# The delay of lesson 03, which returns its number. A broken one also wakes
# up, but then it raises.
async def delay(number, seconds, broken=False):
    await asyncio.sleep(seconds)
    if broken:
        say("about to throw")
        raise RuntimeError(f"number {number} is broken")
    say(f"awake again, result {number}")
    return number


# The first error ends the gather, not the tasks. They were scheduled,
# and nobody has cancelled them. Main stays until they have ended, to
# show that they do; if it ended at once, the loop would cancel
# them.
async def one_fails():
    try:
        await asyncio.gather(delay(1, 3), delay(2, 1, broken=True), delay(3, 3))
    except RuntimeError as error:
        say(f"gather raised: {error}")
    await asyncio.sleep(2)


# With return_exceptions an error is one of the results. The gather
# waits for all, and returns three results, in the order of its arguments.
async def all_outcomes():
    results = await asyncio.gather(
        delay(1, 3),
        delay(2, 1, broken=True),
        delay(3, 3),
        return_exceptions=True,
    )

    for result in results:
        if isinstance(result, RuntimeError):
            say(f"error: {result}")
        else:
            say(f"value {result}")


# Two that fail: the first error is raised. The second comes when nobody
# is listening any more, and is lost.
async def two_fail():
    try:
        await asyncio.gather(delay(1, 3), delay(2, 1, broken=True), delay(3, 2, broken=True))
    except RuntimeError as error:
        say(f"gather raised: {error}")
    await asyncio.sleep(2)


for section in (one_fails, all_outcomes, two_fail):
    print(section.__name__)
    begin = time.monotonic()
    asyncio.run(section())
    print(f"elapsed {time.monotonic() - begin:.3f} s")
