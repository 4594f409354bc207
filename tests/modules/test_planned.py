# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task saves as its plan: the same on every server and however the task names things, and another if it writes anything else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.modules.behaviours import MIXED, NEW_PASSWORD, PASSWORD, SECRETS, SHOWN_PASSWORD
from tests.modules.conftest import Engine
from tests.simulator.client import Simulator

CONNECTORS, CONNECTIONS = "sde_alm_connectors", "sde_alm_connections"
JIRA: dict[str, Any] = {
    "name": "Jira",
    "system": "jira",
    "params": {"alm_server": "jira.example.com", "alm_user": "bot"},
    "secret_params": {"alm_pass": PASSWORD},
}
PAY: dict[str, Any] = {
    "project": "Payments",
    "alias": "Jira PAY",
    "connector": "Jira",
    "frequency": "daily",
    "params": {"alm_project": "PAY"},
}


@pytest.fixture(autouse=True)
def _organised(simulator: Simulator) -> None:
    """Two projects of one name in two applications, and one of another name."""
    simulator.add_many("applications", [{"name": "Web"}, {"name": "Back Office"}])
    projects = [("Payments", 1), ("Portal", 1), ("Portal", 2)]
    simulator.add_many("projects", [{"name": name, "application": application} for name, application in projects])


def saved(engine: Engine, name: str, *config: dict[str, Any], **options: Any) -> str:
    """The plan that check mode saves."""
    text: str = engine.run(name, True, config=list(config), save_plan="plan.json", **options)["plan"]
    assert not [secret for secret in SECRETS if secret in text]
    return text


def written(engine: Engine, name: str, *config: dict[str, Any], **options: Any) -> list[dict[str, Any]]:
    """What is written by the plan that check mode saves."""
    found: list[dict[str, Any]] = json.loads(saved(engine, name, *config, **options))["commands"]
    return found


def approved(engine: Engine, name: str, plan: str, *config: dict[str, Any], **options: Any) -> dict[str, Any]:
    """The result of a run that has an approved plan."""
    return engine.run(name, config=list(config), approved_plan=plan, **options)


def refused(engine: Engine, name: str, plan: str, *config: dict[str, Any], **options: Any) -> list[str]:
    """The keys in which a run differs from its approved plan; it wrote nothing."""
    before = engine.simulator.writes()
    result = engine.fails(name, config=list(config), approved_plan=plan, **options)
    assert result["msg"].startswith("approved_plan: ")
    assert engine.simulator.writes() == before
    return [row["key"] for row in result["differences"]]


@pytest.mark.parametrize("behaviour", MIXED)
def test_a_plan_is_the_same_on_every_server(behaviour: str, simulator: Simulator, engine: Engine) -> None:
    simulator.behave(**MIXED[behaviour])
    place = {"alias": "Jira PAY", "project": "Payments"}
    assert written(engine, CONNECTORS, JIRA) == [
        {
            "action": "create",
            "kind": "connector",
            "object": {"name": "Jira", "system": "jira"},
            "fields": {},
            "params": {"alm_server": "jira.example.com", "alm_user": "bot"},
            "secrets": {"alm_pass": "set"},
        }
    ]
    assert written(engine, CONNECTIONS, PAY) == [
        {
            "action": "create",
            "kind": "connection",
            "object": place,
            "fields": {"connector": "Jira", "frequency": "daily"},
            "params": {"alm_project": "PAY"},
            "secrets": {},
        }
    ]
    engine.run(CONNECTORS, config=[JIRA])
    engine.run(CONNECTIONS, config=[PAY])
    issue_tracker = {"issue_tracker_server": "other.example.com", "issue_tracker_user": "bot"}
    other = {"name": "Tracker", "previous_names": ["Jira"], "params": issue_tracker, "secret_params": {"issue_tracker_pass": NEW_PASSWORD}}
    assert written(engine, CONNECTORS, other) == [
        {
            "action": "update",
            "kind": "connector",
            "object": {"name": "Jira", "system": "jira"},
            "fields": {"name": "Tracker"},
            "params": {"alm_server": "other.example.com"},
            "secrets": {"alm_pass": "set"},
        }
    ]
    assert written(engine, CONNECTIONS, {**PAY, "frequency": "weekly"}) == [
        {"action": "update", "kind": "connection", "object": place, "fields": {"frequency": "weekly"}, "params": {}, "secrets": {}}
    ]
    assert written(engine, CONNECTIONS, PAY, state="deleted") == [
        {"action": "delete", "kind": "connection", "object": place, "fields": {}, "params": {}, "secrets": {}}
    ]


