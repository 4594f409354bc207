# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a server answered: its data, its page of a list, and its refusal in words.

This file is private to the collection.
"""

from __future__ import annotations

import http.client
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional
from urllib.parse import urljoin

from ansible_collections.sdelements.integrations.plugins.module_utils._errors import (
    MethodNotAllowedError,
    NotFoundError,
    RequestError,
)
from ansible_collections.sdelements.integrations.plugins.module_utils._libraries import requests, urllib3
from ansible_collections.sdelements.integrations.plugins.module_utils._secrets import each_text

#: Answers after which the same request may succeed a moment later.
RETRIED = frozenset({429, 502, 503, 504})

_CHUNK = 64 * 1024

#: JSON can name half of a surrogate pair, which no text can have.
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")

_HINTS = {
    401: "check sde_token",
    403: "the user of sde_token lacks a permission for this",
    404: "check sde_url and api_dialect",
}


@dataclass(eq=False, repr=False)
class Answer:
    """A complete answer. ``data`` is its JSON, or None where there is none; ``allow`` the methods it names."""

    method: str
    url: str
    status: int
    headers: Mapping[str, str]
    text: str
    data: Any
    raw: Any

    @classmethod
    def read(cls, response: requests.Response, method: str, timeout: float) -> Answer:
        """Take the whole body, or raise C(requests.Timeout) or C(requests.ConnectionError) where it does not come."""
        url = response.request.url or response.url
        body = _body(response, time.monotonic() + timeout)
        text = body.decode("utf-8", errors="replace")
        try:
            data = json.loads(text) if text.strip() else None
            if _SURROGATE.search(text):
                data = each_text(data, _unicode)
        except (ValueError, RecursionError):
            data = None
        return cls(method, url, response.status_code, response.headers, text, data, response.raw)

    @property
    def allow(self) -> frozenset[str]:
        """The methods that this address offers, where the answer says so (Django REST framework always does)."""
        return frozenset(word.strip().upper() for word in self.headers.get("Allow", "").split(",") if word.strip())

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
        if self.data is None and self.text.strip() not in ("", "null"):
            raise self.error(f"is {self._kind()} instead of JSON; is sde_url the address of SD Elements itself, "
                             "not of a proxy or a login page?", landed=None)
        return self

    def error(self, what: Optional[str] = None, landed: Optional[bool] = False) -> RequestError:
        """The failure that this answer is: the server's own words where it has some."""
        url = self.url.split("?", 1)[0]
        details: dict[str, Any] = {"method": self.method, "url": self.url, "status": self.status}
        if what:
            return RequestError(f"the answer of {self.method} {url} {what}", landed=landed, **details)
        if self.redirect:
            return RequestError(f"{self.method} {url} answered {self.status}, a redirect to {self.redirect.split('?', 1)[0]}, "
                                "which is not followed; set sde_url to the address that answers itself", **details)
        if isinstance(self.data, dict) and self.status == 400:
            details["errors"] = self.data
        words = words_of(self.data) if self.data is not None else self._kind()
        hint = _HINTS.get(self.status)
        message = f"{self.method} {url} answered {self.status}" + (f": {words}" if words else "") + (f" ({hint})" if hint else "")
        if self.status == 404:
            return NotFoundError(message, **details)
        if self.status == 405:
            return MethodNotAllowedError(message, allow=self.allow, **details)
        return RequestError(message, landed=None if self.status >= 500 else False,
                            passing=self.status in RETRIED, **details)

    def _kind(self) -> str:
        """What an answer is that holds no JSON: the title of an HTML page, else its type."""
        title = re.search(r"<title[^>]*>\s*(.*?)\s*</title>", self.text, re.IGNORECASE | re.DOTALL)
        if title:
            return f"an HTML page ({_line(title.group(1))})"
        if "<html" in self.text[:1000].lower():
            return "an HTML page"
        return f"text ({_line(self.text)})" if self.text.strip() else ""


def page_of(answer: Answer) -> tuple[list[dict[str, Any]], Optional[int], Optional[str]]:
    """The objects of a list's answer, the length of the whole list and the next page (None where not said).

    The pages in the documentation show C({"results": [...]}), with C(count) and C(next) where pages were
    asked for; a bare list is taken too.
    """
    data = answer.data
    if isinstance(data, dict) and isinstance(data.get("results"), list):
        objects, total, following = data["results"], data.get("count"), data.get("next")
    elif isinstance(data, list):
        objects, total, following = data, None, None
    else:
        raise answer.error("holds no list of objects; is sde_url the address of an SD Elements server?")
    if not all(isinstance(item, dict) for item in objects):
        raise answer.error("is a list of something else than objects; is sde_url the address of an SD Elements server?")
    return objects, total if isinstance(total, int) else None, following if isinstance(following, str) else None


def words_of(data: Any, where: str = "") -> str:
    """A server's refusal in one line: its C(detail), C(error) or C(message), else its field errors by name."""
    if isinstance(data, Mapping):
        for key in ("detail", "details", "error", "message"):
            if isinstance(data.get(key), str) and data[key] and not where:
                return _line(data[key])
        parts = [words_of(value, where if key == "non_field_errors" else f"{where}.{key}".lstrip("."))
                 for key, value in data.items()]
        return _line("; ".join(part for part in parts if part))
    if isinstance(data, list):
        text = " ".join(words_of(item) if isinstance(item, (Mapping, list)) else str(item) for item in data)
        return _line(f"{where}: {text}" if where and text else text)
    return "" if data is None else _line(f"{where}: {data}" if where else str(data))


def reason(error: BaseException) -> str:
    """The innermost cause of a failed request, in few words and without addresses of Python objects."""
    cause: Any = error
    while True:
        inner = [each for each in (getattr(cause, "reason", None), *cause.args) if isinstance(each, BaseException)]
        if not inner:
            break
        cause = inner[0]
    text = re.sub(r"<[^>]*>[:,]?\s*", "", str(cause))
    return _line(re.sub(r"^.*?(?:HTTPS?Connection(?:Pool)?)\([^)]*\):\s*", "", text)) or type(error).__name__


def _unicode(text: str) -> str:
    """A text with the sign for what is not readable in place of each half of a surrogate pair, as where bytes are no UTF-8."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _line(text: str) -> str:
    """A text in one line. It is not cut here: half a secret would not be known for one."""
    return " ".join(text.split())


def _body(response: requests.Response, deadline: float) -> bytes:
    """The whole body, within a deadline (a server that drips bytes keeps every single read alive)."""
    raw = response.raw
    chunks = []
    try:
        if hasattr(raw, "read1"):
            while True:
                chunk = raw.read1(_CHUNK, decode_content=True)
                if not chunk:
                    break
                chunks.append(chunk)
                if time.monotonic() > deadline:
                    raise requests.exceptions.ReadTimeout("the body took too long")
        else:
            chunks = list(response.iter_content(_CHUNK))
    except requests.RequestException:
        response.close()
        raise
    except (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError) as error:
        response.close()
        raise requests.exceptions.ConnectionError(error) from None
    length = response.headers.get("Content-Length", "")
    if length.isdigit() and raw.tell() < int(length):
        response.close()
        raise requests.exceptions.ConnectionError(f"{raw.tell()} of {length} bytes came")
    response.close() if response.headers.get("Connection", "").lower() == "close" else raw.release_conn()
    return b"".join(chunks)
