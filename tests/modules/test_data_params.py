# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Params that are objects and lists: sent as such where the server shows or describes it, else as text."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.modules.behaviours import PASSWORD
from tests.modules.conftest import Engine, Life
from tests.simulator.client import Simulator
from tests.simulator.profiles import GENERATIONS

ONE = "sde_alm_connector"
MANY = "sde_alm_connectors"
CONNECTION = "sde_alm_connection"
CONNECTIONS = "sde_alm_connections"
MAPPING = {"TODO": {"open": ["To Do", "Backlog"]}, "DONE": {"closed": "Done", "rank": 1}}
OTHER = {"TODO": {"open": ["To Do", "Selected"]}, "DONE": {"closed": "Done", "rank": 1}}
ORDER = ["TODO", "DONE"]
LOGIN = {"alm_server": "jira.example.com", "alm_user": "bot"}
#: How servers take writes and name params.
WRITES: dict[str, dict[str, Any]] = {
    "merge": {},
    "replace": {"patch_params": "replace"},
    "put": {"connectors_update": "put", "connections_update": "put"},
    "issue-tracker": {"param_prefix": "issue_tracker", "path_word": "issue-tracker"},
    "text": {"echo": "text"},
}


def connector(name: str = "New", **params: Any) -> dict[str, Any]:
    """A connector's options."""
    return {"name": name, "system": "jira", "params": {**LOGIN, **params}, "secret_params": {"alm_pass": PASSWORD}}


def stored(simulator: Simulator, kind: str = "connectors/alm") -> dict[str, Any]:
    """The params of the newest object of a kind."""
    params: dict[str, Any] = simulator.objects(kind)[-1]["params"]
    return params


def data(simulator: Simulator, kind: str = "connectors/alm") -> tuple[Any, Any]:
    """The two params that are no text."""
    params = stored(simulator, kind)
    return params.get("alm_status_mapping"), params.get("alm_status_order")


@pytest.mark.parametrize("writes", WRITES)
def test_the_life_of_a_connector_whose_params_are_described_as_objects(
    writes: str, organised: Simulator, life: Life, engine: Engine
) -> None:
    organised.behave(data_params="described", **WRITES[writes])
    created = life.step(ONE, **connector(alm_status_mapping=MAPPING, alm_status_order=ORDER))
    assert data(organised) == (MAPPING, ORDER)
    assert created["connector"]["params"]["alm_status_mapping"] == MAPPING
    life.step(ONE, **connector(alm_status_mapping=OTHER))
    assert data(organised) == (OTHER, ORDER)
    life.step(ONE, **connector(alm_user="other"))
    assert data(organised) == (OTHER, ORDER)
    life.step(ONE, **connector(alm_user="other", alm_status_mapping=json.dumps(OTHER), alm_status_order="TODO,DONE"), changed=False)
    life.step(ONE, **connector(alm_status_mapping={}, alm_status_order=None))
    assert data(organised) == ({}, [])


def test_the_life_of_a_connection_with_objects_of_its_own_and_of_its_connector(organised: Simulator, life: Life) -> None:
    organised.behave(data_params="undescribed")
    organised.change("connectors/alm", 1, params={**stored(organised), "alm_status_mapping": MAPPING, "alm_status_order": []})
    entry = {"project": "Payments", "alias": "New", "connector": "Jira"}
    life.step(CONNECTION, **entry, params={"alm_project": "PAY", "alm_status_mapping": MAPPING})
    life.step(CONNECTION, **entry, params={"alm_status_mapping": OTHER, "alm_status_order": ORDER})
    assert data(organised, "connections/alm") == (OTHER, ORDER)
    life.step(CONNECTION, **entry, params={"alm_status_order": ["DONE"]})
    assert data(organised, "connections/alm") == (OTHER, ["DONE"])


def test_what_another_connector_of_the_system_has_shows_the_form(organised: Simulator, life: Life) -> None:
    organised.behave(data_params="undescribed", plugins="absent")
    organised.change("connectors/alm", 1, params={**stored(organised), "alm_status_mapping": OTHER, "alm_status_order": []})
    life.step(MANY, config=[connector("A", alm_status_mapping=MAPPING), connector("B", alm_status_order=ORDER)])
    found = {each["name"]: each["params"] for each in organised.objects("connectors/alm")}
    assert (found["A"]["alm_status_mapping"], found["B"]["alm_status_order"]) == (MAPPING, ORDER)


