# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Info modules: read, filter, return. Nothing here writes.

This file is private to the collection. Filters are applied here, whatever the server made of them: the pages differ on
which filters exist (Connections: alias, frequency, system; ALM Connections: project).
"""

from __future__ import annotations

from typing import Any, Optional

from .._api.errors import InputError, NotFoundError, RequestError, SdeError
from .._api.secret_names import spellings
from .._engine.projects import NO_EXTERNAL_ID, Projects, has_no_external_id
from .._engine.render import as_result
from .._engine.repository import Repository
from .._engine.schemas import read_schemas
from .._model.dialect import is_system
from .._model.objects import ServerObject
from .._model.references import Reference, grouped, meant, project_of, unknown
from .._model.remote import Remote
from .._model.resources import RESOURCES, Resource
from .._model.schema import ParamField, wrong_system
from .task import Context


def listed(name: str, context: Context) -> dict[str, Any]:
    """Connectors or connections, filtered."""
    return {"changed": False, RESOURCES[name].many: listed_by(reading_server(context), name, context.options, context)}


def listed_by(server: Repository, name: str, options: dict[str, Any], context: Context) -> list[dict[str, Any]]:
    """Connectors or connections of a server, filtered by options."""
    resource = RESOURCES[name]
    projects = project_ids(server, options)
    query = {"include": "last_job"} if options.get("include_last_job") else {}
    found = _read(server, resource, options, projects, query)
    results = _fitting(server, resource, options, projects, found)
    if options.get("include_last_job"):
        _add_last_jobs(context, server, resource, results)
    return results


def _add_last_jobs(context: Context, server: Repository, resource: Resource, results: list[dict[str, Any]]) -> None:
    """Add the last job of each connection where the server did not, as before release 4.4: from its list of jobs."""
    without = {each["id"]: each for each in results if "last_job" not in each}
    if not without:
        return
    # Ansible compiles a collection's files in each run: what few servers need is not loaded for the others.
    from .jobs import last_jobs

    try:
        last = last_jobs(server, resource, without)
    except SdeError as error:
        context.warn(f"include_last_job: SD Elements includes no jobs, and their list was not read: {error.message}")
        return
    for id, each in without.items():
        each["last_job"] = last.get(id)


def integrations(context: Context) -> dict[str, Any]:
    """The integrations of all projects or of one (page Integrations); without that endpoint, made from the connections."""
    options = context.options
    server = reading_server(context)
    projects = project_ids(server, options)
    found = _integrations(server, projects)
    source = "integrations"
    if found is None:
        source, found = "connections", _from_connections(server, projects)
    results = _fitting(server, _INTEGRATION, options, projects, found)
    for result in results:
        if not options["include_params"]:
            result.pop("params", None)
    return {"changed": False, "integrations": results, "source": source}


#: Filters of projects that a server may know too.
_PROJECT_FILTERS = ("name", "external_id")


def projects(context: Context) -> dict[str, Any]:
    """Projects with the names of their application and business unit."""
    server = reading_server(context)
    return {"changed": False, "projects": projects_by(server, context.options), "server": server.client.origin}


def projects_by(server: Repository, options: dict[str, Any]) -> list[dict[str, Any]]:
    """Projects of a server with the names of their application and business unit, filtered by options."""
    resource = RESOURCES["project"]
    lookup = Projects(server)
    query = {"active": "true"} if options.get("archived") is False else {}
    if options.get("id") is not None:
        one = lookup.by_id(options["id"])
        found = [one] if one else []
    else:
        found = server.all(resource, {**{name: options[name] for name in _PROJECT_FILTERS if options.get(name) is not None}, **query})
    if options.get("external_id") is not None and has_no_external_id(found):
        raise InputError(NO_EXTERNAL_ID)
    found = lookup.narrowed(found, options.get("application"), options.get("business_unit"))
    results: list[dict[str, Any]] = []
    for each in found:
        if any(options.get(name) not in (None, each.fields.get(name)) for name in _PROJECT_FILTERS):
            continue
        if options.get("archived") is not None and bool(each.fields.get("archived")) != options["archived"]:
            continue
        application, unit = lookup.place_of(each)
        result = as_result(each)
        result.update(
            application=application["id"], application_name=application["name"], business_unit=unit["id"], business_unit_name=unit["name"]
        )
        results.append(result)
    return results


def plugins(context: Context) -> dict[str, Any]:
    """The server's own description of the systems and their params."""
    wanted = context.options.get("id")
    server = reading_server(context)
    try:
        found = read_schemas(server, RESOURCES["alm_connector"]).all
    except RequestError as error:
        if not error.absent and error.status != 403:
            raise
        found = ()
    if not found:
        context.warn("this server does not describe its systems, or not to the user of sde_token")
    shown = [plugin for plugin in found if wanted is None or is_system(wanted, plugin.system)]
    wrong = None if wanted is None else wrong_system(wanted, [plugin.system for plugin in found])
    if wrong:
        context.warn(wrong.message)
    return {
        "changed": False,
        "plugins": [ServerObject({**plugin.system, "params": [_param(row) for row in plugin.fields.values()]}) for plugin in shown],
    }


