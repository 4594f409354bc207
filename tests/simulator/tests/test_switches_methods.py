# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The switches about methods, paths, rules and errors."""

from __future__ import annotations

import pytest

LOGIN = {"alm_server": "a.example.com", "alm_user": "bot", "alm_pass": "invented"}
CONNECTOR = {"name": "New", "system": {"id": "jira"}, "params": LOGIN}
CONNECTION = {"alias": "New", "connector": 1, "project": 1, "params": {"alm_project": "P"}}
BODIES = {"connectors": CONNECTOR, "connections": CONNECTION}
PLURALS = ("connectors", "connections")


@pytest.mark.parametrize(
    ("switch", "value", "plural"),
    [(f"{plural}_update", value, plural) for plural in PLURALS for value in ("patch", "put", "both", "none")],
)
def test_update_methods(simulator, call, jira, switch, value, plural):
    simulator.behave(**{switch: value})
    allowed = {"patch": ["PATCH"], "put": ["PUT"], "both": ["PUT", "PATCH"], "none": []}[value]
    for method in ("PATCH", "PUT"):
        response = call(method, f"{plural}/alm/1/", BODIES[plural])
        assert response.status_code == (200 if method in allowed else 405), response.text
        if method not in allowed:
            assert response.json() == {"detail": f'Method "{method}" not allowed.'}
            assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "DELETE", *allowed}


def test_put_replaces(simulator, call, jira):
    simulator.behave(connectors_update="put", connections_update="put")
    simulator.change("connections/alm", 1, frequency="daily", debug_mode=True)
    simulator.change("connectors/alm", 1, inaccessible=True)
    call("PUT", "connections/alm/1/", CONNECTION)
    call("PUT", "connectors/alm/1/", CONNECTOR)
    connection, connector = simulator.objects("connections/alm")[0], simulator.objects("connectors/alm")[0]
    assert (connection["frequency"], connection["debug_mode"], connection["params"]) == (
        "manually",
        False,
        {"alm_project": "P"},
    )
    assert (connector["inaccessible"], connector["params"]) == (False, LOGIN)
    partial = call("PUT", "connections/alm/1/", {"params": {}})
    assert (partial.status_code, set(partial.json())) == (400, {"alias", "connector", "project"})


@pytest.mark.parametrize(
    ("switch", "value", "plural", "status"),
    [(f"{plural}_create", value, plural, status) for plural in PLURALS for value, status in (("allowed", 201), ("refused", 405))],
)
def test_create(simulator, call, jira, switch, value, plural, status):
    simulator.behave(**{switch: value})
    assert call("POST", f"{plural}/alm/", BODIES[plural]).status_code == status
    assert len(simulator.objects(f"{plural}/alm")) == (2 if status == 201 else 1)


@pytest.mark.parametrize(
    ("switch", "value", "plural", "status"),
    [
        (f"{plural}_delete", value, plural, status)
        for plural in PLURALS
        for value, status in (("allowed", 204), ("refused", 405), ("forbidden", 403))
    ],
)
def test_delete(simulator, call, jira, switch, value, plural, status):
    simulator.behave(connector_delete_used="cascade", **{switch: value})
    response = call("DELETE", f"{plural}/alm/1/")
    assert response.status_code == status
    assert len(simulator.objects(f"{plural}/alm")) == (0 if status == 204 else 1)
    assert (response.content == b"") is (status == 204)


@pytest.mark.parametrize(
    ("switch", "value", "status", "left"),
    [("connector_delete_used", "refuse", 400, 1), ("connector_delete_used", "cascade", 204, 0)],
)
def test_delete_of_a_used_connector(simulator, call, jira, switch, value, status, left):
    simulator.behave(**{switch: value})
    assert call("DELETE", "connectors/alm/1/").status_code == status
    assert len(simulator.objects("connections/alm")) == left


@pytest.mark.parametrize(
    ("switch", "value", "status"),
    [("analysis_connectors_write", "allowed", 201), ("analysis_connectors_write", "refused", 405)],
)
def test_analysis_connectors_write(simulator, call, switch, value, status):
    simulator.behave(**{switch: value})
    params = {"analysis_server": "a.example.com", "analysis_user": "u", "analysis_pass": "p"}
    body = {"name": "Checkmarx", "system": {"id": "checkmarx"}, "params": params}
    assert call("POST", "connectors/analysis/", body).status_code == status
    assert [row["params"] for row in simulator.objects("connectors/analysis")] == ([params] if status == 201 else [])


@pytest.mark.parametrize(
    ("switch", "value", "statuses"),
    [
        ("analysis_connections_write", "allowed", (201, 200, 204)),
        ("analysis_connections_write", "refused", (405, 405, 405)),
    ],
)
def test_analysis_connections_write(simulator, call, switch, value, statuses):
    simulator.reset(seed="samples", **{switch: value})
    created = call("POST", "connections/analysis/", {"connector": 2, "project": 1, "params": {"asset_name": "x"}})
    changed = call("PATCH", "connections/analysis/1/", {"params": {"import_behaviour": "combine"}})
    deleted = call("DELETE", "connections/analysis/1/")
    assert (created.status_code, changed.status_code, deleted.status_code) == statuses
    if statuses[0] == 201:
        assert created.json()["alias"] == "WhiteHat Connector"
        assert changed.json()["params"]["import_behaviour"] == "combine"


