# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A way to run any module of the collection inside the test, and the step of a life: in check mode, for real, and again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._engine.progress import Progress
from ansible_collections.sdelements.integrations.plugins.module_utils._model.objects import ReadOnlyObject
from ansible_collections.sdelements.integrations.plugins.module_utils._model.secrets import Secrets

from tests.clock import FakeClock
from tests.collection import task_of
from tests.engine import Run, run
from tests.modules.behaviours import NEW_PASSWORD, PASSWORD, SECRETS
from tests.simulator.client import Simulator


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
        """The outcome of a module. No secret of these tests stands in it."""
        given = {"retries": 0, **options}
        simulator = self.simulator
        outcome = run(name, simulator.url, simulator.token, check_mode=check_mode, clock=self.clock, progress=self.progress, **given)
        shown = json.dumps([outcome.result, outcome.warnings])
        assert not [secret for secret in SECRETS if secret in shown]
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


class Life:
    """Takes steps with one module and holds each against what a user is promised of all of them."""

    def __init__(self, simulator: Simulator, engine: Engine) -> None:
        self.simulator = simulator
        self.engine = engine

    def step(self, name: str, /, *, changed: bool = True, **options: Any) -> dict[str, Any]:
        """Run a module in check mode, for real and again; return the result of the real run.

        Modules of lists save their plan in check mode, and the real run has it as the approved one.
        """
        saves = {"save_plan": "plan.json"} if "save_plan" in task_of(name).argument_spec else {}
        self.simulator.journal(clear=True)
        predicted = self.engine.run(name, True, **saves, **options)
        assert self.simulator.writes() == []
        plan = predicted.pop("plan", None)
        assert bool(plan) is bool(saves)
        real = self.engine.run(name, **saves, **({"approved_plan": plan} if plan else {}), **options)
        assert real.pop("plan", None) == plan
        self.compare(predicted, real, changed)
        self.simulator.journal(clear=True)
        again = self.engine.run(name, **options)
        assert self.simulator.writes() == []
        assert not again["changed"]
        assert again["commands"] == []
        return real

    def compare(self, predicted: dict[str, Any], real: dict[str, Any], changed: bool) -> None:
        """What was predicted is what was done, and what was done is what the result tells."""
        assert predicted["changed"] is changed
        assert real["changed"] is changed
        assert predicted["diff"] == real["diff"]
        assert predicted["commands"] == real["commands"]
        writes = self.simulator.writes()
        sent = sorted((entry["method"], entry["path"]) for entry in writes)
        assert sent == sorted((command["method"], command["path"]) for command in real["commands"])
        bodies = [ReadOnlyObject(entry["body"]).shown(Secrets(SECRETS)) for entry in writes if entry["body"] is not None]
        assert sorted(bodies, key=str) == sorted((command["body"] for command in real["commands"] if "body" in command), key=str)
        assert bool(sent) is changed


@pytest.fixture(name="engine")
def _engine(simulator: Simulator) -> Engine:
    return Engine(simulator)


@pytest.fixture(name="life")
def _life(simulator: Simulator, engine: Engine) -> Life:
    return Life(simulator, engine)


@pytest.fixture(name="organised")
def _organised(simulator: Simulator) -> Simulator:
    """Two projects of one name in two applications, one more project, and a connector to Jira; all ids begin with 1."""
    simulator.add("business-units", name="Retail")
    simulator.add_many("applications", [{"name": "Web", "business_unit": 1}, {"name": "Back Office", "business_unit": 1}])
    simulator.add_many(
        "projects", [{"name": "Payments", "application": 1}, {"name": "Portal", "application": 1}, {"name": "Portal", "application": 2}]
    )
    simulator.add(
        "connectors/alm",
        name="Jira",
        system="jira",
        params={
            "alm_server": "jira.example.com",
            "alm_user": "bot",
            "alm_pass": SECRETS[0],
            "jira_version": "6",
            "alm_priority_map": '{"10": "High"}',
        },
    )
    return simulator


@pytest.fixture(name="furnished")
def _furnished(organised: Simulator) -> Simulator:
    """The same with a connector to a security tool."""
    organised.behave(analysis_connectors_write="allowed")
    params = {"analysis_server": "veracode.example.com", "analysis_user": "bot", "analysis_pass": NEW_PASSWORD}
    organised.add("connectors/analysis", name="Veracode", system="veracode", params=params)
    return organised


@pytest.fixture(name="scanned")
def _scanned(organised: Simulator) -> Simulator:
    """The same with two connectors to security tools, of which one has params."""
    params = {"analysis_server": "veracode.example.com", "analysis_user": "bot", "analysis_pass": PASSWORD, "integration_mode": "upload"}
    organised.add("connectors/analysis", name="Veracode", system="veracode", params=params)
    organised.add("connectors/analysis", name="Checkmarx", system="checkmarx", params={})
    return organised
