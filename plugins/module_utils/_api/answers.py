# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An answer of the server: its data, its page of a list, or its error message.

This file is private to the collection. This is the one place that turns an answer into data or into a message. What is not
understood is described (status, type, length, title), never quoted; what is quoted is redacted by key first.
"""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional
from urllib.parse import urljoin

from . import content
from .address import shown
from .counts import counted
from .errors import (
    MethodNotAllowedError,
    NotApiError,
    NotFoundError,
    OtherTypeError,
    RequestError,
    without_stop,
)
from .json_text import strictly_parsed
from .libraries import requests, urllib3
from .masks import PLACEHOLDER
from .redact import redact

#: Answers after which the same request may succeed a moment later.
RETRIED = frozenset({429, 502, 503, 504})

#: Characters; a refusal that is longer is described. It is not cut: half a secret would not be recognised.
_LONGEST_WORDS = 10_000

_DETAILS = ("detail", "details", "error", "message")
_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})

#: Failures whose own messages repeat what the server sent.
_CAUSES = {
    http.client.BadStatusLine: "it does not begin with a status line of HTTP",
    http.client.UnknownProtocol: "it does not begin with a status line of HTTP",
    http.client.IncompleteRead: "its body ended too soon",
}

#: What to check after 404, where the collection itself chose the path.
NOT_FOUND = "check sde_url and api_dialect"

_HINTS = {
    401: "check sde_token",
    403: "the user of sde_token lacks a permission for this",
    404: NOT_FOUND,
}

#: Advice where an answer is JSON of another form than the API pages show.
CHECK_ADDRESS = "check that sde_url is the address of an SD Elements server"
#: Advice where an answer is not JSON.
NOT_SDE = "check that sde_url is the address of SD Elements itself, not of a proxy or a login page"

#: A web server before SD Elements answers so (as its Helm chart shows), with a page for everything.
_MAINTENANCE = "SD Elements is down for maintenance or its backend does not answer; run the task again later"


@dataclass(eq=False, repr=False)
class Answer:
    """A complete answer.

    :param kind: what its body is, in words; empty where there is none.
    :param data: its JSON; None where it has none.
    :param media: the type of text that was asked for; JSON if empty.
    :param text: its body, where a type of text was asked for.
    :param problem: why its body cannot be read; empty where it can, or where there is none.
    :param sent: bytes of the body of the request.
    """

    method: str
    url: str
    status: int
    headers: Mapping[str, str]
    kind: str
    raw: Any
    media: str = ""
    data: Any = None
    text: str = ""
    problem: str = ""
    sent: int = 0

    @classmethod
    def read(cls, response: requests.Response, method: str, media: str = "") -> Answer:
        """Read the complete body.

        :param media: the type of text that was asked for; JSON if empty. A refusal is always JSON.

        :raises requests.RequestException: it does not come whole.
        :raises RequestError: it is too large, or has a content encoding that was not requested.
        """
        answer = cls(method, response.request.url or response.url, response.status_code, response.headers, "", response.raw, media)
        answer.sent = len(response.request.body or b"")
        try:
            body = content.read(response)
        except content.UnreadableError as error:
            raise answer.error(str(error), applied=None) from None
        if body and not body.isspace():
            content_type = response.headers.get("Content-Type", "")
            answer.kind = content.kind(body, content_type)
            try:
                text = content.text(body, content_type)
                if media and 200 <= response.status_code < 300:
                    answer.text = text
                else:
                    answer.data = strictly_parsed(text)
            except ValueError as error:
                answer.problem = str(error)
        return answer

    @classmethod
    def within(cls, method: str, url: str, status: int, body: Any) -> Answer:
        """Return the answer to one request of a composite one, from what the composite answer has of it."""
        if isinstance(body, str):
            return cls(method, url, status, {}, content.kind(body.encode("utf-8", "replace"), "") if body.strip() else "", None)
        return cls(method, url, status, {}, "", None, data=body)

    @property
    def allow(self) -> frozenset[str]:
        """The methods that this address offers, where the answer says so (Django REST framework always does)."""
        return _METHODS & {word.strip().upper() for word in self.headers.get("Allow", "").split(",")}

    @property
    def asks_to_wait(self) -> bool:
        """Whether the server wants fewer requests for a while, not only this one later."""
        return self.status == 429 or (self.status in RETRIED and "Retry-After" in self.headers)

    @property
    def redirect(self) -> Optional[str]:
        """The target of a redirect. A link that is not an address is returned unchanged."""
        location = self.headers.get("Location")
        if not location or not 300 <= self.status < 400:
            return None
        try:
            return urljoin(self.url, location)
        except ValueError:
            return location

    def checked(self) -> Answer:
        """This answer if it is a success with what was asked for (or with no content at all), else its error."""
        if not 200 <= self.status < 300:
            raise self.error()
        wanted = self.media or "JSON"
        other = self.is_page or (self.media != "" and self.kind.startswith("application/json"))
        if self.problem or other:
            what = f"{self.kind} instead of {wanted}" if other else f"not {wanted} that can be read ({self.kind}, {self.problem})"
            typed = "/" in self.kind and not self.kind.startswith("application/json")
            raise (NotApiError if self.is_page else OtherTypeError if typed else RequestError)(
                f"the answer of {self.method} {self._address} is {what}; {NOT_SDE}",
                applied=None,
                **self._details,
            )
        return self

    @property
    def is_page(self) -> bool:
        """Return whether its body is an HTML page."""
        return self.kind.startswith("an HTML")

    @property
    def _address(self) -> str:
        return self.url.split("?", 1)[0]

    @property
    def _details(self) -> dict[str, Any]:
        return {"method": self.method, "url": self._address, "status": self.status}

    def words(self) -> str:
        """The server's own words, without the secrets that their keys show; empty where there are none or too many."""
        text = words_of(self._quotable())
        return text if len(text) <= _LONGEST_WORDS else ""

    def error(self, what: Optional[str] = None, applied: Optional[bool] = False) -> RequestError:
        """The failure that this answer is: the server's own words where it has some."""
        url, details = self._address, self._details
        if what:
            return RequestError(f"the answer of {self.method} {url} {what}", applied=applied, **details)
        if self.redirect:
            return NotApiError(
                f"{self.method} {url} answered {self.status}, a redirect to {shown(self.redirect)}, "
                "which is not followed; set sde_url to the address that answers itself",
                applied=None if self.status == 303 else False,
                **details,
            )  # 303: done, the result is elsewhere
        words = self.words()
        if isinstance(self.data, dict) and self.status == 400 and words:
            details["errors"] = self._quotable()
        words, hint = words or self.kind, self._hint()
        message = f"{self.method} {url} answered {self.status}" + (f": {words}" if words else "") + (f" ({hint})" if hint else "")
        if self.status == 404:
            return NotFoundError(message, **details)
        if self.status == 405:
            return MethodNotAllowedError(message, allow=self.allow, **details)
        refused = 200 <= self.status < 500  # 101 comes before what would be the answer
        return RequestError(message, applied=False if refused else None, retryable=self.status in RETRIED, **details)

    def _hint(self) -> str:
        """The hint for a status; empty if the server's message is enough."""
        if self.status == 503 and self.is_page:
            return _MAINTENANCE
        if self.status == 413:
            size = f"its body of {counted(self.sent, 'byte')}" if self.sent else "it"
            return f"{size} is larger than SD Elements or a proxy accepts; shorten the values that are sent, or have the limit raised"
        return _HINTS.get(self.status, "")

    def _quotable(self) -> Any:
        """The data without objects and secrets, both known by their keys; of a 400 with what is wrong with a secret."""
        data = _without_objects(self.data)
        clean = redact(data)
        return _with_sentences(data, clean) if self.status == 400 else clean


