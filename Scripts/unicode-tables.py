#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the Unicode tables of WardText from Python's own Unicode database.

Usage: Scripts/unicode-tables.py [--check]

It writes Sources/WardText/HiddenScalarsTable.swift and Sources/WardText/NameFoldingTable.swift; --check only compares and
exits 1 when a file differs. The Unicode version is the one of the running Python and is written into the files, so
--check wants the same version again (Python 3.13 has Unicode 15.1.0).

Grammar of the tables (numbers are hexadecimal code points, items are separated by white space):
    HiddenScalarsTable  first[..last]
    NameFoldingTable    first[..last][/step] then one of
                        +n or -n    each scalar maps to itself plus or minus n
                        =a,b,…      each scalar maps to exactly these (to nothing when the list is empty)
"""

import pathlib
import sys
import unicodedata

SOURCES = pathlib.Path(__file__).resolve().parent.parent / "Sources" / "WardText"

# Default_Ignorable_Code_Point of DerivedCoreProperties.txt; Python has no function for it, and it is stable.
DEFAULT_IGNORABLE = [
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
]  # fmt: skip
IGNORABLE = {c for first, last in DEFAULT_IGNORABLE for c in range(first, last + 1)}

# Blank although their category says otherwise: BRAILLE PATTERN BLANK.
BLANK = {0x2800}

SCALARS = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]


def is_hidden(c):
    """Whether a person reading the text would not see this scalar, or would see other text because of it."""
    if c == 0x20:
        return False
    if c in IGNORABLE or c in BLANK:
        return True
    # Controls, formats (bidi, zero-width, tags), private use, unassigned and noncharacters, separators, other spaces.
    return unicodedata.category(chr(c)) in ("Cc", "Cf", "Co", "Cn", "Zl", "Zp", "Zs")


def is_mark(c):
    """Whether this scalar draws on top of the one before it."""
    return not is_hidden(c) and unicodedata.category(chr(c)) in ("Mn", "Me", "Mc")


def nfkc_casefold(c):
    """NFKC_Casefold of one scalar: case folding, NFKC and removal of default ignorables until nothing changes."""
    text = chr(c)
    while True:
        folded = unicodedata.normalize("NFKC", text.casefold())
        folded = "".join(x for x in folded if ord(x) not in IGNORABLE)
        if folded == text:
            return tuple(map(ord, text))
        text = folded


def hexadecimal(c):
    return format(c, "x")


def ranges(members):
    """Runs of consecutive numbers as `first..last`."""
    items, first, previous = [], None, None
    for c in [*members, None]:
        if previous is not None and c != previous + 1:
            items.append(hexadecimal(first) + ("" if first == previous else ".." + hexadecimal(previous)))
            first = c
        elif first is None:
            first = c
        previous = c
    return items


def folding_items(mapping):
    """The mapping as runs: equal deletions and equal distances, in steps of one or two."""
    items, pending = [], sorted(mapping)
    index = 0
    while index < len(pending):
        first = pending[index]
        target = mapping[first]

        def same(c, step_count, step):
            expected = first + step_count * step
            if c != expected:
                return False
            if len(target) == 1:
                return len(mapping[c]) == 1 and mapping[c][0] - c == target[0] - first
            return not target and not mapping[c]

        best, best_step = 1, 1
        for step in (1, 2):
            count = 1
            while index + count < len(pending) and same(pending[index + count], count, step):
                count += 1
            if count > best:
                best, best_step = count, step
        # The entries in between of a run in steps of two are not mapped, else they would be in `pending`.
        item = hexadecimal(first)
        if best > 1:
            item += ".." + hexadecimal(pending[index + best - 1])
            item += "/2" if best_step == 2 else ""
        if len(target) == 1 and best > 1:
            delta = target[0] - first
            item += ("+" if delta > 0 else "-") + hexadecimal(abs(delta))
        else:
            item += "=" + ",".join(map(hexadecimal, target))
        items.append(item)
        index += best
    return items


def wrapped(items, width=112):
    """Items as lines of at most `width` columns, indented for a multi-line literal."""
    lines, line = [], ""
    for item in items:
        if line and len(line) + 1 + len(item) > width:
            lines.append(line)
            line = item
        else:
            line = f"{line} {item}" if line else item
    return "\n".join("        " + text for text in [*lines, line])


def literal(name, comment, items):
    return f'    /// {comment}\n    static let {name} = """\n{wrapped(items)}\n        """\n'


def swift_file(type_name, comment, literals):
    version = unicodedata.unidata_version
    return (
        "// SPDX-License-Identifier: Apache-2.0\n"
        "// Generated by Scripts/unicode-tables.py; do not edit.\n\n"
        f"/// {comment}, from Unicode {version}.\n"
        f"enum {type_name} {{\n"
        f'    /// The Unicode version of the data.\n    static let unicodeVersion = "{version}"\n\n'
        + "\n".join(literals)
        + "}\n"
    )


def main():
    hidden = ranges(c for c in SCALARS if is_hidden(c))
    marks = ranges(c for c in SCALARS if is_mark(c))
    mapping = {c: nfkc_casefold(c) for c in SCALARS}
    # ASCII has its own path. What is canonically the same as its mapping is left out, because Swift's String compares so,
    # but never where the mapping is ASCII: a folded name that equals an ASCII name must have its very bytes.
    mapping = {
        c: to
        for c, to in mapping.items()
        if c > 0x7F
        and (
            unicodedata.normalize("NFC", chr(c)) != unicodedata.normalize("NFC", "".join(map(chr, to)))
            or (to != (c,) and all(x <= 0x7F for x in to))
        )
    }
    files = {
        "HiddenScalarsTable.swift": swift_file(
            "HiddenScalarsTable",
            "Scalars that a reader cannot see or that change how other text is shown",
            [
                literal("hidden", "Controls, formats, ignorables, separators, private use, unassigned.", hidden),
                literal("marks", "Combining marks, which draw on the scalar before them.", marks),
            ],
        ),
        "NameFoldingTable.swift": swift_file(
            "NameFoldingTable",
            "NFKC_Casefold of each scalar above ASCII that it changes",
            [literal("mappings", "Runs of mappings; the script has the grammar.", folding_items(mapping))],
        ),
    }
    stale = []
    for name, text in files.items():
        path = SOURCES / name
        if not path.exists() or path.read_text() != text:
            stale.append(name)
            if "--check" not in sys.argv[1:]:
                path.write_text(text)
    if stale:
        print("differs:" if "--check" in sys.argv[1:] else "written:", ", ".join(stale))
    return 1 if stale and "--check" in sys.argv[1:] else 0


if __name__ == "__main__":
    sys.exit(main())
