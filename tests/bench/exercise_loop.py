#!/usr/bin/env python3
"""How long a student waits: from a saved file to the verdict on the screen.

    python3 tests/bench/exercise_loop.py --coach build/bin/coach

Starts `coach watch` on a terminal of its own, and saves each exercise several
times, solved and as shipped in turn. The clock runs from the save to the moment
when the whole verdict has been written. Beside it, the same exercise on Asio alone
(exercise_asio.cpp) is compiled, linked and run by the same compiler.
"""

import argparse
import json
import os
import pty
import select
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from show import print_table, show_progress

HERE = Path(__file__).resolve().parent
LESSONS = HERE.parent.parent / "lessons"
AIM_MEDIAN, AIM_WORST, AIM_RATIO = 0.8, 1.2, 1 / 4

# A screen is drawn in one piece, which ends with this. While a check is under way it says
# "checking", and may still show the verdict of the previous one.
END_OF_SCREEN, CHECKING = b"\x1b[?2026l", b"checking"


class Watch:
    """`coach watch NN`, on a terminal of 80 columns."""

    def __init__(self, coach, workshop, lesson):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm", COLUMNS="80", LINES="40")
            os.execv(coach, [coach, "watch", "--workshop", str(workshop), lesson])

    def next_verdict(self, limit=30):
        """The time at which the verdict of a new check has been written."""
        text, end = b"", time.monotonic() + limit
        while time.monotonic() < end:
            if not select.select([self.terminal], [], [], 0.5)[0]:
                continue
            text += os.read(self.terminal, 65536)
            *screens, _ = text.split(END_OF_SCREEN)
            if screens and CHECKING in screens[0] and CHECKING not in screens[-1]:
                return time.monotonic()
        raise SystemExit(f"exercise_loop: no verdict came within {limit} s:\n{text.decode()}")

    def quiet(self):
        while select.select([self.terminal], [], [], 0.3)[0]:
            os.read(self.terminal, 65536)

    def close(self):
        os.write(self.terminal, b"q")
        os.waitpid(self.pid, 0)
        os.close(self.terminal)


def save(path, text):
    """Like an editor: written beside it, then renamed."""
    beside = path.with_suffix(".new")
    beside.write_text(text)
    beside.rename(path)


def measure(coach, workshop, lesson, rounds):
    folder = LESSONS / lesson
    texts = [(folder / name).read_text() for name in ("solution.cpp", "exercise.cpp")]
    file = workshop / lesson / "exercise.cpp"
    watch = Watch(coach, workshop, lesson[:2])
    watch.next_verdict()
    times = []
    for i in range(rounds):
        watch.quiet()
        begin = time.monotonic()
        save(file, texts[i % 2] + f"// saved {i} times\n")
        times.append(watch.next_verdict() - begin)
    watch.close()
    return times


def asio_command(workshop, folder):
    """The exercise's own compile command, changed for a program on Asio."""
    entries = json.loads((workshop / "compile_commands.json").read_text())
    words = shlex.split(entries[0]["command"])
    words = words[: words.index("-c")]
    words = [word for word in words if word != "-fPIC"]
    return words + ["-DASIO_HAS_CO_AWAIT=1", "-DASIO_HAS_STD_COROUTINE=1",
                    str(HERE / "exercise_asio.cpp"), "-o", str(folder / "exercise_asio"), "-pthread"]


def measure_asio(workshop, folder, rounds):
    times = []
    for _ in range(rounds):
        begin = time.monotonic()
        subprocess.run(asio_command(workshop, folder), check=True)
        subprocess.run([folder / "exercise_asio"], check=True, stdout=subprocess.DEVNULL)
        times.append(time.monotonic() - begin)
    return times


def print_loop(coach, rounds=8):
    """Returns whether the aims are met."""
    coach = os.path.abspath(coach)
    print(f"\nFrom a saved exercise to the verdict on the screen of `coach watch`; {rounds} saves "
          "of each\n")
    folder = Path(tempfile.mkdtemp(prefix="exercise_loop_"))
    try:
        workshop = folder / "workshop"
        subprocess.run([coach, "init", str(workshop)], check=True, stdout=subprocess.DEVNULL)
        lessons = sorted(path.parent.name for path in LESSONS.glob("*/check.cpp"))
        all_times = []
        lines = [["exercise", "median", "worst", ""]]
        for lesson in lessons:
            show_progress(f"{lesson} ...")
            times = measure(coach, workshop, lesson, rounds)
            all_times += times
            lines.append([lesson, f"{statistics.median(times):.2f} s", f"{max(times):.2f} s", ""])
        show_progress("on Asio alone ...")
        asio = measure_asio(workshop, folder, max(3, rounds // 2))
        show_progress("")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    median, worst, alone = statistics.median(all_times), max(all_times), statistics.median(asio)
    met = median <= AIM_MEDIAN and worst <= AIM_WORST and median <= alone * AIM_RATIO
    lines.append(["all", f"{median:.2f} s ({AIM_MEDIAN})", f"{worst:.2f} s ({AIM_WORST})",
                  "met" if met else "NOT met"])
    lines.append(["02 on Asio", f"{alone:.2f} s", f"{max(asio):.2f} s",
                  f"1/{alone / median:.1f} of it (1/{1 / AIM_RATIO:.0f})"])
    print_table(lines)
    return met


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--coach", required=True)
    parser.add_argument("--rounds", type=int, default=8, help="saves of each exercise")
    options = parser.parse_args()
    sys.exit(0 if print_loop(options.coach, options.rounds) else 1)
