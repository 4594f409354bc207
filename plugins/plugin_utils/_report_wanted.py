# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the variables of the roles describe, as the plural modules take it, for the comparison of the role report.

This file is private to the collection. An entry that is not as its role takes it is a problem of its own; the others are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.sdelements.integrations.plugins.plugin_utils._mapping import SYSTEMS, alm_connections, alm_connectors

Config = list[dict[str, Any]]

#: Variables of the role integration, by what they describe.
LISTS = ("connectors", "connections", "analysis_connectors", "analysis_connections")


def described(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the variables describe: C(connectors), C(connections), those of analysis tools, and C(problems), a line each.

    :param variables: the variables of the roles by name; None is the same as left out.
    """
    found: dict[str, list[Any]] = {**{name: [] for name in LISTS}, "problems": []}
    for system in SYSTEMS:
        connector = variables.get(f"{system}_connector")
        found["connectors"] += _each([connector] if connector else [], "", lambda each, of=system: alm_connectors(each, of), found["problems"])
        name = f"{system}_connections"
        found["connections"] += _each(
            _list(variables, name, found["problems"]),
            f"{system}_connections[0]",
            lambda each, of=system, own=connector: alm_connections([each], of, connector=own),
            found["problems"],
        )
    for name in LISTS:
        found[name] += _list(variables, f"integration_{name}", found["problems"])
    return found


def _list(variables: Mapping[str, Any], name: str, problems: list[str]) -> list[Any]:
    value = variables.get(name)
    if value is None or isinstance(value, list):
        return value or []
    problems.append(f"{name}: it is not a list")
    return []


def _each(entries: list[Any], first: str, work: Callable[[Any], Config], problems: list[str]) -> Config:
    """Return what becomes of each entry; what is wrong with one is added to the problems.

    :param first: what messages call the first entry of a list; its place is put there.
    """
    results: Config = []
    for place, entry in enumerate(entries):
        try:
            results += work(entry)
        except AnsibleFilterError as error:
            problems.append(str(error).replace(first, f"{first[:-3]}[{place}]", 1) if first else str(error))
    return results
