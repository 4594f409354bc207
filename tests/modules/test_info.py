# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading projects, plugins, connectors, connections and integrations, from servers of every kind."""

from __future__ import annotations

from typing import Any

import pytest

from tests.modules.behaviours import MIXED, READING
from tests.modules.conftest import Engine
from tests.modules.info import read
from tests.simulator.client import Simulator
from tests.simulator.systems import SYSTEMS

PROJECTS, PLUGINS, INTEGRATIONS = "sde_project_info", "sde_alm_plugin_info", "sde_integration_info"
CONNECTIONS, ANALYSIS_CONNECTIONS = "sde_alm_connection_info", "sde_analysis_connection_info"
#: Of the organisation: connection n has the connector (1, 1, 3, 2, 3, 4, 1, 5, 2)[n % 9] and the project n + n // 5.
GITHUB = [n for n in range(1, 46) if n % 9 in (2, 4)]

FILTERS: dict[str, list[tuple[dict[str, Any], list[int]]]] = {
    "sde_alm_connector_info": [
        ({}, [1, 2, 3, 4, 5]),
        ({"id": 3}, [3]),
        ({"id": 77}, []),
        ({"name": "GitHub"}, [3]),
        ({"name": "github"}, []),
        ({"system": "jira"}, [1, 2]),
        ({"system": "JIRA", "name": "Jira Cloud"}, [1]),
        ({"system": "rally"}, [4]),
        ({"system": "fortify"}, []),
    ],
    "sde_analysis_connector_info": [
        ({}, [1, 2]),
        ({"id": 2}, [2]),
        ({"name": "Veracode"}, [1]),
        ({"system": "whitehat"}, [2]),
        ({"system": "jira"}, []),
    ],
    CONNECTIONS: [
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
    ],
    ANALYSIS_CONNECTIONS: [
        ({}, [1, 2, 3, 4, 5, 6]),
        ({"id": 4}, [4]),
        ({"alias": "Veracode 5"}, [5]),
        ({"project": 14}, [2]),
        ({"connector": "WhiteHat"}, [2, 4, 6]),
        ({"system": "veracode", "frequency": "weekly"}, [1, 3, 5]),
        ({"frequency": "hourly"}, []),
        ({"application": "Instant Transfers"}, [2]),
    ],
    PROJECTS: [
        ({"id": 11}, [11]),
        ({"id": 23}, [23]),
        ({"id": 77}, []),
        ({"name": "Reporting"}, [3, 11]),
        ({"name": "reporting"}, []),
        ({"name": "Reporting", "application": "Instant Transfers"}, [11]),
        ({"application": 2}, list(range(9, 17))),
        ({"business_unit": "Payments"}, list(range(1, 25))),
        ({"business_unit": "Payments", "archived": True}, [23]),
        ({"business_unit": "Payments", "archived": False}, [n for n in range(1, 25) if n != 23]),
        ({"business_unit": 1, "application": "Web Shop"}, []),
        ({"archived": True}, [23, 58]),
    ],
}


def key_of(name: str) -> str:
    """The key of a result that has the objects of an info module."""
    return f"{name.rpartition('_info')[0].rpartition('_')[2]}s"


