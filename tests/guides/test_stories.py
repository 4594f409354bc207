# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guides for what comes after the first month, followed to the letter; and what the servers have afterwards."""

from __future__ import annotations

import json
import re
from pathlib import Path

import requests
import yaml

from tests.guides.guide import Command, File, Reader, steps
from tests.guides.test_guides import OLD, editor, guide, written
from tests.simulator.client import Simulator
from tests.simulator.profiles import GENERATIONS


def services(reader: Reader, simulator: Simulator, count: int) -> None:
    """Projects that sync with Jira Data Center, on a server of today, and the file that describes their connections."""
    simulator.reset("empty", **GENERATIONS["today"], sync_polls=0)
    unit = simulator.add("business-units", name="Retail")
    application = simulator.add("applications", name="Shop", business_unit=unit["id"])
    params = {"alm_server": "jira.example.org", "alm_context_root": "jira", "alm_user": "svc-sde", "alm_pass": OLD, "jira_version": "9"}
    shared = {"jira_issue_type": "Story", "alm_issue_label": "sd-elements"}
    connector = simulator.add("connectors/alm", name="Jira Data Center", system="jira", params={**params, **shared})
    numbers = [f"{number:03d}" for number in range(1, count + 1)]
    projects = simulator.add_many("projects", [{"name": f"Service {number}", "application": application["id"]} for number in numbers])
    rows = [
        {"alias": f"Jira SVC{number}", "project": project["id"], "params": {"alm_project": f"SVC{number}"}}
        for number, project in zip(numbers, projects)
    ]
    for row in rows[::20]:
        row["params"] |= {"alm_parent_issue": f"{row['params']['alm_project']}-1"}
    made = simulator.add_many("connections/alm", [{**row, "connector": connector["id"], "frequency": "daily"} for row in rows])
    synced(simulator, [row["id"] for row in made], "2026-01-31T01:26:00Z")
    entries = [f"  - project: Service {number}\n    jira_project: SVC{number}\n    frequency: daily\n" for number in numbers]
    (reader.folder / "connections.yml").write_text("".join(["jira_connections:\n", *entries]), encoding="utf-8")


def synced(simulator: Simulator, connections: list[int], when: str) -> None:
    """Let the schedule of the server have synced."""
    job = {"ready": True, "succeeded": True, "automatic": True, "last_run": when, "result_message": ""}
    simulator.add_many("jobs/alm", [{**job, "connection": connection} for connection in connections])


def test_move_to_jira_cloud(reader: Reader, simulator: Simulator) -> None:
    services(reader, simulator, 60)
    before = simulator.objects("connections/alm")
    ids = [row["id"] for row in before]
    editor(reader, {"(jira_project: SVC00[123])$": r"\1\n    connector: Jira Cloud", "name: Jira Data Center": "name: Jira Cloud"})
    until_the_move, moved, proved, back, removed = re.split(r"^## (?=[4-7])", guide("move-to-jira-cloud"), flags=re.MULTILINE)

    output = reader.follow(until_the_move)
    assert [row["connector"] for row in simulator.objects("connections/alm")] == [2] * 3 + [1] * 57
    assert [entry["body"]["connection"] for entry in simulator.writes() if "/jobs/" in entry["path"]] == ids[:3]

    simulator.journal(clear=True)
    output += reader.follow(moved)
    assert simulator.objects("connections/alm") == [{**row, "connector": 2} for row in before]
    arrived = simulator.journal()
    writes = [(entry["method"], entry["path"], entry["body"]) for entry in arrived if entry["method"] != "GET"]
    assert sorted(writes) == sorted(("PATCH", f"/api/v2/connections/issue-tracker/{id}/", {"connector": 2}) for id in ids[3:])
    assert len(arrived) - len(writes) < 40, len(arrived) - len(writes)

    first, night = proved.split("After the scheduled time")
    output += reader.follow(first)
    synced(simulator, ids[5:], "2099-01-01T00:00:00Z")
    output += reader.follow(night)

    simulator.journal(clear=True)
    output += reader.follow(back)
    assert simulator.objects("connections/alm") == before
    assert len(simulator.writes()) == 60

    for connection in ids:
        simulator.change("connections/alm", connection, connector=2)
    output += reader.follow(removed)
    assert [row["name"] for row in simulator.objects("connectors/alm")] == ["Jira Cloud"]
    assert not [secret for secret in (OLD, "invented-token-19c4") if secret in output]


def test_approve_a_plan(reader: Reader, simulator: Simulator) -> None:
    """What is written is exactly what was approved, and the workflow runs what the guide runs."""
    text = guide("approve-a-plan")
    plan, refused, applied = re.split(r"(?=Assume that somebody)|(?=The run would have reverted)", text)
    reader.follow(plan)
    assert simulator.writes() == []
    files = [reader.folder / "plans" / "localhost" / f"jira-{each}.json" for each in ("connectors", "connections")]
    approved = [command for path in files for command in json.loads(path.read_text(encoding="utf-8"))["commands"]]

    reader.follow(refused)
    assert written(simulator) == ["PATCH /api/v2/connections/alm/6/"]

    headers = {"Authorization": f"Token {simulator.token}"}
    shown = requests.get(f"{simulator.url}/api/v2/connectors/alm/1/", headers=headers, timeout=30).json()
    reader.follow(applied)
    ids = {row["name"]: row["id"] for kind in ("projects", "connectors/alm") for row in simulator.objects(kind)}
    expected = []
    for command in approved:
        named = {**command["fields"], **(command["object"] if command["action"] == "create" else {})}
        fields = {key: ids.get(value, value) for key, value in named.items()}
        params = {**(shown["params"] if command["kind"] == "connector" else {}), **command["params"]}
        expected.append({**fields, **({"params": params} if params else {})})
    _by_hand, _undone, *writes = [entry["body"] for entry in simulator.writes()]
    assert writes[0] == expected[0]
    assert len(writes) == 3
    assert all(each in writes for each in expected)

    lines = [step.line for step in steps(text) if isinstance(step, Command)]
    (workflow,) = [step.text for step in steps(text) if isinstance(step, File) and step.name.endswith("/integrations.yml")]
    ran = [step["run"] for job in yaml.safe_load(workflow)["jobs"].values() for step in job["steps"] if "run" in step]
    assert [line for line in ran if line.startswith("ansible-playbook")] == [lines[0], *lines[-3:-1]]


