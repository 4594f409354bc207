# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the simulator does beyond the positions of its switches; tests/modules/doctor_switches.py has a row for each of those."""

from __future__ import annotations

import pytest

from tests.simulator.behaviour import UNKNOWN

LOGIN = {"alm_server": "a.example.com", "alm_user": "bot", "alm_pass": "invented"}
CONNECTOR = {"name": "New", "system": {"id": "jira"}, "params": LOGIN}
CONNECTION = {"alias": "New", "connector": 1, "project": 1, "params": {"alm_project": "P"}}
SYSTEMS_OF_TODAY = {"tfs", "gitlab", "servicenow", "versionone", "pivotal_tracker", "acme_tracker"}


def params_of(simulator):
    """The params of the connector that is stored."""
    return simulator.objects("connectors/alm")[0]["params"]


def described(call, system):
    """The params of a system by name, as the plugin describes them."""
    return {row["name"]: row for section in call.read(f"plugins/alm/{system}/")["sections"] for row in section["fields"]}


def test_put_replaces(simulator, call, jira):
    simulator.behave(connectors_update="put", connections_update="put")
    simulator.change("connections/alm", 1, frequency="daily", debug_mode=True)
    simulator.change("connectors/alm", 1, inaccessible=True)
    call("PUT", "connections/alm/1/", CONNECTION)
    call("PUT", "connectors/alm/1/", CONNECTOR)
    connection, connector = simulator.objects("connections/alm")[0], simulator.objects("connectors/alm")[0]
    assert [connection[key] for key in ("frequency", "debug_mode", "params")] == ["manually", False, {"alm_project": "P"}]
    assert (connector["inaccessible"], connector["params"]) == (False, LOGIN)
    partial = call("PUT", "connections/alm/1/", {"params": {}})
    assert (partial.status_code, set(partial.json())) == (400, {"alias", "connector", "project"})


def test_a_connectivity_test_checks_as_a_create_and_stores_nothing(simulator, call, jira):
    for plural, body in (("connectors", CONNECTOR), ("connections", CONNECTION)):
        response = call("POST", f"{plural}/testalm/", body)
        assert (response.status_code, response.json()) == (200, {"success": True})
        assert len(simulator.objects(f"{plural}/alm")) == 1
    missing = call("POST", "connectors/testalm/", {**CONNECTOR, "params": {"alm_server": "a", "alm_user": "b"}})
    assert (missing.status_code, missing.json()) == (400, {"params": {"alm_pass": ["This field is required."]}})
    assert simulator.writes() == []


def test_throttle(simulator, call):
    simulator.behave(throttle=2)
    assert [call("GET", "users/me/").status_code for turn in range(3)] == [200, 200, 429]
    refused = call("GET", "users/me/")
    assert int(refused.headers["Retry-After"]) > 0
    assert "throttled" in refused.json()["detail"]
    simulator.reset()
    assert call("GET", "users/me/").status_code == 200


FILTERED = [
    ("connections/alm/", {"project": "1"}, ["honoured", "all"]),
    ("connections/alm/", {"alias": "two"}, ["all"]),
    ("connections/alm/", {"frequency": "daily"}, ["all"]),
    ("connections/alm/", {"system": "jira"}, ["all"]),
    ("connectors/alm/", {"system": "JIRA"}, ["all"]),
    ("projects/", {"name": "Project 1"}, ["honoured", "all"]),
    ("projects/", {"application": "1"}, ["honoured", "all"]),
    ("projects/", {"search": "ject 1"}, ["honoured", "all"]),
    ("applications/", {"business_unit": "1"}, ["honoured", "all"]),
    ("business-units/", {"name": "BU"}, ["honoured", "all"]),
]


@pytest.mark.parametrize(("path", "query", "honoured"), FILTERED)
def test_filters(simulator, call, path, query, honoured):
    simulator.reset(seed="samples")
    simulator.add("connections/alm", alias="two", connector=2, project=1, frequency="daily")
    everything = len(call.read(path)["results"])
    assert everything > 1
    for value in ("honoured", "all", "ignored"):
        simulator.behave(filters=value)
        assert len(call.read(path, **query)["results"]) == (1 if value in honoured else everything), value


