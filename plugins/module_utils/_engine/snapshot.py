# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A frozen snapshot of the server: the state besides the named objects that plans need.

This file is private to the collection. What a run without changes does not need is not read for it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Optional

from .._api.errors import SdeError
from .._model.params import own_params
from .._model.remote import Remote
from .._model.resources import RESOURCES, Resource
from .._model.schema import Schemas
from .._model.wire import Seen, has_any_form
from .repository import Repository
from .schemas import schemas_or_none

if TYPE_CHECKING:
    from .plan import Plan


@dataclass(frozen=True, eq=False, repr=False)
class Snapshot:
    """The input of the plans of a task.

    :param parents: the connectors by id, of a kind that has them.
    :param schemas: what the server describes of its systems.
    :param list_methods: the methods that it names for the list; empty where it names none.
    :param object_methods: those for an object.
    :param seen: what the objects of the lists that were read have under each param.
    :param users: what refers to an object that is to be removed, by its id, as messages call it.
    """

    resource: Resource
    parents: Mapping[int, Remote] = field(default_factory=dict)
    schemas: Schemas = field(default_factory=Schemas)
    list_methods: frozenset[str] = frozenset()
    object_methods: frozenset[str] = frozenset()
    users: Mapping[int, Sequence[str]] = field(default_factory=dict)
    seen: Seen = field(default_factory=Seen)

    @property
    def update_verb(self) -> str:
        """The verb of an update: PATCH, unless the server names its methods and PUT is the only one of the two."""
        return "PUT" if "PUT" in self.object_methods and "PATCH" not in self.object_methods else "PATCH"

    def verb(self, action: str) -> str:
        """Return the verb of an action; empty for none."""
        return {"create": "POST", "update": self.update_verb, "delete": "DELETE"}.get(action, "")

    def parent_of(self, fields: Mapping[str, Any]) -> Optional[Remote]:
        """Return the object whose params one with these fields inherits; None too where it is not there yet."""
        return self.parents.get(fields.get(self.resource.parent_field, 0))

    def system_of(self, current: Optional[Remote], fields: Mapping[str, Any]) -> Optional[str]:
        """Return the id of the system of an object with these fields; None where an assumed connector leaves it open."""
        shown = self.parent_of(fields) or current
        if shown is not None:
            return (shown.system or {}).get("id")
        system = fields.get("system")
        return system.strip().lower() if isinstance(system, str) else None

    def form_of(self, system: Optional[str], key: str, value: Any) -> tuple[Optional[type], Sequence[Any]]:
        """Return the form in which a param of a system is described, and what other objects have; for values of one form nothing.

        :param system: None where an assumed connector leaves it open: then the form is that of all systems that have the param.
        """
        if not has_any_form(value):
            return None, ()
        return self.schemas.form(system, key), self.seen.under(system, key)

    def own_of(self, current: Remote, given: Collection[str]) -> Optional[dict[str, Any]]:
        """Return the params that are an object's own, or None where those of its parent are not shown.

        :param given: names of params that the task gives.
        """
        params = current.params or {}
        parent = self.parent_of(current.fields)
        if not self.resource.inherits:
            theirs = self.resource.shown_of_parent - set(given)
            return {key: value for key, value in own_params(params, parent.params if parent else None).items() if key not in theirs}
        if parent is None or parent.params is None:
            return None
        return own_params(params, parent.params, self.schemas.defaults(self.system_of(current, current.fields), "project"))

    def own(self, current: Remote) -> dict[str, Any]:
        """Return an object's own params for a result: without defaults; all params if own and inherited ones cannot be distinguished."""
        parent = self.parent_of(current.fields)
        own = own_params(
            current.params or {}, parent.params if parent else None, self.schemas.defaults(self.system_of(current, current.fields))
        )
        return {key: value for key, value in own.items() if key not in self.resource.shown_of_parent}

    def named(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Return fields with the name of the parent in place of its id, where it is known."""
        parent = self.parent_of(fields)
        return {**fields, **({self.resource.parent_field: parent.name} if parent else {})}


def read(server: Repository, resource: Resource, plans: Sequence[Plan], *, removed: Collection[int] = ()) -> Snapshot:
    """Read what the plans of objects that change need.

    :param removed: ids of objects that an earlier task of the play removes, so that they refer to nothing.
    """
    changing = [plan for plan in plans if plan.changes]
    described = [plan for plan in plans if plan.needs_schema]
    if not (changing or described or any(plan.desired.test_connection == "always" for plan in plans)):
        return Snapshot(resource)
    existing = [plan.current.id for plan in changing if plan.current]
    deleted = {plan.current.id for plan in changing if plan.current and plan.action == "delete"}
    parents = parents_of(server, resource)
    return Snapshot(
        resource,
        parents,
        schemas_or_none(server, resource) if described else Schemas(),
        server.methods(resource) if len(existing) < len(changing) else frozenset(),
        server.methods(resource, existing[0]) if existing else frozenset(),
        _users(server, resource, deleted, removed),
        _seen(server, resource, parents) if any(plan.desired.has_forms for plan in plans) else Seen(),
    )


def read_all(server: Repository, resource: Resource) -> Snapshot:
    """Read the state that determines the own params of any object."""
    return Snapshot(resource, parents_of(server, resource), schemas_or_none(server, resource))


def parents_of(server: Repository, resource: Resource) -> dict[int, Remote]:
    """Return the objects that those of a kind refer to, by id."""
    return {remote.id: remote for remote in server.all(RESOURCES[resource.parent])} if resource.parent else {}


def _seen(server: Repository, resource: Resource, parents: Mapping[int, Remote]) -> Seen:
    """Return the values of params in the lists that were read."""
    remotes = (*server.kept(resource), *parents.values())
    return Seen(((parents.get(remote.connector or 0) or remote).system, remote.params) for remote in remotes if remote.params)


def _users(server: Repository, resource: Resource, deleted: Collection[int], removed: Collection[int]) -> dict[int, list[str]]:
    using: dict[int, list[Remote]] = {}
    for kind in resource.used_by if deleted else ():
        for remote in server.all(RESOURCES[kind]):
            if remote.connector in deleted and remote.id not in removed:
                using.setdefault(remote.connector or 0, []).append(remote)
    projects = _projects(server, {each.project for users in using.values() for each in users if each.project is not None})
    return {id: [f"{each.name!r} ({each.id}) of project {projects.get(each.project, each.project)}" for each in using[id]] for id in using}


def _projects(server: Repository, ids: set[int]) -> dict[Optional[int], str]:
    """Return labels of projects for a message. Without the right to read projects the message has their ids only."""
    try:
        return {found.id: f"{found.name!r} ({found.id})" for found in server.by_ids(RESOURCES["project"], ids).values()}
    except SdeError:
        return {}
