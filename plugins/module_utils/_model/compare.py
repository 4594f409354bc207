# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Return whether two values of a param mean the same. Pure functions.

This file is private to the collection. SD Elements keeps most params as text, answers some of them as
numbers or booleans (C(sde_min_priority) is C("7") on a connector and C(7) on a connection: pages ALM
Connectors and ALM Connections), most lists as text with commas and most mappings as JSON text.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any, Optional

from .._api.json_text import parsed

#: Comma lists whose order has no meaning (check boxes in the product); every other comma list is ordered:
#: of ``jira_done_statuses`` the first one is the status that closes an issue.
SET_KEYS = frozenset(
    {
        "alm_phases",
        "sde_statuses_in_scope",
        "sde_tags_filter",
        "sde_verification_filter",
        "selected_tasks",
    }
)

_TRUTHS = {"true": True, "1": True, "false": False, "0": False}


def equal(key: str, one: Any, other: Any) -> bool:
    """Return whether two values of the param ``key`` mean the same. Symmetric; missing, null and empty are one."""
    if type(one) is type(other) and _same_data(one, other):
        return True  # a shortcut for most params: the checks below would give the same result
    if _holds_nothing(one) and _holds_nothing(other):
        return True
    if isinstance(one, (list, tuple)) or isinstance(other, (list, tuple)) or is_list(key):
        return _same_list(one, other, set if key in SET_KEYS else list)
    if isinstance(one, bool) or isinstance(other, bool):
        return truth(one) is not None and truth(one) == truth(other)
    left, right = _structure(one), _structure(other)
    if left is not None or right is not None:
        return _same_data(left, right)
    if isinstance(one, (int, float)) or isinstance(other, (int, float)):
        return _number(one) is not None and _number(one) == _number(other)
    return _same_text(shown(one), shown(other))


def _same_data(one: Any, other: Any) -> bool:
    """Return whether two values are the same at every depth. Python takes true for 1, JSON does not."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same_data(value, other[key]) for key, value in one.items())
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(_same_data, one, other))
    return isinstance(one, bool) is isinstance(other, bool) and bool(one == other)


def is_list(key: str) -> bool:
    """Return whether the values of a param are lists by its name."""
    return key in SET_KEYS or key.endswith("_statuses")


def _same_list(one: Any, other: Any, kind: Callable[[list[str]], Any]) -> bool:
    if is_nested(one) or is_nested(other):
        return _same_data(_structure(one), _structure(other))
    return _same_parts(one, other, kind)


def _same_text(one: str, other: str) -> bool:
    """Return whether two texts are the same; of booleans the case does not count."""
    return one == other or (one.lower() == other.lower() and one.lower() in ("true", "false"))


def canonical_text(key: str, value: Any) -> str:
    """Return a value, in the form in which it is sent, as one text. Two values with one text are equal."""
    structure = _structure(value)
    if is_nested(structure):
        return json.dumps(structure, ensure_ascii=False, sort_keys=True) if structure else ""
    if isinstance(value, list) and any("," in item for item in parts(value)):  # not the comma list of the same text
        return json.dumps(sorted(set(parts(value))) if key in SET_KEYS else parts(value), ensure_ascii=False)
    if isinstance(structure, list) or is_list(key):
        items = parts(value if structure is None else structure)
        return ",".join(sorted(set(items)) if key in SET_KEYS else items)
    text = shown(value)
    return text.lower() if text.lower() in ("true", "false") else text


def _holds_nothing(value: Any) -> bool:
    return shown(value) == "" or _structure(value) in ({}, [])


def is_nested(value: Any) -> bool:
    """Return whether a value cannot be written as a comma list: a mapping, or a list that holds more than scalars."""
    if isinstance(value, (list, tuple)):
        return any(isinstance(item, (dict, list, tuple)) for item in value)
    return isinstance(value, dict)


def shown(value: Any) -> str:
    """A scalar as the text by which it is compared."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value).strip()


def truth(value: Any) -> Optional[bool]:
    """A boolean, also as text or as 1 and 0; None for anything else."""
    return None if isinstance(value, (dict, list, tuple)) else _TRUTHS.get(shown(value).lower())


def _number(value: Any) -> Optional[float]:
    """A number, also as text; integers exactly."""
    text = shown(value)
    if not text.isascii() or "_" in text:
        return None
    for kind in (int, float):
        try:
            number: float = kind(text)
        except ValueError:
            continue
        return number if kind is int or math.isfinite(number) else None
    return None


def parts(value: Any) -> list[str]:
    """The items of a list, or of its comma list, as text."""
    items = value if isinstance(value, (list, tuple)) else shown(value).split(",")
    return [part for part in map(shown, items) if part]


def _same_parts(one: Any, other: Any, kind: Callable[[list[str]], Any]) -> bool:
    """Return whether two lists have the same items; each may be a list, its comma list, or its JSON text."""
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return bool(kind(parts(one)) == kind(parts(other)))
    comma_lists = [parts(",".join(parts(each))) for each in (one, other)]
    json_lists = [_structure(each) if isinstance(_structure(each), list) else each for each in (one, other)]
    return bool(kind(comma_lists[0]) == kind(comma_lists[1]) or kind(parts(json_lists[0])) == kind(parts(json_lists[1])))


def _structure(value: Any) -> Any:
    """The mapping or list that a value is, or holds as JSON text; None where it holds none."""
    if isinstance(value, (dict, list, tuple)):
        return json.loads(json.dumps(value, default=str))
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            return parsed(value.strip())
        except ValueError:
            return None
    return None
