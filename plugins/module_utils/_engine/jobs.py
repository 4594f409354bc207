# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sync jobs as lists: the newest ones, each with its kind and its connection.

This file is private to the collection. Current servers list the jobs of all kinds at C(jobs/), LDAP's among them (page Jobs); others have a
list for each kind. A job shows its connection as an object or as an id. Filters are hints: whoever asks looks at each job again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import Any, Optional

from .._api.answers import identity, page_of
from .._api.errors import NotFoundError, RequestError, SdeError
from .._api.paging import Page
from .._model.dialect import system_of
from .._model.objects import ServerObject
from .._model.remote import Remote, booleans, number
from .._model.resources import RESOURCES, Resource
from .repository import Repository

#: The list of the jobs of all kinds.
ALL_JOBS = "jobs/"

Row = Mapping[str, Any]
List = tuple[Optional[str], Sequence[Row]]
Connection = tuple[str, int]

#: Answers at the address of all jobs of servers that have something else there, or show it to fewer users than the lists of each kind.
_NOT_A_LIST = (200, 403)


@dataclass(frozen=True, eq=False, repr=False)
class Job:
    """A job of the server.

    :param kind: the name of its kind; None for another kind or an unknown one.
    :param connection: the id of its connection, with ``alias`` and ``project`` of that; each None where it is not known.
    """

    row: Row
    kind: Optional[str] = None
    connection: Optional[int] = None
    alias: Optional[str] = None
    project: Optional[int] = None

    @property
    def id(self) -> int:
        """Its id; newer jobs have higher ones."""
        return _id_of(self.row)

    @property
    def is_incomplete(self) -> bool:
        """Return whether its alias or its project is not known."""
        return self.alias is None or self.project is None


