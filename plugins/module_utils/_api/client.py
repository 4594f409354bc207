# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP to one SD Elements server: token, JSON, retries, pages. Knows nothing of Ansible or of resources.

This file is private to the collection.
"""

from __future__ import annotations

import http.client
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Optional
from urllib.parse import unquote

from . import answers, paging, session
from .address import check_url
from .clock import Clock
from .errors import (
    InputError,
    RequestError,
    check_range,
)
from .libraries import Retry, requests, urllib3
from .turns import AT_ONCE, Turn, Turns

#: Below this path of the server's address everything lies (pages ALM Connectors, ALM Connections).
API = "/api/v2/"

#: Seconds; a server that asks for a longer pause is asked again after this one.
LONGEST_PAUSE = 60

#: TLS did not begin, so no request was sent: there is none at this port, or none that both sides know.
_NO_TLS = re.compile("WRONG_VERSION_NUMBER|UNSUPPORTED_PROTOCOL|ALERT_(PROTOCOL_VERSION|HANDSHAKE_FAILURE)|UNRECOGNIZED_NAME")

_MOST_REDIRECTS = 5


class _Pauses(Retry):
    """urllib3's back-off, with C(Retry-After) honoured up to a limit and a malformed one ignored."""

    def get_retry_after(self, response: Any) -> Optional[float]:
        try:
            seconds = super().get_retry_after(response)
        except (urllib3.exceptions.InvalidHeader, ValueError, TypeError, LookupError, OverflowError):
            return None
        return None if seconds is None else min(seconds, LONGEST_PAUSE)

    def before_next(self, response: Any) -> float:
        """Return the seconds to pause before the next try."""
        asked_for = self.get_retry_after(response) if response else None
        return asked_for or float(self.get_backoff_time())


class Tries:
    """The tries of one exchange: pauses before the next one, or ends them with what was tried."""

    def __init__(self, pauses: _Pauses, clock: Clock) -> None:
        self._pauses = pauses
        self._clock = clock
        self._count = 1

    def again(self, failure: RequestError, answer: Optional[answers.Answer] = None) -> None:
        """Wait before the next try; raise the failure where there is none left."""
        raw = answer.raw if answer else None
        try:
            self._pauses = self._pauses.increment("", "", response=raw, error=None if answer else failure)
        except urllib3.exceptions.MaxRetryError:
            if self._count > 1:
                failure.message += f" (tried {self._count} times)"
            raise failure from None
        self._count += 1
        self._clock.pause(self._pauses.before_next(raw))


