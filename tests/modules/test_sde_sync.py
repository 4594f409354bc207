# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starting syncs, and waiting for their end."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.modules.behaviours import MIXED, PASSWORD, READING
from tests.modules.conftest import Engine
from tests.pairwise import pairwise
from tests.simulator.client import Simulator

NAME = "sde_sync"


@pytest.fixture(name="connected")
def _connected(organised: Simulator) -> Simulator:
    organised.add("connections/alm", alias="Jira PAY", connector=1, project=1, params={"alm_project": "PAY"})
    organised.add("connectors/analysis", name="Veracode", system="veracode", params={"analysis_pass": PASSWORD})
    organised.add("connections/analysis", alias="Scan", connector=1, project=2, params={})
    return organised


@pytest.mark.parametrize("behaviour", READING)
@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ({"connection": 1}, "alm"),
        ({"alias": "Jira PAY", "project": "Payments"}, "alm"),
        ({"alias": "Scan", "project": "Portal", "application": "Web", "kind": "analysis"}, "analysis"),
    ],
)
def test_start(behaviour: str, options: dict[str, Any], kind: str, connected: Simulator, engine: Engine) -> None:
    connected.behave(**MIXED[behaviour])
    predicted = engine.run(NAME, True, **options)
    assert connected.writes() == []
    assert connected.objects(f"jobs/{kind}") == []
    real = engine.run(NAME, **options)
    (entry,) = [entry for entry in connected.writes() if entry["status"] == 201]
    assert entry["body"] == {"connection": 1, "automatic": False, "ready": False}
    assert real["commands"] == [{"method": "POST", "path": entry["path"], "body": entry["body"]}]
    assert (predicted["changed"], real["changed"]) == (True, True)
    assert predicted["commands"][0]["body"] == real["commands"][0]["body"]
    assert (real["job"]["id"], real["job"]["connection"], real["job"]["ready"]) == (1, 1, False)
    assert "id" not in predicted["job"]
    assert len(connected.objects(f"jobs/{kind}")) == 1
    assert PASSWORD not in json.dumps([predicted, real])


def test_each_run_starts_another(connected: Simulator, engine: Engine) -> None:
    assert engine.run(NAME, connection=1, wait=True, wait_interval=0)["changed"]
    assert engine.run(NAME, connection=1, wait=True, wait_interval=0)["changed"]
    assert len(connected.objects("jobs/alm")) == 2


def test_wait_for_the_end(connected: Simulator, engine: Engine) -> None:
    connected.behave(sync_polls=3)
    result = engine.run(NAME, connection=1, wait=True, wait_interval=2)
    assert result["job"]["succeeded"] is True
    assert engine.clock.pauses == [0.5, 1, 2, 2]


def test_a_job_that_fails(connected: Simulator, engine: Engine) -> None:
    connected.behave(sync_result=f"failure:login with {PASSWORD} refused", sync_polls=0)
    failed = engine.fails(NAME, connection=1, wait=True, wait_interval=0)
    assert failed["msg"].startswith("connection 1 ('Jira PAY'): job 1 failed: login with ")
    assert failed["msg"].endswith(" refused")
    assert PASSWORD not in json.dumps(failed)
    assert failed["changed"] is True
    assert failed["job"]["succeeded"] is False


