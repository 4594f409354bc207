# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The entries of C(config).

This file is private to the collection. Ansible's own check of nested options costs more than the whole comparison of
a connection. So entries that Ansible would return unchanged are not checked by it; all others are, and the user gets
its error message.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Optional

_TYPES: dict[str, type[Any]] = {"str": str, "dict": dict, "int": int, "bool": bool, "list": list, "raw": object}

#: Digits; no option is a longer number, and Python refuses to write numbers of thousands of digits.
_LONGEST_NUMBER = 19


def for_ansible(arguments: Mapping[str, Any], argument_spec: Mapping[str, Any]) -> tuple[dict[str, Any], Optional[list[dict[str, Any]]]]:
    """Return a task's arguments as Ansible's check gets them, and the entries of C(config) that need no check, if all of them need none.

    Null in an entry is the same as an option left out, also of an option with choices, for which Ansible refuses it.
    """
    options, config = argument_spec.get("config", {}).get("options"), arguments.get("config")
    if not options or not isinstance(config, list):
        return with_numbers(arguments, argument_spec), None
    config = [{name: value for name, value in entry.items() if value is not None} if isinstance(entry, dict) else entry for entry in config]
    entries = plainly_right(config, options)
    return with_numbers({**arguments, "config": config if entries is None else []}, argument_spec), entries


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


def plainly_right(entries: Sequence[Any], options: Mapping[str, Any]) -> Optional[list[dict[str, Any]]]:
    """Return the entries as Ansible's check would, or None where only that check can decide.

    It decides where an entry has an unknown key or a value that is refused or converted, or where an option has more
    than a type, choices and a default: a fallback, for example.
    """
    if not all(map(_is_simple, options.values())):
        return None
    defaults = {name: option["default"] for name, option in options.items() if option.get("default") is not None}
    for entry in entries:
        if not isinstance(entry, dict) or not entry.keys() <= options.keys():
            return None
        if not all(_is_right(value, options[name]) for name, value in entry.items()):
            return None
    return [{**defaults, **entry} for entry in entries]


def _is_simple(option: Mapping[str, Any]) -> bool:
    """Whether an option says no more than what C(_is_right) looks at, and a default that is right."""
    return (
        option.get("type") in _TYPES
        and not option.get("no_log")
        and ("elements" not in option or (option["type"], option["elements"]) == ("list", "str"))
        and option.keys() <= {"type", "choices", "default", "elements", "no_log"}
        and (option.get("default") is None or _is_right(option["default"], option))
    )


def _is_right(value: Any, option: Mapping[str, Any]) -> bool:
    """Whether a value has the type of its option without a conversion, and is one of its choices."""
    kind = _TYPES[option["type"]]
    if not isinstance(value, kind) or (kind is int and _is_odd(value)):
        return False
    if "elements" in option and not all(isinstance(item, str) for item in value):
        return False
    return not option.get("choices") or value in option["choices"]
