# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every playbook by its name, from an installed collection and an empty folder, with -e alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.playbook import Playbook, Run
from tests.simulator.client import Simulator

Play = Callable[..., Run]

CONNECTOR = {"name": "Jira", "server": "jira.example.com", "user": "sde", "password": "invented-Passw0rd-77"}
CONNECTIONS = [{"project": "Shop", "jira_project": "SHOP"}, {"project": "Pay", "jira_project": "PAY"}]
PARAMS = {"alm_server": "github.example.com", "github_repo_owner": "octo", "alm_api_token": "invented-token-88"}
PLAYBOOKS = Path(__file__).absolute().parents[2] / "playbooks"
CALLS_JIRA = re.compile(r"sdelements\.integrations\.(jira|\{\{ onboard_system)")
TRACKER = {"name": "Hub", "system": "github", "params": PARAMS}


@pytest.fixture(name="play")
def _play(simulator: Simulator, installed: Path, playbook: Playbook, tmp_path: Path) -> Play:
    """Run some from an empty folder; PWD is not where the user is."""
    simulator.add("business-units", id=1, name="Retail")
    simulator.add("applications", id=1, name="Web", business_unit=1)
    for number, name in enumerate(("Shop", "Pay", "Hand"), 1):
        simulator.add("projects", id=number, name=name, application=1)
    folder = tmp_path / "work"
    folder.mkdir()
    known = {"ANSIBLE_COLLECTIONS_PATH": str(installed), "SDE_URL": simulator.url, "SDE_TOKEN": simulator.token, "PWD": "/elsewhere"}
    playbook.environment.update(known)

    def run(names: str, *flags: str, **variables: Any) -> Run:
        paths = [f"sdelements.integrations.{name}" for name in names.split()]
        return playbook.start(*paths, *flags, "-e", json.dumps(variables), cwd=folder)

    return run


def by_hand(simulator: Simulator) -> None:
    """A connection that somebody made in the web interface."""
    (connector,) = [each for each in simulator.objects("connectors/alm") if each["name"] == "Jira"]
    simulator.add(
        "connections/alm", alias="By hand", connector=connector["id"], project=3, frequency="daily", params={"alm_project": "HAND"}
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("apply", "apply: there is nothing to apply; give variables of the roles"),
        ("export", "export_dest: it is missing; give a folder"),
        ("drift", "drift: there is nothing to compare with; give variables of the roles"),
        ("rotate", "rotate_connector: it is missing; give the name of a connector"),
        ("onboard", "onboard_csv: it is missing; give the path of a CSV file"),
    ],
)
def test_one_that_could_do_nothing_fails(name: str, words: str, play: Play, simulator: Simulator, tmp_path: Path) -> None:
    done = play(name)
    assert done.code != 0
    assert words in done.shown
    assert simulator.writes() == []
    assert list((tmp_path / "work").iterdir()) == []


def test_hosts_that_are_not_in_the_inventory_fail(play: Play) -> None:
    """Where no host matches, Ansible runs nothing, warns and succeeds: a drift job would never fail."""
    hosts = {}
    for name in ("apply", "doctor", "drift", "export", "onboard", "report", "rotate"):
        first = yaml.safe_load((PLAYBOOKS / f"{name}.yml").read_text(encoding="utf-8"))[0]
        hosts[name] = first["hosts"].replace(f"{name}_hosts", "drift_hosts")
    assert set(hosts.values()) == {hosts["drift"]}
    done = play("drift", "--syntax-check", drift_hosts="sde-typo")
    assert done.code != 0
    assert "drift_hosts: no host matches it" in done.output


def test_several_servers_are_exported_into_folders_of_their_own(play: Play, simulator: Simulator, tmp_path: Path) -> None:
    hosts = {name: {"ansible_connection": "local", "sde_url": simulator.url, "sde_token": simulator.token} for name in ("here", "there")}
    (tmp_path / "work" / "hosts.yml").write_text(yaml.safe_dump({"sdelements": {"hosts": hosts}}), encoding="utf-8")
    simulator.add("connectors/alm", name="Jira", system="jira", params={"alm_server": "jira.example.com"})
    refused = play("export", "-i", "hosts.yml", export_hosts="sdelements", export_dest="out")
    assert refused.code != 0
    assert "export_dest: several hosts have one folder" in refused.output
    where = {"export_dest": "out/{{ inventory_hostname }}", "export_starter": False}
    done = play("export", "-i", "hosts.yml", export_hosts="sdelements", **where)
    assert done.code == 0, done.output
    assert sorted(path.parent.name for path in (tmp_path / "work" / "out").glob("*/jira.yml")) == ["here", "there"]


