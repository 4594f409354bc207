# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bytes on the wire, and the data or the exact message that they become. No message quotes a body that was not understood."""

from __future__ import annotations

import gzip
import itertools
import json
import socket
import zlib
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api import content, session
from ansible_collections.sdelements.integrations.plugins.module_utils._api.client import Client
from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import RequestError

from tests.clock import FakeClock
from tests.wire.conftest import TOKEN, Listen, Record
from tests.wire.servers import Recorder, answer, listening, read_request

#: Invented; unknown to the task that reads them, so nothing but the rules of answers keeps them out of messages.
SECRET = "invented-Passw0rd-93b1"
OBJECT = {"id": 1, "name": "Élan", "params": {"alm_pass": SECRET, "alm_server": "jira.example.com"}}
TEXT = json.dumps(OBJECT, ensure_ascii=False)
BODY = TEXT.encode()
ASCII = json.dumps(OBJECT).encode()
XML = f"<?xml version='1.0'?><root><title_format>x</title_format><title>{SECRET}</title><alm_pass>{SECRET}</alm_pass></root>".encode()
DEEP = b'{"a":' * 900 + b"1" + b"}" * 900
PAGE = f"<!DOCTYPE html><html><head><title>Sign in</title></head><body>{SECRET}</body></html>".encode()

ASKS = "check that sde_url is the address of SD Elements itself, not of a proxy or a login page"
CHARSET, UNKNOWN = "not in the charset that it should be in", "in a charset that is not known"
CHARACTER, NUMBER, NESTED = (
    "with a character that does not exist",
    "with a number that is too long or not a number",
    "nested more than 50 levels",
)
NO_STATUS = "it does not begin with a status line of HTTP"


