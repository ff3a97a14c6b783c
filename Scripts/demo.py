#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Shows Ward at work between a small client and the real mcp-server-time, from the package index to the log.

Five steps: the package is resolved, shown, approved and run; a message that two JSON readers read differently is refused; a
changed file stops the server until it is put back; a changed lock until the difference is approved; an edited log is caught. Everything shown is what the programs really said, cut to the width of the screen. Exits with 1 at the
first step that does not show what it must. All state is in a temporary folder, which is removed.

    Scripts/demo.py PATH-OF-WARD
"""

import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Somebody at a terminal, as the tests have it too; nothing is left behind in their folder.
sys.path.insert(0, str(ROOT / "Tests/TranscriptTests/Programs"))
sys.dont_write_bytecode = True
from person import watch  # noqa: E402

WIDTH = 100
COLOUR = sys.stdout.isatty() and "NO_COLOR" not in os.environ


class Failure(Exception):
    """A step did not show what it must."""


def paint(code, text):
    return f"\x1b[{code}m{text}\x1b[0m" if COLOUR else text


def show(text="", mark=" ", code=None):
    for line in text.splitlines() or [""]:
        for part in textwrap.wrap(line, WIDTH - 3, break_on_hyphens=False) or [""]:
            part = f"{mark:2} {part}".rstrip()
            print(paint(code, part) if code else part, flush=True)
            mark = " "


def heading(text):
    print()
    show(text, mark="──", code="1")


def must(condition, what):
    if not condition:
        raise Failure(what)


class Client:
    """A client of few words: one JSON text a line, one answer for each id."""

    started = []

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        # A peer that stays silent must not hang the demonstration.
        self.watch = threading.Timer(60, self.process.kill)
        self.watch.daemon = True
        self.watch.start()
        Client.started.append(self)

    def send(self, line):
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def answer(self, identifier):
        for line in self.process.stdout:
            message = json.loads(line)
            if message.get("id") == identifier:
                return message
        raise Failure(f"no answer to request {identifier}")

    def ask(self, identifier, method, params):
        self.send(json.dumps({"jsonrpc": "2.0", "id": identifier, "method": method, "params": params}))
        return self.answer(identifier)

    def greet(self):
        hello = self.ask(1, "initialize", {
            "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "demo", "version": "1"}})
        self.send('{"jsonrpc":"2.0","method":"notifications/initialized"}')
        must("result" in hello, f"initialize failed: {hello}")
        return hello["result"]

    def close(self):
        """Ends the conversation as a client should: no more input, then wait."""
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.watch.cancel()
        self.process.stdout.close()


    def stop(self):
        """Ends what a failed step left running."""
        self.watch.cancel()
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait()


def city(message):
    """Whose time a tools/call answered."""
    must("result" in message, f"the call failed: {message}")
    answer = json.loads(message["result"]["content"][0]["text"])
    return f"{answer['target']['datetime']} in {answer['target']['timezone']}"


def run(command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    # The commands are shown without --home, so its note is left out too.
    lines = [line for line in done.stdout.splitlines() if not line.startswith("ward: note: this is `--home")]
    return done.returncode, "\n".join(lines)


def arguments(zone):
    return {"source_timezone": "UTC", "time": "12:00", "target_timezone": zone}


def approve(ward, home, command, *answers):
    """Runs a command in a terminal and types the answers; what the screen showed up to each of them."""
    screen, status = watch(WIDTH, list(answers), [ward, *command, "--home", home])
    screen = screen.decode()
    must(status == 0, f"exit {status}: {screen}")
    return screen.split("Answer: ")


def wait_for_change(client):
    for line in client.process.stdout:
        if json.loads(line).get("method") == "notifications/tools/list_changed":
            return
    raise Failure("the client was not told")


def excerpt(sheet, *labels):
    """The lines of a sheet that begin with these labels."""
    lines = sheet.splitlines()
    found = [line.strip() for label in labels for line in lines if line.strip().startswith(label)]
    return "\n".join(dict.fromkeys(found))


def demonstrate(ward, home):
    add = ["add", "time", "pypi:mcp-server-time"]
    gate = [ward, "run", "time", "--client", "demo", "--home", home]
    call = json.dumps({"name": "convert_time", "arguments": arguments("Asia/Tokyo")}, separators=(",", ":"))
    # The same member twice: which one counts is up to the reader. Python's takes the last.
    smuggle = (
        '{"jsonrpc":"2.0","id":4,"method":"tools/call","params":'
        + call[:-1] + ',"arguments":' + json.dumps(arguments("Europe/Paris"), separators=(",", ":")) + "}}")

    heading("1. a real package: shown, approved, locked, run")
    show("ward add time pypi:mcp-server-time", mark="$", code="36")
    launch, surface, _ = approve(ward, home, add, "yes", "yes")
    show(excerpt(launch, "Approve this", "risk ", "All that would run", "To approve"), mark="<-")
    show("Answer: yes", mark="->")
    tools = re.findall(r'^Tool \(new\)\n +name +"(\w+)"', surface, re.MULTILINE)
    show(excerpt(surface, "Approve what"), mark="<-")
    show(f"tools: {', '.join(tools)}, and every word of them", mark=" ")
    show("Answer: yes", mark="->")
    show("ward run time", mark="$", code="36")
    client = Client(gate)
    hello = client.greet()
    tools = [tool["name"] for tool in client.ask(2, "tools/list", {})["result"]["tools"]]
    must("convert_time" in tools, f"tools/list did not list convert_time but {tools}")
    show(f"server: {hello['serverInfo']['name']}, revision {hello['protocolVersion']}, tools: {', '.join(tools)}", mark="<-")
    show('tools/call convert_time {"source_timezone":"UTC","time":"12:00","target_timezone":"Asia/Tokyo"}', mark="->")
    answer = city(client.ask(3, "tools/call", json.loads(call)))
    must(answer.endswith("Asia/Tokyo"), f"not what was asked: {answer}")
    show(answer, mark="<-", code="32")

    heading("2. one member twice: Tokyo for one reader, Paris for another")
    show('tools/call … "arguments":{…"Asia/Tokyo"},"arguments":{…"Europe/Paris"}}', mark="->")
    tree = next(Path(home).glob("state/store/pypi/*/tree"))
    direct = Client([str(tree / "bin/python"), "-I", str(tree / "bin/mcp-server-time"), "--local-timezone", "UTC"])
    direct.greet()
    direct.send(smuggle)
    taken = city(direct.answer(4))
    direct.close()
    must(taken.endswith("Europe/Paris"), f"the server took the first one: {taken}")
    show(f"without Ward: {taken}", mark="<-", code="33")
    client.send(smuggle)
    refusal = client.answer(4)
    must("error" in refusal, f"the message was not refused: {refusal}")
    error = refusal["error"]
    must("duplicate-name" in error["data"]["rule"], f"refused for another reason: {error}")
    must(error["data"]["offset"] == smuggle.rindex('"arguments"'), f"the offset is wrong: {error}")
    show(f"through Ward: error {error['code']}: {error['message']}", mark="<-", code="31")
    show(f"{error['data']['rule']}, at byte {error['data']['offset']}", mark=" ")
    must(city(client.ask(5, "tools/call", json.loads(call))) == answer, "the session did not live on")
    show("the session lives on: the next call is answered", mark="<-")
    client.close()

    heading("3. one byte of an installed file is another")
    changed = next(tree.rglob("mcp_server_time/server.py"))
    text = changed.read_bytes()
    changed.chmod(0o644)
    changed.write_bytes(text.replace(b"time", b"tame", 1))
    show("sed -i '0,/time/s//tame/' …/mcp_server_time/server.py; ward diff time", mark="$", code="36")
    status, output = run([ward, "diff", "time", "--home", home])
    must(status == 2 and "server.py" in output, f"the change was not found: exit {status}: {output}")
    show(output, code="31")
    client = Client(gate)
    client.greet()
    tools = [tool["name"] for tool in client.ask(2, "tools/list", {})["result"]["tools"]]
    must(tools == ["ward_status"], f"a blocked server showed {tools}")
    show(f"what a client sees meanwhile: {', '.join(tools)}", mark="<-", code="33")
    show("ward update time", mark="$", code="36")
    status, output = run([ward, "update", "time", "--home", home])
    must(status == 0 and "as it was approved" in output, f"exit {status}: {output}")
    show(output.splitlines()[-1])
    wait_for_change(client)
    show("the client is told that the tools changed, and is served again", mark="<-", code="32")
    client.close()

    heading("4. somebody edits the lock: a difference to approve, or not")
    lock = Path(home) / "config/ward.lock"
    lock.write_text(lock.read_text().replace('"environment": {}', '"environment": {"PYTHONPATH":"/tmp/x"}'))
    show("ward diff time", mark="$", code="36")
    status, output = run([ward, "diff", "time", "--home", home])
    must(status == 2 and "PYTHONPATH" in output, f"the change was not found: exit {status}: {output}")
    show(output, code="31")
    show("ward update time", mark="$", code="36")
    sheet, _ = approve(ward, home, ["update", "time"], "time")
    show(excerpt(sheet, "This MCP server", "risk ", "DANGER", "To approve"), mark="<-", code="33")
    show("Answer: time", mark="->")
    status, output = run([ward, "list", "--home", home])
    must("ready" in output, f"exit {status}: {output}")
    show(output)

    heading("5. the log of it all, and what happens when somebody edits it")
    audit = [ward, "audit"]
    show("ward audit list --verdict deny", mark="$", code="36")
    status, output = run([*audit, "list", "--verdict", "deny", "--home", home])
    must(status == 0 and "duplicate-name" in output, f"exit {status}: {output}")
    show("\n".join(line for line in output.splitlines() if "duplicate-name" in line))
    show("ward audit verify", mark="$", code="36")
    status, output = run([*audit, "verify", "--home", home])
    must(status == 0, f"exit {status}: {output}")
    show("\n".join(output.splitlines()[:3]), code="32")

    edit = "UPDATE audit_event SET verdict = 'allow' WHERE verdict = 'deny'"
    show(f'sqlite3 ward.db "{edit}"', mark="$", code="36")
    database = find_database(home)
    with sqlite3.connect(database) as connection:
        changed = connection.execute(edit).rowcount
    connection.close()
    must(changed > 0, "no row was edited")
    show("ward audit verify", mark="$", code="36")
    status, output = run([*audit, "verify", "--home", home])
    must(status == 2, f"the edited log was not caught: exit {status}: {output}")
    show(output.splitlines()[0], code="31")
    show(f"[exit {status}]")


def find_database(home):
    found = list(Path(home).rglob("ward.db"))
    must(len(found) == 1, f"no single ward.db below --home, but {found}")
    return found[0]


def main():
    if len(sys.argv) != 2:
        print(__doc__.strip().splitlines()[-1].strip(), file=sys.stderr)
        return 64
    ward = str(Path(sys.argv[1]).resolve())
    # Where `make peers` puts uv, if the system has none.
    os.environ["TERM"] = "dumb"
    os.environ["PATH"] = os.pathsep.join([str(ROOT / ".peers/tools/bin"), os.environ.get("PATH", "")])
    with tempfile.TemporaryDirectory(prefix="ward-demo-") as home:
        try:
            demonstrate(ward, home)
        except (Failure, OSError, ValueError, KeyError, subprocess.SubprocessError, sqlite3.Error) as problem:
            print(f"demo: error: {problem or type(problem).__name__}", file=sys.stderr)
            return 1
        finally:
            for client in Client.started:
                client.stop()
    print()
    show("all five steps showed what they must", mark="──", code="1")
    return 0


if __name__ == "__main__":
    sys.exit(main())
