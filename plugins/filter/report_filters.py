# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters of the role report. Their words are in the YAML files beside this one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.sdelements.integrations.plugins.plugin_utils import _report


def report_data(found: Any, at: str, title: str = "SD Elements integrations") -> dict[str, Any]:
    """Return the health of all integrations."""
    try:
        return _report.report(found, at, title)
    except _report.ReportError as error:
        raise AnsibleFilterError(str(error)) from None


def report_html(data: Any, template: str, style: str = "", script: str = "") -> str:
    """Return the same as a page."""
    return _report.page(data, template, style, script)


class FilterModule:
    """The filters."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return them by name."""
        return {"report_data": report_data, "report_html": report_html}
