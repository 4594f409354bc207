# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options C(save_plan) and C(approved_plan) of the plural modules.

This file is private to the collection. The action plugin has replaced C(approved_plan) with the content of its file, and writes what
C(plan) of the context has to the file in C(save_plan).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

from .._api.errors import InputError
from .._engine.plan import Plan
from .._engine.repository import Repository
from .._model.plan_file import check_approved, check_nothing, check_origin, document, missing_path, parse, text_of
from .._model.resources import Resource
from .._model.summary import summary_of
from .task import Context


class Approval:
    """The plan that a task may write, and the file that its plan is saved in."""

    def __init__(self, context: Context, server: Repository, module: str) -> None:
        """Read the approved plan of a task.

        :raises InputError: it is not a plan, or a plan of another task.
        """
        options = context.options
        self._context = context
        self._server = server
        self._task = {"server": server.client.origin, "module": module, "state": options["state"]}
        self._approved: Optional[dict[str, Any]] = None
        self._missing = missing_path(options.get("approved_plan") or "")
        if options.get("approved_plan") and self._missing is None:
            try:
                self._approved = parse(options["approved_plan"])
            except InputError as error:
                raise error.about("approved_plan") from None
            check_origin(self._approved, **self._task)

    def check(self, resource: Resource, plans: Sequence[Plan]) -> None:
        """Keep the plan of a task if it is to be saved, and refuse one that is not approved.

        :raises SdeError: the plan differs from the approved one.
        """
        saved = self._context.options.get("save_plan")
        if not saved and self._approved is None and self._missing is None:
            return
        # Ansible compiles a collection's files in each run: what few tasks need is not loaded for the others.
        from .._engine.planned import commands_of, read_named

        named = read_named(self._server, resource, plans)
        commands = commands_of(resource, plans, named, self._context.secrets)
        planned = document(summary=summary_of(plan.action for plan in plans), commands=commands, **self._task)
        if self._missing is not None:
            check_nothing(self._missing, planned)
        if self._approved is not None:
            check_approved(self._approved, planned)
        if saved:
            self._context.plan = text_of(planned)
