#!/usr/bin/python3
"""Sends over one link of a rate, a length and a queue: uTP alone, beside TCP and beside uTP, Dunlin's and libtorrent's.

    bench/run link    50 Mbit/s, 20 ms each way, a queue of 300 ms that drops what comes when it is full

Two network namespaces of its own with a line between them that carries packets as slowly as is said (a process of the
bench: its kernel may have none), so it needs root, /dev/net/tun and iproute2. All bytes go from the one to the other. What
the tables say is what the line saw: bytes with all heads as a part of what it carries, and how long the packets waited in
its queue. TCP is the kernel's CUBIC. Line and ends go before what else the machine does, since a packet that nobody
takes for a while looks like one that waited on the way.
"""

import argparse
import contextlib
import json
import os
import pathlib
import shlex
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import utp_beside
from processes import end
from side_by_side import DUNLIN, LIBTORRENT_PEER
from utp_beside import ip

HERE, THERE = "10.78.0.1", "10.78.0.2"
TCP_PORT = 7900
SETTLED = 5  # seconds that are not counted when one begins alone

SEND = """
import socket
s = socket.socket()
s.setsockopt(socket.IPPROTO_TCP, 13, b"cubic")
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("%s", %d))
s.connect(("%s", %d))
while True:
    s.sendall(bytes(1 << 16))
"""
TAKE = """
import socket
l = socket.create_server(("%s", %d))
print("{}", flush=True)
s, _ = l.accept()
while s.recv(1 << 16):
    pass
"""


