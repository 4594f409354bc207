# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All files of an export loaded together as group_vars: a change by hand of any object of any file is seen by drift and apply."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.collection import ROOT
from tests.roles.conftest import Playbook
from tests.roles.test_absent import writes
from tests.roles.test_export import export, fill_in, loaded
from tests.simulator.client import Simulator

#: The files of an export of several trackers and analysis tools. Two are made of connectors that only these tests have.
FILES = ("checkmarx", "github", "gitlab", "jira", "rally", "rational", "veracode", "whitehat")
KINDS = ("connectors/alm", "connectors/analysis", "connections/alm", "connections/analysis")
BY_HAND = "Made by hand"


@dataclass
class Seen:
    """What the playbooks showed, from the export to the run that puts everything right."""

    variables: dict[str, dict[str, Any]]
    report: dict[str, Any]
    drift_output: str
    predicted: list[Any]
    written: list[Any]
    applied: dict[str, list[dict[str, Any]]]
    changed_again: int


def everything(simulator: Simulator) -> dict[str, list[dict[str, Any]]]:
    """All that the server has."""
    return {kind: simulator.objects(kind) for kind in KINDS}


def change_all_by_hand(simulator: Simulator) -> None:
    """Change a field and a param of each object, as somebody does in the web interface."""
    for kind, rows in everything(simulator).items():
        for row in rows:
            place = next(name for name in row["params"] if name.endswith(("_server", "_project", "_name")))
            params = {**row["params"], place: f"{row['params'][place]}.changed"}
            field = {"inaccessible": not row["inaccessible"]} if kind.startswith("connectors") else {"frequency": other(row["frequency"])}
            simulator.change(kind, row["id"], params=params, **field)


def other(frequency: str) -> str:
    """Another frequency."""
    return "weekly" if frequency != "weekly" else "daily"


def add_by_hand(simulator: Simulator) -> None:
    """Add a connector of each kind, a connection of it, and a connection of each connector that the files have."""
    connectors = {kind: simulator.objects(f"connectors/{kind}") for kind in ("alm", "analysis")}
    for kind, (system, params) in {"alm": ("jira", {"alm_server": "new.example.com"}), "analysis": ("fortify", {})}.items():
        new = simulator.add(f"connectors/{kind}", name=BY_HAND, system=system, params=params)
        for number, connector in enumerate([*connectors[kind], new], 1):
            simulator.add(
                f"connections/{kind}",
                alias=f"{BY_HAND} {connector['name']}",
                connector=connector["id"],
                project=40 + number,
                frequency="manually",
                params={"alm_project": "HAND"} if kind == "alm" else {},
            )


class Inventory:
    """A folder with the exported files as variables of a group, and the playbooks of the collection."""

    def __init__(self, playbook: Playbook) -> None:
        self._playbook = playbook
        self.folder = playbook.folder / "inventory"
        self.variables = self.folder / "group_vars" / "sdelements"
        self.variables.mkdir(parents=True)
        hosts = {"sdelements": {"hosts": {"localhost": {"ansible_connection": "local"}}}}
        (self.folder / "hosts.json").write_text(json.dumps(hosts), encoding="utf-8")

    def run(self, name: str, *arguments: str, fails: bool = False) -> dict[str, int]:
        """Run a playbook of the collection."""
        return self._playbook.run(ROOT / "playbooks" / f"{name}.yml", "-i", str(self.folder / "hosts.json"), *arguments, fails=fails)

    def drift(self) -> dict[str, Any]:
        """Run the playbook that fails on drift; the data of its report."""
        self.run("drift", "-e", "report_json=data.json", fails=True)
        found: dict[str, Any] = json.loads((self._playbook.folder / "data.json").read_text(encoding="utf-8"))
        return found

    def commands(self) -> list[tuple[str, str]]:
        """The requests that the last run reported."""
        return writes(self._playbook.last.results)


