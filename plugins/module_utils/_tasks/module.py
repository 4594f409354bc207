# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a task as a module in a separate process; the only file that uses AnsibleModule.

This file is private to the collection.
"""

from __future__ import annotations

import gc
from typing import Any

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from .._api.libraries import IMPORT_ERROR, MISSING
from .._model.entries import with_numbers, without_entries
from .._model.output import visible
from .task import SHOWN_FROM, Context, Task, shown_arguments


class SdeModule(AnsibleModule):
    """AnsibleModule that shows its own arguments only redacted, also where Ansible refuses them, and logs none."""

    _shows_arguments = False

    def _load_params(self) -> None:
        """Take the entries of C(config) past Ansible's own check, which costs more than the task: they are checked when it runs."""
        super()._load_params()
        shown_anyway = self.params.get("_ansible_verbosity", 0) >= SHOWN_FROM
        self._shows_arguments = self.params.get("_ansible_inject_invocation", shown_anyway)
        given, self.entries = without_entries(self.params, self.argument_spec)
        self.params.update(with_numbers(given, self.argument_spec))

    def arguments(self) -> dict[str, Any]:
        """The checked arguments."""
        return {**self.params, **self.entries}

    def _log_invocation(self) -> None:
        """Leave the arguments out of syslog: C(no_log) of the module is overwritten by the controller."""
        self.log(f"Invoked with options {', '.join(sorted(name for name, value in self.params.items() if value is not None))}")

    def _invocation(self) -> dict[str, Any]:
        """The arguments as results show them. Nothing at all would have ansible-core before 2.21 show them with all secrets."""
        return {"invocation": shown_arguments(self.arguments(), self.argument_spec) if self._shows_arguments else {}}

    def exit_json(self, **kwargs: Any) -> None:
        """End with a result."""
        super().exit_json(**{**self._invocation(), **kwargs})

    def fail_json(self, msg: str, **kwargs: Any) -> None:
        """End with a failure. Ansible calls this for refused arguments too."""
        super().fail_json(msg=visible(msg), **{**self._invocation(), **kwargs})


def run(task: Task) -> None:
    """Run a task as a module."""
    gc.freeze()  # what was imported stays until the process ends
    module = SdeModule(argument_spec=task.argument_spec, **task.rules, supports_check_mode=True)
    if MISSING:
        module.fail_json(msg=missing_required_lib(MISSING), exception=IMPORT_ERROR)
    context = Context(module.arguments(), module.check_mode)
    result = task.perform(context)
    for text in context.told():
        module.warn(text)
    if result.get("failed"):
        module.fail_json(**result)
    module.exit_json(**result)
