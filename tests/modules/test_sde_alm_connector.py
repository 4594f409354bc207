# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connectors, one and several: what only they have, besides the life that all kinds have."""

from __future__ import annotations

import html
import json
import re
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

from tests.modules.behaviours import BEHAVIOURS, DEFAULTS, GITHUB, HIDING, JIRA, MIXED, NEW_PASSWORD, PASSWORD, SHORT, STORED
from tests.modules.conftest import Engine, Life
from tests.modules.lives import assert_life_of_one
from tests.pairwise import pairwise
from tests.simulator.client import Simulator

ONE, MANY = "sde_alm_connector", "sde_alm_connectors"


def stored(simulator: Simulator) -> dict[str, Any]:
    """The one connector as it is stored, its params without what has the default's value."""
    (connector,) = simulator.objects("connectors/alm")
    params = {key: value for key, value in connector["params"].items() if key not in DEFAULTS or not equal(key, value, DEFAULTS[key])}
    return {**connector, "params": params}


def assert_params(simulator: Simulator, wanted: dict[str, Any]) -> None:
    """These params are stored, by their meaning, and no others."""
    params = stored(simulator)["params"]
    assert set(params) == set(wanted)
    assert {key: value for key, value in params.items() if not equal(key, value, wanted[key])} == {}


@pytest.mark.parametrize("behaviour", sorted({*BEHAVIOURS} - {"replace_masked", "replace_omitted", "put_masked"}))
def test_one_param_alone_is_changed(behaviour: str, simulator: Simulator, life: Life, engine: Engine) -> None:
    """The secret is not given, and the server keeps it. tests/robustness/test_faults.py has servers that would lose it."""
    simulator.reset(**BEHAVIOURS[behaviour])
    engine.run(ONE, **JIRA)
    life.step(ONE, name="Jira", params={"alm_server": "jira.example.org"})
    assert_params(simulator, {**STORED, "alm_server": "jira.example.org"})


def test_only_what_differs_is_sent(life: Life, engine: Engine, simulator: Simulator) -> None:
    engine.run(ONE, **JIRA)
    result = life.step(ONE, **{**JIRA, "inaccessible": True})
    assert result["commands"] == [{"method": "PATCH", "path": "/api/v2/connectors/alm/1/", "body": {"inaccessible": True}}]
    assert result["diff"]["before"]["inaccessible"] is False
    assert result["diff"]["after"]["inaccessible"] is True
    assert_params(simulator, STORED)


def shown_secret(result: dict[str, Any]) -> tuple[str, ...]:
    """The password as the two sides of a diff show it."""
    return tuple(side["params"]["alm_pass"] if side else "" for side in map(result["diff"].__getitem__, ("before", "after")))


@pytest.mark.parametrize(
    ("behaviour", "options", "shown"),
    [
        ("masked", {"params": {"alm_server": "jira.example.org"}}, ("(secret)", "(secret, sent again)")),
        ("defaults", {"params": {"alm_server": "jira.example.org"}}, ("(secret)", "(secret)")),
        ("masked", {"secret_params": {"alm_pass": NEW_PASSWORD}, "update_secrets": "always"}, ("(secret)", "(secret, new)")),
        ("defaults", {"secret_params": {"alm_pass": NEW_PASSWORD}}, ("(secret)", "(secret, new)")),
        ("defaults", {"secret_params": {"alm_pass": NEW_PASSWORD}, "update_secrets": "on_create"}, ("", "")),
        ("defaults", {"state": "absent"}, ("(secret)", "")),
        ("defaults", {"name": "Another"}, ("", "(secret, new)")),
    ],
)
def test_a_diff_shows_what_becomes_of_a_secret(
    behaviour: str, options: dict[str, Any], shown: tuple[str, ...], simulator: Simulator, engine: Engine
) -> None:
    simulator.reset(**BEHAVIOURS[behaviour])
    engine.run(ONE, **JIRA)
    assert shown_secret(engine.run(ONE, True, **{**JIRA, **options})) == shown


