"""The table of requests: aio::http beside libcurl, aiohttp, and nothing at all.

    make bench ARGS="--only http"
    make bench ARGS="--row http_get"

One server answers all of them alike: nginx, or, where that is not installed, the
lesson server. It has the same core as the client, whose CPU time is counted alone.

The floor is the cost of the system calls that no client can do without: bench_floor
sends prepared bytes and counts those that come back. What aio needs beyond it is its
own work; an aim below it cannot be met on this machine.
"""

import contextlib
import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from show import figure, lowest, print_table, ratio, show_progress, times_faster

HERE = Path(__file__).resolve().parent
CORE = min(os.sched_getaffinity(0))
SMALL = "97 bytes: ".ljust(97, "x")


@dataclass
class Row:
    name: str
    title: str
    n: int
    limit: float                  # microseconds of CPU per request
    aims: dict = field(default_factory=dict)  # peer: how many times faster
    without: tuple = ()           # peers that have no such row
    counted: bool = False         # also in instructions
    programs: tuple = ("bench_http", "bench_curl")
    counted_at: int = 500


ROWS = [
    Row("http_get", "GETs in turn", 5_000, 10, {"curl": 2, "aiohttp": 30}, counted=True),
    Row("http_get_100", "GETs, 100 at once", 5_000, 9, {"curl": 2, "aiohttp": 30}),
    Row("http_body", "bodies of 1 MiB", 100, 400),
    # libcurl's multi interface checks each of its transfers again and again.
    Row("http_pool", "GETs, all at once, 100 connections", 20_000, 0, without=("curl",)),
]


@dataclass
class Peer:
    name: str
    title: str
    command: list
    samples: int
    warm_rounds: int
    package: str = ""

    def missing(self):
        if self.name != "aiohttp":
            return not Path(self.command[0]).exists()
        return subprocess.run([self.command[0], "-c", "import aiohttp"],
                              capture_output=True).returncode != 0


def all_peers(programs):
    # Debian's aiohttp is for Debian's Python.
    python = "/usr/bin/python3" if Path("/usr/bin/python3").exists() else sys.executable
    return [
        Peer("aio", "aio", [str(programs / "bench_http")], 5, 4),
        Peer("floor", "floor", [str(programs / "bench_floor")], 5, 4),
        Peer("curl", "libcurl", [str(programs / "bench_curl")], 5, 4, "libcurl4-openssl-dev"),
        Peer("aiohttp", "aiohttp", [python, str(HERE / "aiohttp_bench.py")], 2, 0,
             "python3-aiohttp"),
    ]


# --- The server -------------------------------------------------------------

NGINX = """daemon off; worker_processes 1; pid {folder}/pid; error_log stderr error;
{user}
events {{ worker_connections 1024; }}
http {{
    access_log off; sendfile on; keepalive_requests 1000000000; root {folder};
    client_body_temp_path {folder}/t; proxy_temp_path {folder}/t; fastcgi_temp_path {folder}/t;
    uwsgi_temp_path {folder}/t; scgi_temp_path {folder}/t;
    server {{
        listen 127.0.0.1:{port};
        location = /bytes/97 {{ default_type text/plain; return 200 "{small}"; }}
    }}
}}
"""


def on_one_core():
    os.sched_setaffinity(0, {CORE})


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def server_command(programs, folder, port):
    """nginx and its files, or the lesson server. Both know /bytes/{n}."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not nginx:
        return [str(programs / "lesson_server"), "--port", str(port)]
    (folder / "bytes").mkdir()
    (folder / "bytes/1048576").write_bytes(os.urandom(1 << 20))
    user = "user root;" if os.geteuid() == 0 else ""  # nobody else could read the folder
    (folder / "nginx.conf").write_text(
        NGINX.format(folder=folder, port=port, small=SMALL, user=user))
    return [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")]


@contextlib.contextmanager
def server(programs):
    """Runs it, and puts its address into the variable BENCH_SERVER; returns its name."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        command = server_command(programs, Path(folder), port)
        child = subprocess.Popen(command, preexec_fn=on_one_core, stdout=subprocess.DEVNULL)
        try:
            for _ in range(100):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                    break
                time.sleep(0.05)
            else:
                sys.exit(f"bench: {shlex.join(command)} does not listen")
            os.environ["BENCH_SERVER"] = f"http://127.0.0.1:{port}"
            yield Path(command[0]).name
        finally:
            child.terminate()
            child.wait()


# --- Measuring --------------------------------------------------------------

def run(peer, row, n=None):
    """One process: its measurements, in microseconds."""
    done = subprocess.run([*peer.command, row.name, str(n or row.n), str(peer.warm_rounds)],
                          capture_output=True, text=True, timeout=300, preexec_fn=on_one_core)
    if done.returncode != 0:
        sys.exit(f"bench: {shlex.join(done.args)} failed:\n{done.stdout}{done.stderr}")
    return {key: value / 1000 for key, value in json.loads(done.stdout).items() if "ns_per" in key}


def measure(row, peers):
    samples = {peer.name: [] for peer in peers}
    for turn in range(max(peer.samples for peer in peers)):
        for peer in peers:
            if turn < peer.samples and peer.name not in row.without:
                samples[peer.name].append(run(peer, row))
    return samples


def line_of(row, samples, peers):
    """One line of the table, and which of its figures miss their aims."""
    key = "cpu_ns_per_op"
    ours, floor = lowest(samples["aio"], key), lowest(samples["floor"], key)
    missed = [f"limit {row.limit:g}"] if row.limit and ours > row.limit else []
    cells = [row.name, row.title.ljust(34), figure(ours), f"{row.limit:g}" if row.limit else "",
             figure(floor)]
    for peer in peers[2:]:
        if not samples[peer.name]:
            cells += ["-", ""]
            continue
        theirs, times = lowest(samples[peer.name], key), times_faster(samples, peer.name, key)
        aim = row.aims.get(peer.name, 1)
        if times < aim:
            below = " (below the floor)" if theirs / aim < floor else ""
            missed.append(f"{peer.title} {ratio(aim).removesuffix('.00')}{below}")
        shown = ratio(times) + (f" ({ratio(aim).removesuffix('.00')})" if aim > 1 else "")
        cells += [figure(theirs), shown]
    return cells + ["MISSED: " + ", ".join(missed) if missed else "met"]


def print_growth(row, aio):
    few, many = (run(aio, row, n)["cpu_ns_per_op"] for n in (row.n // 10, row.n))
    print(f"\n{row.name}, microseconds per request: {figure(few)} for {row.n // 10:,} at once, "
          f"{figure(many)} for {row.n:,}; linear would be the same")


def print_requests(rows, programs):
    everyone = all_peers(programs)
    peers = [peer for peer in everyone if not peer.missing()]
    absent = [peer for peer in everyone if peer.missing()]
    if absent:
        print(f"\nNot measured, because not installed: {', '.join(p.title for p in absent)} "
              f"(apt-get install {' '.join(p.package for p in absent)})")
    with server(programs) as name:
        print(f"\nRequests: microseconds of the client's CPU time for each, on the core that the "
              f"server ({name}) has, too. 'floor': system\ncalls alone, by a program that "
              "understands nothing. In brackets the aim, where it is more than to be faster.\n")
        lines = [["row", "", "aio", "aim", "floor",
                  *sum(([peer.title, "aio/it"] for peer in peers[2:]), []), ""]]
        for row in rows:
            show_progress(f"{row.name} ...")
            lines.append(line_of(row, measure(row, peers), peers))
        show_progress("")
        print_table(lines)
        for row in rows:
            if row.name == "http_pool":
                print_growth(row, peers[0])
