# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules return of a fleet such as companies have, as the role report takes it: every state, names of every length."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from ansible_collections.sdelements.integrations.plugins.plugin_utils import _report, _report_page

NOW = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)
SERVER = "https://sde.example.com"

FILES = Path(__file__).absolute().parents[1] / "roles" / "report" / "files"

UNITS = ("Retail Banking", "Corporate & Investment Banking", "Insurance", "IT", "Group Functions", "Wealth Management")
APPLICATIONS = (
    "Mobile Banking",
    "Payments",
    "Customer Relationship Management",
    "Claims",
    "Identity and Access Management",
    "HR",
    "Data Platform",
    "Trading",
    "Internet of Things Telemetry Gateway",
    "Web",
)
PARTS = (
    "API",
    "iOS app",
    "Android app",
    "Settlement",
    "Fraud detection and transaction monitoring (EMEA)",
    "Batch",
    "Statement archive",
    "Login",
    "Kundenportal für Geschäftskunden",
    "Reporting 2.0",
    "決済ゲートウェイ",
    "legacy-mainframe-bridge_do-not-use",
    "Open Banking consent",
)
SYSTEMS = {
    "jira": {"id": "jira", "name": "Jira", "short_name": "Jira"},
    "github": {"id": "github", "name": "GitHub", "short_name": "GitHub"},
    "tfs": {"id": "tfs", "name": "Azure DevOps", "short_name": "Azure DevOps"},
    "servicenow": {"id": "servicenow", "name": "ServiceNow", "short_name": "ServiceNow"},
    "veracode": {"id": "veracode", "name": "Veracode", "short_name": "Veracode"},
}
CONNECTORS = (
    (1, "Jira", "jira", False),
    (2, "Jira Data Center behind the firewall", "jira", True),
    (3, "GitHub Enterprise", "github", False),
    (4, "Azure DevOps", "tfs", False),
    (5, "ServiceNow (production)", "servicenow", False),
)
MESSAGES = (
    "401 Client Error: Unauthorized for url: https://jira.example.com/rest/api/2/issue/createmeta?projectKeys=PAY",
    "The issue type 'Security Task' is not valid for project PAY",
    "Read timed out",
    "Field 'customfield_10042' cannot be set. It is not on the appropriate screen, or unknown.",
)
FREQUENCIES = ("hourly", "daily", "weekly", "monthly", "manually")
AGES = (timedelta(minutes=20), timedelta(hours=5), timedelta(hours=19), timedelta(days=4), timedelta(days=100))


