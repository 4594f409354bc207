# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All filters. The YAML files beside this one have their documentation.

Ansible loads this file in each process that uses a filter, so the module of a filter is imported only when the filter is called.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from jinja2 import pass_context

#: The module in plugin_utils and the function of each filter.
FUNCTIONS = {
    "alm_connections": ("_role_filters", "connections"),
    "alm_connectors": ("_role_filters", "connectors"),
    "controller_failures": ("_controller", "failures"),
    "controller_plan": ("_controller", "plan"),
    "controller_request": ("_controller", "request"),
    "doctor_page": ("_doctor", "page"),
    "doctor_profile": ("_doctor", "profile"),
    "export_files": ("_export_filters", "files"),
    "export_starter": ("_export_filters", "starter"),
    "export_text": ("_export_filters", "text"),
    "report_data": ("_report", "report"),
    "report_described": ("_report_filters", "describe"),
    "report_fail_on": ("_report_summary", "wanted"),
    "report_failure": ("_report_summary", "failure"),
    "report_html": ("_report_page", "page"),
    "report_metrics": ("_report_metrics", "metrics"),
    "report_summary": ("_report_filters", "summary"),
    "report_unmanaged": ("_report", "unmanaged_entries"),
    "role_summary": ("_roles", "summary_line"),
    "role_variables": ("_role_filters", "variables"),
    "started_path": ("_paths", "started_path"),
    "variable_files": ("_starter", "variable_files"),
}

#: Those that read the variables of the play.
WITH_VARIABLES = ("report_described", "role_variables")


def _late(module: str, function: str) -> Callable[..., Any]:
    """Return a function that imports the one of a module when it is called."""

    def call(*args: Any, **kwargs: Any) -> Any:
        found = import_module(f"ansible_collections.sdelements.integrations.plugins.plugin_utils.{module}")
        return getattr(found, function)(*args, **kwargs)

    return call


class FilterModule:
    """The filters."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return them by name."""
        late = {name: _late(*place) for name, place in FUNCTIONS.items()}
        return {**late, **{name: pass_context(late[name]) for name in WITH_VARIABLES}}
