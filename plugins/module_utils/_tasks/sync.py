# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sync jobs: start one, wait for its end.

This file is private to the collection. Jobs are posted to C(jobs/alm/) and C(jobs/analysis/); a job whose C(ready) is
false is one that has been started and has not ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Optional

from .._api.answers import words_of
from .._api.client import API
from .._api.clock import Wait
from .._api.counts import counted
from .._api.errors import (
    InputError,
    MethodNotAllowedError,
    NotApiError,
    NotFoundError,
    RequestError,
    SdeError,
    check_range,
)
from .._api.redact import redact
from .._engine.jobs import ALL_JOBS, shown
from .._engine.projects import Projects
from .._engine.repository import Repository
from .._engine.settle import post, sought
from .._model.references import nearest, project_of
from .._model.remote import Remote, booleans, number
from .._model.resources import RESOURCES, Resource
from .task import Context

_INACCESSIBLE = "inaccessible"

#: What to do where SD Elements does not reach the tool: the remote agent polls (user guide, Remote Integration).
_BY_AGENT = "leave it to the remote agent, which syncs it on its own schedule"

#: What to do where a connection is not among those of a kind, by kind.
_OTHER_KIND = {
    "alm": "if it is one to an analysis tool, give kind: analysis",
    "analysis": "if it is one to a tracker, give kind: alm",
}

#: Seconds; ten days.
_LONGEST_WAIT = 864_000


def sync(context: Context) -> dict[str, Any]:
    """Start a sync of a connection and, if wanted, wait for it."""
    options = context.options
    resource = RESOURCES[f"{options['kind']}_connection"]
    for name in ("wait_timeout", "wait_interval"):
        check_range(name, options[name], 0, _LONGEST_WAIT)
    server = context.server()
    connection = _connection(server, resource, options)
    label = f"{resource.kind} {connection.id} ({connection.fields.get(resource.named_by)!r})"
    accessible = _is_accessible(server, resource, connection)
    if accessible is False:
        raise InputError(f"{label}: its connector is inaccessible, so that a manual sync is not available; {_BY_AGENT}")
    body = {"connection": connection.id, "automatic": False, "ready": False}
    path = server.dialect.path(resource.jobs)
    result: dict[str, Any] = {"changed": True, "commands": [{"method": "POST", "path": API + path, "body": body}]}
    if context.check_mode:
        return {**result, "job": dict(body)}
    with context.progress.of(lambda seconds: f"waiting for {resource.kind} {connection.id} ({seconds} s)"):
        try:
            path, job = _start(context, server, resource, body)
        except SdeError as error:
            if accessible is None and isinstance(error, RequestError) and error.status in (400, 403):
                error.add(f"; if its connector is inaccessible, a manual sync is not available: {_BY_AGENT}")
            raise error.about(label) from None
        result["commands"][0]["path"] = API + path
        try:
            if options["wait"]:
                _wait(server, path, job, options["wait_timeout"], options["wait_interval"])
        except SdeError as error:
            error.details.update(result, job=shown(server, job))
            raise error.about(label) from None
    return {**result, "job": shown(server, job)}


def _connection(server: Repository, resource: Resource, options: dict[str, Any]) -> Remote:
    if options["connection"] is not None:
        found = server.one(resource, options["connection"])
        if found is None:
            raise InputError(f"connection: there is no {resource.kind} {options['connection']}; {_OTHER_KIND[options['kind']]}")
        return found
    named_by = project_of(options)
    if named_by is None:
        raise InputError("project: it is missing; alias is unique only within a project")
    project = Projects(server).resolve(named_by, options["application"], options["business_unit"])
    alias, there = options["alias"], list(server.where(resource, "project", [project.id]))
    named = [each for each in there if each.fields.get(resource.named_by) == alias]
    if not named:
        close = nearest(alias, [str(each.fields.get(resource.named_by)) for each in there])
        other = close or f"; {_OTHER_KIND[options['kind']]}"
        raise InputError(f"alias: project {named_by!r} has no {resource.kind} {alias!r}{other}")
    if len(named) > 1:
        ids = ", ".join(str(each.id) for each in named)
        raise InputError(
            f"alias: {alias!r} is the name of {counted(len(named), resource.kind)} of project {named_by!r}: {ids}; give connection, the id"
        )
    return named[0]


