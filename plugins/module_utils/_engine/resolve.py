# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what a task names to what the server has: projects, connectors and the objects themselves.

This file is private to the collection. More than one match is never the first one: it is an error that lists the
candidates. What all entries of a task name is asked for together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Optional, Protocol, TypeVar

from .._api.counts import counted
from .._api.errors import InputError, ItemError
from .._model.desired import Desired
from .._model.dialect import is_system
from .._model.problems import Problem
from .._model.references import Reference, find, grouped, is_id, unknown
from .._model.remote import Remote
from .._model.resources import RESOURCES, Resource
from .projects import Projects
from .repository import Repository


@dataclass(frozen=True, eq=False, repr=False)
class Target:
    """A desired object, with what its names refer to.

    :param name: the name that it is looked for by; the connector's where the task gives none.
    :param project: the id of its project.
    :param connector: the connector that the task names.
    :param current: the object of the server, if there is one.
    """

    desired: Desired
    name: Optional[str] = None
    project: Optional[int] = None
    connector: Optional[Remote] = None
    current: Optional[Remote] = None


class Names:
    """Objects by their identity: the name, and where it is unique only there, the object that they are within."""

    def __init__(self, resource: Resource, remotes: Iterable[Remote]) -> None:
        self._resource = resource
        self._by_name: dict[tuple[Any, str], list[Remote]] = {}
        for remote in remotes:
            self._by_name.setdefault((remote.fields.get(resource.within or ""), remote.name), []).append(remote)

    def called(self, name: str, within: Any, system: Optional[str] = None) -> list[Remote]:
        """Return the objects of a name, the oldest first. The system of a task distinguishes objects of the same name."""
        found = sorted(self._by_name.get((within, name), ()), key=lambda remote: remote.id)
        return [each for each in found if system is None or is_system(system, each.system)] or found


def names_of(server: Repository, resource: Resource, within: Any) -> Names:
    """Read the objects among which a name is looked for alone."""
    return Names(resource, server.all(resource) if resource.within is None else server.where(resource, resource.within, [within]))


Entry = TypeVar("Entry", bound="HasDesired")
Result = TypeVar("Result")


class HasDesired(Protocol):
    """The target of one entry of a task."""

    @property
    def desired(self) -> Desired:
        """The desired state of the entry."""


def collect(entries: Iterable[Entry], work: Callable[[Entry], Result], problems: list[Problem]) -> list[Result]:
    """Return the results of the entries with which nothing is wrong; what is wrong with the others is added to the problems."""
    results = []
    for entry in entries:
        try:
            results.append(work(entry))
        except ItemError as error:
            problems.append(Problem.of(error, entry.desired.index, entry.desired.label))
    return results


class _Placed(NamedTuple):
    """An entry and the id of its project."""

    desired: Desired
    project: Optional[int] = None


