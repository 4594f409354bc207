# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects as the pages of the API print them, in the form that the switches ask for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from . import params
from .behaviour import BEHAVIOUR
from .models import Application, BusinessUnit, Connection, Connector, Job, Project
from .systems import BY_ID, System

USER: dict[str, Any] = {
    "id": 1,
    "email": "integrations@example.com",
    "first_name": "Integration",
    "last_name": "Account",
}


def ident(number: int) -> int | str:
    """Return an id in the type that the switch ``ids`` asks for."""
    return str(number) if BEHAVIOUR.ids == "text" else number


def stamp(moment: datetime | None) -> str | None:
    """Return a time stamp as the pages print it: UTC, milliseconds."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z" if moment else None


def system_text(system: System) -> str:
    """Return the display name as the pages before the renaming of Rally print it."""
    return system.former_name or system.name


def system_answer(system: System, *, single_connection: bool = False) -> Any:
    """Return ``system``: an object of two or three keys, or a text."""
    form = BEHAVIOUR.system_form
    if form == "text":
        return system_text(system)
    if form == "id_text":
        return system.id
    if form == "object_short" and single_connection:
        return {"id": system.id, "name": system_text(system)}
    if system.kind == "analysis":
        if BEHAVIOUR.verification_categories != "system":
            return {"id": system.id, "name": system.name}
        shown = {"id": system.id, "short_name": system.short_name, "name": system.present_name or system.name}
        return {**shown, "verification_categories": list(system.categories)}
    return {"id": system.id, "short_name": system.short_name, "name": system.name}


def connector_answer(connector: Connector, *, written: bool) -> dict[str, Any]:
    """Return a connector; those of analysis tools have no params (page on connectors) unless a switch shows them."""
    system = BY_ID[connector.system]
    answer = {"id": ident(connector.pk), "name": connector.name, "system": system_answer(system)}
    if BEHAVIOUR.fields == "early":
        return answer
    answer["inaccessible"] = connector.inaccessible
    if system.kind == "analysis" and BEHAVIOUR.verification_categories == "connector":
        answer["verification_categories"] = list(system.categories)
    if system.kind == "alm" or BEHAVIOUR.analysis_connector_params == "shown":
        _add_params(answer, params.of_connector(connector, written=written), BEHAVIOUR.connector_params_visible)
    return answer


def _add_params(answer: dict[str, Any], shown: Any, visible: str) -> None:
    if visible != "absent":
        answer["params"] = shown


def connection_params(connection: Connection, *, written: bool = False) -> Any:
    """Return the params of a connection as a caller sees them."""
    last = stamp(getattr(connection, "last_success", None))
    return params.of_connection(connection, written=written, last_successful_run=last)


def brief(connection: Connection, system: Any) -> dict[str, Any]:
    """Return what every answer has of a connection."""
    command = BY_ID[connection.connector.system].command
    return {
        "id": ident(connection.pk),
        "alias": connection.alias,
        "system": system,
        "frequency": connection.frequency,
        "command": command,
    }


def connection_answer(connection: Connection, *, listed: bool, written: bool) -> dict[str, Any]:
    """Return a connection (page on ALM connections)."""
    connector = connection.connector
    system = BY_ID[connector.system]
    answer = {**brief(connection, system_answer(system, single_connection=not listed)), "project": ident(connection.project_id)}
    _add_params(answer, connection_params(connection, written=written), BEHAVIOUR.params_visible)
    if BEHAVIOUR.fields == "early":
        return answer
    answer["connector"] = ident(connection.connector_id)
    answer["inaccessible"] = connector.inaccessible
    if BEHAVIOUR.debug_mode == "present":
        answer["debug_mode"] = connection.debug_mode
    if BEHAVIOUR.in_progress == "always" or (BEHAVIOUR.in_progress == "list" and listed and not written):
        answer["in_progress"] = bool(getattr(connection, "running", False))
    return answer


def last_job_answer(job: Job | None) -> dict[str, Any] | None:
    """Return ``last_job`` (page on ALM connections, include parameters)."""
    if job is None:
        return None
    return {
        "id": ident(job.pk),
        "user": ident(job.user),
        "ready": job.ready,
        "succeeded": job.succeeded,
        "automatic": job.automatic,
        "last_run": stamp(job.last_run),
        "result_message": job.result_message,
    }


def job_answer(job: Job, expand: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return a job: the user by address or, expanded, as an object; the connection nested, with params."""
    connection = job.connection
    system = BY_ID[connection.connector.system]
    nested = {**brief(connection, system_answer(system)), "project": ident(connection.project_id)}
    _add_params(nested, connection_params(connection), BEHAVIOUR.params_visible)
    return {**(last_job_answer(job) or {}), **job_users(job.automatic, expand), "connection": nested}


