"""Lesson 16 in Python: one task at a time holds a lock, even while it
awaits something. If that is slow, others that want it wait in line. And if
two tasks take two locks in different orders, each may wait for the other
forever: a deadlock.

    python3 lessons/16_locks_and_deadlock/lesson.py

Expect: 9 seconds with the lock across the slow await; 3 seconds with the
lock only around the update; a deadlock at 1 second. lesson.cpp, beside
this file, does the same in C++. One thing differs: here the loop does not
see a deadlock, and the program would hang; so the last part has a limit
of 1.1 s. In C++ the loop throws a DeadlockError at 1 s.
"""

import asyncio
import time

begin = time.monotonic()


def say(text):
    """Prints the time, the task that speaks, and the text."""
    task = asyncio.current_task().get_name()
    print(f"{time.monotonic() - begin:5.1f} s  {task:<7}  {text}", flush=True)


class Account:
    """What all of them share."""

    def __init__(self):
        self.lock = asyncio.Lock()
        self.balance = 0


# Asks a person how much, which takes 3 s.
async def ask():
    await asyncio.sleep(3)
    return 1


# At the end of `async with` the lock is free again. Until then no other
# task can even ask.
async def lock_then_ask(account):
    async with account.lock:
        account.balance += await ask()


# Asks first, and holds the lock only for as long as it writes: no other
# task may come in between then.
async def ask_then_lock(account):
    amount = await ask()
    async with account.lock:
        account.balance += amount


async def three_deposits(deposit):
    account = Account()
    await asyncio.gather(*(deposit(account) for _ in range(3)))
    say(f"balance {account.balance}")


# Takes one lock, thinks for a second, and takes the other one.
async def transfer(source, target):
    async with source.lock:
        await asyncio.sleep(1)
        async with target.lock:
            source.balance -= 1
            target.balance += 1


# Each task holds what the other one needs, and neither lets go. The limit
# is there only because Python would wait forever.
async def crossed():
    a, b = Account(), Account()
    try:
        async with asyncio.timeout(1.1):
            await asyncio.gather(transfer(a, b), transfer(b, a))
    except TimeoutError:
        print("Nothing has happened since 1 s.")


for name, section in (
    ("held across the slow await", three_deposits(lock_then_ask)),
    ("held around the update", three_deposits(ask_then_lock)),
    ("two locks, in two orders", crossed()),
):
    print(name)
    begin = time.monotonic()
    asyncio.run(section)
    print(f"elapsed {time.monotonic() - begin:.3f} s")
