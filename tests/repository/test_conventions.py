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
import tomllib
import yaml
from ansible_collections.sdelements.integrations.plugins.module_utils._model.resources import RESOURCES

from tests.collection import MODULE_UTILS, MODULES, PLUGINS, ROOT, module_of, task_of
from tests.tools import configs

DOCUMENTATION = ("DOCUMENTATION", "EXAMPLES", "RETURN")
ENGINE = [name for name in MODULE_UTILS if not name.startswith("_tasks/") and name != "_model/resources"]
LICENCE = Path(__file__).read_text(encoding="utf-8").splitlines()[:3]
TOP_OF_TARBALL = {
    "CHANGELOG.rst",
    "FILES.json",
    "LICENSE",
    "MANIFEST.json",
    "README.md",
    "changelogs",
    "docs",
    "extensions",
    "meta",
    "playbooks",
    "plugins",
    "requirements.txt",
    "roles",
}


def code_lines(path: Path) -> list[str]:
    """The lines of a file besides its documentation: without DOCUMENTATION, EXAMPLES, RETURN, comments and blank lines."""
    text = path.read_text(encoding="utf-8")
    documentation: set[int] = set()
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in DOCUMENTATION:
            documentation.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    lines = enumerate(text.splitlines(), 1)
    return [line for number, line in lines if number not in documentation and line.strip() and not line.lstrip().startswith("#")]


@pytest.mark.parametrize("name", MODULES)
def test_a_module_file_has_at_most_40_lines_besides_its_documentation(name: str) -> None:
    lines = code_lines(PLUGINS / "modules" / f"{name}.py")
    assert 5 < len(lines) <= 40


@pytest.mark.parametrize("name", MODULES)
def test_a_module_file_decides_nothing(name: str) -> None:
    tree = ast.parse((PLUGINS / "modules" / f"{name}.py").read_text(encoding="utf-8"))
    decisions = [node for node in ast.walk(tree) if isinstance(node, (ast.If, ast.IfExp, ast.Try, ast.For, ast.While, ast.With))]
    assert [ast.unparse(node.test) for node in decisions if isinstance(node, ast.If)] == ["__name__ == '__main__'"]
    assert len(decisions) == 1


@pytest.mark.parametrize("name", MODULES)
def test_every_module_has_a_test(name: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "modules").glob("test_*.py")]
    assert any(f'"{name}"' in text for text in texts)


@pytest.mark.parametrize("name", MODULES)
def test_every_module_has_examples_that_use_it(name: str) -> None:
    tasks = yaml.safe_load(module_of(name).EXAMPLES)
    assert any(f"sdelements.integrations.{name}" in task for task in tasks)
    assert all("name" in task for task in tasks)


@pytest.mark.parametrize("name", MODULES)
def test_every_module_has_an_action_plugin_with_its_task(name: str) -> None:
    action = importlib.import_module(f"ansible_collections.sdelements.integrations.plugins.action.{name}")
    assert action.ActionModule.TASK is task_of(name)


def test_every_action_plugin_has_a_module() -> None:
    assert sorted(path.stem for path in (PLUGINS / "action").glob("*.py")) == MODULES


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


def test_the_action_group_holds_every_module() -> None:
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    assert sorted(runtime["action_groups"]["sde"]) == MODULES
    assert runtime["requires_ansible"] == ">=2.16.0"


@pytest.mark.parametrize("name", MODULE_UTILS)
def test_module_utils_are_private(name: str) -> None:
    assert re.fullmatch(r"_(api|model|engine|tasks)/[a-z_]+", name)


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


def test_all_other_files_have_the_same_licence() -> None:
    (said,) = tomllib.loads((ROOT / "REUSE.toml").read_text(encoding="utf-8"))["annotations"]
    assert said["path"] == "**"
    licence = said["SPDX-License-Identifier"]
    assert LICENCE[2].endswith(f": {licence}")
    assert yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["license"] == [licence]
    text = (ROOT / "LICENSE").read_bytes()
    assert (ROOT / "LICENSES" / f"{licence}.txt").read_bytes() == text
    assert b"GNU GENERAL PUBLIC LICENSE" in text[:100]


def test_the_options_of_entries_are_those_that_make_fragments_writes() -> None:
    assert configs.TARGET.read_text(encoding="utf-8") == configs.written()


def test_no_sanity_test_is_ignored() -> None:
    assert not list((ROOT / "tests").rglob("ignore*.txt"))


def test_the_tarball_holds_what_a_user_needs(tarball: Path) -> None:
    """Everything that is built in, by its top-level name; nothing of the build, the tests or the editor."""
    with tarfile.open(tarball) as built:
        names = [name for name in built.getnames() if name != "."]
    top = {name.split("/")[0] for name in names}
    assert top == TOP_OF_TARBALL
    assert {"docs/README.md", "docs/environment.md", "docs/messages.md", "docs/guides/rotate.md"} <= set(names)
    assert not [name for name in names if "architecture" in name]
    assert "extensions/eda/plugins/event_source/integrations.py" in names
    assert not [name for name in names if "molecule" in name]
    assert not [name for name in names if "__pycache__" in name or "/tests/" in name or Path(name).name.startswith(".")]
    assert {name.split("/")[1] for name in names if name.startswith("changelogs/")} <= {"changelog.yaml"}
