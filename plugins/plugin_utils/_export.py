# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Convert the objects of a server to the files of the role export: the inverse of _mapping.

This file is private to the collection. Pure functions: the same server gives the same bytes. What comes in was redacted by
the modules; what may have been a secret becomes a reference to a variable.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from textwrap import indent
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.sdelements.integrations.plugins.module_utils._api.masks import PLACEHOLDER
from ansible_collections.sdelements.integrations.plugins.module_utils._api.secret_names import is_secret_key
from ansible_collections.sdelements.integrations.plugins.module_utils._model.references import is_id
from ansible_collections.sdelements.integrations.plugins.module_utils._model.resources import RESOURCES
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.argspec import FREQUENCIES
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

TEMPLATE, SECRETS, VAULTED = "secrets.template.yml", "secrets.yml", "secrets.vault.yml"

#: Names that no file with variables gets, without suffix: of the starter files, and of the secrets.
_RESERVED = ("apply", "drift", "report", "secrets")

#: What names a project.
PLACE = ("project", "application", "business_unit")

#: What is written of an object besides its names and params, if the roles take the value. Defaults too: so a later change is drift.
CONFIGURED = {"inaccessible": (True, False), "debug_mode": (True, False), "frequency": FREQUENCIES}

#: What a connector logs in with, by the param that names the user, where no role knows its system.
LOGINS = {"alm_user": "alm_pass", "analysis_user": "analysis_pass"}

#: Characters of a file's name before its suffix.
_LONGEST_NAME = 60

HEAD = "Written by the role sdelements.integrations.export, which overwrites it."


#: The kinds of objects, by what stands before C(connectors) and C(connections) in the names of variables: of trackers, of analysis tools.
TRACKER, ANALYSIS = "", "analysis_"


@dataclass
class Listed:
    """Objects of one kind: connectors, and connections."""

    connectors: Config = field(default_factory=list)
    connections: Config = field(default_factory=list)

    @property
    def everything(self) -> Config:
        """All of them."""
        return [*self.connectors, *self.connections]


class Kind(Listed):
    """All objects of one kind that a server has, and how they are called."""

    def __init__(self, connectors: Config, connections: Config) -> None:
        super().__init__(connectors, connections)
        self.names = _connector_names(connectors)
        self._systems = {each["id"]: each.get("system") for each in connectors}
        self._ambiguous = _repeated((each.get("project"), each.get("alias")) for each in connections)

    def system_of(self, connection: Mapping[str, Any]) -> Any:
        """Return the system of a connection's connector, or None if the connector does not exist."""
        return self._systems.get(connection.get("connector"))

    def is_called_by_name(self, connector: Mapping[str, Any]) -> bool:
        """Return whether a connector's name is that of no other one, and can stand for it."""
        return bool(self.names[connector["id"]] == connector.get("name"))

    def is_called_by_alias(self, connection: Mapping[str, Any]) -> bool:
        """Return whether a connection's alias is that of no other one of its project, and can stand for it."""
        return _is_name(connection.get("alias")) and (connection.get("project"), connection.get("alias")) not in self._ambiguous


#: One file: the objects of one system, by kind.
Group = dict[str, Listed]