def test_a_plan_does_not_depend_on_whether_a_task_names_things_by_name_or_id(simulator: Simulator, engine: Engine) -> None:
    engine.run(CONNECTORS, config=[JIRA])
    assert saved(engine, CONNECTIONS, {**PAY, "project": "1", "connector": "1"}) == saved(engine, CONNECTIONS, PAY)
    engine.run(CONNECTIONS, config=[PAY])
    (row,) = simulator.objects("connections/alm")
    assert saved(engine, CONNECTIONS, {"id": row["id"], "frequency": "weekly"}) == saved(
        engine, CONNECTIONS, {**PAY, "frequency": "weekly"}
    )


def test_a_name_that_is_not_unique_stands_with_its_id(simulator: Simulator, engine: Engine) -> None:
    simulator.behave(unique_names="free")
    simulator.add_many("connectors/alm", [{"name": "Jira", "system": "jira", "params": {"alm_server": server}} for server in ("a", "b")])
    (one,) = written(engine, CONNECTIONS, {**PAY, "project": "Portal", "application": "Back Office", "connector": "2"})
    assert one["object"] == {"alias": "Jira PAY", "project": {"id": 3, "name": "Portal"}}
    assert one["fields"]["connector"] == {"id": 2, "name": "Jira"}
    (other,) = written(engine, CONNECTIONS, {**PAY, "project": "2", "connector": "1"})
    assert other["object"]["project"] == {"id": 2, "name": "Portal"}
    assert other["fields"]["connector"] == {"id": 1, "name": "Jira"}
    (third,) = written(engine, CONNECTORS, {"id": 2, "params": {"alm_server": "c"}})
    assert third["object"] == {"id": 2, "name": "Jira", "system": "jira"}
    plan = saved(engine, CONNECTORS, {"id": 2, "params": {"alm_server": "c"}})
    assert refused(engine, CONNECTORS, plan, {"id": 1, "params": {"alm_server": "c"}}) == ["action", "action"]


def test_objects_of_one_name_that_are_not_listed_are_told_apart(simulator: Simulator, engine: Engine) -> None:
    simulator.behave(unique_names="free")
    engine.run(CONNECTORS, config=[JIRA])
    simulator.add_many("connections/alm", [{"alias": "Jira PAY", "connector": 1, "project": 1, "params": {}}] * 2)
    plan = saved(engine, CONNECTIONS, state="overridden", scope="all")
    assert [each["object"]["id"] for each in json.loads(plan)["commands"]] == [1, 2]
    simulator.remove("connections/alm", 2)
    assert refused(engine, CONNECTIONS, plan, state="overridden", scope="all") == ["action"] * 3


def test_an_object_that_is_made_anew_is_the_same_in_a_plan(simulator: Simulator, engine: Engine) -> None:
    engine.run(CONNECTORS, config=[JIRA])
    engine.run(CONNECTIONS, config=[PAY])
    other = {**PAY, "frequency": "weekly"}
    plan = saved(engine, CONNECTIONS, other)
    simulator.remove("connectors/alm", 1)
    engine.run(CONNECTORS, config=[JIRA])
    assert refused(engine, CONNECTIONS, plan, other) == ["action", "connector", "params.alm_project"]
    engine.run(CONNECTIONS, config=[PAY])
    assert approved(engine, CONNECTIONS, plan, other)["summary"]["update"] == 1


def test_what_is_not_listed_and_comes_later_is_not_deleted(simulator: Simulator, engine: Engine) -> None:
    engine.run(CONNECTORS, config=[JIRA])
    engine.run(CONNECTIONS, config=[PAY, {**PAY, "project": "Portal", "application": "Web"}])
    plan = saved(engine, CONNECTIONS, PAY, state="overridden", scope="all")
    assert [each["object"]["project"] for each in json.loads(plan)["commands"]] == [{"id": 2, "name": "Portal"}]
    late = simulator.add("connections/alm", alias="Late", connector=1, project=1, params={})
    assert refused(engine, CONNECTIONS, plan, PAY, state="overridden", scope="all") == ["action"]
    simulator.remove("connections/alm", late["id"])
    assert approved(engine, CONNECTIONS, plan, PAY, state="overridden", scope="all")["msg"].startswith(
        "Done: 0 created, 0 updated, 1 deleted"
    )


