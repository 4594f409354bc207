# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carry plans out: the only place that writes.

This file is private to the collection. Not called in check mode.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Optional

from .._api.counts import counted
from .._api.errors import MethodNotAllowedError, NotFoundError, RequestError, SdeError
from .._api.masks import surely_plain
from .._api.parallel import each
from .._model.remote import Remote, number
from .._model.wire import hint_on_text
from .check import checked
from .outcome import Outcome
from .plan import CREATE, DELETE, NONE, UPDATE, Plan, compare, complete, put_refusal
from .progress import Progress
from .repository import Repository, refused, with_permission
from .request import Request
from .resolve import names_of
from .settle import HIDDEN, NOT_SHOWN, UNSEEN, in_doubt, may_still_be_applied, post, sought
from .snapshot import Snapshot
from .verify import Verifier, difference

if TYPE_CHECKING:
    from .carriage import Carriage

#: The refusals of a create that may mean that its object exists, and how servers put that into words.
_REFUSED = (400, 409)
EXISTS = re.compile(r"\b(already|unique|duplicate|taken)\b", re.IGNORECASE)


@dataclass(eq=False, repr=False)
class Work:
    """A plan under way.

    :param requests: those that were sent.
    :param verb: the verb of the last one.
    :param id: the object's id, once it is known.
    :param adopted: an object that was created after the plan was made, as it was before it was brought in line.
    :param after: the object as a read after the write shows it.
    """

    plan: Plan
    requests: list[Request] = field(default_factory=list)
    verb: str = ""
    id: Optional[int] = None
    adopted: Optional[Remote] = None
    after: Optional[Remote] = None
    done: bool = False
    failure: Optional[SdeError] = None


