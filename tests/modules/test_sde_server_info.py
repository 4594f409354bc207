# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding out how a server behaves, by reads alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.plugin_utils._doctor import merged, profile

from tests.modules.conftest import Engine
from tests.modules.doctor_switches import CASES, TABLE, Case, Server
from tests.simulator.behaviour import BY_NAME
from tests.simulator.client import Simulator
from tests.simulator.profiles import GENERATIONS, switches

NAME = "sde_server_info"
SANDBOX = "sde_server_sandbox"

#: Stored, and in no profile.
PRIVATE = ("Ledger-7c1e", "Tracker-7c1e", "Hidden-7c1e", "alias-7c1e", "invented-Passw0rd-7c1e", "integrations@example.com")

SIX: dict[str, dict[str, Any]] = {
    "today": GENERATIONS["today"],
    "2018": {},
    "put only": {"connectors_update": "put", "connections_update": "put"},
    "masked": {"secrets": "masked_tail"},
    "no composite": {**GENERATIONS["today"], "composite": "absent"},
    "read only": {**GENERATIONS["today"], "rights": "read_only"},
}


EXAMINED: dict[Server, dict[str, Any]] = {}


def furnish(simulator: Simulator, behaviour: Mapping[str, Any]) -> None:
    """A server with one of everything that reads show, as the switches let it be."""
    simulator.reset("empty", **behaviour)
    simulator.add("business-units", name="Unit-7c1e")
    simulator.add("applications", name="Application-7c1e", business_unit=1)
    names = ["Ledger-7c1e", "Ledger-7c1e" if behaviour.get("project_names") == "free" else "Portal-7c1e"]
    simulator.add_many("projects", [{"name": name, "application": 1} for name in names])
    simulator.add("projects", name="Old-7c1e", application=1, archived=True)
    data = {"alm_status_mapping": {"Done": "DONE"}} if behaviour.get("data_params", "absent") != "absent" else {}
    params = {"alm_server": "jira.example.com", "alm_user": "bot", "alm_pass": PRIVATE[4], **data}
    simulator.add("connectors/alm", name="Tracker-7c1e", system="jira", params=params)
    simulator.add("connectors/alm", name="Hidden-7c1e", system="jira", params=params, inaccessible=True)
    frequency = "manually" if behaviour.get("advanced_alm") == "false" else "daily"
    simulator.add_many(
        "connections/alm",
        [
            {"alias": f"alias-7c1e {n}", "connector": 1, "project": n, "frequency": frequency, "params": {"alm_project": "LED"}}
            for n in (1, 2, 3)
        ],
    )
    simulator.add("jobs/alm", connection=1, ready=True, succeeded=True, last_run="2026-01-02T03:04:05Z")
    simulator.add("connectors/analysis", name="Scanner-7c1e", system="veracode", params={"analysis_server": "scan.example.com"})
    simulator.add("connections/analysis", alias="alias-7c1e", connector=1, project=1, params={})
    simulator.journal(clear=True)


def examined(simulator: Simulator, engine: Engine, server: Server) -> dict[str, Any]:
    """What is found out of a server: each one is examined once."""
    if server not in EXAMINED:
        furnish(simulator, server.behaviour)
        found = engine.run(NAME)["server"]
        assert simulator.writes() == []
        EXAMINED[server] = merged(found, engine.perform(SANDBOX, project=1).result) if server.tried else found
    return EXAMINED[server]


def test_every_switch_has_a_row() -> None:
    assert sorted(TABLE) == sorted(BY_NAME)


@pytest.mark.parametrize("case", CASES, ids=[f"{case.switch.name}={case.value}" for case in CASES])
def test_the_doctor_names_the_position_of_every_switch(case: Case, simulator: Simulator, engine: Engine) -> None:
    row, value = case.row, case.value
    if (case.switch.name, value) == ("maintenance", "true"):
        furnish(simulator, case.server.behaviour)
        assert "503" in engine.fails(NAME)["msg"]
        return
    found = examined(simulator, engine, case.server)
    if value in row.open or row.open == ("*",):
        assert row.question in found["unknown"]
    else:
        assert row.view(found) == row.says.get(value, value)


