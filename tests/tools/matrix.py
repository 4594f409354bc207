# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs what depends on ansible-core with every supported one, then the modules with every Python that they may meet.

matrix.py [CORE...]
"make test" runs everything with the newest ansible-core; here each has sanity, the pure functions and the tests marked every_core.
The tree has to be there. Each step's output goes to a file in build/matrix; the tables at the end show the results. What no Python
of this machine can run is skipped and counted.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.tools import run_tests

ROOT = Path(__file__).resolve().parents[2]
LOGS = ROOT / "build" / "matrix"

CORES = ("2.16", "2.17", "2.18", "2.19", "2.20", "2.21", "2.22")
SANITY = "sanity"
STEPS = {SANITY: ["sanity.sh"], "unit": ["pytest.sh", "unit"], "every_core": run_tests.STEPS["every-core-2.16"]}
#: What modules run on; those of the life tests that run a module in its own process run in each.
PYTHONS = ("3.9", "3.10", "3.11", "3.12", "3.13", "3.14")
LIFE = {"life": ["pytest.sh", "functional", "-k", "test_life and module and not loop"]}
#: The oldest libraries that requirements.txt admits, which the oldest Python still runs.
LOWEST = ("requests==2.25.1", "urllib3==1.26.0")


@dataclass
class Row:
    """A row of a table: a virtual environment, how it is made, and the result of each step that runs with it."""

    name: str
    python: str  # its version; none where this machine has none that can
    make: list[str]
    steps: dict[str, list[str]]
    environment: dict[str, str]
    results: dict[str, str] = field(default_factory=dict)

    def prepare(self) -> None:
        """Make the virtual environment."""
        if not self.python:
            self.results = dict.fromkeys(self.steps, "skipped")
            return
        with open(LOGS / f"{self.name}-venv.log", "w", encoding="utf-8") as log:
            made = subprocess.run(self.make, cwd=ROOT, check=False, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        if made.returncode != 0:
            self.results = dict.fromkeys(self.steps, "not installed")

    def run(self, name: str) -> None:
        """One step; its output is shown where it failed."""
        if name in self.results:
            return
        step = run_tests.run(f"{self.name}-{name}", self.steps[name], **self.environment)
        (LOGS / f"{step.name}.log").write_text(step.output, encoding="utf-8")
        self.results[name] = "ok" if step.code == 0 else "FAILED"
        if step.code != 0:
            run_tests.show(step)
        else:
            print(f"{step.name}: ok in {step.seconds:.0f} s", flush=True)


def printed(script: str, version: str) -> str:
    """What a script that looks for a Python prints of a version."""
    command = ["sh", f"tests/tools/{script}", version]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def core(version: str) -> Row:
    """The steps with an ansible-core."""
    python = printed("core_python.sh", version).rpartition(" ")[2]
    return Row(version, python, ["sh", "tests/tools/core.sh", version], STEPS, {"VENV": f"build/venv-{version}"})


def modules(version: str, *pins: str) -> Row:
    """The modules in a Python of their own, which has what requirements.txt asks for and nothing else."""
    name = f"module-{version}{'-lowest' if pins else ''}"
    venv = f"build/venv-{name}"
    make = ["env", f"PYTHONS={version}", "sh", "tests/tools/venv.sh", venv, "--requirement", "requirements.txt", *pins]
    found = version if printed("pythons.sh", version) else ""
    return Row(name, found, make, LIFE, {"MODULE_PYTHON": str(ROOT / venv / "bin/python")})


def follow(chain: list[tuple[Row, str]]) -> None:
    """Steps one after another."""
    for row, name in chain:
        row.run(name)


def show(rows: list[Row]) -> None:
    """A table on the terminal."""
    lines = [["", "Python", *rows[0].steps], *([row.name, row.python, *(row.results[name] for name in row.steps)] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines)]
    print()
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip(), flush=True)


def main() -> int:
    for folder in (LOGS, run_tests.RESULTS):
        shutil.rmtree(folder, ignore_errors=True)
    LOGS.mkdir(parents=True)
    start = time.monotonic()
    cores = [core(version) for version in sys.argv[1:] or CORES]
    pythons = [*map(modules, PYTHONS), modules(PYTHONS[0], *LOWEST)]
    rows = [*cores, *pythons]
    # ansible-test keeps a virtual environment for each Python in one place, and each run here has every Python: they follow one another.
    chains = [[(row, SANITY) for row in cores], *([(row, name) for name in row.steps if name != SANITY] for row in rows)]
    with ThreadPoolExecutor(run_tests.WORKERS) as pool:
        list(pool.map(Row.prepare, rows))
        list(pool.map(follow, chains))

    for table in (cores, pythons):
        show(table)
    results = [result for row in rows for result in row.results.values()]
    bad = [result for result in results if result not in ("ok", "skipped")]
    print(f"\n{len(bad)} of {len(results)} steps failed in {time.monotonic() - start:.0f} s; their output is in build/matrix")
    print(run_tests.counted(results.count("skipped")))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
