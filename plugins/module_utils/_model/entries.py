# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The entries of C(config).

This file is private to the collection. Ansible's own check of nested options costs more than the whole comparison of
a connection. So entries that Ansible would return unchanged are not checked by it; all others are converted by it. What it would refuse
is reported for all entries together, each with its place in the list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Optional

from .problems import Problem
from .references import ExternalId, close_names, did_you_mean, refusal

#: Whether Ansible takes a value for an option with this specification.
Accepts = Callable[[dict[str, Any], Any], bool]

_TYPES: dict[str, type[Any]] = {"str": str, "dict": dict, "int": int, "bool": bool, "list": list, "raw": object}

#: What messages call the types of options.
_KINDS = {"str": "text", "dict": "a dictionary", "int": "a whole number", "bool": "a boolean", "list": "a list of texts"}

#: Characters of a refused value that are shown.
_SHOWN = 60

#: Digits; no option is a longer number, and Python refuses to write numbers of thousands of digits.
_LONGEST_NUMBER = 19


def without_entries(arguments: Mapping[str, Any], options: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return arguments whose list has no entries, for Ansible's own check of all other options; and the list, if there is one."""
    config = arguments.get("config")
    if not options.get("config", {}).get("options") or not isinstance(config, list):
        return dict(arguments), {}
    return {**arguments, "config": []}, {"config": config}


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
    """Return whether an option says no more than what C(_is_right) looks at, and a default that is right."""
    return (
        option.get("type") in _TYPES
        and not option.get("no_log")
        and ("elements" not in option or (option["type"], option["elements"]) == ("list", "str"))
        and option.keys() <= {"type", "choices", "default", "elements", "no_log"}
        and (option.get("default") is None or _is_right(option["default"], option))
    )


def _is_right(value: Any, option: Mapping[str, Any]) -> bool:
    """Return whether a value has the type of its option without a conversion, and is one of its choices."""
    kind = _TYPES[option["type"]]
    if not isinstance(value, kind) or (kind is int and _is_odd(value)):
        return False
    if "elements" in option and not all(isinstance(item, str) for item in value):
        return False
    return not option.get("choices") or value in option["choices"]


def wrong_entries(entries: Sequence[Any], options: Mapping[str, Any], accepts: Accepts) -> list[Problem]:
    """Return what is wrong with entries before any of their values are looked at: options, their types and choices.

    :param accepts: whether Ansible takes a value for an option of this specification, as it is or converted.
    """
    return [problem for index, entry in enumerate(entries) for problem in _problems(entry, index, options, accepts)]


def all_refer(entries: Sequence[Mapping[str, Any]], options: Mapping[str, Any]) -> bool:
    """Return whether all entries have an id or a name wherever an option takes one."""
    names = [name for name, option in options.items() if option["type"] == "raw"]
    return not any(name in entry and refusal(name, entry[name]) for entry in entries for name in names)


def wrong_references(arguments: Mapping[str, Any], options: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong with the options that take an id or a name, or a list of them."""
    found = []
    for name, option in options.items():
        value = arguments.get(name)
        values = [value] if _is_reference(option) else value if option.get("elements") == "raw" else []
        found += [Problem.of(error) for each in values or () if each is not None and (error := refusal(name, each))]
    return found


def _is_reference(option: Mapping[str, Any]) -> bool:
    """Return whether an option takes an id or a name. One of the same type that may contain secrets takes data."""
    return option.get("type") == "raw" and "no_log" not in option


def _problems(entry: Any, index: int, options: Mapping[str, Any], accepts: Accepts) -> Iterator[Problem]:
    if not isinstance(entry, Mapping):
        yield Problem("it is not a dictionary; give the options of one object", index=index)
        return
    label = _label(entry)
    for name, value in entry.items():
        option = options.get(name) if isinstance(name, str) else None
        if option is None:
            close = close_names(str(name), options)
            yield Problem(
                f"{name}: there is no such option{did_you_mean(close)}", index=index, label=label, option=str(name), nearest=close
            )
        elif option["type"] == "raw" or not _is_right(value, option):
            yield from _wrong_value(name, value, option, accepts, index, label)


def _wrong_value(name: str, value: Any, option: Mapping[str, Any], accepts: Accepts, index: int, label: str) -> Iterator[Problem]:
    choices, kind = option.get("choices"), option["type"]
    if kind == "raw":
        error = refusal(name, value)
        if error:
            yield Problem.of(error, index, label)
    elif (kind == "str" and isinstance(value, (Mapping, list, tuple))) or not accepts(
        {"type": kind, "elements": option.get("elements")}, value
    ):
        yield Problem(f"{name}: its value is not {_KINDS[kind]}; give {_KINDS[kind]}", index=index, label=label, option=name)
    elif choices and str(value) not in choices:
        close = close_names(str(value), choices)
        yield Problem(
            f"{name}: {str(value)[:_SHOWN]!r} is not one of {', '.join(choices)}{did_you_mean(close)}",
            index=index,
            label=label,
            option=name,
            nearest=close,
        )


def _label(entry: Mapping[str, Any]) -> str:
    """The label of an entry's object in messages, if text names it."""
    alias, name, project, external_id = (entry.get(key) for key in ("alias", "name", "project", "external_id"))
    place = ExternalId(external_id) if isinstance(external_id, str) else project
    if isinstance(alias, str):
        return f"connection {alias!r}" + (f" of project {place!r}" if isinstance(place, (str, int, ExternalId)) else "")
    return f"connector {name!r}" if isinstance(name, str) else ""
