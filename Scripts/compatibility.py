#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes docs/compatibility.md from the results of the peer tests, or checks that it is what they say.

    compatibility.py --write RESULTS.json PAGE
    compatibility.py --check RESULTS.json PAGE      exit code 1 and a difference if the page says something else

RESULTS.json is {"peers": [{client, mode, server, outcome}], "scripted": outcome}; an outcome is what the harnesses print.
The page holds no date and no duration, so that the same results always make the same page.
"""

import difflib
import json
import sys

MARKS = {"same": "✓", "works": "direct only", "different": "**differs**", "failed": "**fails**"}
# Columns in this order; others follow.
COLUMNS = [
    "connect", "ping", "tools", "content", "structured output", "errors", "big results", "progress", "logging",
    "cancellation", "concurrency", "resources", "subscriptions", "list changes", "prompts", "completion", "sampling",
    "elicitation", "URL elicitation", "roots", "input rounds", "trace context", "callbacks", "wire", "server's view",
]
HEAD = """# Compatibility

This page is made by the peer tests from what they saw (`RECORD=1 swift test --filter PeerTests` writes it, a plain run
fails if it says something else).

Each row is a real client with a real server. The same session runs direct and through `ward run --unapproved`, and
these must be equal:

- **each feature**: what the client's calls returned;
- **callbacks**: all notifications and requests that reached the client;
- **wire**: every line that one side wrote is the line that the other side read, byte for byte and in order, but for the
  escaping of U+0085, U+2028 and U+2029 inside strings;
- **server's view**: what the server's handlers were given.

✓ the same direct and through Ward · – not in this revision, or not offered by this server
"""
MODES = {
    "legacy": "`initialize`", "auto": "`server/discover` first", "2026-07-28": "no handshake",
}


def table(rows):
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in rows]
    lines.insert(1, "| " + " | ".join("-" * width for width in widths) + " |")
    return "\n".join(lines) + "\n"


def page(results):
    peers = results["peers"]
    names = list(COLUMNS)
    names += sorted({name for peer in peers for name in peer["outcome"]["features"]} - set(names))
    out = [HEAD, "\n## Peers\n\n"]
    head = ["no.", "client", "begins with", "server", "revision"]
    rows = [head] + [
        [str(number), peer["client"], MODES[peer["mode"]], peer["server"], peer["outcome"]["revision"]]
        for number, peer in enumerate(peers, 1)
    ]
    out += [table(rows), "\n## Features\n\nThe numbers are those of the rows above.\n\n"]
    rows = [["feature"] + [str(number) for number in range(1, len(peers) + 1)]]
    for name in names:
        verdicts = [peer["outcome"]["features"].get(name) for peer in peers]
        rows.append([name] + [MARKS[verdict] if verdict else "–" for verdict in verdicts])
    out += [table(rows), "\n## Conversations that no SDK holds\n\n"]
    out.append("Written by hand, line by line; each line arrives as it was written (a CR before the LF may be dropped).\n\n")
    rows = [["conversation", "revision", "through Ward"]]
    for name, verdict in results["scripted"]["features"].items():
        title, _, revision = name.removesuffix(")").rpartition(" (")
        rows.append([title, revision, MARKS[verdict]])
    rows[1:] = sorted(rows[1:])
    out.append(table(rows))
    return "".join(out)


def main():
    action, results, place = sys.argv[1:4]
    with open(results, encoding="utf-8") as file:
        wanted = page(json.load(file))
    if action == "--write":
        with open(place, "w", encoding="utf-8") as file:
            file.write(wanted)
        return 0
    try:
        with open(place, encoding="utf-8") as file:
            found = file.read()
    except FileNotFoundError:
        found = ""
    if found == wanted:
        return 0
    sys.stdout.writelines(difflib.unified_diff(
        found.splitlines(True), wanted.splitlines(True), "the page", "what the sessions showed"))
    return 1


sys.exit(main())
