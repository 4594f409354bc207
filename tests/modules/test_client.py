# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP to one server: the address, the token, retries, pages, and every way in which an answer may fail to come."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.client import Client
from ansible_collections.sdelements.integrations.plugins.module_utils._api.clock import Stopped
from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import InputError, NotFoundError, RequestError

from tests.clock import FakeClock
from tests.simulator.client import Simulator


def client_of(simulator: Simulator, **options: Any) -> Client:
    """A client of a simulator."""
    return Client(simulator.url, simulator.token, **{"retries": 0, "timeout": 20, **options})


@pytest.fixture(name="clock")
def _clock() -> FakeClock:
    return FakeClock()


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"token": ""}, "sde_token"),
        ({"token": " "}, "sde_token"),
        ({"token": "a\nb"}, "sde_token"),
        ({"token": "t\u00f6ken"}, "sde_token"),
        ({"token": "a\0b"}, "sde_token"),
        ({"token": "\ud800"}, "sde_token"),
        ({"timeout": 0}, "timeout"),
        ({"timeout": -1}, "timeout"),
        ({"timeout": 10_000_000_000}, "timeout"),
        ({"retries": 10**9}, "retries"),
        ({"page_size": 10**12}, "page_size"),
        ({"retries": -1}, "retries"),
        ({"page_size": 0}, "page_size"),
        ({"settle_timeout": -1}, "settle_timeout"),
        ({"ca_path": "/nowhere.pem"}, "ca_path"),
    ],
)
def test_bad_options(options: dict[str, Any], name: str) -> None:
    with pytest.raises(InputError) as caught:
        Client(**{"url": "https://sde.example.com", "token": "invented", **options})
    assert caught.value.message.startswith(f"{name}: ")


def test_no_request_begins_once_the_clock_is_stopped(simulator: Simulator, clock: FakeClock) -> None:
    simulator.add_many("projects", [{"name": f"P{number}"} for number in range(9)])
    client = client_of(simulator, clock=clock, page_size=2)
    pages = client.pages("projects/")
    next(pages)
    clock.stop()
    with pytest.raises(Stopped):
        next(pages)
    with pytest.raises(Stopped):
        client.send("POST", "connectors/alm/", {})
    assert len(simulator.journal()) == 1


@pytest.mark.parametrize("status", [429, 502, 503, 504])
@pytest.mark.parametrize("method", ["GET", "PATCH", "PUT", "DELETE"])
def test_what_may_pass_is_tried_again(status: int, method: str, simulator: Simulator, clock: FakeClock) -> None:
    simulator.behave(connectors_update="both")
    simulator.add("connectors/alm", name="Jira", system="jira", params={"alm_server": "x", "alm_user": "y", "alm_pass": "z"})
    simulator.fault(kind="status", status=status, times=2)
    client = client_of(simulator, clock=clock, retries=2)
    body = {"name": "x", "system": {"id": "jira"}, "params": {"alm_server": "x", "alm_user": "y", "alm_pass": "z"}}
    answered = client.get("connectors/alm/1/") if method == "GET" else client.send(method, "connectors/alm/1/", body)
    assert answered.status == (204 if method == "DELETE" else 200)
    assert [entry["status"] for entry in simulator.journal()][:2] == [status, status]
    assert len(simulator.journal()) == 3


@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE"])
def test_no_write_follows_a_redirect(method: str, simulator: Simulator) -> None:
    simulator.fault(kind="redirect", status=307, location="/api/v2/connectors/alm/1/", method=method)
    with pytest.raises(RequestError, match="which is not followed"):
        client_of(simulator).send(method, "connectors/alm/1/", {"name": "x"})
    assert [entry["method"] for entry in simulator.journal()] == [method]


@pytest.mark.parametrize("kind", ["reset", "reset_after", "truncate"])
def test_a_lost_read_is_tried_again(kind: str, simulator: Simulator, clock: FakeClock) -> None:
    simulator.fault(kind=kind, times=1)
    assert client_of(simulator, clock=clock, retries=1).get("users/me/").status == 200
    simulator.fault(kind=kind, times=2)
    with pytest.raises(RequestError) as caught:
        client_of(simulator, clock=clock, retries=1).get("users/me/")
    assert "connection was lost" in caught.value.message
    assert caught.value.message.endswith("(tried 2 times)")
    assert len(simulator.journal()) == 4


