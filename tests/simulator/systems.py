# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The systems and their params, one table as data: plugin description, checks and defaults are made from it.

``shown`` says where a default comes back from a read although nobody wrote it: the pages of the API print a few of them
only. A connector is shown less than its connections.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Any

from .behaviour import BEHAVIOUR

SECRET_NAME = re.compile(r"(^|_)(pass|password|token|api_key|secret|private_key)$")
TITLE_NAMES = ("title_format", "alm_title_format")


@dataclasses.dataclass(frozen=True)
class Field:
    """One param. ``scope``: system (the connector has it), project (the connection), both (editable on connections)."""

    name: str
    type: str = "string"  # string, secret, choice, set (order is free), list (order counts), json, boolean, object, array
    default: Any = None
    required: bool = False
    scope: str = "system"
    options: tuple[str, ...] = ()
    max_length: int | None = None
    shown: str = "never"  # never, connection, always

    @property
    def field_type(self) -> str:
        """The name of the type in the plugin description."""
        kinds = {
            "secret": "masked_string",
            "choice": "select",
            "set": "checkbox",
            "boolean": "boolean",
            "object": "object",
            "array": "list",
        }
        return kinds.get(self.type, "string")


@dataclasses.dataclass(frozen=True)
class System:
    """One system. ``former_name`` is what the pages before the renaming of Rally print, ``present_name`` what today's do."""

    id: str
    name: str
    short_name: str
    command: str
    sections: tuple[tuple[str, tuple[Field, ...]], ...]
    former_name: str = ""
    kind: str = "alm"
    present_name: str = ""
    categories: tuple[str, ...] = ()

    @property
    def fields(self) -> dict[str, Field]:
        """All params by name; the other spelling of the title format included."""
        key = (self.id, BEHAVIOUR.data_params, BEHAVIOUR.status_mappings)
        if key not in _TAKEN:
            own = {name: _as_text_or_data(field) for name, field in _FIELDS[self.id].items() if not self.is_replaced(name)}
            _TAKEN[key] = {**own, **{field.name: field for field in self._data}}
        return _TAKEN[key]

    @property
    def has_data(self) -> bool:
        """Whether the system has params that are objects and lists."""
        return self.kind == "alm" and (BEHAVIOUR.data_params != "absent" or self.has_mappings)

    @property
    def has_mappings(self) -> bool:
        """Whether the system has status mappings in place of the params that release 4.19 replaced."""
        return self.kind == "alm" and self.id not in WITHOUT_MAPPINGS and BEHAVIOUR.status_mappings != "absent"

    @property
    def _data(self) -> tuple[Field, ...]:
        required = self.has_mappings and BEHAVIOUR.status_mappings == "required"
        return tuple(dataclasses.replace(field, required=required and field.type == "object") for field in DATA) if self.has_data else ()

    def is_replaced(self, name: str) -> bool:
        """Tell whether status mappings replaced a param."""
        return self.has_mappings and REPLACED.search(name) is not None

    @property
    def described(self) -> tuple[tuple[str, tuple[Field, ...]], ...]:
        """The sections of the plugin description."""
        more = (("Statuses", self._data),) if self.has_data and BEHAVIOUR.data_params != "undescribed" else ()
        hidden = ("object", "array") if BEHAVIOUR.data_params == "undescribed" else ()
        own = (
            (title, tuple(_as_text_or_data(field) for field in fields if not self.is_replaced(field.name) and field.type not in hidden))
            for title, fields in self.sections
        )
        return (*own, *more)

    def is_called(self, text: str) -> bool:
        """Tell whether a text is the id or one of the names of the system."""
        names = (self.id, self.name, self.short_name, self.former_name, self.present_name)
        return text.lower() in {name.lower() for name in names if name}

    def is_secret(self, name: str) -> bool:
        """Tell whether a param must be kept secret, whether the system knows it or not."""
        field = self.fields.get(name)
        return (field is not None and field.type == "secret") or bool(SECRET_NAME.search(name))


#: Params that are not text: status mappings of current releases, whose names are not public.
DATA = (Field("alm_status_mapping", "object", scope="both"), Field("alm_status_order", "array", scope="both"))


#: The params of each system, by the switches that change them.
_TAKEN: dict[tuple[str, str, str], dict[str, Field]] = {}


def _as_text_or_data(field: Field) -> Field:
    """Return a param as the server takes it: one that is an object or a list only where there are such params."""
    return dataclasses.replace(field, type="json") if field.type in ("object", "array") and BEHAVIOUR.data_params == "absent" else field


#: The params that status mappings replaced, and the systems that have kept them (Digital.ai Agility).
REPLACED = re.compile(r"_(done_statuses|close_transition|reopen_transition|new_status)$")
WITHOUT_MAPPINGS = frozenset({"versionone"})

PRIORITIES = tuple(str(number) for number in range(1, 11))