def test_a_job_that_does_not_end(connected: Simulator, engine: Engine) -> None:
    connected.behave(sync_polls=1000)
    failed = engine.fails(NAME, connection=1, wait=True, wait_timeout=0)
    assert "job 1 has not ended after 0 s" in failed["msg"]
    assert failed["changed"] is True


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"connection": 77}, ["connection: there is no connection 77; ", "kind: analysis"]),
        ({"connection": 77, "kind": "analysis"}, ["connection: there is no analysis connection 77; ", "kind: alm"]),
        ({"alias": "Jira PAY"}, ["project: it is missing"]),
        ({"alias": "Jirra", "project": "Payments"}, ["alias: project 'Payments' has no connection 'Jirra'; did you mean 'Jira PAY'?"]),
        ({"alias": "Veracode", "project": "Payments"}, ["has no connection 'Veracode'; ", "kind: analysis"]),
        ({"alias": "Jira PAY", "project": "Portal"}, ["'Portal' matches 2 projects"]),
        ({"connection": 1, "wait_timeout": -1}, ["wait_timeout: -1 is out of range"]),
    ],
)
@pytest.mark.parametrize("check_mode", [True, False])
def test_bad_input(check_mode: bool, options: dict[str, Any], words: list[str], connected: Simulator, engine: Engine) -> None:
    failed = engine.fails(NAME, check_mode, **options)
    assert not [word for word in words if word not in failed["msg"]], failed["msg"]
    assert connected.writes() == []


LOST = {
    "reset": {"kind": "reset_after"},
    "504": {"kind": "status_after", "status": 504},
    "see other": {"kind": "status_after", "status": 303, "headers": {"Location": "/api/v2/jobs/alm/"}},
    "500": {"kind": "status_after", "status": 500},
    "page": {"kind": "status_after", "status": 201, "body": "<html><title>Signed out</title></html>"},
    "garbage": {"kind": "status_after", "status": 201, "body": "{"},
    "other JSON": {"kind": "status_after", "status": 201, "json": ["text"]},
    "no id": {"kind": "status_after", "status": 201, "json": {"detail": "Accepted."}},
    "no body": {"kind": "status_after", "status": 202},
}


@pytest.mark.parametrize(("lost", "wait", "lag", "retries"), pairwise(list(LOST), [False, True], [0, 3], [0, 2]))
def test_a_lost_answer_starts_nothing_twice(lost: str, wait: bool, lag: int, retries: int, connected: Simulator, engine: Engine) -> None:
    connected.add("connections/alm", alias="Other", connector=1, project=2, params={})
    connected.add("jobs/alm", connection=2, ready=False)  # of another connection
    connected.add("jobs/alm", connection=1, ready=True, succeeded=False)  # of yesterday
    connected.behave(read_lag=lag, filters="ignored" if lag else "honoured")
    connected.fault(**LOST[lost], method="POST", path="/jobs/")
    result = engine.run(NAME, connection=1, retries=retries, wait=wait)
    assert result["changed"] is True
    assert result["job"]["id"] == 3
    assert result["job"]["ready"] is wait
    assert len(connected.objects("jobs/alm")) == 3
    named = any("job 3 of the connection is taken for it" in text for text in engine.warnings)
    assert named is (lost in ("other JSON", "no id", "no body"))


def test_an_automatic_job_under_way_is_not_taken_for_a_sync_that_was_not_applied(connected: Simulator, engine: Engine) -> None:
    connected.add("jobs/alm", connection=1, automatic=True, ready=False)
    connected.fault(kind="status", status=504, method="POST", path="/jobs/")
    assert engine.run(NAME, connection=1, retries=1)["job"]["id"] == 2
    assert [job["automatic"] for job in connected.objects("jobs/alm")] == [True, False]


def test_an_automatic_job_of_yesterday_is_not_taken_for_a_sync_whose_answer_is_empty(connected: Simulator, engine: Engine) -> None:
    connected.add("jobs/alm", connection=1, automatic=True, ready=True, succeeded=True)
    connected.fault(kind="status", status=202, method="POST", path="/jobs/")
    failed = engine.fails(NAME, connection=1, wait=True)
    assert "its job was not found" in failed["msg"]
    assert failed["changed"]


def test_a_job_that_begins_200_s_after_its_504_is_found(connected: Simulator, engine: Engine) -> None:
    connected.fault(kind="status_late", status=504, method="POST", path="/jobs/")
    engine.clock.at(200, connected.catch_up)
    assert engine.run(NAME, connection=1, retries=4)["job"]["id"] == 1
    assert len(connected.objects("jobs/alm")) == 1


