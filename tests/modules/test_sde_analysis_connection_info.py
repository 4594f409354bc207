# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading analysis connections."""

from __future__ import annotations

from typing import Any

import pytest

from tests.modules.behaviours import MIXED, READING
from tests.modules.conftest import Engine
from tests.modules.info import read
from tests.simulator.client import Simulator

NAME = "sde_analysis_connection_info"


FILTERS: list[tuple[dict[str, Any], list[int]]] = [
    ({}, [1, 2, 3, 4, 5, 6]),
    ({"id": 4}, [4]),
    ({"alias": "Veracode 5"}, [5]),
    ({"project": 14}, [2]),
    ({"connector": "WhiteHat"}, [2, 4, 6]),
    ({"system": "veracode", "frequency": "weekly"}, [1, 3, 5]),
    ({"frequency": "hourly"}, []),
    ({"application": "Instant Transfers"}, [2]),
]


@pytest.mark.parametrize("behaviour", READING)
def test_filters(behaviour: str, simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation", **MIXED[behaviour])
    for filters, ids in FILTERS:
        found = read(engine, simulator, NAME, "connections", **filters)
        assert sorted(each["id"] for each in found) == ids, filters


def test_last_jobs(simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation")
    found = {each["id"]: each.get("last_job") for each in read(engine, simulator, NAME, "connections", include_last_job=True)}
    assert found[1]["succeeded"] is True
    assert found[2]["result_message"] == "The scan has no results yet"
    assert found[3] is None
