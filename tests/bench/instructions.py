"""Counts the instructions of each operation, a figure that no other program can disturb.

    make bench ARGS="--only instructions"           # compares with instructions.json
    make bench ARGS="--only instructions --record"  # writes it

valgrind's callgrind counts what a whole process executes. One process does n
operations and another 2n; the difference, divided by n, is one operation, without
the program's start and end. Repeated counts agree to within a few in a thousand.
(The kernel's part and the cost of cache misses are left out.)

A row that has grown by more than a tenth since it was recorded is a regression.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

RECORD = Path(__file__).resolve().parent / "instructions.json"
ALLOWED_GROWTH = 0.10


def count(program, row, n):
    """All instructions of one process that runs the row cold, once."""
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, row.name,
         str(n), "0"], capture_output=True, text=True, timeout=300)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or not found:
        sys.exit(f"bench: valgrind could not run {program} {row.name} {n}:\n{done.stderr[-2000:]}")
    return int(found[1])


def per_operation(program, row):
    # Real wake-ups vary a little from run to run: many sleepers even that out.
    if not program.exists():
        return 0
    n = row.counted_at
    return (count(program, row, 2 * n) - count(program, row, n)) / n


def without_debug_information(program, folder):
    """A copy: valgrind 3.19 stumbles over the debug information of newer compilers."""
    copy = Path(folder) / program.name
    if not program.exists():
        return copy
    shutil.copy(program, copy)
    if shutil.which("objcopy"):
        subprocess.run(["objcopy", "--strip-debug", copy], check=True)
    return copy


def count_all(rows, programs):
    """The counts of aio and of its peer, in the order of the rows."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as workers:
        names = {name for row in rows for name in row.programs}
        copies = {name: without_debug_information(programs / name, folder) for name in names}
        return [list(workers.map(lambda row, which=which: per_operation(copies[row.programs[which]],
                                                                        row), rows))
                for which in (0, 1)]


def record_counts(rows, counts, before, compiler):
    recorded = before["rows"] if before["compiler"] == compiler else {}
    recorded |= {row.name: round(counted, 1) for row, counted in zip(rows, counts)}
    RECORD.write_text(json.dumps({"compiler": compiler, "rows": recorded}, indent=2) + "\n")
    print(f"\nRecorded in {RECORD.name}.")


def compare(rows, programs, compiler, record):
    """Prints the table. False if a row has grown beyond what is allowed."""
    if not shutil.which("valgrind"):
        print("\nInstructions are not counted, because valgrind is not installed: "
              "make bench PEERS=install, or\n  apt-get install valgrind")
        return True
    before = json.loads(RECORD.read_text()) if RECORD.exists() else {"compiler": "", "rows": {}}
    same_compiler = before["compiler"] == compiler
    print("\nInstructions per operation, first round (callgrind); the peer is Asio, for requests "
          "libcurl\n")
    print(f"{'row':<17}{'aio':>8}{'recorded':>10}{'change':>9}{'peer':>9}{'aio/peer':>10}")
    good = True
    ours, theirs = count_all(rows, programs)
    for row, counted, peer in zip(rows, ours, theirs):
        recorded = before["rows"].get(row.name)
        change = counted / recorded - 1 if recorded else 0
        grown = change > ALLOWED_GROWTH
        good &= not grown
        print(f"{row.name:<17}{counted:>8.0f}{recorded or 0:>10.0f}{change:>+9.1%}{peer:>9.0f}"
              f"{f'1/{peer / counted:.2f}' if peer else '':>10}{'  GROWN' if grown else ''}")
    if record:
        record_counts(rows, ours, before, compiler)
        return True
    if not good and not same_compiler:
        print(f"\nThe record was made with {before['compiler']}, this with {compiler}: not counted "
              "as a regression.")
        return True
    return good
