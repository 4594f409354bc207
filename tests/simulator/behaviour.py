# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The switches: what the pages of the API leave open, or what differs between releases, each one a row of SWITCHES."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Mapping
from typing import Any


class UnknownBehaviour(ValueError):
    """A switch that does not exist, or a value that a switch does not take."""


@dataclasses.dataclass(frozen=True)
class Switch:
    """One row of the table."""

    name: str
    values: tuple[str, ...]
    default: str
    meaning: str

    def accept(self, value: Any) -> str:
        """Return the value as the switch stores it, or raise UnknownBehaviour."""
        text = str(value).lower() if isinstance(value, bool) else str(value)
        for allowed in self.values:
            if text == allowed and not allowed.endswith(">"):
                return text
            if allowed == "<number>" and text.isdecimal():
                return text
            if allowed == "<text>" and text:
                return text
            if allowed.endswith(":<text>") and text.startswith(allowed[: -len("<text>")]):
                return text
        raise UnknownBehaviour(f"{self.name}: {text!r} is not one of {', '.join(self.values)}")


YES_NO = ("true", "false")
VISIBLE = ("shown", "absent", "null", "empty")
UPDATES = ("patch", "put", "both", "none")
ALLOWED = ("allowed", "refused")
DELETES = ("allowed", "refused", "forbidden")
WORDS = ("alm", "issue-tracker", "both")
UNKNOWN = ("404", "405", "405_writes", "login", "page")
#: Endpoints with a word in their path: the path, and the switch for the word of several endpoints.
ENDPOINTS = {
    "connectors": ("connectors/<word>/", "path_word"),
    "connections": ("connections/<word>/", "path_word"),
    "tests": ("connectors/test<word>/ and connections/test<word>/", "path_word"),
    "jobs": ("jobs/<word>/", "side_path_word"),
    "plugins": ("plugins/<word>/", "side_path_word"),
}

