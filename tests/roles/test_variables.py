# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables of the roles as people write them, through real ansible-playbook: omit, null, text for booleans, lists of several teams."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
import yaml

from tests.collection import ROOT
from tests.roles.conftest import Playbook
from tests.simulator.client import Simulator

PROJECTS = ("Card Processing REST API", "Card Processing Reporting", "Card Processing Admin Console")
LEFT_OUT = "{{ nothing | default(omit) }}"
CONNECTOR: dict[str, Any] = {"name": "Jira of the role", "server": "jira.example.com", "user": "bot", "password": "S3cret-of-jira"}
TEAMS: dict[str, Any] = {
    "jira_connector": CONNECTOR,
    "jira_connections": None,
    "jira_connections_team_b": [{"project": PROJECTS[1], "jira_project": "WEB"}],
    "jira_connections_team_a": [{"project": PROJECTS[0], "jira_project": "PAY"}],
}


def play(playbook: Playbook, content: dict[str, Any], *arguments: str, fails: bool = False) -> dict[str, int]:
    """Run one play."""
    path = playbook.folder / "play.yml"
    path.write_text(yaml.safe_dump([{"hosts": "localhost", "gather_facts": False, **content}]), encoding="utf-8")
    return playbook.run(path, *arguments, fails=fails)


def summary(playbook: Playbook) -> str:
    """The line in which a role ends."""
    return str(playbook.last.results[-1]["result"]["msg"])


def aliases(simulator: Simulator) -> list[str]:
    """The connections of the role's connector."""
    ids = [row["id"] for row in simulator.objects("connectors/alm") if row["name"] == CONNECTOR["name"]]
    return sorted(row["alias"] for row in simulator.objects("connections/alm") if row["connector"] in ids)


@pytest.mark.every_core
def test_what_is_left_out_and_what_is_text_is_read_as_it_is_meant(simulator: Simulator, playbook: Playbook) -> None:
    connector = {**CONNECTOR, "version": LEFT_OUT, "validate_cert": "no", "inaccessible": "false", "method": LEFT_OUT}
    connector["params"] = {
        "jira_start": date(2024, 1, 31),
        "jira_noon": datetime(2024, 1, 31, 12, tzinfo=timezone(timedelta(hours=5, minutes=30))),
        "alm_issue_label": LEFT_OUT,
        "alm_status_mapping": {"Done": [{"from": LEFT_OUT, "to": "Closed"}, LEFT_OUT, [LEFT_OUT, None]]},
    }
    connection = {"jira_project": "PAY", "parent_issue": LEFT_OUT, "alias": LEFT_OUT, "connector": LEFT_OUT, "debug_mode": "no"}
    variables = {
        "jira_connector": connector,
        "jira_connections": LEFT_OUT,
        "jira_connections_a": None,
        "jira_connections_b": [{**connection, "project": PROJECTS[0]}, LEFT_OUT],
        "jira_connections_c": "{{ [{'project': the_project, 'jira_project': 'WEB', 'params': {'alm_start': the_day}}] }}",
        "the_project": PROJECTS[1],
        "the_day": date(2024, 1, 31),
        "jira_sync": "false",
        "jira_state": LEFT_OUT,
        "jira_prune_max": LEFT_OUT,
        "jira_validate_params": "never",
    }
    jobs = len(simulator.objects("jobs/alm"))
    roles = {"roles": ["sdelements.integrations.jira"], "vars": variables}
    play(playbook, roles)
    (stored,) = [row for row in simulator.objects("connectors/alm") if row["name"] == CONNECTOR["name"]]
    assert (stored["params"]["jira_start"], stored["params"]["alm_validate_cert"] in (False, "False", "false")) == ("2024-01-31", True)
    assert stored["params"]["jira_noon"] == "2024-01-31T12:00:00+05:30"
    assert json.loads(stored["params"]["alm_status_mapping"]) == {"Done": [{"to": "Closed"}, [None]]}
    assert not {"jira_version", "alm_method", "alm_issue_label"} & {key for key, value in stored["params"].items() if value}
    assert aliases(simulator) == ["Jira PAY", "Jira WEB"]
    assert "mit" not in repr([row["params"] for row in simulator.objects("connections/alm") if row["connector"] == stored["id"]])
    assert len(simulator.objects("jobs/alm")) == jobs
    assert play(playbook, roles)["changed"] == 0
    assert summary(playbook) == (
        "Done. Connectors: 0 created, 0 updated, 0 deleted, 1 unchanged. Connections: 0 created, 0 updated, 0 deleted, 2 unchanged"
    )