@pytest.mark.parametrize("behaviour", HIDING)
def test_a_new_secret_that_the_server_hides(behaviour: str, simulator: Simulator, engine: Engine, life: Life) -> None:
    simulator.reset(**BEHAVIOURS[behaviour])
    engine.run(ONE, **JIRA)
    auto = engine.run(ONE, name="Jira", secret_params={"alm_pass": NEW_PASSWORD})
    assert (auto["changed"], auto["unverified_secrets"]) == (False, ["alm_pass"])
    assert len([warning for warning in engine.warnings if "update_secrets" in warning]) == 1
    assert stored(simulator)["params"]["alm_pass"] == PASSWORD

    predicted = engine.run(ONE, True, name="Jira", secret_params={"alm_pass": NEW_PASSWORD}, update_secrets="always")
    always = engine.run(ONE, name="Jira", secret_params={"alm_pass": NEW_PASSWORD}, update_secrets="always")
    assert (predicted["changed"], predicted["diff"], predicted["commands"]) == (True, always["diff"], always["commands"])
    assert (always["changed"], always["unverified_secrets"]) == (True, [])
    assert_params(simulator, {**STORED, "alm_pass": NEW_PASSWORD})


def test_a_short_secret_under_any_name(simulator: Simulator, life: Life) -> None:
    result = life.step(
        ONE,
        name="GitHub",
        system="github",
        params={"alm_server": "api.github.com", "github_repo_owner": "example"},
        secret_params={"alm_api_token": SHORT, "pin": PASSWORD},
        validate_params="never",
    )
    assert stored(simulator)["params"]["pin"] == PASSWORD
    assert {key for key, value in result["connector"]["params"].items() if value == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"} == {
        "alm_api_token",
        "pin",
    }


def test_params_are_named_as_the_task_names_them(life: Life) -> None:
    result = life.step(
        ONE,
        name="Jira",
        system="jira",
        params={"issue_tracker_server": "jira.example.com", "issue_tracker_user": "bot", "conflict_policy": "issue_tracker"},
        secret_params={"issue_tracker_pass": PASSWORD},
    )
    assert result["connector"]["params"]["issue_tracker_server"] == "jira.example.com"
    assert result["connector"]["params"]["conflict_policy"] == "issue_tracker"
    assert set(result["commands"][0]["body"]["params"]) == {"alm_server", "alm_user", "alm_pass", "conflict_policy"}


def test_clearing_a_param(engine: Engine, life: Life, simulator: Simulator) -> None:
    engine.run(ONE, **JIRA)
    life.step(ONE, name="Jira", params={"alm_priority_map": ""})
    assert stored(simulator)["params"]["alm_priority_map"] == ""


@pytest.mark.parametrize(
    ("behaviour", "where", "empty", "option"),
    pairwise(
        ["defaults", "masked", "omitted", "replace"],
        ["params", "secret_params"],
        ["", " ", None, "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"],
        ["auto", "always", "on_create"],
    ),
)
def test_an_empty_secret_is_not_given(
    behaviour: str, where: str, empty: Any, option: str, simulator: Simulator, engine: Engine, life: Life
) -> None:
    simulator.reset(**BEHAVIOURS[behaviour])
    engine.run(ONE, **JIRA)
    wish = {"name": "Jira", where: {"alm_pass": empty}, "update_secrets": option}
    result = life.step(ONE, changed=False, **wish)
    assert result["unverified_secrets"] == []
    named = option == "always" and str(empty or "").strip() == ""
    assert any("alm_pass is empty and is treated as not set" in warning for warning in engine.warnings) == named
    life.step(ONE, **wish, inaccessible=True)
    assert stored(simulator)["params"]["alm_pass"] == PASSWORD


@pytest.mark.parametrize(
    ("name", "behaviour", "option"),
    pairwise(["alm_pass", "issue_tracker_pass"], ["defaults", "put", "issue_tracker", "clear_if_inaccessible"], ["auto", "always"]),
)
def test_a_secret_that_is_shown_is_cleared_once(
    name: str, behaviour: str, option: str, simulator: Simulator, engine: Engine, life: Life
) -> None:
    simulator.reset(**BEHAVIOURS[behaviour])
    engine.run(ONE, **JIRA, inaccessible=True)
    simulator.change("connectors/alm", 1, params={"alm_server": "x", "alm_user": "y", "alm_pass": PASSWORD, "pin": NEW_PASSWORD})
    result = life.step(ONE, name="Jira", clear_secrets=["pin"], update_secrets=option, validate_params="never")
    assert result["connector"]["params"]["pin"] == ""
    assert stored(simulator)["params"]["pin"] == ""
    simulator.change("connectors/alm", 1, params={"alm_server": "x", "alm_user": "y", "alm_pass": PASSWORD, "alm_api_token": NEW_PASSWORD})
    life.step(ONE, name="Jira", clear_secrets=[name.replace("pass", "api_token")], update_secrets=option, validate_params="never")
    assert stored(simulator)["params"]["alm_api_token"] == ""


