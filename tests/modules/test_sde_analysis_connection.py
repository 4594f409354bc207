# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A connection to a security tool."""

from __future__ import annotations

from typing import Any

import pytest

from tests.modules.behaviours import MIXED
from tests.modules.conftest import Engine, Life
from tests.modules.lives import assert_life_of_one
from tests.simulator.client import Simulator

ONE, MANY = "sde_analysis_connection", "sde_analysis_connections"


PAY: dict[str, Any] = {
    "project": "Payments",
    "connector": "Veracode",
    "frequency": "weekly",
    "params": {"import_behaviour": "combine", "application_name": "pay"},
}
WEB: dict[str, Any] = {"project": "Portal", "application": "Web", "connector": "Veracode", "alias": "Scan"}


def aliases(simulator: Simulator) -> list[tuple[int, str]]:
    """The projects and aliases of the connections that are stored."""
    return sorted((row["project"], row["alias"]) for row in simulator.objects("connections/analysis"))


@pytest.mark.parametrize("behaviour", MIXED)
def test_life(behaviour: str, furnished: Simulator, life: Life) -> None:
    assert_life_of_one("sde_analysis_connection", behaviour, furnished, life)


@pytest.mark.parametrize("params", ["shown", "absent"])
def test_what_is_gathered_is_a_connections_own_as_far_as_that_is_seen(params: str, scanned: Simulator, life: Life, engine: Engine) -> None:
    scanned.behave(analysis_connector_params=params)
    engine.run(MANY, config=[PAY, WEB])
    gathered = engine.run(MANY, state="gathered")["gathered"]
    assert not [row for row in gathered if {"analysis_server", "analysis_pass", "verification_categories"} & set(row["params"])]
    assert all(("integration_mode" in row["params"]) is (params == "absent") for row in gathered)
    life.step(MANY, changed=False, config=gathered)


def test_what_is_not_there_is_absent_whatever_its_connector(scanned: Simulator, life: Life) -> None:
    for connector in ({}, {"connector": "Veracode"}, {"connector": "Removed before"}, {"connector": 99}):
        result = life.step(ONE, changed=False, project="Payments", state="absent", **(connector or {"alias": "Scan"}))
        assert not result["changed"]


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_server_that_takes_none(check_mode: bool, scanned: Simulator, engine: Engine) -> None:
    scanned.behave(analysis_connections_write="refused")
    for module, options in ((ONE, PAY), (MANY, {"config": [PAY]})):
        assert "does not let analysis connections be created" in engine.fails(module, check_mode, **options)["msg"]
    assert aliases(scanned) == []


@pytest.mark.parametrize("visible", ["absent", "null", "empty"])
def test_params_of_a_connection_that_the_user_may_not_see(visible: str, scanned: Simulator, engine: Engine) -> None:
    engine.run(ONE, **PAY)
    scanned.behave(params_visible=visible)
    words = "permission 'Edit verification connections' ('Edit security tool connections' on older servers)"
    assert words in engine.fails(ONE, **PAY)["msg"]
    assert scanned.objects("connections/analysis")[0]["params"] == PAY["params"]
