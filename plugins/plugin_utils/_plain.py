# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values as Ansible hands them to plugins, without Ansible's own types.

This file is private to the collection.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any


def plain(value: Any) -> Any:
    """Return a value as a module would get it: no tags, no lazy templates, vaulted text decrypted, dates as ISO text."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):  # before all others, since most values are text, and to ask for a Mapping is slow
        return str.__str__(value)
    for kind in (int, float):
        if isinstance(value, kind):
            return kind(value)
    if isinstance(value, Mapping):
        return {_text(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return _text(value.isoformat() if isinstance(value, date) else value)


def _text(value: Any) -> str:
    """Return a value as text of the type C(str) alone: C(str()) may return text that still has tags."""
    return str.__str__(str(value))