@pytest.mark.parametrize("behaviour", ["masked", "masked_tail", "omitted"])
def test_a_hidden_secret_is_cleared_as_update_secrets_says(behaviour: str, simulator: Simulator, engine: Engine) -> None:
    simulator.reset(**BEHAVIOURS[behaviour])
    params = {"alm_server": "x", "alm_user": "y", "alm_pass": PASSWORD, "alm_api_token": NEW_PASSWORD}
    for option, alone, along in (("auto", NEW_PASSWORD, ""), ("always", "", ""), ("on_create", NEW_PASSWORD, NEW_PASSWORD)):
        simulator.reset(**BEHAVIOURS[behaviour])
        simulator.add("connectors/alm", name="Jira", system="jira", params=params)
        wish = {"name": "Jira", "clear_secrets": ["alm_api_token"], "update_secrets": option, "validate_params": "never"}
        result = engine.run(ONE, **wish)
        assert simulator.objects("connectors/alm")[0]["params"]["alm_api_token"] == alone
        assert result["changed"] is (option == "always")
        assert result["unverified_secrets"] == (["alm_api_token"] if option == "auto" else [])
        engine.run(ONE, **wish, inaccessible=True)
        assert simulator.objects("connectors/alm")[0]["params"]["alm_api_token"] == along
        assert simulator.objects("connectors/alm")[0]["params"]["alm_pass"] == PASSWORD


def test_a_secret_to_clear_is_nothing_at_create(life: Life, simulator: Simulator) -> None:
    wish = {**JIRA, "secret_params": {"alm_pass": PASSWORD}, "clear_secrets": ["alm_api_token"], "validate_params": "never"}
    life.step(ONE, **wish)
    assert "alm_api_token" not in stored(simulator)["params"]


BLANKS = {
    " ": "blank",
    "\t": "tab",
    "\n": "line break",
    "\r\n": "line break",
    "\u00a0": "blank",
    "\u3000": "blank",
    "\u2003": "blank",
    "\u200b": "invisible character",
    "\ufeff": "invisible character",
    "\x00": "invisible character",
    "\x1f": "blank",
    "\u2028": "line break",
    "\x85": "line break",
    "\u00ad": "invisible character",
    "\x7f": "invisible character",
}


#: Every blank where a connector is created; every operation, on a server that trims names and on one that does not, with one of them.
WRITTEN = (
    [("create", True, blank) for blank in BLANKS]
    + [(operation, trims, "\t") for operation in ("rename", "rename by id") for trims in (True, False)]
    + [("create", False, " ")]
)


@pytest.mark.parametrize(("operation", "trims", "blank"), WRITTEN, ids=ascii)
def test_a_name_with_a_blank_at_its_end_is_refused_where_it_would_be_written(
    operation: str, trims: bool, blank: str, engine: Engine, simulator: Simulator
) -> None:
    simulator.reset(trim_names=trims)
    engine.run(ONE, **{**JIRA, "name": "Old"})
    simulator.journal(clear=True)
    for name, where in ((f"Jira{blank}", "ends"), (f"{blank}Jira", "begins")):
        wish = {
            "create": {**JIRA, "name": name},
            "rename": {"name": name, "previous_names": ["Old"]},
            "rename by id": {"id": 1, "name": name},
        }
        failures = [engine.fails(ONE, check_mode, **wish[operation])["msg"] for check_mode in (True, False)]
        assert failures[0] == failures[1]
        assert f": name: {name!r} {where} with a{'n' if BLANKS[blank][0] == 'i' else ''} {BLANKS[blank]}" in failures[0]
    assert simulator.writes() == []


def test_a_name_with_a_blank_that_is_only_looked_up_can_be_cured(engine: Engine, simulator: Simulator, life: Life) -> None:
    simulator.reset(trim_names=False)
    simulator.add("connectors/alm", name="Jira ", system="jira", params={"alm_server": "x", "alm_user": "y", "alm_pass": PASSWORD})
    gathered = engine.run(MANY, state="gathered")["gathered"]
    assert gathered[0]["name"] == "Jira "
    life.step(MANY, changed=False, config=gathered)
    life.step(ONE, name="Jira ", inaccessible=True)
    life.step(ONE, name="Jira", previous_names=["Jira "])
    assert stored(simulator)["name"] == "Jira"
    simulator.add("connectors/alm", name="Other\t", system="jira", params={})
    life.step(ONE, name="Other\t", state="absent")


