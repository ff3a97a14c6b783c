# SPDX-License-Identifier: Apache-2.0
"""A server that uses everything, on the low-level `Server` of the `mcp` package 2.x; it speaks both eras."""

import warnings

import anyio
import mcp_types as types
from mcp.server.lowlevel.server import NotificationOptions, Server
from mcp.server.stdio import stdio_server
from mcp.server.subscriptions import (
    InMemorySubscriptionBus,
    ListenHandler,
    PromptsListChanged,
    ResourcesListChanged,
    ResourceUpdated,
    ToolsListChanged,
)
from mcp.shared.exceptions import MCPError

import content
from seen import Seen

warnings.simplefilter("ignore")
seen = Seen()
bus = InMemorySubscriptionBus()
listening = ListenHandler(bus)
subscribed = set()
cancelled = 0
turns = {}


def error(code, message, data=None):
    return MCPError(code, message, data)


def lister(kind, key, method, items):
    async def handle(ctx, params):
        seen.note(method, params)
        try:
            some, following = content.page(items(ctx.protocol_version), params.cursor if params else None)
        except ValueError as fault:
            raise error(-32602, str(fault))
        value = {key: some}
        if following:
            value["nextCursor"] = following
        if ctx.protocol_version >= content.V5:
            value.update(ttlMs=60_000, cacheScope="public")
        return kind.model_validate(value)

    return handle


async def read(ctx, params):
    seen.note("resources/read", params)
    found = content.read(params.uri)
    if found is None:
        code = -32602 if ctx.protocol_version >= content.V5 else -32002
        raise error(code, "Resource not found", {"uri": params.uri})
    value = {"contents": found}
    if ctx.protocol_version >= content.V5:
        value.update(ttlMs=0, cacheScope="private")
    return types.ReadResourceResult.model_validate(value)


async def prompt(ctx, params):
    seen.note("prompts/get", params)
    found = content.prompt(params.name, params.arguments or {})
    if found is None:
        raise error(-32602, f"Unknown prompt: {params.name}")
    return types.GetPromptResult.model_validate(found)


async def complete(ctx, params):
    seen.note("completion/complete", params)
    plain = params.model_dump(by_alias=True, mode="json", exclude_none=True)
    return types.CompleteResult.model_validate(
        content.complete(plain["ref"], plain["argument"], plain.get("context")))


async def subscribe(ctx, params):
    seen.note("resources/subscribe", params)
    subscribed.add(params.uri)
    return types.EmptyResult()


async def unsubscribe(ctx, params):
    seen.note("resources/unsubscribe", params)
    subscribed.discard(params.uri)
    return types.EmptyResult()


async def set_level(ctx, params):
    seen.note("logging/setLevel", params)
    return types.EmptyResult()


async def roots_changed(ctx, params):
    seen.note("notifications/roots/list_changed", params)


async def call(ctx, params):
    seen.note("tools/call", params)
    if params.name not in {tool["name"] for tool in content.tools(ctx.protocol_version)}:
        raise error(-32602, f"Unknown tool: {params.name}")
    value = await globals()["tool_" + params.name](ctx, params)
    if isinstance(value, types.InputRequiredResult):
        return value
    return types.CallToolResult.model_validate(value)


def said(value):
    return {"content": [content.text(value if isinstance(value, str) else content.pretty(value))], "isError": False}


def dumped(result):
    return said(result.model_dump(by_alias=True, mode="json", exclude_none=True, exclude={"result_type", "meta"}))


def asked(requests, state=None):
    return types.InputRequiredResult.model_validate({
        "resultType": "input_required", "inputRequests": requests, "requestState": state})


SAMPLING = {"method": "sampling/createMessage", "params": content.SAMPLING}
ROOTS = {"method": "roots/list"}
FORM = {"mode": "form", "requestedSchema": content.FORM}


async def tool_echo(ctx, params):
    return said(params.arguments or {})


async def tool_content(ctx, params):
    return {"content": content.content(ctx.protocol_version), "isError": False}


async def tool_fail(ctx, params):
    return {"content": [content.text(f"failed: {(params.arguments or {}).get('why', '')}")], "isError": True}


async def tool_refuse(ctx, params):
    raise error(-32050, "Refused ‑ with data", {"reason": ["a", {"b": None}], "text": content.UNICODE})


