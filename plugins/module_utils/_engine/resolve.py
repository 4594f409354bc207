# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what a task names to what the server has: projects, connectors and the objects themselves.

This file is private to the collection. More than one match is never the first one: it is an error that lists the
candidates. What all items of a task name is asked for together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Optional, Union

from .._api.errors import InputError, SdeError
from .._model.desired import Item
from .._model.dialect import is_system
from .._model.references import is_id, nearest
from .._model.remote import Found
from .._model.resources import RESOURCES, Resource
from .projects import Projects
from .repository import Server


class References:
    """What the items of one task name, found on the server."""

    def __init__(self, server: Server, resource: Resource, items: Sequence[Item], *, check_mode: bool, warn: Callable[[str], None]) -> None:
        self._server = server
        self._resource = resource
        self._parent = RESOURCES[resource.parent] if resource.parent else None
        self._items = items
        self._check_mode = check_mode
        self._warn = warn
        self._projects = Projects(server)
        self._prefetched = False
        self._places: dict[tuple[str, Optional[str], Optional[str]], int] = {}
        self._index: Optional[dict[tuple[Any, Any], list[Found]]] = None
        self._parents: Optional[dict[Any, list[Found]]] = None

    def prefetch(self, at_once: int) -> None:
        """Read the lists that the items need and that do not depend on one another, so many at a time."""
        named = {item.project for item in self._items if item.id is None and item.project is not None}
        self._server.read_ahead(dict.fromkeys((RESOURCES["project"], self._resource), len(named)), at_once)

    def project(self, item: Item) -> Optional[int]:
        """The id of an item's project; None where the task names none."""
        if item.project is None:
            return None
        if not self._prefetched:
            self._prefetched = True
            self._projects.prefetch(each.project for each in self._items)
        place = (item.project, item.application, item.business_unit)
        if place not in self._places:
            self._places[place] = self._projects.resolve(*place).id
        return self._places[place]

    def connector(self, item: Item) -> Union[int, str, None]:
        """The id of an item's connector; in check mode its name, if an earlier task would have created it."""
        if item.connector is None or self._parent is None:
            return None
        found = self._named_parent(self._parent, item.connector)
        return item.connector if found is None else found.id

    def current(self, item: Item, *, renamed: bool = True) -> Optional[Found]:
        """The object that an item names, or None. Found under a previous name only where its own name is free."""
        if item.id is not None:
            found = self._server.by_ids(self._resource, [each.id for each in self._items if each.id is not None]).get(item.id)
            if found is not None and item.name is not None:
                for other in self._read_called(item, item.name, found.fields.get(self._resource.within or "")):
                    if other.id != item.id:
                        raise InputError(
                            f"{self._resource.named_by}: {item.name!r} is the name of another {self._resource.kind}, {other.id}"
                        )
            return found
        if item.name is None and item.connector is not None and self._parent is not None:
            parent = self._named_parent(self._parent, item.connector)
            item.name = str(parent.fields.get(self._parent.named_by)) if parent else item.connector
        within = self.project(item)
        for name in (item.name or "", *(item.previous_names if renamed else ())):
            matches = self._called(item, name, within)
            if len(matches) > 1:
                ids = ", ".join(str(found.id) for found in matches)
                raise InputError(
                    f"{self._resource.named_by}: {name!r} is the name of {len(matches)} {self._resource.kind}s: {ids}; give the id"
                )
            if matches:
                return matches[0]
        return None

    def oldest(self, item: Item, within: Optional[int]) -> Optional[Found]:
        """The oldest object of an item's identity, read anew."""
        self._server.forget(self._resource)
        return min(self._read_called(item, item.name or "", within), key=lambda each: each.id, default=None)

    def parent_of(self, fields: dict[str, Any]) -> Optional[Found]:
        """The object whose params one with these fields inherits; None too where check mode assumes that it will be there."""
        reference = fields.get(self._parent.returns) if self._parent else None
        return self._parent_by(self._parent, reference) if self._parent and isinstance(reference, int) else None

    def named(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Fields with the name of the parent in place of its id, where it is known."""
        parent = self.parent_of(fields)
        return {**fields, self._parent.returns: parent.fields.get(self._parent.named_by)} if self._parent and parent else fields

    def system_of(self, current: Optional[Found], fields: dict[str, Any]) -> Optional[str]:
        """The id of the system of an object, existing or planned; None where an assumed connector leaves it open."""
        reference = fields.get(self._parent.returns) if self._parent else None
        if isinstance(reference, int) and self._parent:
            current = self._parent_by(self._parent, reference)
        if current is not None:
            return (current.fields.get("system") or {}).get("id")
        system = fields.get("system")
        return system.strip().lower() if isinstance(system, str) else None

    def check_same_system(self, current: Found, reference: int) -> None:
        """A connection may move to another connector of its system only."""
        if self._parent is None:
            return
        parent = self._parent_by(self._parent, reference)
        now, then = current.fields.get("system"), parent.fields.get("system") if parent else None
        if now and then and not any(is_system(str(then[key]), now) for key in ("id", "name", "short_name")):
            raise InputError(
                f"{self._parent.returns}: its system is {then['id']!r}, that of the {self._resource.kind} is {now['id']!r}; "
                f"a {self._resource.kind} cannot change its system"
            )

    def check_unused(self, ids: dict[int, str]) -> None:
        """What is still referred to is not deleted; ``ids`` are labels by id."""
        for kind in self._resource.used_by if ids else ():
            user = RESOURCES[kind]
            using: dict[int, list[str]] = {}
            for found in self._server.all(user):
                reference = found.fields.get(self._resource.returns)
                if reference in ids:
                    using.setdefault(reference, []).append(
                        f"{found.id} ({found.fields.get(user.named_by)!r} of project {found.fields.get('project')})"
                    )
            for id, users in using.items():
                more = f" and {len(users) - 10} more" if len(users) > 10 else ""
                raise SdeError(f"{ids[id]} is used by {len(users)} {user.kind}s: {', '.join(users[:10])}{more}; remove them first")

    def _called(self, item: Item, name: str, within: Optional[int]) -> list[Found]:
        """The objects of a name, from what was read for all items together."""
        if self._index is None:
            resource = self._resource
            if resource.within is None:
                everyone = self._server.all(resource)
            else:
                ids = {self.project(each) for each in self._items if each.id is None}
                everyone = self._server.where(resource, resource.within, {id for id in ids if id is not None})
            self._index = {}
            for found in everyone:
                key = (found.fields.get(resource.within or ""), found.fields.get(resource.named_by))
                self._index.setdefault(key, []).append(found)
        return self._narrowed(item, self._index.get((within, name), []))

    def _read_called(self, item: Item, name: str, within: Any) -> list[Found]:
        """The objects of a name, asked for alone."""
        resource = self._resource
        found = self._server.all(resource) if resource.within is None else self._server.where(resource, resource.within, [within])
        return self._narrowed(item, [each for each in found if each.fields.get(resource.named_by) == name])

    def _narrowed(self, item: Item, found: list[Found]) -> list[Found]:
        """Where a name is not unique, the system that the task names tells them apart."""
        system = item.fields.get("system")
        return [each for each in found if system is None or is_system(system, each.fields.get("system"))] or found

    def _parent_by(self, parent: Resource, id: int) -> Optional[Found]:
        return next(iter(self._parents_by(parent, id)), None)

    def _parents_by(self, parent: Resource, key: Union[int, str]) -> list[Found]:
        """Parents by id (a number) or by name (text)."""
        if self._parents is None:
            self._parents = {}
            for found in self._server.all(parent):
                for name in (found.id, str(found.fields.get(parent.named_by))):
                    self._parents.setdefault(name, []).append(found)
        return self._parents.get(key, [])

    def _named_parent(self, parent: Resource, reference: str) -> Optional[Found]:
        found = (self._parents_by(parent, int(reference)) if is_id(reference) else []) or self._parents_by(parent, reference)
        if len(found) == 1:
            return found[0]
        option = parent.returns
        if found:
            raise InputError(
                f"{option}: {reference!r} fits {len(found)} {parent.kind}s: {', '.join(str(each.id) for each in found)}; give the id"
            )
        if self._check_mode and not is_id(reference):
            self._warn(f"{parent.kind} {reference!r} is not there; check mode assumes that an earlier task creates it")
            return None
        names = [str(each.fields.get(parent.named_by)) for each in self._server.all(parent)]
        raise InputError(f"{option}: there is no {parent.kind} {reference!r}{nearest(reference, names)}")