@pytest.mark.parametrize("arguments", [(), ("--skip-tags", "always")])
def test_nothing_but_absent_deletes(arguments: tuple[str, ...], simulator: Simulator, playbook: Playbook) -> None:
    before = len(simulator.journal())
    states = {"jira": "Present", "github": "absent ", "integration": "{{ the_state }}"}
    tasks = [
        {
            "block": [{"import_role": {"name": f"sdelements.integrations.{role}"}}],
            "rescue": [{"debug": {"msg": "refused"}}],
            "vars": {f"{role}_state": state, f"{role}_connector": {"name": "x"}, f"{role}_connectors": [{"name": "x"}]},
        }
        for role, state in states.items()
    ]
    assert play(playbook, {"vars": {"the_state": "ABSENT"}, "tasks": tasks}, *arguments)["rescued"] == 3
    for role, state in {**states, "integration": "ABSENT"}.items():
        assert f"{role}_state: '{state}' is not one of present, absent; did you mean" in playbook.output
    assert simulator.journal()[before:] == []


@pytest.mark.parametrize("role", ["jira", "github", "integration"])
def test_nothing_is_deleted_where_a_run_starts_after_the_check_of_the_variables(
    role: str, simulator: Simulator, playbook: Playbook
) -> None:
    variables = {f"{role}_state": "Absent", f"{role}_connector": {"name": "x"}, f"{role}_connectors": [{"name": "x"}]}
    playbook.role(role, "--start-at-task", "Manage the connectors", fails=True, **variables)
    assert f"{role}_state: 'Absent' is not one of present, absent; did you mean" in playbook.output
    assert simulator.journal() == []


@pytest.mark.every_core
def test_variables_that_cannot_be_read_are_named_and_the_report_compares_all_others(simulator: Simulator, playbook: Playbook) -> None:
    """A list, an entry, a param; what does not exist, and templates that fail. Nothing is shown of their values."""
    entry = {"project": PROJECTS[0], "jira_project": "X"}
    undefined = [
        "{{ nothing_of_the_kind }}",
        ["{{ nothing_of_the_kind }}"],
        [{**entry, "params": {"a": [{"b": "{{ nothing_of_the_kind }}"}]}}],
    ]
    failing = [
        [{**entry, "project": each}] for each in ("{{ 1 / 0 }}", "{{ 'S3cret' | no_such_filter }}", "{{ unclosed", "{{ [] | first }}")
    ]
    variables = {**TEAMS, **{f"jira_connections_x{number}": value for number, value in enumerate(undefined + failing)}}
    playbook.role("jira", fails=True, **variables)
    lines = [f"jira_connections_x{number}: 'nothing_of_the_kind' is undefined; define it, or leave this out" for number in range(3)]
    lines += [f"jira_connections_x{number}: it cannot be made of its template; correct the template" for number in range(3, 7)]
    assert playbook.last.results[-1]["result"]["msg"].split("\n")[1:] == lines
    paths = {name: str(playbook.folder / name) for name in ("report_dest", "report_json")}
    playbook.role("report", **paths, **variables)
    drift = json.loads((playbook.folder / "report_json").read_text(encoding="utf-8"))["drift"]
    assert (drift["errors"], [row["state"] for row in drift["connections"]]) == (lines, ["missing"] * 2)
    assert simulator.writes() == []


def test_what_is_wrong_is_one_short_message(simulator: Simulator, playbook: Playbook) -> None:
    teams = {**TEAMS, "jira_connections_team_c": [{"project": PROJECTS[2], "jira_project": "ADM", "frequenzy": "daily"}]}
    playbook.role("jira", fails=True, **teams)
    line = f"jira_connections_team_c[0] (project '{PROJECTS[2]}'): frequenzy: there is no such option; did you mean 'frequency'?"
    assert playbook.last.results[-1]["result"]["msg"] == line
    assert len(playbook.output) < 2500
    teams = {
        **TEAMS,
        "jira_connections_team_c": [{"project": PROJECTS[2], "jira_project": "ADM"}, {"project": "Nowhere", "jira_project": "X"}],
    }
    playbook.role("jira", "--check", fails=True, **teams)
    line = "jira_connections_team_c[1]: connection 'Jira X' of project 'Nowhere': project: 'Nowhere' was not found"
    assert playbook.last.results[-1]["result"]["msg"].startswith(line)
    assert simulator.writes() == []


