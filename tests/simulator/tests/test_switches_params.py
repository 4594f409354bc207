# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The switches about params: how they are shown, and what a write does to them."""

from __future__ import annotations

import pytest

SECRET = "hunter-23456789"
MISSING = object()
NEW_JIRA = {"name": "Other", "system": {"id": "jira"}}
LOGIN = {"alm_server": "other.example.com", "alm_user": "bot", "alm_pass": "other-secret"}


@pytest.mark.parametrize(
    ("switch", "value", "shown"),
    [
        ("secrets", "clear", SECRET),
        ("secrets", "masked", "********"),
        ("secrets", "masked_tail", "****6789"),
        ("secrets", "placeholder", "<hidden>"),
        ("secrets", "null", None),
        ("secrets", "empty", ""),
        ("secrets", "omitted", MISSING),
        ("secrets", "clear_if_inaccessible", MISSING),
    ],
)
def test_secrets_in_reads(simulator, call, jira, switch, value, shown):
    simulator.behave(**{switch: value})
    reads = [call.read("connectors/alm/1/"), call.read("connections/alm/1/"), *call.read("connections/alm/")["results"]]
    assert [read["params"].get("alm_pass", MISSING) for read in reads] == [shown] * 3
    answer = call("PATCH", "connectors/alm/1/", {"params": {"alm_user": "other"}}).json()
    assert answer["params"].get("alm_pass", MISSING) == shown
    assert simulator.objects("connectors/alm")[0]["params"]["alm_pass"] == SECRET


def test_secrets_clear_for_the_inaccessible(simulator, call, jira):
    simulator.behave(secrets="clear_if_inaccessible")
    simulator.change("connectors/alm", 1, inaccessible=True)
    assert call.read("connectors/alm/1/")["params"]["alm_pass"] == SECRET
    assert call.read("connections/alm/1/")["params"]["alm_pass"] == SECRET


@pytest.mark.parametrize(("switch", "value"), [("secret_placeholder", "(set)")])
def test_placeholder(simulator, call, jira, switch, value):
    simulator.behave(**{"secrets": "placeholder", switch: value})
    assert call.read("connectors/alm/1/")["params"]["alm_pass"] == value


@pytest.mark.parametrize(("switch", "value"), [("masked_params", "alm_user"), ("masked_params", "alm_pass,alm_user")])
def test_masked_params(simulator, call, jira, switch, value):
    simulator.behave(**{switch: value})
    params = call.read("connectors/alm/1/")["params"]
    assert [name for name, shown in params.items() if shown == "********"] == value.split(",")[::-1]


@pytest.mark.parametrize(
    ("switch", "value", "shown"),
    [("mask", "true", True), ("mask", '"***"', "***"), ("mask", '{"masked": true}', {"masked": True}), ("mask", "(set)", "(set)")],
)
def test_mask(simulator, call, jira, switch, value, shown):
    simulator.behave(**{"masked_params": "alm_pass,alm_user", switch: value})
    params = call.read("connectors/alm/1/")["params"]
    assert [params[name] for name in ("alm_pass", "alm_user")] == [shown] * 2
    assert params["alm_server"] != shown


@pytest.mark.parametrize(
    ("switch", "value", "shown"), [("write_answer_secrets", "same", "********"), ("write_answer_secrets", "clear", "s")]
)
def test_secrets_in_answers_to_writes(simulator, call, jira, switch, value, shown):
    simulator.behave(**{"secrets": "masked", switch: value})
    answer = call("PATCH", "connectors/alm/1/", {"params": {"alm_pass": "s"}}).json()
    assert answer["params"]["alm_pass"] == shown
    assert call.read("connectors/alm/1/")["params"]["alm_pass"] == "********"


def test_mask_written_back_is_stored(simulator, call, jira):
    simulator.behave(secrets="masked")
    read = call.read("connectors/alm/1/")
    call("PATCH", "connectors/alm/1/", {"params": read["params"]})
    assert simulator.objects("connectors/alm")[0]["params"]["alm_pass"] == "********"


def test_secrets_of_unknown_params_are_hidden_too(simulator, call, jira):
    simulator.behave(secrets="masked")
    params = {"proxy_password": "p", "client_private_key": "k", "token_kind": "x"}
    call("PATCH", "connectors/alm/1/", {"params": params})
    shown = call.read("connectors/alm/1/")["params"]
    assert (shown["proxy_password"], shown["client_private_key"], shown["token_kind"]) == ("********", "********", "x")


