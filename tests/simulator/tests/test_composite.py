# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Composite requests: one transaction, its rollback, its limits, its faults, and what the journal shows of it."""

from __future__ import annotations

import pytest
import requests

PARAMS = {"alm_server": "a.example.com", "alm_user": "bot", "alm_pass": "invented"}


def connector(name, **fields):
    return {
        "method": "POST",
        "path": "/api/v2/connectors/alm/",
        "reference_id": f"create-{name}",
        "body": {"name": name, "system": {"id": "jira"}, "params": PARAMS, **fields},
    }


AGAIN = {**connector("One"), "reference_id": "again"}


def several(call, *wanted, **options):
    return call("POST", "composite/", {"composite_request": list(wanted), **options})


def statuses(response):
    return [row["http_status_code"] for row in response.json()["composite_response"]]


def names(simulator):
    return [row["name"] for row in simulator.objects("connectors/alm")]


@pytest.fixture(name="composite", autouse=True)
def _composite(simulator):
    simulator.behave(composite="present")


def test_answers_are_those_of_plain_requests_in_order(simulator, call):
    response = several(
        call,
        connector("One"),
        {"method": "PATCH", "path": "/api/v2/connectors/alm/1/", "reference_id": "b", "body": {"inaccessible": True}},
        {"method": "GET", "path": "/api/v2/connectors/alm/?page_size=5", "reference_id": "c"},
        {"method": "DELETE", "path": "/api/v2/connectors/alm/1/", "reference_id": "d"},
    )
    rows = response.json()["composite_response"]
    assert [(row["reference_id"], row["http_status_code"]) for row in rows] == [("create-One", 201), ("b", 200), ("c", 200), ("d", 204)]
    assert rows[0]["body"]["id"] == 1
    assert rows[1]["body"]["inaccessible"] is True
    assert rows[2]["body"]["count"] == 1
    assert rows[3]["body"] is None
    assert names(simulator) == []


def test_a_later_request_takes_the_id_of_an_earlier_one(simulator, call):
    simulator.add("projects", name="Shop")
    connection = {"alias": "A", "connector": "@{create-One.id}", "project": 1, "params": {"alm_project": "@{create-One.system.id}"}}
    change = {"method": "PATCH", "path": "/api/v2/connectors/alm/@{create-One.id}/", "reference_id": "c", "body": {"name": "Two"}}
    create = {"method": "POST", "path": "/api/v2/connections/alm/", "reference_id": "b", "body": connection}
    assert statuses(several(call, connector("One"), create, change)) == [201, 201, 200]
    assert simulator.objects("connections/alm")[0]["params"] == {"alm_project": "jira"}
    assert names(simulator) == ["Two"]


@pytest.mark.parametrize(("strict", "status", "stored"), [(True, 400, []), (False, 201, ["x"])])
def test_a_text_that_looks_like_a_reference_is_lost_or_refused(simulator, call, strict, status, stored):
    response = several(call, connector("x@{y}"), strict_ref_checking=strict)
    assert (statuses(response), names(simulator)) == ([status], stored)


@pytest.mark.parametrize(
    ("switch", "value", "answered"),
    [("composite_rollback", "halted", [424, 400, 424]), ("composite_rollback", "as_run", [201, 400, 201])],
)
def test_one_failure_rolls_all_back(simulator, call, switch, value, answered):
    simulator.behave(**{switch: value})
    response = several(call, connector("One"), AGAIN, connector("Three"))
    assert (response.status_code, statuses(response)) == (200, answered)
    assert response.json()["composite_response"][1]["body"] == {"name": ["connector with this name already exists."]}
    assert names(simulator) == []
    assert simulator.single_writes() == []


@pytest.mark.parametrize(("mode", "all_or_none"), [("present", False), ("partial", True), ("partial", False)])
def test_without_all_or_none_each_request_stands_for_itself(simulator, call, mode, all_or_none):
    simulator.behave(composite=mode)
    assert statuses(several(call, connector("One"), AGAIN, connector("Three"), all_or_none=all_or_none)) == [201, 400, 201]
    assert names(simulator) == ["One", "Three"]
    assert len(simulator.single_writes()) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"method": "PUT"},
        {"path": "/api/v2/composite/"},
        {"path": "https://other.example.com/api/v2/projects/"},
        {"path": "projects/"},
        {"reference_id": ""},
        {"reference_id": "create-One"},
    ],
)
def test_a_malformed_composite_request_is_refused_as_a_whole(simulator, call, wrong):
    response = several(call, connector("One"), {**connector("Two"), **wrong})
    assert response.status_code == 400
    assert set(response.json()) == {"composite_request"}
    assert names(simulator) == []


