# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carry changes out: the only place that writes, and that looks afterwards whether the writes took.

This file is private to the collection. Not called in check mode.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Optional

from ansible_collections.sdelements.integrations.plugins.module_utils._changes import (
    CREATE,
    DELETE,
    UPDATE,
    Change,
    command_of,
    request_of,
)
from ansible_collections.sdelements.integrations.plugins.module_utils._client import API
from ansible_collections.sdelements.integrations.plugins.module_utils._clock import Wait
from ansible_collections.sdelements.integrations.plugins.module_utils._dialect import is_system
from ansible_collections.sdelements.integrations.plugins.module_utils._errors import (
    MethodNotAllowedError,
    NotFoundError,
    RequestError,
    SdeError,
)
from ansible_collections.sdelements.integrations.plugins.module_utils._params import not_taken
from ansible_collections.sdelements.integrations.plugins.module_utils._reconcile import Planner
from ansible_collections.sdelements.integrations.plugins.module_utils._secrets import is_hidden
from ansible_collections.sdelements.integrations.plugins.module_utils._server import Found, number, refused
from ansible_collections.sdelements.integrations.plugins.module_utils._settle import (
    NOT_SHOWN,
    UNSEEN,
    in_doubt,
    post,
    sought,
    was_refused,
)

_DOING = {CREATE: "created", UPDATE: "updated", DELETE: "deleted"}

_HIDDEN = "; whether it was carried out all the same cannot be seen, since SD Elements does not show {}; run the task again"

#: The refusals of a create that may mean that its object exists, and how servers put that into words.
_REFUSED = (400, 409)
_EXISTS = re.compile(r"\b(already|unique|duplicate|taken)\b", re.IGNORECASE)

#: Up to this many objects are read one by one after their writes, more from the lists.
_FEW = 3


