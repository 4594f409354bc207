# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts and names of a server on their way out: nothing that a terminal obeys, nothing that Ansible takes for its own.

This file is private to the collection. Pure functions.
"""

from __future__ import annotations

import re
from typing import Any

#: Control characters but for line break and tab, characters without a width, marks and overrides of direction, separators of
#: lines, tags, and halves of surrogate pairs, which no terminal and no file takes. Joiners stay: some scripts and emoji need them.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)

#: Names that Ansible keeps for itself in results: it removes such keys, at any depth, or interprets them.
_RESERVED = ("_ansible_", "__ansible_")


def visible(text: str) -> str:
    """Return the text with control and bidirectional characters as C(\\x1b), C(\\u202e)."""
    return UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def all_visible(data: Any) -> Any:
    """Return plain data with all its texts, names too, visible."""
    if isinstance(data, dict):
        return {all_visible(key): all_visible(item) for key, item in data.items()}
    if isinstance(data, (list, tuple)):
        return [all_visible(item) for item in data]
    return visible(data) if isinstance(data, str) else data


def has_reserved(data: Any) -> bool:
    """Return whether plain data has a name that Ansible keeps for itself, at any depth. Not recursive: the data may be a stranger's."""
    left = [data]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            if any(str(key).startswith(_RESERVED) for key in value):
                return True
            left.extend(value.values())
        elif isinstance(value, (list, tuple)):
            left.extend(value)
    return False


def without_reserved(data: Any) -> Any:
    """Return plain data without what such names stand for."""
    if not has_reserved(data):
        return data
    if isinstance(data, dict):
        return {key: without_reserved(item) for key, item in data.items() if not str(key).startswith(_RESERVED)}
    return [without_reserved(item) for item in data]
