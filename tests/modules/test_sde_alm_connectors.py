# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connectors to issue trackers as a list."""

from __future__ import annotations

from typing import Any

import pytest

from tests.modules.behaviours import GITHUB, JIRA, NEW_PASSWORD
from tests.modules.conftest import Engine, Life
from tests.modules.lives import SERVERS, assert_life_of_several
from tests.simulator.client import Simulator

ONE, MANY = "sde_alm_connector", "sde_alm_connectors"


@pytest.mark.parametrize("behaviour", SERVERS["sde_alm_connector"])
def test_life(behaviour: str, furnished: Simulator, life: Life, engine: Engine) -> None:
    assert_life_of_several("sde_alm_connector", behaviour, furnished, life, engine)


@pytest.mark.parametrize("state", ["overridden", "deleted"])
@pytest.mark.parametrize("check_mode", [True, False])
def test_too_many_deletes(state: str, check_mode: bool, simulator: Simulator, engine: Engine) -> None:
    simulator.add_many("connectors/alm", [{"name": f"Jira {n}", "system": "jira", "params": {}} for n in range(4)])
    config = [GITHUB] if state == "overridden" else [{"name": f"Jira {n}"} for n in range(4)]
    failed = engine.fails(MANY, check_mode, config=config, state=state, max_deletes=3)
    assert "max_deletes: 4 connectors would be deleted, more than 3" in failed["msg"]
    assert "'Jira 2'" in failed["msg"]
    assert simulator.writes() == []
    assert len(simulator.objects("connectors/alm")) == 4


@pytest.mark.parametrize("concurrency", [1, 8])
def test_a_failure_in_the_middle_tells_what_was_done(concurrency: int, simulator: Simulator, engine: Engine) -> None:
    simulator.add_many("connectors/alm", [{"name": f"Jira {n}", "system": "jira", "params": JIRA["params"]} for n in range(3)])
    simulator.fault(kind="status", status=403, method="PATCH", path="/2/", json={"detail": "Not you."})
    failed = engine.fails(MANY, config=[{"name": f"Jira {n}", "inaccessible": True} for n in range(3)], concurrency=concurrency)
    assert failed["msg"].startswith("connector 'Jira 1': PATCH ")
    assert "Not you." in failed["msg"]
    assert "; give the user the permission 'Edit Issue Tracker connections' ('Edit ALM connections' on older servers)" in failed["msg"]
    done = [row["name"] for row in simulator.objects("connectors/alm") if row["inaccessible"]]
    assert failed["done"] == [f"connector {name!r}" for name in done]
    assert failed["changed"] is bool(done)
    assert len(failed["commands"]) == len(simulator.writes())


def test_one_warning_for_all_hidden_secrets(simulator: Simulator, engine: Engine) -> None:
    simulator.reset(secrets="masked")
    engine.run(MANY, config=[JIRA, GITHUB])
    result = engine.run(MANY, config=[{**JIRA, "secret_params": {"alm_pass": NEW_PASSWORD}}, GITHUB])
    assert result["unverified_secrets"] == [
        {"item": "connector 'Jira'", "params": ["alm_pass"], "plain": []},
        {"item": "connector 'GitHub'", "params": ["alm_api_token"], "plain": []},
    ]
    assert len(engine.warnings) == 1
    assert "connector 'Jira'" in engine.warnings[0]
    assert "connector 'GitHub'" in engine.warnings[0]


def test_a_quiet_run_takes_few_requests(simulator: Simulator, engine: Engine) -> None:
    many = [{**JIRA, "name": f"Jira {n}"} for n in range(40)]
    engine.run(MANY, config=many)
    simulator.journal(clear=True)
    assert not engine.run(MANY, config=many)["changed"]
    simulator.behave(path_word="issue-tracker")
    assert not engine.run(MANY, config=many)["changed"]
    assert [entry["path"] for entry in simulator.journal()] == [
        "/api/v2/connectors/issue-tracker/",  # is not there: the server is one of the early ones
        "/api/v2/connectors/alm/",
        "/api/v2/connectors/issue-tracker/",
    ]


@pytest.mark.parametrize("first", [{"name": "Trackers", "previous_names": ["Jira"]}, {"name": "Trackers", "id": 1}])
def test_two_entries_that_are_one_connector_are_refused(first: dict[str, Any], engine: Engine, simulator: Simulator) -> None:
    engine.run(MANY, config=[JIRA])
    simulator.journal(clear=True)
    failed = engine.fails(MANY, config=[{**JIRA, **first}, JIRA])
    assert "are the same connector" in failed["msg"]
    assert simulator.writes() == []
