# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of a role as what the modules take: collected from all lists, checked all together, each entry with its origin.

This file is private to the collection. Pure functions. A message has names of variables and keys, and what names an object; never a value
that may be secret.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Optional

from ansible.errors import AnsibleError
from ansible_collections.sdelements.integrations.plugins.module_utils._api.counts import counted
from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import InputError
from ansible_collections.sdelements.integrations.plugins.module_utils._model.desired import parse
from ansible_collections.sdelements.integrations.plugins.module_utils._model.output import visible
from ansible_collections.sdelements.integrations.plugins.module_utils._model.problems import MOST_SHOWN, Problem, one_line
from ansible_collections.sdelements.integrations.plugins.module_utils._model.references import listed
from ansible_collections.sdelements.integrations.plugins.module_utils._model.resources import RESOURCES
from ansible_collections.sdelements.integrations.plugins.module_utils._model.summary import message_of
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks import argspec
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import checked_entries
from ansible_collections.sdelements.integrations.plugins.plugin_utils._mapping import (
    SYSTEMS,
    System,
    connection_entry,
    connection_options,
    connector_entry,
    connector_options,
    without_defaults,
)
from ansible_collections.sdelements.integrations.plugins.plugin_utils._values import converted, opened
from jinja2 import Undefined, UndefinedError
from jinja2.runtime import Context

#: The lists of a role, each with the row of its objects in C(RESOURCES).
LISTS = {
    "connectors": "alm_connector",
    "connections": "alm_connection",
    "analysis_connectors": "analysis_connector",
    "analysis_connections": "analysis_connection",
}

#: The lists that the variables of each role describe.
_LISTS_OF = {**dict.fromkeys(SYSTEMS, ("connections",)), "integration": tuple(LISTS), "report": ()}

_LONGEST_LINE = 400

#: Options of a role that each of its entries gets.
_SHARED = ("update_secrets", "test_connection", "validate_params")

#: The options of the role report.
_REPORT = {
    "dest": {"type": "str"},
    "json": {"type": "str"},
    "metrics": {"type": "str"},
    "unmanaged": {"type": "str", "choices": ["connectors", "all", "none"], "default": "connectors"},
    "fail_on": {"type": "list", "elements": "str", "default": []},
    "title": {"type": "str", "default": "SD Elements integrations"},
    "now": {"type": "str"},
    "test_connections": {"type": "bool", "default": False},
}

_Spec = Mapping[str, Any]


class Variables(Mapping[str, Any]):
    """The variables of a play, each read when it is asked for: a template in it may fail."""

    def __init__(self, context: Context) -> None:
        self._context, self._names = context, list(context.get_all())

    def __getitem__(self, name: str) -> Any:
        return self._context.resolve(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@dataclass(frozen=True)
class Row:
    """An entry as it is written somewhere.

    :param origin: where it is written, such as C(jira_connections[3]).
    """

    origin: str
    value: Any


@dataclass
class Collected:
    """The desired state in the variables of a role.

    :param role: C(jira), C(github) or C(integration).
    :param options: the role's variables that are not lists of objects, without the prefix; missing ones have their default.
    :param entries: the entries of each list that are right, as C(config) of the modules takes them.
    :param origins: where each of them is written, such as C(jira_connections_team_a[3]).
    :param problems: what is wrong with the others and with the options, one line each, with its origin.
    """

    role: str
    options: dict[str, Any] = field(default_factory=dict)
    entries: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {name: [] for name in LISTS})
    origins: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in LISTS})
    problems: list[str] = field(default_factory=list)

    def config(self, name: str) -> list[dict[str, Any]]:
        """Return the entries of a list with what the role's options say of each of them."""
        shared = {key: self.options[key] for key in _SHARED if key in self.options and key in _entry_options(name)}
        return [{**shared, **entry} for entry in self.entries[name]]

    def part(self, name: str) -> Any:
        """Return a part by its name in the roles."""
        if name == "options":
            return _given(self.options)
        if name.endswith("_origins"):
            return self.origins[name[: -len("_origins")]]
        return self.parents(f"{name[: -len('parents')]}connections") if name.endswith("parents") else self.config(name)

    def parents(self, name: str) -> list[Any]:
        """Return the connectors whose connections a role may remove, by id or name: its own or, of a generic role, all in its lists.

        :param name: the list of connections.
        """
        connectors = self.entries[name.replace("connections", "connectors")]
        listed = [entry["id"] if "id" in entry else entry["name"] for entry in connectors]
        named = [] if self.role in SYSTEMS else [entry["connector"] for entry in self.entries[name] if "connector" in entry]
        return list(dict.fromkeys([*listed, *named]))

    @property
    def message(self) -> str:
        """The problems as one message; empty where there are none."""
        if len(self.problems) < 2:
            return "".join(self.problems)
        left = len(self.problems) - MOST_SHOWN
        more = [f"and {left:,} more"] if left > 0 else []
        return "\n".join([f"{counted(len(self.problems), 'problem')}; nothing was written:", *self.problems[:MOST_SHOWN], *more])


