# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults: a queue of what shall go wrong, and with which requests. gate.py makes it happen."""

from __future__ import annotations

import dataclasses
import re
import threading
from collections.abc import Mapping
from typing import Any

COMMON = {"kind", "times", "skip", "method", "path", "query", "sub"}
#: What can befall a request within a composite request.
SUB_KINDS = ("status", "status_after")
ANSWER = {"status", "headers", "body", "json"}
#: The options of each kind. README.md says what happens.
KINDS: dict[str, set[str]] = {
    "status": ANSWER,
    "status_after": ANSWER,
    "status_late": ANSWER | {"after"},
    "delay": {"seconds"},
    "hold": set(),
    "reset": set(),
    "reset_after": set(),
    "truncate": set(),
    "drip": {"interval"},
    "html": {"status", "body"},
    "redirect": {"status", "location"},
    "not_json": {"status", "body"},
    "wrong_json": {"status", "json"},
}
NEEDED = {"status": ("status",), "status_after": ("status",), "status_late": ("status",), "redirect": ("location",)}


class UnknownFault(ValueError):
    """A fault that does not exist, or an option that its kind does not take."""


@dataclasses.dataclass
class Fault:
    """One fault: it lets ``skip`` matching requests pass, then befalls ``times`` of them. ``sub``: requests within composite ones."""

    kind: str
    options: dict[str, Any]
    method: str | None = None
    path: str | None = None
    times: int = 1
    skip: int = 0
    sub: bool = False
    query: str | None = None

    def matches(self, method: str, path: str, query: str, sub: bool) -> bool:
        """Tell whether a request is one that this fault waits for."""
        wanted = ((self.path, path), (self.query, query))
        return self.sub == sub and self.method in (None, method) and all(one is None or re.search(one, text) for one, text in wanted)


class Faults:
    """The queue. The first fault that matches a request takes it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queue: list[Fault] = []
        self._released = threading.Event()

    def add(self, spec: Mapping[str, Any]) -> None:
        """Queue a fault, or raise UnknownFault."""
        kind = spec.get("kind")
        if kind not in KINDS:
            raise UnknownFault(f"no fault {kind!r}; there are: {', '.join(sorted(KINDS))}")
        allowed = COMMON | KINDS[kind]
        unknown = sorted(set(spec) - allowed)
        missing = [name for name in NEEDED.get(kind, ()) if name not in spec]
        if unknown or missing:
            wrong = ", ".join(unknown + missing)
            raise UnknownFault(f"{kind}: unknown or missing: {wrong}; it takes: {', '.join(sorted(allowed))}")
        sub = bool(spec.get("sub", False))
        if sub and kind not in SUB_KINDS:
            raise UnknownFault(f"{kind}: sub goes with {', '.join(SUB_KINDS)} only")
        fault = Fault(
            kind,
            {name: spec[name] for name in KINDS[kind] if name in spec},
            str(spec["method"]).upper() if spec.get("method") else None,
            spec.get("path"),
            int(spec.get("times", 1)),
            int(spec.get("skip", 0)),
            sub,
            spec.get("query"),
        )
        with self._lock:
            self._queue.append(fault)

    def take(self, method: str, path: str, query: str = "", *, sub: bool = False) -> Fault | None:
        """Return the fault that befalls this request, if any, and count it."""
        with self._lock:
            for fault in self._queue:
                if not fault.matches(method, path, query, sub):
                    continue
                if fault.skip:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                if fault.times < 1:
                    self._queue.remove(fault)
                return fault
        return None

    def waiting(self) -> list[dict[str, Any]]:
        """Return what is still queued."""
        with self._lock:
            return [dataclasses.asdict(fault) for fault in self._queue]

    def hold(self) -> None:
        """Return once release() has been called."""
        self._released.wait()

    def release(self) -> list[dict[str, Any]]:
        """Let the requests go on that are held, and those that would be."""
        self._released.set()
        return self.waiting()

    def clear(self) -> None:
        """Empty the queue, and let the requests go on that are held."""
        with self._lock:
            self._queue.clear()
            self._released.set()
            self._released = threading.Event()


FAULTS = Faults()
