# SPDX-License-Identifier: Apache-2.0
"""What a server's handlers were given, one JSON value a line, in the file that SEEN names (nothing without it).

This is the server's own view, after the SDK parsed the message: equal views, direct and through a gateway, are
what the tests compare.
"""

import json
import os


class Seen:
    def __init__(self):
        path = os.environ.get("WARD_PEER_SEEN")
        self._file = open(path, "a", encoding="utf-8") if path else None

    def note(self, method, params):
        if self._file is None:
            return
        if hasattr(params, "model_dump"):
            params = params.model_dump(by_alias=True, mode="json", exclude_none=True)
        self._file.write(json.dumps([method, params], ensure_ascii=True, sort_keys=True) + "\n")
        self._file.flush()
