# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What servers of today have, through ansible-playbook: params that are objects, auth modes, external ids."""

from __future__ import annotations

from typing import Any

import pytest

from tests.playbook import Playbook, Run, task
from tests.simulator.client import Simulator
from tests.simulator.profiles import GENERATIONS

PASSWORD = "invented-Passw0rd-93b1"
MAPPING = {"TODO": {"open": ["To Do", "Backlog"], "rank": 1}, "DONE": {"closed": "Done", "final": True}}
REORDERED = {"DONE": {"final": True, "closed": "Done"}, "TODO": {"rank": 1, "open": ["To Do", "Backlog"]}}
CHANGED = {**MAPPING, "TODO": {"open": ["Backlog", "To Do"], "rank": 1}}


@pytest.fixture(name="today")
def _today(simulator: Simulator) -> Simulator:
    simulator.reset(**GENERATIONS["today"])
    return simulator


def connector(name: str, mapping: Any, **keywords: Any) -> dict[str, Any]:
    """A task whose connector has a param that must be an object."""
    params = {"alm_server": "jira.example.com", "alm_user": "sde-sync", "alm_status_mapping": mapping, "alm_status_order": ["TODO", "DONE"]}
    options = {"name": "Jira", "system": "jira", "params": params, "secret_params": {"alm_pass": "{{ jira_password }}"}}
    return task(name, "sde_alm_connector", options, **keywords)


STEPS: list[tuple[str, Any, bool]] = [
    ("created", MAPPING, True),
    ("unchanged", MAPPING, False),
    ("unchanged in another order of keys", REORDERED, False),
    ("unchanged from a variable", "{{ mapping }}", False),
    ("changed", CHANGED, True),
    ("emptied", "", True),
    ("unchanged and empty", {}, False),
]


@pytest.mark.parametrize("described", ["described", "undescribed"])
@pytest.mark.parametrize("execution", ["auto", "module"])
def test_a_param_that_must_be_an_object(described: str, execution: str, today: Simulator, playbook: Playbook) -> None:
    """On an empty server; without a description another connector of the system shows the form."""
    if described == "undescribed":
        today.behave(data_params=described)
        today.add("connectors/alm", name="By hand", system="jira", params={"alm_status_mapping": {"TODO": {}}, "alm_status_order": []})
    tasks = []
    for name, mapping, _changed in STEPS:
        tasks += [connector(f"{name}, predicted", mapping, check_mode=True), connector(name, mapping)]
    run = playbook(tasks, variables={"jira_password": PASSWORD, "mapping": MAPPING, "sde_execution": execution})
    assert run.code == 0, run.output
    for name, _mapping, changed in STEPS:
        assert run[f"{name}, predicted"]["changed"] is run[name]["changed"] is changed, name
        assert run[f"{name}, predicted"]["commands"] == run[name]["commands"], name
    sent = [entry["body"]["params"]["issue_tracker_status_mapping"] for entry in today.writes()]
    assert sent == [MAPPING, CHANGED, {}]
    assert today.objects("connectors/alm")[-1]["params"]["alm_status_order"] == ["TODO", "DONE"]
    assert not [entry["path"] for entry in today.writes() if "/alm/" in entry["path"]]


def test_where_nothing_shows_the_form_the_refusal_says_what_to_do(today: Simulator, playbook: Playbook) -> None:
    today.behave(data_params="undescribed")
    run = playbook([connector("create", MAPPING)], variables={"jira_password": PASSWORD})
    message = run.failed("create")
    assert "Expected a dictionary" in message
    assert "alm_status_mapping was sent as JSON text" in message
    assert today.objects("connectors/alm") == []


def test_a_param_that_the_server_requires_is_named(today: Simulator, playbook: Playbook) -> None:
    """As where status mappings have replaced the params of older releases."""
    today.behave(status_mappings="required")
    old = {"alm_server": "jira.example.com", "alm_user": "sde-sync", "jira_done_statuses": ["Done"]}
    options = {"name": "Jira", "system": "jira", "params": old, "secret_params": {"alm_pass": PASSWORD}}
    run = playbook([task("create", "sde_alm_connector", options)])
    assert "params.issue_tracker_status_mapping: This field is required." in run.failed("create")
    (warnings,) = [line["result"]["warnings"] for line in run.results]
    assert [word for word in ("requires alm_status_mapping too", "has no param 'jira_done_statuses'") if word not in str(warnings)] == []


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
    run = playbook([role("jira", jira_connector=login)], variables={"jira_password": PASSWORD})
    assert run.code == 0, run.output
    (created,) = today.writes()
    assert "issue_tracker_auth_mode" not in created["body"]["params"]
    run = playbook([role("jira", jira_connector={**login, "auth_mode": "some_mode_of_its_own"})], variables={"jira_password": PASSWORD})
    assert "'some_mode_of_its_own' is not an option of JIRA, which has 'basic', 'api_token'" in run.output
