# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role report: whatever is wrong is named in the right place, in the data and on the page."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.roles.conftest import Playbook
from tests.simulator.client import Simulator

NOW = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)
HOSTILE = '</script></title><img src=x onerror="alert(1)"><!-- {{ 7 * 7 }} \'\u2028'


class Page(HTMLParser):
    """What stands where: rows of the table, items of the sections, tags and attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.rows: list[str] = []
        self.sections: dict[str, str] = {}
        self.tiles: dict[str, str] = {}
        self._row = self._tile = False
        self._section = self._name = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where we are."""
        given = {key: value or "" for key, value in attrs}
        self.tags.append(tag)
        self.attributes += given.items()
        if tag == "section":
            self._section = given["id"]
            self.sections[self._section] = ""
        if tag == "tr" and "data-problems" in given:
            self._row = True
            self.rows.append("")
        if "data-show" in given:
            self._tile, self._name = True, given["data-show"]
            self.tiles[self._name] = ""

    def handle_endtag(self, tag: str) -> None:
        """Note that it ends."""
        self._row = self._row and tag != "tr"
        self._tile = self._tile and tag != "button"
        self._section = "" if tag == "section" else self._section

    def handle_data(self, data: str) -> None:
        """Text."""
        if self._row:
            self.rows[-1] += data + " "
        if self._tile:
            self.tiles[self._name] += data + " "
        if self._section:
            self.sections[self._section] += data

    def row(self, *texts: str) -> str:
        """The one row that holds all texts."""
        found = [row for row in self.rows if all(text in row for text in texts)]
        assert len(found) == 1, found
        return found[0]


