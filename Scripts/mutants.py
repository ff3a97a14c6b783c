#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves of each control that a test fails when that one check is switched off.

Each row of Scripts/mutants.json names a piece of a source file, the same piece with one check switched off, and the test
that must notice. The product's source holds no switch: a copy of it does, in .build-mutants/checkout, where every row's piece
stands beside its mutant and a file says which mutant is on. That copy is built once. All named tests must pass with no mutant
on, and each must fail, by an expectation, with its own.

    Scripts/mutants.py            all rows; what passed and did not change since is not run again
    Scripts/mutants.py S9 T50-2   the rows of these controls, or these rows
    Scripts/mutants.py --check    only whether every row still fits the sources and names a test
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "Scripts/mutants.json"
WORK = ROOT / ".build-mutants"
CHECKOUT, BUILD = WORK / "checkout", WORK / "build"
SWITCH, REPORT = WORK / "on", WORK / "report.json"
# A test that hangs with its mutant on noticed nothing.
LONGEST = 300

SWITCHES = """\
// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Which check is switched off in this process: what a file said when it started, because tests start programs in other
/// environments than their own.
enum WardMutant {
    private static let active: [UInt8] = {
        guard let file = unsafe fopen(PATH, "r") else { return [] }
        defer { _ = unsafe fclose(file) }
        var bytes: [UInt8] = []
        while case let byte = unsafe getc(file), byte != EOF, bytes.count < 64 { bytes.append(UInt8(truncatingIfNeeded: byte)) }
        return bytes
    }()

    static func isOn(_ row: StaticString) -> Bool { row.description.utf8.elementsEqual(active) }
}
"""


class Failure(Exception):
    """The list or the build is not in order."""


class Row:
    """One check, switched off."""

    FIELDS = {"id", "file", "after", "text", "mutant", "form", "test", "why"}

    def __init__(self, members, line):
        self.line = line
        unknown, missing = set(members) - self.FIELDS, self.FIELDS - {"after", "form"} - set(members)
        if unknown or missing:
            raise self.failure(f"members unknown {sorted(unknown)}, missing {sorted(missing)}")
        self.id, self.file, self.why = members["id"], members["file"], members["why"]
        self.after, self.text, self.mutant = members.get("after", ""), members["text"], members["mutant"]
        self.form = members.get("form", "expression")
        # "Module.Suite/the test's sentence"
        self.suite, _, self.test = members["test"].partition("/")
        if not re.fullmatch(r"[A-Z]+[0-9]+-[0-9]+", self.id):
            raise self.failure("an id is the control's and a number, such as S9-1")
        self.control = self.id.partition("-")[0]
        if self.control not in re.findall(r"[A-Z]+[0-9]+", self.test):
            raise self.failure(f"the test's sentence does not carry the id {self.control}: {self.test}")

    def failure(self, words):
        return Failure(f"{LIST.relative_to(ROOT)}:{self.line}: {words}")

    @property
    def filter(self):
        # What the package manager matches against has the function's signature behind the sentence.
        return f"^{re.escape(self.suite)}/`?{re.escape(self.test)}`?\\("

    @property
    def module(self):
        return Path(self.file).parts[1]

    def switched(self, text):
        """The mutant beside what stands there now: the piece itself, or another row's switch around it."""
        on = f'WardMutant.isOn("{self.id}")'
        if self.form == "expression":
            return f"({on} ? ({self.mutant}) : ({text}))"
        if self.form == "statement":
            return f"if {on} {{ {self.mutant} }} else {{ {text} }}"
        if self.form == "literal":
            return f'\\({on} ? "{self.mutant}" : "{text}")'
        raise self.failure("the form is expression, statement or literal")

    def span(self, source):
        """Where the piece stands, which must be one place."""
        start = 0
        if self.after:
            if source.count(self.after) != 1:
                raise self.failure(f"{source.count(self.after)} times in {self.file}: {self.after}")
            start = source.index(self.after) + len(self.after)
        elif source.count(self.text) != 1:
            raise self.failure(f"{source.count(self.text)} times in {self.file}: {self.text}")
        place = source.find(self.text, start)
        if place < 0:
            raise self.failure(f"not behind that place in {self.file}: {self.text}")
        return place, place + len(self.text)

    def check_test(self):
        module = self.suite.partition(".")[0]
        sentence = f"func `{self.test}`("
        if not any(sentence in read(file).decode() for file in (ROOT / "Tests" / module).rglob("*.swift")):
            raise self.failure(f"no such test in {module}: {self.test}")


def read(path):
    return path.read_bytes()


def read_list():
    """The rows, each with its line in the list."""
    text = LIST.read_text(encoding="utf-8")
    content = json.loads(text)
    rows = []
    for members in content["mutants"]:
        place = text.find(f'"id": "{members.get("id")}"')
        rows.append(Row(members, text.count("\n", 0, max(place, 0)) + 1))
    ids = [row.id for row in rows]
    for row in rows:
        if ids.count(row.id) > 1:
            raise row.failure(f"two rows are {row.id}")
    bare = [control for control in content["controls"] if control not in {row.control for row in rows}]
    if bare:
        raise Failure(f"{LIST.relative_to(ROOT)}: no row for {', '.join(bare)}")
    return rows


