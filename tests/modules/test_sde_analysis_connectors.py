# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of several analysis connectors."""

from __future__ import annotations

from typing import Any

import pytest

from tests.modules.behaviours import BEHAVIOURS, MIXED, PASSWORD, READING, SHORT
from tests.modules.conftest import Engine, Life
from tests.simulator.client import Simulator

NAME = "sde_analysis_connectors"
TOOL: dict[str, Any] = {
    "name": "Checkmarx",
    "system": "checkmarx",
    "params": {"analysis_server": "checkmarx.example.com", "analysis_user": "bot"},
    "secret_params": {"analysis_pass": PASSWORD},
}
SCAN: dict[str, Any] = {
    "name": "WhiteHat",
    "system": "whitehat",
    "params": {"analysis_server": "whitehat.example.com"},
    "secret_params": {"analysis_api_token": SHORT},
}
SHOWN = {"analysis_connectors_write": "allowed", "analysis_connector_params": "shown"}


def names(simulator: Simulator) -> list[str]:
    """The names of the connectors that are stored."""
    return sorted(row["name"] for row in simulator.objects("connectors/analysis"))


@pytest.mark.parametrize("params", ["shown", "absent"])
@pytest.mark.parametrize(
    "behaviour", ["defaults", "masked", "omitted", "replace", "ids_as_text", "system_text", "tiny_pages", "issue_tracker"]
)
def test_life(behaviour: str, params: str, simulator: Simulator, life: Life) -> None:
    simulator.reset(**{**SHOWN, "analysis_connector_params": params}, **BEHAVIOURS[behaviour])
    created = life.step(NAME, config=[TOOL, SCAN])
    assert [after["name"] for after in created["after"]] == ["Checkmarx", "WhiteHat"]
    updated = life.step(NAME, config=[SCAN, {"name": "Checkmarx", "inaccessible": True}])
    assert [before["name"] for before in updated["before"]] == ["Checkmarx"]
    stored = {row["name"]: row["params"] for row in simulator.objects("connectors/analysis")}
    assert stored["Checkmarx"].items() >= {**TOOL["params"], **TOOL["secret_params"]}.items()
    life.step(NAME, config=[TOOL], state="overridden")
    assert names(simulator) == ["Checkmarx"]
    life.step(NAME, config=[{"name": "Checkmarx"}], state="deleted")
    assert names(simulator) == []


@pytest.mark.parametrize("params", ["shown", "absent"])
@pytest.mark.parametrize("behaviour", READING)
def test_what_is_gathered_changes_nothing(behaviour: str, params: str, simulator: Simulator, life: Life, engine: Engine) -> None:
    simulator.reset(**{**SHOWN, "analysis_connector_params": params}, **MIXED[behaviour])
    engine.run(NAME, config=[TOOL, SCAN])
    simulator.journal(clear=True)
    gathered = engine.run(NAME, state="gathered")["gathered"]
    life.shows_no_secret(gathered)
    assert all(("params" in row) is (params == "shown") for row in gathered)
    life.step(NAME, changed=False, config=gathered)


@pytest.mark.parametrize("check_mode", [True, False])
def test_one_that_connections_use_is_kept(check_mode: bool, organised: Simulator, engine: Engine) -> None:
    organised.behave(**SHOWN)
    engine.run(NAME, config=[TOOL, SCAN])
    engine.run("sde_analysis_connection", project="Payments", connector="Checkmarx")
    failed = engine.fails(NAME, check_mode, config=[SCAN], state="overridden")
    assert "it is used by 1 analysis connection: 'Checkmarx' (1) of project 'Payments' (1)" in failed["msg"]
    assert names(organised) == ["Checkmarx", "WhiteHat"]


@pytest.mark.parametrize("check_mode", [True, False])
def test_too_many_deletes(check_mode: bool, simulator: Simulator, engine: Engine) -> None:
    simulator.reset(**SHOWN)
    engine.run(NAME, config=[TOOL, SCAN])
    failed = engine.fails(NAME, check_mode, config=[], state="overridden", max_deletes=1)
    assert "max_deletes: 2 analysis connectors would be deleted, more than 1" in failed["msg"]
    assert names(simulator) == ["Checkmarx", "WhiteHat"]
