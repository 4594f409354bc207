# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading connections, from servers of every kind."""

from __future__ import annotations

from typing import Any

import pytest

from tests.modules.behaviours import MIXED, READING
from tests.modules.conftest import Engine
from tests.modules.info import read
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
    ({"application": "Instant Transfers"}, [8, 9, 10, 11, 12, 13, 14]),
    ({"system": "github"}, GITHUB),
    ({"connector": "GitHub"}, GITHUB),
    ({"connector": 3, "frequency": "manually"}, [n for n in GITHUB if n % 6 == 4]),
    ({"business_unit": "Payments", "system": "rally"}, [5, 14]),
]


@pytest.mark.parametrize("behaviour", READING)
def test_filters(behaviour: str, simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation", **MIXED[behaviour])
    for filters, ids in FILTERS:
        found = read(engine, simulator, NAME, "connections", **filters)
        assert sorted(each["id"] for each in found) == ids, filters
        assert all(isinstance(each["project"], int) and isinstance(each["connector"], int) for each in found)


def test_all_of_them_and_their_last_jobs(simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation")
    assert len(read(engine, simulator, NAME, "connections")) == 45
    found = read(engine, simulator, NAME, "connections", include_last_job=True)
    assert len(found) == 45
    told = {each["id"]: each.get("last_job") for each in found}
    assert told[3] is None
    assert told[2]["succeeded"] is False
    assert told[2]["result_message"]


@pytest.mark.parametrize("module", [NAME, "sde_analysis_connection_info"])
@pytest.mark.parametrize("switches", [{}, {"all_jobs": "with_ldap"}, {"filters": "ignored", "paging": "forced", "page_size_default": 7}])
def test_last_jobs_come_from_their_list_where_the_server_includes_none(
    module: str, switches: dict[str, Any], simulator: Simulator, engine: Engine
) -> None:
    keys = ("id", "ready", "succeeded", "automatic", "last_run", "result_message")
    simulator.reset("organisation", **switches)
    for filters in ({}, {"id": 2}, {"id": 3}, {"frequency": "daily"}):
        simulator.behave(last_job="included")
        included = read(engine, simulator, module, "connections", include_last_job=True, **filters)
        simulator.behave(last_job="ignored")
        found = read(engine, simulator, module, "connections", include_last_job=True, **filters)
        assert [{key: (each["last_job"] or {}).get(key) for key in keys} for each in found] == [
            {key: (each["last_job"] or {}).get(key) for key in keys} for each in included
        ]
        assert not any("connection" in (each["last_job"] or ()) for each in found)
    assert engine.warnings == []


def test_last_jobs_that_no_list_shows_are_a_warning(simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation", last_job="ignored")
    simulator.fault(kind="status", status=404, path="/jobs/", times=9)
    found = engine.run(NAME, include_last_job=True)["connections"]
    assert not any("last_job" in each for each in found)
    assert ["include_last_job: SD Elements includes no jobs, and their list was not read" in text for text in engine.warnings] == [True]


def test_a_list_of_jobs_is_not_read_where_the_server_includes_the_last_one(simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation")
    engine.run(NAME, include_last_job=True)
    assert not [entry for entry in simulator.journal() if "/jobs/" in entry["path"]]


def test_a_name_of_several_projects(simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation")
    assert "'Reporting' matches 2 projects: 3 (application" in engine.fails(NAME, project="Reporting")["msg"]
    assert [
        each["project"] for each in read(engine, simulator, NAME, "connections", project="Reporting", application="Card Processing")
    ] == [3]


def test_an_unknown_connector(engine: Engine) -> None:
    assert "'Nowhere' was not found" in engine.fails(NAME, connector="Nowhere")["msg"]
