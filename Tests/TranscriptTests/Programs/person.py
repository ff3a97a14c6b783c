#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A person at a terminal: runs a command in a pseudo-terminal and types an answer to each question that it puts.

    person.py [--in FOLDER] COLUMNS ANSWERS COMMAND ARGUMENT…

COLUMNS is the width of the terminal, ANSWERS a JSON array of lines; to a question beyond them Enter is pressed. Prints the
screen, what was typed included, and exits as the command does. With `--in` the command runs in FOLDER, which is made for it
and removed after it, with a copy of the programs beside this one in it: a path that is the same in each run. Whoever else
uses that folder waits.
"""

import fcntl
import json
import os
import pty
import shutil
import signal
import struct
import sys
import termios
from contextlib import contextmanager, nullcontext

QUESTION = b"Answer: "
PATIENCE = 300


def watch(columns, answers, command):
    """Runs a command; what the screen showed, and how the command ended."""
    child, terminal = pty.fork()
    if child == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        os.execvp(command[0], command)
    # A program that hangs must not hang its test.
    signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
    signal.alarm(PATIENCE)
    screen = b""
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:
            break
        if not part:
            break
        screen += part
        if screen.endswith(QUESTION):
            os.write(terminal, (answers.pop(0) if answers else "").encode() + b"\n")
    signal.alarm(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return screen.replace(b"\r\n", b"\n"), status


@contextmanager
def alone_in(folder):
    """A fresh folder of one's own."""
    with open(folder + ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        shutil.rmtree(folder, ignore_errors=True)
        programs = os.path.join(folder, "bin")
        os.makedirs(programs)
        here = os.path.dirname(os.path.realpath(__file__))
        for name in ("greeter", "docker"):
            shutil.copyfile(os.path.join(here, name), os.path.join(programs, name))
            os.chmod(os.path.join(programs, name), 0o755)
        os.environ["PATH"] = programs + os.pathsep + os.environ["PATH"]
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir("/")
            shutil.rmtree(folder)


def main():
    words = sys.argv[1:]
    place = nullcontext()
    if words[0] == "--in":
        place = alone_in(words[1])
        words = words[2:]
    os.umask(0o022)
    os.environ.update(TERM="dumb")
    with place:
        screen, status = watch(int(words[0]), json.loads(words[1]), words[2:])
    sys.stdout.buffer.write(screen)
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main())
