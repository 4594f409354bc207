# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs every step of "make test" and sums up.

Two lanes side by side, since a step seldom keeps both processors of a small machine busy. The first lane writes
straight to the terminal; what the second one writes is shown when it is done, so that no two steps are mixed up.
The last line counts the tests that pytest ran, and a step that no Python of this machine can run as one that was skipped; a step that
failed in another way shows in the line above it and in the exit code.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "build" / "results"

LANES = (
    {
        "unit": ["pytest.sh", "unit"],
        "functional": ["pytest.sh", "functional"],
        "roles": ["pytest.sh", "roles"],
        "guides": ["pytest.sh", "guides"],
    },
    {
        "lint": ["lint.sh"],
        "docs": ["docs.sh"],
        "sanity": ["sanity.sh"],
        "robustness": ["pytest.sh", "robustness"],
        "wire": ["pytest.sh", "wire"],
        "molecule": ["molecule.sh"],
        "functional-2.16": ["pytest.sh", "functional", "--junitxml", "../../../results/functional-2.16.xml"],
        "every-core-2.16": [
            "pytest.sh",
            "roles",
            "-n0",
            "-m",
            "every_core",
            "--junitxml",
            "../../../results/every-core-2.16.xml",
            "tests/guides",
        ],
        "hostile-2.19": ["pytest.sh", "roles", "-n0", "-k", "hostile", "--junitxml", "../../../results/hostile-2.19.xml"],
        "functional-module": ["pytest.sh", "functional", "--junitxml", "../../../results/functional-module.xml"],
    },
)

#: Steps with another ansible-core than the newest, and with modules in processes of their own throughout.
ENVIRONMENTS = {
    **{name: {"VENV": f"build/venv-{name.rpartition('-')[2]}"} for name in ("functional-2.16", "every-core-2.16", "hostile-2.19")},
    "functional-module": {"EXECUTION": "module"},
}


@dataclass
class Step:
    name: str
    code: int
    seconds: float
    output: str


def runs(name: str) -> bool:
    """Whether this machine has what a step runs with: a virtual environment of its ansible-core."""
    return (ROOT / ENVIRONMENTS.get(name, {}).get("VENV", "build/venv") / "made").exists()


def run(name: str, arguments: list[str], show: bool) -> Step:
    script, *rest = arguments
    command = ["sh", "tests/tools/in_tree.sh", "sh", f"tests/tools/{script}", *rest]
    start = time.monotonic()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **ENVIRONMENTS.get(name, {})},
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=None if show else subprocess.PIPE,
        stderr=None if show else subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    return Step(name, done.returncode, time.monotonic() - start, done.stdout or "")


def heading(name: str) -> None:
    print(f"\n=== {name} ===", flush=True)


def ending(step: Step) -> None:
    print(f"=== {step.name}: {'ok' if step.code == 0 else 'FAILED'} in {step.seconds:.0f} s ===", flush=True)


def first_lane() -> list[Step]:
    steps = []
    for name, arguments in LANES[0].items():
        heading(name)
        steps.append(run(name, arguments, show=True))
        ending(steps[-1])
    return steps


def second_lane() -> list[Step]:
    return [run(name, arguments, show=False) for name, arguments in LANES[1].items() if runs(name)]


def count() -> dict[str, int]:
    """What pytest counted, added up over its reports."""
    counts = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for report in RESULTS.glob("*.xml"):
        for suite in ElementTree.parse(report).getroot().iter("testsuite"):
            for key in counts:
                counts[key] += int(suite.get(key, 0))
    return counts


def main() -> int:
    shutil.rmtree(RESULTS, ignore_errors=True)
    start = time.monotonic()
    with ThreadPoolExecutor(1) as background:
        later = background.submit(second_lane)
        steps = first_lane()
        quiet = later.result()
    for step in quiet:
        heading(step.name)
        print(step.output, end="")
        ending(step)
    steps += quiet

    failed = [step.name for step in steps if step.code != 0]
    print(f"\n=== all steps in {time.monotonic() - start:.0f} s; failed: {', '.join(failed) or 'none'} ===")
    missing = [name for name in ENVIRONMENTS if not runs(name)]
    if missing:
        print(f"Skipped, since no Python here runs their ansible-core: {', '.join(missing)}")
    counts = count()
    bad = counts["failures"] + counts["errors"]
    print(f"{counts['tests'] - bad - counts['skipped']} passed, {bad} failed, {counts['skipped'] + len(missing)} skipped")
    return 1 if failed else 0


sys.exit(main())