class Writer:
    """Carries out the changes of one task."""

    def __init__(self, planner: Planner, concurrency: int) -> None:
        self._planner = planner
        self._server = planner.server
        self._client = planner.server.client
        self._resource = planner.resource
        self._concurrency = concurrency
        self._lock = threading.Lock()
        self._failed: Optional[tuple[Change, SdeError]] = None
        self._doubtful = False  # whether a write that failed may have been applied
        self._before: dict[Change, Found] = {}  # objects that were brought in line after their create, as they were

    def apply(self, changes: Sequence[Change]) -> list[dict[str, Any]]:
        """Creates and updates first, deletes last, several at a time; then look whether they took.

        :returns: the requests that were sent, in the order of the items.
        :raises SdeError: the first failure, named by its item, with what was done and what was not begun.
        """
        self._carry_out([change for change in changes if change.action in (CREATE, UPDATE)])
        self._carry_out([change for change in changes if change.action == DELETE])
        self._server.forget(self._resource)
        done = [change for change in changes if change.done]
        if self._failed:
            change, error = self._failed
            rest = [other for other in changes if not other.done and other is not change]
            error.about(change.item.label)
            if done:
                error.message += f"; {len(done)} of {len(done) + len(rest) + 1} changes were done before"
            error.details.update(changed=bool(done) or self._doubtful, commands=_sent(changes),
                                 done=[other.item.label for other in done],
                                 not_begun=[other.item.label for other in rest if not other.sent])
            raise error
        try:
            self._verify(done)
        except SdeError as error:
            if isinstance(error, RequestError):
                error.about("SD Elements took the write, but what came of it could not be looked up")
            error.details.update(changed=True, commands=_sent(changes))
            raise
        return _sent(changes)

    def _carry_out(self, changes: Sequence[Change]) -> None:
        """Carry changes out, none of them once any has failed."""
        def work(change: Change) -> None:
            if self._failed:
                return
            try:
                self._write(change)
                change.done = True
            except SdeError as error:
                with self._lock:
                    self._doubtful = self._doubtful or bool(error.details.get("changed"))
                    self._failed = self._failed or (change, error)

        if self._concurrency == 1 or len(changes) < 2:
            for change in changes:
                work(change)
            return
        with ThreadPoolExecutor(self._concurrency) as pool:
            list(pool.map(work, changes))

    def _write(self, change: Change) -> None:
        method, path, body = request_of(self._resource, change, self._server)
        change.sent.append(command_of(self._resource, change, self._server))
        try:
            if change.action == CREATE:
                self._create(change, path, body)
            elif change.action == UPDATE:
                self._update(change, method, path, body)
            else:
                self._delete(path)
        except MethodNotAllowedError as error:
            raise refused(error, self._resource, _DOING[change.action]) from None
        except RequestError as error:
            if error.landed is False or not self._holds(change, error):
                raise

    def _holds(self, change: Change, failure: RequestError) -> bool:
        """Whether an update or delete whose answer was lost was applied, as far as that can be seen within C(timeout)."""
        current = change.current
        if current is None:
            return False
        try:
            found = sought(self._client, lambda: self._applied(change, current), self._client.timeout)
        except SdeError:
            in_doubt(failure, UNSEEN)
            return False
        if found is None:
            if not was_refused(failure):
                in_doubt(failure, NOT_SHOWN.format(f"{self._client.timeout:g}"))
            return False
        sent = (*change.params.differing, *change.params.resent)
        hidden = [key for key in sent if change.item.params[key] != "" and is_hidden((found.params or {}).get(key))]
        if hidden:
            in_doubt(failure, _HIDDEN.format(", ".join(hidden)))
        return not hidden

    def _applied(self, change: Change, current: Found) -> Optional[Found]:
        """The object of an update or delete, once a read shows that it was applied."""
        found = self._server.one(self._resource, current.id, fresh=True)
        if change.action == DELETE:
            return None if found else current
        try:
            if found:
                self._check(change, found)
        except SdeError:
            return None
        return found

    def _create(self, change: Change, path: str, body: Optional[dict[str, Any]]) -> None:
        """POST, and note the id of the answer. An object that a lost answer or another run created is brought in line."""
        try:
            answer, found = post(self._client, path, body, lambda: self._oldest(change))
        except RequestError as error:
            answer, found = None, self._existing(change, error)
            applied = bool(error.details.get("changed"))
        else:
            applied = True
        if found is None:
            created = number(answer.data) if answer and isinstance(answer.data, dict) else None
            change.after = Found(created, {}) if created else None
            return
        try:
            self._adopt(change, found)
        except SdeError as error:
            if applied:
                error.details["changed"] = True
            raise

    def _existing(self, change: Change, failure: RequestError) -> Found:
        """The object because of which a create was refused; the refusal where there is none."""
        if failure.status not in _REFUSED:
            raise failure
        exists = failure.status == 409 or failure.details.get("changed") or _EXISTS.search(failure.message)
        try:
            found = sought(self._client, lambda: self._oldest(change), self._client.timeout if exists else 0)
        except SdeError:
            found = None
        if found is None:
            raise failure from None
        return found

    def _oldest(self, change: Change) -> Optional[Found]:
        with self._lock:
            return self._planner.references.oldest(change.item, change.fields.get(self._resource.within or ""))

    def _adopt(self, change: Change, found: Found) -> None:
        """Bring in line an object that was created after the plan was made, by a lost answer or by another run."""
        change.after = found
        with self._lock:
            update = self._planner.update(change.item, found)
        if update.changes:
            self._before[change] = found
            update.sent = change.sent
            self._write(update)

    def _update(self, change: Change, method: str, path: str, body: Optional[dict[str, Any]]) -> None:
        try:
            self._client.send(method, path, body)
        except MethodNotAllowedError as error:
            if method != "PATCH" or (error.allow and "PUT" not in error.allow):
                raise
            with self._lock:
                self._planner.complete(change, "PUT")
            change.sent.pop()  # a PATCH that the server does not know was no write
            self._write(change)
        except NotFoundError:
            raise SdeError("it was removed while this task ran; run it again to create it") from None

    def _delete(self, path: str) -> None:
        try:
            self._client.send("DELETE", path)
        except NotFoundError:
            return  # it is gone, which is what was wanted

    def _verify(self, changes: Sequence[Change]) -> None:
        """Read what was written, and fail where a write was not stored.

        Reads may show the state before a write for some seconds. What they do not show yet is read again until one deadline,
        which holds for all writes of the task. Answers of writes are not trusted: they may show what a later read hides, and an
        id that is not the one asked for (page ALM Connectors, Update).
        """
        wait = Wait(self._client.clock, self._client.timeout)
        pending = list(changes)
        while True:
            last = wait.over
            late = {**self._not_gone([change for change in pending if change.action == DELETE]),
                    **self._not_shown([change for change in pending if change.action != DELETE], last)}
            if not late:
                return
            if last:
                raise next(iter(late.values()))
            pending = list(late)
            wait.pause()
            self._server.forget(self._resource)

    def _not_gone(self, changes: Sequence[Change]) -> dict[Change, SdeError]:
        """The deletions whose objects are still shown, each with what that means after the deadline."""
        resource, server = self._resource, self._server
        ids = {change.current.id: change for change in changes if change.current}
        left = {id for id in ids if server.one(resource, id, fresh=True)} if len(ids) <= _FEW else set(server.by_ids(resource, ids))
        return {ids[id]: SdeError(f"{ids[id].item.label}: SD Elements took the delete, but the {resource.kind} is still there")
                for id in left}

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
                self._check(change, after)
            except SdeError as error:
                error.about(change.item.label)
                if not _is_unchanged(change, self._before.get(change, change.current), after):
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
                self._planner.warn(f"{label}: {resource.kind} {own.id} was created, but the list of SD Elements does not show it yet; "
                                   "wait until it does before you run the task again")
            elif alike:
                raise SdeError(f"{label}: {resource.kind} {change.id} was created but not found afterwards, and {resource.kind} "
                               f"{alike[0].id} has the same name; remove one of them if both are shown")
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
            raise SdeError(f"{change.item.label}: {self._resource.kind}s {ids} have the same name, and the answer to the create named none "
                           "of them; remove all but one")
        change.after = alike[0]
        try:
            self._check(change, alike[0])
        except SdeError:
            return self._adopted(change, alike[0])
        return alike[0]

    def _adopted(self, change: Change, found: Found) -> Optional[Found]:
        """An object of the identity that was created, in line with the task."""
        self._adopt(change, found)
        return self._server.one(self._resource, found.id, fresh=True) if change in self._before else found

    def _identity(self, fields: dict[str, Any]) -> tuple[Any, Any]:
        return fields.get(self._resource.within or ""), fields.get(self._resource.named_by)

    def _remove_duplicate(self, change: Change, own: Found, older: Found) -> None:
        path = self._server.path(self._resource, own.id)
        change.sent.append({"method": "DELETE", "path": API + path})
        try:
            self._delete(path)
        except RequestError as error:
            raise SdeError(f"{change.item.label}: another run created {self._resource.kind} {older.id} of that name at the same time, and "
                           f"{own.id} could not be removed again ({error.message}); remove one of them") from None

    def _check(self, change: Change, after: Found) -> None:
        """Hold a read after the write against what was wanted."""
        wrong = [f"{name} (wanted {value!r}, has {after.fields.get(name)!r})" for name, value in change.fields.items()
                 if name != "system" and name in after.fields and after.fields[name] != value]
        missing: list[str] = []
        lost: list[str] = []
        if change.params.send is not None and after.params is not None:
            missing, lost = not_taken(change.params, change.item.secret_keys, after.params)
        elif change.params.send and change.item.params:
            self._planner.warn(f"{change.item.label}: SD Elements does not show its params, so whether they took cannot be checked")
        wrong += [key if key in change.item.secret_keys else
                  f"{key} (wanted {change.params.wanted[key]!r}, has {(after.params or {}).get(key)!r})" for key in missing]
        if lost:
            raise SdeError(f"SD Elements lost {', '.join(lost)} in the update; give "
                           f"{'it' if len(lost) == 1 else 'them'} in the task and run it again")
        if wrong:
            raise SdeError(f"SD Elements took the write but did not store {'; '.join(wrong)}; it may not be editable there, "
                           "or not be known to this server")


def _is_unchanged(change: Change, before: Optional[Found], after: Found) -> bool:
    """Whether a read shows what was written as it was before, so that it may be one that lags behind the write."""
    if before is None or any(before.fields.get(name) != after.fields.get(name) for name in change.fields):
        return False
    then, now = before.params or {}, after.params or {}
    return then.keys() == now.keys() and all(then.get(key) == now.get(key) for key in change.params.send or ())


def _sent(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """The requests that were sent, in the order of the items."""
    return [command for change in changes for command in change.sent]
