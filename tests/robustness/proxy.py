# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A reverse proxy on 127.0.0.1 that sends what a script makes of the server's honest answer, byte for byte."""

from __future__ import annotations

import contextlib
import http.client
import queue
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Optional

from tests.wire.servers import address_of, listening, read_request


@dataclass
class Request:
    """A request as it arrived."""

    method: str
    target: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def writes(self) -> bool:
        """Whether it can store something: the server's tests of connectivity store nothing."""
        return self.method in ("POST", "PUT", "PATCH", "DELETE") and not self.path.rstrip("/").endswith(("/testalm", "/testissuetracker"))


@dataclass
class Reply:
    """An answer. ``raw`` replaces everything before it: the bytes that are sent, in these pieces.

    The connection stays open afterwards unless ``close`` is set; ``reset`` ends it with a TCP reset. ``stored``: it answers
    a write that the server carried out.
    """

    status: int
    reason: str
    headers: list[tuple[str, str]]
    body: bytes
    version: str = "HTTP/1.1"
    before: bytes = b""
    raw: Optional[list[bytes]] = None
    close: bool = False
    reset: bool = False
    stored: bool = False

    def put(self, name: str, *values: str) -> None:
        """Replace a header, or remove it."""
        self.headers = [pair for pair in self.headers if pair[0].lower() != name.lower()] + [(name, value) for value in values]

    def head(self) -> bytes:
        """The status line and the headers."""
        lines = [f"{self.version} {self.status} {self.reason}".rstrip(), *(f"{name}: {value}" for name, value in self.headers)]
        return "\r\n".join(lines).encode("latin-1", errors="replace") + b"\r\n\r\n"

    def pieces(self) -> list[bytes]:
        """The bytes in the pieces in which they are sent."""
        return [self.before + self.head() + self.body] if self.raw is None else self.raw


#: Makes the reply to a request; its second argument passes the request on and returns the honest answer.
Script = Callable[[Request, Callable[[], Reply]], Reply]


def honest(request: Request, forward: Callable[[], Reply]) -> Reply:
    """The script that changes nothing."""
    return forward()


class Proxy:
    """Passes requests on to one server; ``script`` decides what is sent back."""

    def __init__(self, upstream: str) -> None:
        self.script: Script = honest
        self._upstream = address_of(upstream)
        self._idle: queue.SimpleQueue[http.client.HTTPConnection] = queue.SimpleQueue()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self.url = ""

    @contextlib.contextmanager
    def serving(self) -> Iterator[Proxy]:
        """Serve until the end of the block."""
        with listening(self._serve) as self.url:
            try:
                yield self
            finally:
                self.close_all()

    def close_all(self) -> None:
        """End every connection, so that nothing of one task reaches the next."""
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def _serve(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            self._open.add(connection)
        try:
            while self._one(connection):
                pass
        finally:
            with self._lock:
                self._open.discard(connection)

    def _one(self, connection: socket.socket) -> bool:
        """Serve one request; whether the connection stays open."""
        arrived = read_request(connection)
        if arrived is None:
            return False
        request = _parsed(arrived)
        reply = self.script(request, lambda: self._forward(request))
        for piece in reply.pieces():
            connection.sendall(piece)
        if reply.reset:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return not (reply.close or reply.reset)

    def _forward(self, request: Request) -> Reply:
        try:
            upstream = self._idle.get_nowait()
        except queue.Empty:
            upstream = http.client.HTTPConnection(*self._upstream, timeout=60)
        kept = {name: value for name, value in request.headers.items() if name in ("authorization", "accept", "content-type")}
        try:
            upstream.request(request.method, request.target, body=request.body or None, headers=kept)
            answer = upstream.getresponse()
            body = answer.read()
        except (http.client.RemoteDisconnected, ConnectionError):
            upstream.close()  # it was idle for too long: nothing was sent, and the next one is new
            return self._forward(request)
        headers = [(name, value) for name, value in answer.getheaders() if name in ("Content-Type", "Allow", "Location")]
        self._idle.put(upstream)
        return Reply(
            answer.status,
            answer.reason,
            [*headers, ("Content-Length", str(len(body)))],
            body,
            stored=request.writes and 200 <= answer.status < 300,
        )


def _parsed(request: bytes) -> Request:
    head, _blank, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _version = first.split(" ")
    headers = {name.strip().lower(): value.strip() for name, _colon, value in (line.partition(":") for line in lines)}
    return Request(method, target, headers, body)


def made_up(status: int, body: bytes) -> Reply:
    """An answer that does not come from the server."""
    return Reply(status, http.client.responses[status], [("Content-Type", "application/json"), ("Content-Length", str(len(body)))], body)
