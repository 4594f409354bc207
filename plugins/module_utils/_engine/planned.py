# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plans of a task in the form in which they are saved and approved: every object by its name.

This file is private to the collection. It is used only by tasks that save a plan or have an approved one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Optional

from .._api.masks import PLACEHOLDER
from .._model.compare import equal
from .._model.dialect import system_of
from .._model.plan_file import CLEARED, SET, command, reference
from .._model.remote import Remote
from .._model.resources import RESOURCES, Resource
from .._model.secrets import Secrets
from .plan import CREATE, DELETE, Plan
from .repository import Repository


@dataclass(frozen=True, eq=False, repr=False)
class Named:
    """The references of plans, as a saved plan names them.

    :param references: by field, then by id: what stands for an object.
    :param alike: ids of objects whose names and places are those of another object too.
    """

    references: Mapping[str, Mapping[int, Any]] = field(default_factory=dict)
    alike: frozenset[int] = frozenset()

    def of(self, name: str, value: Any) -> Any:
        """Return the value of a field as a saved plan has it."""
        if name == "system":
            return (system_of(value) or {}).get("id")
        known = self.references.get(name)
        return value if known is None or not isinstance(value, int) else known.get(value, reference("", value))


def read_named(server: Repository, resource: Resource, plans: Iterable[Plan]) -> Named:
    """Read what it takes to name the objects that plans change and refer to."""
    changing = [plan for plan in plans if plan.changes]
    existing = [plan.current for plan in changing if plan.current]
    references: dict[str, Mapping[int, Any]] = {}
    if resource.within:
        places = RESOURCES[resource.within]
        ids = (plan.fields_after.get(resource.within) for plan in changing)
        found = server.by_ids(places, {id for id in ids if id is not None})
        names = {remote.name for remote in found.values()}
        references[resource.within] = _references([*found.values(), *server.where(places, places.named_by, names)])
        everyone = server.where(resource, resource.within, {remote.fields.get(resource.within) for remote in existing} - {None})
    else:
        everyone = server.all(resource) if existing else []
    if resource.parent and changing:
        references[resource.parent_field] = _references(server.all(RESOURCES[resource.parent]))
    counts = Counter(_identity(resource, remote.fields) for remote in everyone)
    return Named(references, frozenset(remote.id for remote in existing if counts[_identity(resource, remote.fields)] > 1))


def commands_of(resource: Resource, plans: Sequence[Plan], named: Named, secrets: Secrets) -> list[dict[str, Any]]:
    """Return what the plans of a task write, as a saved plan has it. Pure."""
    found = []
    for plan in plans:
        if not plan.changes:
            continue
        current = plan.current
        identity = _named_identity(resource, current.fields if current else plan.fields, named)
        if current and current.id in named.alike:
            identity["id"] = current.id
        if plan.action == DELETE:
            found.append(command(plan.action, resource.kind, identity))
            continue
        params: dict[str, Any] = {}
        hidden: dict[str, str] = {}
        for key, value in _written(plan).items():
            if secrets.is_secret(key) or secrets.hidden(key, value) == PLACEHOLDER:
                hidden[key] = CLEARED if value in (None, "") else SET
            else:
                params[key] = value
        fields = {name: named.of(name, value) for name, value in plan.fields.items() if value is not None}
        found.append(command(plan.action, resource.kind, identity, fields, params, hidden))
    return found


def _written(plan: Plan) -> dict[str, Any]:
    """Return the params of the task that the request has and that a read does not show to be so already."""
    params = plan.params
    if plan.action == CREATE:
        return dict(params.given)
    current: Mapping[str, Any] = (plan.current.params if plan.current else None) or {}
    sent = params.sending().send or {}
    changed = {*params.differing, *params.resent}
    return {
        key: value
        for key, value in params.given.items()
        if key in sent and equal(key, sent[key], value) and (key in changed or not equal(key, value, current.get(key)))
    }


def _references(remotes: Iterable[Remote]) -> dict[int, Any]:
    """Return what stands for each object: its name, and its id too where another one has the name."""
    by_id = {remote.id: remote.name for remote in remotes}
    counts = Counter(by_id.values())
    return {id: reference(name, id if counts[name] > 1 else None) for id, name in by_id.items()}


def _identity(resource: Resource, fields: Mapping[str, Any]) -> tuple[Any, ...]:
    system: Optional[str] = None if resource.within else (system_of(fields.get("system")) or {}).get("id")
    return fields.get(resource.within or ""), fields.get(resource.named_by), system


def _named_identity(resource: Resource, fields: Mapping[str, Any], named: Named) -> dict[str, Any]:
    """Return the fields that identify an object, as a saved plan has them."""
    names = (resource.named_by, resource.within or "system")
    return {name: named.of(name, fields[name]) for name in names if fields.get(name) is not None}
