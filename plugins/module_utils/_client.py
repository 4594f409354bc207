# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP to one SD Elements server: token, JSON, retries, pages. Knows nothing of Ansible or of resources.

This file is private to the collection.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from functools import lru_cache
from http.cookiejar import DefaultCookiePolicy
from typing import Any, NamedTuple, Optional
from urllib.parse import parse_qsl, urljoin, urlsplit

from ansible_collections.sdelements.integrations.plugins.module_utils import _answers
from ansible_collections.sdelements.integrations.plugins.module_utils._clock import Clock
from ansible_collections.sdelements.integrations.plugins.module_utils._errors import (
    InputError,
    RequestError,
)
from ansible_collections.sdelements.integrations.plugins.module_utils._libraries import Retry, requests, urllib3

#: Below this path of the server's address everything lies (pages ALM Connectors, ALM Connections).
API = "/api/v2/"

#: Seconds; a server that asks for a longer pause is asked again after this one.
LONGEST_PAUSE = 60

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_MOST_REDIRECTS = 5


class Page(NamedTuple):
    """One page of a list: its objects, how many the whole list has (None: not said), and the page's methods."""

    objects: list[dict[str, Any]]
    total: Optional[int]
    answer: _answers.Answer


class _TokenAuth:
    """Sends the API token. An auth object of C(requests), since C(requests) would let C(~/.netrc) replace a plain header."""

    def __init__(self, token: str) -> None:
        self._header = f"Token {token}"

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = self._header
        return request


class _Pauses(Retry):
    """urllib3's back-off, with C(Retry-After) honoured up to a limit and a malformed one ignored."""

    def get_retry_after(self, response: Any) -> Optional[float]:
        try:
            seconds = super().get_retry_after(response)
        except urllib3.exceptions.InvalidHeader:
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

    def again(self, failure: RequestError, answer: Optional[_answers.Answer] = None) -> None:
        """Wait before the next try; raise the failure where there is none left."""
        raw = answer.raw if answer else None
        try:
            self._pauses = self._pauses.increment("", "", response=raw, error=None if answer else failure)
        except urllib3.exceptions.MaxRetryError:
            if self._count > 1:
                failure.message += f" (tried {self._count} times)"
            raise failure from None
        self._count += 1
        self._clock.sleep(self._pauses.before_next(raw))


