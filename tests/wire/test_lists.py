# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that do not end, do not come whole, or change while they are read."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api import paging
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks import task as tasks

from tests.clock import FakeClock
from tests.engine import Run, run
from tests.wire.conftest import TOKEN, Listen, read, write
from tests.wire.servers import answer, read_request

Reply = Callable[[int, int], Any]


@pytest.fixture(name="at_once", params=[1, 4], autouse=True)
def _at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """What holds for pages that are read one after the other holds for pages that are read side by side."""
    monkeypatch.setattr(tasks, "AT_ONCE", request.param)
    return int(request.param)


class Lists:
    """A server that answers a page with what ``reply`` makes of the number of the page and of the request.

    None is a 404, bytes are sent as they are.
    """

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self._lock = threading.Lock()
        self.asked: list[str] = []

    def handle(self, connection: socket.socket) -> None:
        while (request := read_request(connection)) is not None:
            method, target, version = request.split(b"\r\n", 1)[0].decode().split()
            with self._lock:
                self.asked.append(f"{method} {target}")
                number = len(self.asked)
            page = int(parse_qs(urlsplit(target).query).get("page", ["1"])[0])
            data = self._reply(page, number)
            if data is None:
                data = answer(b'{"detail": "Invalid page."}', status="404 Not Found")
            connection.sendall(data if isinstance(data, bytes) else answer(json.dumps(data).encode()))


Start = Callable[[Reply], tuple[str, Lists]]


@pytest.fixture(name="lists")
def _lists(listen: Listen) -> Start:
    def start(reply: Reply) -> tuple[str, Lists]:
        server = Lists(reply)
        return listen(server.handle), server

    return start


def rows(*ids: int) -> list[dict[str, Any]]:
    return [{"id": id, "name": f"Connector {id}", "system": "jira", "params": {}} for id in ids]


def remove(url: str, **options: Any) -> Run:
    """A task that removes a connector that is not in the list."""
    return run("sde_alm_connector", url, TOKEN, name="New", state="absent", **{"retries": 0, "timeout": 10, **options})


@pytest.mark.parametrize("task", [read, write, remove])
def test_empty_pages_that_lead_on_end(task: Any, lists: Start) -> None:
    url, server = lists(lambda page, request: {"results": [], "next": f"?page={page + 1}"})
    assert "names a next page, but brought no new object; its pages may never end" in task(url).failure
    assert len(server.asked) == 1


@pytest.mark.parametrize("task", [read, write, remove])
@pytest.mark.parametrize("count", [None, 9, 10**9])
def test_pages_that_repeat_objects_end(task: Any, count: Any, at_once: int, lists: Start) -> None:
    url, server = lists(lambda page, request: {"count": count, "results": rows(1, 2), "next": f"?page={page + 1}"})
    assert "names a next page, but brought no new object; its pages may never end" in task(url).failure
    assert len(server.asked) == 1 + (at_once if count else 1)


@pytest.mark.parametrize("task", [read, write, remove])
@pytest.mark.parametrize("count", [5, "5"])
def test_pages_with_more_objects_than_the_list_counts_end(task: Any, count: Any, lists: Start) -> None:
    url, server = lists(lambda page, request: {"count": count, "results": rows(2 * page, 2 * page + 1), "next": f"?page={page + 1}"})
    assert "names a next page after 6 objects of 5; its pages may never end" in task(url).failure
    assert len(server.asked) == 3


