# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read sync jobs: all of them, the newest, the last one of each connection.

This file is private to the collection.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Optional

from .._api.errors import check_range
from .._engine.jobs import Connection, Job, Jobs, shown
from .._engine.repository import Repository
from .._model.objects import ServerObject
from .._model.remote import Remote
from .._model.resources import RESOURCES, Resource
from .info import project_ids, reading_server
from .task import Context

#: The kinds of connections that have jobs, by the names that tasks use.
_KINDS = {kind: RESOURCES[f"{kind}_connection"] for kind in ("alm", "analysis")}

_MOST = 1_000_000


def jobs(context: Context) -> dict[str, Any]:
    """The jobs that match all filters of the task, the newest first."""
    options = context.options
    kind, most = options["kind"], options["newest"]
    if most is not None:
        check_range("newest", most, 1, _MOST)
    server = reading_server(context)
    wanted = list(_KINDS) if kind == "all" else [kind]
    known = _connections(server, options, wanted)

    def fits(job: Job) -> bool:
        if known is None and options["connection"] is None:
            there = kind in ("all", job.kind)
        else:
            there = job.kind in wanted and options["connection"] in (None, job.connection)
            there = there and (known is None or (job.kind, job.connection) in known)
        return there and all(options[name] in (None, job.row.get(name)) for name in ("succeeded", "ready"))

    if known is not None and not known:
        return {"changed": False, "jobs": []}
    query = {name: str(options[name]).lower() for name in ("succeeded", "ready") if options[name] is not None}
    ids = {id for _kind, id in known or ()} if options["connection"] is None else {options["connection"]}
    if len(ids) == 1:
        query["connection"] = str(*ids)
    found = Jobs(server, _KINDS, wanted, fits, most=most, query=query, known=known).read()
    return {"changed": False, "jobs": [_result(server, job) for job in found]}


def last_jobs(server: Repository, resource: Resource, ids: Collection[int]) -> dict[int, ServerObject]:
    """Return the last job of each connection of a kind, as C(last_job) of its connection shows it.

    :raises SdeError: the server has no list of jobs.
    """
    (kind,) = (name for name, each in _KINDS.items() if each is resource)
    most, query = (1, {"connection": str(*ids)}) if len(ids) == 1 else (None, {})
    known = {(kind, id): Remote(id) for id in ids}
    reader = Jobs(server, _KINDS, [kind], lambda job: job.kind == kind and job.connection in ids, most=most, query=query, known=known)
    last: dict[int, ServerObject] = {}
    for job in reader.read():
        row = shown(server, job.row)
        del row["connection"]
        last.setdefault(job.connection or 0, row)
    return last


def _connections(server: Repository, options: dict[str, Any], kinds: Collection[str]) -> Optional[dict[Connection, Remote]]:
    """Return the connections that the filters leave; None for all."""
    projects, alias = project_ids(server, options), options["alias"]
    if projects is None and alias is None:
        return None
    found: dict[Connection, Remote] = {}
    for kind in kinds:
        resource = _KINDS[kind]
        remotes = server.all(resource) if projects is None else server.where(resource, resource.within or "", projects)
        found.update({(kind, each.id): each for each in remotes if alias in (None, each.name)})
    return found


def _result(server: Repository, job: Job) -> ServerObject:
    row = shown(server, job.row)
    row.update(kind=job.kind, connection=job.connection, alias=job.alias, project=job.project)
    return row
