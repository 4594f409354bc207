# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which lines about long work a user sees, by the time that it takes and by what is done until then."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._engine.progress import Progress
from ansible_collections.sdelements.integrations.plugins.plugin_utils._action import SdeAction

from tests.modules.conftest import Engine
from tests.progress import SteppedProgress
from tests.simulator.client import Simulator


def lines_of(takes: float, a_second: float) -> list[str]:
    """The lines about work that takes so many seconds, and writes so many objects in each."""
    now = 0.0
    over = threading.Event()
    lines: list[str] = []

    def comes(ended: threading.Event, seconds: float) -> bool:
        nonlocal now
        now += seconds
        if now < takes:
            return False
        over.set()
        return ended.wait()

    with Progress(lines.append, comes).of(lambda seconds: f"{int(now * a_second)} of 1000 written ({seconds} s)"):
        over.wait()
    return lines


@pytest.mark.parametrize(
    ("takes", "a_second", "lines"),
    [
        (0, 0, []),
        (4.9, 40, []),
        (5, 40, []),
        (5.1, 40, ["200 of 1000 written (5 s)"]),
        (12, 0, ["0 of 1000 written (5 s)", "0 of 1000 written (10 s)"]),
        (24, 41.3, [f"{done} of 1000 written ({seconds} s)" for done, seconds in ((206, 5), (413, 10), (619, 15), (826, 20))]),
        (301, 1, [f"{seconds} of 1000 written ({seconds} s)" for seconds in range(5, 301, 5)]),
    ],
)
def test_a_line_every_5_seconds_and_none_below(takes: float, a_second: float, lines: list[str]) -> None:
    assert lines_of(takes, a_second) == lines


def test_a_process_that_can_show_nothing_starts_no_thread() -> None:
    before = threading.active_count()
    with Progress().of(str):
        assert threading.active_count() == before


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt])
def test_reporting_ends_with_its_work_however_that_ends(failure: type[BaseException]) -> None:
    before = threading.active_count()
    with pytest.raises(failure), Progress(print).of(str):
        raise failure
    assert threading.active_count() == before


@pytest.mark.parametrize(
    ("action", "hosts", "line"),
    [
        ("sdelements.integrations.sde_sync", ["sde-europe"], "sde_sync: 1 of 2 written"),
        ("sde_sync", None, "sde_sync: 1 of 2 written"),
        ("sdelements.integrations.sde_sync", ["sde-europe", "sde-america"], "[sde-europe] sde_sync: 1 of 2 written"),
    ],
)
def test_a_line_names_the_module_and_among_several_hosts_its_own(action: str, hosts: Any, line: str) -> None:
    shown: list[tuple[str, bool]] = []
    display = SimpleNamespace(display=lambda text, stderr: shown.append((text, stderr)))
    plugin: Any = SimpleNamespace(_task=SimpleNamespace(action=action), _display=display)
    SdeAction._report_to(plugin, {"inventory_hostname": "sde-europe", "ansible_play_hosts_all": hosts})("1 of 2 written")
    assert shown == [(line, True)]


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
