# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules do that manage connectors and connections: plan, test, write, tell.

This file is private to the collection. The singular modules are the plural ones with a list of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .._api.errors import InputError, SdeError, check_range
from .._engine.plan import Planner
from .._engine.render import (
    DELETE,
    NONE,
    Change,
    as_config,
    as_result,
    command_of,
    diff_of,
    predicted,
)
from .._model.desired import Item, items_of
from .._model.remote import Found
from .._model.resources import RESOURCES
from .task import Context


def one(name: str, context: Context) -> dict[str, Any]:
    """Manage one object: ``state`` present or absent."""
    resource, options = RESOURCES[name], context.options
    items = items_of(resource, [options], single=True)
    server = context.server()
    planner = Planner(server, resource, items, check_mode=context.check_mode, warn=context.warn)
    changes = planner.absent() if options["state"] == "absent" else planner.present()
    change = changes[0]
    result = _carried_out(context, planner, changes, concurrency=1)
    result["diff"] = result["diff"][0] if result["diff"] else {"before": {}, "after": {}}
    found = _afterwards(context, change)
    if found is not None:
        shown = as_result(found, change.item)
        if context.check_mode and change.current is None:
            shown.pop("id", None)
        result[resource.returns] = shown
    result["unverified_secrets"] = sorted(change.params.unverified)
    return result


def many(name: str, context: Context) -> dict[str, Any]:
    """Manage a list of objects: ``state`` merged, overridden, deleted or gathered.

    The action plugin has replaced ``src`` with the entries of its file.
    """
    resource, options = RESOURCES[name], context.options
    state = options["state"]
    config = options["config"]
    if config is None and state != "gathered":
        raise InputError("config: it is missing; give config or src (an empty list is fine), or state: gathered")
    if options["max_deletes"] < 0:
        raise InputError(f"max_deletes: {options['max_deletes']} is too small; give at least 0")
    check_range("concurrency", options["concurrency"], 1, 64)
    items = items_of(resource, config or [])
    server = context.server()
    planner = Planner(server, resource, items, check_mode=context.check_mode, warn=context.warn)
    planner.references.prefetch(options["concurrency"])
    if state == "gathered":
        return {"changed": False, "gathered": _gathered(planner)}
    changes = planner.absent() if state == "deleted" else planner.present()
    if state == "overridden":
        changes += planner.others(changes, everywhere=options.get("scope") == "all")
    _guard_deletes(planner, changes, options["max_deletes"])
    planned = [change for change in changes if change.changes]
    result: dict[str, Any] = {"before": [_configured(planner, change.current, change.item) for change in planned if change.current]}
    result.update(_carried_out(context, planner, changes, concurrency=options["concurrency"]))
    result["written"] = [change.id for change in planned if change.action != DELETE and change.id is not None]
    if planned:
        try:
            result["after"] = _configured_afterwards(context, planner, planned)
        except SdeError as error:  # telling own params from others may need another read
            if not context.check_mode:
                error.about("SD Elements took the write, but what came of it could not be looked up")
                error.details.update(changed=True, commands=result["commands"])
            raise
    result["unverified_secrets"] = [
        {"item": change.item.label, "params": sorted(change.params.unverified)} for change in changes if change.params.unverified
    ]
    return result


def _carried_out(context: Context, planner: Planner, changes: list[Change], concurrency: int) -> dict[str, Any]:
    """Test, then write, unless this is check mode; what results have in common."""
    _warn_of_unverified(context, changes)
    if any(change.item.test_connection != "never" for change in changes):
        from .._engine.connectivity import test_changes

        test_changes(planner, changes)
    planned = [change for change in changes if change.changes]
    diffs = [diff_of(planner.resource, change, planner.references.named) for change in planned]
    if context.check_mode or not planned:
        commands = [command_of(planner.resource, change, planner.server) for change in planned]
    else:
        # Ansible compiles a collection's files in each run: what a quiet run does not need is not loaded.
        from .._engine.execute import Writer

        commands = Writer(planner, concurrency).apply(planned)
    return {"changed": bool(planned), "commands": commands, "diff": diffs}


def _afterwards(context: Context, change: Change) -> Any:
    if change.action == DELETE or (change.action == NONE and change.current is None):
        return None
    if change.action == NONE:
        return change.current
    return predicted(change) if context.check_mode or change.after is None else change.after


def _configured_afterwards(context: Context, planner: Planner, planned: Sequence[Change]) -> list[dict[str, Any]]:
    after = [(change, _afterwards(context, change)) for change in planned]
    return [
        as_config(planner.resource, found, planner.own_or_all(found) if found.id else found.params or {}, change.item)
        for change, found in after
        if found is not None
    ]


def _configured(planner: Planner, current: Found, item: Item) -> dict[str, Any]:
    return as_config(planner.resource, current, planner.own_or_all(current), item)


def _gathered(planner: Planner) -> list[dict[str, Any]]:
    """The objects that the items name, or all, as C(config) takes them."""
    if planner.items:
        found = [(item, planner.references.current(item, renamed=False)) for item in planner.items]
    else:
        found = [(Item("", each.id, None), each) for each in planner.server.all(planner.resource)]
    return [_configured(planner, each, item) for item, each in found if each is not None]


def _guard_deletes(planner: Planner, changes: Sequence[Change], most: int) -> None:
    deletes = [change for change in changes if change.action == DELETE]
    if len(deletes) > most:
        names = ", ".join(change.item.label for change in deletes[:20])
        more = f" and {len(deletes) - 20} more" if len(deletes) > 20 else ""
        raise SdeError(
            f"max_deletes: {len(deletes)} {planner.resource.kind}s would be deleted, more than {most}; nothing was written. "
            f"They are: {names}{more}. Raise max_deletes if that is what you want",
            commands=[command_of(planner.resource, change, planner.server) for change in deletes],
        )


def _warn_of_unverified(context: Context, changes: Sequence[Change]) -> None:
    """One warning a task for all secrets that the server hides."""
    hidden = [f"{', '.join(sorted(change.params.unverified))} of {change.item.label}" for change in changes if change.params.unverified]
    if hidden:
        more = f" and of {len(hidden) - 5} more" if len(hidden) > 5 else ""
        context.warn(
            f"SD Elements does not show {'; '.join(hidden[:5])}{more}, so a changed secret there is not noticed; "
            "to rotate or clear it, set update_secrets to always"
        )
