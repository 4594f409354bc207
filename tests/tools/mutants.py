# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws mutations of files, runs tests against each, and prints which were caught.

The mutations are those of Cosmic Ray, which lies in a virtual environment of its own. Each is made in a copy of the
copy under build/ansible_collections; the working tree stays as it is. A mutation that changes nothing but annotations is
not drawn.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import os
import random
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).resolve().parents[2]
PLACE = Path("ansible_collections") / "sdelements" / "integrations"
TREE = ROOT / "build" / PLACE
COPY = ROOT / "build" / "mutants" / PLACE

#: The tests of what reads answers, the quick ones first.
TESTS = (
    "tests/unit/test_answers.py tests/modules/test_client.py tests/unit/test_repository.py tests/wire "
    "tests/robustness/test_fuzz.py::test_a_result_or_one_message_whatever_the_answers_are"
)


@dataclass(frozen=True)
class Mutant:
    """One mutation: the operator and which of the places that it could change."""

    file: str
    line: int
    operator: str
    occurrence: int

    def code(self, source: str) -> str | None:
        """The source with this mutation; None where the operator fails, as ExceptionReplacer does with a dotted name."""
        try:
            return mutate_code(source, get_operator(self.operator)(), self.occurrence)
        except AttributeError:
            return None


class _Bare(ast.NodeTransformer):
    """Takes the annotations away, which nothing reads at run time."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Constant(None)
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)


def _bare(source: str) -> str:
    return ast.dump(_Bare().visit(ast.parse(source)))


def mutants_of(file: str) -> list[Mutant]:
    """Every mutation of a file, in a fixed order."""
    tree = get_ast((TREE / file).read_text(encoding="utf-8"))
    found = []
    for name in sorted(operator_names()):
        if get_operator(name).arguments():
            continue
        operator = get_operator(name)()
        places = [place for node in ast_nodes(tree) for place in operator.mutation_positions(node)]
        found += [Mutant(file, start[0], name, number) for number, (start, end) in enumerate(places)]
    return found


def drawn(files: list[str], count: int, seed: int) -> list[tuple[Mutant, str]]:
    """So many mutations of all files, with the code that each makes."""
    every = [mutant for file in files for mutant in mutants_of(file)]
    random.Random(seed).shuffle(every)
    chosen: list[tuple[Mutant, str]] = []
    for mutant in every:
        source = (TREE / mutant.file).read_text(encoding="utf-8")
        code = mutant.code(source)
        if len(chosen) < count and code is not None and _bare(code) != _bare(source):
            chosen.append((mutant, code))
    return chosen


def tested(tests: list[str], most: int) -> tuple[bool, str]:
    """Run tests in the copy: whether they passed, else what failed first."""
    command = [
        "sh",
        str(ROOT / "tests/tools/in_tree.sh"),
        "sh",
        "-c",
        'cd "$COPY"; exec "$@"',
        "sh",
        "python",
        "-m",
        "pytest",
        "-q",
        "-x",
        "--numprocesses",
        "2",
        "--tb",
        "no",
        *tests,
    ]
    environment = {**os.environ, "COPY": str(COPY)}
    process = subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        output = process.communicate(timeout=most)[0]
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.communicate()
        return False, f"no end within {most} s"
    failed = re.search(r"^(?:FAILED|ERROR) (?:tests/)?(\S+)", output, re.MULTILINE)
    return process.returncode == 0, failed[1] if failed else output.strip()[-200:]


def changed_line(before: str, after: str) -> str:
    """What a mutation did, on one line."""
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""))[2:]
    return " -> ".join(line[1:].strip() for line in lines if line[0] in "-+")


def main() -> int:
    """Run what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--number", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tests", default=TESTS, help="what pytest runs")
    parser.add_argument("--most", type=int, default=300, help="seconds for the tests of one mutation")
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()
    tests = options.tests.split()

    shutil.rmtree(COPY, ignore_errors=True)
    shutil.copytree(TREE, COPY)
    passed, failure = tested(tests, options.most)
    if not passed:
        print(f"the tests fail without a mutation: {failure}")
        return 2
    print(f"| file | line | operator | mutation | result |  seed {options.seed}\n|---|---|---|---|---|", flush=True)
    survived = 0
    for mutant, code in drawn(options.files, options.number, options.seed):
        source = (TREE / mutant.file).read_text(encoding="utf-8")
        (COPY / mutant.file).write_text(code, encoding="utf-8")
        start = time.monotonic()
        passed, failure = tested(tests, options.most)
        (COPY / mutant.file).write_text(source, encoding="utf-8")
        survived += passed
        result = "**survived**" if passed else f"caught by `{failure}`"
        cells = [
            Path(mutant.file).name,
            str(mutant.line),
            mutant.operator.removeprefix("core/"),
            f"`{changed_line(source, code)}`",
            f"{result} ({time.monotonic() - start:.0f} s)",
        ]
        print(f"| {' | '.join(cells)} |", flush=True)
    print(f"\n{options.number} mutations, seed {options.seed}: {options.number - survived} caught, {survived} survived")
    return 0


if __name__ == "__main__":
    sys.exit(main())