class Client:
    """Requests to one server. Paths are relative to C(/api/v2/) and end with a slash.

    :param timeout: seconds to wait for the connection, and again for the answer to be complete.
    :param retries: extra tries after 429, 502, 503, 504 and lost connections.
    :param settle_timeout: seconds for which a POST that may have been applied is looked for before it is sent again.
    :param at_once: how many requests may be under way at a time, whatever the number of threads that ask for one.
    :param clock: what pauses and waits go by.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        validate_certs: bool = True,
        ca_path: Optional[str] = None,
        allow_http: bool = False,
        timeout: int = 30,
        retries: int = 4,
        page_size: int = 100,
        settle_timeout: int = 300,
        at_once: int = AT_ONCE,
        clock: Optional[Clock] = None,
    ) -> None:
        self.origin = check_url(url, allow_http)
        if not token.strip() or " " in token.strip() or not token.isprintable() or not token.isascii():
            raise InputError("sde_token: it is empty or contains characters that are not valid in a token; give the API token alone")
        for name, value, least, most in (
            ("timeout", timeout, 1, 3600),
            ("retries", retries, 0, 100),
            ("page_size", page_size, 1, 10_000),
            ("settle_timeout", settle_timeout, 0, 86_400),
        ):
            check_range(name, value, least, most)
        verify = validate_certs and session.certificates(self.origin, ca_path)
        session.check_proxy(self.origin)
        if not validate_certs:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        self.timeout = timeout
        self.retries = retries
        self.settle_timeout = settle_timeout
        self.clock = clock or Clock()
        self.at_once = at_once
        self._turns = Turns(at_once)
        self._page_size = page_size
        self._pauses = _Pauses(
            total=retries, backoff_factor=0.5, allowed_methods=None, status_forcelist=answers.RETRIED, raise_on_status=False
        )
        self._session = session.session(token.strip(), verify, at_once)

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._session.close()

    def get(self, path: str, query: Optional[Mapping[str, Any]] = None) -> answers.Answer:
        """Read; tried again where the server or the line fails."""
        return self._exchange("GET", path, query=query)

    def text(self, path: str, media: str) -> str:
        """Read what is not JSON but text of a type; empty where the answer has no body.

        :param media: the type, which the server is asked for before JSON, in which it says why it refuses.
        """
        return self._exchange("GET", path, media=media).text

    def look(self, method: str, path: str, query: Optional[Mapping[str, Any]] = None, media: str = "") -> answers.Answer:
        """Read, and return any answer, including a refusal, a redirect or a page.

        :param media: the type of text to ask for before JSON.
        :raises RequestError: there is none, or that of a gateway, after all tries.
        """
        return self._exchange(method, path, query=query, media=media, accept=lambda answer: answer)

    def send(self, method: str, path: str, body: Any = None, *, repeatable: bool = False) -> answers.Answer:
        """Write. What may not be done twice (POST, unless ``repeatable``) is repeated only if it surely did not land."""
        return self._exchange(method, path, body=body, repeatable=repeatable or method != "POST")

    def compose(self, path: str, body: Mapping[str, Any], seconds: float) -> answers.Answer:
        """POST once, and return the answer with any status, except those of a gateway or for throttling.

        :param seconds: to wait for the answer, in place of C(timeout).
        :raises RequestError: no answer came, or it is 429, 502, 503 or 504.
        """
        return self._exchange("POST", path, body=body, repeatable=False, seconds=seconds, accept=lambda answer: answer)

    def tries(self) -> Tries:
        """Return the tries of what takes more than one exchange."""
        return Tries(self._pauses, self.clock)

    def pages(self, path: str, query: Optional[Mapping[str, Any]] = None, at_once: Optional[int] = None) -> Iterator[paging.Page]:
        """The pages of a list, in order; several are read in parallel once the second one is requested.

        :param at_once: how many; 1 for a caller that needs only the first pages.
        """
        wanted = {"page_size": self._page_size, **(query or {})}
        return paging.pages(partial(self.get, path), wanted, at_once or self.at_once, self.clock)

    def _exchange(
        self,
        method: str,
        path: str,
        *,
        query: Optional[Mapping[str, Any]] = None,
        body: Any = None,
        repeatable: bool = True,
        seconds: Optional[float] = None,
        accept: Callable[[answers.Answer], answers.Answer] = answers.Answer.checked,
        media: str = "",
    ) -> answers.Answer:
        url = self.origin + API + path
        tries = self.tries()
        redirects = 0
        doubtful = False  # whether any of the tries may have been applied
        with Turn(self._turns) as turn:
            while True:
                answer = None
                try:
                    answer = self._once(method, url, query, body, seconds or self.timeout, media)
                    if answer.redirect and method == "GET" and redirects < _MOST_REDIRECTS and self._is_ours(answer.redirect):
                        redirects, url, query = redirects + 1, answer.redirect, None
                        continue
                    if answer.status not in answers.RETRIED:
                        return accept(answer)
                    failure = answer.error()
                except RequestError as error:
                    failure = error
                doubtful = doubtful or failure.applied is None
                failure.applied = None if doubtful else False
                if not failure.retryable or (failure.applied is None and not repeatable):
                    raise failure
                if answer is not None and answer.asks_to_wait:
                    turn.alone(failure)
                tries.again(failure, answer)

    def _is_ours(self, url: str) -> bool:
        return url.startswith(self.origin + API) and ".." not in unquote(url)

    def _once(self, method: str, url: str, query: Optional[Mapping[str, Any]], body: Any, seconds: float, media: str) -> answers.Answer:
        """One request and its complete answer, when there is room for it; a RequestError where there was none."""
        with self._turns.sending:
            self.clock.check()
            return self._sent(method, url, query, body, seconds, media)

    def _sent(self, method: str, url: str, query: Optional[Mapping[str, Any]], body: Any, seconds: float, media: str) -> answers.Answer:
        try:
            response = self._session.request(
                method,
                url,
                params=dict(query or {}),
                json=body,
                headers={"Accept": f"{media}, application/json;q=0.5"} if media else None,
                timeout=(self.timeout, seconds),
                allow_redirects=False,
                stream=True,
                verify=self._session.verify,
            )  # said again, since the environment has precedence over what the session says
            return answers.Answer.read(response, method, media)
        except UnicodeEncodeError:
            raise InputError(
                f"{method} {url}: the task gives a character that does not exist (half a surrogate pair); "
                "correct the names that it looks for"
            ) from None
        except (OSError, urllib3.exceptions.HTTPError, http.client.HTTPException) as error:
            raise self._failure(method, url, error, seconds) from None

    def _failure(self, method: str, url: str, error: Exception, seconds: float) -> RequestError:
        """The error message for a request without an answer."""
        url = url.split("?", 1)[0]
        if isinstance(error, requests.exceptions.SSLError) and _is_untrusted(error):
            return RequestError(
                f"{self.origin}: its certificate was not accepted ({answers.reason(error)}); set ca_path to the PEM bundle of its CA",
                method=method,
                url=url,
            )
        if isinstance(error, requests.exceptions.ProxyError):
            return RequestError(
                f"{self.origin} was not reached through the proxy of the environment ({answers.reason(error)})",
                method=method,
                url=url,
                retryable=True,
            )
        inner = getattr(error.args[0], "reason", error.args[0]) if error.args else error
        if isinstance(inner, (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)) or _NO_TLS.search(str(error)):
            return RequestError(
                f"{self.origin} cannot be reached ({answers.reason(error)}); check sde_url and the network",
                method=method,
                url=url,
                retryable=True,
            )
        if isinstance(error, requests.exceptions.Timeout):
            return RequestError(
                f"{method} {url}: no complete answer within {seconds:g} s; check the network, or raise timeout",
                method=method,
                url=url,
                applied=None,
                retryable=True,
            )
        return RequestError(
            f"{method} {url}: the connection was lost before the answer was complete ({answers.reason(error)})",
            method=method,
            url=url,
            applied=None,
            retryable=True,
        )


def _is_untrusted(error: BaseException) -> bool:
    """Return whether a failure of TLS is about the certificate, not about the line."""
    text = str(error)
    return "CERTIFICATE_VERIFY_FAILED" in text or "doesn't match" in text
