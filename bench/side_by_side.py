#!/usr/bin/python3
"""Runs Dunlin, libtorrent and aria2 in turn at the same task over loopback, and prints what each took.

    bench/run fetch    each fetches the same file from the same libtorrent seed
    bench/run seed     each serves the same file to the same libtorrent fetcher

What counts is the whole process, from its start to its end: wall time, user and system CPU, peak memory. (As a seed:
CPU and memory while the fetch lasts.) The source is in the page cache, each run has a fresh folder on the same disk,
every result's size is checked, and in the first round every byte. Nothing is written into the repository.

To read the numbers: of aria2's wall time about two seconds are waits of its own at start and end, whatever the size.
libtorrent maps its files into memory, and the mapped pages count as its memory. Dunlin forces a piece to the disk
before it counts as complete. The others leave that to the system.
"""

import argparse
import contextlib
import filecmp
import http.server
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from processes import cpu_of, end, free_port, listens, peak_memory_of

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIBTORRENT_PEER = ["/usr/bin/python3", str(ROOT / "interop/src/test/resources/dunlin/interop/libtorrent_peer.py")]
LIBTORRENT = LIBTORRENT_PEER + ["--transport", "tcp"]
ARIA2 = ["aria2c", "--no-conf", "--enable-dht=false", "--enable-dht6=false", "--bt-enable-lpd=false", "--quiet"]
DUNLIN = [str(ROOT / "dunlin")]
LIMIT = 300  # seconds that a run may take


