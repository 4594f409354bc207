# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The outcome for an object, in a run and in check mode.

This file is private to the collection.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Optional

from .._model.dialect import Dialect
from .._model.remote import Remote
from .plan import Plan
from .request import Request
from .snapshot import Snapshot


@dataclass(frozen=True, eq=False, repr=False)
class Outcome:
    """A plan, the requests that carry it out, and the object afterwards; None where there is none then."""

    plan: Plan
    requests: tuple[Request, ...] = ()
    after: Optional[Remote] = None


def predict(plans: Iterable[Plan], snapshot: Snapshot, dialect: Dialect) -> list[Outcome]:
    """Return what carrying the plans out is going to lead to. Pure."""
    outcomes = []
    for plan in plans:
        verb = snapshot.verb(plan.action)
        requests = (plan.request(dialect, verb),) if plan.changes else ()
        outcomes.append(Outcome(plan, requests, plan.predicted(verb)))
    return outcomes
