# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Analysis tools in the roles, on a server of today: the life of a verification connector and connection, export, report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.masks import PLACEHOLDER

from tests.roles.conftest import Playbook
from tests.roles.test_absent import writes
from tests.roles.test_export import export, loaded
from tests.simulator.client import Simulator

PASSWORD = "invented-Passw0rd-93b1"
TOOLS: list[dict[str, Any]] = [
    {
        "name": "Checkmarx",
        "system": "checkmarx",
        "params": {"analysis_server": "checkmarx.example.com", "analysis_user": "sde-sync"},
        "secret_params": {"analysis_pass": PASSWORD},
    }
]
SCANS: list[dict[str, Any]] = [
    {"project": "Card Processing REST API", "connector": "Checkmarx", "frequency": "weekly", "params": {"import_behaviour": "combine"}},
    {"project": "Card Processing Reporting", "connector": "Checkmarx", "alias": "Nightly scan"},
]
VARIABLES = {"integration_analysis_connectors": TOOLS, "integration_analysis_connections": SCANS}


@pytest.fixture(scope="module", name="today")
def _today() -> Iterator[Simulator]:
    with Simulator.start(generation="today", seed="organisation") as simulator:
        yield simulator


@pytest.fixture(name="simulator")
def _simulator(today: Simulator) -> Simulator:
    today.reset("organisation")
    return today


def set_up(simulator: Simulator) -> None:
    """Have the server store what the variables describe."""
    ids = {row["name"]: row["id"] for row in simulator.objects("projects")}
    (tool,) = TOOLS
    params = {**tool["params"], **tool["secret_params"]}
    number = simulator.add("connectors/analysis", name=tool["name"], system=tool["system"], params=params)["id"]
    for scan in SCANS:
        own = {"alias": scan.get("alias", tool["name"]), "project": ids[scan["project"]], "params": scan.get("params", {})}
        simulator.add("connections/analysis", connector=number, frequency=scan.get("frequency", "manually"), **own)


def stored(simulator: Simulator) -> dict[str, list[dict[str, Any]]]:
    """All that the server has of analysis tools."""
    return {kind: simulator.objects(f"{kind}/analysis") for kind in ("connectors", "connections")}


def predicted_and_done(simulator: Simulator, playbook: Playbook, **variables: Any) -> list[tuple[str, str]]:
    """Run the role in check mode and for real; return the requests of the run, which check mode has predicted."""
    simulator.journal(clear=True)
    playbook.role("integration", "--check", **variables)
    predicted = commands(playbook)
    assert simulator.writes() == []
    playbook.role("integration", **variables)
    done, requests = commands(playbook), writes(playbook.last.results)
    ids = {row["name"]: row["id"] for row in simulator.objects("connectors/analysis")}
    for body in [each["body"] for each in predicted if each.get("body", {}).get("connector") in ids]:
        body["connector"] = ids[body["connector"]]  # named, since it was not there yet
    assert predicted == done
    assert sorted((each["method"], each["path"]) for each in simulator.writes()) == sorted(requests)
    return requests


def commands(playbook: Playbook) -> list[dict[str, Any]]:
    """The requests that the tasks of the last run report, with their bodies."""
    return [each for row in playbook.last.results for each in row["result"].get("commands") or ()]


def scans(simulator: Simulator) -> list[dict[str, Any]]:
    """The connections of the tool, by alias: they were written side by side."""
    (tool,) = (row["id"] for row in simulator.objects("connectors/analysis") if row["name"] == "Checkmarx")
    return sorted((row for row in simulator.objects("connections/analysis") if row["connector"] == tool), key=lambda row: row["alias"])


def test_a_life(simulator: Simulator, playbook: Playbook) -> None:
    """Created, changed, unchanged and removed; check mode predicts each step, and the run after it changes nothing of what is described."""
    before = stored(simulator)
    created = predicted_and_done(simulator, playbook, **VARIABLES)
    assert [path for _method, path in created] == ["/api/v2/connectors/analysis/", *["/api/v2/connections/analysis/"] * 2]
    made = stored(simulator)
    assert made["connectors"][-1]["params"] == {**TOOLS[0]["params"], "analysis_pass": PASSWORD}
    assert [each["alias"] for each in scans(simulator)] == ["Checkmarx", "Nightly scan"]

    changed = [{**TOOLS[0], "inaccessible": True, "params": {**TOOLS[0]["params"], "analysis_server": "checkmarx.example.org"}}]
    moved = [{**SCANS[0], "frequency": "daily"}, SCANS[1]]
    there = {"integration_analysis_connectors": changed, "integration_analysis_connections": moved}
    steps = predicted_and_done(simulator, playbook, **there)
    assert [method for method, _path in steps] == ["PATCH", "PATCH"]
    assert playbook.role("integration", **there)["changed"] == 0
    assert stored(simulator)["connectors"][-1]["params"] == {**changed[0]["params"], "analysis_pass": PASSWORD}

    here = stored(simulator)
    playbook.role("integration", **VARIABLES, integration_state="absent", integration_max_deletes=1, fails=True)
    assert "max_deletes: 2 analysis connections would be deleted, more than 1" in " ".join(playbook.output.split())
    assert stored(simulator) == here

    removed = predicted_and_done(simulator, playbook, **VARIABLES, integration_state="absent")
    assert [method for method, _path in removed] == ["DELETE"] * 3
    assert playbook.role("integration", **VARIABLES, integration_state="absent")["changed"] == 0
    assert stored(simulator) == before
    assert PASSWORD not in playbook.output