SWITCHES = (
    # Secrets
    Switch(
        "secrets",
        ("clear", "masked", "masked_tail", "placeholder", "null", "empty", "omitted", "clear_if_inaccessible"),
        "clear",
        "how reads show secret params; clear_if_inaccessible leaves them out of the others",
    ),
    Switch(
        "secrets_inaccessible",
        ("same", "clear", "masked", "null", "empty", "omitted"),
        "same",
        "how reads show those of inaccessible connectors; same: as secrets says",
    ),
    Switch("secret_placeholder", ("<text>",), "<hidden>", "the text that secrets=placeholder shows"),
    Switch("write_answer_secrets", ("same", "clear"), "same", "secrets in the answers to writes: as in reads"),
    Switch("masked_params", ("<text>",), "none", "names of params, with commas, that reads show as a mask, secret or not"),
    Switch("mask", ("<text>",), '"********"', "what stands in their place, as JSON; else as text"),
    # Writing params
    Switch("patch_params", ("merge", "replace"), "merge", "what PATCH does to params that it does not name"),
    Switch("replace_keeps_secrets", YES_NO, "false", "where params are replaced, keep secrets not sent"),
    Switch("unknown_params", ("stored", "dropped", "refused"), "stored", "params that the system does not have"),
    Switch(
        "data_params",
        ("absent", "described", "undescribed"),
        "absent",
        "alm_status_mapping, an object, and alm_status_order, a list, which take nothing else; undescribed: not in plugins/<word>/",
    ),
    Switch(
        "status_mappings",
        ("absent", "offered", "required"),
        "absent",
        "alm_status_mapping and alm_status_order in place of the params for statuses and transitions (release 4.19, system by system); "
        "required: a connector is not created without alm_status_mapping",
    ),
    Switch(
        "inherited_params",
        ("stored", "ignored", "refused"),
        "stored",
        "a connection that writes a param of its connector",
    ),
    Switch("normalise", ("none", "strip"), "none", "strip: blanks around texts and list elements go"),
    Switch(
        "param_errors",
        ("nested", "flat", "list"),
        "nested",
        'shape of a refused param: {"params": {"x": [..]}}, {"x": [..]} or {"params": ["x: .."]}',
    ),
    # Showing params
    Switch("params_visible", VISIBLE, "shown", "params of connections, also inside jobs and integrations"),
    Switch("connector_params_visible", VISIBLE, "shown", "params of connectors"),
    Switch(
        "echo",
        ("as_is", "text", "reordered"),
        "as_is",
        "text: scalars in params come back as text; reordered: lists of set type reversed, booleans as True and False",
    ),
    Switch("last_successful_run", ("absent", "shown"), "absent", "a time stamp inside params of connections"),
    # Shape of objects
    Switch("fields", ("current", "early"), "current", "early: the keys of objects before release 4.2"),
    Switch(
        "system_form",
        ("object", "object_short", "text", "id_text"),
        "object",
        "object_short: single connections lack short_name; text: the display name; id_text: the id",
    ),
    Switch("business_unit_form", ("object", "id"), "object", "business_unit of an application"),
    Switch("ids", ("int", "text"), "int", "type of ids in answers"),
    Switch("debug_mode", ("present", "absent"), "present", "debug_mode of connections"),
    Switch("in_progress", ("list", "always", "never"), "list", "which answers have in_progress"),
    Switch("last_job", ("included", "ignored"), "included", "what include=last_job does"),
    Switch("analysis_connector_params", ("absent", "shown"), "absent", "params of analysis connectors"),
    Switch(
        "verification_categories",
        ("absent", "system", "connector"),
        "absent",
        "system: in the system of analysis objects, with short_name and today's names of systems; connector: in analysis connectors",
    ),
    # Lists
    Switch(
        "filters",
        ("honoured", "all", "ignored"),
        "honoured",
        "honoured: those of release 4.12; all: those of the older pages as well; ignored: none",
    ),
    Switch("filter_invalid", ("empty", "400"), "empty", "a filter with the id of a project, or its like, that does not exist"),
    Switch(
        "lookups", ("ignored", "honoured"), "ignored", "name__icontains, name__in and their like on projects, applications, business units"
    ),
    Switch("exclude", ("ignored", "honoured"), "ignored", "exclude=: fields that answers leave out, on the same"),
    Switch("unknown_filters", ("ignored", "refused"), "ignored", "query parameters that are not a filter"),
    Switch("paging", ("opt_in", "forced", "none"), "opt_in", "opt_in: pages only when page_size is given"),
    Switch("page_size_default", ("<number>",), "100", "page size of paging=forced"),
    Switch("page_size_max", ("<number>",), "0", "largest page size; 0: no limit"),
    Switch("bare_list", YES_NO, "false", "lists come as a bare list, without pages"),
    Switch("next_host", ("same", "other:<text>"), "same", "other:<origin>: links to pages name another host"),
    Switch(
        "archived",
        ("hidden", "shown", "unread", "listed"),
        "hidden",
        "hidden: archived projects are listed with active=all only; unread: they are also read by id with active=all only; "
        "listed: they are never read by id",
    ),
    Switch(
        "project_fields",
        ("early", "today"),
        "early",
        "today: projects also have external_id (a filter too), custom_attributes and creator",
    ),
    # Methods
    Switch("connectors_update", UPDATES, "patch", "methods that change a connector"),
    Switch("connections_update", UPDATES, "patch", "methods that change a connection"),
    Switch("connectors_create", ALLOWED, "allowed", "POST to connectors"),
    Switch("connections_create", ALLOWED, "allowed", "POST to connections"),
    Switch("connectors_delete", DELETES, "allowed", "DELETE of a connector: refused is 405, forbidden 403"),
    Switch("connections_delete", DELETES, "allowed", "DELETE of a connection: refused is 405, forbidden 403"),
    Switch("connector_delete_used", ("refuse", "cascade"), "refuse", "DELETE of a connector that is used"),
    Switch(
        "analysis_connectors_write",
        ("allowed", "create", "refused"),
        "refused",
        "writes to analysis connectors (release 5.2); allowed: as connectors_update and its like say; create: POST only",
    ),
    Switch("analysis_connections_write", ALLOWED, "allowed", "writes to analysis connections (release 4.2)"),
    Switch("projects_write", ALLOWED, "refused", "POST, PATCH and DELETE of projects"),
    Switch("rights", ("full", "read_only"), "full", "read_only: every write is 403"),
    # Paths
    Switch("path_word", WORDS, "alm", "the word of connectors, connections and their tests"),
    Switch("side_path_word", WORDS, "both", "the word of jobs and plugins"),
    *(
        Switch(f"{name}_word", ("default", *WORDS), "default", f"the word of {path}; default: as {shared} says")
        for name, (path, shared) in ENDPOINTS.items()
    ),
    Switch(
        "unknown_address",
        UNKNOWN,
        "404",
        "answer of an address of the API that does not exist: 404; 405 for every method, or for writes with 404 for reads; "
        "login: a redirect to /login/; page: 200 with a page of the web application",
    ),
    *(
        Switch(f"{name}_unknown", ("default", *UNKNOWN), "default", f"the same for {path} with another word; default: as unknown_address")
        for name, (path, _shared) in ENDPOINTS.items()
    ),
    Switch("param_prefix", ("alm", "issue_tracker"), "alm", "prefix of params; value of conflict_policy"),
    Switch(
        "test_endpoint",
        ("present", "absent", "testalm_only"),
        "present",
        "present: test<word>, as path_word says; testalm_only: testalm whatever path_word says",
    ),
    Switch(
        "composite",
        ("absent", "present", "partial", "forbidden", "forbidden_post", "refused"),
        "absent",
        "composite/: partial: all_or_none is ignored; forbidden: 403 for every method, forbidden_post: for POST; refused: 405, "
        "with an Allow that lacks POST",
    ),
    Switch("composite_max", ("<number>",), "50", "requests in a composite one before 400; 0: no limit"),
    Switch(
        "composite_rollback",
        ("halted", "as_run"),
        "halted",
        "answer of a composite request that was rolled back: halted: 424 for all requests but the one that failed; "
        "as_run: all are tried, and what was rolled back says 201 or 200 as well",
    ),
    Switch("composite_status", ("200", "400"), "200", "status of the answer around failed sub-requests"),
    Switch("integrations", ("present", "absent"), "absent", "integrations/ of the draft of 2015"),
    Switch("integrations_project_key", ("project_id", "project"), "project_id", "name of that key there"),
    Switch(
        "all_jobs",
        ("absent", "present", "with_ldap"),
        "absent",
        "jobs/ and jobs/{id}/: jobs of all kinds, with triggered_by; with_ldap: among them one of LDAP, which has no project. "
        "Where they are there, a write to an unknown jobs/<word>/ is 405",
    ),
    Switch(
        "mapping",
        ("absent", "present", "csv_only"),
        "absent",
        "connectors/analysis/{id}/mapping/: text/csv; csv_only: 406 where Accept does not admit it",
    ),
    Switch("plugins", ("present", "absent"), "present", "plugins/<word>/"),
    # Rules
    Switch("test_result", ("success", "fail_200", "fail_400"), "success", "what the connectivity tests find"),
    Switch("advanced_alm", YES_NO, "true", "false: no frequency but manually"),
    Switch("unique_names", ("enforced", "free"), "enforced", "connector names; aliases within a project"),
    Switch("trim_names", YES_NO, "true", "blanks around names and aliases go when they are written"),
    Switch("require_status_mapping", YES_NO, "false", "true: every update of a connector is refused"),
    Switch("project_names", ("free", "unique"), "free", "unique: names of projects within an application; 400 else"),
    Switch(
        "inaccessible_sync",
        ("accepted", "400", "403"),
        "accepted",
        "a manual sync of an inaccessible connector: no page prints the answer",
    ),
    Switch("sync_result", ("success", "failure:<text>"), "success", "how a started job ends"),
    Switch("sync_polls", ("<number>",), "1", "reads of a started job before it has ended"),
    Switch("create_answer", ("object", "empty"), "object", "empty: 202 without a body for a create or a started job"),
    # Errors and time
    Switch("read_lag", ("<number>",), "0", "reads after a write that still show the state before it"),
    Switch("not_found", ("json", "html"), "json", "body of a 404"),
    Switch("html_errors", YES_NO, "false", "true: every error is an HTML page"),
    Switch("maintenance", YES_NO, "false", "true: 503 with a page for everything, without a look at the token"),
    Switch("body_limit", ("<number>",), "10485760", "bytes of a body before 413 with a page; 0: no limit"),
    Switch("throttle", ("<number>",), "0", "requests a minute before 429; 0: no limit"),
    Switch("latency_ms", ("<number>",), "0", "milliseconds that every request to the API takes longer"),
)
BY_NAME = {switch.name: switch for switch in SWITCHES}


