# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of one object, and how that is shown: as a request, as a diff, as a result.

This file is private to the collection. The same computation serves the run and check mode; only the sending
differs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from .._api.client import API
from .._api.masks import PLACEHOLDER
from .._model.desired import Item
from .._model.dialect import spelled, system_of
from .._model.objects import (
    NEW_VALUE,
    SENT_AGAIN,
    ConfigObject,
    ReadOnlyObject,
    ServerObject,
)
from .._model.params import ParamsPlan
from .._model.remote import Found
from .._model.resources import Resource
from .._model.secrets import Secrets
from .repository import Server

CREATE, UPDATE, DELETE, NONE = "create", "update", "delete", "none"


@dataclass(eq=False, repr=False)
class Change:
    """The plan for one object: ``fields`` that differ, and what becomes of its params.

    Once it is carried out, ``after`` is the object that came of it, and ``sent`` its requests as results show them. ``adopted``
    is an object that was created after the plan was made, as it was before it was brought in line.
    """

    item: Item
    action: str
    current: Optional[Found] = None
    fields: dict[str, Any] = field(default_factory=dict)
    params: ParamsPlan = field(default_factory=ParamsPlan)
    verb: str = "PATCH"
    after: Optional[Found] = None
    adopted: Optional[Found] = None
    sent: list[dict[str, Any]] = field(default_factory=list)
    done: bool = False

    @property
    def changes(self) -> bool:
        """Whether anything is to be written."""
        return self.action != NONE

    @property
    def fields_after(self) -> dict[str, Any]:
        """The object's fields as they will be."""
        return {**(self.current.fields if self.current else {}), **self.fields}

    @property
    def id(self) -> Optional[int]:
        """The object's id, as far as it is known."""
        found = self.after or self.current
        return found.id if found else None


def request_of(resource: Resource, change: Change, server: Server) -> tuple[str, str, Optional[dict[str, Any]]]:
    """The request that makes a change: method, path below C(/api/v2/), body."""
    if change.action == DELETE:
        return "DELETE", server.path(resource, change.id), None
    fields = dict(change.fields)
    if change.action == UPDATE and change.verb == "PUT" and change.current:
        kept = {row.name: change.current.fields.get(row.name) for row in resource.fields}
        fields = {**{key: value for key, value in kept.items() if value is not None}, **fields}
    if fields.get("system") is not None:
        fields["system"] = {"id": (system_of(fields["system"]) or {})["id"]}
    if change.params.send is not None:
        fields["params"] = server.dialect.write(change.params.send)
    if change.action == CREATE:
        fields.setdefault("params", {})
        return "POST", server.path(resource), fields
    return change.verb, server.path(resource, change.id), fields


def command_of(resource: Resource, change: Change, server: Server) -> dict[str, Any]:
    """The request as a result shows it."""
    method, path, body = request_of(resource, change, server)
    command: dict[str, Any] = {"method": method, "path": API + path}
    if body is not None:
        command["body"] = ReadOnlyObject(body)
    return ReadOnlyObject(command)


def diff_of(resource: Resource, change: Change, names: Callable[[dict[str, Any]], dict[str, Any]]) -> ReadOnlyObject:
    """The change as C(--diff) shows it: what the task manages or the object has of its own.

    A secret that gets a new value, or is sent again since it cannot be compared, says so.

    :param names: replaces references by the names of what they refer to.
    """
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    marks: dict[str, str] = {}
    if change.current:
        before = names(as_config(resource, change.current, change.params.own, change.item))
        before.pop("id", None)
    if change.action != DELETE:
        after = {**before, **names({key: _short(value) for key, value in change.fields.items()})}
        sent = {key: (change.params.send or {}).get(key) for key in (*change.params.differing, *change.params.resent)}
        merged = {**change.params.own, **sent}
        if merged or "params" in before:
            after["params"] = spelled(merged, change.item.issue_tracker)
        if before:
            marks = {**dict.fromkeys(change.params.differing, NEW_VALUE), **dict.fromkeys(change.params.resent, SENT_AGAIN)}
    title = change.item.label
    return ReadOnlyObject(
        {
            "before": ReadOnlyObject(before),
            "after": ReadOnlyObject(after, spelled(marks, change.item.issue_tracker)),
            "before_header": title,
            "after_header": title,
        }
    )


def as_config(resource: Resource, found: Found, own: Mapping[str, Any], item: Item) -> ConfigObject:
    """An object as C(config) takes it, plus its id: fields that a task can manage and its own params."""
    result: dict[str, Any] = {"id": found.id} if found.id else {}
    for row in resource.fields:
        if found.fields.get(row.name) is not None:
            result[row.name] = _short(found.fields[row.name])
    if found.params is not None:
        result["params"] = spelled(own, item.issue_tracker)
    return ConfigObject(result)


def as_result(found: Found, item: Item) -> ServerObject:
    """An object as the singular modules return it: all that the server shows, normalised."""
    result = dict(found.fields)
    if found.params is not None:
        result["params"] = spelled(found.params, item.issue_tracker)
    elif found.shows_params:
        result["params"] = {}
    return ServerObject(result)


def difference_of(change: Change, key: str, after: Found, secrets: Secrets) -> str:
    """A param that is not as wanted: its name, with the values where neither holds a secret."""
    values = [change.params.wanted[key], (after.params or {}).get(key)]
    if secrets.is_secret(key) or any(secrets.hidden(key, value) == PLACEHOLDER for value in values):
        return key
    return f"{key} (wanted {values[0]!r}, has {values[1]!r})"


def predicted(change: Change) -> Optional[Found]:
    """The object as it will be, as far as that can be known before the write."""
    if change.action == DELETE:
        return None
    if change.current is None:
        return Found(0, dict(change.fields), dict(change.params.send or {}), True)
    params = change.current.params
    if params is not None and change.params.send is not None:
        params = {**params, **change.params.send}
    return Found(change.current.id, change.fields_after, params, change.current.shows_params)


def _short(value: Any) -> Any:
    """A system by its id, everything else as it is."""
    return value["id"] if isinstance(value, dict) and "id" in value else value
