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

from ansible_collections.sdelements.integrations.plugins.module_utils._client import API
from ansible_collections.sdelements.integrations.plugins.module_utils._dialect import spelled, system_of
from ansible_collections.sdelements.integrations.plugins.module_utils._items import Item
from ansible_collections.sdelements.integrations.plugins.module_utils._output import has_reserved
from ansible_collections.sdelements.integrations.plugins.module_utils._params import ParamsPlan
from ansible_collections.sdelements.integrations.plugins.module_utils._resources import Resource
from ansible_collections.sdelements.integrations.plugins.module_utils._secrets import (
    NEW_VALUE,
    PLACEHOLDER,
    SENT_AGAIN,
    redact,
)
from ansible_collections.sdelements.integrations.plugins.module_utils._server import Found, Server

CREATE, UPDATE, DELETE, NONE = "create", "update", "delete", "none"


@dataclass(eq=False, repr=False)
class Change:
    """The plan for one object: ``fields`` that differ, and what becomes of its params.

    Once it is carried out, ``after`` is the object that came of it, and ``sent`` its requests as results show them.
    """

    item: Item
    action: str
    current: Optional[Found] = None
    fields: dict[str, Any] = field(default_factory=dict)
    params: ParamsPlan = field(default_factory=ParamsPlan)
    verb: str = "PATCH"
    after: Optional[Found] = None
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
    """The request as a result shows it: secrets redacted."""
    method, path, body = request_of(resource, change, server)
    command: dict[str, Any] = {"method": method, "path": API + path}
    if body is not None:
        command["body"] = redact(body, _spelled_keys(change.item, server))
    return command


def _spelled_keys(item: Item, server: Server) -> frozenset[str]:
    """The names of an item's secrets, in every spelling that may be shown."""
    return item.secret_keys | frozenset(server.dialect.write(dict.fromkeys(item.secret_keys)))


def diff_of(resource: Resource, change: Change, names: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    """The change as C(--diff) shows it: what the task manages or the object has of its own, secrets redacted.

    A secret that gets a new value, or is sent again since it cannot be compared, says so.

    :param names: replaces references by the names of what they refer to.
    """
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    if change.current:
        before = names(as_config(resource, change.current, change.params.own, change.item))
        before.pop("id", None)
    if change.action != DELETE:
        after = {**before, **names({key: _short(value) for key, value in change.fields.items()})}
        sent = {key: (change.params.send or {}).get(key) for key in (*change.params.differing, *change.params.resent)}
        merged = {**change.params.own, **sent}
        if merged or "params" in before:
            shown = _redacted(merged, change.item)
            for words, keys in ((NEW_VALUE, change.params.differing), (SENT_AGAIN, change.params.resent)):
                shown.update({key: words for key in keys if before and shown[key] == PLACEHOLDER})
            after["params"] = spelled(shown, change.item.issue_tracker)
    title = change.item.label
    return {"before": before, "after": after, "before_header": title, "after_header": title}


def as_config(resource: Resource, found: Found, own: Mapping[str, Any], item: Item) -> dict[str, Any]:
    """An object as C(config) takes it, plus its id: fields that a task can manage and its own params, redacted."""
    result: dict[str, Any] = {"id": found.id} if found.id else {}
    for row in resource.fields:
        if found.fields.get(row.name) is not None:
            result[row.name] = _short(found.fields[row.name])
    if found.params is not None:
        result["params"] = _shown(own, item)
    return result


def as_result(found: Found, item: Item) -> dict[str, Any]:
    """An object as the singular modules return it: all that the server shows, normalised."""
    result = dict(found.fields)
    if found.params is not None:
        result["params"] = _shown(found.params, item)
    elif found.shows_params:
        result["params"] = {}
    return result


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


def _shown(params: Mapping[str, Any], item: Item) -> dict[str, Any]:
    """Params by the task's names, redacted. One that Ansible would not hand on as it is would overwrite the server's if given back."""
    return spelled(_redacted({key: value for key, value in params.items() if not has_reserved({key: value})}, item), item.issue_tracker)


def _redacted(params: Mapping[str, Any], item: Item) -> dict[str, Any]:
    """Params without the secrets that only the task knows to be such; others are redacted with the whole result."""
    shown: dict[str, Any] = redact(dict(params), item.secret_keys) if item.secret_keys else dict(params)
    return shown


def _short(value: Any) -> Any:
    """A system by its id, everything else as it is."""
    return value["id"] if isinstance(value, dict) and "id" in value else value