@pytest.mark.parametrize("shown", ["clear", "masked", "omitted"])
def test_a_plan_has_which_secrets_get_a_value_and_not_the_value(shown: str, simulator: Simulator, engine: Engine) -> None:
    simulator.behave(secrets=shown)
    engine.run(CONNECTORS, config=[JIRA])
    always = {**JIRA, "update_secrets": "always"}
    rotated = {**always, "secret_params": {"alm_pass": NEW_PASSWORD}}
    plan = saved(engine, CONNECTORS, rotated)
    assert json.loads(plan)["commands"][0]["secrets"] == {"alm_pass": "set"}
    cleared = {"name": "Jira", "clear_secrets": ["alm_pass"], "update_secrets": "always"}
    assert written(engine, CONNECTORS, cleared)[0]["secrets"] == {"alm_pass": "cleared"}
    assert refused(engine, CONNECTORS, plan, cleared) == ["secrets.alm_pass"]
    another = {**always, "secret_params": {"alm_pass": "invented-another-One-1f"}}
    assert approved(engine, CONNECTORS, plan, another)["changed"]
    assert simulator.objects("connectors/alm")[0]["params"]["alm_pass"] == "invented-another-One-1f"


@pytest.mark.parametrize("shown", ["masked", "omitted"])
def test_a_secret_that_is_sent_since_something_else_changes_is_part_of_the_plan(shown: str, simulator: Simulator, engine: Engine) -> None:
    simulator.behave(secrets=shown)
    engine.run(CONNECTORS, config=[JIRA])
    for update_secrets in ("auto", "on_create"):
        other = {**JIRA, "params": {"alm_server": "other.example.com"}, "update_secrets": update_secrets}
        (found,) = written(engine, CONNECTORS, other)
        assert (found["params"], found["secrets"]) == ({"alm_server": "other.example.com"}, {"alm_pass": "set"})


def test_a_param_that_contains_a_secret_counts_as_a_secret(engine: Engine) -> None:
    params = {**JIRA["params"], "alm_custom_fields": {"password": NEW_PASSWORD}, "jira_url": f"https://u:{PASSWORD}@jira.example.com"}
    (found,) = written(engine, CONNECTORS, {**JIRA, "params": params})
    assert found["params"] == JIRA["params"]
    assert found["secrets"] == {"alm_custom_fields": "set", "alm_pass": "set", "jira_url": "set"}


def test_a_param_with_a_name_of_ansibles_own_is_part_of_the_plan(engine: Engine) -> None:
    odd = {**JIRA, "validate_params": "never", "params": {**JIRA["params"], "_ansible_x": "a", "__ansible_unsafe": "b"}}
    plan = saved(engine, CONNECTORS, odd)
    assert json.loads(plan)["commands"][0]["params"].keys() == odd["params"].keys()
    assert refused(engine, CONNECTORS, plan, JIRA) == ["params.__ansible_unsafe", "params._ansible_x"]


def test_names_in_a_plan_are_as_they_are_even_where_a_secret_occurs_in_them(simulator: Simulator, engine: Engine) -> None:
    entry = {**JIRA, "secret_params": {"alm_pass": SHOWN_PASSWORD}}
    text: str = engine.run(CONNECTORS, True, config=[{**entry, "name": f"Jira {SHOWN_PASSWORD}"}], save_plan="plan.json")["plan"]
    assert json.loads(text)["commands"][0]["object"]["name"] == f"Jira {SHOWN_PASSWORD}"
    result = engine.fails(CONNECTORS, config=[entry], approved_plan=text)
    assert SHOWN_PASSWORD not in json.dumps(result)
    assert simulator.writes() == []


def test_a_task_that_fails_has_no_plan(engine: Engine) -> None:
    result = engine.fails(CONNECTIONS, True, config=[PAY, {"alias": "x"}], save_plan="plan.json")
    assert "plan" not in result


def test_a_run_without_plans_asks_for_nothing_more(simulator: Simulator, engine: Engine) -> None:
    engine.run(CONNECTORS, config=[JIRA])
    engine.run(CONNECTIONS, config=[PAY])
    counts = []
    for more in ({}, {"save_plan": "plan.json"}):
        simulator.journal(clear=True)
        result = engine.run(CONNECTIONS, config=[PAY], **more)
        assert ("plan" in result) is bool(more)
        counts.append(len(simulator.journal()))
    assert counts[0] == counts[1]