def page_of(answer: Answer) -> tuple[list[dict[str, Any]], Optional[int], Optional[str]]:
    """The objects of a list's answer, the length of the whole list and the next page (None where not said).

    The pages in the documentation show C({"results": [...]}), with C(count) and C(next) where pages were
    asked for; a bare list is taken too.
    """
    data = answer.data
    if isinstance(data, dict) and isinstance(data.get("results"), list):
        objects, total, following = data["results"], content.count(data.get("count")), data.get("next")
    elif isinstance(data, list):
        objects, total, following = data, None, None
    else:
        raise answer.error(f"contains no list of objects; {CHECK_ADDRESS}")
    if not all(isinstance(item, dict) for item in objects):
        raise answer.error(f"is a list of values that are not objects; {CHECK_ADDRESS}")
    if following and not isinstance(following, str) and total is None:
        raise answer.error("names its next page in a form that is not known, and not how many objects the list has")
    return objects, total, following if isinstance(following, str) else None


def identity(raw: Mapping[str, Any]) -> str:
    """The key of an object within its list. Integrations of two types may have the same id."""
    return f"{raw['id']} {raw.get('type')}" if raw.get("id") is not None else json.dumps(raw, sort_keys=True)


def words_of(data: Any, where: str = "") -> str:
    """A server's refusal in one line: its C(detail), C(error) or C(message), else its field errors by name.

    A text under any other name counts only if it is a sentence: else it is a value.
    """
    if isinstance(data, Mapping):
        for key in _DETAILS:
            if isinstance(data.get(key), str) and data[key]:
                return content.line(f"{where}: {data[key]}" if where else data[key])
        parts = [words_of(value, where if key == "non_field_errors" else f"{where}.{key}".lstrip(".")) for key, value in data.items()]
        return content.line(_joined([part for part in parts if part]))
    if isinstance(data, list):
        text = " ".join(words_of(item) if isinstance(item, (Mapping, list)) else str(item) for item in data)
        return content.line(f"{where}: {text}" if where and text.strip() else text)
    if not isinstance(data, str) or (where and (" " not in data.strip() or data.lstrip().startswith(("{", "[")))):
        return ""
    return content.line(f"{where}: {data}" if where else data)


