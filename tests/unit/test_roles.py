# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of the roles: collected from all lists, checked together, named in one message, and as entries of the modules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import InputError
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks import argspec
from ansible_collections.sdelements.integrations.plugins.plugin_utils._mapping import SYSTEMS, connection_options, connector_options
from ansible_collections.sdelements.integrations.plugins.plugin_utils._roles import (
    LISTS,
    Row,
    alm_connections,
    alm_connectors,
    collected,
    lists_of,
    options_of,
    summary_line,
    variables_of,
)
from hypothesis import given
from hypothesis import strategies as st

ROLES = Path(__file__).parents[2] / "roles"
OMITTED = "__omit_place_holder__" + "0a" * 20
SECRET = "S3cret-of-a-team"


def jira(project: str, key: str, **more: Any) -> dict[str, Any]:
    """An entry of the role jira."""
    return {"project": project, "jira_project": key, **more}


def keys_of(role: str, variables: dict[str, Any]) -> list[str]:
    """The trackers' projects of the connections that a role collects."""
    found = collected(role, variables)
    assert found.problems == []
    return [entry["params"]["alm_project"] for entry in found.entries["connections"]]


def test_lists_are_taken_in_the_order_of_their_names() -> None:
    variables = {
        "jira_connections_b": [jira("P", "B")],
        "jira_connections": [jira("P", "A")],
        "jira_connections_a": [jira("P", "C"), jira("P", "D")],
        "github_connections_a": [{"project": "P", "repository": "R"}],
        "integration_connections_a": [{"project": "P", "alias": "I"}],
        "jira_connectionsmore": "else",
        "my_jira_connections_x": "else",
    }
    assert keys_of("jira", variables) == ["A", "C", "D", "B"]
    assert collected("jira", variables).origins["connections"][2:] == ["jira_connections_a[1]", "jira_connections_b[0]"]


@pytest.mark.parametrize("role", ["jira", "github", "integration"])
def test_a_role_takes_its_own_variables_alone(role: str) -> None:
    names = [f"{each}_{name}{end}" for each in ("jira", "github", "integration") for name in (*LISTS, "connector") for end in ("", "_x")]
    assert {name.partition("_")[0] for name in variables_of(role, names)} == {role}


def test_the_lists_of_analysis_tools_are_not_those_of_trackers() -> None:
    connector = {"name": "V", "system": "veracode"}
    found = collected("integration", {"integration_analysis_connectors_a": [connector], "integration_connectors": None})
    assert (found.entries["analysis_connectors"], found.entries["connectors"], found.problems) == ([connector], [], [])


@pytest.mark.parametrize("value", [None, [], (), OMITTED])
def test_a_list_that_has_no_value_is_empty(value: Any) -> None:
    assert keys_of("jira", {"jira_connections": value, "jira_connections_a": value, "jira_connector": value}) == []


@pytest.mark.parametrize("name", ["save_plan", "approved_plan"])
def test_an_empty_folder_of_plans_is_not_the_same_as_none(name: str) -> None:
    assert collected("jira", {f"jira_{name}": ""}).problems == [f"jira_{name}: it is empty; give a folder, or leave jira_{name} out"]


@pytest.mark.parametrize("value", ["text", {"project": "P"}, 7, True])
def test_a_variable_of_another_type_is_a_problem(value: Any) -> None:
    (line,) = collected("jira", {"jira_connections_a": value}).problems
    assert line.startswith("jira_connections_a: it is not a list; ")


def test_all_problems_are_one_message_with_variable_place_project_and_nearest_key() -> None:
    found = collected(
        "jira",
        {
            "jira_state": "Present",
            "jira_connector": {"name": "Jira", "pasword": SECRET},
            "jira_connections": [
                jira("Payments", "A", frequenzy="daily"),
                jira("Reporting", "B"),
                jira("Reporting", "C", frequency="dayly"),
            ],
            "jira_connections_team_a": [7, None, jira("Payments", "D", params={1: SECRET}), {"external_id": "X", "connector": "Jira"}],
        },
    )
    assert found.message.split("\n") == [
        "8 problems; nothing was written:",
        "jira_state: 'Present' is not one of present, absent; did you mean 'present' or 'absent'?",
        "jira_connector: pasword: there is no such option; did you mean 'password'?",
        "jira_connections[0] (project 'Payments'): frequenzy: there is no such option; did you mean 'frequency'?",
        "jira_connections[2] (project 'Reporting'): frequency: 'dayly' is not one of hourly, daily, weekly, monthly, manually; "
        "did you mean 'daily'?",
        "jira_connections_team_a[0]: it is not a dictionary; give the options of one object",
        "jira_connections_team_a[1]: it is not a dictionary; give the options of one object",
        "jira_connections_team_a[2] (project 'Payments'): params: the key 1 is not text; put it in quotes",
        "jira_connections_team_a[3] (external_id 'X'): jira_project: it is missing; give it",
    ]
    assert [entry["alias"] for entry in found.entries["connections"]] == ["Jira B"]