def found(number: int) -> dict[str, Any]:
    """What the modules return for so many integrations, of which some have failed, never ran, are late or synced by an agent."""
    return {
        "server": SERVER,
        "projects": [_project(each) for each in range(1, number + 1 + (min(number, 40) // 4))],
        "alm_connectors": [
            {"id": id, "name": name, "system": SYSTEMS[system], "inaccessible": inaccessible}
            for id, name, system, inaccessible in CONNECTORS
        ],
        "analysis_connectors": [{"id": 1, "name": "Veracode", "system": SYSTEMS["veracode"]}],
        "alm_connections": [_connection(each) for each in range(1, number + 1) if each % 11],
        "analysis_connections": [
            {**_connection(each), "alias": "Veracode", "connector": 1, "system": SYSTEMS["veracode"]}
            for each in range(1, number + 1)
            if not each % 11
        ],
        "tests": [],
    }


def _project(number: int) -> dict[str, Any]:
    application = APPLICATIONS[number * 7 % len(APPLICATIONS)]
    return {
        "id": number,
        "name": f"{application} {PARTS[number % len(PARTS)]}" + (f" {number}" if number > 100 else ""),
        "application_name": application,
        "business_unit_name": UNITS[number * 7 % len(APPLICATIONS) % len(UNITS)],
        "url": f"/bunits/unit/app/project-{number}/",
    }


def _connection(number: int) -> dict[str, Any]:
    id, _name, system, _inaccessible = CONNECTORS[(0, 0, 2, 0, 3, 0, 1, 4)[number % 8]]
    key = ("PAY", "MOB", "CRMINTEGRATION", "X", "IAM", "acme-corporation/payments-settlement-service")[number % 6]
    fails = number % 9 == 0
    frequency = FREQUENCIES[number * 3 % 5]
    age = AGES[number % 5] if number % 13 == 0 else AGES[number % 2]
    job = {
        "ready": number % 31 != 0,
        "succeeded": not fails,
        "result_message": MESSAGES[number // 9 % len(MESSAGES)] if fails else "",
        "last_run": (NOW - age).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return {
        "id": number,
        "alias": f"{SYSTEMS[system]['name']} {key}{number}",
        "project": number,
        "connector": id,
        "system": SYSTEMS[system],
        "frequency": frequency,
        "last_job": None if number % 17 == 0 else job,
    }


def compared(has: dict[str, Any], errors: bool = False) -> dict[str, Any]:
    """The same, compared with variables: some connections differ, some are missing, some are in no variable."""
    ids = [each["id"] for each in has["alm_connections"]]
    differ = ids[4::16]
    names = {each["id"]: each["alias"] for each in has["alm_connections"]}
    projects = {each["id"]: each["name"] for each in has["projects"]}
    unmanaged = ids[9::25]
    diff, commands = [], []
    for place, id in enumerate(differ):
        header = f"connection {names[id]!r} of project {projects[id]!r}"
        if place % 5 == 3:
            diff.append(
                {
                    "before": {},
                    "after": {"alias": f"Jira NEW{id}"},
                    "after_header": f"connection 'Jira NEW{id}' of project {projects[id]!r}",
                }
            )
            commands.append({"method": "POST", "path": "connections/alm/", "body": {"connector": 1}})
            continue
        before = {"frequency": "daily", "params": {"alm_project": "PAY", "title_format": None, "alm_standard_workflow": ""}}
        after = {
            "frequency": "hourly",
            "params": {
                "alm_project": "PAYMENTS",
                "title_format": "[{{task.id}}] {{task.title}} in {{project.name}} of {{application.name}}",
                "alm_standard_workflow": "",
            },
        }
        diff.append({"before": before, "after": after if place % 2 else {**after, "params": before["params"]}, "after_header": header})
        commands.append({"method": "PATCH", "path": f"connections/alm/{id}/"})
    connectors_diff = [
        {
            "before": {"params": {"alm_pass": "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER", "alm_server": "jira.example.com"}},
            "after": {"params": {"alm_pass": "new VALUE_SPECIFIED_IN_NO_LOG_PARAMETER", "alm_server": "jira-new.example.com"}},
            "after_header": "connector 'Jira'",
        }
    ]
    return {
        **has,
        "connectors_drift": {
            "diff": connectors_diff,
            "commands": [{"method": "PATCH", "path": "connectors/alm/1/"}],
            "listed": [1, 2, 3, 4, 5],
        },
        "connections_drift": {
            "diff": diff,
            "commands": commands,
            "listed": [id for id in ids if id not in unmanaged],
            "problems": [
                {
                    "index": 3,
                    "label": "connection 'Jira PAY7' of project 'Paymnets'",
                    "message": "project: no project has the name 'Paymnets'; did you mean 'Payments'?",
                },
                {"index": 17, "label": "connection 'GitHub x'", "message": "connector: no connector has the name 'GitHub Enterprsie'"},
            ]
            if errors
            else [],
        },
        "unmanaged": {
            "alm_connections": [
                {"id": each["id"], "alias": each["alias"], "project": each["project"], "connector": each["connector"]}
                | {"frequency": each["frequency"], "params": {"alm_project": "PAY", "alm_template": "{{ x }}"}}
                for each in has["alm_connections"]
                if each["id"] in unmanaged
            ]
        },
        "origins": {"connections": [f"jira_connections_payments[{index}]" for index in range(50)]},
    }


def unreachable(has: dict[str, Any]) -> dict[str, Any]:
    """The same, with connectors that were tested, of which one cannot be reached."""
    reason = "SD Elements' connectivity test failed: HTTPSConnectionPool(host='servicenow.example.com', port=443): Max retries exceeded"
    tests = [{"__report_connector": {"id": 5}, "msg": reason}, {"__report_connector": {"id": 1}, "connector": {}}]
    return {**has, "tests": tests}


def after(has: dict[str, Any]) -> dict[str, Any]:
    """The same, with the report of the day before, on which other syncs had failed."""
    before = {**has, "alm_connections": [dict(each) for each in has["alm_connections"]]}
    for each in before["alm_connections"][:9]:
        each["last_job"] = {**(each["last_job"] or {}), "succeeded": not (each["last_job"] or {}).get("succeeded")}
    last = _report.report(before, (NOW - timedelta(days=1)).isoformat())
    return {**has, "previous": base64.b64encode(json.dumps(last).encode()).decode()}


def data(has: dict[str, Any]) -> dict[str, Any]:
    """The data of its report."""
    return _report.report(has, NOW.isoformat())


def page(data: dict[str, Any]) -> str:
    """The page of a report, as the role writes it."""
    return _report_page.page(data, *((FILES / name).read_text(encoding="utf-8") for name in ("report.html.j2", "report.css", "report.js")))
