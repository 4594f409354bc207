# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small servers on 127.0.0.1: TLS before the simulator, a forward proxy, and one that answers what a test tells it to."""

from __future__ import annotations

import socket
import socketserver
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Optional
from urllib.parse import urlsplit

Address = tuple[str, int]
Handle = Callable[[socket.socket], None]


@contextmanager
def listening(handle: Handle) -> Iterator[str]:
    """A server that gives each connection to ``handle``, in a thread of its own. Yields its origin."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            handle(self.request)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False
        request_queue_size = 64

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A peer that goes away is what many of these tests are about."""
            if not isinstance(sys.exc_info()[1], OSError):
                super().handle_error(request, client_address)

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield "http://{}:{}".format(*server.server_address)
        finally:
            server.shutdown()
            thread.join()


def address_of(url: str) -> Address:
    """Host and port of a URL."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or 80


def forward(one: socket.socket, other: socket.socket) -> None:
    """Pass bytes on, both ways, until both sides have ended."""

    def pump(source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    back = threading.Thread(target=pump, args=(other, one), daemon=True)
    back.start()
    pump(one, other)
    back.join()


@contextmanager
def tls(certificate: Any, target: str) -> Iterator[str]:
    """An address that speaks TLS with this certificate and passes on to ``target``. Yields its port's origin."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)

    def handle(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as clear, socket.create_connection(address_of(target)) as onward:
            forward(clear, onward)

    with listening(handle) as origin:
        yield origin.replace("http:", "https:")


def read_request(connection: socket.socket) -> Optional[bytes]:
    """The head and the body of one request; None where the peer has gone."""
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = connection.recv(65536)
        if not chunk:
            return None
        data += chunk
    head, blank, body = data.partition(b"\r\n\r\n")
    length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        chunk = connection.recv(65536)
        if not chunk:
            return None
        body += chunk
    return head + b"\r\n\r\n" + body


class Proxy:
    """A forward proxy: C(CONNECT) and absolute URLs. Notes the first line of what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def handle(self, connection: socket.socket) -> None:
        request = read_request(connection)
        if request is None:
            return
        line = request.split(b"\r\n", 1)[0].decode()
        self.asked.append(line)
        method, target, version = line.split()
        if method == "CONNECT":
            host, colon, port = target.partition(":")
            with socket.create_connection((host, int(port))) as onward:
                connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                forward(connection, onward)
            return
        with socket.create_connection(address_of(target)) as onward:
            onward.sendall(request)
            forward(connection, onward)


class Recorder:
    """Notes every request as it came and answers each with the next of ``answers``, the last one again and again."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers) or [answer(b'{"results": []}')]
        self.requests: list[str] = []

    def handle(self, connection: socket.socket) -> None:
        while (request := read_request(connection)) is not None:
            self.requests.append(request.decode("latin-1"))
            reply = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            connection.sendall(reply)
            if b"connection: close" in reply.split(b"\r\n\r\n", maxsplit=1)[0].lower() or reply.startswith(b"HTTP/1.0"):
                return


def answer(body: bytes, *headers: str, status: str = "200 OK", version: str = "1.1", length: Optional[int] = None) -> bytes:
    """An answer in bytes. ``length`` is what Content-Length says, the truth where it is not given; -1: it is left out."""
    lines = [f"HTTP/{version} {status}", "Content-Type: application/json", *headers]
    if length != -1:
        lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
