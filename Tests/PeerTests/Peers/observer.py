# SPDX-License-Identifier: Apache-2.0
"""What both client adapters share: notes, events, and the answers of the person and the model behind the client."""

import anyio


def plain(value):
    """A model of the SDK as JSON values; fields that are absent or null are left out."""
    if value is None:
        return None
    return value.model_dump(by_alias=True, mode="json", exclude_none=True)


def answer_sampling():
    return {"role": "assistant", "model": "tester", "stopReason": "endTurn",
            "content": {"type": "text", "text": "An answer, 日本 \U0001f600"}}


def answer_form(params):
    """Does what the message asks: `please decline`; accepts otherwise, with a form filled in when there is one."""
    for action in ("decline", "cancel"):
        if action in params["message"]:
            return {"action": action}
    if "requestedSchema" not in params:
        return {"action": "accept"}
    if list(params["requestedSchema"]["properties"]) == ["value"]:
        return {"action": "accept", "content": {"value": "Zoë"}}
    return {"action": "accept",
            "content": {"name": "Zoë", "count": 3, "share": 0.25, "sure": True, "color": "red"}}


class NotOffered(Exception):
    """This server does not have the feature of the step."""


class Observer:
    """Notes what a client sees: results step by step, and what reaches its callbacks.

    SDKs call back from tasks of their own, so the last callbacks of a step may come in the next one: they are compared
    over the whole session (`history`), and `events` is what came since the step began.
    """

    def __init__(self):
        self.notes = []
        self.events = []
        self.history = []
        self.revision = None
        self.tools = set()
        self.refuse_sampling = False
        self.repository = None
        self._changed = anyio.Event()

    def note(self, name, value):
        self.notes.append([name, value])

    def event(self, method, params):
        self.events.append([method, params])
        self.history.append([method, params])
        self._changed.set()
        self._changed = anyio.Event()

    def count(self, method):
        return sum(1 for name, _ in self.events if name == method)

    async def until(self, condition):
        """Waits for events until the condition holds; twenty seconds at most."""
        with anyio.fail_after(20):
            while not condition():
                await self._changed.wait()
