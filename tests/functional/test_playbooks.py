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

from tests.command import Done, ansible, printed
from tests.simulator.client import Simulator

Play = Callable[..., Done]

CONNECTOR = {"name": "Jira", "server": "jira.example.com", "user": "sde", "password": "invented-Passw0rd-77"}
CONNECTIONS = [{"project": "Shop", "jira_project": "SHOP"}, {"project": "Pay", "jira_project": "PAY"}]
PARAMS = {"alm_server": "github.example.com", "github_repo_owner": "octo", "alm_api_token": "invented-token-88"}
PLAYBOOKS = Path(__file__).absolute().parents[2] / "playbooks"
CALLS_JIRA = re.compile(r"sdelements\.integrations\.(jira|\{\{ onboard_system)")
TRACKER = {"name": "Hub", "system": "github", "params": PARAMS}


@pytest.fixture(name="play")
def _play(simulator: Simulator, installed: Path, environment: dict[str, str], tmp_path: Path) -> Play:
    """Run one from an empty folder; PWD is not where the user is."""
    simulator.reset("empty")
    simulator.add("business-units", id=1, name="Retail")
    simulator.add("applications", id=1, name="Web", business_unit=1)
    for number, name in enumerate(("Shop", "Pay", "Hand"), 1):
        simulator.add("projects", id=number, name=name, application=1)
    folder = tmp_path / "work"
    folder.mkdir()

    env = {**environment, "ANSIBLE_COLLECTIONS_PATH": str(installed), "SDE_URL": simulator.url, "SDE_TOKEN": simulator.token}

    def run(name: str, *flags: str, **variables: Any) -> Done:
        arguments = [f"sdelements.integrations.{name}", *flags, "-e", json.dumps(variables)]
        return ansible("playbook", *arguments, cwd=folder, env={**env, "PWD": "/elsewhere"})

    return run


def shown(done: Done) -> str:
    """What was printed, in one line."""
    return " ".join(printed(done).split())


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
    assert done.returncode != 0
    assert words in shown(done)
    assert simulator.writes() == []
    assert list((tmp_path / "work").iterdir()) == []


@pytest.mark.parametrize("name", ["apply", "doctor", "drift", "export", "onboard", "report", "rotate"])
def test_hosts_that_are_not_in_the_inventory_fail(name: str, play: Play, tmp_path: Path) -> None:
    """Where no host matches, Ansible runs nothing, warns and succeeds: a drift job would never fail."""
    assert f"{name}_hosts" in (PLAYBOOKS / f"{name}.yml").read_text(encoding="utf-8")
    done = play(name, "--syntax-check", **{f"{name}_hosts": "sde-typo"})
    assert done.returncode != 0
    assert f"{name}_hosts: no host matches it" in printed(done)


def test_several_servers_are_exported_into_folders_of_their_own(play: Play, simulator: Simulator, tmp_path: Path) -> None:
    hosts = {name: {"ansible_connection": "local", "sde_url": simulator.url, "sde_token": simulator.token} for name in ("here", "there")}
    (tmp_path / "work" / "hosts.yml").write_text(yaml.safe_dump({"sdelements": {"hosts": hosts}}), encoding="utf-8")
    refused = play("export", "-i", "hosts.yml", export_hosts="sdelements", export_dest="out")
    assert refused.returncode != 0
    assert "export_dest: several hosts have one folder" in printed(refused)
    done = play("export", "-i", "hosts.yml", export_hosts="sdelements", export_dest="out/{{ inventory_hostname }}")
    assert done.returncode == 0, printed(done)
    assert sorted(path.name for path in (tmp_path / "work" / "out").iterdir()) == ["here", "there"]


def test_from_the_first_apply_to_a_drift_that_fails(play: Play, simulator: Simulator, tmp_path: Path) -> None:
    """Apply, no drift; then a connection made by hand and a misspelt project, each reported; nothing is written inside the collection."""
    work = tmp_path / "work"
    variables: dict[str, Any] = {"jira_connector": CONNECTOR, "jira_connections": CONNECTIONS, "integration_connectors": [TRACKER]}
    applied = play("apply", **variables)
    assert applied.returncode == 0, shown(applied)
    assert sorted(each["name"] for each in simulator.objects("connectors/alm")) == ["Hub", "Jira"]
    assert sorted(each["alias"] for each in simulator.objects("connections/alm")) == ["Jira PAY", "Jira SHOP"]

    same = play("drift", **variables)
    assert same.returncode == 0, shown(same)
    assert "0 failed, 0 drifted, 0 unmanaged, 0 could not be compared; page: report.html" in shown(same)
    assert (work / "report.html").is_file()

    by_hand(simulator)
    variables["jira_connections"] = [*CONNECTIONS, {"project": "Shopp", "jira_project": "SHOPP"}]
    drifted = play("drift", report_dest="out.html", report_json="out.json", **variables)
    assert drifted.returncode != 0
    assert "0 failed, 0 drifted, 1 unmanaged, 1 could not be compared; page: out.html" in shown(drifted)
    assert "drift: 1, not_compared: 1; see out.html" in shown(drifted)
    assert "[WARNING]: report: 1 thing could not be compared, so drift may be missed" in shown(drifted)
    data = json.loads((work / "out.json").read_text(encoding="utf-8"))
    assert [(each["name"], each["state"]) for each in data["drift"]["connections"]] == [
        ("connection 'By hand' of project 'Hand'", "unmanaged")
    ]


