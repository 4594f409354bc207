# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage connectors and connections: read, plan, check, predict or execute, render.

This file is private to the collection. The singular modules are the plural ones with a list of one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Optional

from .._api.counts import counted
from .._api.errors import InputError, SdeError, check_range
from .._engine.check import check
from .._engine.outcome import Outcome, predict
from .._engine.plan import DELETE, Plan, compare, complete
from .._engine.render import gathered, result_of_many, result_of_one, results_of, warnings_of_unverified
from .._engine.repository import Repository
from .._engine.resolve import Resolver, Target, collect
from .._engine.snapshot import Snapshot, read, read_all
from .._model.desired import Desired, parse, parse_one
from .._model.problems import Problem, failure_of
from .._model.resources import RESOURCES, Resource, plural_module
from .._model.summary import message_of, summary_of
from .task import Context

if TYPE_CHECKING:
    from .._engine.carriage import Carriage
    from .approval import Approval

#: Objects that a refused deletion names.
_NAMED = 20


def one(name: str, context: Context) -> dict[str, Any]:
    """Manage one object: ``state`` present, exists or absent."""
    resource, options = RESOURCES[name], context.options
    try:
        desired = parse_one(resource, options, options["state"])
    except InputError as error:
        raise failure_of([Problem.of(error)]) from None
    return _manage(context, name, [desired], [], lambda outcomes, snapshot: result_of_one(outcomes[0], snapshot))


def many(name: str, context: Context) -> dict[str, Any]:
    """Manage a list of objects: ``state`` merged, overridden, deleted or gathered.

    The action plugin has replaced ``src`` with the entries of its file.
    """
    resource, options = RESOURCES[name], context.options
    state, config = options["state"], options["config"]
    if config is None and state != "gathered":
        raise InputError("config: it is missing; give config or src (an empty list is fine), or state: gathered")
    if options["max_deletes"] < 0:
        raise InputError(f"max_deletes: {options['max_deletes']} is too small; give at least 0")
    check_range("concurrency", options["concurrency"], 1, 64)
    desired, problems = parse(resource, config or [], "present" if state in ("merged", "overridden") else "absent")
    problems += context.problems
    if state == "gathered":
        for option in ("save_plan", "approved_plan"):
            if options[option]:
                raise InputError(f"{option}: the state gathered writes nothing, so it has no plan; leave {option} out")
        return _gather(context, resource, desired, problems)
    result = _manage(context, name, desired, problems, result_of_many)
    return {**result, "msg": message_of(result["summary"], check_mode=context.check_mode)}


def _manage(
    context: Context,
    name: str,
    desired: Sequence[Desired],
    problems: list[Problem],
    render: Callable[[Sequence[Outcome], Snapshot], dict[str, Any]],
) -> dict[str, Any]:
    """Read, plan, check, then predict or execute; return the result.

    :param problems: what is wrong with the other entries of the task.
    """
    if problems and not desired:
        raise _failure(context, problems)
    resource, server, options = RESOURCES[name], context.server(), context.options
    approval = _approval(context, server, name)
    try:
        plans, snapshot, listed = _planned(context, server, resource, desired, problems)
    except SdeError:
        if problems:  # what is known to be wrong comes before what the server answers
            raise _failure(context, problems) from None
        raise
    if "max_deletes" in options and not problems:
        _guard_deletes(plans, snapshot, server, options["max_deletes"])
    carriage = None if problems else _carriage(context, server, snapshot, plans)
    for plan in plans:
        for note in plan.notes:
            context.warn(note, plan.label)
    for text in warnings_of_unverified(plans, snapshot):
        context.warn(text)
    if approval and not problems:
        approval.check(resource, plans)
    if not problems and any(plan.desired.test_connection != "never" for plan in plans):
        from .._engine.connectivity import test_plans

        test_plans(plans, snapshot, server, context.warn)
    outcomes = (
        predict(plans, snapshot, server.dialect) if context.check_mode else _executed(context, server, snapshot, plans, problems, carriage)
    )
    if problems:
        counts = _of_list(options, summary=summary_of(plan.action for plan in plans), listed=listed)
        raise _failure(context, problems, {**results_of(outcomes, snapshot), **counts})
    return {**render(outcomes, snapshot), **(carriage.shown() if carriage else {}), **_of_list(options, listed=listed)}


def _of_list(options: Mapping[str, Any], **results: Any) -> dict[str, Any]:
    """Return what only the modules that take a list return."""
    return results if "config" in options else {}


def _carriage(context: Context, server: Repository, snapshot: Snapshot, plans: Sequence[Plan]) -> Optional[Carriage]:
    """Return how the changes are written, for a task that asks for composite requests."""
    atomic = context.options.get("atomic", "never")
    if atomic == "never":
        return None
    from .._engine.carriage import carriage_of

    return carriage_of(atomic, plans, snapshot, server, predict=context.check_mode)