@pytest.mark.parametrize(
    ("switch", "value", "left"),
    [
        ("patch_params", "merge", {"alm_project": "NEW", "alm_context": "x"}),
        ("patch_params", "replace", {"alm_project": "NEW"}),
    ],
)
def test_patch(simulator, call, jira, switch, value, left):
    simulator.behave(**{switch: value})
    assert call("PATCH", "connections/alm/1/", {"params": {"alm_project": "NEW"}}).status_code == 200
    assert simulator.objects("connections/alm")[0]["params"] == left


def test_replaced_params_return_to_their_defaults(simulator, call, jira):
    simulator.behave(patch_params="replace")
    call("PATCH", "connectors/alm/1/", {"params": LOGIN})
    shown = call.read("connectors/alm/1/")["params"]
    assert shown["title_format"] == "$task_id $title"
    assert "sde_tags_filter" not in shown


@pytest.mark.parametrize(
    ("switch", "value", "status", "left"),
    [("replace_keeps_secrets", "true", 200, SECRET), ("replace_keeps_secrets", "false", 400, SECRET)],
)
@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_replace_without_the_secret(simulator, call, jira, method, switch, value, status, left):
    simulator.behave(**{"patch_params": "replace", "connectors_update": "both", switch: value})
    params = {"alm_server": "new.example.com", "alm_user": "bot"}
    response = call(method, "connectors/alm/1/", {**NEW_JIRA, "params": params})
    assert response.status_code == status
    assert simulator.objects("connectors/alm")[0]["params"]["alm_pass"] == left
    if status == 400:
        assert response.json() == {"params": {"alm_pass": ["This field is required."]}}


@pytest.mark.parametrize(
    ("switch", "value", "status", "stored"),
    [
        ("unknown_params", "stored", 201, True),
        ("unknown_params", "dropped", 201, False),
        ("unknown_params", "refused", 400, None),
    ],
)
def test_unknown_params(simulator, call, switch, value, status, stored):
    simulator.behave(**{switch: value})
    response = call("POST", "connectors/alm/", {**NEW_JIRA, "params": {**LOGIN, "nonsense": "1"}})
    assert response.status_code == status
    if stored is None:
        assert response.json() == {"params": {"nonsense": ["Unknown parameter."]}}
        assert simulator.objects("connectors/alm") == []
    else:
        assert ("nonsense" in simulator.objects("connectors/alm")[0]["params"]) is stored


@pytest.mark.parametrize(
    ("switch", "value", "status", "user"),
    [
        ("inherited_params", "stored", 200, "own"),
        ("inherited_params", "ignored", 200, "bot"),
        ("inherited_params", "refused", 400, "bot"),
    ],
)
def test_inherited_params(simulator, call, jira, switch, value, status, user):
    simulator.behave(**{switch: value})
    assert call("PATCH", "connections/alm/1/", {"params": {"alm_user": "own"}}).status_code == status
    assert call.read("connections/alm/1/")["params"]["alm_user"] == user


@pytest.mark.parametrize(
    ("switch", "value", "stored"),
    [("normalise", "none", (" a.example.com ", "a, b")), ("normalise", "strip", ("a.example.com", "a,b"))],
)
def test_normalise(simulator, call, jira, switch, value, stored):
    simulator.behave(**{switch: value})
    call("PATCH", "connectors/alm/1/", {"params": {"alm_server": " a.example.com ", "sde_tags_filter": "a, b"}})
    params = simulator.objects("connectors/alm")[0]["params"]
    assert (params["alm_server"], params["sde_tags_filter"]) == stored


@pytest.mark.parametrize(
    ("switch", "value", "errors"),
    [
        ("param_errors", "nested", {"params": {"alm_pass": ["This field is required."]}}),
        ("param_errors", "flat", {"alm_pass": ["This field is required."]}),
        ("param_errors", "list", {"params": ["alm_pass: This field is required."]}),
    ],
)
def test_shape_of_param_errors(simulator, call, switch, value, errors):
    simulator.behave(**{switch: value})
    response = call("POST", "connectors/alm/", {**NEW_JIRA, "params": {"alm_server": "a", "alm_user": "b"}})
    assert (response.status_code, response.json()) == (400, errors)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"alm_custom_fields": "x" * 1025}, "Ensure this field has no more than 1024 characters."),
        ({"alm_method": "gopher"}, '"gopher" is not a valid choice.'),
        ({"sde_min_priority": 11}, '"11" is not a valid choice.'),
        ({"alm_server": ""}, "This field may not be blank."),
    ],
)
def test_refused_values(call, jira, params, message):
    response = call("PATCH", "connectors/alm/1/", {"params": params})
    assert (response.status_code, response.json()) == (400, {"params": {next(iter(params)): [message]}})


