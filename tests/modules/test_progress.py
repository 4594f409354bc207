# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which lines about long work a task shows, by what is done until then."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._engine.progress import Progress

from tests.modules.conftest import Engine
from tests.progress import SteppedProgress
from tests.simulator.client import Simulator


@pytest.fixture(name="progress")
def _progress(engine: Engine) -> SteppedProgress:
    """What the engine's tasks report."""
    engine.progress = progress = SteppedProgress()
    return progress


def connectors(*names: str) -> list[dict[str, Any]]:
    """Connectors to create."""
    params = {"alm_server": "jira.example.com", "alm_user": "bot"}
    return [{"name": name, "system": "jira", "params": params, "secret_params": {"alm_pass": "hunter-2345678"}} for name in names]


def test_a_task_reports_what_is_written_while_a_write_is_tried_again(
    progress: SteppedProgress, simulator: Simulator, engine: Engine
) -> None:
    simulator.fault(kind="status", status=503, method="POST", skip=1, headers={"Retry-After": "20"})
    engine.clock.at(20, progress.step)
    engine.run("sde_alm_connectors", config=connectors("A", "B", "C"), concurrency=1, retries=1)
    assert progress.lines == ["1 of 3 written"]


def test_a_task_reports_what_is_written_while_a_lost_answer_is_settled(
    progress: SteppedProgress, simulator: Simulator, engine: Engine
) -> None:
    simulator.fault(kind="status_late", status=504, method="POST", path="/connectors/")
    for moment in (5, 10):
        engine.clock.at(moment, progress.step)
    engine.clock.at(20, simulator.catch_up)
    engine.run("sde_alm_connector", **connectors("A")[0])
    assert progress.lines == ["0 of 1 written", "0 of 1 written"]


def test_a_task_reports_what_is_verified_while_reads_lag(progress: SteppedProgress, simulator: Simulator, engine: Engine) -> None:
    simulator.behave(read_lag=4)
    engine.clock.at(1, progress.step)
    engine.run("sde_alm_connectors", config=connectors("A", "B", "C", "D"), concurrency=1)
    assert progress.lines == ["0 of 4 verified"]


@pytest.mark.parametrize(("kind", "name"), [("alm", "connection"), ("analysis", "analysis connection")])
def test_a_sync_reports_which_connection_it_waits_for(
    kind: str, name: str, progress: SteppedProgress, simulator: Simulator, engine: Engine
) -> None:
    simulator.add("business-units", name="Retail")
    simulator.add("applications", name="Web", business_unit=1)
    simulator.add("projects", name="Payments", application=1)
    simulator.add(f"connectors/{kind}", name="Tool", system="jira" if kind == "alm" else "veracode", params={})
    simulator.add(f"connections/{kind}", alias="\x1b[2JText of the server", connector=1, project=1, params={})
    simulator.behave(sync_polls=40)
    for moment in range(5, 16, 5):
        engine.clock.at(moment, progress.step)
    engine.run("sde_sync", connection=1, kind=kind, wait=True, wait_interval=1)
    assert progress.lines == [f"waiting for {name} 1 ({seconds} s)" for seconds in (5, 10, 15)]


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_task_that_writes_nothing_has_nothing_to_report(
    check_mode: bool, simulator: Simulator, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []
    engine.progress = Progress(print)
    engine.run("sde_alm_connectors", config=connectors("A", "B"))
    monkeypatch.setattr(engine.progress, "of", started.append)
    engine.run("sde_alm_connectors", check_mode, config=connectors("A", "B"))
    assert started == []