def reading_server(context: Context) -> Repository:
    """The server, of which a list that does not come whole is a warning: nothing is written here."""
    server = context.server()
    server.incomplete = context.warn
    return server


def _param(row: ParamField) -> dict[str, Any]:
    shown = {
        "name": row.name,
        "names": list(spellings(row.name)),
        "type": row.type,
        "default": row.default,
        "required": row.required,
        "secret": row.secret,
        "scope": sorted(row.scopes),
        "max_length": row.max_length,
        "options": row.options,
    }
    return {key: value for key, value in shown.items() if value is not None}


#: The list of integrations has no separate row, since nothing is managed through it.
_INTEGRATION = Resource(kind="integration", returns="integration", path="integrations/", named_by="alias", within="project")


def project_ids(server: Repository, options: dict[str, Any]) -> Optional[set[int]]:
    """The projects that the filters leave; None for all."""
    project, application, unit = project_of(options), options.get("application"), options.get("business_unit")
    lookup = Projects(server)
    if project is not None:
        return {lookup.resolve(project, application, unit).id}
    if application is None and unit is None:
        return None
    return {each.id for each in lookup.narrowed(server.all(RESOURCES["project"]), application, unit)}


def _read(
    server: Repository, resource: Resource, options: dict[str, Any], projects: Optional[set[int]], query: dict[str, Any]
) -> list[Remote]:
    if options.get("id") is not None and not query:
        one = server.one(resource, options["id"])
        return [one] if one else []
    if projects is not None and resource.within:
        if len(projects) == 1:
            return server.all(resource, {resource.within: next(iter(projects)), **query})
        if not query:
            return server.where(resource, resource.within, projects)
    return server.all(resource, query)


def _fitting(
    server: Repository, resource: Resource, options: dict[str, Any], projects: Optional[set[int]], found: list[Remote]
) -> list[dict[str, Any]]:
    """Return the objects that match all filters, as results."""
    if options.get("id") is not None:
        found = [each for each in found if each.id == options["id"]]
    for name in (resource.named_by, "frequency", "type"):
        if options.get(name) is not None:
            found = [each for each in found if each.fields.get(name) == options[name]]
    if options.get("system") is not None:
        found = [each for each in found if is_system(options["system"], each.fields.get("system"))]
    if projects is not None:
        found = [each for each in found if each.fields.get("project") in projects]
    if options.get("connector") is not None and resource.parent:
        ids = _connector_ids(server, RESOURCES[resource.parent], options["connector"])
        found = [each for each in found if each.fields.get("connector") in ids]
    return [as_result(each) for each in found]


def _connector_ids(server: Repository, resource: Resource, reference: Reference) -> set[int]:
    """The ids of the connectors that a reference means: all of the name. An id need not be looked up."""
    if isinstance(reference, int):
        return {reference}
    by_id, by_name = grouped(server.all(resource))
    found = meant(resource.returns, resource.kind, reference, by_id, by_name)
    if not found:
        raise unknown(resource.returns, reference, by_name)
    return {each.id for each in found}


def _integrations(server: Repository, projects: Optional[set[int]]) -> Optional[list[Remote]]:
    """From the endpoint itself, or None where the server has none. Params are included: whether they are shown is decided later."""
    path, known = _INTEGRATION.path, {}
    if projects is not None and len(projects) == 1:
        known = {"project": next(iter(projects))}
        path = f"projects/{known['project']}/{path}"
    try:
        rows = server.rows(lambda: server.client.pages(path, {"include": "params"}), path)
    except NotFoundError:
        return None
    return [server.normalised(_INTEGRATION, {**known, **raw}) for raw in rows]


def _from_connections(server: Repository, projects: Optional[set[int]]) -> list[Remote]:
    found = []
    for name in ("alm_connection", "analysis_connection"):
        resource = RESOURCES[name]
        for each in server.all(resource) if projects is None else server.where(resource, "project", projects):
            kept = ("id", "project", "system", "alias", "frequency", "command")
            fields = {key: each.fields[key] for key in kept if key in each.fields}
            found.append(Remote(each.id, each.name, {**fields, "type": resource.type}, each.params, each.shows_params))
    return found
