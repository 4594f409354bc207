# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the changes of a task with composite requests, one after another.

This file is private to the collection. A transaction is invisible until it commits, so after a lost answer one look proves nothing. Nor is
a rollback believed: what a failed request was to write is read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Optional

from .._api.answers import Answer
from .._api.counts import counted
from .._api.errors import MethodNotAllowedError, NotFoundError, RequestError, SdeError
from .._model.remote import Remote, number
from .._model.secrets import Secrets
from .batches import Pace, answers_of, body_of, composable, failures_of, first, seconds_for, succeeded
from .carriage import COMPOSITE, Carriage, unavailable
from .plan import CREATE, DELETE, UPDATE
from .repository import Repository
from .request import Request
from .resolve import Names
from .settle import EMPTY_LOOKS, HIDDEN, NOT_SHOWN, UNSEEN, in_doubt, sought
from .snapshot import Snapshot
from .verify import difference

if TYPE_CHECKING:
    from .execute import Executor, Work

#: Answers to a composite request as a whole: this user has none on this server; it is too large; the server has finished with it.
_UNAVAILABLE = frozenset({403, 404, 405})
_TOO_LARGE = 413
_FINISHED = 500

#: Answers after which nothing of it was begun: none at all from a server that was not reached, a token that is not valid, throttling.
_NOT_BEGUN = frozenset({None, 401, 429})

_UNREAD = "; it could not be checked whether SD Elements applied any change of the composite request; run the task again"


class _Unavailable(Exception):
    """Composite requests are not available after all."""


