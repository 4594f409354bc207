# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that the health of the integrations is judged by, from one server: each list once.

This file is private to the collection.
"""

from __future__ import annotations

from typing import Any

from .._api.counts import plural
from .._model.resources import RESOURCES
from .info import listed_by, projects_by, reading_server
from .task import Context


def read_health(context: Context) -> dict[str, Any]:
    """Return projects, connectors, and connections with their last sync jobs, by the names that the report has for them.

    ``whole`` is false where a warning was given, such as of a list that did not come whole.
    """
    server = reading_server(context)
    try:
        found = {"projects": projects_by(server, {}), "server": server.client.origin}
        for name in ("alm_connector", "analysis_connector", "alm_connection", "analysis_connection"):
            options = {"include_last_job": True} if RESOURCES[name].parent else {}
            found[plural(name)] = listed_by(server, name, options, context)
    finally:
        server.client.close()
    return {**found, "whole": not context.warnings}
