# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of the server, normalised.

This file is private to the collection.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

from .compare import truth

_BOOLEANS = ("inaccessible", "debug_mode", "in_progress", "archived", "ready", "succeeded", "automatic")

#: Digits; databases have ids of at most 19.
_LONGEST_ID = 19


@dataclass(eq=False, repr=False)
class Found:
    """An object of the server, normalised.

    ``fields`` are its fields besides params (``system`` always as an object, references as numbers); ``params`` has
    the collection's own names and is None where the server does not show them.
    """

    id: int
    fields: dict[str, Any]
    params: Optional[dict[str, Any]] = None
    shows_params: bool = False


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


def booleans(raw: Mapping[str, Any]) -> dict[str, Any]:
    """An object whose booleans are such, also where the server has them as text or as 1 and 0."""
    return {**raw, **{name: truth(raw[name]) for name in _BOOLEANS if name in raw and truth(raw[name]) is not None}}
