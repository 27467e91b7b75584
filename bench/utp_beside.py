#!/usr/bin/python3
"""Sends one file over uTP from Dunlin and from libtorrent, to each of them, and over TCP beside it, in turn.

    bench/run utp    over a loopback device (65,536-byte packets), then over an Ethernet of two hosts (1,500 bytes)

Both are network namespaces of its own, so it needs root and iproute2, and nothing else of this machine is on them.
A run counts from when the first 64 KiB have passed the network device until the fetcher says that all is verified;
CPU is what both ends take meanwhile. libtorrent comes twice: with the kernel's buffers as it takes them unasked, in which
it loses most of what it sends on such a network, and with 4 MiB at both its ends, if the machine grants them. The first is a part of the
file, since it takes long.
"""

import argparse
import contextlib
import filecmp
import json
import os
import pathlib
import queue
import shlex
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from processes import cpu_of, end
from side_by_side import DUNLIN, LIBTORRENT_PEER, settle, wait_until_idle

PORT = 7700
LIMIT = 300  # seconds that a run may take
BEGUN = 64 << 10  # bytes on the device that are more than greetings
LARGE = ["--socket-buffers", str(4 << 20)]
QUIET = ["--no-dht", "--no-lsd"]


class Place:
    """Where a seed and a fetcher are: a way to start each, and the seed's address."""

    def __init__(self, name, seed_host, fetch_host, address, device):
        self.name, self.seed_host, self.fetch_host, self.address, self.device = name, seed_host, fetch_host, address, device

    def bytes_received(self, pid):
        """Bytes that the fetcher's device has received so far."""
        for line in open(f"/proc/{pid}/net/dev"):
            if line.strip().startswith(self.device + ":"):
                return int(line.split(":")[1].split()[0])
        return 0


def ip(*arguments):
    subprocess.run(["ip", *arguments], check=True)


@contextlib.contextmanager
def places():
    loop, one, other = (f"dunlin-bench-{os.getpid()}-{name}" for name in ("lo", "a", "b"))
    made = []
    try:
        for name in (loop, one, other):
            ip("netns", "add", name)
            made.append(name)
            ip("-n", name, "link", "set", "lo", "up")
        ip("-n", one, "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", other)
        for name, address in ((one, "10.79.0.1/24"), (other, "10.79.0.2/24")):
            ip("-n", name, "address", "add", address, "dev", "eth0")
            ip("-n", name, "link", "set", "eth0", "up")
        yield [
            Place("loopback", loop, loop, "127.0.0.1", "lo"),
            Place("ethernet", one, other, "10.79.0.1", "eth0"),
        ]
    finally:
        for name in made:
            ip("netns", "delete", name)


class End:
    """A program as it is to run at one end, by one transport."""

    def __init__(self, name, transport, *options, part=1):
        self.name, self.transport, self.options, self.part = name, transport, list(options), part

    def seed(self, task, place, home):
        if self.name == "libtorrent":
            return self.libtorrent() + ["--torrent", task.torrent, "--save", task.source, "--listen", f"{place.address}:{PORT}", "--assume-complete"]
        return self.dunlin() + ["get", task.torrent, "-o", task.source, "--seed", "--home", home, "--bind", place.address, "--port", PORT, "-q"] + self.ways()

    def fetcher(self, task, place, into, home):
        seed = f"{place.address}:{PORT}"
        if self.name == "libtorrent":
            listen = "127.0.0.1:7701" if place.device == "lo" else "10.79.0.2:7701"
            return self.libtorrent() + ["--torrent", task.torrent, "--save", into, "--listen", listen, "--peer", seed]
        return self.dunlin() + ["get", task.torrent, "-o", into, "--peer", seed, "--home", home, "--port", "0", "--json"] + self.ways()

    def libtorrent(self):
        return LIBTORRENT_PEER + ["--transport", self.transport] + self.options

    def dunlin(self):
        return list(task_command)

    def ways(self):
        return QUIET + ["--no-tcp" if self.transport == "utp" else "--no-utp"] + self.options


task_command = DUNLIN  # what starts Dunlin


