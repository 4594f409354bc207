# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of several connectors, on servers of every kind."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._engine.render import as_config
from ansible_collections.sdelements.integrations.plugins.module_utils._model.compare import equal
from ansible_collections.sdelements.integrations.plugins.module_utils._model.desired import parse_one
from ansible_collections.sdelements.integrations.plugins.module_utils._model.dialect import spelled
from ansible_collections.sdelements.integrations.plugins.module_utils._model.params import compare_params
from ansible_collections.sdelements.integrations.plugins.module_utils._model.remote import Remote
from ansible_collections.sdelements.integrations.plugins.module_utils._model.resources import RESOURCES
from ansible_collections.sdelements.integrations.plugins.module_utils._model.secrets import Secrets
from hypothesis import given
from hypothesis import strategies as st

from tests.modules.behaviours import BEHAVIOURS, GITHUB, JIRA, NEW_PASSWORD, PASSWORD
from tests.modules.conftest import Engine, Life
from tests.simulator.client import Simulator

NAME = "sde_alm_connectors"


@pytest.mark.parametrize("state", ["overridden", "deleted"])
@pytest.mark.parametrize("check_mode", [True, False])
def test_too_many_deletes(state: str, check_mode: bool, simulator: Simulator, engine: Engine) -> None:
    simulator.add_many("connectors/alm", [{"name": f"Jira {n}", "system": "jira", "params": {}} for n in range(4)])
    config = [GITHUB] if state == "overridden" else [{"name": f"Jira {n}"} for n in range(4)]
    failed = engine.fails(NAME, check_mode, config=config, state=state, max_deletes=3)
    assert "max_deletes: 4 connectors would be deleted, more than 3" in failed["msg"]
    assert "'Jira 2'" in failed["msg"]
    assert simulator.writes() == []
    assert len(simulator.objects("connectors/alm")) == 4


def test_a_connector_in_use_is_kept_where_projects_cannot_be_read(organised: Simulator, engine: Engine) -> None:
    organised.add("connections/alm", alias="Jira PAY", connector=1, project=1, params={"alm_project": "PAY"})
    organised.fault(kind="status", status=403, path="projects/", times=9)
    assert "'Jira PAY' (1) of project 1; move" in engine.fails(NAME, config=[{"name": "Jira"}], state="deleted")["msg"]


@pytest.mark.parametrize("state", ["overridden", "deleted"])
def test_a_connector_in_use_is_kept(state: str, organised: Simulator, engine: Engine) -> None:
    organised.add("connections/alm", alias="Jira PAY", connector=1, project=1, params={"alm_project": "PAY"})
    config = [GITHUB] if state == "overridden" else [{"name": "Jira"}]
    failed = engine.fails(NAME, config=config, state=state)
    assert "used by 1 connection: " in failed["msg"]
    assert "'Jira PAY' (1) of project 'Payments' (1)" in failed["msg"]
    assert organised.writes() == []


@pytest.mark.parametrize("concurrency", [1, 8])
def test_a_failure_in_the_middle_tells_what_was_done(concurrency: int, simulator: Simulator, engine: Engine) -> None:
    simulator.add_many("connectors/alm", [{"name": f"Jira {n}", "system": "jira", "params": JIRA["params"]} for n in range(3)])
    simulator.fault(kind="status", status=403, method="PATCH", path="/2/", json={"detail": "Not you."})
    failed = engine.fails(NAME, config=[{"name": f"Jira {n}", "inaccessible": True} for n in range(3)], concurrency=concurrency)
    assert failed["msg"].startswith("connector 'Jira 1': PATCH ")
    assert "Not you." in failed["msg"]
    assert "; give the user the permission 'Edit Issue Tracker connections' ('Edit ALM connections' on older servers)" in failed["msg"]
    done = [row["name"] for row in simulator.objects("connectors/alm") if row["inaccessible"]]
    assert failed["done"] == [f"connector {name!r}" for name in done]
    assert failed["changed"] is bool(done)
    assert len(failed["commands"]) == len(simulator.writes())


