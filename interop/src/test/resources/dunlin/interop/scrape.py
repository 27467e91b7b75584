#!/usr/bin/python3
"""Prints how many peers a tracker counts for a share: scrape.py ANNOUNCE_URL INFO_HASH"""

import re
import sys
import urllib.request

announce, info_hash = sys.argv[1:]
query = "".join(f"%{info_hash[i:i + 2]}" for i in range(0, 40, 2))
with urllib.request.urlopen(announce.replace("/announce", "/scrape") + "?info_hash=" + query, timeout=5) as answer:
    counts = re.findall(rb"(?:8:complete|10:incomplete)i(\d+)e", answer.read())
print(sum(map(int, counts)))