def job_users(automatic: bool, expand: frozenset[str]) -> dict[str, Any]:
    """Return the user of a job and, since release 5.2, who triggered it: nobody, where the schedule did."""
    if BEHAVIOUR.all_jobs == "absent":
        return {"user": USER["email"]}
    who = {"user": USER, "triggered_by": None if automatic else USER}
    user = {**USER, "id": ident(USER["id"])}
    return {name: (user if name in expand else user["email"]) if found else None for name, found in who.items()}


def ldap_job_answer(number: int, expand: frozenset[str]) -> dict[str, Any]:
    """Return a job of another kind, whose connection has neither project nor params."""
    connection = {"id": ident(1), "alias": "Staff directory", "system": "ldap", "frequency": "daily", "command": "sync_ldap"}
    result = {"ready": True, "succeeded": True, "automatic": True, "last_run": "2024-01-02T01:26:00.000Z", "result_message": ""}
    return {"id": ident(number), **result, **job_users(True, expand), "connection": connection}


def integration_answer(family: Any, connection: Connection, *, of_project: bool, with_params: bool) -> dict[str, Any]:
    """Return an integration (page on integrations)."""
    system = BY_ID[connection.connector.system]
    answer = {**brief(connection, system_text(system)), "type": family.label}
    if not of_project:
        answer[BEHAVIOUR.integrations_project_key] = ident(connection.project_id)
    if with_params:
        _add_params(answer, connection_params(connection), BEHAVIOUR.params_visible)
    return answer


def business_unit_answer(unit: BusinessUnit) -> dict[str, Any]:
    """Return a business unit."""
    return {"id": ident(unit.pk), "name": unit.name, "slug": unit.slug}


def application_answer(application: Application) -> dict[str, Any]:
    """Return an application; its business unit is an object since release 4.8."""
    unit = application.business_unit
    whole = BEHAVIOUR.business_unit_form == "object"
    return {
        "id": ident(application.pk),
        "name": application.name,
        "slug": application.slug,
        "priority": application.priority,
        "business_unit": business_unit_answer(unit) if whole else ident(unit.pk),
    }


def project_answer(project: Project) -> dict[str, Any]:
    """Return a project."""
    application = project.application
    answer = {
        "id": ident(project.pk),
        "name": project.name,
        "slug": project.slug,
        "application": ident(project.application_id),
        "archived": project.archived,
        "created": stamp(project.created),
        "updated": stamp(project.updated),
        "url": f"/bunits/{application.business_unit.slug}/{application.slug}/{project.slug}/",
    }
    if BEHAVIOUR.project_fields == "today":
        answer.update(
            external_id=project.external_id or None,
            custom_attributes=project.custom_attributes,
            creator=ident(USER["id"]),
        )
    return answer


def plugin_answer(system: System) -> dict[str, Any]:
    """Return the description of a system and its params."""
    return {
        "id": system.id,
        "name": system.name,
        "short_name": system.short_name,
        "command": system.command,
        "sections": [
            {
                "name": name,
                "fields": [
                    {
                        "name": params.wire_name(field.name),
                        "field_type": field.field_type,
                        "default": next(iter(params.translate({field.name: field.default}).values())),
                        "required": field.required,
                        "scope": ["system", "project"] if field.scope == "both" else [field.scope],
                        "max_length": field.max_length,
                        "readonly": False,
                        "deprecated": False,
                        "options": [next(iter(params.translate({field.name: option}).values())) for option in field.options],
                    }
                    for field in fields
                ],
            }
            for name, fields in system.described
        ],
    }
