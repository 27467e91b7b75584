"""What the runs side by side ask of the system about the programs they start (Linux)."""

import os
import pathlib
import signal
import socket
import subprocess


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def listens(port):
    needle = f":{port:04X} 00000000:0000 0A"  # 0A: the state LISTEN
    return needle in pathlib.Path("/proc/net/tcp").read_text() or f":{port:04X} " in "".join(
        line[:60] for line in open("/proc/net/tcp6") if " 0A " in line
    )


def cpu_of(pid):
    """CPU seconds of a process so far, all its threads together."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cpu_of_all():
    """CPU seconds that everything on this machine, and its host meanwhile, has used of its cores so far."""
    user, nice, system, _, _, irq, softirq, steal = map(int, open("/proc/stat").readline().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def peak_memory_of(pid):
    return memory_of(pid, "VmHWM")


def memory_of(pid, which="VmRSS"):
    """MiB of a process in memory."""
    for line in open(f"/proc/{pid}/status"):
        if line.startswith(which):
            return int(line.split()[1]) / 1024


def end(child):
    """Asks the process to end, and makes it end if it does not."""
    child.send_signal(signal.SIGINT)
    if child.stdin:
        child.stdin.close()
    try:
        child.wait(15)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