def _approval(context: Context, server: Repository, name: str) -> Optional[Approval]:
    """Return what decides on the plan of a task that saves it or has an approved one."""
    if not (context.options.get("save_plan") or context.options.get("approved_plan")):
        return None
    from .approval import Approval

    return Approval(context, server, plural_module(name))


def _failure(context: Context, problems: Sequence[Problem], results: Optional[Mapping[str, Any]] = None) -> SdeError:
    return failure_of(problems, len(context.options.get("config") or [None]), results)


def _planned(
    context: Context, server: Repository, resource: Resource, desired: Sequence[Desired], problems: list[Problem]
) -> tuple[list[Plan], Snapshot, list[int]]:
    """Return the checked plans of a task, what they were made from, and the ids of the objects that the entries name.

    What is wrong with an entry is added to the problems.
    """
    options = context.options
    if resource.parent and context.check_mode:
        server.assume_renamed(RESOURCES[resource.parent], {each["id"]: each["name"] for each in options.get("assume_renamed") or ()})
    resolver = Resolver(server, resource, desired, assume=context.check_mode)
    resolver.read_ahead()
    targets = resolver.targets(problems)
    listed = sorted({target.current.id for target in targets if target.current})
    if options["state"] == "overridden" and not problems:
        targets += _unlisted(server, resource, resolver, targets, options, problems)
    compared = collect(targets, partial(compare, resource), problems)
    removed = options.get("assume_removed") or () if context.check_mode else ()
    snapshot = read(server, resource, compared, removed=removed)
    plans = collect(compared, partial(complete, snapshot=snapshot), problems)
    return check(plans, snapshot, problems), snapshot, listed


def _executed(
    context: Context,
    server: Repository,
    snapshot: Snapshot,
    plans: Sequence[Plan],
    problems: Sequence[Problem],
    carriage: Optional[Carriage],
) -> Sequence[Outcome]:
    """Carry the plans out, all of them or none."""
    if problems:
        raise _failure(context, problems)
    if not any(plan.changes for plan in plans):
        return [Outcome(plan, after=plan.current) for plan in plans]
    # Ansible compiles a collection's files in each run: what a run without changes does not need is not loaded.
    from .._engine.execute import Executor

    return Executor(server, snapshot, context.options.get("concurrency", 1), context.warn, context.progress, carriage).execute(plans)


def _unlisted(
    server: Repository,
    resource: Resource,
    resolver: Resolver,
    targets: Sequence[Target],
    options: Mapping[str, Any],
    problems: list[Problem],
) -> list[Target]:
    """Return the objects to remove because no entry lists them: in the projects of the entries, or everywhere."""
    listed = {target.current.id for target in targets if target.current}
    if resource.within and options.get("scope") != "all":
        places = {target.project for target in targets}
        places |= {target.current.fields.get(resource.within) for target in targets if target.current}
        found = server.where(resource, resource.within, places - {None})
    else:
        found = server.all(resource)
    only = options.get("within_connectors")
    if only is not None:
        connectors = resolver.parents("within_connectors", only, problems)
        found = [remote for remote in found if remote.connector in connectors]
    return [Target(Desired.of(resource, remote), remote.name, current=remote) for remote in found if remote.id not in listed]


def _gather(context: Context, resource: Resource, desired: Sequence[Desired], problems: list[Problem]) -> dict[str, Any]:
    """Return the objects that the entries name, or all, as C(config) takes them."""
    server, options = context.server(), context.options
    resolver = Resolver(server, resource, desired, assume=context.check_mode)
    resolver.read_ahead()
    targets = resolver.targets(problems)
    collect(targets, partial(compare, resource), problems)  # refuses what contradicts its entry
    if problems:
        raise _failure(context, problems)
    if not options["config"]:
        targets = [Target(Desired.of(resource, remote), remote.name, current=remote) for remote in server.all(resource)]
    found = [target for target in targets if target.current]
    return {"changed": False, "gathered": gathered(resource, found, read_all(server, resource) if found else Snapshot(resource))}


def _guard_deletes(plans: Sequence[Plan], snapshot: Snapshot, server: Repository, most: int) -> None:
    """Refuse more deletions than the task allows."""
    deletes = [plan for plan in plans if plan.action == DELETE]
    if len(deletes) > most:
        names = ", ".join(plan.label for plan in deletes[:_NAMED])
        more = f" and {len(deletes) - _NAMED} more" if len(deletes) > _NAMED else ""
        raise SdeError(
            f"max_deletes: {counted(len(deletes), snapshot.resource.kind)} would be deleted, more than {most}; nothing was written. "
            f"They are: {names}{more}. Raise max_deletes if that is what you want",
            commands=[outcome.requests[0].shown() for outcome in predict(deletes, snapshot, server.dialect)],
        )