@pytest.fixture(name="projects")
def _projects(simulator):
    simulator.add_many("applications", [{"name": "Shop"}, {"name": "Bank"}])
    simulator.add("projects", name="Web", application=1, external_id="EXT-1")
    simulator.add("projects", name="web API", application=1, external_id="EXT-2")
    simulator.add("projects", name="Web", application=2)
    simulator.add("projects", name="Old", application=2, archived=True)


@pytest.mark.parametrize(
    ("query", "ids", "ignored"),
    [
        ({"name__icontains": "WEB"}, [1, 2, 3], [1, 2, 3]),
        ({"name__in": "Web,Old"}, [1, 3], [1, 2, 3]),
        ({"name__iexact": "web api"}, [2], [1, 2, 3]),
        ({"external_id__in": "EXT-1,EXT-9"}, [1], [1, 2, 3]),
        ({"id__in": "1,3,77"}, [1, 3], [1, 2, 3]),
        ({"name__icontains": "web", "application": "2"}, [3], [3]),
        ({"name__icontains": "old", "active": "all"}, [4], [1, 2, 3, 4]),
        ({"active": "false"}, [4], [4]),
        ({"ordering": "-created", "expand": "application"}, [3, 2, 1], [3, 2, 1]),
    ],
)
def test_lookups(simulator, call, projects, query, ids, ignored):
    simulator.behave(project_fields="today", lookups="honoured")
    assert call.names("projects/", "id", **query) == ids
    simulator.behave(lookups="ignored")
    assert call.names("projects/", "id", **query) == ignored


@pytest.mark.parametrize(
    ("path", "query", "answer"),
    [
        ("connections/alm/", {"project": "Shop"}, {"project": ["Enter a number."]}),
        ("projects/", {"id__in": "1,x"}, {"id__in": ["Enter a number."]}),
        ("projects/", {"page_size": 5, "page": 3}, {"detail": "Invalid page."}),
    ],
)
def test_refused_queries(simulator, call, projects, path, query, answer):
    simulator.behave(lookups="honoured")
    assert call("GET", path, params=query).json() == answer


def test_project_names(simulator, call, projects):
    simulator.behave(projects_write="allowed", project_names="unique")
    again = {"name": "web API", "application": 1}
    for method, path, body in (("POST", "projects/", again), ("PATCH", "projects/1/", {"name": "web API"})):
        response = call(method, path, body)
        assert (response.status_code, response.json()) == (
            400,
            {"non_field_errors": ["This application already has a project by that name"]},
        )
    assert call("PATCH", "projects/1/", {"name": "Web"}).status_code == 200
    assert call("POST", "projects/", {**again, "application": 2}).status_code == 201
    simulator.behave(project_names="free")
    assert call("POST", "projects/", again).status_code == 201


def test_placeholder_and_mask(simulator, call, jira):
    simulator.behave(secrets="placeholder", secret_placeholder="(set)", masked_params="alm_user")
    for mask, shown in (("true", True), ('"***"', "***"), ("(hidden)", "(hidden)")):
        simulator.behave(mask=mask)
        params = call.read("connectors/alm/1/")["params"]
        assert [params[name] for name in ("alm_pass", "alm_user", "alm_server")] == ["(set)", shown, "jira.example.com"]


def test_mask_written_back_is_stored(simulator, call, jira):
    simulator.behave(secrets="masked")
    call("PATCH", "connectors/alm/1/", {"params": call.read("connectors/alm/1/")["params"]})
    assert params_of(simulator)["alm_pass"] == "********"


def test_secrets_of_unknown_params_are_hidden_too(simulator, call, jira):
    simulator.behave(secrets="masked")
    call("PATCH", "connectors/alm/1/", {"params": {"proxy_password": "p", "client_private_key": "k", "token_kind": "x"}})
    shown = call.read("connectors/alm/1/")["params"]
    assert (shown["proxy_password"], shown["client_private_key"], shown["token_kind"]) == ("********", "********", "x")


def test_replaced_params_return_to_their_defaults(simulator, call, jira):
    simulator.behave(patch_params="replace")
    call("PATCH", "connectors/alm/1/", {"params": LOGIN})
    shown = call.read("connectors/alm/1/")["params"]
    assert shown["title_format"] == "$task_id $title"
    assert "sde_tags_filter" not in shown


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


