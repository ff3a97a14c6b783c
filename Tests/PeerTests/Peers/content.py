# SPDX-License-Identifier: Apache-2.0
"""What the `everything` servers offer, as it stands on the wire, so that every generation of the SDK serves the same.

Revisions are compared as text: their names are dates. A part that a revision does not know is left out for it.
"""

import base64
import json

V1, V2, V3, V4, V5 = "2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28"
PAGE = 5
INSTRUCTIONS = "Use `echo` first. Ünïcödé 日本語 \U0001f600 and \"quotes\" are part of the test."
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
SOUND = base64.b64encode(b"RIFF$\x00\x00\x00WAVEfmt ").decode()
# Raw U+2028, U+2029 and U+0085 are legal in JSON strings, and some line readers split there.
SEPARATORS = "line\u2028separator, paragraph\u2029separator, next\u0085line"
UNICODE = "Zoë 日本語 \U0001f600 \U0001f468\u200d\U0001f469\u200d\U0001f467 e\u0301 עברית tab\there"
FORM = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "title": "Name", "description": "Who asks", "minLength": 1, "maxLength": 40},
        "count": {"type": "integer", "minimum": 0, "maximum": 10},
        "share": {"type": "number"},
        "sure": {"type": "boolean", "default": False},
        "color": {"type": "string", "enum": ["red", "green"]},
    },
    "required": ["name", "sure"],
}


def schema(properties=None, required=None):
    out = {"type": "object", "properties": properties or {}}
    if required:
        out["required"] = required
    return out


TEXT = {"type": "string"}
NUMBER = {"type": "integer"}


def tools(revision):
    """All tools in order; the server pages them."""
    out = [
        {"name": "echo", "description": "Returns its arguments as JSON text. " + UNICODE, "inputSchema": schema()},
        {"name": "content", "description": "Returns one of each kind of content.", "inputSchema": schema()},
        {"name": "fail", "description": "Reports a tool error.", "inputSchema": schema({"why": TEXT})},
        {"name": "refuse", "description": "Answers with a protocol error that has data.", "inputSchema": schema()},
        {"name": "big", "description": "Returns a big text.", "inputSchema": schema({"size": NUMBER}, ["size"])},
        {"name": "steps", "description": "Reports progress.", "inputSchema": schema({"count": NUMBER}, ["count"])},
        {"name": "speak", "description": "Logs at every level.", "inputSchema": schema()},
        {"name": "wait", "description": "Waits until it is cancelled.", "inputSchema": schema()},
        {"name": "waited", "description": "Says how often `wait` was cancelled.", "inputSchema": schema()},
        {"name": "order", "description": "Answers when its turn comes.",
         "inputSchema": schema({"turn": NUMBER, "of": NUMBER}, ["turn", "of"])},
        {"name": "change", "description": "Announces that everything changed.", "inputSchema": schema()},
        {"name": "sample", "description": "Asks the client's model.", "inputSchema": schema({"text": TEXT})},
        {"name": "roots", "description": "Asks for the client's roots.", "inputSchema": schema()},
    ]
    if revision < V5:
        out.append({"name": "pings", "description": "Pings the client.", "inputSchema": schema()})
    if revision >= V2:
        for tool in out:
            if tool["name"] in ("echo", "content"):
                tool["annotations"] = {"title": "Look", "readOnlyHint": True, "openWorldHint": False}
    if revision >= V3:
        out.append({
            "name": "weather", "title": "Weather ☀", "description": "Returns structured content.",
            "inputSchema": schema({"city": TEXT}, ["city"]),
            "outputSchema": schema({"city": TEXT, "degrees": {"type": "number"}}, ["city", "degrees"]),
            "_meta": {"example.org/note": {"deep": [1, 2.5, None]}},
        })
        out.append({"name": "ask", "description": "Asks the user in a form.", "inputSchema": schema({"note": TEXT})})
    if revision >= V4:
        out.append({
            "name": "visit", "description": "Asks the user to open a page.", "inputSchema": schema(),
            "icons": [{"src": "data:image/png;base64," + PIXEL, "mimeType": "image/png", "sizes": ["48x48"]}],
        })
    if revision >= V5:
        out.append({"name": "later", "description": "Asks to be called again.", "inputSchema": schema()})
        out.append({"name": "survey", "description": "Asks for three things at once.", "inputSchema": schema()})
    return out


def text(value):
    return {"type": "text", "text": value}


