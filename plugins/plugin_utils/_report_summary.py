# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The summary of the role report: one line, a warning, and whether the play fails. Pure functions.

This file is private to the collection.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, Optional

from ansible.errors import AnsibleFilterError
from ansible_collections.sdelements.integrations.plugins.module_utils._api.counts import counted
from ansible_collections.sdelements.integrations.plugins.module_utils._model.problems import one_line

NOT_COMPARED = "not_compared"

#: The keys of C(counts) in the data.
COUNTS = (
    "integrations",
    "failed",
    "overdue",
    "unreachable",
    "drifted",
    "never_run",
    "healthy",
    "unknown",
    "by_agent",
    "connectors",
    "connectors_unreachable",
    "projects",
    "projects_without_integration",
    "drift",
    "unmanaged",
)

#: Counts that need the server's connectivity test.
_OF_TESTS = ("unreachable", "connectors_unreachable")

#: Counts of the objects that a failure names.
_OF_DRIFT = ("drift", "drifted", "unmanaged")

#: Things that a warning or a failure names; all of them are on the page.
_NAMED = 5


def wanted(fail_on: Any, tests: bool) -> list[str]:
    """Return what the play fails on.

    :param tests: whether the connectors are tested.
    :raises AnsibleFilterError: a key is not known, or what it counts is not looked at.
    """
    keys = [each.strip() for each in fail_on.split(",") if each.strip()] if isinstance(fail_on, str) else list(fail_on or ())
    known = (*COUNTS, NOT_COMPARED)
    for key in keys:
        if key not in known:
            near = get_close_matches(str(key), known, 1)
            hint = f"; did you mean {near[0]}?" if near else f"; give keys of: {', '.join(known)}"
            raise AnsibleFilterError(f"report_fail_on: {key!r} is not known{hint}")
        if key in _OF_TESTS and not tests:
            raise AnsibleFilterError(f"report_fail_on: {key} counts failed tests, and none is run; set report_test_connections: true")
    return [str(key) for key in keys]


def failures(data: Mapping[str, Any], fail_on: list[str]) -> list[str]:
    """Return why the play fails: each count of C(report_fail_on) that is not zero, or that nothing was looked at for."""
    found = []
    for key in fail_on:
        number = len(data["drift"]["errors"]) if key == NOT_COMPARED else data["counts"][key]
        if number is None or (key == NOT_COMPARED and not number and data["counts"]["drift"] is None):
            found.append(f"{key}: nothing was compared")
        elif number:
            found.append(f"{key}: {number:,}")
    return found


def failure(data: Mapping[str, Any], fail_on: list[str], page: str) -> str:
    """Return the message of a play that fails: the counts, then a line for each of the first objects that drifted.

    An empty text where it does not fail.

    :param page: the file of the page.
    """
    counts = failures(data, fail_on)
    if not counts:
        return ""
    drift = data["drift"]
    found = [each for objects in ("connectors", "connections") for each in drift[objects]] if set(fail_on) & set(_OF_DRIFT) else []
    lines = [one_line(f"{each['name']}: {_drift_of(each)}") for each in found[:_NAMED]]
    more = [f"and {len(found) - _NAMED:,} more"] if len(found) > _NAMED else []
    return "\n".join([f"{', '.join(counts)}; see {page}", *lines, *more])


def _drift_of(each: Mapping[str, Any]) -> str:
    """Return how an object drifted, without values."""
    if each["state"] == "differs":
        keys = [difference["key"] for difference in each["differences"]]
        return f"{', '.join(keys)} {'differs' if len(keys) == 1 else 'differ'}"
    return {"missing": "does not exist in SD Elements", "unmanaged": "is in no variable"}[each["state"]]


def summary(data: Mapping[str, Any], page: str) -> str:
    """Return the one line: how many failed, drifted, are unmanaged, could not be compared, and where the page is.

    :param page: the file of the page.
    """
    counts, drift = data["counts"], data["drift"]
    states = [each["state"] for objects in ("connectors", "connections") for each in drift[objects]]
    parts = [f"{counts['failed']:,} failed"]
    if counts["drift"] is None:
        parts.append("drift not known")
    else:
        parts.append(f"{sum(state != 'unmanaged' for state in states):,} drifted")
        parts.append("unmanaged not known" if counts["unmanaged"] is None else f"{counts['unmanaged']:,} unmanaged")
    parts.append(f"{len(drift['errors']):,} could not be compared" if drift["compared"] else "no variables to compare with")
    return f"{', '.join(parts)}; page: {page}"


def warning(data: Mapping[str, Any]) -> Optional[str]:
    """Return the warning of a play that could not compare everything, or None."""
    errors = data["drift"]["errors"]
    if not errors:
        return None
    more = f"; and {len(errors) - _NAMED:,} more" if len(errors) > _NAMED else ""
    named = "; ".join(one_line(each) for each in errors[:_NAMED])
    return f"report: {counted(len(errors), 'thing')} could not be compared, so drift may be missed: {named}{more}"
