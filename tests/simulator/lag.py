# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads that lag behind writes, and writes that are applied long after their answer. Both are counted in requests."""

from __future__ import annotations

import io
import sqlite3
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.db import connections

from .behaviour import BEHAVIOUR

Environ = dict[str, Any]
WRITES = ("POST", "PUT", "PATCH", "DELETE")
#: The database that a lagging read sees.
EARLIER = "earlier"

_reading = threading.local()


class Router:
    """Sends the queries of a lagging read to the state of before. Writes always go to the current one."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return getattr(_reading, "database", "default")

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return "default"

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True


class Lag:
    """WSGI middleware. With C(read_lag), so many reads after a write still show the state before it."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith("/api/"):
            return self._application(environ, start_response)
        if environ["REQUEST_METHOD"] in WRITES:
            STATES.keep(BEHAVIOUR.number("read_lag"))
            return self._application(environ, start_response)
        state = STATES.take()
        if state is None:
            return self._application(environ, start_response)
        connection = connections[EARLIER]
        connection.close()
        connection.settings_dict = {**connection.settings_dict, "NAME": str(state)}
        _reading.database = EARLIER
        try:
            return self._application(environ, start_response)
        finally:
            _reading.database = "default"
            connection.close()


class States:
    """Copies of the database from before the latest writes, the oldest first, each with the reads that it is left for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._copies: list[tuple[int, Path]] = []
        self._reads = 0
        self._count = 0

    def keep(self, reads: int) -> None:
        """Copy the database for so many reads."""
        if not reads:
            return
        database = Path(connections["default"].settings_dict["NAME"])
        with self._lock:
            self._count += 1
            copy = database.with_name(f"{EARLIER}-{self._count}.sqlite3")
            source, target = sqlite3.connect(database), sqlite3.connect(copy)
            source.backup(target)
            source.close()
            target.close()
            self._copies.append((self._reads + reads, copy))

    def take(self) -> Path | None:
        """Count a read, and return the copy that it sees; None for the current state."""
        with self._lock:
            self._reads += 1
            self._copies = [copy for copy in self._copies if copy[0] >= self._reads]
            return self._copies[0][1] if self._copies else None

    def clear(self) -> None:
        """Show the current state from now on."""
        with self._lock:
            self._copies.clear()


class Late:
    """Requests that were answered and are applied later: each after so many further requests, or when they are released."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[tuple[int, Environ]] = []
        self._requests = 0

    def add(self, environ: Environ, body: bytes, after: int) -> None:
        """Keep a request for later."""
        with self._lock:
            self._waiting.append((self._requests + after, {**environ, "wsgi.input": io.BytesIO(body)}))

    def due(self) -> list[Environ]:
        """Count a request, and return those that are to be applied before it."""
        with self._lock:
            self._requests += 1
            due = [environ for number, environ in self._waiting if number < self._requests]
            self._waiting = [waiting for waiting in self._waiting if waiting[0] >= self._requests]
        return due

    def release(self) -> int:
        """Apply all of them before the next request; return how many they are."""
        with self._lock:
            self._waiting = [(0, environ) for _number, environ in self._waiting]
            return len(self._waiting)

    def clear(self) -> None:
        """Forget them."""
        with self._lock:
            self._waiting.clear()


STATES = States()
LATE = Late()