def typed(media: str, body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """An answer of another type than JSON."""
    head = [f"HTTP/1.1 {status}", *([f"Content-Type: {media}"] if media else []), *headers, f"Content-Length: {len(body)}"]
    return "\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + body


def described(status: str, data: Any, words: str = "") -> tuple[bytes, str]:
    """A refusal with JSON, and its message: the words of the server that it has, or what it is."""
    body = json.dumps(data).encode()
    return answer(body, status=status), f"{{url}} answered {status[:3]}: {words or f'application/json, {len(body):,} bytes'}"


def unread(reply: bytes, why: str = "cut off or malformed", kind: str = "application/json, ") -> tuple[bytes, str]:
    """An answer whose body cannot be read, and its message: what the headers say of it, its size, why."""
    size = len(reply.partition(b"\r\n\r\n")[2])
    said = f"{kind}{size:,} byte{'' if size == 1 else 's'}" + ("" if kind else " of no known type")
    return reply, f"the answer of {{url}} is not JSON that can be read ({said}, {why}); {ASKS}"


def paged(body: bytes, title: str = "", media: str = "text/html") -> tuple[bytes, str]:
    """An answer that is a page, and its message."""
    return typed(media, body), f"the answer of {{url}} is an HTML page {f'({title}) ' if title else ''}instead of JSON; {ASKS}"


def lost(reply: bytes, why: str) -> tuple[bytes, str]:
    """An answer that does not come whole, and its message."""
    return reply, f"{{url}}: the connection was lost before the answer was complete ({why})"


def redirected(location: str, shown: str) -> tuple[bytes, str]:
    """A redirect, and what its message shows of its target."""
    said = f"{{url}} answered 302, a redirect to {shown}, which is not followed; set sde_url to the address that answers itself"
    return raw(f"HTTP/1.1 302 Found\nLocation: {location}\nContent-Length: 0"), said


def in_chunks(body: bytes, size: int, *headers: str) -> bytes:
    """An answer in chunks of this size."""
    parts = [body[place : place + size] for place in range(0, len(body), size)]
    chunks = b"".join(b"%x;x=y\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    return answer(chunks, "Transfer-Encoding: chunked", *headers, length=-1)


def raw(head: str, body: bytes = b"") -> bytes:
    return head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body


INTERIM = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\nX-Other: 5\r\n\r\n"

#: Answers and their data.
READ: dict[str, tuple[bytes, Any]] = {
    "UTF-8": (answer(BODY), OBJECT),
    "a byte order mark": (answer(b"\xef\xbb\xbf" + BODY), OBJECT),
    "a byte order mark and a charset": (typed("application/json; charset=UTF-8", b"\xef\xbb\xbf" + BODY), OBJECT),
    "latin-1": (typed("application/json; charset=latin-1", TEXT.encode("latin-1")), OBJECT),
    "latin-1 in quotes": (typed('application/json; a=b; charset="ISO-8859-1"', TEXT.encode("latin-1")), OBJECT),
    "cp1252": (typed("application/json;charset=windows-1252", TEXT.replace("É", "€").encode("cp1252")), {**OBJECT, "name": "€lan"}),
    "UTF-16 with a mark": (answer(TEXT.encode("utf-16")), OBJECT),
    "UTF-16 without a mark": (answer(TEXT.encode("utf-16-le")), OBJECT),
    "UTF-16 as its header says": (typed("application/json; charset=utf-16", TEXT.encode("utf-16")), OBJECT),
    "UTF-16-LE as its header says, with a mark": (
        typed("application/json; charset=utf-16le", b"\xff\xfe" + TEXT.encode("utf-16-le")),
        OBJECT,
    ),
    "UTF-32": (answer(TEXT.encode("utf-32")), OBJECT),
    "no type": (typed("", BODY), OBJECT),
    "the type of a page": (typed("text/html; charset=utf-8", BODY), OBJECT),
    "the type of XML": (typed("application/xml", BODY), OBJECT),
    "an empty charset": (typed("application/json; charset=", BODY), OBJECT),
    "blanks around it": (answer(b" \r\n\t" + BODY + b"\n\n"), OBJECT),
    "escapes": (answer(ASCII), OBJECT),
    "a pair of surrogates": (answer(b'{"a": "\\ud83d\\ude00"}'), {"a": "\U0001f600"}),
    "a backslash before what looks like a surrogate": (answer(b'{"a": "\\\\ud800"}'), {"a": "\\ud800"}),
    "one key twice": (answer(b'{"id": 1, "id": 2}'), {"id": 2}),
    "fifty levels": (answer(b"[" * 50 + b"]" * 50), json.loads("[" * 50 + "]" * 50)),
    "a number of 4,000 digits": (answer(b'{"a": ' + b"7" * 4000 + b"}"), {"a": int("7" * 4000)}),
    "gzip": (answer(gzip.compress(BODY), "Content-Encoding: gzip"), OBJECT),
    "gzip by its old name": (answer(gzip.compress(BODY), "Content-Encoding: x-gzip"), OBJECT),
    "gzip and something behind it": (answer(gzip.compress(BODY) + b"\0" * 9, "Content-Encoding: GZIP"), OBJECT),
    "deflate": (answer(zlib.compress(BODY), "Content-Encoding: deflate"), OBJECT),
    "deflate without its header": (answer(zlib.compress(BODY)[2:-4], "Content-Encoding: deflate"), OBJECT),
    "identity": (answer(BODY, "Content-Encoding: identity"), OBJECT),
    "no length": (answer(BODY, length=-1), OBJECT),
    "chunks": (in_chunks(BODY, 5), OBJECT),
    "chunks of gzip": (in_chunks(gzip.compress(BODY), 5, "Content-Encoding: gzip"), OBJECT),
    "HTTP/1.0": (answer(BODY, version="1.0"), OBJECT),
    "HTTP/1.0 without a length": (answer(BODY, version="1.0", length=-1), OBJECT),
    "the end of the connection": (answer(BODY, "Connection: close"), OBJECT),
    "10 MB": (answer(b'"' + b"x" * 10_000_000 + b'"'), "x" * 10_000_000),
    "chunks and a length": (answer(b"%x\r\n" % len(BODY) + BODY + b"\r\n0\r\n\r\n", "Transfer-Encoding: chunked", length=5000), OBJECT),
    "nothing": (answer(b""), None),
    "blanks": (answer(b" \n"), None),
    "null": (answer(b"null"), None),
    "204": (raw("HTTP/1.1 204 No Content"), None),
    "204 with a body": (answer(BODY, status="204 No Content"), None),
    "201": (answer(BODY, status="201 Created"), OBJECT),
    "a status without a reason": (answer(BODY, status="200"), OBJECT),
    "100": (raw("HTTP/1.1 100 Continue") + answer(BODY), OBJECT),
    "102": (raw("HTTP/1.1 102 Processing") + answer(BODY), OBJECT),
    "103": (INTERIM + answer(BODY), OBJECT),
    "three of 103, one of 100": (INTERIM * 3 + raw("HTTP/1.1 100 Continue") + answer(BODY), OBJECT),
    "199": (raw("HTTP/1.1 199 Invented") + answer(BODY), OBJECT),
    "103 before 204": (INTERIM + raw("HTTP/1.1 204 No Content"), None),
}

#: Answers and their messages.
REFUSED: dict[str, tuple[bytes, str]] = {
    "JSON cut off, no length": unread(answer(BODY[:60], length=-1)),
    "JSON with a mark, cut off": unread(answer(b"\xef\xbb\xbf" + BODY[:60])),
    "UTF-16, cut off": unread(answer(TEXT.encode("utf-16")[:60])),
    "two objects": unread(answer(BODY * 2)),
    "JSON of Python": unread(answer(str(OBJECT).encode())),
    "text": unread(typed("text/plain", SECRET.encode()), kind="text/plain, "),
    "one byte": unread(typed("text/plain", b"x"), kind="text/plain, "),
    "no type, no JSON": unread(typed("", SECRET.encode()), kind=""),
    "an odd type": unread(typed(f"alm_pass={SECRET}", b"x"), kind=""),
    "XML": unread(typed("application/xml", XML), kind="application/xml, "),
    "XML that says it is JSON": unread(answer(XML)),
    "an unknown charset": unread(typed("application/json; charset=klingon", BODY), UNKNOWN),
    "a charset that is none": unread(typed("application/json; charset=unicode_escape", BODY), UNKNOWN),
    "a compression as the charset": unread(typed("application/json; charset=zlib", zlib.compress(BODY)), CHARSET),
    "a charset of odd letters": unread(typed("application/json; charset=\xe9\xe8", BODY), UNKNOWN),
    "bytes that are not UTF-8": unread(answer(BODY.replace("É".encode(), b"\xff")), CHARSET),
    "latin-1 that says it is UTF-8": unread(typed("application/json; charset=utf-8", TEXT.encode("latin-1")), CHARSET),
    "half a pair of surrogates": unread(answer(b'{"name": "\\ud800"}'), CHARACTER),
    "half a pair in a key": unread(answer(b'{"\\uDFFF": 1}'), CHARACTER),
    "NaN": unread(answer(b'{"a": NaN}'), NUMBER),
    "-Infinity": unread(answer(b"[-Infinity]"), NUMBER),
    "a number beyond all": unread(answer(b"[1e999]"), NUMBER),
    "100,000 brackets": unread(answer(b"[" * 100000), NESTED),
    "objects of 900 levels": unread(answer(DEEP), NESTED),
    "fifty-one levels": unread(answer(b"[" * 51 + b"]" * 51), NESTED),
    "a page": paged(PAGE, "Sign in"),
    "a page that says it is JSON": paged(PAGE, "Sign in", "application/json"),
    "a page with a title of two lines": paged(
        b"<html><TITLE lang=en>\n  Sign \x1b[2J  in\n " + SECRET.encode() + b"</TITLE>", "Sign [2J in"
    ),
    "a page with a long title": paged(b"<html><title>" + b"x" * 101 + b"</title>"),
    "a page whose title is JSON": paged(
        b"<html><title>" + json.dumps({"alm_pass": SECRET}).encode() + b"</title>",
        '{{"alm_pass": "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"}}',
    ),
    "a title without an end": paged(b"<title>" + b" " * 3000),
    "10 MB of blanks in a title": paged(b"<title>" + b" " * 10_000_000),
    "titles without an end": paged(b"<title" * 200_000),
    "JSON with a page in it, cut off": unread(answer(b'{"a": "<html><title>' + SECRET.encode() + b"</title>")),
    "500 and a page": (typed("text/html", PAGE, status="500 Oops"), "{url} answered 500: an HTML page (Sign in)"),
    "500 and text": (typed("text/plain", SECRET.encode(), status="500 Oops"), "{url} answered 500: text/plain, 22 bytes"),
    "500 and nothing": (typed("text/plain", b"", status="500 Oops"), "{url} answered 500"),
    "500 and the object": described("500 Oops", OBJECT),
    "502 and the object": described("502 Bad Gateway", OBJECT),
    "409 and the object": described("409 Conflict", OBJECT),
    "409 and the object with words": described("409 Conflict", {"conflict": ["Twice."], "object": OBJECT}, "conflict: Twice."),
    "409 and a list of objects": described("409 Conflict", [OBJECT]),
    "409 and params alone": described("409 Conflict", {"params": {"alm_pass": SECRET, "alm_user": "u"}}),
    "409 and params as a list": described("409 Conflict", {"params": {"alm_pass": [SECRET]}}),
    "409 and params as text": described("409 Conflict", {"params": json.dumps({"alm_pass": SECRET})}),
    "409 and a page of a list": described("409 Conflict", {"count": 1, "next": None, "results": [OBJECT]}),
    "409 and a secret under a name that does not show it": described("409 Conflict", {"params": {"webhook_url": SECRET}}),
    "400 and what is wrong with a secret": described(
        "400 Bad Request", {"params": {"alm_pass": ["This field is required."]}}, "params.alm_pass: This field is required."
    ),
    "400 and the secret": described("400 Bad Request", {"params": {"alm_pass": [SECRET], "alm_api_token": SECRET}}),
    "400, a sentence and the secret": described(
        "400 Bad Request", {"alm_user": ["Unknown."], "alm_pass": SECRET, "object": OBJECT}, "alm_user: Unknown."
    ),
    "400 and the object": described("400 Bad Request", OBJECT),
    "400 of 900 levels": (
        answer(DEEP, status="400 Bad Request"),
        "{url} answered 400: application/json, 5,401 bytes",
    ),
    "400 and very many words": described("400 Bad Request", {"a": ["x" * 20_000]}),
    "400 and control characters": described("400 Bad Request", {"detail": "a\x1b[2Jb\u202ec\0d"}, "a [2Jb c d"),
    "404 cut off": (
        answer(BODY[:60], status="404 Not Found"),
        "{url} answered 404: application/json, 60 bytes (check sde_url and api_dialect)",
    ),
    "a secret in place of the reason": (typed("text/plain", b"", status=f"500 {SECRET}"), "{url} answered 500"),
    "no status line": lost(BODY + b"\r\n\r\n", NO_STATUS),
    "HTTP of another kind": lost(f"HTTP/{SECRET} 200 OK\r\n\r\n".encode(), NO_STATUS),
    "a status that is no number": lost(f"HTTP/1.1 {SECRET} OK\r\n\r\n".encode(), NO_STATUS),
    "no answer": lost(b"", "Remote end closed connection without response"),
    "interim answers without an end": lost(INTERIM * 500, "got more than 20 interim answers"),
    "nothing after an interim answer": lost(INTERIM, "Remote end closed connection without response"),
    "101": (raw("HTTP/1.1 101 Switching Protocols\nUpgrade: h2c") + answer(BODY), "{url} answered 101"),
    "too many headers": lost(answer(BODY, *(f"X-{number}: {SECRET}" for number in range(101))), "got more than 100 headers"),
    "a header that is too long": lost(answer(BODY, f"X-Long: {'x' * 70000}"), "got more than 65536 bytes when reading header line"),
    "a length that is too large": lost(answer(BODY, length=len(BODY) + 9), "its body ended too soon"),
    "a length that is too small": (answer(BODY, length=60), unread(answer(BODY[:60]))[1]),
    "a length that is too large for an object that is whole": lost(answer(b'{"results": []}', length=35), "its body ended too soon"),
    "a length and nothing": lost(answer(b"", length=9), "its body ended too soon"),
    "no last chunk": lost(in_chunks(BODY, 16)[:-5], "its body ended too soon"),
    "another protocol": lost(b"SSH-2.0-OpenSSH_9.6\r\n\r\n", NO_STATUS),
    "two lengths": lost(answer(BODY, "Content-Length: 5"), "InvalidHeader"),
    "chunks cut short": lost(answer(b"ff\r\n" + BODY, "Transfer-Encoding: chunked", length=-1), "its body ended too soon"),
    "chunks without a number": lost(
        answer(SECRET.encode() + b"\r\n" + BODY, "Transfer-Encoding: chunked", length=-1), "its body ended too soon"
    ),
    "a chunk of a negative size": lost(
        answer(b"-5\r\n" + SECRET.encode() + b"\r\n0\r\n\r\n", "Transfer-Encoding: chunked", length=-1), "its body is in damaged chunks"
    ),
    "gzip that is damaged": lost(
        answer(gzip.compress(BODY)[:12] + b"xxxxxxxxxxxx", "Content-Encoding: gzip"), "its compressed body is damaged"
    ),
    "gzip that is none": lost(answer(BODY, "Content-Encoding: gzip"), "its compressed body is damaged"),
    "gzip cut short": lost(answer(gzip.compress(BODY)[:-12], "Content-Encoding: gzip"), "its compressed body was cut short"),
    "gzip twice": (
        answer(gzip.compress(gzip.compress(BODY)), "Content-Encoding: gzip, gzip"),
        "the answer of {url} has a content encoding that was not requested; check for a proxy that changes answers",
    ),
    "another compression": (
        answer(BODY, f"Content-Encoding: {SECRET}"),
        "the answer of {url} has a content encoding that was not requested; check for a proxy that changes answers",
    ),
    "a redirect with a password": redirected(f"https://u:{SECRET}@elsewhere.example.com/", "another address"),
    "a redirect with a query": redirected(
        f"https://elsewhere.example.com/x;s={SECRET}?t={SECRET}#{SECRET}", "https://elsewhere.example.com/x"
    ),
    "a redirect to nowhere": redirected(f"http://[{SECRET}", "another address"),
    "a redirect up the path": redirected("/api/v2/%2e%2e/admin/", "{origin}/api/v2/%2e%2e/admin/"),
    "a redirect without a target": (raw("HTTP/1.1 302 Found\nContent-Length: 0"), "{url} answered 302"),
    "304": (raw("HTTP/1.1 304 Not Modified"), "{url} answered 304"),
    "405 with an odd header": (
        answer(b"{}", f"Allow: get, ,{SECRET},PATCH;q=1", status="405 Method Not Allowed"),
        "{url} answered 405: application/json, 2 bytes",
    ),
}

Serve = Callable[[bytes], str]


@pytest.fixture(name="serve")
def _serve(listen: Listen) -> Serve:
    """Starts servers that give each connection one answer, then close it."""

    def start(reply: bytes) -> str:
        def handle(connection: socket.socket) -> None:
            read_request(connection)
            connection.sendall(reply)

        return listen(handle)

    return start


def client(url: str, **options: Any) -> Client:
    return Client(url, TOKEN, **{"retries": 0, "timeout": 10, **options})


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("method", ["GET", "PATCH"])
def test_data(name: str, method: str, serve: Serve) -> None:
    reply, data = READ[name]
    read = client(serve(reply)).send(method, "connectors/alm/", {} if method == "PATCH" else None)
    assert read.data == data
    assert json.dumps(read.data, ensure_ascii=False).encode()


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_messages(name: str, method: str, serve: Serve) -> None:
    reply, message = REFUSED[name]
    origin = serve(reply)
    with pytest.raises(RequestError) as caught:
        client(origin).send(method, "connectors/alm/", {} if method == "POST" else None)
    assert caught.value.message == message.format(url=f"{method} {origin}/api/v2/connectors/alm/", origin=origin)
    assert SECRET not in repr((caught.value.message, caught.value.details))


@pytest.mark.parametrize(
    "reply",
    [
        answer(BODY[:40], "Connection: close", length=len(BODY)),
        answer(gzip.compress(BODY)[:-20], "Connection: close", "Content-Encoding: gzip", length=len(gzip.compress(BODY))),
        in_chunks(BODY, 16, "Connection: close")[:-5],
    ],
    ids=["half of it", "half of gzip", "no last chunk"],
)
def test_a_body_that_was_cut_is_asked_for_again(record: Record, reply: bytes) -> None:
    url, server = record(reply, answer(BODY))
    assert client(url, retries=1, clock=FakeClock()).get("x/").data == OBJECT
    assert len(server.requests) == 2


def test_the_methods_of_an_odd_header_are_those_that_exist(serve: Serve) -> None:
    reply = answer(b"{}", f"Allow: get, ,{SECRET},PATCH ,put\xe9", status="200 OK")
    assert client(serve(reply)).get("connectors/alm/").allow == {"GET", "PATCH"}


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, lambda data: zlib.compress(data)[2:-4]], ids=["gzip", "zlib", "deflate"])
def test_a_body_that_unpacks_to_more_than_is_read(pack: Callable[[bytes], bytes], serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "LARGEST", 100_000)
    name = "gzip" if pack is gzip.compress else "deflate"
    assert client(serve(answer(pack(b" " * 99_998 + b"[]"), f"Content-Encoding: {name}"))).get("x/").data == []
    with pytest.raises(RequestError, match="is larger than 64 MiB, the limit; lower page_size"):
        client(serve(answer(pack(b" " * 100_000 + b"[]"), f"Content-Encoding: {name}"))).get("x/")


