# SPDX-License-Identifier: Apache-2.0
"""Reads cases, one JSON object a line, and says where Python's jsonschema answers otherwise."""

import json
import sys

import jsonschema

VALIDATORS = {"draft202012": jsonschema.Draft202012Validator, "draft07": jsonschema.Draft7Validator}


def main():
    compared = differing = 0
    with open(sys.argv[1], encoding="utf-8") as cases:
        for line in cases:
            case = json.loads(line)
            validator = VALIDATORS[case["dialect"]](case["schema"])
            for instance, is_valid in case["instances"]:
                compared += 1
                if validator.is_valid(instance) != is_valid:
                    differing += 1
                    if differing <= 20:
                        print("differs:", json.dumps([case["schema"], instance, is_valid]))
    print(compared, "compared")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