def test_a_hidden_param_that_nobody_calls_secret_is_named(simulator: Simulator, engine: Engine) -> None:
    simulator.reset(secrets="masked", masked_params="alm_user,alm_server")
    config = {**JIRA, "params": {"alm_user": "bot"}, "secret_params": {"alm_pass": PASSWORD, "alm_server": "jira.example.com"}}
    engine.run(NAME, config=[config])
    (hidden,) = engine.run(NAME, config=[config])["unverified_secrets"]
    assert hidden == {"item": "connector 'Jira'", "params": ["alm_pass", "alm_server", "alm_user"], "plain": ["alm_user"]}
    (hidden,) = engine.run(NAME, config=[{**config, "update_secrets": "on_create"}])["unverified_secrets"]
    assert hidden == {"item": "connector 'Jira'", "params": ["alm_user"], "plain": ["alm_user"]}


def test_one_warning_for_all_hidden_secrets(simulator: Simulator, engine: Engine) -> None:
    simulator.reset(secrets="masked")
    engine.run(NAME, config=[JIRA, GITHUB])
    result = engine.run(NAME, config=[{**JIRA, "secret_params": {"alm_pass": NEW_PASSWORD}}, GITHUB])
    assert result["unverified_secrets"] == [
        {"item": "connector 'Jira'", "params": ["alm_pass"], "plain": []},
        {"item": "connector 'GitHub'", "params": ["alm_api_token"], "plain": []},
    ]
    assert len(engine.warnings) == 1
    assert "connector 'Jira'" in engine.warnings[0]
    assert "connector 'GitHub'" in engine.warnings[0]


def test_a_quiet_run_takes_few_requests(simulator: Simulator, engine: Engine) -> None:
    many = [{**JIRA, "name": f"Jira {n}"} for n in range(40)]
    engine.run(NAME, config=many)
    simulator.journal(clear=True)
    assert not engine.run(NAME, config=many)["changed"]
    simulator.behave(path_word="issue-tracker")
    assert not engine.run(NAME, config=many)["changed"]
    assert [entry["path"] for entry in simulator.journal()] == [
        "/api/v2/connectors/issue-tracker/",  # is not there: the server is one of the early ones
        "/api/v2/connectors/alm/",
        "/api/v2/connectors/issue-tracker/",
    ]


@pytest.mark.parametrize("first", [{"name": "Trackers", "previous_names": ["Jira"]}, {"name": "Trackers", "id": 1}])
def test_two_entries_that_are_one_connector_are_refused(first: dict[str, Any], engine: Engine, simulator: Simulator) -> None:
    engine.run(NAME, config=[JIRA])
    simulator.journal(clear=True)
    failed = engine.fails(NAME, config=[{**JIRA, **first}, JIRA])
    assert "are the same connector" in failed["msg"]
    assert simulator.writes() == []


AWKWARD: dict[str, dict[str, Any]] = {
    "json": {"alm_pass": "invented-Passw0rd-93b1", "alm_custom_fields": '{"pass": "Done"}', "x": {"a": [{"apiKey": "b"}]}},
    "word of a name": {"alm_pass": "Jira", "alm_user": "Jira"},
    "word of a host": {"alm_pass": "jira.example.com", "alm_context_root": "jira.example.com", "x": "see jira.example.com"},
    "other params": {"alm_pass": "https", "jira_version": "6", "alm_api_token": "6", "title_format": "https"},
    "address": {"alm_pass": "invented-Passw0rd-93b1", "webhook_url": "https://u:s3cret@hooks.example.com/?token=abc", "x": "a=b"},
    "our placeholder": {"alm_pass": "x", "x": "a VALUE_SPECIFIED_IN_NO_LOG_PARAMETER b"},
    "keys of results": {"alm_pass": "connector", "alm_api_token": "commands", "secret": "gathered", "password": "changed", "x": "params"},
}


