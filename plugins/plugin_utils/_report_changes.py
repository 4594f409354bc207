# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare a report with the last one: new and solved findings. Pure functions.

This file is private to the collection. The file of the last report may have been written by anybody: what is not as expected in it is
left out.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Container, Iterator, Mapping
from typing import Any, Optional

from ansible_collections.sdelements.integrations.plugins.plugin_utils._times import time_of, written

Fact = dict[str, Any]
Facts = dict[tuple[str, ...], Fact]

#: What a change may be about: problems of integrations, then of objects that are compared with variables.
_OF_ROWS = ("failed", "overdue", "unreachable", "drifted", "never_run")
_OF_DRIFT = ("missing", "differs", "unmanaged")

#: What only a look at the jobs shows.
OF_JOBS = ("failed", "overdue", "never_run")

#: While a sync is running, and where the jobs are not shown, nothing of that is solved.
_UNDECIDED = ("running", "unknown")


def changes(data: Mapping[str, Any], previous: Any, unmanaged: Container[tuple[str, str, str]]) -> Optional[dict[str, Any]]:
    """Return what is new and what is solved since the last report of this server, or None where there is none.

    What was not looked at now is not solved. The report of the same time is this one, written again: its changes stay.

    :param previous: the file of the last report in Base64, as M(ansible.builtin.slurp) reads it.
    :param unmanaged: what no variable manages, also what this report does not show: connectors or connections, type and name.
    """
    last = _read(previous)
    now, then = time_of(data["generated"]), time_of(last.get("generated"))
    if now is None or then is None or then > now or last.get("server") != data["server"]:
        return None
    if then == now:
        return _kept(last.get("changes"))
    before, after = _facts(last), _facts(data)
    open_rows = {(row["type"], str(row["id"])) for row in data["integrations"] if undecided(row)}
    compared = data["counts"]["drift"] is not None and not data["drift"]["errors"]

    def was_looked_at(key: tuple[str, ...]) -> bool:
        problem = key[0]
        if problem in ("drifted", *_OF_DRIFT):
            return bool(compared) and (problem != "unmanaged" or key[1:] not in unmanaged)
        if problem == "unreachable":
            return bool(data["tested"])
        return problem not in OF_JOBS or key[1:] not in open_rows

    return {
        "since": written(then),
        "new": [fact for key, fact in after.items() if key not in before],
        "solved": [fact for key, fact in before.items() if key not in after and was_looked_at(key)],
    }


def undecided(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the problems of an integration that hold until it is known how its sync ends."""
    return OF_JOBS if row["status"] in _UNDECIDED else ()


def _read(text: Any) -> dict[str, Any]:
    """Return the data of the last report; an empty one for what is not a report."""
    try:
        data = json.loads(base64.b64decode(str(text or ""), validate=True))
    except (binascii.Error, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _facts(data: Mapping[str, Any]) -> Facts:
    """Return everything that is wrong, each under what makes it the same in another report."""
    facts: Facts = {}
    for row in _dictionaries(data.get("integrations")):
        problems = row.get("problems")
        for problem in problems if isinstance(problems, list) else ():
            if problem in _OF_ROWS:
                name = f"{row.get('alias')}"
                facts[problem, str(row.get("type")), str(row.get("id"))] = _fact(problem, name, row.get("project"))
    drift = data.get("drift")
    for objects in ("connectors", "connections"):
        for each in _dictionaries(drift.get(objects) if isinstance(drift, dict) else None):
            state = each.get("state")
            # Connections that differ are drifted integrations.
            if state in _OF_DRIFT and (state, objects) != ("differs", "connections"):
                facts[state, objects, str(each.get("type")), str(each.get("name"))] = _fact(state, each.get("name"), None)
    return facts


def _fact(problem: Any, name: Any, project: Any) -> Fact:
    return {"problem": str(problem), "name": str(name), "project": None if project is None else str(project)}


def _kept(found: Any) -> Optional[dict[str, Any]]:
    """Return changes as they were written."""
    since = time_of(found.get("since")) if isinstance(found, dict) else None
    if since is None:
        return None
    return {
        "since": written(since),
        **{
            key: [
                _fact(each.get("problem"), each.get("name"), each.get("project"))
                for each in _dictionaries(found.get(key))
                if each.get("problem") in (*_OF_ROWS, *_OF_DRIFT)
            ]
            for key in ("new", "solved")
        },
    }


def _dictionaries(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the dictionaries of a list; of anything else nothing."""
    yield from (each for each in value if isinstance(each, dict)) if isinstance(value, list) else ()
