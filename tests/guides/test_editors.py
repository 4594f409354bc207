# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an editor with the Ansible language server shows of every module: all options, those of an entry too, with their descriptions."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.collection import MODULES, ROOT, module_of, task_of
from tests.guides.editor import Editor

SERVER = ROOT.parents[2] / "language-server" / "package" / "dist" / "cli.cjs"
TASK = """\
---
- hosts: localhost
  tasks:
    - name: Try it
      sdelements.integrations.{}:
        """

pytestmark = [
    pytest.mark.skipif(not shutil.which("node"), reason="node is not on this machine"),
    pytest.mark.skipif(
        not SERVER.exists(), reason="the language server is not installed; make language-server installs it or says why not"
    ),
]


def places(options: dict[str, Any], text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every place in a playbook where options can be written, as the text before it, with the options that it has."""
    yield text, options
    for name, option in options.items():
        if "options" in option:
            indent = " " * (len(text) - text.rindex("\n") + 1)
            yield from places(option["options"], f"{text}{name}:\n{indent}{'- ' if option['type'] == 'list' else ''}")


PLACES = [
    pytest.param(text, options, id=name) for name in MODULES for text, options in places(task_of(name).argument_spec, TASK.format(name))
]


@pytest.fixture(scope="module", name="editor")
def _editor(tmp_path_factory: pytest.TempPathFactory, collections: str) -> Iterator[Editor]:
    folder = tmp_path_factory.mktemp("editor")
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "ANSIBLE_COLLECTIONS_PATH": collections}
    editor = Editor(["node", str(SERVER), "--stdio"], folder, environment)
    yield editor
    editor.close()


def test_an_entry_of_a_list_is_a_place_of_its_own() -> None:
    lists = [option for name in MODULES for option in task_of(name).argument_spec.values() if "options" in option]
    assert len(lists) >= 4
    assert len(PLACES) == len(MODULES) + len(lists)


@pytest.mark.parametrize(("text", "options"), PLACES)
def test_every_option_is_completed_and_described(text: str, options: dict[str, Any], editor: Editor) -> None:
    completions = editor.completions(text)
    assert sorted(completions) == sorted(options)
    assert not {name: shown for name, shown in completions.items() if not described(shown)}


@pytest.mark.parametrize(("text", "options"), PLACES)
def test_every_option_is_explained_where_the_mouse_is(text: str, options: dict[str, Any], editor: Editor) -> None:
    indent = " " * (len(text) - text.rindex("\n") - 1)
    hovers = editor.hovers(text + f"\n{indent}".join(f"{name}:" for name in options))
    assert not {name for name in options if not described(hovers.get(name, "").partition("\n\n")[2])}


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_explained_where_the_mouse_is(name: str, editor: Editor) -> None:
    shown = editor.hovers(TASK.format(name) + "sde_url:")[f"sdelements.integrations.{name}"]
    assert shown.startswith(f"*{module_of(name).DOCUMENTATION.partition('short_description: ')[2].partition(chr(10))[0]}*")


def described(shown: str) -> bool:
    """Whether what is shown of an option begins with its description. Without one it is blank, or begins with default or choices."""
    return bool(shown.strip()) and not shown.startswith("*")
