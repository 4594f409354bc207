# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers as a whole: generations, and profiles that sde_server_info made of a server, as positions of the switches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .behaviour import BY_NAME, ENDPOINTS, UnknownBehaviour

#: What differs from the defaults, which are those of release 4.12.
GENERATIONS: dict[str, dict[str, str]] = {
    "2018": {},
    "today": {
        "path_word": "issue-tracker",
        "side_path_word": "issue-tracker",
        "param_prefix": "issue_tracker",
        "paging": "forced",
        "data_params": "described",
        "status_mappings": "offered",
        "composite": "present",
        "all_jobs": "present",
        "inaccessible_sync": "400",
        "analysis_connectors_write": "allowed",
        "analysis_connector_params": "shown",
        "verification_categories": "system",
        "mapping": "present",
        "archived": "unread",
        "project_fields": "today",
        "projects_write": "allowed",
        "project_names": "unique",
        "lookups": "honoured",
        "exclude": "honoured",
        "filter_invalid": "400",
    },
}
#: Parts of a profile that say nothing about behaviour.
_DESCRIPTIVE = frozenset(("format", "version", "module", "user", "release", "unknown", "rights", "address", "certificate"))
#: A link to a page elsewhere; profiles contain no address.
_ELSEWHERE = "other:https://elsewhere.example.com"
_ENDPOINT_KEYS = frozenset(("word", "methods", "paging"))

#: A switch and its position, or a switch that is not known by that name and why: path in the profile, value.
Finding = tuple[str, str, Any]


def switches(profile: Mapping[str, Any]) -> tuple[dict[str, str], list[str]]:
    """Return the positions of the switches that imitate a server, and a line for each value that is none of a switch."""
    body = profile.get("server", profile)
    found: dict[str, str] = {}
    ignored: list[str] = []
    body = body if isinstance(body, Mapping) else {"server": body}
    for path, name, value in _findings(body):
        try:
            accepted = BY_NAME[name].accept(value) if isinstance(value, (str, int)) and name else ""
        except UnknownBehaviour:
            accepted = ""
        path = " ".join(path.split())
        if not accepted:
            ignored.append(f"{path}: {value!r} is ignored")
        elif found.setdefault(name, accepted) != accepted:
            ignored.append(f"{path}: {value!r} is ignored, {name} is {found[name]}")
    return found, ignored


