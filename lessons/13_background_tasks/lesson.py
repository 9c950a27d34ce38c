"""Lesson 13 in Python: a task runs by itself. But it ends with the
loop: what is still under way when main ends is cut off, and an error
that nobody looked at is only reported. If you start work in the
background, you have to wait for it at the end.

    python3 lessons/13_background_tasks/lesson.py

Expect: 1 second, and cut off; 2 seconds if it waits; behind a shield the
caller gives up at 1 second, and the work ends at 4. lesson.cpp, beside this
file, does the same in C++. One thing differs: here the loop keeps no strong
reference to a task, so one whose handle was dropped can vanish while it
runs, if the garbage collector collects it; in C++ the loop keeps it alive.
Python's own documentation asks you to keep every handle.
"""

import asyncio
import time

begin = time.monotonic()


def say(text):
    """Prints the time, the task that speaks, and the text."""
    task = asyncio.current_task().get_name()
    print(f"{time.monotonic() - begin:5.1f} s  {task:<7}  {text}", flush=True)


# Something that has to be completed.
async def save(what, seconds):
    await asyncio.sleep(seconds)
    say(f"saved {what}")


async def fail_to_save(what):
    await asyncio.sleep(0.5)
    raise RuntimeError(f"cannot save {what}")


# Python reports an error that nobody looked at through the loop's
# handler, once the task's last handle is gone. By default that prints a
# traceback on stderr; here it prints one line.
def report(loop, context):
    print(f"report: {context['message']}: {context['exception']}", flush=True)


# "Fire and forget." The handles are dropped at once. Main ends at 1 s,
# before the letter has been saved, and nobody has asked what became of
# the photo.
async def forget():
    asyncio.get_running_loop().set_exception_handler(report)
    asyncio.create_task(save("the letter", 2))
    asyncio.create_task(fail_to_save("the photo"))
    await asyncio.sleep(1)
    say("good bye")


# The handles are kept, and awaited before the end. With return_exceptions
# each tells how it ended, including errors.
async def wait_for_them():
    under_way = [
        asyncio.create_task(save("the letter", 2)),
        asyncio.create_task(fail_to_save("the photo")),
    ]
    await asyncio.sleep(1)

    for result in await asyncio.gather(*under_way, return_exceptions=True):
        if isinstance(result, RuntimeError):
            say(result)
    say("good bye")


# A limit cancels what it waits for. A shield prevents that: the caller
# gives up at 1 s, but the work goes on, and can still be waited for by its
# handle.
async def shielded():
    saving = asyncio.create_task(save("the film", 4))
    try:
        await asyncio.wait_for(asyncio.shield(saving), 1)
    except TimeoutError:
        say("I do not wait any longer")
    await saving


for section in (forget, wait_for_them, shielded):
    print(section.__name__)
    begin = time.monotonic()
    asyncio.run(section())
    print(f"elapsed {time.monotonic() - begin:.3f} s")
