# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Progress whose time a test moves on."""

from __future__ import annotations

from queue import Empty, SimpleQueue
from threading import Event

from ansible_collections.sdelements.integrations.plugins.module_utils._engine.progress import Progress


class SteppedProgress(Progress):
    """Shows a line for each step that a test takes while there is work to report. ``lines`` are those that were shown."""

    def __init__(self) -> None:
        super().__init__(self._keep, self._comes)
        self.lines: list[str] = []
        self._steps: SimpleQueue[None] = SimpleQueue()
        self._shown: SimpleQueue[None] = SimpleQueue()

    def step(self) -> None:
        """Let the time between two lines pass, and return once the line was shown."""
        self._steps.put(None)
        self._shown.get()

    def _keep(self, line: str) -> None:
        self.lines.append(line)
        self._shown.put(None)

    def _comes(self, ended: Event, _seconds: float) -> bool:
        while not ended.is_set():
            try:
                self._steps.get(timeout=0.001)
            except Empty:
                continue
            return False
        return True