@pytest.mark.parametrize("behaviour", READING)
@pytest.mark.parametrize("name", FILTERS)
def test_filters(name: str, behaviour: str, simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation", **MIXED[behaviour])
    for filters, ids in FILTERS[name]:
        found = read(engine, simulator, name, key_of(name), **filters)
        assert sorted(each["id"] for each in found) == ids, filters
        assert all(isinstance(each.get(key, 0), int) for each in found for key in ("project", "connector"))
        assert all({"id", "name", "short_name"} <= set(each["system"]) for each in found if "system" in each)


def test_a_connector_is_told_without_its_secrets(simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation")
    (found,) = read(engine, simulator, "sde_alm_connector_info", "connectors", id=2)
    assert (found["name"], found["system"]["id"], found["inaccessible"]) == ("Jira Data Center", "jira", False)
    assert found["params"]["alm_context_root"] == "jira"
    assert found["params"]["alm_pass"] == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"


def test_a_project_is_told_with_its_application_and_business_unit(simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation")
    (found,) = read(engine, simulator, PROJECTS, "projects", id=11)
    told = ("name", "application", "application_name", "business_unit", "business_unit_name", "archived")
    assert [found[key] for key in told] == ["Reporting", 2, "Instant Transfers", 1, "Payments", False]
    assert len(read(engine, simulator, PROJECTS, "projects")) == 60


@pytest.mark.parametrize("module", [CONNECTIONS, ANALYSIS_CONNECTIONS])
@pytest.mark.parametrize("switches", [{}, {"all_jobs": "with_ldap"}, {"filters": "ignored", "paging": "forced", "page_size_default": 7}])
def test_last_jobs_come_from_their_list_where_the_server_includes_none(
    module: str, switches: dict[str, Any], simulator: Simulator, engine: Engine
) -> None:
    keys = ("id", "ready", "succeeded", "automatic", "last_run", "result_message")
    simulator.reset("organisation", **switches)
    for filters in ({}, {"id": 2}, {"id": 3}, {"frequency": "daily"}):
        simulator.behave(last_job="included")
        simulator.journal(clear=True)
        included = read(engine, simulator, module, "connections", include_last_job=True, **filters)
        assert not [entry for entry in simulator.journal() if "/jobs/" in entry["path"]]
        simulator.behave(last_job="ignored")
        found = read(engine, simulator, module, "connections", include_last_job=True, **filters)
        assert [{key: (each["last_job"] or {}).get(key) for key in keys} for each in found] == [
            {key: (each["last_job"] or {}).get(key) for key in keys} for each in included
        ]
        assert not any("connection" in (each["last_job"] or ()) for each in found)
    assert engine.warnings == []


@pytest.mark.parametrize(
    ("module", "count", "id", "succeeded", "message"),
    [(CONNECTIONS, 45, 2, False, "Connection to the server timed out"), (ANALYSIS_CONNECTIONS, 6, 2, False, "The scan has no results yet")],
)
def test_last_jobs(module: str, count: int, id: int, succeeded: bool, message: str, simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation")
    told = {each["id"]: each.get("last_job") for each in read(engine, simulator, module, "connections", include_last_job=True)}
    assert len(told) == count
    assert told[3] is None
    assert (told[id]["succeeded"], told[id]["result_message"]) == (succeeded, message)


def test_last_jobs_that_no_list_shows_are_a_warning(simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation", last_job="ignored")
    simulator.fault(kind="status", status=404, path="/jobs/", times=9)
    found = engine.run(CONNECTIONS, include_last_job=True)["connections"]
    assert not any("last_job" in each for each in found)
    assert ["include_last_job: SD Elements includes no jobs, and their list was not read" in text for text in engine.warnings] == [True]


@pytest.mark.parametrize("behaviour", [name for name in READING if "no_plugins" not in name])
def test_a_plugin_describes_the_params_of_a_system(behaviour: str, simulator: Simulator, engine: Engine) -> None:
    simulator.reset(**MIXED[behaviour])
    found = read(engine, simulator, PLUGINS, "plugins")
    assert {plugin["id"] for plugin in found} == {system.id for system in SYSTEMS if system.kind == "alm"}
    (jira,) = read(engine, simulator, PLUGINS, "plugins", id="jira")
    params = {param["name"]: param for param in jira["params"]}
    assert params["alm_server"]["names"] == ["alm_server", "issue_tracker_server"]
    assert params["jira_version"]["names"] == ["jira_version"]
    assert params["alm_server"]["required"] is True
    assert (params["alm_pass"]["secret"], params["alm_user"]["secret"]) == (True, False)
    assert params["jira_version"]["default"] == "5"
    assert (params["alm_project"]["scope"], params["alm_server"]["scope"]) == (["project"], ["system"])


@pytest.mark.parametrize(
    ("plugins", "id", "warning"),
    [
        ("present", "jirra", "system: this server has no system 'jirra'; did you mean 'jira'?"),
        ("present", "veracode", "system: this server has no system 'veracode'; it has "),
        ("absent", None, ""),
    ],
)
def test_a_plugin_that_is_not_there_is_a_warning(plugins: str, id: Any, warning: str, simulator: Simulator, engine: Engine) -> None:
    simulator.behave(plugins=plugins)
    assert read(engine, simulator, PLUGINS, "plugins", **({"id": id} if id else {})) == []
    assert [text.startswith(warning) for text in engine.warnings] == [True]


OF_ALL_KINDS: list[dict[str, Any]] = [
    {},
    {"project": 8},
    {"project": 7},
    {"application": "Instant Transfers"},
    {"alias": "GitHub service-04"},
    {"frequency": "weekly"},
    {"system": "github"},
    {"type": "Analysis Tool"},
    {"type": "ALM", "project": 14},
    {"project": 8, "include_params": True},
]


def told(integrations: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """What both sources know of integrations, in one order."""
    keys = ("type", "id", "project", "alias", "frequency", "command")
    return sorted((*(each.get(key) for key in keys), each["system"]["id"]) for each in integrations)


@pytest.mark.parametrize("behaviour", READING)
def test_both_sources_of_integrations_tell_the_same(behaviour: str, simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation", **MIXED[behaviour], integrations="present")
    own = [engine.run(INTEGRATIONS, **filters)["integrations"] for filters in OF_ALL_KINDS]
    assert engine.run(INTEGRATIONS)["source"] == "integrations"
    simulator.behave(integrations="absent")
    made = [engine.run(INTEGRATIONS, **filters)["integrations"] for filters in OF_ALL_KINDS]
    assert engine.run(INTEGRATIONS)["source"] == "connections"
    for filters, one, other in zip(OF_ALL_KINDS, own, made):
        assert one, filters
        assert told(one) == told(other), filters
        assert all(("params" in each) is filters.get("include_params", False) for each in (*one, *other)), filters


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"project": 8}, [("ALM", 7)]),
        ({"project": 7}, [("ALM", 6), ("Analysis Tool", 1)]),
        ({"type": "Analysis Tool"}, [("Analysis Tool", n) for n in range(1, 7)]),
        ({"alias": "nothing"}, []),
    ],
)
def test_filters_of_integrations(filters: dict[str, Any], found: list[tuple[str, int]], simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation")
    assert [(each["type"], each["id"]) for each in read(engine, simulator, INTEGRATIONS, "integrations", **filters)] == found
