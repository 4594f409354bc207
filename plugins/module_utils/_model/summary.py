# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Count the objects that a task creates, updates, deletes and leaves unchanged. Pure functions.

This file is private to the collection.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping


def summary_of(actions: Iterable[str]) -> dict[str, int]:
    """Return the counts of the actions of plans; every other action counts as unchanged."""
    counts = Counter(actions)
    summary = {action: counts.pop(action, 0) for action in ("create", "update", "delete")}
    return {**summary, "unchanged": sum(counts.values())}


def message_of(summary: Mapping[str, int], *, check_mode: bool) -> str:
    """Return the summary as one line."""
    frame = "Done: {create} created, {update} updated, {delete} deleted, {unchanged} unchanged"
    if check_mode:
        frame = "Plan: {create} to create, {update} to update, {delete} to delete, {unchanged} unchanged"
    return frame.format(**summary)
