"""Runs the benchmarks side by side and prints their results as tables.

    make bench                                  # everything, in five minutes or so
    make bench ARGS="--row queue --row cancel"  # these rows alone
    make bench ARGS="--only http"               # the requests alone
    make bench ARGS="--only exercises"          # from a saved file to the verdict
    python3 tests/bench/table.py --help

Every figure is CPU time per operation. The machine may be busy and a CPU's speed
changes with its load, so the programs take turns, A B A B ...: each ratio is
taken between neighbours in time, and the median of these ratios is shown. The
figure beside it is the lowest that was seen, the one least disturbed.

Where two virtual processors share one core, as in many a cloud, a busy neighbour makes
everything up to 1.8 times as slow for as long as it is there: await_chain was seen at
10.5 ns and at 18, changing within one process, and in the same milliseconds so did a loop
of additions that touches no memory. Do not look for the reason in aio.

The aims are the project's own. Where none is set for a peer, it is to be faster.
"""

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import exercise_loop
import http_table
import instructions
from show import figure, lowest, print_table, ratio, show_progress, times_faster

HERE = Path(__file__).resolve().parent


@dataclass
class Row:
    name: str
    limit: float                  # nanoseconds of CPU per operation
    aims: dict = field(default_factory=dict)  # peer: how many times faster
    bytes_limit: float = 0        # of memory per task
    sleeps: bool = False          # takes a second whatever the CPU
    programs: tuple = ("bench_aio", "bench_asio")  # whose instructions are counted
    counted_at: int = 2_000       # ... with this many operations


ROWS = [
    Row("spawn_gather", 90, {"asio": 6, "asyncio": 100}),
    Row("sleepers", 450, {"asio": 3}, bytes_limit=320, sleeps=True, counted_at=10_000),
    Row("sleepers_spread", 0, {"asio": 4}, sleeps=True, counted_at=10_000),
    Row("await_chain", 12),
    Row("wait_for", 120, {"asio": 30, "asyncio": 50}),
    Row("wait_for_yield", 120, {"asio": 30, "asyncio": 50}),
    Row("queue", 80, {"asio": 6}),
    Row("cancel", 1500, {"asio": 4}),
]
OPERATIONS = 100_000


@dataclass
class Peer:
    name: str
    title: str
    command: list
    samples: int
    warm_rounds: int
    package: str = ""             # what Debian calls it, if it can be missing

    def missing(self):
        return shutil.which(self.command[0]) is None


def all_peers(programs):
    """The slowest take fewer turns: their ratios are far from the aims.
    Python is not warmed up, because its later rounds are no faster than the first."""
    node = [shutil.which("node") or "node", str(HERE / "node_bench.js")]
    return [
        Peer("aio", "aio", [str(programs / "bench_aio")], 5, 5),
        Peer("asio", "Asio", [str(programs / "bench_asio")], 5, 2),
        Peer("typed", "Asio typed", [str(programs / "bench_asio_typed")], 3, 2),
        Peer("asyncio", "asyncio", [sys.executable, str(HERE / "asyncio_bench.py")], 2, 0),
        Peer("node", "Node", node, 2, 1, "nodejs"),
        Peer("go", "Go", [str(programs / "bench_go")], 2, 2, "golang-go"),
    ]


# --- Measuring --------------------------------------------------------------

