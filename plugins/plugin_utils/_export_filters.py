# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters of the role export."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Optional

from ansible.utils.display import Display
from ansible_collections.sdelements.integrations.plugins.plugin_utils import _starter
from ansible_collections.sdelements.integrations.plugins.plugin_utils._export import Export


def files(data: Any, secrets: str = "sde_secrets", present: Iterable[str] = ()) -> list[str]:
    """Return the names of the files."""
    return Export(data, secrets).files(present)


def text(data: Any, file: str, secrets: str = "sde_secrets") -> str:
    """Return what is in one of the files."""
    return Export(data, secrets).text(file)


def starter(texts: Mapping[str, str], found: Optional[Mapping[str, str]] = None) -> dict[str, str]:
    """Return the starter files to write. Those that are kept are a warning of the play."""
    written, kept = _starter.renewable(texts, found or {})
    if kept:
        Display().warning(_starter.warning(kept))
    return written
