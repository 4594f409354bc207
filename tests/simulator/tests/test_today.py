# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What became public of today's servers: words of each endpoint, jobs of all kinds, verification, projects."""

from __future__ import annotations

import csv
import io

import pytest

from tests.simulator.behaviour import ENDPOINTS, UNKNOWN

from .test_switches_methods import CONNECTION, CONNECTOR

WORDS = ("alm", "issue-tracker")
PATHS = {
    "connectors": "connectors/{}/",
    "connections": "connections/{}/",
    "tests": "connectors/test{}/",
    "jobs": "jobs/{}/",
    "plugins": "plugins/{}/",
}


def ask(call, endpoint, word):
    path = PATHS[endpoint].format(word.replace("-", "") if endpoint == "tests" else word)
    return call("POST", path, CONNECTOR) if endpoint == "tests" else call("GET", path)


@pytest.mark.parametrize(
    ("switch", "value", "endpoint"),
    [(f"{endpoint}_word", value, endpoint) for endpoint in ENDPOINTS for value in ("default", "alm", "issue-tracker", "both")],
)
def test_each_endpoint_has_its_own_word(simulator, call, switch, value, endpoint):
    simulator.behave(path_word="alm", side_path_word="issue-tracker", **{switch: value})
    for name, (_path, shared) in ENDPOINTS.items():
        own = value if name == endpoint else "default"
        own = {"path_word": "alm", "side_path_word": "issue-tracker"}[shared] if own == "default" else own
        assert [ask(call, name, word).status_code for word in WORDS] == [200 if own in (word, "both") else 404 for word in WORDS], name


def shape(response):
    """How an unknown address was answered, for a request."""
    if response.status_code == 302:
        return "login" if response.headers["Location"].startswith("/login/?next=/api/v2/") else "elsewhere"
    if response.status_code == 200:
        return "page" if response.text.startswith("<!DOCTYPE html>") else "answer"
    if response.status_code == 405:
        assert "POST" not in response.headers["Allow"]
    return str(response.status_code)


EXPECTED = {how: (how, how) for how in UNKNOWN} | {"405_writes": ("404", "405")}


@pytest.mark.parametrize(("switch", "value"), [("unknown_address", value) for value in UNKNOWN])
def test_unknown_addresses(simulator, call, switch, value):
    simulator.behave(path_word="issue-tracker", side_path_word="issue-tracker", **{switch: value})
    for path in (
        "connectors/alm/",
        "connections/alm/7/",
        "jobs/alm/",
        "plugins/alm/",
        "nowhere/",
        "integrations/",
        "composite/",
        "jobs/x/",
    ):
        assert tuple(shape(call(method, path, {})) for method in ("GET", "POST")) == EXPECTED[value], path
    assert shape(call("POST", "connectors/testalm/", {})) == EXPECTED[value][1]
    assert shape(call("GET", "connectors/issue-tracker/")) == "answer"
    assert shape(call("GET", "connectors/issue-tracker/7/")) == "404"


@pytest.mark.parametrize(
    ("switch", "value", "endpoint"),
    [(f"{endpoint}_unknown", value, endpoint) for endpoint in ENDPOINTS for value in ("default", *UNKNOWN)],
)
def test_each_endpoint_answers_another_word_in_its_own_way(simulator, call, switch, value, endpoint):
    simulator.behave(path_word="issue-tracker", side_path_word="issue-tracker", unknown_address="page", **{switch: value})
    how = "page" if value == "default" else value
    for name in ENDPOINTS:
        expected = EXPECTED[how if name == endpoint else "page"][1 if name == "tests" else 0]
        assert shape(ask(call, name, "alm")) == expected, name


def test_the_page_of_the_login(simulator, call):
    simulator.behave(unknown_address="login")
    response = call("GET", "nowhere/", allow_redirects=True)
    assert (response.status_code, "sign in" in response.text) == (200, True)


@pytest.fixture(name="jobs")
def _jobs(simulator):
    simulator.reset(seed="samples")
    simulator.add("jobs/alm", connection=1, ready=True, succeeded=True, automatic=True)
    simulator.add("jobs/analysis", connection=1)
    simulator.add("jobs/alm", connection=1)


