# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of the role report, from its data.

This file is private to the collection. Pure functions: the same data gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from ansible_collections.sdelements.integrations.plugins.module_utils._api.counts import counted
from ansible_collections.sdelements.integrations.plugins.module_utils._model.output import visible
from ansible_collections.sdelements.integrations.plugins.plugin_utils._report import PROBLEMS
from ansible_collections.sdelements.integrations.plugins.plugin_utils._times import ago, day, time_of
from jinja2 import Environment
from markupsafe import Markup


def page(data: Mapping[str, Any], template: str, style: str = "", script: str = "") -> str:
    """Return the data as one page that needs nothing else. Each text is made visible and escaped by the template engine."""
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, finalize=_visible)
    now = time_of(data["generated"]) or datetime.now(timezone.utc)
    environment.filters.update(ago=lambda text: ago(text, now), day=day, counted=counted, grouped="{:,}".format)
    return environment.from_string(str(template)).render(
        data=data, style=Markup(style), script=Markup(script), style_hash=_hash(style), script_hash=_hash(script), problems=list(PROBLEMS)
    )


def _visible(value: Any) -> Any:
    """Return a value as the page shows it: no text of the server changes how the text around it reads."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _hash(text: str) -> str:
    """Return what the page's own policy lets through: this text and no other."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
