# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every file of the collection, and no tool checks."""

from __future__ import annotations

import ast
import importlib
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
import yaml
from ansible_collections.sdelements.integrations.plugins.module_utils._model.resources import RESOURCES

from tests.collection import MODULE_UTILS, MODULES, PLUGINS, PYTHON_FILES, ROOT, module_of, task_of
from tests.tools import configs

ENGINE = [name for name in MODULE_UTILS if not name.startswith("_tasks/") and name != "_model/resources"]
TOP_OF_TARBALL = """
CHANGELOG.rst FILES.json LICENSE MANIFEST.json README.md changelogs docs extensions meta playbooks plugins requirements.txt roles
"""


@pytest.mark.parametrize("name", MODULES)
def test_a_module_file_decides_nothing(name: str) -> None:
    tree = ast.parse((PLUGINS / "modules" / f"{name}.py").read_text(encoding="utf-8"))
    decisions = [node for node in ast.walk(tree) if isinstance(node, (ast.If, ast.IfExp, ast.Try, ast.For, ast.While, ast.With))]
    assert [ast.unparse(node.test) for node in decisions if isinstance(node, ast.If)] == ["__name__ == '__main__'"]
    assert len(decisions) == 1


@pytest.mark.parametrize("name", MODULES)
def test_every_module_has_a_test(name: str) -> None:
    text = (ROOT / "tests" / "modules" / f"test_{name}.py").read_text(encoding="utf-8")
    assert "\ndef test_" in text


@pytest.mark.parametrize("name", MODULES)
def test_every_module_has_examples_that_use_it(name: str) -> None:
    tasks = yaml.safe_load(module_of(name).EXAMPLES)
    assert any(f"sdelements.integrations.{name}" in task for task in tasks)
    assert all("name" in task for task in tasks)


@pytest.mark.parametrize("name", MODULES)
def test_every_module_has_an_action_plugin_with_its_task(name: str) -> None:
    action = importlib.import_module(f"ansible_collections.sdelements.integrations.plugins.action.{name}")
    assert action.ActionModule.TASK is task_of(name)


def test_action_plugins_leave_the_garbage_collector_of_the_controller_alone() -> None:
    """They are imported by Ansible's own process, in which other plugins run too."""
    names = [f"ansible_collections.sdelements.integrations.plugins.action.{name}" for name in MODULES]
    script = f"""
import gc, importlib
before = gc.isenabled(), gc.get_threshold(), gc.get_freeze_count()
for name in {names}:
    importlib.import_module(name)
assert before == (gc.isenabled(), gc.get_threshold(), gc.get_freeze_count())
"""
    subprocess.run([sys.executable, "-c", script], check=True, env={"PYTHONPATH": os.pathsep.join(sys.path), "HOME": os.environ["HOME"]})


@pytest.mark.parametrize("name", MODULES)
def test_the_readme_names_every_module(name: str) -> None:
    assert f"`{name}`" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ENGINE)
def test_the_engine_knows_no_resource(name: str) -> None:
    """Strings of the code that are a resource's key, its path or its kind; the words of docstrings and comments are free."""
    tree = ast.parse((PLUGINS / "module_utils" / f"{name}.py").read_text(encoding="utf-8"))
    words = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    docs = {
        ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
    }
    code = "\n".join(words - docs)
    keys = {key for key in RESOURCES if key.endswith(("_connector", "_connection"))}
    assert not keys & set(re.findall(r"\w+", code))
    assert not {row.path for row in RESOURCES.values() if row.path in code}


def test_galaxy_and_the_file_in_the_root_have_the_licence_of_all_files() -> None:
    (licence,) = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["license"]
    assert (ROOT / "LICENSES" / f"{licence}.txt").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_the_options_of_entries_are_those_that_make_fragments_writes() -> None:
    assert configs.TARGET.read_text(encoding="utf-8") == configs.written()


def test_every_pause_goes_through_the_clock() -> None:
    assert [path.name for path in PYTHON_FILES if "time.sleep" in path.read_text(encoding="utf-8")] == []


def by_hand(tree: ast.Module) -> list[str]:
    """Texts that put an s behind a noun, or a noun in the plural behind a length, themselves."""
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    return [
        ast.unparse(text)
        for text in texts
        for part, following in zip(text.values, text.values[1:])
        if isinstance(part, ast.FormattedValue)
        and isinstance(following, ast.Constant)
        and re.match(r"(ie)?s\b| [a-z]+s\b" if "len(" in ast.unparse(part.value) else r"(ie)?s\b", str(following.value))
    ]


@pytest.mark.parametrize(("text", "found"), [("f'{kind}s: {names}'", 1), ("f'{len(names)} projects'", 1), ("f'{name} is {kind}'", 0)])
def test_a_plural_made_by_hand_is_found(text: str, found: int) -> None:
    assert len(by_hand(ast.parse(text))) == found


def test_no_message_makes_a_plural_by_hand() -> None:
    """The key of a result and the rule itself are not messages."""
    files = [path for path in PYTHON_FILES if path.stem not in ("counts", "resources")]
    assert [found for path in files for found in by_hand(ast.parse(path.read_text(encoding="utf-8")))] == []


def test_no_sanity_test_is_ignored() -> None:
    assert not list((ROOT / "tests").rglob("ignore*.txt"))


def test_the_tarball_holds_what_a_user_needs(tarball: Path) -> None:
    """Everything that is built in, by its top-level name; nothing of the build, the tests or the editor."""
    with tarfile.open(tarball) as built:
        names = [name for name in built.getnames() if name != "."]
    top = {name.split("/")[0] for name in names}
    assert top == set(TOP_OF_TARBALL.split())
    assert {"docs/README.md", "docs/environment.md", "docs/messages.md", "docs/guides/rotate.md"} <= set(names)
    assert not [name for name in names if "architecture" in name]
    assert "extensions/eda/plugins/event_source/integrations.py" in names
    assert not [name for name in names if "molecule" in name]
    assert not [name for name in names if "__pycache__" in name or "/tests/" in name or Path(name).name.startswith(".")]
    assert {name.split("/")[1] for name in names if name.startswith("changelogs/")} <= {"changelog.yaml"}