class Task:
    """A file and its torrent without a tracker."""

    def __init__(self, folder, size):
        self.folder, self.size = folder, size
        self.source = folder / f"source-{size}"
        self.source.mkdir()
        self.file = self.source / "file.bin"
        self.torrent = folder / f"file-{size}.torrent"
        with open(self.file, "wb") as out:
            for _ in range(size >> 20):
                out.write(os.urandom(1 << 20))
        subprocess.run(["mktorrent", "-l", "20", "-o", self.torrent, self.file], check=True, stdout=subprocess.DEVNULL)


class Measured:
    def __init__(self, size, wall, seed_cpu, fetch_cpu):
        self.rate = size / wall / 2**20
        self.seed_cpu, self.fetch_cpu = (cpu * 2**30 / size for cpu in (seed_cpu, fetch_cpu))


def start(namespace, command, log):
    # A pipe as standard input, because libtorrent_peer.py ends with it.
    return subprocess.Popen(
        ["ip", "netns", "exec", namespace, *map(str, command)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
    )


def follow(child):
    """The events of a child, and when each came."""
    events = queue.Queue()

    def read():
        for line in child.stdout:
            with contextlib.suppress(ValueError):
                event = json.loads(line)
                events.put((time.monotonic(), event if isinstance(event, dict) else {}))
        events.put((time.monotonic(), {"event": "ended"}))

    threading.Thread(target=read, daemon=True).start()
    return events


def await_event(events, name, log):
    deadline = time.monotonic() + LIMIT
    while True:
        try:
            at, event = events.get(timeout=max(0.1, deadline - time.monotonic()))
        except queue.Empty:
            sys.exit(f"no {name} in {LIMIT} s:\n{tail(log)}")
        if event.get("event") == name:
            return at
        if event.get("event") == "ended":
            sys.exit(f"ended before {name}:\n{tail(log)}")


def tail(log):
    return pathlib.Path(log.name).read_text()[-2000:]


def is_bound(pid):
    needle = f":{PORT:04X} "
    return any(needle in pathlib.Path(f"/proc/{pid}/net/{table}").read_text() for table in ("udp", "udp6", "tcp", "tcp6"))


def await_bound(seed, log):
    deadline = time.monotonic() + 60
    while not is_bound(seed.pid):
        if seed.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"the seed does not listen:\n{tail(log)}")
        time.sleep(0.1)
    wait_until_idle(seed.pid)


def await_first_bytes(place, fetcher, log):
    deadline = time.monotonic() + 60
    while os.readlink(f"/proc/{fetcher.pid}/ns/net") == os.readlink("/proc/self/ns/net"):
        time.sleep(0.0005)  # until then it sees other devices
    before = place.bytes_received(fetcher.pid)
    while place.bytes_received(fetcher.pid) < before + BEGUN:
        if fetcher.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"nothing comes:\n{tail(log)}")
        time.sleep(0.002)
    return time.monotonic()


def send_once(place, sender, receiver, task, every_byte, log):
    with tempfile.TemporaryDirectory(dir=task.folder) as folder:
        folder = pathlib.Path(folder)
        into = folder / "into"
        into.mkdir()
        settle(task)
        seed = start(place.seed_host, sender.seed(task, place, folder / "seed"), log)
        threading.Thread(target=seed.stdout.read, daemon=True).start()
        fetcher = None
        try:
            await_bound(seed, log)
            fetcher = start(place.fetch_host, receiver.fetcher(task, place, into, folder / "home"), log)
            events = follow(fetcher)
            begin = await_first_bytes(place, fetcher, log)
            cpu = cpu_of(seed.pid), cpu_of(fetcher.pid)
            done = await_event(events, "done", log)
            with contextlib.suppress(FileNotFoundError):  # Dunlin may have ended already
                fetch_cpu = cpu_of(fetcher.pid)
            measured = Measured(task.size, done - begin, cpu_of(seed.pid) - cpu[0], fetch_cpu - cpu[1])
        finally:
            end(seed)
            if fetcher:
                end(fetcher)
        copy = into / task.file.name
        if copy.stat().st_size != task.size or (every_byte and not filecmp.cmp(copy, task.file, shallow=False)):
            sys.exit(f"{copy} is not what was sent")
        return measured


