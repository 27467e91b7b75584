#!/usr/bin/python3
"""What a fetch costs beside each attack of strangers, over loopback.

    bench/run attacks

One Dunlin index, one Dunlin peer that shares a file, and `dunlin get` by the file's name: alone, and beside each attack, in turn. Attackers have
other addresses of this machine (127.0.0.2 and on), connect before the fetch starts, and end with it. An attack counts as met
when the fetch ends, and takes no more than twice its time alone. Attacks are bounded: at most 1,000 connections, LIMIT seconds each.
"""

import argparse
import json
import multiprocessing
import os
import pathlib
import shutil
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time

from processes import end, free_port

ROOT = pathlib.Path(__file__).resolve().parent.parent
DUNLIN = [str(ROOT / "dunlin")]
LIMIT = 120  # seconds that a fetch, and so an attack, may take

INTERESTED = b"\0\0\0\1\2"
EXTENSIONS = bytes(5) + b"\x10\0\0"  # the reserved bytes of who speaks the extension protocol


class Scene:
    """An index, a share, and where they listen."""

    def __init__(self, folder, size):
        self.folder = folder
        self.file = folder / "file.bin"
        with open(self.file, "wb") as out:
            for _ in range(size >> 20):
                out.write(os.urandom(1 << 20))
        self.log = open(folder / "log", "w")
        self.index_port = free_port()
        self.peer_port = free_port()
        self.index_url = f"http://127.0.0.1:{self.index_port}"
        self.processes = []
        self.start(["tracker", "--listen", f"127.0.0.1:{self.index_port}", "--listed", "--home", folder / "index"], "listening")
        shared = self.start(
            ["share", self.file, "--tracker", self.index_url, "--home", folder / "seed", "--bind", "127.0.0.1"]
            + ["--port", str(self.peer_port)],
            "shared",
        )
        self.info_hash = bytes.fromhex(shared["id"])

    def start(self, arguments, event):
        process = subprocess.Popen(
            DUNLIN + list(map(str, arguments)) + ["--json"], stdout=subprocess.PIPE, stderr=self.log, text=True
        )
        self.processes.append(process)
        for line in process.stdout:
            said = json.loads(line)
            if said.get("event") == event:
                return said
        sys.exit(f"dunlin {arguments[0]} did not start:\n{(self.folder / 'log').read_text()[-2000:]}")

    def fetch(self):
        """Seconds that `get` took, or None if it did not end well in time."""
        into = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        command = DUNLIN + ["get", self.file.name, "--tracker", self.index_url, "-o", into, "--home", into / "home"]
        begin = time.monotonic()
        try:
            subprocess.run(
                list(map(str, command + ["--bind", "127.0.0.1", "--port", "0", "-q"])),
                timeout=LIMIT, check=True, stdout=self.log, stderr=self.log,
            )
            taken = time.monotonic() - begin
            whole = (into / self.file.name).stat().st_size == self.file.stat().st_size
        except (subprocess.SubprocessError, OSError):
            return None
        finally:
            shutil.rmtree(into, ignore_errors=True)
        return taken if whole else None

    def close(self):
        for process in reversed(self.processes):
            end(process)


def connect(source, port):
    stranger = socket.create_connection(("127.0.0.1", port), timeout=5, source_address=(source, 0))
    stranger.settimeout(5)
    return stranger


def stranger(scene, source, reserved=bytes(8)):
    """A connection to the share's peer, its handshake sent."""
    connection = connect(source, scene.peer_port)
    connection.sendall(b"\x13BitTorrent protocol" + reserved + scene.info_hash + b"-XX0001-" + os.urandom(12))
    return connection


def hold(connections, ready):
    ready.set()
    time.sleep(LIMIT)
    return connections


def gather(count, make):
    """As many connections as come to be of so many."""
    made = []
    for number in range(count):
        try:
            made.append(make(number))
        except OSError:
            pass  # turned away, which is what is hoped for
    return made


def drip(connections, data, ready):
    """A byte of the data to each connection, every second."""
    ready.set()
    for byte in data:
        for connection in connections:
            try:
                connection.sendall(bytes([byte]))
            except OSError:
                pass
        time.sleep(1)


def idle(scene, ready):
    """130 connections of one address that say nothing"""
    hold(gather(130, lambda _: stranger(scene, "127.0.0.2")), ready)


def interested(scene, ready):
    """90 connections that are interested and never ask"""

    def make(number):
        connection = stranger(scene, f"127.0.0.{2 + number % 10}")
        connection.sendall(INTERESTED)
        return connection

    hold(gather(90, make), ready)


def babbler(scene, ready):
    """one connection that says interested without end"""
    connection = stranger(scene, "127.0.0.2")
    ready.set()
    while True:
        try:
            connection.sendall(INTERESTED * 10_000)
        except OSError:
            time.sleep(0.2)
            try:
                connection = stranger(scene, "127.0.0.2")
            except OSError:
                pass