@pytest.mark.parametrize("result", ["fail_200", "fail_400"])
@pytest.mark.parametrize("check_mode", [True, False])
def test_a_failed_test_keeps_the_write_back(result: str, check_mode: bool, engine: Engine, simulator: Simulator) -> None:
    simulator.behave(test_result=result)
    failed = engine.fails(ONE, check_mode, **JIRA, test_connection="on_change")
    assert "connectivity test failed" in failed["msg"]
    assert "connection refused" in failed["msg"]
    assert simulator.writes() == []


@pytest.mark.parametrize(
    "secret",
    [
        "-----BEGIN KEY-----\nMIIinventedMIIinvented\n\nAAinventedAA==\n-----END KEY-----\n",
        "two  blanks and\ta tab",
        'with "quotes" and \\ and <angles> & more',
        "p\u00e4ssw\u00f6rt-invented",
        "Ab3xY9qKw0Z7" * 60,
    ],
    ids=["lines", "blanks", "signs", "letters", "long"],
)
@pytest.mark.parametrize("how", ["json", "text", "page", "repr"])
def test_a_secret_that_a_refusal_quotes_is_not_told(secret: str, how: str, engine: Engine, simulator: Simulator) -> None:
    quoted = {
        "json": {"json": {"params": {"alm_pass": [f"Not a valid value: {secret}"]}}},
        "text": {"headers": {"Content-Type": "text/plain"}, "body": f"Not a valid value: {secret}"},
        "page": {"headers": {"Content-Type": "text/html"}, "body": f"<html><title>{html.escape(secret)}</title></html>"},
        "repr": {"headers": {"Content-Type": "text/plain"}, "body": "KeyError in " + json.dumps({"params": {"alm_pass": secret}})[:-1]},
    }
    simulator.fault(kind="status", status=400, method="POST", **quoted[how])
    failed = engine.fails(ONE, **{**JIRA, "secret_params": {"alm_pass": secret}})
    told = json.dumps(failed, ensure_ascii=False)
    pieces = [piece[:8] for piece in re.split(r"[^\w]+", secret) if len(piece) > 4]
    assert "answered 400" in failed["msg"]
    assert not [piece for piece in pieces if piece in told], told


@pytest.mark.parametrize("behaviour", ["defaults", "issue_tracker", "issue_tracker_paths"])
def test_the_connectivity_test(behaviour: str, engine: Engine, simulator: Simulator) -> None:
    simulator.reset(**BEHAVIOURS[behaviour])

    def tests() -> int:
        entries = simulator.journal(clear=True)
        return len([entry for entry in entries if entry["status"] == 200 and "/connectors/test" in entry["path"]])

    engine.run(ONE, True, **JIRA, test_connection="on_change")
    assert tests() == 1
    engine.run(ONE, **JIRA, test_connection="on_change")
    assert tests() == 1
    engine.run(ONE, **JIRA, test_connection="on_change")
    assert tests() == 0
    assert not engine.run(ONE, **JIRA, test_connection="always")["changed"]
    assert tests() == 1
    engine.run(ONE, **JIRA, test_connection="never", inaccessible=True)
    assert tests() == 0
    for changed in (True, False):
        assert engine.run(ONE, **JIRA, test_connection="always", state="absent")["changed"] is changed
        assert tests() == 0


@pytest.mark.parametrize("body", ["null", "{}", ""])
def test_a_test_that_says_nothing(body: str, engine: Engine, simulator: Simulator) -> None:
    simulator.fault(kind="status", status=200, method="POST", path="connectors/testalm/", body=body)
    assert "connectivity test failed: it gave no reason" in engine.fails(ONE, **JIRA, test_connection="always")["msg"]
    assert simulator.writes() == []


def test_a_server_without_the_test(engine: Engine, simulator: Simulator) -> None:
    simulator.behave(test_endpoint="absent")
    assert "has no connectivity test" in engine.fails(ONE, **JIRA, test_connection="always")["msg"]
    assert simulator.writes() == []


