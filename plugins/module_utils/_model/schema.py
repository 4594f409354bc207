# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's description of the params of each system, if available (C(plugins/alm/), 4.8 and later).

This file is private to the collection.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Optional

from .._api.errors import InputError
from .._api.secret_names import is_secret_key
from .compare import equal, is_list, is_nested, parts, shown, truth
from .dialect import as_text, canonical, canonical_key, is_system
from .params import ALIASES
from .references import close_names, did_you_mean, listed, nearest
from .remote import number

#: The secret of a system without a description (page ALM Connectors).
_USUAL_SECRETS = {"github": ("alm_api_token",)}
#: The form of values: C(dict), C(list) or C(str).
Form = type[Any]

#: Words in names of types, by the form of their values, in order. A check box is a comma list (page ALM Plugins).
_FORMS: tuple[tuple[Form, frozenset[str]], ...] = (
    (dict, frozenset({"object", "dict", "dictionary", "mapping", "map", "json"})),
    (list, frozenset({"list", "array", "multiple", "multiselect", "table"})),
    (str, frozenset({"string", "text", "textarea", "password", "radio", "select", "choice", "checkbox", "boolean", "email", "url"})),
)

#: Words in names of types whose value is an object, and never its JSON text.
_OBJECTS = frozenset({"object", "dict", "dictionary"})

#: Types of fields that accept any text, even if options are described.
_FREE = frozenset({"string", "masked_string", "text", "textarea"})

#: Types of fields whose value is a list of options.
_MULTIPLE = frozenset({"checkbox", "multiselect", "multi_select", "select_multiple"})

#: Keys of an option that is an object, the one of its value first.
_VALUE_KEYS = ("value", "id", "key", "name", "label", "text")

#: Characters of a value that a message shows.
_SHOWN = 60


@dataclass(frozen=True, eq=False, repr=False)
class ParamField:
    """One param as a plugin describes it. ``scopes``: C(system) (of the connector), C(project) (of the connection).

    ``form`` is that of its value: C(dict), C(list) or C(str); None where the description does not say it.
    """

    name: str
    type: str = "string"
    default: Any = None
    required: bool = False
    scopes: frozenset[str] = frozenset()
    max_length: Optional[int] = None
    options: Any = None
    form: Optional[Form] = None

    @property
    def secret(self) -> bool:
        """Return whether its value is to be hidden."""
        return self.type == "masked_string" or is_secret_key(self.name)

    @property
    def choices(self) -> Optional[list[tuple[Any, ...]]]:
        """The fixed options of its value by their canonical values; None where any text is a value, or where it is not known."""
        if self.type in _FREE or not self.options:
            return None
        choices = _choices(self.options)
        return choices and [tuple(canonical({self.name: each})[self.name] for each in choice) for choice in choices]

    @property
    def structure(self) -> Optional[Form]:
        """The form without which a value is refused: C(dict) or C(list); None where text may be a value: JSON text, a comma list."""
        if isinstance(self.default, (dict, list)):
            return type(self.default)
        return dict if _words(self.type) & _OBJECTS else None

    @property
    def multiple(self) -> bool:
        """Return whether its value is a list of options."""
        return self.type in _MULTIPLE or self.form is list or is_list(self.name)


@dataclass(eq=False, repr=False)
class Plugin:
    """One system: its object and its params by name."""

    system: dict[str, Any]
    fields: dict[str, ParamField] = field(default_factory=dict)

    def complaints(self, given: Iterable[str], present: Iterable[str], *, scope: str, create: bool, always: bool = False) -> list[str]:
        """Problems of the names of params, by the server's description.

        :param given: names that the task gives; ``present``: names that the object or its parent has already.
        :param scope: C(system) for a connector, C(project) for a connection.
        :param always: whether a name counts as wrong that the object has by now.
        """
        given, present = set(given), set(present)
        if not self.fields or (len(given | present) > 1 and not (given | present) & set(self.fields)):
            return []  # it describes its params by other names than it takes them
        found = []
        for key in sorted(given - set(self.fields) - (set() if always else present)):
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

    def wrong_values(self, params: Mapping[str, Any], present: Mapping[str, Any]) -> list[InputError]:
        """Return an error for each param whose value has another form, or is another option, than the server describes.

        :param params: what is about to be written, by canonical names, as it is sent. An empty value clears a param.
        :param present: what the object or its parent has already.
        """
        return [
            error
            for name, value in sorted(params.items())
            if name in self.fields and value not in (None, "") and (error := self._wrong_value(self.fields[name], value, present.get(name)))
        ]

    def _wrong_value(self, row: ParamField, value: Any, present: Any) -> Optional[InputError]:
        if row.structure and not isinstance(value, (dict, list)) and not row.secret and not (isinstance(present, str) and present):
            what, wanted = ("an object", "a dictionary") if row.structure is dict else ("a list", "a list")
            return InputError(f"params.{row.name}: its value is not {what}, as {self.system.get('name')} has it; give {wanted}")
        choices = row.choices
        nested = is_nested(value) and row.form is not str  # no page shows what options mean within a mapping
        if not choices or row.secret or nested:
            return None
        for part in parts(value) if row.multiple else [value]:
            if not any(equal(row.name, part, each) for choice in choices for each in choice):
                names = [shown(choice[0]) for choice in choices]
                close = close_names(shown(part), names)
                return InputError(
                    f"params.{row.name}: {shown(part)[:_SHOWN]!r} is not an option of {self.system.get('name')}, which has "
                    f"{listed(list(map(repr, names)))}{did_you_mean(close)}",
                    nearest=close,
                )
        return None


