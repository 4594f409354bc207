# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers as servers and the boxes before them send them: packed, in chunks, of old, huge, cut short."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import Any

import pytest

from tests.wire.conftest import Record, read
from tests.wire.servers import answer

ROW = {"id": 1, "name": "Élan", "system": {"id": "jira", "name": "JIRA"}, "params": {"alm_server": "jira.example.com"}}
BODY = json.dumps({"results": [ROW]}, ensure_ascii=False).encode()


def chunked(body: bytes, size: int) -> bytes:
    parts = [body[place : place + size] for place in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


FINE = {
    "gzip": answer(gzip.compress(BODY), "Content-Encoding: gzip"),
    "deflate": answer(zlib.compress(BODY), "Content-Encoding: deflate"),
    "chunked": answer(chunked(BODY, 7), "Transfer-Encoding: chunked", length=-1),
    "chunked gzip": answer(chunked(gzip.compress(BODY), 5), "Transfer-Encoding: chunked", "Content-Encoding: gzip", length=-1),
    "HTTP/1.0": answer(BODY, version="1.0", length=-1),
    "HTTP/1.0 with its length": answer(BODY, version="1.0"),
    "close": answer(BODY, "Connection: close"),
    "close without a length": answer(BODY, "Connection: close", length=-1),
    "byte order of another charset": answer(BODY, "Content-Type: application/json; charset=utf-8"),
}


@pytest.mark.parametrize("reply", FINE.values(), ids=FINE)
def test_fine(record: Record, reply: bytes) -> None:
    url, server = record(reply)
    outcome = read(url)
    assert not outcome.failure
    assert [row["name"] for row in outcome.result["connectors"]] == ["Élan"]
    assert len(server.requests) == 1


CUT = {
    "half of it": answer(BODY[:40], "Connection: close", length=len(BODY)),
    "half of gzip": answer(gzip.compress(BODY)[:-20], "Connection: close", "Content-Encoding: gzip", length=len(gzip.compress(BODY))),
    "no last chunk": answer(chunked(BODY, 16)[:-5], "Transfer-Encoding: chunked", "Connection: close", length=-1),
    "half a chunk": answer(chunked(BODY, 64)[:50], "Transfer-Encoding: chunked", "Connection: close", length=-1),
    "nothing": answer(b"", "Connection: close", length=len(BODY)),
}


@pytest.mark.parametrize("reply", CUT.values(), ids=CUT)
def test_a_body_that_was_cut_is_asked_for_again(record: Record, reply: bytes) -> None:
    url, server = record(reply, answer(BODY))
    outcome = read(url, retries=1)
    assert not outcome.failure
    assert len(outcome.result["connectors"]) == 1
    assert len(server.requests) == 2


@pytest.mark.parametrize("reply", CUT.values(), ids=CUT)
def test_a_body_that_is_always_cut_is_a_sentence(record: Record, reply: bytes) -> None:
    url, server = record(reply)
    failure = read(url, retries=1).failure
    assert "the connection was lost before the answer was complete" in failure
    assert failure.endswith("(tried 2 times)")
    assert len(server.requests) == 2


def test_a_cut_body_that_is_json_all_the_same_is_not_believed(record: Record) -> None:
    body = b'{"results": []}'
    url, requests = record(answer(body, "Connection: close", length=len(body) + 20))
    assert "the connection was lost before the answer was complete" in read(url).failure


def test_a_very_large_answer(record: Record) -> None:
    rows = [{**ROW, "id": number, "name": f"Connector {number}", "params": {"note": "x" * 1000}} for number in range(1, 10001)]
    url, requests = record(answer(json.dumps({"results": rows}).encode()))
    outcome = read(url)
    assert not outcome.failure
    assert len(outcome.result["connectors"]) == 10000


ODD: dict[str, Any] = {
    "an empty body": b"",
    "null": b"null",
    "a number": b"5",
    "a list of numbers": b"[1, 2]",
    "no UTF-8": b'{"results": [{"id": 1, "name": "\xff\xfe"',
    "deeply nested": b'{"results": ' + b"[" * 100000,
    "NaN": b"NaN",
    "a list of nulls": b'{"results": [null]}',
    "no id": b'{"results": [{"name": "x"}]}',
    "an id that is none": b'{"results": [{"id": "x"}]}',
    "a page that is no text": b'{"results": {}, "next": 5}',
}


@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
def test_what_is_no_list_is_a_sentence(record: Record, body: bytes) -> None:
    url, requests = record(answer(body))
    assert "SD Elements" in read(url).failure


def test_what_is_no_http_is_a_sentence(record: Record) -> None:
    url, requests = record(b"SSH-2.0-OpenSSH_9.6\r\n\r\nconnection: close\r\n\r\n")
    assert "the connection was lost before the answer was complete" in read(url).failure