def test_one_object_in_two_lists_is_a_problem_that_names_both() -> None:
    variables = {"jira_connections_a": [jira("P", "X"), jira("P", "A")], "jira_connections_b": [jira("P", "A", frequency="daily")]}
    assert collected("jira", variables).problems == [
        "jira_connections_b[0] (project 'P'): connection 'Jira A' of project 'P' is already in jira_connections_a[1] "
        "(project 'P'); give it once"
    ]


def test_a_message_has_at_most_twenty_problems() -> None:
    lines = collected("jira", {"jira_connections": [{}] * 33}).message.split("\n")
    assert (lines[0], len(lines), lines[-1]) == ("33 problems; nothing was written:", 22, "and 13 more")


@pytest.mark.parametrize("row", [{"pasword": SECRET}, {"params": SECRET}, {"secret_params": [SECRET]}, {"params": {2: SECRET}}])
@pytest.mark.parametrize("role", ["jira", "github", "integration"])
def test_no_message_has_the_value_of_a_secret(role: str, row: dict[str, Any]) -> None:
    found = collected(role, {f"{role}_connections_x": [row], f"{role}_connector": row, f"{role}_connectors": [row]})
    assert found.problems
    assert SECRET not in found.message


@pytest.mark.parametrize(("text", "value"), [("false", False), ("no", False), ("0", False), ("yes", True), ("on", True), (True, True)])
def test_booleans_are_what_ansible_takes_for_them(text: Any, value: bool) -> None:
    found = collected(
        "jira",
        {
            "jira_sync": text,
            "jira_connector": {"name": "J", "validate_cert": text, "inaccessible": text},
            "jira_connections": [jira("P", "A", debug_mode=text)],
        },
    )
    (connector,), (connection,) = found.entries["connectors"], found.entries["connections"]
    assert found.problems == []
    assert [found.options["sync"], connector["params"]["alm_validate_cert"], connector["inaccessible"], connection["debug_mode"]] == [
        value
    ] * 4


@pytest.mark.parametrize("value", ["off", "false", "0", None, OMITTED])
def test_the_report_tests_no_connections_unless_it_is_asked_to(value: Any) -> None:
    found = collected("report", {"report_dest": "x.html", "report_test_connections": value})
    assert (found.problems, found.options.get("test_connections", False)) == ([], False)


@pytest.mark.parametrize(
    ("place", "variables"),
    [
        ("jira_sync", {"jira_sync": "maybe"}),
        ("validate_cert", {"jira_connector": {"name": "J", "validate_cert": "maybe"}}),
        ("debug_mode", {"jira_connections": [jira("P", "A", debug_mode="maybe")]}),
    ],
)
def test_what_is_not_a_boolean_is_a_problem(place: str, variables: dict[str, Any]) -> None:
    (line,) = collected("jira", variables).problems
    assert line.endswith(f"{place}: its value is not a boolean; give a boolean")


@pytest.mark.parametrize("state", ["Present", "ABSENT", "removed", "", False, ["absent"], {"a": 1}, "absent "])
@pytest.mark.parametrize("role", ["jira", "github", "integration"])
def test_every_state_but_present_and_absent_is_a_problem(role: str, state: Any) -> None:
    (line,) = collected(role, {f"{role}_state": state}).problems
    assert line.startswith(f"{role}_state: ")


@pytest.mark.parametrize("role", ["jira", "github", "integration"])
@pytest.mark.parametrize("left_out", [{}, None, OMITTED, ""])
def test_an_option_that_is_left_out_has_the_default_of_the_role(role: str, left_out: Any) -> None:
    names = ("sync", "prune", "prune_max") if left_out == "" else options_of(role)
    variables = {} if left_out == {} else {f"{role}_{name}": left_out for name in names}
    found = collected(role, variables)
    defaults = yaml.safe_load((ROLES / role / "defaults" / "main.yml").read_text(encoding="utf-8"))
    assert found.problems == []
    assert {f"{role}_{name}": value for name, value in found.options.items() if value is not None} == {
        name: value for name, value in defaults.items() if not name.endswith(("_connector", "_connectors", "_connections"))
    }


