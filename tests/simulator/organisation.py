# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A believable organisation: every name and secret is invented, and the same each time. Only job times move along."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

Rows = list[dict[str, Any]]

UNITS = ("Payments", "Customer Platform", "Internal Services")
APPLICATIONS = (
    ("Card Processing", 1),
    ("Instant Transfers", 1),
    ("Fraud Detection", 1),
    ("Web Shop", 2),
    ("Mobile Banking", 2),
    ("Customer Portal", 2),
    ("Human Resources", 3),
    ("Document Archive", 3),
)
PARTS = ("Frontend", "REST API", "Worker", "Reporting", "Admin Console", "Data Import", "Notifications", "Terraform")
SHARED_NAMES = {3: "Reporting", 11: "Reporting", 20: "Login Service", 36: "Login Service"}
ARCHIVED = (23, 58)
FREQUENCIES = ("hourly", "daily", "daily", "weekly", "manually", "monthly")
VERACODE = {"analysis_pass": "veracode-secret-51b0e7"}
FAILURES = (
    "Authentication with the issue tracker failed (401)",
    "The project does not exist on the server",
    "Connection to the server timed out",
)


def organisation() -> dict[str, Rows]:
    """Return the objects, parents first."""
    connections, jobs = _connections()
    return {
        "business-units": [{"id": n, "name": name} for n, name in enumerate(UNITS, 1)],
        "applications": [{"id": n, "name": name, "business_unit": unit} for n, (name, unit) in enumerate(APPLICATIONS, 1)],
        "projects": _projects(),
        "connectors/alm": _connectors(),
        "connections/alm": connections,
        "jobs/alm": jobs,
        "connectors/analysis": [
            _named(1, "Veracode", "veracode", {"analysis_server": "veracode.example.com", "analysis_user": "svc-sde", **VERACODE}),
            _named(2, "WhiteHat", "whitehat", {"analysis_server": "whitehat.example.org", "analysis_api_token": "whitehat-token-9d24c6"}),
        ],
        "connections/analysis": [
            {
                "id": n,
                "alias": f"{'Veracode' if n % 2 else 'WhiteHat'} {n}",
                "connector": 1 if n % 2 else 2,
                "project": n * 7,
                "frequency": "weekly",
                "params": {"application_name": f"app-{n}"} if n % 2 else {"asset_name": f"asset-{n}"},
            }
            for n in range(1, 7)
        ],
        "jobs/analysis": [
            _job(len(jobs) + 1, 1, hours=30),
            _job(len(jobs) + 2, 2, hours=31, message="The scan has no results yet"),
        ],
    }


def _projects() -> Rows:
    rows = []
    for n in range(1, 61):
        application = (n - 1) // 8 + 1 if n <= 56 else 8
        part = PARTS[(n - 1) % len(PARTS)]
        name = SHARED_NAMES.get(n, f"{APPLICATIONS[application - 1][0]} {part}")
        if n > 56:
            name = f"{name} 2"
        created = datetime(2024, 1, 8, 9, tzinfo=timezone.utc) + timedelta(days=5 * n)
        rows.append({"id": n, "name": name, "application": application, "archived": n in ARCHIVED, "created": created})
    return rows


def _connectors() -> Rows:
    jira = {"jira_version": "6", "sde_min_priority": "7"}
    team_concert = {"alm_server": "rtc.example.org", "alm_user": "svc-sde", "alm_pass": "rtc-password-90ab3f6c"}
    cloud = {"alm_server": "tracker.example.com", "alm_user": "sde-bot@example.com", "alm_pass": "jira-api-token-7f3a91c2"}
    center = {"alm_server": "jira.example.org", "alm_user": "svc-sde", "alm_pass": "jira-password-c04e88d1"}
    rally = {"alm_server": "rally.example.com", "alm_user": "sde-bot@example.com", "alm_pass": "rally-password-e1d75a30"}
    github = {"alm_server": "github.example.com", "alm_api_token": "github-token-2be6f09d47", "github_repo_owner": "example-org"}
    priorities = '{"10": "Highest", "7-9": "High", "1-6": "Medium"}'
    return [
        _named(1, "Jira Cloud", "jira", {**jira, **cloud, "jira_issue_type": "Story", "alm_priority_map": priorities}),
        _named(2, "Jira Data Center", "jira", {**jira, **center, "alm_context_root": "jira", "jira_done_statuses": "Done,Closed"}),
        _named(3, "GitHub", "github", {**github, "github_duplicate_label": "duplicate", "github_issue_label": "security"}),
        _named(4, "Rally", "rally", {**rally, "rally_workspace": "Engineering", "sde_min_priority": "8"}),
        {
            **_named(5, "Team Concert (behind the firewall)", "rational", {**team_concert, "rational_done_statuses": "Completed,Done"}),
            "inaccessible": True,
        },
    ]


def _named(number: int, name: str, system: str, params: dict[str, Any]) -> dict[str, Any]:
    return {"id": number, "name": name, "system": system, "params": params}


def _connections() -> tuple[Rows, Rows]:
    connections: Rows = []
    jobs: Rows = []
    for n in range(1, 46):
        connector = (1, 1, 3, 2, 3, 4, 1, 5, 2)[n % 9]
        label = ("Jira", "Jira", "GitHub", "Rally", "Team Concert")[connector - 1]
        target = f"service-{n:02d}" if connector == 3 else f"SEC{n:02d}"
        params: dict[str, Any] = {"alm_project": target}
        if connector in (1, 2) and n % 4 == 0:
            params["alm_parent_issue"] = f"{target}-1"
        if n % 10 == 0:
            params.update(sde_min_priority="9", alm_phases="development")
        connections.append(
            {
                "id": n,
                "alias": f"{label} {target}",
                "connector": connector,
                "project": n + n // 5,
                "frequency": FREQUENCIES[n % len(FREQUENCIES)],
                "debug_mode": n == 13,
                "params": params,
            }
        )
        if n % 8 == 3:
            continue  # never run
        hours = 24 * 90 if n % 11 == 0 else n % 24
        jobs.append(_job(len(jobs) + 1, n, hours=hours + 24))
        failed = FAILURES[n % len(FAILURES)] if n % 7 == 2 else ""
        jobs.append(_job(len(jobs) + 1, n, hours=hours, message=failed))
    return connections, jobs


def _job(number: int, connection: int, *, hours: int, message: str = "") -> dict[str, Any]:
    return {
        "id": number,
        "connection": connection,
        "ready": True,
        "succeeded": not message,
        "automatic": True,
        "last_run": datetime.now(timezone.utc).replace(minute=0, second=0, microsecond=0) - timedelta(hours=hours),
        "result_message": message,
    }