class Executor:
    """Carries out the plans of one task.

    :param warn: takes warnings for the user, each with the label of its object.
    :param carriage: how the changes are written; None for plain requests.
    """

    def __init__(
        self,
        server: Repository,
        snapshot: Snapshot,
        concurrency: int,
        warn: Callable[[str, str], None],
        progress: Progress,
        carriage: Optional[Carriage] = None,
    ) -> None:
        self._server = server
        self._client = server.client
        self._snapshot = snapshot
        self._resource = snapshot.resource
        self._concurrency = concurrency
        self._carriage = carriage
        self._lock = threading.Lock()
        self._progress = progress
        self._updates: Sequence[Plan] = ()  # those whose verb the server has not refused yet
        self._verifier = Verifier(server, snapshot.resource, self.adopt, self._delete, warn, progress)

    def execute(self, plans: Sequence[Plan]) -> list[Outcome]:
        """Create and update first, delete last, in parallel; then verify that the writes were stored.

        :returns: an outcome for each plan, in their order.
        :raises SdeError: the first failure, named by its object, with what was done and what was not begun.
        """
        works = [Work(plan, id=plan.current.id if plan.current else None) for plan in plans]
        changing = [work for work in works if work.plan.changes]
        self._updates = [plan for plan in plans if plan.action == UPDATE]
        try:
            with self._progress.of(lambda _seconds: f"{sum(work.done for work in changing)} of {len(changing)} written"):
                if self._carriage and self._carriage.composite:
                    from .composite import BatchWriter  # few tasks need it

                    each(BatchWriter(self._server, self._snapshot, self, self._carriage).write, [changing], 1, self._client.clock)
                else:
                    self.plainly(changing)
        except SdeError as error:
            raise self._failure(error, changing) from None
        finally:
            self._server.forget(self._resource)
        try:
            self._verifier.verify(changing)
        except SdeError as error:
            if isinstance(error, RequestError):
                error.about("SD Elements accepted the write, but the result could not be read")
            error.details.update(changed=True, commands=_commands(changing), **self._carried())
            raise
        return [_outcome(work) for work in works]

    def plainly(self, works: Sequence[Work]) -> None:
        """Write with plain requests, deletes last.

        :raises SdeError: the first failure; each work has its own.
        """
        self._carry_out([work for work in works if work.plan.action != DELETE])
        self._carry_out([work for work in works if work.plan.action == DELETE])

    def _carry_out(self, works: Sequence[Work]) -> None:
        """Carry plans out, none of them once any has failed.

        :raises SdeError: the first failure; each work has its own.
        """

        def carry_out(work: Work) -> None:
            try:
                self._write(work, work.plan)
            except SdeError as error:
                work.failure = error
                raise
            work.done = True

        each(carry_out, works, self._concurrency, self._client.clock)

    def _write(self, work: Work, plan: Plan, verb: str = "") -> None:
        """Send the request of a plan, and settle an answer that was lost."""
        work.verb = verb or self._snapshot.verb(plan.action)
        request = plan.request(self._server.dialect, work.verb)
        work.requests.append(request)
        try:
            if plan.action == CREATE:
                self._create(work, plan, request)
            elif plan.action == UPDATE:
                self._update(work, plan, request)
            else:
                self._delete(request.path)
        except (MethodNotAllowedError, NotFoundError) as error:
            raise self.refusal(plan, error) from None
        except RequestError as error:
            if error.applied is False or not self._is_applied(work, plan, error):
                raise

    def _is_applied(self, work: Work, plan: Plan, failure: RequestError) -> bool:
        """Return whether an update or delete whose answer was lost was applied, as far as that can be seen within C(timeout)."""
        current = plan.current
        if current is None:
            return False
        try:
            found = sought(self._client, lambda: self._shown(work, plan, current), self._client.timeout)
        except SdeError:
            in_doubt(failure, UNSEEN)
            return False
        if found is None:
            if may_still_be_applied(failure):
                in_doubt(failure, NOT_SHOWN.format(f"{self._client.timeout:g}"))
            return False
        hidden = self.hidden(plan, found)
        if hidden:
            in_doubt(failure, HIDDEN.format(", ".join(hidden)))
        return not hidden

    @staticmethod
    def hidden(plan: Plan, found: Remote) -> list[str]:
        """Return the names of params of an update that a read cannot show to be written."""
        params = plan.params
        return [
            key
            for key in (*params.differing, *params.resent)
            if plan.action == UPDATE
            and params.given[key] != ""
            and not surely_plain(key, (found.params or {}).get(key), params.secret_keys)
        ]

    def refusal(self, plan: Plan, error: RequestError) -> SdeError:
        """Return a refused write in the user's terms."""
        if isinstance(error, MethodNotAllowedError):
            return refused(error, self._resource, f"{plan.action}d")
        if isinstance(error, NotFoundError) and plan.action == UPDATE:
            return SdeError("it was removed while this task ran; run the task again to create it")
        return error

    def _shown(self, work: Work, plan: Plan, current: Remote) -> Optional[Remote]:
        """Return the object of an update or delete, once a read shows that it was applied."""
        found = self._server.one(self._resource, current.id, fresh=True)
        if plan.action == DELETE:
            return None if found else current
        return None if found is None or difference(plan, work.verb, found, self._server.secrets) else found

    def _create(self, work: Work, plan: Plan, request: Request) -> None:
        """POST, and note the id of the answer. An object that a lost answer or another run created is brought in line."""
        try:
            answer, found = post(self._client, request.path, request.body, lambda: self._oldest(plan))
        except RequestError as error:
            answer, found = None, self.existing(plan, error)
            applied = bool(error.details.get("changed"))
        else:
            applied = True
        if found is None:
            work.id = number(answer.data) if answer and isinstance(answer.data, dict) else None
            return
        try:
            self.adopt(work, found)
        except SdeError as error:
            if applied:
                error.details["changed"] = True
            raise

    def existing(self, plan: Plan, failure: RequestError) -> Remote:
        """Return the object because of which a create was refused.

        :raises RequestError: the refusal, where there is none.
        """
        if failure.status not in _REFUSED:
            raise failure
        exists = failure.status == 409 or failure.details.get("changed") or EXISTS.search(failure.message)
        try:
            found = sought(self._client, lambda: self._oldest(plan), self._client.timeout if exists else 0)
        except SdeError:
            found = None
        if found is None:
            raise failure from None
        return found

    def _oldest(self, plan: Plan) -> Optional[Remote]:
        """Return the oldest object of a plan's identity, read anew."""
        with self._lock:
            self._server.forget(self._resource)
            within = plan.fields.get(self._resource.within or "")
            found = names_of(self._server, self._resource, within).called(plan.target.name or "", within, plan.fields.get("system"))
        return found[0] if found else None

    def adopt(self, work: Work, found: Remote) -> None:
        """Bring in line an object that was created after the plan was made, by a lost answer or by another run."""
        work.id = found.id
        update = compare(self._resource, replace(work.plan.target, current=found))
        update = checked(complete(update, self._snapshot), self._snapshot)
        if update.action != NONE:
            work.adopted = found
            self._write(work, update)

    def _update(self, work: Work, plan: Plan, request: Request) -> None:
        try:
            self._client.send(request.method, request.path, request.body)
        except MethodNotAllowedError as error:
            if request.method != "PATCH" or (error.allow and "PUT" not in error.allow):
                raise
            work.requests.pop()  # a PATCH that the server does not support was not a write
            for each in (plan, *self._updates):  # before the first of them is written
                refusal = put_refusal(each, self._snapshot)
                if refusal:
                    raise refusal if each is plan else refusal.about(each.label) from None
            self._updates = ()
            self._write(work, plan, "PUT")

    def _delete(self, path: str) -> None:
        try:
            self._client.send("DELETE", path)
        except NotFoundError:
            return  # it is gone, which is what was wanted

    def _failure(self, first: SdeError, works: Sequence[Work]) -> SdeError:
        """Return the failure of a task, with what was done before and what was not begun."""
        failed = [work for work in works if work.failure is first]
        done = [work for work in works if work.done]
        plan = failed[0].plan
        if isinstance(first, RequestError):
            with_permission(first, plan.resource)
            if first.status == 400:
                first.add(hint_on_text(plan.desired.params, plan.params.given, first.message))
        more = f" and {counted(len(failed) - 1, 'other change')} of one composite request" if len(failed) > 1 else ""
        first.about(f"{plan.label}{more}")
        if done:
            first.add(f"; {len(done)} of {counted(len(works), 'change')} applied before")
        first.details.update(
            changed=bool(done) or any(work.failure and work.failure.details.get("changed") for work in works),
            commands=_commands(works),
            done=[work.plan.label for work in done],
            not_begun=[work.plan.label for work in works if not work.requests and work not in failed],
            **self._carried(),
        )
        return first

    def _carried(self) -> dict[str, Any]:
        """Return what results have of composite requests, where the task asks for them."""
        return self._carriage.shown() if self._carriage else {}


def _outcome(work: Work) -> Outcome:
    return Outcome(work.plan, tuple(work.requests), work.after if work.plan.changes else work.plan.current)


def _commands(works: Sequence[Work]) -> list[Any]:
    """Return the requests that were sent, in the order of the entries."""
    return [request.shown() for work in works for request in work.requests]
