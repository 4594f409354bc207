# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tasks that the fuzz harness runs, the store that they run against, and the servers that they talk to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

#: Invented. All are long enough to be replaced wherever they occur; some have characters that JSON, HTML and URLs escape.
STORED = {"jira": 'stored "Jira"\\7f3a é/+91c2', "github": "ghp_stored2be6f09d47aa", "scan": "stored-scan-51b0e7&<x>"}
GIVEN = {"jira": 'given Jira "wörd"/+=c04e', "github": "ghp_given9d24c6e1d75a", "scan": "given-scan-90ab3f6c"}

STORE: dict[str, list[dict[str, Any]]] = {
    "business-units": [{"name": "Payments"}, {"name": "General"}],
    "applications": [{"name": "Cards", "business_unit": 1}, {"name": "Shop", "business_unit": 2}],
    "projects": [
        {"name": "Checkout", "application": 1},
        {"name": "Ledger", "application": 1},
        {"name": "Ledger", "application": 2},
        {"name": "Old", "application": 2, "archived": True},
    ],
    "connectors/alm": [
        {
            "name": "Jira",
            "system": "jira",
            "params": {
                "alm_server": "jira.example.com",
                "alm_user": "sde",
                "alm_pass": STORED["jira"],
                "jira_version": "5",
                "alm_custom_fields": '{"team": "a"}',
            },
        },
        {
            "name": "GitHub",
            "system": "github",
            "params": {"alm_server": "api.github.com", "alm_api_token": STORED["github"], "github_repo_owner": "example"},
        },
        {
            "name": "Unused",
            "system": "jira",
            "inaccessible": True,
            "params": {"alm_server": "jira.example.org", "alm_user": "sde", "alm_pass": STORED["jira"]},
        },
    ],
    "connections/alm": [
        {
            "alias": "Jira CHK",
            "connector": 1,
            "project": 1,
            "frequency": "daily",
            "params": {"alm_project": "CHK", "alm_parent_issue": "CHK-1"},
        },
        {"alias": "GitHub web", "connector": 2, "project": 1, "params": {"alm_project": "web"}},
        {"alias": "Jira LED", "connector": 1, "project": 2, "frequency": "weekly", "params": {"alm_project": "LED"}},
    ],
    "connectors/analysis": [
        {
            "name": "Veracode",
            "system": "veracode",
            "params": {"analysis_server": "scan.example.com", "analysis_user": "sde", "analysis_pass": STORED["scan"]},
        }
    ],
    "connections/analysis": [
        {"alias": "Veracode", "connector": 1, "project": 1, "frequency": "weekly", "params": {"application_name": "app"}}
    ],
    "jobs/alm": [{"connection": 1, "ready": True, "succeeded": False, "result_message": "Login failed"}],
}

#: The keys below which the store keeps its secrets.
SECRET_KEYS = {"alm_pass", "alm_api_token", "analysis_pass", "issue_tracker_pass", "issue_tracker_api_token"}

#: Servers that differ where it matters to what is read or written.
SERVERS: tuple[dict[str, str], ...] = (
    {},
    {"analysis_connectors_write": "allowed", "mapping": "present"},
    {
        "analysis_connectors_write": "allowed",
        "analysis_connector_params": "shown",
        "verification_categories": "system",
        "mapping": "csv_only",
    },
    {"unique_names": "free"},
    {"secrets": "masked"},
    {"secrets": "omitted", "patch_params": "replace"},
    {"secrets": "masked", "connectors_update": "put", "connections_update": "put"},
    {"connectors_update": "put", "connections_update": "put"},
    {"paging": "forced", "page_size_default": "1", "filters": "ignored"},
    {"path_word": "issue-tracker", "param_prefix": "issue_tracker"},
    {"integrations": "present", "system_form": "text", "ids": "text"},
    {"plugins": "absent", "filters": "ignored", "bare_list": "true"},
)


@dataclass(frozen=True)
class Scenario:
    """A task: its module and its options. ``manages``: it writes, and so it has a check mode."""

    name: str
    module: str
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def manages(self) -> bool:
        """Whether it is a task that can write."""
        return not self.module.endswith("_info")

    @property
    def given(self) -> tuple[str, ...]:
        """The secrets that the task gives."""
        return tuple(secret for secret in (*STORED.values(), *GIVEN.values()) if json.dumps(secret) in json.dumps(self.options))

    @property
    def settles(self) -> bool:
        """Whether a second run finds nothing to do."""
        return self.module not in ("sde_sync", "sde_api", "sde_server_sandbox") and self.options.get("update_secrets") != "always"


