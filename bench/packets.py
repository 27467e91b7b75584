#!/usr/bin/python3
"""How fast packets go from one port of ours to another: plain channels beside batches by the C library.

    bench/run packets [--rounds N] [--window BYTES]

Two processes, over loopback and, as root, between two network namespaces (1,500 bytes at most). The receiver answers each batch with
how much came; the sender keeps no more than a window on its way. Prints a line for each combination: the median of the rounds.
"""

import argparse
import pathlib
import re
import statistics
import subprocess
import time

from processes import cpu_of, free_port

ROOT = pathlib.Path(__file__).resolve().parent.parent
ADDRESS = {"loopback": "127.0.0.1", "namespaces": "10.213.0.1"}
NAMES = ("dunlin-a", "dunlin-b")


def ip(*words):
    subprocess.run(["ip", *words], check=True, stderr=subprocess.DEVNULL)


def namespaces():
    """Two that a wire joins."""
    for name in NAMES:
        ip("netns", "add", name)
    ip("link", "add", "wire-a", "netns", NAMES[0], "type", "veth", "peer", "name", "wire-b", "netns", NAMES[1])
    for i, name in enumerate(NAMES):
        wire = f"wire-{'ab'[i]}"
        ip("-n", name, "addr", "add", f"10.213.0.{i + 1}/24", "dev", wire)
        ip("-n", name, "link", "set", wire, "up")


def java(args, path, end, *words):
    inside = ["ip", "netns", "exec", NAMES[end]] if path == "namespaces" else []
    command = [args.java, "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp", args.classpath, "dunlin.bench.packets.PacketsRun"]
    return subprocess.Popen(
        inside + command + list(map(str, words)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )


def run(args, path, means, length):
    """MB/s, thousands of packets a second, and CPU seconds a GB of the sender and the receiver."""
    port = free_port()
    receiver = java(args, path, 0, "receive", ADDRESS[path], port, means)
    time.sleep(1)
    sender = java(args, path, 1, "send", ADDRESS[path], port, means, length, args.window, args.seconds)
    said = sender.communicate(timeout=60 + 2 * args.seconds)[0]
    cpu = cpu_of(receiver.pid)
    receiver.communicate(timeout=30)
    speed, packets, cost, timeouts = re.search(r"(\S+) MB/s, (\S+) packets/s, (\S+) CPU s/GB of the sender, (\S+) timeouts", said).groups()
    sent = int(re.search(r"sent (\d+) packets", said).group(1))
    return float(speed), float(packets) / 1000, float(cost), cpu / (sent * length / 1e9), int(timeouts)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--java", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--classpath", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--window", type=int, default=1_000_000, help="bytes on their way at most")
    args = parser.parse_args()
    runs = [("loopback", 1452), ("loopback", 60000)]
    try:
        namespaces()
        runs.append(("namespaces", 1452))
    except (OSError, subprocess.CalledProcessError):
        print("no network namespaces for this user")
    try:
        for path, length in runs:
            results = {"plain": [], "batches": []}
            for _ in range(args.rounds):
                for means, seen in results.items():
                    seen.append(run(args, path, means, length))
            for means, seen in results.items():
                middle = [statistics.median(values) for values in zip(*seen)]
                print(
                    f"{path:<10} {length:>6} bytes {means:<8} {middle[0]:6.0f} MB/s {middle[1]:5.0f} thousand packets/s"
                    f"  {middle[2]:.2f} + {middle[3]:.2f} CPU s/GB  {middle[4]:.0f} timeouts",
                    flush=True,
                )
    finally:
        for name in NAMES:
            subprocess.run(["ip", "netns", "delete", name], stderr=subprocess.DEVNULL, check=False)


if __name__ == "__main__":
    main()
