# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of the server, normalised.

This file is private to the collection.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional, Union

from .compare import truth

_BOOLEANS = ("inaccessible", "debug_mode", "in_progress", "archived", "ready", "succeeded", "automatic")

#: Digits; databases have ids of at most 19.
_LONGEST_ID = 19


@dataclass(frozen=True, eq=False, repr=False)
class Remote:
    """An object of the server, normalised.

    :param name: its name or alias.
    :param fields: its fields besides params; the system always as an object, references as numbers.
    :param params: its params by their names inside the collection; None where the server does not show them.
    :param shows_params: whether the answer has C(params) at all.
    """

    id: int
    name: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    params: Optional[Mapping[str, Any]] = None
    shows_params: bool = False

    @classmethod
    def assumed(cls, name: str) -> Remote:
        """Return an object that does not exist yet: check mode assumes that an earlier task creates it."""
        return cls(0, name)

    @property
    def reference(self) -> Union[int, str]:
        """Its reference in a request: its id, or the name of an assumed object."""
        return self.id or self.name

    @property
    def system(self) -> Optional[dict[str, Any]]:
        """The system: C(id), C(name), C(short_name)."""
        return self.fields.get("system")

    @property
    def project(self) -> Optional[int]:
        """The id of its project."""
        return self.fields.get("project")

    @property
    def connector(self) -> Optional[int]:
        """The id of its connector."""
        return self.fields.get("connector")


def number(value: Any) -> Optional[int]:
    """An id as a number: some answers have it as text, some have the whole object in its place. ASCII digits only."""
    if isinstance(value, dict):
        value = value.get("id")
    if isinstance(value, str):
        text = value.strip()
        value = int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**_LONGEST_ID else None


def categories(raw: Mapping[str, Any]) -> Optional[list[str]]:
    """The verification categories of an analysis tool (C(SAST), C(DAST)), as a list of names; None if they are not shown.

    The list may be that of the object or of its system, its names text, comma text or objects.
    """
    system = raw.get("system")
    for holder in (raw, system if isinstance(system, dict) else {}):
        value = holder.get("verification_categories")
        if value is not None:
            listed = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
            names = (each.get("name") or each.get("id") if isinstance(each, dict) else each for each in listed)
            return [name.strip() for name in names if isinstance(name, str) and name.strip()]
    return None


def booleans(raw: Mapping[str, Any]) -> dict[str, Any]:
    """An object whose booleans are such, also where the server has them as text or as 1 and 0."""
    return {**raw, **{name: truth(raw[name]) for name in _BOOLEANS if name in raw and truth(raw[name]) is not None}}
