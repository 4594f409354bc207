# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections to security tools: what only they have, besides the life that all kinds have."""

from __future__ import annotations

from typing import Any

import pytest

from tests.modules.behaviours import PASSWORD
from tests.modules.conftest import Engine, Life
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


@pytest.fixture(name="scanned")
def _scanned(organised: Simulator) -> Simulator:
    params = {"analysis_server": "veracode.example.com", "analysis_user": "bot", "analysis_pass": PASSWORD, "integration_mode": "upload"}
    organised.add("connectors/analysis", name="Veracode", system="veracode", params=params)
    organised.add("connectors/analysis", name="Checkmarx", system="checkmarx", params={})
    return organised


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
        life.step(ONE, changed=False, project="Payments", state="absent", **(connector or {"alias": "Scan"}))


def test_overridden_deletes_within_connectors_only(scanned: Simulator, engine: Engine) -> None:
    engine.run(MANY, config=[PAY, WEB, {"project": "Payments", "connector": "Checkmarx"}])
    options = {"config": [{**PAY, "alias": "Nightly"}], "state": "overridden", "scope": "all", "within_connectors": ["Veracode"]}
    result = engine.run(MANY, **options)
    assert result["summary"] == {"create": 1, "update": 0, "delete": 2, "unchanged": 0}
    assert aliases(scanned) == [(1, "Checkmarx"), (1, "Nightly")]


def test_a_connector_that_an_earlier_task_creates_is_assumed_in_check_mode(scanned: Simulator, engine: Engine) -> None:
    entry = {**PAY, "connector": "Fortify"}
    predicted = engine.run(MANY, True, config=[entry])
    assert predicted["summary"]["create"] == 1
    assert any("analysis connector 'Fortify' was not found" in text for text in engine.warnings)
    assert "connector: 'Fortify' was not found" in engine.fails(MANY, config=[entry])["msg"]
    assert aliases(scanned) == []


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_server_that_takes_none(check_mode: bool, scanned: Simulator, engine: Engine) -> None:
    scanned.behave(analysis_connections_write="refused")
    for module, options in ((ONE, PAY), (MANY, {"config": [PAY]})):
        assert "does not let analysis connections be created" in engine.fails(module, check_mode, **options)["msg"]
    assert aliases(scanned) == []


def test_several_are_written_by_one_composite_request(scanned: Simulator, engine: Engine) -> None:
    scanned.behave(composite="present")
    scanned.fault(kind="status_late", status=504, after=3, method="POST", path="^/api/v2/composite/$")
    assert engine.run(MANY, config=[PAY, WEB], atomic="require", retries=1)["batches"] == 1
    assert [entry["path"] for entry in scanned.writes()] == ["/api/v2/composite/"]
    assert aliases(scanned) == [(1, "Veracode"), (2, "Scan")]


@pytest.mark.parametrize("visible", ["absent", "null", "empty"])
def test_params_that_the_user_may_not_see(visible: str, scanned: Simulator, engine: Engine) -> None:
    engine.run(ONE, **PAY)
    scanned.behave(params_visible=visible)
    words = "permission 'Edit verification connections' ('Edit security tool connections' on older servers)"
    assert words in engine.fails(ONE, **PAY)["msg"]
    assert scanned.objects("connections/analysis")[0]["params"] == PAY["params"]
