#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Approves two servers in a Ward home, for the starts that are measured: one program, and one inside a large closure.

Both run the same small server, so what they differ in is the check before it starts. The large closure is a Python package that is
made here, a wheel in a folder, and fetched by `uv` from that folder; the server is one of its scripts. Prints the command of each
server as it starts by itself, one a line: `small COMMAND`, and `closure COMMAND…` where `uv` is there.

    Benchmarks/approved-home.py WARD ECHOSERVER HOME FILES [FOLDER-OF-UV]
"""

import base64
import hashlib
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

# What comes with the environment and the package itself; the rest is modules, each a source and its bytecode.
OWN_FILES = 10
# About what the files of real packages have.
FUNCTIONS = 30


def ward(program, home, words, command=(), environment=None):
    arguments = [program, *words, "--home", str(home), *(["--", *command] if command else [])]
    done = subprocess.run(
        arguments, stdin=subprocess.DEVNULL, capture_output=True, text=True, env={**os.environ, **(environment or {})})
    return done.returncode, done.stdout + done.stderr


def approve(program, home, words, command=(), environment=None):
    """Approves exactly what a dry run shows."""
    _, sheet = ward(program, home, [*words, "--dry-run"], command, environment)
    digests = re.findall(r"sha256-[A-Za-z0-9_-]{43}", sheet)
    if not digests:
        sys.exit(f"approved-home: error: no digest in: {sheet}")
    ward(program, home, [*words, "--approve", digests[-1]], command, environment)


def add(program, home, name, command, environment=None):
    approve(program, home, ["add", name], command, environment)
    approve(program, home, ["review", name])
    status, output = ward(program, home, ["show", name])
    if status != 0:
        sys.exit(f"approved-home: error: {name} is not ready: {output}")


def make_wheel(folder, server, files):
    """A wheel of so many modules with a program among its scripts."""
    info = "bench_closure-1.0.dist-info"
    content = {
        f"{info}/METADATA": b"Metadata-Version: 2.1\nName: bench-closure\nVersion: 1.0\n",
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: bench\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "bench_closure-1.0.data/scripts/bench-server": server.read_bytes(),
    }
    for number in range((files - OWN_FILES) // 2):
        name = f"bench_closure/part{number // 50:03}/module{number:05}.py"
        content[name] = "".join(
            f"def value{line}(argument):\n    '''Value {line} of module {number}.'''\n    return argument + {line * number}\n\n"
            for line in range(FUNCTIONS)).encode()
    record = ""
    for path, data in content.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        record += f"{path},sha256={digest},{len(data)}\n"
    content[f"{info}/RECORD"] = (record + f"{info}/RECORD,,\n").encode()
    with zipfile.ZipFile(folder / "bench_closure-1.0-py3-none-any.whl", "w") as archive:
        for path, data in content.items():
            entry = zipfile.ZipInfo(path)
            entry.external_attr = 0o755 << 16
            archive.writestr(entry, data)


def main():
    program, server, home = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    files = int(sys.argv[4])
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    add(program, home, "small", [str(server)])
    print("small", server)
    if len(sys.argv) < 6:
        return
    wheels = home / "wheels"
    wheels.mkdir()
    make_wheel(wheels, server, files)
    environment = {
        "PATH": sys.argv[5] + os.pathsep + os.environ["PATH"], "UV_FIND_LINKS": str(wheels), "UV_NO_INDEX": "1",
    }
    add(program, home, "closure", ["uvx", "--from", "bench-closure", "bench-server"], environment)
    tree = next((home / "state" / "store" / "pypi").glob("*/tree"))
    print("closure", tree / "bin" / "bench-server")


if __name__ == "__main__":
    main()