def test_from_the_first_apply_to_a_drift_that_fails(play: Play, simulator: Simulator, tmp_path: Path) -> None:
    """Apply, no drift; then a connection made by hand and a misspelt project, each reported; nothing is written inside the collection."""
    work = tmp_path / "work"
    variables: dict[str, Any] = {"jira_connector": CONNECTOR, "jira_connections": CONNECTIONS, "integration_connectors": [TRACKER]}
    applied = play("apply", **variables)
    assert applied.code == 0, applied.shown
    assert sorted(each["name"] for each in simulator.objects("connectors/alm")) == ["Hub", "Jira"]
    assert sorted(each["alias"] for each in simulator.objects("connections/alm")) == ["Jira PAY", "Jira SHOP"]

    same = play("drift", **variables)
    assert same.code == 0, same.shown
    assert "0 failed, 0 drifted, 0 unmanaged, 0 could not be compared; page: report.html" in same.shown
    assert (work / "report.html").is_file()

    by_hand(simulator)
    variables["jira_connections"] = [*CONNECTIONS, {"project": "Shopp", "jira_project": "SHOPP"}]
    drifted = play("drift", report_dest="out.html", report_json="out.json", **variables)
    assert drifted.code != 0
    assert "0 failed, 0 drifted, 1 unmanaged, 1 could not be compared; page: out.html" in drifted.shown
    assert "drift: 1, not_compared: 1; see out.html" in drifted.shown
    assert "[WARNING]: report: 1 thing could not be compared, so drift may be missed" in drifted.shown
    data = json.loads((work / "out.json").read_text(encoding="utf-8"))
    assert [(each["name"], each["state"]) for each in data["drift"]["connections"]] == [
        ("connection 'By hand' of project 'Hand'", "unmanaged")
    ]


def test_plans_are_where_the_user_is(play: Play, simulator: Simulator, tmp_path: Path) -> None:
    """Saved and approved there by each playbook that calls the roles, and never inside the collection."""
    work = tmp_path / "work"
    variables: dict[str, Any] = {"jira_connector": CONNECTOR}
    (work / "projects.csv").write_text("project,jira_project\nShop,SHOP\n", encoding="utf-8")
    here = {"ansible_connection": "local", "sde_url": simulator.url, "sde_token": simulator.token}
    (work / "hosts.yml").write_text(yaml.safe_dump({"sdelements": {"hosts": {"here": here}}}), encoding="utf-8")
    calling = [path for path in PLAYBOOKS.rglob("*.yml") if CALLS_JIRA.search(path.read_text(encoding="utf-8"))]
    names = [".".join(path.relative_to(PLAYBOOKS).with_suffix("").parts) for path in calling]
    assert len(names) >= 4
    plans = "plans/{{ ansible_play_name }}"
    saved = play(" ".join(names), "-i", "hosts.yml", "--check", onboard_csv="projects.csv", jira_save_plan=plans, **variables)
    assert saved.code == 0, saved.shown
    assert len(list((work / "plans").glob("*/*/jira-connectors.json"))) == len(names)
    assert simulator.writes() == []

    refused = play("apply", jira_approved_plan="plans/none", **variables)
    assert f"approved_plan: {work}/plans/none/localhost/jira-connectors.json was not found, so nothing may be written" in refused.shown
    assert simulator.writes() == []
    done = play("apply", jira_approved_plan="plans/Apply the variables of the roles", **variables)
    assert done.code == 0, done.shown
    assert "Jira" in [each["name"] for each in simulator.objects("connectors/alm")]


def test_the_report_needs_nothing_but_the_server(play: Play, tmp_path: Path) -> None:
    done = play("report")
    assert done.code == 0, done.shown
    assert "0 failed, drift not known, no variables to compare with; page: report.html" in done.shown
    assert [each.name for each in (tmp_path / "work").iterdir()] == ["report.html"]


def test_a_table_is_looked_for_where_the_user_is(play: Play, simulator: Simulator, tmp_path: Path) -> None:
    table = tmp_path / "work" / "tables" / "projects.csv"
    table.parent.mkdir()
    table.write_text("project,jira_project\nShop,SHOP\n", encoding="utf-8")
    done = play("onboard", onboard_csv="tables/projects.csv", jira_connector=CONNECTOR)
    assert done.code == 0, done.shown
    assert [each["alias"] for each in simulator.objects("connections/alm")] == ["Jira SHOP"]


def test_a_secret_is_rotated(play: Play, simulator: Simulator) -> None:
    simulator.behave(sync_polls=0)
    variables: dict[str, Any] = {"jira_connector": CONNECTOR, "jira_connections": CONNECTIONS}
    assert play("apply", **variables).code == 0
    variables["jira_connector"] = {**CONNECTOR, "password": "invented-Passw0rd-78"}
    done = play("rotate", rotate_connector="Jira", **variables)
    assert done.code == 0, done.shown
    assert [each["params"]["alm_pass"] for each in simulator.objects("connectors/alm")] == ["invented-Passw0rd-78"]
    assert "invented-Passw0rd" not in done.shown
