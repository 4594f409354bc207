# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox: what it writes, what it leaves, and what it takes for its own. What it finds out is tested with the switches."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.clock import Stopped

from tests.modules.conftest import Engine
from tests.simulator.client import Simulator
from tests.simulator.profiles import GENERATIONS

NAME = "sde_server_sandbox"
KINDS = ("connectors/alm", "connections/alm", "jobs/alm", "connectors/analysis", "connections/analysis")
RUN = "5f0c2a7e"
HOST = f"{RUN}.doctor.invalid"


def stored(simulator: Simulator) -> dict[str, list[dict[str, Any]]]:
    """Everything that the sandbox could touch."""
    return {kind: simulator.objects(kind) for kind in KINDS}


def bodies(simulator: Simulator) -> list[dict[str, Any]]:
    """What was sent to be stored, parts of composite requests one by one."""
    entries = [entry["body"] for entry in simulator.writes() if isinstance(entry["body"], dict)]
    parts = [part.get("body") for body in entries for part in body.get("composite_request", ())]
    return [body for body in [*entries, *parts] if body]


def left_over(simulator: Simulator, *, name: str = f"sdelements.integrations doctor {RUN} 1", host: str = HOST) -> dict[str, Any]:
    """A connector as a run that was cut off leaves it."""
    params = {"alm_server": host, "alm_user": "doctor", "alm_pass": "invented-Passw0rd-93b1"}
    return simulator.add("connectors/alm", name=name, system="jira", params=params)


