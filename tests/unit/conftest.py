# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One simulator for each worker, emptied before each test, and a way to run any module of the collection inside the test."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.sdelements.integrations.plugins.module_utils._context import Context

from tests.collection import task_of
from tests.simulator.client import Simulator


class Engine:
    """Runs the task of a module in this process, with the options checked as Ansible does. ``warnings`` are those of the last run."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.warnings: list[str] = []

    def context(self, name: str, check_mode: bool = False, /, **options: Any) -> Context:
        """The options of a module, checked and completed."""
        task = task_of(name)
        given = {"sde_url": self.simulator.url, "sde_token": self.simulator.token, "retries": 0, **copy.deepcopy(options)}
        validator = ArgumentSpecValidator(task.argument_spec, required_one_of=task.required_one_of)
        checked = validator.validate(given)
        assert not checked.error_messages, checked.error_messages
        return Context(checked.validated_parameters, check_mode)

    def perform(self, name: str, check_mode: bool = False, /, **options: Any) -> dict[str, Any]:
        """What the user gets of a module, failed or not."""
        context = self.context(name, check_mode, **options)
        result = task_of(name).perform(context)
        self.warnings = context.told()
        return result

    def run(self, name: str, check_mode: bool = False, /, **options: Any) -> dict[str, Any]:
        """The result of a module that does not fail."""
        result = self.perform(name, check_mode, **options)
        assert "failed" not in result, result["msg"]
        return result

    def fails(self, name: str, check_mode: bool = False, /, **options: Any) -> dict[str, Any]:
        """What a module returns that fails: one sentence, and nothing of Python in it."""
        result = self.perform(name, check_mode, **options)
        assert result.pop("failed") is True
        assert "Traceback" not in result["msg"]
        assert "object at 0x" not in result["msg"]
        return result


@pytest.fixture(name="engine")
def _engine(simulator: Simulator) -> Engine:
    return Engine(simulator)


@pytest.fixture(name="pauses")
def _pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What the code under test would sleep, in seconds; it goes on at once."""
    taken: list[float] = []
    monkeypatch.setattr("time.sleep", taken.append)
    return taken
