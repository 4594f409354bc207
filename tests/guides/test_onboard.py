# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""playbooks/onboard.yml with a hundred projects, with tables as spreadsheets write them, and with wrong ones."""

from __future__ import annotations

import json
import shlex
from typing import Union

import pytest

from tests.guides.guide import Reader
from tests.simulator.client import Simulator

COMMAND = "ansible-playbook sdelements.integrations.onboard -e onboard_csv=projects.csv"


def onboard(reader: Reader, table: Union[str, bytes], *flags: str, role: str = "jira") -> int:
    """Connect the projects of a table; the exit code."""
    (reader.folder / "projects.csv").write_bytes(table if isinstance(table, bytes) else table.encode("utf-8"))
    name = {"jira": "Jira Cloud", "github": "GitHub"}[role]
    connector = {"name": name, "owner": "example-org", "server": "github.example.com"} if role == "github" else {"name": name}
    (reader.folder / "vars.json").write_text(json.dumps({f"{role}_connector": connector}), encoding="utf-8")
    return reader.run(" ".join([COMMAND, "-e @vars.json", *flags]))


def test_a_hundred_projects(reader: Reader, simulator: Simulator) -> None:
    names = [f'Service {number}, "{number % 7}"' for number in range(100)]
    projects = simulator.add_many("projects", [{"name": name, "application": 1} for name in names])
    before = len(simulator.objects("connections/alm"))
    rows = ['"{}",SVC{},daily'.format(name.replace('"', '""'), number) for number, name in enumerate(names)]
    table = "\n".join(["project,jira_project,frequency", *rows]) + "\n"
    assert onboard(reader, table) == 0, reader.output
    made = simulator.objects("connections/alm")[before:]
    assert {(row["project"], row["params"]["alm_project"]) for row in made} == {(row["id"], f"SVC{n}") for n, row in enumerate(projects)}
    simulator.journal(clear=True)
    assert onboard(reader, table) == 0
    assert "changed=0" in reader.output
    assert simulator.writes() == []


def test_a_column_of_external_ids(reader: Reader, simulator: Simulator) -> None:
    simulator.behave(project_fields="today")
    simulator.change("projects", 1, external_id="0815")
    before = len(simulator.objects("connections/alm"))
    table = "external_id,project,jira_project\n0815,,ONE\n,Web Shop Frontend,TWO\n"
    for changed in (1, 0):
        assert onboard(reader, table) == 0, reader.output
        assert f"changed={changed}" in reader.output
    made = simulator.objects("connections/alm")[before:]
    assert sorted(row["alias"] for row in made) == ["Jira ONE", "Jira TWO"]
    assert [row["project"] for row in made if row["alias"] == "Jira ONE"] == [1]
    assert onboard(reader, "external_id,jira_project\n4711,ONE\n") != 0
    assert "external_id: '4711' was not found" in reader.output


@pytest.mark.parametrize(
    ("content", "flags"),
    [
        (
            '\ufeffproject;jira_project;parent_issue\r\n"Web Shop Worker"; ONE ;\r\n\r\nWeb Shop Frontend;TWO;TWO-1\r\n;;\r\n'.encode(
                "utf-16"
            ),
            [],
        ),
        (b'project!jira_project!parent_issue\nWeb Shop Worker!ONE!""\nWeb Shop Frontend!TWO!TWO-1', ["-e 'onboard_delimiter=!'"]),
    ],
    ids=["spreadsheet", "delimiter"],
)
def test_tables(reader: Reader, simulator: Simulator, content: bytes, flags: list[str]) -> None:
    before = len(simulator.objects("connections/alm"))
    assert onboard(reader, content, *flags) == 0, reader.output
    made = simulator.objects("connections/alm")[before:]
    assert sorted((row["alias"], row["params"].get("alm_parent_issue")) for row in made) == [("Jira ONE", None), ("Jira TWO", "TWO-1")]


@pytest.mark.every_core
def test_a_table_is_the_only_list_and_lies_where_the_playbook_was_started(reader: Reader, simulator: Simulator) -> None:
    before = len(simulator.objects("connections/alm"))
    more = {"jira_connections": [{"project": "Web Shop Frontend", "jira_project": "NOT"}], "jira_connections_team": "text"}
    flags = ["-e", shlex.quote(json.dumps(more))]
    (reader.folder / "tables").mkdir()
    (reader.folder / "tables" / "projects.csv").write_text("project,jira_project\nWeb Shop Worker,ONE\n", encoding="utf-8")
    command = COMMAND.replace("onboard_csv=", "onboard_csv=tables/")
    (reader.folder / "vars.json").write_text(json.dumps({"jira_connector": {"name": "Jira Cloud"}}), encoding="utf-8")
    assert reader.run(" ".join(["PWD=/", command, "-e @vars.json", *flags])) == 0, reader.output
    assert [row["alias"] for row in simulator.objects("connections/alm")[before:]] == ["Jira ONE"]


def test_github(reader: Reader, simulator: Simulator) -> None:
    assert onboard(reader, "project,repository\nWeb Shop Worker,worker\n", "-e onboard_system=github", role="github") == 0, reader.output
    assert simulator.objects("connections/alm")[-1]["alias"] == "GitHub worker"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("Web Shop Frontend,TWO\nWeb Shop Worker,ONE,more", "projects.csv, line 3: it has 3 cells, and the first line has 2"),
        (
            "Web Shop Worker,ONE\nNo such project,TWO",
            "projects.csv, line 3: connection 'Jira TWO' of project 'No such project': project: 'No such project' was not found",
        ),
        ("Web Shop Worker,ONE\nReporting,TWO", "'Reporting'"),
        ("Web Shop Worker,", "projects.csv, line 2 (project 'Web Shop Worker'): jira_project: it is missing; give it"),
    ],
)
def test_a_wrong_table_writes_nothing(reader: Reader, simulator: Simulator, rows: str, words: str) -> None:
    assert onboard(reader, f"project,jira_project\n{rows}\n") == 2
    assert words in reader.output
    assert simulator.writes() == []


def test_a_column_that_is_not_a_key_is_one_message(reader: Reader, simulator: Simulator) -> None:
    assert onboard(reader, "project,jira_project,frequenzy\n" + "Web Shop Worker,ONE,daily\n" * 100) == 2
    assert "projects.csv, line 1, column 3: frequenzy: there is no such column; did you mean 'frequency'?" in reader.output
    assert len(reader.output) < 2500
    assert simulator.writes() == []


def test_without_a_table_nothing_is_done(reader: Reader, simulator: Simulator) -> None:
    assert reader.run("ansible-playbook sdelements.integrations.onboard") == 2
    assert "onboard_csv: it is missing; give the path of a CSV file" in reader.output
    assert simulator.writes() == []