def ill(simulator: Simulator) -> None:
    """A server on which everything is wrong once."""
    simulator.reset("empty", analysis_connectors_write="allowed")
    simulator.add("business-units", id=1, name="Retail")
    simulator.add("applications", id=1, name="Shop", business_unit=1)
    for number, name in enumerate(("Well", "Failing", "Waiting", "Late", "Cut off", "Changed", "Bare", "Gone", "Scanned"), 1):
        simulator.add("projects", id=number, name=name, application=1, archived=name == "Gone")
    params = {"alm_server": "jira.example.com", "alm_user": "sde", "alm_pass": "Correct-Horse-12", "jira_version": "9"}
    simulator.add("connectors/alm", id=1, name="Jira", system="jira", params=params)
    simulator.add("connectors/alm", id=2, name="Far away", system="jira", params=params, inaccessible=True)
    simulator.add("connectors/analysis", id=1, name="Veracode", system="veracode", params={})
    for number, (name, frequency) in enumerate(
        (
            ("well", "daily"),
            ("failing", "daily"),
            ("waiting", "weekly"),
            ("late", "hourly"),
            ("cut-off", "manually"),
            ("changed", "monthly"),
        ),
        1,
    ):
        simulator.add(
            "connections/alm",
            id=number,
            alias=f"Jira {name}",
            connector=2 if name == "cut-off" else 1,
            project=number,
            frequency=frequency,
            params={"alm_project": name.upper()},
        )
        if name != "waiting":
            hours = {"late": 3, "changed": 24 * 40}.get(name, 1)
            simulator.add(
                "jobs/alm",
                connection=number,
                ready=True,
                succeeded=name != "failing",
                result_message="401 from the tracker" if name == "failing" else "",
                last_run=(NOW - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ"),
            )
    simulator.add("connections/analysis", id=1, alias="Veracode scan", connector=1, project=9, frequency="weekly", params={})
    simulator.add(
        "jobs/analysis",
        connection=1,
        ready=True,
        succeeded=False,
        result_message="No scan yet",
        last_run=(NOW - timedelta(days=20)).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


VARIABLES = {
    "jira_connector": {"name": "Jira", "server": "jira.example.com", "user": "sde", "password": "the-password-in-the-vault"},
    "jira_connections": [
        {"project": "Well", "jira_project": "WELL", "alias": "Jira well", "frequency": "daily"},
        {"project": "Changed", "jira_project": "CHANGED-TOO", "alias": "Jira changed", "frequency": "monthly"},
        {"project": "Well", "jira_project": "ABSENT"},
    ],
    "integration_analysis_connectors_new": [{"name": "Fortify", "system": "fortify"}],
}


@dataclass(frozen=True)
class Written:
    """What a run of the role wrote and printed."""

    folder: Path
    data: dict[str, Any]
    text: str
    output: str


def run_role(playbook: Playbook, *arguments: str, fails: bool = False, **variables: Any) -> Written:
    """Run the role."""
    page, data = playbook.folder / "report.html", playbook.folder / "report.json"
    paths = {"report_dest": str(page), "report_json": str(data)}
    playbook.role("report", *arguments, fails=fails, **{**paths, "report_now": NOW.isoformat(), **variables})
    return Written(
        playbook.folder, json.loads(data.read_text(encoding="utf-8")), page.read_text(encoding="utf-8"), " ".join(playbook.output.split())
    )


@pytest.fixture(scope="module", name="bare")
def _bare(process: Simulator, tmp_path_factory: pytest.TempPathFactory, collections: str) -> Written:
    """A report without variables, of a server on which everything is wrong once; it has all files, and the play fails."""
    ill(process)
    playbook = Playbook(process, tmp_path_factory.mktemp("bare"), collections)
    metrics = str(playbook.folder / "report.prom")
    return run_role(playbook, fails=True, report_fail_on=["failed", "unmanaged", "drift"], report_metrics=metrics)


@pytest.fixture(scope="module", name="compared")
def _compared(process: Simulator, tmp_path_factory: pytest.TempPathFactory, collections: str) -> Written:
    """The same with variables, and with all that is in none of them; the last report is a file that is not one."""
    ill(process)
    playbook = Playbook(process, tmp_path_factory.mktemp("compared"), collections)
    (playbook.folder / "report.json").write_text("[" * 9000, encoding="utf-8")
    process.journal(clear=True)
    written = run_role(playbook, report_unmanaged="all", **VARIABLES)
    assert process.writes() == []
    return written


@pytest.fixture(name="report")
def _report(playbook):
    """Run the role on such a server; data and page."""
    ill(playbook.simulator)

    def run(*arguments: str, **variables: Any) -> tuple[dict[str, Any], str]:
        written = run_role(playbook, *arguments, **variables)
        return written.data, written.text

    return run


def test_each_is_named_in_the_right_place(compared, process):
    """Failed, never run, overdue, unreachable, drifted, missing, bare: in the data and on the page."""
    data, text = compared.data, compared.text
    assert data["changes"] is None
    rows = {row["project"]: row for row in data["integrations"]}
    assert {name: row["problems"] for name, row in rows.items()} == {
        "Well": [],
        "Failing": ["failed"],
        "Waiting": ["never_run"],
        "Late": ["overdue"],
        "Cut off": [],
        "Changed": ["drifted"],
        "Scanned": ["failed", "overdue"],
    }
    assert rows["Failing"]["message"] == "401 from the tracker"
    assert rows["Changed"]["differences"] == [{"key": "alm_project", "is": "CHANGED", "should": "CHANGED-TOO"}]
    assert rows["Scanned"]["type"] == "Analysis Tool"
    assert {name: (row["by_agent"], row["unreachable"]) for name, row in rows.items() if row["by_agent"]} == {"Cut off": (True, None)}
    assert data["server"] == process.url and rows["Well"]["url"] == f"{process.url}/bunits/retail/shop/well/"
    assert data["counts"] == {
        "integrations": 7,
        "failed": 2,
        "overdue": 2,
        "unreachable": 0,
        "drifted": 1,
        "never_run": 1,
        "healthy": 2,
        "unknown": 0,
        "by_agent": 1,
        "connectors": 3,
        "connectors_unreachable": 0,
        "projects": 8,
        "projects_without_integration": 1,
        "drift": 11,
        "unmanaged": 7,
    }
    assert [row["project"] for row in data["projects_without_integration"]] == ["Bare"]
    assert [(each["name"], each["state"]) for each in data["drift"]["connectors"] + data["drift"]["connections"]] == [
        ("connector 'Jira'", "differs"),
        ("analysis connector 'Fortify'", "missing"),
        ("connector 'Far away'", "unmanaged"),
        ("analysis connector 'Veracode'", "unmanaged"),
        ("connection 'Jira changed' of project 'Changed'", "differs"),
        ("connection 'Jira ABSENT' of project 'Well'", "missing"),
        ("connection 'Jira cut-off' of project 'Cut off'", "unmanaged"),
        ("connection 'Jira failing' of project 'Failing'", "unmanaged"),
        ("connection 'Jira late' of project 'Late'", "unmanaged"),
        ("connection 'Jira waiting' of project 'Waiting'", "unmanaged"),
        ("analysis connection 'Veracode scan' of project 'Scanned'", "unmanaged"),
    ]
    assert [each["key"] for each in data["drift"]["connectors"][0]["differences"]] == ["alm_pass"]

    page = Page(text)
    assert page.tiles["failed"].split() == ["2", "Failed"]
    assert page.tiles["never_run"].split() == ["1", "Never", "run"]
    assert "401 from the tracker" in page.row("Jira failing", "Failing", "Failed", "1 hour ago")
    assert "never" in page.row("Jira waiting", "Never run")
    assert "3 hours ago" in page.row("Jira late", "Overdue", "hourly")
    assert "inaccessible" in page.row("Jira cut-off", "By agent", "Far away")
    assert "Differs: alm_project" in " ".join(page.row("Jira changed", "Drifted").split())
    assert "Healthy" in page.row("Jira well")
    assert "connectors" not in page.sections and "unreachable" not in page.tiles
    assert "Not compared" not in dict(page.attributes).values() and page.tiles["drifted"].split() == ["1", "Drifted"]
    assert all(text in page.sections["drift"] for text in ("alm_pass", "CHANGED-TOO", "Jira ABSENT"))
    assert "Bare" in page.sections["bare"] and "Gone" not in page.sections["bare"]
    for secret in ("Correct-Horse-12", "the-password-in-the-vault", process.token):
        assert secret not in text + json.dumps(data) + compared.output


def test_without_variables_nothing_is_compared(bare):
    """Then the page has no word of drift, and the data says so."""
    data, text = bare.data, bare.text
    assert data["drift"] == {"compared": False, "errors": [], "connectors": [], "connections": []}
    assert (data["counts"]["drift"], data["counts"]["unmanaged"]) == (None, None)
    assert "drift" not in Page(text).sections and "drifted" not in Page(text).tiles


def test_an_entry_that_cannot_be_compared_is_an_error_of_its_own(report, simulator, playbook):
    """All others are compared, those of other lists too; banner, question marks, a warning of the play, and no word that all is well.

    Variables of the report that are omitted or null have their default, and booleans may be text.
    """
    omitted = "{{ nothing | default(omit) }}"
    left_out = {"report_title": omitted, "report_fail_on": omitted, "report_unmanaged": None, "report_metrics": None}
    new = {"project": "Well", "alias": "New", "connector": "Jira", "params": {"alm_project": "NEW"}}
    late = {"project": "Late", "alias": "Jira late", "connector": "Jira", "frequency": "weekly", "params": {"alm_project": "LATE"}}
    data, text = report(
        integration_connections_a=[late],
        integration_connections_web=[{"project": "No such project", "alias": "x"}, new, {"project": "Nor this", "alias": "y"}],
        jira_connections=[{"projekt": "Well"}],
        report_test_connections="off",
        **left_out,
    )
    assert (data["title"], data["counts"]["unmanaged"]) == ("SD Elements integrations", 4)
    assert not [entry for entry in simulator.journal() if "/test" in entry["path"]]
    first, second, third = data["drift"]["errors"]
    assert first.startswith("jira_connections[0]: ") and "projekt" in first
    assert second.startswith("integration_connections_web[0]: connection 'x' of project 'No such project': project: ")
    assert third.startswith("integration_connections_web[2]: connection 'y' of project 'Nor this': project: ")
    assert data["counts"]["integrations"] == 7
    assert [(row["name"], row["state"]) for row in data["drift"]["connections"] if row["state"] != "unmanaged"] == [
        ("connection 'Jira late' of project 'Late'", "differs"),
        ("connection 'New' of project 'Well'", "missing"),
    ]
    page = Page(text)
    assert "No such project" in page.sections["drift"] and "Everything is as" not in page.sections["drift"]
    assert page.tiles["drifted"].split() == ["?", "Drifted"] and page.tiles["healthy"].split() == ["?", "Healthy"]
    assert ("aria-label", "Not compared") in page.attributes and "Healthy" not in page.row("Jira well")
    assert "[WARNING]: report: 3 things could not be compared, so drift may be missed" in " ".join(playbook.output.split())
    assert "3 could not be compared; page: " in " ".join(playbook.output.split())


def test_what_no_variable_manages_comes_with_the_yaml_that_would(compared, report):
    """Of all connectors, where that is asked for; the YAML, given back, makes it managed."""
    drift = compared.data["drift"]
    unmanaged = [each for objects in ("connectors", "connections") for each in drift[objects] if each["state"] == "unmanaged"]
    found: dict[str, list[Any]] = {}
    for each in unmanaged:
        for name, entries in yaml.safe_load(each["yaml"]).items():
            found.setdefault(name, []).extend(entries)
    secrets = {"sde_secrets": {"Far away": {"alm_pass": "Correct-Horse-12"}}}
    assert "# sde_secrets:" in next(each["yaml"] for each in unmanaged if each["name"] == "connector 'Far away'")
    again, _text = report(report_unmanaged="all", **VARIABLES, **found, **secrets)
    assert (again["counts"]["unmanaged"], again["drift"]["errors"]) == (0, [])
    assert again["counts"]["drift"] == compared.data["counts"]["drift"] - len(unmanaged)


def test_the_play_fails_after_the_files_are_written(bare):
    """On the counts that report_fail_on names."""
    assert "failed: 2, unmanaged: nothing was compared, drift: nothing was compared; see" in bare.output
    assert sorted(path.name for path in bare.folder.glob("report.*")) == ["report.html", "report.json", "report.prom"]


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("faild", "report_fail_on: 'faild' is not known; did you mean failed?"),
        ("unreachable", "set report_test_connections: true"),
    ],
)
def test_a_key_that_nothing_is_looked_at_for_fails_before_anything(key, message, simulator, playbook):
    playbook.role("report", fails=True, report_fail_on=key, report_dest=str(playbook.folder / "report.html"))
    assert message in playbook.output
    assert simulator.journal() == []