def _is_accessible(server: Repository, resource: Resource, connection: Remote) -> Optional[bool]:
    """Return whether SD Elements itself reaches the tool of a connection; None where the server does not show it, as before release 4.2.

    A connection shows what its connector has (page ALM Connections); where it does not, the connector is read.
    """
    shown = connection
    if connection.fields.get(_INACCESSIBLE) is None and resource.parent and connection.connector:
        try:
            shown = server.one(RESOURCES[resource.parent], connection.connector) or connection
        except RequestError as error:
            if error.status != 403:
                raise
    inaccessible = shown.fields.get(_INACCESSIBLE)
    return not inaccessible if isinstance(inaccessible, bool) else None


def _start(context: Context, server: Repository, resource: Resource, body: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Post the job, and return the path that took it. Current servers list the jobs of all kinds below C(jobs/) (page Jobs)."""

    def begun(path: str) -> tuple[str, dict[str, Any]]:
        try:
            return path, _posted(context, server, path, body)
        except NotApiError as error:
            if error.applied is None:
                error.absent = _is_absent(server, path)
            raise

    try:
        return server.reach(resource.jobs, begun, ALL_JOBS)
    except MethodNotAllowedError as error:
        raise SdeError(f"this server does not let syncs be started through its API: {error.message}", **error.details) from None
    except NotFoundError as error:
        raise SdeError(f"this server has no sync jobs in its API: {error.message}", **error.details) from None


def _is_absent(server: Repository, path: str) -> bool:
    """Return whether reads of an address are answered as servers answer where they have none."""
    try:
        server.client.get(path, {"page_size": 1})
    except RequestError as error:
        return error.absent
    return False


def _posted(context: Context, server: Repository, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """The job that was posted. Where the answer was lost or names no job, it is looked for among those of the connection.

    :raises RequestError: with C(changed) where a job may have begun.
    """
    client, connection = server.client, body["connection"]

    def unfinished() -> Optional[dict[str, Any]]:
        return _newest(job for job in _jobs(server, path, connection, ready="false") if job.get("ready") is not True)

    try:
        answer, job = post(client, path, body, unfinished)
    except RequestError as error:
        if error.applied is None:
            error.details["changed"] = True
        raise
    if answer is None and job is not None:
        return job
    if answer and isinstance(answer.data, dict) and number(answer.data) is not None:
        return booleans(answer.data)
    try:
        job = sought(client, unfinished, client.timeout) or _newest(_jobs(server, path, connection))
    except SdeError:
        job = None
    if job is None:
        context.warn("SD Elements accepted the sync, but its answer names no job and none was found; look at the jobs of the connection")
        return dict(body)
    context.warn(f"SD Elements accepted the sync, but its answer names no job; job {number(job)} of the connection is taken for it")
    return job


def _jobs(server: Repository, path: str, connection: int, **filters: str) -> Iterator[dict[str, Any]]:
    """The jobs of a connection that somebody started. A filter is a hint only, which a server may ignore."""
    for page in server.client.pages(path, {"connection": connection, **filters}):
        for job in map(booleans, page.objects):
            if number(job.get("connection")) == connection and number(job) is not None and job.get("automatic") is not True:
                yield job


def _newest(jobs: Iterable[dict[str, Any]]) -> Optional[dict[str, Any]]:
    return max(jobs, key=lambda job: number(job) or 0, default=None)


def _wait(server: Repository, path: str, job: dict[str, Any], timeout: int, interval: int) -> None:
    """Wait for the end of a job and keep ``job`` as the last read shows it.

    ``timeout`` and ``interval``, the longest pause, are seconds.
    """
    id = number(job)
    if id is None:
        raise SdeError("the end of the sync cannot be waited for, since its job was not found; look at the jobs of the connection")
    wait = Wait(server.client.clock, timeout, interval)
    lag = Wait(server.client.clock, server.client.timeout)  # a read may not show yet what was posted
    while job.get("ready") is not True:
        if wait.over:
            raise SdeError(f"job {id} has not ended after {timeout} s (wait_timeout); it goes on in SD Elements")
        wait.pause()
        try:
            answer = server.client.get(f"{path}{id}/")
        except NotFoundError:
            if lag.over:
                raise
            lag.pause()
            continue
        if not isinstance(answer.data, dict) or number(answer.data) is None:
            raise answer.error("contains no job")
        job.clear()
        job.update(booleans(answer.data))
    if job.get("succeeded") is not True:
        raise SdeError(f"job {id} failed: {words_of(redact(job.get('result_message'))) or 'it gave no reason'}")
