# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Convert the entries of the roles for single systems to C(config) of the modules: a table of systems, and pure functions.

This file is private to the collection. No message contains a value, only names of keys, since values may be secret.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import InputError
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks import argspec


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

#: Keys that the modules take under the same name.
_SHARED = ("previous_names", "params", "secret_params", "clear_secrets")
_CONNECTOR = ("name", "inaccessible", *_SHARED)
_PLACE = ("project", "external_id", "application", "business_unit")
_CONNECTION = (*_PLACE, "alias", "connector", "frequency", "debug_mode", *_SHARED)

#: The keys of the roles that are not text.
_TYPED: dict[str, dict[str, Any]] = {
    "validate_cert": {"type": "bool"},
    "method": {"type": "str", "choices": ["https", "http"]},
}


def without_defaults(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of a module without their defaults, which the module itself fills in."""
    return {name: {key: each for key, each in option.items() if key != "default"} for name, option in options.items()}


def connector_options(system: System) -> dict[str, Any]:
    """Return the keys that a role's connector has, as an argument spec."""
    keys = (*system.connector, *system.secrets)
    return {**_picked(argspec.alm_connector(), _CONNECTOR), **{key: _TYPED.get(key, {"type": "str"}) for key in keys}}


def connection_options(system: System) -> dict[str, Any]:
    """Return the keys that an entry of a role's connections has, as an argument spec."""
    keys = (system.target, *system.connection)
    return {**_picked(argspec.alm_connection(), _CONNECTION), **{key: _TYPED.get(key, {"type": "str"}) for key in keys}}


def connector_entry(system: System, connector: Mapping[str, Any], cleared: Iterable[str] = ()) -> dict[str, Any]:
    """Return what the module takes for a role's connector.

    :param connector: what C(connector_options) accepts.
    :param cleared: more names of secrets to clear.
    :raises InputError: two keys give the same param, or a param to clear is not a secret.
    """
    params = _params(connector, system.connector, "params")
    for key, value in system.defaults.items():
        name = system.connector[key]
        if not {name, name.replace("alm_", "issue_tracker_", 1)} & set(params):
            params[name] = value
    return {
        "system": system.id,
        **{key: connector[key] for key in ("name", "inaccessible", "previous_names") if key in connector},
        **_filled(
            params=params,
            secret_params=_params(connector, system.secrets, "secret_params"),
            clear_secrets=_cleared(system, (*(connector.get("clear_secrets") or ()), *cleared)),
        ),
    }


def connection_entry(system: System, connection: Mapping[str, Any], own: Optional[str] = None) -> dict[str, Any]:
    """Return what the module takes for an entry of a role's connections.

    :param connection: what C(connection_options) accepts.
    :param own: the name of the role's connector, for a connection that names none.
    :raises InputError: a key is missing, two keys give the same param, or a param to clear is not a secret.
    """
    target = connection.get(system.target)
    if target is None:
        raise InputError(f"{system.target}: it is missing; give it")
    params = _params(connection, {system.target: "alm_project", **system.connection}, "params")
    return {
        "alias": f"{system.label} {target}",
        **({} if own is None else {"connector": own}),
        **{key: value for key, value in connection.items() if key in _CONNECTION and key not in _SHARED},
        **_filled(
            previous_names=connection.get("previous_names"),
            params=params,
            secret_params=connection.get("secret_params"),
            clear_secrets=_cleared(system, connection.get("clear_secrets") or ()),
        ),
    }


def _picked(options: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return without_defaults({name: options[name] for name in names})


def _params(value: Mapping[str, Any], mapping: Mapping[str, str], others: str) -> dict[str, Any]:
    """Return the keys of the role under the API's names, and those that already have them (in C(others))."""
    params = dict(value.get(others) or {})
    for key, name in mapping.items():
        if key not in value:
            continue
        if name in params:
            raise InputError(f"{key}: {others}.{name} is the same; give one of them")
        params[name] = value[key]
    return params


def _cleared(system: System, names: Iterable[str]) -> list[str]:
    """Return the names of the secrets to clear, those with a short key of the role under the API's names."""
    plain = {system.target, *system.connector, *system.connection}
    for name in names:
        if name in plain:
            raise InputError(f"clear_secrets: {name} is not a secret; give names of secrets, such as {min(system.secrets)}")
    return list(dict.fromkeys(system.secrets.get(name, name) for name in names))


def _filled(**values: Any) -> dict[str, Any]:
    """Return the values that contain something."""
    return {key: value for key, value in values.items() if value}