@pytest.mark.every_core
def test_a_role_in_a_loop_of_its_caller_starts_syncs_of_what_it_wrote(simulator: Simulator, playbook: Playbook) -> None:
    jobs = len(simulator.objects("jobs/alm"))
    tasks = [
        {
            "ansible.builtin.include_role": {"name": "sdelements.integrations.jira"},
            "vars": {
                "jira_connector": CONNECTOR,
                "jira_sync": f"{{{{ {name}.2 }}}}",
                "jira_connections": [{"project": f"{{{{ {name}.0 }}}}", "jira_project": f"{{{{ {name}.1 }}}}"}],
            },
            "loop": [target],
            "loop_control": {"loop_var": name, "index_var": "index"},
        }
        for name, target in {"item": [PROJECTS[0], "PAY", "yes"], "entry": [PROJECTS[1], "WEB", "on"]}.items()
    ]
    play(playbook, {"tasks": tasks})
    assert aliases(simulator) == ["Jira PAY", "Jira WEB"]
    ids = {row["id"] for row in simulator.objects("connections/alm") if row["alias"] in ("Jira PAY", "Jira WEB")}
    assert {row["connection"] for row in simulator.objects("jobs/alm")[jobs:]} == ids
    assert "skipping: [localhost] => (item" not in playbook.output
    assert "already in use" not in playbook.output
    assert summary(playbook).endswith(". Syncs started: 1")


def test_connections_that_no_list_has_are_removed_where_that_is_asked_for(simulator: Simulator, playbook: Playbook) -> None:
    everywhere = [{"project": project, "jira_project": key} for project, key in zip(PROJECTS, ("PAY", "WEB", "ADM"))]
    more = {"project": PROJECTS[0], "jira_project": "OLD"}
    playbook.role("jira", jira_connector=CONNECTOR, jira_connections=[*everywhere, more])
    assert aliases(simulator) == ["Jira ADM", "Jira OLD", "Jira PAY", "Jira WEB"]
    others = len(simulator.objects("connections/alm")) - 4
    simulator.journal(clear=True)
    playbook.role("jira", fails=True, **{**TEAMS, "jira_prune": "projects", "jira_prune_max": 0})
    assert "1 connection would be deleted, more than 0" in playbook.output
    playbook.role("jira", jira_connector=CONNECTOR, jira_prune="all")
    assert simulator.writes() == []
    playbook.role("jira", **{**TEAMS, "jira_prune": "projects"})
    assert aliases(simulator) == ["Jira ADM", "Jira PAY", "Jira WEB"]
    playbook.role("jira", **{**TEAMS, "jira_prune": "all"})
    assert aliases(simulator) == ["Jira PAY", "Jira WEB"]
    assert len(simulator.objects("connections/alm")) == others + 2


def test_a_run_writes_what_check_mode_planned_while_the_connector_is_renamed_and_nothing_else(
    simulator: Simulator, playbook: Playbook
) -> None:
    more = {"project": PROJECTS[0], "jira_project": "OLD"}
    playbook.role("jira", jira_connector=CONNECTOR, jira_connections=[*TEAMS["jira_connections_team_a"], more])
    renamed = {**CONNECTOR, "name": "Jira with a new name", "previous_names": [CONNECTOR["name"]]}
    variables = {**TEAMS, "jira_connector": renamed, "jira_prune": "projects"}
    lines = []
    for arguments, option in ((("--check",), "jira_save_plan"), ((), "jira_approved_plan")):
        playbook.role("jira", *arguments, **{option: "plans"}, **variables)
        lines.append(summary(playbook))
    assert lines == [
        "Plan. Connectors: 0 to create, 1 to update, 0 to delete, 0 unchanged. "
        "Connections: 1 to create, 0 to update, 1 to delete, 1 unchanged",
        "Done. Connectors: 0 created, 1 updated, 0 deleted, 0 unchanged. Connections: 1 created, 0 updated, 1 deleted, 1 unchanged",
    ]
    files = sorted(path.relative_to(playbook.folder).as_posix() for path in playbook.folder.glob("plans/*/*"))
    assert files == ["plans/localhost/jira-connections.json", "plans/localhost/jira-connectors.json"]
    playbook.role("jira", "--check", jira_save_plan="plans", **variables)
    simulator.journal(clear=True)
    variables["jira_connections_team_c"] = [{"project": PROJECTS[2], "jira_project": "ADM"}]
    playbook.role("jira", fails=True, jira_approved_plan="plans", **variables)
    assert "1 difference between the approved plan and the plan of this run" in playbook.output
    (playbook.folder / "plans/localhost/jira-connections.json").unlink()
    playbook.role("jira", fails=True, jira_approved_plan="plans", **variables)
    assert "plans/localhost/jira-connections.json was not found, so nothing may be written" in playbook.output
    assert simulator.writes() == []


