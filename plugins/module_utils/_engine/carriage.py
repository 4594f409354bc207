# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the changes of a task: with plain requests, or with composite ones, if the server has them.

This file is private to the collection. It is used only by tasks whose option C(atomic) asks for composite requests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Optional

from .._api.client import API, Client
from .._api.counts import counted
from .._api.errors import MethodNotAllowedError, RequestError, SdeError
from .batches import MOST, composable, first, split
from .plan import Plan
from .repository import Repository
from .request import Request
from .snapshot import Snapshot

#: Below C(/api/v2/) (page Composite). It takes POST only, so a read shows whether it is there and writes nothing.
COMPOSITE = "composite/"

#: Changes that a message names.
_NAMED = 5


@dataclass(eq=False, repr=False)
class Carriage:
    """The transport of a task's changes, by its option C(atomic) and the server's support.

    :param all_at_once: whether all of them must be one composite request.
    :param plain: why they are written with plain requests though composite ones are asked for; empty where the server has them.
    :param composite: whether composite requests are used.
    :param batches: how many composite requests wrote something.
    """

    all_at_once: bool
    plain: str = ""
    composite: bool = False
    batches: int = 0

    def shown(self) -> dict[str, Any]:
        """Return what results have of it."""
        return {"batches": self.batches, **({"not_atomic": f"{self.plain}, so plain requests are used"} if self.plain else {})}


def carriage_of(atomic: str, plans: Sequence[Plan], snapshot: Snapshot, server: Repository, *, predict: bool) -> Carriage:
    """Return how the changes of a task are going to be written. The server is asked only where there are several.

    :param predict: whether to count the composite requests beforehand.
    :raises SdeError: C(atomic) requires one composite request, which is not possible.
    """
    changing = [plan for plan in plans if plan.changes]
    requests = [plan.request(server.dialect, snapshot.verb(plan.action)) for plan in changing]
    carriage = Carriage(all_at_once=atomic == "require")
    if len(requests) < 2:
        return carriage
    fits = [composable(request) for request in requests]
    composed = [request for request, fit in zip(requests, fits) if fit]
    if carriage.all_at_once:
        _check_one_request([plan.label for plan, fit in zip(changing, fits) if not fit], requests)
    if len(composed) < 2:
        return carriage
    reason = _missing(server.client)
    if reason and carriage.all_at_once:
        raise SdeError(f"atomic: {reason}; nothing was written. Set atomic to auto or never to write with plain requests")
    carriage.plain, carriage.composite = reason, not reason
    if predict and carriage.composite:
        carriage.batches = 1 if carriage.all_at_once else len(split(composed))
    return carriage


def _check_one_request(plain: Sequence[str], requests: Sequence[Request]) -> None:
    """Refuse changes that cannot all be in one composite request."""
    if plain:
        raise SdeError(
            f"atomic: {counted(len(plain), 'change')} cannot be part of a composite request ({', '.join(plain[:_NAMED])}"
            f"{' and others' if len(plain) > _NAMED else ''}): its text contains '@{{', this server updates with PUT, or it is larger "
            "than 10 MB; nothing was written. Set atomic to auto"
        )
    if first(requests, MOST) < len(requests):
        raise SdeError(
            f"atomic: {counted(len(requests), 'change')} are more than one composite request takes ({MOST} changes, 10 MB); nothing was "
            "written. Set atomic to auto, or give fewer entries"
        )


def _missing(client: Client) -> str:
    """Return why this server has no composite requests for this user; empty where it has."""
    status: Optional[int] = 200
    try:
        client.get(COMPOSITE)
    except MethodNotAllowedError as error:
        if "POST" in error.allow:
            return ""
        status = error.status
    except RequestError as error:
        status = error.status
    return unavailable("GET", status)


def unavailable(method: str, status: Optional[int]) -> str:
    """Return what results say where an answer shows that there are no composite requests."""
    answered = f"answered {status}" if status else "was not answered"
    return f"composite requests are not available on this server ({method} {API}{COMPOSITE} {answered})"
