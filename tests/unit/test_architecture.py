# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers of the engine, as docs/architecture.md describes them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.collection import MODULE_UTILS, PLUGINS, PYTHON_FILES, ROOT
from tests.tools import architecture


def imported_by(path: Path) -> set[str]:
    """The names that a file imports, each with its module."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def importers(start: str) -> set[str]:
    """The files of the engine that import something whose name starts so."""
    return {name for name in architecture.ORDER if any(each.startswith(start) for each in imported_by(architecture.path_of(name)))}


def test_every_file_has_its_layer() -> None:
    assert sorted({*architecture.ORDER} - {"_action"}) == MODULE_UTILS
    assert len(architecture.ORDER) == len(set(architecture.ORDER))


@pytest.mark.parametrize("name", architecture.ORDER)
def test_a_file_imports_only_what_stands_below_it(name: str) -> None:
    below = architecture.ORDER[architecture.ORDER.index(name) + 1 :]
    assert architecture.imports_of(name) <= set(below)


def test_the_picture_is_that_of_the_code() -> None:
    """Else: make architecture."""
    assert architecture.PICTURE.read_text(encoding="utf-8") == architecture.picture()


def test_an_import_that_goes_up_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    real = architecture.imports_of
    monkeypatch.setattr(architecture, "imports_of", lambda name: real(name) | ({"_task"} if name == "_server" else set()))
    with pytest.raises(SystemExit, match="_server imports what does not stand below it: _task"):
        architecture.picture()


def test_only_one_file_imports_ansiblemodule() -> None:
    importing = [path.name for path in PYTHON_FILES if any(name.endswith(".AnsibleModule") for name in imported_by(path))]
    assert importing == ["_module.py"]


def test_who_knows_ansible() -> None:
    assert importers("ansible.") == {"_module", "_action", "_specs", "_context"}


def test_who_speaks_http() -> None:
    """One file looks whether the library is there, those of the layer below the server use it; others at most ask why it is not there."""
    libraries = "ansible_collections.sdelements.integrations.plugins.module_utils._libraries."
    knowing = {path.name for path in PYTHON_FILES if any(name.split(".")[0] in ("requests", "urllib3") for name in imported_by(path))}
    assert knowing == {"_libraries.py"}
    assert importers(f"{libraries}requests") | importers(f"{libraries}urllib3") == {"_client", "_answers", "_body", "_session"}
    assert importers(f"{libraries}IMPORT_ERROR") == {"_module", "_action"}


def test_the_page_shows_the_picture_and_names_files_that_exist() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert "](images/architecture.svg)" in page
    named = {word for line in page.splitlines() if line.startswith("| ") for word in line.split("`") if word.endswith(".py")}
    assert len(named) > 12
    assert not [name for name in named if not (PLUGINS / "module_utils" / name).exists() and not (ROOT / name).exists()]
