# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup plugin in variables and conditions, through real ansible-playbook."""

from __future__ import annotations

from typing import Any

import pytest

from tests.playbook import Playbook
from tests.simulator.client import Simulator

SECRET = "invented-secret-of-the-lookup"
HOSTILE = "{{ lookup('pipe', 'echo 4711') }}"


@pytest.fixture(name="known")
def _known(simulator: Simulator) -> dict[str, Any]:
    """Two projects, a connector with a secret, a connection; and the variables that name the server."""
    simulator.add("business-units", name="Retail")
    simulator.add("applications", name="Web", business_unit=1)
    for name in ("Payments", HOSTILE):
        simulator.add("projects", name=name, application=1)
    params = {"alm_server": "jira.example.com", "alm_pass": SECRET}
    simulator.add("connectors/alm", name="Jira", system="jira", params=params)
    simulator.add("connections/alm", alias="Jira", connector=1, project=1, params={"alm_project": "PAY"})
    return {"sde_url": simulator.url, "sde_retries": "0", "wanted": "Payments"}


def read(name: str, *arguments: str) -> dict[str, Any]:
    """A task that shows what a query returns."""
    return {
        "name": name,
        "ansible.builtin.debug": {"msg": "{{ query('sdelements.integrations.sde', " + ", ".join(arguments) + ") }}"},
        "ignore_errors": True,
    }


@pytest.mark.every_core
def test_what_the_server_has_is_read_with_variables_and_options(playbook: Playbook, simulator: Simulator, known: dict[str, Any]) -> None:
    run = playbook(
        [
            read("all", "'projects'"),
            read("named", "'projects'", "name=wanted"),
            read("none", "'projects'", "name='There is none'", "application=omit"),
            read("kinds", "'connectors'", "'analysis_connectors'", "'connections'", "'analysis_connections'"),
            read("of a project", "'connections'", "project='Payments'", "connector='Jira'", "include_last_job=true"),
            {
                "name": "condition",
                "ansible.builtin.debug": {"msg": "it ran"},
                "when": "query('sdelements.integrations.sde', 'connectors', name='There is none') | length > 0",
            },
        ],
        variables=known,
    )
    assert run.code == 0, run.output
    assert [each["name"] for each in run["all"]["msg"]] == ["Payments", HOSTILE]
    assert [each["id"] for each in run["named"]["msg"]] == [1]
    assert run["none"]["msg"] == []
    connector, connection = run["kinds"]["msg"]
    assert (connector["name"], connector["params"]["alm_server"]) == ("Jira", "jira.example.com")
    assert run["of a project"]["msg"] == [{**connection, "last_job": None}]
    assert "it ran" not in run.output
    assert SECRET not in run.everything
    assert simulator.token not in run.everything
    assert {request["method"] for request in simulator.journal()} <= {"GET", "OPTIONS"}


def test_the_environment_names_the_server_where_no_variable_does(
    playbook: Playbook, simulator: Simulator, known: dict[str, Any], environment: dict[str, str]
) -> None:
    environment["SDE_URL"] = simulator.url
    run = playbook([read("all", "'projects'"), read("elsewhere", "'projects'", "sde_url='https://sde.example.com/nowhere'")])
    assert len(run["all"]["msg"]) == 2
    assert "sde_url" in run.failed("elsewhere")


@pytest.mark.every_core
def test_an_omitted_variable_and_a_loop_are_as_on_every_core(
    playbook: Playbook, simulator: Simulator, known: dict[str, Any], environment: dict[str, str]
) -> None:
    environment.update(SDE_URL=simulator.url, SDE_TOKEN=simulator.token)
    omitted = dict.fromkeys(("sde_url", "sde_token", "sde_timeout"), "{{ omit }}")
    loop = {"name": "loop", "ansible.builtin.debug": {"msg": "{{ item.name }}"}, "with_sdelements.integrations.sde": ["projects"]}
    run = playbook([read("omitted", "'projects'"), loop], variables=omitted)
    assert len(run["omitted"]["msg"]) == 2
    assert [each["msg"] for each in run["loop"]["results"]] == ["Payments", HOSTILE]


def test_what_is_wrong_is_told_in_one_sentence_without_a_secret(playbook: Playbook, known: dict[str, Any]) -> None:
    rows = {
        "kind": (["'project'"], "'project' is not known; use projects, connectors"),
        "number": (["7"], "'7' is not known"),
        "nothing": (["*[]"], "give what to read"),
        "option": (["'projects'", "nmae='x'"], "projects takes no option nmae; did you mean 'name'?"),
        "option of another kind": (["'connectors'", "alias='x'"], "connectors takes no option alias"),
        "value": (["'projects'", "archived='perhaps'"], "archived"),
        "choice": (["'connections'", "frequency='often'"], "frequency"),
        "unknown project": (["'connections'", "project='Paymnets'"], "Payments"),
        "token": (["'projects'", "sde_token=wrong"], "401"),
        "certificates": (["'projects'", "ca_path='no-such-file.pem'"], "no-such-file.pem"),
    }
    tasks = [read(name, *arguments) for name, (arguments, message) in rows.items()]
    run = playbook(tasks, "-vvv", variables={**known, "wrong": "invented-wrong-token-4711"})
    for name, (_arguments, message) in rows.items():
        assert message in run.failed(name), name
    assert "Traceback" not in run.output
    assert "invented-wrong-token-4711" not in run.everything
