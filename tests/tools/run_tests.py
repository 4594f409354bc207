# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs every step of "make test", or those that are named, and sums up.

run_tests.py [STEP...]
One step more at a time than there are processors, since steps also wait for others; each with one process of pytest, the dearest first,
so that all processors have work until the end. What a step writes is shown when it is done, so that no two are mixed up, and the end of
it again where it failed. The last line counts the tests that pytest ran, and a step that no Python
of this machine can run as one that was skipped; a step that failed in another way shows in the line above it and in the exit code.
$VENV names another virtual environment than build/venv for the steps with the newest ansible-core.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "build" / "results"
WORKERS = (os.cpu_count() or 1) + 1
SHOWN_AGAIN = 15  # lines of a step that failed

#: What of ansible-test sanity the step lint has, and pylint, which takes as long as all others: "make sanity" has them.
ELSEWHERE = [f"--skip-test={test}" for test in ("changelog", "pep8", "yamllint", "pylint")]

#: Every step: a script of tests/tools or a program, and its arguments. The dearest first. No two have ansible-test run the same Python,
#: for each of which it keeps one virtual environment.
STEPS = {
    "guides": ["pytest.sh", "guides"],
    "functional": ["pytest.sh", "functional"],
    "roles": ["pytest.sh", "roles"],
    "modules": ["pytest.sh", "modules"],
    "robustness": ["pytest.sh", "robustness"],
    "sanity": ["sanity.sh", "--python", f"{sys.version_info.major}.{sys.version_info.minor}", "--exclude", "tests/", *ELSEWHERE],
    "molecule": ["molecule", "test", "--all"],
    "every-core-2.16": ["pytest.sh", "functional", "-m", "every_core", "tests/roles", "tests/guides"],
    "lint": ["env", "CI=true", "nox"],
    "unit": ["pytest.sh", "unit"],
    "docs": ["docs.sh"],
    "wire": ["pytest.sh", "wire"],
    "simulator": ["pytest.sh", "simulator"],
    "import-3.9": ["sanity.sh", "--python", "3.9", "--test", "import"],
    "repository": ["pytest.sh", "repository"],
}

#: Steps that need another Python than ours: the oldest that modules run on.
PYTHONS = {"import-3.9": "3.9"}

#: Steps with another ansible-core than the newest, by its version.
CORES = {"every-core-2.16": "2.16"}


@dataclass
class Step:
    name: str
    code: int
    seconds: float
    output: str


def venv(name: str) -> str:
    """The virtual environment of a step."""
    return f"build/venv-{CORES[name]}" if name in CORES else os.environ.get("VENV", "build/venv")


def runs(name: str) -> bool:
    """Whether this machine has the Python of a step, or the virtual environment with its ansible-core."""
    if name in PYTHONS:
        command = ["sh", "tests/tools/pythons.sh", PYTHONS[name]]
        return bool(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    return name not in CORES or (ROOT / venv(name) / "made").exists()


def run(name: str, step: list[str], **environment: str) -> Step:
    """A script of tests/tools or a program in the tree; what pytest counted is left in build/results."""
    program, *rest = step
    if program == "pytest.sh":
        rest += ["--numprocesses", "0", "--junitxml", f"../../../results/{name}.xml"]
    start = time.monotonic()
    done = subprocess.run(
        ["sh", "tests/tools/in_tree.sh", *(["sh", f"tests/tools/{program}"] if program.endswith(".sh") else [program]), *rest],
        cwd=ROOT,
        env={**os.environ, **environment},
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    return Step(name, done.returncode, time.monotonic() - start, done.stdout)


def show(step: Step) -> None:
    print(f"\n=== {step.name} ===\n{step.output}", end="")
    print(f"=== {step.name}: {'ok' if step.code == 0 else 'FAILED'} in {step.seconds:.0f} s ===", flush=True)


def counted(missing: int) -> str:
    """What pytest counted, added up over its reports, and the steps that were left out."""
    counts = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for report in RESULTS.glob("*.xml"):
        for suite in ElementTree.parse(report).getroot().iter("testsuite"):
            for key in counts:
                counts[key] += int(suite.get(key, 0))
    bad = counts["failures"] + counts["errors"]
    return f"{counts['tests'] - bad - counts['skipped']} passed, {bad} failed, {counts['skipped'] + missing} skipped"


def main() -> int:
    shutil.rmtree(RESULTS, ignore_errors=True)
    start = time.monotonic()
    names = sys.argv[1:] or STEPS
    missing = [name for name in names if not runs(name)]
    failed = []
    with ThreadPoolExecutor(WORKERS) as pool:
        for done in as_completed([pool.submit(run, name, STEPS[name], VENV=venv(name)) for name in names if name not in missing]):
            step = done.result()
            show(step)
            if step.code != 0:
                failed.append(step)

    for step in failed:
        print(f"\n=== the end of {step.name} ===", *step.output.splitlines()[-SHOWN_AGAIN:], sep="\n")
    print(f"\n=== all steps in {time.monotonic() - start:.0f} s; failed: {', '.join(step.name for step in failed) or 'none'} ===")
    if missing:
        print(f"Skipped, since this machine has no Python for them: {', '.join(missing)}")
    print(counted(len(missing)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
