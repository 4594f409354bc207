# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A new module as C(make new-module) writes it, in a copy of the collection."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.command import environment, run
from tests.tools import dist

#: A kind that has a row and whose address the simulator has, and one that is new to both.
NAMES = ("sde_business_unit_info", "sde_category_info")
#: No names of modules that read, and names that are taken.
WRONG = ("", "sde_widget", "widget_info", "sde_Widget_info", "sde__info", "../sde_x_info", "sde_project_info", "sde_connector_info")


class Copy:
    """A copy of the collection."""

    def __init__(self, place: Path) -> None:
        self.folder = place / "ansible_collections" / "sdelements" / "integrations"
        (place / "home").mkdir()
        dist.copied(self.folder)

    def run(self, *arguments: str, code: int = 0) -> str:
        """Run a program of the virtual environment in the copy, and return what it prints."""
        place = self.folder.parents[2]  # ansible-test installs into its home, maybe while another one of it runs
        pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        user = environment(place / "home", str(place), ANSIBLE_HOME=str(self.folder / ".ansible"), **pip)
        done = run(arguments, cwd=self.folder, env=user, stderr=subprocess.STDOUT)
        assert done.returncode == code, done.stdout
        return done.stdout

    def texts(self) -> dict[str, str]:
        """Return all files that are text."""
        files = [path for path in self.folder.rglob("*") if path.suffix in (".py", ".yml", ".md", ".txt")]
        return {str(path.relative_to(self.folder)): path.read_text(encoding="utf-8") for path in files}


@pytest.fixture(name="copy")
def _copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def test_a_new_module_passes_as_it_stands(copy: Copy) -> None:
    for name in NAMES:
        copy.run("python", "tests/tools/new_module.py", name)
    assert set(NAMES) <= set(yaml.safe_load((copy.folder / "meta" / "runtime.yml").read_text(encoding="utf-8"))["action_groups"]["sde"])
    words = "business_unit_info or category_info or readme_names or make_fragments"
    output = copy.run("pytest", "-p", "no:xdist", "tests/modules", "tests/repository", "-k", words)
    passed = re.search(r" (\d+) passed, \d+ deselected in ", output)
    assert passed
    assert int(passed[1]) > 40
    copy.run("ruff", "check", ".")
    copy.run("ruff", "format", "--check", ".")
    copy.run("yamllint", "--strict", "meta", "plugins")
    copy.run("antsibull-docs", "lint-collection-docs", "--plugin-docs", "--validate-collection-refs", "all", ".")
    subprocess.run(["git", "init", "--quiet", str(copy.folder)], check=True)  # ansible-test asks git which files there are
    modules = [f"plugins/modules/{name}.py" for name in NAMES]
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    copy.run("sh", "tests/tools/sanity.sh", "--python", version, "--test", "validate-modules", *modules)
    shown = copy.run("ansible-doc", *(f"sdelements.integrations.{name}" for name in NAMES))
    assert "Returns business units" in shown and "Returns categories" in shown


def test_a_name_that_cannot_be_a_new_module_changes_nothing(copy: Copy) -> None:
    before = copy.texts()
    for name in WRONG:
        assert copy.run("python", "tests/tools/new_module.py", name, code=1).startswith("NAME: "), name
    assert copy.texts() == before
