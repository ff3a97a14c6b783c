# SPDX-License-Identifier: Apache-2.0
"""Reads stdin as a server of the Python SDK does and prints what it would act on, one JSON array a message.

    ["message", ID, METHOD, PARAMS, RESULT, ERROR]    a JSON object; absent members are {"absent": true}
    ["batch", [MESSAGE, …]]                           a JSON array, its items as above
    ["bad"]                                           a line that is no JSON: the SDK drops it and goes on

The reader is the SDK's: a TextIOWrapper over the binary stdin, which also ends a line at a lone CR.
"""

import io
import json
import sys


def view(value):
    if isinstance(value, list):
        return ["batch", [view(item) for item in value]]
    if not isinstance(value, dict):
        return ["scalar", value]
    absent = {"absent": True}
    return ["message"] + [value.get(name, absent) for name in ("id", "method", "params", "result", "error")]


def main():
    sys.setrecursionlimit(100_000)
    out = sys.stdout
    for line in io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8"):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except ValueError:
            out.write('["bad"]\n')
            continue
        out.write(json.dumps(view(value), ensure_ascii=True, sort_keys=True) + "\n")
    out.flush()


main()