def test_a_list_without_a_count_ends(lists: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MOST_OBJECTS", 10)
    url, server = lists(lambda page, request: {"results": rows(2 * page, 2 * page + 1), "next": f"?page={page + 1}"})
    assert "names a next page after 12 objects of 10; its pages may never end" in read(url).failure


def test_a_long_list_without_a_count_is_read(lists: Start) -> None:
    url, server = lists(lambda page, request: {"results": rows(2 * page, 2 * page + 1), "next": f"?page={page + 1}" if page < 50 else None})
    assert len(read(url).result["connectors"]) == 100


SHORT: dict[str, dict[str, Any]] = {
    "null": {"next": None},
    "missing": {},
    "an object": {"next": {"page": 2}},
    "a number": {"next": 2},
    "false": {"next": False},
    "empty": {"next": ""},
}
MESSAGE = (
    "the list /api/v2/connectors/issue-tracker/ was incomplete or changed during each of 2 reads: 3 of 8 objects; run the task again, and "
    "report it to the server's administrator if it persists"
)


@pytest.mark.parametrize("following", SHORT.values(), ids=SHORT)
@pytest.mark.parametrize("task", [write, remove])
@pytest.mark.parametrize("check_mode", [False, True])
def test_a_list_that_is_short_stops_a_task_that_manages(following: dict[str, Any], task: Any, check_mode: bool, lists: Start) -> None:
    url, server = lists(lambda page, request: {"count": 8, "results": rows(1, 2, 3), **following})
    outcome = task(url, check_mode=check_mode)
    assert outcome.failure.endswith(f"{url}: {MESSAGE}")
    assert [entry.partition(" ")[0] for entry in server.asked] == ["GET", "GET"]


@pytest.mark.parametrize("following", SHORT.values(), ids=SHORT)
def test_a_list_that_is_short_is_a_warning_where_nothing_is_written(following: dict[str, Any], lists: Start) -> None:
    url, server = lists(lambda page, request: {"count": 8, "results": rows(1, 2, 3), **following})
    outcome = read(url)
    assert not outcome.failure
    assert [row["id"] for row in outcome.result["connectors"]] == [1, 2, 3]
    assert outcome.warnings == [f"{url}: {MESSAGE}"]
    assert len(server.asked) == 2


def test_a_short_list_is_not_taken_for_all_that_there_is(lists: Start) -> None:
    """Else what is not seen would be left, and a state that says so would be exported."""
    url, server = lists(lambda page, request: {"count": 8, "results": rows(1, 2, 3)})
    for state in ("overridden", "gathered"):
        assert MESSAGE in run("sde_alm_connectors", url, TOKEN, state=state, config=[], retries=0).failure


def test_integrations_that_are_short_are_a_warning(lists: Start) -> None:
    url, server = lists(lambda page, request: {"count": 8, "results": [{"id": 1, "alias": "x", "project_id": 1, "type": "ALM"}]})
    outcome = run("sde_integration_info", url, TOKEN, retries=0)
    assert "the list /api/v2/integrations/ was incomplete" in outcome.warnings[0]


@pytest.mark.parametrize("id", [None, "x"])
def test_an_object_without_an_id_is_a_message(id: Any, lists: Start) -> None:
    url, _server = lists(lambda page, request: {"results": [{"id": id, "name": "x"}]})
    assert "connector in its list has no id" in read(url).failure


def test_a_next_page_that_is_not_known_and_no_count(lists: Start) -> None:
    url, server = lists(lambda page, request: {"results": rows(1), "next": {"page": 2}})
    assert "names its next page in a form that is not known, and not how many objects the list has" in read(url).failure


def counting(size: int, per_page: int = 2) -> Callable[[int], Any]:
    """The pages of a list of so many objects, as Django REST framework answers."""

    def page_of(page: int) -> Any:
        last = -(-size // per_page)
        ids = range(1 + (page - 1) * per_page, min(page * per_page, size) + 1)
        return {"count": size, "results": rows(*ids), "next": f"?page={page + 1}" if page < last else None} if page <= last else None

    return page_of


def test_each_page_is_read_once(lists: Start) -> None:
    reply = counting(101)
    url, server = lists(lambda page, request: reply(page))
    outcome = read(url)
    assert [row["id"] for row in outcome.result["connectors"]] == list(range(1, 102))
    assert len(server.asked) == len(set(server.asked)) == 51


def test_pages_are_read_side_by_side_and_answered_in_any_order(at_once: int, lists: Start) -> None:
    reply = counting(10)
    together, later = threading.Barrier(at_once), threading.Event()

    def out_of_order(page: int, _request: int) -> Any:
        if page > 1:
            together.wait(10)  # passes only when so many are under way
            if page == 2 and at_once > 1:
                later.wait(10)
            later.set()
        return reply(page)

    url, _server = lists(out_of_order)
    assert [row["id"] for row in read(url).result["connectors"]] == list(range(1, 11))


class Pauses(FakeClock):
    """A clock that notes pauses among what a server is asked."""

    def __init__(self, notes: list[str]) -> None:
        super().__init__()
        self._notes = notes

    def pause(self, seconds: float) -> None:
        self._notes.append(f"pause {seconds:g}")
        super().pause(seconds)


TOO_MANY = answer(b'{"detail": "Request was throttled."}', "Retry-After: 7", status="429 Too Many Requests")


def test_a_pause_that_the_server_asks_for_counts_for_all_that_is_read(at_once: int, lists: Start) -> None:
    """Each of those that were refused together is asked for again by itself, after a pause of its own."""
    reply, together = counting(10), threading.Barrier(at_once)

    def throttling(page: int, request: int) -> Any:
        if 1 < request <= 1 + at_once:
            together.wait(10)
            return TOO_MANY
        return reply(page)

    url, server = lists(throttling)
    outcome = read(url, retries=1, clock=Pauses(server.asked))
    assert [row["id"] for row in outcome.result["connectors"]] == list(range(1, 11))
    after = [entry.partition(" ")[0] for entry in server.asked[1 + at_once :]]
    assert after[: 2 * at_once] == ["pause", "GET"] * at_once
    assert "pause" not in after[2 * at_once :]


def test_a_server_that_takes_one_request_at_a_time_is_read(lists: Start) -> None:
    """Pages that are refused are asked for again alone, so that none is refused for ever."""
    reply, under_way = counting(60), threading.Lock()

    def single(page: int, _request: int) -> Any:
        if not under_way.acquire(blocking=False):
            return TOO_MANY
        try:
            return reply(page)
        finally:
            under_way.release()

    url, _server = lists(single)
    assert len(read(url, retries=1).result["connectors"]) == 60


def test_a_server_that_throttles_for_ever_is_not_waited_for_by_each_page(at_once: int, lists: Start) -> None:
    reply, together = counting(60), threading.Barrier(at_once)

    def throttling(page: int, request: int) -> Any:
        if 1 < request <= 1 + at_once:
            together.wait(10)
        return reply(page) if page == 1 else TOO_MANY

    url, server = lists(throttling)
    assert "answered 429" in read(url, retries=3).failure
    assert len(server.asked) == 1 + at_once + 3


LOGIN = answer(b"<!DOCTYPE html><title>Log in</title>").replace(b"application/json", b"text/html")
FAILING = {"a login page": (LOGIN, "an HTML page"), "an error": (answer(b"{}", status="500 Internal Server Error"), "answered 500")}


@pytest.mark.parametrize(("failing", "words"), FAILING.values(), ids=FAILING)
@pytest.mark.parametrize("task", [read, remove])
def test_a_page_that_fails_in_the_middle_fails_the_task(failing: bytes, words: str, task: Any, at_once: int, lists: Start) -> None:
    reply = counting(60)
    url, server = lists(lambda page, request: failing if page == 9 else reply(page))
    assert words in task(url).failure
    assert len(server.asked) <= 8 + at_once


def test_a_count_that_is_too_large_costs_few_requests(at_once: int, lists: Start) -> None:
    reply = counting(40)
    url, server = lists(lambda page, request: {**reply(page), "count": 900_000} if reply(page) else None)
    outcome = read(url)
    assert [row["id"] for row in outcome.result["connectors"]] == list(range(1, 41))
    assert "40 of 900,000 objects" in outcome.warnings[0]
    assert len(server.asked) <= 2 * (20 + at_once)


def test_a_count_that_is_too_small_hides_nothing(lists: Start) -> None:
    """Pages beyond the count are an error: what the list has is not known."""
    reply = counting(40)
    url, _server = lists(lambda page, request: {**reply(page), "count": 5})
    assert "names a next page after 6 objects of 5; its pages may never end" in read(url).failure


def shrinking(page: int, _request: int) -> Any:
    """Pages of four objects, and from the third one on of two."""
    ids = range(1 + 4 * (page - 1), 5 + 4 * (page - 1)) if page < 3 else range(9 + 2 * (page - 3), 11 + 2 * (page - 3))
    return {"count": 20, "results": rows(*ids), "next": f"?page={page + 1}" if page < 8 else None}


LINKS = {
    "a cursor": lambda first: f"?cursor=r{first}",
    "offset and limit": lambda first: f"?limit=2&offset={first}",
    "a page with a cursor": lambda first: f"?page={first // 2 + 1}&search_after={first}",
    "another host": lambda first: f"https://other.example.com/api/v2/connectors/issue-tracker/?page={first // 2 + 1}",
    "pages in other digits": lambda first: f"?page={first // 2 + 1:04d}",
    "pages that count objects": lambda first: f"?page={first}",
}


@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
def test_pages_are_found_by_whatever_links_to_them(link: Callable[[int], str], lists: Start) -> None:
    """A page that no link names is answered with nonsense."""

    def follow(_page: int, request: int) -> Any:
        query = urlsplit(server.asked[request - 1].partition(" ")[2]).query
        first = next((n for n in range(2, 60, 2) if urlsplit(link(n)).query == query), 0)
        if "page_size" not in query and not first:
            return {"count": 40, "results": rows(10**6 + request), "next": None}
        return {"count": 40, "results": rows(first + 1, first + 2), "next": link(first + 2) if first < 38 else None}

    url, server = lists(follow)
    assert [row["id"] for row in read(url).result["connectors"]] == list(range(1, 41))


def test_pages_that_become_smaller_midway_are_read_to_the_end(lists: Start) -> None:
    url, server = lists(shrinking)
    assert [row["id"] for row in read(url).result["connectors"]] == list(range(1, 21))
    assert len(server.asked) == len(set(server.asked))


def slipping(page: int, request: int) -> Any:
    """Of four connectors the second is deleted after the first page was read; so the second page begins one late."""
    if request <= 2:
        return {"count": 4, "results": rows(1, 2), "next": "?page=2"} if page == 1 else {"count": 3, "results": rows(4), "next": None}
    return {"count": 3, "results": rows(1, 3), "next": "?page=2"} if page == 1 else {"count": 3, "results": rows(4), "next": None}


def test_a_row_that_slips_between_two_pages_is_found_when_the_list_is_read_again(lists: Start) -> None:
    url, server = lists(slipping)
    outcome = read(url)
    assert [row["id"] for row in outcome.result["connectors"]] == [1, 3, 4]
    assert outcome.warnings == []
    assert len(server.asked) == 4


def test_a_page_that_is_gone_when_it_is_asked_for_is_not_a_failure(lists: Start) -> None:
    def vanishing(page: int, request: int) -> Any:
        if request == 1:
            return {"count": 3, "results": rows(1, 2), "next": "?page=2"}
        return None if page == 2 else {"count": 2, "results": rows(1, 2), "next": None}

    url, server = lists(vanishing)
    outcome = read(url)
    assert [row["id"] for row in outcome.result["connectors"]] == [1, 2]
    assert len(server.asked) == 3


def test_a_page_that_stays_gone_leaves_the_list_short(lists: Start) -> None:
    url, server = lists(lambda page, request: {"count": 3, "results": rows(1, 2), "next": "?page=2"} if page == 1 else None)
    outcome = read(url)
    assert len(outcome.warnings) == 1 and "2 of 3 objects" in outcome.warnings[0]
    assert len(server.asked) == 4
    assert "2 of 3 objects" in remove(url).failure


def test_a_list_that_grows_while_it_is_read_is_read_once(lists: Start) -> None:
    url, server = lists(
        lambda page, request: (
            {"count": 3, "results": rows(1, 2), "next": "?page=2"} if page == 1 else {"count": 4, "results": rows(3, 4), "next": None}
        )
    )
    assert [row["id"] for row in read(url).result["connectors"]] == [1, 2, 3, 4]
    assert len(server.asked) == 2


@pytest.mark.parametrize("count", [2, 2.0, "2", None, True, -1, [], {}, "two", "\u0662"])
def test_a_whole_list_is_read_once_whatever_its_count(count: Any, lists: Start) -> None:
    url, server = lists(lambda page, request: {"count": count, "results": rows(1, 2), "next": None})
    outcome = read(url)
    assert len(outcome.result["connectors"]) == 2
    assert outcome.warnings == []
    assert len(server.asked) == 1


def projects(url: str) -> Run:
    return run("sde_project_info", url, TOKEN, retries=0)


def test_lists_with_a_documented_order_are_asked_for_in_it(lists: Start) -> None:
    url, server = lists(lambda page, request: {"results": [{"id": 1, "name": "x", "application": 1, "business_unit": 1}]})
    assert not projects(url).failure
    assert not read(url).failure
    paths = {
        urlsplit(entry.partition(" ")[2]).path: parse_qs(urlsplit(entry.partition(" ")[2]).query).get("ordering") for entry in server.asked
    }
    assert paths == {
        "/api/v2/projects/": ["name"],
        "/api/v2/applications/": ["name"],
        "/api/v2/business-units/": ["name"],
        "/api/v2/connectors/issue-tracker/": None,
    }
