# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the roles' variables become what the modules take as C(config): a table of systems and two functions.

This file is private to the collection. No message holds a value, only names of keys, since values may be secret.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Optional

from ansible.errors import AnsibleFilterError
from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import InputError
from ansible_collections.sdelements.integrations.plugins.plugin_utils._values import given


@dataclass(frozen=True)
class System:
    """A system: which key of the role's variables is which parameter of the API. ``target`` names the tracker's project."""

    id: str
    label: str
    target: str
    connector: Mapping[str, str]
    secrets: Mapping[str, str]
    connection: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)


SERVER = {
    "server": "alm_server",
    "method": "alm_method",
    "context_root": "alm_context_root",
    "validate_cert": "alm_validate_cert",
    "auth_mode": "alm_auth_mode",
}

SYSTEMS = {
    system.id: system
    for system in (
        System(
            "jira",
            "Jira",
            "jira_project",
            connector={**SERVER, "user": "alm_user", "version": "jira_version", "issue_type": "jira_issue_type"},
            secrets={"password": "alm_pass"},
            connection={"parent_issue": "alm_parent_issue"},
        ),
        System(
            "github",
            "GitHub",
            "repository",
            connector={**SERVER, "owner": "github_repo_owner", "duplicate_label": "github_duplicate_label"},
            secrets={"token": "alm_api_token"},
            defaults={"server": "api.github.com"},
        ),
    )
}

# Keys that the modules take under the same name.
CONNECTOR_FIELDS = ("name", "inaccessible", "previous_names")
CONNECTION_FIELDS = (
    "project",
    "external_id",
    "application",
    "business_unit",
    "alias",
    "connector",
    "frequency",
    "debug_mode",
    "previous_names",
)
# Always text, whatever YAML made of it: the 6.0 of a version, the 100 of a project.
TEXT = ("jira_version", "alm_project", "alm_parent_issue", "github_repo_owner")


def alm_connectors(
    connector: Any, system: str, update_secrets: Optional[str] = None, test_connection: Optional[str] = None, clear_secrets: Any = None
) -> list[dict[str, Any]]:
    """Return the one connector of a role as a list, which is empty where the role has none."""
    table = _system(system)
    if not connector:
        return []
    what = f"{table.id}_connector"
    connector = _data(connector, what)
    _check(what, connector, ("name",), {*CONNECTOR_FIELDS, *table.connector, *table.secrets})
    entry = {
        "system": table.id,
        **_fields(connector, CONNECTOR_FIELDS),
        **_given({"update_secrets": update_secrets, "test_connection": test_connection}),
    }
    params = _params(what, connector, table.connector, "params")
    for key, value in table.defaults.items():
        name = table.connector[key]
        if not {name, name.replace("alm_", "issue_tracker_", 1)} & set(params):
            params[name] = value
    return [
        {
            **entry,
            **_given(
                {
                    "params": params or None,
                    "clear_secrets": _cleared(table, (what, connector.get("clear_secrets")), (f"{table.id}_clear_secrets", clear_secrets)),
                    "secret_params": _params(what, connector, table.secrets, "secret_params") or None,
                }
            ),
        }
    ]


def alm_connections(
    connections: Any, system: str, connector: Any = None, update_secrets: Optional[str] = None, test_connection: Optional[str] = None
) -> list[dict[str, Any]]:
    """Return a role's connections. Those that name no connector belong to the role's own, if it has one."""
    table = _system(system)
    connections = _data(connections, f"{table.id}_connections")
    connector = _data(connector, f"{table.id}_connector")
    if isinstance(connections, (str, Mapping)) or not isinstance(connections or [], Sequence):
        raise AnsibleFilterError(f"{table.id}_connections: it is not a list")
    own = connector.get("name") if isinstance(connector, Mapping) else None
    own = own if own is None else str(own)  # a number is an id in the module, and here it is a name
    mapping = {table.target: "alm_project", **table.connection}
    entries = []
    for place, connection in enumerate(connections or []):
        what = f"{table.id}_connections[{place}]"
        named_by = "external_id" if isinstance(connection, Mapping) and connection.get("external_id") is not None else "project"
        _check(what, connection, (named_by, table.target), {*CONNECTION_FIELDS, *mapping})
        entry = _given({"alias": f"{table.label} {connection[table.target]}", "connector": own})
        entry.update(_fields(connection, CONNECTION_FIELDS))
        entry.update(
            _given(
                {
                    "update_secrets": update_secrets,
                    "test_connection": test_connection,
                    "clear_secrets": _cleared(table, (what, connection.get("clear_secrets"))),
                    "params": _params(what, connection, mapping, "params"),
                    "secret_params": connection.get("secret_params") or None,
                }
            )
        )
        entries.append(entry)
    return entries


def _system(name: str) -> System:
    if name not in SYSTEMS:
        raise AnsibleFilterError(f"there is no mapping for the system {name!r}, only for {' and '.join(sorted(SYSTEMS))}")
    return SYSTEMS[name]


def _data(value: Any, what: str) -> Any:
    """A variable as plain data. What is neither data nor vaulted stays: Ansible drops what is omitted, the module refuses the rest."""
    try:
        return given(value, what, lambda each, where: each)
    except InputError as error:
        raise AnsibleFilterError(error.message) from None


def _check(what: str, value: Any, required: Collection[str], known: Collection[str]) -> None:
    if not isinstance(value, Mapping):
        raise AnsibleFilterError(f"{what}: it is not a dictionary")
    known = {*known, "params", "secret_params", "clear_secrets"}
    unknown = sorted(str(key) for key in value if key not in known)
    if unknown:
        raise AnsibleFilterError(f"{what}: {', '.join(unknown)} is not known; there are: {', '.join(sorted(known))}")
    missing = [key for key in required if value.get(key) is None]
    if missing:
        raise AnsibleFilterError(f"{what}: {' and '.join(missing)} is missing")
    for key in ("params", "secret_params"):
        if not isinstance(value.get(key) or {}, Mapping):
            raise AnsibleFilterError(f"{what}: {key} is not a dictionary")


def _params(what: str, value: Mapping[str, Any], mapping: Mapping[str, str], others: str) -> dict[str, Any]:
    """The keys of the role under the API's names, and those that already have them (in ``others``)."""
    params = dict(value.get(others) or {})
    for key, name in mapping.items():
        if value.get(key) is None:
            continue
        if name in params:
            raise AnsibleFilterError(f"{what}: {key} and {others}.{name} are the same; give one of them")
        if isinstance(value[key], (dict, list)):
            raise AnsibleFilterError(f"{what}: {key} is not text")
        params[name] = str(value[key]) if name in TEXT else value[key]
    return params


def _cleared(table: System, *options: tuple[str, Any]) -> Optional[list[str]]:
    """The names of the secrets to empty, those with a short key of the role under the API's names."""
    names: dict[str, None] = {}
    for what, option in options:
        what = what if what.endswith("clear_secrets") else f"{what}.clear_secrets"
        if isinstance(option, (str, Mapping)) or not isinstance(option or [], Sequence):
            raise AnsibleFilterError(f"{what}: it is not a list")
        for name in option or ():
            if not isinstance(name, str) or name in {**table.connector, **table.connection, table.target: ""}:
                raise AnsibleFilterError(f"{what}: it names what is not a secret; give names of secrets, such as {min(table.secrets)}")
            names[table.secrets.get(name, str(name))] = None
    return list(names) or None


def _fields(value: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return _given({name: value.get(name) for name in names})


def _given(value: Mapping[str, Any]) -> dict[str, Any]:
    """What has a value: None is the same as left out."""
    return {key: each for key, each in value.items() if each is not None}
