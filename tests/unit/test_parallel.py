# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Work on several items at a time: what begins, what ends, and what a failure or an interruption leaves undone."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from types import FrameType
from typing import Optional

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.clock import LONGEST_PAUSE, Clock
from ansible_collections.sdelements.integrations.plugins.module_utils._api.parallel import each
from hypothesis import given
from hypothesis import strategies as st

from tests.clock import FakeClock


class Failure(Exception):
    """A call that fails."""


class Timeout(BaseException):
    """What the handler of a signal raises, as Ansible does for the task keyword C(timeout)."""


@contextmanager
def interrupted(interruption: type[BaseException]) -> Iterator[None]:
    """What runs within ends with this, once C(alarm) was called."""

    def interrupt(_number: int, _frame: Optional[FrameType]) -> None:
        raise interruption

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with pytest.raises(interruption):
            yield
    finally:
        signal.signal(signal.SIGALRM, before)


def alarm() -> None:
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGALRM)


class Alarmed(Clock):
    """A clock that shows when it was stopped."""

    def __init__(self) -> None:
        super().__init__()
        self.ended = threading.Event()

    def stop(self) -> None:
        super().stop()
        self.ended.set()


@pytest.mark.parametrize("at_once", [1, 2, 8])
def test_so_many_items_are_worked_on_at_a_time_and_no_more(at_once: int) -> None:
    together = threading.Barrier(at_once, timeout=10)
    lock = threading.Lock()
    under_way, most = 0, 0

    def work(_item: int) -> None:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        together.wait()  # passes only when so many calls are under way
        with lock:
            under_way -= 1
        together.wait()

    each(work, range(at_once * 3), at_once, Clock())
    assert (under_way, most) == (0, at_once)


@given(number=st.integers(0, 12), at_once=st.integers(1, 14), failing=st.sets(st.integers(0, 11)))
def test_the_items_begin_in_their_order_up_to_a_failure_and_all_that_began_end(number: int, at_once: int, failing: set[int]) -> None:
    begun: SimpleQueue[int] = SimpleQueue()
    ended: SimpleQueue[int] = SimpleQueue()

    def work(item: int) -> None:
        begun.put(item)
        try:
            if item in failing:
                raise Failure(item)
        finally:
            ended.put(item)

    failed = sorted(item for item in failing if item < number)
    if failed:
        with pytest.raises(Failure) as caught:
            each(work, range(number), at_once, FakeClock())
        assert caught.value.args[0] in failed
        assert begun.qsize() <= failed[0] + at_once
    else:
        each(work, range(number), at_once, FakeClock())
        assert begun.qsize() == number
    items = [begun.get() for _place in range(begun.qsize())]
    assert sorted(items) == list(range(len(items)))
    assert sorted(ended.get() for _place in range(ended.qsize())) == sorted(items)


def test_none_begins_after_a_failure_and_the_first_one_is_raised() -> None:
    failing: SimpleQueue[threading.Thread] = SimpleQueue()
    begun: list[int] = []

    def work(item: int) -> None:
        begun.append(item)
        if item == 1:
            failing.put(threading.current_thread())
            raise Failure("the first")
        failing.get().join()  # until the failure is known
        raise Failure("a later one")

    with pytest.raises(Failure, match="the first"):
        each(work, range(5), 2, Clock())
    assert sorted(begun) == [0, 1]


@pytest.mark.parametrize("interruption", [Timeout, KeyboardInterrupt])
@pytest.mark.parametrize("at_once", [1, 3])
def test_an_interruption_begins_no_more_and_waits_for_what_is_under_way(at_once: int, interruption: type[BaseException]) -> None:
    clock = Alarmed()
    together = threading.Barrier(at_once, timeout=10)
    begun: list[int] = []
    ended: list[int] = []

    def work(item: int) -> None:
        begun.append(item)
        if together.wait() == 0:  # one of those under way
            alarm()
        assert clock.ended.wait(10)
        ended.append(item)

    with interrupted(interruption):
        each(work, range(9), at_once, clock)
    assert sorted(begun) == sorted(ended) == list(range(at_once))


def test_an_interruption_ends_the_pauses_of_what_is_under_way() -> None:
    clock = Clock()
    begun = []

    def work(item: int) -> None:
        begun.append(item)
        alarm()
        while True:
            clock.pause(LONGEST_PAUSE)

    with interrupted(Timeout):
        each(work, range(9), 1, clock)
    assert begun == [0]
