# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a task inside Ansible's worker instead of a separate process.

This file is private to the collection. A task runs here if its connection is local, with no become and no async, and
if C(requests) can be imported; else, or if the variable C(sde_execution) says C(module), the module runs. Nothing
else that a user sees differs.
"""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from multiprocessing import parent_process
from textwrap import indent
from typing import Any, Optional

from ansible import constants as C
from ansible.errors import AnsibleActionFail, AnsibleError
from ansible.module_utils.errors import RequiredError, UnsupportedError
from ansible.plugins.action import ActionBase
from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import InputError, SdeError
from ansible_collections.sdelements.integrations.plugins.module_utils._api.json_text import DEEPEST, is_deep
from ansible_collections.sdelements.integrations.plugins.module_utils._api.libraries import MISSING
from ansible_collections.sdelements.integrations.plugins.module_utils._engine.progress import Progress
from ansible_collections.sdelements.integrations.plugins.module_utils._model.output import visible
from ansible_collections.sdelements.integrations.plugins.module_utils._model.plan_file import missing_text
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import SHOWN_FROM, Context, Task, shown_arguments
from ansible_collections.sdelements.integrations.plugins.plugin_utils._plan_files import check_writable, read_plan, write_plan
from ansible_collections.sdelements.integrations.plugins.plugin_utils._src import read_entries
from ansible_collections.sdelements.integrations.plugins.plugin_utils._values import given, plain

#: What messages call an entry of C(config): at the beginning of a line.
_ENTRY = re.compile(r"(?m)^config\[(\d+)\]")


class SdeAction(ActionBase):
    """The action plugin of a module; each module's plugin names its C(TASK)."""

    _supports_async = True
    _supports_check_mode = True
    TASK: Task

    def run(self, tmp: Any = None, task_vars: Optional[dict[str, Any]] = None) -> dict[str, Any]:
        """Run the task here, or hand it over to the module."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        variables = task_vars or {}
        try:
            arguments = self._arguments()
        except InputError as error:
            result.update(changed=False, failed=True, msg=visible(error.message))
            return result
        if self._runs_here(variables):
            result.update(self._perform(arguments, variables))
        else:
            result.update(self._execute_module(module_args=arguments, task_vars=variables, wrap_async=self._task.async_val))
            if not result.get("invocation"):  # before ansible-core 2.21 a module can empty it, not leave it out
                result.pop("invocation", None)
            if not self._task.async_val:
                self._remove_tmp_path(self._connection._shell.tmpdir)
        self._keep_plan(result, arguments)
        self._name_source(result, variables)
        return result

    def _name_source(self, result: dict[str, Any], variables: Mapping[str, Any]) -> None:
        """Name where the entries that are wrong are written: the file of C(src), or the variables that a role collected."""
        if not result.get("problems"):
            return
        src = self._task.args.get("src")
        if src:
            result["msg"] = visible(f"src: {src}: {result['msg']}")
        elif "__sde_origins" in variables:
            origins = self._templar.template(variables["__sde_origins"])
            result["msg"] = _ENTRY.sub(lambda found: visible(origins[int(found[1])]), result["msg"])

    def _keep_plan(self, result: dict[str, Any], arguments: Mapping[str, Any]) -> None:
        """Write the plan that the task returned to the file in C(save_plan); results show the paths in place of contents."""
        text = result.pop("plan", None)
        if text is not None:
            try:
                write_plan(arguments["save_plan"], self._task.args["save_plan"], text)
            except SdeError as error:
                result.update(failed=True, msg=visible(error.message))
        shown = result.get("invocation", {}).get("module_args", {})
        if shown.get("approved_plan"):
            shown["approved_plan"] = str(self._task.args["approved_plan"])

    def _early_needs_tmp_path(self) -> bool:
        return False

    def _arguments(self) -> dict[str, Any]:
        """The task's arguments, with the content of files in place of C(src) and C(approved_plan), and whole paths in place of others.

        Both ways of running get the same, whatever the folder of the process.

        :raises InputError: an argument is not data that JSON has, or a file is not what the option takes.
        """
        _refuse_deep(self._task.args)
        arguments: dict[str, Any] = given(self._task.args, "")
        ca_path = arguments.get("ca_path")
        if isinstance(ca_path, str) and ca_path and self._is_local():  # another host has its own files
            arguments["ca_path"] = self._found(ca_path) or self._loader.path_dwim(ca_path)
        self._fill_in_src(arguments)
        for name, fill_in in (("approved_plan", self._approved_plan), ("save_plan", self._saved_plan)):
            path = arguments.get(name)
            if path is not None and name in self.TASK.argument_spec:
                if not isinstance(path, str) or not path.strip():
                    raise InputError(f"{name}: it is not a path; give the path of a file, or leave {name} out")
                arguments[name] = fill_in(path)
        return arguments

    def _fill_in_src(self, arguments: dict[str, Any]) -> None:
        """Put the entries of the file in place of C(src)."""
        src = arguments.get("src")
        if isinstance(src, str) and src and "config" in self.TASK.argument_spec and arguments.get("config") is None:
            path = self._found(src)
            if path is None:
                raise InputError(
                    f"src: {src} was not found; give a path from the playbook or the role, or from their folder files/, or an absolute path"
                )
            arguments["config"] = read_entries(path, src, self._decrypt)
            del arguments["src"]
            _refuse_deep(arguments)

    def _approved_plan(self, name: str) -> str:
        """Return the content of the file in C(approved_plan), or what says that there is none, so that nothing may be written."""
        path = self._found(name)
        if path is None:
            return missing_text(name)
        return read_plan(path, name, self._decrypt)

    def _saved_plan(self, name: str) -> str:
        """Return the absolute path of the writable file in C(save_plan)."""
        if self._task.async_val:
            raise InputError("save_plan: a task with async returns no plan to save; leave out async or save_plan")
        path = str(self._loader.path_dwim(os.path.expanduser(os.path.expandvars(name))))
        check_writable(path, name)
        return path

    def _found(self, path: str) -> Optional[str]:
        """Find a file of the controller: beside the playbook, in a role, in their C(files/)."""
        try:
            return str(self._find_needle("files", os.path.expanduser(os.path.expandvars(path))))
        except AnsibleError:
            return None

    def _decrypt(self, text: str) -> str:
        """The clear text of vaulted text: what Ansible makes of it as a value in YAML."""
        return str(plain(self._loader.load(f"!vault |\n{indent(text, '  ')}")))

    def _is_local(self) -> bool:
        return bool(self._connection.transport.rpartition(".")[2] == "local")

    def _runs_here(self, variables: dict[str, Any]) -> bool:
        execution = self._templar.template(variables.get("sde_execution", "auto"))
        if execution not in ("auto", "module"):
            raise AnsibleActionFail(f"sde_execution: {execution!r} is not known; use auto or module")
        return bool(
            execution == "auto" and self._is_local() and not self._connection.become and not self._task.async_val and MISSING is None
        )

    def _perform(self, given: dict[str, Any], variables: dict[str, Any]) -> dict[str, Any]:
        _freeze_in_worker()
        environment: dict[str, Any] = {}
        self._compute_environment_string(environment)
        with _environment(environment):
            arguments, errors = self.TASK.checked(given)
            warnings: list[str] = []
            if errors:
                result: dict[str, Any] = {"failed": True, "msg": self._refusal(errors)}
            else:
                context = Context(arguments, self._task.check_mode, progress=Progress(self._report_to(variables)))
                result = self.TASK.perform(context)
                warnings = context.told()
                if self._display.verbosity and "not_atomic" in result:
                    self._report_to(variables)(result["not_atomic"])
        if warnings:
            result["warnings"] = warnings
        if self._shows_arguments(variables):
            result["invocation"] = shown_arguments(arguments, self.TASK.argument_spec)
        return result

    def _report_to(self, variables: dict[str, Any]) -> Callable[[str], None]:
        """Return what shows a line about long work: with the module's name, and the host's where a play has several.

        Lines go to the standard error, so that they are not part of a callback plugin's output, and come at once where it is a file.
        """
        module = self._task.action.rpartition(".")[2]
        hosts = variables.get("ansible_play_hosts_all") or ()
        start = f"[{variables['inventory_hostname']}] {module}" if len(hosts) > 1 else module
        return lambda line: self._display.display(f"{start}: {line}", stderr=True)

    def _shows_arguments(self, variables: dict[str, Any]) -> bool:
        """Return whether results hold the arguments: as ansible-core is told since 2.21, before where they are shown."""
        try:
            return bool(C.config.get_config_value("INJECT_INVOCATION", variables=variables))
        except AnsibleError:
            return bool(self._display.verbosity >= SHOWN_FROM)

    def _refusal(self, errors: Any) -> str:
        """Refused arguments, in AnsibleModule's words, and where a missing address or token can be given."""
        words = visible(errors.msg)
        missing = [variable for variable in ("SDE_URL", "SDE_TOKEN") if variable.lower() in words.replace(",", "").split()]
        if isinstance(errors[0], RequiredError) and missing:
            given = f"set {' and '.join(missing)}, or give {'it' if len(missing) == 1 else 'them'} in module_defaults"
            return f"{words}; {given} for the group sdelements.integrations.sde"
        if isinstance(errors[0], UnsupportedError):
            return f"Unsupported parameters for ({self._task.action}) module: {words}"
        return words


@cache
def _freeze_in_worker() -> None:
    """Spare the garbage collector what a forked worker has from its parent, once: it stays until the worker ends.

    The controller's own process is left as it is: other plugins run there too.
    """
    if parent_process() is not None:
        gc.freeze()


def _refuse_deep(arguments: Mapping[str, Any]) -> None:
    """Refuse arguments with too many levels, which Ansible cannot pass to a module."""
    for name, value in arguments.items():
        if is_deep(value):
            raise InputError(f"{name}: it is nested more than {DEEPEST} levels")


@contextmanager
def _environment(variables: Mapping[str, Any]) -> Iterator[None]:
    """The task's C(environment), for as long as the task runs in this process."""
    before = dict(os.environ)
    os.environ.update({str(name): str(value) for name, value in variables.items()})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
