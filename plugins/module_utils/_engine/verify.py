# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what was written, and fail where a write was not stored.

This file is private to the collection. Reads may show the state before a write for some seconds. Answers of writes are
not trusted: they may show what a later read hides, and an id that is not the one asked for (page ALM Connectors, Update).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Optional

from .._api.clock import Wait
from .._api.counts import plural
from .._api.errors import RequestError, SdeError
from .._api.masks import PLACEHOLDER
from .._model.dialect import is_system
from .._model.remote import Remote
from .._model.resources import Resource
from .._model.secrets import Secrets
from .plan import CREATE, DELETE, Plan
from .progress import Progress
from .repository import Repository
from .request import Request, path_of
from .resolve import Names

if TYPE_CHECKING:
    from .execute import Work

#: Up to this many objects are read one by one after their writes, more from the lists.
_FEW = 3


def difference(plan: Plan, verb: str, after: Remote, secrets: Secrets) -> Optional[SdeError]:
    """Return how a read after the write differs from what was written, or None where it does not. Pure."""
    wrong = [
        f"{name} (wanted {value!r}, has {after.fields.get(name)!r})"
        for name, value in plan.fields.items()
        if name != "system" and name in after.fields and after.fields[name] != value
    ]
    if plan.sends(verb) is not None and after.params is not None:
        missing, lost = plan.params.not_stored(after.params)
        if lost:
            return SdeError(
                f"SD Elements lost {', '.join(lost)} in the update; give {'it' if len(lost) == 1 else 'them'} in the task and run it again"
            )
        wrong += [_difference_of(key, plan.params.wanted[key], after.params.get(key), secrets) for key in missing]
    if wrong:
        return SdeError(f"SD Elements accepted the write but did not store {'; '.join(wrong)}; it may not be editable or known there")
    return None


def _difference_of(key: str, wanted: Any, has: Any, secrets: Secrets) -> str:
    """Return a param that is not as wanted: its name, with the values where neither holds a secret."""
    if secrets.is_secret(key) or any(secrets.hidden(key, value) == PLACEHOLDER for value in (wanted, has)):
        return key
    return f"{key} (wanted {wanted!r}, has {has!r})"