class Resolver:
    """Finds what the entries of one task name.

    :param assume: whether to assume that an earlier task creates a missing connector.
    """

    def __init__(self, server: Repository, resource: Resource, desired: Sequence[Desired], *, assume: bool) -> None:
        self._server = server
        self._resource = resource
        self._desired = desired
        self._assume = assume
        self._projects = Projects(server)
        self._parent = RESOURCES[resource.parent] if resource.parent else None
        self._parents: Optional[tuple[dict[int, Remote], dict[str, list[Remote]]]] = None
        self._names: Optional[Names] = None

    def read_ahead(self) -> None:
        """Read the lists that the entries need and that do not depend on each other, in parallel."""
        named = {each.project for each in self._desired if each.id is None and each.project is not None}
        self._server.read_ahead(dict.fromkeys((RESOURCES["project"], self._resource), len(named)))

    def targets(self, problems: list[Problem]) -> list[Target]:
        """Return what the entries refer to; what is wrong with an entry is added to the problems."""
        self._projects.prefetch(each.project for each in self._desired)
        placed = collect(map(_Placed, self._desired), self._placed, problems)
        within = {each.project for each in placed if each.desired.id is None and each.project is not None}
        return collect(placed, lambda each: self._target(each.desired, each.project, within), problems)

    def parents(self, option: str, references: Iterable[Reference], problems: list[Problem]) -> set[int]:
        """Return the ids of the connectors that an option of the task names; what is wrong with it is added to the problems."""
        found = set()
        for reference in references:
            try:
                remote = self._named_parent(reference, option)
            except ItemError as error:
                problems.append(Problem.of(error))
            else:
                found |= {remote.id} if remote else set()
        return found

    def _placed(self, entry: _Placed) -> _Placed:
        desired = entry.desired
        if desired.project is None:
            return entry
        return _Placed(desired, self._projects.resolve(desired.project, desired.application, desired.business_unit).id)

    def _target(self, desired: Desired, project: Optional[int], within: set[int]) -> Target:
        """Return the target of an entry, with its connector and with the object of the server."""
        nameless = desired.name is None and desired.id is None
        if nameless and desired.state == "absent" and desired.connector is not None and self._found_parent(desired.connector) is None:
            return Target(desired, project=project)  # no connection is called like a connector that is not there
        wanted = desired.connector is not None and (nameless or desired.state != "absent")
        connector = self._named_parent(desired.connector) if wanted and desired.connector is not None else None
        name = connector.name if nameless and connector is not None else desired.name
        current = self._by_name(desired, name or "", project, within) if desired.id is None else self._by_id(desired)
        return Target(desired, name, project, connector, current)

    def _named_parent(self, reference: Reference, option: str = "") -> Optional[Remote]:
        """Return the connector that is named.

        :param option: the option that names it, where it is not called as the field is.
        """
        parent = self._parent
        found = self._found_parent(reference, option)
        if parent is None or found is not None:
            return found
        if self._assume and not is_id(reference):
            return Remote.assumed(str(reference))
        raise unknown(option or parent.returns, reference, self._all_parents(parent)[1])

    def _found_parent(self, reference: Reference, option: str = "") -> Optional[Remote]:
        """Return the named connector, or None if it does not exist."""
        parent = self._parent
        return find(option or parent.returns, parent.kind, reference, *self._all_parents(parent)) if parent else None

    def _all_parents(self, parent: Resource) -> tuple[dict[int, Remote], dict[str, list[Remote]]]:
        """Return the connectors by id and by name."""
        if self._parents is None:
            self._parents = grouped(self._server.all(parent))
        return self._parents

    def _by_id(self, desired: Desired) -> Optional[Remote]:
        resource = self._resource
        ids = [each.id for each in self._desired if each.id is not None]
        found = self._server.by_ids(resource, ids).get(desired.id or 0)
        if found is not None and desired.name is not None:
            within = found.fields.get(resource.within or "")
            for other in names_of(self._server, resource, within).called(desired.name, within, desired.fields.get("system")):
                if other.id != desired.id:
                    raise InputError(f"{resource.named_by}: {desired.name!r} is the name of another {resource.kind}, {other.id}")
        return found

    def _by_name(self, desired: Desired, name: str, project: Optional[int], within: set[int]) -> Optional[Remote]:
        """Return the object of a name. By a previous name it is found only where its own name is free."""
        resource = self._resource
        if self._names is None:
            everyone = self._server.all(resource) if resource.within is None else self._server.where(resource, resource.within, within)
            self._names = Names(resource, everyone)
        for each in (name, *(() if desired.state == "absent" else desired.previous_names)):
            found = self._names.called(each, project, desired.fields.get("system"))
            if len(found) > 1:
                ids = [str(remote.id) for remote in found]
                raise InputError(
                    f"{resource.named_by}: {each!r} is the name of {counted(len(found), resource.kind)}: {', '.join(ids)}; give the id",
                    candidates=ids,
                )
            if found:
                return found[0]
        return None
