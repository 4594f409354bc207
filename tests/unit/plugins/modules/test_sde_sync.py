# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starting syncs, and waiting for their end."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.simulator.client import Simulator
from tests.unit.behaviours import BEHAVIOURS, PASSWORD, READING
from tests.unit.conftest import Engine

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
    connected.behave(**BEHAVIOURS[behaviour])
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
    assert len(engine.clock.pauses) == 4
    assert all(0 < pause <= 2 for pause in engine.clock.pauses)


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
        ({"connection": 77}, ["connection: there is no connection 77"]),
        ({"alias": "Jira PAY"}, ["project: it is missing"]),
        ({"alias": "Jirra", "project": "Payments"}, ["alias: 'Jirra'", "0 connections", "'Payments'"]),
        ({"alias": "Jira PAY", "project": "Portal"}, ["'Portal' fits 2 projects"]),
        ({"connection": 1, "wait_timeout": -1}, ["wait_timeout: -1 is too small"]),
    ],
)
@pytest.mark.parametrize("check_mode", [True, False])
def test_bad_input(check_mode: bool, options: dict[str, Any], words: list[str], connected: Simulator, engine: Engine) -> None:
    failed = engine.fails(NAME, check_mode, **options)
    assert not [word for word in words if word not in failed["msg"]], failed["msg"]
    assert connected.writes() == []


def test_a_lost_answer_starts_nothing_twice(connected: Simulator, engine: Engine) -> None:
    connected.fault(kind="reset_after", method="POST", path="/jobs/")
    assert engine.run(NAME, connection=1, retries=2)["job"]["id"] == 1
    assert len(connected.objects("jobs/alm")) == 1


def test_a_server_that_refuses(connected: Simulator, engine: Engine) -> None:
    connected.behave(rights="read_only")
    failed = engine.fails(NAME, connection=1)
    assert "403" in failed["msg"]
    assert failed["changed"] is False
