# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How what a server has becomes the files of the role export: the inverse of _mapping.

This file is private to the collection. Pure functions: the same server gives the same bytes. What comes in was redacted by
the modules; what may have been a secret becomes a reference to a variable.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from textwrap import indent
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.sdelements.integrations.plugins.module_utils._api.masks import PLACEHOLDER
from ansible_collections.sdelements.integrations.plugins.module_utils._api.secret_names import is_secret_key
from ansible_collections.sdelements.integrations.plugins.module_utils._model.references import is_id
from ansible_collections.sdelements.integrations.plugins.module_utils._model.resources import RESOURCES
from ansible_collections.sdelements.integrations.plugins.plugin_utils._export_text import (
    Reference,
    commented,
    dump,
    literal,
    one_line,
    safe,
)
from ansible_collections.sdelements.integrations.plugins.plugin_utils._mapping import SYSTEMS, System
from ansible_collections.sdelements.integrations.plugins.plugin_utils._values import plain

Config = list[dict[str, Any]]

APPLY, TEMPLATE, SECRETS = "apply.yml", "secrets.template.yml", "secrets.yml"

#: What names a project.
PLACE = ("project", "application", "business_unit")

#: What is written of an object besides its names and params: what somebody configured, if the roles take it.
CONFIGURED = {"inaccessible": (True,), "debug_mode": (True,), "frequency": ("hourly", "daily", "weekly", "monthly")}

#: Characters of a file's name before its suffix.
_LONGEST_NAME = 60

_PLAY = f"""- name: Apply {{file}}
  hosts: localhost
  gather_facts: false
  vars_files:
    - [{SECRETS}, {TEMPLATE}]
    - {{file}}
  roles:
    - sdelements.integrations.{{role}}
"""

HEAD = "Written by the role sdelements.integrations.export, which overwrites it."


@dataclass
class Group:
    """One file: the connectors of one system, and the connections that use them."""

    connectors: Config = field(default_factory=list)
    connections: Config = field(default_factory=list)


