# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A request that a task describes itself: its path, its query, its body. Pure functions.

This file is private to the collection. No message contains a value, only names of keys: a path may be an address with a password in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, Optional, Union
from urllib.parse import unquote_to_bytes

from .._api.client import API
from .._api.errors import InputError
from .._api.masks import PLACEHOLDER

#: A body as JSON has it for objects of the server.
Body = Union[dict[str, Any], list[Any]]

_EXAMPLE = "give a path below /api/v2/, such as users/me/"
_BEFORE = re.compile(rf"{API}|{API[1:]}|/")
_PATH = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,=:@/-]|%[0-9A-Fa-f]{2})*")

#: Characters that have a meaning in an address, or get one where a proxy decodes it.
_MEANING = frozenset("./\\%?#;")


def path_of(path: str) -> str:
    """Return a path below C(/api/v2/): without a leading slash, with a trailing one; empty for the top of the API.

    :raises InputError: it is not such a path, or part of it may lead elsewhere.
    """
    if not path.strip():
        raise InputError(f"path: it is empty; {_EXAMPLE}")
    if PLACEHOLDER in path:
        raise _with_placeholder("path")
    if "://" in path or path.startswith("//"):
        raise InputError(f"path: it is an address, but requests go to sde_url only; {_EXAMPLE}")
    if "?" in path or "#" in path:
        raise InputError("path: it contains a query or a fragment; give the query in the option query")
    if not _PATH.fullmatch(path):
        raise InputError(
            "path: it contains a blank, a control character, a backslash or another character that no path has; "
            "write such a character as a percent code (filter urlencode)"
        )
    below = path[_before(path) :]
    if "//" in below or below.startswith("/"):
        raise InputError("path: it contains two slashes in a row; look for a template in it that is empty")
    if re.match(r"api(?:/|$)", below, re.IGNORECASE):
        raise InputError(f"path: it does not lie below {API}; {_EXAMPLE}")
    if ".." in below or "." in below.split("/"):
        raise InputError(f"path: it contains .. or a part that is a dot; {_EXAMPLE}")
    _check_codes(below)
    return f"{below.rstrip('/')}/" if below else ""


def is_path(path: str) -> bool:
    """Return whether a text is such a path, so that it can be shown."""
    try:
        path_of(path)
    except InputError:
        return False
    return True


def _before(path: str) -> int:
    """Return the length of what stands before the path below the API."""
    found = _BEFORE.match(f"{path}/" if path.strip("/") == API.strip("/") else path)
    return min(found.end(), len(path)) if found else 0


def _check_codes(path: str) -> None:
    """Refuse percent codes of what has a meaning in an address, in any spelling that somebody may decode."""
    try:
        text = "".join(bytes.fromhex(code).decode("latin-1") for code in re.findall("%([0-9A-Fa-f]{2})", path))
        whole = unquote_to_bytes(path).decode()
    except UnicodeDecodeError:
        raise InputError("path: its percent codes are not those of text in UTF-8; use the filter urlencode") from None
    signs = unicodedata.normalize("NFKC", "".join(sign for sign in whole if not sign.isascii()))
    if _MEANING & {*text, *signs} or not whole.isprintable():
        raise InputError(
            "path: it contains the percent code of a dot, a slash, a backslash, another sign of addresses or a control character; "
            f"{_EXAMPLE}"
        )


def query_of(query: Optional[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the query that is sent; without what is null.

    :raises InputError: a value has no form in a query.
    """
    _check_texts(query, "query")
    return {key: _operand(value, f"query.{key}") for key, value in (query or {}).items() if value is not None}


def _operand(value: Any, where: str) -> Any:
    """Return a value as a query has it: booleans as JSON writes them, lists as one value after the other."""
    if isinstance(value, list) and not any(isinstance(item, (dict, list)) or item is None for item in value):
        return [_operand(item, where) for item in value]
    if isinstance(value, (dict, list)):
        raise InputError(f"{where}: it is not text, a number, a boolean or a list of these; give one of them")
    return str(value).lower() if isinstance(value, bool) else str(value)


def body_of(body: Any, secret_body: Optional[Mapping[str, Any]]) -> Optional[Body]:
    """Return the body that is sent, with the secret parts merged into it; None for none.

    :raises InputError: it is not what objects of the server are, or a key is given twice.
    """
    return _body(body, secret_body, lambda value: value)


def shown_body_of(body: Any, secret_body: Optional[Mapping[str, Any]]) -> Optional[Body]:
    """Return the same with the placeholder in place of each secret part."""
    return _body(body, secret_body, lambda _value: PLACEHOLDER)


def _body(body: Any, secret_body: Optional[Mapping[str, Any]], part: Callable[[Any], Any]) -> Optional[Body]:
    if body is not None and not isinstance(body, (dict, list)):
        hint = "; text of JSON becomes one with the filter from_json" if isinstance(body, str) else ""
        raise InputError(f"body: it is not a dictionary or a list; give one of them{hint}")
    _check_texts(body, "body")
    _check_texts(secret_body, "secret_body")
    if secret_body is None:
        return body
    if isinstance(body, list):
        raise InputError("secret_body: it cannot be merged into body, which is a list; give a dictionary in body")
    return _merged(body or {}, secret_body, part, "secret_body")


def _merged(body: Mapping[str, Any], secret: Mapping[str, Any], part: Callable[[Any], Any], where: str) -> dict[str, Any]:
    result = dict(body)
    for key, value in secret.items():
        place = f"{where}.{key}"
        if key not in result:
            result[key] = part(value)
        elif isinstance(result[key], dict) and isinstance(value, dict):
            result[key] = _merged(result[key], value, part, place)
        else:
            raise InputError(f"{place}: the key is also in body; give it once")
    return result


def _check_texts(value: Any, where: str) -> None:
    """Refuse texts that cannot be meant: the placeholder of results, and half a character."""
    if isinstance(value, dict):
        for key, item in value.items():
            _check_texts(str(key), where)
            _check_texts(item, f"{where}.{key}")
    elif isinstance(value, list):
        for place, item in enumerate(value):
            _check_texts(item, f"{where}[{place}]")
    elif isinstance(value, str):
        if PLACEHOLDER in value:
            raise _with_placeholder(where)
        if any("\ud800" <= sign <= "\udfff" for sign in value):
            raise InputError(f"{where}: it contains half a surrogate pair, which is not a character; correct it")


def _with_placeholder(where: str) -> InputError:
    return InputError(f"{where}: it contains {PLACEHOLDER}, which stands for a secret in results; give the value itself, or leave it out")
