# SPDX-License-Identifier: Apache-2.0
"""A server that uses everything, on the low-level `Server` of the `mcp` package 1.x (1.6 to 1.30).

Handlers are put into `request_handlers` directly: the decorators of the early versions drop cursors and metadata.
"""

import importlib.metadata
import warnings

import anyio
import mcp.types as types
from mcp.server.lowlevel import NotificationOptions, Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import McpError

import content
from seen import Seen

VERSION = tuple(int(part) for part in importlib.metadata.version("mcp").split(".")[:2])
server = Server("everything", version="1.0", instructions=content.INSTRUCTIONS)
seen = Seen()
subscribed = set()
cancelled = 0
turns = {}


def revision():
    asked = server.request_context.session.client_params.protocolVersion
    return min(str(asked), types.LATEST_PROTOCOL_VERSION)


def error(code, message, data=None):
    return McpError(types.ErrorData(code=code, message=message, data=data))


def reply(kind, value):
    return types.ServerResult(kind.model_validate(value))


def lister(kind, key, items):
    async def handle(request):
        seen.note(request.method, request.params)
        try:
            if VERSION < (1, 9):
                some, following = items(revision()), None  # 1.6 has no field for the cursor
            else:
                some, following = content.page(items(revision()), request.params.cursor if request.params else None)
        except ValueError as fault:
            raise error(-32602, str(fault))
        value = {key: some}
        if following:
            value["nextCursor"] = following
        return reply(kind, value)

    return handle


async def read(request):
    seen.note(request.method, request.params)
    found = content.read(str(request.params.uri))
    if found is None:
        raise error(-32002, "Resource not found", {"uri": str(request.params.uri)})
    return reply(types.ReadResourceResult, {"contents": found})


async def prompt(request):
    seen.note(request.method, request.params)
    found = content.prompt(request.params.name, request.params.arguments or {})
    if found is None:
        raise error(-32602, f"Unknown prompt: {request.params.name}")
    return reply(types.GetPromptResult, found)


async def complete(request):
    seen.note(request.method, request.params)
    params = request.params.model_dump(mode="json", exclude_none=True)
    return reply(types.CompleteResult, content.complete(params["ref"], params["argument"], params.get("context")))


async def subscribe(request):
    seen.note(request.method, request.params)
    subscribed.add(str(request.params.uri))
    return reply(types.EmptyResult, {})


async def unsubscribe(request):
    seen.note(request.method, request.params)
    subscribed.discard(str(request.params.uri))
    return reply(types.EmptyResult, {})


async def set_level(request):
    seen.note(request.method, request.params)
    return reply(types.EmptyResult, {})


async def roots_changed(notification):
    seen.note(notification.method, notification.params)


async def call(request):
    seen.note(request.method, request.params)
    name, arguments = request.params.name, request.params.arguments or {}
    if name not in {tool["name"] for tool in content.tools(revision())}:
        raise error(-32602, f"Unknown tool: {name}")
    value = await globals()["tool_" + name](arguments)
    return reply(types.CallToolResult, value)


def said(value):
    return {"content": [content.text(value if isinstance(value, str) else content.pretty(value))], "isError": False}


def dumped(result):
    return said(result.model_dump(by_alias=True, mode="json", exclude_none=True))


async def tool_echo(arguments):
    return said(arguments)


async def tool_content(_arguments):
    return {"content": content.content(revision()), "isError": False}


async def tool_fail(arguments):
    return {"content": [content.text(f"failed: {arguments.get('why', '')}")], "isError": True}


async def tool_refuse(_arguments):
    raise error(-32050, "Refused ‑ with data", {"reason": ["a", {"b": None}], "text": content.UNICODE})


