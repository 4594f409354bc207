# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times of the API and of users, as the role report writes them. Pure functions.

This file is private to the collection.
"""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import Any, Optional

from ansible_collections.sdelements.integrations.plugins.module_utils._api.counts import counted


def time_of(text: Any) -> Optional[datetime]:
    """Return a time of the API or of a user, in UTC where it names no zone; None for what is not a time."""
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?", str(text or "").strip())
    if not found:
        return None
    zone = (found[3] or "Z").replace("Z", "+00:00")
    zone = zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    try:
        return datetime.fromisoformat(f"{found[1]}T{found[2]}{zone}").astimezone(timezone.utc)
    except (ValueError, OverflowError):
        return None


def written(time: Optional[datetime]) -> Optional[str]:
    """Return a time as the API writes it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ") if time else None


def day(text: Any) -> str:
    """Return a time for a reader."""
    time = time_of(text)
    return time.strftime("%Y-%m-%d %H:%M UTC") if time else ""


def ago(text: Any, now: datetime) -> str:
    """Return how long ago a time was, in one unit."""
    time = time_of(text)
    if time is None:
        return ""
    seconds = int((now - time).total_seconds())
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= length:
            return f"{counted(seconds // length, unit)} ago"
    return "just now"
