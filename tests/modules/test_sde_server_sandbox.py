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


@pytest.fixture(name="server")
def _server(organised: Simulator) -> Simulator:
    """With one object of each kind that the sandbox must leave alone."""
    organised.add("connections/alm", alias="Jira PAY", connector=1, project=1, params={"alm_project": "PAY"})
    return organised


def stored(server: Simulator) -> dict[str, list[dict[str, Any]]]:
    """Everything that the sandbox could touch."""
    return {kind: server.objects(kind) for kind in KINDS}


def bodies(server: Simulator) -> list[dict[str, Any]]:
    """What was sent to be stored, parts of composite requests one by one."""
    entries = [entry["body"] for entry in server.writes() if isinstance(entry["body"], dict)]
    parts = [part.get("body") for body in entries for part in body.get("composite_request", ())]
    return [body for body in [*entries, *parts] if body]


def left_over(server: Simulator, *, name: str = f"sdelements.integrations doctor {RUN} 1", host: str = HOST) -> dict[str, Any]:
    """A connector as a run that was cut off leaves it."""
    params = {"alm_server": host, "alm_user": "doctor", "alm_pass": "invented-Passw0rd-93b1"}
    return server.add("connectors/alm", name=name, system="jira", params=params)


@pytest.mark.parametrize("generation", GENERATIONS)
def test_everything_that_it_creates_is_removed(generation: str, server: Simulator, engine: Engine) -> None:
    server.behave(**GENERATIONS[generation])
    before = stored(server)
    result = engine.run(NAME, project="Payments")
    assert stored(server) == before
    assert result["changed"]
    assert result["left"] == []
    assert [each["endpoint"] for each in result["removed"]] == ["connections", "connectors", "connectors"]
    assert engine.warnings == []


@pytest.mark.parametrize("generation", GENERATIONS)
def test_it_writes_to_its_own_objects_only_and_neither_tests_nor_syncs(generation: str, server: Simulator, engine: Engine) -> None:
    server.behave(**GENERATIONS[generation])
    result = engine.run(NAME, project=1)
    run = result["run"]
    own = {each["id"] for each in result["removed"]}
    journal = server.journal()
    started = [entry["path"] for entry in journal if entry["method"] == "POST" and ("/test" in entry["path"] or "/jobs/" in entry["path"])]
    assert started == []
    changed = [entry["path"] for entry in journal if entry["method"] in ("PATCH", "PUT", "DELETE")]
    assert changed
    assert {int(path.rstrip("/").rpartition("/")[2]) for path in changed} <= own
    for body in bodies(server):
        if "name" in body or "alias" in body:
            assert run in (body.get("name") or body.get("alias"))
        if "connector" in body:
            assert body["frequency"] == "manually"
        elif "name" in body:
            hosts = [value for key, value in body["params"].items() if key.endswith("_server")]
            assert hosts == [f"{run}.doctor.invalid"]


def test_nothing_is_written_in_check_mode(server: Simulator, engine: Engine) -> None:
    assert engine.run(NAME, True, project=1) == {"changed": True}
    assert server.writes() == []
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
    behaviour: dict[str, str], words: str, check_mode: bool, server: Simulator, engine: Engine
) -> None:
    server.behave(**behaviour)
    failure = engine.fails(NAME, check_mode, project=1)
    assert failure["msg"].startswith(words)
    assert failure["changed"] is False
    assert server.writes() == []


def test_a_user_who_may_only_read_gets_the_words_of_the_server(server: Simulator, engine: Engine) -> None:
    server.behave(rights="read_only")
    failure = engine.fails(NAME, project=1)
    assert failure["msg"].startswith("sandbox: a connector could not be created: POST ")
    assert "403" in failure["msg"]
    assert failure["changed"] is False
    assert len(server.writes()) == 1


def test_an_unknown_project_is_refused_before_the_first_write(server: Simulator, engine: Engine) -> None:
    assert "'Nowhere'" in engine.fails(NAME, project="Nowhere")["msg"]
    assert server.writes() == []


