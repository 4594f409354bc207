# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A connection to an issue tracker."""

from __future__ import annotations

from typing import Any

import pytest

from tests.modules.behaviours import MIXED, PASSWORD
from tests.modules.conftest import Engine, Life
from tests.modules.lives import assert_life_of_one
from tests.simulator.client import Simulator

ONE, MANY = "sde_alm_connection", "sde_alm_connections"


PAY: dict[str, Any] = {
    "project": "Payments",
    "alias": "Jira PAY",
    "connector": "Jira",
    "frequency": "daily",
    "params": {"alm_project": "PAY", "alm_parent_issue": "PAY-1", "alm_context": "web"},
}


STORED = {"alm_project": "PAY", "alm_parent_issue": "PAY-1", "alm_context": "web"}


SECRET = "hunter2-Secret-99"


def stored(simulator: Simulator) -> dict[str, Any]:
    """The one connection as it is stored."""
    (connection,) = simulator.objects("connections/alm")
    return connection


@pytest.mark.parametrize("behaviour", MIXED)
def test_life(behaviour: str, furnished: Simulator, life: Life) -> None:
    assert_life_of_one("sde_alm_connection", behaviour, furnished, life)


def test_an_inherited_param_can_be_overridden(organised: Simulator, life: Life, engine: Engine) -> None:
    engine.run(ONE, **PAY)
    life.step(ONE, **{**PAY, "params": {"jira_version": "5"}})
    assert stored(organised)["params"] == {**STORED, "jira_version": "5"}


def test_an_inherited_param_that_is_wanted_as_it_is_changes_nothing(organised: Simulator, life: Life, engine: Engine) -> None:
    engine.run(ONE, **PAY)
    life.step(ONE, changed=False, **{**PAY, "params": {"jira_version": 6, "alm_priority_map": {"10": "High"}}})
    assert stored(organised)["params"] == STORED


@pytest.mark.parametrize("patch", ["merge", "replace"])
def test_a_secret_of_its_own(patch: str, organised: Simulator, life: Life) -> None:
    organised.behave(patch_params=patch)
    life.step(ONE, **PAY, secret_params={"pin": PASSWORD}, validate_params="never")
    life.step(ONE, project="Payments", alias="Jira PAY", params={"alm_parent_issue": "PAY-9"})
    assert stored(organised)["params"] == {**STORED, "alm_parent_issue": "PAY-9", "pin": PASSWORD}


def test_a_connector_that_an_earlier_task_would_create(organised: Simulator, engine: Engine) -> None:
    later = {**PAY, "connector": "GitHub", "test_connection": "always"}
    predicted = engine.run(ONE, True, **later)
    assert predicted["changed"]
    assert predicted["commands"][0]["body"]["connector"] == "GitHub"
    assert any("connector 'GitHub' was not found" in warning for warning in engine.warnings)
    assert any("not tested" in warning for warning in engine.warnings)
    assert "connector: 'GitHub' was not found" in engine.fails(ONE, **later)["msg"]
    assert organised.writes() == []


def test_a_connection_moves_within_its_system_only(organised: Simulator, life: Life, engine: Engine) -> None:
    organised.add("connectors/alm", name="Jira 2", system="jira", params={"alm_server": "two.example.com"})
    organised.add("connectors/alm", name="GitHub", system="github", params={})
    engine.run(ONE, **PAY)
    life.step(ONE, **{**PAY, "connector": "Jira 2"})
    assert (stored(organised)["connector"], stored(organised)["params"]) == (2, STORED)
    organised.journal(clear=True)
    assert "cannot change its system" in engine.fails(ONE, **{**PAY, "connector": "GitHub"})["msg"]
    assert organised.writes() == []


def test_what_the_old_connector_gave_is_sent_when_a_connection_moves(organised: Simulator, life: Life, engine: Engine) -> None:
    """The wanted C(jira_version) is the first connector's; the second one has another."""
    organised.add("connectors/alm", name="Jira 2", system="jira", params={"alm_server": "two.example.com", "jira_version": "5"})
    engine.run(ONE, **PAY)
    life.step(ONE, **{**PAY, "connector": "Jira 2", "params": {"jira_version": 6}})
    assert stored(organised)["params"] == {**STORED, "jira_version": "6"}


@pytest.mark.parametrize("visible", ["absent", "null", "empty"])
def test_params_that_the_user_may_not_see(visible: str, organised: Simulator, life: Life, engine: Engine) -> None:
    engine.run(ONE, **PAY)
    organised.behave(params_visible=visible)
    organised.journal(clear=True)
    assert "permission 'Edit Issue Tracker connections' ('Edit ALM connections' on older servers)" in engine.fails(ONE, **PAY)["msg"]
    assert organised.writes() == []
    life.step(ONE, project="Payments", alias="Jira PAY", frequency="monthly")
    assert stored(organised)["params"] == STORED


def test_debug_mode_of_an_older_server_is_not_managed(organised: Simulator, life: Life, engine: Engine) -> None:
    organised.behave(debug_mode="absent")
    engine.run(ONE, **PAY)
    life.step(ONE, changed=False, **PAY, debug_mode=True)
    assert any("debug_mode is not managed" in warning for warning in engine.warnings)


@pytest.mark.parametrize("switch", [{"connections_create": "refused"}, {"rights": "read_only"}, {"advanced_alm": False}])
def test_what_the_server_refuses(switch: dict[str, Any], organised: Simulator, engine: Engine) -> None:
    organised.behave(**switch)
    failed = engine.fails(ONE, **PAY)
    assert failed["msg"].startswith("connection 'Jira PAY' of project 'Payments': ")
    assert organised.objects("connections/alm") == []


def test_a_connection_by_its_id_keeps_its_alias_whatever_connector_it_gets(organised: Simulator, life: Life, engine: Engine) -> None:
    organised.add("connectors/alm", name="Jira 2", system="jira", params={"alm_server": "two.example.com"})
    id = engine.run(ONE, **PAY)["connection"]["id"]
    life.step(ONE, changed=False, id=id, connector="Jira")
    life.step(ONE, id=id, connector="Jira 2")
    assert stored(organised)["alias"] == "Jira PAY"