def check_url(url: str, allow_http: bool = False) -> str:
    """The origin of ``sde_url`` without a trailing slash, or an InputError that says what is wrong with it."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise InputError(f"sde_url: {url!r} is no URL ({error}); give the address as https://sde.example.com") from None
    if parts.username is not None or parts.password is not None:
        raise InputError("sde_url: it holds a user name or a password; leave them out, sde_token is what signs in")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError(f"sde_url: {url!r} is no http(s) URL; give the address as https://sde.example.com")
    if parts.query or parts.fragment or parts.path.strip("/"):
        raise InputError(f"sde_url: {url!r} has more than an address; leave out everything after the host and port")
    if parts.scheme == "http" and not allow_http and parts.hostname not in _LOOPBACK:
        raise InputError(f"sde_url: {url!r} would send the token unencrypted; use https://, or set allow_http: true")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


@lru_cache(maxsize=1)
def _session(token: str, verify: bool | str, connections: int) -> requests.Session:
    """The session of this process: the items of a loop share a process, and so the connections, if they check certificates alike."""
    session = requests.Session()
    session.auth = _TokenAuth(token)
    session.verify = verify
    session.headers.update({"Accept": "application/json", "User-Agent": "sdelements.integrations"})
    session.get_redirect_target = lambda resp: None  # type: ignore[method-assign] # redirects are looked at here alone
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapter = requests.adapters.HTTPAdapter(pool_maxsize=connections)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


class Client:
    """Requests to one server. Paths are relative to C(/api/v2/) and end with a slash.

    :param timeout: seconds to wait for the connection, and again for the answer to be complete.
    :param retries: extra tries after 429, 502, 503, 504 and lost connections.
    :param settle_timeout: seconds for which a POST that may have been applied is looked for before it is sent again.
    :param clock: what pauses and waits go by.
    """

    def __init__(self, url: str, token: str, *, validate_certs: bool = True, ca_path: Optional[str] = None,
                 allow_http: bool = False, timeout: float = 30, retries: int = 4, page_size: int = 100,
                 settle_timeout: float = 300, connections: int = 8, clock: Optional[Clock] = None) -> None:
        self.origin = check_url(url, allow_http)
        if not token.strip() or not token.isprintable() or not token.isascii():
            raise InputError("sde_token: it is empty or holds characters that no token has; give the API token alone")
        for name, value, least in (("timeout", timeout, 1), ("retries", retries, 0), ("page_size", page_size, 1),
                                   ("settle_timeout", settle_timeout, 0)):
            if value < least:
                raise InputError(f"{name}: {value} is too small; give at least {least}")
        if ca_path and validate_certs:
            try:
                ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(ca_path)
            except OSError:
                raise InputError(f"ca_path: {ca_path} is not there, cannot be read or holds no certificate; give a PEM bundle") from None
        if not validate_certs:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        self.timeout = timeout
        self.retries = retries
        self.settle_timeout = settle_timeout
        self.clock = clock or Clock()
        self._page_size = page_size
        self._pauses = _Pauses(total=retries, backoff_factor=0.5, allowed_methods=None,
                               status_forcelist=_answers.RETRIED, raise_on_status=False)
        self._session = _session(token.strip(), (ca_path or True) if validate_certs else False, connections)

    def get(self, path: str, query: Optional[Mapping[str, Any]] = None) -> _answers.Answer:
        """Read; tried again where the server or the line fails."""
        return self._exchange("GET", path, query=query)

    def send(self, method: str, path: str, body: Optional[Mapping[str, Any]] = None,
             *, repeatable: bool = False) -> _answers.Answer:
        """Write. What may not be done twice (POST, unless ``repeatable``) is repeated only if it surely did not land."""
        return self._exchange(method, path, body=body, repeatable=repeatable or method != "POST")

    def pages(self, path: str, query: Optional[Mapping[str, Any]] = None) -> Iterator[Page]:
        """The pages of a list, whatever the server's way of paging: asked for, forced, capped or none at all.

        Of a C(next) link only the query is followed, at our own address: it may name a host behind a proxy,
        and the token goes nowhere else. The server's own C(next) decides, never our page size.
        """
        wanted: dict[str, Any] = {"page_size": self._page_size, **(query or {})}
        seen: set[str] = set()
        while True:
            answer = self.get(path, wanted)
            objects, total, following = _answers.page_of(answer)
            yield Page(objects, total, answer)
            if not following:
                return
            try:
                target = urlsplit(urljoin(answer.url, following))
            except ValueError:
                raise answer.error("its next page has no address") from None
            if target.path.rstrip("/") != urlsplit(answer.url).path.rstrip("/"):
                raise answer.error(f"its next page lies elsewhere ({target.netloc}{target.path}), where the token is not sent")
            if target.query in seen:
                raise answer.error("its pages go round in a circle")
            seen.add(target.query)
            wanted = dict(parse_qsl(target.query, keep_blank_values=True))

    def _exchange(self, method: str, path: str, *, query: Optional[Mapping[str, Any]] = None,
                  body: Optional[Mapping[str, Any]] = None, repeatable: bool = True) -> _answers.Answer:
        url = urljoin(self.origin + API, path)
        tries = Tries(self._pauses, self.clock)
        redirects = 0
        doubtful = False  # whether any of the tries may have been applied
        while True:
            answer = None
            try:
                answer = self._once(method, url, query, body)
                if answer.redirect and method == "GET" and redirects < _MOST_REDIRECTS and self._is_ours(answer.redirect):
                    redirects, url, query = redirects + 1, answer.redirect, None
                    continue
                if answer.status not in _answers.RETRIED:
                    return answer.checked()
                failure = answer.error()
            except RequestError as error:
                failure = error
            doubtful = doubtful or failure.landed is None
            failure.landed = None if doubtful else False
            if not failure.passing or (failure.landed is None and not repeatable):
                raise failure
            tries.again(failure, answer)

    def _is_ours(self, url: str) -> bool:
        return url.startswith(self.origin + API)

    def _once(self, method: str, url: str, query: Optional[Mapping[str, Any]],
              body: Optional[Mapping[str, Any]]) -> _answers.Answer:
        """One request and its complete answer; a RequestError where there was none."""
        try:
            response = self._session.request(
                method, url, params=dict(query or {}), json=body, timeout=self.timeout, allow_redirects=False, stream=True,
                verify=self._session.verify)  # said again, since the environment has precedence over what the session says
            return _answers.Answer.read(response, method, self.timeout)
        except requests.RequestException as error:
            raise self._failure(method, url, error) from None

    def _failure(self, method: str, url: str, error: requests.RequestException) -> RequestError:
        """What a request that got no answer means for the user."""
        if isinstance(error, requests.exceptions.SSLError) and _is_untrusted(error):
            return RequestError(f"{self.origin}: its certificate was not accepted ({_answers.reason(error)}); "
                                "set ca_path to the PEM bundle of its CA", method=method, url=url)
        if isinstance(error, requests.exceptions.ProxyError):
            return RequestError(f"{self.origin} was not reached through the proxy of the environment "
                                f"({_answers.reason(error)})", method=method, url=url, passing=True)
        inner = getattr(error.args[0], "reason", error.args[0]) if error.args else error
        if isinstance(inner, (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)):
            return RequestError(f"{self.origin} cannot be reached ({_answers.reason(error)}); check sde_url and the network",
                                method=method, url=url, passing=True)
        if isinstance(error, requests.exceptions.Timeout):
            return RequestError(f"{method} {url}: no complete answer within {self.timeout:g} s; see the option timeout",
                                method=method, url=url, landed=None, passing=True)
        return RequestError(f"{method} {url}: the connection was lost before the answer was complete "
                            f"({_answers.reason(error)})", method=method, url=url, landed=None, passing=True)


def _is_untrusted(error: BaseException) -> bool:
    """Whether a failure of TLS is about the certificate, not about the line."""
    text = str(error)
    return "CERTIFICATE_VERIFY_FAILED" in text or "doesn't match" in text
