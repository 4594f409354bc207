# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters that turn the variables of the roles into what the modules take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import InputError
from ansible_collections.sdelements.integrations.plugins.plugin_utils._roles import (
    Variables,
    alm_connections,
    alm_connectors,
    collected,
    columns_of,
    lists_of,
)
from ansible_collections.sdelements.integrations.plugins.plugin_utils._table import read_table
from jinja2.runtime import Context


def variables(context: Context, role: str, part: str) -> Any:
    """Return a part of what the variables of a role describe."""
    only = lists_of(part)
    given = Variables(context)
    table = context.resolve("__integration_table")  # the playbook onboard has one in place of all lists of connections
    if isinstance(table, Mapping) and "connections" in only:
        rows, problems = read_table(table["path"], table["delimiter"], columns_of(role))
        found = collected(role, given, rows, problems, only=only)
    else:
        found = collected(role, given, only=only)
    if part == "problems":
        return found.message
    if found.problems:
        raise AnsibleFilterError(found.message)
    return found.part(part)


def _refusing(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function whose refusals Ansible reports as those of a filter."""

    @wraps(function)
    def refusing(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except InputError as error:
            raise AnsibleFilterError(error.message) from None

    return refusing


connectors = _refusing(alm_connectors)
connections = _refusing(alm_connections)
