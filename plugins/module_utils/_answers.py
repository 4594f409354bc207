# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a server answered: its data, its page of a list, and its refusal in words.

This file is private to the collection. This is the one place that turns an answer into data or into a message. What is not
understood is described (status, type, length, title), never quoted; what is quoted is redacted by key first.
"""

from __future__ import annotations

import codecs
import http.client
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional
from urllib.parse import urljoin

from ansible_collections.sdelements.integrations.plugins.module_utils._address import shown
from ansible_collections.sdelements.integrations.plugins.module_utils._errors import (
    MethodNotAllowedError,
    NotFoundError,
    RequestError,
)
from ansible_collections.sdelements.integrations.plugins.module_utils._json import strictly_parsed
from ansible_collections.sdelements.integrations.plugins.module_utils._libraries import requests, urllib3
from ansible_collections.sdelements.integrations.plugins.module_utils._secrets import PLACEHOLDER, redact

#: Answers after which the same request may succeed a moment later.
RETRIED = frozenset({429, 502, 503, 504})

#: Bytes of a body, packed or unpacked: several times what a page of 10,000 connections has.
LARGEST = 64 * 1024 * 1024

_CHUNK = 64 * 1024

#: Characters; a title or a refusal that is longer is described. It is not cut: half a secret would not be recognised.
_LONGEST_TITLE = 100
_LONGEST_WORDS = 10_000

_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})

#: Text encodings of Python that are not charsets of the web: some take quadratic time, one runs escapes.
_NO_CHARSETS = frozenset({"idna", "mbcs", "oem", "palmos", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"})
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([^\s\"';,]+)", re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,60}", re.IGNORECASE | re.ASCII)

#: Failures whose own messages repeat what the server sent.
_CAUSES = {
    http.client.BadStatusLine: "it does not begin with a status line of HTTP",
    http.client.UnknownProtocol: "it does not begin with a status line of HTTP",
    http.client.IncompleteRead: "its body ended too soon",
}

_HINTS = {
    401: "check sde_token",
    403: "the user of sde_token lacks a permission for this",
    404: "check sde_url and api_dialect",
}


@dataclass(eq=False, repr=False)
class Answer:
    """A complete answer.

    :param kind: what its body is, in words; empty where there is none.
    :param data: its JSON; None where it has none.
    :param problem: why its body cannot be read; empty where it can, or where there is none.
    """

    method: str
    url: str
    status: int
    headers: Mapping[str, str]
    kind: str
    raw: Any
    data: Any = None
    problem: str = ""

    @classmethod
    def read(cls, response: requests.Response, method: str) -> Answer:
        """Take the whole body.

        :raises requests.RequestException: it does not come whole.
        :raises RequestError: it is larger than C(LARGEST), or packed in a way that was not asked for.
        """
        answer = cls(method, response.request.url or response.url, response.status_code, response.headers, "", response.raw)
        packed = _received(response)
        if packed is not None:
            body = _unpacked(answer, packed)
        if packed is None or body is None:
            response.close()
            raise answer.error(f"is larger than {LARGEST >> 20} MiB, the most that is read; ask for less with page_size", landed=None)
        content_type = response.headers.get("Content-Type", "")
        if body and not body.isspace():
            answer.kind = _kind(body, content_type)
            try:
                answer.data = strictly_parsed(_text(body, content_type))
            except ValueError as error:
                answer.problem = str(error)
        if answer.problem or not _may_stay_open(response):
            response.close()
        else:
            response.raw.release_conn()
        return answer

    @property
    def allow(self) -> frozenset[str]:
        """The methods that this address offers, where the answer says so (Django REST framework always does)."""
        return _METHODS & {word.strip().upper() for word in self.headers.get("Allow", "").split(",")}

    @property
    def redirect(self) -> Optional[str]:
        """Where the answer points to, if it is a redirect. A link that is no address stays as it is."""
        location = self.headers.get("Location")
        if not location or not 300 <= self.status < 400:
            return None
        try:
            return urljoin(self.url, location)
        except ValueError:
            return location

    def checked(self) -> Answer:
        """This answer if it is a success with JSON (or with no content at all), else its error."""
        if not 200 <= self.status < 300:
            raise self.error()
        if self.problem:
            html = self.kind.startswith("an HTML")
            what = f"{self.kind} instead of JSON" if html else f"not JSON that can be read ({self.kind}, {self.problem})"
            raise self.error(f"is {what}; is sde_url the address of SD Elements itself, not of a proxy or a login page?", landed=None)
        return self

    def words(self) -> str:
        """The server's own words, without the secrets that their keys show; empty where there are none or too many."""
        text = words_of(self._quotable())
        return text if len(text) <= _LONGEST_WORDS else ""

    def error(self, what: Optional[str] = None, landed: Optional[bool] = False) -> RequestError:
        """The failure that this answer is: the server's own words where it has some."""
        url = self.url.split("?", 1)[0]
        details: dict[str, Any] = {"method": self.method, "url": url, "status": self.status}
        if what:
            return RequestError(f"the answer of {self.method} {url} {what}", landed=landed, **details)
        if self.redirect:
            return RequestError(f"{self.method} {url} answered {self.status}, a redirect to {shown(self.redirect)}, "
                                "which is not followed; set sde_url to the address that answers itself", **details)
        words = self.words()
        if isinstance(self.data, dict) and self.status == 400 and words:
            details["errors"] = self._quotable()
        words = words or self.kind
        hint = _HINTS.get(self.status)
        message = f"{self.method} {url} answered {self.status}" + (f": {words}" if words else "") + (f" ({hint})" if hint else "")
        if self.status == 404:
            return NotFoundError(message, **details)
        if self.status == 405:
            return MethodNotAllowedError(message, allow=self.allow, **details)
        return RequestError(message, landed=None if self.status >= 500 else False,
                            passing=self.status in RETRIED, **details)

    def _quotable(self) -> Any:
        """The data without what its keys show to be a secret. A refusal of options (400) keeps what is wrong with a secret."""
        clean = redact(self.data)
        return _with_sentences(self.data, clean) if self.status == 400 else clean


