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