def test_with_leave_its_objects_stay_and_are_named(server: Simulator, engine: Engine) -> None:
    server.behave(connectors_delete="refused")
    result = engine.run(NAME, project=1, leave=True)
    ids = [each["id"] for each in server.objects("connectors/alm")][-2:]
    assert result["left"] == [{"endpoint": "connectors", "id": id} for id in ids]
    assert len(server.objects("connections/alm")) == 1


def test_what_could_not_be_removed_fails_with_the_ids(server: Simulator, engine: Engine) -> None:
    server.behave(connectors_delete="forbidden")
    failure = engine.fails(NAME, project=1)
    assert "2 objects could not be removed (connector 2, connector 3)" in failure["msg"]
    assert f"cleanup: {failure['run']}" in failure["msg"]
    assert failure["changed"]
    assert failure["left"] == [{"endpoint": "connectors", "id": 2}, {"endpoint": "connectors", "id": 3}]
    assert failure["findings"]["connectors_delete"] == "forbidden"
    server.behave(connectors_delete="allowed")
    assert engine.run(NAME, cleanup=failure["run"])["removed"] == failure["left"]
    assert len(server.objects("connectors/alm")) == 1


FAULTS: dict[str, dict[str, Any]] = {
    "the connection is lost after the first create": {"kind": "reset_after", "method": "POST"},
    "a gateway gives up on the first create, which is applied": {"kind": "status_after", "status": 504, "method": "POST"},
    "a gateway gives up on the first create, which is applied later": {"kind": "status_late", "status": 504, "after": 4, "method": "POST"},
    "the answer to a create is a page": {"kind": "status_after", "status": 200, "body": "<html></html>", "method": "POST"},
    "the second create fails": {"kind": "status", "status": 500, "method": "POST", "skip": 1},
    "the connection cannot be created": {"kind": "status", "status": 403, "method": "POST", "path": "connections/"},
    "the update fails": {"kind": "status", "status": 500, "method": "PATCH"},
    "the update is lost": {"kind": "reset_after", "method": "PATCH"},
    "a read fails": {"kind": "status", "status": 500, "method": "GET", "path": r"connectors/[a-z-]+/[23]/"},
    "a composite request is lost": {"kind": "reset_after", "method": "POST", "path": "composite/"},
    "a deletion is lost": {"kind": "reset_after", "method": "DELETE"},
    "a deletion is answered with a page": {"kind": "html", "status": 502, "method": "DELETE"},
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_was_created_is_removed_also_where_a_step_fails(name: str, server: Simulator, engine: Engine) -> None:
    server.behave(**GENERATIONS["today"])
    before = stored(server)
    server.fault(**FAULTS[name])
    result = engine.perform(NAME, project=1, retries=2).result
    assert stored(server) == before, result
    assert result["left"] == []
    assert result["changed"] is bool(result["removed"])


def test_what_is_known_is_removed_also_where_lists_cannot_be_read(server: Simulator, engine: Engine) -> None:
    before = stored(server)
    lists = r"/connect(or|ion)s/alm/$"
    engine.run(NAME, project=1)
    methods = [entry["method"] for entry in server.journal() if entry["method"] == "POST" or re.search(lists, entry["path"])]
    server.fault(kind="status", status=500, method="GET", path=lists, times=1000, skip=methods[: methods.index("POST")].count("GET"))
    failure = engine.fails(NAME, project=1)
    assert failure["removed"]
    assert failure["changed"]
    assert stored(server) == before


def test_an_interrupted_run_removes_what_it_created(server: Simulator, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    from ansible_collections.sdelements.integrations.plugins.module_utils._engine import sandbox

    def interrupt(*_arguments: Any) -> None:
        raise KeyboardInterrupt

    before = stored(server)
    monkeypatch.setattr(sandbox.Sandbox, "_composite", interrupt)
    with pytest.raises(KeyboardInterrupt):
        engine.run(NAME, project=1)
    assert server.writes()
    assert stored(server) == before


def cut_off(server: Simulator, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
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
    server: Simulator, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stored(server)
    cut_off(server, engine, monkeypatch)
    run = server.objects("connectors/alm")[-1]["name"].split()[2]
    server.journal(clear=True)
    engine.run(NAME, project=1)
    assert f"connection 2, connector 2, connector 3; if it is not under way, run again with cleanup: {run}" in engine.warnings[0]
    assert len(server.objects("connectors/alm")) == 3
    server.journal(clear=True)
    assert engine.run(NAME, True, cleanup=run) == {"changed": True}
    assert server.writes() == []
    result = engine.run(NAME, cleanup=run)
    assert [(each["endpoint"], each["id"]) for each in result["removed"]] == [("connections", 2), ("connectors", 2), ("connectors", 3)]
    assert stored(server) == before


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
def test_only_name_host_and_run_together_make_a_left_over(strange: dict[str, str], server: Simulator, engine: Engine) -> None:
    left_over(server, **strange)
    assert engine.fails(NAME, cleanup=RUN)["msg"].startswith(f"cleanup: nothing of the run {RUN} was found")
    engine.run(NAME, project=1)
    assert engine.warnings == []
    assert len(server.objects("connectors/alm")) == 2


@pytest.mark.parametrize("run", ["", "5f0c2a7", "5F0C2A7E", ".*", "5f0c2a7e 1"])
def test_what_is_not_the_id_of_a_run_is_refused(run: str, server: Simulator, engine: Engine) -> None:
    left_over(server)
    assert engine.fails(NAME, cleanup=run)["msg"].startswith("cleanup: it is not the id of a run")
    assert server.writes() == []


def test_the_secret_of_the_sandbox_is_shown_nowhere(server: Simulator, engine: Engine) -> None:
    server.behave(connectors_delete="forbidden")
    result = engine.perform(NAME, project=1).result
    (secret,) = {value for body in bodies(server) for key, value in (body.get("params") or {}).items() if key == "alm_pass"}
    assert secret not in json.dumps([result, engine.warnings])


def requests_before_the_first_write(server: Simulator, engine: Engine) -> int:
    """How many reads a run begins with."""
    engine.run(NAME, project=1)
    methods = [entry["method"] for entry in server.journal(clear=True)]
    return methods.index("POST")


@pytest.mark.parametrize("answered", [True, False])
def test_what_was_created_before_the_server_was_gone_is_told(answered: bool, server: Simulator, engine: Engine) -> None:
    reads = requests_before_the_first_write(server, engine)
    server.fault(kind="reset_after", times=1000, skip=reads + answered)
    failure = engine.fails(NAME, project=1)
    created = server.objects("connectors/alm")[-1]
    assert failure["run"] in created["name"]
    assert failure["changed"]
    assert f"it could not be checked whether objects of the run {failure['run']} are left" in failure["msg"]
    assert failure["left"] == ([{"endpoint": "connectors", "id": created["id"]}] if answered else [])


@pytest.mark.parametrize("path", ["/connectors/", "/connections/"])
def test_an_answer_with_the_id_of_another_object_leads_to_no_write_to_it(path: str, server: Simulator, engine: Engine) -> None:
    before = stored(server)
    server.fault(kind="status_after", status=201, json={"id": 1}, method="POST", path=path)
    result = engine.run(NAME, project=1)
    assert stored(server) == before
    assert 1 not in [each["id"] for each in result["removed"]]


@pytest.mark.parametrize("read", ["reset", "html"])
def test_a_deletion_is_looked_for_until_a_read_shows_it(read: str, server: Simulator, engine: Engine) -> None:
    before = stored(server)
    server.fault(kind="reset_after", method="DELETE", path="/connections/")
    server.fault(kind=read, method="GET", path=r"/connections/alm/2/$", skip=4)
    assert engine.run(NAME, project=1)["left"] == []
    assert stored(server) == before


def test_a_composite_request_of_reads_is_sent_again_where_its_answer_was_lost(server: Simulator, engine: Engine) -> None:
    server.behave(composite="present")
    server.fault(kind="reset_after", method="POST", path="/composite/", skip=1)
    assert engine.run(NAME, project=1, retries=1)["findings"]["composite_max"] == 50


def test_what_another_one_has_removed_is_gone(server: Simulator, engine: Engine) -> None:
    server.fault(kind="status_after", status=404, json={"detail": "Not found."}, method="DELETE", path="/connections/")
    assert engine.run(NAME, project=1)["left"] == []