def page_of(answer: Answer) -> tuple[list[dict[str, Any]], Optional[int], Optional[str]]:
    """The objects of a list's answer, the length of the whole list and the next page (None where not said).

    The pages in the documentation show C({"results": [...]}), with C(count) and C(next) where pages were
    asked for; a bare list is taken too.
    """
    data = answer.data
    if isinstance(data, dict) and isinstance(data.get("results"), list):
        objects, total, following = data["results"], _count(data.get("count")), data.get("next")
    elif isinstance(data, list):
        objects, total, following = data, None, None
    else:
        raise answer.error("holds no list of objects; is sde_url the address of an SD Elements server?")
    if not all(isinstance(item, dict) for item in objects):
        raise answer.error("is a list of something else than objects; is sde_url the address of an SD Elements server?")
    if following and not isinstance(following, str) and total is None:
        raise answer.error("names its next page in a form that is not known, and not how many objects the list has")
    return objects, total, following if isinstance(following, str) else None


def identity(raw: Mapping[str, Any]) -> str:
    """What tells an object of a list from the others, as it came. Integrations of two types may have one id."""
    return f"{raw['id']} {raw.get('type')}" if raw.get("id") is not None else json.dumps(raw, sort_keys=True)


def words_of(data: Any, where: str = "") -> str:
    """A server's refusal in one line: its C(detail), C(error) or C(message), else its field errors by name.

    An object of the server, which its C(id) shows, is not a refusal and has no words.
    """
    if isinstance(data, Mapping):
        if "id" in data:
            return ""
        for key in ("detail", "details", "error", "message"):
            if isinstance(data.get(key), str) and data[key] and not where:
                return _line(data[key])
        parts = [words_of(value, where if key == "non_field_errors" else f"{where}.{key}".lstrip("."))
                 for key, value in data.items()]
        return _line("; ".join(part for part in parts if part))
    if isinstance(data, list):
        text = " ".join(words_of(item) if isinstance(item, (Mapping, list)) else str(item) for item in data)
        return _line(f"{where}: {text}" if where and text.strip() else text)
    return "" if data is None else _line(f"{where}: {data}" if where else str(data))


def reason(error: BaseException) -> str:
    """The innermost cause of a failed request, in few words: nothing that the server sent, no addresses of Python objects."""
    cause: Any = error
    while True:
        inner = [each for each in (getattr(cause, "reason", None), *cause.args) if isinstance(each, BaseException)]
        if not inner:
            break
        cause = inner[0]
    quotable = (OSError, http.client.LineTooLong, urllib3.exceptions.TimeoutError, urllib3.exceptions.NewConnectionError)
    if not isinstance(cause, quotable) and type(cause) is not http.client.HTTPException:
        return next((words for kind, words in _CAUSES.items() if isinstance(cause, kind)), type(cause).__name__)
    text = re.sub(r"<[^>]*>[:,]?\s*", "", str(cause))
    text = re.sub(r"^(Tunnel connection failed: \d+).*", r"\1", text, flags=re.DOTALL)
    return _line(re.sub(r"^.*?(?:HTTPS?Connection(?:Pool)?)\([^)]*\):\s*", "", text)) or type(error).__name__


