# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read from one server: each list once, in as few requests as possible, normalised.

This file is private to the collection.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any, Optional, TypeVar

from .._api.answers import CHECK_ADDRESS, Answer
from .._api.client import API, Client
from .._api.counts import counted, plural
from .._api.errors import (
    MethodNotAllowedError,
    NotApiError,
    NotFoundError,
    RequestError,
    SdeError,
)
from .._api.paging import Page
from .._api.parallel import each
from .._model.dialect import Dialect, as_text, system_of
from .._model.remote import Remote, booleans, categories, number
from .._model.resources import Resource
from .._model.secrets import Secrets
from .request import path_of

Key = TypeVar("Key", bound=Hashable)
Found = TypeVar("Found")

_REFERENCES = ("project", "connector", "application")

#: What a query asks for besides filters. A server may answer 400 to a filter that it does not know, or whose value it does not know.
_NO_FILTERS = frozenset({"include"})

#: How often a list is read that does not come whole: it may have changed while it was read.
_READS = 2


class Repository:
    """One task's view of one server. Lists are kept until something is written.

    ``incomplete`` is called with a message where a list does not come whole: whoever manages objects may not go on.
    """

    def __init__(self, client: Client, dialect: Dialect, secrets: Secrets) -> None:
        self.client = client
        self.dialect = dialect
        self.secrets = secrets
        self._whole: dict[Resource, list[Remote]] = {}
        self._parts: dict[tuple[Resource, str, Hashable], list[Remote]] = {}
        self._more_pages: dict[Resource, int] = {}
        self._methods: dict[tuple[Resource, bool], frozenset[str]] = {}
        self._plain: set[Resource] = set()
        self._renamed: dict[tuple[Resource, int], str] = {}
        self.incomplete: Callable[[str], None] = _refuse

    def path(self, resource: Resource, id: Optional[int] = None) -> str:
        """The path of a list, or of the object with this id."""
        return path_of(resource, self.dialect, id)

    def all(self, resource: Resource, query: Optional[Mapping[str, Any]] = None) -> list[Remote]:
        """Every object. With a query (C(include), C(active), a filter) the list is read anew and not kept."""
        if query:
            return self._objects(resource, query)
        if resource not in self._whole:
            self._whole[resource] = self._objects(resource)
        return self._whole[resource]

    def one(self, resource: Resource, id: int, *, fresh: bool = False) -> Optional[Remote]:
        """The object with this id, or None. A 404 counts only once the list's address is known to be there."""
        if resource in self._whole and not fresh:
            return next((found for found in self._whole[resource] if found.id == id), None)
        path = self.path(resource)
        try:
            answer = self._read(resource, id)
        except RequestError as error:
            if error.absent and not self.dialect.knows(resource.path):
                next(self._pages(resource, {"page_size": 1}), None)
                return self.one(resource, id, fresh=True)
            if isinstance(error, NotFoundError):
                return None
            raise with_permission(error, resource) from None
        self.dialect.found(resource.path, path)
        if not isinstance(answer.data, dict):
            raise answer.error(f"contains no object; {CHECK_ADDRESS}")
        self._methods[resource, True] = answer.allow
        # The pages show answers whose id is not the one asked for (page ALM Connectors, Update).
        return self.normalised(resource, {**answer.data, "id": id})

    def where(self, resource: Resource, name: str, values: Iterable[Key]) -> list[Remote]:
        """The objects whose field ``name`` has one of these values.

        Read as whole pages or with a filter for each value, whichever takes fewer requests. A server's filter is a
        hint only: older and newer ones ignore it (contract of 4.12: only ``project`` is documented).
        """
        wanted = set(values)

        def ask(value: Key) -> list[Remote]:
            key = (resource, name, value)
            if key not in self._parts:
                found = self._objects(resource, {name: value})
                if any(item.fields.get(name) != value for item in found):
                    self._whole[resource] = found
                self._parts[key] = found
            return self._parts[key]

        fitting = (found for found in self._some(resource, wanted, ask) if found.fields.get(name) in wanted)
        return sorted(fitting, key=lambda found: found.id)

    def reach(self, template: str, ask: Callable[[str], Found], *besides: str) -> Found:
        """Ask for something under each of the paths that it may have, until one is there; that one is remembered.

        :param besides: paths to be tried last.
        :raises RequestError: it is nowhere: an answer that says more than 404, if any does.
        """
        failures: list[RequestError] = []
        for path in self.dialect.candidates(template) + ([] if self.dialect.knows(template) else list(besides)):
            try:
                found = ask(path)
            except RequestError as error:
                if not error.absent:
                    raise
                failures.append(error)
            else:
                self.dialect.found(template, path)
                return found
        raise min(failures, key=lambda failure: isinstance(failure, NotFoundError))

    def read_ahead(self, counts: Mapping[Resource, int]) -> None:
        """Read lists in parallel if a task needs many of their objects and this takes fewer requests."""
        each(lambda count: self._prefer_whole(*count), counts.items(), self.client.at_once, self.client.clock)

    def by_ids(self, resource: Resource, ids: Iterable[int]) -> dict[int, Remote]:
        """The existing objects with these ids, read one by one or from the list, whichever takes fewer requests."""
        wanted = set(ids)

        def ask(id: int) -> list[Remote]:
            found = self.one(resource, id)
            return [found] if found else []

        return {found.id: found for found in self._some(resource, wanted, ask) if found.id in wanted}

    def methods(self, resource: Resource, id: Optional[int] = None) -> frozenset[str]:
        """The methods that the server names for the list, or for an object; empty where it names none."""
        if (resource, id is not None) not in self._methods:
            if id is not None:
                self.one(resource, id, fresh=True)
            else:
                next(self._pages(resource, {"page_size": 1}), None)
        return self._methods.get((resource, id is not None), frozenset())

    def is_plain(self, resource: Resource) -> bool:
        """Return whether the server refused what reads of this kind ask for besides, such as archived projects."""
        return resource in self._plain

    def kept(self, resource: Resource) -> list[Remote]:
        """The objects of the lists that were read so far; sends no request."""
        parts = (found for key, part in self._parts.items() if key[0] is resource for found in part)
        return self._whole.get(resource) or list({found.id: found for found in parts}.values())

    def assume_renamed(self, resource: Resource, names: Mapping[int, str]) -> None:
        """Take objects for what an earlier task of the play makes of them, before anything of their kind is read.

        :param names: the new names by the ids.
        """
        self._renamed.update({(resource, id): name for id, name in names.items()})

    def forget(self, resource: Resource) -> None:
        """Something was written: the lists of this kind are out of date."""
        self._whole.pop(resource, None)
        for key in [key for key in self._parts if key[0] is resource]:
            del self._parts[key]

    def normalised(self, resource: Resource, raw: Mapping[str, Any]) -> Remote:
        """An answer's object in the one form that the collection uses."""
        fields = {key: value for key, value in booleans(raw).items() if key and key != "params"}
        id = number(raw.get("id"))
        if id is None:
            raise SdeError(f"{self.client.origin}: a {resource.kind} in its list has no id; {CHECK_ADDRESS}")
        fields["id"] = id
        name = fields.get(resource.named_by, "")
        if not isinstance(name, str):
            fields[resource.named_by] = as_text(name)
            if name is not None and not as_text(name):
                raise SdeError(
                    f"{self.client.origin}: the {resource.named_by} of {resource.kind} {id} is not text; correct it in SD Elements"
                )
        if (resource, id) in self._renamed:
            fields[resource.named_by] = self._renamed[resource, id]
        if "last_job" in fields:
            job = fields["last_job"]
            fields["last_job"] = booleans(job) if isinstance(job, dict) else None
        if "project_id" in fields:  # page Integrations
            fields.setdefault("project", fields.pop("project_id"))
        if fields.get("external_id") is not None:
            fields["external_id"] = as_text(fields["external_id"])
        for name in _REFERENCES:
            if fields.get(name) is not None and name != resource.returns:
                fields[name] = number(fields[name])
        verified = categories(raw)
        if verified is not None:
            fields["verification_categories"] = verified
        if "system" in fields:
            fields["system"] = system_of(fields["system"])
        params = self.dialect.read(raw.get("params"))
        self.secrets.learn_from(params)
        return Remote(id, fields.get(resource.named_by) or "", fields, params, "params" in raw)

    def _some(self, resource: Resource, wanted: set[Key], ask: Callable[[Key], list[Remote]]) -> list[Remote]:
        if not wanted:
            return []
        self._prefer_whole(resource, len(wanted))
        found: dict[int, Remote] = {}

        def look(key: Key) -> None:
            if resource not in self._whole:
                found.update({item.id: item for item in ask(key)})

        first, *others = sorted(wanted, key=str)
        look(first)  # alone: a server that ignores the filter answers with the whole list
        each(look, others, self.client.at_once, self.client.clock)
        return self._whole.get(resource, list(found.values()))

    def _prefer_whole(self, resource: Resource, count: int) -> None:
        """Read a complete list, unless its pages are more than one request for each of ``count`` objects."""
        if resource in self._whole or count < 2 or self._more_pages.get(resource, 0) > count:
            return
        pages = self._pages(resource)
        first = next(pages)
        more = -(-(first.total - len(first.objects)) // len(first.objects)) if first.total and first.objects else 0
        if more <= count:
            self._whole[resource] = self._objects(resource, begun=chain([first], pages))
        self._more_pages[resource] = more

    def _objects(
        self, resource: Resource, query: Optional[Mapping[str, Any]] = None, begun: Optional[Iterable[Page]] = None
    ) -> list[Remote]:
        try:
            rows = self.rows(lambda: self._pages(resource, query), self.path(resource), begun)
        except RequestError as error:
            unfiltered = {name: value for name, value in (query or {}).items() if name in _NO_FILTERS}
            if error.status != 400 or unfiltered == (query or {}):
                raise
            return self._objects(resource, unfiltered)
        objects = [(raw, self.normalised(resource, raw)) for raw in rows]
        for name in _REFERENCES if resource.parent else ():
            if any(each.fields.get(name) is None and (name == resource.within or raw.get(name) is not None) for raw, each in objects):
                self.incomplete(
                    f"{self.client.origin}: the {name} of a {resource.kind} in its list is not an id, so the "
                    f"{resource.kind} cannot be matched; {CHECK_ADDRESS}"
                )
        return list({found.id: found for _raw, found in objects}.values())

    def rows(self, pages: Callable[[], Iterable[Page]], path: str, begun: Optional[Iterable[Page]] = None) -> list[dict[str, Any]]:
        """The objects of a list as they come. One that does not come whole is read again, since it may have changed meanwhile.

        :param pages: reads the list from its beginning; ``begun`` are pages whose reading has begun already.
        """
        for last in range(1, _READS + 1):
            found: list[dict[str, Any]] = []
            counts, came = [0], 0
            try:
                for page in (begun or pages()) if last == 1 else pages():
                    found += page.objects
                    came = page.came
                    counts.append(counts[-1] if page.total is None else page.total)
            except NotFoundError:  # of a page that was there when the one before it named it
                if not found:
                    raise
                continue
            if came >= counts[-1] == max(counts):
                return found
        self.incomplete(
            f"{self.client.origin}: the list {API}{path} was incomplete or changed during each of {_READS} reads: {came} of "
            f"{counted(max(counts), 'object')}; run the task again, and report it to the server's administrator if it persists"
        )
        return found

    def _pages(self, resource: Resource, query: Optional[Mapping[str, Any]] = None) -> Iterator[Page]:
        """The pages of a list, in a stable order where the server knows one: else a row may slip from page to page."""
        besides = {**({"ordering": resource.named_by} if resource.ordered else {}), **dict(resource.query)}
        if not besides or resource in self._plain:
            yield from self._pages_in_any_word(resource, query)
            return
        try:
            yield from self._pages_in_any_word(resource, {**besides, **(query or {})})
            return
        except RequestError as error:
            if error.status != 400:
                raise
        for page in self._pages_in_any_word(resource, query):
            self._plain.add(resource)  # not where the query itself is refused
            yield page

    def _read(self, resource: Resource, id: int) -> Answer:
        """The answer with one object."""
        query = {} if resource in self._plain else dict(resource.query)
        try:
            return self.client.get(self.path(resource, id), query)
        except RequestError as error:
            if error.status != 400 or not query:
                raise
            self._plain.add(resource)
            return self.client.get(self.path(resource, id))

    def _pages_in_any_word(self, resource: Resource, query: Optional[Mapping[str, Any]]) -> Iterator[Page]:
        """The pages of a list, whose first page shows which word this server uses in its path."""
        sought = self.dialect.candidates(resource.path)

        def begun(path: str) -> Iterator[Page]:
            pages = self.client.pages(path, query)
            first = list(islice(pages, 1))
            if not self.dialect.knows(resource.path) and not all(page.answer.url.split("?")[0].endswith(path) for page in first):
                raise NotApiError(
                    f"{self.client.origin}{API}{path} leads to another address", method="GET", url=self.client.origin + API + path
                )  # writes to it would not be led there
            return chain(first, pages)

        try:
            pages = self.reach(resource.path, begun)
        except NotFoundError as error:
            if len(sought) == 1:
                raise
            raise RequestError(
                f"{self.client.origin} has neither {' nor '.join(API + path for path in sought)}; {CHECK_ADDRESS}",
                method="GET",
                url=error.details["url"],
                status=404,
            ) from None
        except RequestError as error:
            raise with_permission(error, resource) from None
        for page in pages:
            self._methods[resource, False] = page.answer.allow
            yield page


def with_permission(error: RequestError, resource: Resource) -> RequestError:
    """Return the error of a request, a 403 with the permission that the user needs, once."""
    if error.status == 403 and resource.permission not in error.message:
        error.add(f"; give the user the permission {resource.permission}")
    return error


def _refuse(message: str) -> None:
    raise SdeError(message)


def refused(error: MethodNotAllowedError, resource: Resource, doing: str) -> SdeError:
    """A 405 in the user's terms."""
    return SdeError(f"this server does not let {plural(resource.kind)} be {doing} through its API: {error.message}", **error.details)