class Task:
    """One file, its torrent, and the port where its seed listens."""

    def __init__(self, folder, size):
        self.folder = folder
        self.source = folder / "source"
        self.source.mkdir()
        self.file = self.source / "file.bin"
        self.torrent = folder / "file.torrent"
        self.seed_port = free_port()
        self.size = size
        with open(self.file, "wb") as out:
            for _ in range(size >> 20):
                out.write(os.urandom(1 << 20))
        self.tracker = Tracker(self.seed_port)
        subprocess.run(
            ["mktorrent", "-l", "20", "-a", self.tracker.url, "-o", self.torrent, self.file],
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def fetchers(self, into):
        """The commands that fetch the file, hearing of the seed from the tracker."""
        return {
            "dunlin": DUNLIN + ["get", self.torrent, "-o", into, "--home", into / "home", "--port", "0", "-q"],
            "libtorrent": LIBTORRENT + ["--torrent", self.torrent, "--save", into, "--exit-when-done"],
            "aria2": ARIA2 + ["--file-allocation=none", "--seed-time=0", "-d", into, self.torrent],
        }

    def seeds(self, home):
        """The commands that serve the file, which is there already."""
        port = str(self.seed_port)
        return {
            "dunlin": DUNLIN
            + ["get", self.torrent, "-o", self.source, "--home", home, "--port", port, "--seed", "-q"],
            "libtorrent": LIBTORRENT
            + ["--torrent", self.torrent, "--save", self.source, "--listen", f"127.0.0.1:{port}", "--assume-complete"]
            + ["--encryption", "allowed"],  # aria2 tries that first and waits before it tries again without
            "aria2": ARIA2
            + ["--check-integrity=true", "--seed-ratio=0.0", f"--listen-port={port}", "-d", self.source, self.torrent],
        }


class Tracker:
    """Tells everyone of the one seed. It does the least there is, to be no part of what is measured."""

    def __init__(self, seed_port):
        peer = socket.inet_aton("127.0.0.1") + seed_port.to_bytes(2, "big")
        answer = b"d8:intervali1800e5:peers6:" + peer + b"e"

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                with contextlib.suppress(BrokenPipeError):  # aria2 leaves without the answer to its last announce
                    self.wfile.write(answer)

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{server.server_address[1]}/announce"


class Measured:
    """What one run took."""

    def __init__(self, wall, cpu, memory):
        self.wall, self.cpu, self.memory = wall, cpu, memory


def start(command, log):
    # A pipe as standard input, because libtorrent_peer.py ends with it.
    return subprocess.Popen(list(map(str, command)), stdin=subprocess.PIPE, stdout=log, stderr=log)


def run_to_the_end(command, log):
    """Runs the command and measures all of it, the start of its machinery included."""
    begin = time.monotonic()
    child = start(command, log)
    timer = threading.Timer(LIMIT, child.kill)
    timer.start()
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - begin
    timer.cancel()
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{command[0]} ended with {child.returncode}:\n{pathlib.Path(log.name).read_text()[-2000:]}")
    return Measured(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


@contextlib.contextmanager
def running(command, log, port):
    """Runs the command in the background, from when it listens on the port."""
    child = start(command, log)
    try:
        deadline = time.monotonic() + 60
        while not listens(port):
            if child.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"{command[0]} does not listen:\n{pathlib.Path(log.name).read_text()[-2000:]}")
            time.sleep(0.1)
        yield child
    finally:
        end(child)


def check(task, into, every_byte):
    copy = into / task.file.name
    if copy.stat().st_size != task.size or (every_byte and not filecmp.cmp(copy, task.file, shallow=False)):
        sys.exit(f"{copy} is not what was sent")


def settle(task):
    """Lets each run begin alike: nothing waits to be written, and as much memory as a copy of the file takes is at hand.

    A virtual machine gives memory that is free for a while back to its host; who touches it first pays two CPU seconds
    a gigabyte for it. So a scratch file is written and removed before each run.
    """
    scratch = task.folder / "scratch"
    with open(scratch, "wb") as out:
        block = bytes(1 << 20)
        for _ in range(task.size >> 20):
            out.write(block)
    scratch.unlink()
    os.sync()


def fetch_once(task, name, first, log):
    into = pathlib.Path(tempfile.mkdtemp(dir=task.folder))
    settle(task)
    measured = run_to_the_end(task.fetchers(into)[name], log)
    check(task, into, first)
    shutil.rmtree(into)
    return measured


def seed_once(task, name, first, log):
    into = pathlib.Path(tempfile.mkdtemp(dir=task.folder))
    settle(task)
    with running(task.seeds(into / "home")[name], log, task.seed_port) as seed:
        wait_until_idle(seed.pid)
        before = cpu_of(seed.pid)
        fetch = run_to_the_end(task.fetchers(into)["libtorrent"], log)
        measured = Measured(fetch.wall, cpu_of(seed.pid) - before, peak_memory_of(seed.pid))
    check(task, into, first)
    shutil.rmtree(into)
    return measured


def wait_until_idle(pid):
    """A seed may check its file when it starts. That is no part of serving it."""
    quiet = 0
    while quiet < 3:
        before = cpu_of(pid)
        time.sleep(0.3)
        quiet = quiet + 1 if cpu_of(pid) - before < 0.05 else 0


def report(runs, size, what):
    print(f"\n{what}: {size >> 20} MiB, medians of {len(next(iter(runs.values())))} rounds\n")
    print("| | wall s | CPU s (user+sys) | peak memory MiB | MiB/s | wall / libtorrent | CPU / libtorrent |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    medians = {
        name: Measured(*(statistics.median(getattr(run, of) for run in taken) for of in ("wall", "cpu", "memory")))
        for name, taken in runs.items()
    }
    base = medians.get("libtorrent")
    for name, m in medians.items():
        ratios = f"{m.wall / base.wall:.2f} | {m.cpu / base.cpu:.2f}" if base else "|"
        print(f"| {name} | {m.wall:.2f} | {m.cpu:.2f} | {m.memory:.0f} | {(size >> 20) / m.wall:.0f} | {ratios} |")


def main():
    parser = argparse.ArgumentParser(prog="bench/run", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=["fetch", "seed"], default="fetch")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--size", type=int, default=1024, help="MiB")
    parser.add_argument("--only", default="dunlin,libtorrent,aria2", help="the programs, with commas between")
    parser.add_argument("--dir", default=None, help="where to work (default: the folder for temporary files)")
    args = parser.parse_args()

    names = args.only.split(",")
    runs = {name: [] for name in names}
    with tempfile.TemporaryDirectory(prefix="dunlin-bench-", dir=args.dir) as folder:
        task = Task(pathlib.Path(folder), args.size << 20)
        log = open(task.folder / "log", "w+")
        once = fetch_once if args.what == "fetch" else seed_once
        seed = running(task.seeds(None)["libtorrent"], log, task.seed_port) if args.what == "fetch" else contextlib.nullcontext()
        with seed:
            for number in range(args.rounds):
                for name in names[number % len(names) :] + names[: number % len(names)]:  # nobody always comes first
                    measured = once(task, name, number == 0, log)
                    runs[name].append(measured)
                    print(f"round {number + 1} {name}: {measured.wall:.2f} s, {measured.cpu:.2f} CPU s, {measured.memory:.0f} MiB", file=sys.stderr)
    report(runs, args.size << 20, "Fetching from one libtorrent seed" if args.what == "fetch" else "Serving one libtorrent fetcher")


if __name__ == "__main__":
    main()
