# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many requests are under way, and which of them waits for another one."""

from __future__ import annotations

import threading
from queue import SimpleQueue
from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.answers import Answer
from ansible_collections.sdelements.integrations.plugins.module_utils._api.client import Client
from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import RequestError
from ansible_collections.sdelements.integrations.plugins.module_utils._api.parallel import each
from ansible_collections.sdelements.integrations.plugins.module_utils._api.turns import Turn, Turns

from tests.clock import FakeClock


class Noting:
    """A lock that notes who asks for it."""

    def __init__(self, notes: SimpleQueue[str]) -> None:
        self._notes = notes
        self._lock = threading.Lock()

    def acquire(self) -> bool:
        self._notes.put("asks")
        return self._lock.acquire()

    def release(self) -> None:
        self._lock.release()

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(self, *_error: object) -> None:
        self.release()


def throttled(*, retryable: bool = True) -> RequestError:
    return RequestError("answered 429", method="GET", url="https://sde.example.com", status=429, retryable=retryable)


def test_no_request_begins_while_another_one_is_tried_alone() -> None:
    turns, notes = Turns(4), SimpleQueue[str]()
    turns.alone = Noting(notes)

    def other() -> None:
        with Turn(turns):
            notes.put("begins")

    thread = threading.Thread(target=other)
    with Turn(turns) as turn:
        turn.alone(throttled())
        assert [notes.get(timeout=10) for _time in range(2)] == ["asks", "asks"]
        thread.start()
        assert notes.get(timeout=10) == "asks"
        assert notes.empty()
    thread.join()
    assert notes.get(timeout=10) == "begins"


@pytest.mark.parametrize(("failure", "gives_up"), [(throttled(), True), (throttled(retryable=False), False), (None, False)])
def test_who_waited_gives_up_where_all_tries_of_the_one_before_were_in_vain(failure: Any, gives_up: bool) -> None:
    turns = Turns(4)
    waiting = Turn(turns)
    waiting.__enter__()
    try:
        with Turn(turns) as turn:
            turn.alone(throttled())
            if failure:
                raise failure
    except RequestError:
        pass
    own = throttled()
    try:
        waiting.alone(own)
    except RequestError as raised:
        assert gives_up and raised is own
    else:
        assert not gives_up
    waiting.__exit__(None, None, None)
    with Turn(turns) as later:  # who begins afterwards has all its tries
        later.alone(own)


def test_a_failure_of_what_was_not_tried_alone_lets_others_go_on() -> None:
    turns = Turns(4)
    waiting = Turn(turns)
    with waiting:
        with pytest.raises(RequestError), Turn(turns):
            raise throttled()
        waiting.alone(throttled())


@pytest.mark.parametrize("at_once", [1, 3])
def test_so_many_requests_are_under_way_whatever_the_number_of_threads(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    together, lock = threading.Barrier(at_once, timeout=10), threading.Lock()
    under_way, most = 0, 0

    def send(*_request: Any) -> Answer:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        together.wait()
        with lock:
            under_way -= 1
        return Answer("GET", "", 200, {}, "", None)

    client = Client("https://sde.example.com", "invented", at_once=at_once, clock=FakeClock())
    monkeypatch.setattr(client, "_sent", send)
    each(lambda _item: client.get("projects/"), range(at_once * 6), at_once * 3, client.clock)
    assert most == at_once


@pytest.mark.parametrize(
    ("status", "headers", "waits"),
    [
        (429, {}, True),
        *((status, {"Retry-After": "5"}, True) for status in (429, 503)),
        *((status, {}, False) for status in (502, 503)),
        *((status, {"Retry-After": "5"}, False) for status in (200, 500)),
    ],
)
def test_which_answers_ask_for_fewer_requests(status: int, headers: dict[str, str], waits: bool) -> None:
    assert Answer("GET", "", status, headers, "", None).asks_to_wait is waits
