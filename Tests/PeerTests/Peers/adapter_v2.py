# SPDX-License-Identifier: Apache-2.0
"""The client of the `mcp` package 2.x, in the words of `steps`; `mode` chooses the era as the SDK's client does."""

import warnings
from contextlib import asynccontextmanager

import anyio
import mcp_types as types
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp.shared.exceptions import MCPError

from observer import Observer, answer_form, answer_sampling, plain

warnings.simplefilter("ignore")
LOG_LEVEL = "io.modelcontextprotocol/logLevel"


class Session(Observer):
    completes_with_context = True
    pages = True

    def __init__(self, client):
        super().__init__()
        self.client = client

    @property
    def modern(self):
        return self.revision >= "2026-07-28"

    async def ping(self):
        return plain(await self.client.send_ping())

    async def list(self, method, cursor=None):
        call = {
            "tools/list": self.client.list_tools,
            "resources/list": self.client.list_resources,
            "resources/templates/list": self.client.list_resource_templates,
            "prompts/list": self.client.list_prompts,
        }[method]
        return plain(await call(cursor=cursor, cache_mode="bypass"))

    async def call(self, name, arguments=None, meta=None, log_level=None):
        if log_level is not None and self.modern:
            meta = dict(meta or {}, **{LOG_LEVEL: log_level})
        return plain(await self.client.call_tool(name, arguments, meta=meta))

    async def call_with_progress(self, name, arguments, seen):
        async def report(done, total, message):
            seen.append([done, total, message])
            self.event("progress", None)

        return plain(await self.client.call_tool(name, arguments, progress_callback=report))

    async def cancelled(self, name):
        """Starts a call, gives it up when it is under way: the SDK then sends the cancellation itself."""
        before = self.count("notifications/message")
        out = []
        async with anyio.create_task_group() as group:
            scope = anyio.CancelScope()

            async def run():
                with scope:
                    out.append(await self.failing(self.call(name, log_level="info")))

            group.start_soon(run)
            await self.until(lambda: self.count("notifications/message") > before)
            scope.cancel()
        return out

    async def read(self, uri):
        return plain(await self.client.read_resource(uri, cache_mode="bypass"))

    async def subscribe(self, uri):
        return plain(await self.client.subscribe_resource(uri))

    async def unsubscribe(self, uri):
        return plain(await self.client.unsubscribe_resource(uri))

    async def listen(self):
        async with self.client.listen(
            tools_list_changed=True, prompts_list_changed=True, resource_subscriptions=["note://one"]
        ) as subscription:
            self.note("honored", plain(subscription.honored))
            self.note("change", await self.call("change"))
            with anyio.fail_after(20):
                events = [repr(await anext(subscription)) for _ in range(3)]
            await self.until(lambda: self.count("notifications/resources/updated") >= 1)
            self.note("events", sorted(events))

    async def prompt(self, name, arguments=None):
        return plain(await self.client.get_prompt(name, arguments))

    async def complete(self, ref, argument, value, context=None):
        kind = types.PromptReference if ref["type"] == "ref/prompt" else types.ResourceTemplateReference
        return plain(await self.client.complete(
            kind.model_validate(ref), {"name": argument, "value": value}, context_arguments=context))

    async def set_level(self, level):
        if not self.modern:
            self.note("level", plain(await self.client.set_logging_level(level)))

    async def roots_changed(self):
        await self.client.send_roots_list_changed()

    async def failing(self, awaitable):
        try:
            result = await awaitable
        except MCPError as fault:
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
        if isinstance(message, Exception):
            holder["session"].event("exception", repr(message))
        else:
            holder["session"].event(message.method, plain(message.params))

    server = StdioServerParameters(command=command[0], args=command[1:], env=environment)
    client = Client(server, mode=mode, sampling_callback=sample, list_roots_callback=roots,
                    elicitation_callback=elicit, message_handler=receive)
    holder["session"] = out = Session(client)
    async with client:
        out.revision = client.protocol_version
        out.note("connect", [client.protocol_version, plain(client.server_info), plain(client.server_capabilities),
                             client.instructions])
        yield out
