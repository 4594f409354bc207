# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of several analysis connections."""

from __future__ import annotations

from typing import Any

import pytest

from tests.modules.behaviours import BEHAVIOURS, MIXED, PASSWORD, READING
from tests.modules.conftest import Engine, Life
from tests.simulator.client import Simulator

NAME = "sde_analysis_connections"
PAY: dict[str, Any] = {
    "project": "Payments",
    "connector": "Veracode",
    "frequency": "weekly",
    "params": {"import_behaviour": "combine", "application_name": "pay"},
}
WEB: dict[str, Any] = {"project": "Portal", "application": "Web", "connector": "Veracode", "alias": "Scan"}


def aliases(simulator: Simulator) -> list[tuple[int, str]]:
    """The projects and aliases of the connections that are stored."""
    return sorted((row["project"], row["alias"]) for row in simulator.objects("connections/analysis"))


@pytest.fixture(name="scanned")
def _scanned(organised: Simulator) -> Simulator:
    params = {"analysis_server": "veracode.example.com", "analysis_user": "bot", "analysis_pass": PASSWORD, "integration_mode": "upload"}
    organised.add("connectors/analysis", name="Veracode", system="veracode", params=params)
    organised.add("connectors/analysis", name="Checkmarx", system="checkmarx", params={})
    return organised


@pytest.mark.parametrize("params", ["shown", "absent"])
@pytest.mark.parametrize("behaviour", ["defaults", "masked", "omitted", "replace", "ids_as_text", "system_text", "put", "issue_tracker"])
def test_life(behaviour: str, params: str, scanned: Simulator, life: Life) -> None:
    scanned.behave(**{**BEHAVIOURS[behaviour], "analysis_connector_params": params})
    connectors = scanned.objects("connectors/analysis")
    created = life.step(NAME, config=[PAY, WEB])
    assert [after["alias"] for after in created["after"]] == ["Veracode", "Scan"]
    life.step(NAME, config=[{**PAY, "params": {"import_behaviour": "replace"}}, WEB])
    stored = next(row for row in scanned.objects("connections/analysis") if row["project"] == 1)
    assert stored["params"].items() >= {"import_behaviour": "replace", "application_name": "pay"}.items()
    if params == "shown":
        assert not {"analysis_server", "analysis_pass", "integration_mode"} & set(stored["params"])
    life.step(NAME, config=[{**PAY, "alias": "Nightly"}, WEB], state="overridden")
    assert aliases(scanned) == [(1, "Nightly"), (2, "Scan")]
    life.step(NAME, config=[WEB], state="overridden", scope="all")
    assert aliases(scanned) == [(2, "Scan")]
    life.step(NAME, config=[WEB], state="deleted")
    assert aliases(scanned) == []
    assert scanned.objects("connectors/analysis") == connectors


@pytest.mark.parametrize("params", ["shown", "absent"])
@pytest.mark.parametrize("behaviour", READING)
def test_what_is_gathered_changes_nothing(behaviour: str, params: str, scanned: Simulator, life: Life, engine: Engine) -> None:
    scanned.behave(**{**MIXED[behaviour], "analysis_connector_params": params})
    engine.run(NAME, config=[PAY, WEB])
    scanned.journal(clear=True)
    gathered = engine.run(NAME, state="gathered")["gathered"]
    life.shows_no_secret(gathered)
    assert not [row for row in gathered if {"analysis_server", "analysis_pass", "verification_categories"} & set(row["params"])]
    assert all(("integration_mode" in row["params"]) is (params == "absent") for row in gathered)
    life.step(NAME, changed=False, config=gathered)


def test_overridden_deletes_within_connectors_only(scanned: Simulator, engine: Engine) -> None:
    engine.run(NAME, config=[PAY, WEB, {"project": "Payments", "connector": "Checkmarx"}])
    options = {"config": [{**PAY, "alias": "Nightly"}], "state": "overridden", "scope": "all", "within_connectors": ["Veracode"]}
    result = engine.run(NAME, **options)
    assert result["summary"] == {"create": 1, "update": 0, "delete": 2, "unchanged": 0}
    assert aliases(scanned) == [(1, "Checkmarx"), (1, "Nightly")]


def test_a_connector_that_an_earlier_task_creates_is_assumed_in_check_mode(scanned: Simulator, engine: Engine) -> None:
    entry = {**PAY, "connector": "Fortify"}
    predicted = engine.run(NAME, True, config=[entry])
    assert predicted["summary"]["create"] == 1
    assert any("analysis connector 'Fortify' was not found" in text for text in engine.warnings)
    assert "connector: 'Fortify' was not found" in engine.fails(NAME, config=[entry])["msg"]
    assert aliases(scanned) == []


def test_a_server_that_takes_none(scanned: Simulator, engine: Engine) -> None:
    scanned.behave(analysis_connections_write="refused")
    for check_mode in (True, False):
        assert "does not let analysis connections be created" in engine.fails(NAME, check_mode, config=[PAY])["msg"]
    assert aliases(scanned) == []


def test_several_are_written_by_one_composite_request(scanned: Simulator, engine: Engine) -> None:
    scanned.behave(composite="present")
    scanned.fault(kind="status_late", status=504, after=3, method="POST", path="^/api/v2/composite/$")
    assert engine.run(NAME, config=[PAY, WEB], atomic="require", retries=1)["batches"] == 1
    assert [entry["path"] for entry in scanned.writes()] == ["/api/v2/composite/"]
    assert aliases(scanned) == [(1, "Veracode"), (2, "Scan")]
