# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desired state in the variables of the roles, as input of the plural modules, for the role report.

This file is private to the collection. Pure functions.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ansible_collections.sdelements.integrations.plugins.plugin_utils._roles import LISTS, Collected


def described(roles: Iterable[Collected]) -> dict[str, Any]:
    """Return what the variables describe: lists as C(config) takes them, where each entry is written, and what is wrong with others.

    What a role is to remove is not compared.
    """
    found: dict[str, Any] = {**{name: [] for name in LISTS}, "origins": {name: [] for name in LISTS}, "problems": []}
    for role in roles:
        found["problems"] += role.problems
        if role.options["state"] != "present" and any(role.entries.values()):
            found["problems"].append(
                f"{role.role}_state: it is {role.options['state']}, so the variables of the role {role.role} are not compared"
            )
            continue
        for name in LISTS:
            found[name] += role.entries[name]
            found["origins"][name] += role.origins[name]
    return found