def test_a_server_that_reaches_no_tracker_and_reports_no_jobs(report, simulator):
    """Its own words for a connector that it cannot reach, and the test stores nothing; no sync counts as never run, nor as healthy."""
    simulator.behave(test_result="fail_200", last_job="ignored")
    simulator.fault(kind="status", status=404, path="/jobs/", times=99)
    data, text = report(report_test_connections=True)
    assert simulator.writes() == []
    counts = data["counts"]
    assert (counts["connectors_unreachable"], counts["unreachable"]) == (1, 5)
    page = Page(text)
    assert "unreachable" in page.tiles and "used by 5 integrations" in page.sections["connectors"]
    assert "connectivity test failed" in page.sections["connectors"]
    assert (counts["never_run"], counts["healthy"], counts["unknown"]) == (0, 0, 2)
    assert "Not known" in page.row("Veracode scan")


def test_the_same_state_gives_the_same_bytes(bare, report, simulator, playbook):
    """The time is given, so the page can lie in git; lists of jobs show the same as connections with their last one.

    Check mode writes nothing.
    """
    simulator.behave(last_job="ignored")
    simulator.journal(clear=True)
    assert report() == (bare.data, bare.text)
    paths = [entry["path"] for entry in simulator.journal() if "/jobs/" in entry["path"] and entry["status"] == 200]
    assert len(paths) == 2
    written = playbook.folder / "report.html"
    written.unlink()
    playbook.role("report", "--check", report_dest=str(written))
    assert not written.exists()


