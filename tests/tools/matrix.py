# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the tests with every supported ansible-core, then the modules with every Python that they may meet.

matrix.py [CORE...]
The tree has to be there. Each step's output goes to a file in build/matrix; the table at the end shows the results.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOGS = ROOT / "build" / "matrix"

CORES = ("2.16", "2.17", "2.18", "2.19", "2.20", "2.21", "2.22")
STEPS = {
    "sanity": ["sanity.sh"],
    "unit": ["pytest.sh", "unit"],
    "modules": ["pytest.sh", "modules"],
    "functional": ["pytest.sh", "functional"],
    "roles": ["pytest.sh", "roles"],
    "guides": ["pytest.sh", "guides"],
}
#: What modules run on; the tests of their life run once in each.
PYTHONS = ("3.9", "3.10", "3.11", "3.12", "3.13", "3.14")
LIFE = ["pytest.sh", "functional", "-k", "test_life and not loop"]
#: The oldest libraries that requirements.txt admits, which the oldest Python still runs.
LOWEST = ("requests==2.25.1", "urllib3==1.26.0")


def run(log: str, command: list[str], **environment: str) -> bool:
    """A command with its output in a file."""
    with open(LOGS / f"{log}.log", "w", encoding="utf-8") as file:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    return done.returncode == 0


def in_tree(log: str, step: list[str], **environment: str) -> bool:
    """A step in the tree."""
    script, *rest = step
    return run(log, ["sh", "tests/tools/in_tree.sh", "sh", f"tests/tools/{script}", *rest], **environment)


def python_of(venv: str) -> str:
    """The version of a virtual environment's interpreter."""
    code = "import platform; print(platform.python_version())"
    return subprocess.run([ROOT / venv / "bin/python", "-c", code], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def interpreter(version: str) -> str:
    """The path of this machine's interpreter of a version; empty where it has none."""
    found = subprocess.run(["sh", "tests/tools/pythons.sh", version], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return found.stdout.strip()


def core(version: str) -> list[str]:
    """A row of the table: every step with this ansible-core."""
    venv = f"build/venv-{version}"
    if not run(f"{version}-venv", ["sh", "tests/tools/core.sh", version]):
        return [version, "", *["not installed"] * len(STEPS)]
    results = ["ok" if in_tree(f"{version}-{name}", step, VENV=venv) else "FAILED" for name, step in STEPS.items()]
    return [version, python_of(venv), *results]


def module_python(version: str, *pins: str) -> str:
    """What comes of the modules' life in an interpreter of its own, which has what requirements.txt asks for and nothing else."""
    if not interpreter(version):
        return "not on this machine"
    venv = f"build/venv-module-{version}"
    made = run(f"module-{version}-venv", ["sh", "tests/tools/venv.sh", venv, "--requirement", "requirements.txt", *pins], PYTHONS=version)
    passed = made and in_tree(f"module-{version}", LIFE, EXECUTION="module", MODULE_PYTHON=str(ROOT / venv / "bin/python"))
    return "ok" if passed else "FAILED"


def show(rows: list[list[str]]) -> None:
    """A table on the terminal."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip(), flush=True)


def main() -> int:
    LOGS.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    rows = [["ansible-core", "Python", *STEPS]]
    for version in sys.argv[1:] or CORES:
        rows.append(core(version))
        print(" ".join(rows[-1]), flush=True)
    modules = [["modules on Python", "life"], *([version, module_python(version)] for version in PYTHONS)]
    modules.append([f"{PYTHONS[0]}, {', '.join(LOWEST)}", module_python(PYTHONS[0], *LOWEST)])
    for table in (rows, modules):
        print()
        show(table)
    bad = [cell for row in (*rows, *modules) for cell in row if cell in ("FAILED", "not installed")]
    print(f"\n{len(bad)} failed; {time.monotonic() - start:.0f} s; the steps' output is in build/matrix")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