@pytest.mark.parametrize("generation", GENERATIONS)
def test_everything_that_it_creates_is_removed(generation: str, simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation", **GENERATIONS[generation])
    before = stored(simulator)
    result = engine.run(NAME, project="Card Processing Frontend")
    assert stored(simulator) == before
    assert result["changed"]
    assert result["left"] == []
    assert [each["endpoint"] for each in result["removed"]] == ["connections", "connectors", "connectors"]
    assert engine.warnings == []


@pytest.mark.parametrize("generation", GENERATIONS)
def test_it_writes_to_its_own_objects_only_and_neither_tests_nor_syncs(generation: str, simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation", **GENERATIONS[generation])
    result = engine.run(NAME, project=1)
    run = result["run"]
    own = {each["id"] for each in result["removed"]}
    journal = simulator.journal()
    started = [entry["path"] for entry in journal if entry["method"] == "POST" and ("/test" in entry["path"] or "/jobs/" in entry["path"])]
    assert started == []
    changed = [entry["path"] for entry in journal if entry["method"] in ("PATCH", "PUT", "DELETE")]
    assert changed
    assert {int(path.rstrip("/").rpartition("/")[2]) for path in changed} <= own
    for body in bodies(simulator):
        if "name" in body or "alias" in body:
            assert run in (body.get("name") or body.get("alias"))
        if "connector" in body:
            assert body["frequency"] == "manually"
        elif "name" in body:
            hosts = [value for key, value in body["params"].items() if key.endswith("_server")]
            assert hosts == [f"{run}.doctor.invalid"]


def test_nothing_is_written_in_check_mode(simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation")
    assert engine.run(NAME, True, project=1) == {"changed": True}
    assert simulator.writes() == []
    assert "writes nothing" in engine.warnings[0]


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        ({"connectors_delete": "refused"}, "leave: this server does not let connectors be removed"),
        ({"connections_delete": "refused"}, "leave: this server does not let connections be removed"),
        ({"connectors_create": "refused"}, "sandbox: this server does not let connectors be created"),
        ({"connections_create": "refused"}, "sandbox: this server does not let connections be created"),
    ],
)
@pytest.mark.parametrize("check_mode", [True, False])
def test_it_refuses_before_the_first_write(
    behaviour: dict[str, str], words: str, check_mode: bool, simulator: Simulator, engine: Engine
) -> None:
    simulator.reset("organisation", **behaviour)
    failure = engine.fails(NAME, check_mode, project=1)
    assert failure["msg"].startswith(words)
    assert failure["changed"] is False
    assert simulator.writes() == []


def test_a_user_who_may_only_read_gets_the_words_of_the_server(simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation", rights="read_only")
    failure = engine.fails(NAME, project=1)
    assert failure["msg"].startswith("sandbox: a connector could not be created: POST ")
    assert "403" in failure["msg"]
    assert failure["changed"] is False
    assert len(simulator.writes()) == 1


def test_an_unknown_project_is_refused_before_the_first_write(simulator: Simulator, engine: Engine) -> None:
    assert "'Nowhere'" in engine.fails(NAME, project="Nowhere")["msg"]
    assert simulator.writes() == []


def test_with_leave_its_objects_stay_and_are_named(simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation", connectors_delete="refused")
    result = engine.run(NAME, project=1, leave=True)
    ids = [each["id"] for each in simulator.objects("connectors/alm")][-2:]
    assert result["left"] == [{"endpoint": "connectors", "id": id} for id in ids]
    assert len(simulator.objects("connections/alm")) == 45


def test_what_could_not_be_removed_fails_with_the_ids(simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation", connectors_delete="forbidden")
    failure = engine.fails(NAME, project=1)
    assert "2 objects could not be removed (connector 6, connector 7)" in failure["msg"]
    assert f"cleanup: {failure['run']}" in failure["msg"]
    assert failure["changed"]
    assert failure["left"] == [{"endpoint": "connectors", "id": 6}, {"endpoint": "connectors", "id": 7}]
    assert failure["findings"]["connectors_delete"] == "forbidden"
    simulator.behave(connectors_delete="allowed")
    assert engine.run(NAME, cleanup=failure["run"])["removed"] == failure["left"]
    assert len(simulator.objects("connectors/alm")) == 5


FAULTS: dict[str, dict[str, Any]] = {
    "the connection is lost after the first create": {"kind": "reset_after", "method": "POST"},
    "a gateway gives up on the first create, which is applied": {"kind": "status_after", "status": 504, "method": "POST"},
    "a gateway gives up on the first create, which is applied later": {"kind": "status_late", "status": 504, "after": 4, "method": "POST"},
    "the answer to a create is a page": {"kind": "status_after", "status": 200, "body": "<html></html>", "method": "POST"},
    "the second create fails": {"kind": "status", "status": 500, "method": "POST", "skip": 1},
    "the connection cannot be created": {"kind": "status", "status": 403, "method": "POST", "path": "connections/"},
    "the update fails": {"kind": "status", "status": 500, "method": "PATCH"},
    "the update is lost": {"kind": "reset_after", "method": "PATCH"},
    "a read fails": {"kind": "status", "status": 500, "method": "GET", "path": r"connectors/[a-z-]+/[67]/"},
    "a composite request is lost": {"kind": "reset_after", "method": "POST", "path": "composite/"},
    "a deletion is lost": {"kind": "reset_after", "method": "DELETE"},
    "a deletion is answered with a page": {"kind": "html", "status": 502, "method": "DELETE"},
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_was_created_is_removed_also_where_a_step_fails(name: str, simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation", **GENERATIONS["today"])
    before = stored(simulator)
    simulator.fault(**FAULTS[name])
    result = engine.perform(NAME, project=1, retries=2).result
    assert stored(simulator) == before, result
    assert result["left"] == []
    assert result["changed"] is bool(result["removed"])


def test_what_is_known_is_removed_also_where_lists_cannot_be_read(simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation")
    before = stored(simulator)
    lists = r"/connect(or|ion)s/alm/$"
    engine.run(NAME, project=1)
    methods = [entry["method"] for entry in simulator.journal() if entry["method"] == "POST" or re.search(lists, entry["path"])]
    simulator.fault(kind="status", status=500, method="GET", path=lists, times=1000, skip=methods[: methods.index("POST")].count("GET"))
    failure = engine.fails(NAME, project=1)
    assert failure["removed"]
    assert failure["changed"]
    assert stored(simulator) == before


def test_an_interrupted_run_removes_what_it_created(simulator: Simulator, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    from ansible_collections.sdelements.integrations.plugins.module_utils._engine import sandbox

    def interrupt(*_arguments: Any) -> None:
        raise KeyboardInterrupt

    simulator.reset("organisation")
    before = stored(simulator)
    monkeypatch.setattr(sandbox.Sandbox, "_composite", interrupt)
    with pytest.raises(KeyboardInterrupt):
        engine.run(NAME, project=1)
    assert simulator.writes()
    assert stored(simulator) == before


def cut_off(simulator: Simulator, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run whose process is gone after the connection was created."""
    from ansible_collections.sdelements.integrations.plugins.module_utils._engine import sandbox

    def gone(*_arguments: Any) -> None:
        raise Stopped

    with monkeypatch.context() as patch:
        patch.setattr(sandbox.Sandbox, "_composite", gone)
        patch.setattr(sandbox.Sandbox, "_clear", gone)
        with pytest.raises(Stopped):
            engine.run(NAME, project=1)


def test_what_a_run_left_that_was_cut_off_is_offered_and_removed_on_request(
    simulator: Simulator, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulator.reset("organisation")
    before = stored(simulator)
    cut_off(simulator, engine, monkeypatch)
    run = simulator.objects("connectors/alm")[-1]["name"].split()[2]
    simulator.journal(clear=True)
    engine.run(NAME, project=1)
    assert f"connection 46, connector 6, connector 7; if it is not under way, run again with cleanup: {run}" in engine.warnings[0]
    assert len(simulator.objects("connectors/alm")) == 7
    simulator.journal(clear=True)
    assert engine.run(NAME, True, cleanup=run) == {"changed": True}
    assert simulator.writes() == []
    result = engine.run(NAME, cleanup=run)
    assert [(each["endpoint"], each["id"]) for each in result["removed"]] == [("connections", 46), ("connectors", 6), ("connectors", 7)]
    assert stored(simulator) == before


@pytest.mark.parametrize(
    "strange",
    [
        {"host": "jira.example.com"},
        {"host": "0a0a0a0a.doctor.invalid"},
        {"host": HOST.upper()},
        {"name": "Jira of ours"},
        {"name": f"about sdelements.integrations doctor {RUN} 1"},
        {"name": f"sdelements.integrations doctor {RUN}"},
        {"name": "sdelements.integrations doctor 0a0a0a0a 1"},
        {"name": f"sdelements.integrations doctor {RUN}0 1"},
    ],
)
def test_only_name_host_and_run_together_make_a_left_over(strange: dict[str, str], simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation")
    left_over(simulator, **strange)
    assert engine.fails(NAME, cleanup=RUN)["msg"].startswith(f"cleanup: nothing of the run {RUN} was found")
    engine.run(NAME, project=1)
    assert engine.warnings == []
    assert len(simulator.objects("connectors/alm")) == 6


@pytest.mark.parametrize("run", ["", "5f0c2a7", "5F0C2A7E", ".*", "5f0c2a7e 1"])
def test_what_is_not_the_id_of_a_run_is_refused(run: str, simulator: Simulator, engine: Engine) -> None:
    left_over(simulator)
    assert engine.fails(NAME, cleanup=run)["msg"].startswith("cleanup: it is not the id of a run")
    assert simulator.writes() == []


def test_the_secret_of_the_sandbox_is_shown_nowhere(simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation", connectors_delete="forbidden")
    result = engine.perform(NAME, project=1).result
    (secret,) = {value for body in bodies(simulator) for key, value in (body.get("params") or {}).items() if key == "alm_pass"}
    assert secret not in json.dumps([result, engine.warnings])


def requests_before_the_first_write(simulator: Simulator, engine: Engine) -> int:
    """How many reads a run begins with."""
    engine.run(NAME, project=1)
    methods = [entry["method"] for entry in simulator.journal(clear=True)]
    return methods.index("POST")


@pytest.mark.parametrize("answered", [True, False])
def test_what_was_created_before_the_server_was_gone_is_told(answered: bool, simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation")
    reads = requests_before_the_first_write(simulator, engine)
    simulator.fault(kind="reset_after", times=1000, skip=reads + answered)
    failure = engine.fails(NAME, project=1)
    created = simulator.objects("connectors/alm")[-1]
    assert failure["run"] in created["name"]
    assert failure["changed"]
    assert f"it could not be checked whether objects of the run {failure['run']} are left" in failure["msg"]
    assert failure["left"] == ([{"endpoint": "connectors", "id": created["id"]}] if answered else [])


@pytest.mark.parametrize("path", ["/connectors/", "/connections/"])
def test_an_answer_with_the_id_of_another_object_leads_to_no_write_to_it(path: str, simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation")
    before = stored(simulator)
    simulator.fault(kind="status_after", status=201, json={"id": 1}, method="POST", path=path)
    result = engine.run(NAME, project=1)
    assert stored(simulator) == before
    assert 1 not in [each["id"] for each in result["removed"]]


@pytest.mark.parametrize("read", ["reset", "html"])
def test_a_deletion_is_looked_for_until_a_read_shows_it(read: str, simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation")
    before = stored(simulator)
    simulator.fault(kind="reset_after", method="DELETE", path="/connections/")
    simulator.fault(kind=read, method="GET", path=r"/connections/alm/46/$", skip=4)
    assert engine.run(NAME, project=1)["left"] == []
    assert stored(simulator) == before


def test_a_composite_request_of_reads_is_sent_again_where_its_answer_was_lost(simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation", composite="present")
    simulator.fault(kind="reset_after", method="POST", path="/composite/", skip=1)
    assert engine.run(NAME, project=1, retries=1)["findings"]["composite_max"] == 50


def test_what_another_one_has_removed_is_gone(simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation")
    simulator.fault(kind="status_after", status=404, json={"detail": "Not found."}, method="DELETE", path="/connections/")
    assert engine.run(NAME, project=1)["left"] == []
