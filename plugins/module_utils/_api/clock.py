# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The time that tasks wait by: a clock that tests replace, and waits with a deadline.

This file is private to the collection.
"""

from __future__ import annotations

import time
from threading import Event

#: Seconds; each pause of a wait is twice the one before it, up to the longest.
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0


class Stopped(Exception):
    """The task was interrupted: a pause ends, and no request begins. Not an expected failure, so that nothing handles it."""


class Clock:
    """The clock of this machine, for one task. Every pause of a task goes through it."""

    def __init__(self) -> None:
        self._stopped = Event()

    def now(self) -> float:
        """Return seconds since a fixed moment of no meaning."""
        return time.monotonic()

    def pause(self, seconds: float) -> None:
        """Return after the given number of seconds.

        :raises Stopped: the clock was stopped, by now or meanwhile.
        """
        if self._stopped.wait(seconds):
            raise Stopped

    def stop(self) -> None:
        """End all pauses, in every thread, and start no further request."""
        self._stopped.set()

    def check(self) -> None:
        """Raise C(Stopped) if the clock was stopped."""
        if self._stopped.is_set():
            raise Stopped


class Wait:
    """A wait with a deadline, whose pauses grow from one look to the next."""

    def __init__(self, clock: Clock, seconds: float, longest: float = LONGEST_PAUSE) -> None:
        self._clock = clock
        self._deadline = clock.now() + seconds
        self._longest = longest
        self._pause = min(FIRST_PAUSE, longest)

    @property
    def over(self) -> bool:
        """Return whether the deadline has passed."""
        return self._clock.now() >= self._deadline

    def pause(self) -> None:
        """Sleep until the next look: at the latest until the deadline, if that has not passed."""
        left = self._deadline - self._clock.now()
        self._clock.pause(min(self._pause, left) if left > 0 else self._pause)
        self._pause = min(self._pause * 2, self._longest)