def test_a_bomb_takes_no_more_memory_than_is_read() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for chunk in range(128)) + packer.flush()
    with pytest.raises(content.UnreadableError, match="is larger than 64 MiB"):
        content._unpacked(bomb, "gzip")


@pytest.mark.parametrize("length", [-1, 1 << 40])
def test_an_answer_without_an_end_is_not_read_to_it(length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server sends for as long as somebody reads."""
    monkeypatch.setattr(content, "LARGEST", 1_000_000)
    sent = []

    def handle(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(answer(b"", length=length))
        while True:
            connection.sendall(b" " * 65536)
            sent.append(65536)

    with listening(handle) as origin, pytest.raises(RequestError, match="is larger than"):
        client(origin).get("x/")
    assert sum(sent) < 50_000_000


def test_what_follows_an_answer_without_a_body_is_not_the_next_answer() -> None:
    """The connection is closed; else the body of the 204 would be read as the beginning of the next answer."""
    connections = []
    replies = [answer(answer(b'{"id": 666}'), status="204 No Content"), answer(b'{"id": 1}')]

    def handle(connection: socket.socket) -> None:
        connections.append(connection)
        while read_request(connection) is not None:
            connection.sendall(replies.pop(0))

    with listening(handle) as origin:
        here = client(origin)
        assert here.send("DELETE", "x/").data is None
        assert here.get("x/").data == {"id": 1}
    assert len(connections) == 2


@pytest.mark.parametrize(
    "begun",
    [b"HTTP/1.1 200 OK\r\nX-Long: ", answer(b"", length=-1), answer(b"", length=1 << 40)],
    ids=["in a header", "in a body", "in a body with a length"],
)
def test_an_answer_that_drips_ends_with_the_timeout(begun: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes in time, the answer never does. The clock goes on by a second with every look."""
    clock = itertools.count()
    monkeypatch.setattr(session, "time", SimpleNamespace(monotonic=lambda: next(clock)))

    def handle(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(begun)
        while True:
            connection.sendall(b" ")

    with listening(handle) as origin, pytest.raises(RequestError) as caught:
        client(origin, timeout=7).get("x/")
    assert caught.value.message == f"GET {origin}/api/v2/x/: no complete answer within 7 s; check the network, or raise timeout"
    assert caught.value.applied is None


def test_an_answer_101_may_be_one_to_a_request_that_was_carried_out() -> None:
    recorder = Recorder(raw("HTTP/1.1 101 Switching Protocols\nUpgrade: h2c") + answer(BODY))
    with listening(recorder.handle) as origin, pytest.raises(RequestError) as caught:
        client(origin).send("POST", "x/", {})
    assert caught.value.applied is None