def test_no_requests_are_refused(call):
    assert several(call).status_code == 400
    assert call("POST", "composite/", {}).json() == {"composite_request": ["This field is required."]}


@pytest.mark.parametrize(
    ("behaviour", "method", "path", "status"),
    [
        ({"connectors_update": "none"}, "PATCH", "/api/v2/connectors/alm/1/", 405),
        ({"connectors_delete": "forbidden"}, "DELETE", "/api/v2/connectors/alm/1/", 403),
        ({"path_word": "issue-tracker"}, "GET", "/api/v2/connectors/alm/", 404),
        ({}, "GET", "/api/v2/nowhere/", 404),
        ({}, "GET", "/api/v2/connectors/alm", 404),
    ],
)
def test_the_switches_hold_within_a_composite_request(simulator, call, jira, behaviour, method, path, status):
    simulator.behave(**behaviour)
    assert statuses(several(call, {"method": method, "path": path, "reference_id": "a", "body": {}})) == [status]


def test_a_composite_request_needs_the_token_and_counts_once(simulator, call):
    body = {"composite_request": [connector("One")]}
    assert requests.post(f"{simulator.url}/api/v2/composite/", json=body, timeout=10).status_code == 401
    simulator.behave(throttle=2)
    assert [several(call, connector(f"{turn}a"), connector(f"{turn}b")).status_code for turn in range(3)] == [200, 200, 429]


def test_a_transaction_is_invisible_until_it_commits_after_its_gateway_gave_up(simulator, call):
    simulator.fault(kind="status_late", status=504, path="composite", after=2)
    assert several(call, connector("One"), connector("Two")).status_code == 504
    assert [call.names("connectors/alm/") for turn in range(3)] == [[], [], ["One", "Two"]]
    assert simulator.journal()[0]["committed"] is True


def test_a_late_transaction_that_fails_leaves_nothing(simulator, call):
    simulator.fault(kind="status_late", status=504, path="composite")
    several(call, connector("One"), connector("Two"))
    call("POST", "connectors/alm/", connector("Two")["body"])
    simulator.catch_up()
    assert call.names("connectors/alm/") == ["Two"]
    assert simulator.journal()[0]["committed"] is False


def test_the_journal_has_one_entry_with_its_requests(simulator, call):
    several(call, connector("One"), {"method": "GET", "path": "/api/v2/projects/?name=a", "reference_id": "b"})
    (entry,) = simulator.journal()
    assert (entry["path"], entry["status"], entry["committed"]) == ("/api/v2/composite/", 200, True)
    shown = [(one["reference_id"], one["method"], one["path"], one["query"], one["status"]) for one in entry["sub"]]
    assert shown == [
        ("create-One", "POST", "/api/v2/connectors/alm/", "", 201),
        ("b", "GET", "/api/v2/projects/", "name=a", 200),
    ]
    assert len(simulator.writes()) == 1
    assert [one["path"] for one in simulator.single_writes()] == ["/api/v2/connectors/alm/"]


@pytest.mark.parametrize(("kind", "stored"), [("status", []), ("status_after", [])])
def test_a_fault_befalls_one_request_within(simulator, call, kind, stored):
    simulator.fault(kind=kind, status=500, json={"detail": "no"}, sub=True, method="POST", path="connectors", skip=1)
    assert call("POST", "connectors/alm/", connector("Plain")["body"]).status_code == 201
    response = several(call, connector("One"), connector("Two"), connector("Three"), all_or_none=True)
    assert statuses(response) == [424, 500, 424]
    assert response.json()["composite_response"][1]["body"] == {"detail": "no"}
    assert names(simulator) == ["Plain", *stored]


def test_faults_without_sub_leave_the_requests_within_alone(simulator, call):
    simulator.fault(kind="status", status=500, path="connectors")
    assert statuses(several(call, connector("One"))) == [201]
    with pytest.raises(ValueError, match="sub goes with status, status_after only"):
        simulator.fault(kind="reset", sub=True)


def test_a_page_within_is_text(simulator, call):
    simulator.behave(not_found="html")
    row = several(call, {"method": "GET", "path": "/api/v2/nowhere/", "reference_id": "a"}).json()["composite_response"][0]
    assert (row["http_status_code"], row["body"][:15]) == (404, "<!DOCTYPE html>")
