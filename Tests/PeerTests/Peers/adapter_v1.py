# SPDX-License-Identifier: Apache-2.0
"""The client of the `mcp` package 1.x (1.6 to 1.30), in the words of `steps`."""

import importlib.metadata
from contextlib import asynccontextmanager

import anyio
import mcp.types as types
from mcp.client.session import ClientSession
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.shared.exceptions import McpError

from observer import Observer, answer_form, answer_sampling, plain

VERSION = tuple(int(part) for part in importlib.metadata.version("mcp").split(".")[:2])
REVISIONS = {"legacy": types.LATEST_PROTOCOL_VERSION}


class Session(Observer):
    completes_with_context = VERSION >= (1, 10)
    pages = VERSION >= (1, 9)

    def __init__(self, session):
        super().__init__()
        self.session = session

    async def request(self, request, result_type):
        return plain(await self.session.send_request(types.ClientRequest(request), result_type))

    async def ping(self):
        return plain(await self.session.send_ping())

    async def list(self, method, cursor=None):
        call = {
            "tools/list": self.session.list_tools,
            "resources/list": self.session.list_resources,
            "resources/templates/list": self.session.list_resource_templates,
            "prompts/list": self.session.list_prompts,
        }[method]
        if VERSION >= (1, 22):
            return plain(await call(params=types.PaginatedRequestParams(cursor=cursor) if cursor else None))
        if VERSION >= (1, 9):
            return plain(await call(cursor=cursor))
        assert cursor is None, "1.6 has no field for the cursor"
        return plain(await call())

    def called(self, name, arguments=None, meta=None):
        params = {"name": name}
        if arguments is not None:
            params["arguments"] = arguments
        if meta is not None:
            params["_meta"] = meta
        return types.CallToolRequest.model_validate({"method": "tools/call", "params": params})

    async def call(self, name, arguments=None, meta=None, log_level=None):
        if meta is None:
            return plain(await self.session.call_tool(name, arguments))
        return await self.request(self.called(name, arguments, meta), types.CallToolResult)

    async def call_with_progress(self, name, arguments, seen):
        if VERSION >= (1, 9):
            async def report(done, total, message):
                seen.append([done, total, message])

            return plain(await self.session.call_tool(name, arguments, progress_callback=report))
        before = self.count("notifications/progress")
        result = await self.request(self.called(name, arguments, {"progressToken": "token ü"}), types.CallToolResult)
        events = [params for method, params in self.events if method == "notifications/progress"][before:]
        assert all(event["progressToken"] == "token ü" for event in events), events
        seen.extend([event["progress"], event.get("total"), None] for event in events)
        return result

    async def cancelled(self, name):
        """Starts a call, cancels it when it is under way, and says how it ended; servers of 2.x never answer it."""
        out = []
        number = self.session._request_id
        before = self.count("notifications/message")

        async def run():
            out.append(await self.failing(self.call(name)))

        async with anyio.create_task_group() as group:
            group.start_soon(run)
            await self.until(lambda: self.count("notifications/message") > before)
            await self.session.send_notification(types.ClientNotification(types.CancelledNotification(
                method="notifications/cancelled",
                params=types.CancelledNotificationParams(requestId=number, reason="enough"))))
            # An answer to the cancelled call stands before the answer to this.
            await self.ping()
            group.cancel_scope.cancel()
        return out

    async def read(self, uri):
        return plain(await self.session.read_resource(uri))

    async def subscribe(self, uri):
        return plain(await self.session.subscribe_resource(uri))

    async def unsubscribe(self, uri):
        return plain(await self.session.unsubscribe_resource(uri))

    async def prompt(self, name, arguments=None):
        return plain(await self.session.get_prompt(name, arguments))

    async def complete(self, ref, argument, value, context=None):
        kind = types.PromptReference if ref["type"] == "ref/prompt" else (
            getattr(types, "ResourceTemplateReference", None) or types.ResourceReference)
        more = {"context_arguments": context} if context else {}
        return plain(await self.session.complete(kind.model_validate(ref), {"name": argument, "value": value}, **more))

    async def set_level(self, level):
        self.note("level", plain(await self.session.set_logging_level(level)))

    async def roots_changed(self):
        await self.session.send_roots_list_changed()

    async def failing(self, awaitable):
        try:
            result = await awaitable
        except McpError as fault:
            return [fault.error.code, fault.error.message, fault.error.data]
        return ["no error", result, None]


@asynccontextmanager
async def connect(command, mode, environment):
    holder = {}

    async def sample(_context, params):
        session = holder["session"]
        session.event("sampling/createMessage", plain(params))
        if session.refuse_sampling:
            return types.ErrorData(code=-1, message="User rejected sampling request")
        return types.CreateMessageResult.model_validate(answer_sampling())

    async def roots(_context):
        holder["session"].event("roots/list", None)
        return types.ListRootsResult.model_validate(
            {"roots": [{"uri": "file:///srv/project%20one", "name": "One"}, {"uri": "file:///srv/two"}]})

    async def elicit(_context, params):
        holder["session"].event("elicitation/create", plain(params))
        return types.ElicitResult.model_validate(answer_form(plain(params)))

    async def receive(message):
        if isinstance(message, types.ServerNotification):
            holder["session"].event(message.root.method, plain(message.root.params))
        elif isinstance(message, Exception):
            holder["session"].event("exception", repr(message))

    more = {"elicitation_callback": elicit} if VERSION >= (1, 10) else {}
    server = StdioServerParameters(command=command[0], args=command[1:], env=environment)
    async with stdio_client(server) as (reader, writer):
        async with ClientSession(reader, writer, sampling_callback=sample, list_roots_callback=roots,
                                 message_handler=receive, **more) as session:
            out = holder["session"] = Session(session)
            result = plain(await session.initialize())
            out.revision = result["protocolVersion"]
            out.note("initialize", result)
            yield out
