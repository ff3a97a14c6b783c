# SPDX-License-Identifier: Apache-2.0
"""Plays the scenarios: both sides are here, line by line, and each compares what arrives with what was written.

    scripted.py --work DIR [--through JSON_ARRAY_OF_ARGUMENTS]     plays all as the client and starts the server
    scripted.py --serve SCENARIO --report FILE                     the server's side of one

Prints what client.py prints, one feature a scenario. No SDK and no environment is needed.
"""

import argparse
import json
import os
import select
import signal
import subprocess
import sys
import time

from scenarios import SCENARIOS

PATIENCE = 60.0


class Wire:
    """Lines over two descriptors, with a limit on waiting."""

    def __init__(self, source, sink):
        self._source, self._sink, self._rest = source, sink, b""

    def write(self, line):
        view = memoryview(line.encode("utf-8") + b"\n")
        while view:
            view = view[os.write(self._sink, view):]

    def read(self):
        """The next line, or nothing at the end; a TimeoutError when nothing comes."""
        limit, parts = time.monotonic() + PATIENCE, [self._rest]
        while b"\n" not in parts[-1]:
            left = limit - time.monotonic()
            if left <= 0 or not select.select([self._source], [], [], left)[0]:
                self._rest = b"".join(parts)
                raise TimeoutError
            chunk = os.read(self._source, 1 << 16)
            if not chunk:
                rest = b"".join(parts)
                self._rest = b""
                return (rest.decode("utf-8", "replace") + " (no line feed)") if rest else None
            parts.append(chunk)
        line, _, self._rest = b"".join(parts).partition(b"\n")
        return line.decode("utf-8", "replace")


def shown(line):
    return "the end" if line is None else json.dumps(line if len(line) < 500 else line[:500] + "…")


def play(side, wire, scenario):
    """What went wrong on this side, or nothing. A CR before the LF may be gone on arrival, and nothing else."""
    for number, (sender, line) in enumerate(scenario):
        if sender == side:
            wire.write(line)
            continue
        try:
            got = wire.read()
        except TimeoutError:
            return f"line {number}: nothing came, expected {shown(line)}"
        if got is None or got.removesuffix("\r") != line.removesuffix("\r"):
            return f"line {number}: came {shown(got)}, expected {shown(line)}"
    return None


def serve(name, report):
    fault = play("s", Wire(0, 1), SCENARIOS[name][1])
    if fault is None:
        try:
            more = Wire(0, 1).read()
            fault = None if more is None else f"after the last line came {shown(more)}"
        except TimeoutError:
            fault = "the input did not end"
    with open(report, "w", encoding="utf-8") as file:
        json.dump(fault, file)


def run(name, prefix, work):
    report = os.path.join(work, "server.json")
    if os.path.exists(report):
        os.remove(report)
    command = prefix + [sys.executable, "-E", "-s", os.path.abspath(__file__), "--serve", name, "--report", report]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
    faults = []
    try:
        wire = Wire(child.stdout.fileno(), child.stdin.fileno())
        fault = play("c", wire, SCENARIOS[name][1])
        if fault:
            faults.append("client: " + fault)
        child.stdin.close()
        if not fault:
            more = wire.read()
            if more is not None:
                faults.append(f"client: after the last line came {shown(more)}")
        child.wait(PATIENCE)
    except (OSError, TimeoutError, subprocess.TimeoutExpired) as problem:
        faults.append(f"client: {problem!r}")
    finally:
        child.terminate()
        try:
            child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
    try:
        with open(report, encoding="utf-8") as file:
            fault = json.load(file)
    except (FileNotFoundError, json.JSONDecodeError):
        fault = "no report: it was ended before its last line"
    if fault:
        faults.append("server: " + fault)
    return faults


def main():
    # Whoever started this may have blocked signals, which a child inherits.
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    parser = argparse.ArgumentParser()
    parser.add_argument("--work")
    parser.add_argument("--through", default="")
    parser.add_argument("--serve")
    parser.add_argument("--report")
    options = parser.parse_args()
    if options.serve:
        serve(options.serve, options.report)
        return
    os.makedirs(options.work, exist_ok=True)
    features, problems = {}, []
    for name, (revision, _) in SCENARIOS.items():
        faults = [f"{name} (direct): {fault}" for fault in run(name, [], options.work)]
        verdict = "failed" if faults else "works"
        if options.through and not faults:
            faults = [f"{name} (through): {fault}" for fault in run(name, json.loads(options.through), options.work)]
            verdict = "different" if faults else "same"
        features[f"{name} ({revision})"] = verdict
        problems += faults
    print(json.dumps({"revision": "all", "sdk": "scripted", "features": features, "problems": problems}))
    sys.exit(1 if problems else 0)


main()