@pytest.mark.parametrize(
    "fault", [{"kind": "reset_after"}, {"kind": "status", "status": 502}, {"kind": "status", "status": 504}, {"kind": "truncate"}]
)
def test_a_post_that_may_have_landed_is_sent_once(fault: dict[str, Any], simulator: Simulator, clock: FakeClock) -> None:
    simulator.fault(**fault, times=9)
    with pytest.raises(RequestError) as caught:
        client_of(simulator, clock=clock, retries=4).send("POST", "connectors/alm/", {"name": "Jira"})
    assert caught.value.applied is None
    assert len(simulator.journal()) == 1


@pytest.mark.parametrize(
    ("after", "pause"),
    [
        ("7", 7),
        ("3600", 60),
        ("soon", 0),
        ("-5", 0),
        (" 7 ", 7),
        ("1.5", 0),
        ("1e9", 0),
        ("9" * 5000, 0),
        ("", 0),
        (" ", 0),
        (",", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 60),
        ("Fri, 31 Dec 99999 23:59:59 GMT", 0),
        ("Mon, 01 Jan 2001 00:00:00 GMT", 0),
        ("Fri, 99 Foo 2001 99:99:99 GMT", 0),
        ("31 Dec", 0),
        (":", 0),
        ("NaN", 0),
    ],
)
def test_retry_after(after: str, pause: float, simulator: Simulator, clock: FakeClock) -> None:
    simulator.fault(kind="status", status=429, headers={"Retry-After": after})
    assert client_of(simulator, clock=clock, retries=1).get("users/me/").status == 200
    assert sum(clock.pauses) == pause


def test_a_name_that_cannot_be_sent_is_a_message(simulator: Simulator) -> None:
    with pytest.raises(InputError, match="a character that does not exist"):
        client_of(simulator).get("projects/", {"name": "\ud800"})


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        (
            {"kind": "status", "status": 400, "json": {"params": {"alm_server": ["Too long.", "Bad."]}}},
            RequestError,
            "answered 400: params.alm_server: Too long. Bad.",
        ),
        (
            {"kind": "status", "status": 401, "json": {"detail": "Invalid token."}},
            RequestError,
            "answered 401: Invalid token. (check sde_token)",
        ),
        (
            {"kind": "status", "status": 403, "json": {"detail": "May not."}},
            RequestError,
            "answered 403: May not. (the user of sde_token lacks a permission",
        ),
        ({"kind": "status", "status": 404, "json": {"detail": "Not found."}}, NotFoundError, "answered 404: Not found. (check sde_url"),
        ({"kind": "status", "status": 404, "body": "<html><title>Oops</title></html>"}, NotFoundError, "answered 404: an HTML page (Oops)"),
        ({"kind": "status", "status": 500, "body": "broken"}, RequestError, "answered 500: text/plain, 6 bytes"),
        (
            {"kind": "html", "status": 503, "body": "<html><title>Back soon</title></html>"},
            RequestError,
            "answered 503: an HTML page (Back soon) (SD Elements is down for maintenance or its backend does not answer; "
            "run the task again later)",
        ),
        ({"kind": "status", "status": 503, "json": {"detail": "Busy."}}, RequestError, "answered 503: Busy."),
        ({"kind": "status", "status": 413, "body": ""}, RequestError, "answered 413 (it is larger than SD Elements or a proxy acc"),
        ({"kind": "status", "status": 406, "body": ""}, RequestError, "answered 406"),
        ({"kind": "html", "body": "<html><title>Sign in</title></html>"}, RequestError, "is an HTML page (Sign in) instead of JSON"),
        (
            {"kind": "not_json", "body": "{oops"},
            RequestError,
            "is not JSON that can be read (application/json, 5 bytes, cut off or malformed)",
        ),
        (
            {"kind": "redirect", "location": "https://elsewhere.example.com/api/v2/users/me/"},
            RequestError,
            "a redirect to https://elsewhere.example.com/api/v2/users/me/, which is not followed",
        ),
        ({"kind": "redirect", "location": "/login?next=x"}, RequestError, "/login, which is not followed"),
    ],
)
def test_answers_that_are_refused(fault: dict[str, Any], error: type[RequestError], words: str, simulator: Simulator) -> None:
    simulator.fault(**fault)
    with pytest.raises(error) as caught:
        client_of(simulator).get("users/me/")
    assert words in caught.value.message
    assert f"GET {simulator.url}/api/v2/users/me/" in caught.value.message
    assert simulator.token not in caught.value.message
    assert len(simulator.journal()) == 1


