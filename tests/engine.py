# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a module's task in this process, as the module would: the same checks of its options, the same engine."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any, Optional

from ansible_collections.sdelements.integrations.plugins.module_utils._engine.progress import Progress
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import Context

from tests.clock import FakeClock
from tests.collection import task_of


@dataclass
class Run:
    """The outcome of a task: its result, and its warnings."""

    result: dict[str, Any]
    warnings: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether the task reports a change."""
        return bool(self.result.get("changed"))

    @property
    def failure(self) -> str:
        """The message that the user gets where the task failed."""
        if not self.result.get("failed"):
            return ""
        message: str = self.result["msg"]
        assert message, "it failed without a message"
        return message


def run(
    module: str,
    url: str,
    token: str,
    *,
    check_mode: bool = False,
    clock: Optional[FakeClock] = None,
    progress: Optional[Progress] = None,
    **options: Any,
) -> Run:
    """Run a task, with a clock that does not wait. Expected failures are part of the outcome; anything else is raised."""
    task = task_of(module)
    arguments, errors = task.checked({"sde_url": url, "sde_token": token, **copy.deepcopy(options)})
    if errors:
        return Run({"failed": True, "msg": errors.msg})
    context = Context(arguments, check_mode, clock=clock or FakeClock(), progress=progress or Progress())
    return Run(task.perform(context), context.told())