async def tool_big(arguments):
    return said("0123456789abcdef" * (arguments["size"] // 16))


async def tool_steps(arguments):
    context = server.request_context
    token = context.meta.progressToken if context.meta else None
    if token is None:
        return said("no token")
    for step in range(1, arguments["count"] + 1):
        extra = {"message": f"step {step} ☂"} if VERSION >= (1, 9) and revision() >= content.V2 else {}
        await context.session.send_progress_notification(token, step / 2, arguments["count"] / 2, **extra)
    return said(f"done {arguments['count']}")


async def tool_speak(_arguments):
    for level, logger, data in content.LOGS:
        await server.request_context.session.send_log_message(level, data, logger)
    return said("spoken")


async def tool_wait(_arguments):
    global cancelled
    await server.request_context.session.send_log_message("info", "waiting", "wait")
    try:
        await anyio.sleep_forever()
    except anyio.get_cancelled_exc_class():
        cancelled += 1
        raise


async def tool_waited(_arguments):
    return said(str(cancelled))


async def tool_order(arguments):
    # The last to come is the first to be answered: replies overtake each other.
    turn, of = arguments["turn"], arguments["of"]
    events = turns.setdefault(of, [anyio.Event() for _ in range(of + 1)])
    if turn == of:
        events[of].set()
    await events[turn].wait()
    if turn > 1:
        events[turn - 1].set()
    else:
        del turns[of]
    return said(f"turn {turn}")


async def tool_change(_arguments):
    session = server.request_context.session
    await session.send_tool_list_changed()
    await session.send_resource_list_changed()
    await session.send_prompt_list_changed()
    for uri in sorted(subscribed):
        await session.send_resource_updated(uri)
    return said("changed")


async def tool_sample(arguments):
    params = types.CreateMessageRequestParams.model_validate(content.SAMPLING)
    result = await server.request_context.session.send_request(
        types.ServerRequest(types.CreateMessageRequest(method="sampling/createMessage", params=params)),
        types.CreateMessageResult)
    return dumped(result)


async def tool_roots(_arguments):
    return dumped(await server.request_context.session.list_roots())


async def tool_pings(_arguments):
    return dumped(await server.request_context.session.send_ping())


async def tool_weather(arguments):
    return content.weather(arguments["city"])


async def tool_ask(arguments):
    message = arguments.get("note", "Who are you?")
    return dumped(await server.request_context.session.elicit(message, content.FORM))


async def tool_visit(_arguments):
    session, page = server.request_context.session, content.PAGE_TO_VISIT
    result = await session.elicit_url(page["message"], page["url"], "visit-1")
    await session.send_elicit_complete("visit-1")
    return dumped(result)


handlers = server.request_handlers
handlers[types.ListToolsRequest] = lister(types.ListToolsResult, "tools", content.tools)
handlers[types.ListResourcesRequest] = lister(types.ListResourcesResult, "resources", content.resources)
handlers[types.ListResourceTemplatesRequest] = lister(
    types.ListResourceTemplatesResult, "resourceTemplates", content.templates)
handlers[types.ListPromptsRequest] = lister(types.ListPromptsResult, "prompts", content.prompts)
handlers[types.ReadResourceRequest] = read
handlers[types.GetPromptRequest] = prompt
handlers[types.CompleteRequest] = complete
handlers[types.SubscribeRequest] = subscribe
handlers[types.UnsubscribeRequest] = unsubscribe
handlers[types.SetLevelRequest] = set_level
handlers[types.CallToolRequest] = call
server.notification_handlers[types.RootsListChangedNotification] = roots_changed


def survive_cancellation():
    """Up to 1.9 a cancelled call takes the whole server down; this is how later versions handle it."""
    handle = server._handle_request

    async def surviving(message, *rest):
        try:
            await handle(message, *rest)
        except anyio.get_cancelled_exc_class():
            if not message.cancelled:
                raise

    server._handle_request = surviving


async def main():
    if VERSION < (1, 10):
        survive_cancellation()
    options = server.create_initialization_options(NotificationOptions(True, True, True), {"example": {"on": True}})
    # 1.x derives `subscribe: false` whatever the handlers, and its early versions do not know `completions`.
    options.capabilities.resources.subscribe = True
    if types.LATEST_PROTOCOL_VERSION >= content.V2 and getattr(options.capabilities, "completions", None) is None:
        options.capabilities.completions = {}
    async with stdio_server() as (reader, writer):
        await server.run(reader, writer, options)


warnings.simplefilter("ignore")
anyio.run(main)
