# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Work that takes long, inside Ansible's worker: what is shown meanwhile, and what an interruption leaves.

The simulator holds requests until a test has read the line that it waits for, and the signal of the task keyword C(timeout) comes as a
request or a pause begins, so no test depends on the time that anything takes.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.playbook import SECONDS, Playbook, task
from tests.simulator.client import Simulator


@pytest.fixture(autouse=True)
def _impatient(environment: dict[str, str]) -> None:
    environment["ANSIBLE_CALLBACKS_ENABLED"] = "jsonlines,impatient"


@pytest.fixture(name="eight")
def _eight(simulator: Simulator) -> list[dict[str, Any]]:
    """Eight connections to create."""
    simulator.add("business-units", name="Retail")
    simulator.add("applications", name="Web", business_unit=1)
    simulator.add_many("projects", [{"name": f"Project {number}", "application": 1} for number in range(8)])
    simulator.add("connectors/alm", name="Jira", system="jira", params={"alm_server": "jira.example.com"})
    return [{"project": f"Project {number}", "connector": "Jira", "alias": "Jira", "params": {"alm_project": "P"}} for number in range(8)]


class Watch:
    """Releases the requests that the simulator holds once a line with some text is shown."""

    def __init__(self, simulator: Simulator, text: str) -> None:
        self.simulator, self.text = simulator, text
        self.lines: list[str] = []

    def __call__(self, line: str) -> None:
        self.lines.append(line.rstrip())
        if self.text in line:
            self.simulator.release()


@pytest.mark.parametrize("strategy", [pytest.param("linear", marks=pytest.mark.every_core), "free"])
def test_a_task_that_writes_for_long_shows_how_much_is_written(
    strategy: str, eight: list[dict[str, Any]], simulator: Simulator, playbook: Playbook
) -> None:
    simulator.fault(kind="hold", method="POST", skip=3, times=9)
    watch = Watch(simulator, "3 of 8 written")
    write = task("write", "sde_alm_connections", {"config": eight, "concurrency": 2})
    run = playbook([write], watch=watch, strategy=strategy)
    assert run["write"]["changed"] is True
    assert "sde_alm_connections: 3 of 8 written" in watch.lines
    assert len(simulator.objects("connections/alm")) == 8


def test_a_sync_that_is_waited_for_names_its_connection(eight: list[dict[str, Any]], simulator: Simulator, playbook: Playbook) -> None:
    simulator.add("connections/alm", alias="Jira", connector=1, project=1, params={"alm_project": "P"})
    simulator.fault(kind="hold", method="GET", path="/jobs/")
    watch = Watch(simulator, "sde_sync: waiting for connection 1 (")
    run = playbook([task("sync", "sde_sync", {"connection": 1, "wait": True, "wait_interval": 0})], watch=watch)
    assert run["sync"]["job"]["ready"] is True


@pytest.mark.parametrize("concurrency", [1, pytest.param(2, marks=pytest.mark.every_core)])
def test_the_task_keyword_timeout_ends_with_the_writes_under_way(
    concurrency: int, eight: list[dict[str, Any]], simulator: Simulator, playbook: Playbook
) -> None:
    simulator.fault(kind="hold", method="POST", times=9)
    playbook.environment["INTERRUPT_AT"] = f"POST {concurrency}"
    write = task("write", "sde_alm_connections", {"config": eight, "concurrency": concurrency}, timeout=SECONDS)
    run = playbook([write], watch=Watch(simulator, "interrupted"))
    assert run.code == 2
    assert [entry["status"] for entry in simulator.writes()] == [201] * concurrency


def test_the_task_keyword_timeout_ends_pauses_between_retries(
    eight: list[dict[str, Any]], simulator: Simulator, playbook: Playbook
) -> None:
    simulator.fault(kind="status", status=429, headers={"Retry-After": "60"}, method="POST", times=99)
    playbook.environment["INTERRUPT_AT"] = "pause 1"
    write = task("write", "sde_alm_connections", {"config": eight, "concurrency": 2, "retries": 9}, timeout=SECONDS)
    run = playbook([write])
    assert run.code == 2
    assert len(simulator.writes()) in (1, 2)  # the pause that the first one is asked for holds back the other, unless that is under way


def test_the_task_keyword_timeout_ends_the_reading_of_several_lists(
    eight: list[dict[str, Any]], simulator: Simulator, playbook: Playbook
) -> None:
    simulator.behave(path_word="issue-tracker")
    simulator.fault(kind="hold", method="GET", times=99)
    playbook.environment["INTERRUPT_AT"] = "GET 2"
    read = task("read", "sde_alm_connections", {"config": eight, "page_size": 1}, timeout=SECONDS)
    run = playbook([read], watch=Watch(simulator, "interrupted"))
    assert run.code == 2
    assert [entry["status"] for entry in simulator.journal()] == [200, 200]
