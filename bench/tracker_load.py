#!/usr/bin/python3
"""Puts the same load on opentracker and on Dunlin's index in turn, and prints what each made of it.

    bench/run tracker-udp     announces over UDP (BEP 15): a few sockets, each with a window of announces under way
    bench/run tracker-http    announces over HTTP, each on a connection of its own

For each run a server starts anew; a load generator fills its swarms, warms it up, announces for --seconds as fast as
it is answered, and then (--rate) for as long at a fixed rate. The order turns about each round (ABBA).

What counts is announces answered for each CPU second of the server: user and system time of all its threads while the
load lasts, from /proc. Wall time says less, because server and generator may share cores. Latency is told twice. As
fast as possible, it is that of a full queue (window / throughput). At a fixed rate it counts from the moment that each
announce was due, so that a server that pauses does not hide what came meanwhile; the generator's own delays are in it.

--cores N gives the server the first N cores and the generator the others, if there are others.
"""

import argparse
import contextlib
import json
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import time

from processes import cpu_of, cpu_of_all, end, free_port, listens, memory_of

ROOT = pathlib.Path(__file__).resolve().parent.parent
JAVA = os.path.join(os.environ["JAVA_HOME"], "bin", "java")
GENERATOR = [JAVA, "-XX:+UseSerialGC", "-Xmx256m", "-cp", str(ROOT / "bench/target/lib/*"), "dunlin.bench.load.TrackerLoad"]
CORES = sorted(os.sched_getaffinity(0))


class Unable(Exception):
    """A server that cannot do what is asked of it."""


def opentracker(folder, port, args, log, workers=0):
    """Debian's build serves only the info-hashes of a list."""
    # It locks itself into the folder (chroot), then reads the list as the user nobody.
    folder.chmod(0o755)
    (folder / "allowed").write_text("".join(line + "\n" for line in args.info_hashes))
    config = folder / "config"
    config.write_text(
        f"listen.udp.workers {workers}\nlisten.tcp_udp 127.0.0.1:{port}\n"
        f"access.whitelist allowed\ntracker.rootdir {folder}\ntracker.user nobody\n"
    )
    return spawn(["opentracker", "-f", config], args, log)


def opentracker_workers(folder, port, args, log):
    """With threads of their own for UDP, which it has only if told so; otherwise one thread does all."""
    return opentracker(folder, port, args, log, workers=args.cores)


def dunlin(folder, port, args, log):
    command = [ROOT / "dunlin", "tracker", "--listen", f"127.0.0.1:{port}", "--home", folder / "home", "--json"]
    server = spawn(command, args, log, stdout=subprocess.PIPE)
    said = json.loads(server.stdout.readline() or "{}")
    if not said.get(args.transport):
        end(server)
        raise Unable(f"dunlin does not answer {args.transport.upper()} here: {said or pathlib.Path(log.name).read_text()[-500:]}")
    return server


SERVERS = {"opentracker": opentracker, "opentracker-workers": opentracker_workers, "dunlin": dunlin}


def spawn(command, args, log, stdout=None):
    return subprocess.Popen(pinned(server_cores(args), command), stdout=stdout or log, stderr=log, text=True)


def pinned(cores, command):
    return ["taskset", "-c", ",".join(map(str, cores))] + list(map(str, command))


def server_cores(args):
    return CORES[: args.cores]


def generator_cores(args):
    return CORES[args.cores :] or CORES


@contextlib.contextmanager
def serving(name, args, folder):
    port = free_port()
    log = open(folder / f"{name}.log", "w+")
    with tempfile.TemporaryDirectory(dir=folder) as own:
        server = SERVERS[name](pathlib.Path(own), port, args, log)
        try:
            deadline = time.monotonic() + 30
            while not listens(port):
                if server.poll() is not None or time.monotonic() > deadline:
                    sys.exit(f"{name} does not listen:\n{pathlib.Path(log.name).read_text()[-2000:]}")
                time.sleep(0.1)
            yield server.pid, port
        finally:
            end(server)


def once(name, args, folder):
    """One server, one load: what the generator counted, with the server's CPU time and memory beside it."""
    with serving(name, args, folder) as (pid, port):
        command = GENERATOR + [args.transport, "--port", port, "--hashes", args.hash_file, "--clients", args.clients]
        command += ["--window", args.window, "--peers", args.peers, "--want", args.want]
        command += ["--warm-up", args.warm_up, "--seconds", args.seconds, "--rate", args.rate]
        generator = subprocess.Popen(pinned(generator_cores(args), command), stdout=subprocess.PIPE, text=True)
        run = {"server": name, "transport": args.transport, "cores": args.cores}
        began = {"preloaded": {"server_cpu": 0, "generator_cpu": 0, "all_cpu": cpu_of_all()}}
        for line in generator.stdout:
            said = json.loads(line)
            event = said.pop("event")
            cpu = {"server_cpu": cpu_of(pid), "generator_cpu": cpu_of(generator.pid), "all_cpu": cpu_of_all()}
            if event in ENDS:
                began[ENDS[event]] = cpu
                continue
            said |= {which: used - began[event][which] for which, used in cpu.items()}
            said["rss"] = memory_of(pid)
            run[event] = said
        if generator.wait() != 0:
            sys.exit(f"the load on {name} broke off")
        return run