async def tool_big(ctx, params):
    return said("0123456789abcdef" * (params.arguments["size"] // 16))


async def tool_steps(ctx, params):
    count = params.arguments["count"]
    for step in range(1, count + 1):
        await ctx.session.report_progress(step / 2, count / 2, f"step {step} ☂" if step > 1 else None)
    return said(f"done {count}")


async def tool_speak(ctx, params):
    for level, logger, data in content.LOGS:
        await ctx.session.send_log_message(level, data, logger, related_request_id=ctx.request_id)
    return said("spoken")


async def tool_wait(ctx, params):
    global cancelled
    await ctx.session.send_log_message("info", "waiting", "wait", related_request_id=ctx.request_id)
    try:
        await anyio.sleep_forever()
    except anyio.get_cancelled_exc_class():
        cancelled += 1
        raise


async def tool_waited(ctx, params):
    return said(str(cancelled))


async def tool_order(ctx, params):
    # The last to come is the first to be answered: replies overtake each other.
    turn, of = params.arguments["turn"], params.arguments["of"]
    events = turns.setdefault(of, [anyio.Event() for _ in range(of + 1)])
    if turn == of:
        events[of].set()
    await events[turn].wait()
    if turn > 1:
        events[turn - 1].set()
    else:
        del turns[of]
    return said(f"turn {turn}")


async def tool_change(ctx, params):
    if ctx.protocol_version >= content.V5:
        for event in (ToolsListChanged(), ResourcesListChanged(), PromptsListChanged(), ResourceUpdated("note://one")):
            await bus.publish(event)
        return said("changed")
    await ctx.session.send_tool_list_changed()
    await ctx.session.send_resource_list_changed()
    await ctx.session.send_prompt_list_changed()
    for uri in sorted(subscribed):
        await ctx.session.send_resource_updated(uri)
    return said("changed")


async def tool_sample(ctx, params):
    if ctx.protocol_version >= content.V5:
        answers = params.input_responses or {}
        return dumped(answers["model"]) if "model" in answers else asked({"model": SAMPLING})
    request = types.CreateMessageRequest.model_validate(SAMPLING)
    return dumped(await ctx.session.send_request(request, types.CreateMessageResult))


async def tool_roots(ctx, params):
    if ctx.protocol_version >= content.V5:
        answers = params.input_responses or {}
        return dumped(answers["places"]) if "places" in answers else asked({"places": ROOTS}, "state of roots")
    return dumped(await ctx.session.list_roots())


async def tool_pings(ctx, params):
    return dumped(await ctx.session.send_ping())


async def tool_weather(ctx, params):
    return content.weather(params.arguments["city"])


async def tool_ask(ctx, params):
    message = (params.arguments or {}).get("note", "Who are you?")
    if ctx.protocol_version >= content.V5:
        answers = params.input_responses or {}
        if "form" in answers:
            assert params.request_state == "state ü \u2028 = +/", params.request_state
            return dumped(answers["form"])
        form = {"method": "elicitation/create", "params": dict(FORM, message=message)}
        return asked({"form": form}, "state ü \u2028 = +/")
    return dumped(await ctx.session.elicit_form(message, content.FORM, ctx.request_id))


async def tool_visit(ctx, params):
    page = content.PAGE_TO_VISIT
    if ctx.protocol_version >= content.V5:
        answers = params.input_responses or {}
        visit = {"method": "elicitation/create", "params": dict(page, mode="url")}
        return dumped(answers["page"]) if "page" in answers else asked({"page": visit})
    result = await ctx.session.elicit_url(page["message"], page["url"], "visit-1", ctx.request_id)
    await ctx.session.send_elicit_complete("visit-1", ctx.request_id)
    return dumped(result)


async def tool_later(ctx, params):
    """Load shedding: only a state, three times."""
    step = int(params.request_state or "0")
    return said(f"after {step} rounds") if step == 3 else asked(None, str(step + 1))


async def tool_survey(ctx, params):
    """All three kinds in one round, then one more round with another question."""
    answers = params.input_responses or {}
    if params.request_state is None:
        form = {"method": "elicitation/create", "params": dict(FORM, message="Which color?")}
        return asked({"color": form, "model": SAMPLING, "places": ROOTS}, "first")
    if params.request_state == "first":
        kept = {key: value.model_dump(by_alias=True, mode="json", exclude_none=True) for key, value in answers.items()}
        tool_survey.kept = kept
        form = {"method": "elicitation/create", "params": dict(FORM, message="Sure?")}
        return asked({"sure": form}, "second")
    assert params.request_state == "second" and answers["sure"].action == "accept"
    return said(tool_survey.kept)


server = Server(
    "everything", version="1.0", title="Everything", instructions=content.INSTRUCTIONS,
    on_list_tools=lister(types.ListToolsResult, "tools", "tools/list", content.tools),
    on_list_resources=lister(types.ListResourcesResult, "resources", "resources/list", content.resources),
    on_list_resource_templates=lister(
        types.ListResourceTemplatesResult, "resourceTemplates", "resources/templates/list", content.templates),
    on_list_prompts=lister(types.ListPromptsResult, "prompts", "prompts/list", content.prompts),
    on_call_tool=call, on_read_resource=read, on_get_prompt=prompt, on_completion=complete,
    on_subscribe_resource=subscribe, on_unsubscribe_resource=unsubscribe, on_subscriptions_listen=listening,
    on_set_logging_level=set_level, on_roots_list_changed=roots_changed,
)


async def main():
    options = server.create_initialization_options(NotificationOptions(True, True, True), {"example": {"on": True}})
    async with stdio_server() as (reader, writer):
        await server.run(reader, writer, options)


anyio.run(main)