def test_the_system_of_a_predicted_connector(engine: Engine, simulator: Simulator) -> None:
    predicted, made = (engine.run(ONE, check_mode, **JIRA)["connector"] for check_mode in (True, False))
    assert predicted["system"] == {"id": "jira"}
    assert made["system"]["id"] == "jira"
    assert "id" not in predicted


@pytest.mark.parametrize("check_mode", [True, False])
def test_names_of_params_are_checked(check_mode: bool, engine: Engine, simulator: Simulator) -> None:
    wrong = {**JIRA, "params": {"alm_sever": "jira.example.com"}}
    failed = engine.fails(ONE, check_mode, **wrong, validate_params="strict")
    assert "no param 'alm_sever'" in failed["msg"]
    assert "did you mean 'alm_server'" in failed["msg"]
    assert "requires alm_server, alm_user too" in failed["msg"]
    assert simulator.writes() == []
    engine.run(ONE, True, **wrong)
    assert any("did you mean 'alm_server'" in warning for warning in engine.warnings)
    engine.run(ONE, True, **wrong, validate_params="never")
    assert engine.warnings == []


@pytest.mark.parametrize("text", ['["a",' * 100, '{"a":' * 150 + "1" + "}" * 150], ids=["brackets", "objects"])
def test_a_param_that_looks_like_deeply_nested_json_is_text(text: str, simulator: Simulator, engine: Engine) -> None:
    options = {**JIRA, "params": {**JIRA["params"], "alm_custom_fields": text}}
    assert engine.run(ONE, **options)["changed"]
    assert stored(simulator)["params"]["alm_custom_fields"] == text
    assert not engine.run(ONE, **options)["changed"]
    assert engine.run(ONE, **{**options, "params": {"alm_custom_fields": text + "["}})["changed"]


def test_a_param_that_is_nested_too_deeply_is_refused(engine: Engine) -> None:
    value: Any = "x"
    for _level in range(60):
        value = [value]
    failed = engine.fails(ONE, **{**JIRA, "params": {"alm_custom_fields": value}})
    assert failed["msg"] == "params: alm_custom_fields is nested more than 50 levels"


def test_an_empty_secret_at_a_create_is_named(simulator: Simulator, engine: Engine) -> None:
    engine.run(ONE, True, **{**JIRA, "secret_params": {"alm_pass": ""}})
    assert any("alm_pass is empty and is treated as not set" in warning for warning in engine.warnings)
    assert simulator.objects("connectors/alm") == []


@pytest.mark.parametrize("check_mode", [True, False])
def test_what_is_no_secret_is_not_cleared_as_one(check_mode: bool, simulator: Simulator, engine: Engine) -> None:
    engine.run(ONE, **JIRA)
    before = simulator.objects("connectors/alm")
    failed = engine.fails(ONE, check_mode, name="Jira", clear_secrets=["jira_version", "alm_pass", "alm_server"])
    assert failed["msg"].startswith("connector 'Jira': clear_secrets: alm_server, jira_version is not a secret; ")
    assert simulator.objects("connectors/alm") == before


def test_a_misspelt_secret_to_clear_is_named(engine: Engine) -> None:
    engine.run(ONE, **JIRA)
    assert not engine.run(ONE, name="Jira", clear_secrets=["alm_pasword"])["changed"]
    assert any("did you mean 'alm_pass'" in warning for warning in engine.warnings)
    assert "'alm_pasword'" in engine.fails(ONE, name="Jira", clear_secrets=["alm_pasword"], validate_params="strict")["msg"]


def test_exists_creates_and_never_touches(simulator: Simulator, life: Life, engine: Engine) -> None:
    created = life.step(ONE, **JIRA, state="exists")
    assert created["connector"]["name"] == "Jira"
    moved = {**JIRA, "params": {"alm_server": "jira.example.org"}, "secret_params": {"alm_pass": "another-Passw0rd"}}
    for check_mode in (True, False):
        untouched = engine.run(ONE, check_mode, **moved, state="exists", update_secrets="always")
        assert not untouched["changed"]
        assert untouched["connector"]["id"] == created["connector"]["id"]
    assert simulator.objects("connectors/alm")[0]["params"]["alm_server"] == JIRA["params"]["alm_server"]
    assert engine.run(ONE, **moved)["changed"]