def metadata(scene, ready):
    """1,000 connections of 16 addresses that ask for the metadata and read nothing"""
    handshake = b"\x14\0d1:md11:ut_metadatai1eee"
    request = b"\x14\1d8:msg_typei0e5:piecei0ee"
    said = struct.pack(">I", len(handshake)) + handshake + (struct.pack(">I", len(request)) + request) * 200

    def make(number):
        connection = stranger(scene, f"127.0.0.{2 + number % 16}", EXTENSIONS)
        connection.sendall(said)
        return connection

    hold(gather(1000, make), ready)


def half_open(scene, ready):
    """256 handshakes of four addresses that never end"""
    connections = gather(256, lambda number: connect(f"127.0.0.{2 + number % 4}", scene.peer_port))
    drip(connections, b"\x13BitTorrent protocol" + bytes(100), ready)


def bodies(scene, ready):
    """32 registrations with forged signatures whose bodies drip"""
    head = (
        f"POST /api/v1/shares HTTP/1.1\r\nHost: 127.0.0.1:{scene.index_port}\r\nContent-Type: application/x-bittorrent\r\n"
        f"Content-Length: 5000000\r\nX-Dunlin-Key: {'ab' * 32}\r\nX-Dunlin-Date: {int(time.time())}\r\n"
        f"X-Dunlin-Signature: {'cd' * 64}\r\n\r\n"
    ).encode()

    def make(number):
        connection = connect(f"127.0.0.{2 + number % 8}", scene.index_port)
        connection.sendall(head)
        return connection

    drip(gather(32, make), bytes(LIMIT), ready)


def followers(scene, ready):
    """200 followers of events from four addresses"""
    head = f"GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:{scene.index_port}\r\n\r\n".encode()

    def make(number):
        connection = connect(f"127.0.0.{2 + number % 4}", scene.index_port)
        connection.sendall(head)
        return connection

    hold(gather(200, make), ready)


def unlisted(scene, ready):
    """announces over UDP for shares that are not listed, from eight addresses, without end"""
    sockets = []
    for number in range(8):
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind((f"127.0.0.{2 + number}", 0))
        udp.connect(("127.0.0.1", scene.index_port))
        udp.settimeout(2)
        udp.send(struct.pack(">QII", 0x41727101980, 0, 1))
        connection_id = udp.recv(64)[8:16]
        udp.setblocking(False)
        sockets.append((udp, connection_id))
    ready.set()
    while True:
        for udp, connection_id in sockets:
            for _ in range(50):
                packet = connection_id + struct.pack(">II", 1, 1) + os.urandom(40) + bytes(24) + struct.pack(">IIIiH", 0, 0, 1, -1, 6881)
                try:
                    udp.send(packet)
                except OSError:
                    pass
            try:
                while udp.recv(2048):
                    pass
            except OSError:
                pass


ATTACKS = [idle, interested, babbler, metadata, half_open, bodies, followers, unlisted]


def beside(scene, attack):
    """What a fetch took while the attack went on."""
    if attack is None:
        return scene.fetch()
    ready = multiprocessing.Event()
    attacker = multiprocessing.Process(target=attack, args=(scene, ready), daemon=True)
    attacker.start()
    try:
        ready.wait(60)
        return scene.fetch()
    finally:
        attacker.kill()
        attacker.join()
        time.sleep(1)  # what hung on its connections goes


def main():
    parser = argparse.ArgumentParser(prog="bench/run attacks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--size", type=int, default=512, help="MiB")
    parser.add_argument("--only", default=",".join(attack.__name__ for attack in ATTACKS), help="the attacks, with commas between")
    parser.add_argument("--dir", default=None, help="where to work (default: the folder for temporary files)")
    args = parser.parse_args()
    attacks = [attack for attack in ATTACKS if attack.__name__ in args.only.split(",")]

    alone = []
    taken = {attack: [] for attack in attacks}
    with tempfile.TemporaryDirectory(prefix="dunlin-bench-", dir=args.dir) as folder:
        scene = Scene(pathlib.Path(folder), args.size << 20)
        try:
            beside(scene, None)  # warms both servers up, uncounted
            for number in range(args.rounds):
                for attack in attacks:
                    alone.append(beside(scene, None))
                    taken[attack].append(beside(scene, attack))
                    print(f"round {number + 1} {attack.__name__}: {taken[attack][-1]} s, alone {alone[-1]} s", file=sys.stderr)
        finally:
            scene.close()
    base = statistics.median(run for run in alone if run)
    print(f"\nA fetch of {args.size} MiB, medians of {args.rounds} rounds; alone {base:.2f} s\n")
    print("| beside | wall s | to alone |")
    print("|---|---:|---:|")
    for attack, runs in taken.items():
        ended = [run for run in runs if run is not None]
        if len(ended) < len(runs):
            print(f"| {attack.__doc__} | {len(runs) - len(ended)} of {len(runs)} did not end | |")
        else:
            middle = statistics.median(ended)
            print(f"| {attack.__doc__} | {middle:.2f} | {middle / base:.2f} |")


main()
