# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Report long work while it goes on.

This file is private to the collection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Optional

#: Seconds between two lines, and before the first.
INTERVAL = 5


class Progress:
    """Shows the user of a long task a line every C(INTERVAL) seconds, and none where its work takes less.

    :param show: shows a line; None where nothing can be shown before the end of the task, as in a module's own process.
    :param comes: waits for an event for at most the given seconds, and returns whether it came.
    """

    def __init__(self, show: Optional[Callable[[str], None]] = None, comes: Callable[[Event, float], bool] = Event.wait) -> None:
        self._show = show
        self._comes = comes

    @contextmanager
    def of(self, line: Callable[[int], str]) -> Iterator[None]:
        """Report the progress of a block from a separate thread, independent of the work.

        :param line: the progress line after the given seconds. It may contain counts and ids, and no text of the server.
        """
        show = self._show
        if show is None:
            yield
            return
        ended = Event()

        def report() -> None:
            seconds = INTERVAL
            while not self._comes(ended, INTERVAL):
                show(line(seconds))
                seconds += INTERVAL

        reporter = Thread(target=report, daemon=True)
        try:
            reporter.start()
            yield
        finally:
            ended.set()
            if reporter.is_alive():
                reporter.join()
