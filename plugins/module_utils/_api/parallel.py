# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Process items in parallel: the only place that starts threads for requests.

This file is private to the collection. Requests are sent by threads of their own even where there is one at a time: the main
thread, in which Ansible raises the exception of the task keyword C(timeout), then only waits, so no write is cut off.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Optional, TypeVar

from .clock import Clock

Item = TypeVar("Item")

#: Seconds after which a thread that waits looks for a signal: one that comes as the wait begins, or to another thread, does not end it.
_LOOK = 0.1


def each(work: Callable[[Item], object], items: Iterable[Item], at_once: int, clock: Clock) -> None:
    """Call ``work`` with each item in order, at most ``at_once`` in parallel.

    Once a call has failed, or this thread is interrupted, no further one begins, and those that have begun are waited for. An
    interruption also stops ``clock``, so that they end with the request that each has sent.

    :raises BaseException: the first failure, or the interruption.
    """
    waiting = deque(items)
    ended: SimpleQueue[Optional[BaseException]] = SimpleQueue()  # unlike a lock of Python's own it is never left half taken

    def run() -> None:
        try:
            while True:
                try:
                    item = waiting.popleft()
                except IndexError:
                    break
                work(item)
        except BaseException as failure:  # noqa: BLE001 # raised again where the work was asked for
            waiting.clear()
            ended.put(failure)
        else:
            ended.put(None)

    threads = [Thread(target=run) for _place in range(min(at_once, len(waiting)))]
    try:
        for thread in threads:
            thread.start()
        failures = [_next(ended) for _thread in threads]
    except BaseException:
        waiting.clear()
        clock.stop()
        for thread in threads:
            if thread.is_alive():
                thread.join()
        raise
    for failure in failures:
        if failure is not None:
            raise failure


def _next(ended: SimpleQueue[Optional[BaseException]]) -> Optional[BaseException]:
    """Return what a thread ended with, as soon as one does."""
    while True:
        try:
            return ended.get(timeout=_LOOK)
        except Empty:
            continue
