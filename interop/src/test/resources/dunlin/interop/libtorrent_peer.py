#!/usr/bin/python3
"""A libtorrent peer to run against: seeds or fetches one torrent and tells what happens, a JSON object a line.

    libtorrent_peer.py --torrent FILE|MAGNET --save FOLDER [--listen HOST:PORT] [--peer HOST:PORT]... [--exit-when-done]

Events: listening (port), metadata, checked (pieces had), announced (peers), tracker-error, done (seconds),
status (done, uploaded, downloaded, peers; four times a second with --status).
Also used by bench/run. It ends with its standard input, so that it never outlives who started it.
"""

import argparse
import json
import os
import sys
import threading
import time

import libtorrent as lt


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--torrent", required=True, help="a .torrent file or a magnet link")
    parser.add_argument("--save", required=True, help="the folder that holds or gets the content")
    parser.add_argument("--listen", default="127.0.0.1:0")
    parser.add_argument("--peer", action="append", default=[])
    parser.add_argument("--upload-limit", type=int, default=0, help="bytes a second, 0 for none")
    parser.add_argument("--upload-only", action="store_true", help="gives what it has and fetches nothing")
    parser.add_argument("--assume-complete", action="store_true", help="skips the check of what is there")
    parser.add_argument("--no-trackers", action="store_true")
    parser.add_argument("--encryption", choices=["off", "allowed"], default="off")
    parser.add_argument("--transport", choices=["any", "tcp", "utp"], default="any")
    parser.add_argument("--socket-buffers", type=int, default=0, help="bytes in the kernel, 0 for what it gives unasked")
    parser.add_argument("--exit-when-done", action="store_true")
    parser.add_argument("--status", action="store_true")
    return parser.parse_args()


def settings(args):
    policy = lt.enc_policy.disabled if args.encryption == "off" else lt.enc_policy.enabled
    return {
        "listen_interfaces": args.listen,
        "enable_dht": False,
        "enable_lsd": False,
        "enable_upnp": False,
        "enable_natpmp": False,
        "enable_outgoing_utp": args.transport != "tcp",
        "enable_incoming_utp": args.transport != "tcp",
        "enable_outgoing_tcp": args.transport != "utp",
        "enable_incoming_tcp": args.transport != "utp",
        "recv_socket_buffer_size": args.socket_buffers,
        "send_socket_buffer_size": args.socket_buffers,
        "out_enc_policy": int(policy),
        "in_enc_policy": int(policy),
        "allow_multiple_connections_per_ip": True,
        "announce_to_all_trackers": True,
        "min_reconnect_time": 1,
        "unchoke_slots_limit": -1,
        # What libtorrent's own guide names for a fast network.
        "send_buffer_watermark": 3 * 1024 * 1024,
        "send_buffer_watermark_factor": 150,
        "send_buffer_low_watermark": 512 * 1024,
        "max_out_request_queue": 1500,
        "max_allowed_in_request_queue": 2000,
        "max_queued_disk_bytes": 16 * 1024 * 1024,
        "alert_mask": lt.alert.category_t.status_notification
        | lt.alert.category_t.error_notification
        | lt.alert.category_t.tracker_notification
        | lt.alert.category_t.storage_notification,
    }


def torrent(args):
    if args.torrent.startswith("magnet:"):
        params = lt.parse_magnet_uri(args.torrent)
    else:
        params = lt.add_torrent_params()
        params.ti = lt.torrent_info(args.torrent)
    params.save_path = args.save
    params.storage_mode = lt.storage_mode_t.storage_mode_sparse
    if args.upload_limit:
        params.upload_limit = args.upload_limit
    if args.no_trackers:
        params.trackers = []
        params.flags |= lt.torrent_flags.override_trackers
    params.flags &= ~lt.torrent_flags.auto_managed & ~lt.torrent_flags.paused
    if args.upload_only:
        params.flags |= lt.torrent_flags.upload_mode
    if args.assume_complete:
        params.flags |= lt.torrent_flags.seed_mode
    return params


def say(event, **fields):
    print(json.dumps({"event": event, **fields}), flush=True)


def exit_with_standard_input():
    sys.stdin.read()
    os._exit(0)


def main():
    args = arguments()
    started = time.monotonic()
    threading.Thread(target=exit_with_standard_input, daemon=True).start()
    session = lt.session(settings(args))
    handle = session.add_torrent(torrent(args))
    peers = [(host, int(port)) for host, port in (peer.rsplit(":", 1) for peer in args.peer)]
    for peer in peers:
        handle.connect_peer(peer)

    listening = False
    while True:
        session.wait_for_alert(250)
        if not listening and session.listen_port():
            listening = True
            say("listening", port=session.listen_port())
        for alert in session.pop_alerts():
            if isinstance(alert, lt.metadata_received_alert):
                say("metadata")
            elif isinstance(alert, lt.torrent_checked_alert):
                status = handle.status()
                say("checked", pieces=status.num_pieces, complete=status.is_seeding)
            elif isinstance(alert, lt.tracker_reply_alert):
                say("announced", peers=alert.num_peers)
            elif isinstance(alert, lt.tracker_error_alert):
                say("tracker-error", message=alert.message())
            elif isinstance(alert, lt.torrent_finished_alert):
                status = handle.status()
                if status.is_seeding:
                    say("done", seconds=round(time.monotonic() - started, 3), downloaded=status.total_payload_download)
                    if args.exit_when_done:
                        handle.flush_cache()
            elif isinstance(alert, lt.cache_flushed_alert) and args.exit_when_done and handle.status().is_seeding:
                os._exit(0)  # all is written; no waiting for trackers to hear of it
            elif isinstance(alert, (lt.torrent_error_alert, lt.file_error_alert)):
                say("error", message=alert.message())
        if args.status:
            status = handle.status()
            say(
                "status",
                done=status.total_done,
                uploaded=status.total_payload_upload,
                downloaded=status.total_payload_download,
                peers=[f"{peer.ip[0]}:{peer.ip[1]}" for peer in handle.get_peer_info()],
            )


main()
