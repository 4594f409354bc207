# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan is saved, reviewed and approved: what was approved is what is written, in both ways of running, wherever the run was started."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.playbook import Playbook, Run, task
from tests.simulator.client import Simulator

SECRET = "invented-Passw0rd-7c21"
WAYS = pytest.mark.parametrize("way", ["auto", "module"])
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

    def run(way: str, entries: list[Any], *flags: str, connectors: Any = None, **options: Any) -> Run:
        def files(name: str) -> dict[str, Any]:
            return {option: f"{folder}/{name}.json" for option, folder in options.items() if option != "state"}

        given = {"Connectors": ("sde_alm_connectors", connectors or [connector()]), "Connections": ("sde_alm_connections", entries)}
        tasks = [
            task(name, module, {"config": config, **files(name), **({"state": options["state"]} if "state" in options else {})})
            for name, (module, config) in given.items()
        ]
        return playbook(tasks, *flags, variables={"sde_execution": way}, cwd=tmp_path / "elsewhere")

    return run


@WAYS
def test_a_plan_for_an_empty_server_is_approved_and_carried_out(way: str, apply: Any, simulator: Simulator, tmp_path: Path) -> None:
    first, second = PROJECTS[:2]
    entries = [connection(first, frequency="daily"), connection(second)]
    planned = apply(way, entries, "--check", save_plan="plans/new")
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

    done = apply(way, entries[::-1], approved_plan="plans/new", save_plan="plans/done")
    assert done.code == 0, done.output
    assert [done[name]["msg"] for name in ("Connectors", "Connections")] == [
        "Done: 1 created, 0 updated, 0 deleted, 0 unchanged",
        "Done: 2 created, 0 updated, 0 deleted, 0 unchanged",
    ]
    assert [entry["method"] for entry in simulator.writes()] == ["POST"] * 3
    for name in ("Connectors", "Connections"):
        assert (tmp_path / "plans/done" / f"{name}.json").read_bytes() == (tmp_path / "plans/new" / f"{name}.json").read_bytes()

    again = apply(way, entries, approved_plan="plans/new")
    assert again.failed("Connectors").count("was approved, nothing is planned") == 1
    assert SECRET not in planned.everything + done.everything + again.everything


@WAYS
def test_a_change_on_the_server_refuses_the_plan_until_it_is_undone(way: str, apply: Any, simulator: Simulator) -> None:
    first, second, third = PROJECTS
    entries = [connection(first, frequency="daily"), connection(second, frequency="weekly")]
    assert apply(way, entries).code == 0
    one, other = sorted(simulator.objects("connections/alm"), key=lambda row: row["alias"])
    entries = [connection(first, frequency="weekly", params={"alm_project": "NEW"}), entries[1], connection(third)]
    assert apply(way, entries, "--check", save_plan="plans").code == 0

    simulator.change("connections/alm", other["id"], frequency="monthly")
    before = simulator.writes()
    for flags in ((), ("--check",)):
        refused = apply(way, entries, *flags, approved_plan="plans", save_plan="never")
        assert refused.failed("Connections") == (
            f"approved_plan: 1 difference between the approved plan {REFUSED}connection 'Jira {second}' of project {second!r}: nothing "
            "was approved, update is planned. Save the plan again and have it approved"
        )
        result = next(line["result"] for line in refused.results if line["task"] == "Connections")
        assert not result["changed"]
        assert result["differences"] == [
            {"object": f"connection 'Jira {second}' of project {second!r}", "key": "action", "approved": None, "planned": "update"}
        ]
    assert simulator.writes() == before

    simulator.change("connections/alm", other["id"], frequency="weekly")
    before = simulator.writes()
    done = apply(way, entries, approved_plan="plans")
    assert done.code == 0, done.output
    assert done["Connections"]["msg"] == "Done: 1 created, 1 updated, 0 deleted, 1 unchanged"
    written = simulator.writes()[len(before) :]
    assert sorted(entry["method"] for entry in written) == ["PATCH", "POST"]
    assert [row["params"]["alm_project"] for row in simulator.objects("connections/alm") if row["id"] == one["id"]] == ["NEW"]


@WAYS
def test_a_failed_task_saves_no_plan(way: str, apply: Any, simulator: Simulator, tmp_path: Path) -> None:
    failed = apply(way, [connection("No such project")], "--check", save_plan="plans")
    assert failed.code != 0
    assert [path.name for path in (tmp_path / "plans").iterdir()] == ["Connectors.json"]


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
        task(f"{key} {way}", "sde_alm_connections", {**config, **options}, vars={"sde_execution": way}, ignore_errors=True)
        for key, (options, _message) in rows.items()
        for way in ("auto", "module")
    ]
    module = task("module", "sde_alm_connectors", {"config": [connector()], "approved_plan": "plan.json"}, ignore_errors=True)
    run = playbook([*tasks, module])
    for key, (_options, message) in rows.items():
        for way in ("auto", "module"):
            assert run.failed(f"{key} {way}") == message
    assert run.failed("module") == (
        "approved_plan: it is a plan for the module sde_alm_connections, and this task has the module sde_alm_connectors; "
        "give a plan that this task saved"
    )
    assert simulator.journal()[before:] == []
    assert not (tmp_path / "gathered.json").exists()


@WAYS
def test_where_the_approved_plan_does_not_exist_nothing_may_be_written(way: str, playbook: Playbook, simulator: Simulator) -> None:
    before = len(simulator.writes())
    refused = {"config": [connector()], "approved_plan": "plans/none.json"}
    accepted = {"config": [], "approved_plan": "plans/none.json", "state": "merged"}
    run = playbook(
        [
            task("Refused", "sde_alm_connectors", refused, vars={"sde_execution": way}, ignore_errors=True),
            task("Accepted", "sde_alm_connectors", accepted, vars={"sde_execution": way}),
        ]
    )
    assert run.code == 0, run.output
    assert run.failed("Refused") == (
        "approved_plan: plans/none.json was not found, so nothing may be written, and this run has a plan: create connector 'Jira'. "
        "Give the path of a file that save_plan wrote"
    )
    assert simulator.writes()[before:] == []


def test_a_plan_of_the_module_is_carried_out_by_the_worker(apply: Any, simulator: Simulator, tmp_path: Path) -> None:
    entries = [connection(PROJECTS[0], frequency="daily")]
    assert apply("module", entries, "--check", save_plan="plans/module").code == 0
    assert apply("auto", entries, "--check", save_plan="plans/worker").code == 0
    for name in ("Connectors", "Connections"):
        assert len({(tmp_path / "plans" / way / f"{name}.json").read_bytes() for way in ("module", "worker")}) == 1
    done = apply("auto", entries, "-vvv", approved_plan="plans/module")
    assert done.code == 0, done.output
    assert done["Connections"]["invocation"]["module_args"]["approved_plan"] == "plans/module/Connections.json"
