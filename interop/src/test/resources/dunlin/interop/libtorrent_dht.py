#!/usr/bin/python3
"""A libtorrent peer that finds others by the DHT alone: as it comes, but for uTP, encryption and what would speak beyond the bench.

    libtorrent_dht.py --torrent FILE|MAGNET --save FOLDER --listen HOST:PORT --node HOST:PORT

Events, a JSON object a line: listening (port), nodes (count), reply (peers), done. It ends with its standard input.
"""

import argparse
import json
import os
import sys
import threading
import time

import libtorrent as lt

parser = argparse.ArgumentParser()
parser.add_argument("--torrent", required=True)
parser.add_argument("--save", required=True)
parser.add_argument("--listen", required=True)
parser.add_argument("--node", required=True)
args = parser.parse_args()


def say(event, **fields):
    print(json.dumps({"event": event, **fields}), flush=True)


def exit_with_standard_input():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=exit_with_standard_input, daemon=True).start()
session = lt.session(
    {
        "listen_interfaces": args.listen,
        "dht_bootstrap_nodes": args.node,
        "enable_lsd": False,
        "enable_upnp": False,
        "enable_natpmp": False,
        "out_enc_policy": int(lt.enc_policy.disabled),
        "in_enc_policy": int(lt.enc_policy.disabled),
        "alert_mask": lt.alert.category_t.status_notification
        | lt.alert.category_t.error_notification
        | lt.alert.category_t.dht_notification,
    }
)
if args.torrent.startswith("magnet:"):
    params = lt.parse_magnet_uri(args.torrent)
else:
    params = lt.add_torrent_params()
    params.ti = lt.torrent_info(args.torrent)
params.save_path = args.save
params.flags &= ~lt.torrent_flags.auto_managed & ~lt.torrent_flags.paused
handle = session.add_torrent(params)

listening = False
nodes = 0
asked = 0
while True:
    session.wait_for_alert(250)
    if nodes and time.monotonic() > asked + 5:  # by itself it asks again after a quarter of an hour
        asked = time.monotonic()
        handle.force_dht_announce()
    if not listening and session.listen_port():
        listening = True
        say("listening", port=session.listen_port())
    count = session.status().dht_nodes
    if count != nodes:
        nodes = count
        say("nodes", count=nodes)
    for alert in session.pop_alerts():
        if isinstance(alert, lt.dht_reply_alert):
            say("reply", peers=alert.num_peers)
        elif isinstance(alert, lt.torrent_finished_alert) and handle.status().is_seeding:
            say("done")
        elif isinstance(alert, (lt.torrent_error_alert, lt.file_error_alert)):
            say("error", message=alert.message())
