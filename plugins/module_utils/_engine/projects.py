# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects by name, id or external id, narrowed by application and business unit where names repeat.

This file is private to the collection. What all items of a task name is asked for together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Optional

from .._api.errors import InputError
from .._model.references import ExternalId, ProjectReference, Reference, find, grouped, listed, meant, unknown
from .._model.remote import Remote, number
from .._model.resources import RESOURCES
from .repository import Repository

_PROJECT, _APPLICATION, _BUSINESS_UNIT = (RESOURCES[name] for name in ("project", "application", "business_unit"))

#: How many misspelt projects get the names that they are most like: to compare thousands with thousands takes minutes.
_MOST_GUESSES = 20

#: Maximum number of pages to read for names similar to a misspelt one.
_PAGES_FOR_A_GUESS = 10


NO_EXTERNAL_ID = "external_id: the projects of this server have no external_id; give project, an id or a name"


def has_no_external_id(projects: Collection[Remote]) -> bool:
    """Return whether projects show that their server has no external ids (they came after release 4.12)."""
    return bool(projects) and not any("external_id" in each.fields for each in projects)


class Projects:
    """Projects by name, id or external id, narrowed by application and business unit where names repeat."""

    def __init__(self, server: Repository) -> None:
        self._server = server
        self._asked: set[ProjectReference] = set()
        self._by_id: dict[int, Remote] = {}
        self._by_name: dict[str, list[Remote]] = {}
        self._by_external_id: dict[str, list[Remote]] = {}
        self._applications: Optional[dict[int, Remote]] = None
        self._guesses = 0

    def prefetch(self, references: Iterable[Optional[ProjectReference]]) -> None:
        """Ask for all projects of a task at once."""
        wanted = {reference for reference in references if reference is not None} - self._asked
        self._asked |= wanted
        for found in self._server.where(_PROJECT, "name", {each for each in wanted if isinstance(each, str)}):
            self._by_name.setdefault(found.name, []).append(found)
        for found in self._server.where(_PROJECT, "external_id", {each.value for each in wanted if isinstance(each, ExternalId)}):
            self._by_external_id.setdefault(found.fields["external_id"], []).append(found)
        ids = {id for id in map(number, wanted) if id is not None}
        self._by_id.update(self._server.by_ids(_PROJECT, ids - set(self._by_id)))
        if any(number(each) not in self._by_id and each not in self._by_name for each in wanted if number(each) is not None):
            # A server may show an archived project in its list only.
            self._by_id.update({each.id: each for each in self._known() if each.id in ids})

    def by_id(self, id: int) -> Optional[Remote]:
        """Return the project with an id, archived or not."""
        self.prefetch([id])
        return self._by_id.get(id)

    def resolve(
        self, reference: ProjectReference, application: Optional[Reference] = None, business_unit: Optional[Reference] = None
    ) -> Remote:
        """Return the one project that is named.

        :raises InputError: there is none, and then it has the nearest names; or several, which are the candidates.
        """
        if reference not in self._asked:
            self.prefetch([reference])
        option, value, by_id, by_name = self._meant_by(reference)
        project = find(
            option,
            _PROJECT.kind,
            value,
            {each.id: each for each in self.narrowed([*by_id.values()], application, business_unit)},
            {name: self.narrowed(found, application, business_unit) for name, found in by_name.items()},
            self.describe,
            f"give {'the id' if option == 'project' else 'project, the id'}, or narrow it by application or business_unit",
        )
        if project is not None:
            return project
        elsewhere = [self.describe(each) for found in by_name.values() for each in found] or list(map(self.describe, by_id.values()))
        if elsewhere:
            raise InputError(
                f"{option}: {value!r} is not in that application or business unit, but there is {listed(elsewhere)}",
                candidates=elsewhere,
            )
        raise self._unknown(reference)

    def _meant_by(self, reference: ProjectReference) -> tuple[str, Reference, dict[int, Remote], dict[str, list[Remote]]]:
        """Return the option in which a reference is given, its value, and the projects that it may mean: by id and by name.

        Of several with one name those that are not archived are meant.
        """
        option, named = "project", self._by_name
        value: Reference = reference.value if isinstance(reference, ExternalId) else reference
        by_id = {id: self._by_id[id] for id in (number(reference),) if id in self._by_id}
        if isinstance(reference, ExternalId):
            option, named = "external_id", self._by_external_id
        found = named.get(value, []) if isinstance(value, str) else []
        active = [each for each in found if not each.fields.get("archived")]
        return option, value, by_id, {str(value): active or found} if found else {}

    def _unknown(self, reference: ProjectReference) -> InputError:
        """Return the error of a reference that means no project."""
        known = self._known()
        self._guesses += 1
        compared = known if self._guesses <= _MOST_GUESSES else []
        if not isinstance(reference, ExternalId):
            error = unknown("project", reference, [each.name for each in compared] if isinstance(reference, str) else ())
        elif has_no_external_id(known):
            return InputError(NO_EXTERNAL_ID)
        else:
            error = unknown("external_id", reference.value, [str(each.fields.get("external_id") or "") for each in compared])
        if self._server.is_plain(_PROJECT):
            error.add("; this server does not show archived projects")
        return error

    def narrowed(self, projects: list[Remote], application: Optional[Reference], business_unit: Optional[Reference]) -> list[Remote]:
        """Return those projects that lie in an application and in a business unit (each by name or id, None: in any).

        :raises InputError: there is no such application or business unit, or it is the name of one and the id of another.
        """
        if projects and application is not None:
            ids = self._meant("application", _APPLICATION.kind, application, self._places().values())
            projects = [each for each in projects if each.fields.get("application") in ids]
        if projects and business_unit is not None:
            units = [Remote(unit["id"], str(unit["name"])) for unit in map(self._unit, self._places().values()) if unit["id"] is not None]
            ids = self._meant("business_unit", _BUSINESS_UNIT.kind, business_unit, units)
            projects = [each for each in projects if self.place_of(each)[1]["id"] in ids]
        return projects

    def place_of(self, project: Remote) -> tuple[dict[str, Any], dict[str, Any]]:
        """The application and the business unit of a project, each as C({id, name})."""
        application = self._places().get(project.fields.get("application") or 0)
        if application is None:
            return {"id": project.fields.get("application"), "name": None}, {"id": None, "name": None}
        return {"id": application.id, "name": application.fields.get("name")}, self._unit(application)

    def describe(self, project: Remote) -> str:
        """A project as a candidate in a sentence."""
        application, unit = self.place_of(project)
        return f"{project.id} (application {application['name']!r}, business unit {unit['name']!r})"

    def _meant(self, option: str, kind: str, reference: Reference, places: Iterable[Remote]) -> set[int]:
        """The ids of the places that a reference means. Several of one name are all meant: they narrow."""
        by_id, by_name = grouped(places)
        found = meant(option, kind, reference, by_id, by_name)
        if not found:
            raise unknown(option, reference, by_name)
        return {each.id for each in found}

    def _known(self) -> list[Remote]:
        """Return all projects, if their list is not too long to be read for a mistake."""
        self._server.read_ahead({_PROJECT: _PAGES_FOR_A_GUESS})
        return self._server.kept(_PROJECT)

    def _places(self) -> dict[int, Remote]:
        if self._applications is None:
            self._applications = {found.id: found for found in self._server.all(_APPLICATION)}
        return self._applications

    def _unit(self, application: Remote) -> dict[str, Any]:
        """An application's business unit: an object since 4.8, an id before (and the name then in a list of its own)."""
        unit = application.fields.get("business_unit")
        if isinstance(unit, dict):
            return {"id": number(unit), "name": unit.get("name")}
        for found in self._server.all(_BUSINESS_UNIT) if unit is not None else []:
            if found.id == number(unit):
                return {"id": found.id, "name": found.fields.get("name")}
        return {"id": number(unit), "name": None}
