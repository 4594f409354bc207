# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sync jobs: start one, wait for its end.

This file is private to the collection. Jobs are posted to C(jobs/alm/) and C(jobs/analysis/); a job whose C(ready) is
false is one that has been started and has not ended.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from ansible_collections.sdelements.integrations.plugins.module_utils._answers import Answer, words_of
from ansible_collections.sdelements.integrations.plugins.module_utils._client import API
from ansible_collections.sdelements.integrations.plugins.module_utils._context import Context
from ansible_collections.sdelements.integrations.plugins.module_utils._errors import (
    InputError,
    MethodNotAllowedError,
    NotFoundError,
    RequestError,
    SdeError,
)
from ansible_collections.sdelements.integrations.plugins.module_utils._projects import Projects
from ansible_collections.sdelements.integrations.plugins.module_utils._resources import RESOURCES, Resource
from ansible_collections.sdelements.integrations.plugins.module_utils._secrets import redact
from ansible_collections.sdelements.integrations.plugins.module_utils._server import Found, Server, booleans, number


def sync(context: Context) -> dict[str, Any]:
    """Start a sync of a connection and, if wanted, wait for it."""
    options = context.options
    resource = RESOURCES[f"{options['kind']}_connection"]
    for name in ("wait_timeout", "wait_interval"):
        if options[name] < 0:
            raise InputError(f"{name}: {options[name]} is too small; give at least 0")
    server = context.server()
    connection = _connection(server, resource, options)
    label = f"{resource.kind} {connection.id} ({connection.fields.get(resource.named_by)!r})"
    body = {"connection": connection.id, "automatic": False, "ready": False}
    paths = server.dialect.paths(resource.jobs)
    result: dict[str, Any] = {"changed": True, "commands": [{"method": "POST", "path": API + paths[0], "body": body}]}
    if context.check_mode:
        return {**result, "job": dict(body)}
    try:
        path, job = _start(server, paths, body)
        result["commands"][0]["path"] = API + path
        if options["wait"]:
            job = _ended(server, path, job, options["wait_timeout"], options["wait_interval"])
    except SdeError as error:
        raise error.about(label) from None
    return {**result, "job": _shown(server, job)}


def _connection(server: Server, resource: Resource, options: dict[str, Any]) -> Found:
    if options["connection"] is not None:
        found = server.one(resource, options["connection"])
        if found is None:
            raise InputError(f"connection: there is no {resource.kind} {options['connection']}")
        return found
    if options["project"] is None:
        raise InputError("project: it is missing; alias names a connection only within a project")
    project = Projects(server).resolve(options["project"], options["application"], options["business_unit"])
    named = [each for each in server.where(resource, "project", [project.id]) if each.fields.get(resource.named_by) == options["alias"]]
    if len(named) != 1:
        ids = ", ".join(str(each.id) for each in named)
        raise InputError(f"alias: {options['alias']!r} is the name of {len(named)} {resource.kind}s of project {options['project']!r}"
                         + (f": {ids}; give connection, the id" if ids else ""))
    return named[0]


def _start(server: Server, paths: Sequence[str], body: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Post the job to the first of the paths that is there: no page says whether jobs were renamed as connections were."""
    path, *others = paths
    try:
        return path, _posted(server, path, body)
    except MethodNotAllowedError as error:
        raise SdeError(f"this server does not let syncs be started through its API: {error.message}", **error.details) from None
    except NotFoundError as error:
        if others:
            return _start(server, others, body)
        raise SdeError(f"this server has no sync jobs in its API: {error.message}", **error.details) from None


def _posted(server: Server, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """The job that was posted. Where the answer was lost, a job of the connection that has not ended is taken for it."""
    try:
        return _job(server.client.send("POST", path, body))
    except RequestError as error:
        if error.landed is False:
            raise
        for page in server.client.pages(path, {"connection": body["connection"], "ready": "false"}):
            for job in map(booleans, page.objects):
                if number(job.get("connection")) == body["connection"] and job.get("ready") is False:
                    return job
        raise


def _ended(server: Server, path: str, job: dict[str, Any], timeout: int, interval: int) -> dict[str, Any]:
    """The job after its end. ``timeout`` and ``interval`` are seconds."""
    id = number(job)
    deadline = time.monotonic() + timeout
    while not job.get("ready"):
        if time.monotonic() >= deadline:
            raise SdeError(f"job {id} has not ended after {timeout} s (wait_timeout); it goes on in SD Elements", changed=True,
                           job=_shown(server, job))
        time.sleep(min(interval, max(deadline - time.monotonic(), 0)))
        job = _job(server.client.get(f"{path}{id}/"))
    if not job.get("succeeded"):
        reason = words_of(redact(job.get("result_message")))
        raise SdeError(f"job {id} failed: {reason or 'it gave no reason'}", changed=True, job=_shown(server, job))
    return job


def _job(answer: Answer) -> dict[str, Any]:
    if not isinstance(answer.data, dict) or number(answer.data) is None:
        raise answer.error("holds no job")
    return booleans(answer.data)


def _shown(server: Server, job: dict[str, Any]) -> dict[str, Any]:
    """A job as results show it: its connection by id, since the object there holds the connection's params."""
    connection = job.get("connection")
    if isinstance(connection, dict) and isinstance(connection.get("params"), dict):
        server.secrets.learn_from(connection["params"])
    return redact({**job, "id": number(job), "connection": number(connection)})