def test_plans_are_where_the_user_is(play: Play, simulator: Simulator, tmp_path: Path) -> None:
    """Saved and approved there by each playbook that calls the roles, and never inside the collection."""
    work = tmp_path / "work"
    variables: dict[str, Any] = {"jira_connector": CONNECTOR, "integration_connectors": [TRACKER]}
    (work / "projects.csv").write_text("project,jira_project\nShop,SHOP\n", encoding="utf-8")
    here = {"ansible_connection": "local", "sde_url": simulator.url, "sde_token": simulator.token}
    (work / "hosts.yml").write_text(yaml.safe_dump({"sdelements": {"hosts": {"here": here}}}), encoding="utf-8")
    calling = [path for path in PLAYBOOKS.rglob("*.yml") if CALLS_JIRA.search(path.read_text(encoding="utf-8"))]
    names = [".".join(path.relative_to(PLAYBOOKS).with_suffix("").parts) for path in calling]
    assert len(names) >= 4
    for name in names:
        saved = play(name, "-i", "hosts.yml", "--check", onboard_csv="projects.csv", jira_save_plan=f"plans/{name}", **variables)
        assert saved.returncode == 0, shown(saved)
        assert len(list((work / "plans" / name).glob("*/jira-connectors.json"))) == 1
    assert simulator.writes() == []

    refused = play("apply", jira_approved_plan="plans/none", **variables)
    assert f"approved_plan: {work}/plans/none/localhost/jira-connectors.json was not found, so nothing may be written" in shown(refused)
    assert not [each for each in simulator.objects("connectors/alm") if each["name"] == "Jira"]
    done = play("apply", jira_approved_plan="plans/apply", **variables)
    assert done.returncode == 0, shown(done)
    assert "Jira" in [each["name"] for each in simulator.objects("connectors/alm")]


def test_the_report_needs_nothing_but_the_server(play: Play, tmp_path: Path) -> None:
    done = play("report")
    assert done.returncode == 0, shown(done)
    assert "0 failed, drift not known, no variables to compare with; page: report.html" in shown(done)
    assert [each.name for each in (tmp_path / "work").iterdir()] == ["report.html"]


def test_an_export_lands_where_the_user_is(play: Play, simulator: Simulator, tmp_path: Path) -> None:
    simulator.add("connectors/alm", name="Jira", system="jira", params={"alm_server": "jira.example.com"})
    done = play("export", export_dest="mine/files")
    assert done.returncode == 0, shown(done)
    assert "jira.yml" in [each.name for each in (tmp_path / "work" / "mine" / "files").iterdir()]


def test_the_doctor_needs_nothing_but_the_server(play: Play, simulator: Simulator, tmp_path: Path) -> None:
    done = play("doctor", doctor_dest="profile.json")
    assert done.returncode == 0, shown(done)
    assert "SD Elements server check-up" in shown(done)
    assert [each.name for each in (tmp_path / "work").iterdir()] == ["profile.json"]
    assert simulator.writes() == []


def test_a_table_is_looked_for_where_the_user_is(play: Play, simulator: Simulator, tmp_path: Path) -> None:
    table = tmp_path / "work" / "tables" / "projects.csv"
    table.parent.mkdir()
    table.write_text("project,jira_project\nShop,SHOP\n", encoding="utf-8")
    done = play("onboard", onboard_csv="tables/projects.csv", jira_connector=CONNECTOR)
    assert done.returncode == 0, shown(done)
    assert [each["alias"] for each in simulator.objects("connections/alm")] == ["Jira SHOP"]


def test_a_secret_is_rotated(play: Play, simulator: Simulator) -> None:
    simulator.behave(sync_polls=0)
    variables: dict[str, Any] = {"jira_connector": CONNECTOR, "jira_connections": CONNECTIONS}
    assert play("apply", **variables).returncode == 0
    variables["jira_connector"] = {**CONNECTOR, "password": "invented-Passw0rd-78"}
    done = play("rotate", rotate_connector="Jira", **variables)
    assert done.returncode == 0, shown(done)
    assert [each["params"]["alm_pass"] for each in simulator.objects("connectors/alm")] == ["invented-Passw0rd-78"]
    assert "invented-Passw0rd" not in shown(done)
