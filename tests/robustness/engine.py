# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a module's task in this process, as the module would: the same checks of its options, the same engine."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from typing import Any, Optional

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.sdelements.integrations.plugins.module_utils._context import Context
from ansible_collections.sdelements.integrations.plugins.module_utils._errors import SdeError

_MODULES = "ansible_collections.sdelements.integrations.plugins.modules."


@dataclass
class Run:
    """What came of a task: its result, or the sentence that the user gets."""

    result: dict[str, Any] = field(default_factory=dict)
    failure: Optional[str] = None
    warnings: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether the task reports a change."""
        return bool(self.result.get("changed"))


def run(module: str, url: str, token: str, *, check_mode: bool = False, **options: Any) -> Run:
    """Run a task. Expected failures are part of the outcome; anything else is raised."""
    task = importlib.import_module(_MODULES + module).TASK
    outcome = ArgumentSpecValidator(task.argument_spec, required_one_of=task.required_one_of).validate(
        {"sde_url": url, "sde_token": token, **options})
    if outcome.error_messages:
        return Run(failure="; ".join(outcome.error_messages))
    context = Context(outcome.validated_parameters, check_mode)
    try:
        return Run(context.secrets.clean(task.run(context)), warnings=list(context.warnings))
    except SdeError as error:
        return Run(context.secrets.clean(error.details), context.secrets.scrub(error.message), list(context.warnings))