def run(peer, row, n, warm_rounds=None):
    """One process: its measurements, or None if the peer has no such row."""
    if peer.name == "go" and row.name == "await_chain":
        return None  # a goroutine that needs an answer calls a function
    rounds = peer.warm_rounds if warm_rounds is None else warm_rounds
    if row.sleeps:
        rounds = min(rounds, 1)
    done = subprocess.run([*peer.command, row.name, str(n), str(rounds)],
                          capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        sys.exit(f"bench: {shlex.join(done.args)} failed:\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def measure(row, peers):
    """Lets them take turns; returns each peer's samples, in the order of the turns."""
    samples = {peer.name: [] for peer in peers}
    turns = max(peer.samples for peer in peers)
    for turn in range(min(turns, 3) if row.sleeps else turns):
        for peer in peers:
            if turn < peer.samples and (sample := run(peer, row, OPERATIONS)):
                samples[peer.name].append(sample)
    return samples


# --- The table --------------------------------------------------------------

def line_of(row, samples, peers, key, limit, aims):
    """One line of the table, and which of its figures miss their aims."""
    ours = lowest(samples["aio"], key)
    missed = [f"limit {limit}"] if limit and ours > limit else []
    cells = [row.name, figure(ours), f"{limit:g}" if limit else ""]
    for peer in peers[1:]:
        if not samples[peer.name]:
            cells += ["-", ""]
            continue
        times = times_faster(samples, peer.name, key)
        aim = aims.get(peer.name, 1)
        if times < aim:
            missed.append(f"{peer.title} {ratio(aim)}")
        shown = ratio(times) + (f" ({ratio(aim).removesuffix('.00')})" if aim > 1 else "")
        cells += [figure(lowest(samples[peer.name], key)), shown]
    return cells + ["MISSED: " + ", ".join(missed) if missed else "met"]


def print_ratios(rows, peers):
    print(f"CPU time per operation in nanoseconds, {OPERATIONS:,} operations. Beside each peer's "
          "stands aio's as a part of it,\nand in brackets the aim, where it is more than to be "
          "faster. 'Asio typed' is Asio with the executor's type spelled\nout. (Delayed by other "
          "programs, Asio wakes less often: sleepers_spread needs a quiet machine.)\n")
    lines = [["row", "aio", "aim", *sum(([peer.title, "aio/it"] for peer in peers[1:]), []), ""]]
    for row in rows:
        show_progress(f"{row.name} ...")
        samples = measure(row, peers)
        lines.append(line_of(row, samples, peers, "cpu_ns_per_op", row.limit, row.aims))
        if row.bytes_limit:
            lines.append(line_of(row, samples, peers, "rss_bytes_per_task", row.bytes_limit, {}))
            lines[-1][0] = "  bytes per task"
    show_progress("")
    print_table(lines)


# --- Growth -----------------------------------------------------------------

def print_growth(rows, aio):
    """From 1,000 to 1,000,000. Once the tasks outgrow the caches each costs more:
    that is the machine's part, which the instruction counts leave out. Few sleepers
    with spread deadlines share the cost of up to a thousand wake-ups."""
    sizes = [1_000, 10_000, 100_000, 1_000_000]
    print("\naio's CPU time per operation by the number of operations (in brackets the first "
          "round, in memory never touched\nbefore), and bytes of memory per task\n")
    lines = [["row", *(f"{n:,}" for n in sizes), *(f"{n:,} B" for n in sizes[1:]), ""]]
    for row in rows:
        show_progress(f"{row.name} ...")
        results = [run(aio, row, n, 2) for n in sizes]
        cells = [f"{figure(r['cpu_ns_per_op'])} ({figure(r['cold_cpu_ns_per_op'])})"
                 for r in results]
        many = row.sleeps or row.name in ("spawn_gather", "cancel")
        memory = [f"{r['rss_bytes_per_task']:.0f}" if many else "" for r in results[1:]]
        lines.append([row.name, *cells, *memory, ""])
    show_progress("")
    print_table(lines)


def stack_is_flat(programs):
    """bench_stack, built without optimization, ends with 1 if the stack grows."""
    done = subprocess.run([str(programs / "bench_stack")], capture_output=True, text=True)
    print("\nBytes of stack in chains of 10, 1,000 and 100,000 awaits, one inside the other and "
          f"one after the other, at -O0:\n\n{done.stdout.strip()}  "
          f"{'flat' if done.returncode == 0 else 'IT GROWS'}")
    return done.returncode == 0


# --- The program ------------------------------------------------------------

def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--programs", type=Path, default=HERE / "../../build/release/bin",
                        help="where the programs were built")
    parser.add_argument("--coach", type=Path, default=HERE / "../../build/bin/coach",
                        help="what students have: a debug build")
    parser.add_argument("--compiler", default="", help="what built them; recorded with the counts")
    names = [row.name for row in ROWS + http_table.ROWS]
    parser.add_argument("--row", action="append", choices=names,
                        help="only this row; may be repeated")
    parser.add_argument("--only", choices=["ratios", "growth", "http", "exercises", "instructions"],
                        help="only one of the tables")
    parser.add_argument("--record", action="store_true",
                        help="write the instruction counts to instructions.json")
    # make hands its variable ARGS on in the environment.
    return parser.parse_args(sys.argv[1:] + shlex.split(os.environ.get("ARGS", "")))


def main():
    arguments = parse_arguments()
    programs = arguments.programs.resolve()
    rows, requests = ([row for row in those if not arguments.row or row.name in arguments.row]
                      for those in (ROWS, http_table.ROWS))
    peers = [peer for peer in all_peers(programs) if not peer.missing()]
    absent = [peer for peer in all_peers(programs) if peer.missing()]
    if not peers or peers[0].name != "aio":
        sys.exit(f"bench: there is no {programs / 'bench_aio'}; build it with `make bench`")
    if absent:
        print(f"Not measured, because not installed: {', '.join(p.title for p in absent)}. "
              "To install what is missing: make bench PEERS=install, or\n"
              f"  apt-get install {' '.join(p.package for p in absent if p.package)}\n")

    wanted = arguments.only or "all"
    good = True
    if wanted in ("all", "ratios") and rows:
        print_ratios(rows, peers)
    if wanted in ("all", "http") and requests:
        http_table.print_requests(requests, programs)
    if wanted in ("all", "exercises") and not arguments.row:
        good &= exercise_loop.print_loop(arguments.coach)
    if wanted in ("all", "growth") and rows:
        print_growth(rows, peers[0])
        good &= stack_is_flat(programs)
    if wanted in ("all", "instructions"):
        with http_table.server(programs):
            good &= instructions.compare(rows + [row for row in requests if row.counted], programs,
                                         arguments.compiler, arguments.record)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