SERVER = (
    Field("alm_server", required=True, max_length=255),
    Field("alm_method", "choice", "https", options=("https", "http"), shown="always"),
    Field("alm_context_root"),
    Field("alm_validate_cert", "boolean", True, shown="connection"),
)
SYNC = (
    Field("title_format", default="$task_id $title", shown="always"),
    Field("conflict_policy", "choice", "alm", options=("alm", "sde", "timestamp"), shown="always"),
    Field("how_tos_in_scope", "boolean", False),
    Field("sde_min_priority", "choice", "7", options=PRIORITIES, shown="always"),
    Field("sde_statuses_in_scope", "set", "TODO", options=("TODO", "DONE", "NA"), shown="always"),
    Field("alm_phases", "set", "requirements,architecture-design,development", shown="always"),
    Field("sde_tags_filter", "set"),
    Field(
        "sde_verification_filter",
        "set",
        "none,partial,pass,fail",
        options=("none", "partial", "pass", "fail"),
        shown="always",
    ),
    Field("alm_standard_workflow", "boolean", True),
    Field("alm_context", scope="both"),
    Field("selected_tasks", "set", scope="both"),
    Field("start_fresh", "boolean", False),
    Field("show_progress", "boolean", False),
    Field("test_alm", "choice", options=("server", "project", "settings")),
)
PASSWORD = (Field("alm_user", required=True), Field("alm_pass", "secret", required=True))
TOKEN = (Field("alm_api_token", "secret", required=True),)


def _auth(default: str) -> Field:
    """How the system is logged in to. The pages print two modes; more are not public."""
    return Field("alm_auth_mode", "choice", default, options=("basic", "api_token"))


CUSTOM_FIELDS = (
    Field("alm_custom_fields", "json", scope="both", max_length=1024),
    Field("alm_custom_lookup_fields", "json", max_length=1024),
)
PRIORITY_MAP = (Field("alm_priority_map", "json"),)


def _project(*more: Field) -> tuple[Field, ...]:
    return (Field("alm_project", required=True, scope="project", max_length=255), *more)


def _alm(id: str, name: str, login: tuple[Field, ...], own: tuple[Field, ...], project: tuple[Field, ...], **more: Any) -> System:
    sections = (("Server", SERVER + login), ("Project", project), (name, own), ("Synchronisation", SYNC))
    return System(id, name, more.pop("short_name", name), f"sync_{id}", sections, **more)


IMPORT = (
    Field(
        "import_behaviour",
        "choice",
        "replace-scanner",
        options=("replace", "replace-scanner", "combine"),
        scope="both",
        shown="connection",
    ),
    Field("task_status_mapping", "json", "", scope="both", shown="connection"),
    Field("flaws_only", "boolean", False, scope="both"),
    Field("trial_run", "boolean", False, scope="both"),
)
SCANNER = (
    Field("analysis_server", required=True),
    Field("analysis_method", "choice", "https", options=("https", "http")),
    Field("analysis_validate_cert", "boolean", True),
)
SCANNER_PASSWORD = (Field("analysis_user", required=True), Field("analysis_pass", "secret", required=True))


def _analysis(
    id: str, name: str, command: str, categories: str, server: tuple[Field, ...], project: tuple[Field, ...], **more: Any
) -> System:
    sections = (("Server", server), ("Project", project), ("Import", IMPORT))
    return System(id, name, name, command, sections, kind="analysis", categories=tuple(categories.split(",")), **more)