def test_a_job_that_never_begins_is_posted_once_more(connected: Simulator, engine: Engine) -> None:
    connected.fault(kind="status", status=504, method="POST", path="/jobs/")
    assert engine.run(NAME, connection=1, retries=4)["job"]["id"] == 1
    assert engine.clock.now() > 300
    connected.fault(kind="status", status=504, method="POST", path="/jobs/", times=9)
    connected.journal(clear=True)
    connected.change("jobs/alm", 1, ready=True)
    failed = engine.fails(NAME, connection=1, retries=4)
    assert "it is not known whether it was applied: reads did not show it within 300 s" in failed["msg"]
    assert failed["changed"] is True
    assert len(connected.writes()) == 2


@pytest.mark.parametrize("fault", [{"kind": "status", "status": 500}, {"kind": "html"}], ids=["500", "page"])
def test_a_sync_that_may_have_begun_and_ended_is_a_change(fault: dict[str, Any], connected: Simulator, engine: Engine) -> None:
    connected.fault(**fault, method="POST", path="/jobs/")
    failed = engine.fails(NAME, connection=1)
    assert failed["changed"] is True
    assert len(connected.writes()) == 1


UNREADABLE = [
    {"kind": "status", "status": 404},
    {"kind": "status", "status": 500},
    {"kind": "reset"},
    {"kind": "html"},
    {"kind": "not_json"},
    {"kind": "wrong_json", "json": None},
    {"kind": "wrong_json", "json": {"detail": "x"}},
    {"kind": "redirect", "location": "/login/"},
]


@pytest.mark.parametrize("fault", UNREADABLE, ids=lambda fault: "-".join(map(str, fault.values())))
@pytest.mark.parametrize("seen", [0, 1], ids=["never", "once"])
def test_a_sync_whose_job_cannot_be_read_is_a_change_with_what_is_known_of_it(
    fault: dict[str, Any], seen: int, connected: Simulator, engine: Engine
) -> None:
    connected.behave(sync_polls=9)
    connected.fault(**fault, method="GET", path="/jobs/", skip=seen, times=99)
    failed = engine.fails(NAME, connection=1, wait=True)
    assert failed["changed"] is True
    assert failed["job"]["id"] == 1
    assert failed["job"]["connection"] == 1
    assert [command["method"] for command in failed["commands"]] == ["POST"]
    assert PASSWORD not in json.dumps(failed)


def test_a_job_that_reads_do_not_show_yet_is_waited_for(connected: Simulator, engine: Engine) -> None:
    connected.behave(read_lag=4)
    assert engine.run(NAME, connection=1, wait=True)["job"]["succeeded"] is True


def test_an_accepted_sync_whose_job_is_never_shown_is_a_change(connected: Simulator, engine: Engine) -> None:
    connected.behave(read_lag=10**6, create_answer="empty")
    result = engine.run(NAME, connection=1)
    assert result["changed"] is True
    assert result["job"] == {"connection": 1, "automatic": False, "ready": False}
    assert any("its answer names no job and none was found" in text for text in engine.warnings)
    connected.behave(read_lag=10**6)
    failed = engine.fails(NAME, connection=1, wait=True)
    assert "its job was not found" in failed["msg"]
    assert failed["changed"] is True


def test_an_accepted_sync_that_has_ended_already_is_the_newest_job(connected: Simulator, engine: Engine) -> None:
    connected.add("jobs/alm", connection=1, ready=True, succeeded=False)
    connected.behave(create_answer="empty")
    engine.clock.at(1, lambda: connected.change("jobs/alm", 2, ready=True, succeeded=True))
    connected.fault(kind="wrong_json", json={"results": []}, method="GET", path="/jobs/", times=2)
    assert engine.run(NAME, connection=1, wait=True)["job"]["id"] == 2