@pytest.mark.parametrize("behaviour", ["defaults", "masked", "put", "issue_tracker", "replace"])
@pytest.mark.parametrize("name", AWKWARD)
def test_what_is_gathered_is_given_back_without_a_change_whatever_is_secret_in_it(
    name: str, behaviour: str, simulator: Simulator, engine: Engine, life: Life
) -> None:
    simulator.reset(**BEHAVIOURS[behaviour])
    params = {"alm_server": "jira.example.com", "alm_user": "bot", **AWKWARD[name]}
    simulator.add("connectors/alm", name="Jira jira.example.com", system="jira", params=params)
    before = simulator.objects("connectors/alm")
    gathered = engine.run(NAME, state="gathered")["gathered"]
    assert gathered[0]["name"] == "Jira jira.example.com"
    assert gathered[0]["params"][_server_key(gathered[0]["params"])] == "jira.example.com"
    assert engine.run(NAME, True, config=gathered)["commands"] == []
    result = engine.run(NAME, config=gathered)
    assert not result["changed"]
    assert simulator.writes() == []
    if (name, behaviour) == ("our placeholder", "put"):  # what an earlier version stored there cannot be sent back
        assert "hides x; give it" in engine.fails(NAME, config=[{**gathered[0], "inaccessible": True}])["msg"]
        return
    changed = engine.run(NAME, config=[{**gathered[0], "inaccessible": True}])
    assert changed["commands"][0]["path"].endswith("/1/")
    stored = simulator.objects("connectors/alm")
    assert stored[0]["params"].items() >= before[0]["params"].items()
    if name != "our placeholder":
        assert "NO_LOG" not in json.dumps(stored)
    life.shows_no_secret(gathered, changed)


@pytest.mark.parametrize("behaviour", ["put", "replace"])
def test_a_given_value_that_looks_like_a_mask_is_kept_by_an_update(behaviour: str, simulator: Simulator, engine: Engine) -> None:
    simulator.reset(**BEHAVIOURS[behaviour])
    params = {**JIRA["params"], "alm_pass": "xx", "title_format": "***$title***"}
    given = {**JIRA, "params": params, "secret_params": {"webhook_url": "set"}}
    engine.run(NAME, config=[given])
    before = simulator.objects("connectors/alm")[0]["params"]
    changed = {**given, "params": {**given["params"], "jira_version": "9"}}
    assert engine.run(NAME, config=[changed])["changed"]
    assert simulator.objects("connectors/alm")[0]["params"].items() >= {**before, "jira_version": "9"}.items()
    assert not engine.run(NAME, config=[changed])["changed"]


@pytest.mark.parametrize("mask", ["********", "\u2022\u2022\u2022", "<hidden>", "sk-...abcd"])
def test_what_may_be_a_mask_is_not_given_back_as_a_value(mask: str, simulator: Simulator, engine: Engine) -> None:
    """An object that was gathered, given back to another server or with another change, never carries the mask along."""
    simulator.reset(masked_params="webhook_url", mask=json.dumps(mask))
    params = {**JIRA["params"], "webhook_url": "https://example.com/hook"}
    simulator.add("connectors/alm", name="Jira", system="jira", params=params)
    (gathered,) = engine.run(NAME, state="gathered")["gathered"]
    assert gathered["left_out"] == ["webhook_url"]
    assert mask not in json.dumps(gathered, ensure_ascii=False)
    assert engine.run(NAME, config=[{**gathered, "inaccessible": True}])["changed"]
    assert simulator.objects("connectors/alm")[0]["params"] == params
    simulator.reset()
    del gathered["id"]
    gathered["params"]["alm_pass"] = "another-Passw0rd-41c7"
    engine.run(NAME, config=[gathered])
    assert "webhook_url" not in simulator.objects("connectors/alm")[0]["params"]


def _server_key(params: dict[str, Any]) -> str:
    return next(key for key in params if key.endswith("_server"))


TEXTS = st.text("abJ 1.", min_size=1, max_size=12)