def rows():
    utp = lambda name, *options: End(name, "utp", *options)
    default = End("libtorrent", "utp", part=8)
    tuned = End("libtorrent", "utp", *LARGE)
    return {
        "libtorrent → libtorrent, as it comes": (default, default),
        "libtorrent → libtorrent": (tuned, tuned),
        "Dunlin → Dunlin": (utp("dunlin"), utp("dunlin")),
        "Dunlin → Dunlin, --lan-rates": (utp("dunlin", "--lan-rates"), utp("dunlin", "--lan-rates")),
        "Dunlin → Dunlin over TCP": (End("dunlin", "tcp"), End("dunlin", "tcp")),
        "libtorrent → Dunlin": (tuned, utp("dunlin")),
        "libtorrent, as it comes → Dunlin": (default, utp("dunlin")),
        "Dunlin → libtorrent": (utp("dunlin"), tuned),
        "Dunlin → libtorrent, as it comes": (utp("dunlin"), default),
    }


BASES = "libtorrent → libtorrent, as it comes", "libtorrent → libtorrent"
GOALS = {  # times libtorrent to itself
    ("loopback", "Dunlin → Dunlin"): 10,
    ("ethernet", "Dunlin → Dunlin"): 5,
    **{(place, row): 1.5 for place in ("loopback", "ethernet") for row in ("libtorrent → Dunlin", "Dunlin → libtorrent")},
    **{
        (place, row): 1.5
        for place in ("loopback", "ethernet")
        for row in ("libtorrent, as it comes → Dunlin", "Dunlin → libtorrent, as it comes")
    },
}


def report(place, runs, size):
    rates = {name: statistics.median(run.rate for run in taken) for name, taken in runs.items() if taken}
    print(f"\n{place}: {size >> 20} MiB, medians of {max(map(len, runs.values()))} rounds\n")
    print("| | MiB/s | CPU s a GiB, sender | receiver | to libtorrent as it comes | to libtorrent | goal |")
    print("|---|---:|---:|---:|---:|---:|---|")
    for name, rate in rates.items():
        seed, fetch = (statistics.median(getattr(run, of) for run in runs[name]) for of in ("seed_cpu", "fetch_cpu"))
        ratios = [f"{rate / rates[base]:.2f}" if base in rates else "" for base in BASES]
        goal = GOALS.get((place, name))
        verdicts = [base for base in BASES if goal and base in rates and rate >= goal * rates[base]]
        said = "" if not goal else f"≥ {goal}: " + ("met" if len(verdicts) == 2 else "met to it as it comes" if BASES[0] in verdicts else "missed")
        print(f"| {name} | {rate:.1f} | {seed:.2f} | {fetch:.2f} | {ratios[0]} | {ratios[1]} | {said} |")


def main():
    global task_command
    parser = argparse.ArgumentParser(prog="bench/run utp", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--size", type=int, default=512, help="MiB")
    parser.add_argument("--only", default="", help="rows whose names begin with one of these, with ; between")
    parser.add_argument("--place", choices=["loopback", "ethernet"], help="only there")
    parser.add_argument("--dunlin", default=None, help="the command that starts Dunlin")
    parser.add_argument("--dir", default=None, help="where to work (default: the folder for temporary files)")
    args = parser.parse_args()
    if args.dunlin:
        task_command = shlex.split(args.dunlin)

    chosen = {name: ends for name, ends in rows().items() if name.startswith(tuple(args.only.split(";")))}
    names = list(chosen)
    with tempfile.TemporaryDirectory(prefix="dunlin-bench-", dir=args.dir) as folder, places() as all_places:
        log = open(pathlib.Path(folder) / "log", "w+")
        tasks = {}
        for place in all_places:
            if args.place not in (None, place.name):
                continue
            runs = {name: [] for name in names}
            for number in range(args.rounds):
                for name in names[number % len(names) :] + names[: number % len(names)]:  # nobody always comes first
                    sender, receiver = chosen[name]
                    size = max(args.size // max(sender.part, receiver.part), 1) << 20
                    task = tasks.get(size) or tasks.setdefault(size, Task(pathlib.Path(folder), size))
                    measured = send_once(place, sender, receiver, task, number == 0, log)
                    runs[name].append(measured)
                    print(
                        f"{place.name} {number + 1} {name}: {measured.rate:.1f} MiB/s, {measured.seed_cpu:.2f} + {measured.fetch_cpu:.2f} CPU s a GiB",
                        file=sys.stderr,
                        flush=True,
                    )
            report(place.name, runs, args.size << 20)


if __name__ == "__main__":
    main()
