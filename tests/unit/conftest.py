# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One simulator for each worker, emptied before each test, and a way to run any module of the collection inside the test."""

from __future__ import annotations

import os
from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._engine.progress import Progress
from hypothesis import settings

from tests.clock import FakeClock
from tests.engine import Run, run
from tests.simulator.client import Simulator

# The same examples in each run: a change is what breaks a test, not the day. HYPOTHESIS_PROFILE=search draws others, and many.
settings.register_profile("test", derandomize=True, database=None, max_examples=50, deadline=None)
settings.register_profile("search", database=None, print_blob=True, max_examples=3000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))


class Engine:
    """Runs the task of a module in this process, with the options checked as the module does. ``warnings`` are those of the last run.

    ``clock`` goes by what the tasks sleep, and does not wait. ``progress`` shows nothing.
    """

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.warnings: list[str] = []
        self.clock = FakeClock()
        self.progress = Progress()

    def perform(self, name: str, check_mode: bool = False, /, **options: Any) -> Run:
        """The outcome of a module."""
        given = {"retries": 0, **options}
        simulator = self.simulator
        outcome = run(name, simulator.url, simulator.token, check_mode=check_mode, clock=self.clock, progress=self.progress, **given)
        self.warnings = outcome.warnings
        return outcome

    def run(self, name: str, check_mode: bool = False, /, **options: Any) -> dict[str, Any]:
        """The result of a module that does not fail."""
        outcome = self.perform(name, check_mode, **options)
        assert not outcome.failure, outcome.failure
        return outcome.result

    def fails(self, name: str, check_mode: bool = False, /, **options: Any) -> dict[str, Any]:
        """What a module returns that fails: one sentence, and nothing of Python in it."""
        result = self.perform(name, check_mode, **options).result
        assert result.pop("failed") is True
        assert "Traceback" not in result["msg"]
        assert "object at 0x" not in result["msg"]
        return result


@pytest.fixture(name="engine")
def _engine(simulator: Simulator) -> Engine:
    return Engine(simulator)