def wrong_system(wanted: str, systems: Sequence[Mapping[str, Any]]) -> Optional[InputError]:
    """Return an error if a server has no system of this id or name; None where it has, or describes no systems."""
    if not systems or any(is_system(wanted, system) for system in systems):
        return None
    ids = {
        str(system[key]): str(system.get("id") or system[key])
        for system in systems
        for key in ("short_name", "name", "id")
        if system.get(key)
    }
    close = tuple(dict.fromkeys(ids[name] for name in close_names(wanted, ids)))
    known = "" if close else f"; it has {listed(sorted(set(ids.values())))}"
    return InputError(f"system: this server has no system {wanted!r}{did_you_mean(close)}{known}", nearest=close)


def _choices(options: Any) -> Optional[list[tuple[Any, ...]]]:
    """Return each option as the values by which it may be given, the server's own first; None where the form is not known.

    Options are scalars, pairs of a value and its label, groups of options with a label, objects with a value and a label, or a mapping of
    values to labels.
    """
    if isinstance(options, Mapping):
        return _choices(list(options.items()))
    found: list[tuple[Any, ...]] = []
    for option in options if isinstance(options, list) else [None]:
        if isinstance(option, (list, tuple)) and len(option) == 2 and isinstance(option[1], list):
            group = _choices(option[1])
        else:
            group = [_choice(option)]
        if not group or not all(group):
            return None
        found += group
    return found


def _choice(option: Any) -> tuple[Any, ...]:
    if isinstance(option, Mapping):
        named = [option[key] for key in _VALUE_KEYS if key in option]
        option = named if _is_scalar(next(iter(named), None)) else []
    values = option if isinstance(option, (list, tuple)) else [option]
    return tuple(values) if all(map(_is_scalar, values)) else ()


def _is_scalar(value: Any) -> bool:
    return isinstance(value, (str, int, float))


def _items(value: Any) -> list[Any]:
    """The items of a list; of a mapping in its place, the values."""
    return list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []


def rows(raw: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A plugin's answer: C(sections[].fields[]), each with name, field_type, default, required, scope."""
    for section in _items(raw.get("sections")):
        for row in _items(section.get("fields")) if isinstance(section, dict) else ():
            if isinstance(row, dict) and isinstance(row.get("name"), str) and row["name"]:
                yield row


def _form(kind: Any, default: Any) -> Optional[Form]:
    """Return the form of a param's value, by its default and by the name of its type, such as C(nested object) or C(masked_string)."""
    if isinstance(default, (dict, list)):
        return type(default)
    words = _words(kind)
    return next((form for form, names in _FORMS if words & names), None)


def _words(kind: Any) -> set[str]:
    return set(re.findall(r"[a-z]+", kind.lower())) if isinstance(kind, str) else set()


def plugin_of(raw: Mapping[str, Any]) -> Plugin:
    """A system from a plugin's answer. Values of a wrong type count as missing."""
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
            _form(kind, row.get("default")),
        )
    return plugin


class Schemas:
    """The systems that one server describes; empty if it describes none or was not asked."""

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

    def form(self, system: Optional[str], key: str) -> Optional[Form]:
        """Return the form in which a system describes a param; without a system the one in which all systems do that have it."""
        plugin = self.of(system)
        plugins = self.all if system is None else (plugin,) if plugin else ()
        forms = {each.fields[key].form for each in plugins if key in each.fields}
        return forms.pop() if len(forms) == 1 else None

    def secrets(self, system: Optional[str]) -> tuple[str, ...]:
        """Return the names of the secret params of a system."""
        plugin = self.of(system)
        if plugin:
            return tuple(row.name for row in plugin.fields.values() if row.secret)
        return _USUAL_SECRETS.get(str(system), ("alm_pass",))
