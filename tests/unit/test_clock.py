# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waits, and how a POST whose answer was lost is settled, without any server."""

from __future__ import annotations

from queue import SimpleQueue
from threading import Thread
from typing import Any, Optional

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.clock import LONGEST_PAUSE, Clock, Stopped, Wait
from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import RequestError
from ansible_collections.sdelements.integrations.plugins.module_utils._engine.settle import may_still_be_applied, post, sought
from hypothesis import given
from hypothesis import strategies as st

from tests.clock import FakeClock


@given(st.floats(0, 5000))
def test_a_wait_looks_at_its_deadline_and_pauses_longer_each_time(seconds: float) -> None:
    clock = FakeClock()
    wait = Wait(clock, seconds)
    while not wait.over:
        wait.pause()
    assert clock.now() == pytest.approx(seconds)
    assert clock.pauses[:-1] == sorted(clock.pauses[:-1])
    assert max(clock.pauses, default=0) <= LONGEST_PAUSE
    wait.pause()
    assert clock.pauses[-1] > 0


def test_the_clock_of_this_machine_goes_on() -> None:
    clock = Clock()
    before = clock.now()
    clock.pause(0)
    assert clock.now() >= before


@pytest.mark.parametrize("clock", [Clock(), FakeClock()], ids=["machine", "fake"])
def test_a_clock_that_is_stopped_ends_every_pause_and_every_later_one(clock: Clock) -> None:
    ended: SimpleQueue[BaseException] = SimpleQueue()
    clock.check()

    def pause() -> None:
        try:
            while True:
                clock.pause(LONGEST_PAUSE)
        except Stopped as stopped:
            ended.put(stopped)

    threads = [Thread(target=pause) for _place in range(3)]
    for thread in threads:
        thread.start()
    clock.stop()
    for thread in threads:
        thread.join()
    assert ended.qsize() == 3
    with pytest.raises(Stopped):
        clock.check()
    with pytest.raises(Stopped):
        clock.pause(0)


def failure(applied: Optional[bool], status: Optional[int], retryable: bool) -> RequestError:
    """A failure of a POST."""
    return RequestError("it failed", method="POST", url="https://sde.example.com/", applied=applied, status=status, retryable=retryable)


@pytest.mark.parametrize(
    ("applied", "status", "late"),
    [
        *((None, status, True) for status in (None, 502, 503, 504, 524)),
        *((None, status, False) for status in (500, 201, 200)),
        *((False, status, False) for status in (None, 429, 400)),
    ],
)
def test_after_which_failures_a_post_may_still_be_applied(applied: Optional[bool], status: Optional[int], late: bool) -> None:
    assert may_still_be_applied(failure(applied, status, True)) is late


class Api:
    """What a client does: each POST ends as planned, and is applied so many seconds after it was sent."""

    timeout = 30.0

    def __init__(
        self, clock: FakeClock, ends: list[RequestError], applied: list[Optional[float]], retries: int, settle_timeout: float
    ) -> None:
        self.clock, self.ends, self.applied = clock, ends, applied
        self.retries, self.settle_timeout = retries, settle_timeout
        self.sent: list[float] = []
        self.looks: list[list[float]] = []  # after each POST

    def send(self, method: str, path: str, body: Any) -> Any:
        self.sent.append(self.clock.now())
        self.looks.append([])
        if len(self.sent) <= len(self.ends):
            raise self.ends[len(self.sent) - 1]
        return "answer"

    def stored(self) -> int:
        """How many objects there are by now."""
        return sum(after is not None and sent + after <= self.clock.now() for sent, after in zip(self.sent, self.applied))

    def look(self) -> Optional[int]:
        self.looks[-1].append(self.clock.now())
        return self.stored() or None


_ENDS = st.builds(failure, st.just(None), st.sampled_from([None, 502, 503, 504, 500, 201]), st.booleans())


@given(
    ends=st.lists(_ENDS, max_size=4),
    applied=st.lists(st.none() | st.floats(0, 1000), min_size=5, max_size=5),
    retries=st.integers(0, 4),
    settle_timeout=st.sampled_from([0, 1, 60, 300]),
)
def test_a_post_is_sent_twice_at_most_and_never_within_the_time_in_which_it_may_be_applied(
    ends: list[RequestError], applied: list[Optional[float]], retries: int, settle_timeout: float
) -> None:
    clock = FakeClock()
    api: Any = Api(clock, ends, applied, retries, settle_timeout)
    try:
        answer, found = post(api, "path/", {}, api.look)
    except RequestError as error:
        assert error.details.get("changed", False) is any(map(may_still_be_applied, ends[: len(api.sent)]))
    else:
        assert answer == "answer" or found
    assert len(api.sent) <= 1 + bool(retries)
    if len(api.sent) == 2:
        looks = api.looks[0]
        assert len([moment for moment in looks if moment >= api.sent[0] + settle_timeout]) == 2
        assert applied[0] is None or api.sent[0] + applied[0] > looks[-1]


@pytest.mark.parametrize(("error", "seconds"), [(failure(None, 503, True), 60), (failure(False, 403, False), 0)])
def test_a_look_that_fails_ends_it_at_the_deadline_and_one_that_is_refused_at_once(error: RequestError, seconds: float) -> None:
    clock = FakeClock()
    api: Any = Api(clock, [], [], 0, 0)

    def look() -> None:
        raise error

    with pytest.raises(RequestError):
        sought(api, look, 60)
    assert clock.now() == pytest.approx(seconds)
