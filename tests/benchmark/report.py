# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures as tables and charts: for the terminal, and for docs/performance.md.

``python -m tests.benchmark.report --input FOLDER --page PAGE`` puts them between the page's marks
``<!-- begin NAME -->`` and ``<!-- end NAME -->``, and the charts into its folder images. The words around them are
written by hand.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Optional

from . import gates
from .chart import Line, chart
from .contestants import CONTESTANTS
from .organisation import SITUATIONS

Figures = dict[str, Any]

SHOWN = ("bare", "file", "worker", "module", "loop", "loop_module", "uri", "debug", "empty")
IN_CHARTS = {
    "bare": "bare script",
    "file": "plural task, src",
    "worker": "plural task",
    "module": "plural task, module",
    "loop": "loop",
    "loop_module": "loop, modules",
    "uri": "uri playbook",
}
WORDS = {"quiet": "Nothing to change", "changed": "One in a hundred changed", "new": "All new"}


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table as Markdown, its columns aligned."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths)) + " |"

    return "\n".join([line(head), "|" + "|".join("-" * (width + 2) for width in widths) + "|", *map(line, rows)])


def number(value: float) -> str:
    """Three digits that mean something."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def promises(figures: Figures) -> str:
    """What was promised, held against the figures."""
    return table(["promise", "measured", "at most", "verdict"], [verdict.cells() for verdict in gates.verdicts(figures)])


def times(figures: Figures, situation: str, latency: int, measure: str) -> str:
    """Seconds of the whole process, by contestant and length of the list."""
    races = {each["size"]: each for each in gates.races(figures) if (each["situation"], each["latency"]) == (situation, latency)}
    rows = []
    for name in SHOWN:
        cells = [_time(race, name, measure) for race in races.values()]
        if any(cells):
            rows.append([CONTESTANTS[name].title, *cells])
    return table([WORDS[situation], *(f"{size:,}" for size in races)], rows)


def _time(race: dict[str, Any], name: str, measure: str) -> str:
    if name in race["left_out"]:
        return f"left out, about {race['left_out'][name] / 60:,.0f} min"
    found = race["results"].get(name)
    if not found:
        return ""
    few = f" ({found['rounds']})" if found["rounds"] < 7 else ""
    return number(found[measure]) + few


def ratios(figures: Figures) -> str:
    """The CPU time of a task less its baseline, in bare scripts."""
    rows = []
    races = {(each["situation"], each["size"]): each["results"] for each in gates.races(figures) if each["latency"] == 0}
    sizes = sorted({size for __, size in races})
    for situation in SITUATIONS:
        for name in ("worker", "module", "file", "loop", "uri"):
            found = [gates.over_bare(races.get((situation, size), {}), name, CONTESTANTS[name].baseline) for size in sizes]
            if any(found):
                rows.append([WORDS[situation], CONTESTANTS[name].title, *("" if value is None else number(value) for value in found)])
    return table(["situation", "", *(f"{size:,}" for size in sizes)], rows)


def counts(figures: Figures, size: int) -> str:
    """What the server saw, and the memory, at one length of the list."""
    rows = []
    found_races = {each["situation"]: each["results"] for each in gates.races(figures) if (each["size"], each["latency"]) == (size, 0)}
    for situation in SITUATIONS:
        results = found_races.get(situation, {})
        for name in SHOWN[:-2]:
            if name in results:
                found = results[name]
                seen = [_counted(found[key]) for key in ("requests", "connections", "writes")]
                rows.append([WORDS[situation], CONTESTANTS[name].title, *seen, f"{found['memory']:.0f}"])
    return table(["situation", "", "requests", "connections", "writes", "MiB"], rows)


def _counted(value: Any) -> str:
    if isinstance(value, list):
        return f"{value[0]:,} to {value[-1]:,}"
    return "" if value is None else f"{value:,}"


def factors(figures: Figures) -> str:
    """By how much the plural task beats the uri playbook, whole processes."""
    rows = []
    races = {(each["situation"], each["size"], each["latency"]): each["results"] for each in figures["lists"]}
    for situation in SITUATIONS:
        for size in (100, 1000):
            cells = []
            for latency, measure in ((0, "cpu"), (50, "wall")):
                results = races.get((situation, size, latency), {})
                known = {"uri", "worker"} <= set(results)
                cells.append(f"{results['uri'][measure] / results['worker'][measure]:.1f}" if known else "")
            rows.append([WORDS[situation], f"{size:,}", *cells])
    return table(["situation", "connections", "CPU, no latency", "seconds, 50 ms"], rows)


def single(figures: Figures) -> str:
    """What one task costs."""
    costs = gates.task_costs(figures)
    if not costs:
        return "not measured"
    names = {"uri": "a GET with `ansible.builtin.uri`", "worker": "`sde_alm_connector`", "module": "`sde_alm_connector`, as a module"}
    rows = [
        [
            title,
            *(f"{costs[f'{kind}_{which}'] * 1000:,.0f}" for which in ("first", "next")),
            *(f"{costs[f'{kind}_{which}'] / costs[f'uri_{which}']:.2f}" for which in ("first", "next")),
        ]
        for kind, title in names.items()
    ]
    return table(["CPU, ms", "first of a play", "each further", "of the GET", "of the GET"], rows)


def pool(figures: Figures) -> str:
    """Creates one by one, and eight at a time."""
    if not figures["pool"]:
        return "not measured"
    results = figures["pool"]["results"]
    idle = results["debug"]["wall"]
    rows = []
    for name in ("1", "8"):
        found = results[name]
        seen = [_counted(found[key]) for key in ("requests", "connections", "rounds")]
        rows.append([name, number(found["wall"]), number(found["wall"] - idle), *seen])
    return table(["`concurrency`", "seconds", "less loading the list", "requests", "connections", "runs"], rows)


def machine(figures: Figures) -> str:
    """With what it was measured."""
    found = figures["machine"]
    return (
        f"ansible-core {found['core']}, Python {found['python']}, requests {found['requests']}, {found['processors']} processors "
        f"({found['processor']}), {found['system']}, {found['date']}; load before the start: {found['load']}."
    )


def blocks(figures: Figures) -> dict[str, str]:
    """Everything that a page can hold, by the name of its marks."""
    found = {
        "machine": machine(figures),
        "promises": promises(figures),
        "ratios": ratios(figures),
        "factors": factors(figures),
        "tasks": single(figures),
        "pool": pool(figures),
        "counts": counts(figures, 1000),
    }
    for situation in SITUATIONS:
        found[f"cpu {situation}"] = times(figures, situation, 0, "cpu")
        found[f"seconds {situation}"] = times(figures, situation, 50, "wall")
    return found


def drawing(figures: Figures, situation: str, latency: int, measure: str, title: str) -> Optional[str]:
    """One chart, if there are figures for it."""
    races = [each for each in gates.races(figures) if (each["situation"], each["latency"]) == (situation, latency)]
    lines = [
        Line(label, [(race["size"], race["results"][name][measure]) for race in races if name in race["results"]])
        for name, label in IN_CHARTS.items()
    ]
    return chart(title, lines, "connections in the list", "s") if len(races) > 1 else None


def fill(page: str, found: dict[str, str], core: str) -> str:
    """The page with these blocks in it. Marks are called NAME CORE."""

    def block(match: re.Match[str]) -> str:
        text = found.get(match[2])
        return match[0] if text is None else f"{match[1]}\n{text}\n\n<!-- end -->"

    return re.sub(rf"(<!-- begin ([a-z ]+) {re.escape(core)} -->\n).*?<!-- end -->", block, page, flags=re.DOTALL)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark.report")
    parser.add_argument("--input", type=Path, required=True, help="folder with the figures")
    parser.add_argument("--page", type=Path, required=True, help="page to put them into")
    options = parser.parse_args()
    page = options.page.read_text(encoding="utf-8")
    images = options.page.parent / "images"
    images.mkdir(exist_ok=True)
    for file in sorted(options.input.glob("core-*.json")):
        figures = json.loads(file.read_text(encoding="utf-8"))
        core = file.stem.partition("-")[2]
        page = fill(page, blocks(figures), core)
        for name, picture in (
            ("cpu", drawing(figures, "quiet", 0, "cpu", "CPU seconds when there is nothing to change")),
            ("seconds", drawing(figures, "new", 50, "wall", "Seconds to create all, at 50 ms of latency")),
        ):
            if picture and f"performance-{name}-{core}.svg" in page:
                (images / f"performance-{name}-{core}.svg").write_text(picture, encoding="utf-8")
    options.page.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
