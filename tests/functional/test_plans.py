# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan is saved, reviewed and approved: what was approved is what is written, wherever the run was started."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.playbook import WAYS, Playbook, Run, both, task
from tests.simulator.client import Simulator

SECRET = "invented-Passw0rd-7c21"
PROJECTS = ("Payments", "Portal", "Shop")
REFUSED = "and the plan of this run, so nothing was written: "


def connector(**more: Any) -> dict[str, Any]:
    """An entry of a connector."""
    params = {"alm_server": "jira.example.com", "alm_user": "bot", **more}
    return {"name": "Jira", "system": "jira", "params": params, "secret_params": {"alm_pass": SECRET}}


def connection(project: str, **more: Any) -> dict[str, Any]:
    """An entry of a connection."""
    return {"project": project, "alias": f"Jira {project}", "connector": "Jira", "params": {"alm_project": "PAY"}, **more}


def stored(path: Path) -> dict[str, Any]:
    """A saved plan."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.fixture(autouse=True)
def _projects(simulator: Simulator) -> None:
    for name in PROJECTS:
        simulator.add("projects", name=name)


@pytest.fixture(name="apply")
def _apply(playbook: Playbook, tmp_path: Path) -> Any:
    """Run the connectors and the connections of a user, with a folder for the plans, away from the playbook's folder."""
    (tmp_path / "elsewhere").mkdir()

    def run(entries: list[Any], *flags: str, way: str = "auto", **options: Any) -> Run:
        def files(name: str) -> dict[str, Any]:
            return {option: f"{folder}/{name}.json" for option, folder in options.items()}

        given = {"Connectors": ("sde_alm_connectors", [connector()]), "Connections": ("sde_alm_connections", entries)}
        tasks = [task(name, module, {"config": config, **files(name)}) for name, (module, config) in given.items()]
        return playbook(tasks, *flags, variables={"sde_execution": way}, cwd=tmp_path / "elsewhere")

    return run


def test_a_plan_for_an_empty_server_is_approved_and_carried_out(apply: Any, simulator: Simulator, tmp_path: Path) -> None:
    first, second = PROJECTS[:2]
    entries = [connection(first, frequency="daily"), connection(second)]
    planned = apply(entries, "--check", save_plan="plans/new")
    assert planned.code == 0, planned.output
    assert simulator.writes() == []
    assert planned["Connections"]["msg"] == "Plan: 2 to create, 0 to update, 0 to delete, 0 unchanged"
    assert not {"plan"} & set(planned["Connections"])
    for path in (tmp_path / "plans" / "new").iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
        assert SECRET not in path.read_text(encoding="utf-8")
    assert stored(tmp_path / "plans/new/Connectors.json")["commands"][0]["secrets"] == {"alm_pass": "set"}
    found = stored(tmp_path / "plans/new/Connections.json")
    assert (found["server"], found["module"], found["state"]) == (simulator.url, "sde_alm_connections", "merged")
    assert found["summary"] == planned["Connections"]["summary"] == {"create": 2, "update": 0, "delete": 0, "unchanged": 0}
    assert found["commands"][0] == {
        "action": "create",
        "kind": "connection",
        "object": {"alias": f"Jira {first}", "project": first},
        "fields": {"connector": "Jira", "frequency": "daily"},
        "params": {"alm_project": "PAY"},
        "secrets": {},
    }

    done = apply(entries[::-1], approved_plan="plans/new", save_plan="plans/done")
    assert done.code == 0, done.output
    assert [done[name]["msg"] for name in ("Connectors", "Connections")] == [
        "Done: 1 created, 0 updated, 0 deleted, 0 unchanged",
        "Done: 2 created, 0 updated, 0 deleted, 0 unchanged",
    ]
    assert [entry["method"] for entry in simulator.writes()] == ["POST"] * 3
    for name in ("Connectors", "Connections"):
        assert (tmp_path / "plans/done" / f"{name}.json").read_bytes() == (tmp_path / "plans/new" / f"{name}.json").read_bytes()

    again = apply(entries, approved_plan="plans/new")
    assert again.failed("Connectors").count("was approved, nothing is planned") == 1
    assert SECRET not in planned.everything + done.everything + again.everything


def test_a_change_on_the_server_refuses_the_plan_until_it_is_undone(apply: Any, simulator: Simulator, playbook: Playbook) -> None:
    first, second, third = PROJECTS
    entries = [connection(first, frequency="daily"), connection(second, frequency="weekly")]
    assert apply(entries).code == 0
    one, other = sorted(simulator.objects("connections/alm"), key=lambda row: row["alias"])
    entries = [connection(first, frequency="weekly", params={"alm_project": "NEW"}), entries[1], connection(third)]
    assert apply(entries, "--check", save_plan="plans").code == 0

    simulator.change("connections/alm", other["id"], frequency="monthly")
    before = simulator.writes()
    plan = {"config": entries, "approved_plan": "plans/Connections.json", "save_plan": "never.json"}
    refused = playbook(
        [
            *both("run", "sde_alm_connections", plan, ignore_errors=True),
            task("check", "sde_alm_connections", plan, ignore_errors=True, check_mode=True),
        ]
    )
    for name in ("run (auto)", "run (module)", "check"):
        assert refused.failed(name) == (
            f"approved_plan: 1 difference between the approved plan {REFUSED}connection 'Jira {second}' of project {second!r}: nothing "
            "was approved, update is planned. Save the plan again and have it approved"
        )
        assert not refused[name]["changed"]
        assert refused[name]["differences"] == [
            {"object": f"connection 'Jira {second}' of project {second!r}", "key": "action", "approved": None, "planned": "update"}
        ]
    assert simulator.writes() == before
    assert not (playbook.folder / "never.json").exists()

    simulator.change("connections/alm", other["id"], frequency="weekly")
    before = simulator.writes()
    done = apply(entries, approved_plan="plans")
    assert done.code == 0, done.output
    assert done["Connections"]["msg"] == "Done: 1 created, 1 updated, 0 deleted, 1 unchanged"
    written = simulator.writes()[len(before) :]
    assert sorted(entry["method"] for entry in written) == ["PATCH", "POST"]
    assert [row["params"]["alm_project"] for row in simulator.objects("connections/alm") if row["id"] == one["id"]] == ["NEW"]