class BatchWriter:
    """Writes the changes of one task with composite requests.

    :param executor: writes with plain requests what composite ones are not for.
    """

    def __init__(self, server: Repository, snapshot: Snapshot, executor: Executor, carriage: Carriage) -> None:
        self._server = server
        self._client = server.client
        self._snapshot = snapshot
        self._executor = executor
        self._carriage = carriage
        self._requests: dict[Work, Request] = {}
        self._pace = Pace()
        self._tries = self._client.tries()
        self._sent_again: set[Work] = set()
        self._patches = True

    def write(self, works: Sequence[Work]) -> None:
        """Carry the changes out, none of them once any has failed: first what cannot be part of a composite request, deletes last.

        :raises SdeError: the first failure; each work that it concerns has it.
        """
        dialect = self._server.dialect
        self._requests = {work: work.plan.request(dialect, self._snapshot.verb(work.plan.action)) for work in works}
        composed = {work for work in works if composable(self._requests[work])}
        self._executor.plainly([work for work in works if work not in composed])
        waiting = sorted((work for work in works if work in composed), key=lambda work: work.plan.action == DELETE)
        try:
            while waiting:
                count = self._next(waiting)
                waiting = self._send(waiting[:count]) + waiting[count:]
                if not self._patches:
                    self._executor.plainly([work for work in waiting if work.plan.action == UPDATE])
                    waiting = [work for work in waiting if not work.done]
        except _Unavailable:
            self._executor.plainly([work for work in works if not work.done])

    def _next(self, waiting: Sequence[Work]) -> int:
        """Return how many of the changes the next composite request has."""
        most = len(waiting) if self._carriage.all_at_once else self._pace.size
        return first([self._requests[work] for work in waiting[:most]], most)

    def _send(self, batch: Sequence[Work]) -> list[Work]:
        """Send one composite request, and return those of its writes that are still to be carried out."""
        for work in batch:
            work.requests, work.verb = [self._requests[work]], self._requests[work].method
        began = self._client.clock.now()
        try:
            answers = self._answers([self._requests[work] for work in batch])
        except RequestError as failure:
            if failure.applied is None:
                return self._settle(batch, failure)
            return self._refused(batch, failure)
        failures = failures_of(answers)
        if failures:
            return self._undone(batch, answers, failures)
        for work, answer in zip(batch, answers):
            if work.plan.action == CREATE:
                work.id = number(answer.data) if isinstance(answer.data, dict) else None
            work.done = True
        self._carriage.batches += 1
        self._tries = self._client.tries()
        if self._client.clock.now() - began <= self._client.timeout / 3:
            self._pace.grow()
        return []

    def _answers(self, requests: Sequence[Request]) -> list[Answer]:
        """Send one composite request, and return the answers to its requests.

        :raises RequestError: it was refused as a whole (applied is False), or its answer was lost (None).
        """
        answer = self._client.compose(COMPOSITE, body_of(requests), seconds_for(len(requests), self._client.timeout))
        answers = answers_of(answer, requests)
        if answers is not None:
            return answers
        try:
            answer.checked()
        except RequestError as error:
            if not 400 <= answer.status < 500:
                error.applied = None
            raise
        raise answer.error("does not have one answer for each request of the composite request", applied=None)

    def _refused(self, batch: Sequence[Work], failure: RequestError) -> list[Work]:
        """Continue after a composite request that was refused, if there is another way.

        :raises SdeError: the refusal, if there is none.
        """
        if failure.status in _UNAVAILABLE and not self._carriage.all_at_once:
            _reset(batch)
            self._carriage.plain = unavailable("POST", failure.status)
            raise _Unavailable
        if failure.status == _TOO_LARGE and not self._carriage.all_at_once:
            _reset(batch)
            if len(batch) == 1:
                self._executor.plainly(batch)
                return []
            self._pace.halve(len(batch))
            return list(batch)
        kept = {} if failure.status in _NOT_BEGUN else self._read_back(batch, batch, (), failure)
        left = [work for work in batch if work not in kept]
        if self._sent_again.intersection(left):
            in_doubt(failure, NOT_SHOWN.format(f"{self._client.settle_timeout:g}"))
        raise _failed(left or batch, failure)

    def _settle(self, batch: Sequence[Work], failure: RequestError) -> list[Work]:
        """Look for what a composite request wrote whose answer was lost; return those of its writes that are to be sent once more.

        :raises SdeError: the failure, where they were sent once more already or cannot be.
        """
        late = failure.status != _FINISHED
        seconds = self._client.settle_timeout if late else self._client.timeout
        try:
            seen = self._look(batch, batch, seconds, EMPTY_LOOKS if late else 1)
        except SdeError:
            in_doubt(failure, UNSEEN)
            raise _failed(batch, failure) from None
        hidden = {work: names for work, found in seen.items() for names in [self._executor.hidden(work.plan, found)] if names}
        self._carriage.batches += bool(seen)
        for work in seen.keys() - hidden.keys():
            work.done = True
        left = [work for work in batch if not work.done]
        if left and (not late or not self._client.retries or self._sent_again.intersection(left)):
            if late or seen:
                in_doubt(failure, _doubt(left, hidden, seconds))
            raise _failed(left, failure)
        self._sent_again.update(left)
        return left

    def _undone(self, batch: Sequence[Work], answers: Sequence[Answer], failures: Sequence[int]) -> list[Work]:
        """Go on after a composite request of which a write failed; return those of its writes that are still to be carried out.

        :raises SdeError: a failure that another try does not get over.
        """
        errors = {batch[place]: answers[place].error() for place in failures}
        doubtful = {work for work, error in errors.items() if error.applied is None}
        claimed = doubtful.union(work for work, answer in zip(batch, answers) if succeeded(answer))
        looked_for = [work for work in batch if work in claimed or work not in errors]
        kept = self._read_back(batch, looked_for, claimed, next(iter(errors.values())))
        remedies = self._remedies(batch, {work: error for work, error in errors.items() if work not in kept}, kept)
        for remedy in remedies:
            remedy()
        left = [work for work in batch if not work.done]
        _reset(left)
        return left

    def _remedies(
        self, batch: Sequence[Work], errors: Mapping[Work, RequestError], kept: Mapping[Work, Remote]
    ) -> list[Callable[[], object]]:
        """Return what gets over the failures of writes.

        :param kept: the writes of their composite request that the server applied.
        :raises SdeError: the first failure that nothing gets over.
        """
        retryable = [work for work, error in errors.items() if error.retryable]
        remedies = []
        for work in (*(work for work in errors if work not in retryable), *retryable[:1]):
            try:
                remedies.append(self._remedy(work, errors[work]))
            except SdeError as failure:
                _reset(other for other in batch if other is not work and other not in kept)
                failure.add(_fate(len(batch) - 1, len(kept)))
                failure.details["changed"] = any(error.details.get("changed") for error in errors.values())
                raise _failed([work], failure) from None
        return remedies

    def _remedy(self, work: Work, error: RequestError) -> Callable[[], object]:
        """Return what gets over the failure of a write, so that the others can be sent again.

        :raises SdeError: the failure, where nothing does.
        """
        action = work.plan.action
        if error.retryable:
            self._tries.again(error)
            return _nothing
        if action == DELETE and isinstance(error, NotFoundError):
            return partial(setattr, work, "done", True)  # it is gone, which is what was wanted
        if action == CREATE and not isinstance(error, MethodNotAllowedError) and not self._carriage.all_at_once:
            return partial(self._adopt, work, self._executor.existing(work.plan, error))
        if action == UPDATE and isinstance(error, MethodNotAllowedError) and not self._carriage.all_at_once:
            self._patches = False
            return _nothing
        raise self._executor.refusal(work.plan, error)

    def _adopt(self, work: Work, found: Remote) -> None:
        """Bring an object in line because of which a create was refused."""
        try:
            self._executor.adopt(work, found)
        except SdeError as error:
            raise _failed([work], error) from None
        work.done = True

    def _read_back(
        self, batch: Sequence[Work], works: Sequence[Work], claimed: Collection[Work], failure: RequestError
    ) -> dict[Work, Remote]:
        """Return the writes of a failed composite request that the server applied, which count as done.

        :param claimed: those that were answered as if they were carried out. Reads may lag, so they are looked for longer.
        :raises SdeError: the failure, where that cannot be seen.
        """
        try:
            kept = self._look(works, claimed, self._client.timeout)
        except SdeError:
            in_doubt(failure, _UNREAD)
            raise _failed(batch, failure) from None
        hidden = {work for work, found in kept.items() if self._executor.hidden(work.plan, found)}
        if hidden.intersection(claimed):
            failure.details["changed"] = True
        kept = {work: found for work, found in kept.items() if work not in hidden}
        for work in kept:
            work.done = True
        self._carriage.batches += bool(kept)
        return kept

    def _look(self, works: Sequence[Work], wanted: Collection[Work], seconds: float, empty_looks: int = 1) -> dict[Work, Remote]:
        """Return those of the writes that reads show, each with its object, as soon as the wanted ones are among them."""
        seen: dict[Work, Remote] = {}

        def look() -> Optional[bool]:
            seen.update(self._shown([work for work in works if work not in seen]))
            return seen.keys() >= set(wanted) or None

        sought(self._client, look, seconds, empty_looks)
        return seen

    def _shown(self, works: Sequence[Work]) -> dict[Work, Remote]:
        """Return those of the writes that reads show now: of a create the oldest object of its identity, of a delete the one before it."""
        resource, server = self._snapshot.resource, self._server
        server.forget(resource)
        creates = [work.plan for work in works if work.plan.action == CREATE]
        places = {plan.fields.get(resource.within or "") for plan in creates}
        everyone: Iterable[Remote] = ()
        if creates:
            everyone = server.where(resource, resource.within, places) if resource.within else server.all(resource)
        names = Names(resource, everyone)
        there = server.by_ids(resource, [work.plan.current.id for work in works if work.plan.current])
        found = ((work, _written(work, names, there, server.secrets)) for work in works)
        return {work: remote for work, remote in found if remote}


