# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters of the role report. Their words are in the YAML files beside this one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ansible.utils.display import Display
from ansible_collections.sdelements.integrations.plugins.plugin_utils import _report_summary
from ansible_collections.sdelements.integrations.plugins.plugin_utils._report import report, unmanaged_entries
from ansible_collections.sdelements.integrations.plugins.plugin_utils._report_metrics import metrics
from ansible_collections.sdelements.integrations.plugins.plugin_utils._report_page import page
from ansible_collections.sdelements.integrations.plugins.plugin_utils._report_wanted import described
from ansible_collections.sdelements.integrations.plugins.plugin_utils._roles import Variables, collected
from jinja2 import pass_context
from jinja2.runtime import Context


@pass_context
def describe(context: Context, roles: Iterable[str]) -> dict[str, Any]:
    """Return what the variables of roles describe."""
    variables = Variables(context)
    return described(collected(role, variables) for role in roles)


def summary(data: Any, page: str) -> str:
    """Return the line that the role ends with. What could not be compared is a warning of the play."""
    text = _report_summary.warning(data)
    if text:
        Display().warning(text)
    return _report_summary.summary(data, str(page))


class FilterModule:
    """The filters."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return them by name."""
        return {
            "report_data": report,
            "report_described": describe,
            "report_fail_on": _report_summary.wanted,
            "report_failure": _report_summary.failure,
            "report_html": page,
            "report_metrics": metrics,
            "report_summary": summary,
            "report_unmanaged": unmanaged_entries,
        }
