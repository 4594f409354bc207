# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles on servers of today, through ansible-playbook: params that are objects, auth modes, external ids."""

from __future__ import annotations

from typing import Any

import pytest

from tests.playbook import Playbook, Run
from tests.simulator.client import Simulator
from tests.simulator.profiles import GENERATIONS

PASSWORD = "invented-Passw0rd-93b1"
MAPPING = {"TODO": {"open": ["To Do", "Backlog"], "rank": 1}, "DONE": {"closed": "Done", "final": True}}


@pytest.fixture(name="today")
def _today(simulator: Simulator) -> Simulator:
    simulator.reset(**GENERATIONS["today"])
    return simulator


def role(name: str, **variables: Any) -> dict[str, Any]:
    """A task that runs a role of the collection."""
    return {"name": name, "ansible.builtin.include_role": {"name": f"sdelements.integrations.{name}"}, "vars": variables}


def results(run: Run) -> list[bool]:
    """Whether each task that managed something changed it."""
    return [line["result"]["changed"] for line in run.results if "summary" in line["result"]]


def test_roles_on_a_server_of_today(today: Simulator, playbook: Playbook) -> None:
    today.add_many("projects", [{"name": "Payments", "external_id": "APP-1"}, {"name": "Shop", "external_id": "4711"}])
    tasks = [
        role(
            "jira",
            jira_connector={
                "name": "Jira",
                "server": "jira.example.com",
                "user": "sde-sync",
                "password": "{{ jira_password }}",
                "auth_mode": "basic",
                "params": {"alm_status_mapping": MAPPING},
            },
            jira_connections=[
                {"external_id": "APP-1", "jira_project": "PAY"},
                {"external_id": "4711", "jira_project": "SHOP", "params": {"alm_status_order": ["DONE"]}},
            ],
        ),
        role(
            "github",
            github_connector={"name": "GitHub", "owner": "example", "token": "{{ jira_password }}", "auth_mode": "api_token"},
            github_connections=[{"project": "Shop", "repository": "shop"}],
        ),
    ]
    variables = {"jira_password": PASSWORD}
    for flags, changed in ((("--check",), [True] * 4), ((), [True] * 4), ((), [False] * 4)):
        run = playbook(tasks, *flags, variables=variables)
        assert run.code == 0, run.output
        assert results(run) == changed
        assert PASSWORD not in run.everything
    stored = {row["name"]: row["params"] for row in today.objects("connectors/alm")}
    assert (stored["Jira"]["alm_auth_mode"], stored["GitHub"]["alm_auth_mode"]) == ("basic", "api_token")
    assert stored["Jira"]["alm_status_mapping"] == MAPPING
    made = today.objects("connections/alm")
    assert sorted((row["project"], row["alias"]) for row in made) == [(1, "Jira PAY"), (2, "GitHub shop"), (2, "Jira SHOP")]
    assert [row["params"]["alm_status_order"] for row in made if row["alias"] == "Jira SHOP"] == [["DONE"]]
    posted = [entry["body"] for entry in today.writes() if entry["path"].endswith("/connectors/issue-tracker/")]
    assert [body["params"]["issue_tracker_auth_mode"] for body in posted] == ["basic", "api_token"]


def test_a_role_sends_no_auth_mode_unless_it_is_given(today: Simulator, playbook: Playbook) -> None:
    login = {"name": "Jira", "server": "jira.example.com", "user": "sde-sync", "password": "{{ jira_password }}"}
    given = {**login, "auth_mode": "some_mode_of_its_own"}
    run = playbook([role("jira", jira_connector=each) for each in (login, given)], variables={"jira_password": PASSWORD})
    (created,) = today.writes()
    assert "issue_tracker_auth_mode" not in created["body"]["params"]
    assert "'some_mode_of_its_own' is not an option of JIRA, which has 'basic', 'api_token'" in run.output
