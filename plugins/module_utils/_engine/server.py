# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find out how a server behaves, by reads alone.

This file is private to the collection. Requests are GET and OPTIONS. An answer that is not understood, or does not come, is a finding:
only a server with which the collection cannot work at all is a failure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from .._api.answers import Answer
from .._api.client import Client
from .._api.errors import RequestError, SdeError
from .._model import server_profile as judge
from .._model.remote import number
from .._model.resources import ENDPOINTS, Endpoint
from .._model.schema import Schemas, plugin_of, rows
from .._model.server_profile import UNKNOWN, WORDS

#: An id and a name that no object has.
MISSING = 2147483646
NOBODY = "sdelements.integrations doctor: no such name"

#: An address that no server has.
NOWHERE = "sdelements-integrations-doctor/"

#: Objects; a list that is longer is not asked for as a whole.
_MOST = 1000

#: Objects of a list that are looked at.
_LOOKED_AT = 100

#: Parts that a profile has also where they are not known.
_DOCUMENTED = frozenset(("endpoints", "param_prefix", "secrets", "system_form", "filters", "user", "rights", "release"))

#: Endpoints whose methods are asked about one by one.
_EDITED = ("connectors", "connections")

#: Questions that a server without an endpoint does not raise.
_OF_ENDPOINTS = {
    "analysis_connectors": ("analysis_connector_params", "mapping", "verification_categories"),
    "composite": ("composite_rollback", "composite_status", "composite_max"),
    "integrations": ("integrations_project_key",),
    "tests": ("test_result", "tests_unknown"),
    "plugins": ("plugins_unknown",),
    "jobs": ("jobs_unknown",),
}


