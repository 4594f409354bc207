# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server itself says of the params of each system, where it says so (C(plugins/alm/), 4.8 and later).

This file is private to the collection.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from .._api.secret_names import is_secret_key
from .compare import truth
from .dialect import as_text, canonical_key, is_system
from .params import ALIASES
from .references import nearest
from .remote import number

#: The secret of a system whose description is not to be had (page ALM Connectors).
_USUAL_SECRETS = {"github": ("alm_api_token",)}
#: Words in names of types: those of lists and mappings, and those of text. A check box is a comma list (page ALM Plugins).
_DATA_TYPES = frozenset({"object", "dict", "dictionary", "mapping", "map", "json", "list", "array", "multiple", "multiselect", "table"})
_TEXT_TYPES = frozenset({"string", "text", "textarea", "password", "radio", "select", "choice", "checkbox", "boolean", "email", "url"})


@dataclass(frozen=True, eq=False, repr=False)
class ParamField:
    """One param as a plugin describes it. ``scopes``: C(system) (of the connector), C(project) (of the connection).

    ``holds_data`` says whether its value is a list or mapping; None where the description does not say it.
    """

    name: str
    type: str = "string"
    default: Any = None
    required: bool = False
    scopes: frozenset[str] = frozenset()
    max_length: Optional[int] = None
    options: Any = None
    holds_data: Optional[bool] = None

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


def rows(raw: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A plugin's answer: C(sections[].fields[]), each with name, field_type, default, required, scope."""
    for section in _items(raw.get("sections")):
        for row in _items(section.get("fields")) if isinstance(section, dict) else ():
            if isinstance(row, dict) and isinstance(row.get("name"), str) and row["name"]:
                yield row


def _holds_data(kind: Any, default: Any) -> Optional[bool]:
    """Whether a param holds a list or mapping, by its default and by the name of its type, such as C(nested object) or C(masked_string)."""
    if isinstance(default, (dict, list)):
        return True
    words = set(re.findall(r"[a-z]+", kind.lower())) if isinstance(kind, str) else set()
    return True if words & _DATA_TYPES else False if words & _TEXT_TYPES else None


def plugin_of(raw: Mapping[str, Any]) -> Plugin:
    """A system from a plugin's answer. What is not of its type there counts as not said."""
    plugin = Plugin({key: as_text(raw[key]) for key in ("id", "name", "short_name", "command") if key in raw})
    for row in rows(raw):
        name, kind, scope = canonical_key(row["name"]), row.get("field_type"), row.get("scope")
        plugin.fields[name] = ParamField(
            name,
            kind if isinstance(kind, str) and kind else "string",
            row.get("default"),
            truth(row.get("required")) is True,
            frozenset(each for each in ([scope] if isinstance(scope, str) else _items(scope)) if isinstance(each, str)),
            number(row.get("max_length")),
            row.get("options"),
            _holds_data(kind, row.get("default")),
        )
    return plugin


class Schemas:
    """What one server describes of the systems that it has; nothing where it describes none or was not asked."""

    def __init__(self, plugins: Iterable[Plugin] = ()) -> None:
        self.all = tuple(plugins)
        self._of: dict[Optional[str], Optional[Plugin]] = {None: None}
        self._defaults: dict[tuple[Optional[str], Optional[str]], dict[str, Any]] = {}

    def of(self, system: Optional[str]) -> Optional[Plugin]:
        """Return the description of a system."""
        if system not in self._of:
            self._of[system] = next((plugin for plugin in self.all if is_system(system or "", plugin.system)), None)
        return self._of[system]

    def defaults(self, system: Optional[str], outside: Optional[str] = None) -> Mapping[str, Any]:
        """Return what params have that nobody set; without those of a scope."""
        if (system, outside) not in self._defaults:
            plugin = self.of(system)
            self._defaults[system, outside] = {
                row.name: row.default
                for row in (plugin.fields.values() if plugin else ())
                if row.default is not None and outside not in row.scopes
            }
        return self._defaults[system, outside]

    def secrets(self, system: Optional[str]) -> tuple[str, ...]:
        """Return the names of the secret params of a system."""
        plugin = self.of(system)
        if plugin:
            return tuple(row.name for row in plugin.fields.values() if row.secret)
        return _USUAL_SECRETS.get(str(system), ("alm_pass",))