def test_a_connector_of_another_system_shows_nothing(organised: Simulator, engine: Engine) -> None:
    organised.behave(unknown_params="stored")
    organised.add("connectors/alm", name="Hub", system="github", params={"alm_status_mapping": {}, "alm_api_token": PASSWORD})
    engine.run(ONE, **connector(alm_status_mapping=MAPPING))
    assert stored(organised)["alm_status_mapping"] == json.dumps(MAPPING)


def test_where_nothing_shows_the_form_a_mapping_is_text_and_stays_text(organised: Simulator, life: Life) -> None:
    life.step(ONE, **connector(alm_status_mapping=MAPPING, alm_priority_map={"10": "Blocker"}, alm_status_order=ORDER))
    assert data(organised) == (json.dumps(MAPPING), "TODO,DONE")
    life.step(ONE, **connector(alm_status_mapping=OTHER))
    assert data(organised) == (json.dumps(OTHER), "TODO,DONE")


def test_an_object_that_the_server_shows_is_updated_as_an_object_without_a_description(organised: Simulator, life: Life) -> None:
    organised.behave(plugins="absent", unknown_params="stored")
    organised.change("connectors/alm", 1, params={**stored(organised), "alm_status_mapping": MAPPING, "alm_rows": [["a", 1]]})
    life.step(ONE, name="Jira", params={"alm_status_mapping": OTHER, "alm_rows": [["a", 2], ["b"]]})
    assert stored(organised)["alm_status_mapping"] == OTHER
    assert stored(organised)["alm_rows"] == [["a", 2], ["b"]]


@pytest.mark.parametrize(
    ("described", "validate"), [("described", "never"), ("described", "warn"), ("described", "strict"), ("undescribed", "warn")]
)
def test_an_empty_value_at_create_has_the_form_that_is_described_or_that_another_connector_shows(
    described: str, validate: str, organised: Simulator, life: Life
) -> None:
    organised.behave(data_params=described)
    if described == "undescribed":
        organised.change("connectors/alm", 1, params={**stored(organised), "alm_status_mapping": OTHER, "alm_status_order": ["A"]})
    life.step(ONE, **connector(alm_status_mapping="", alm_status_order=None), validate_params=validate)
    assert data(organised) == ({}, [])
    life.step(ONE, **connector(alm_status_mapping={}, alm_status_order=[]), changed=False)
    life.step(ONE, **connector(alm_status_mapping=MAPPING))
    life.step(ONE, **connector(alm_status_mapping=None))
    assert data(organised) == ({}, [])


def test_a_missing_param_and_an_empty_object_are_the_same(organised: Simulator, life: Life) -> None:
    organised.behave(data_params="described")
    before = stored(organised)
    life.step(ONE, name="Jira", params={"alm_status_mapping": {}, "alm_status_order": ""}, changed=False)
    assert stored(organised) == before


def test_what_is_described_as_an_object_is_sent_so_where_text_was_stored_before(organised: Simulator, life: Life) -> None:
    organised.behave(data_params="described")
    before = {**stored(organised), "alm_status_mapping": json.dumps(MAPPING), "alm_status_order": "TODO,DONE"}
    organised.change("connectors/alm", 1, params=before)
    life.step(ONE, name="Jira", params={"alm_status_mapping": MAPPING, "alm_status_order": ORDER}, changed=False)
    life.step(ONE, name="Jira", params={"alm_status_mapping": OTHER, "alm_status_order": ["DONE"]})
    assert data(organised) == (OTHER, ["DONE"])


def test_text_for_an_object_is_refused_before_the_write(organised: Simulator, engine: Engine) -> None:
    organised.behave(data_params="described")
    assert "its value is not an object" in engine.fails(ONE, **connector(alm_status_mapping=json.dumps(MAPPING)))["msg"]
    assert organised.writes() == []


@pytest.mark.parametrize("prefix", ["alm", "issue_tracker"])
def test_a_system_that_a_server_loads_itself(prefix: str, simulator: Simulator, life: Life) -> None:
    simulator.behave(param_prefix=prefix, data_params="described")
    fields = {"labels": ["a", "b"], "nested": {"x": {"y": None}}}
    options = {"name": "Acme", "system": "acme_tracker", "secret_params": {"api_key": PASSWORD}}
    life.step(ONE, **options, params={"alm_server": "acme.example.com", "acme_fields": fields, "acme_teams": ["one", "two"]})
    assert (stored(simulator)["acme_fields"], stored(simulator)["acme_teams"]) == (fields, ["one", "two"])
    life.step(ONE, **options, params={"acme_fields": {**fields, "labels": []}, "acme_teams": []})
    assert (stored(simulator)["acme_fields"], stored(simulator)["acme_teams"]) == ({**fields, "labels": []}, [])


