# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of libraries that are missing or too old."""

from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Optional

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api import libraries


def loaded() -> dict[str, Any]:
    """What the file finds when it is loaded."""
    found: dict[str, Any] = {}
    exec(Path(libraries.__file__).read_text(encoding="utf-8"), found)
    return found


def test_nothing_is_missing_here() -> None:
    assert loaded()["MISSING"] is None


@pytest.mark.parametrize("name", ["requests", "requests.adapters", "urllib3", "urllib3.util"])
def test_requests_is_missing_where_a_part_cannot_be_imported(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    blocked: Optional[Any] = None
    monkeypatch.setitem(sys.modules, name, blocked)
    found = loaded()
    assert found["MISSING"] == "requests"
    assert "ModuleNotFoundError" in found["IMPORT_ERROR"]


def test_an_old_urllib3_is_named_with_its_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "urllib3.util", SimpleNamespace(Retry=object))
    monkeypatch.setattr(metadata, "version", {"urllib3": "1.25.10"}.get)
    assert loaded()["MISSING"] == "urllib3 1.26 or newer; 1.25.10 is installed"