def lists_of(part: str) -> tuple[str, ...]:
    """Return the lists that have to be read for a part of C(Collected): each costs time where it is long."""
    if part == "problems":
        return tuple(LISTS)
    if part == "options":
        return ()
    if part.endswith("_origins"):
        return (part[: -len("_origins")],)
    kind = part[: -len("parents")]
    return (f"{kind}connectors", f"{kind}connections") if part.endswith("parents") else (part,)


def variables_of(role: str, names: Iterable[str], only: Collection[str] = tuple(LISTS)) -> list[str]:
    """Return those of these names that are variables of a role, in the order in which they are taken.

    :param only: the lists to read.
    """
    lists = {name: variable for name, variable in _list_variables(role).items() if name in only}
    single = {f"{role}_{name}" for name in options_of(role)} | ({f"{role}_connector"} if role in SYSTEMS else set())
    return sorted(name for name in names if name in single or any(name == one or name.startswith(f"{one}_") for one in lists.values()))


def options_of(role: str) -> dict[str, Any]:
    """Return the variables of a role that are not lists of objects, without its prefix, as an argument spec."""
    if role == "report":
        return dict(_REPORT)
    params = argspec.params()
    plural = argspec.plural({})
    own = {
        "update_secrets": params["update_secrets"],
        "clear_secrets": {**params["clear_secrets"], "default": []},
        **argspec.test_connection(),
    }
    return {
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        **(own if role in SYSTEMS else {"max_deletes": {"type": "int"}}),
        "validate_params": {**argspec.validate_params()["validate_params"], "default": "warn_always"},
        "atomic": {key: each for key, each in plural["atomic"].items() if key in ("type", "choices")},
        "concurrency": {"type": "int"},
        "prune": {"type": "str", "choices": ["none", "projects", "all"], "default": "none"},
        "prune_max": {"type": "int", "default": 10},
        "save_plan": {"type": "str"},
        "approved_plan": {"type": "str"},
        "sync": {"type": "bool", "default": False},
    }


def columns_of(role: str) -> list[str]:
    """Return the keys that an entry of a role's connections may have."""
    return list(connection_options(SYSTEMS[role]) if role in SYSTEMS else _entry_options("connections"))


def collected(
    role: str,
    variables: Mapping[str, Any],
    connections: Optional[Sequence[Row]] = None,
    problems: Iterable[str] = (),
    only: Collection[str] = tuple(LISTS),
) -> Collected:
    """Return what the variables of a role describe.

    :param role: C(jira), C(github) or C(integration).
    :param variables: by name, in any order; others than C(variables_of) names are not read. Values are as Ansible has them.
    :param connections: rows in place of all lists of connections.
    :param problems: what is wrong with others of these rows.
    :param only: the lists to read.
    """
    found = Collected(role)
    given = {name: _read(name, variables, found.problems) for name in variables_of(role, variables, only)}
    found.options = _options(role, given, found.problems)
    lists: dict[str, Sequence[Row]] = {}
    for name, variable in _list_variables(role).items():
        if name not in only:
            continue
        lists[name] = connections if name == "connections" and connections is not None else _rows(variable, given, found.problems)
    found.problems += map(_shown, problems)
    if role in SYSTEMS:
        _collect_system(SYSTEMS[role], given, lists, found)
        if found.options["prune"] != "none" and f"{role}_connector" not in _given(given):
            found.problems.append(
                f"{role}_prune: it removes connections of {role}_connector, which is missing; give it or leave {role}_prune out"
            )
    else:
        for name, rows in lists.items():
            _collect(name, rows, _entry_options(name), dict, found)
    return found


def alm_connectors(
    connector: Any, system: str, update_secrets: Optional[str] = None, test_connection: Optional[str] = None, clear_secrets: Any = None
) -> list[dict[str, Any]]:
    """Return the one connector of a role as a list, which is empty where the role has none."""
    variables = {"connector": connector, "clear_secrets": clear_secrets}
    return _converted("connectors", system, variables, update_secrets=update_secrets, test_connection=test_connection)


