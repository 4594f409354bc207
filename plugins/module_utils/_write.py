# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carry changes out: the only place that writes, and that looks afterwards whether the writes took.

This file is private to the collection. Not called in check mode.
"""

from __future__ import annotations

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
    difference_of,
    request_of,
)
from ansible_collections.sdelements.integrations.plugins.module_utils._errors import (
    MethodNotAllowedError,
    NotFoundError,
    RequestError,
    SdeError,
)
from ansible_collections.sdelements.integrations.plugins.module_utils._masks import surely_plain
from ansible_collections.sdelements.integrations.plugins.module_utils._params import not_taken
from ansible_collections.sdelements.integrations.plugins.module_utils._reconcile import Planner
from ansible_collections.sdelements.integrations.plugins.module_utils._server import Found, number, refused

_DOING = {CREATE: "created", UPDATE: "updated", DELETE: "deleted"}

_UNSEEN = "; whether it was carried out all the same could not be looked up, so run the task again"
_HIDDEN = "; whether it was carried out all the same cannot be seen, since SD Elements does not show {}; run the task again"

#: Up to this many objects are read one by one after their writes, more from the lists.
_FEW = 3


class Writer:
    """Carries out the changes of one task."""

    def __init__(self, planner: Planner, concurrency: int) -> None:
        self._planner = planner
        self._server = planner.server
        self._resource = planner.resource
        self._concurrency = concurrency
        self._lock = threading.Lock()
        self._failed: Optional[tuple[Change, SdeError]] = None

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
            error.details.setdefault("changed", bool(done))
            error.details.update(commands=_sent(changes), done=[other.item.label for other in done],
                                 not_begun=[other.item.label for other in rest])
            raise error
        try:
            self._verify_gone([change for change in done if change.action == DELETE])
            self._verify([change for change in done if change.action != DELETE])
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
        """Whether a write whose answer says nothing took all the same, as far as that can be seen."""
        if change.current is None:
            return False
        try:
            found = self._server.one(self._resource, change.current.id, fresh=True)
        except SdeError:
            self._in_doubt(failure, _UNSEEN)
            return False
        if change.action == DELETE:
            return found is None
        if found is None:
            return False
        try:
            self._check(change, found)
        except SdeError:
            return False
        sent = (*change.params.differing, *change.params.resent)
        hidden = [key for key in sent if change.item.params[key] != ""
                  and not surely_plain(key, (found.params or {}).get(key), change.item.secret_keys)]
        if hidden:
            self._in_doubt(failure, _HIDDEN.format(", ".join(hidden)))
        return not hidden

    @staticmethod
    def _in_doubt(failure: RequestError, words: str) -> None:
        """A write that may have been carried out is told as a change, since nobody can say that it was none."""
        if failure.landed is None:
            failure.message += words
            failure.details["changed"] = True

    def _create(self, change: Change, path: str, body: Optional[dict[str, Any]]) -> None:
        """POST once. Where it may have landed all the same, look for the object before anything is sent again."""
        tries = self._server.client.tries()
        while True:
            try:
                answer = self._server.client.send("POST", path, body)
            except RequestError as error:
                failure = error
            else:
                created = number(answer.data) if isinstance(answer.data, dict) else None
                change.after = Found(created, {}) if created else None
                return
            if failure.landed is False and failure.status != 400:
                raise failure
            try:
                with self._lock:
                    found = self._planner.references.oldest(change.item, change.fields.get(self._resource.within or ""))
            except SdeError:
                self._in_doubt(failure, _UNSEEN)
                raise failure from None
            if found:
                self._adopt(change, found)
                return
            if not failure.passing:
                raise failure
            tries.again(failure)

    def _adopt(self, change: Change, found: Found) -> None:
        """The object came to be there after it was planned: by a lost answer, or by another run. Bring it in line."""
        change.after = found
        with self._lock:
            update = self._planner.update(change.item, found)
        if update.changes:
            update.sent = change.sent
            self._write(update)

    def _update(self, change: Change, method: str, path: str, body: Optional[dict[str, Any]]) -> None:
        try:
            self._server.client.send(method, path, body)
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
            self._server.client.send("DELETE", path)
        except NotFoundError:
            return  # it is gone, which is what was wanted

    def _verify_gone(self, changes: Sequence[Change]) -> None:
        resource, server = self._resource, self._server
        ids = {change.current.id: change for change in changes if change.current}
        left = {id for id in ids if server.one(resource, id, fresh=True)} if len(ids) <= _FEW else set(server.by_ids(resource, ids))
        for id in left:
            raise SdeError(f"{ids[id].item.label}: SD Elements took the delete, but the {resource.kind} is still there")

    def _verify(self, changes: Sequence[Change]) -> None:
        """Read what was written, and fail where a param did not take or was lost. Answers of writes are not trusted:
        they may show what a later read hides, and an id that is not the one asked for (page ALM Connectors, Update)."""
        for change, found in self._reread(changes):
            try:
                self._check(change, found)
            except SdeError as error:
                raise error.about(change.item.label) from None
            change.after = found

    def _reread(self, changes: Sequence[Change]) -> list[tuple[Change, Found]]:
        resource, server = self._resource, self._server
        within = resource.within
        updates = [change for change in changes if change.action == UPDATE]
        creates = [change for change in changes if change.action == CREATE]
        found: dict[int, Optional[Found]] = {}
        if len(updates) <= _FEW and not creates:
            found = {change.current.id: server.one(resource, change.current.id, fresh=True) for change in updates if change.current}
        else:
            places = {change.fields_after.get(within or "") for change in changes}
            everyone = server.where(resource, within, places) if within else server.all(resource)
            found = {each.id: each for each in everyone}
            self._merge_twins(creates, everyone)
        result = []
        for change in changes:
            after = found.get(change.id or 0)
            if after is None:
                raise SdeError(f"{change.item.label}: SD Elements took the write, but the {resource.kind} is not there")
            result.append((change, after))
        return result

    def _merge_twins(self, creates: Sequence[Change], everyone: Sequence[Found]) -> None:
        """Two runs at once may both have created an object: the older one stays, the one created here is removed."""
        by_identity: dict[Any, list[Found]] = {}
        for each in sorted(everyone, key=lambda each: each.id):
            by_identity.setdefault(self._identity(each.fields), []).append(each)
        for change in creates:
            twins = by_identity.get(self._identity(change.fields), [])
            own = next((each for each in twins if each.id == change.id), None)
            if own is None:
                change.after = twins[0] if len(twins) == 1 else change.after
            elif own is not twins[0] and own.fields.get("system") == twins[0].fields.get("system"):
                self._remove_twin(change, twins[0])

    def _identity(self, fields: dict[str, Any]) -> tuple[Any, Any]:
        return fields.get(self._resource.within or ""), fields.get(self._resource.named_by)

    def _remove_twin(self, change: Change, older: Found) -> None:
        twin = change.id
        try:
            self._delete(self._server.path(self._resource, twin))
        except RequestError as error:
            raise SdeError(f"another run created {self._resource.kind} {older.id} of that name at the same time, and {twin} could not be "
                           f"removed again ({error.message}); remove one of them") from None
        self._adopt(change, older)

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
        wrong += [difference_of(change, key, after, self._server.secrets) for key in missing]
        if lost:
            raise SdeError(f"SD Elements lost {', '.join(lost)} in the update; give "
                           f"{'it' if len(lost) == 1 else 'them'} in the task and run it again")
        if wrong:
            raise SdeError(f"SD Elements took the write but did not store {'; '.join(wrong)}; it may not be editable there, "
                           "or not be known to this server")


def _sent(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """The requests that were sent, in the order of the items."""
    return [command for change in changes for command in change.sent]