@given(
    st.recursive(
        st.sampled_from(["kept", OMITTED, 1, None]),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from("abc"), inner),
        max_leaves=20,
    )
)
def test_nothing_that_is_omitted_is_left_at_any_depth(value: Any) -> None:
    connector = {"name": "J", "server": OMITTED, "version": OMITTED, "params": {"alm_x": value}}
    found = collected(
        "jira", {"jira_connector": connector, "jira_connections": [jira("P", "A", alias=OMITTED, connector=OMITTED), OMITTED]}
    )
    assert found.problems == []
    assert "omit" not in repr(found.entries)
    assert [(each["alias"], each["connector"]) for each in found.entries["connections"]] == [("Jira A", "J")]
    assert set(found.entries["connectors"][0].get("params", {})) <= {"alm_x"}


@pytest.mark.parametrize("role", ["jira", "github", "integration"])
def test_a_part_is_the_same_where_only_its_lists_are_read(role: str) -> None:
    rows = {
        "jira": jira("P", "A"),
        "github": {"project": "P", "repository": "R"},
        "integration": {"project": "P", "alias": "x", "connector": "C"},
    }
    connector = {"name": "C", "system": "veracode"} if role == "integration" else {"name": "C"}
    variables = {
        f"{role}_connections_a": [rows[role]],
        f"{role}_connector": connector,
        f"{role}_connectors": [connector],
        f"{role}_analysis_connectors": [connector],
        f"{role}_analysis_connections": [rows["integration"]],
        f"{role}_prune": "all",
    }
    every = collected(role, variables)
    assert every.problems == []
    for part in ("options", *LISTS, *(f"{name}_origins" for name in LISTS), "parents", "analysis_parents"):
        only = lists_of(part)
        found = collected(role, {name: variables[name] for name in variables_of(role, variables, only)}, only=only)
        assert found.part(part) == every.part(part)
    assert every.part("parents") == ["C"]


def test_an_omitted_server_is_the_default_one() -> None:
    (entry,) = collected("github", {"github_connector": {"name": "G", "server": OMITTED}}).entries["connectors"]
    assert entry["params"] == {"alm_server": "api.github.com"}


@pytest.mark.parametrize(
    ("role", "variables", "parents"),
    [
        ("jira", {"jira_connector": {"name": 2024}, "jira_connections": [jira("P", "A", connector="Other")]}, ["2024"]),
        ("jira", {"jira_connections": [jira("P", "A", connector="Other")]}, []),
        (
            "integration",
            {
                "integration_connectors": [{"name": "A"}, {"id": 3, "name": "B"}],
                "integration_connections": [
                    {"project": "P", "alias": "x", "connector": 9},
                    {"project": "P", "alias": "y", "connector": "A"},
                ],
            },
            ["A", 3, 9],
        ),
    ],
)
def test_connections_of_the_connectors_of_a_role_may_be_removed(role: str, variables: dict[str, Any], parents: list[Any]) -> None:
    found = collected(role, variables)
    assert (found.problems, found.parents("connections")) == ([], parents)


def test_a_role_without_a_connector_of_its_own_removes_nothing() -> None:
    (line,) = collected("jira", {"jira_prune": "projects", "jira_connections": [jira("P", "A", connector="Other")]}).problems
    assert line == "jira_prune: it removes connections of jira_connector, which is missing; give it or leave jira_prune out"


def test_options_of_the_role_are_in_each_entry_that_does_not_say_so_itself() -> None:
    variables = {
        "integration_validate_params": "strict",
        "integration_connections": [{"project": "P", "alias": "x"}, {"project": "P", "alias": "y", "validate_params": "never"}],
        "integration_analysis_connectors": [{"name": "V", "system": "veracode"}],
    }
    found = collected("integration", variables)
    assert [entry["validate_params"] for entry in found.config("connections")] == ["strict", "never"]
    assert "validate_params" not in found.config("analysis_connectors")[0]


def test_rows_of_a_table_take_the_place_of_all_lists() -> None:
    variables = {"jira_connections": [jira("P", "A")], "jira_connections_x": "text"}
    found = collected("jira", variables, [Row("projects.csv, line 2", jira("Q", "B")), Row("projects.csv, line 3", {"project": "Q"})])
    assert [entry["alias"] for entry in found.entries["connections"]] == ["Jira B"]
    assert found.problems == ["projects.csv, line 3 (project 'Q'): jira_project: it is missing; give it"]