class Line:
    """The delay line, its two namespaces, and what it tells."""

    def __init__(self, args):
        self.rate = args.rate * 1e6 / 8
        self.one, self.other = (f"dunlin-link-{os.getpid()}-{name}" for name in "ab")
        self.seen, self.made = [], []
        devices = [f"dl{os.getpid()}{name}" for name in "ab"]
        self.process = subprocess.Popen(
            ["nice", "-n", "-15", *shlex.split(args.line), "--from", devices[0], "--to", devices[1]]
            + ["--rate", str(args.rate), "--delay", str(args.delay), "--queue", str(args.queue)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        if "ready" not in self.process.stdout.readline():
            sys.exit("the line does not stand")
        for name, device, address, peer in ((self.one, devices[0], HERE, THERE), (self.other, devices[1], THERE, HERE)):
            ip("netns", "add", name)
            self.made.append(name)
            ip("link", "set", device, "netns", name)
            ip("-n", name, "address", "add", address, "peer", peer, "dev", device)
            ip("-n", name, "link", "set", device, "mtu", "1500", "txqueuelen", "20000", "up")
            ip("-n", name, "link", "set", "lo", "up")
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for text in self.process.stdout:
            self.seen.append((time.monotonic(), json.loads(text)))

    def between(self, begin, finish):
        return [line for at, line in list(self.seen) if begin < at <= finish]

    def close(self):
        end(self.process)
        for name in self.made:
            ip("netns", "delete", name)


class Flow:
    """One who sends: starts it, and names it as the line does."""

    def __init__(self, run, name):
        self.run, self.name, self.children = run, name, []

    def spawn(self, namespace, command):
        child = utp_beside.start(namespace, ["nice", "-n", "-10", *command], self.run.log)
        self.children.append(child)
        return child

    def stop(self):
        for child in self.children:
            end(child)


class Tcp(Flow):
    def start(self):
        self.key = f"tcp/{TCP_PORT}"
        python = ["/usr/bin/python3", "-c"]
        taker = self.spawn(self.run.line.other, python + [TAKE % (THERE, TCP_PORT)])
        taker.stdout.readline()
        self.spawn(self.run.line.one, python + [SEND % (HERE, TCP_PORT, THERE, TCP_PORT)])

    def stop(self):
        for child in self.children:
            child.kill()
            child.wait()


class Utp(Flow):
    """A seed and a fetcher that speak uTP only."""

    def start(self):
        run, port = self.run, self.run.free_port()
        self.key = f"udp/{port}"
        folder = pathlib.Path(tempfile.mkdtemp(dir=run.folder))
        (folder / "into").mkdir()
        seed, fetcher = (self.dunlin if self.name == "Dunlin" else self.libtorrent)(folder, port)
        child = self.spawn(run.line.one, seed)
        self.follow(child)
        deadline = time.monotonic() + 60
        while f":{port:04X} " not in pathlib.Path(f"/proc/{child.pid}/net/udp").read_text() + pathlib.Path(f"/proc/{child.pid}/net/udp6").read_text():
            if child.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"the seed does not listen:\n{utp_beside.tail(run.log)}")
            time.sleep(0.1)
        time.sleep(1)
        self.follow(self.spawn(run.line.other, fetcher))
        run.await_flow(self.key)

    def follow(self, child):
        threading.Thread(target=child.stdout.read, daemon=True).start()

    def dunlin(self, folder, port):
        common = ["--no-dht", "--no-lsd", "--no-tcp"]
        seed = ["get", self.run.torrent, "-o", self.run.source, "--seed", "--home", folder / "seed", "--bind", HERE, "--port", port, "-q"]
        fetcher = ["get", self.run.torrent, "-o", folder / "into", "--home", folder / "home", "--port", "0", "--peer", f"{HERE}:{port}", "-q"]
        return self.run.dunlin + seed + common, self.run.dunlin + fetcher + common

    def libtorrent(self, folder, port):
        common = LIBTORRENT_PEER + ["--transport", "utp", "--torrent", self.run.torrent]
        seed = common + ["--save", self.run.source, "--listen", f"{HERE}:{port}", "--assume-complete"]
        return seed, common + ["--save", folder / "into", "--listen", f"{THERE}:{port}", "--peer", f"{HERE}:{port}"]


class Run:
    """What all scenes need: the line, a file that is long enough, how to count."""

    def __init__(self, args, line, folder, log):
        self.args, self.line, self.folder, self.log = args, line, folder, log
        self.dunlin = shlex.split(args.dunlin) if args.dunlin else DUNLIN
        self.ports = iter(range(7700, 7800))
        self.source = folder / "source"
        self.source.mkdir()
        with open(self.source / "file.bin", "wb") as out:
            out.truncate(2 << 30)  # of zeros, which nobody packs
        self.torrent = folder / "file.torrent"
        subprocess.run(["mktorrent", "-l", "20", "-o", self.torrent, self.source / "file.bin"], check=True, stdout=subprocess.DEVNULL)

    def free_port(self):
        return next(self.ports)

    def await_flow(self, key):
        deadline = time.monotonic() + 60
        while not any(line["flows"].get(key, 0) > 20_000 for _, line in self.line.seen[-20:]):
            if time.monotonic() > deadline:
                sys.exit(f"nothing comes:\n{utp_beside.tail(self.log)}")
            time.sleep(0.05)

    def count(self, seconds, *flows):
        """Waits, and says what each flow had of the line meanwhile, and how long packets waited."""
        begin = time.monotonic()
        time.sleep(seconds)
        lines = self.line.between(begin, time.monotonic())
        carried = self.line.rate * len(lines) / 10
        shares = [sum(line["flows"].get(flow.key, 0) for line in lines) / carried for flow in flows]
        waits = sorted(line["waits"] for line in lines)
        self.seconds = [self.second(lines[i : i + 10], flows) for i in range(0, len(lines) - 9, 10)]
        return shares, statistics.mean(waits), waits[len(waits) * 95 // 100], sum(line["lost"] for line in lines)

    def second(self, lines, flows):
        """Milliseconds that packets waited, and what of the line each flow had, as text."""
        parts = [f"{sum(line['flows'].get(flow.key, 0) for line in lines) / self.line.rate:.0%}" for flow in flows]
        return f"{statistics.mean(line['waits'] for line in lines):.0f} ms {' '.join(parts)}"


def alone(run, flow, seconds):
    flow.start()
    run.count(SETTLED, flow)
    first = run.seconds
    (share,), mean, high, lost = run.count(seconds, flow)
    print(f"| {flow.name} alone | {share:.1%} | | {mean:.0f} | {high:.0f} | {lost} |", flush=True)
    print(f"{flow.name} alone, by the second: {', '.join(first + run.seconds)}", file=sys.stderr, flush=True)


def beside(run, flow, other, head_start, parts, seconds):
    """The one, after a while the other, and what both have from then on in parts of the time."""
    flow.start()
    run.count(head_start, flow)
    other.start()
    for part in range(parts):
        shares, mean, high, lost = run.count(seconds, other, flow)
        print(
            f"| {other.name} beside {flow.name}, {part * seconds}–{part * seconds + seconds} s | {shares[0]:.1%} | {shares[1]:.1%} | {mean:.0f} | {high:.0f} | {lost} |",
            flush=True,
        )
        print(f"by the second: {', '.join(run.seconds)}", file=sys.stderr, flush=True)


SCENES = {
    "tcp": lambda run, stack: alone(run, stack(Tcp, "TCP"), 30),
    "utp": lambda run, stack: alone(run, stack(Utp, "Dunlin"), 40),
    "lt": lambda run, stack: alone(run, stack(Utp, "libtorrent"), 40),
    "utp-tcp": lambda run, stack: beside(run, stack(Utp, "Dunlin"), stack(Tcp, "TCP"), 15, 3, 20),
    "tcp-utp": lambda run, stack: beside(run, stack(Tcp, "TCP"), stack(Utp, "Dunlin"), 15, 3, 20),
    "lt-tcp": lambda run, stack: beside(run, stack(Utp, "libtorrent"), stack(Tcp, "TCP"), 15, 3, 20),
    "utp-utp": lambda run, stack: beside(run, stack(Utp, "Dunlin"), stack(Utp, "Dunlin"), 20, 3, 30),
    "lt-utp": lambda run, stack: beside(run, stack(Utp, "libtorrent"), stack(Utp, "Dunlin"), 20, 3, 30),
    "lt-lt": lambda run, stack: beside(run, stack(Utp, "libtorrent"), stack(Utp, "libtorrent"), 20, 3, 30),
}


def main():
    parser = argparse.ArgumentParser(prog="bench/run link", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=50, help="Mbit/s each way (default: %(default)s)")
    parser.add_argument("--delay", type=float, default=20, help="ms each way (default: %(default)s)")
    parser.add_argument("--queue", type=float, default=300, help="ms that the queue is long (default: %(default)s)")
    parser.add_argument("--only", default=",".join(SCENES), help="scenes, with commas between (default: %(default)s)")
    parser.add_argument("--line", required=True, help="the command that is the line")
    parser.add_argument("--dunlin", help="the command that starts Dunlin")
    parser.add_argument("--dir", help="where to work (default: the folder for temporary files)")
    args = parser.parse_args()

    print(f"{args.rate:g} Mbit/s, {args.delay:g} ms each way, a queue of {args.queue:g} ms\n")
    print("| | of the link | the one before | waits ms, mean | 95% | lost |\n|---|---:|---:|---:|---:|---:|", flush=True)
    with tempfile.TemporaryDirectory(prefix="dunlin-bench-", dir=args.dir) as folder:
        log = open(pathlib.Path(folder) / "log", "w+")
        for scene in args.only.split(","):
            with contextlib.ExitStack() as stack, contextlib.closing(Line(args)) as line, tempfile.TemporaryDirectory(dir=folder) as work:
                run = Run(args, line, pathlib.Path(work), log)

                def flow(kind, name):
                    made = kind(run, name)
                    stack.callback(made.stop)
                    return made

                with stack:
                    SCENES[scene](run, flow)


if __name__ == "__main__":
    main()