def alm_connections(
    connections: Any, system: str, connector: Any = None, update_secrets: Optional[str] = None, test_connection: Optional[str] = None
) -> list[dict[str, Any]]:
    """Return a role's connections. Those that name no connector belong to the role's own, if it has one."""
    variables = {"connector": connector, "connections": connections}
    return _converted("connections", system, variables, update_secrets=update_secrets, test_connection=test_connection)


def _converted(name: str, system: str, variables: Mapping[str, Any], **options: Optional[str]) -> list[dict[str, Any]]:
    if system not in SYSTEMS:
        raise InputError(f"system: there is no mapping for {system!r}, only for {' and '.join(sorted(SYSTEMS))}")
    found = collected(system, {f"{system}_{key}": value for key, value in variables.items()})
    if found.problems:
        raise InputError(found.message)
    return [{**entry, **_given(options)} for entry in found.entries[name]]


def _collect_system(system: System, given: Mapping[str, Any], lists: Mapping[str, Sequence[Row]], found: Collected) -> None:
    """Collect the connector and the connections of a role for one system."""
    connector = given.get(f"{system.id}_connector")
    rows = [Row(f"{system.id}_connector", connector)] if connector else []
    _collect(
        "connectors",
        rows,
        connector_options(system),
        lambda entry: connector_entry(system, entry, found.options["clear_secrets"]),
        found,
    )
    name = connector.get("name") if isinstance(connector, Mapping) else None
    own = str(name) if isinstance(name, (str, int)) else None  # a number is an id in the module, and here it is a name
    _collect(
        "connections",
        lists.get("connections", ()),
        connection_options(system),
        lambda entry: connection_entry(system, entry, own),
        found,
    )


def _collect(
    name: str, rows: Sequence[Row], options: _Spec, entry_of: Callable[[dict[str, Any]], dict[str, Any]], found: Collected
) -> None:
    """Add the entries of a list, and what is wrong with others.

    :param entry_of: returns what the module takes for an entry of the role, or raises an InputError.
    """
    plain: list[Any] = []
    problems: list[Problem] = []
    for index, row in enumerate(rows):
        plain.append(_taken(partial(converted, row.value, "", _refused), index, problems))
    refused = {problem.index for problem in problems}
    checked, wrong = checked_entries([{} if index in refused else each for index, each in enumerate(plain)], options)
    problems += wrong
    entries = [
        None if value is None or index in refused else _taken(partial(entry_of, _given(value)), index, problems)
        for index, value in enumerate(checked)
    ]
    problems += parse(RESOURCES[LISTS[name]], entries)[1]
    places = [_place(name, row) for row in rows]
    found.problems += [_line(problem, places) for problem in sorted(problems, key=lambda problem: problem.index or 0)]
    refused = {problem.index for problem in problems}
    for index, entry in enumerate(entries):
        if entry is not None and index not in refused:
            found.entries[name].append(entry)
            found.origins[name].append(rows[index].origin)


def _taken(make: Callable[[], Any], index: int, problems: list[Problem]) -> Any:
    """Return what a function makes of an entry; None where the entry is wrong, which is added to the problems."""
    try:
        return make()
    except InputError as error:
        problems.append(Problem.of(error, index))
        return None


def _line(problem: Problem, places: Sequence[str]) -> str:
    """Return a problem as one line with the place of its entry, and with those of others that it names."""
    message = re.sub(r"\bconfig\[(\d+)\]", lambda number: places[int(number[1])], problem.message)
    return _shown(f"{places[problem.index or 0]}: {message}")


def _shown(line: str) -> str:
    line = visible(one_line(line))
    return line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 4]} ..."


def _place(name: str, row: Row) -> str:
    """Return where an entry is written, with what the reader knows it by."""
    origin, value = row.origin, row.value
    keys = ("name",) if name.endswith("connectors") else ("project", "external_id")
    named = {key: value[key] for key in keys if isinstance(value, Mapping) and isinstance(value.get(key), (str, int))}
    if not named or not origin.endswith("]") and name.endswith("connectors"):
        return origin
    key, shown = next(iter(named.items()))
    return f"{origin} ({'connector' if key == 'name' else key} {shown!r})"