@pytest.mark.parametrize("value", [MAPPING, ""])
@pytest.mark.parametrize("described", ["described", "undescribed"])
def test_what_check_mode_predicts_below_an_assumed_connector_is_what_the_run_does(
    described: str, value: Any, organised: Simulator, engine: Engine
) -> None:
    organised.behave(data_params=described)
    if described == "undescribed":
        organised.change("connectors/alm", 1, params={**stored(organised), "alm_status_mapping": OTHER})
    entry = {"project": "Payments", "alias": "New", "connector": "New", "params": {"alm_project": "PAY", "alm_status_mapping": value}}
    predicted = engine.run(CONNECTIONS, True, config=[entry])
    engine.run(ONE, **connector())
    real = engine.run(CONNECTIONS, config=[entry])
    assert [each["body"]["params"] for each in predicted["commands"]] == [each["body"]["params"] for each in real["commands"]]
    assert data(organised, "connections/alm")[0] == (value or {})


@pytest.mark.parametrize("writes", WRITES)
def test_gathered_objects_given_back_are_unchanged(writes: str, organised: Simulator, engine: Engine) -> None:
    organised.behave(data_params="described", **WRITES[writes])
    prefix = {"alm_status_mapping": MAPPING, "alm_status_order": ORDER}
    engine.run(ONE, **connector(**prefix))
    engine.run(CONNECTION, project="Payments", alias="New", connector="New", params={"alm_project": "PAY", "alm_status_mapping": OTHER})
    for name in (MANY, CONNECTIONS):
        config = engine.run(name, state="gathered")["gathered"]
        assert [entry["params"]["alm_status_mapping"] for entry in config if entry.get("name") != "Jira"] == [
            MAPPING if name == MANY else OTHER
        ]
        organised.journal(clear=True)
        assert not engine.run(name, config=config, state="overridden")["changed"]
        assert organised.writes() == []


def test_a_refusal_of_what_was_sent_as_text_has_a_hint(organised: Simulator, engine: Engine) -> None:
    organised.behave(data_params="undescribed")
    message = engine.fails(ONE, **connector(alm_status_mapping=MAPPING, alm_priority_map={"10": "Blocker"}))["msg"]
    assert message.count("Expected a dictionary") == 1
    assert message.endswith(
        "; alm_status_mapping was sent as JSON text, since nothing that this server describes or shows is an object or a list there; "
        "if it has to be one, set it once in the web interface and run the task again"
    )
    assert "sent as JSON text" not in engine.fails(ONE, **connector(alm_priority_map={"10": "Blocker"}, alm_method="ftp"))["msg"]


def test_the_connectivity_test_has_the_form_of_the_write(organised: Simulator, life: Life, engine: Engine) -> None:
    organised.behave(data_params="described")
    options = connector(alm_status_mapping=MAPPING, alm_status_order=ORDER)
    for state in ({"test_connection": "on_change"}, {"test_connection": "always"}):
        organised.journal(clear=True)
        engine.run(ONE, **options, **state)
        (body,) = [entry["body"] for entry in organised.journal() if "testalm" in entry["path"]]
        assert (body["params"]["alm_status_mapping"], body["params"]["alm_status_order"]) == (MAPPING, ORDER)


def test_a_param_that_the_server_requires_is_named(simulator: Simulator, engine: Engine) -> None:
    """As where status mappings have replaced the params of older releases."""
    simulator.reset(**{**GENERATIONS["today"], "status_mappings": "required"})
    failed = engine.fails(ONE, **connector(jira_done_statuses=["Done"]))
    assert "params.issue_tracker_status_mapping: This field is required." in failed["msg"]
    warned = str(engine.warnings)
    assert [words for words in ("requires alm_status_mapping too", "has no param 'jira_done_statuses'") if words not in warned] == []


def test_strict_reports_once_that_nothing_was_checked_where_the_server_describes_nothing(simulator: Simulator, engine: Engine) -> None:
    simulator.behave(plugins="absent")
    entries = [{**connector(name), "validate_params": "strict"} for name in ("A", "B")]
    words = "names of params were not checked, since this server does not describe the system 'jira'"
    for warnings in ([f"connector 'A', connector 'B': validate_params: {words}"], []):
        engine.run(MANY, config=entries)
        assert engine.warnings == warnings