@pytest.mark.parametrize(
    ("switch", "value", "ids"),
    [
        ("all_jobs", "absent", None),
        ("all_jobs", "present", [4, 5, 6, 7]),
        ("all_jobs", "with_ldap", [4, 5, 6, 7, 900001]),
    ],
)
def test_all_jobs(simulator, call, jobs, switch, value, ids):
    simulator.behave(**{switch: value})
    if ids is None:
        assert call("GET", "jobs/").status_code == 404
        assert call("GET", "jobs/6/").status_code == 404
        assert "triggered_by" not in call.read("jobs/alm/4/")
        assert call("POST", "jobs/elsewhere/", {}).status_code == 404
        return
    rows = call.read("jobs/")["results"]
    assert [row["id"] for row in rows] == ids
    assert [row["connection"]["alias"] for row in rows[:3]] == ["Rally Integration", "Rally Integration", "WhiteHat Integration"]
    assert [row["triggered_by"] for row in rows[:2]] == ["integrations@example.com", None]
    assert call.read("jobs/", page_size=2)["count"] == len(ids)
    assert call.read("jobs/6/")["connection"]["alias"] == "WhiteHat Integration"
    assert call("GET", "jobs/77/").status_code == 404
    assert call("POST", "jobs/", {"connection": 1}).status_code == 405
    if value == "with_ldap":
        assert "project" not in rows[4]["connection"]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"automatic": "true"}, [5]),
        ({"ready": "false"}, [6, 7]),
        ({"succeeded": "true"}, [5]),
        ({"connection": "1", "ready": "true"}, [4, 5]),
        ({"connection": "2"}, []),
        ({"user": "1"}, [4, 5, 6, 7]),
        ({"user": "integrations@example.com"}, [4, 5, 6, 7]),
        ({"user": "somebody"}, []),
    ],
)
def test_filters_of_all_jobs(simulator, call, jobs, query, ids):
    simulator.behave(all_jobs="present")
    assert call.names("jobs/", "id", **query) == ids


def test_users_of_jobs_are_expanded(simulator, call, jobs):
    simulator.behave(all_jobs="present")
    first, second = call.read("jobs/", expand="user,triggered_by")["results"][:2]
    assert (first["user"]["id"], first["triggered_by"]["email"], second["triggered_by"]) == (1, "integrations@example.com", None)
    assert call.read("jobs/alm/4/", expand="user")["user"]["last_name"] == "Account"


def test_a_job_that_is_started_has_an_id_of_its_own(simulator, call, jobs):
    assert call("POST", "jobs/analysis/", {"connection": 1}).json()["id"] == 8
    assert call("POST", "jobs/alm/", {"connection": 1}).json()["id"] == 9


@pytest.mark.parametrize("path", ["jobs/alm/", "jobs/elsewhere/"])
def test_a_job_under_an_unknown_word_is_refused_by_its_method(simulator, call, path):
    simulator.behave(all_jobs="present", side_path_word="issue-tracker")
    expected = 405 if path == "jobs/alm/" else 404
    assert (call("GET", path).status_code, call("POST", path, {}).status_code) == (404, expected)


@pytest.mark.parametrize(
    ("switch", "value", "status"),
    [("inaccessible_sync", "accepted", 201), ("inaccessible_sync", "400", 400), ("inaccessible_sync", "403", 403)],
)
def test_sync_of_an_inaccessible_connector(simulator, call, jira, switch, value, status):
    simulator.change("connectors/alm", 1, inaccessible=True)
    simulator.behave(**{switch: value})
    assert call("POST", "jobs/alm/", {"connection": 1, "automatic": False, "ready": False}).status_code == status
    by_agent = {"connection": 1, "automatic": True, "ready": True, "succeeded": True}
    assert call("POST", "jobs/alm/", by_agent).status_code == 201
    assert len(simulator.objects("jobs/alm")) == (2 if status == 201 else 1)


SCANNER = {"analysis_server": "a.example.com", "analysis_user": "u", "analysis_pass": "p"}


@pytest.mark.parametrize(
    ("switch", "value", "statuses"),
    [
        ("analysis_connectors_write", "allowed", (201, 200, 200, 204)),
        ("analysis_connectors_write", "create", (201, 405, 405, 405)),
        ("analysis_connectors_write", "refused", (405, 405, 405, 405)),
    ],
)
def test_the_life_of_a_verification_connector(simulator, call, switch, value, statuses):
    simulator.behave(connectors_update="both", analysis_connector_params="shown", **{switch: value})
    if value == "refused":
        simulator.add("connectors/analysis", name="Checkmarx", system="checkmarx", params=SCANNER)
    body = {"name": "Checkmarx", "system": {"id": "checkmarx"}, "params": SCANNER}
    created = call("POST", "connectors/analysis/", body)
    changed = call("PATCH", "connectors/analysis/1/", {"params": {"analysis_user": "v"}})
    replaced = call("PUT", "connectors/analysis/1/", {**body, "name": "Other"})
    assert simulator.objects("connectors/analysis")[0]["name"] == ("Other" if value == "allowed" else "Checkmarx")
    deleted = call("DELETE", "connectors/analysis/1/")
    assert (created.status_code, changed.status_code, replaced.status_code, deleted.status_code) == statuses
    if value == "allowed":
        assert changed.json()["params"] == {**SCANNER, "analysis_user": "v"}


