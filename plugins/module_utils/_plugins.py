# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server itself says of the params of each system, where it says so (C(plugins/alm/), 4.8 and later).

This file is private to the collection.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from ansible_collections.sdelements.integrations.plugins.module_utils._compare import truth
from ansible_collections.sdelements.integrations.plugins.module_utils._dialect import as_text, canonical_key, is_system
from ansible_collections.sdelements.integrations.plugins.module_utils._errors import RequestError
from ansible_collections.sdelements.integrations.plugins.module_utils._names import is_secret_key
from ansible_collections.sdelements.integrations.plugins.module_utils._params import ALIASES
from ansible_collections.sdelements.integrations.plugins.module_utils._projects import nearest
from ansible_collections.sdelements.integrations.plugins.module_utils._resources import RESOURCES, Resource
from ansible_collections.sdelements.integrations.plugins.module_utils._server import Found, Server, number

#: The secret of a system whose description is not to be had (page ALM Connectors).
_USUAL_SECRETS = {"github": ("alm_api_token",)}


@dataclass(frozen=True, eq=False, repr=False)
class ParamField:
    """One param as a plugin describes it. ``scopes``: C(system) (of the connector), C(project) (of the connection)."""

    name: str
    type: str = "string"
    default: Any = None
    required: bool = False
    scopes: frozenset[str] = frozenset()
    max_length: Optional[int] = None
    options: Any = None

    @property
    def secret(self) -> bool:
        """Whether its value is to be hidden."""
        return self.type == "masked_string" or is_secret_key(self.name)


@dataclass(eq=False, repr=False)
class Plugin:
    """One system: its object and its params by name."""

    system: dict[str, Any]
    fields: dict[str, ParamField] = field(default_factory=dict)

    def complaints(self, given: Iterable[str], present: Iterable[str], *, scope: str, create: bool) -> list[str]:
        """What is wrong with the names of params, by the server's own description.

        :param given: names that the task gives; ``present``: names that the object or its parent has already.
        :param scope: C(system) for a connector, C(project) for a connection.
        """
        given, present = set(given), set(present)
        if not self.fields or (len(given | present) > 1 and not (given | present) & set(self.fields)):
            return []  # it describes its params by other names than it takes them
        found = []
        for key in sorted(given - present - set(self.fields)):
            if ALIASES.get(key) not in self.fields:
                found.append(f"params: {self.system.get('name')} has no param {key!r}{nearest(key, self.fields)}")
        missing = sorted(
            row.name
            for row in self.fields.values()
            if create and row.required and scope in row.scopes and row.default in (None, "") and row.name not in given | present
        )
        if missing:
            found.append(f"params: {self.system.get('name')} requires {', '.join(missing)} too")
        return found


def _items(value: Any) -> list[Any]:
    """The items of a list; of a mapping in its place, the values."""
    return list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []


def _rows(raw: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A plugin's answer: C(sections[].fields[]), each with name, field_type, default, required, scope."""
    for section in _items(raw.get("sections")):
        for row in _items(section.get("fields")) if isinstance(section, dict) else ():
            if isinstance(row, dict) and isinstance(row.get("name"), str) and row["name"]:
                yield row


def plugin_of(raw: Mapping[str, Any]) -> Plugin:
    """A system from a plugin's answer. What is not of its type there counts as not said."""
    plugin = Plugin({key: as_text(raw[key]) for key in ("id", "name", "short_name", "command") if key in raw})
    for row in _rows(raw):
        name, kind, scope = canonical_key(row["name"]), row.get("field_type"), row.get("scope")
        plugin.fields[name] = ParamField(
            name,
            kind if isinstance(kind, str) and kind else "string",
            row.get("default"),
            truth(row.get("required")) is True,
            frozenset(each for each in ([scope] if isinstance(scope, str) else _items(scope)) if isinstance(each, str)),
            number(row.get("max_length")),
            row.get("options"),
        )
    return plugin


class Plugins:
    """What one server says of the systems of one kind of object, read when first needed; a server without descriptions has none."""

    def __init__(self, server: Server, resource: Resource) -> None:
        self._server = server
        self._resource = resource
        self._raw: Optional[list[dict[str, Any]]] = None
        self._parsed: dict[str, Optional[Plugin]] = {}
        self._defaults: dict[tuple[Optional[str], Optional[str]], dict[str, Any]] = {}

    def all(self) -> list[Plugin]:
        """All descriptions."""
        self.prepare()
        return [plugin_of(raw) for raw in self._raw or ()]

    def prepare(self) -> None:
        """Read the descriptions, which tell an object's own params from the defaults that it shows."""
        if self._resource.plugins:
            parent = self._resource.parent
            self._server.all(RESOURCES[parent] if parent else self._resource)  # tells the word of its paths
            self._read()

    def of(self, system: Optional[str], *, read: bool = False) -> Optional[Plugin]:
        """The description of a system. Without ``read`` only if the descriptions were read before."""
        if read and system:
            self._read()
        if not system or self._raw is None:
            return None
        if system not in self._parsed:
            raw = next((raw for raw in self._raw if is_system(system, raw)), None)
            self._parsed[system] = None if raw is None else plugin_of(raw)
        return self._parsed[system]

    def defaults(self, system: Optional[str], outside: Optional[str]) -> Optional[dict[str, Any]]:
        """What params have that nobody set, if the description was read; without those of a scope."""
        if (system, outside) not in self._defaults:
            plugin = self.of(system)
            if plugin is None:
                return None
            self._defaults[system, outside] = {
                row.name: row.default for row in plugin.fields.values() if row.default is not None and outside not in row.scopes
            }
        return self._defaults[system, outside]

    def secrets(self, found: Found) -> tuple[str, ...]:
        """The names of the secret params of an object's system."""
        system = (found.fields.get("system") or {}).get("id")
        plugin = self.of(system)
        if plugin:
            return tuple(row.name for row in plugin.fields.values() if row.secret)
        return _USUAL_SECRETS.get(str(system), ("alm_pass",))

    def _read(self) -> None:
        """Read the descriptions. Best effort: a server that refuses them is treated as one that has none."""
        if self._raw is None:
            self._raw = []
            for path in self._server.dialect.paths(self._resource.plugins):
                try:
                    self._raw = [raw for page in self._server.client.pages(path) for raw in page.objects]
                    break
                except RequestError:
                    continue
            for raw in self._raw:
                self._server.dialect.observe(row["name"] for row in _rows(raw))
