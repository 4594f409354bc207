# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The data of the role report, from the results of the modules.

This file is private to the collection. Pure functions: the time is an argument, the same data gives the same bytes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Optional
from urllib.parse import urljoin, urlsplit

from ansible.errors import AnsibleFilterError
from ansible_collections.sdelements.integrations.plugins.module_utils._model.resources import RESOURCES
from ansible_collections.sdelements.integrations.plugins.plugin_utils._export import ANALYSIS, TRACKER, Export
from ansible_collections.sdelements.integrations.plugins.plugin_utils._report_changes import changes
from ansible_collections.sdelements.integrations.plugins.plugin_utils._times import time_of, written
from ansible_collections.sdelements.integrations.plugins.plugin_utils._values import plain

Row = dict[str, Any]

INTERVALS = {"hourly": timedelta(hours=1), "daily": timedelta(days=1), "weekly": timedelta(days=7), "monthly": timedelta(days=31)}

#: A sync is overdue when this many intervals have gone by without one.
PATIENCE = 2

#: What may be wrong with an integration, the gravest first.
PROBLEMS = ("failed", "overdue", "unreachable", "drifted", "never_run")

TYPES = {"alm": "ALM", "analysis": "Analysis Tool"}

#: What stands before the names of objects in variables, by kind.
PREFIXES = {"alm": TRACKER, "analysis": ANALYSIS}

#: The kinds of objects, as variables and results call them.
OBJECTS = ("connectors", "connections")

#: Which objects that no variable manages are reported: connections of the variables' connectors, everything, nothing.
SCOPES = ("connectors", "all", "none")


def report(found: Mapping[str, Any], at: str, title: str = "SD Elements integrations", unmanaged: str = "connectors") -> dict[str, Any]:
    """Return the health of all integrations.

    :param found: what the modules returned, by the names that the role gives it.
    :param at: the time of the report.
    :param unmanaged: which objects that no variable manages are reported, one of C(SCOPES).
    """
    now = time_of(at)
    if now is None:
        raise AnsibleFilterError(f"{at!r} is not a time such as 2026-01-31T12:00:00Z")
    projects = {each["id"]: each for each in found["projects"]}
    connectors = _connectors(found)
    drift = _drift(found, projects, unmanaged)
    rows = sorted(_rows(found, projects, connectors, drift, now), key=_gravest_first)
    busy = {row["project_id"] for row in rows}
    bare = [
        {**_place(each), "url": project_url(found.get("server"), each.get("url"))}
        for each in projects.values()
        if each["id"] not in busy and not each.get("archived")
    ]
    users = Counter((row["type"], row["connector_id"]) for row in rows)
    shown = sorted(connectors.values(), key=lambda each: (each["type"], each["name"], each["id"]))
    for connector in shown:
        connector["integrations"] = users[connector["type"], connector["id"]]
    data = {
        "title": title,
        "generated": written(now),
        "server": found.get("server"),
        "tested": bool(found.get("tests")),
        "counts": {
            **_counts_of(rows),
            "connectors": len(connectors),
            "connectors_unreachable": sum(each["unreachable"] is not None for each in shown),
            "projects": sum(not each.get("archived") for each in projects.values()),
            "projects_without_integration": len(bare),
            **_counts_of_drift(found, drift, unmanaged),
        },
        "integrations": rows,
        "connectors": shown,
        "projects_without_integration": sorted(bare, key=_by_place),
        "drift": drift,
    }
    left = {
        (objects, TYPES[kind], _label(kind, objects, each, projects))
        for (kind, objects), ids in _unmanaged(found, "all").items()
        for each in found[f"{kind}_{objects}"]
        if each["id"] in ids
    }
    return {**data, "changes": changes(data, found.get("previous"), left)}


def _counts_of(rows: Sequence[Row]) -> dict[str, int]:
    counted = Counter(problem for row in rows for problem in row["problems"])
    return {
        "integrations": len(rows),
        **{problem: counted[problem] for problem in PROBLEMS},
        "healthy": sum(not row["problems"] and row["status"] != "unknown" for row in rows),
        "unknown": sum(not row["problems"] and row["status"] == "unknown" for row in rows),
        "by_agent": sum(row["by_agent"] for row in rows),
    }


def _counts_of_drift(found: Mapping[str, Any], drift: Row, scope: str) -> dict[str, Optional[int]]:
    """Return the counts of drift; null for what was not looked at."""
    if not any(_was_compared(result) for result in _results(found).values()):
        return {"drift": None, "unmanaged": None}
    states = Counter(each["state"] for objects in OBJECTS for each in drift[objects])
    return {"drift": sum(states.values()), "unmanaged": None if scope == "none" else states["unmanaged"]}


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
            last_run = time_of(job.get("last_run"))
            status = _status(each, job, tells_jobs)
            by_agent = bool(connector.get("by_agent") or each.get("inaccessible"))
            unreachable = None if by_agent else connector.get("unreachable")
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
                "url": project_url(found.get("server"), projects.get(each.get("project"), {}).get("url")),
                **_system(each),
                "connector_id": each.get("connector"),
                "connector": connector.get("name"),
                "frequency": _text(each.get("frequency")),
                "status": status,
                "last_run": written(last_run),
                "message": job.get("result_message") or "",
                "by_agent": by_agent,
                "unreachable": unreachable,
                "differences": differences,
                "problems": [problem for problem in PROBLEMS if holds[problem]],
            }