def tell(number, run):
    m = run["measured"]
    line = f"round {number} {run['server']}: {m['answered']} answered, {per_wall(m):,.0f}/s, {per_cpu(m):,.0f} per CPU second"
    line += f" ({m['server_cpu']:.2f} of the server, {m['generator_cpu']:.2f} of the generator, {others(m):.1f} cores busy with others, {m['peers']:.1f} peers an answer, {m['rss']:.0f} MiB)"
    for phase in ("measured", "paced"):
        p = run.get(phase)
        if p:
            line += f"; {phase} µs " + "/".join(f"{p['micros'][which]:,.0f}" for which in PERCENTILES)
            line += f", {p['lost']} lost, {p['wrong']} wrong" + (f" ({p['complaint']})" if p["complaint"] else "")
    print(line, file=sys.stderr, flush=True)


ENDS = {"measuring": "measured", "pacing": "paced"}
PERCENTILES = ("p50", "p99", "p99.9", "max")


def per_wall(phase):
    return phase["answered"] / phase["seconds"]


def others(phase):
    """How many cores others kept busy meanwhile, which also slows down what is measured."""
    return max(0, phase["all_cpu"] - phase["server_cpu"] - phase["generator_cpu"]) / phase["seconds"]


def per_cpu(phase):
    return phase["answered"] / max(phase["server_cpu"], 0.01)


def table(title, runs, phase):
    """Medians over the rounds, and the ratio to opentracker."""
    taken = {name: [run[phase] for run in of] for name, of in runs.items()}
    middle = {name: lambda f, of=of: statistics.median(map(f, of)) for name, of in taken.items()}
    base = middle.get("opentracker")
    print(f"\n{title}\n")
    print("| | answered /s | answered / CPU s | cores used | p50 µs | p99 µs | p99.9 µs | max µs | lost | RSS MiB | peers / answer | per CPU s / opentracker |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for name, m in middle.items():
        cells = [f"{m(per_wall):,.0f}", f"{m(per_cpu):,.0f}", f"{m(lambda p: p['server_cpu'] / p['seconds']):.2f}"]
        cells += [f"{m(lambda p, w=which: p['micros'][w]):,.0f}" for which in PERCENTILES]
        cells += [f"{sum(p['lost'] + p['wrong'] for p in taken[name])}", f"{m(lambda p: p['rss']):.0f}", f"{m(lambda p: p['peers']):.1f}"]
        cells += [f"{m(per_cpu) / base(per_cpu):.2f}" if base else ""]
        print(f"| {name} | " + " | ".join(cells) + " |")
    print(f"\nOthers kept {statistics.median(others(p) for of in taken.values() for p in of):.1f} cores busy meanwhile.")


def summarize(runs, args):
    rounds = len(next(iter(runs.values())))
    what = f"{args.transport.upper()}: {args.clients} {'sockets' if args.transport == 'udp' else 'connections at a time'}"
    what += f", {args.hashes:,} info-hashes, {args.peers} peers in each, {args.want} asked for; server on {args.cores} of {len(CORES)} cores"
    table(f"{what}; medians of {rounds} rounds", runs, "measured")
    if args.rate:
        table(f"The same at {args.rate:,} announces a second, latency from when each was due", runs, "paced")


def arguments():
    parser = argparse.ArgumentParser(prog="bench/run", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["tracker-udp", "tracker-http"])
    parser.add_argument("--only", default=None, help="the servers, with commas between: opentracker, opentracker-workers (UDP on a thread a core), dunlin (default: all)")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--cores", type=int, default=len(CORES), help="for the server (default: all)")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--warm-up", type=float, default=4)
    parser.add_argument("--rate", type=int, default=None, help="announces a second of the paced part; 0: none (default: 20000 over UDP, 5000 over HTTP)")
    parser.add_argument("--clients", type=int, default=None, help="sockets (4), or connections at a time (16)")
    parser.add_argument("--window", type=int, default=32, help="announces under way on each socket")
    parser.add_argument("--hashes", type=int, default=1000)
    parser.add_argument("--peers", type=int, default=100, help="in each swarm")
    parser.add_argument("--want", type=int, default=50, help="peers asked for in each announce")
    parser.add_argument("--json", type=pathlib.Path, default=None, help="file for the raw numbers")
    args = parser.parse_args()
    args.transport = args.what.removeprefix("tracker-")
    clients, rate, servers = {"udp": (4, 20_000, SERVERS), "http": (16, 5_000, ("opentracker", "dunlin"))}[args.transport]
    args.clients = args.clients or clients
    args.rate = rate if args.rate is None else args.rate
    args.servers = args.only.split(",") if args.only else list(servers)
    args.info_hashes = [os.urandom(20).hex() for _ in range(args.hashes)]
    return args


def main():
    args = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))  # so that servers and files go too
    if set(generator_cores(args)) & set(server_cores(args)):
        print("Server and generator share the cores: compare what a CPU second answers, not what a second does.", file=sys.stderr)
    names = args.servers
    runs = {name: [] for name in names}
    if "dunlin" in names:
        subprocess.run([ROOT / "dunlin", "--help"], stdout=subprocess.DEVNULL, check=True)  # builds it, so that no run has to
    with tempfile.TemporaryDirectory(prefix="dunlin-bench-") as folder:
        folder = pathlib.Path(folder)
        folder.chmod(0o755)  # opentracker reads its list as the user nobody
        args.hash_file = folder / "hashes"
        args.hash_file.write_text("\n".join(args.info_hashes))
        for number in range(1, args.rounds + 1):
            for name in names if number % 2 else names[::-1]:
                try:
                    run = once(name, args, folder)
                except Unable as e:
                    sys.exit(f"{e}; leave it out with --only")
                runs[name].append(run)
                tell(number, run)
    if args.json:
        args.json.write_text(json.dumps([run for of in runs.values() for run in of], indent=1))
    summarize(runs, args)


main()
