# SPDX-License-Identifier: Apache-2.0
"""The body of every session with an `everything` server: one function a feature, the same for every generation.

A step calls the peer, checks what it must be, and notes what the client saw; the notes of a direct session and of
one through a gateway must be equal. `c` is the session of an adapter.
"""

import anyio

from content import FORM, LOGS, PAGE_TO_VISIT, SEPARATORS, UNICODE, V1, V2, V3, V4, V5
import content
import json

ARGUMENTS = {
    "text": UNICODE, "separators": SEPARATORS, "empty": "", "none": None, "nested": {"list": [[], {}, [None]], "é": "ü"},
    "whole": 9007199254740991, "negative": -1, "half": 0.5, "one": 1.0, "small": 1e-7, "large": 1e21, "yes": True,
    "quotes": "\"\\/\b\f\n\r\t\u007f", "looks": "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}",
}
TRACE = {
    "traceparent": "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01",
    "tracestate": "vendor=a:b;c,other=1", "baggage": "userId=Am%C3%A9lie",
    "example.org/extra": {"deep": [1, 2, {"x": "y"}]},
}


async def pages(c, method):
    """All items of a list, page by page."""
    items, cursor, count = [], None, 0
    while True:
        result = await c.list(method, cursor)
        c.note(method, result)
        count += 1
        key = next(key for key in ("tools", "resources", "resourceTemplates", "prompts") if key in result)
        items += result[key]
        cursor = result.get("nextCursor")
        if not cursor or not c.pages:
            return items, count


async def ping(c):
    c.note("ping", await c.ping())
    if "pings" in c.tools:
        c.note("pings", await c.call("pings"))


async def tools(c):
    found, _ = await pages(c, "tools/list")
    expected = [tool["name"] for tool in content.tools(c.revision)]
    assert [tool["name"] for tool in found] == (expected if c.pages else expected[:len(found)]), found
    result = await c.call("echo", ARGUMENTS)
    c.note("echo", result)
    back = json.loads(result["content"][0]["text"])
    # Generations before 1.10 drop members that are null.
    assert {k: v for k, v in back.items() if v is not None} == {k: v for k, v in ARGUMENTS.items() if v is not None} or (
        back["nested"]["list"] != ARGUMENTS["nested"]["list"]), back
    c.note("no arguments", await c.call("echo"))


async def contents(c):
    result = await c.call("content")
    c.note("content", result)
    assert len(result["content"]) == len(content.content(c.revision))
    assert result["content"][2]["text"] == SEPARATORS


async def structured(c):
    result = await c.call("weather", {"city": "Zürich"})
    c.note("weather", result)
    assert result["structuredContent"] == {"city": "Zürich", "degrees": 21.5}


async def errors(c):
    result = await c.call("fail", {"why": "because"})
    c.note("fail", result)
    assert result["isError"] is True
    code, message, data = await c.failing(c.call("refuse"))
    c.note("refuse", [code, message, data])
    assert code == -32050 and data["reason"][0] == "a", (code, message, data)
    c.note("unknown tool", await c.failing(c.call("no such tool ü")))


async def big(c):
    for size in (100_000, 1_000_000):
        result = await c.call("big", {"size": size})
        c.note("big", len(result["content"][0]["text"]))
        assert len(result["content"][0]["text"]) == size
    result = await c.call("echo", {"text": "ä" * 100_000})
    assert json.loads(result["content"][0]["text"]) == {"text": "ä" * 100_000}


async def progress(c):
    seen = []
    result = await c.call_with_progress("steps", {"count": 4}, seen)
    await c.until(lambda: len(seen) >= 4)
    c.note("steps", [result, seen])
    assert [step[0] for step in seen] == [0.5, 1.0, 1.5, 2.0], seen


async def logging(c):
    for level in ("debug", "warning"):
        await c.set_level(level)
        c.note("speak", await c.call("speak", log_level=level))
    expected = 4 + (4 if c.revision < V5 else 2)
    await c.until(lambda: c.count("notifications/message") >= expected)


async def cancellation(c):
    c.note("cancelled", await c.cancelled("wait"))
    result = await c.call("waited")
    c.note("waited", result)
    assert result["content"][0]["text"] == "1", result


async def concurrency(c):
    count, answers = 8, []

    async def one(turn):
        result = await c.call("order", {"turn": turn, "of": count})
        answers.append(result["content"][0]["text"])

    async with anyio.create_task_group() as group:
        for turn in range(1, count + 1):
            group.start_soon(one, turn)
            await anyio.lowlevel.checkpoint()
    c.note("order", answers)
    assert answers == [f"turn {turn}" for turn in range(count, 0, -1)], answers