@dataclass(eq=False, repr=False)
class Found:
    """The findings of reads about one endpoint.

    :param word: the word under which it answers, C(both), or empty where its path has none.
    :param other: how it answers under the other word.
    :param asked: its answer where a page of one object was asked for; ``some`` where more were, ``plain`` where none was.
    """

    endpoint: Endpoint
    there: bool = False
    settled: bool = False
    word: str = ""
    other: str = UNKNOWN
    methods: set[str] = field(default_factory=set)
    knows_changes: bool = False
    asked: Optional[Answer] = None
    some: Optional[Answer] = None
    plain: Optional[Answer] = None
    missing: Optional[Answer] = None

    @property
    def path(self) -> str:
        """Its path, with the word of today where it has both."""
        return self.endpoint.at(WORDS[0] if self.word == "both" else self.word)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Some of its objects."""
        return judge.rows_of(self.some) or []

    def shown(self) -> Optional[dict[str, Any]]:
        """Return the endpoint as a profile has it; None where it does not exist."""
        if not self.there:
            return None if self.settled else {"word": UNKNOWN, "methods": None, "paging": UNKNOWN}
        return {
            "word": self.word or None,
            "methods": sorted(self.methods),
            "paging": None if self.endpoint.posts else judge.paging_of(self.asked, self.plain),
        }


class Examination:
    """One look at one server."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._seen: list[Answer] = []
        self.found: dict[str, Found] = {}
        self.schemas = Schemas()

    def profile(self) -> dict[str, Any]:
        """Return what reads show.

        :raises SdeError: the collection cannot work with this server: it cannot be reached, refuses the token, or has none of the lists.
        """
        user = self._client.look("GET", "users/me/")
        if user.status == 401:
            raise user.error()
        self._seen.append(user)
        nowhere = self._look(NOWHERE)
        for name, endpoint in ENDPOINTS.items():
            self.found[name] = self._post_only(endpoint, nowhere) if endpoint.posts else self._list(endpoint)
        lists = ("connectors", "connections", "projects")
        if all(judge.rows_of(self.found[name].asked) is None for name in lists):
            raise SdeError(
                f"{self._client.origin}: it has neither a list of connectors nor one of connections or projects that the user of sde_token "
                "can read; check that sde_url is the address of an SD Elements server, and give the user the right to read them"
            )
        self._describe()
        profile: dict[str, Any] = {
            "endpoints": {name: found.shown() for name, found in self.found.items() if name != "applications"},
            "user": judge.user_of(user),
            "release": judge.release_of(self._look("server-info/")),
            "unknown_address": judge.outcome(nowhere),
            **self._words(),
            **self._of_params(),
            **self._of_objects(),
            **self._of_lists(),
            **self._of_projects(),
            **self._of_rights(),
            **self._of_other_addresses(),
            **self._composite(),
        }
        return self._finished(profile)

    def _look(self, path: str, query: Optional[Mapping[str, Any]] = None, method: str = "GET", accept: str = "") -> Optional[Answer]:
        """Return any answer, or None."""
        try:
            answer = self._client.look(method, path, query, accept)
        except RequestError:
            return None
        self._seen.append(answer)
        return answer

    def _list(self, endpoint: Endpoint) -> Found:
        """Look for a list under each word."""
        found = Found(endpoint)
        answers = {word: self._look(endpoint.at(word), {"page_size": 1}) for word in (WORDS if endpoint.has_word else ("",))}
        outcomes = {word: judge.outcome(answer) for word, answer in answers.items()}
        there = [word for word in answers if outcomes[word] in ("list", "forbidden")]
        found.settled = bool(there) or UNKNOWN not in outcomes.values()
        if not there:
            return found
        found.there = True
        found.word = "both" if len(there) > 1 else there[0]
        found.other = next((outcomes[word] for word in answers if word not in there), UNKNOWN)
        found.asked = answers[there[0]]
        found.methods |= found.asked.allow if found.asked else set()
        self._read(found)
        return found

    def _read(self, found: Found) -> None:
        """Read objects of a list, the list without asking for pages, and what may be done with an object."""
        query = {"page_size": _LOOKED_AT, **({"include": "last_job"} if found.endpoint is ENDPOINTS["connections"] else {})}
        if found.endpoint is ENDPOINTS["projects"]:
            query["active"] = "all"
        if judge.rows_of(found.asked) is not None:
            found.some = self._look(found.path, query)
            total = judge.total_of(found.asked)
            if total is not None and total <= _MOST:
                found.plain = self._look(found.path)
        if found.endpoint.item:
            found.missing = self._look(f"{found.path}{MISSING}/")
            allowed = found.missing.allow if found.missing is not None and found.missing.status == 404 else frozenset()
            found.knows_changes = bool(allowed)
            found.methods |= allowed

    def _post_only(self, endpoint: Endpoint, nowhere: Optional[Answer]) -> Found:
        """Look for what takes POST alone, by the methods of the refusal of a read."""
        found = Found(endpoint)
        answers = {word: self._look(endpoint.at(word)) for word in (WORDS if endpoint.has_word else ("",))}
        there = []
        for word, answer in answers.items():
            if answer is not None and judge.takes_post(answer, nowhere, has_word=endpoint.has_word):
                there.append(word)
                found.methods |= answer.allow
        outcomes = [judge.outcome(answer) for answer in answers.values()]
        found.there, found.settled = bool(there), bool(there) or UNKNOWN not in outcomes
        if there:
            found.word = "both" if len(there) > 1 else there[0]
            found.other = next((judge.outcome(answers[word]) for word in answers if word not in there), UNKNOWN)
            found.asked = answers[there[0]]
        return found

    def _describe(self) -> None:
        """Read the server's own description of its systems."""
        found = self.found["plugins"]
        if found.there and found.some is not None:
            self.schemas = Schemas(map(plugin_of, found.rows))

    def _words(self) -> dict[str, Any]:
        kinds = ("404", "405", "login", "page")
        others = {f"{name}_unknown": found.other for name, found in self.found.items() if found.endpoint.has_word and found.word != "both"}
        return {name: other for name, other in others.items() if other in kinds}

    def _of_params(self) -> dict[str, Any]:
        connectors, connections = self.found["connectors"].rows, self.found["connections"].rows
        described = [{canonical: None} for raw in self.found["plugins"].rows for canonical in (row["name"] for row in rows(raw))]
        shown = [row["params"] for row in (*connectors, *connections) if isinstance(row.get("params"), dict)]
        forms = {
            name: judge.secret_form_of([row for row in connectors if bool(row.get("inaccessible")) is inaccessible], self.schemas)
            for name, inaccessible in (("accessible", False), ("inaccessible", True))
        }
        analysis = self.found["analysis_connectors"].rows
        return {
            "param_prefix": judge.prefix_of([*shown, *described]),
            "secret_form": forms,
            "secrets": {name: judge.COARSE.get(form, form) for name, form in forms.items()},
            "connector_params_visible": judge.visible_of(connectors),
            "params_visible": judge.visible_of(connections),
            "masked_params": judge.masked_params_of([*connectors, *connections], self.schemas),
            "data_params": judge.data_params_of([*connectors, *connections], self.schemas),
            "status_mappings": judge.status_mappings_of(self.schemas),
            "echo": judge.echo_of([*connectors, *connections], self.schemas),
            "last_successful_run": judge.last_run_of(connections),
            "analysis_connector_params": judge.has_key(analysis, "params", "shown", "absent"),
        }

    def _of_objects(self) -> dict[str, Any]:
        connectors, connections = self.found["connectors"].rows, self.found["connections"].rows
        projects = self.found["projects"].rows
        single = self._single(self.found["connections"])
        current = judge.shape_of(connectors)
        optional = {
            "debug_mode": judge.has_key(connections, "debug_mode", "present", "absent"),
            "in_progress": judge.in_progress_of(connections, single),
        }
        return {
            "system_form": judge.system_form_of([*connectors, *connections], single, self.schemas),
            "fields": current,
            **({} if current == "early" else optional),
            "ids": judge.ids_of([*projects, *connectors]),
            "last_job": judge.has_key(connections, "last_job", "included", "ignored"),
            "business_unit_form": judge.business_unit_form_of(self.found["applications"].rows),
            "verification_categories": judge.categories_of(self.found["analysis_connectors"].rows),
            "advanced_alm": _flag(judge.frequency_of(connections)),
            **({"unique_names": "free"} if judge.repeated(connectors, "name") else {}),
            **({"unique_aliases": "free"} if judge.repeated(connections, "project", "alias") else {}),
            **({"project_names": "free"} if judge.repeated(projects, "application", "name") else {}),
        }

    def _single(self, found: Found) -> dict[str, Any]:
        """Return an object as it is read by itself."""
        ids = [id for id in (number(row.get("id")) for row in found.rows) if id is not None]
        return judge.object_of(self._look(f"{found.path}{ids[0]}/")) if ids else {}

    def _of_lists(self) -> dict[str, Any]:
        found = [each for each in self.found.values() if each.there and not each.endpoint.posts]
        caps = [cap for each in found if (cap := judge.cap_of(each.some, _LOOKED_AT))]
        defaults = [
            cap for each in found if judge.paging_of(each.asked, each.plain) == "forced" and (cap := judge.cap_of(each.plain, _MOST))
        ]
        hosts = {judge.next_host_of(each.asked, self._client.origin) for each in found} - {UNKNOWN}
        bare = {isinstance(each.asked.data, list) for each in found if each.asked is not None and judge.rows_of(each.asked) is not None}
        return {
            "bare_list": True in bare if bare else UNKNOWN,
            "next_host": "other" if "other" in hosts else "same" if hosts else UNKNOWN,
            "page_size_max": min(caps) if caps else UNKNOWN,
            "page_size_default": defaults[0] if defaults else UNKNOWN,
            **self._of_filters(),
        }

    def _of_filters(self) -> dict[str, Any]:
        connections = self.found["connections"]
        total = judge.total_of(connections.some)
        by_value = {"alias": NOBODY, "frequency": NOBODY, "project": MISSING, "system": NOBODY}
        answers = {
            name: self._look(connections.path, {name: value, "page_size": 1}) for name, value in by_value.items() if connections.there
        }
        made = {name: judge.filter_of(answer, total) for name, answer in answers.items()}
        by_project = {"refused": "400", "honoured": "empty"}
        unknown = self._look(self.found["projects"].path, {"sdelements_integrations_doctor": 1, "page_size": 1})
        refuses = (
            "refused" if unknown is not None and unknown.status == 400 else "ignored" if judge.rows_of(unknown) is not None else UNKNOWN
        )
        return {
            "connection_filters": [name for name in made if made[name] == "honoured" or (name == "project" and made[name] == "refused")]
            if made and UNKNOWN not in made.values()
            else UNKNOWN,
            "filter_invalid": by_project.get(made.get("project", UNKNOWN), UNKNOWN),
            "unknown_filters": refuses,
        }

    def _of_projects(self) -> dict[str, Any]:
        found = self.found["projects"]
        if not found.there:
            return {"filters": UNKNOWN}
        total, listed = judge.total_of(found.some), judge.total_of(found.asked)
        by_name = judge.filter_of(self._look(found.path, {"name": NOBODY, "active": "all", "page_size": 1}), total)
        part = judge.filter_of(self._look(found.path, {"name__icontains": NOBODY, "active": "all", "page_size": 1}), total)
        row = next(iter(judge.rows_of(self._look(found.path, {"exclude": "url,slug", "page_size": 1})) or ()), {})
        whole = next(iter(judge.rows_of(found.asked) or ()), {})
        excluded = {"url", "slug"} & set(whole)
        archived = [id for each in found.rows if each.get("archived") is True and (id := number(each.get("id"))) is not None]
        alone = [self._look(f"{found.path}{id}/", query) for id in archived[:1] for query in ({}, {"active": "all"})]
        return {
            "filters": by_name,
            "lookups": part if part in ("honoured", "ignored") else UNKNOWN,
            "exclude": UNKNOWN if not row or not excluded else "ignored" if excluded & set(row) else "honoured",
            "archived": judge.archived_of(listed, total, alone),
            "project_fields": judge.has_key(found.rows, "external_id", "today", "early"),
        }

    def _of_rights(self) -> dict[str, Any]:
        rights = set()
        for name in _EDITED:
            found = self.found[name]
            if found.there and "POST" in found.methods:
                rights.add(judge.rights_of(self._look(found.path, method="OPTIONS"), found.methods))
        return {"rights": rights.pop() if len(rights) == 1 else UNKNOWN}

    def _of_other_addresses(self) -> dict[str, Any]:
        integrations = self.found["integrations"].rows
        key = (
            "project" if any("project" in row for row in integrations) else judge.has_key(integrations, "project_id", "project_id", UNKNOWN)
        )
        missing = self.found["connectors"].missing
        refusals = [answer for answer in self._seen if answer.status in (400, 405)]
        return {
            "integrations_project_key": key,
            "all_jobs": self._all_jobs(),
            "mapping": self._mapping(),
            "not_found": UNKNOWN if missing is None or missing.status != 404 else "html" if judge.is_page(missing) else "json",
            "html_errors": all(map(judge.is_page, refusals)) if refusals else UNKNOWN,
        }

    def _all_jobs(self) -> str:
        answer = self._look("jobs/", {"page_size": _LOOKED_AT})
        jobs = judge.rows_of(answer)
        if jobs is None:
            return "absent" if judge.outcome(answer) in ("404", "405", "login", "page") else UNKNOWN
        nested = [job["connection"] for job in jobs if isinstance(job.get("connection"), dict)]
        return "with_ldap" if any("project" not in connection for connection in nested) else "present"

    def _mapping(self) -> str:
        """Look for the mapping of countermeasures of a connector to a verification tool."""
        found = self.found["analysis_connectors"]
        id = next((id for row in found.rows if (id := number(row.get("id"))) is not None), None)
        if id is None:
            return UNKNOWN
        path = f"{found.path}{id}/mapping/"
        answer, found_as = self._look(path), "present"
        if answer is not None and answer.status == 406:
            answer, found_as = self._look(path, accept="text/csv"), "csv_only"
        if answer is not None and answer.status == 200 and not judge.is_page(answer):
            return found_as
        return "absent" if judge.outcome(answer) in ("404", "405", "login", "page") else UNKNOWN

    def _composite(self) -> dict[str, Any]:
        """Return that the user may not send composite requests, which the methods of the address do not show."""
        return {"composite": "forbidden"} if judge.outcome(self.found["composite"].asked) == "forbidden" else {}

    def _finished(self, profile: dict[str, Any]) -> dict[str, Any]:
        """Return a profile without what is not known beyond its documented parts, and with the names of that."""
        untried = {f"{name}_delete" for name in _EDITED if "DELETE" in self.found[name].methods}
        # What answers a read with 404 may answer a write with 405.
        writes = {name for name, value in profile.items() if value == "404" and name.startswith("unknown_") | name.endswith("_unknown")}
        partly = untried | writes
        unknown = judge.open_questions(profile, self._settled(profile), partly)
        return {**{key: value for key, value in profile.items() if key in _DOCUMENTED or value != UNKNOWN}, "unknown": unknown}

    def _settled(self, profile: Mapping[str, Any]) -> set[str]:
        """Return the questions that other parts of the profile answer, or that this server does not raise."""
        settled = {f"{name}_{what}" for name in _EDITED if self.found[name].knows_changes for what in ("update", "delete")}
        settled |= {f"{name}_unknown" for name, found in self.found.items() if found.word == "both"}
        if all(each["paging"] in ("none", "opt_in", None) for each in profile["endpoints"].values() if each):
            settled.add("page_size_default")
        for name, questions in _OF_ENDPOINTS.items():
            if not self.found[name].there and self.found[name].settled:
                settled.update(questions)
        if profile["filters"] == "ignored":
            settled.add("filter_invalid")
        return settled


def _flag(value: str) -> Any:
    return value == "true" if value != UNKNOWN else UNKNOWN
