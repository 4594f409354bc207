# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the countermeasure mapping of an analysis connector: which findings of the tool are about which tasks.

This file is private to the collection.
"""

from __future__ import annotations

from typing import Any

from .._api.errors import RequestError, SdeError
from .._model.mapping import COLUMNS, rows_of
from .._model.objects import ServerObject
from .._model.references import find, grouped, unknown
from .._model.resources import RESOURCES
from .task import Context

_MEDIA = "text/csv"


def mapping(context: Context) -> dict[str, Any]:
    """The mapping of the connector that the task names, as rows and as the text that the server gave."""
    resource, reference = RESOURCES["analysis_connector"], context.options["connector"]
    server = context.server()
    by_id, by_name = grouped(server.all(resource))
    connector = find(resource.returns, resource.kind, reference, by_id, by_name)
    if connector is None:
        raise unknown(resource.returns, reference, by_name)
    label = f"{resource.kind} {connector.name!r}"
    try:
        text = server.client.text(f"{server.path(resource, connector.id)}mapping/", _MEDIA)
    except RequestError as error:
        if not error.absent:
            raise
        raise SdeError(
            f"this server has no countermeasure mapping for {label}, or does not give it through its API: {error.message}",
            **error.details,
        ) from None
    try:
        rows = rows_of(text)
    except ValueError as error:
        raise SdeError(
            f"the countermeasure mapping of {label} is not CSV that can be read: {error}; report it to the server's administrator"
        ) from None
    if rows and not rows[0].keys() & set(COLUMNS):
        context.warn(f"the countermeasure mapping of {label} begins with a line that names no known column; it is taken for its header")
    return {"changed": False, "mapping": [ServerObject(row) for row in rows], "csv": text}