def test_fail_on_drift(reader: Reader, simulator: Simulator) -> None:
    reader.follow(guide("fail-on-drift"))
    assert sorted(written(simulator)) == ["PATCH /api/v2/connections/alm/1/", "POST /api/v2/connections/alm/"]
    healthy = max(simulator.objects("connections/alm"), key=lambda row: row["id"])
    simulator.add("jobs/alm", connection=healthy["id"], ready=True, succeeded=False, automatic=True, result_message="It is locked")
    assert reader.run("ansible-playbook sdelements.integrations.drift -e @jira.yml -e @drift-settings.yml") == 0
    assert reader.run("python3 new.py") == 1
    assert reader.output == "new: failed: Jira SEC46, project Web Shop Admin Console\n"


def staged(staging: Simulator, production: Simulator) -> None:
    """Projects on two servers, one of them under another name, and integrations on the first."""
    for server, first, names in ((staging, 1, ["Payments Test", "Web Shop"]), (production, 70, ["Web Shop", "Payments", "Only Here"])):
        unit = server.add("business-units", id=first, name="Retail")
        application = server.add("applications", id=first + 1, name="Shop", business_unit=unit["id"])
        for number, name in enumerate(names, first + 2):
            external = "APP-042" if name.startswith("Payments") else ""
            server.add("projects", id=number, name=name, application=application["id"], external_id=external)
    jira = {"alm_server": "jira-staging.example.com", "alm_user": "sde-staging", "alm_pass": "staging-secret-1"}
    hub = {"alm_server": "github.example.com", "github_repo_owner": "example-org", "alm_api_token": "staging-secret-2"}
    staging.add("connectors/alm", id=1, name="Jira", system="jira", params=jira)
    staging.add("connectors/alm", id=2, name="GitHub", system="github", params=hub)
    rows = ((1, 3, "Jira PAY", "manually"), (1, 4, "Jira SHOP", "manually"), (2, 4, "GitHub shop", "weekly"))
    for connector, project, alias, frequency in rows:
        params = {"alm_project": alias.split()[1]}
        staging.add("connections/alm", alias=alias, connector=connector, project=project, frequency=frequency, params=params)
    production.add("connectors/alm", id=500, name="Rally", system="rally", params={"alm_server": "rally.example.com"})


def test_promote(reader: Reader, simulator: Simulator) -> None:
    """The servers have other ids."""
    simulator.reset("empty", **GENERATIONS["today"])
    with Simulator.start(generation="today", token="production-token-77aa01") as production:
        staged(simulator, production)
        for name in ("SDE_URL", "SDE_TOKEN", "ANSIBLE_VAULT_PASSWORD_FILE"):
            del reader.environment[name]
        for name, server in (("staging", simulator), ("production", production)):
            Path(reader.environment["HOME"], f".{name}-password").write_text(f"invented-{name}\n", encoding="utf-8")
            reader.environment |= {f"{name.upper()}_URL": server.url, f"{name.upper()}_TOKEN": server.token}
        reader.environment["ANSIBLE_VAULT_IDENTITY_LIST"] = "staging@~/.staging-password,production@~/.production-password"
        edits = {"server: jira-staging.*": 'server: "{{ jira_server }}"', "user: sde-staging": 'user: "{{ jira_user }}"'}
        edits["frequency: manually"] = 'frequency: "{{ sync }}"'
        secrets = ("Jira", "secret-1"), ("GitHub", "secret-2")
        editor(reader, edits | {rf"(^  {name}:.*\n.*)VALUE.*": rf"\1production-{value}" for name, value in secrets})
        first, renamed = guide("promote").split("All names in the lists")
        output = reader.follow(first)
        assert production.writes() == []
        editor(reader, {"project: Payments Test": "external_id: APP-042"})
        output += reader.follow(renamed)

        assert simulator.writes() == []
        assert [entry["method"] for entry in production.writes()] == ["POST"] * 5
        made = {row["name"]: row for row in production.objects("connectors/alm")}
        assert made["Jira"]["params"]["alm_pass"] == "production-secret-1"
        assert made["GitHub"]["params"]["alm_api_token"] == "production-secret-2"
        jira, hub = made["Jira"]["id"], made["GitHub"]["id"]
        connections = {(row["project"], row["alias"], row["connector"], row["frequency"]) for row in production.objects("connections/alm")}
        assert connections == {(72, "GitHub shop", hub, "weekly"), (72, "Jira SHOP", jira, "daily"), (73, "Jira PAY", jira, "daily")}
        assert "secret-1" not in output
        assert "secret-2" not in output