def mutated(rows):
    """Every file of the copy, by its path, with the switches in it."""
    files = {}
    for top in ["Sources", "Tests"]:
        for path in sorted((ROOT / top).rglob("*")):
            # Links into other packages are copied as what they lead to.
            if path.is_file() and "__pycache__" not in path.parts:
                files[str(path.relative_to(ROOT))] = read(path)
    for name in ["Package.swift", "Package.resolved"]:
        if (ROOT / name).exists():
            files[name] = read(ROOT / name)
    spans = {}
    for row in rows:
        if row.file not in files:
            raise row.failure(f"no such file: {row.file}")
        begin, end = row.span(files[row.file].decode())
        row.check_test()
        spans.setdefault(row.file, []).append((begin, end, row))
    for name, places in spans.items():
        source = files[name].decode()
        places.sort(key=lambda place: place[0], reverse=True)
        last, behind = None, len(source)
        for begin, end, row in places:
            if last == (begin, end):
                # The same piece with another check switched off.
                end = behind
            elif end > (last or (len(source), 0))[0]:
                raise row.failure("it overlaps another row")
            else:
                last = (begin, end)
            switched = row.switched(source[begin:end])
            source, behind = source[:begin] + switched + source[end:], begin + len(switched)
        files[name] = source.encode()
    for module in {row.module for row in rows}:
        path = json.dumps(str(SWITCH), ensure_ascii=False)
        files[f"Sources/{module}/WardMutant.swift"] = SWITCHES.replace("PATH", path).encode()
    return files


def synchronise(files):
    """Writes what differs and removes what is no more, so that the build does only what it must."""
    for name, content in files.items():
        path = CHECKOUT / name
        if path.exists() and read(path) == content:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for path in sorted(CHECKOUT.rglob("*"), reverse=True):
        name = str(path.relative_to(CHECKOUT))
        if path.is_file() and name not in files and name != "Package.resolved":
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def swift(*arguments, limit=None):
    """Runs the package manager in the copy; answers how it ended and what it said."""
    environment = dict(os.environ, WARD_BINARY=str(BUILD / "debug/ward"))
    environment.setdefault("WARD_PEERS", str(ROOT / ".peers"))
    command = ["swift", *arguments, "--package-path", str(CHECKOUT), "--scratch-path", str(BUILD)]
    try:
        result = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment,
            timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return None, ""
    return result.returncode, result.stdout.decode(errors="replace")


def test(rows):
    filters = [part for row in rows for part in ("--filter", row.filter)]
    return swift("test", "--skip-build", "--disable-xctest", *filters, limit=LONGEST * (1 if len(rows) == 1 else 4))


def build():
    started = time.monotonic()
    print("mutants: debug build of a copy with every mutant in it", flush=True)
    status, said = swift("build", "--build-tests", "-debug-info-format", "none")
    if status != 0:
        raise Failure("the copy does not build\n" + "\n".join(re.findall(r".*error:.*", said)[:20] or [said[-2000:]]))
    print(f"mutants: built in {time.monotonic() - started:.0f} s", flush=True)


def judge(row):
    """Whether the row's test fails by an expectation while its check is off, and if not, what happened."""
    SWITCH.write_text(row.id, encoding="utf-8")
    try:
        status, said = test([row])
    finally:
        SWITCH.write_text("", encoding="utf-8")
    if status is None:
        return f"its test did not end within {LONGEST} s"
    if re.search(r"unexpected signal|Fatal error", said):
        return "its test crashed"
    if status != 0 and re.search(r"recorded an issue|Expectation failed|Caught error", said):
        return None
    if status == 0:
        return "no test of that name ran" if re.search(r"with 0 tests|No matching test", said) else "its test passes"
    return "its test run failed otherwise: " + said.strip()[-300:]


def run(rows):
    SWITCH.parent.mkdir(exist_ok=True)
    SWITCH.write_text("", encoding="utf-8")
    build()
    status, said = test(rows)
    if status != 0:
        wrong = re.findall(r".*(?:recorded an issue|error:).*", said)[:20]
        raise Failure("with no mutant on, the tests must pass\n" + "\n".join(wrong or [said[-2000:]]))
    survived = {}
    for row in rows:
        started = time.monotonic()
        why = judge(row)
        word = "SURVIVED" if why else "killed  "
        print(f"{word} {row.id:7} {time.monotonic() - started:4.1f} s  {row.why}", flush=True)
        if why:
            survived[row.id] = why
            print(f"         {row.suite}/{row.test}: {why}", flush=True)
    return survived


def fingerprint(files):
    version = subprocess.run(["swift", "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    digest = hashlib.sha256(version.stdout + LIST.read_bytes() + Path(__file__).read_bytes())
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode() + files[name])
    return digest.hexdigest()


def closing(rows, survived):
    print(f"mutants: {len(rows) - len(survived)} killed, {len(survived)} survived")
    return 1 if survived else 0


def main(arguments):
    rows = read_list()
    files = mutated(rows)
    if arguments == ["--check"]:
        return 0
    wanted = [row for row in rows if not arguments or row.id in arguments or row.control in arguments]
    if not wanted:
        raise Failure(f"no row is called {' or '.join(arguments)}")
    mark = fingerprint(files)
    if not arguments and REPORT.exists() and json.loads(REPORT.read_text(encoding="utf-8")) == mark:
        print("mutants: nothing changed since all of them were killed")
        return closing(rows, {})
    synchronise(files)
    survived = run(wanted)
    if not arguments and not survived:
        REPORT.write_text(json.dumps(mark), encoding="utf-8")
    return closing(wanted, survived)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Failure as failure:
        print(f"mutants: error: {failure}", file=sys.stderr)
        sys.exit(1)
