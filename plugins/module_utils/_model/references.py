# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a task refers to an object of the server: by its id or by its name.

This file is private to the collection.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .remote import number


def nearest(name: str, names: Iterable[str]) -> str:
    """A half-sentence with the names most like a misspelt one; empty where there is none."""
    import difflib  # only where something is misspelt

    close = difflib.get_close_matches(name, sorted(set(names)), 3, 0.6)
    return f"; did you mean {' or '.join(map(repr, close))}?" if close else ""


def is_id(reference: Any) -> bool:
    """Whether a reference is an id: a number, also written as text."""
    return number(reference) is not None
