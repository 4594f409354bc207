# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects by name or id, narrowed by application and business unit where names repeat.

This file is private to the collection. More than one match is never the first one: it is an error that lists the
candidates. What all items of a task name is asked for together.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Optional

from .._api.counts import counted
from .._api.errors import InputError
from .._model.references import is_id, nearest
from .._model.remote import Remote, number
from .._model.resources import RESOURCES
from .repository import Server

_PROJECT, _APPLICATION, _BUSINESS_UNIT = (RESOURCES[name] for name in ("project", "application", "business_unit"))


class Projects:
    """Projects by name or id, narrowed by application and business unit where names repeat."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._known: dict[int, Remote] = {}
        self._named: dict[str, list[Remote]] = {}
        self._gone: set[int] = set()
        self._applications: Optional[dict[int, Remote]] = None

    def prefetch(self, references: Iterable[Optional[str]]) -> None:
        """Ask for all projects of a task at once."""
        wanted = {reference for reference in references if reference is not None}
        names = {name for name in wanted if not is_id(name)} - set(self._named)
        ids = {int(reference) for reference in wanted if is_id(reference)} - set(self._known) - self._gone
        by_name: dict[str, list[Remote]] = {name: [] for name in names}
        for found in self._server.where(_PROJECT, "name", names):
            by_name[found.fields["name"]].append(found)
        self._named.update(by_name)
        known = self._server.by_ids(_PROJECT, ids)
        self._known.update(known)
        self._gone |= ids - set(known)

    def resolve(self, reference: str, application: Optional[str] = None, business_unit: Optional[str] = None) -> Remote:
        """The one project that is named, or an InputError that lists the candidates."""
        if reference not in self._named and (not is_id(reference) or int(reference) not in self._known):
            self.prefetch([reference])
        if is_id(reference) and int(reference) in self._known:
            candidates = [self._known[int(reference)]]
        else:
            candidates = self._named.get(reference) or self._archived(reference)
        fitting = self.narrowed(candidates, application, business_unit)
        if len(fitting) == 1:
            return fitting[0]
        what = f"project: {reference!r}"
        if len(fitting) > 1:
            raise InputError(
                f"{what} fits {counted(len(fitting), 'project')}: {'; '.join(map(self.describe, fitting))}; give the id, or narrow "
                "it by application or business_unit"
            )
        if candidates:
            others = "; ".join(map(self.describe, candidates))
            raise InputError(f"{what} is not in that application or business unit, but there is {others}")
        names = [found.fields.get("name", "") for found in self._server.kept(_PROJECT)]
        raise InputError(f"{what} is not there, or the user of sde_token may not see it{nearest(reference, names)}")

    def narrowed(self, projects: list[Remote], application: Optional[str], business_unit: Optional[str]) -> list[Remote]:
        """Those projects that lie in an application and in a business unit (each by name or id, None: in any)."""
        if application is None and business_unit is None:
            return projects
        return [
            project
            for project in projects
            if all(
                wanted is None or wanted in (place["name"], str(place["id"]))
                for wanted, place in zip((application, business_unit), self.place_of(project))
            )
        ]

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

    def _archived(self, name: str) -> list[Remote]:
        """Current servers list only active projects unless asked for all."""
        found = self._server.all(_PROJECT, {"name": name, "active": "all"})
        return [project for project in found if project.fields.get("name") == name]
