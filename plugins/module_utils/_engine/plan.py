# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare objects and plan their changes. Pure functions.

This file is private to the collection. All plans of a task are made before its first write, so that whatever can
be known to be wrong leaves the server untouched. A plan states facts; a request is made from it for any verb.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Optional

from .._api.counts import plural
from .._api.errors import InputError, ItemError
from .._api.secret_names import is_secret_key
from .._model.desired import Desired, check_name
from .._model.dialect import Dialect, is_system, system_of
from .._model.params import ParamsPlan, as_shown, compare_params, created_params, hidden_params
from .._model.remote import Remote
from .._model.resources import Resource
from .._model.wire import sent_as
from .request import Request, path_of
from .resolve import Target
from .snapshot import Snapshot

CREATE, UPDATE, DELETE, NONE = "create", "update", "delete", "none"


@dataclass(frozen=True, eq=False, repr=False)
class Plan:
    """The planned change of one object.

    :param fields: its fields that are to change; of a create all that the task gives.
    :param params: how its params compare.
    :param own: its own params as they are, for results.
    :param notes: what the user is to be warned of about the object.
    """

    resource: Resource
    target: Target
    action: str = NONE
    fields: Mapping[str, Any] = field(default_factory=dict)
    params: ParamsPlan = field(default_factory=ParamsPlan)
    own: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def desired(self) -> Desired:
        """The desired state."""
        return self.target.desired

    @property
    def label(self) -> str:
        """The object's label in messages."""
        return self.desired.label

    @property
    def current(self) -> Optional[Remote]:
        """The object as it is."""
        return self.target.current

    @property
    def changes(self) -> bool:
        """Return whether anything is to be written."""
        return self.action != NONE

    @property
    def needs_schema(self) -> bool:
        """Return whether the server's description of the system is needed: for own params, and for names and forms of params."""
        desired = self.desired
        checked = self.changes or desired.cleared or desired.validate_params == "warn_always"
        return bool((self.changes and (self.current or desired.has_forms)) or (checked and desired.validate_params != "never"))

    @property
    def fields_after(self) -> dict[str, Any]:
        """The object's fields as they will be."""
        return {**(self.current.fields if self.current else {}), **self.fields}

    def request(self, dialect: Dialect, verb: str) -> Request:
        """Return the request that makes the change, for a verb that the server takes (page ALM Connectors: PATCH; Connectors: PUT)."""
        path = path_of(self.resource, dialect, self.current.id if self.current else None)
        if verb == "DELETE":
            return Request(verb, path)
        fields = dict(self.fields)
        if verb == "PUT" and self.current:
            kept = {row.name: self.current.fields.get(row.name) for row in self.resource.fields}
            fields = {**{key: value for key, value in kept.items() if value is not None}, **fields}
        if fields.get("system") is not None:
            fields["system"] = {"id": (system_of(fields["system"]) or {})["id"]}
        params = self.sends(verb)
        if params is not None:
            fields["params"] = dialect.write(params)
        return Request(verb, path, fields)

    def sends(self, verb: str) -> Optional[Mapping[str, Any]]:
        """Return the params of the request for a verb, or None where it has none."""
        if verb == "POST":
            return self.params.given
        return self.params.sending(whole=verb == "PUT").send

    def predicted(self, verb: str) -> Optional[Remote]:
        """Return the object as it will be, as far as that can be known before the write."""
        current, params = self.current, self.sends(verb)
        if self.action in (DELETE, NONE):
            return current if self.action == NONE else None
        if current is None:
            name = str(self.fields.get(self.resource.named_by, ""))
            return Remote(0, name, dict(self.fields), dict(params or {}), True)
        name = str(self.fields.get(self.resource.named_by, current.name))
        after = current.params if current.params is None or params is None else {**current.params, **params}
        return Remote(current.id, name, self.fields_after, after, current.shows_params)


def compare(resource: Resource, target: Target) -> Plan:
    """Compare an object with what the task wants of it.

    What the plan lacks yet, because it takes more than the lists that every task reads, L(complete) adds.

    :raises ItemError: it cannot be made so.
    """
    if target.current and target.desired.state != "present":
        check_meant(resource, target, target.current)
    if target.desired.state == "absent":
        return Plan(resource, target, DELETE if target.current else NONE)
    if target.current is None:
        return _create(resource, target)
    if target.desired.state == "exists":
        return Plan(resource, target)
    return _update(resource, target, target.current)