@pytest.fixture(scope="module", name="seen")
def _seen(process: Simulator, tmp_path_factory: pytest.TempPathFactory, collections: str) -> Seen:
    """Export, change everything by hand and add more, compare, and apply."""
    simulator = process
    simulator.reset(
        "organisation", analysis_connector_params="shown", analysis_connectors_write="allowed", analysis_connections_write="allowed"
    )
    gitlab = {"alm_server": "gitlab.example.com", "alm_api_token": "invented-gitlab-41c7"}
    simulator.add("connectors/alm", id=60, name="GitLab", system="gitlab", params=gitlab)
    simulator.add("connections/alm", id=60, alias="GitLab", connector=60, project=50, frequency="daily", params={"alm_project": "LAB"})
    checkmarx = {"analysis_server": "checkmarx.example.com", "analysis_user": "bot", "analysis_pass": "invented-checkmarx-88a0"}
    simulator.add("connectors/analysis", id=60, name="Checkmarx", system="checkmarx", params=checkmarx)
    scan = {"alias": "Checkmarx", "connector": 60, "project": 50, "frequency": "daily", "params": {"project_name": "shop"}}
    simulator.add("connections/analysis", id=60, **scan)
    playbook = Playbook(simulator, tmp_path_factory.mktemp("managed"), collections)
    inventory = Inventory(playbook)
    variables = {Path(name).stem: loaded(text) for name, text in export(simulator, inventory.variables).items()}
    fill_in(inventory.variables, simulator)
    del variables["secrets.template"]
    (inventory.variables / "apply.yml").unlink()

    change_all_by_hand(simulator)
    add_by_hand(simulator)
    simulator.journal(clear=True)
    report = inventory.drift()
    output = playbook.last.shown
    inventory.run("apply", "--check")
    predicted = inventory.commands()
    assert simulator.writes() == []
    inventory.run("apply")
    written = sorted((entry["method"], entry["path"]) for entry in simulator.writes())
    assert written == sorted(inventory.commands())
    applied = everything(simulator)
    again = inventory.run("apply")["changed"]
    return Seen(variables, report, output, predicted, written, applied, again)


def objects_of(variables: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The kind of each object that the variables of a file describe, and its name or alias."""
    for variable, value in variables.items():
        kind = "analysis" if "_analysis_" in variable else "alm"
        for entry in [value] if isinstance(value, dict) else value:
            if "connections" not in variable:
                yield f"connectors/{kind}", entry["name"]
            else:
                label = {"jira_project": "Jira", "repository": "GitHub"}
                short = [f"{name} {entry[key]}" for key, name in label.items() if key in entry]
                yield f"connections/{kind}", entry.get("alias") or short[0]


def test_each_system_has_a_file(seen: Seen) -> None:
    assert sorted(seen.variables) == sorted(FILES)
    names = [name for variables in seen.variables.values() for name in variables]
    assert len(names) == len(set(names)), "a variable that two files set has the value of one of them"


@pytest.mark.parametrize("file", FILES)
def test_a_change_by_hand_of_any_object_is_seen_by_drift_and_apply(file: str, seen: Seen) -> None:
    described = list(objects_of(seen.variables[file]))
    assert {kind.partition("/")[0] for kind, _name in described} == {"connectors", "connections"}
    for kind, name in described:
        (stored,) = (row for row in seen.applied[kind] if name in (row.get("name"), row.get("alias")))
        rows = [
            row
            for row in seen.report["drift"][kind.partition("/")[0]]
            if (row["type"], row["id"]) == ({"alm": "ALM", "analysis": "Analysis Tool"}[kind.partition("/")[2]], stored["id"])
        ]
        assert [(row["state"], len(row["differences"])) for row in rows] == [("differs", 2)], (kind, name)
        path = f"/{kind}/{stored['id']}/"
        for requests in (seen.predicted, seen.written):
            assert [method for method, each in requests if each.endswith(path)] == ["PATCH"], (kind, name)


def test_drift_fails_with_the_number_of_all_changes_and_of_nothing_else(seen: Seen) -> None:
    described = [each for variables in seen.variables.values() for each in objects_of(variables)]
    exported = [row for rows in seen.applied.values() for row in rows if BY_HAND not in (row.get("alias") or row["name"])]
    counts = seen.report["counts"]
    assert len(described) == len(exported) == counts["drift"] - counts["unmanaged"]
    assert seen.report["drift"]["errors"] == []
    connections = sum(kind.startswith("connections") for kind, _name in described)
    assert counts["drifted"] == connections
    assert f"{len(described)} drifted, {counts['unmanaged']} unmanaged, 0 could not be compared" in seen.drift_output
    assert f"drift: {counts['drift']}; see" in seen.drift_output


def test_apply_puts_everything_right(seen: Seen) -> None:
    assert seen.changed_again == 0
    assert ".changed" not in repr(seen.applied)


def test_a_connection_made_by_hand_is_unmanaged_whatever_its_connector(seen: Seen) -> None:
    """Of the connectors that the files have; those of other connectors are looked for with report_unmanaged=all."""
    connectors = sorted(name for variables in seen.variables.values() for kind, name in objects_of(variables) if "connectors" in kind)
    rows = [row for objects in ("connectors", "connections") for row in seen.report["drift"][objects] if row["state"] == "unmanaged"]
    assert sorted(row["name"].split("'")[1] for row in rows) == [f"{BY_HAND} {name}" for name in connectors]
    assert {row["type"] for row in rows} == {"ALM", "Analysis Tool"}
    assert seen.report["counts"]["unmanaged"] == len(connectors)
