# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook doctor, run by its name."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.playbook import Playbook, Run
from tests.simulator.client import Simulator
from tests.simulator.profiles import GENERATIONS

Doctor = Callable[..., Run]


@pytest.fixture(name="doctor")
def _doctor(simulator: Simulator, playbook: Playbook, tmp_path: Path) -> Doctor:
    """Run it from a folder of the user's, with nothing but the connection."""
    folder = tmp_path / "work"
    folder.mkdir()

    def run(*flags: str, url: str = simulator.url) -> Run:
        playbook.environment.update(SDE_URL=url, SDE_TOKEN=simulator.token, PWD="/elsewhere")
        return playbook.start("sdelements.integrations.doctor", *flags, cwd=folder)

    return run


def lines(done: Run) -> list[str]:
    """The page, as it was printed."""
    printed = done.output
    begin = printed.index('"SD Elements server check-up"')
    shown: list[str] = json.loads("[" + printed[begin : printed.index("]\n}", begin)] + "]")
    return shown


@pytest.mark.parametrize("flags", [(), ("--check",)])
def test_the_page_and_the_profile(flags: tuple[str, ...], doctor: Doctor, simulator: Simulator, tmp_path: Path) -> None:
    simulator.reset("organisation", **GENERATIONS["today"])
    done = doctor(*flags, "-e", "doctor_dest=profile.json")
    assert done.code == 0, done.output
    page = lines(done)
    assert "  [ok] connectors, connections, tests, jobs, plugins: issue-tracker" in page
    assert max(map(len, page)) < 160
    assert simulator.writes() == []
    path = tmp_path / "work" / "profile.json"
    assert path.exists() is (not flags)
    if not flags:
        profile: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        assert (profile["format"], profile["version"]) == ("sdelements.integrations server profile", 1)
        with Simulator.start(profile=path, seed="organisation") as imitated:
            again = doctor("-e", "doctor_dest=again.json", url=imitated.url)
            assert again.code == 0, again.output
            assert json.loads(path.with_name("again.json").read_text(encoding="utf-8")) == profile


def test_the_sandbox_that_left_something_fails_below_the_page(doctor: Doctor, simulator: Simulator) -> None:
    simulator.reset("organisation", connectors_delete="forbidden")
    done = doctor("-e", "doctor_sandbox=1")
    assert done.code != 0
    page = lines(done)
    (left,) = [line for line in page if ": left " in line]
    assert "left connector 6, connector 7; remove them in SD Elements" in left
    assert "  [fix] the user may not delete connectors; give the user Edit Issue Tracker connections (Global Roles, Integration)" in page
    assert "2 objects could not be removed (connector 6, connector 7)" in done.output
    run = left.partition("doctor_sandbox_cleanup=")[2]
    simulator.behave(connectors_delete="allowed")
    cleaned = doctor("-e", f"doctor_sandbox_cleanup={run}")
    assert cleaned.code == 0, cleaned.output
    assert len(simulator.objects("connectors/alm")) == 5


def test_it_fails_only_for_what_stops_the_collection_from_working(doctor: Doctor, simulator: Simulator) -> None:
    simulator.reset("organisation", rights="read_only", params_visible="null", filters="ignored")
    done = doctor()
    assert done.code == 0
    assert len([line for line in lines(done) if line.startswith("  [fix]")]) == 2
    simulator.fault(kind="status", status=401, json={"detail": "Invalid token."}, times=10)
    refused = doctor()
    assert refused.code != 0
    assert "check sde_token" in refused.output
