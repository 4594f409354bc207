# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what the server itself describes of the params of each system (C(plugins/alm/), 4.8 and later).

This file is private to the collection.
"""

from __future__ import annotations

from .._api.errors import RequestError
from .._model.resources import RESOURCES, Resource
from .._model.schema import Schemas, plugin_of, rows
from .repository import Repository


def read_schemas(server: Repository, resource: Resource) -> Schemas:
    """Return the descriptions of all systems. A server that refuses them is treated as one that has none."""
    if not resource.plugins:
        return Schemas()
    if not server.dialect.known:  # a list tells the word of the paths
        server.all(RESOURCES[resource.parent] if resource.parent else resource)
    for path in server.dialect.paths(resource.plugins):
        try:
            found = [raw for page in server.client.pages(path) for raw in page.objects]
        except RequestError:
            continue
        for raw in found:
            server.dialect.observe(row["name"] for row in rows(raw))
        return Schemas(map(plugin_of, found))
    return Schemas()
