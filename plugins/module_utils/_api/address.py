# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses: of the server, as the task gives it, and of others, as messages show them. Pure functions.

This file is private to the collection. An address may contain a secret anywhere: before the C(@), in the query, or in place
of the host. So of an address that is refused no more is shown than a host that cannot be anything else.
"""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv6Address

from .errors import InputError

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_EXAMPLE = "give the address as https://sde.example.com"

_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_HOST = r"\[[0-9a-f:.]+\]|[a-z0-9._-]+"
_AUTHORITY = re.compile(rf"({_HOST})(?::([0-9]*))?", re.IGNORECASE | re.ASCII)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_PROXY = re.compile(rf"(?:([a-z][a-z0-9+.-]*)://(?:[^/?#\s]*@)?)?({_HOST})(?::([0-9]+))?/?", re.IGNORECASE | re.ASCII)
_SHOWN = re.compile(rf"https?://(?:{_HOST})(?::[0-9]{{1,5}})?(?:/[!-~]{{0,200}})?", re.IGNORECASE | re.ASCII)


def check_url(url: str, allow_http: bool = False) -> str:
    """The origin of C(sde_url) without a trailing slash.

    :raises InputError: it is not the address of a server; without what may be a secret in it.
    """
    text = url.strip()
    scheme = _SCHEME.match(text)
    if "@" in text and not scheme:
        raise InputError(
            "sde_url: it has the form token@host; give the host in sde_url, as https://sde.example.com, and the token in sde_token"
        )
    if "@" in text:
        raise InputError("sde_url: it contains a user name or a password; leave them out, the token belongs in sde_token")
    if not text.isascii() or not text.isprintable() or " " in text or "\\" in text:
        raise InputError(
            "sde_url: it contains a blank, a control character, a backslash or a letter that is not ASCII; "
            f"{_EXAMPLE}, an international name in its form xn--..."
        )
    if not scheme:
        raise InputError(f"sde_url: it is not a http(s) URL; {_EXAMPLE}")
    authority, rest = re.fullmatch(r"([^/?#]*)(.*)", text[scheme.end() :], re.DOTALL).groups()  # type: ignore[union-attr] # matches any text
    parts = _AUTHORITY.fullmatch(authority)
    host, port = (parts[1].lower(), parts[2]) if parts else ("", None)
    if not _is_host(host):
        raise InputError(f"sde_url: its host is not valid; {_EXAMPLE}")
    if port and not _is_port(port):
        raise InputError(f"sde_url: the port of {scheme[0].lower()}{host} is not valid; give a number from 1 to 65535, or leave it out")
    origin = scheme[0].lower() + host + (f":{int(port)}" if port else "")
    if rest.strip("/"):
        raise InputError(f"sde_url: {origin} is followed by more than an address; leave out everything after the host and port")
    if scheme[0].lower() == "http://" and not allow_http and host not in _LOOPBACK:
        raise InputError(f"sde_url: {origin} would send the token unencrypted; use https://, or set allow_http: true")
    return origin


def is_origin(url: object) -> bool:
    """Return whether a text is the address of a server and nothing more, so that it can be shown."""
    try:
        return bool(check_url(str(url), allow_http=True))
    except InputError:
        return False


def proxy_parts(proxy: str) -> tuple[str, bool]:
    """The scheme of a proxy's address (C(http) where it has none), and whether the rest of it is valid."""
    parts = _PROXY.fullmatch(proxy.strip())
    if parts is None:
        return "", False
    return (parts[1] or "http").lower(), _is_host(parts[2].lower()) and (not parts[3] or _is_port(parts[3]))


def shown(url: str) -> str:
    """An address of somebody else as a message shows it: without user, password, query and fragment, or not at all."""
    text = re.split("[?#;]", url, maxsplit=1)[0]
    return text if _SHOWN.fullmatch(text) and "@" not in text else "another address"


def _is_host(host: str) -> bool:
    if host.startswith("["):
        try:
            return bool(IPv6Address(host[1:-1]))
        except AddressValueError:
            return False
    labels = host[:-1].split(".") if host.endswith(".") else host.split(".")
    return len(host) <= 254 and all(map(_LABEL.fullmatch, labels))


def _is_port(port: str) -> bool:
    return len(port) <= 5 and 1 <= int(port) <= 65535