@given(
    st.dictionaries(
        st.sampled_from(["alm_pass", "alm_user", "alm_server", "x_pass_1", "x_map", "title_format", "alm_project", "webhook_url"]),
        st.one_of(TEXTS, st.dictionaries(st.sampled_from(["pass", "a", "apiKey"]), TEXTS, max_size=2).map(json.dumps)),
    ),
    st.frozensets(st.sampled_from(["title_format", "x_map"])),
    st.booleans(),
)
def test_what_a_result_shows_is_taken_back_as_nothing_new(params: dict[str, Any], declared: frozenset[str], issue_tracker: bool) -> None:
    """Pure: an object is shown in the form of config, read as an entry, and compared with itself."""
    secrets = Secrets()
    resource = RESOURCES["alm_connector"]
    found = Remote(1, "n", {"id": 1, "name": params.get("alm_pass", "n") or "n", "system": {"id": "jira"}}, params, True)
    secrets.learn_given({"secret_params": dict.fromkeys(declared, "")})
    secrets.learn_from(params)
    shown = as_config(resource, found, params, issue_tracker).shown(secrets)
    assert shown["name"] == found.fields["name"]
    if not str(shown["name"]).strip():
        return
    again = parse_one(resource, shown)
    assert all(equal(key, value, params[key]) for key, value in again.params.items())
    assert "NO_LOG" not in json.dumps(again.params)
    assert not compare_params(again.params, again.secret_keys, params, "always").differing
    assert set(shown.get("left_out", ())) | set(shown["params"]) | set(shown.get("secret_params", ())) == set(
        spelled(params, issue_tracker)
    )


@pytest.mark.parametrize(
    ("switch", "state", "config"),
    [
        ({"connectors_delete": "refused"}, "overridden", [GITHUB]),
        ({"connectors_delete": "refused"}, "deleted", [{"name": "Jira"}]),
        ({"connectors_update": "none"}, "merged", [GITHUB, {**JIRA, "params": {"alm_server": "jira.example.org"}}]),
        ({"connectors_create": "refused"}, "merged", [GITHUB, {**JIRA, "params": {"alm_server": "jira.example.org"}}]),
    ],
    ids=["overridden", "deleted", "update", "create"],
)
def test_a_run_refuses_before_its_first_write_what_check_mode_refuses(
    switch: dict[str, str], state: str, config: list[dict[str, Any]], simulator: Simulator, engine: Engine
) -> None:
    engine.run(NAME, config=[JIRA])
    simulator.behave(**switch)
    before = simulator.objects("connectors/alm")
    predicted = engine.fails(NAME, True, config=config, state=state)
    assert "this server does not let connectors be" in predicted["msg"]
    assert engine.fails(NAME, config=config, state=state)["msg"] == predicted["msg"]
    assert simulator.objects("connectors/alm") == before
    assert not [entry for entry in simulator.writes() if entry["method"] != "POST" or entry["status"] != 201]


def test_connections_that_an_earlier_task_removes_do_not_keep_their_connector_in_check_mode(organised: Simulator, engine: Engine) -> None:
    connector = organised.objects("connectors/alm")[0]
    used = organised.add("connections/alm", alias="Jira PAY", connector=connector["id"], project=1, params={"alm_project": "PAY"})
    entry = {"name": connector["name"]}
    assert "is used by 1 connection" in engine.fails(NAME, True, config=[entry], state="deleted")["msg"]
    predicted = engine.run(NAME, True, config=[entry], state="deleted", assume_removed=[used["id"]])
    assert [command["method"] for command in predicted["commands"]] == ["DELETE"]
    assert "is used by 1 connection" in engine.fails(NAME, config=[entry], state="deleted", assume_removed=[used["id"]])["msg"]
    organised.remove("connections/alm", used["id"])
    done = engine.run(NAME, config=[entry], state="deleted", assume_removed=[used["id"]])
    assert done["commands"] == predicted["commands"]