class Behaviour:
    """The current position of every switch, read as attributes. One for the process; safe to use from all threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._base: dict[str, str] = {}
        self._values = {switch.name: switch.default for switch in SWITCHES}

    def __getattr__(self, name: str) -> str:
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(name) from None

    def number(self, name: str) -> int:
        """Return the position of a switch that takes numbers."""
        return int(self._values[name])

    def flag(self, name: str) -> bool:
        """Return the position of a switch that takes true and false."""
        return self._values[name] == "true"

    def knows(self, endpoint: str, word: str) -> bool:
        """Return whether an endpoint answers under a word."""
        own = self._values[f"{endpoint}_word"]
        return (self._values[ENDPOINTS[endpoint][1]] if own == "default" else own) in (word, "both")

    def unknown(self, endpoint: str) -> str:
        """Return how an unknown address is answered, of an endpoint with a word or, without a name, of any other."""
        own = self._values[f"{endpoint}_unknown"] if endpoint else "default"
        return self._values["unknown_address"] if own == "default" else own

    def keep(self, **changes: Any) -> None:
        """Set switches for the life of the process: reset() does not touch them."""
        self._base.update(self._accept(changes))
        self.change(changes)

    def change(self, changes: Mapping[str, Any]) -> None:
        """Set the switches named; all of them or, when one is refused, none."""
        accepted = self._accept(changes)
        with self._lock:
            self._values = {**self._values, **accepted}

    def reset(self, changes: Mapping[str, Any] | None = None) -> None:
        """Put every switch to its default, then set those named."""
        accepted = self._accept(changes or {})
        with self._lock:
            self._values = {**{switch.name: switch.default for switch in SWITCHES}, **self._base, **accepted}

    def as_dict(self) -> dict[str, str]:
        """Return the position of every switch."""
        return dict(self._values)

    @staticmethod
    def _accept(changes: Mapping[str, Any]) -> dict[str, str]:
        unknown = sorted(set(changes) - set(BY_NAME))
        if unknown:
            raise UnknownBehaviour(f"no switch {', '.join(unknown)}; there are: {', '.join(sorted(BY_NAME))}")
        return {name: BY_NAME[name].accept(value) for name, value in changes.items()}


BEHAVIOUR = Behaviour()