def _line(text: str) -> str:
    """A text in one line, without control characters."""
    if not text.isprintable():
        text = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(text.split())


def _count(value: Any) -> Optional[int]:
    """How many objects a list says that it has; also as text."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _with_sentences(data: Any, clean: Any) -> Any:
    """Redacted data, in which what is wrong with a secret param (a list of sentences, as Django REST framework writes it) is back."""
    if isinstance(data, dict) and isinstance(clean, dict):
        return {key: _with_sentences(data.get(key), item) for key, item in clean.items()}
    if isinstance(data, list) and isinstance(clean, list):
        return [_with_sentences(*pair) for pair in zip(data, clean)]
    sentences = isinstance(data, list) and all(isinstance(item, str) and " " in item.strip() for item in data)
    return data if clean == PLACEHOLDER and sentences else clean


def _kind(body: bytes, content_type: str) -> str:
    """What a body is: an HTML page with its title, else its type and length."""
    media = _MEDIA_TYPE.match(content_type.strip())
    start = body[:_CHUNK].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<") and (b"<html" in start or start.startswith(b"<!doctype html") or (media and media[0].lower() == "text/html")):
        title = _title(body[:_CHUNK])
        return f"an HTML page ({title})" if title else "an HTML page"
    size = "1 byte" if len(body) == 1 else f"{len(body):,} bytes"
    return f"{media[0].lower()}, {size}" if media else f"{size} of no known type"


def _title(body: bytes) -> str:
    """The first line of the title of an HTML page, if it is short. In linear time, whatever the page."""
    lower = body.lower()
    start = lower.find(b"<title")
    start = lower.find(b">", start) + 1 if start >= 0 else 0
    end = lower.find(b"</title", start)
    if not start or end < 0:
        return ""
    lines = body[start:end].decode("utf-8", errors="replace").strip().splitlines()
    title = _line(lines[0]) if lines else ""
    return str(redact(title)) if len(title) <= _LONGEST_TITLE else ""


def _text(body: bytes, content_type: str) -> str:
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


def _received(response: requests.Response) -> Optional[bytes]:
    """The body as it came, packed or not; None where it is larger than C(LARGEST)."""
    chunks, size = [], 0
    try:
        while chunk := response.raw.read(_CHUNK, decode_content=False):
            size += len(chunk)
            if size > LARGEST:
                return None
            chunks.append(chunk)
    except urllib3.exceptions.ReadTimeoutError as error:
        response.close()
        raise requests.exceptions.ReadTimeout(error) from None
    except (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError) as error:
        response.close()
        raise requests.exceptions.ConnectionError(error) from None
    length = response.headers.get("Content-Length", "")
    if _has_body(response) and "Transfer-Encoding" not in response.headers and _count(length) and size < int(length):
        response.close()
        raise requests.exceptions.ConnectionError(f"{size} of {length} bytes came")
    return b"".join(chunks)


def _unpacked(answer: Answer, packed: bytes) -> Optional[bytes]:
    """A body without its compression; None where it is larger than C(LARGEST)."""
    encoding = answer.headers.get("Content-Encoding", "").strip().lower()
    if not packed or encoding in ("", "identity"):
        return packed
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise answer.error("is packed in a way that was not asked for; look for a proxy that changes answers", landed=None)
    zlib_header = packed[0] & 15 == 8 and int.from_bytes(packed[:2], "big") % 31 == 0
    unpacker = zlib.decompressobj(zlib.MAX_WBITS if zlib_header else zlib.MAX_WBITS + 16 if packed[:2] == b"\x1f\x8b" else -zlib.MAX_WBITS)
    try:
        body = unpacker.decompress(packed, LARGEST + 1)
    except zlib.error:
        raise requests.exceptions.ConnectionError("its compressed body is damaged") from None
    if len(body) > LARGEST:
        return None
    if not unpacker.eof:
        raise requests.exceptions.ConnectionError("its compressed body was cut short")
    return body


def _has_body(response: requests.Response) -> bool:
    """Whether an answer of this status has a body, whatever its header says."""
    return response.status_code >= 200 and response.status_code not in (204, 304)


def _may_stay_open(response: requests.Response) -> bool:
    """Whether the next request may go over the same connection: not where more may come than was read."""
    headers = response.headers
    rest = not _has_body(response) and (headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in headers)
    return headers.get("Connection", "").lower() != "close" and not rest and response.status_code != 101
