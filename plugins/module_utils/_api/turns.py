# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose turn it is to send: so many requests at a time, and one alone once the server asks for a pause.

This file is private to the collection.
"""

from __future__ import annotations

from threading import BoundedSemaphore, Lock
from typing import Optional

from .errors import RequestError

#: Requests under way at a time where a task does not say: requests by token share a small pool of workers of the server.
AT_ONCE = 4


class Turns:
    """The turns of the requests of one client, which come from several threads.

    :param sending: held while a request is under way.
    """

    def __init__(self, at_once: int) -> None:
        self.sending = BoundedSemaphore(at_once)
        self.alone = Lock()
        self.in_vain = 0


class Turn:
    """The turn of one request with all its tries.

    After the server has asked to wait, the later tries are made alone: no other request begins until they have ended. So a pause counts
    for all, and one at a time gets through where several would push each other aside.
    """

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._is_alone = False
        self._in_vain = 0

    def __enter__(self) -> Turn:
        with self._turns.alone:
            self._in_vain = self._turns.in_vain
        return self

    def alone(self, failure: RequestError) -> None:
        """Wait until no other request is tried alone; be the one that is.

        :raises RequestError: the failure, where another one used all its tries in vain meanwhile: a server that always asks to wait is
            not waited for by each in turn.
        """
        if self._is_alone:
            return
        self._turns.alone.acquire()
        self._is_alone = True
        if self._turns.in_vain != self._in_vain:
            raise failure

    def __exit__(self, _kind: object, error: Optional[BaseException], _trace: object) -> None:
        if self._is_alone:
            self._turns.in_vain += isinstance(error, RequestError) and error.retryable
            self._turns.alone.release()