def _written(work: Work, names: Names, there: Mapping[int, Remote], secrets: Secrets) -> Optional[Remote]:
    """Return the object of a write, if what was read shows that it was carried out."""
    plan, current = work.plan, work.plan.current
    if current is None:
        alike = names.called(plan.target.name or "", plan.fields.get(plan.resource.within or ""), plan.fields.get("system"))
        return alike[0] if alike else None
    found = there.get(current.id)
    if plan.action == DELETE:
        return None if found else current
    return None if found is None or difference(plan, work.verb, found, secrets) else found


def _doubt(left: Sequence[Work], hidden: Mapping[Work, Sequence[str]], seconds: float) -> str:
    """Return what messages say of writes whose answer was lost and that reads do not show, or cannot show."""
    if all(work in hidden for work in left):
        return HIDDEN.format(", ".join(dict.fromkeys(name for work in left for name in hidden[work])))
    return NOT_SHOWN.format(f"{seconds:g}")


def _fate(others: int, kept: int) -> str:
    """Return what messages say of the other writes of a composite request that failed."""
    if kept:
        return f"; SD Elements applied {counted(kept, 'other change')} of the failed composite request"
    if others:
        return f"; {counted(others, 'other change')} of the composite request {'was' if others == 1 else 'were'} rolled back"
    return ""


def _failed(works: Sequence[Work], failure: SdeError) -> SdeError:
    """Return a failure, which the works that it concerns get."""
    for work in works:
        work.failure = failure
    return failure


def _reset(works: Iterable[Work]) -> None:
    """Forget the requests of writes that were not carried out."""
    for work in works:
        work.requests = []


def _nothing() -> None:
    """Leave a write to the next composite request."""
