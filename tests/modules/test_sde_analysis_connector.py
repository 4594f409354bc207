# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A connector to a security tool."""

from __future__ import annotations

from typing import Any

import pytest

from tests.modules.behaviours import MIXED, NEW_PASSWORD, PASSWORD
from tests.modules.conftest import Engine, Life
from tests.modules.lives import assert_life_of_one
from tests.simulator.client import Simulator

CONNECTOR = "sde_analysis_connector"


TOOL: dict[str, Any] = {
    "name": "Checkmarx",
    "system": "checkmarx",
    "params": {"analysis_server": "checkmarx.example.com", "analysis_user": "bot"},
    "secret_params": {"analysis_pass": PASSWORD},
}


STORED = {"analysis_server": "checkmarx.example.com", "analysis_user": "bot", "analysis_pass": PASSWORD}


SHOWN = {"analysis_connectors_write": "allowed", "analysis_connector_params": "shown"}


OMITTED = {"analysis_connectors_write": "allowed"}


def stored(simulator: Simulator) -> dict[str, Any]:
    """The one connector as it is stored."""
    (connector,) = simulator.objects("connectors/analysis")
    return connector


@pytest.mark.parametrize("behaviour", MIXED)
def test_life(behaviour: str, furnished: Simulator, life: Life) -> None:
    assert_life_of_one("sde_analysis_connector", behaviour, furnished, life)


@pytest.mark.parametrize("replaces", ["merge", "replace"])
def test_the_life_of_one_whose_params_nobody_sees(replaces: str, simulator: Simulator, life: Life, engine: Engine) -> None:
    simulator.reset(**OMITTED, patch_params=replaces)
    created = life.step(CONNECTOR, **TOOL)
    assert "params" not in created["connector"]
    assert stored(simulator)["params"] == STORED

    assert not engine.run(CONNECTOR, **{**TOOL, "params": {"analysis_server": "checkmarx.example.org"}})["changed"]
    assert engine.warnings == [
        "SD Elements does not show the params of analysis connector 'Checkmarx', so a changed one is not noticed; to send them, set "
        "update_secrets to always"
    ]
    life.step(CONNECTOR, name="Scanner", previous_names=["Checkmarx"])
    assert (stored(simulator)["name"], stored(simulator)["params"]) == ("Scanner", STORED)
    assert engine.warnings == []

    moved = {**TOOL, "name": "Scanner", "params": {**TOOL["params"], "analysis_server": "checkmarx.example.org"}, "inaccessible": True}
    life.step(CONNECTOR, **moved)
    assert stored(simulator)["params"] == {**STORED, "analysis_server": "checkmarx.example.org"}
    assert stored(simulator)["inaccessible"] is True
    life.step(CONNECTOR, name="Scanner", state="absent")
    assert simulator.objects("connectors/analysis") == []


def test_params_that_nobody_sees_are_sent_where_the_task_says_so(simulator: Simulator, engine: Engine) -> None:
    simulator.reset(**OMITTED)
    engine.run(CONNECTOR, **TOOL)
    rotated = {**TOOL, "secret_params": {"analysis_pass": NEW_PASSWORD}, "update_secrets": "always"}
    predicted = engine.run(CONNECTOR, True, **rotated)
    result = engine.run(CONNECTOR, **rotated)
    assert (predicted["commands"], predicted["diff"]) == (result["commands"], result["diff"])
    assert result["changed"]
    assert stored(simulator)["params"] == {**STORED, "analysis_pass": NEW_PASSWORD}
    assert any("whether SD Elements keeps params that the task does not give cannot be checked" in text for text in engine.warnings)
    assert engine.run(CONNECTOR, **rotated)["changed"]
    assert not engine.run(CONNECTOR, **{**rotated, "update_secrets": "on_create", "params": {"analysis_user": "other"}})["changed"]
    assert engine.warnings == []


def test_a_put_that_would_remove_params_that_nobody_sees_is_refused(simulator: Simulator, engine: Engine) -> None:
    simulator.reset(**OMITTED, connectors_update="put")
    engine.run(CONNECTOR, **TOOL)
    for check_mode in (True, False):
        failed = engine.fails(CONNECTOR, check_mode, **{**TOOL, "inaccessible": True})
        assert "does not show the params of analysis connectors, so that they would be lost" in failed["msg"]
    assert stored(simulator)["params"] == STORED


