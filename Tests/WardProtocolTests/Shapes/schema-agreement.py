# SPDX-License-Identifier: Apache-2.0
"""Compares Ward's verdicts on shapes with those of the jsonschema package over the protocol's own schema files.

Usage: schema-agreement.py SCHEMA_DIR CASES

CASES has one JSON object a line: revision, type, accepted (Ward's verdict), place (of the violation), instance. A type
that the schema does not define is the params of the message of that name (CallToolRequestParams of CallToolRequest).
Exit code 1 and a list if any verdict differs for a reason that is not in DEVIATIONS.
"""

import collections
import copy
import json
import sys

import jsonschema

REVISIONS = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28"]


def integers_as_written(validator):
    """Ward takes a number with a fraction or an exponent for no integer, JSON Schema takes 1.0 for one."""
    checker = validator.TYPE_CHECKER.redefine("integer", lambda _, x: isinstance(x, int) and not isinstance(x, bool))
    return jsonschema.validators.extend(validator, type_checker=checker)


def answers_are_numbers(defs):
    """schema.ts has `number` for what a person enters; the schema file has integer."""
    content = defs.get("ElicitResult", {}).get("properties", {}).get("content")
    if content:
        values = content["additionalProperties"]
        for choice in values.get("anyOf", [values]):
            if choice["type"] == ["string", "integer", "boolean"]:
                choice["type"] = ["string", "number", "boolean"]


def json_value_is_any(defs):
    """schema.ts has all JSON values; the schema file has neither null nor fractions."""
    if "JSONValue" in defs:
        defs["JSONValue"] = {}


def params_have_meta(defs):
    """A message also satisfies its base, so inline params that say nothing about `_meta` have that of the base."""
    for name, schema in defs.items():
        params = schema.get("properties", {}).get("params", {})
        if "const" not in schema.get("properties", {}).get("method", {}) or "$ref" in params:
            continue
        if params and "_meta" not in params.get("properties", {}):
            base = "Request" if name.endswith("Request") else "Notification"
            meta = (defs.get(base + "Params") or defs[base]["properties"]["params"])["properties"]["_meta"]
            params.setdefault("properties", {})["_meta"] = meta


# What Ward does otherwise than the schema files, on purpose. Scripts/protocol-shapes.py says more about the last three.
DEVIATIONS = [integers_as_written, answers_are_numbers, json_value_is_any, params_have_meta]


class Oracle:
    """The schema of one revision, as it is and with the deviations."""

    def __init__(self, schema):
        self.key = "$defs" if "$defs" in schema else "definitions"
        plain = jsonschema.validators.validator_for(schema)
        changed = copy.deepcopy(schema)
        validator = plain
        for deviation in DEVIATIONS:
            if deviation is integers_as_written:
                validator = deviation(validator)
            else:
                deviation(changed[self.key])
        self.variants = {"plain": (plain, schema), "deviating": (validator, changed)}
        self.validators = {}

    def accepts(self, variant, type_name, instance):
        if (variant, type_name) not in self.validators:
            validator, schema = self.variants[variant]
            self.validators[variant, type_name] = validator({**schema, "$ref": self.reference(type_name, schema)})
        return self.validators[variant, type_name].is_valid(instance)

    def reference(self, type_name, schema):
        if type_name in schema[self.key]:
            return f"#/{self.key}/{type_name}"
        message = type_name.removesuffix("Params")
        schema[self.key][message]["properties"]["params"]  # raises if there are none
        return f"#/{self.key}/{message}/properties/params"


def main():
    schemas, cases = sys.argv[1:]
    oracles = {}
    for revision in REVISIONS:
        with open(f"{schemas}/{revision}/schema.json", encoding="utf-8") as file:
            schema = json.load(file)
        # A $ref beside $defs is read by 2020-12 only; in draft-07 it hides its siblings, so definitions are kept apart.
        oracles[revision] = Oracle(schema)
    count, explained, wrong = collections.Counter(), 0, []
    with open(cases, encoding="utf-8") as file:
        for line in file:
            case = json.loads(line)
            oracle = oracles[case["revision"]]
            verdict = oracle.accepts("plain", case["type"], case["instance"])
            if verdict != case["accepted"]:
                verdict = oracle.accepts("deviating", case["type"], case["instance"])
                explained += verdict == case["accepted"]
            count[case["revision"], case["accepted"]] += 1
            if verdict != case["accepted"]:
                wrong.append(f"{case['revision']} {case['type']}: Ward {case['accepted']} {case['place']} {line[:600]}")
    for (revision, accepted), number in sorted(count.items()):
        print(f"{revision} {'accepted' if accepted else 'refused'} {number}")
    print(f"{explained} explained by deviations, {len(wrong)} wrong")
    print("\n".join(wrong[:20]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
