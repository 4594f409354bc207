# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a connector and a connection through ansible-playbook: each step in check mode, for real, and again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.playbook import WAYS, Playbook, Run, task
from tests.simulator.client import Simulator

PASSWORD = "invented-Passw0rd-93b1"
CONNECTOR: dict[str, Any] = {
    "name": "Jira",
    "system": "jira",
    "params": {"alm_server": "jira.example.com", "alm_user": "sde-sync", "jira_version": "6", "jira_done_statuses": ["Done", "Closed"]},
    "secret_params": {"alm_pass": "{{ jira_password }}"},
}
CONNECTION: dict[str, Any] = {
    "project": "Payments",
    "alias": "Jira PAY",
    "connector": "Jira",
    "frequency": "daily",
    "params": {"alm_project": "PAY", "alm_parent_issue": "PAY-1"},
}
FIRST = [
    ("create connector", "sde_alm_connector", CONNECTOR),
    ("create connection", "sde_alm_connection", CONNECTION),
    ("update connector", "sde_alm_connector", {"name": "Jira", "params": {"alm_server": "jira.example.org"}}),
]
LAST = [
    ("remove connection", "sde_alm_connection", {"project": "Payments", "alias": "Jira PAY", "state": "absent"}),
    ("remove connector", "sde_alm_connector", {"name": "Jira", "state": "absent"}),
]
STORED = {
    "alm_server": "jira.example.org",
    "alm_user": "sde-sync",
    "jira_version": "6",
    "jira_done_statuses": "Done,Closed",
    "alm_pass": PASSWORD,
}
Steps = list[tuple[str, str, dict[str, Any]]]


def tasks(steps: Steps) -> list[dict[str, Any]]:
    """Each step in check mode, for real, and again."""
    return [
        task(f"{name}, {when}", module, options, check_mode=when == "predicted")
        for name, module, options in steps
        for when in ("predicted", "real", "again")
    ]


def check(run: Run, steps: Steps, simulator: Simulator) -> None:
    """What is predicted is done, what is done is done once, and nothing else is written."""
    assert run.code == 0, run.output
    assert PASSWORD not in run.everything
    assert simulator.token not in run.everything
    sent = []
    for name, *_unused in steps:
        predicted, real, again = (run[f"{name}, {when}"] for when in ("predicted", "real", "again"))
        assert (predicted["changed"], real["changed"], again["changed"]) == (True, True, False), name
        assert predicted["diff"] == real["diff"], name
        assert predicted["diff"]["before"] != predicted["diff"]["after"], name
        assert predicted["commands"] == real["commands"], name
        assert again["commands"] == [], name
        sent += [(command["method"], command["path"]) for command in real["commands"]]
    assert [(entry["method"], entry["path"]) for entry in simulator.writes()] == sent
    assert len(sent) == len(steps)


@pytest.mark.every_core
@pytest.mark.parametrize(("secrets", "execution", "last"), [("clear", "auto", LAST), ("masked", "module", LAST[:1])])
def test_life(secrets: str, execution: str, last: Steps, simulator: Simulator, playbook: Playbook) -> None:
    simulator.reset(secrets=secrets)
    simulator.add("projects", name="Payments")
    variables = {"jira_password": PASSWORD, "sde_execution": execution}

    check(playbook(tasks(FIRST), "--diff", variables=variables), FIRST, simulator)
    (connector,), (connection,) = simulator.objects("connectors/alm"), simulator.objects("connections/alm")
    assert {key: connector["params"].get(key) for key in STORED} == STORED
    assert connection["params"] == {"alm_project": "PAY", "alm_parent_issue": "PAY-1"}
    assert connection["frequency"] == "daily"

    simulator.journal(clear=True)
    check(playbook(tasks(last), "--diff", variables=variables), last, simulator)
    left = [*simulator.objects("connections/alm"), *simulator.objects("connectors/alm")]
    assert len(left) == len(LAST) - len(last)


def test_a_first_check_predicts_what_the_run_does(simulator: Simulator, playbook: Playbook) -> None:
    """The connection's connector is created by the task before it, which in check mode has not happened."""
    simulator.add("projects", name="Payments")
    play = [
        task("connector", "sde_alm_connector", CONNECTOR),
        task("connection", "sde_alm_connection", CONNECTION),
        task("connections", "sde_alm_connections", {"config": [{**CONNECTION, "alias": "Second"}]}),
    ]
    variables = {"jira_password": PASSWORD}
    predicted = playbook(play, "--check", "--diff", variables=variables)
    assert predicted.code == 0, predicted.output
    assert simulator.writes() == []
    warned = [
        line["task"] for line in predicted.results if any("'Jira' was not found" in text for text in line["result"].get("warnings", []))
    ]
    assert warned == ["connection", "connections"]

    real = playbook(play, "--diff", variables=variables)
    assert real.code == 0, real.output
    assert len(simulator.writes()) == 3
    for name in ("connector", "connection", "connections"):
        assert (predicted[name]["changed"], real[name]["changed"]) == (True, True)
        assert "warnings" not in real[name]
    assert predicted["connector"]["diff"] == real["connector"]["diff"]
    assert predicted["connection"]["diff"] == real["connection"]["diff"]
    assert predicted["connections"]["diff"] == real["connections"]["diff"]


def test_the_items_of_a_loop_share_a_connection(simulator: Simulator, playbook: Playbook) -> None:
    """As modules, each item is a process of its own."""
    for way, expected in (("auto", 1), ("module", 2)):
        simulator.journal(clear=True)
        look = task("Look", "sde_alm_connector_info", {"name": "{{ item }}"}, loop=["A", "B"])
        run = playbook([look], variables={"sde_execution": way})
        assert run.code == 0, run.output
        assert len({entry["connection"] for entry in simulator.journal()}) == expected


@pytest.mark.parametrize("execution", WAYS)
def test_where_reads_lag_and_an_answer_is_lost_a_task_and_the_same_task_after_it_make_one_object(
    playbook: Playbook, simulator: Simulator, execution: str
) -> None:
    simulator.add("projects", name="Payments")
    simulator.add("connectors/alm", name="Jira", system="jira", params=CONNECTOR["params"])
    simulator.behave(unique_names="free", read_lag=1)
    simulator.fault(kind="status_after", status=504, method="POST", path="/connections/")
    run = playbook(
        [task(f"create {turn}", "sde_alm_connection", CONNECTION) for turn in (1, 2)],
        variables={"jira_password": PASSWORD, "sde_execution": execution},
    )
    assert run.code == 0, run.output
    assert [run[f"create {turn}"]["changed"] for turn in (1, 2)] == [True, False]
    assert len(simulator.objects("connections/alm")) == 1


def test_the_environment_bounds_how_long_a_lost_create_is_looked_for(playbook: Playbook, simulator: Simulator) -> None:
    simulator.add("projects", name="Payments")
    simulator.fault(kind="status", status=504, method="POST", times=9)
    run = playbook(
        [task("create", "sde_alm_connector", CONNECTOR, environment={"SDE_SETTLE_TIMEOUT": "0"})], variables={"jira_password": PASSWORD}
    )
    assert "reads did not show it within 0 s; run the task again" in run.failed("create")
    assert run.results[-1]["result"]["changed"] is True
