# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of one analysis connection. Its connector is there before; without alias it is called like its connector."""

from __future__ import annotations

from typing import Any

import pytest

from tests.modules.behaviours import MIXED, PASSWORD
from tests.modules.conftest import Engine, Life
from tests.simulator.client import Simulator

NAME = "sde_analysis_connection"
SCAN: dict[str, Any] = {
    "project": "Payments",
    "connector": "Veracode",
    "frequency": "weekly",
    "params": {"import_behaviour": "combine", "task_status_mapping": {"pass": "DONE"}, "application_name": "pay"},
}
STORED = {"import_behaviour": "combine", "task_status_mapping": '{"pass": "DONE"}', "application_name": "pay"}


def stored(simulator: Simulator) -> dict[str, Any]:
    """The one connection as it is stored."""
    (connection,) = simulator.objects("connections/analysis")
    return connection


@pytest.fixture(name="scanned")
def _scanned(organised: Simulator) -> Simulator:
    organised.add(
        "connectors/analysis",
        name="Veracode",
        system="veracode",
        params={"analysis_server": "veracode.example.com", "analysis_user": "bot", "analysis_pass": PASSWORD},
    )
    return organised


@pytest.mark.parametrize("behaviour", MIXED)
def test_life(behaviour: str, scanned: Simulator, life: Life) -> None:
    scanned.behave(**MIXED[behaviour])
    connectors = scanned.objects("connectors/analysis")
    created = life.step(NAME, **SCAN)
    assert created["connection"]["alias"] == "Veracode"
    assert created["connection"]["system"]["id"] == "veracode"
    row = stored(scanned)
    assert (row["alias"], row["project"], row["connector"], row["frequency"], row["params"]) == ("Veracode", 1, 1, "weekly", STORED)

    life.step(NAME, project="Payments", connector="Veracode", params={"import_behaviour": "replace"})
    assert stored(scanned)["params"] == {**STORED, "import_behaviour": "replace"}
    life.step(NAME, project="Payments", alias="Scan", connector="Veracode", previous_names=["Veracode"])
    assert (stored(scanned)["alias"], stored(scanned)["params"]) == ("Scan", {**STORED, "import_behaviour": "replace"})
    life.step(NAME, project="Payments", alias="Scan", state="absent")
    assert scanned.objects("connections/analysis") == []
    life.step(NAME, changed=False, project="Payments", alias="Scan", state="absent")
    life.step(NAME, changed=False, project="Payments", connector="Veracode", state="absent")
    life.step(NAME, changed=False, project="Payments", connector="Removed before", state="absent")
    life.step(NAME, changed=False, project="Payments", connector=99, state="absent")
    assert scanned.objects("connectors/analysis") == connectors


def test_a_server_that_takes_none(scanned: Simulator, engine: Engine) -> None:
    scanned.behave(analysis_connections_write="refused")
    for check_mode in (True, False):
        assert "does not let analysis connections be created" in engine.fails(NAME, check_mode, **SCAN)["msg"]
    assert scanned.objects("connections/analysis") == []


@pytest.mark.parametrize("visible", ["absent", "null", "empty"])
def test_params_that_the_user_may_not_see(visible: str, scanned: Simulator, engine: Engine) -> None:
    engine.run(NAME, **SCAN)
    scanned.behave(params_visible=visible)
    assert (
        "permission 'Edit verification connections' ('Edit security tool connections' on older servers)"
        in engine.fails(NAME, **SCAN)["msg"]
    )
    assert stored(scanned)["params"] == STORED
