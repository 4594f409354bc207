# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of one connection, on servers of every kind. Its connector is there before, with a secret of its own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.modules.behaviours import PASSWORD
from tests.modules.conftest import Engine, Life
from tests.simulator.client import Simulator

NAME = "sde_alm_connection"
PAY: dict[str, Any] = {
    "project": "Payments",
    "alias": "Jira PAY",
    "connector": "Jira",
    "frequency": "daily",
    "params": {"alm_project": "PAY", "alm_parent_issue": "PAY-1", "alm_context": "web"},
}
STORED = {"alm_project": "PAY", "alm_parent_issue": "PAY-1", "alm_context": "web"}


def stored(simulator: Simulator) -> dict[str, Any]:
    """The one connection as it is stored."""
    (connection,) = simulator.objects("connections/alm")
    return connection


def test_only_what_differs_is_sent(organised: Simulator, life: Life, engine: Engine) -> None:
    engine.run(NAME, **PAY)
    result = life.step(NAME, **{**PAY, "frequency": "hourly", "debug_mode": True})
    assert result["commands"] == [
        {"method": "PATCH", "path": "/api/v2/connections/alm/1/", "body": {"frequency": "hourly", "debug_mode": True}}
    ]


def test_an_inherited_param_can_be_overridden(organised: Simulator, life: Life, engine: Engine) -> None:
    engine.run(NAME, **PAY)
    life.step(NAME, **{**PAY, "params": {"jira_version": "5"}})
    assert stored(organised)["params"] == {**STORED, "jira_version": "5"}


def test_an_inherited_param_that_is_wanted_as_it_is_changes_nothing(organised: Simulator, life: Life, engine: Engine) -> None:
    engine.run(NAME, **PAY)
    life.step(NAME, changed=False, **{**PAY, "params": {"jira_version": 6, "alm_priority_map": {"10": "High"}}})
    assert stored(organised)["params"] == STORED


@pytest.mark.parametrize("patch", ["merge", "replace"])
def test_a_secret_of_its_own(patch: str, organised: Simulator, life: Life) -> None:
    organised.behave(patch_params=patch)
    life.step(NAME, **PAY, secret_params={"pin": PASSWORD}, validate_params="never")
    life.step(NAME, project="Payments", alias="Jira PAY", params={"alm_parent_issue": "PAY-9"})
    assert stored(organised)["params"] == {**STORED, "alm_parent_issue": "PAY-9", "pin": PASSWORD}


def test_a_name_of_several_projects_is_narrowed(organised: Simulator, life: Life, engine: Engine) -> None:
    portal = {**PAY, "project": "Portal"}
    failed = engine.fails(NAME, True, **portal)
    assert "'Portal' matches 2 projects" in failed["msg"]
    assert "2 (application 'Web', business unit 'Retail')" in failed["msg"]
    assert "3 (application 'Back Office', business unit 'Retail')" in failed["msg"]
    life.step(NAME, **portal, application="Back Office")
    assert stored(organised)["project"] == 3


@pytest.mark.parametrize("check_mode", [True, False])
def test_an_unknown_project_is_an_error(check_mode: bool, organised: Simulator, engine: Engine) -> None:
    failed = engine.fails(NAME, check_mode, **{**PAY, "project": "Paymints"})
    assert "'Paymints' was not found" in failed["msg"]
    assert "77 was not found" in engine.fails(NAME, check_mode, **{**PAY, "project": 77})["msg"]
    assert organised.writes() == []


def test_an_archived_project_is_found(organised: Simulator, life: Life) -> None:
    organised.change("projects", 1, archived=True)
    life.step(NAME, **PAY)
    assert stored(organised)["project"] == 1


def test_a_connector_that_an_earlier_task_would_create(organised: Simulator, engine: Engine) -> None:
    later = {**PAY, "connector": "GitHub", "test_connection": "always"}
    predicted = engine.run(NAME, True, **later)
    assert predicted["changed"]
    assert predicted["commands"][0]["body"]["connector"] == "GitHub"
    assert any("connector 'GitHub' was not found" in warning for warning in engine.warnings)
    assert any("not tested" in warning for warning in engine.warnings)
    assert "connector: 'GitHub' was not found" in engine.fails(NAME, **later)["msg"]
    assert organised.writes() == []


def test_connectors_of_one_name(organised: Simulator, engine: Engine) -> None:
    organised.behave(unique_names="free")
    organised.add("connectors/alm", name="Jira", system="jira", params={})
    failed = engine.fails(NAME, **PAY)
    assert "connector: 'Jira' matches 2 connectors: 1, 2; give the id" in failed["msg"]
    assert engine.run(NAME, **{**PAY, "connector": 2})["connection"]["connector"] == 2