@pytest.mark.parametrize(("switch", "value"), [("analysis_connector_params", "absent"), ("analysis_connector_params", "shown")])
def test_analysis_connector_params(simulator, call, switch, value):
    simulator.reset(seed="samples", secrets="masked", **{switch: value})
    simulator.change("connectors/analysis", 2, params={"analysis_server": "x", "analysis_api_token": "invented"})
    shown = call.read("connectors/analysis/2/").get("params")
    assert shown == ({"analysis_server": "x", "analysis_api_token": "********"} if value == "shown" else None)


@pytest.mark.parametrize(
    ("switch", "value", "system", "categories"),
    [
        ("verification_categories", "absent", {"id": "fortify", "name": "Fortify"}, None),
        (
            "verification_categories",
            "system",
            {
                "id": "fortify",
                "short_name": "Fortify",
                "name": "Fortify Software Security Center",
                "verification_categories": ["SAST"],
            },
            None,
        ),
        ("verification_categories", "connector", {"id": "fortify", "name": "Fortify"}, ["SAST"]),
    ],
)
def test_verification_categories(simulator, call, switch, value, system, categories):
    simulator.reset(seed="samples", **{switch: value})
    found = call.read("connectors/analysis/1/")
    assert (found["system"], found.get("verification_categories")) == (system, categories)
    shown = call.read("connections/analysis/1/")["system"]
    assert shown.get("verification_categories") == (["DAST"] if value == "system" else None)
    assert "verification_categories" not in call.read("connectors/alm/1/")["system"]


@pytest.mark.parametrize(
    ("switch", "value", "as_json", "as_csv"),
    [("mapping", "absent", 404, 406), ("mapping", "present", 200, 200), ("mapping", "csv_only", 406, 200)],
)
def test_mapping(simulator, call, switch, value, as_json, as_csv):
    simulator.reset(seed="samples", **{switch: value})
    path = "connectors/analysis/1/mapping/"
    assert call("GET", path).status_code == as_json
    answer = call("GET", path, headers={"Accept": "text/csv"})
    assert answer.status_code == (404 if value == "absent" else as_csv)
    if value != "absent":
        assert answer.headers["Content-Type"] == "text/csv"
        rows = list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))
        assert list(rows[0]) == ["Task ID", "Task Title", "Weakness ID", "Weakness Title", "Confidence", "CWE"]
        assert [row["CWE"] for row in rows] == ["89", "79", ""]
        assert call("GET", "connectors/analysis/7/mapping/", headers={"Accept": "*/*"}).status_code == 404


@pytest.fixture(name="projects")
def _projects(simulator):
    simulator.add("applications", name="Shop")
    simulator.add("applications", name="Bank")
    simulator.add("projects", name="Web", application=1, external_id="EXT-1")
    simulator.add("projects", name="web API", application=1, external_id="EXT-2")
    simulator.add("projects", name="Web", application=2)
    simulator.add("projects", name="Old", application=2, archived=True)


@pytest.mark.parametrize(
    ("switch", "value", "names"),
    [("project_fields", "early", ["Web", "web API", "Web"]), ("project_fields", "today", ["web API"])],
)
def test_project_fields(simulator, call, projects, switch, value, names):
    simulator.behave(**{switch: value})
    assert call.names("projects/", external_id="EXT-2") == names
    new = {"external_id", "custom_attributes", "creator"}
    assert new & set(call.read("projects/1/")) == (new if value == "today" else set())
    if value == "today":
        assert [row["external_id"] for row in call.read("projects/")["results"]] == ["EXT-1", "EXT-2", None]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"name__icontains": "WEB"}, [1, 2, 3]),
        ({"name__in": "Web,Old"}, [1, 3]),
        ({"name__iexact": "web api"}, [2]),
        ({"external_id__in": "EXT-1,EXT-9"}, [1]),
        ({"id__in": "1,3,77"}, [1, 3]),
        ({"name__icontains": "web", "application": "2"}, [3]),
        ({"name__icontains": "old", "active": "all"}, [4]),
    ],
)
@pytest.mark.parametrize(("switch", "value"), [("lookups", "ignored"), ("lookups", "honoured")])
def test_lookups(simulator, call, projects, switch, value, query, ids):
    simulator.behave(project_fields="today", **{switch: value})
    found = call.names("projects/", "id", **query)
    assert found == ids if value == "honoured" else set(found) >= set(ids)
    if value == "ignored" and "application" not in query:
        assert len(found) == (4 if "active" in query else 3)


