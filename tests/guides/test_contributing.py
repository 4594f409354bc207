# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CONTRIBUTING.md, "A new module", followed to the letter in a copy of the collection."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).absolute().parents[2]
NAME = "sde_business_unit_info"
#: A step's paragraph, and its block: of a whole file, or of lines for a file that is there.
STEP = re.compile(r"^\*\*\d+\. (?P<words>(?:[^\n]+\n)+)\n```(?P<kind>\w+)\n(?P<block>.*?)^```$", re.MULTILINE | re.DOTALL)
PYTEST = re.compile(r"^    sh tests/tools/in_tree\.sh python -m pytest (.*)$", re.MULTILINE)


def chapter() -> str:
    """The text of the chapter."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return text.partition("## A new module\n")[2].partition("\n## ")[0]


def follow(folder: Path, words: str, kind: str, block: str) -> Path:
    """Do what a step says: its file is the first that it names."""
    found = re.search(r"`([\w./]+\.\w+)`", words)
    assert found, words
    path = folder / found[1]
    if kind != "diff":
        assert not path.exists()
        path.write_text(block, encoding="utf-8")
        return path
    lines = block.splitlines(keepends=True)
    there = [line for line in lines if line.startswith(" ")]
    new = [line for line in lines if line.startswith("+")]
    assert lines == there + new
    text, shown = path.read_text(encoding="utf-8"), "".join(line[1:] for line in there)
    assert text.count(shown) == 1, shown
    path.write_text(text.replace(shown, shown + "".join(line[1:] for line in new)), encoding="utf-8")
    return path


def run(folder: Path, *arguments: str) -> str:
    """A Python program in the copy, and what it says."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
        "ANSIBLE_HOME": str(folder / ".ansible"),
        "ANSIBLE_COLLECTIONS_PATH": str(folder.parents[2]),
    }
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env=environment,
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_a_new_module(tmp_path: Path) -> None:
    folder = tmp_path / "ansible_collections" / "sdelements" / "integrations"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns("build", ".git", "__pycache__", ".ansible", "output"))
    text = chapter()
    written = [str(follow(folder, **step.groupdict()).relative_to(folder)) for step in STEP.finditer(text)]
    assert len(written) == text.count("```") / 2 == 8
    assert [name for name in written if (ROOT / name).exists()] == [
        "plugins/module_utils/_tasks/argspec.py",
        "meta/runtime.yml",
        "README.md",
        "tests/functional/test_no_leak.py",
        "tests/robustness/scenarios.py",
    ]
    (tests,) = PYTEST.findall(text)
    passed = re.search(r" (\d+) passed, \d+ deselected in ", run(folder, "pytest", *shlex.split(tests)))
    assert passed
    assert int(passed[1]) > 20
    assert "Returns business units" in run(folder, "ansible", "doc", f"sdelements.integrations.{NAME}")