def test_a_connection_moves_within_its_system_only(organised: Simulator, life: Life, engine: Engine) -> None:
    organised.add("connectors/alm", name="Jira 2", system="jira", params={"alm_server": "two.example.com"})
    organised.add("connectors/alm", name="GitHub", system="github", params={})
    engine.run(NAME, **PAY)
    life.step(NAME, **{**PAY, "connector": "Jira 2"})
    assert (stored(organised)["connector"], stored(organised)["params"]) == (2, STORED)
    organised.journal(clear=True)
    assert "cannot change its system" in engine.fails(NAME, **{**PAY, "connector": "GitHub"})["msg"]
    assert organised.writes() == []


def test_what_the_old_connector_gave_is_sent_when_a_connection_moves(organised: Simulator, life: Life, engine: Engine) -> None:
    """The wanted C(jira_version) is the first connector's; the second one has another."""
    organised.add("connectors/alm", name="Jira 2", system="jira", params={"alm_server": "two.example.com", "jira_version": "5"})
    engine.run(NAME, **PAY)
    life.step(NAME, **{**PAY, "connector": "Jira 2", "params": {"jira_version": 6}})
    assert stored(organised)["params"] == {**STORED, "jira_version": "6"}


@pytest.mark.parametrize("visible", ["absent", "null", "empty"])
def test_params_that_the_user_may_not_see(visible: str, organised: Simulator, life: Life, engine: Engine) -> None:
    engine.run(NAME, **PAY)
    organised.behave(params_visible=visible)
    organised.journal(clear=True)
    assert "permission 'Edit Issue Tracker connections' ('Edit ALM connections' on older servers)" in engine.fails(NAME, **PAY)["msg"]
    assert organised.writes() == []
    life.step(NAME, project="Payments", alias="Jira PAY", frequency="monthly")
    assert stored(organised)["params"] == STORED


def test_debug_mode_of_an_older_server_is_not_managed(organised: Simulator, life: Life, engine: Engine) -> None:
    organised.behave(debug_mode="absent")
    engine.run(NAME, **PAY)
    life.step(NAME, changed=False, **PAY, debug_mode=True)
    assert any("debug_mode is not managed" in warning for warning in engine.warnings)


def test_by_id(organised: Simulator, life: Life, engine: Engine) -> None:
    engine.run(NAME, **PAY)
    life.step(NAME, id=1, alias="Tracker", frequency="manually")
    assert stored(organised)["alias"] == "Tracker"
    assert "cannot be moved" in engine.fails(NAME, id=1, project="Portal", application="Web")["msg"]
    life.step(NAME, id=1, state="absent")


@pytest.mark.parametrize("result", ["fail_200", "fail_400"])
def test_a_failed_test_keeps_the_write_back(result: str, organised: Simulator, engine: Engine) -> None:
    organised.behave(test_result=result)
    assert "connectivity test failed" in engine.fails(NAME, True, **PAY, test_connection="on_change")["msg"]
    assert "connectivity test failed" in engine.fails(NAME, **PAY, test_connection="on_change")["msg"]
    assert organised.writes() == []


@pytest.mark.parametrize("switch", [{"connections_create": "refused"}, {"rights": "read_only"}, {"advanced_alm": False}])
def test_what_the_server_refuses(switch: dict[str, Any], organised: Simulator, engine: Engine) -> None:
    organised.behave(**switch)
    failed = engine.fails(NAME, **PAY)
    assert failed["msg"].startswith("connection 'Jira PAY' of project 'Payments': ")
    assert organised.objects("connections/alm") == []


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_server_that_deletes_nothing(check_mode: bool, organised: Simulator, engine: Engine) -> None:
    engine.run(NAME, **PAY)
    organised.behave(connections_delete="refused")
    failed = engine.fails(NAME, check_mode, project="Payments", alias="Jira PAY", state="absent")
    assert "does not let connections be deleted" in failed["msg"]
    assert stored(organised)["params"] == STORED


def test_a_connection_by_its_id_keeps_its_alias_whatever_connector_it_gets(organised: Simulator, life: Life, engine: Engine) -> None:
    organised.add("connectors/alm", name="Jira 2", system="jira", params={"alm_server": "two.example.com"})
    id = engine.run(NAME, **PAY)["connection"]["id"]
    life.step(NAME, changed=False, id=id, connector="Jira")
    life.step(NAME, id=id, connector="Jira 2")
    assert stored(organised)["alias"] == "Jira PAY"