def _joined(sentences: list[str]) -> str:
    """Return sentences as one, of which the last keeps its full stop."""
    return "; ".join([*map(without_stop, sentences[:-1]), *sentences[-1:]])


def reason(error: BaseException) -> str:
    """The innermost cause of a failed request, in few words: nothing that the server sent, no addresses of Python objects."""
    cause: Any = error
    while True:
        inner = [each for each in (getattr(cause, "reason", None), *cause.args) if isinstance(each, BaseException)]
        if not inner:
            break
        cause = inner[0]
    quotable = (OSError, http.client.LineTooLong, urllib3.exceptions.TimeoutError, urllib3.exceptions.NewConnectionError)
    if not isinstance(cause, quotable) and cause.__class__ is not http.client.HTTPException:
        return next((words for kind, words in _CAUSES.items() if isinstance(cause, kind)), type(cause).__name__)
    text = re.sub(r"<[^>]*>[:,]?\s*", "", str(cause))
    text = re.sub(r"^(Tunnel connection failed: \d+).*", r"\1", text, flags=re.DOTALL)
    return content.line(re.sub(r"^.*?(?:HTTPS?Connection(?:Pool)?)\([^)]*\):\s*", "", text)) or type(error).__name__


def _without_objects(data: Any) -> Any:
    """Data without the server's objects (anything with an C(id)), whose values are never error messages."""
    if isinstance(data, dict):
        return {} if "id" in data else {key: _without_objects(item) for key, item in data.items()}
    return [_without_objects(item) for item in data] if isinstance(data, list) else data


def _with_sentences(data: Any, clean: Any) -> Any:
    """Redacted data, in which what is wrong with a secret param (a list of sentences, as Django REST framework writes it) is back."""
    if isinstance(data, dict) and isinstance(clean, dict):
        return {key: _with_sentences(data.get(key), item) for key, item in clean.items()}
    if isinstance(data, list) and isinstance(clean, list):
        return [_with_sentences(*pair) for pair in zip(data, clean)]
    sentences = isinstance(data, list) and all(isinstance(item, str) and " " in item.strip() for item in data)
    return data if clean == PLACEHOLDER and sentences else clean