class Export:
    """What a server has, arranged by file: C(connectors) and C(connections) as they are gathered, and C(projects)."""

    def __init__(self, data: Mapping[str, Any], variable: str) -> None:
        connectors, connections, projects = (plain(data[key]) for key in ("connectors", "connections", "projects"))
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", variable):
            raise AnsibleFilterError("the variable for secrets is not a name that a variable can have")
        _check_visible(connectors, connections)
        self._variable = str.__str__(variable)
        self._connector_names = _connector_names(connectors)
        self._project_names = _project_names(projects)
        self._ids = {each["id"]: each for each in connectors}
        self._ambiguous = _repeated((each.get("project"), each.get("alias")) for each in connections)
        self._groups: dict[str, Group] = {}
        self._secrets: dict[str, dict[str, str]] = {}
        for each in connectors:
            self._group(each.get("system")).connectors.append(each)
        for each in connections:
            self._group(self._ids.get(each.get("connector"), {}).get("system")).connections.append(each)
        for group in self._groups.values():
            group.connectors.sort(key=lambda each: (str(each.get("name")), each["id"]))
            group.connections.sort(key=self._place)
        self._variables = {name: self._written(name, group) for name, group in sorted(self._groups.items())}

    def files(self) -> list[str]:
        """The names of the files."""
        return [*(f"{name}.yml" for name in self._variables), TEMPLATE, APPLY]

    def text(self, file: str) -> str:
        """What is in a file."""
        if file == APPLY:
            return self._apply()
        if file == TEMPLATE:
            return self._template()
        role, variables = self._variables[file[: -len(".yml")]]
        texts = [f"{name}: []\n" if value == [] else f"{name}:\n{indent(dump(value), '  ')}" for name, value in variables.items()]
        group = self._groups[file[: -len(".yml")]]
        why = "Not managed, since a part of it is secret or it may be a mask"
        left_out = [
            f"{why}: {', '.join(each['left_out'])} of {each.get('name', each.get('alias'))}; to manage it, add it to params or "
            "secret_params"
            for each in (*group.connectors, *group.connections)
            if each.get("left_out")
        ]
        return commented([HEAD, f"Variables of the role sdelements.integrations.{role}.", *map(one_line, left_out)], *texts)

    def _group(self, system: Any) -> Group:
        name = re.sub(r"[^a-z0-9_-]+", "_", str(system or "").lower()).strip("_")[:_LONGEST_NAME] or "other"
        return self._groups.setdefault(f"system_{name}" if f"{name}.yml" in (APPLY, SECRETS) else name, Group())

    def _place(self, connection: Mapping[str, Any]) -> tuple[str, ...]:
        project = self._project(connection)
        return (*(str(project.get(key, "")) for key in PLACE), str(connection.get("alias")), f"{connection['id']:012d}")

    def _written(self, name: str, group: Group) -> tuple[str, dict[str, Any]]:
        """The role of a file and its variables: the short form where it can say everything, else that of all systems."""
        table = SYSTEMS.get(name)
        if table and self._is_short(table, group):
            connector = group.connectors[0]
            return name, {
                f"{name}_connector": self._short_connector(table, connector),
                f"{name}_connections": [self._short_connection(table, connector, each) for each in group.connections],
            }
        return "integration", {
            "integration_connectors": [self._connector(each) for each in group.connectors],
            "integration_connections": [self._connection(each) for each in group.connections],
        }

    def _is_short(self, table: System, group: Group) -> bool:
        """Whether a role for one system can say it: one connector, all called by name, none without a tracker's project."""
        if len(group.connectors) != 1 or not self._called_by_name(group.connectors[0]):
            return False
        if str(group.connectors[0].get("system")).lower() != table.id:  # files are named by what a file's name can have of it
            return False
        return all(
            (each.get("project"), each.get("alias")) not in self._ambiguous
            and _is_name(each.get("alias"))
            and _is_text(each["params"].get("alm_project"))
            for each in group.connections
        )

    def _called_by_name(self, connector: Mapping[str, Any]) -> bool:
        return bool(self._connector_names[connector["id"]] == connector.get("name"))

    def _short_connector(self, table: System, connector: Mapping[str, Any]) -> dict[str, Any]:
        full = self._connector(connector)
        params, secrets = full.pop("params"), full.pop("secret_params", {})
        full.pop("system")
        for key, value in table.defaults.items():
            if params.get(table.connector[key]) == value:
                del params[table.connector[key]]
        return _without_nothing(
            {**full, **_moved(table.connector, params), **_moved(table.secrets, secrets), "params": params, "secret_params": secrets}
        )

    def _short_connection(self, table: System, connector: Mapping[str, Any], connection: Mapping[str, Any]) -> dict[str, Any]:
        full = self._connection(connection)
        params, secrets = full.pop("params"), full.pop("secret_params", {})
        moved = _moved({table.target: "alm_project", **table.connection}, params)
        if full["connector"] == connector.get("name"):
            del full["connector"]
        if full["alias"] == f"{table.label} {moved[table.target]}":
            del full["alias"]
        place = {key: full.pop(key) for key in PLACE if key in full}
        return _without_nothing({**place, **moved, **full, "params": params, "secret_params": secrets})

    def _connector(self, connector: Mapping[str, Any]) -> dict[str, Any]:
        name, system = str(connector.get("name")), connector.get("system")
        own = {"name": name} if self._called_by_name(connector) else {"id": connector["id"]}
        params = dict(connector["params"])
        table = SYSTEMS.get(str(system).lower())
        logs_in_with = table.secrets.values() if table else ("alm_pass",) if "alm_user" in params else ()
        for key in logs_in_with:  # a server may leave secrets out of what it shows
            params.setdefault(key, PLACEHOLDER)
        return {
            **safe(own),
            "system": safe(system),
            **_fields(connector, ("inaccessible",)),
            **self._params(name if "name" in own else f"{name} ({connector['id']})", connector["id"], params),
        }

    def _connection(self, connection: Mapping[str, Any]) -> dict[str, Any]:
        place, alias = self._project(connection), connection.get("alias")
        named = _is_name(alias) and (connection.get("project"), alias) not in self._ambiguous
        own = {**place, "alias": alias} if named else {"id": connection["id"]}
        connector = connection.get("connector")
        user = {"connector": self._connector_names.get(connector, connector)} if connector is not None else {}
        return {
            **safe({**own, **user}),
            **_fields(connection, ("frequency", "debug_mode")),
            **self._params(" / ".join(map(str, own.values())), connection["id"], connection["params"]),
        }

    def _project(self, connection: Mapping[str, Any]) -> dict[str, Any]:
        project = connection.get("project")
        return self._project_names.get(project, {"project": project}) if isinstance(project, int) else {}

    def _params(self, label: str, id: int, params: Mapping[str, Any]) -> dict[str, Any]:
        """Params, and references to those that hold a secret."""
        secret = sorted(key for key, value in params.items() if is_secret_key(key) or value == PLACEHOLDER)
        written: dict[str, Any] = {
            "params": safe({key: "" if value is None else value for key, value in sorted(params.items()) if key not in secret})
        }
        if secret:
            key = self._key(label, id)
            self._secrets[key] = dict.fromkeys(map(literal, secret), PLACEHOLDER)
            written["secret_params"] = {safe(name): Reference(f"{{{{ {self._variable}['{key}']['{literal(name)}'] }}}}") for name in secret}
        return written

    def _key(self, label: str, id: int) -> str:
        """What the secrets of an object are filed under: its name, with the id where a literal can not hold the name."""
        key = label if literal(label) == label else f"{literal(label)} ({id})"
        while key in self._secrets:
            key += " (another)"
        return key

    def _template(self) -> str:
        return commented(
            [
                HEAD,
                f"Copy it to {SECRETS}, put the secrets in and encrypt that file: ansible-vault encrypt {SECRETS}",
                "A secret that is left as it is here counts as not given: SD Elements keeps the one that it has.",
            ],
            dump({self._variable: dict(sorted(self._secrets.items()))}),
        )

    def _apply(self) -> str:
        plays = [_PLAY.format(file=f"{name}.yml", role=role) for name, (role, unused) in self._variables.items()]
        return commented([HEAD, "Address and token of SD Elements come from the environment, SDE_URL and SDE_TOKEN."], *plays or ["[]\n"])


