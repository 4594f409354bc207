# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The entries of C(config).

This file is private to the collection. Ansible's own check of nested options costs more than the whole comparison of
a connection. So entries that are plainly right are taken as they are, and all others go to Ansible, whose words the
user then gets.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

_TYPES = {"str": str, "dict": dict, "int": int, "bool": bool, "list": list}

#: Digits; no option is a longer number, and Python refuses to write numbers of thousands of digits.
_LONGEST_NUMBER = 19


def with_numbers(arguments: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments in which a value of a numeric option that is not a number in digits is text that Ansible refuses.

    Ansible itself takes C(true) for 1, and ends with a traceback, or not at all, for infinity and for C(1e999999999).
    """
    checked = dict(arguments)
    for name, option in options.items():
        value = checked.get(name)
        if option.get("type") == "int":
            checked.update({name: in_digits(value)} if name in checked else {})
        elif option.get("options") and isinstance(value, list):
            checked[name] = [with_numbers(item, option["options"]) if isinstance(item, Mapping) else item for item in value]
    return checked


def in_digits(value: Any) -> Any:
    """Return a number as it is, and anything else that Ansible takes for one as text that it refuses."""
    if not _is_odd(value):
        return value
    return repr(str(value)[:_LONGEST_NUMBER] if isinstance(value, (bool, float, str)) else "a number of too many digits")


def _is_odd(value: Any) -> bool:
    if isinstance(value, str):
        return len(value.strip()) > _LONGEST_NUMBER or "e" in value.lower() or "inf" in value.lower()
    return isinstance(value, bool) or (isinstance(value, (int, float)) and not abs(value) < 10**_LONGEST_NUMBER)


def plainly_right(entries: Any, options: Mapping[str, Any]) -> Optional[list[dict[str, Any]]]:
    """The entries as they are given, or None if any has an unknown key or a value that would need a conversion."""
    if not isinstance(entries, list):
        return None
    accepted: dict[str, tuple[type, Any]] = {name: (_TYPES[option["type"]], option.get("choices")) for name, option in options.items()}
    checked = []
    for entry in entries:
        if not isinstance(entry, dict):
            return None
        for name, value in entry.items():
            if name not in accepted:
                return None
            kind, choices = accepted[name]
            if value is None:
                continue
            if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool) or (kind is int and _is_odd(value)):
                return None
            if choices and value not in choices:
                return None
            if isinstance(value, list) and not all(isinstance(item, str) for item in value):
                return None
        checked.append({name: value for name, value in entry.items() if value is not None})
    return checked
