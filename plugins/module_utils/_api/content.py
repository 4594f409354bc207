# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The body of an answer: taken off the wire within bounds, unpacked, as text, or described where it cannot be read.

This file is private to the collection.
"""

from __future__ import annotations

import codecs
import http.client
import json
import re
import zlib
from typing import Any, Optional

from .counts import counted
from .libraries import requests, urllib3
from .redact import redact

#: Bytes of a body, packed or unpacked: several times what a page of 10,000 connections has.
LARGEST = 64 * 1024 * 1024

_TOO_LARGE = f"is larger than {LARGEST >> 20} MiB, the limit; lower page_size"

_CHUNK = 64 * 1024

#: Characters; a title that is longer is left out. It is not cut: half a secret would not be recognised.
_LONGEST_TITLE = 100

#: Text encodings of Python that are not charsets of the web: some take quadratic time, one runs escapes.
_NO_CHARSETS = frozenset({"idna", "mbcs", "oem", "palmos", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"})
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([^\s\"';,]+)", re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,60}", re.IGNORECASE | re.ASCII)


class UnreadableError(Exception):
    """A body that cannot be read; the message follows the words "the answer"."""


def read(response: requests.Response) -> bytes:
    """The complete body, decompressed. The connection is ready for the next request, or closed.

    :raises requests.RequestException: it does not come whole.
    :raises UnreadableError: it is larger than C(LARGEST), or has a content encoding that was not requested.
    """
    if _has_forbidden_body(response):
        response.close()  # else it would be read as the beginning of the next answer
        return b""
    try:
        return _unpacked(_received(response), response.headers.get("Content-Encoding", ""))
    except Exception:
        response.close()
        raise


def text(body: bytes, content_type: str) -> str:
    """A body as text, in the charset that its header names, else as JSON has it: UTF-8, UTF-16 or UTF-32.

    :raises ValueError: the charset is not known, or the bytes are not of it.
    """
    named = _CHARSET.search(content_type)
    if named:
        try:
            charset = codecs.lookup(named[1]).name
        except (LookupError, ValueError):
            charset = "undefined"
        if charset.replace("_", "-") in _NO_CHARSETS:
            raise ValueError("in a charset that is not known")
    else:
        charset = json.detect_encoding(body)
    try:
        return body.decode("utf-8-sig" if charset == "utf-8" else charset).removeprefix("\ufeff")
    except (LookupError, ValueError):
        raise ValueError("not in the charset that it should be in") from None


def kind(body: bytes, content_type: str) -> str:
    """A description of a body: an HTML page with its title, else its type and length."""
    media = _MEDIA_TYPE.match(content_type.strip())
    start = body[:_CHUNK].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<") and (b"<html" in start.lower() or (media and media[0].lower() == "text/html")):
        title = _title(body[:_CHUNK])
        return f"an HTML page ({title})" if title else "an HTML page"
    size = counted(len(body), "byte")
    return f"{media[0].lower()}, {size}" if media else f"{size} of no known type"


def count(value: Any) -> Optional[int]:
    """A number of objects or of bytes, as a server says it; also as text."""
    if isinstance(value, str) and value.isascii() and value.strip().isdigit() and len(value) < 19:
        return int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def line(text: str) -> str:
    """A text in one line, without control characters."""
    if not text.isprintable():
        text = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(text.split())


def _title(body: bytes) -> str:
    """The first line of the title of an HTML page, if it is short. Takes linear time for any page."""
    lower = body.lower()
    start = lower.find(b"<title")
    start = lower.find(b">", start) + 1 if start >= 0 else 0
    end = lower.find(b"</title", start)
    if not start or end < 0:
        return ""
    lines = body[start:end].decode("utf-8", errors="replace").strip().splitlines()
    title = line(lines[0]) if lines else ""
    return str(redact(title)) if len(title) <= _LONGEST_TITLE else ""


def _received(response: requests.Response) -> bytes:
    """The body as it came, packed or not."""
    chunks: list[bytes] = []
    size = 0
    try:
        while chunk := response.raw.read(_CHUNK, decode_content=False):
            size += len(chunk)
            if size > LARGEST:
                raise UnreadableError(_TOO_LARGE)
            chunks.append(chunk)
    except urllib3.exceptions.ReadTimeoutError as error:
        raise requests.exceptions.ReadTimeout(error) from None
    except (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError) as error:
        raise requests.exceptions.ConnectionError(error) from None
    except ValueError:  # http.client reads a chunk of a negative size
        raise requests.exceptions.ConnectionError("its body is in damaged chunks") from None
    length = response.headers.get("Content-Length", "")
    if "Transfer-Encoding" not in response.headers and count(length) and size < int(length):
        raise requests.exceptions.ConnectionError("its body ended too soon")
    return b"".join(chunks)


def _unpacked(packed: bytes, header: str) -> bytes:
    """A body without its compression."""
    encoding = header.strip().lower()
    if not packed or encoding in ("", "identity"):
        return packed
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise UnreadableError("has a content encoding that was not requested; check for a proxy that changes answers")
    zlib_header = packed[0] & 15 == 8 and int.from_bytes(packed[:2], "big") % 31 == 0
    unpacker = zlib.decompressobj(zlib.MAX_WBITS if zlib_header else zlib.MAX_WBITS + 16 if packed[:2] == b"\x1f\x8b" else -zlib.MAX_WBITS)
    try:
        body = unpacker.decompress(packed, LARGEST + 1)
    except zlib.error:
        raise requests.exceptions.ConnectionError("its compressed body is damaged") from None
    if len(body) > LARGEST:
        raise UnreadableError(_TOO_LARGE)
    if not unpacker.eof:
        raise requests.exceptions.ConnectionError("its compressed body was cut short")
    return body


def _has_forbidden_body(response: requests.Response) -> bool:
    """Return whether something follows an answer of a status that has no body (204, 304), or of another protocol (101)."""
    headers, status = response.headers, response.status_code
    return status < 200 or (status in (204, 304) and (headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in headers))