_JIRA = {"name": "Jira", "system": "jira", "params": {"alm_server": "jira.example.com", "alm_user": "sde"}}
_NEW = {**_JIRA, "name": "New", "secret_params": {"alm_pass": GIVEN["jira"]}}
_ROTATED = {**_JIRA, "secret_params": {"alm_pass": GIVEN["jira"]}}
_GITHUB = {"name": "GitHub", "params": {"github_repo_owner": "other", "alm_api_token": GIVEN["github"]}}
_CHK = {"project": "Checkout", "alias": "Jira CHK", "connector": "Jira", "params": {"alm_project": "CHK"}}
_MOVED = {**_CHK, "frequency": "weekly", "params": {"alm_project": "CHK", "alm_parent_issue": "CHK-2"}}
_ADDED = {"project": "Checkout", "alias": "Added", "connector": "Jira", "frequency": "daily", "params": {"alm_project": "ADD"}}
_LEDGER = {"project": "Ledger", "application": "Cards", "alias": "Jira LED", "connector": "Jira", "params": {"alm_project": "LED2"}}
_TOOL = {
    "name": "Veracode",
    "system": "veracode",
    "params": {"analysis_server": "scan.example.org", "analysis_user": "sde"},
    "secret_params": {"analysis_pass": GIVEN["scan"]},
}
_SCAN = {"project": "Checkout", "connector": "Veracode", "alias": "Veracode", "params": {"application_name": "other"}}


def _singular() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, options in {
        "unchanged": _JIRA,
        "create": _NEW,
        "rotate": _ROTATED,
        "secret in params": _GITHUB,
        "same secret": {**_JIRA, "secret_params": {"alm_pass": STORED["jira"]}},
        "strict": {**_NEW, "validate_params": "strict"},
        "misspelt": {**_NEW, "params": {"alm_servr": "x"}},
        "tested": {**_NEW, "test_connection": "on_change"},
        "always tested": {**_JIRA, "test_connection": "always"},
        "by id": {"id": 1, "name": "Renamed", "inaccessible": True},
        "renamed": {"name": "Later", "previous_names": ["Jira"]},
        "param": {**_JIRA, "params": {"alm_user": "changed", "alm_custom_fields": {"team": "b"}}},
        "secret always": {**_ROTATED, "update_secrets": "always"},
        "on create": {**_ROTATED, "update_secrets": "on_create"},
        "absent": {"name": "Unused", "state": "absent"},
        "absent in use": {"name": "Jira", "state": "absent"},
        "absent by id": {"id": 3, "state": "absent"},
    }.items():
        yield f"connector {name}", "sde_alm_connector", options
    for name, options in {
        "unchanged": _CHK,
        "update": _MOVED,
        "create": _ADDED,
        "strict": {**_ADDED, "validate_params": "strict"},
        "tested": {**_ADDED, "test_connection": "on_change"},
        "by id": {"id": 1, "frequency": "hourly"},
        "own secret": {**_CHK, "secret_params": {"alm_pass": GIVEN["jira"]}},
        "other connector": {**_CHK, "connector": "Unused"},
        "renamed": {**_CHK, "alias": "Renamed", "previous_names": ["Jira CHK"]},
        "narrowed": _LEDGER,
        "absent": {"project": "Checkout", "alias": "Jira CHK", "state": "absent"},
        "absent by id": {"id": 2, "state": "absent"},
    }.items():
        yield f"connection {name}", "sde_alm_connection", options
    for name, options in {
        "unchanged": {**_SCAN, "params": {"application_name": "app"}},
        "update": _SCAN,
        "create": {**_SCAN, "alias": "Other"},
        "absent": {"project": "Checkout", "alias": "Veracode", "state": "absent"},
    }.items():
        yield f"analysis connection {name}", "sde_analysis_connection", options
    for name, options in {
        "unchanged": {"name": "Veracode", "system": "veracode"},
        "param": _TOOL,
        "secret always": {**_TOOL, "update_secrets": "always"},
        "create": {**_TOOL, "name": "New"},
        "renamed": {"name": "Later", "previous_names": ["Veracode"], "inaccessible": True},
        "absent in use": {"name": "Veracode", "state": "absent"},
    }.items():
        yield f"analysis connector {name}", "sde_analysis_connector", options


