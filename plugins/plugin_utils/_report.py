# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role report tells: from the results of the modules to data, from data to a page.

This file is private to the collection. Pure functions: the time is an argument, the same data gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, Optional

from ansible.errors import AnsibleFilterError
from ansible_collections.sdelements.integrations.plugins.module_utils._api.masks import PLACEHOLDER
from ansible_collections.sdelements.integrations.plugins.module_utils._model.output import visible
from jinja2 import Environment
from markupsafe import Markup

Row = dict[str, Any]

INTERVALS = {"hourly": timedelta(hours=1), "daily": timedelta(days=1), "weekly": timedelta(days=7), "monthly": timedelta(days=31)}

#: A sync is overdue when this many intervals have gone by without one.
PATIENCE = 2

#: What may be wrong with an integration, the gravest first.
PROBLEMS = ("failed", "overdue", "unreachable", "drifted", "never_run")

TYPES = {"alm": "ALM", "analysis": "Analysis Tool"}

BY_AGENT = "marked as inaccessible, so an agent has to sync"


def report(found: Mapping[str, Any], at: str, title: str = "SD Elements integrations") -> dict[str, Any]:
    """The health of all integrations.

    :param found: what the modules returned, by the names that the role gives it.
    :param at: the time of the report.
    """
    now = _time(at)
    if now is None:
        raise AnsibleFilterError(f"{at!r} is not a time such as 2026-01-31T12:00:00Z")
    projects = {each["id"]: each for each in found["projects"]}
    drift = _drift(found)
    connectors = _connectors(found)
    rows = sorted(_rows(found, projects, connectors, drift, now), key=_gravest_first)
    busy = {row["project_id"] for row in rows}
    bare = [_place(each) for each in projects.values() if each["id"] not in busy and not each.get("archived")]
    counted = Counter(problem for row in rows for problem in row["problems"])
    shown = sorted(connectors.values(), key=lambda each: (each["type"], each["name"], each["id"]))
    for connector in shown:
        connector["integrations"] = sum(row["connector_id"] == connector["id"] and row["type"] == connector["type"] for row in rows)
    return {
        "title": title,
        "generated": _written(now),
        "counts": {
            "integrations": len(rows),
            **{problem: counted[problem] for problem in PROBLEMS},
            "healthy": sum(not row["problems"] and row["status"] != "unknown" for row in rows),
            "unknown": sum(not row["problems"] and row["status"] == "unknown" for row in rows),
            "connectors": len(connectors),
            "connectors_unreachable": sum(each["unreachable"] is not None for each in shown),
            "projects": sum(not each.get("archived") for each in projects.values()),
            "projects_without_integration": len(bare),
            "drift": len(drift["connectors"]) + len(drift["connections"]),
        },
        "integrations": rows,
        "connectors": shown,
        "projects_without_integration": sorted(bare, key=_by_place),
        "drift": drift,
    }


def page(data: Mapping[str, Any], template: str, style: str = "", script: str = "") -> str:
    """The data as one page that needs nothing else. Each text is made visible and escaped by the template engine."""
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, finalize=_visible)
    now = _time(data["generated"]) or datetime.now(timezone.utc)
    environment.filters.update(ago=lambda text: _ago(text, now), day=_day)
    return environment.from_string(str(template)).render(
        data=data, style=Markup(style), script=Markup(script), style_hash=_hash(style), script_hash=_hash(script), problems=list(PROBLEMS)
    )