def test_nothing_leaves_the_page_and_all_is_escaped_also_of_what_is_new_or_solved(compared, report, simulator, playbook):
    """No address to load from, a policy that allows nothing but our own script, and names that try to be more than names.

    New and solved is what differs from the report_json of the last run.
    """
    shutil.copy(compared.folder / "report.json", playbook.folder)
    simulator.change("projects", 2, name=HOSTILE)
    simulator.change("projects", 7, name=HOSTILE)
    simulator.change("connections/alm", 2, alias=HOSTILE)
    simulator.change("connectors/alm", 2, name=HOSTILE)
    simulator.change("jobs/alm", 2, succeeded=True)
    simulator.change("jobs/alm", 1, succeeded=False, result_message=HOSTILE)
    later = (NOW + timedelta(minutes=5)).isoformat()
    data, text = report(report_title=HOSTILE.replace("{", ""), report_now=later, report_unmanaged="all", **VARIABLES)
    page = Page(text)
    changes = data["changes"]
    assert changes["since"] == "2026-03-02T12:00:00Z"
    renamed = ("connector", "connection")  # what was called otherwise is solved
    assert [(each["problem"], each["name"].split(" '</script>")[0]) for each in changes["new"]] == [
        ("failed", "Jira well"),
        *(("unmanaged", objects) for objects in renamed),
    ]
    assert [(each["problem"], each["name"].split(" '")[0]) for each in changes["solved"]] == [
        ("failed", "Jira failing"),
        *(("unmanaged", objects) for objects in renamed),
    ]
    assert "Jira well" in page.sections["changes"]
    assert "img" not in page.tags and page.tags.count("script") == 1
    assert not [key for key, unused in page.attributes if key in ("src", "style", "action") or key.startswith("on")]
    links = {value for key, value in page.attributes if key == "href" and not value.startswith("#")}
    assert links and all(value.startswith(f"{simulator.url}/bunits/") or value == simulator.url for value in links)
    assert "{{ 7 * 7 }}" in page.sections["bare"] and data["integrations"][0]["project"]
    policy = dict(page.attributes)["http-equiv"] and next(value for key, value in page.attributes if "default-src" in value)
    assert "default-src 'none'" in policy and "unsafe" not in policy
    for tag in ("script", "style"):
        own = re.search(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert own and base64.b64encode(hashlib.sha256(own[1].encode()).digest()).decode() in policy
    assert not re.search(r"url\(|@import|https?:|//", re.sub(r"(?m)^\s*//.*$", "", text.replace(simulator.url, "")))


def test_the_table_is_a_table(bare):
    """Headers have a scope, buttons their state, controls their label, changes are announced."""
    page = Page(bare.text)
    names = [key for key, unused in page.attributes]
    assert page.tags.count("h1") == 1 and "main" in page.tags and "table" in page.tags
    assert ("lang", "en") in page.attributes and ("scope", "col") in page.attributes and ("scope", "row") in page.attributes
    assert names.count("aria-sort") == 6 and names.count("aria-pressed") == len(page.tiles)
    assert ("aria-live", "polite") in page.attributes and page.tags.count("label") == page.tags.count("input") + page.tags.count("select")


def test_wrong_variables_are_one_message(simulator, playbook):
    """Nothing is read of a server where a variable is wrong."""
    playbook.role("report", fails=True, report_dest="x.html", report_unmanaged="All", report_test_connections="perhaps")
    assert playbook.last.results[-1]["result"]["msg"].split("\n")[1:] == [
        "report_unmanaged: 'All' is not one of connectors, all, none; did you mean 'all'?",
        "report_test_connections: its value is not a boolean; give a boolean",
    ]
    assert simulator.journal() == []
