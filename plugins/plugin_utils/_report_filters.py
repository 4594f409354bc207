# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters of the role report that read variables of the play or show warnings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ansible.utils.display import Display
from ansible_collections.sdelements.integrations.plugins.plugin_utils import _report_summary
from ansible_collections.sdelements.integrations.plugins.plugin_utils._report_wanted import described
from ansible_collections.sdelements.integrations.plugins.plugin_utils._roles import Variables, collected
from jinja2.runtime import Context


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