@pytest.mark.parametrize(("switch", "value", "status"), [("rights", "full", 200), ("rights", "read_only", 403)])
def test_rights(simulator, call, jira, switch, value, status):
    simulator.behave(**{switch: value})
    response = call("PATCH", "connections/alm/1/", {"frequency": "daily"})
    assert response.status_code == status
    assert call("GET", "connections/alm/1/").status_code == 200
    if status == 403:
        assert response.json() == {"detail": "You do not have permission to perform this action."}


@pytest.mark.parametrize(
    ("switch", "value", "there"),
    [
        ("path_word", "alm", ["alm"]),
        ("path_word", "issue-tracker", ["issue-tracker"]),
        ("path_word", "both", ["alm", "issue-tracker"]),
    ],
)
def test_path_word(simulator, call, jira, switch, value, there):
    simulator.behave(**{switch: value})
    for word in ("alm", "issue-tracker"):
        for path in (f"connectors/{word}/", f"connections/{word}/1/"):
            assert call("GET", path).status_code == (200 if word in there else 404)
        test = call("POST", f"connectors/test{word.replace('-', '')}/", CONNECTOR)
        assert test.status_code == (200 if word in there else 404)
    assert call("GET", "connectors/analysis/").status_code == 200


@pytest.mark.parametrize(
    ("switch", "value", "there"),
    [
        ("side_path_word", "both", ["alm", "issue-tracker"]),
        ("side_path_word", "alm", ["alm"]),
        ("side_path_word", "issue-tracker", ["issue-tracker"]),
    ],
)
def test_side_path_word(simulator, call, switch, value, there):
    simulator.behave(**{switch: value})
    for path in ("jobs/{}/", "plugins/{}/", "plugins/{}/jira/"):
        statuses = [call("GET", path.format(word)).status_code for word in ("alm", "issue-tracker")]
        assert statuses == [200 if word in there else 404 for word in ("alm", "issue-tracker")]


@pytest.mark.parametrize(
    ("switch", "value", "word", "there"),
    [
        ("test_endpoint", "present", "alm", ["testalm"]),
        ("test_endpoint", "present", "issue-tracker", ["testissuetracker"]),
        ("test_endpoint", "testalm_only", "issue-tracker", ["testalm"]),
        ("test_endpoint", "absent", "both", []),
    ],
)
def test_test_endpoint(simulator, call, jira, switch, value, word, there):
    simulator.behave(path_word=word, **{switch: value})
    for name in ("testalm", "testissuetracker"):
        for plural in PLURALS:
            response = call("POST", f"{plural}/{name}/", BODIES[plural])
            assert response.status_code == (200 if name in there else 404), response.text


@pytest.mark.parametrize(
    ("switch", "value", "status", "answer"),
    [
        ("test_result", "success", 200, {"success": True}),
        (
            "test_result",
            "fail_200",
            200,
            {"success": False, "details": "Could not connect to the server: connection refused."},
        ),
        ("test_result", "fail_400", 400, {"detail": "Could not connect to the server: connection refused."}),
    ],
)
def test_test_result(simulator, call, jira, switch, value, status, answer):
    simulator.behave(**{switch: value})
    for plural in PLURALS:
        response = call("POST", f"{plural}/testalm/", BODIES[plural])
        assert (response.status_code, response.json()) == (status, answer)
        assert len(simulator.objects(f"{plural}/alm")) == 1
    missing = call("POST", "connectors/testalm/", {**CONNECTOR, "params": {"alm_server": "a", "alm_user": "b"}})
    assert (missing.status_code, missing.json()) == (400, {"params": {"alm_pass": ["This field is required."]}})
    assert simulator.writes() == []


@pytest.mark.parametrize(("switch", "value", "status"), [("integrations", "present", 200), ("integrations", "absent", 404)])
def test_integrations(simulator, call, switch, value, status):
    simulator.reset(seed="samples", **{switch: value})
    assert call("GET", "integrations/").status_code == status
    assert call("GET", "projects/2/integrations/").status_code == status
    if status == 200:
        assert call.names("integrations/", "type") == ["ALM", "Analysis Tool"]
        assert call.names("integrations/", "alias", type="Analysis Tool") == ["WhiteHat Integration"]
        assert call.names("projects/2/integrations/", "alias") == ["Rally Integration"]


@pytest.mark.parametrize(("switch", "value"), [("integrations_project_key", "project_id"), ("integrations_project_key", "project")])
def test_integrations_project_key(simulator, call, switch, value):
    simulator.reset(seed="samples", integrations="present", **{switch: value})
    assert call.names("integrations/", value) == [2, 3]


