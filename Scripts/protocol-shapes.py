#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the message shapes of WardProtocol from the protocol's own JSON Schema files.

Usage: Scripts/protocol-shapes.py SCHEMA_DIR [OUTPUT_DIR]

SCHEMA_DIR holds <revision>/schema.json for each revision. One Swift file per revision is written into OUTPUT_DIR
(default: Sources/WardProtocol/Shapes), each with one text in the language that ShapeParser.swift describes. Only
structure is taken over: names, types, constants, bounds. Any JSON Schema keyword that the script does not know stops it,
so that a new revision cannot lose a rule without a word.

What differs from the schema files, and why:
  * The params of a request or notification that are written inline get a name of their own (CallToolRequest ->
    CallToolRequestParams), as later revisions have it.
  * META: such params always accept `_meta` as the revision's base request or notification has it; several definitions
    leave it out although every message on the wire must also satisfy the base.
  * CORRECTIONS: places where the schema file, which is derived from schema.ts, says less than schema.ts does.
"""

import json
import pathlib
import re
import sys

REVISIONS = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28"]

# (definition, path inside it, what stands there instead). schema.ts has `number` and `null` where the derivation wrote
# "integer" and nothing.
CORRECTIONS = {
    "2025-06-18": [
        ("ElicitResult", "properties/content/additionalProperties", {"type": ["string", "number", "boolean"]}),
    ],
    "2025-11-25": [
        ("ElicitResult", "properties/content/additionalProperties/anyOf/1", {"type": ["string", "number", "boolean"]}),
    ],
    "2026-07-28": [
        ("ElicitResult", "properties/content/additionalProperties/anyOf/1", {"type": ["string", "number", "boolean"]}),
        ("JSONValue", "", {}),
        ("JSONObject", "additionalProperties", {}),
        ("JSONArray", "items", {}),
    ],
}

IGNORED = {"description", "format", "default", "$schema", "title"}
WORD = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*\Z")
WIDTH = 110


class Unsupported(Exception):
    """A keyword or combination that the shape language cannot say."""


def expect_keys(schema, *allowed):
    extra = set(schema) - set(allowed) - IGNORED
    if extra:
        raise Unsupported(f"keywords {sorted(extra)} in {json.dumps(schema)[:200]}")


def bounds(schema, least, most):
    if least not in schema and most not in schema:
        return ""
    return f"({schema.get(least, '')}..{schema.get(most, '')})"


def merged(schemas, defs):
    """One object schema that says what all of these say together."""
    properties, required = {}, []
    for schema in schemas:
        while "$ref" in schema:
            schema = defs[schema["$ref"].rsplit("/", 1)[1]]
        expect_keys(schema, "type", "properties", "required", "additionalProperties")
        if schema.get("type") != "object" or schema.get("additionalProperties", True) not in (True, {}):
            raise Unsupported("allOf of anything but open objects")
        for name, member in schema.get("properties", {}).items():
            # A constant or a described value narrows what an earlier part says about the same member.
            if name in properties and properties[name].get("type", "object") != member.get("type") and properties[name]:
                raise Unsupported(f"allOf with two types for {name}")
            properties[name] = member
        required += [name for name in schema.get("required", []) if name not in required]
    return {"type": "object", "properties": dict(sorted(properties.items())), "required": required}


def shape(schema, defs):
    """A schema as text of the shape language."""
    if schema is True or not set(schema) - IGNORED:
        return "any"
    if "$ref" in schema:
        expect_keys(schema, "$ref")
        return schema["$ref"].rsplit("/", 1)[1]
    if "allOf" in schema:
        expect_keys(schema, "allOf")
        return shape(merged(schema["allOf"], defs), defs)
    if "anyOf" in schema:
        expect_keys(schema, "anyOf")
        return " | ".join(shape(item, defs) for item in schema["anyOf"])
    kind = schema["type"]
    if isinstance(kind, list):
        expect_keys(schema, "type")
        return " | ".join(kind)
    if "const" in schema:
        expect_keys(schema, "type", "const")
        return json.dumps(schema["const"])
    if "enum" in schema:
        expect_keys(schema, "type", "enum")
        return " | ".join(json.dumps(value) for value in schema["enum"])
    if kind == "object":
        return object_shape(schema, defs)
    if kind == "array":
        expect_keys(schema, "type", "items", "minItems", "maxItems")
        return f"[{shape(schema.get('items', True), defs)}]" + bounds(schema, "minItems", "maxItems")
    if kind == "string":
        expect_keys(schema, "type", "minLength", "maxLength")
        return kind + bounds(schema, "minLength", "maxLength")
    if kind in ("integer", "number"):
        expect_keys(schema, "type", "minimum", "maximum")
        return kind + bounds(schema, "minimum", "maximum")
    if kind in ("boolean", "null"):
        expect_keys(schema, "type")
        return kind
    raise Unsupported(f"type {kind}")


def object_shape(schema, defs):
    expect_keys(schema, "type", "properties", "required", "additionalProperties")
    properties, required = schema.get("properties", {}), schema.get("required", [])
    if not set(required) <= set(properties):
        raise Unsupported(f"required members without a type: {required}")
    members = []
    for name, member in properties.items():
        key = name if WORD.match(name) else json.dumps(name)
        members.append(f"{key}{'' if name in required else '?'}: {shape(member, defs)}")
    rest = schema.get("additionalProperties", True)
    if rest is not False:
        members.append(f"*: {shape(rest, defs)}")
    return "{" + ", ".join(members) + "}"


def corrected(defs, revision):
    """The definitions with CORRECTIONS made; an entry that fits nothing stops the script."""
    for name, path, replacement in CORRECTIONS.get(revision, []):
        if not path:
            assert name in defs
            defs[name] = replacement
            continue
        *parents, last = path.split("/")
        place = defs[name]
        for step in parents:
            place = place[int(step) if isinstance(place, list) else step]
        last = int(last) if isinstance(place, list) else last
        place[last]  # raises if the place is gone
        place[last] = replacement
    return defs


def base_meta(defs, is_request):
    """The `_meta` of every request or notification of this revision."""
    named = defs.get("RequestParams" if is_request else "NotificationParams")
    params = named or defs["Request" if is_request else "Notification"]["properties"]["params"]
    return params["properties"]["_meta"]


def with_named_params(defs):
    """Inline params as definitions, and META applied to them."""
    result = {}
    for name, schema in defs.items():
        properties = schema.get("properties", {})
        params = properties.get("params")
        if "const" in properties.get("method", {}) and params and "$ref" not in params:
            lifted = name + "Params"
            assert lifted not in defs
            # ClientNotification of 2026-07-28 repeats CancelledNotification and has a $ref, so only messages come here.
            if "_meta" not in params.get("properties", {}):
                meta = {"_meta": base_meta(defs, name.endswith("Request"))}
                params = {**params, "properties": {**meta, **params.get("properties", {})}}
            result[lifted] = params
            schema = {**schema, "properties": {**properties, "params": {"$ref": "#/" + lifted}}}
        result[name] = schema
    return dict(sorted(result.items()))


def wrapped(line):
    """A definition, broken after commas and before bars so that no line is too wide."""
    lines, current = [], ""
    for piece in re.split(r"(?<=,) | (?=\| )", line):
        if current and len(current) + 1 + len(piece) > WIDTH - (4 if lines else 0):
            lines.append(current)
            current = piece
        else:
            current = f"{current} {piece}" if current else piece
    lines.append(current)
    return "\n".join(("        " if index == 0 else "            ") + text for index, text in enumerate(lines))


def swift_file(revision, defs):
    name = revision.replace("-", "")
    body = "\n".join(wrapped(f"{name} = {shape(schema, defs)}") for name, schema in defs.items())
    return (
        "// SPDX-License-Identifier: Apache-2.0\n"
        f"// Generated by Scripts/protocol-shapes.py from the schema of {revision}; do not edit.\n\n"
        "extension ShapeTexts {\n"
        f"    /// Every shape of MCP {revision}, in the language of ``ShapeParser``.\n"
        f'    static let v{name} = """\n{body}\n        """\n'
        "}\n"
    )


def main():
    if len(sys.argv) not in (2, 3):
        print("usage: protocol-shapes.py SCHEMA_DIR [OUTPUT_DIR]", file=sys.stderr)
        return 64
    schemas = pathlib.Path(sys.argv[1])
    default = pathlib.Path(__file__).resolve().parent.parent / "Sources" / "WardProtocol" / "Shapes"
    output = pathlib.Path(sys.argv[2]) if len(sys.argv) == 3 else default
    for revision in REVISIONS:
        document = json.loads((schemas / revision / "schema.json").read_text())
        defs = corrected(document.get("$defs") or document["definitions"], revision)
        text = swift_file(revision, with_named_params(defs))
        (output / f"Shapes{revision.replace('-', '')}.swift").write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