@pytest.mark.parametrize(("ready", "succeeded", "fails"), [("true", "true", False), ("True", "False", True), (True, "false", True)])
def test_flags_as_text(ready: Any, succeeded: Any, fails: bool, connected: Simulator, engine: Engine) -> None:
    for job in ({"ready": "false"}, {"ready": ready, "succeeded": succeeded}):
        connected.fault(kind="wrong_json", json={"id": "1", "connection": "1", **job}, method="GET", path="/jobs/")
    (engine.fails if fails else engine.run)(NAME, connection=1, wait=True)


@pytest.mark.parametrize("kind", ["alm", "analysis"])
@pytest.mark.parametrize("check_mode", [True, False])
def test_a_connection_whose_connector_is_inaccessible_is_refused(check_mode: bool, kind: str, connected: Simulator, engine: Engine) -> None:
    connected.change(f"connectors/{kind}", 1, inaccessible=True)
    failed = engine.fails(NAME, check_mode, connection=1, kind=kind)
    assert "its connector is inaccessible, so that a manual sync is not available; leave it to the remote agent" in failed["msg"]
    assert failed["changed"] is False
    assert connected.writes() == []


@pytest.mark.parametrize("inaccessible", [True, False])
@pytest.mark.parametrize("check_mode", [True, False])
def test_a_connection_that_does_not_show_whether_it_is_accessible(
    check_mode: bool, inaccessible: bool, connected: Simulator, engine: Engine
) -> None:
    """Then its connector is read."""
    connected.change("connectors/alm", 1, inaccessible=inaccessible)
    shown = {"id": 1, "alias": "Jira PAY", "connector": 1, "project": 1}
    connected.fault(kind="wrong_json", json=shown, method="GET", path="/connections/alm/1/")
    if inaccessible:
        assert "its connector is inaccessible" in engine.fails(NAME, check_mode, connection=1)["msg"]
    else:
        assert engine.run(NAME, check_mode, connection=1)["changed"] is True
    assert len(connected.writes()) == (not inaccessible and not check_mode)


def test_nothing_more_is_asked_where_the_connection_shows_it(connected: Simulator, engine: Engine) -> None:
    engine.run(NAME, connection=1)
    assert not [entry for entry in connected.journal() if "/connectors/" in entry["path"]]


@pytest.mark.parametrize("status", ["400", "403"])
def test_a_server_that_refuses_an_inaccessible_connector_itself(status: str, connected: Simulator, engine: Engine) -> None:
    """Where neither the connection nor the connector shows it."""
    connected.change("connectors/alm", 1, inaccessible=True)
    connected.behave(inaccessible_sync=status)
    connected.fault(kind="wrong_json", json={"id": 1, "alias": "Jira PAY", "connector": 1}, method="GET", path="/connections/alm/1/")
    connected.fault(kind="status", status=403, method="GET", path="/connectors/alm/1/")
    failed = engine.fails(NAME, connection=1)
    assert f"answered {status}" in failed["msg"]
    assert "synchronised by the remote agent only" in failed["msg"]
    assert failed["msg"].endswith(
        "if its connector is inaccessible, a manual sync is not available: leave it to the remote agent, which syncs it on its own schedule"
    )
    assert failed["changed"] is False


def test_a_wait_lasts_an_hour(connected: Simulator, engine: Engine) -> None:
    connected.behave(sync_polls=10**6)
    failed = engine.fails(NAME, connection=1, wait=True, wait_interval=60)
    assert "has not ended after 3600 s" in failed["msg"]
    assert failed["changed"] is True
    assert 3600 <= engine.clock.now() < 3700


@pytest.mark.parametrize("kind", ["alm", "analysis"])
def test_a_sync_that_goes_well_asks_for_nothing_more(kind: str, connected: Simulator, engine: Engine) -> None:
    engine.run(NAME, connection=1, kind=kind, wait=True)
    methods = [entry["method"] for entry in connected.journal()]
    assert methods[methods.index("POST") :] == ["POST", "GET", "GET"]


def test_a_server_that_refuses(connected: Simulator, engine: Engine) -> None:
    connected.behave(rights="read_only")
    failed = engine.fails(NAME, connection=1)
    assert "403" in failed["msg"]
    assert failed["changed"] is False
