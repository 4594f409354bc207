# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The only file that knows AnsibleModule: it runs a task in a process of its own.

This file is private to the collection.
"""

from __future__ import annotations

from typing import Any

from ansible.module_utils.basic import AnsibleModule, missing_required_lib
from ansible_collections.sdelements.integrations.plugins.module_utils._context import Context, Task
from ansible_collections.sdelements.integrations.plugins.module_utils._errors import SdeError
from ansible_collections.sdelements.integrations.plugins.module_utils._libraries import IMPORT_ERROR
from ansible_collections.sdelements.integrations.plugins.module_utils._secrets import Secrets, redact


class SdeModule(AnsibleModule):
    """AnsibleModule that shows its own arguments only redacted, also where Ansible refuses them, and logs none."""

    def _log_invocation(self) -> None:
        """Leave the arguments out of syslog: C(no_log) of the module is overwritten by the controller."""
        self.log(f"Invoked with options {', '.join(sorted(name for name, value in self.params.items() if value is not None))}")

    def exit_json(self, **kwargs: Any) -> None:
        """End with a result."""
        kwargs.setdefault("invocation", shown_arguments(self.params))
        super().exit_json(**kwargs)

    def fail_json(self, msg: str, **kwargs: Any) -> None:
        """End with a failure. Ansible calls this for refused arguments too."""
        kwargs.setdefault("invocation", shown_arguments(self.params))
        super().fail_json(msg=msg, **kwargs)


def shown_arguments(params: dict[str, Any]) -> dict[str, Any]:
    """A task's arguments as results show them."""
    return {"module_args": redact(params)}


def run(task: Task) -> None:
    """Run a task as a module."""
    module = SdeModule(argument_spec=task.argument_spec, required_one_of=task.required_one_of, supports_check_mode=True)
    if IMPORT_ERROR:
        module.fail_json(msg=missing_required_lib("requests"), exception=IMPORT_ERROR)
    context = Context(module.params, module.check_mode)
    try:
        result = task.run(context)
    except SdeError as error:
        _warn(module, context)
        module.fail_json(**failure(error, context.secrets))
    _warn(module, context)
    module.exit_json(**context.secrets.clean(result))


def failure(error: SdeError, secrets: Secrets) -> dict[str, Any]:
    """What a failed task returns: the sentence and its details, without any secret."""
    return {"changed": False, **secrets.clean(_scrubbed(error.details, secrets)), "msg": secrets.scrub(error.message)}


def _scrubbed(value: Any, secrets: Secrets) -> Any:
    """Details hold a server's own words, which may quote a secret back."""
    if isinstance(value, dict):
        return {key: _scrubbed(item, secrets) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_scrubbed(item, secrets) for item in value]
    return secrets.scrub(value) if isinstance(value, str) else value


def _warn(module: SdeModule, context: Context) -> None:
    for text in context.warnings:
        module.warn(context.secrets.scrub(text))