SYSTEMS = (
    _alm(
        "jira",
        "JIRA",
        (_auth("basic"), *PASSWORD),
        (
            Field("jira_version", default="5", shown="always"),
            Field("jira_issue_type", default="Bug"),
            Field("jira_close_transition", default="Close Issue"),
            Field("jira_reopen_transition", default="Reopen Issue"),
            Field("jira_done_statuses", "list", "Resolved,Closed"),
            Field("jira_existing_issue", "boolean", False, scope="both"),
            Field("alm_issue_label", default="SD-Elements"),
            *PRIORITY_MAP,
            *CUSTOM_FIELDS,
        ),
        _project(Field("alm_parent_issue", scope="project"), Field("alm_project_version", scope="both")),
    ),
    _alm(
        "github",
        "GitHub",
        (_auth("api_token"), Field("alm_user"), Field("alm_pass", "secret"), *TOKEN),
        (
            Field("github_repo_owner", required=True, scope="both"),
            Field("github_duplicate_label", default="duplicate", shown="always"),
            Field("github_issue_label"),
            Field("alm_group_label", default="SD Elements", scope="both"),
            *PRIORITY_MAP,
        ),
        _project(Field("alm_project_version", scope="both")),
    ),
    _alm(
        "rally",
        "CA Agile Central (formerly Rally)",
        (_auth("basic"), *PASSWORD),
        (
            Field("rally_workspace", required=True),
            Field("rally_card_type", default="Story"),
            Field("rally_new_status", default="Defined"),
            Field("rally_done_statuses", "list", "Completed,Accepted"),
            Field("alm_issue_label", default="SD-Elements"),
            *PRIORITY_MAP,
            *CUSTOM_FIELDS,
        ),
        _project(Field("alm_parent_issue", scope="project")),
        short_name="CA Agile Central",
        former_name="Rally",
    ),
    _alm(
        "trac",
        "Trac",
        PASSWORD,
        (
            Field("alm_close_transition", default="resolve"),
            Field("alm_reopen_transition", default="reopen"),
            Field("alm_new_status", default="new"),
            Field("alm_done_statuses", "list", "closed"),
            *PRIORITY_MAP,
        ),
        _project(),
    ),
    _alm(
        "rational",
        "IBM Rational Team Concert",
        PASSWORD,
        (
            Field("alm_issue_type", default="task"),
            Field("rational_done_statuses", "list", "Completed,Done"),
            Field("alm_issue_label", default="SD-Elements"),
            *PRIORITY_MAP,
            *CUSTOM_FIELDS,
        ),
        _project(),
    ),
    _alm(
        "mingle",
        "Mingle",
        PASSWORD,
        (
            Field("mingle_card_type", default="Story"),
            Field("mingle_new_status", default="Open"),
            Field("mingle_done_statuses", "list", "Completed,Done"),
            *PRIORITY_MAP,
        ),
        _project(),
    ),
    # Systems of today. That they exist is public; what their params are called is not, so all but the shared ones are invented.
    _alm(
        "tfs",
        "Microsoft Azure DevOps",
        PASSWORD,
        (Field("tfs_collection", default="DefaultCollection"), Field("tfs_issue_type", default="Task"), *PRIORITY_MAP, *CUSTOM_FIELDS),
        _project(Field("tfs_area_path", scope="project")),
        short_name="Azure DevOps",
    ),
    _alm("gitlab", "GitLab", TOKEN, (Field("gitlab_group", scope="both"), Field("gitlab_issue_label"), *PRIORITY_MAP), _project()),
    _alm("servicenow", "ServiceNow", PASSWORD, (Field("servicenow_table", default="incident"), *PRIORITY_MAP), _project()),
    _alm(
        "versionone",
        "Digital.ai Agility",
        PASSWORD,
        (Field("versionone_done_statuses", "list", "Accepted"), *PRIORITY_MAP),
        _project(),
        short_name="Agility",
    ),
    _alm("pivotal_tracker", "Pivotal Tracker", TOKEN, (Field("pivotal_tracker_story_type", default="bug"),), _project()),
    # One that a server loads as a plugin of its own: names without the usual prefix, an object, a list.
    _alm(
        "acme_tracker",
        "Acme Tracker",
        (Field("api_key", "secret", required=True),),
        (Field("acme_fields", "object", scope="both"), Field("acme_teams", "array")),
        _project(),
    ),
    _analysis(
        "whitehat",
        "WhiteHat",
        "sync_whitehat",
        "DAST",
        (Field("analysis_server", required=True), Field("analysis_api_token", "secret", required=True)),
        (
            Field("asset_name", required=True, scope="project"),
            Field("asset_type", scope="project"),
            Field("asset_id", scope="project"),
        ),
    ),
    _analysis(
        "veracode",
        "Veracode",
        "import_veracode",
        "SAST,DAST",
        (*SCANNER, *SCANNER_PASSWORD, Field("integration_mode", default="api", scope="both")),
        (Field("application_name", scope="project"),),
    ),
    _analysis(
        "fortify",
        "Fortify",
        "import_fortify",
        "SAST",
        (*SCANNER, *SCANNER_PASSWORD, Field("import_blacklist")),
        (Field("application_name", scope="project"),),
        present_name="Fortify Software Security Center",
    ),
    _analysis("checkmarx", "Checkmarx", "import_checkmarx", "SAST,SCA", (*SCANNER, *SCANNER_PASSWORD), ()),
    _analysis("appscan", "AppScan", "import_appscan", "DAST", (*SCANNER, *SCANNER_PASSWORD, Field("edition")), ()),
    _analysis(
        "webinspect",
        "WebInspect",
        "import_webinspect",
        "DAST",
        SCANNER,
        (Field("report_file", scope="project"), Field("report_type", scope="project")),
    ),
)


def _by_name(system: System) -> dict[str, Field]:
    fields = {field.name: field for title, section in system.sections for field in section}
    if "title_format" in fields:
        fields["alm_title_format"] = fields["title_format"]
    return fields


_FIELDS = {system.id: _by_name(system) for system in SYSTEMS}
BY_ID = {system.id: system for system in SYSTEMS}

MAPPING_HEADER = ("Task ID", "Task Title", "Weakness ID", "Weakness Title", "Confidence", "CWE")


def mapping_of(system: System) -> tuple[tuple[str, ...], ...]:
    """Return the rows of the mapping of a tool: texts with commas, quotes, a line break, other letters, an empty one."""
    name = system.short_name
    return (
        ("T21", "Validate input, always", f"{system.id}-1", f"{name}: SQL injection", "high", "89"),
        ("T36", 'Escape output ("XSS")', f"{system.id}-2", f"{name}: cross-site scripting\nstored", "medium", "79"),
        ("T180", "Schlüssel schützen", f"{system.id}-3", "", "low", ""),
    )