def test_a_page_of_another_status_is_not_taken_for_maintenance(simulator: Simulator) -> None:
    simulator.fault(kind="html", status=502, body="<html><title>Bad gateway</title></html>")
    with pytest.raises(RequestError) as caught:
        client_of(simulator).get("users/me/")
    assert "maintenance" not in caught.value.message


def test_what_was_too_large_is_named_with_its_size(simulator: Simulator) -> None:
    simulator.behave(body_limit=2000)
    with pytest.raises(RequestError) as caught:
        client_of(simulator).send("POST", "connectors/alm/", {"name": "x" * 3000})
    assert caught.value.message.endswith(
        "answered 413: an HTML page (413 Request Entity Too Large) (its body of 3,012 bytes is larger than SD Elements or a proxy "
        "accepts; shorten the values that are sent, or have the limit raised)"
    )
    assert caught.value.applied is False


def test_a_redirect_within_the_api_is_followed_by_reads_only(simulator: Simulator) -> None:
    simulator.fault(kind="redirect", location="/api/v2/users/me/", path="users/you/", times=9)
    assert client_of(simulator).get("users/you/").data["email"]
    with pytest.raises(RequestError, match="a redirect to"):
        client_of(simulator).send("PATCH", "users/you/", {})
    assert [entry["method"] for entry in simulator.journal()] == ["GET", "GET", "PATCH"]


def test_redirects_in_a_circle_end(simulator: Simulator) -> None:
    simulator.fault(kind="redirect", location="/api/v2/users/me/", times=99)
    with pytest.raises(RequestError, match="a redirect to"):
        client_of(simulator).get("users/me/")
    assert len(simulator.journal()) < 10


def test_nobody_is_there(clock: FakeClock) -> None:
    with pytest.raises(RequestError) as caught:
        Client("http://127.0.0.1:9", "invented", retries=2, clock=clock).get("users/me/")
    assert caught.value.message.startswith("http://127.0.0.1:9 cannot be reached (")
    assert caught.value.message.endswith("check sde_url and the network (tried 3 times)")
    assert caught.value.applied is False


@pytest.mark.parametrize(
    "behaviour",
    [
        {},
        {"paging": "none"},
        {"bare_list": True},
        {"page_size_max": 3},
        {"paging": "forced", "page_size_default": 4, "page_size_max": 4},
        {"next_host": "other:https://elsewhere.example.com", "page_size_max": 2},
        {"unknown_filters": "refused"},
    ],
)
@pytest.mark.parametrize("page_size", [1, 5, 100])
@pytest.mark.parametrize("at_once", [1, 4])
def test_pages(behaviour: dict[str, Any], page_size: int, at_once: int, simulator: Simulator) -> None:
    simulator.reset(**behaviour)
    simulator.add_many("projects", [{"name": f"Project {n}"} for n in range(9)])
    pages = list(client_of(simulator, page_size=page_size, at_once=at_once).pages("projects/"))
    assert [found["name"] for page in pages for found in page.objects] == [f"Project {n}" for n in range(9)]
    assert {page.total for page in pages} <= {9, None}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"results": [{"id": 1}], "next": "https://elsewhere.example.com/steal/?page=2"}, "next page at another address"),
        ({"results": [{"id": 1}], "next": "?page=1"}, "brought no new object"),
        *(({"results": [value]}, "values that are not objects") for value in (1, None)),
        *((body, "no list of objects") for body in (None, 5, {"results": {}, "next": 5})),
        ({"detail": "hello"}, "no list of objects"),
        ("hello", "no list of objects"),
    ],
)
def test_lists_that_are_none(body: Any, words: str, simulator: Simulator) -> None:
    simulator.fault(kind="wrong_json", json=body, times=5)
    with pytest.raises(RequestError) as caught:
        list(client_of(simulator).pages("projects/"))
    assert words in caught.value.message
