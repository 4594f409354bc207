# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check plans before the first write, in check mode and in a run. Pure functions.

This file is private to the collection.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from .._api.counts import counted, plural
from .._api.errors import InputError, ItemError
from .._api.secret_names import is_secret_key
from .._model.params import shows_secrets
from .._model.problems import Problem
from .._model.references import nearest
from .._model.schema import wrong_system
from .plan import CREATE, DELETE, UPDATE, Plan, masked, omits_params, put_refusal
from .resolve import collect
from .snapshot import Snapshot

#: Objects that refer to one that is to be removed, in a message.
_SHOWN_USERS = 10


def check(plans: Sequence[Plan], snapshot: Snapshot, problems: list[Problem]) -> list[Plan]:
    """Return the plans with which nothing is wrong, with warnings; what is wrong with the others is added to the problems."""
    distinct = _distinct(plans, snapshot, problems)
    return collect(distinct, lambda plan: checked(plan, snapshot), problems)


def checked(plan: Plan, snapshot: Snapshot) -> Plan:
    """Return a valid plan with its warnings.

    :raises ItemError: the server refuses it, as far as that can be known, or it would lose something.
    """
    resource = plan.resource
    verbs = {CREATE: {"POST"}, UPDATE: {"PATCH", "PUT"}, DELETE: {"DELETE"}}.get(plan.action, set())
    methods = snapshot.list_methods if plan.action == CREATE else snapshot.object_methods
    if verbs and methods and not methods & verbs:
        raise ItemError(f"this server does not let {plural(resource.kind)} be {plan.action}d through its API")
    if plan.action == DELETE and plan.current:
        _check_unused(plan, snapshot.users.get(plan.current.id, ()))
    if plan.action == UPDATE and snapshot.update_verb == "PUT":
        refusal = put_refusal(plan, snapshot)
        if refusal:
            raise refusal
    refusals = _refusals(plan, snapshot)
    if refusals:
        nearest = [name for error in refusals for name in error.nearest]
        raise InputError("; ".join(error.message for error in refusals), nearest=nearest)
    complaints = _complaints(plan, snapshot)
    if complaints and plan.desired.validate_params == "strict":
        raise InputError("; ".join(complaints))
    notes = [*complaints, *_warnings(plan, snapshot)]
    return replace(plan, notes=(*plan.notes, *notes)) if notes else plan


def _warnings(plan: Plan, snapshot: Snapshot) -> list[str]:
    """Return what cannot be known before the write, or is assumed."""
    found = []
    connector = plan.target.connector
    if connector and not connector.id and plan.changes:
        kind = plan.resource.parent_kind
        names = [parent.name for parent in snapshot.parents.values()]
        found.append(
            f"{kind} {connector.name!r} was not found{nearest(connector.name, names)}; check mode assumes that an earlier task creates it"
        )
    found += _unchecked(plan, snapshot)
    current = plan.current
    if current is not None and omits_params(plan.resource, current) and plan.action == UPDATE and plan.sends(snapshot.update_verb):
        found.append(
            "whether SD Elements keeps params that the task does not give cannot be checked, since this server shows none; "
            "give all of them to be sure"
        )
    if plan.action == UPDATE and current is not None and current.params is not None:
        at_risk = plan.params.sending(whole=False).at_risk
        hidden = [
            name
            for name in masked(plan, snapshot, snapshot.update_verb)
            if name not in at_risk or (current.params.get(name) in (None, "") and not shows_secrets(current.params))
        ]
        if hidden:
            found.append(
                f"whether SD Elements keeps {', '.join(hidden)} cannot be checked, since this server does not show it; "
                "give it in secret_params to be sure"
            )
    return found


def _unchecked(plan: Plan, snapshot: Snapshot) -> list[str]:
    """Return that names of params were not checked though the task asks for it, where that is so."""
    if plan.desired.validate_params != "strict" or not (plan.changes and plan.desired.params):
        return []
    system = snapshot.system_of(plan.current, plan.fields_after)
    plugin = snapshot.schemas.of(system)
    if not system or (plugin and plugin.fields):
        return []
    return [f"validate_params: names of params were not checked, since this server does not describe the system {system!r}"]