def test_lookups_of_applications_and_a_wrong_one(simulator, call, projects):
    simulator.behave(lookups="honoured")
    assert call.names("applications/", name__istartswith="ba") == ["Bank"]
    assert call("GET", "projects/", params={"id__in": "1,x"}).json() == {"id__in": ["Enter a number."]}


@pytest.mark.parametrize(("switch", "value"), [("exclude", "ignored"), ("exclude", "honoured")])
def test_exclude(simulator, call, projects, switch, value):
    simulator.behave(**{switch: value})
    for row in (call.read("projects/", exclude="url,slug")["results"][0], call.read("projects/1/", exclude="url,slug")):
        assert "name" in row
        assert ("url" in row, "slug" in row) == (value == "ignored",) * 2


@pytest.mark.parametrize(
    ("switch", "value", "plain", "asked"),
    [
        ("archived", "hidden", 200, 200),
        ("archived", "unread", 404, 200),
        ("archived", "listed", 404, 404),
        ("archived", "shown", 200, 200),
    ],
)
def test_archived_projects_by_id(simulator, call, projects, switch, value, plain, asked):
    simulator.behave(**{switch: value})
    assert call("GET", "projects/4/").status_code == plain
    assert call("GET", "projects/4/", params={"active": "all"}).status_code == asked
    assert call("GET", "projects/1/").status_code == 200


@pytest.mark.parametrize(
    ("switch", "value", "query", "status"),
    [
        ("filter_invalid", "empty", {"application": "77"}, 200),
        ("filter_invalid", "400", {"application": "77"}, 400),
        ("filter_invalid", "400", {"application": "1"}, 200),
    ],
)
def test_filter_invalid(simulator, call, projects, switch, value, query, status):
    simulator.behave(**{switch: value})
    response = call("GET", "projects/", params=query)
    assert response.status_code == status
    if status == 400:
        assert response.json() == {"application": ["Select a valid choice. That choice is not one of the available choices."]}
        assert call("GET", "connections/alm/", params={"project": "77"}).status_code == 400


@pytest.mark.parametrize(
    ("switch", "value", "statuses"),
    [("projects_write", "allowed", (201, 200, 204)), ("projects_write", "refused", (405, 405, 405))],
)
def test_projects_write(simulator, call, projects, switch, value, statuses):
    simulator.behave(project_fields="today", **{switch: value})
    created = call("POST", "projects/", {"name": "New", "application": 1, "external_id": "EXT-9"})
    changed = call("PATCH", "projects/1/", {"archived": True})
    deleted = call("DELETE", "projects/2/")
    assert (created.status_code, changed.status_code, deleted.status_code) == statuses
    if value == "allowed":
        assert (created.json()["slug"], created.json()["external_id"]) == ("new", "EXT-9")
        assert changed.json()["archived"] is True
        assert call.names("projects/") == ["Web", "New"]


@pytest.mark.parametrize(("switch", "value", "status"), [("project_names", "free", 201), ("project_names", "unique", 400)])
def test_project_names(simulator, call, projects, switch, value, status):
    simulator.behave(projects_write="allowed", **{switch: value})
    response = call("POST", "projects/", {"name": "web API", "application": 1})
    assert response.status_code == status
    if status == 400:
        assert response.json() == {"non_field_errors": ["This application already has a project by that name"]}
        assert call("PATCH", "projects/1/", {"name": "web API"}).status_code == 400
        assert call("PATCH", "projects/1/", {"name": "Web"}).status_code == 200
    assert call("POST", "projects/", {"name": "web API", "application": 2}).status_code == 201


@pytest.mark.parametrize(("switch", "value", "status"), [("maintenance", "false", 401), ("maintenance", "true", 503)])
def test_maintenance(simulator, call, switch, value, status):
    simulator.behave(**{switch: value})
    response = call("GET", "users/me/", headers={"Authorization": "Token wrong"})
    assert response.status_code == status
    if status == 503:
        assert response.headers["Content-Type"] == "text/html"
        assert "Down for maintenance" in response.text
        assert call("POST", "connections/alm/", CONNECTION).status_code == 503
        assert [entry["status"] for entry in simulator.journal()] == [503, 503]


@pytest.mark.parametrize(
    ("switch", "value", "status"), [("body_limit", "50", 413), ("body_limit", "0", 201), ("body_limit", "10485760", 201)]
)
def test_body_limit(simulator, call, switch, value, status):
    simulator.behave(**{switch: value})
    response = call("POST", "connectors/alm/", CONNECTOR)
    assert response.status_code == status
    if status == 413:
        assert "413 Request Entity Too Large" in response.text
