# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes plugins/doc_fragments/config.py: the option C(config) of each module for lists, from the texts of the module for one object.

Ansible does not merge the suboptions of two fragments, and editors read fragments as text. So each C(config) is one text with everything.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from textwrap import indent
from typing import Any

import yaml

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
TARGET = PLUGINS / "doc_fragments" / "config.py"
ENTRY = "sdelements.integrations.entry."

FILE = '''\
# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of C(config), written by C(make fragments). Edit entry.py instead."""

from __future__ import annotations


class ModuleDocFragment:
    """The option C(config) of each module for lists."""
'''
CONFIG = """
options:
  config:
    description:
      - The objects, each as M(sdelements.integrations.{module}) describes it.
    type: list
    elements: dict
    suboptions:
"""


def loaded(path: Path) -> Any:
    """Return a Python file as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def fragments(module: Path) -> list[str]:
    """Return the names of the fragments that describe one object of this module."""
    text = module.read_text(encoding="utf-8").partition('DOCUMENTATION = r"""')[2]
    names = yaml.safe_load(text.partition('"""')[0])["extends_documentation_fragment"]
    return [name.removeprefix(ENTRY).upper() for name in names if name.startswith(ENTRY)]


def written() -> str:
    """Return the text of the file."""
    texts = vars(loaded(PLUGINS / "doc_fragments" / "entry.py").ModuleDocFragment)
    parts = [FILE]
    for module in sorted((PLUGINS / "modules").glob("*.py")):
        if module.with_stem(f"{module.stem}s").exists():
            options = "".join(texts[name].removeprefix("\noptions:\n") for name in fragments(module)).replace("O(", "O(config[].")
            name = module.stem.removeprefix("sde_").upper() + "S"
            parts.append(f'    {name} = r"""{CONFIG.format(module=module.stem)}{indent(options, " " * 4)}"""\n')
    return "\n".join(parts)


if __name__ == "__main__":
    TARGET.write_text(written(), encoding="utf-8")