def _check_unused(plan: Plan, users: Sequence[str]) -> None:
    """Refuse to delete an object that others refer to."""
    if users:
        shown = ", ".join(users[:_SHOWN_USERS])
        more = f" and {len(users) - _SHOWN_USERS} more" if len(users) > _SHOWN_USERS else ""
        raise ItemError(
            f"it is used by {counted(len(users), plan.resource.user_kind)}: {shown}{more}; "
            "move them to another connector or remove them first"
        )


def _refusals(plan: Plan, snapshot: Snapshot) -> list[InputError]:
    """Return an error for each value that is about to be written and that the server does not take, by its own description."""
    if not plan.changes or plan.action == DELETE or plan.desired.validate_params == "never":
        return []
    system = plan.fields.get("system")
    unknown = wrong_system(system, [plugin.system for plugin in snapshot.schemas.all]) if isinstance(system, str) else None
    if unknown:
        return [unknown]
    plugin = snapshot.schemas.of(snapshot.system_of(plan.current, plan.fields_after))
    names = plan.params.given if plan.action == CREATE else plan.params.differing
    return plugin.wrong_values({name: plan.params.given[name] for name in names}, _present(plan, snapshot)) if plugin else []


def _present(plan: Plan, snapshot: Snapshot) -> dict[str, Any]:
    """Return the params that the object or its parent has already."""
    parent = snapshot.parent_of(plan.fields_after) if plan.resource.inherits else None
    return {**((plan.current and plan.current.params) or {}), **((parent and parent.params) or {})}


def _complaints(plan: Plan, snapshot: Snapshot) -> list[str]:
    """Return what is wrong with the names of the task's params, by the server's own description of the system."""
    resource, desired = plan.resource, plan.desired
    if not plan.needs_schema or desired.validate_params == "never":
        return []
    plugin = snapshot.schemas.of(snapshot.system_of(plan.current, plan.fields_after))
    if plugin is None:
        return []
    unknown = sorted(key for key in desired.cleared if not is_secret_key(key) and plugin.fields and key not in plugin.fields)
    if unknown:
        raise InputError(f"clear_secrets: {unknown[0]!r} is not the name of a secret of {plugin.system.get('name')}; correct it")
    plain = sorted(key for key in desired.cleared if key in plugin.fields and not plugin.fields[key].secret)
    if plain:
        raise InputError(
            f"clear_secrets: {', '.join(plain)} is not a secret; to empty a param that is not secret, give it in params as an empty text"
        )
    return plugin.complaints(
        desired.params,
        _present(plan, snapshot),
        scope="project" if resource.inherits else "system",
        create=plan.action == CREATE,
        always=desired.validate_params == "warn_always",
    )


def _distinct(plans: Sequence[Plan], snapshot: Snapshot, problems: list[Problem]) -> list[Plan]:
    """Return the plans of different objects: by an id, a previous name, two ways to name a project, or a name that one takes.

    Objects that share a name on the server already, each given by its id, are left in peace.
    """
    resource = snapshot.resource
    claims: dict[Any, Plan] = {}
    twice = set()
    for plan in sorted((plan for plan in plans if plan.action == CREATE or plan.current), key=_takes_name):
        fields = plan.fields_after
        system = snapshot.system_of(plan.current, plan.fields) if resource.within is None else None
        identity = (fields.get(resource.within or ""), fields.get(resource.named_by), system)
        others = [claims.setdefault(plan.current.id, plan)] if plan.current else []
        if _takes_name(plan) and plan.action != DELETE:
            others.append(claims.setdefault(identity, plan))
        claims[identity] = plan
        other = next((other for other in others if other is not plan), None)
        if other:
            twice.add(plan)
            error = InputError(
                f"config: {other.label} and {plan.label} are the same {resource.kind}; give it once, or "
                "take the name of the one out of previous_names of the other"
            )
            problems.append(Problem.of(error, plan.desired.index))
    return [plan for plan in plans if plan not in twice]


def _takes_name(plan: Plan) -> bool:
    return plan.current is None or bool({plan.resource.within, plan.resource.named_by} & set(plan.fields))
