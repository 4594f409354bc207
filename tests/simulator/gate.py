# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gate before the API: every request is noted, delayed, and given the fault that waits for it."""

from __future__ import annotations

import io
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Any

from waitress.channel import ClientDisconnected

from .behaviour import BEHAVIOUR
from .faults import FAULTS, Fault
from .html import page
from .journal import ENTRY, JOURNAL
from .lag import LATE

#: More requests than a test sends.
NEVER = 10**9
SOCKET = "simulator.socket"
Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Handled = tuple[str, list[tuple[str, str]], bytes]


class Gate:
    """WSGI middleware. What is not below /api/ passes untouched."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application
        self.stopping = threading.Event()

    def stop(self) -> None:
        """End all waiting, so that the server can end."""
        self.stopping.set()
        FAULTS.release()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith("/api/"):
            return self._application(environ, start_response)
        for late in LATE.due():
            self._handle(late)
        body = environ["wsgi.input"].read()
        environ["wsgi.input"] = io.BytesIO(body)
        entry = environ[ENTRY] = JOURNAL.note(environ, body)
        refusal = refused(body)
        fault = None if refusal else FAULTS.take(entry["method"], entry["path"], environ.get("QUERY_STRING", ""))
        entry["fault"] = fault.kind if fault else None
        self.stopping.wait(BEHAVIOUR.number("latency_ms") / 1000)

        def send(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            entry["status"] = int(status.split()[0])
            entry["ended"] = time.monotonic()
            return start_response(status, headers, exc_info)

        if refusal:
            return answer(send, *refusal)
        if fault is None:
            return self._application(environ, send)
        if fault.kind == "status_late":
            LATE.add(environ, body, int(fault.options.get("after", NEVER)))
        return self._befall(fault, environ, send)

    def _befall(self, fault: Fault, environ: Environ, send: StartResponse) -> Iterable[bytes]:
        options = fault.options
        if fault.kind == "delay":
            self.stopping.wait(float(options.get("seconds", 1)))
            return self._application(environ, send)
        if fault.kind == "hold":
            FAULTS.hold()
            return self._application(environ, send)
        if fault.kind == "reset":
            reset(environ)
        if fault.kind not in ("reset_after", "status_after", "truncate", "drip"):
            return answer(send, *instead(fault))
        status, headers, body = self._handle(environ)
        if fault.kind == "reset_after":
            reset(environ)
        if fault.kind == "status_after":
            return answer(send, *instead(fault))
        send(status, headers)
        return [body[: len(body) // 2]] if fault.kind == "truncate" else self._drip(body, options)

    def _handle(self, environ: Environ) -> Handled:
        caught: list[Any] = []
        chunks = self._application(environ, lambda status, headers, exc_info=None: caught.extend((status, headers)))
        body = b"".join(chunks)
        getattr(chunks, "close", lambda: None)()
        return caught[0], caught[1], body

    def _drip(self, body: bytes, options: dict[str, Any]) -> Iterator[bytes]:
        for position in range(len(body)):
            self.stopping.wait(float(options.get("interval", 0.01)))
            yield body[position : position + 1]


def refused(body: bytes) -> tuple[int, dict[str, str], bytes] | None:
    """Return status, headers and body where the web server itself answers, before the product sees the request."""
    limit = BEHAVIOUR.number("body_limit")
    status = 503 if BEHAVIOUR.flag("maintenance") else 413 if limit and len(body) > limit else None
    if status is None:
        return None
    title = "Down for maintenance" if status == 503 else "413 Request Entity Too Large"
    return status, {"Content-Type": "text/html"}, page(title).encode()


def reset(environ: Environ) -> None:
    """Close the connection so that the peer gets a TCP reset: no lingering, then the server is told that it is gone."""
    environ[SOCKET].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raise ClientDisconnected


def answer(send: StartResponse, status: int, headers: dict[str, str], body: bytes) -> Iterable[bytes]:
    """Send an answer made here."""
    phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "Unknown"
    send(f"{status} {phrase}", [*headers.items(), ("Content-Length", str(len(body)))])
    return [body]


def instead(fault: Fault) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of a fault that answers by itself."""
    options = fault.options
    status = int(options.get("status", 302 if fault.kind == "redirect" else 200))
    headers = {name: str(value) for name, value in options.get("headers", {}).items()}
    if fault.kind == "redirect":
        return status, {"Location": options["location"]}, b""
    if fault.kind == "html":
        text = options.get("body", "<html><body>Please sign in</body></html>")
        return status, {"Content-Type": "text/html"}, text.encode()
    if fault.kind == "not_json":
        return status, {"Content-Type": "application/json"}, options.get("body", "this is not JSON").encode()
    if fault.kind == "wrong_json" or "json" in options:
        body = json.dumps(options.get("json", ["unexpected"]))
        return status, {"Content-Type": "application/json", **headers}, body.encode()
    return status, {"Content-Type": "text/plain", **headers}, str(options.get("body", "")).encode()
