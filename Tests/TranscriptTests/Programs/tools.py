#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A server made with the Python SDK of MCP, whose tools stand in a file beside its program: name and description.

    tools.py FILE
"""

import json
import sys

from mcp.server.fastmcp import FastMCP

server = FastMCP("tools")
for name, description in json.load(open(sys.argv[1])).items():
    server.add_tool(lambda name=name: "did " + name, name=name, description=description)
server.run()
