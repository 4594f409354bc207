# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what the server itself describes of the params of each system (C(plugins/alm/), 4.8 and later).

This file is private to the collection.
"""

from __future__ import annotations

from typing import Any, Optional

from .._api.errors import RequestError
from .._model.dialect import is_system
from .._model.remote import Found
from .._model.resources import RESOURCES, Resource
from .._model.schema import Plugin, plugin_of, rows
from .repository import Server

#: The secret of a system whose description is not to be had (page ALM Connectors).
_USUAL_SECRETS = {"github": ("alm_api_token",)}


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
                self._server.dialect.observe(row["name"] for row in rows(raw))
