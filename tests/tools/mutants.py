# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws mutations of files, runs against each the tests that execute its line, and prints which were caught.

The mutations are those of Cosmic Ray, which lies in a virtual environment of its own. Each is made in a copy of the
copy under build/ansible_collections; the working tree stays as it is. A line has at most one, and the same one while neither
it, the line above it nor the seed changes. A mutation that changes nothing but annotations is not drawn, nor is one that does not compile.
First all these tests run without a mutation: only where they pass is a failure of one due to it.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

from tests import command

ROOT = Path(__file__).resolve().parents[2]
PLACE = Path("ansible_collections") / "sdelements" / "integrations"
TREE = ROOT / "build" / PLACE
COPY = ROOT / "build" / "mutants" / PLACE
LINES = ROOT / "build" / "lines.json"

#: How many of the tests of a line run before all others: the quickest of pure functions, and of the rest.
QUICKEST = (300, 60)


@dataclass(frozen=True)
class Mutant:
    """A mutation: the operator, which of the places in the file that it could change, and the result."""

    file: str
    line: int
    operator: str
    occurrence: int
    before: str
    after: str

    def diff(self) -> str:
        """What it did, on one line."""
        lines = list(difflib.unified_diff(self.before.splitlines(), self.after.splitlines(), n=0, lineterm=""))[2:]
        return " -> ".join(line[1:].strip() for line in lines if line[0] in "-+")


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


def mutated(source: str, operator: str, occurrence: int) -> str | None:
    """The source with a mutation; None where nothing comes of it, or where ExceptionReplacer fails at a dotted name."""
    try:
        code: str = mutate_code(source, get_operator(operator)(), occurrence)
        return code if _bare(code) != _bare(source) else None
    except (AttributeError, SyntaxError):
        return None


def drawn(files: list[str], count: int, seed: int) -> list[Mutant]:
    """So many mutations of all files. The draw is by the text of a line, so that a change elsewhere does not change it."""
    sources = {file: (TREE / file).read_text(encoding="utf-8") for file in files}
    places: dict[tuple[float, str, int], list[tuple[float, str, int]]] = defaultdict(list)
    for file, source in sources.items():
        nodes = list(ast_nodes(get_ast(source)))
        text = source.splitlines()
        for name in sorted(name for name in operator_names() if not get_operator(name).arguments()):
            operator = get_operator(name)()
            found = (position[0] for node in nodes for position in operator.mutation_positions(node))
            for occurrence, (line, column) in enumerate(found):
                which = "\n".join([str(seed), file, *text[max(0, line - 2) : line]])
                places[(random.Random(which).random(), file, line)].append(
                    (random.Random(f"{which} {name} {column}").random(), name, occurrence)
                )
    chosen: list[Mutant] = []
    for (unused, file, line), mutations in sorted(places.items()):
        codes = ((name, occurrence, mutated(sources[file], name, occurrence)) for unused, name, occurrence in sorted(mutations))
        chosen += [Mutant(file, line, name, occurrence, sources[file], code) for name, occurrence, code in codes if code][:1]
        if len(chosen) == count:
            break
    return chosen


def failing(tests: list[str], most: int) -> str:
    """The first of the tests that fails in the copy; nothing where all pass."""
    (COPY / "which").write_text("\n".join(tests), encoding="utf-8")
    script = ["sh", str(ROOT / "tests/tools/in_tree.sh"), "sh", "-c", 'cd "$COPY"; exec python -m pytest -q -x --tb no @which']
    try:
        done = command.run(script, env={**os.environ, "COPY": str(COPY)}, timeout=most, stderr=subprocess.STDOUT, errors="replace")
    except subprocess.TimeoutExpired:
        return f"no end within {most} s"
    # A test whose parameter is mutated has another name: all of its function run in its place.
    renamed = re.findall(r"^ERROR: not found: .*/(tests/\S+)$", done.stdout, re.MULTILINE)
    functions = {test: test.partition("[")[0] for test in tests}
    there = list(dict.fromkeys(function if function in renamed else test for test, function in functions.items()))
    if there != tests:
        return failing(there, most)
    if done.returncode == 0:
        return ""
    failed = re.search(r"^(?:FAILED|ERROR) (?:tests/)?(\S+)", done.stdout, re.MULTILINE)
    return failed[1] if failed else done.stdout.strip()[-200:]


def tests_of(lines: dict[str, list[str]], source: str, line: int) -> list[str]:
    """The tests that execute a line, the quickest first; where it is only imported, those of the statement, function or class around it."""
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.stmt)]
    around = [(node.lineno, node.end_lineno or 0) for node in nodes if node.lineno <= line <= (node.end_lineno or 0)]
    for first, last in [(line, line), *sorted(around, key=lambda place: place[1] - place[0]), (1, len(source))]:
        found = [lines[str(number)] for number in range(first, last + 1) if lines.get(str(number))]
        if found:
            return list(dict.fromkeys(test for tests in found for test in tests))
    return []


def caught(mutant: Mutant, tests: list[str], most: int) -> str:
    """The first test that fails with a mutation; nothing where it survives all."""
    pure = [test for test in tests if test.startswith("tests/unit/")]
    other = [test for test in tests if not test.startswith("tests/unit/")]
    few, fewer = QUICKEST
    (COPY / mutant.file).write_text(mutant.after, encoding="utf-8")
    try:
        quick, rest = pure[:few] + other[:fewer], pure[few:] + other[fewer:]
        runs = [(run, seconds) for run, seconds in ((quick, most), (rest, 6 * most)) if run]
        return next(filter(None, (failing(run, seconds) for run, seconds in runs)), "")
    finally:
        (COPY / mutant.file).write_text(mutant.before, encoding="utf-8")


def main() -> int:
    """Run what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--number", type=int, default=60)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--most", type=int, default=300, help="seconds for the quickest tests of a mutation; the rest has 6 times as many")
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()

    lines = json.loads(LINES.read_text(encoding="utf-8"))
    shutil.rmtree(COPY, ignore_errors=True)
    shutil.copytree(TREE, COPY)
    begin = time.monotonic()
    mutants = drawn(options.files, options.number, options.seed)
    tests = [tests_of(lines.get(mutant.file, {}), mutant.before, mutant.line) for mutant in mutants]
    if failure := failing(list(dict.fromkeys(chain(*tests))), 6 * options.most):
        sys.exit(f"Without a mutation fails: {failure}")
    print("| file | line | operator | mutation | result |\n|---|---|---|---|---|", flush=True)
    survivors = []
    for mutant, executing in zip(mutants, tests):
        start = time.monotonic()
        failure = caught(mutant, executing, options.most)
        survivors += [] if failure else [mutant]
        place = f"{Path(mutant.file).name} | {mutant.line} | {mutant.operator.removeprefix('core/')}"
        result = f"caught by `{failure}`" if failure else f"**survived** {len(executing)} tests"
        print(f"| {place} | `{mutant.diff()}` | {result} ({time.monotonic() - start:.0f} s) |", flush=True)
    print(f"\nSeed {options.seed}: {len(mutants)} mutations, {len(survivors)} survived, {time.monotonic() - begin:.0f} s")
    for mutant in survivors:
        print(f"{mutant.file}:{mutant.line}: {mutant.diff()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
