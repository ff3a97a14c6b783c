# SPDX-License-Identifier: Apache-2.0
"""Stands between a client and a server, passes every byte as it is, and records the lines.

    relay.py --record FILE -- COMMAND ARGUMENT…

FILE gets one JSON object a line, in the order in which the lines went by:
{"from": "client" | "server", "line": TEXT} or, for a line that is not UTF-8, {"from": …, "hex": DIGITS};
"end": true marks bytes at the end that no line feed closed.
Only the standard library, and little of it: it starts in a few milliseconds.
"""

import json
import os
import signal
import subprocess
import sys
import threading


def main():
    split = sys.argv.index("--")
    options, command = sys.argv[1:split], sys.argv[split + 1:]
    record = open(options[options.index("--record") + 1], "w", encoding="utf-8")
    lock = threading.Lock()
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: child.send_signal(received))

    def note(sender, line, end=False):
        try:
            entry = {"from": sender, "line": line.decode("utf-8")}
        except UnicodeDecodeError:
            entry = {"from": sender, "hex": line.hex()}
        if end:
            entry["end"] = True
        with lock:
            record.write(json.dumps(entry) + "\n")
            record.flush()

    def pump(sender, source, sink, done):
        rest = b""
        try:
            while chunk := os.read(source, 1 << 16):
                lines = (rest + chunk).split(b"\n")
                rest = lines.pop()
                # Noted before it goes on, so that an answer never stands before its question.
                for line in lines:
                    note(sender, line)
                view = memoryview(chunk)
                while view:
                    view = view[os.write(sink, view):]
        except OSError:
            pass
        if rest:
            note(sender, rest, end=True)
        done()

    def finish():
        """After the client's end: the server may leave by itself; servers of 1.6 never do."""
        child.stdin.close()
        try:
            child.wait(5)
        except subprocess.TimeoutExpired:
            child.terminate()

    up = threading.Thread(target=pump, args=("client", 0, child.stdin.fileno(), finish), daemon=True)
    down = threading.Thread(target=pump, args=("server", child.stdout.fileno(), 1, lambda: None), daemon=True)
    up.start()
    down.start()
    down.join()
    code = child.wait()
    record.flush()
    os._exit(code if code >= 0 else 128 - code)


main()
