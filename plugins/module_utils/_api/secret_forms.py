# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms in which a secret is sent or repeated, and its positions within a text that is not secret itself. Pure functions.

This file is private to the collection.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any
from urllib.parse import quote, quote_plus

from .json_text import DEEPEST
from .secret_names import is_secret_key

#: Secrets at least this long do not occur in other text by chance, so they are replaced anywhere.
LONG_ENOUGH = 8

#: A user with a password before a host, or a token alone. What begins with a number and a slash is a port.
_PASSWORD = re.compile(r"://[^\s/:@]{0,99}:(?!\d{1,5}(?:[/?#]|$))([^\s@]{1,500})@|https?://([^/\s?#@:]{16,500})@", re.IGNORECASE)
_PAIR = re.compile(r"(?<![\w.\-\[\]])([\w.\-\[\]]{1,99})=([^&#;\s]+)")
_QUERY_SECRETS = frozenset(("key", "sig", "signature", "code", "auth", "sas"))
_HEADER = re.compile(r"\bauthori[sz]ation\b[\"']?\s*[:=]\s*\S|\b(?:bearer|basic)\s+[A-Za-z0-9+/=._~-]{16,}", re.IGNORECASE)

#: The same with what signs in; a name and its value in quotes, as Python and JSON write them; a name and a value that is not a word.
_SIGNED = re.compile(
    r"\b(?:authori[sz]ation\b[\"']?\s*[:=]\s*[\"']?(?:(?:token|bearer|basic)\s+)?|(?:bearer|basic)\s+)"
    r"([A-Za-z0-9+/=._~-]{8,})",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"']([\w.\-]{1,99})[\"']\s{0,9}[:=]\s{0,9}((?P<mark>[\"'])(?:(?!(?P=mark)).){1,500}(?P=mark))", re.DOTALL)
_NAMED = re.compile(r"(?<![\w.\-])([\w.\-]{1,99}):\s{1,9}((?=[^\s\d]{0,99}\d)[^\s,;\"']{6,500})")


def _pairs(text: str) -> Iterator[str]:
    """The values of secret-looking keys in the query of an address or in a list of settings."""
    if "=" in text:
        address = "://" in text or text.startswith("/")
        for key, value in _PAIR.findall(text):
            if is_secret_key(key) or (address and key.lower() in _QUERY_SECRETS):
                yield value


def is_login(text: str) -> bool:
    """Return whether a text is an address with a password or a token, a header that authenticates, or settings with a secret."""
    return bool(_PASSWORD.search(text) or _HEADER.search(text) or any(_pairs(text)))


def secrets_within(text: str) -> list[str]:
    """The passwords and tokens of addresses and settings that a text holds."""
    return [*filter(None, chain.from_iterable(_PASSWORD.findall(text))), *_pairs(text)]


def revealed(text: str) -> list[tuple[int, int]]:
    """Find passwords and tokens in a text: in addresses, settings, headers, and beside their names."""
    if "=" not in text and ":" not in text and "earer " not in text and "asic " not in text:
        return []
    address = "://" in text or text.startswith("/")
    places = [match.span(1 if match[1] else 2) for match in _PASSWORD.finditer(text)]
    places += [
        match.span(2) for match in _PAIR.finditer(text) if is_secret_key(match[1]) or (address and match[1].lower() in _QUERY_SECRETS)
    ]
    places += [match.span(2) for pattern in (_QUOTED, _NAMED) for match in pattern.finditer(text) if is_secret_key(match[1])]
    return sorted(places + [match.span(1) for match in _SIGNED.finditer(text)])


def leaves(value: Any, depth: int = 0) -> Iterator[Any]:
    """The texts and numbers of a structure."""
    if depth > DEEPEST:
        return
    if isinstance(value, (dict, list, tuple)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from leaves(item, depth + 1)
    elif value is not None and not isinstance(value, bool):
        yield value


def forms_of_structure(value: Any) -> list[str]:
    """A list or a mapping as text: JSON with and without blanks, as Python writes it, a comma list."""
    try:
        forms = [
            json.dumps(value, default=str, ensure_ascii=ensure, separators=separators)
            for ensure in (True, False)
            for separators in ((", ", ": "), (",", ":"))
        ]
        forms.append(str(value))
    except (RecursionError, TypeError):
        return []
    return forms if isinstance(value, dict) else [*forms, *(separator.join(map(str, leaves(value))) for separator in (",", ", "))]


def forms_of(secret: str) -> set[str]:
    """A secret as it is sent, or as somebody else may quote it."""
    page = html.escape(secret)
    signs = {
        secret,
        html.escape(secret, quote=False),
        page,
        page.replace("&#x27;", "&#39;"),
        page.replace("&quot;", "&#34;"),
        page.replace("&#x27;", "'"),
        repr(secret)[1:-1],
    }
    for ensure in (True, False):
        escaped = json.dumps(secret, ensure_ascii=ensure)[1:-1]
        signs |= {escaped, escaped.replace("/", "\\/"), json.dumps(escaped, ensure_ascii=ensure)[1:-1]}
    encoded = secret.encode("utf-8", "surrogatepass")
    codes = {quote(encoded, safe=""), quote(encoded), quote_plus(encoded)}
    codes |= {re.sub("%[0-9A-F]{2}", lambda code: code.group().lower(), form) for form in codes}
    lines = {line.strip() for line in secret.splitlines() if len(line.strip()) >= LONG_ENOUGH}
    forms = {form for text in signs for form in (text, " ".join(text.split()))} | codes | lines | _in_base64(encoded)
    return {form for form in forms if form}


def _in_base64(secret: bytes) -> set[str]:
    """A secret in base64: alone, and what is left of it after any other bytes, such as C(user:)."""
    forms = set()
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        alone = encode(secret).decode()
        forms |= {alone, alone.rstrip("=")}
        for before in (1, 2):
            within = encode(b"\0" * before + secret).decode().rstrip("=")
            forms.add(within[before + 1 : -1])
        forms.add(alone.rstrip("=")[:-1])
    return {form for form in forms if len(form) >= LONG_ENOUGH}