def project_url(server: Any, path: Any) -> Optional[str]:
    """Return the address of a project in SD Elements, else that of the server: never another host's, nor another scheme's.

    :param path: what the server shows as its address, such as C(/bunits/retail/shop/web/).
    """
    if not isinstance(server, str) or not re.match("https?://", server):
        return None
    if not isinstance(path, str) or not path or not re.fullmatch(r"[!-~]+", path):
        return server
    try:
        whole = urljoin(f"{server}/", path)
        same = urlsplit(whole)[:2] == urlsplit(server)[:2]
    except ValueError:  # such as http://[
        return server
    return whole if same else server


def _status(connection: Row, job: Row, tells_jobs: bool) -> str:
    if connection.get("in_progress") or job.get("ready") is False:
        return "running"
    if not job:
        return "never_run" if tells_jobs else "unknown"
    return "succeeded" if job.get("succeeded") else "failed"


def _is_overdue(frequency: Any, last_run: datetime, now: datetime) -> bool:
    interval = INTERVALS.get(_text(frequency) or "")
    return interval is not None and now - last_run > PATIENCE * interval


def _connectors(found: Mapping[str, Any]) -> dict[tuple[str, int], Row]:
    """Return all connectors by kind and id, with the reason why they cannot be reached."""
    failed = {each.get("__report_connector", {}).get("id"): each.get("msg") for each in found.get("tests") or [] if "connector" not in each}
    rows = {}
    for kind, type_name in TYPES.items():
        for each in found[f"{kind}_connectors"]:
            by_agent = bool(each.get("inaccessible"))
            rows[kind, each["id"]] = {
                "id": each["id"],
                "type": type_name,
                "name": each.get("name") or "",
                **_system(each),
                "by_agent": by_agent,
                "unreachable": failed.get(each["id"]) if kind == "alm" and not by_agent else None,
            }
    return rows


def _results(found: Mapping[str, Any]) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Return the results of the comparisons by kind and objects; an empty one where there was nothing to compare."""
    results = {}
    for kind in TYPES:
        for objects in OBJECTS:
            result = found.get(f"{PREFIXES[kind]}{objects}_drift") or {}
            results[kind, objects] = {} if result.get("skipped") else result
    return results


def _was_compared(result: Mapping[str, Any]) -> bool:
    """Return whether any entry of a comparison was compared."""
    return "commands" in result


def _drift(found: Mapping[str, Any], projects: Mapping[int, Row], scope: str) -> Row:
    """Return what the plural modules would change, were they run with the variables of the roles, and what no variable manages."""
    results = _results(found)
    given = {f"{PREFIXES[kind]}{objects}": result for (kind, objects), result in results.items() if result}
    origins = found.get("origins") or {}
    wrong = [error for name, result in given.items() for error in _errors(result, origins.get(name) or ())]
    errors = [*map(str, found.get("problems") or ()), *wrong]
    drift: Row = {"compared": bool(given or errors), "errors": errors, **{objects: [] for objects in OBJECTS}}
    for (kind, objects), result in results.items():
        found_here = zip(result.get("diff") or [], result.get("commands") or [])
        drift[objects].extend({**_difference(*pair), "type": TYPES[kind]} for pair in found_here)
    return {**drift, **{objects: drift[objects] + _found_unmanaged(found, projects, objects, scope) for objects in OBJECTS}}


def _found_unmanaged(found: Mapping[str, Any], projects: Mapping[int, Row], objects: str, scope: str) -> list[Row]:
    """Return the objects that no variable manages, each with the YAML that would manage it."""
    ids = {kind: each for (kind, these), each in _unmanaged(found, scope).items() if these == objects and each}
    if not ids:
        return []
    writer = Export(_as_exported(found), found.get("secrets_variable") or "sde_secrets")
    rows = []
    for kind in ids:
        shown = {each["id"]: each for each in (found.get("unmanaged") or {}).get(f"{kind}_{objects}") or ()}
        for each in found[f"{kind}_{objects}"]:
            if each["id"] in ids[kind]:
                one = shown.get(each["id"])
                rows.append(
                    {
                        "id": each["id"],
                        "type": TYPES[kind],
                        "name": _label(kind, objects, each, projects),
                        "state": "unmanaged",
                        "differences": [],
                        "yaml": writer.entry(PREFIXES[kind], objects, plain(one)) if one else None,
                    }
                )
    return sorted(rows, key=lambda row: (row["type"], row["name"], row["id"]))


def _as_exported(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the server has as the role export takes it: what names its objects."""
    lists = {f"{prefix}{objects}": found[f"{kind}_{objects}"] for kind, prefix in PREFIXES.items() for objects in OBJECTS}
    return {"projects": found["projects"], **lists}