def _options(role: str, given: Mapping[str, Any], problems: list[str]) -> dict[str, Any]:
    """Return the options of a role, with their defaults."""
    options = options_of(role)
    names = {f"{role}_{name}": name for name in options}
    values: dict[str, Any] = {}
    for name in names:
        if name in given:
            try:
                values[name] = converted(given[name], name, _refused)
            except InputError as error:
                problems.append(_shown(error.message))
    # Before ansible-core 2.19 a template makes empty text of null. Where a mistake would delete or approve, it is not taken for null.
    careful = {f"{role}_{name}" for name in ("state", "save_plan", "approved_plan")}
    values = {name: value for name, value in values.items() if value != "" or name in careful}
    (checked,), wrong = checked_entries([values], without_defaults({name: options[short] for name, short in names.items()}))
    problems += [_shown(problem.message) for problem in wrong]
    problems += [
        f"{name}: it is empty; give a folder, or leave {name} out" for name in names if name.endswith("_plan") and values.get(name) == ""
    ]
    taken = {names[name]: value for name, value in _given(checked or {}).items()}
    return {name: taken.get(name, option.get("default")) for name, option in options.items()}


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what has a value: null is the same as left out."""
    return {name: value for name, value in values.items() if value is not None}


def _read(name: str, variables: Mapping[str, Any], problems: list[str]) -> Any:
    """Return the value of a variable; None where it cannot be known, since a template in it fails."""
    try:
        value = variables[name]
        if not isinstance(value, Undefined):
            return opened(value)
        reason = str(getattr(value, "_undefined_message", ""))
    except (AnsibleError, UndefinedError) as error:
        reason = str(error)
    problems.append(_shown(f"{name}: {_advice(reason)}"))
    return None


def _rows(variable: str, given: Mapping[str, Any], problems: list[str]) -> list[Row]:
    """Return the entries of a list and of all its parts."""
    rows: list[Row] = []
    for name, value in given.items():
        if name != variable and not name.startswith(f"{variable}_"):
            continue
        if isinstance(value, (list, tuple)):
            rows += [Row(f"{name}[{index}]", each) for index, each in enumerate(value)]
        elif value not in (None, ""):  # before ansible-core 2.19 a template makes empty text of null
            problems.append(f"{name}: it is not a list; give a list of dictionaries, or rename a variable that is something else")
    return rows


def _list_variables(role: str) -> dict[str, str]:
    """Return the lists that a role has variables for, with the names of these."""
    return {name: f"{role}_{name}" for name in _LISTS_OF[role]}


def _entry_options(name: str) -> dict[str, Any]:
    """Return what an entry of a list has."""
    return without_defaults(getattr(argspec, LISTS[name])())


def _refused(value: Any, where: str) -> Any:
    """Refuse a value that is neither data nor vaulted."""
    raise InputError(
        f"{where}: a value of the type {type(value).__name__} cannot be sent; give text, a number, a boolean, a list or a dictionary"
    )


def _advice(reason: str) -> str:
    """Return why a template fails, without the template or the values around it.

    :param reason: what Ansible says of it.
    """
    names = re.findall(r"('[\w.]+') is undefined|has no attribute ('\w+')", reason)
    if names:
        return f"{''.join(names[-1])} is undefined; define it, or leave this out"
    return "it cannot be made of its template; correct the template"


def _connections_with(ids: Sequence[str], kind: str) -> str:
    return f"{counted(len(ids), kind)}, with the {'id' if len(ids) == 1 else 'ids'} {listed(ids)}"


def summary_line(results: Mapping[str, Sequence[Mapping[str, Any]]], *, check_mode: bool, sync: bool) -> str:
    """Return what a role did, or would do, as one line.

    :param results: what its tasks returned, by what they manage; one that was skipped has nothing of interest.
    :param sync: whether it was to start syncs.
    """
    parts = ["Plan" if check_mode else "Done"]
    for name, found in results.items():
        summaries = [each["summary"] for each in found if "summary" in each]
        total = {action: sum(each[action] for each in summaries) for action in ("create", "update", "delete", "unchanged")}
        parts.append(f"{name}: {message_of(total, check_mode=check_mode).partition(': ')[2]}")
    every = [each for found in results.values() for each in found]
    if sync:
        started = [each for found in every for each in found.get("results") or () if each.get("changed")]
        parts.append(f"Syncs {'to start' if check_mode else 'started'}: {len(started)}")
        for name, results_of_kind in results.items():  # trackers and analysis tools may have the same ids
            left = [str(id) for found in results_of_kind for id in found.get("by_agent") or ()]
            if left:
                kind = name[: -len("s")].lower()
                parts.append(f"Left to the remote agent, since the connector is inaccessible: {_connections_with(left, kind)}")
    return ". ".join(parts)
