# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Examine a server: by reads only, or with temporary objects of a sandbox.

This file is private to the collection.
"""

from __future__ import annotations

from typing import Any

from .._api.counts import counted
from .._engine.projects import Projects
from .._engine.sandbox import Sandbox, clear_left_overs, left_overs
from .._engine.server import Examination
from .._model.references import project_of
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


def tried(context: Context) -> dict[str, Any]:
    """Examine writes in a sandbox, or remove the objects of an interrupted run."""
    options, server = context.options, context.server()
    examination = Examination(server.client)
    profile = examination.profile()
    if options["cleanup"] is not None:
        if context.check_mode:
            several = left_overs(server.client, examination).get(options["cleanup"], [])
            context.warn(f"check mode: {counted(len(several), 'object')} of the run would be removed")
            return {"changed": bool(several)}
        return {"changed": True, **clear_left_overs(server.client, examination, options["cleanup"]).shown()}
    project = Projects(server).resolve(project_of(options) or "", options["application"], options["business_unit"])
    sandbox = Sandbox(server, examination, profile, options["leave"])
    sandbox.check()
    before = {run: [made.label for made in several] for run, several in left_overs(server.client, examination).items()}
    for run, labels in before.items():
        context.warn(
            f"an earlier run of the sandbox left {', '.join(labels)}; if it is not under way, run again with cleanup: {run} "
            "(doctor_sandbox_cleanup) to remove them"
        )
    if context.check_mode:
        context.warn("check mode: the sandbox writes nothing, so it finds nothing")
        return {"changed": True}
    return {"changed": True, **sandbox.run(project.id).shown()}