def _plural() -> Iterator[tuple[str, str, dict[str, Any]]]:
    connectors = [_ROTATED, _GITHUB, _NEW]
    connections = [_MOVED, _ADDED, _LEDGER]
    for kind, module, entries, deleted in (
        ("connectors", "sde_alm_connectors", connectors, [{"name": "Unused"}, {"name": "Missing"}]),
        ("connections", "sde_alm_connections", connections, [{"project": "Checkout", "alias": "Jira CHK"}, {"id": 3}]),
    ):
        for name, options in {
            "merged": {"config": entries},
            "merged unchanged": {"config": [_JIRA if kind == "connectors" else _CHK]},
            "merged side by side": {"config": entries, "concurrency": 4},
            "strict": {"config": [{**entry, "validate_params": "strict"} for entry in entries]},
            "overridden": {"config": [{**_CHK}] if kind == "connections" else [_JIRA, _GITHUB], "state": "overridden"},
            "deleted": {"config": deleted, "state": "deleted"},
            "gathered": {"state": "gathered"},
            "gathered by name": {"config": [entries[0]], "state": "gathered"},
            "empty": {"config": []},
        }.items():
            yield f"{kind} {name}", module, {"concurrency": 1, **options}
    yield "connections overridden all", "sde_alm_connections", {"config": [_CHK], "state": "overridden", "scope": "all", "concurrency": 1}
    yield "connections few deletes", "sde_alm_connections", {"config": [_CHK], "state": "overridden", "max_deletes": 0, "concurrency": 1}


def _plural_analysis() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for module, entries, deleted in (
        ("sde_analysis_connectors", [_TOOL, {**_TOOL, "name": "New"}], [{"name": "Veracode"}, {"name": "Missing"}]),
        ("sde_analysis_connections", [_SCAN, {**_SCAN, "alias": "Other"}], [_SCAN]),
    ):
        for name, options in {
            "merged": {"config": entries},
            "overridden": {"config": entries[1:], "state": "overridden"},
            "deleted": {"config": deleted, "state": "deleted"},
            "gathered": {"state": "gathered"},
        }.items():
            yield f"{module} {name}", module, {"concurrency": 1, **options}


def _others() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, options in {
        "started": {"connection": 1},
        "by alias": {"project": "Checkout", "alias": "Jira CHK"},
        "waited for": {"connection": 1, "wait": True},
        "analysis": {"connection": 1, "kind": "analysis", "wait": True},
    }.items():
        yield f"sync {name}", "sde_sync", {"wait_timeout": 60, "wait_interval": 5, **options}
    for name, options in {
        "update": {"method": "PATCH", "path": "connectors/alm/1/", "secret_body": {"params": {"alm_pass": GIVEN["jira"]}}},
        "create": {"method": "POST", "path": "jobs/alm/", "body": {"connection": 1, "automatic": False, "ready": False}},
    }.items():
        yield f"any write {name}", "sde_api", options
    yield "sandbox", "sde_server_sandbox", {"project": 1}
    for module, name, options in (
        ("sde_alm_connector_info", "all", {}),
        ("sde_alm_connector_info", "by name", {"name": "Jira"}),
        ("sde_alm_connector_info", "by id", {"id": 2}),
        ("sde_alm_connector_info", "of a system", {"system": "Jira"}),
        ("sde_alm_connection_info", "all", {}),
        ("sde_alm_connection_info", "of a project", {"project": "Checkout"}),
        ("sde_alm_connection_info", "with jobs", {"include_last_job": True, "connector": "Jira"}),
        ("sde_alm_connection_info", "of a unit", {"business_unit": "Payments", "frequency": "daily"}),
        ("sde_analysis_connector_info", "all", {}),
        ("sde_analysis_connection_info", "all", {"include_last_job": True}),
        ("sde_analysis_mapping_info", "by name", {"connector": "Veracode"}),
        ("sde_analysis_mapping_info", "by id", {"connector": 1}),
        ("sde_integration_info", "all", {}),
        ("sde_integration_info", "with params", {"project": "Checkout", "include_params": True}),
        ("sde_alm_plugin_info", "all", {}),
        ("sde_alm_plugin_info", "one", {"id": "jira"}),
        ("sde_project_info", "all", {}),
        ("sde_project_info", "by name", {"name": "Ledger", "application": "Cards"}),
        ("sde_project_info", "by id", {"id": 4}),
        ("sde_job_info", "all", {}),
        ("sde_job_info", "the newest", {"kind": "alm", "newest": 1, "project": "Checkout"}),
        ("sde_job_info", "of a connection", {"connection": 1, "succeeded": False}),
        ("sde_api_info", "one", {"path": "connectors/alm/1/"}),
        ("sde_api_info", "all pages", {"path": "connections/alm/", "all_pages": True}),
        ("sde_server_info", "all", {}),
    ):
        yield f"{module} {name}", module, options


#: Every task.
SCENARIOS = tuple(Scenario(*row) for rows in (_singular(), _plural(), _plural_analysis(), _others()) for row in rows)