@pytest.mark.parametrize("update_secrets", ["auto", "always", "on_create"])
def test_a_patch_that_is_refused_without_a_warning_becomes_a_put_with_the_given_secret(
    update_secrets: str, simulator: Simulator, engine: Engine
) -> None:
    """The server names its methods nowhere before."""
    engine.run(ONE, **JIRA)
    simulator.behave(secrets="omitted", connectors_update="both")
    simulator.fault(kind="status", status=405, method="PATCH")
    moved = {**JIRA, "params": {**JIRA["params"], "alm_server": "jira.example.org"}}
    result = engine.run(ONE, **moved, update_secrets=update_secrets)
    assert [command["method"] for command in result["commands"]] == ["PUT"]
    params = simulator.objects("connectors/alm")[0]["params"]
    assert {key: params[key] for key in ("alm_server", "alm_pass")} == {"alm_server": "jira.example.org", "alm_pass": PASSWORD}


def test_a_put_that_would_lose_a_secret_is_refused_after_the_patch_was(simulator: Simulator, engine: Engine) -> None:
    engine.run(ONE, **JIRA)
    simulator.behave(secrets="masked", connectors_update="both")
    simulator.fault(kind="status", status=405, method="PATCH")
    before = simulator.objects("connectors/alm")
    failed = engine.fails(ONE, name="Jira", params={"alm_server": "jira.example.org"})
    assert "secret_params: this server replaces the whole object and hides alm_pass" in failed["msg"]
    assert simulator.objects("connectors/alm") == before


@pytest.mark.parametrize(("status", "answer"), [(400, {"name": ["This name is already taken."]}), (409, {"detail": "Conflict."})])
def test_a_connector_that_another_run_creates_meanwhile_is_found_and_brought_in_line(
    status: int, answer: Any, simulator: Simulator, engine: Engine
) -> None:
    simulator.behave(read_lag=2)
    simulator.fault(kind="status_after", status=status, json=answer, method="POST")
    assert engine.run(ONE, **JIRA)["connector"]["id"] == 1
    assert len(simulator.objects("connectors/alm")) == 1


def test_a_connector_in_use_is_kept_where_projects_cannot_be_read(organised: Simulator, engine: Engine) -> None:
    organised.add("connections/alm", alias="Jira PAY", connector=1, project=1, params={"alm_project": "PAY"})
    organised.fault(kind="status", status=403, path="projects/", times=9)
    assert "'Jira PAY' (1) of project 1; move" in engine.fails(MANY, config=[{"name": "Jira"}], state="deleted")["msg"]


@pytest.mark.parametrize("state", ["overridden", "deleted"])
def test_a_connector_in_use_is_kept(state: str, organised: Simulator, engine: Engine) -> None:
    organised.add("connections/alm", alias="Jira PAY", connector=1, project=1, params={"alm_project": "PAY"})
    config = [GITHUB] if state == "overridden" else [{"name": "Jira"}]
    failed = engine.fails(MANY, config=config, state=state)
    assert "used by 1 connection: " in failed["msg"]
    assert "'Jira PAY' (1) of project 'Payments' (1)" in failed["msg"]
    assert organised.writes() == []


def test_a_hidden_param_that_nobody_calls_secret_is_named(simulator: Simulator, engine: Engine) -> None:
    simulator.reset(secrets="masked", masked_params="alm_user,alm_server")
    config = {**JIRA, "params": {"alm_user": "bot"}, "secret_params": {"alm_pass": PASSWORD, "alm_server": "jira.example.com"}}
    engine.run(MANY, config=[config])
    (hidden,) = engine.run(MANY, config=[config])["unverified_secrets"]
    assert hidden == {"item": "connector 'Jira'", "params": ["alm_pass", "alm_server", "alm_user"], "plain": ["alm_user"]}
    (hidden,) = engine.run(MANY, config=[{**config, "update_secrets": "on_create"}])["unverified_secrets"]
    assert hidden == {"item": "connector 'Jira'", "params": ["alm_user"], "plain": ["alm_user"]}


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
    gathered = engine.run(MANY, state="gathered")["gathered"]
    assert gathered[0]["name"] == "Jira jira.example.com"
    assert gathered[0]["params"][_server_key(gathered[0]["params"])] == "jira.example.com"
    assert engine.run(MANY, True, config=gathered)["commands"] == []
    result = engine.run(MANY, config=gathered)
    assert not result["changed"]
    assert simulator.writes() == []
    if (name, behaviour) == ("our placeholder", "put"):  # what an earlier version stored there cannot be sent back
        assert "hides x; give it" in engine.fails(MANY, config=[{**gathered[0], "inaccessible": True}])["msg"]
        return
    changed = engine.run(MANY, config=[{**gathered[0], "inaccessible": True}])
    assert changed["commands"][0]["path"].endswith("/1/")
    stored = simulator.objects("connectors/alm")
    assert stored[0]["params"].items() >= before[0]["params"].items()
    if name != "our placeholder":
        assert "NO_LOG" not in json.dumps(stored)


