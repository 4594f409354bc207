# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settle a POST whose answer was lost: look for what it created before anything is sent again.

This file is private to the collection. A gateway gives up on a request that the server behind it still carries out,
so an object may be created minutes after the answer 504. Reads lag behind writes as well, by a few seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Optional, TypeVar

from .._api.answers import Answer
from .._api.client import Client
from .._api.clock import Wait
from .._api.errors import RequestError, SdeError

Created = TypeVar("Created")

#: Looks in a row that must find nothing, after the time in which the request may still be applied.
EMPTY_LOOKS = 2

UNSEEN = "; it could not be checked whether it was applied; run the task again"
HIDDEN = "; it cannot be checked whether it was applied, since SD Elements does not show {}; run the task again"
NOT_SHOWN = "; it is not known whether it was applied: reads did not show it within {} s; run the task again"


def in_doubt(failure: SdeError, words: str) -> None:
    """Report a write that may have been applied as a change."""
    failure.add(words)
    failure.details["changed"] = True


def may_still_be_applied(failure: RequestError) -> bool:
    """Return whether a request may be applied after its failure: no answer came, or that of a gateway.

    A server that answered itself, be it with 500 or with a success that cannot be read, has finished with the request: what reads
    do not show after their lag was not applied.
    """
    return failure.applied is None and (failure.status is None or failure.status > 500)


def sought(client: Client, look: Callable[[], Optional[Created]], seconds: float, empty_looks: int = 1) -> Optional[Created]:
    """Search for an object for the given seconds, and return it, or None after the empty searches that follow.

    :raises SdeError: a look that failed; one that may succeed later is repeated until the time has passed.
    """
    wait = Wait(client.clock, seconds)
    while True:
        over = wait.over
        try:
            found = look()
        except RequestError as error:
            if over or not error.retryable:
                raise
        else:
            if found is not None:
                return found
            empty_looks -= over
            if not empty_looks:
                return None
        wait.pause()


def post(
    client: Client, path: str, body: Optional[Mapping[str, Any]], look: Callable[[], Optional[Created]]
) -> tuple[Optional[Answer], Optional[Created]]:
    """POST, and return the answer or, where that was lost, what the request created.

    A request that may have been applied is sent once more at most, and only after C(settle_timeout) and two empty looks.

    :param look: finds what the request creates.
    :raises RequestError: it was refused, or, with C(changed), it is not known whether it was applied.
    """
    doubtful = None
    while True:
        try:
            return client.send("POST", path, body), None
        except RequestError as error:
            failure = error
        if failure.applied is not None:
            if doubtful is not None:
                in_doubt(failure, NOT_SHOWN.format(f"{doubtful:g}"))
            raise failure
        late = may_still_be_applied(failure)
        seconds = client.settle_timeout if late else client.timeout
        try:
            found = sought(client, look, seconds, EMPTY_LOOKS if late else 1)
        except SdeError:
            in_doubt(failure, UNSEEN)
            raise failure from None
        if found is not None:
            return None, found
        if doubtful is not None or not (late and failure.retryable and client.retries):
            if late or doubtful is not None:
                in_doubt(failure, NOT_SHOWN.format(f"{seconds:g}"))
            raise failure
        doubtful = seconds
