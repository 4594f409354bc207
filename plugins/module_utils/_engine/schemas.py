# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what the server itself describes of the params of each system (C(plugins/alm/), 4.8 and later).

This file is private to the collection.
"""

from __future__ import annotations

from .._api.errors import RequestError
from .._model.resources import Resource
from .._model.schema import Schemas, plugin_of, rows
from .repository import Repository


def schemas_or_none(server: Repository, resource: Resource) -> Schemas:
    """Return the descriptions of all systems. A server that refuses them is treated as one that has none."""
    try:
        return read_schemas(server, resource) if resource.plugins else Schemas()
    except RequestError:
        return Schemas()


def read_schemas(server: Repository, resource: Resource) -> Schemas:
    """Return the descriptions of all systems.

    :raises RequestError: the server has none, or refuses them.
    """
    found = server.reach(resource.plugins, lambda path: [raw for page in server.client.pages(path) for raw in page.objects])
    for raw in found:
        server.dialect.observe(row["name"] for row in rows(raw))
    return Schemas(map(plugin_of, found))
