# SPDX-License-Identifier: Apache-2.0
"""Times Python's jsonschema: nanoseconds of one check of one tool's arguments, and of making all tools' schemas ready.

    schema-check.py FILE    {"rounds": N, "tools": [schema…], "arguments": value}
"""

import json
import statistics
import sys
import time


def main():
    try:
        from jsonschema import Draft202012Validator
    except ImportError:
        return 1
    with open(sys.argv[1], encoding="utf-8") as file:
        case = json.load(file)
    validator = Draft202012Validator(case["tools"][0])
    if not validator.is_valid(case["arguments"]):
        return 1
    checks, compiles = [], []
    for _ in range(case["rounds"]):
        begin = time.process_time_ns()
        for _ in range(100):
            validator.is_valid(case["arguments"])
        checks.append((time.process_time_ns() - begin) / 100)
    for _ in range(min(3, case["rounds"])):
        begin = time.process_time_ns()
        for tool in case["tools"]:
            Draft202012Validator.check_schema(tool)
            Draft202012Validator(tool)
        compiles.append(time.process_time_ns() - begin)
    print(statistics.median(checks), statistics.median(compiles))
    return 0


if __name__ == "__main__":
    sys.exit(main())
