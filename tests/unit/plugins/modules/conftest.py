# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The step of a life: in check mode, for real, and again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._model.objects import ReadOnlyObject
from ansible_collections.sdelements.integrations.plugins.module_utils._model.secrets import Secrets

from tests.collection import task_of
from tests.simulator.client import Simulator
from tests.unit.behaviours import SECRETS
from tests.unit.conftest import Engine


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
        self.shows_no_secret(predicted, real, again, self.engine.warnings, plan)
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

    @staticmethod
    def shows_no_secret(*results: Any) -> None:
        """No secret of these lives stands in a result."""
        text = json.dumps(results)
        assert not [secret for secret in SECRETS if secret in text]


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