def pretty(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def content(revision):
    """One of each kind of content that the revision has."""
    out = [
        dict(text("plain"), annotations={"audience": ["user"], "priority": 0.5}),
        text(UNICODE),
        text(SEPARATORS),
        text(""),
        {"type": "image", "data": PIXEL, "mimeType": "image/png"},
        {"type": "resource", "resource": {"uri": "note://one", "mimeType": "text/plain", "text": "one"}},
        {"type": "resource", "resource": {"uri": "blob://pixel", "mimeType": "image/png", "blob": PIXEL}},
    ]
    if revision >= V2:
        out.append({"type": "audio", "data": SOUND, "mimeType": "audio/wav"})
    if revision >= V3:
        out.append({"type": "resource_link", "uri": "note://two", "name": "two", "title": "Two", "size": 3})
    return out


def weather(city):
    value = {"city": city, "degrees": 21.5}
    return {"content": [text(pretty(value))], "structuredContent": value, "isError": False}


def resources(revision):
    out = [
        {"uri": f"note://{name}", "name": name, "mimeType": "text/plain", "description": "Note " + name}
        for name in ("one", "two", "three", "four", "five", "six", "seven")
    ]
    out[0]["annotations"] = {"audience": ["user", "assistant"], "priority": 1}
    out[1]["size"] = 3
    if revision >= V3:
        out[0]["title"] = "Первая"
    return out


def templates(_revision):
    return [
        {"uriTemplate": "note://{name}", "name": "note", "description": "A note", "mimeType": "text/plain"},
        {"uriTemplate": "blob://{name}", "name": "blob"},
    ]


def read(uri):
    """The contents of a resource, or nothing when there is no such resource."""
    scheme, _, rest = uri.partition("://")
    if scheme == "note" and rest != "missing":
        return [{"uri": uri, "mimeType": "text/plain", "text": rest + " " + UNICODE}]
    if scheme == "blob":
        return [{"uri": uri, "mimeType": "image/png", "blob": PIXEL}, {"uri": uri + "#text", "text": "caption"}]
    return None


def prompts(revision):
    out = [
        {"name": "greet", "description": "Greets", "arguments": [
            {"name": "name", "description": "Who", "required": True}, {"name": "style", "required": False}]},
        {"name": "plain"},
    ]
    if revision >= V3:
        out[0]["title"] = "Greeting"
    return out


def prompt(name, arguments):
    if name == "greet":
        return {"description": "A greeting", "messages": [
            {"role": "user", "content": text(f"Greet {arguments.get('name', '?')} ({arguments.get('style', 'plain')})")},
            {"role": "assistant", "content": text("Hello " + UNICODE)},
            {"role": "user", "content": {"type": "image", "data": PIXEL, "mimeType": "image/png"}},
            {"role": "user", "content": {"type": "resource",
                                         "resource": {"uri": "note://one", "mimeType": "text/plain", "text": "one"}}},
        ]}
    if name == "plain":
        return {"messages": [{"role": "user", "content": text("plain")}]}
    return None


def complete(ref, argument, context):
    words = ["alpha", "alpine", "beta", "日本"]
    if ref.get("type") == "ref/resource":
        words = ["one", "two", "three"]
    chosen = (context or {}).get("arguments", {}).get("style")
    values = [word + (f" ({chosen})" if chosen else "") for word in words if word.startswith(argument["value"])]
    return {"completion": {"values": values, "total": len(values), "hasMore": False}}


def page(items, cursor):
    """One page of a list and the cursor of the next; an unknown cursor is a ValueError."""
    start = 0
    if cursor:
        if not cursor.startswith("from:"):
            raise ValueError(f"no such cursor: {cursor}")
        start = int(cursor[5:])
    rest = start + PAGE
    return items[start:rest], (f"from:{rest}" if rest < len(items) else None)


LOGS = [
    ("debug", "everything", {"step": 1, "of": [1, 2]}),
    ("info", None, "just text " + UNICODE),
    ("warning", "everything.deep", ["a", 1, None, True]),
    ("error", "everything", {"error": "none really"}),
]
SAMPLING = {
    "messages": [
        {"role": "user", "content": text("What is this? " + UNICODE)},
        {"role": "assistant", "content": {"type": "image", "data": PIXEL, "mimeType": "image/png"}},
    ],
    "systemPrompt": "Be brief.",
    "maxTokens": 100,
    "temperature": 0.5,
    "stopSequences": ["END"],
    "includeContext": "none",
    "modelPreferences": {"hints": [{"name": "small"}], "costPriority": 0.3, "speedPriority": 0.9},
}
PAGE_TO_VISIT = {"message": "Please sign in", "url": "https://example.org/sign-in?state=abc"}
