# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a server does: by reads alone, or by throw-away objects of a sandbox.

This file is private to the collection.
"""

from __future__ import annotations

from typing import Any

from .._engine.server import Examination
from .task import Context


def examined(context: Context) -> dict[str, Any]:
    """The profile of a server."""
    client = context.server().client
    secure = client.origin.startswith("https://")
    about = {
        "address": client.origin,
        "certificate": "none" if not secure else "checked" if context.options["validate_certs"] else "not_checked",
    }
    return {"changed": False, "server": {**about, **Examination(client).profile()}}