def test_a_role_for_one_tracker_leaves_analysis_tools_alone(simulator: Simulator, playbook: Playbook) -> None:
    """The variables are those of the role integration, also where the role of a tracker uses it."""
    before = stored(simulator)
    connector = {"name": "Jira of the role", "server": "jira.example.com", "user": "bot", "password": PASSWORD}
    playbook.role("jira", jira_connector=connector, **VARIABLES)
    assert stored(simulator) == before
    assert not [row for row in playbook.last.results if "analysis tools" in row["task"]]


def test_a_sync_of_what_changed(simulator: Simulator, playbook: Playbook) -> None:
    playbook.role("integration", **VARIABLES, integration_sync=True)
    jobs = [entry["body"]["connection"] for entry in simulator.writes() if entry["path"] == "/api/v2/jobs/analysis/"]
    assert sorted(jobs) == sorted(each["id"] for each in scans(simulator))


def test_what_only_an_agent_syncs_is_left_to_it(simulator: Simulator, playbook: Playbook) -> None:
    far = {**VARIABLES, "integration_analysis_connectors": [{**TOOLS[0], "inaccessible": True}]}
    playbook.role("integration", **far, integration_sync=True)
    assert len(scans(simulator)) == 2
    assert not [entry for entry in simulator.writes() if "/jobs/" in entry["path"]]
    assert "2 analysis connections, with the ids" in " ".join(playbook.output.split())


def test_an_export_where_params_are_not_shown(simulator: Simulator, playbook: Playbook) -> None:
    """It is applied without a change, and names what it cannot manage."""
    set_up(simulator)
    simulator.behave(analysis_connector_params="absent")
    text = export(simulator, playbook.folder)["checkmarx.yml"]
    (connector,) = loaded(text)["integration_analysis_connectors_checkmarx"]
    assert "params" not in connector
    assert "# Not managed, since SD Elements does not show them: the params of Checkmarx; to create it anew" in text
    recap = playbook.run(playbook.folder / "apply.yml")
    assert recap["changed"] == recap["failed"] == 0
    assert simulator.writes() == []


def test_an_export_is_applied_without_a_change_and_makes_all_on_an_empty_server(simulator: Simulator, playbook: Playbook) -> None:
    """Of a server that masks secrets; filled in, they are set where only the projects are left."""
    set_up(simulator)
    simulator.behave(secrets="masked", verification_categories="connector")
    first = export(simulator, playbook.folder)
    assert {"checkmarx.yml", "veracode.yml", "whitehat.yml"} < set(first)
    written = loaded(first["checkmarx.yml"])
    assert list(written) == ["integration_analysis_connectors_checkmarx", "integration_analysis_connections_checkmarx"]
    assert [each["alias"] for each in written["integration_analysis_connections_checkmarx"]] == ["Checkmarx", "Nightly scan"]
    (connector,) = written["integration_analysis_connectors_checkmarx"]
    assert connector["params"]["analysis_server"] == "checkmarx.example.com"
    assert connector["secret_params"] == {"analysis_pass": "{{ sde_secrets['Checkmarx']['analysis_pass'] }}"}
    template = first["secrets.template.yml"]
    assert loaded(template)["sde_secrets"]["Checkmarx"] == {"analysis_pass": PLACEHOLDER}
    assert not [secret for secret in (PASSWORD, "veracode-secret-51b0e7", "whitehat-token-9d24c6") if secret in "".join(first.values())]
    recap = playbook.run(playbook.folder / "apply.yml")
    assert recap["changed"] == recap["failed"] == 0
    assert simulator.writes() == []

    (playbook.folder / "secrets.yml").write_text(template.replace(PLACEHOLDER, PASSWORD), encoding="utf-8")
    before = stored(simulator)
    for kind, rows in reversed(before.items()):
        for row in rows:
            simulator.remove(f"{kind}/analysis", row["id"])
    playbook.run(playbook.folder / "apply.yml", "--diff")
    after = stored(simulator)
    names = ("name", "system", "inaccessible", "alias", "project", "frequency")
    for kind in before:
        kept = [{key: row[key] for key in names if key in row} for row in before[kind]]
        assert sorted(kept, key=str) == sorted(({key: row[key] for key in names if key in row} for row in after[kind]), key=str)
    (made,) = (row for row in after["connectors"] if row["name"] == "Checkmarx")
    assert made["params"]["analysis_pass"] == PASSWORD
    assert playbook.run(playbook.folder / "apply.yml")["changed"] == 0
