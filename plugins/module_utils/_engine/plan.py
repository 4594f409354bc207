# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decide what becomes of each desired object: find it, compare it, plan its change. Reads only, writes nothing.

This file is private to the collection. All plans of a task are made before its first write, so that whatever can
be known to be wrong leaves the server untouched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Optional

from .._api.errors import InputError, SdeError
from .._api.secret_names import is_secret_key
from .._model.desired import Item, check_name
from .._model.dialect import is_system
from .._model.params import (
    ParamsPlan,
    compare_params,
    complete_plan,
    own_params,
    shows_secrets,
)
from .._model.remote import Found
from .._model.resources import Resource
from .render import (
    CREATE,
    DELETE,
    NONE,
    UPDATE,
    Change,
)
from .repository import Server
from .resolve import References

if TYPE_CHECKING:
    from .schemas import Plugins


class Planner:
    """Plans the changes of one task. ``warn`` takes sentences for the user."""

    def __init__(self, server: Server, resource: Resource, items: Sequence[Item], *, check_mode: bool, warn: Callable[[str], None]) -> None:
        self.server = server
        self.resource = resource
        self.items = items
        self.check_mode = check_mode
        self.warn = warn
        self.references = References(server, resource, items, check_mode=check_mode, warn=warn)

    @cached_property
    def plugins(self) -> Plugins:
        """What the server says of the params of each system."""
        # Ansible compiles a collection's files in each run: what a quiet run does not need is not loaded.
        from .schemas import Plugins

        return Plugins(self.server, self.resource)

    def present(self) -> list[Change]:
        """A change for each item, so that its object is there and as desired."""
        changes = [self._guarded(item, self._present) for item in self.items]
        self._check_once(changes)
        return changes

    def _check_once(self, changes: Sequence[Change]) -> None:
        """No two items may be one object: by an id, a previous name, two ways to name a project, or a name that one takes.

        Objects that share a name on the server already, each given by its id, are left in peace.
        """
        resource = self.resource
        claims: dict[Any, Change] = {}
        for change in sorted(changes, key=self._takes_name):
            fields = change.fields_after
            system = self.references.system_of(change.current, change.fields) if resource.within is None else None
            identity = (fields.get(resource.within or ""), fields.get(resource.named_by), system)
            others = [claims.setdefault(change.current.id, change)] if change.current else []
            if self._takes_name(change):
                others.append(claims.setdefault(identity, change))
            claims[identity] = change
            for other in others:
                if other is not change:
                    raise InputError(
                        f"config: {other.item.label} and {change.item.label} are one {resource.kind}; give it once, or "
                        "take the name of the one out of previous_names of the other"
                    )

    def _takes_name(self, change: Change) -> bool:
        return change.current is None or bool({self.resource.within, self.resource.named_by} & set(change.fields))

    def absent(self) -> list[Change]:
        """A change for each item, so that its object is not there."""
        return self._deletable([self._guarded(item, self._absent) for item in self.items])

    def others(self, listed: Sequence[Change], *, everywhere: bool) -> list[Change]:
        """Deletions of what exists but is not listed: in the projects of the items, or everywhere."""
        resource = self.resource
        kept = {change.current.id for change in listed if change.current}
        if resource.within and not everywhere:
            within = {self.references.project(item) for item in self.items}
            within |= {change.current.fields.get(resource.within) for change in listed if change.current}
            found = self.server.where(resource, resource.within, {id for id in within if id is not None})
        else:
            found = self.server.all(resource)
        changes = []
        for each in found:
            if each.id not in kept:
                place = f" of {resource.within} {each.fields.get(resource.within)}" if resource.within else ""
                label = f"{resource.kind} {each.fields.get(resource.named_by)!r}{place}"
                changes.append(self._guarded(Item(label, each.id, None), partial(self._deletion, current=each)))
        return self._deletable(changes)

    def _deletable(self, changes: list[Change]) -> list[Change]:
        """Deletions, if nothing refers to any of their objects."""
        self.references.check_unused({change.current.id: change.item.label for change in changes if change.current})
        return changes

    def _deletion(self, item: Item, current: Optional[Found]) -> Change:
        """The change that removes an object, if it is there."""
        change = Change(item, DELETE if current else NONE, current)
        if current:
            change.params.own = self.own_or_all(current)
            if self._lacks(DELETE, current):
                raise SdeError(f"this server does not let {self.resource.kind}s be deleted through its API")
        return change

    def update(self, item: Item, current: Found) -> Change:
        """The change that makes an existing object as desired; C(NONE) where it is already."""
        if item.update_secrets == "always":
            self._warn_of_empty(item)
        fields = self._differing(item, current)
        self._check_moves(item, current, fields)
        check_name(self.resource.named_by, fields)
        change = Change(item, NONE, current, fields)
        if item.params:
            if current.params is None:
                raise SdeError(
                    f"SD Elements does not show its params to the user of sde_token, so they cannot be compared; give "
                    f"the user the permission {self.resource.permission!r}, or leave params out"
                )
            change.params = compare_params(item.params, item.secret_keys, self._standing(item, current, fields), item.update_secrets)
        if fields or change.params.differing:
            change.action = UPDATE
        if change.changes or item.cleared:
            self._validate(change)
        if change.changes:
            self.complete(change)
        return change

    def complete(self, change: Change, verb: Optional[str] = None) -> None:
        """Fill in what an update sends, for the verb that this server takes (page ALM Connectors: PATCH; Connectors: PUT)."""
        item, current, plan = change.item, change.current, change.params
        if current is None:
            return
        change.verb = verb or self._verb(current)
        whole = change.verb == "PUT"
        if current.params is None:
            if whole:
                raise SdeError(
                    f"this server replaces the whole object, whose params it does not show; give the user of "
                    f"sde_token the permission {self.resource.permission!r}"
                )
            return
        own = self._own(current, item)
        if own is None and (plan.differing or plan.unverified or whole):
            raise SdeError(
                "its params cannot be told from those of its connector, which SD Elements does not show to the user "
                f"of sde_token; give the user the permission {self.resource.permission!r}"
            )
        complete_plan(plan, item.params, item.secret_keys, current.params, own or {}, item.update_secrets, whole=whole)
        self._guard_secrets(change, whole)

    def _guarded(self, item: Item, plan: Callable[[Item], Change]) -> Change:
        try:
            return plan(item)
        except SdeError as error:
            raise error.about(item.label) from None

    def _absent(self, item: Item) -> Change:
        return self._deletion(item, self.references.current(item, renamed=False))

    def _present(self, item: Item) -> Change:
        current = self.references.current(item)
        return self._create(item) if current is None else self.update(item, current)

    def _create(self, item: Item) -> Change:
        if item.id is not None:
            raise InputError(f"id: there is no {self.resource.kind} {item.id}; leave id out to create one")
        self._warn_of_empty(item)
        wanted = self._wanted(item)
        for row in self.resource.fields:
            if row.create and row.name not in wanted:
                raise InputError(f"{row.name}: it is missing, and there is no such {self.resource.kind} yet; give {row.name} to create it")
        check_name(self.resource.named_by, wanted)
        given = dict(item.params)  # an empty one too: it may stand against the parent's value, or against a default
        if not self.resource.inherits:  # there is nothing yet that could be cleared
            given = {key: value for key, value in given.items() if value != "" or key not in item.secret_keys}
        change = Change(item, CREATE, None, wanted, ParamsPlan(wanted=given, differing=list(given), send=given))
        self._validate(change)
        if self._lacks(CREATE):
            raise SdeError(f"this server does not let {self.resource.kind}s be created through its API")
        return change

    def _warn_of_empty(self, item: Item) -> None:
        """Where a secret is surely meant to be sent, say of an empty one that it is not."""
        if item.empty_secrets:
            self.warn(
                f"{item.label}: {', '.join(item.empty_secrets)} is empty and counts as not given; give a value, "
                "or name it in clear_secrets to empty it"
            )

    def _wanted(self, item: Item) -> dict[str, Any]:
        wanted = dict(item.fields)
        for name, value in (("project", self.references.project(item)), ("connector", self.references.connector(item))):
            if value is not None:
                wanted[name] = value
        if self.resource.named_by not in wanted and item.name is not None:
            wanted[self.resource.named_by] = item.name
        return {row.name: wanted[row.name] for row in self.resource.fields if row.name in wanted}

    def _differing(self, item: Item, current: Found) -> dict[str, Any]:
        """The fields that the task wants otherwise. A field that an older server lacks is not managed."""
        differing = {}
        optional = {row.name for row in self.resource.fields if row.optional}
        for name, value in self._wanted(item).items():
            now = current.fields.get(name)
            if name not in current.fields and name in optional:
                self.warn(f"{name} is not managed: this server's {self.resource.kind}s have no {name}")
            elif name == "system":
                if not is_system(value, now):
                    raise InputError(
                        f"system: it is {(now or {}).get('id')!r} and cannot be changed to {value!r}; remove the "
                        f"{self.resource.kind} first or give another name"
                    )
            elif now != value:
                differing[name] = value
        return differing

    def _check_moves(self, item: Item, current: Found, fields: dict[str, Any]) -> None:
        if "project" in fields and item.id is not None:
            raise InputError(
                f"project: {self.resource.kind} {item.id} belongs to project {current.fields.get('project')}, and a "
                f"{self.resource.kind} cannot be moved; leave project out or give the right id"
            )
        if isinstance(fields.get("connector"), int):
            self.references.check_same_system(current, fields["connector"])

    def _standing(self, item: Item, current: Found, fields: dict[str, Any]) -> dict[str, Any]:
        """The params that the object has when only its fields were changed: with another parent, that one's below its own."""
        if not self.resource.inherits or "connector" not in fields:
            return current.params or {}
        parent = self.references.parent_of(fields)
        return {**((parent and parent.params) or {}), **(self._own(current, item) or {})}

    def _own(self, current: Found, item: Item) -> Optional[dict[str, Any]]:
        """The params that are the object's own, or None where those of its parent are not shown."""
        params = current.params or {}
        if not self.resource.inherits:
            theirs = self.resource.shown_of_parent - set(item.params)
            return {key: value for key, value in own_params(params).items() if key not in theirs}
        parent = self.references.parent_of(current.fields)
        defaults = self._defaults(current, outside="project")
        return None if parent is None or parent.params is None else own_params(params, parent.params, defaults)

    def own_or_all(self, current: Found) -> dict[str, Any]:
        """The object's own params, for a result: without defaults; where they cannot be told from inherited ones, all of them."""
        parent = self.references.parent_of(current.fields) if self.resource.inherits else None
        own = own_params(current.params or {}, parent.params if parent else None, self._defaults(current))
        return {key: value for key, value in own.items() if key not in self.resource.shown_of_parent}

    def _defaults(self, current: Found, outside: Optional[str] = None) -> Optional[dict[str, Any]]:
        """What the params of an object's system have that nobody set, as far as the server describes it; without those of a scope."""
        self.plugins.prepare()
        return self.plugins.defaults(self.references.system_of(current, current.fields), outside)

    def _verb(self, current: Found) -> str:
        """PATCH, unless the server names its methods and PUT is the only one of the two."""
        methods = self.server.methods(self.resource, current.id)
        if methods and not methods & {"PATCH", "PUT"}:
            raise SdeError(f"this server does not let {self.resource.kind}s be updated through its API")
        return "PUT" if "PUT" in methods and "PATCH" not in methods else "PATCH"

    def _validate(self, change: Change) -> None:
        """Hold the names of the task's params against the server's own description of the system."""
        item = change.item
        if item.validate_params == "never" or not self.resource.plugins:
            return
        plugin = self.plugins.of(self.references.system_of(change.current, change.fields), read=True)
        if plugin is None:
            return
        plain = sorted(key for key in item.cleared if key in plugin.fields and not plugin.fields[key].secret)
        if plain:
            raise InputError(
                f"clear_secrets: {', '.join(plain)} is not a secret; to empty a param that is not secret, give it in params "
                "as an empty text"
            )
        known = dict((change.current and change.current.params) or {})
        parent = self.references.parent_of(change.fields) if self.resource.inherits else None
        known.update((parent and parent.params) or {})
        found = plugin.complaints(
            item.params, known, scope="project" if self.resource.inherits else "system", create=change.action == CREATE
        )
        if found and item.validate_params == "strict":
            raise InputError("; ".join(found))
        for sentence in found:
            self.warn(f"{item.label}: {sentence}")

    def _lacks(self, action: str, current: Optional[Found] = None) -> bool:
        methods = self.server.methods(self.resource, current.id if current else None)
        return bool(methods) and {CREATE: "POST", DELETE: "DELETE"}[action] not in methods

    def _guard_secrets(self, change: Change, whole: bool) -> None:
        """A param that may be masked and is not given: a PUT would remove it or store the mask, after a PATCH it is looked for."""
        plan, params = change.params, (change.current and change.current.params) or {}
        if plan.send is None:
            return
        silent = self.resource.plugins and not self.resource.inherits and not any(is_secret_key(key) for key in (*params, *plan.send))
        names = plan.at_risk or ([*self.plugins.secrets(change.current)] if silent and change.current else [])
        if whole and names:
            option = "secret_params" if any(is_secret_key(name) or name in change.item.secret_keys for name in names) else "params"
            raise InputError(
                f"{option}: this server replaces the whole object and hides {', '.join(names)}; give "
                f"{'it' if len(names) == 1 else 'them'} so that nothing is lost"
            )
        hidden = [name for name in names if name not in plan.at_risk or (params.get(name) in (None, "") and not shows_secrets(params))]
        if hidden:
            self.warn(
                f"{change.item.label}: whether SD Elements keeps {', '.join(hidden)} cannot be checked, since this "
                "server does not show it; give it in secret_params to be sure"
            )
