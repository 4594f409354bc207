# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the files of the collection lie, and what its modules are."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PLUGINS = ROOT / "plugins"
PYTHON_FILES = sorted(PLUGINS.rglob("*.py"))
MODULE_UTILS = sorted(
    str(path.relative_to(PLUGINS / "module_utils").with_suffix("")) for path in (PLUGINS / "module_utils").rglob("[a-z]*.py")
)
MODULES = sorted(path.stem for path in (PLUGINS / "modules").glob("sde_*.py"))


@cache
def module_of(name: str) -> ModuleType:
    """The Python module of an Ansible module."""
    return importlib.import_module(f"ansible_collections.sdelements.integrations.plugins.modules.{name}")


def task_of(name: str) -> Any:
    """What an Ansible module does, and the options that it takes."""
    return module_of(name).TASK