@pytest.mark.parametrize("behaviour", ["put", "replace"])
def test_a_given_value_that_looks_like_a_mask_is_kept_by_an_update(behaviour: str, simulator: Simulator, engine: Engine) -> None:
    simulator.reset(**BEHAVIOURS[behaviour])
    params = {**JIRA["params"], "alm_pass": "xx", "title_format": "***$title***"}
    given = {**JIRA, "params": params, "secret_params": {"webhook_url": "set"}}
    engine.run(MANY, config=[given])
    before = simulator.objects("connectors/alm")[0]["params"]
    changed = {**given, "params": {**given["params"], "jira_version": "9"}}
    assert engine.run(MANY, config=[changed])["changed"]
    assert simulator.objects("connectors/alm")[0]["params"].items() >= {**before, "jira_version": "9"}.items()
    assert not engine.run(MANY, config=[changed])["changed"]


@pytest.mark.parametrize("mask", ["********", "\u2022\u2022\u2022", "<hidden>", "sk-...abcd"])
def test_what_may_be_a_mask_is_not_given_back_as_a_value(mask: str, simulator: Simulator, engine: Engine) -> None:
    """An object that was gathered, given back to another server or with another change, never carries the mask along."""
    simulator.reset(masked_params="webhook_url", mask=json.dumps(mask))
    params = {**JIRA["params"], "webhook_url": "https://example.com/hook"}
    simulator.add("connectors/alm", name="Jira", system="jira", params=params)
    (gathered,) = engine.run(MANY, state="gathered")["gathered"]
    assert gathered["left_out"] == ["webhook_url"]
    assert mask not in json.dumps(gathered, ensure_ascii=False)
    assert engine.run(MANY, config=[{**gathered, "inaccessible": True}])["changed"]
    assert simulator.objects("connectors/alm")[0]["params"] == params
    simulator.reset()
    del gathered["id"]
    gathered["params"]["alm_pass"] = "another-Passw0rd-41c7"
    engine.run(MANY, config=[gathered])
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
    engine.run(MANY, config=[JIRA])
    simulator.behave(**switch)
    before = simulator.objects("connectors/alm")
    predicted = engine.fails(MANY, True, config=config, state=state)
    assert "this server does not let connectors be" in predicted["msg"]
    assert engine.fails(MANY, config=config, state=state)["msg"] == predicted["msg"]
    assert simulator.objects("connectors/alm") == before
    assert not [entry for entry in simulator.writes() if entry["method"] != "POST" or entry["status"] != 201]


def test_connections_that_an_earlier_task_removes_do_not_keep_their_connector_in_check_mode(organised: Simulator, engine: Engine) -> None:
    connector = organised.objects("connectors/alm")[0]
    used = organised.add("connections/alm", alias="Jira PAY", connector=connector["id"], project=1, params={"alm_project": "PAY"})
    entry = {"name": connector["name"]}
    assert "is used by 1 connection" in engine.fails(MANY, True, config=[entry], state="deleted")["msg"]
    predicted = engine.run(MANY, True, config=[entry], state="deleted", assume_removed=[used["id"]])
    assert [command["method"] for command in predicted["commands"]] == ["DELETE"]
    assert "is used by 1 connection" in engine.fails(MANY, config=[entry], state="deleted", assume_removed=[used["id"]])["msg"]
    organised.remove("connections/alm", used["id"])
    done = engine.run(MANY, config=[entry], state="deleted", assume_removed=[used["id"]])
    assert done["commands"] == predicted["commands"]


@pytest.mark.parametrize("behaviour", MIXED)
def test_life(behaviour: str, furnished: Simulator, life: Life) -> None:
    assert_life_of_one("sde_alm_connector", behaviour, furnished, life)
