# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The values that a user gives, as plain data that JSON can have. Pure functions.

This file is private to the collection. YAML and templates make more than that: dates, keys that are numbers, numbers that are not finite.
No message contains a value, only names of keys.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any

from .._api.errors import InputError

#: Maximum digits of a number. Python converts such a number to text with any configured limit.
LONGEST_NUMBER = 640

_TOO_LONG = 10**LONGEST_NUMBER

#: Keys that YAML makes of words, and that are shown in Python's way.
_READ_AS = {True: " (YAML reads on, yes and true so)", False: " (YAML reads off, no and false so)", None: " (YAML reads null and ~ so)"}

#: Converts a value of another type, or raises an InputError; it gets the value and its place.
Converter = Callable[[Any, str], Any]


def refused(value: Any, where: str) -> Any:
    """Refuse a value of a type that JSON does not have.

    :raises InputError: always.
    """
    raise InputError(
        f"{where}: a value of the type {_type_of(value)} cannot be sent; give text, a number, a boolean, a list or a dictionary"
    )


def _type_of(value: Any) -> str:
    """The name of a value's type, without what Ansible derives from it."""
    return next((each for each in type(value).__mro__[:-1] if each.__module__ == "builtins"), type(value)).__name__


def as_data(value: Any, where: str, other: Converter = refused) -> Any:
    """Return a copy of a value that has the types of JSON only; a date becomes its ISO text.

    :param where: the option, and the keys that lead to the value; empty for the options of a task.
    :param other: converts values of types that are not known here.
    :raises InputError: a key is not text, a number cannot be written, a type is not known.
    """
    if isinstance(value, str):
        return str.__str__(value)  # C(str()) may return text of the type that Ansible derives from it
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) >= _TOO_LONG:
            raise InputError(f"{where}: it is a number of more than {LONGEST_NUMBER} digits; put it in quotes")
        return int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise InputError(f"{where}: {float(value)} is not a number of JSON; give a number, or put it in quotes")
        return float(value)
    if isinstance(value, Mapping):
        return {_key(key, where): as_data(item, f"{where}.{key}" if where else key, other) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_data(item, f"{where}[{place}]", other) for place, item in enumerate(value)]
    if isinstance(value, (date, time)):
        return value.isoformat()
    return other(value, where)


def _key(key: Any, where: str) -> str:
    if isinstance(key, str):
        return str.__str__(key)
    if isinstance(key, (date, time)):
        shown = key.isoformat()
    elif key is None or isinstance(key, (int, float)) and abs(key) < _TOO_LONG:
        shown = str(key)
    else:
        shown = f"of more than {LONGEST_NUMBER} digits" if isinstance(key, int) else f"of the type {_type_of(key)}"
    hint = _READ_AS[key] if key is None or isinstance(key, bool) else ""
    raise InputError(f"{where or 'options'}: the key {shown} is not text; put it in quotes{hint}")
