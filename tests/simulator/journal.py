# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What arrived: one entry for each request to the API, also for those whose answer was lost."""

from __future__ import annotations

import json
import threading
import time
from typing import Any
from urllib.parse import parse_qsl

#: Key of a request's environment: the number of the TCP connection that it came by.
CONNECTION = "simulator.connection"
#: Key of a request's environment: its entry in the journal.
ENTRY = "simulator.entry"


class Journal:
    """The requests, in order of arrival. ``status`` is None until an answer was sent, and stays so where none was.

    ``began`` and ``ended`` are seconds of the server's clock.

    A composite request that was handled also has ``sub``, its sub-requests as far as they were tried, and ``committed``.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: list[dict[str, Any]] = []

    def note(self, environ: dict[str, Any], body: bytes) -> dict[str, Any]:
        """Note an arriving request and return its entry, to be filled in later."""
        headers = {name[5:].replace("_", "-").title(): value for name, value in environ.items() if name.startswith("HTTP_")}
        if environ.get("CONTENT_TYPE"):
            headers["Content-Type"] = environ["CONTENT_TYPE"]
        entry = {
            "method": environ["REQUEST_METHOD"],
            "path": environ["PATH_INFO"],
            "query": dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)),
            "status": None,
            "body": _parsed(body),
            "headers": headers,
            "fault": None,
            "connection": environ.get(CONNECTION),
            "began": time.monotonic(),
            "ended": None,
        }
        with self._lock:
            self._entries.append(entry)
        return entry

    def entries(self, *, clear: bool = False) -> list[dict[str, Any]]:
        """Return all entries, and forget them where asked to."""
        with self._lock:
            found = list(self._entries)
            if clear:
                self._entries.clear()
        return found


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


JOURNAL = Journal()
