# SPDX-License-Identifier: Apache-2.0
"""A server as people write them, with the `fastmcp` package 2.2 to 4.1: types and decorators, no protocol by hand."""

import os
import sys
import warnings

warnings.simplefilter("ignore")
os.environ.setdefault("FASTMCP_LOG_LEVEL", "ERROR")
os.environ.setdefault("FASTMCP_CHECK_FOR_UPDATES", "off")

import fastmcp
from fastmcp import Context, FastMCP

VERSION = tuple(int(part) for part in fastmcp.__version__.split(".")[:2])
mcp = FastMCP("fast", instructions="Notes for people. Grüße 日本")


@mcp.tool()
def add(a: int, b: int = 1) -> int:
    """Adds two numbers."""
    return a + b


@mcp.tool()
def person(name: str, tags: list[str] | None = None) -> dict:
    """Returns an object."""
    return {"name": name, "tags": tags or [], "nothing": None}


@mcp.tool()
def broken(why: str) -> str:
    """Fails."""
    raise ValueError("broken because " + why)


@mcp.tool()
async def work(ctx: Context, steps: int) -> str:
    """Reports progress and logs."""
    for step in range(steps):
        await ctx.report_progress(step + 1, steps)
        await ctx.info(f"step {step + 1} ☂")
    await ctx.warning("that was all")
    return "done"


@mcp.resource("note://one")
def one() -> str:
    """A note."""
    return "one 日本"


@mcp.resource("note://{name}/text")
def note(name: str) -> str:
    """A note by name."""
    return "note " + name


@mcp.prompt()
def greet(name: str) -> str:
    """Greets."""
    return f"Say hello to {name}"


if VERSION < (4, 0):
    @mcp.tool()
    async def think(ctx: Context, about: str) -> str:
        """Asks the client's model."""
        answer = await ctx.sample("Think about " + about, max_tokens=50)
        return str(getattr(answer, "text", answer))

    @mcp.tool()
    async def places(ctx: Context) -> str:
        """Asks for the roots."""
        return ", ".join(str(root.uri) for root in await ctx.list_roots())


if VERSION >= (2, 10):
    @mcp.tool()
    async def ask(ctx: Context) -> str:
        """Asks the user."""
        answer = await ctx.elicit("What is your name?", response_type=str)
        return f"{answer.action} {getattr(answer, 'data', '')}"


mcp.run(transport="stdio", **({"show_banner": False} if VERSION >= (2, 13) else {}))
