# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A clock that does not wait."""

from __future__ import annotations

from collections.abc import Callable

from ansible_collections.sdelements.integrations.plugins.module_utils._api.clock import Clock


class FakeClock(Clock):
    """A clock that goes on by what is slept, at once. ``pauses`` are all sleeps, in seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses: list[float] = []
        self._now = 0.0
        self._events: list[tuple[float, Callable[[], object]]] = []

    def now(self) -> float:
        return self._now

    def pause(self, seconds: float) -> None:
        self.check()
        self.pauses.append(seconds)
        self._now += seconds
        due = [event for event in self._events if event[0] <= self._now]
        self._events = [event for event in self._events if event[0] > self._now]
        for _moment, action in due:
            action()

    def at(self, moment: float, action: Callable[[], object]) -> None:
        """Do something as soon as so many seconds have passed."""
        self._events.append((moment, action))