class Verifier:
    """Verifies the writes of one task.

    :param adopt: brings an object in line that another run or a lost answer created.
    :param remove: deletes the object at a path.
    """

    def __init__(
        self,
        server: Repository,
        resource: Resource,
        adopt: Callable[[Work, Remote], None],
        remove: Callable[[str], None],
        warn: Callable[[str, str], None],
        progress: Progress,
    ) -> None:
        self._server = server
        self._resource = resource
        self._adopt = adopt
        self._remove = remove
        self._warn = warn
        self._progress = progress

    def verify(self, works: Sequence[Work]) -> None:
        """Read what was written. What reads do not show yet is read again until one deadline, which holds for all writes."""
        pending = list(works)
        with self._progress.of(lambda _seconds: f"{len(works) - len(pending)} of {len(works)} verified"):
            wait = Wait(self._server.client.clock, self._server.client.timeout)
            while pending:
                last = wait.over
                late = {
                    **self._not_gone([work for work in pending if work.plan.action == DELETE]),
                    **self._not_shown([work for work in pending if work.plan.action != DELETE], last),
                }
                if late and last:
                    failure = next(iter(late.values()))
                    raise failure
                pending = list(late)
                if pending:
                    wait.pause()
                    self._server.forget(self._resource)
        for work in works:
            if work.after is not None and work.after.params is None and work.plan.sends(work.verb) and work.plan.desired.params:
                self._warn("SD Elements does not show its params, so it cannot be checked whether they were stored", work.plan.label)

    def _not_gone(self, works: Sequence[Work]) -> dict[Work, SdeError]:
        """Return the deletions whose objects are still shown, each with what that means after the deadline."""
        resource, server = self._resource, self._server
        ids = {work.id: work for work in works if work.id}
        left = {id for id in ids if server.one(resource, id, fresh=True)} if len(ids) <= _FEW else set(server.by_ids(resource, ids))
        return {
            ids[id]: SdeError(f"{ids[id].plan.label}: SD Elements accepted the delete, but the {resource.kind} still exists") for id in left
        }

    def _not_shown(self, works: Sequence[Work], last: bool) -> dict[Work, SdeError]:
        """Return the creates and updates that reads do not show yet, each with what that means after the deadline.

        :param last: whether this is the look at the deadline.
        :raises SdeError: a write of which reads show another result than the task gives.
        """
        shown = self._read(works)
        names = Names(self._resource, shown.values())
        late: dict[Work, SdeError] = {}
        for work in works:
            plan = work.plan
            after = shown.get(work.id or 0)
            if plan.action == CREATE:
                after = self._created(work, after, self._alike(plan, names), last)
            if after is None:
                late[work] = SdeError(f"{plan.label}: SD Elements accepted the write, but the {self._resource.kind} was not found")
                continue
            failure = difference(plan, work.verb, after, self._server.secrets)
            if failure is None:
                work.after = after
                continue
            failure.about(plan.label)
            if not _is_unchanged(work, after):
                raise failure
            late[work] = failure
        return late

    def _read(self, works: Sequence[Work]) -> dict[int, Remote]:
        """Return the objects among which those of these writes are, by id: a few updates one by one, all others from lists."""
        resource, server = self._resource, self._server
        remotes: Iterable[Optional[Remote]] = ()
        if len(works) <= _FEW and not any(work.plan.action == CREATE for work in works):
            remotes = [server.one(resource, work.id, fresh=True) for work in works if work.id]
        elif works:
            places = {work.plan.fields_after.get(resource.within or "") for work in works}
            remotes = server.where(resource, resource.within, places) if resource.within else server.all(resource)
        return {remote.id: remote for remote in remotes if remote}

    def _alike(self, plan: Plan, names: Names) -> list[Remote]:
        """Return the objects of a plan's identity, the oldest first."""
        system = plan.fields.get("system")
        found = names.called(plan.target.name or "", plan.fields.get(self._resource.within or ""))
        return [remote for remote in found if system is None or is_system(system, remote.system)]

    def _created(self, work: Work, own: Optional[Remote], alike: Sequence[Remote], last: bool) -> Optional[Remote]:
        """Return the object of a create, once the list shows it: a later run looks there before it creates anything.

        Two runs at once may both have created an object: the older one stays, the one created here is removed.

        :param own: the object with the id of the answer, as the list shows it.
        :param alike: all objects of its identity that the list shows, the oldest first.
        """
        resource, server, label = self._resource, self._server, work.plan.label
        if work.id is None:
            return self._unnamed(work, alike) if alike else None
        if own is None and last:
            own = server.one(resource, work.id, fresh=True)
            if own:
                self._warn(
                    f"{resource.kind} {own.id} was created, but the list of SD Elements does not show it yet; "
                    "wait until it does before you run the task again",
                    label,
                )
            elif alike:
                raise SdeError(
                    f"{label}: {resource.kind} {work.id} was created but not found afterwards, and {resource.kind} "
                    f"{alike[0].id} has the same name; remove one of them if both are shown"
                )
        within = resource.within or ""
        same = own is not None and (own.fields.get(within), own.name) == (work.plan.fields.get(within), work.plan.target.name)
        if own is None or not same or not alike or alike[0].id >= own.id:
            return own
        if server.one(resource, alike[0].id, fresh=True) is None:
            return own if last else None  # the list still shows an object that was removed
        self._remove_duplicate(work, own, alike[0])
        return self._adopted(work, alike[0])

    def _unnamed(self, work: Work, alike: Sequence[Remote]) -> Optional[Remote]:
        """Return the object of a create whose answer named no id."""
        if len(alike) > 1:
            ids = ", ".join(str(each.id) for each in alike)
            raise SdeError(
                f"{work.plan.label}: {plural(self._resource.kind)} {ids} have the same name, and the answer to the create named none "
                "of them; remove all but one"
            )
        work.id = alike[0].id
        return self._adopted(work, alike[0]) if difference(work.plan, work.verb, alike[0], self._server.secrets) else alike[0]

    def _adopted(self, work: Work, found: Remote) -> Optional[Remote]:
        """Return an object of the identity that was created, in line with the task."""
        self._adopt(work, found)
        return self._server.one(self._resource, found.id, fresh=True) if work.adopted else found

    def _remove_duplicate(self, work: Work, own: Remote, older: Remote) -> None:
        request = Request("DELETE", path_of(self._resource, self._server.dialect, own.id))
        work.requests.append(request)
        try:
            self._remove(request.path)
        except RequestError as error:
            raise SdeError(
                f"{work.plan.label}: another run created {self._resource.kind} {older.id} of that name at the same time, and "
                f"{own.id} could not be removed again ({error.message}); remove one of them"
            ) from None


def _is_unchanged(work: Work, after: Remote) -> bool:
    """Return whether a read shows what was written as it was before, so that it may be one that lags behind the write."""
    plan, before = work.plan, work.adopted or work.plan.current
    if before is None or any(before.fields.get(name) != after.fields.get(name) for name in plan.fields):
        return False
    then, now = before.params or {}, after.params or {}
    return then.keys() == now.keys() and all(then.get(key) == now.get(key) for key in plan.sends(work.verb) or ())
