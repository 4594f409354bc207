# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters that turn the variables of the roles into what the modules take. Their words are in the YAML files beside this one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.sdelements.integrations.plugins.plugin_utils import _mapping


def alm_connectors(connector: Any, system: str, update_secrets: Any = None, test_connection: Any = None) -> list[dict[str, Any]]:
    """Return the variable as C(config) of M(sdelements.integrations.sde_alm_connectors)."""
    try:
        return _mapping.connectors(system, connector, update_secrets=update_secrets, test_connection=test_connection)
    except _mapping.MappingError as error:
        raise AnsibleFilterError(str(error)) from None


def alm_connections(connections: Any, system: str, connector: Any = None, update_secrets: Any = None,
                    test_connection: Any = None) -> list[dict[str, Any]]:
    """Return the variable as C(config) of M(sdelements.integrations.sde_alm_connections)."""
    try:
        return _mapping.connections(system, connections, connector, update_secrets=update_secrets, test_connection=test_connection)
    except _mapping.MappingError as error:
        raise AnsibleFilterError(str(error)) from None


class FilterModule:
    """The filters."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return them by name."""
        return {"alm_connectors": alm_connectors, "alm_connections": alm_connections}