def _check_visible(connectors: Config, connections: Config) -> None:
    hidden = [f"connector {each.get('name')!r}" for each in connectors if not each.get("params")]
    hidden += [f"connection {each.get('alias')!r}" for each in connections if "params" not in each]
    if hidden:
        more = f" and of {len(hidden) - 5} more" if len(hidden) > 5 else ""
        raise AnsibleFilterError(
            f"SD Elements does not show the params of {', '.join(hidden[:5])}{more}; the user of sde_token needs the "
            f"permission {RESOURCES['alm_connection'].permission}"
        )


def _connector_names(connectors: Config) -> dict[int, Any]:
    repeated = _repeated(each.get("name") for each in connectors)
    return {each["id"]: each["name"] if _is_name(each.get("name")) and each["name"] not in repeated else each["id"] for each in connectors}


def _project_names(projects: Config) -> dict[int, dict[str, Any]]:
    """How each project is called: by name, narrowed where the name repeats, by id where that does not help."""
    ways = ((), ("application_name",), ("application_name", "business_unit_name"))
    names: dict[int, dict[str, Any]] = {}
    for keys in ways:
        left = [each for each in projects if each["id"] not in names]
        repeated = _repeated((each.get("name"), *(each.get(key) for key in keys)) for each in projects)
        for each in left:
            called = tuple(each.get(key) for key in ("name", *keys))
            if called not in repeated and all(map(_is_name, called)):
                names[each["id"]] = dict(zip(PLACE, called))
    return {**{each["id"]: {"project": each["id"]} for each in projects}, **names}


def _repeated(values: Iterable[Any]) -> set[Any]:
    return {value for value, times in Counter(values).items() if times > 1}


def _is_name(value: Any) -> bool:
    """Whether a text can call an object: digits may be an id too, a blank is refused, a redacted text is no longer its name."""
    return isinstance(value, str) and value == value.strip() != "" and not is_id(value) and PLACEHOLDER not in value


def _is_text(value: Any) -> bool:
    return isinstance(value, (str, int)) and not isinstance(value, bool) and str(value).strip() != "" and PLACEHOLDER not in str(value)


def _moved(mapping: Mapping[str, str], params: dict[str, Any]) -> dict[str, Any]:
    """Take params out that a role has a short key for, where the role takes the value there."""
    moved = {}
    for key, name in mapping.items():
        if name in params and _fits(key, params[name]):
            moved[key] = params.pop(name)
    return moved


def _fits(key: str, value: Any) -> bool:
    if key == "method":
        return value in ("https", "http")
    if key == "validate_cert":
        return isinstance(value, bool)
    return isinstance(value, (str, int)) and not isinstance(value, bool)


def _fields(found: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: found[name] for name in names if found.get(name) in CONFIGURED[name]}


def _without_nothing(value: Mapping[str, Any]) -> dict[str, Any]:
    return {key: each for key, each in value.items() if each != {}}
