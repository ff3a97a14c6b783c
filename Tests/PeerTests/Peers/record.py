# SPDX-License-Identifier: Apache-2.0
"""Records direct sessions of real clients with real servers into Fixtures/sessions, one file a session.

    python3 record.py PEERS_DIRECTORY

Run by hand when the peers change. Each line of a file is {"from": "client" | "server", "line": TEXT}.
"""

import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..", "Fixtures", "sessions")

# Name of the recording, client, its mode, environment of the server, the server, the body.
SESSIONS = [
    ("mcp-1.6.0", "1.6.0", "legacy", "mcp-1.6.0", "everything_v1.py", "everything"),
    ("mcp-1.9.4", "1.9.4", "legacy", "mcp-1.9.4", "everything_v1.py", "everything"),
    ("mcp-1.22.0", "1.22.0", "legacy", "mcp-1.22.0", "everything_v1.py", "everything"),
    ("mcp-1.30.0", "1.30.0", "legacy", "mcp-1.30.0", "everything_v1.py", "everything"),
    ("mcp-2.3.0-legacy", "2.3.0", "legacy", "mcp-2.3.0", "everything_v2.py", "everything"),
    ("mcp-2.3.0-auto", "2.3.0", "auto", "mcp-2.3.0", "everything_v2.py", "everything"),
    ("mcp-2.3.0-modern", "2.3.0", "2026-07-28", "mcp-2.3.0", "everything_v2.py", "everything"),
    ("client-2.3.0-auto-server-1.22.0", "2.3.0", "auto", "mcp-1.22.0", "everything_v1.py", "everything"),
    ("client-2.3.0-legacy-server-1.6.0", "2.3.0", "legacy", "mcp-1.6.0", "everything_v1.py", "everything"),
    ("client-2.3.0-auto-server-1.30.0", "2.3.0", "auto", "mcp-1.30.0", "everything_v1.py", "everything"),
    ("client-1.6.0-server-1.30.0", "1.6.0", "legacy", "mcp-1.30.0", "everything_v1.py", "everything"),
    ("client-1.9.4-server-2.3.0", "1.9.4", "legacy", "mcp-2.3.0", "everything_v2.py", "everything"),
    ("client-1.6.0-server-2.3.0", "1.6.0", "legacy", "mcp-2.3.0", "everything_v2.py", "everything"),
]


def main():
    peers = os.path.abspath(sys.argv[1])
    os.makedirs(OUT, exist_ok=True)
    for name, client, mode, environment, server, body in SESSIONS:
        with tempfile.TemporaryDirectory() as work:
            command = [
                os.path.join(peers, "mcp-" + client, "bin", "python"), os.path.join(HERE, "client.py"), "--work", work,
                "--mode", mode, "--body", body, "--without", "big results", "--",
                os.path.join(peers, environment, "bin", "python"), os.path.join(HERE, server),
            ]
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            if done.returncode:
                print(f"{name}: {done.stdout}", file=sys.stderr)
                continue
            shutil.copyfile(os.path.join(work, "direct.server.jsonl"), os.path.join(OUT, name + ".jsonl"))
            print(name)


main()
