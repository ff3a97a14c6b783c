# SPDX-License-Identifier: Apache-2.0
"""Compares the records of a direct session and of one through a gateway.

Two things are compared. On the wire: within the session through the gateway, each line that one side wrote is the line
that the other side read, byte for byte, in order; the one exception is the escaping of U+0085, U+2028 and U+2029 inside
strings, which a gateway may do and which leaves the JSON value equal. At the server: its handlers were given the
same as in the direct session.
"""

import json
import os
import re


def normalised(text):
    """JSON text without the numbers that differ from session to session although nothing is wrong.

    Progress tokens are request ids: a slow start makes the 2.x client probe once more, and all later ids move. And that
    SDK counts its subscriptions over all sessions of a process.
    """
    text = re.sub(r'("progressToken": )\d+', r"\1-1", text)
    return re.sub(r"\blisten-\d+\b", "listen-N", text)


def lines(path, sender):
    with open(path, encoding="utf-8") as file:
        entries = [json.loads(line) for line in file]
    return [entry.get("line", entry.get("hex")) for entry in entries if entry["from"] == sender]


def shown(line):
    return json.dumps(line if len(line) <= 400 else line[:400] + "…")


def wire(outer, inner):
    """The differences between what the client's side and the server's side of the gateway carried."""
    found = []
    for sender in ("client", "server"):
        here, there = lines(outer, sender), lines(inner, sender)
        if len(here) != len(there):
            found.append(f"{len(here)} lines of the {sender} beside the client, {len(there)} beside the server")
        for left, right in zip(here, there):
            if left == right:
                continue
            separators = any(mark in left + right for mark in "\u0085\u2028\u2029")
            if not separators or json.loads(left) != json.loads(right):
                found.append(f"a line of the {sender}\n  beside the client {shown(left)}\n"
                             f"  beside the server {shown(right)}")
                break
    return found


def seen(work, kind):
    try:
        with open(os.path.join(work, kind + ".seen.jsonl"), encoding="utf-8") as file:
            return [json.loads(normalised(line)) for line in file]
    except FileNotFoundError:
        return []


def sessions(work):
    """The columns `wire` and, for our own servers, `server's view`, each with what differs."""
    def path(name):
        return os.path.join(work, name)

    direct, through = seen(work, "direct"), seen(work, "through")
    found = []
    if sorted(map(json.dumps, direct)) != sorted(map(json.dumps, through)):
        pairs = [pair for pair in zip(direct, through) if pair[0] != pair[1]]
        first = pairs[0] if pairs else (len(direct), len(through))
        found.append(f"its handlers were given other things: {shown(json.dumps(first))}")
    columns = {"wire": wire(path("through.client.jsonl"), path("through.server.jsonl"))}
    if direct:
        columns["server's view"] = found
    return columns
