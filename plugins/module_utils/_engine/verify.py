# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what was written, and fail where a write was not stored.

This file is private to the collection. Reads may show the state before a write for some seconds. Answers of writes are
not trusted: they may show what a later read hides, and an id that is not the one asked for (page ALM Connectors, Update).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Optional

from .._api.client import API
from .._api.clock import Wait
from .._api.errors import RequestError, SdeError
from .._model.dialect import is_system
from .._model.objects import ReadOnlyObject
from .._model.params import not_taken
from .._model.remote import Found
from .plan import Planner
from .render import CREATE, DELETE, Change, difference_of

#: Up to this many objects are read one by one after their writes, more from the lists.
_FEW = 3


class Verifier:
    """Verifies the writes of one task.

    :param adopt: brings an object in line that another run or a lost answer created.
    :param remove: deletes the object at a path.
    """

    def __init__(self, planner: Planner, adopt: Callable[[Change, Found], None], remove: Callable[[str], None]) -> None:
        self._planner = planner
        self._server = planner.server
        self._client = planner.server.client
        self._resource = planner.resource
        self._adopt = adopt
        self._remove = remove

    def verify(self, changes: Sequence[Change]) -> None:
        """Read what was written. What reads do not show yet is read again until one deadline, which holds for all writes."""
        wait = Wait(self._client.clock, self._client.timeout)
        pending = list(changes)
        while True:
            last = wait.over
            late = {
                **self._not_gone([change for change in pending if change.action == DELETE]),
                **self._not_shown([change for change in pending if change.action != DELETE], last),
            }
            if not late:
                return
            if last:
                failure = next(iter(late.values()))
                raise failure
            pending = list(late)
            wait.pause()
            self._server.forget(self._resource)

    def _not_gone(self, changes: Sequence[Change]) -> dict[Change, SdeError]:
        """The deletions whose objects are still shown, each with what that means after the deadline."""
        resource, server = self._resource, self._server
        ids = {change.current.id: change for change in changes if change.current}
        left = {id for id in ids if server.one(resource, id, fresh=True)} if len(ids) <= _FEW else set(server.by_ids(resource, ids))
        return {
            ids[id]: SdeError(f"{ids[id].item.label}: SD Elements took the delete, but the {resource.kind} is still there") for id in left
        }

    def _not_shown(self, changes: Sequence[Change], last: bool) -> dict[Change, SdeError]:
        """The creates and updates that reads do not show yet, each with what that means after the deadline.

        :param last: whether this is the look at the deadline.
        :raises SdeError: a write of which reads show another result than the task gives.
        """
        resource, server = self._resource, self._server
        creates = [change for change in changes if change.action == CREATE]
        found: dict[int, Optional[Found]] = {}
        alike: dict[Any, list[Found]] = {}
        if len(changes) <= _FEW and not creates:
            found = {change.current.id: server.one(resource, change.current.id, fresh=True) for change in changes if change.current}
        elif changes:
            places = {change.fields_after.get(resource.within or "") for change in changes}
            listed = server.where(resource, resource.within, places) if resource.within else server.all(resource)
            found = {each.id: each for each in listed}
            for each in sorted(listed, key=lambda each: each.id):
                alike.setdefault(self._identity(each.fields), []).append(each)
        late: dict[Change, SdeError] = {}
        for change in changes:
            after = found.get(change.id or 0)
            if change.action == CREATE:
                after = self._created(change, after, alike.get(self._identity(change.fields), []), last)
            if after is None:
                late[change] = SdeError(f"{change.item.label}: SD Elements took the write, but the {resource.kind} is not there")
                continue
            try:
                self.check(change, after)
            except SdeError as error:
                error.about(change.item.label)
                if not _is_unchanged(change, change.adopted or change.current, after):
                    raise
                late[change] = error
            else:
                change.after = after
        return late

    def _created(self, change: Change, own: Optional[Found], namesakes: Sequence[Found], last: bool) -> Optional[Found]:
        """The object of a create, once the list shows it: a later run looks there before it creates anything.

        Two runs at once may both have created an object: the older one stays, the one created here is removed.

        :param own: the object with the id of the answer, as the list shows it.
        :param namesakes: all objects of its name that the list shows, the oldest first.
        """
        resource, server, label = self._resource, self._server, change.item.label
        system = change.fields.get("system")
        alike = [each for each in namesakes if system is None or is_system(system, each.fields.get("system"))]
        if change.id is None:
            return self._unnamed(change, alike) if alike else None
        if own is None and last:
            own = server.one(resource, change.id, fresh=True)
            if own:
                self._planner.warn(
                    f"{label}: {resource.kind} {own.id} was created, but the list of SD Elements does not show it yet; "
                    "wait until it does before you run the task again"
                )
            elif alike:
                raise SdeError(
                    f"{label}: {resource.kind} {change.id} was created but not found afterwards, and {resource.kind} "
                    f"{alike[0].id} has the same name; remove one of them if both are shown"
                )
        if own is None or not alike or alike[0].id >= own.id or self._identity(own.fields) != self._identity(change.fields):
            return own
        if server.one(resource, alike[0].id, fresh=True) is None:
            return own if last else None  # the list still shows an object that was removed
        self._remove_duplicate(change, own, alike[0])
        return self._adopted(change, alike[0])

    def _unnamed(self, change: Change, alike: Sequence[Found]) -> Optional[Found]:
        """The object of a create whose answer named no id."""
        if len(alike) > 1:
            ids = ", ".join(str(each.id) for each in alike)
            raise SdeError(
                f"{change.item.label}: {self._resource.kind}s {ids} have the same name, and the answer to the create named none "
                "of them; remove all but one"
            )
        change.after = alike[0]
        try:
            self.check(change, alike[0])
        except SdeError:
            return self._adopted(change, alike[0])
        return alike[0]

    def _adopted(self, change: Change, found: Found) -> Optional[Found]:
        """An object of the identity that was created, in line with the task."""
        self._adopt(change, found)
        return self._server.one(self._resource, found.id, fresh=True) if change.adopted else found

    def _identity(self, fields: dict[str, Any]) -> tuple[Any, Any]:
        return fields.get(self._resource.within or ""), fields.get(self._resource.named_by)

    def _remove_duplicate(self, change: Change, own: Found, older: Found) -> None:
        path = self._server.path(self._resource, own.id)
        change.sent.append(ReadOnlyObject({"method": "DELETE", "path": API + path}))
        try:
            self._remove(path)
        except RequestError as error:
            raise SdeError(
                f"{change.item.label}: another run created {self._resource.kind} {older.id} of that name at the same time, and "
                f"{own.id} could not be removed again ({error.message}); remove one of them"
            ) from None

    def check(self, change: Change, after: Found) -> None:
        """Hold a read after the write against what was wanted."""
        wrong = [
            f"{name} (wanted {value!r}, has {after.fields.get(name)!r})"
            for name, value in change.fields.items()
            if name != "system" and name in after.fields and after.fields[name] != value
        ]
        missing: list[str] = []
        lost: list[str] = []
        if change.params.send is not None and after.params is not None:
            missing, lost = not_taken(change.params, change.item.secret_keys, after.params)
        elif change.params.send and change.item.params:
            self._planner.warn(f"{change.item.label}: SD Elements does not show its params, so whether they took cannot be checked")
        wrong += [difference_of(change, key, after, self._server.secrets) for key in missing]
        if lost:
            raise SdeError(
                f"SD Elements lost {', '.join(lost)} in the update; give {'it' if len(lost) == 1 else 'them'} in the task and run it again"
            )
        if wrong:
            raise SdeError(
                f"SD Elements took the write but did not store {'; '.join(wrong)}; it may not be editable there, "
                "or not be known to this server"
            )


def _is_unchanged(change: Change, before: Optional[Found], after: Found) -> bool:
    """Whether a read shows what was written as it was before, so that it may be one that lags behind the write."""
    if before is None or any(before.fields.get(name) != after.fields.get(name) for name in change.fields):
        return False
    then, now = before.params or {}, after.params or {}
    return then.keys() == now.keys() and all(then.get(key) == now.get(key) for key in change.params.send or ())