class Jobs:
    """Reads the jobs of a server.

    :param kinds: the resources whose connections have jobs, by the name of their kind.
    :param wanted: the names of the kinds whose lists are read.
    :param fits: whether a job is wanted; its alias and project may not be known yet.
    :param most: how many jobs are wanted, the newest ones; None for all.
    :param query: the filters that the server is asked for.
    :param known: connections that were read, by kind and id.
    """

    def __init__(
        self,
        server: Repository,
        kinds: Mapping[str, Resource],
        wanted: Sequence[str],
        fits: Callable[[Job], bool],
        *,
        most: Optional[int] = None,
        query: Optional[Mapping[str, Any]] = None,
        known: Optional[Mapping[Connection, Remote]] = None,
    ) -> None:
        self._server = server
        self._kinds = kinds
        self._wanted = wanted
        self._fits = fits
        self._most = most
        self._query = dict(query or {})
        self._order = "id" if most is None else "-id"  # new jobs at the end make no row slip to the next page
        self._connections: dict[Connection, Optional[Remote]] = dict(known or {})
        self._systems: dict[str, frozenset[Any]] = {}

    def read(self) -> list[Job]:
        """Return the wanted jobs, the newest first.

        :raises SdeError: the server has no list of jobs.
        """
        found = {(job.kind, identity(job.row)): job for kind, rows in self._lists() for job in self._fitting(kind, rows)}
        return self._completed(sorted(found.values(), key=lambda job: -job.id)[: self._most])

    def _lists(self) -> list[List]:
        """Return the lists that there are, each with its kind: that of all kinds alone, or one for each of them.

        The list of a single kind is read by itself, since that of all is longer. Where jobs show no more than the id of their connection,
        the list of all leaves open which kind has that connection.
        """
        of_all = self._reached([None]) if len(self._wanted) > 1 else ([], None)
        if of_all[0] and all(map(_shows_connection, of_all[0][0][1])):
            return of_all[0]
        found, absent = self._reached(self._wanted)
        if not found:
            found, absent = of_all if of_all[0] else self._reached([None])
        if absent and not found:
            raise SdeError(f"this server has no list of sync jobs in its API: {absent.message}", **absent.details)
        return found

    def _reached(self, kinds: Sequence[Optional[str]]) -> tuple[list[List], Optional[RequestError]]:
        """Return the lists of kinds that there are, and how the server answers where there is none; None is the kind of all."""
        found: list[List] = []
        absent = None
        for kind in kinds:
            try:
                rows = self._server.reach(self._kinds[kind].jobs if kind else ALL_JOBS, partial(self._rows, kind))
            except RequestError as error:
                if not error.absent and (kind or error.status not in _NOT_A_LIST):
                    raise
                absent = error
            else:
                found.append((kind, rows))
        return found, absent

    def _rows(self, kind: Optional[str], path: str) -> Sequence[Row]:
        """Return the rows of a list, as many as are needed."""
        try:
            return self._rows_by(kind, path, {**self._query, "ordering": self._order})
        except RequestError as error:
            if error.status != 400:
                raise
        return self._rows_by(kind, path, {})  # the server refuses a filter, or an order

    def _rows_by(self, kind: Optional[str], path: str, query: Mapping[str, Any]) -> Sequence[Row]:
        """Return the rows of a list: all, or those of its first pages where these hold enough and the newest are known to come first."""
        client, begun, rows = self._server.client, list[Page](), list[Row]()
        pages = client.pages(path, query, at_once=None if self._most is None else 1)
        try:
            for page in pages if self._most is not None else ():
                begun.append(page)
                rows += page.objects
                if not _is_descending(rows):
                    break
                if len(self._fitting(kind, rows)) >= (self._most or 0):
                    has_more = page_of(page.answer)[2]
                    if has_more and self._orders_by_id(path, query, rows):
                        return rows
                    break
        except NotFoundError:
            if not begun:
                raise  # else the list has become shorter meanwhile: it is read again
        return self._server.rows(lambda: client.pages(path, query), path, chain(begun, pages))

    def _orders_by_id(self, path: str, query: Mapping[str, Any], rows: Sequence[Row]) -> bool:
        """Return whether a list is ordered as it was asked for. A server that ignores that begins with the same job the other way round."""
        if "ordering" not in query:
            return False
        first = page_of(self._server.client.get(path, {**query, "ordering": "id", "page_size": 1}))[0]
        return bool(first) and _id_of(first[0]) < _id_of(rows[-1])

    def _fitting(self, kind: Optional[str], rows: Sequence[Row]) -> list[Job]:
        return [job for job in (self._job(kind, booleans(row)) for row in rows) if self._fits(job)]

    def _job(self, kind: Optional[str], row: Row) -> Job:
        shown = row.get("connection")
        nested = shown if isinstance(shown, dict) else {}
        alias = nested.get("alias")
        job = Job(row, kind, number(shown), alias if isinstance(alias, str) else None, number(nested.get("project")))
        return job if kind else replace(job, kind=self._kind_of(job, system_of(nested.get("system"))))

    def _kind_of(self, job: Job, system: Optional[Mapping[str, Any]]) -> Optional[str]:
        """Return the kind of a job from the list of all kinds: that of the connectors to its system, else that of its connection."""
        if job.connection is None:
            return None
        of_system = [kind for kind in self._kinds if system and system["id"] in self._systems_of(kind)]
        if len(of_system) == 1:
            return of_system[0]
        if system and not of_system and job.project is None:
            return None  # as of a job of LDAP, whose connection belongs to no project
        same = [kind for kind in self._kinds if self._is_of(kind, job)]
        return same[0] if len(same) == 1 else None

    def _systems_of(self, kind: str) -> frozenset[Any]:
        if kind not in self._systems:
            try:
                connectors = self._server.all(RESOURCES[self._kinds[kind].parent or ""])
            except RequestError as error:
                if error.status != 403:  # who may read jobs need not be one who may read connectors
                    raise
                connectors = []
            self._systems[kind] = frozenset(each.system["id"] for each in connectors if each.system)
        return self._systems[kind]

    def _is_of(self, kind: str, job: Job) -> bool:
        """Return whether a kind has the connection that a job shows."""
        found = self._connection(kind, job.connection or 0)
        return found is not None and job.alias in (None, found.name) and job.project in (None, found.project)

    def _completed(self, jobs: Sequence[Job]) -> list[Job]:
        """Return jobs with alias and project of their connections, which are looked up where a job does not show them."""
        for kind in self._kinds:
            self._look_up(kind, {job.connection for job in jobs if job.kind == kind and job.connection and job.is_incomplete})
        return [self._with_connection(job) if job.is_incomplete else job for job in jobs]

    def _look_up(self, kind: str, ids: Iterable[int]) -> None:
        unknown = [id for id in ids if (kind, id) not in self._connections]
        found = self._server.by_ids(self._kinds[kind], unknown)
        self._connections.update({(kind, id): found.get(id) for id in unknown})

    def _connection(self, kind: str, id: int) -> Optional[Remote]:
        self._look_up(kind, [id])
        return self._connections[kind, id]

    def _with_connection(self, job: Job) -> Job:
        found = self._connections.get((job.kind or "", job.connection or 0))
        if found is None:
            return job
        return replace(
            job, alias=found.name if job.alias is None else job.alias, project=found.project if job.project is None else job.project
        )


def _id_of(row: Row) -> int:
    return number(row) or 0


def _shows_connection(row: Row) -> bool:
    """Return whether a job shows by what its connection can be told from one of another kind."""
    connection = row.get("connection")
    return connection is None or (isinstance(connection, dict) and bool(connection.get("system") or connection.get("alias")))


def _is_descending(rows: Sequence[Row]) -> bool:
    ids = [_id_of(row) for row in rows]
    return ids == sorted(ids, reverse=True)


def shown(server: Repository, row: Row) -> ServerObject:
    """A job as results show it: its connection by id, since the object there holds the connection's params."""
    connection = row.get("connection")
    if isinstance(connection, dict) and isinstance(connection.get("params"), dict):
        server.secrets.learn_from(connection["params"])
    known = {"id": number(row)} if "id" in row else {}
    return ServerObject({**row, **known, "connection": number(connection)})