@pytest.mark.parametrize(
    ("switch", "path", "value", "shown"),
    [
        (switch, path, value, shown)
        for switch, path in (
            ("params_visible", "connections/alm/1/"),
            ("connector_params_visible", "connectors/alm/1/"),
        )
        for value, shown in (("absent", MISSING), ("null", None), ("empty", {}))
    ],
)
def test_hidden_params(simulator, call, jira, switch, path, value, shown):
    other = "connectors/alm/1/" if switch == "params_visible" else "connections/alm/1/"
    assert call.read(path)["params"]
    simulator.behave(**{switch: value})
    assert call.read(path).get("params", MISSING) == shown
    assert call.read(other)["params"]
    assert call("PATCH", path, {"params": {"alm_context": "written"}}).status_code == 200


def test_hidden_params_of_jobs(simulator, call, jira):
    simulator.behave(params_visible="absent")
    assert "params" not in call("POST", "jobs/alm/", {"connection": 1}).json()["connection"]


@pytest.mark.parametrize(
    ("switch", "value", "shown"),
    [
        ("echo", "as_is", (7, True, "a,b")),
        ("echo", "text", ("7", "true", "a,b")),
        ("echo", "reordered", (7, "True", "b,a")),
    ],
)
def test_echo(simulator, call, jira, switch, value, shown):
    simulator.behave(**{switch: value})
    params = call.read("connections/alm/1/")["params"]
    assert (params["sde_min_priority"], params["alm_validate_cert"], params["sde_tags_filter"]) == shown


@pytest.mark.parametrize(
    ("switch", "value", "shown"),
    [("last_successful_run", "absent", None), ("last_successful_run", "shown", "2026-01-02T03:04:05.000Z")],
)
def test_last_successful_run(simulator, call, jira, switch, value, shown):
    simulator.behave(**{switch: value})
    job = {"connection": 1, "ready": True}
    simulator.add("jobs/alm", succeeded=True, last_run="2026-01-02T03:04:05Z", **job)
    simulator.add("jobs/alm", succeeded=False, last_run="2026-02-02T03:04:05Z", **job)
    assert call.read("connections/alm/1/")["params"].get("last_successful_run") == shown


def test_connection_shows_what_it_inherits_and_stores_what_it_owns(simulator, call, jira):
    shown = call.read("connections/alm/1/")["params"]
    assert (shown["alm_server"], shown["alm_title_format"]) == ("jira.example.com", "$title")
    assert shown["sde_min_priority"] == 7
    added = [shown[name] for name in ("sde_project", "sde_application", "sde_businessunit")]
    assert added == ["Shop", "Demo Application", "General"]
    call("PATCH", "connections/alm/1/", {"params": {"sde_project": "no", "alm_title_format": "$title $context"}})
    own = simulator.objects("connections/alm")[0]["params"]
    assert own == {"alm_project": "SHOP", "alm_context": "x", "alm_title_format": "$title $context"}
    assert call.read("connections/alm/1/")["params"]["alm_title_format"] == "$title $context"


@pytest.mark.parametrize(("switch", "value"), [("param_prefix", "alm"), ("param_prefix", "issue_tracker")])
def test_param_prefix(simulator, call, jira, switch, value):
    simulator.behave(**{switch: value})
    prefix, other = (value, "issue_tracker") if value == "alm" else (value, "alm")
    shown = call.read("connections/alm/1/")["params"]
    assert shown[f"{prefix}_server"] == "jira.example.com"
    assert shown["conflict_policy"] == prefix
    assert f"{prefix}_title_format" in shown
    assert not [name for name in shown if name.startswith(f"{other}_")]
    assert "title_format" in call.read("connectors/alm/1/")["params"]
    params = {f"{prefix}_server": "new.example.com", "conflict_policy": prefix}
    assert call("PATCH", "connectors/alm/1/", {"params": params}).status_code == 200
    stored = simulator.objects("connectors/alm")[0]["params"]
    assert (stored["alm_server"], stored["conflict_policy"]) == ("new.example.com", "alm")
    wrong = call("POST", "connectors/alm/", {**NEW_JIRA, "params": {f"{other}_server": "x", "conflict_policy": other}})
    errors = wrong.json()["params"]
    assert errors[f"{prefix}_server"] == ["This field is required."]
    assert errors["conflict_policy"] == [f'"{other}" is not a valid choice.']
    fields = [field for section in call.read("plugins/alm/jira/")["sections"] for field in section["fields"]]
    assert [field["field_type"] for field in fields if field["name"] == f"{prefix}_pass"] == ["masked_string"]
    assert [field["default"] for field in fields if field["name"] == "conflict_policy"] == [prefix]


