# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read connections to issue trackers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.modules.behaviours import MIXED, READING
from tests.modules.conftest import Engine
from tests.modules.info import JOB_LISTS, assert_filters, assert_last_jobs_from_their_list, last_jobs
from tests.simulator.client import Simulator

NAME = "sde_alm_connection_info"


#: Of the organisation: connection n has the connector (1, 1, 3, 2, 3, 4, 1, 5, 2)[n % 9] and the project n + n // 5.
GITHUB = [n for n in range(1, 46) if n % 9 in (2, 4)]


FILTERS: list[tuple[dict[str, Any], list[int]]] = [
    ({"id": 7}, [7]),
    ({"alias": "GitHub service-04"}, [4]),
    ({"project": 8}, [7]),
    ({"project": "Card Processing Notifications"}, [6]),
    ({"project": 60}, []),
    ({"project": "Reporting", "application": "Card Processing"}, [3]),
    ({"application": "Instant Transfers"}, [8, 9, 10, 11, 12, 13, 14]),
    ({"system": "github"}, GITHUB),
    ({"connector": "GitHub"}, GITHUB),
    ({"connector": 3, "frequency": "manually"}, [n for n in GITHUB if n % 6 == 4]),
    ({"business_unit": "Payments", "system": "rally"}, [5, 14]),
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
    assert len(told) == 45
    assert told[3] is None
    assert (told[2]["succeeded"], told[2]["result_message"]) == (False, "Connection to the server timed out")


def test_last_jobs_that_no_list_shows_are_a_warning(simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation", last_job="ignored")
    simulator.fault(kind="status", status=404, path="/jobs/", times=9)
    found = engine.run(NAME, include_last_job=True)["connections"]
    assert not any("last_job" in each for each in found)
    assert ["include_last_job: SD Elements includes no jobs, and their list was not read" in text for text in engine.warnings] == [True]
