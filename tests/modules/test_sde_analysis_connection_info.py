# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read connections to security tools."""

from __future__ import annotations

from typing import Any

import pytest

from tests.modules.behaviours import MIXED, READING
from tests.modules.conftest import Engine
from tests.modules.info import JOB_LISTS, assert_filters, assert_last_jobs_from_their_list, last_jobs
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
    assert_filters(engine, simulator, NAME, FILTERS)


@pytest.mark.parametrize("switches", JOB_LISTS)
def test_last_jobs_come_from_their_list_where_the_server_includes_none(
    switches: dict[str, Any], simulator: Simulator, engine: Engine
) -> None:
    simulator.reset("organisation", **switches)
    assert_last_jobs_from_their_list(engine, simulator, NAME)


def test_last_jobs(simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation")
    told = last_jobs(engine, simulator, NAME)
    assert len(told) == 6
    assert told[3] is None
    assert (told[2]["succeeded"], told[2]["result_message"]) == (False, "The scan has no results yet")