def _visible(value: Any) -> Any:
    """A value as the page shows it: no text of the server changes how the text around it reads."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _rows(
    found: Mapping[str, Any], projects: Mapping[int, Row], connectors: Mapping[tuple[str, int], Row], drift: Row, now: datetime
) -> Iterable[Row]:
    drifted = {(each["type"], each["id"]): each["differences"] for each in drift["connections"] if each["id"] is not None}
    for kind, type_name in TYPES.items():
        connections = found[f"{kind}_connections"]
        tells_jobs = any("last_job" in each for each in connections)
        for each in connections:
            connector = connectors.get((kind, each.get("connector") or 0), {})
            job = each.get("last_job") or {}
            last_run = _time(job.get("last_run"))
            status = _status(each, job, tells_jobs)
            unreachable = connector.get("unreachable") or (BY_AGENT if each.get("inaccessible") else None)
            differences = drifted.get((type_name, each["id"]), [])
            holds = {
                "failed": status == "failed",
                "overdue": last_run is not None and _is_overdue(each.get("frequency"), last_run, now),
                "unreachable": unreachable is not None,
                "drifted": bool(differences),
                "never_run": status == "never_run",
            }
            yield {
                "id": each["id"],
                "type": type_name,
                "alias": each.get("alias") or "",
                **_place(projects.get(each.get("project"), {"id": each.get("project")})),
                **_system(each),
                "connector_id": each.get("connector"),
                "connector": connector.get("name"),
                "frequency": each.get("frequency"),
                "status": status,
                "last_run": _written(last_run),
                "message": job.get("result_message") or "",
                "unreachable": unreachable,
                "differences": differences,
                "problems": [problem for problem in PROBLEMS if holds[problem]],
            }


def _status(connection: Row, job: Row, tells_jobs: bool) -> str:
    if connection.get("in_progress") or job.get("ready") is False:
        return "running"
    if not job:
        return "never_run" if tells_jobs else "unknown"
    return "succeeded" if job.get("succeeded") else "failed"


def _is_overdue(frequency: Any, last_run: datetime, now: datetime) -> bool:
    return frequency in INTERVALS and now - last_run > PATIENCE * INTERVALS[frequency]


def _connectors(found: Mapping[str, Any]) -> dict[tuple[str, int], Row]:
    """All connectors by kind and id, with the reason why they can not be reached."""
    failed = {each.get("__report_connector", {}).get("id"): each.get("msg") for each in found.get("tests") or [] if "connector" not in each}
    rows = {}
    for kind, type_name in TYPES.items():
        for each in found[f"{kind}_connectors"]:
            reason = BY_AGENT if each.get("inaccessible") else failed.get(each["id"]) if kind == "alm" else None
            rows[kind, each["id"]] = {
                "id": each["id"],
                "type": type_name,
                "name": each.get("name") or "",
                **_system(each),
                "unreachable": reason,
            }
    return rows


def _drift(found: Mapping[str, Any]) -> Row:
    """What the plural modules would change, were they run with the variables of the roles."""
    results = {
        (objects, type_name): found.get(f"{prefix}{objects}_drift") or {}
        for objects in ("connectors", "connections")
        for prefix, type_name in (("", TYPES["alm"]), ("analysis_", TYPES["analysis"]))
    }
    compared = [result for result in results.values() if result and not result.get("skipped")]
    drift: Row = {"compared": bool(compared), "errors": [error for result in compared for error in _errors(result)]}
    for (objects, type_name), result in results.items():
        found_here = zip(result.get("diff") or [], result.get("commands") or [])
        drift.setdefault(objects, []).extend({**_difference(*pair), "type": type_name} for pair in found_here)
    return drift


def _errors(result: Mapping[str, Any]) -> list[str]:
    """What could not be compared: each wrong entry, or the whole list."""
    problems = result.get("problems") or ()
    if problems:
        places = [each["label"] or f"config[{each['index']}]" for each in problems]
        return [f"{place}: {each['message']}" for place, each in zip(places, problems)]
    return [] if "commands" in result else [str(result.get("msg") or "it gave no reason")]


def _difference(diff: Mapping[str, Any], command: Mapping[str, Any]) -> Row:
    """One object that is not as the variables say, from the change that a run would make of it."""
    before, after = (_flat(diff.get(side) or {}) for side in ("before", "after"))
    missing = command["method"] == "POST"
    number = re.search(r"/(\d+)/$", command["path"])
    return {
        "id": int(number[1]) if number and not missing else None,
        "name": str(diff.get("after_header") or ""),
        "state": "missing" if missing else "differs",
        "differences": []
        if missing
        else [
            {"key": key, "is": _shown(before.get(key)), "should": _shown(after.get(key))}
            for key in sorted({**before, **after})
            if before.get(key) != after.get(key)
        ],
    }


def _flat(value: Mapping[str, Any]) -> Row:
    return {**{key: each for key, each in value.items() if key != "params"}, **(value.get("params") or {})}


def _shown(value: Any) -> Any:
    """A value, or what can be said of a secret."""
    return value.replace(PLACEHOLDER, "secret") if isinstance(value, str) else value


def _place(project: Mapping[str, Any]) -> Row:
    return {
        "project_id": project.get("id"),
        "project": project.get("name") or f"project {project.get('id')}",
        "application": project.get("application_name"),
        "business_unit": project.get("business_unit_name"),
        "archived": bool(project.get("archived")),
    }


def _by_place(row: Row) -> tuple[str, str, str, int]:
    return row["project"].casefold(), row["application"] or "", row["business_unit"] or "", row["project_id"] or 0


def _gravest_first(row: Row) -> tuple[Any, ...]:
    rank = PROBLEMS.index(row["problems"][0]) if row["problems"] else len(PROBLEMS)
    return rank, *_by_place(row), row["type"], row["alias"], row["id"]


def _system(found: Mapping[str, Any]) -> Row:
    system = found.get("system") or {}
    return {"system": system.get("short_name") or system.get("name") or system.get("id"), "system_id": system.get("id")}


def _time(text: Any) -> Optional[datetime]:
    """A time of the API or of a user; UTC where it says no zone."""
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?", str(text or "").strip())
    if not found:
        return None
    zone = (found[3] or "Z").replace("Z", "+00:00")
    zone = zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    try:
        return datetime.fromisoformat(f"{found[1]}T{found[2]}{zone}").astimezone(timezone.utc)
    except ValueError:
        return None


def _written(time: Optional[datetime]) -> Optional[str]:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ") if time else None


def _day(text: Any) -> str:
    time = _time(text)
    return time.strftime("%Y-%m-%d %H:%M UTC") if time else ""


def _ago(text: Any, now: datetime) -> str:
    """How long ago a time was, in one unit."""
    time = _time(text)
    if time is None:
        return ""
    seconds = int((now - time).total_seconds())
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= length:
            number = seconds // length
            return f"{number} {unit}{'s' if number > 1 else ''} ago"
    return "just now"


def _hash(text: str) -> str:
    """What the page's own policy lets through: this text and no other."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
