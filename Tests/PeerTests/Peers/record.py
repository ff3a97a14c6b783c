# SPDX-License-Identifier: Apache-2.0
"""Records direct sessions of real clients with real servers into Fixtures/sessions, one file a session.

    python3 record.py PEERS_DIRECTORY [NAME…]

Run by hand when the peers change. Each line of a file is {"from": "client" | "server", "line": TEXT}.
"""

import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..", "Fixtures", "sessions")

# Name of the recording, client, its mode, body, the server's command (the first word below the peers' directory).
EVERYTHING = [
    ("mcp-1.6.0", "1.6.0", "legacy", "1.6.0"),
    ("mcp-1.9.4", "1.9.4", "legacy", "1.9.4"),
    ("mcp-1.22.0", "1.22.0", "legacy", "1.22.0"),
    ("mcp-1.30.0", "1.30.0", "legacy", "1.30.0"),
    ("mcp-2.3.0-legacy", "2.3.0", "legacy", "2.3.0"),
    ("mcp-2.3.0-auto", "2.3.0", "auto", "2.3.0"),
    ("mcp-2.3.0-modern", "2.3.0", "2026-07-28", "2.3.0"),
    ("client-2.3.0-auto-server-1.22.0", "2.3.0", "auto", "1.22.0"),
    ("client-2.3.0-legacy-server-1.6.0", "2.3.0", "legacy", "1.6.0"),
    ("client-2.3.0-auto-server-1.30.0", "2.3.0", "auto", "1.30.0"),
    ("client-1.6.0-server-1.30.0", "1.6.0", "legacy", "1.30.0"),
    ("client-1.9.4-server-2.3.0", "1.9.4", "legacy", "2.3.0"),
    ("client-1.6.0-server-2.3.0", "1.6.0", "legacy", "2.3.0"),
]
FAST = [
    ("fastmcp-1.6.0", "1.6.0", "legacy"), ("fastmcp-1.9.4", "1.9.4", "legacy"), ("fastmcp-1.22.0", "1.22.0", "legacy"),
    ("fastmcp-1.30.0", "1.30.0", "legacy"), ("fastmcp-2.3.0-auto", "2.3.0", "auto"),
]
TIME = "servers/bin/mcp-server-time --local-timezone=Europe/Berlin"
SESSIONS = [
    (name, client, mode, "everything",
     f"mcp-{server}/bin/python {HERE}/everything_v{2 if server.startswith('2') else 1}.py")
    for name, client, mode, server in EVERYTHING
] + [
    (name, client, mode, "fastmcp", f"mcp-{client}/bin/python {HERE}/fastmcp_server.py") for name, client, mode in FAST
] + [
    ("time-1.6.0", "1.6.0", "legacy", "time", TIME),
    ("time-2.3.0-auto", "2.3.0", "auto", "time", TIME),
    ("git-1.30.0", "1.30.0", "legacy", "git", "servers/bin/mcp-server-git"),
    ("git-2.3.0-auto", "2.3.0", "auto", "git", "servers/bin/mcp-server-git"),
]


def main():
    peers = os.path.abspath(sys.argv[1])
    wanted = sys.argv[2:]
    os.makedirs(OUT, exist_ok=True)
    for name, client, mode, body, server in SESSIONS:
        if wanted and name not in wanted:
            continue
        with tempfile.TemporaryDirectory() as work:
            command = [
                os.path.join(peers, "mcp-" + client, "bin", "python"), os.path.join(HERE, "client.py"), "--work", work,
                "--mode", mode, "--body", body, "--without", "big results", "--", *os.path.join(peers, server).split(),
            ]
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            if done.returncode:
                print(f"{name}: {done.stdout}", file=sys.stderr)
                continue
            with open(os.path.join(work, "direct.server.jsonl"), encoding="utf-8") as file:
                text = file.read()
            with open(os.path.join(OUT, name + ".jsonl"), "w", encoding="utf-8") as file:
                file.write(text.replace(work, "/srv/work"))
            print(name)


main()