def unmanaged_entries(found: Mapping[str, Any], scope: str) -> dict[str, list[dict[str, int]]]:
    """Return the objects that no variable manages, as the state gathered takes them: by kind, such as C(alm_connections)."""
    ids = _unmanaged(found, scope)
    return {f"{kind}_{objects}": [{"id": id} for id in sorted(ids.get((kind, objects), ()))] for kind in TYPES for objects in OBJECTS}


def _unmanaged(found: Mapping[str, Any], scope: str) -> dict[tuple[str, str], set[int]]:
    """Return the ids of the objects that no variable manages, by kind and objects.

    Of a list whose entries could not be looked for at all nothing is said.
    """
    if scope not in SCOPES:
        raise AnsibleFilterError(f"report_unmanaged: {scope!r} is not known; give one of: {', '.join(SCOPES)}")
    results = _results(found)
    if scope == "none" or not any(map(_was_compared, results.values())):
        return {}
    ids: dict[tuple[str, str], set[int]] = {}
    for (kind, objects), result in results.items():
        if result and "listed" not in result:
            continue
        listed = set(result.get("listed") or ())
        left = {each["id"]: each for each in found[f"{kind}_{objects}"] if each["id"] not in listed}
        if scope == "connectors":
            own = _own_connectors(found, kind, results) if objects == "connections" else set()
            left = {id: each for id, each in left.items() if each.get("connector") in own}
        ids[kind, objects] = set(left)
    return ids


def _own_connectors(found: Mapping[str, Any], kind: str, results: Mapping[tuple[str, str], Mapping[str, Any]]) -> set[Any]:
    """Return the ids of the variables' connectors: those that they list, and those of the connections that they list."""
    connectors, connections = (results[kind, objects] for objects in OBJECTS)
    managed = set(connections.get("listed") or ())
    used = {each.get("connector") for each in found[f"{kind}_connections"] if each["id"] in managed}
    named = {(each.get("body") or {}).get("connector") for each in connections.get("commands") or ()}
    return {*(connectors.get("listed") or ()), *used, *named} - {None}


def _label(kind: str, objects: str, found: Mapping[str, Any], projects: Mapping[int, Row]) -> str:
    """Return what messages call an object."""
    if objects == "connectors":
        return f"{RESOURCES[f'{kind}_connector'].kind} {str(found.get('name'))!r}"
    project = _place(projects.get(found.get("project") or 0, {"id": found.get("project")}))["project"]
    return f"{RESOURCES[f'{kind}_connection'].kind} {str(found.get('alias'))!r} of project {str(project)!r}"


def _errors(result: Mapping[str, Any], origins: Sequence[str]) -> list[str]:
    """Return what could not be compared: each wrong entry, or the whole list.

    :param origins: where the entries are written.
    """
    problems = result.get("problems") or ()
    hidden = [
        f"{each['item']}: SD Elements hides {', '.join(each['plain'])}, so it is not compared; give what is secret in secret_params, "
        "or leave it out"
        for each in result.get("unverified_secrets") or ()
        if each.get("plain")
    ]
    if problems or hidden:
        return [*(f"{_origin(each, origins)}: {each['message']}" for each in problems), *hidden]
    return [] if _was_compared(result) else [str(result.get("msg") or "the comparison failed without a reason")]


def _origin(problem: Mapping[str, Any], origins: Sequence[str]) -> str:
    """Return where an entry is written, and what it is called."""
    index = problem.get("index")
    origin = origins[index] if isinstance(index, int) and index < len(origins) else f"config[{index}]"
    return ": ".join(filter(None, (origin, problem["label"])))


def _difference(diff: Mapping[str, Any], command: Mapping[str, Any]) -> Row:
    """Return one object that is not as the variables describe it, from the change that a run would make to it."""
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
            {"key": key, "is": before.get(key), "should": after.get(key)}
            for key in sorted({**before, **after})
            if before.get(key) != after.get(key)
        ],
    }


def _flat(value: Mapping[str, Any]) -> Row:
    return {**{key: each for key, each in value.items() if key != "params"}, **(value.get("params") or {})}


def _place(project: Mapping[str, Any]) -> Row:
    return {
        "project_id": project.get("id"),
        "project": project.get("name") or f"project {project.get('id')}",
        "application": _text(project.get("application_name")),
        "business_unit": _text(project.get("business_unit_name")),
        "archived": bool(project.get("archived")),
    }


def _text(value: Any) -> Optional[str]:
    """Return a text of the server; None for what is not one."""
    return value if isinstance(value, str) else None


def _by_place(row: Row) -> tuple[str, str, str, int]:
    return row["project"].casefold(), row["application"] or "", row["business_unit"] or "", row["project_id"] or 0


def _gravest_first(row: Row) -> tuple[Any, ...]:
    rank = PROBLEMS.index(row["problems"][0]) if row["problems"] else len(PROBLEMS)
    return rank, *_by_place(row), row["type"], row["alias"], row["id"]


def _system(found: Mapping[str, Any]) -> Row:
    system = found.get("system") or {}
    return {"system": system.get("short_name") or system.get("name") or system.get("id"), "system_id": system.get("id")}
