# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carry changes out: the only place that writes.

This file is private to the collection. Not called in check mode.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Optional

from .._api.errors import (
    MethodNotAllowedError,
    NotFoundError,
    RequestError,
    SdeError,
)
from .._api.masks import surely_plain
from .._model.remote import Found, number
from .plan import Planner
from .render import (
    CREATE,
    DELETE,
    UPDATE,
    Change,
    command_of,
    request_of,
)
from .repository import refused
from .settle import (
    NOT_SHOWN,
    UNSEEN,
    in_doubt,
    may_still_be_applied,
    post,
    sought,
)
from .verify import Verifier

_DOING = {CREATE: "created", UPDATE: "updated", DELETE: "deleted"}

_HIDDEN = "; whether it was carried out all the same cannot be seen, since SD Elements does not show {}; run the task again"

#: The refusals of a create that may mean that its object exists, and how servers put that into words.
_REFUSED = (400, 409)
_EXISTS = re.compile(r"\b(already|unique|duplicate|taken)\b", re.IGNORECASE)


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
        self._verifier = Verifier(planner, self._adopt, self._delete)

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
            error.details.update(
                changed=bool(done) or self._doubtful,
                commands=_sent(changes),
                done=[other.item.label for other in done],
                not_begun=[other.item.label for other in rest if not other.sent],
            )
            raise error
        try:
            self._verifier.verify(done)
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
            if error.applied is False or not self._holds(change, error):
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
            if may_still_be_applied(failure):
                in_doubt(failure, NOT_SHOWN.format(f"{self._client.timeout:g}"))
            return False
        sent = (*change.params.differing, *change.params.resent)
        hidden = [
            key
            for key in sent
            if change.item.params[key] != "" and not surely_plain(key, (found.params or {}).get(key), change.item.secret_keys)
        ]
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
                self._verifier.check(change, found)
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
            change.adopted = found
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


def _sent(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """The requests that were sent, in the order of the items."""
    return [command for change in changes for command in change.sent]