def check_meant(resource: Resource, target: Target, current: Remote) -> None:
    """Refuse an object that is not changed but contradicts what its entry says of it: another one may be meant.

    :raises InputError: its name, its project or its system is another one.
    """
    desired = target.desired
    system = desired.fields.get("system")
    said = {resource.named_by: desired.name, resource.within or "": target.project}
    for name, value in said.items():
        if value not in (None, "") and current.fields.get(name) != value:
            raise InputError(
                f"{name}: {resource.kind} {current.id} has {current.fields.get(name)!r}, not {value!r}; correct {name} or leave it out"
            )
    if system is not None and not is_system(system, current.system):
        raise InputError(
            f"system: that of {resource.kind} {current.id} is {(current.system or {}).get('id')!r}, not {system!r}; correct system or "
            "leave it out"
        )


def complete(plan: Plan, snapshot: Snapshot) -> Plan:
    """Return the plan of an object that changes with what an update sends: what is the object's own, and what is hidden.

    :raises ItemError: what is its own cannot be known.
    """
    resource, desired, current = plan.resource, plan.desired, plan.current
    if plan.action == NONE:
        return plan
    if current is None:
        return with_forms(plan, snapshot)
    if plan.action == DELETE:
        return replace(plan, own=snapshot.own(current))
    if isinstance(plan.fields.get(resource.parent_field), int):
        _check_same_system(plan, current, snapshot)
    if current.params is None:
        return with_forms(replace(plan, params=plan.params.with_own({}, {})), snapshot)
    own = snapshot.own_of(current, desired.params)
    params = plan.params
    if desired.params and resource.inherits and resource.parent_field in plan.fields:
        parent = snapshot.parent_of(plan.fields)
        standing = {**((parent and parent.params) or {}), **(own or {})}  # of the new parent, below what is the object's own
        params = compare_params(as_shown(desired.params, standing), desired.secret_keys, standing, desired.update_secrets)
    if own is None and (params.differing or params.unverified):
        raise ItemError(_UNTOLD.format(resource.permission))
    return with_forms(replace(plan, params=params.with_own(current.params, own), own=own or {}), snapshot)


def with_forms(plan: Plan, snapshot: Snapshot) -> Plan:
    """Return the plan with the params of the task in the form in which they are sent."""
    if all(isinstance(value, str) and value for value in plan.params.given.values()):
        return plan  # text is sent as it is
    parent = snapshot.parent_of(plan.fields_after) if plan.resource.inherits else None
    shown = {**((parent and parent.params) or {}), **((plan.current and plan.current.params) or {})}
    system = snapshot.system_of(plan.current, plan.fields_after)
    given = {key: sent_as(key, value, shown.get(key), *snapshot.form_of(system, key, value)) for key, value in plan.params.given.items()}
    return replace(plan, params=replace(plan.params, given=given))


_UNTOLD = (
    "its params cannot be distinguished from those of its connector, which SD Elements does not show to the user "
    "of sde_token; give the user the permission {}"
)


def put_refusal(plan: Plan, snapshot: Snapshot) -> Optional[ItemError]:
    """Return why an update cannot be sent to a server that replaces the whole object, or None where nothing would be lost."""
    resource, current = plan.resource, plan.current
    if current is not None and omits_params(resource, current):
        return ItemError(
            f"this server replaces the whole object and does not show the params of {plural(resource.kind)}, so that they would be "
            "lost; remove it and create it again"
        )
    if current is None or current.params is None:
        return ItemError(
            f"this server replaces the whole object, whose params it does not show; give the user of "
            f"sde_token the permission {resource.permission}"
        )
    if plan.params.own is None:
        return ItemError(_UNTOLD.format(resource.permission))
    names = masked(plan, snapshot, "PUT")
    if not names:
        return None
    return InputError(
        f"{secret_option(plan, names)}: this server replaces the whole object and hides {', '.join(names)}; give "
        f"{'it' if len(names) == 1 else 'them'} so that nothing is lost"
    )


def omits_params(resource: Resource, current: Remote) -> bool:
    """Return whether the server shows an object's params to nobody, rather than not to this user."""
    return resource.may_omit_params and not current.shows_params


def masked(plan: Plan, snapshot: Snapshot, verb: str) -> list[str]:
    """Return the names of params that may be masked and that the task does not give: a PUT would remove them or store the mask."""
    resource, current = plan.resource, plan.current
    sending = plan.params.sending(whole=verb == "PUT")
    if current is None or sending.send is None:
        return []
    names = (*(current.params or {}), *sending.send)
    silent = resource.plugins and not resource.inherits and not any(is_secret_key(key) for key in names)
    return list(sending.at_risk or (snapshot.schemas.secrets((current.system or {}).get("id")) if silent else ()))