class Export:
    """The gathered objects of a server, grouped by file, and C(projects)."""

    def __init__(self, data: Mapping[str, Any], variable: str) -> None:
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", variable):
            raise AnsibleFilterError("the variable for secrets is not a name that a variable can have")
        self._variable = str.__str__(variable)
        self._kinds = {
            kind: Kind(*(plain(data.get(f"{kind}{objects}", [])) for objects in ("connectors", "connections")))
            for kind in (TRACKER, ANALYSIS)
        }
        self._project_names = _project_names(plain(data["projects"]))
        self._groups: dict[str, Group] = {}
        self._secrets: dict[str, dict[str, str]] = {}
        for name, kind in self._kinds.items():
            for each in sorted(kind.connectors, key=lambda each: (str(each.get("name")), each["id"])):
                self._group(each.get("system"))[name].connectors.append(each)
            for each in sorted(kind.connections, key=self._place):
                self._group(kind.system_of(each))[name].connections.append(each)

    @cached_property
    def _variables(self) -> dict[str, tuple[str, dict[str, Any]]]:
        """The role and the variables of each file, by its name without suffix."""
        _check_visible(self._kinds[TRACKER])
        return {name: self._written(name, group) for name, group in sorted(self._groups.items())}

    def entry(self, prefix: str, objects: str, found: Mapping[str, Any]) -> str:
        """Return the YAML that manages one object, an entry of a variable of the role integration.

        :param prefix: the kind, TRACKER or ANALYSIS.
        :param objects: C(connectors) or C(connections).
        :param found: the object, as it is gathered.
        """
        kind, before = self._kinds[prefix], dict(self._secrets)
        value = self._connector(kind, found) if objects == "connectors" else self._connection(kind, found)
        secrets = {key: each for key, each in self._secrets.items() if key not in before}
        self._secrets = before
        notes = [f"Add to {SECRETS}, with the values:", *dump({self._variable: secrets}).splitlines()] if secrets else []
        notes += [one_line(f"Not managed, since it may be secret: {name}") for name in found.get("left_out") or ()]
        return f"integration_{prefix}{objects}:\n{indent(dump([value]), '  ')}{''.join(f'# {note}' + chr(10) for note in notes)}"

    def files(self, present: Iterable[str] = ()) -> list[str]:
        """The names of the files.

        :param present: those that an earlier export wrote. What is about systems that are no longer there becomes empty, or it would be
            applied.
        """
        written = [*(f"{name}.yml" for name in self._variables), TEMPLATE]
        own = [f"{name}.yml" for name in _RESERVED]
        return [*written, *sorted(name for name in set(map(str, present)) if name not in written + own)]

    def text(self, file: str) -> str:
        """The content of a file."""
        every = self._variables  # the secrets of all files are collected with them
        if file == TEMPLATE:
            return self._template()
        if file[: -len(".yml")] not in every:
            return commented([HEAD, "SD Elements has nothing any more that belongs in this file."], "{}\n")
        role, variables = every[file[: -len(".yml")]]
        texts = [f"{name}: []\n" if value == [] else f"{name}:\n{indent(dump(value), '  ')}" for name, value in variables.items()]
        everything = [each for listed in self._groups[file[: -len(".yml")]].values() for each in listed.everything]
        why = "Not managed, since a part of it is secret or it may be a mask"
        left_out = [
            f"{why}: {', '.join(each['left_out'])} of {_label(each)}; to manage it, add it to params or secret_params"
            for each in everything
            if each.get("left_out")
        ]
        left_out += [
            f"Not managed, since SD Elements does not show them: the params of {_label(each)}; to create it anew, add params and "
            "secret_params"
            for each in everything
            if "params" not in each
        ]
        return commented([HEAD, f"Variables of the role sdelements.integrations.{role}.", *map(one_line, left_out)], *texts)

    def _group(self, system: Any) -> Group:
        name = re.sub(r"[^a-z0-9_]+", "_", str(system or "").lower()).strip("_")[:_LONGEST_NAME] or "other"
        name = f"system_{name}" if name in _RESERVED else name
        return self._groups.setdefault(name, {kind: Listed() for kind in self._kinds})

    def _place(self, connection: Mapping[str, Any]) -> tuple[str, ...]:
        project = self._project(connection)
        return (*(str(project.get(key, "")) for key in PLACE), str(connection.get("alias")), f"{connection['id']:012d}")

    def _written(self, name: str, group: Group) -> tuple[str, dict[str, Any]]:
        """The role of a file and its variables: the short form where it can say everything, else that of all systems."""
        table, listed = SYSTEMS.get(name), group[TRACKER]
        if table and not group[ANALYSIS].everything and self._is_short(table, listed):
            connector = listed.connectors[0]
            return name, {
                f"{name}_connector": self._short_connector(table, connector),
                f"{name}_connections": [self._short_connection(table, connector, each) for each in listed.connections],
            }
        variables: dict[str, Any] = {}
        for prefix, listed in group.items():
            kind = self._kinds[prefix]
            if listed.everything:
                variables[f"integration_{prefix}connectors_{name}"] = [self._connector(kind, each) for each in listed.connectors]
                variables[f"integration_{prefix}connections_{name}"] = [self._connection(kind, each) for each in listed.connections]
        return "integration", variables

    def _is_short(self, table: System, listed: Listed) -> bool:
        """Return whether a role for one system can say it: one connector, all called by name, none without a tracker's project."""
        kind = self._kinds[TRACKER]
        if len(listed.connectors) != 1 or not kind.is_called_by_name(listed.connectors[0]):
            return False
        if str(listed.connectors[0].get("system")).lower() != table.id:  # files are named by what a file's name can have of it
            return False
        return all(kind.is_called_by_alias(each) and _is_text(each["params"].get("alm_project")) for each in listed.connections)

    def _short_connector(self, table: System, connector: Mapping[str, Any]) -> dict[str, Any]:
        full = self._connector(self._kinds[TRACKER], connector)
        params, secrets = full.pop("params"), full.pop("secret_params", {})
        full.pop("system")
        for key, value in table.defaults.items():
            if params.get(table.connector[key]) == value:
                del params[table.connector[key]]
        return _without_nothing(
            {**full, **_moved(table.connector, params), **_moved(table.secrets, secrets), "params": params, "secret_params": secrets}
        )

    def _short_connection(self, table: System, connector: Mapping[str, Any], connection: Mapping[str, Any]) -> dict[str, Any]:
        full = self._connection(self._kinds[TRACKER], connection)
        params, secrets = full.pop("params"), full.pop("secret_params", {})
        moved = _moved({table.target: "alm_project", **table.connection}, params)
        if full["connector"] == connector.get("name"):
            del full["connector"]
        if full["alias"] == f"{table.label} {moved[table.target]}":
            del full["alias"]
        place = {key: full.pop(key) for key in PLACE if key in full}
        return _without_nothing({**place, **moved, **full, "params": params, "secret_params": secrets})

    def _connector(self, kind: Kind, connector: Mapping[str, Any]) -> dict[str, Any]:
        name, system = str(connector.get("name")), connector.get("system")
        own = {"name": name} if kind.is_called_by_name(connector) else {"id": connector["id"]}
        params = dict(connector.get("params", {}))
        table = SYSTEMS.get(str(system).lower()) if kind is self._kinds[TRACKER] else None
        logs_in_with = table.secrets.values() if table else [key for user, key in LOGINS.items() if user in params]
        for key in logs_in_with:  # a server may leave secrets out of what it shows
            params.setdefault(key, PLACEHOLDER)
        return {
            **safe(own),
            "system": safe(system),
            **_fields(connector, ("inaccessible",)),
            **self._params(name if "name" in own else f"{name} ({connector['id']})", connector, params),
        }

    def _connection(self, kind: Kind, connection: Mapping[str, Any]) -> dict[str, Any]:
        place, alias = self._project(connection), connection.get("alias")
        own = {**place, "alias": alias} if kind.is_called_by_alias(connection) else {"id": connection["id"]}
        connector = connection.get("connector")
        user = {"connector": kind.names.get(connector, connector)} if connector is not None else {}
        return {
            **safe({**own, **user}),
            **_fields(connection, ("frequency", "debug_mode")),
            **self._params(" / ".join(map(str, own.values())), connection, connection.get("params", {})),
        }

    def _project(self, connection: Mapping[str, Any]) -> dict[str, Any]:
        project = connection.get("project")
        return self._project_names.get(project, {"project": project}) if isinstance(project, int) else {}

    def _params(self, label: str, found: Mapping[str, Any], params: Mapping[str, Any]) -> dict[str, Any]:
        """Params, and references to those that hold a secret; nothing of an object whose params are not shown."""
        if "params" not in found:
            return {}
        secret = sorted(key for key, value in params.items() if is_secret_key(key) or value == PLACEHOLDER)
        written: dict[str, Any] = {
            "params": safe({key: "" if value is None else value for key, value in sorted(params.items()) if key not in secret})
        }
        if secret:
            key = self._key(label, found["id"])
            self._secrets[key] = dict.fromkeys(map(literal, secret), PLACEHOLDER)
            written["secret_params"] = {safe(name): Reference(f"{{{{ {self._variable}['{key}']['{literal(name)}'] }}}}") for name in secret}
        return written

    def _key(self, label: str, id: int) -> str:
        """The key for the secrets of an object: its name, with the id if a literal cannot contain the name."""
        key = label if literal(label) == label else f"{literal(label)} ({id})"
        while key in self._secrets:
            key += " (another)"
        return key

    def _template(self) -> str:
        return commented(
            [
                HEAD,
                f"Encrypt a copy: ansible-vault encrypt --output {VAULTED} {TEMPLATE}; put the secrets in: ansible-vault edit {VAULTED}",
                "A secret that is left as it is here is treated as not set: SD Elements keeps the one that it has.",
            ],
            dump({self._variable: dict(sorted(self._secrets.items()))}),
        )


def _label(found: Mapping[str, Any]) -> str:
    """Return what a comment calls an object."""
    return str(found.get("name", found.get("alias")))


def _check_visible(listed: Listed) -> None:
    hidden = [f"connector {each.get('name')!r}" for each in listed.connectors if not each.get("params")]
    hidden += [f"connection {each.get('alias')!r}" for each in listed.connections if "params" not in each]
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
    """The reference of each project: by name, narrowed if the name repeats, else by id."""
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
    """Return whether a text can call an object: digits may be an id too, a blank is refused, a redacted text is no longer its name."""
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
