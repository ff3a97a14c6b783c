#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A real client: the Python SDK of MCP, with `ward run` as the server's command.

    client.py STEPS [NAME=VALUE…] -- COMMAND ARGUMENT…

STEPS is a JSON array: "list", or the params of a tools/call. Prints a line for each tool and each result. What stands before
`--` is the environment that the client's entry sets.
"""

import json
import sys
import tempfile

import anyio
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.shared.exceptions import McpError


async def talk(steps, environment, command):
    server = StdioServerParameters(command=command[0], args=command[1:], env=environment)
    with anyio.fail_after(60):
        said = tempfile.NamedTemporaryFile("w+")
        async with stdio_client(server, errlog=said) as (reader, writer):
            async with ClientSession(reader, writer) as session:
                await session.initialize()
                await checked(session, said.name)
                for step in steps:
                    try:
                        await play(session, step)
                    except McpError as problem:
                        print("error", problem)


async def checked(session, log):
    """Waits while Ward stands in only because the server's files are still being checked, as on a busy machine."""
    while [tool.name for tool in (await session.list_tools()).tools] == ["ward_status"]:
        with open(log, encoding="utf-8") as lines:
            blocks = [line for line in lines if " is blocked: " in line]
        if not blocks or "being-checked" not in blocks[-1]:
            return
        await anyio.sleep(0.1)


async def play(session, step):
    if step == "list":
        for tool in (await session.list_tools()).tools:
            print("tool", tool.name, json.dumps(tool.description))
    else:
        result = await session.call_tool(step["name"], step["arguments"])
        print("denied" if result.isError else "result", json.dumps(result.content[0].text))


def main():
    split = sys.argv.index("--")
    environment = dict(word.split("=", 1) for word in sys.argv[2:split])
    anyio.run(talk, json.loads(sys.argv[1]), environment, sys.argv[split + 1:])


if __name__ == "__main__":
    sys.exit(main())
