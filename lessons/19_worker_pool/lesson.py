"""Lesson 19 in Python: three workers, and a queue in front of them. It
has room for two jobs; putting a third one into it has to wait. So the slow
end of a pipe holds back the quick end: this is called back-pressure. When
no more jobs come, the workers end.

    python3 lessons/19_worker_pool/lesson.py

Expect: 3 seconds for nine jobs; the last one is handed in at 2 s.
Without a bound it also takes 3 seconds, but all nine jobs are in the queue
at once. lesson.cpp, beside this file, does the same in C++. One thing
differs: Queue.shutdown() came with Python 3.13; to work with older ones,
this program sends None to the workers, once for each of them.
"""

import asyncio
import time

begin = time.monotonic()


def say(text):
    """Prints the time, the task that speaks, and the text."""
    task = asyncio.current_task().get_name()
    print(f"{time.monotonic() - begin:5.1f} s  {task:<7}  {text}", flush=True)


# Takes a job, does it, and takes the next, until it gets None.
async def worker(jobs):
    while await jobs.get() is not None:
        await asyncio.sleep(1)
    say("no more work")


# put() waits while the queue is full. The task group waits for the
# workers.
async def nine_jobs(room):
    jobs = asyncio.Queue(room)
    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(worker(jobs))

        for n in range(1, 10):
            await jobs.put(n)
            say(f"job {n} handed in, {jobs.qsize()} wait")
        for _ in range(3):
            await jobs.put(None)


for room in (2, 0):
    print(f"nine_jobs({room})")
    begin = time.monotonic()
    asyncio.run(nine_jobs(room))
    print(f"elapsed {time.monotonic() - begin:.3f} s")
