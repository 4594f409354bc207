# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be stored at the start: nothing, the objects of the pages of the API, or an organisation."""

from __future__ import annotations

from typing import Any

from . import store
from .organisation import organisation

Objects = dict[str, list[dict[str, Any]]]

CREATED = "2016-12-01T08:00:00Z"
SYNC = {
    "sde_verification_filter": "none,partial,pass,fail",
    "title_format": "$task_id $title",
    "alm_method": "https",
    "alm_phases": "requirements,architecture-design,development",
    "sde_statuses_in_scope": "TODO",
    "conflict_policy": "alm",
    "sde_min_priority": "7",
}
GITHUB = {
    "github_repo_owner": "repo owner",
    "alm_api_token": "token",
    "alm_server": "api.github.com",
    "github_duplicate_label": "duplicate",
}
JIRA = {"jira_version": "5", "alm_server": "my-company.atlassian.net", "alm_user": "user", "alm_pass": "pass"}
RALLY = {
    "alm_server": "rally1.rallydev.com",
    "alm_user": "rally_user",
    "alm_pass": "rally_password",
    "rally_workspace": "Rally Workspace",
}
WEBGOAT = {"asset_name": "WebGoat Java", "task_status_mapping": "{}"}


def samples() -> Objects:
    """Return the objects of the pages. Where the pages use one id for two objects, the later object has the next id."""
    return {
        "business-units": [
            {"id": 1, "name": "BU", "slug": "bu"},
            {"id": 2, "name": "General", "slug": "general"},
        ],
        "applications": [
            {"id": 1, "name": "Finance App", "slug": "finance-app", "business_unit": 1},
            {"id": 2, "name": "Demo Application", "slug": "demo-application", "business_unit": 2},
        ],
        "projects": [
            {"id": 1, "name": "Project 1", "slug": "project-1", "application": 1, "created": CREATED},
            {"id": 2, "name": "Demo Project", "slug": "demo-project", "application": 2, "created": CREATED},
            {"id": 3, "name": "WhiteHat", "slug": "whitehat", "application": 2, "created": CREATED},
        ],
        "connectors/alm": [
            {"id": 1, "name": "GitHub Example Connector", "system": "github", "params": {**SYNC, **GITHUB}},
            {"id": 2, "name": "JIRA Example Connector", "system": "jira", "params": {**SYNC, **JIRA}},
            {"id": 3, "name": "HP Rally Connector", "system": "rally", "params": {**SYNC, **RALLY}},
        ],
        "connections/alm": [
            {
                "id": 1,
                "alias": "Rally Integration",
                "connector": 3,
                "project": 2,
                "reference_context": 14,
                "params": {"alm_project": "Rally Project"},
            },
        ],
        "connectors/analysis": [
            {"id": 1, "name": "Fortify Connector", "system": "fortify"},
            {"id": 2, "name": "WhiteHat Connector", "system": "whitehat", "params": {"analysis_server": "server.whitehatsec.com"}},
        ],
        "connections/analysis": [
            {"id": 1, "alias": "WhiteHat Integration", "connector": 2, "project": 3, "params": WEBGOAT},
        ],
        "jobs/alm": [
            {"id": 4, "connection": 1, "ready": True, "last_run": "2016-12-15T22:45:27.412Z", "result_message": "Error Message"},
        ],
    }


SEEDS = {"empty": dict, "samples": samples, "organisation": organisation}


def check(name: str) -> None:
    """Refuse a seed that does not exist."""
    if name not in SEEDS:
        raise store.Refused(f"no seed {name!r}; there are: {', '.join(SEEDS)}")


def plant(name: str) -> None:
    """Store the objects of a seed."""
    for kind, rows in SEEDS[name]().items():
        store.add(kind, rows)
