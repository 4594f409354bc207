# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A request as data: what is sent, and how results show it.

This file is private to the collection.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

from .._api.client import API
from .._model.dialect import Dialect
from .._model.objects import ReadOnlyObject
from .._model.resources import Resource


@dataclass(frozen=True, eq=False, repr=False)
class Request:
    """A write: its method, its path below C(/api/v2/), its JSON body."""

    method: str
    path: str
    body: Optional[Mapping[str, Any]] = None

    def shown(self) -> ReadOnlyObject:
        """Return the request as a result shows it."""
        command: dict[str, Any] = {"method": self.method, "path": API + self.path}
        if self.body is not None:
            command["body"] = ReadOnlyObject(self.body)
        return ReadOnlyObject(command)


def path_of(resource: Resource, dialect: Dialect, id: Optional[int] = None) -> str:
    """Return the path of a list, or of the object with this id."""
    return dialect.path(resource.path) + (f"{id}/" if id is not None else "")