def test_a_failed_task_saves_no_plan(playbook: Playbook, tmp_path: Path) -> None:
    options = {"config": [connection("No such project")], "save_plan": "plan.json"}
    failed = playbook(both("Plan", "sde_alm_connections", options, check_mode=True, ignore_errors=True))
    (message,) = {failed.failed(f"Plan ({way})") for way in WAYS}
    assert "project: 'No such project' was not found" in message
    assert not (tmp_path / "plan.json").exists()


def test_plan_files_are_refused_before_the_first_request(playbook: Playbook, simulator: Simulator, tmp_path: Path) -> None:
    saved = playbook([task("Save", "sde_alm_connections", {"config": [], "save_plan": "plan.json"})])
    assert saved.code == 0, saved.output
    (tmp_path / "edited.json").write_text(
        (tmp_path / "plan.json").read_text(encoding="utf-8").replace("merged", "deleted"), encoding="utf-8"
    )
    (tmp_path / "list.json").write_text("[]", encoding="utf-8")
    before = len(simulator.journal())
    config = {"config": [connection(PROJECTS[0])]}
    rows: dict[str, tuple[dict[str, Any], str]] = {
        "edited": (
            {"approved_plan": "edited.json"},
            "approved_plan: edited.json: its digest does not match its content, so it was changed after it was saved; save the plan again",
        ),
        "list": ({"approved_plan": "list.json"}, "approved_plan: list.json: it is not a plan; give a file that save_plan wrote"),
        "empty": ({"approved_plan": ""}, "approved_plan: it is not a path; give the path of a file, or leave approved_plan out"),
        "folder": ({"save_plan": str(tmp_path)}, f"save_plan: {tmp_path} is a folder; give the path of a file"),
        "state": (
            {"approved_plan": "plan.json", "state": "overridden"},
            "approved_plan: it is a plan for the state merged, and this task has the state overridden; give a plan that this task saved",
        ),
        "server": (
            {"approved_plan": "plan.json", "sde_url": "https://sde.invalid"},
            f"approved_plan: it is a plan for the server {simulator.url}, and this task has the server https://sde.invalid; "
            "give a plan that this task saved",
        ),
        "gathered": (
            {"save_plan": "gathered.json", "state": "gathered"},
            "save_plan: the state gathered writes nothing, so it has no plan; leave save_plan out",
        ),
    }
    tasks = [
        each
        for key, (options, _message) in rows.items()
        for each in both(key, "sde_alm_connections", {**config, **options}, ignore_errors=True)
    ]
    module = task("module", "sde_alm_connectors", {"config": [connector()], "approved_plan": "plan.json"}, ignore_errors=True)
    run = playbook([*tasks, module])
    for key, (_options, message) in rows.items():
        for way in WAYS:
            assert run.failed(f"{key} ({way})") == message
    assert run.failed("module") == (
        "approved_plan: it is a plan for the module sde_alm_connections, and this task has the module sde_alm_connectors; "
        "give a plan that this task saved"
    )
    assert simulator.journal()[before:] == []
    assert not (tmp_path / "gathered.json").exists()


def test_where_the_approved_plan_does_not_exist_nothing_may_be_written(playbook: Playbook, simulator: Simulator) -> None:
    refused = {"config": [connector()], "approved_plan": "plans/none.json"}
    accepted = {"config": [], "approved_plan": "plans/none.json", "state": "merged"}
    tasks = [*both("Refused", "sde_alm_connectors", refused, ignore_errors=True), *both("Accepted", "sde_alm_connectors", accepted)]
    run = playbook(tasks)
    assert run.code == 0, run.output
    for way in WAYS:
        assert run.failed(f"Refused ({way})") == (
            "approved_plan: plans/none.json was not found, so nothing may be written, and this run has a plan: create connector 'Jira'. "
            "Give the path of a file that save_plan wrote"
        )
    assert simulator.writes() == []


def test_a_plan_of_the_module_is_carried_out_by_the_worker(apply: Any, simulator: Simulator, tmp_path: Path) -> None:
    entries = [connection(PROJECTS[0], frequency="daily")]
    assert apply(entries, "--check", way="module", save_plan="plans/module").code == 0
    done = apply(entries, "-vvv", approved_plan="plans/module", save_plan="plans/worker")
    assert done.code == 0, done.output
    assert done["Connections"]["invocation"]["module_args"]["approved_plan"] == "plans/module/Connections.json"
    for name in ("Connectors", "Connections"):
        assert len({(tmp_path / "plans" / way / f"{name}.json").read_bytes() for way in ("module", "worker")}) == 1
