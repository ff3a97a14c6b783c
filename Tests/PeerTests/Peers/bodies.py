# SPDX-License-Identifier: Apache-2.0
"""Which steps a session goes through, by the kind of server at its other end."""

import content
import steps
from observer import NotOffered


def names(result, key):
    return [one["name"] for one in result[key]]


async def fast_tools(c):
    listed = await c.list("tools/list")
    c.note("tools", listed)
    c.tools = set(names(listed, "tools"))
    assert {"add", "person", "broken", "work"} <= c.tools, c.tools
    result = await c.call("add", {"a": 20, "b": 22})
    c.note("add", result)
    assert result["content"][0]["text"] == "42", result
    c.note("person", await c.call("person", {"name": "Zoë", "tags": ["日本", ""]}))


async def fast_errors(c):
    result = await c.call("broken", {"why": "ünïcode"})
    c.note("broken", result)
    assert result["isError"] is True, result
    # Whether these are tool errors or protocol errors differs from generation to generation.
    c.note("bad arguments", await c.failing(c.call("add", {"a": "x", "b": []})))
    c.note("unknown tool", await c.failing(c.call("nothing")))
    c.note("unknown resource", await c.failing(c.read("note://nowhere/else/at/all")))


async def fast_progress(c):
    seen = []
    result = await c.call_with_progress("work", {"steps": 3}, seen)
    c.note("work", result)
    await c.until(lambda: len(seen) >= 3)
    c.note("progress", seen)
    assert [step[0] for step in seen] == [1, 2, 3], seen


async def fast_resources(c):
    c.note("resources", await c.list("resources/list"))
    c.note("templates", await c.list("resources/templates/list"))
    result = await c.read("note://one")
    c.note("one", result)
    assert result["contents"][0]["text"] == "one 日本", result
    c.note("note", await c.read("note://blue/text"))


async def fast_prompts(c):
    c.note("prompts", await c.list("prompts/list"))
    c.note("greet", await c.prompt("greet", {"name": "Zoë"}))


async def fast_sampling(c):
    if "think" not in c.tools:
        raise NotOffered
    result = await c.call("think", {"about": "rain"})
    c.note("think", result)
    assert "An answer" in result["content"][0]["text"], result


async def fast_roots(c):
    if "places" not in c.tools:
        raise NotOffered
    result = await c.call("places")
    c.note("places", result)
    assert "file:///srv/" in result["content"][0]["text"], result


async def fast_elicitation(c):
    # fastmcp asks with a request of the server only, which 2026-07-28 does not have.
    if "ask" not in c.tools or not content.V3 <= c.revision < content.V5:
        raise NotOffered
    result = await c.call("ask")
    c.note("ask", result)
    assert result["content"][0]["text"].startswith("accept"), result


FAST = [
    ("tools", fast_tools), ("errors", fast_errors), ("progress", fast_progress), ("resources", fast_resources),
    ("prompts", fast_prompts), ("sampling", fast_sampling), ("elicitation", fast_elicitation), ("roots", fast_roots),
]


async def time_tools(c):
    listed = await c.list("tools/list")
    c.note("tools", listed)
    assert names(listed, "tools") == ["get_current_time", "convert_time"], listed
    result = await c.call("convert_time", {
        "source_timezone": "Europe/Berlin", "time": "12:00", "target_timezone": "Asia/Tokyo"})
    # The date is today's; what is compared is the shape and the hours.
    assert "T12:00:00" in result["content"][0]["text"], result
    c.note("convert_time", [sorted(result), "Asia/Tokyo" in result["content"][0]["text"]])


async def time_errors(c):
    c.note("bad zone", await c.failing(c.call("get_current_time", {"timezone": "Nowhere/Städtchen"})))
    c.note("missing", await c.failing(c.call("convert_time", {"time": "12:00"})))
    c.note("unknown", await c.failing(c.call("no_such_tool")))


async def git_tools(c):
    listed = await c.list("tools/list")
    c.note("tools", listed)
    assert {"git_status", "git_log", "git_add", "git_commit"} <= set(names(listed, "tools")), listed
    where = {"repo_path": c.repository}
    result = await c.call("git_log", dict(where, max_count=5))
    c.note("git_log", result)
    assert "Zoë" in result["content"][0]["text"], result
    c.note("git_status", await c.call("git_status", where))
    c.note("git_show", await c.call("git_show", dict(where, revision="HEAD")))
    c.note("git_diff_unstaged", await c.call("git_diff_unstaged", where))
    c.note("git_branch", await c.call("git_branch", dict(where, branch_type="local")))


async def git_errors(c):
    where = {"repo_path": c.repository}
    c.note("bad revision", await c.failing(c.call("git_show", dict(where, revision="no-such-revision"))))
    c.note("no repository", await c.failing(c.call("git_status", {"repo_path": "/nowhere"})))
    c.note("missing", await c.failing(c.call("git_log")))
    c.note("unknown", await c.failing(c.call("git_nothing", where)))


def features(body, c):
    """The steps for this body that the negotiated revision has."""
    if body == "everything":
        c.tools = {tool["name"] for tool in content.tools(c.revision)}
        return [(name, step) for name, step, first, last in steps.FEATURES if first <= c.revision <= last]
    if body == "fastmcp":
        return FAST
    if body == "time":
        return [("tools", time_tools), ("errors", time_errors)]
    if body == "git":
        return [("tools", git_tools), ("errors", git_errors)]
    raise SystemExit(f"no such body: {body}")
