# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the roles' variables become the entries of the modules: secrets to empty, how it is logged in, projects."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import InputError
from ansible_collections.sdelements.integrations.plugins.plugin_utils._roles import alm_connections, alm_connectors


@pytest.mark.parametrize(
    ("system", "connector", "of_role", "names"),
    [
        ("jira", {"clear_secrets": ["password"]}, None, ["alm_pass"]),
        ("jira", {"clear_secrets": ["alm_pass", "issue_tracker_api_token"]}, [], ["alm_pass", "issue_tracker_api_token"]),
        ("jira", {"password": ""}, ["password"], ["alm_pass"]),
        ("jira", {"clear_secrets": ["password"]}, ["alm_pass", "pin"], ["alm_pass", "pin"]),
        ("github", {"clear_secrets": None}, ["token"], ["alm_api_token"]),
        ("github", {"clear_secrets": []}, None, None),
    ],
)
def test_secrets_to_empty_by_the_keys_of_the_role(system: str, connector: dict[str, Any], of_role: Any, names: Any) -> None:
    (entry,) = alm_connectors({"name": "x", **connector}, system, clear_secrets=of_role)
    assert entry.get("clear_secrets") == names


def test_secrets_to_empty_of_a_connection() -> None:
    (entry,) = alm_connections([{"project": "p", "jira_project": "P", "clear_secrets": ["password"]}], "jira")
    assert entry["clear_secrets"] == ["alm_pass"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"password": ""}, "clear_secrets: its value is not a list of texts"),
        (["user"], "clear_secrets: user is not a secret; give names of secrets, such as password"),
        (["jira_project"], "clear_secrets: jira_project is not a secret; give names of secrets, such as password"),
        ([7], "clear_secrets: '7' is not the name of a secret"),
    ],
)
@pytest.mark.parametrize("of_role", [True, False])
def test_what_is_not_a_list_of_secrets_is_refused(value: Any, message: str, of_role: bool) -> None:
    with pytest.raises(InputError, match=message):
        alm_connectors({"name": "x", **({} if of_role else {"clear_secrets": value})}, "jira", clear_secrets=value if of_role else None)


@pytest.mark.parametrize("system", ["jira", "github"])
@pytest.mark.parametrize("mode", ["basic", "api_token", "Personal Access Token"])
def test_any_auth_mode_is_handed_on(system: str, mode: str) -> None:
    (entry,) = alm_connectors({"name": "x", "auth_mode": mode}, system)
    assert entry["params"]["alm_auth_mode"] == mode


@pytest.mark.parametrize("connector", [{}, {"auth_mode": None}])
def test_no_auth_mode_is_made_up(connector: dict[str, Any]) -> None:
    (entry,) = alm_connectors({"name": "x", **connector}, "jira")
    assert "params" not in entry


def test_an_auth_mode_is_given_once() -> None:
    with pytest.raises(InputError, match="jira_connector: auth_mode: params.alm_auth_mode is the same; give one of them"):
        alm_connectors({"name": "x", "auth_mode": "basic", "params": {"alm_auth_mode": "basic"}}, "jira")


def test_objects_and_lists_in_params_are_handed_on_as_they_are() -> None:
    params = {"issue_tracker_status_mapping": {"TODO": {"open": ["To Do"]}}, "alm_rows": [["a", 1], {}]}
    (entry,) = alm_connectors({"name": "x", "params": params}, "jira")
    assert entry["params"] == params
    (entry,) = alm_connections([{"project": "p", "jira_project": "P", "params": params}], "jira")
    assert entry["params"] == {**params, "alm_project": "P"}


def test_an_external_id_takes_the_place_of_a_project() -> None:
    (entry,) = alm_connections([{"external_id": "APP-1", "jira_project": "PAY"}], "jira")
    assert entry == {"external_id": "APP-1", "alias": "Jira PAY", "params": {"alm_project": "PAY"}}
    with pytest.raises(InputError, match=r"jira_connections\[0\]: project: it is missing"):
        alm_connections([{"external_id": None, "jira_project": "PAY"}], "jira")