def documented(role: str) -> dict[str, Any]:
    """The documented variables of a role."""
    spec = yaml.safe_load((ROLES / role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
    options: dict[str, Any] = spec["argument_specs"]["main"]["options"]
    return options


@pytest.mark.parametrize("role", ["jira", "github", "integration"])
def test_what_is_documented_is_what_is_checked(role: str) -> None:
    options = documented(role)
    nested = {name: option["options"] for name, option in options.items() if "options" in option}
    checked = {f"{role}_{name}": option for name, option in options_of(role).items()}
    assert {name: option.get("default") for name, option in options.items() if name not in nested} == {
        name: option.get("default") for name, option in checked.items()
    }
    assert {option["type"] for option in options.values()} == {"raw"}, "ansible-core would enforce any other type by a message of its own"
    assert not [name for name, option in options.items() if "choices" in option or "elements" in option or option.get("required")]
    for name, option in checked.items():
        text = " ".join(map(str, options[name]["description"]))
        assert not [choice for choice in option.get("choices", ()) if f"V({choice})" not in text], name
    if role in SYSTEMS:
        specs = {f"{role}_connector": connector_options(SYSTEMS[role]), f"{role}_connections": connection_options(SYSTEMS[role])}
    else:
        specs = {f"{role}_{name}": getattr(argspec, resource)() for name, resource in LISTS.items()}
    for variable, spec in specs.items():
        shown = {name: (option["type"], option.get("choices")) for name, option in nested.pop(variable).items()}
        expected = {name: ("str" if option["type"] == "raw" else option["type"], option.get("choices")) for name, option in spec.items()}
        assert shown == expected, variable
    assert nested == {}


@pytest.mark.parametrize("role", sorted(path.name for path in ROLES.iterdir()))
def test_a_documented_example_passes_the_checks_of_its_role(role: str) -> None:
    spec = yaml.safe_load((ROLES / role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))["argument_specs"]["main"]
    (play,) = yaml.safe_load(spec["examples"])
    (used,) = play["roles"]
    assert used["role"] == f"sdelements.integrations.{role}"
    assert set(used["vars"]) <= set(spec["options"])
    assert {name for name, option in spec["options"].items() if option.get("required")} <= set(used["vars"])
    if role != "export":
        assert collected(role, used["vars"]).problems == []


def test_what_is_documented_of_the_report_is_what_is_checked() -> None:
    options = {name: option for name, option in documented("report").items() if name.startswith("report_")}
    checked = {f"report_{name}": option for name, option in options_of("report").items()}
    assert {name: option.get("default") for name, option in options.items()} == {
        name: option.get("default") for name, option in checked.items()
    }
    assert {option["type"] for option in options.values()} == {"raw"}
    assert collected("report", {"report_connections": 7, "jira_connections": 7}).problems == []


RESULT = {"summary": {"create": 1, "update": 2, "delete": 3, "unchanged": 1004}, "by_agent": [7]}
SKIPPED = {"skipped": True, "changed": False}


@pytest.mark.parametrize(
    ("check_mode", "sync", "line"),
    [
        (
            False,
            False,
            "Done. Connectors: 0 created, 0 updated, 0 deleted, 0 unchanged. Connections: 1 created, 2 updated, 3 deleted, 1004 unchanged",
        ),
        (
            True,
            True,
            "Plan. Connectors: 0 to create, 0 to update, 0 to delete, 0 unchanged. Connections: 1 to create, 2 to update, 3 to delete, "
            "1004 unchanged. Syncs to start: 2. Left to the remote agent, since the connector is inaccessible: 1 connection, with the id 7",
        ),
    ],
)
def test_a_role_is_summed_up_in_one_line(check_mode: bool, sync: bool, line: str) -> None:
    syncs = {"results": [{"changed": True}, {"changed": True}, {"changed": False}]}
    results = {"Connectors": [SKIPPED], "Connections": [SKIPPED, RESULT, syncs]}
    assert summary_line(results, check_mode=check_mode, sync=sync) == line


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
        *(([name], f"clear_secrets: {name} is not a secret; give names of secrets, such as password") for name in ("user", "jira_project")),
        ([7], "clear_secrets: '7' is not the name of a secret"),
    ],
)
@pytest.mark.parametrize("of_role", [True, False])
def test_what_is_not_a_list_of_secrets_is_refused(value: Any, message: str, of_role: bool) -> None:
    with pytest.raises(InputError, match=message):
        alm_connectors({"name": "x", **({} if of_role else {"clear_secrets": value})}, "jira", clear_secrets=value if of_role else None)


@pytest.mark.parametrize("system", ["jira", "github"])
def test_any_auth_mode_is_handed_on_and_none_is_made_up(system: str) -> None:
    for mode in ("basic", "api_token", "Personal Access Token"):
        (entry,) = alm_connectors({"name": "x", "auth_mode": mode}, system)
        assert entry["params"]["alm_auth_mode"] == mode
    assert alm_connectors({"name": "x", "auth_mode": None}, "jira") == alm_connectors({"name": "x"}, "jira")
    assert "params" not in alm_connectors({"name": "x"}, "jira")[0]


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