def test_the_output_of_a_role_does_not_grow_with_its_connections_and_warns_in_each_run(simulator: Simulator, playbook: Playbook) -> None:
    """No line for each connection; the last line sums up. A misspelt param of what is unchanged is a warning too."""
    connector = {**CONNECTOR, "params": {"jira_isue_type": "Bug"}}
    lines = []
    for number in (1, 40):
        connections = [{"project": PROJECTS[0], "jira_project": f"P{each}"} for each in range(number)]
        playbook.role("jira", jira_connector=connector, jira_connections=connections)
        assert "no param 'jira_isue_type'" in playbook.last.shown
        lines.append(len(playbook.output.splitlines()))
        assert f"Connections: {number - (number > 1)} created" in summary(playbook)
    assert lines[0] == lines[1]


def test_each_playbook_that_applies_takes_the_variables_of_all_roles(simulator: Simulator, playbook: Playbook) -> None:
    """Those of the role integration too, of trackers and analysis tools, from lists of several files, with booleans as text."""
    simulator.behave(analysis_connector_params="shown", analysis_connectors_write="allowed", analysis_connections_write="allowed")
    tracker = {
        "system": "jira",
        "inaccessible": "no",
        "params": {"alm_server": "j.example.com", "alm_user": "u"},
        "secret_params": {"alm_pass": "x"},
    }
    tool = {
        "name": "Checkmarx",
        "system": "checkmarx",
        "params": {"analysis_server": "c.example.com", "analysis_user": "u"},
        "secret_params": {"analysis_pass": "z"},
    }
    variables = {
        **TEAMS,
        "integration_connectors_a": [{**tracker, "name": "A"}],
        "integration_connectors_b": [{**tracker, "name": "B"}],
        "integration_connections_b": [{"project": PROJECTS[2], "alias": "B", "connector": "B", "params": {"alm_project": "B"}}],
        "integration_analysis_connectors_c": [tool],
        "integration_analysis_connections_c": [{"project": PROJECTS[2], "connector": "Checkmarx"}],
        "github_connector": {"name": "Hub", "owner": "octo", "token": "y", "validate_cert": "off"},
        "sde_url": simulator.url,
        "sde_token": simulator.token,
        "ansible_connection": "local",
    }
    hosts = playbook.folder / "hosts.json"
    hosts.write_text(json.dumps({"sdelements": {"hosts": {"localhost": variables}}}), encoding="utf-8")
    kinds = [f"{objects}/{kind}" for kind in ("alm", "analysis") for objects in ("connectors", "connections")]
    before = {kind: len(simulator.objects(kind)) for kind in kinds}
    unchanged = []
    for name, changed in (("apply", True), ("integrations", False), ("fleet/site", False)):
        assert bool(playbook.run(ROOT / "playbooks" / f"{name}.yml", "-i", str(hosts))["changed"]) is changed
        unchanged.append(sorted(re.findall(r"\d+ unchanged", " ".join(playbook.output.split()))))
    assert unchanged == [["0 unchanged"] * 8, *[sorted(f"{number} unchanged" for number in (2, 1, 1, 1, 1, 2, 1, 0))] * 2]
    names = {kind: sorted(row.get("name") or row["alias"] for row in simulator.objects(kind)[before[kind] :]) for kind in kinds}
    assert names == {
        "connectors/alm": ["A", "B", "Hub", CONNECTOR["name"]],
        "connections/alm": ["B", "Jira PAY", "Jira WEB"],
        "connectors/analysis": ["Checkmarx"],
        "connections/analysis": ["Checkmarx"],
    }


@pytest.mark.parametrize("name", ["integrations", "fleet/site", "automation_platform/drift"])
def test_a_playbook_that_finds_no_server_fails(name: str, playbook: Playbook) -> None:
    hosts = playbook.folder / "hosts.json"
    hosts.write_text(json.dumps({"sdelement": {"hosts": {"localhost": {"ansible_connection": "local"}}}}), encoding="utf-8")
    playbook.run(ROOT / "playbooks" / f"{name}.yml", "-i", str(hosts), fails=True)
    assert "sdelements: the inventory has no host in this group; add the servers to it" in playbook.output
