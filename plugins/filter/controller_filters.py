# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters of the playbook automation_platform.setup. Their words are in the YAML files beside this one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.sdelements.integrations.plugins.plugin_utils._controller import failures, plan, request


class FilterModule:
    """The filters."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return them by name."""
        return {"controller_failures": failures, "controller_plan": plan, "controller_request": request}