@pytest.mark.parametrize("visible", ["null", "empty"])
def test_params_of_a_connector_that_the_user_may_not_see(visible: str, simulator: Simulator, engine: Engine) -> None:
    simulator.reset(**SHOWN)
    engine.run(CONNECTOR, **TOOL)
    simulator.behave(connector_params_visible=visible)
    assert "Edit security tool connections" in engine.fails(CONNECTOR, **TOOL)["msg"]
    assert stored(simulator)["params"] == STORED


@pytest.mark.parametrize("named_methods", [True, False])
@pytest.mark.parametrize(
    ("write", "options", "done"),
    [
        ("refused", TOOL, "created"),
        ("refused", {"name": "There", "inaccessible": True}, "updated"),
        ("refused", {"name": "There", "state": "absent"}, "deleted"),
        ("create", {"name": "There", "inaccessible": True}, "updated"),
        ("create", {"name": "There", "state": "absent"}, "deleted"),
    ],
)
def test_a_server_that_takes_no_such_write(
    write: str, options: dict[str, Any], done: str, named_methods: bool, simulator: Simulator, engine: Engine
) -> None:
    """Known from Allow before the write, or from the 405 that answers it."""
    simulator.reset(analysis_connectors_write=write, analysis_connector_params="shown")
    simulator.add("connectors/analysis", name="There", system="veracode", params={"analysis_server": "x", "analysis_user": "y"})
    before = simulator.objects("connectors/analysis")
    if not named_methods:
        simulator.behave(analysis_connectors_write="allowed")
        for method in ("POST", "PATCH", "PUT", "DELETE"):
            simulator.fault(kind="status", status=405, method=method)
    for check_mode in (True, False) if named_methods else (False,):
        failed = engine.fails(CONNECTOR, check_mode, **options)
        assert f"this server does not let analysis connectors be {done} through its API" in failed["msg"]
    assert simulator.objects("connectors/analysis") == before


def test_a_server_that_takes_creates_only(simulator: Simulator, engine: Engine) -> None:
    simulator.reset(analysis_connectors_write="create")
    assert engine.run(CONNECTOR, **TOOL)["changed"]
    assert not engine.run(CONNECTOR, **TOOL)["changed"]


@pytest.mark.parametrize(("where", "shown"), [("absent", None), ("system", ["SAST", "SCA"]), ("connector", ["SAST", "SCA"])])
def test_verification_categories_are_read_wherever_they_stand_and_never_sent(
    where: str, shown: Any, simulator: Simulator, engine: Engine
) -> None:
    simulator.reset(**SHOWN, verification_categories=where)
    created = engine.run(CONNECTOR, **TOOL)
    assert created["connector"].get("verification_categories") == shown
    (read,) = engine.run("sde_analysis_connector_info")["connectors"]
    assert read.get("verification_categories") == shown
    (gathered,) = engine.run("sde_analysis_connectors", state="gathered")["gathered"]
    assert "verification_categories" not in gathered
    assert engine.run(CONNECTOR, name="Checkmarx", inaccessible=True)["changed"]
    assert "verification" not in str([entry["body"] for entry in simulator.writes()])


@pytest.mark.parametrize("check_mode", [True, False])
def test_one_that_connections_use_is_kept(check_mode: bool, organised: Simulator, engine: Engine) -> None:
    organised.behave(**SHOWN)
    engine.run(CONNECTOR, **TOOL)
    engine.run("sde_analysis_connection", project="Payments", connector="Checkmarx")
    for module, options in (
        (CONNECTOR, {"name": "Checkmarx", "state": "absent"}),
        (f"{CONNECTOR}s", {"config": [], "state": "overridden"}),
    ):
        failed = engine.fails(module, check_mode, **options)
        assert "it is used by 1 analysis connection: 'Checkmarx' (1) of project 'Payments' (1); move them to" in failed["msg"]
    assert stored(organised)["name"] == "Checkmarx"