def _findings(profile: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield where a value stands, the switch that it is for (none: nothing takes it), and the position of the switch."""
    for name, value in profile.items():
        if name in _PARTS and isinstance(value, _PARTS[name][0]):
            yield from _PARTS[name][1](profile, value)
        elif name in BY_NAME and not (name in _DESCRIPTIVE and not isinstance(value, str)):
            yield name, name, value
        elif name not in _DESCRIPTIVE:
            yield name, "", value


def _of_endpoints(profile: Mapping[str, Any], endpoints: Mapping[str, Any]) -> Iterator[Finding]:
    for endpoint, what in endpoints.items():
        for path, switch, value in _of_endpoint(f"endpoints.{endpoint}", endpoint, what):
            # A switch that methods are for may have a part of its own, or be named as not known.
            if not switch or (switch not in profile and switch not in _listed(profile, "unknown")):
                yield path, switch, value


def _of_secrets(profile: Mapping[str, Any], secrets: Mapping[str, Any]) -> Iterator[Finding]:
    forms = profile.get("secret_form")
    exact = {**secrets, **(forms if isinstance(forms, Mapping) else {})}
    for kind in secrets:
        switch = {"accessible": "secrets", "inaccessible": "secrets_inaccessible"}.get(kind, "")
        same = kind == "inaccessible" and exact[kind] == exact.get("accessible") != "unknown"
        yield f"secrets.{kind}", switch, "same" if same else exact[kind]


def _of_filters(profile: Mapping[str, Any], value: str) -> Iterator[Finding]:
    if value == "refused":
        yield "filters", "unknown_filters", value
    else:
        yield "filters", "filters", "all" if value == "honoured" and "alias" in _listed(profile, "connection_filters") else value


def _of_next_host(profile: Mapping[str, Any], value: str) -> Iterator[Finding]:
    yield "next_host", "next_host", _ELSEWHERE if value == "other" else value


def _of_aliases(profile: Mapping[str, Any], value: str) -> Iterator[Finding]:
    yield "unique_aliases", "unique_names", value


def _nothing(profile: Mapping[str, Any], value: Any) -> Iterator[Finding]:
    """Take a part that another part is read with."""
    return iter(())


def _listed(profile: Mapping[str, Any], name: str) -> list[Any]:
    value = profile.get(name)
    return value if isinstance(value, list) else []


def _of_endpoint(path: str, endpoint: str, what: Any) -> Iterator[Finding]:
    """Yield the findings of one endpoint; one that is null does not exist."""
    if endpoint not in _METHODS or not isinstance(what, (Mapping, type(None))):
        yield path, "", what
        return
    what = {"methods": []} if what is None else what
    for key in what:
        if key not in _ENDPOINT_KEYS:
            yield f"{path}.{key}", "", what[key]
    if what.get("word") is not None and endpoint in ENDPOINTS:
        yield f"{path}.word", f"{endpoint}_word", what["word"]
    if what.get("paging") is not None:
        yield f"{path}.paging", "paging", what["paging"]
    methods = what.get("methods")
    if isinstance(methods, list) and all(isinstance(one, str) for one in methods):
        for name, value in _METHODS[endpoint]({one.upper() for one in methods}).items():
            yield f"{path}.methods", name, value
    elif methods is not None:
        yield f"{path}.methods", "", methods


def _allowed(yes: bool) -> str:
    return "allowed" if yes else "refused"


def _present(yes: bool) -> str:
    return "present" if yes else "absent"


def _editable(endpoint: str) -> Callable[[set[str]], dict[str, str]]:
    def positions(methods: set[str]) -> dict[str, str]:
        verbs = methods & {"PATCH", "PUT"}
        return {
            f"{endpoint}_create": _allowed("POST" in methods),
            f"{endpoint}_update": "both" if len(verbs) == 2 else "".join(verbs).lower() or "none",
            f"{endpoint}_delete": _allowed("DELETE" in methods),
        }

    return positions


def _analysis_connectors(methods: set[str]) -> dict[str, str]:
    changes = methods & {"PATCH", "PUT", "DELETE"}
    return {"analysis_connectors_write": "allowed" if changes else "create" if "POST" in methods else "refused"}


def _composite(methods: set[str]) -> dict[str, str]:
    return {"composite": "present" if "POST" in methods else "refused" if methods else "absent"}


#: Endpoint -> what its methods say: switches and their positions.
_METHODS: dict[str, Callable[[set[str]], dict[str, str]]] = {
    "connectors": _editable("connectors"),
    "connections": _editable("connections"),
    "analysis_connectors": _analysis_connectors,
    "analysis_connections": lambda methods: {"analysis_connections_write": _allowed(bool(methods - {"GET", "HEAD", "OPTIONS"}))},
    "jobs": lambda methods: {},
    "plugins": lambda methods: {"plugins": _present(bool(methods))},
    "tests": lambda methods: {"test_endpoint": _present(bool(methods))},
    "projects": lambda methods: {"projects_write": _allowed("POST" in methods)},
    "composite": _composite,
    "integrations": lambda methods: {"integrations": _present(bool(methods))},
}
#: Parts of a profile that are not a switch, if they are of this type.
_PARTS: dict[str, tuple[type, Callable[[Mapping[str, Any], Any], Iterator[Finding]]]] = {
    "endpoints": (dict, _of_endpoints),
    "secrets": (dict, _of_secrets),
    "secret_form": (dict, _nothing),
    "filters": (str, _of_filters),
    "connection_filters": (list, _nothing),
    "next_host": (str, _of_next_host),
    "unique_aliases": (str, _of_aliases),
}
