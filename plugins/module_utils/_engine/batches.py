# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Composite requests as data: which writes go together, and what the answers say. Pure functions.

This file is private to the collection. Source: the page Composite (2024.3 and later). Its limits: 50 writes are what the vendor's own
clients send at most, 10 MB is what the web server takes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Optional

from .._api import content
from .._api.answers import Answer
from .._api.client import API
from .request import Request

#: Writes of the composite requests of a task, from the first on; the last number holds for all further ones.
SIZES = (10, 20, 40, 50)
MOST = SIZES[-1]

#: Bytes of a body.
LARGEST = 10_000_000

#: Seconds that the answer to a composite request is waited for, unless C(timeout) is more.
_LONGEST_WAIT = 300

#: An answer that failed only since another request of the transaction did.
_FAILED_DEPENDENCY = 424

_METHODS = frozenset({"POST", "PATCH", "DELETE"})


class Pace:
    """The size of the next composite request, which grows as long as answers come quickly."""

    def __init__(self, most: int = MOST) -> None:
        self.size = SIZES[0]
        self._most = most

    def grow(self) -> None:
        """Take more writes from now on."""
        self.size = min(next((size for size in SIZES if size > self.size), self.size), self._most)

    def halve(self, sent: int) -> None:
        """Take half as many writes as were sent, from now on."""
        self.size = self._most = max(sent // 2, 1)


def composable(request: Request) -> bool:
    """Return whether a write may be part of a composite request: PUT is not one of its methods, and C(@{) in a body cannot be escaped."""
    return request.method in _METHODS and "@{" not in json.dumps(request.body) and length_of([request]) <= LARGEST


def body_of(requests: Sequence[Request]) -> dict[str, Any]:
    """Return the body of a composite request, which is applied as a whole or not at all."""
    return {
        "all_or_none": True,
        "composite_request": [
            {
                "method": request.method,
                "path": API + request.path,
                "reference_id": reference,
                **({} if request.body is None else {"body": request.body}),
            }
            for reference, request in zip(_references(len(requests)), requests)
        ],
    }


def length_of(requests: Sequence[Request]) -> int:
    """Return the bytes of the body of a composite request."""
    return len(json.dumps(body_of(requests)))


def first(requests: Sequence[Request], most: int) -> int:
    """Return how many of these writes, from the first on, the next composite request has: at least one."""
    frame = length_of([])
    length = frame
    for count, request in enumerate(requests[:most]):
        length += length_of([request]) - frame + len(", ")
        if count and length > LARGEST:
            return count
    return min(most, len(requests))


def split(requests: Sequence[Request]) -> list[int]:
    """Return the numbers of writes of the composite requests of a task, if every answer comes quickly."""
    pace, counts = Pace(), []
    while requests:
        counts.append(first(requests, pace.size))
        requests = requests[counts[-1] :]
        pace.grow()
    return counts


def seconds_for(count: int, timeout: float) -> float:
    """Return the time limit in seconds of a composite request with this number of writes: C(timeout) for each ten begun."""
    return max(timeout, min(timeout * -(-count // SIZES[0]), _LONGEST_WAIT))


def answers_of(answer: Answer, requests: Sequence[Request]) -> Optional[list[Answer]]:
    """Return the answers to the requests of a composite one, in their order; None where it has not exactly one for each."""
    rows = answer.data.get("composite_response") if isinstance(answer.data, dict) else None
    found: dict[str, tuple[int, Any]] = {}
    for row in rows if isinstance(rows, list) else ():
        reference, status = (row.get("reference_id"), content.count(row.get("http_status_code"))) if isinstance(row, dict) else (None, None)
        if not isinstance(reference, str) or status is None or not 100 <= status < 600 or reference in found:
            return None
        found[reference] = status, row.get("body")
    references = _references(len(requests))
    if found.keys() != set(references):
        return None
    origin = answer.url.partition(API)[0]
    return [
        Answer.within(request.method, f"{origin}{API}{request.path}", *found[reference]) for reference, request in zip(references, requests)
    ]


def failures_of(answers: Sequence[Answer]) -> list[int]:
    """Return the places of the answers that made a composite request fail; empty where it was carried out."""
    failed = [place for place, answer in enumerate(answers) if not succeeded(answer)]
    return [place for place in failed if answers[place].status != _FAILED_DEPENDENCY] or failed[:1]


def succeeded(answer: Answer) -> bool:
    """Return whether the answer to one request says that it was carried out."""
    return 200 <= answer.status < 300


def _references(count: int) -> list[str]:
    """Return what the requests of a composite one are called, all of one length."""
    return [f"write-{number:02}" for number in range(count)]