@pytest.mark.parametrize(("switch", "value", "status"), [("plugins", "present", 200), ("plugins", "absent", 404)])
def test_plugins(simulator, call, switch, value, status):
    simulator.behave(**{switch: value})
    assert call("GET", "plugins/alm/").status_code == status
    assert call("GET", "plugins/alm/github/").status_code == status
    if status == 200:
        assert call.names("plugins/alm/", "id")[:3] == ["jira", "github", "rally"]


@pytest.mark.parametrize(("switch", "value", "status"), [("advanced_alm", "true", 201), ("advanced_alm", "false", 400)])
def test_advanced_alm(simulator, call, jira, switch, value, status):
    simulator.behave(**{switch: value})
    response = call("POST", "connections/alm/", {**CONNECTION, "frequency": "daily"})
    assert response.status_code == status
    if status == 400:
        assert response.json() == {"frequency": ['"daily" is not a valid choice.']}
    assert call("POST", "connections/alm/", {**CONNECTION, "alias": "Manual", "frequency": "manually"}).ok


@pytest.mark.parametrize(("switch", "value", "status"), [("unique_names", "enforced", 400), ("unique_names", "free", 201)])
def test_unique_names(simulator, call, jira, switch, value, status):
    simulator.behave(**{switch: value})
    assert call("POST", "connectors/alm/", {**CONNECTOR, "name": "Jira"}).status_code == status
    assert call("POST", "connections/alm/", {**CONNECTION, "alias": "Jira SHOP"}).status_code == status
    assert call("PATCH", "connectors/alm/1/", {"name": "Jira"}).status_code == 200


@pytest.mark.parametrize(("switch", "value", "status"), [("require_status_mapping", "true", 400), ("require_status_mapping", "false", 200)])
def test_require_status_mapping(simulator, call, jira, switch, value, status):
    simulator.behave(**{switch: value})
    assert call("PATCH", "connectors/alm/1/", {"name": "Renamed"}).status_code == status
    assert call("POST", "connectors/alm/", CONNECTOR).status_code == 201


@pytest.mark.parametrize(
    ("switch", "value", "outcome"),
    [("sync_result", "success", (True, "")), ("sync_result", "failure:No such project", (False, "No such project"))],
)
def test_sync_result(simulator, call, jira, switch, value, outcome):
    simulator.behave(sync_polls=0, **{switch: value})
    started = call("POST", "jobs/alm/", {"connection": 1, "automatic": False, "ready": False})
    assert (started.status_code, started.json()["ready"]) == (201, False)
    job = call.read("jobs/alm/1/")
    assert (job["ready"], job["succeeded"], job["result_message"]) == (True, *outcome)
    assert job["last_run"]
    assert call.read("connections/alm/1/", include="last_job")["last_job"]["succeeded"] is outcome[0]


@pytest.mark.parametrize(("switch", "value"), [("sync_polls", "0"), ("sync_polls", "1"), ("sync_polls", "3")])
def test_sync_polls(simulator, call, jira, switch, value):
    simulator.behave(**{switch: value})
    call("POST", "jobs/alm/", {"connection": 1})
    assert call.names("jobs/alm/", "ready") == [False]
    assert [call.read("jobs/alm/1/")["ready"] for turn in range(5)].count(False) == int(value)
    assert call.names("jobs/alm/", "ready", connection=1) == [True]


def test_job_filters(simulator, call, jira):
    for succeeded in (True, False, True):
        simulator.add("jobs/alm", connection=1, ready=True, succeeded=succeeded)
    assert call.names("jobs/alm/", "id", succeeded="true") == [1, 3]
    assert call.names("jobs/alm/", "id", ready="false") == []
    assert call.names("jobs/alm/", "id", connection=2) == []


@pytest.mark.parametrize(("switch", "value"), [("not_found", "json"), ("not_found", "html")])
def test_not_found(simulator, call, switch, value):
    simulator.behave(**{switch: value})
    for path in ("connectors/alm/7/", "nowhere/"):
        response = call("GET", path)
        assert response.status_code == 404
        if value == "json":
            assert response.json() == {"detail": "Not found."}
        else:
            assert response.text.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(("switch", "value"), [("html_errors", "false"), ("html_errors", "true")])
def test_html_errors(simulator, call, switch, value):
    simulator.behave(connectors_delete="refused", **{switch: value})
    cases = {("POST", "connectors/alm/"): 400, ("PUT", "connectors/alm/1/"): 405, ("GET", "nowhere/"): 404}
    for (method, path), status in cases.items():
        response = call(method, path, {})
        assert response.status_code == status
        kind = "text/html" if value == "true" else "application/json"
        assert response.headers["Content-Type"].startswith(kind)


@pytest.mark.parametrize(("switch", "value"), [("throttle", "2")])
def test_throttle(simulator, call, switch, value):
    simulator.behave(**{switch: value})
    assert [call("GET", "users/me/").status_code for turn in range(3)] == [200, 200, 429]
    refused = call("GET", "users/me/")
    assert int(refused.headers["Retry-After"]) > 0
    assert "throttled" in refused.json()["detail"]
    simulator.reset()
    assert call("GET", "users/me/").status_code == 200
