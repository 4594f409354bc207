# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The form in which the value of a param is sent: as data of JSON, or as text. Pure functions.

This file is private to the collection. SD Elements keeps most params as text: a list as its comma list, a mapping as its JSON text. Newer
params, such as status mappings, are objects or lists. What a server shows or describes decides.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Optional

from .._api.masks import structure_of, surely_plain
from .._api.secret_names import is_secret_key, spellings
from .compare import is_nested, parts
from .dialect import is_system


def sent_as(key: str, value: Any, shown: Any = None, described: Optional[type] = None, others: Iterable[Any] = ()) -> Any:
    """Return the value of a param as it is sent.

    Text stays text, booleans stay booleans, and other scalars become text. A list or mapping is sent as such where the param is known to
    be one, else as text. An empty value takes the form that the param has.

    :param value: what the task gives.
    :param shown: what the object itself has, or else its parent.
    :param described: the form by the server's own description: C(dict), C(list) or C(str); None where that does not say it.
    :param others: what other objects of the same system have under this key.
    """
    if isinstance(value, bool):
        return value
    if not has_any_form(value):
        return str(value)
    form = _form(key, shown, described, others)
    if value is None or value == "":
        return "" if form is None else form()
    if form in (dict, list):
        return list(value) if isinstance(value, tuple) else value
    if is_nested(value) or any(isinstance(each, str) and isinstance(structure_of(each), list) for each in (shown, *others)):
        return json.dumps(value)
    return ",".join(parts(value))


def has_any_form(value: Any) -> bool:
    """Return whether a value is sent in the form that its param has: a list, a mapping, or nothing."""
    return isinstance(value, (dict, list, tuple)) or value is None or value == ""


class Seen:
    """The values of params that objects of each system have, as far as they were read.

    :param objects: the system and the params of each object.
    """

    def __init__(self, objects: Iterable[tuple[Optional[Mapping[str, Any]], Mapping[str, Any]]] = ()) -> None:
        self._objects = tuple(objects)
        self._under: dict[tuple[Optional[str], str], list[Any]] = {}

    def under(self, system: Optional[str], key: str) -> list[Any]:
        """Return the values that objects of a system, or of any, have under a key."""
        if (system, key) not in self._under:
            self._under[system, key] = [
                params[key] for shown, params in self._objects if key in params and (system is None or is_system(system, shown))
            ]
        return self._under[system, key]


def hint_on_text(given: Mapping[str, Any], sent: Mapping[str, Any], message: str) -> str:
    """Return what to add to the message of a refused request whose cause may be a param that was sent as text; empty for no such param."""
    names = sent_as_text(given, sent, message)
    if not names:
        return ""
    return (
        f"; {', '.join(names)} {'was' if len(names) == 1 else 'were'} sent as JSON text, since nothing that this server describes or shows "
        "is an object or a list there; if it has to be one, set it once in the web interface and run the task again"
    )


def sent_as_text(given: Mapping[str, Any], sent: Mapping[str, Any], message: str) -> list[str]:
    """Return the names of mappings and nested lists that were sent as text and that may be why the server refused the request.

    :param given: the params of the task.
    :param sent: the same params as they were sent.
    :param message: what the server answered. If it names params, they alone count.
    """

    def named(key: str) -> bool:
        return any(re.search(rf"\b{re.escape(name)}\b", message) for name in spellings(key))

    as_text = [key for key, value in given.items() if is_nested(value) and isinstance(sent.get(key), str)]
    return sorted(filter(named, as_text) if any(map(named, sent)) else as_text)


def _form(key: str, shown: Any, described: Optional[type], others: Iterable[Any]) -> Optional[type]:
    """Return the form of a param: C(dict), C(list), C(str), or None where nothing says it.

    One list or mapping of the object or of the description is enough, since text there may have been written by a client, or may be a
    type whose name is not known. The same holds among other objects.
    """
    own, theirs = _form_of(key, shown), [form for each in others if (form := _form_of(key, each))]
    for forms in ([own, described], theirs):
        said = [form for form in forms if form]
        if said:
            return next((form for form in said if form is not str), str)
    return None


def _form_of(key: str, value: Any) -> Optional[type]:
    """Return the form of a value that a server shows; None for what does not say it: empty text, numbers, masks."""
    if isinstance(value, (dict, list)):
        return None if is_secret_key(key) else type(value)
    return str if isinstance(value, str) and value.strip() and surely_plain(key, value) else None
