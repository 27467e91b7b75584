#!/usr/bin/python3
"""Sees every packet of the network namespace that it runs in, and tells where given bytes went, a JSON object a line.

    sniffer.py NAME=HEX...

Events: ready, seen (protocol, to: once for each), named (name, protocol, to: once for each). Bytes are looked for as
they are, and as the letters of their hexadecimal digits. It ends with its standard input.
"""

import ipaddress
import json
import os
import socket
import sys
import threading

PROTOCOLS = {6: "tcp", 17: "udp"}


def exit_with_standard_input():
    sys.stdin.read()
    os._exit(0)


def say(event, **fields):
    print(json.dumps({"event": event, **fields}), flush=True)


def packet(frame):
    """The protocol, the destination and the payload of an Ethernet frame, if it is TCP or UDP."""
    kind = frame[12:14]
    if kind == b"\x08\x00":
        head, protocol, to = (frame[14] & 15) * 4, frame[23], frame[30:34]
    elif kind == b"\x86\xdd":
        head, protocol, to = 40, frame[20], frame[38:54]
    else:
        return None
    body = frame[14 + head :]
    if protocol not in PROTOCOLS or len(body) < 8:
        return None
    port = int.from_bytes(body[2:4], "big")
    return PROTOCOLS[protocol], f"{ipaddress.ip_address(to)}:{port}", body


def main():
    needles = {}
    for argument in sys.argv[1:]:
        name, digits = argument.split("=")
        needles[name] = [bytes.fromhex(digits), digits.lower().encode(), digits.upper().encode()]
    every = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    every.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 24)
    threading.Thread(target=exit_with_standard_input, daemon=True).start()
    told = set()
    say("ready")
    while True:
        found = packet(every.recv(65536))
        if not found:
            continue
        protocol, to, body = found
        facts = [("seen", "")] + [("named", name) for name, forms in needles.items() if any(form in body for form in forms)]
        for event, name in facts:
            if (event, name, protocol, to) not in told:
                told.add((event, name, protocol, to))
                say(event, name=name, protocol=protocol, to=to)


main()