@pytest.mark.parametrize("name", SIX)
def test_a_server_with_a_profile_has_the_same_profile(name: str, simulator: Simulator, engine: Engine) -> None:
    furnish(simulator, SIX[name])
    first = profile(engine.run(NAME)["server"])
    imitated, _ignored = switches(json.loads(json.dumps(first)))
    furnish(simulator, imitated)
    assert profile(engine.run(NAME)["server"]) == first
    assert first["format"] == "sdelements.integrations server profile"
    assert first["version"] == 1


@pytest.mark.parametrize("name", SIX)
def test_it_reads_only_and_shows_no_name_and_no_secret(name: str, simulator: Simulator, engine: Engine) -> None:
    furnish(simulator, SIX[name])
    real, checked = engine.run(NAME), engine.run(NAME, True)
    assert real == checked
    assert real["changed"] is False
    assert {entry["method"] for entry in simulator.journal()} == {"GET", "OPTIONS"}
    assert [text for text in PRIVATE[:5] if text in json.dumps(real)] == []
    assert [text for text in (*PRIVATE, simulator.url) if text in json.dumps(profile(real["server"]))] == []


def test_an_empty_server_leaves_its_questions_open(simulator: Simulator, engine: Engine) -> None:
    server = engine.run(NAME)["server"]
    assert server["secrets"] == {"accessible": "unknown", "inaccessible": "unknown"}
    assert {"secrets.accessible", "secrets.inaccessible", "filters", "echo", "archived"} <= set(server["unknown"])
    assert "DELETE" in server["endpoints"]["connectors"]["methods"]
    assert server["param_prefix"] == "alm"
    assert "page_size_default" not in server["unknown"]
    simulator.behave(paging="forced")
    assert "page_size_default" in engine.run(NAME)["server"]["unknown"]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"kind": "status", "status": 401, "json": {"detail": "Invalid token."}}, "401"),
        ({"kind": "reset"}, "the connection was lost"),
        ({"kind": "status", "status": 502}, "502"),
    ],
)
def test_what_stops_the_collection_from_working_fails(fault: dict[str, Any], words: str, simulator: Simulator, engine: Engine) -> None:
    simulator.fault(times=1000, **fault)
    assert words in engine.fails(NAME)["msg"]


@pytest.mark.parametrize("fault", [{"kind": "html", "status": 200}, {"kind": "status", "status": 403}, {"kind": "status", "status": 404}])
def test_a_server_without_the_lists_fails(fault: dict[str, Any], simulator: Simulator, engine: Engine) -> None:
    simulator.fault(times=1000, path="(connectors|connections|projects)/", **fault)
    assert "has neither a list of connectors" in engine.fails(NAME)["msg"]


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 500},
        {"kind": "html", "status": 200},
        {"kind": "wrong_json", "json": {"results": [None, 7, {"id": [], "params": [], "system": 3}]}},
        {"kind": "wrong_json", "json": [{"params": {"alm_pass": {"x": 1}}, "last_job": 7, "connection": "x"}]},
        {"kind": "redirect", "location": "https://elsewhere.example.com/login"},
        {"kind": "truncate"},
    ],
)
@pytest.mark.parametrize("path", ["plugins/", "connections/"])
def test_a_part_that_fails_is_a_finding(fault: dict[str, Any], path: str, simulator: Simulator, engine: Engine) -> None:
    furnish(simulator, GENERATIONS["today"])
    simulator.fault(times=1000, path=path, **fault)
    assert engine.run(NAME)["server"]["endpoints"]["projects"]["methods"]


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 403},
        {"kind": "status", "status": 404},
        {"kind": "html", "status": 200},
        {"kind": "wrong_json", "json": {"id": "x", "email": ["y"]}},
        {"kind": "redirect", "location": "/login/"},
    ],
)
def test_a_user_that_is_not_shown_is_a_finding(fault: dict[str, Any], simulator: Simulator, engine: Engine) -> None:
    simulator.fault(path="users/me/", **fault)
    assert engine.run(NAME)["server"]["user"] is None