MAPPING = {"TODO": {"open": ["To Do"]}, "DONE": {"closed": "Done"}}


@pytest.mark.parametrize(("switch", "value", "described"), [("data_params", "described", True), ("data_params", "undescribed", False)])
def test_params_that_are_objects_and_lists(simulator, call, jira, switch, value, described):
    simulator.behave(**{switch: value})
    data = {"alm_status_mapping": MAPPING, "alm_status_order": [["a"], "b"]}
    for path in ("connectors/alm/1/", "connections/alm/1/"):
        assert call("PATCH", path, {"params": data}).status_code == 200
        assert {name: call.read(path)["params"][name] for name in data} == data
        for name, text in (("alm_status_mapping", "{}"), ("alm_status_mapping", ""), ("alm_status_order", "a,b"), ("alm_status_order", {})):
            answer = call("PATCH", path, {"params": {name: text}})
            assert answer.status_code == 400
            assert "Expected a" in answer.json()["params"][name][0]
        assert {name: call.read(path)["params"][name] for name in data} == data
    types = {row["name"]: row["field_type"] for section in call.read("plugins/alm/jira/")["sections"] for row in section["fields"]}
    assert [types.get(name) for name in data] == (["object", "list"] if described else [None, None])


@pytest.mark.parametrize(("switch", "value"), [("data_params", "absent")])
def test_params_that_are_objects_are_unknown_by_default(simulator, call, jira, switch, value):
    simulator.behave(**{switch: value})
    assert call("PATCH", "connectors/alm/1/", {"params": {"alm_status_mapping": "{}"}}).json()["params"]["alm_status_mapping"] == "{}"


SYSTEMS_OF_TODAY = {"tfs", "gitlab", "servicenow", "versionone", "pivotal_tracker", "acme_tracker"}
OLD = {"jira_done_statuses", "jira_close_transition", "jira_reopen_transition"}


def described(call, system):
    """The params of a system by name, as the plugin describes them."""
    return {row["name"]: row for section in call.read(f"plugins/alm/{system}/")["sections"] for row in section["fields"]}


@pytest.mark.parametrize(
    ("switch", "value", "status"),
    [("status_mappings", "absent", 201), ("status_mappings", "offered", 201), ("status_mappings", "required", 400)],
)
def test_status_mappings_replace_the_params_for_statuses(simulator, call, switch, value, status):
    simulator.behave(**{switch: value})
    params = {"alm_server": "x", "alm_user": "y", "alm_pass": "z"}
    created = call("POST", "connectors/alm/", {"name": "Jira", "system": {"id": "jira"}, "params": params})
    assert created.status_code == status
    if status == 400:
        assert created.json() == {"params": {"alm_status_mapping": ["This field is required."]}}
        params["alm_status_mapping"] = MAPPING
        assert call("POST", "connectors/alm/", {"name": "Jira", "system": {"id": "jira"}, "params": params}).status_code == 201
    names = set(described(call, "jira"))
    assert names & OLD == (OLD if value == "absent" else set())
    assert ("alm_status_mapping" in names) is (value != "absent")
    assert "versionone_done_statuses" in described(call, "versionone")


def test_systems_of_today(simulator, call):
    assert described(call, "acme_tracker")["acme_fields"]["field_type"] == "string"
    simulator.behave(data_params="described")
    assert {plugin["id"] for plugin in call.read("plugins/alm/")["results"]} >= SYSTEMS_OF_TODAY
    assert described(call, "acme_tracker")["acme_fields"]["field_type"] == "object"


@pytest.mark.parametrize(("system", "mode"), [("jira", "basic"), ("rally", "basic"), ("github", "api_token")])
def test_auth_modes(simulator, call, system, mode):
    simulator.behave(param_prefix="issue_tracker")
    row = described(call, system)["issue_tracker_auth_mode"]
    assert (row["default"], mode in str(row["options"])) == (mode, True)