async def resources(c):
    found, _ = await pages(c, "resources/list")
    assert len(found) == (7 if c.pages else min(7, len(found)))
    found, _ = await pages(c, "resources/templates/list")
    assert len(found) == 2
    c.note("note", await c.read("note://one"))
    c.note("blob", await c.read("blob://pixel"))
    code, message, data = await c.failing(c.read("note://missing"))
    c.note("missing", [code, message, data])
    assert code == (-32002 if c.revision < V5 else -32602), code


async def subscriptions(c):
    if c.revision >= V5:
        await c.listen()
        return
    c.note("subscribe", await c.subscribe("note://one"))
    await c.call("change")
    await c.until(lambda: c.count("notifications/resources/updated") >= 1)
    c.note("unsubscribe", await c.unsubscribe("note://one"))


async def changes(c):
    before = c.count("notifications/tools/list_changed")
    c.note("change", await c.call("change"))
    await c.until(lambda: c.count("notifications/tools/list_changed") > before
                  and c.count("notifications/prompts/list_changed") > before)


async def prompts(c):
    found, _ = await pages(c, "prompts/list")
    assert [prompt["name"] for prompt in found] == ["greet", "plain"]
    c.note("greet", await c.prompt("greet", {"name": "Zoë", "style": "日本"}))
    c.note("plain", await c.prompt("plain"))
    c.note("unknown", await c.failing(c.prompt("none")))


async def completion(c):
    result = await c.complete({"type": "ref/prompt", "name": "greet"}, "name", "alp")
    c.note("prompt", result)
    assert result["completion"]["values"] == ["alpha", "alpine"], result
    c.note("resource", await c.complete({"type": "ref/resource", "uri": "note://{name}"}, "name", "t"))
    if c.revision >= V3 and c.completes_with_context:
        result = await c.complete({"type": "ref/prompt", "name": "greet"}, "name", "b", {"style": "loud"})
        c.note("context", result)
        assert result["completion"]["values"] == ["beta (loud)"], result


async def sampling(c):
    result = await c.call("sample", {"text": "x"})
    c.note("sample", result)
    assert json.loads(result["content"][0]["text"])["model"] == "tester", result
    c.refuse_sampling = True
    c.note("refused", await c.failing(c.call("sample", {"text": "y"})))
    c.refuse_sampling = False


async def elicitation(c):
    for action in ("accept", "decline", "cancel"):
        result = await c.call("ask", {"note": f"please {action}"})
        c.note(action, result)
        assert json.loads(result["content"][0]["text"])["action"] == action, result


async def visit(c):
    c.note("visit", await c.call("visit"))
    if c.revision < V5:
        await c.until(lambda: c.count("notifications/elicitation/complete") >= 1)


async def roots(c):
    result = await c.call("roots")
    c.note("roots", result)
    assert json.loads(result["content"][0]["text"])["roots"][0]["uri"] == "file:///srv/project%20one", result
    if c.revision < V5:
        await c.roots_changed()


async def rounds(c):
    c.note("later", await c.call("later"))
    result = await c.call("survey")
    c.note("survey", result)
    assert sorted(json.loads(result["content"][0]["text"])) == ["color", "model", "places"], result


async def meta(c):
    result = await c.call("echo", {"text": "traced"}, meta=TRACE)
    c.note("traced", result)


# Name, the step, the first revision that has it, the last one. The names are the columns of the compatibility page.
FEATURES = [
    ("ping", ping, V1, V4),
    ("tools", tools, V1, V5),
    ("content", contents, V1, V5),
    ("structured output", structured, V3, V5),
    ("errors", errors, V1, V5),
    ("big results", big, V1, V5),
    ("progress", progress, V1, V5),
    ("logging", logging, V1, V5),
    ("cancellation", cancellation, V1, V5),
    ("concurrency", concurrency, V1, V5),
    ("resources", resources, V1, V5),
    ("subscriptions", subscriptions, V1, V5),
    ("list changes", changes, V1, V4),
    ("prompts", prompts, V1, V5),
    ("completion", completion, V1, V5),
    ("sampling", sampling, V1, V5),
    ("elicitation", elicitation, V3, V5),
    ("URL elicitation", visit, V4, V5),
    ("roots", roots, V1, V5),
    ("input rounds", rounds, V5, V5),
    ("trace context", meta, V1, V5),
]