def test_connection_shows_what_it_inherits_and_stores_what_it_owns(simulator, call, jira):
    shown = call.read("connections/alm/1/")["params"]
    assert (shown["alm_server"], shown["alm_title_format"], shown["sde_min_priority"]) == ("jira.example.com", "$title", 7)
    added = [shown[name] for name in ("sde_project", "sde_application", "sde_businessunit")]
    assert added == ["Shop", "Demo Application", "General"]
    call("PATCH", "connections/alm/1/", {"params": {"sde_project": "no", "alm_title_format": "$title $context"}})
    own = simulator.objects("connections/alm")[0]["params"]
    assert own == {"alm_project": "SHOP", "alm_context": "x", "alm_title_format": "$title $context"}
    assert call.read("connections/alm/1/")["params"]["alm_title_format"] == "$title $context"


def test_systems_of_today(simulator, call):
    assert described(call, "acme_tracker")["acme_fields"]["field_type"] == "string"
    simulator.behave(data_params="described", param_prefix="issue_tracker")
    assert {plugin["id"] for plugin in call.read("plugins/alm/")["results"]} >= SYSTEMS_OF_TODAY
    assert described(call, "acme_tracker")["acme_fields"]["field_type"] == "object"
    modes = {system: described(call, system)["issue_tracker_auth_mode"]["default"] for system in ("jira", "rally", "github")}
    assert modes == {"jira": "basic", "rally": "basic", "github": "api_token"}


def shape(response):
    """How an unknown address was answered, for a request."""
    if response.status_code == 302:
        return "login" if response.headers["Location"].startswith("/login/?next=/api/v2/") else "elsewhere"
    if response.status_code == 200:
        return "page" if response.text.startswith("<!DOCTYPE html>") else "answer"
    if response.status_code == 405:
        assert "POST" not in response.headers["Allow"]
    return str(response.status_code)


@pytest.mark.parametrize("how", UNKNOWN)
def test_unknown_addresses(simulator, call, how):
    expected = ("404", "405") if how == "405_writes" else (how, how)
    shared = {"path_word": "issue-tracker", "side_path_word": "issue-tracker"}
    for switches in ({"unknown_address": how}, {"unknown_address": "page", "connections_unknown": how}):
        simulator.behave(**shared, **switches)
        for path in ("connectors/alm/", "connections/alm/7/", "jobs/alm/", "plugins/alm/", "nowhere/", "composite/", "jobs/x/"):
            answered = tuple(shape(call(method, path, {})) for method in ("GET", "POST"))
            own = len(switches) == 1 or path.startswith("connections/")
            assert answered == (expected if own else ("page", "page")), (path, switches)
        assert shape(call("GET", "connectors/issue-tracker/")) == "answer"
        assert shape(call("GET", "connectors/issue-tracker/7/")) == "404"


@pytest.fixture(name="jobs")
def _jobs(simulator):
    simulator.reset(seed="samples", all_jobs="present")
    simulator.add("jobs/alm", connection=1, ready=True, succeeded=True, automatic=True)
    simulator.add("jobs/analysis", connection=1)


def test_users_of_jobs_are_expanded(call, jobs):
    first, second = call.read("jobs/", expand="user,triggered_by")["results"][:2]
    assert (first["user"]["id"], first["triggered_by"]["email"], second["triggered_by"]) == (1, "integrations@example.com", None)
    assert call.read("jobs/alm/4/", expand="user")["user"]["last_name"] == "Account"
    assert call.names("jobs/", "id", user="1") == [4, 5, 6]
    assert call.names("jobs/", "id", user="somebody") == []


def test_jobs_of_all_kinds_share_their_ids(call, jobs):
    assert [call("POST", f"jobs/{kind}/", {"connection": 1}).json()["id"] for kind in ("analysis", "alm")] == [7, 8]


@pytest.mark.parametrize(("path", "status"), [("jobs/alm/", 405), ("jobs/elsewhere/", 404)])
def test_a_job_under_an_unknown_word_is_refused_by_its_method(simulator, call, path, status):
    simulator.behave(all_jobs="present", side_path_word="issue-tracker")
    assert (call("GET", path).status_code, call("POST", path, {}).status_code) == (404, status)
