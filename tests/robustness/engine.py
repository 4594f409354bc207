# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a module's task in this process, as the module would: the same checks of its options, the same engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Optional

from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import Context

from tests.clock import FakeClock
from tests.collection import task_of


@dataclass
class Run:
    """What came of a task: its result, and the sentence that the user gets where it failed."""

    result: dict[str, Any] = field(default_factory=dict)
    failure: str = ""
    warnings: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether the task reports a change."""
        return bool(self.result.get("changed"))


def run(module: str, url: str, token: str, *, check_mode: bool = False, clock: Optional[FakeClock] = None, **options: Any) -> Run:
    """Run a task, with a clock that does not wait. Expected failures are part of the outcome; anything else is raised."""
    task = task_of(module)
    arguments, errors = task.checked({"sde_url": url, "sde_token": token, **options})
    if errors:
        return Run(failure=errors.msg)
    context = Context(arguments, check_mode, clock=clock or FakeClock())
    result = task.perform(context)
    failure = result["msg"] if result.get("failed") else ""
    assert failure or not result.get("failed"), "it failed without a word"
    return Run(result, failure, context.told())
