# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that are written with composite requests."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.client import Simulator
from tests.unit.conftest import Engine

NAME = "sde_alm_connections"


def connections(count: int, **more: Any) -> list[dict[str, Any]]:
    """Entries for connections of one project."""
    return [
        {"project": 1, "connector": "Jira", "alias": f"Jira {number:03}", "params": {"alm_project": f"P{number}"}, **more}
        for number in range(count)
    ]


@pytest.fixture(name="server")
def _server(organised: Simulator) -> Simulator:
    organised.behave(composite="present")
    return organised


def paths(server: Simulator) -> list[str]:
    """Method and last part of the path of each write."""
    return [f"{entry['method']} {entry['path'].rstrip('/').rpartition('/')[2]}" for entry in server.writes()]


def aliases(server: Simulator) -> list[str]:
    return sorted(row["alias"] for row in server.objects("connections/alm"))


def test_five_hundred_creates_take_twelve_write_requests(server: Simulator, engine: Engine) -> None:
    result = engine.run(NAME, config=connections(500), atomic="auto")
    assert [len(entry["body"]["composite_request"]) for entry in server.writes()] == [10, 20, 40, *[50] * 8, 30]
    assert result["batches"] == 12
    assert len(result["commands"]) == 500
    assert len(aliases(server)) == 500
