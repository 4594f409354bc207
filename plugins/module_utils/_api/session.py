# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The session that requests are sent with: the token, certificates, proxies, and how answers are taken off the wire.

This file is private to the collection.
"""

from __future__ import annotations

import http.client
import io
import os
import re
import socket
import ssl
import time
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Optional, Union

from .address import proxy_parts
from .errors import InputError
from .libraries import HTTPAdapter, requests, urllib3

#: Answers before the final one (100, 102, 103). A server has a reason for one or two.
_MOST_INTERIM = 20

#: Where the environment names certificates, if C(ca_path) does not, in this order.
_CERTIFICATES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")

_HASHED = re.compile(r"[0-9a-f]{8}\.[0-9]+")
_PROXY_KINDS = ("http", "https", "socks4", "socks4a", "socks5", "socks5h")


class _Timed(io.RawIOBase):
    """The bytes of a socket for as many seconds as an answer may take, however slowly they drip."""

    def __init__(self, source: Any, seconds: float) -> None:
        self._source = source
        self._end = time.monotonic() + seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> Any:
        if time.monotonic() > self._end:
            raise socket.timeout("timed out")
        return self._source.readinto(buffer)

    def close(self) -> None:
        self._source.close()
        super().close()


class _FinalResponse(http.client.HTTPResponse):
    """An answer whose interim answers, which C(http.client) takes for the final one unless they are 100, were read and left."""

    def __init__(self, sock: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        seconds = sock.gettimeout()
        if seconds is not None:
            self.fp = io.BufferedReader(_Timed(self.fp.detach(), seconds))

    def _read_status(self) -> Any:
        for _interim in range(_MOST_INTERIM):
            line = super()._read_status()  # type: ignore[misc]
            if not 100 <= line[1] < 200 or line[1] == http.client.SWITCHING_PROTOCOLS:
                return line
            http.client.parse_headers(self.fp)
        raise http.client.HTTPException(f"got more than {_MOST_INTERIM} interim answers")


@lru_cache(maxsize=8)
def _final(pool: Any) -> Any:
    """A class of connection pools whose answers are final ones."""
    connection = type("Connection", (pool.ConnectionCls,), {"response_class": _FinalResponse})
    return type("Pool", (pool,), {"ConnectionCls": connection})


def _with_final_answers(manager: Any) -> Any:
    manager.pool_classes_by_scheme = {scheme: _final(pool) for scheme, pool in manager.pool_classes_by_scheme.items()}
    return manager


class _Adapter(HTTPAdapter):
    """Pools of connections, with and without a proxy."""

    def __init__(self, size: int, context: Optional[ssl.SSLContext]) -> None:
        self._tls: dict[str, Any] = {} if context is None else {"ssl_context": context}
        super().__init__(pool_maxsize=size)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **kwargs: Any) -> None:
        super().init_poolmanager(connections, maxsize, block, **kwargs, **self._tls)
        _with_final_answers(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        known = proxy in self.proxy_manager
        manager = super().proxy_manager_for(proxy, **kwargs, **self._tls)
        return manager if known else _with_final_answers(manager)


class _TokenAuth:
    """Sends the API token. An auth object of C(requests), since C(requests) would let C(~/.netrc) replace a plain header."""

    def __init__(self, token: str) -> None:
        self._header = f"Token {token}"

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = self._header
        return request


@lru_cache(maxsize=1)
def session(token: str, verify: Union[bool, str], connections: int) -> requests.Session:
    """The session of this process: the items of a loop share a process, and so the connections, if they check certificates alike."""
    from http.cookiejar import DefaultCookiePolicy

    made = requests.Session()
    made.auth = _TokenAuth(token)
    made.verify = verify
    made.headers.update({"Accept": "application/json", "Accept-Encoding": "gzip, deflate", "User-Agent": "sdelements.integrations"})
    made.get_redirect_target = lambda resp: None  # type: ignore[method-assign] # redirects are looked at by the client alone
    made.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapter = _Adapter(connections, _folder(verify) if isinstance(verify, str) else None)
    made.mount("https://", adapter)
    made.mount("http://", adapter)
    return made


def certificates(origin: str, ca_path: Optional[str]) -> Union[bool, str]:
    """The file or folder of CA certificates: C(ca_path), else what the environment names, else True: those that C(requests) brings along.

    :raises InputError: there are no certificates.
    """
    if ca_path:
        return _checked("ca_path", ca_path)
    name = next((name for name in _CERTIFICATES if os.environ.get(name)), None)
    return _checked(name, os.environ[name]) if name and origin.startswith("https:") else True


@lru_cache(maxsize=4)
def _checked(name: str, path: str) -> str:
    try:
        context = _folder(path) or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if os.path.isdir(path):
            found = context.cert_store_stats()["x509"] or any(_HASHED.fullmatch(entry) for entry in os.listdir(path))
        else:
            context.load_verify_locations(path)
            found = True
    except (OSError, ValueError):
        found = False
    if not found:
        raise InputError(
            f"{name}: {path} does not exist, cannot be read or contains no certificate; give a file of PEM certificates, "
            "or a folder of such files"
        )
    return path


def _folder(path: str) -> Optional[ssl.SSLContext]:
    """A TLS context for a folder of certificates without OpenSSL's hashes; None for anything else."""
    if not os.path.isdir(path) or any(_HASHED.fullmatch(entry) for entry in os.listdir(path)):
        return None
    context: ssl.SSLContext = urllib3.util.ssl_.create_urllib3_context()
    for file in sorted(Path(path).iterdir()):
        if file.suffix in (".pem", ".crt", ".cer"):
            context.load_verify_locations(file)
    return context


def check_proxy(origin: str) -> None:
    """Look at the proxy that the environment names for the server, before anything is sent.

    :raises InputError: it is not an address, or of a kind that is not supported; without its user and password.
    """
    proxies = requests.utils.get_environ_proxies(origin)
    proxy = requests.utils.select_proxy(origin, proxies)
    if not proxy:
        return
    names = [name for name in os.environ if name.lower().endswith("_proxy") and os.environ[name] == proxy]
    name = min(names, key=lambda each: (each.lower() == "all_proxy", each), default="proxy")
    scheme, valid = proxy_parts(proxy)
    if not valid or scheme not in _PROXY_KINDS:
        raise InputError(
            f"{name}: the address of the proxy in the environment is not valid or its kind is not supported; give it as "
            "http://proxy.example.com:3128, or name the server in no_proxy"
        )
    if scheme.startswith("socks") and find_spec("socks") is None:
        raise InputError(
            f"{name}: the proxy in the environment is a SOCKS proxy, which needs the Python package PySocks; install it, or "
            "name the server in no_proxy"
        )