def secret_option(plan: Plan, names: Sequence[str]) -> str:
    """Return the option in which a task gives params of these names."""
    return "secret_params" if any(is_secret_key(name) or name in plan.desired.secret_keys for name in names) else "params"


def _create(resource: Resource, target: Target) -> Plan:
    desired = target.desired
    if desired.id is not None:
        raise InputError(f"id: there is no {resource.kind} {desired.id}; leave id out to create one")
    wanted = _wanted(resource, target)
    for row in resource.fields:
        if row.create and row.name not in wanted:
            raise InputError(f"{row.name}: it is missing, and there is no such {resource.kind} yet; give {row.name} to create it")
    check_name(resource.named_by, wanted)
    given = dict(desired.params)  # an empty one too: it may stand against the parent's value, or against a default
    if not resource.inherits:  # there is nothing yet that could be cleared
        given = {key: value for key, value in given.items() if value != "" or key not in desired.secret_keys}
    return Plan(resource, target, CREATE, wanted, created_params(given, desired.secret_keys), notes=_empty_secrets(desired))


def _update(resource: Resource, target: Target, current: Remote) -> Plan:
    desired = target.desired
    fields: dict[str, Any] = {}
    notes: list[str] = []
    if desired.update_secrets == "always":
        notes += _empty_secrets(desired)
    optional = {row.name for row in resource.fields if row.optional}
    for name, value in _wanted(resource, target).items():
        now = current.fields.get(name)
        if name not in current.fields and name in optional:  # a field that an older server lacks is not managed
            notes.append(f"{name} is not managed: this server's {plural(resource.kind)} have no {name}")
        elif name == "system":
            if not is_system(value, now):
                raise InputError(
                    f"system: it is {(now or {}).get('id')!r} and cannot be changed to {value!r}; remove the "
                    f"{resource.kind} first or give another name"
                )
        elif now != value:
            fields[name] = value
    if resource.within in fields and desired.id is not None:
        raise InputError(
            f"{resource.within}: {resource.kind} {desired.id} belongs to {resource.within} {current.fields.get(resource.within)}, and a "
            f"{resource.kind} cannot be moved; leave {resource.within} out or give the right id"
        )
    check_name(resource.named_by, fields)
    params = ParamsPlan(desired.params, desired.secret_keys, desired.update_secrets)
    if desired.params and omits_params(resource, current):
        params = hidden_params(desired.params, desired.update_secrets)
    elif desired.params:
        if current.params is None:
            raise ItemError(
                f"SD Elements does not show its params to the user of sde_token, so they cannot be compared; give "
                f"the user the permission {resource.permission}, or leave params out"
            )
        params = compare_params(as_shown(desired.params, current.params), desired.secret_keys, current.params, desired.update_secrets)
    return Plan(resource, target, UPDATE if fields or params.differing else NONE, fields, params, notes=tuple(notes))


def _wanted(resource: Resource, target: Target) -> dict[str, Any]:
    """Return the fields that the task gives, references by what a request names them by."""
    wanted = dict(target.desired.fields)
    if target.project is not None:
        wanted["project"] = target.project
    if target.connector is not None:
        wanted["connector"] = target.connector.reference
    if resource.named_by not in wanted and target.name is not None:
        wanted[resource.named_by] = target.name
    return {row.name: wanted[row.name] for row in resource.fields if row.name in wanted}


def _empty_secrets(desired: Desired) -> tuple[str, ...]:
    """Warn about an empty secret if secrets are certainly to be sent."""
    if not desired.empty_secrets:
        return ()
    return (
        f"{', '.join(desired.empty_secrets)} is empty and is treated as not set; give a value, or name it in clear_secrets to empty it",
    )


def _check_same_system(plan: Plan, current: Remote, snapshot: Snapshot) -> None:
    """A connection may move to another connector of its system only."""
    resource, parent = plan.resource, snapshot.parent_of(plan.fields)
    now, then = current.system, parent.system if parent else None
    if now and then and not any(is_system(str(then[key]), now) for key in ("id", "name", "short_name")):
        raise InputError(
            f"{resource.parent_field}: its system is {then['id']!r}, that of the {resource.kind} is {now['id']!r}; "
            f"a {resource.kind} cannot change its system"
        )
