# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures as tables and charts: for the terminal, and for docs/performance.md.

``python -m tests.benchmark.report --input FOLDER --page PAGE`` puts them between the page's marks
``<!-- begin NAME -->`` and ``<!-- end -->``, and the charts into its folder images. The words around them are
written by hand.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from . import gates
from .chart import Line, chart
from .contestants import CONTESTANTS
from .measure import ROUNDS
from .organisation import SITUATIONS

Figures = dict[str, Any]

WORDS = {"quiet": "Nothing to change", "changed": "One in a hundred changed", "new": "All new"}

#: The charts, by the names of their files: situation, measure, title, unit.
CHARTS = {
    "unchanged": ("quiet", "wall", "Seconds when there is nothing to change", "s"),
    "new": ("new", "wall", "Seconds to create all", "s"),
    "memory": ("quiet", "memory", "Memory of the largest process when there is nothing to change", "MiB"),
}


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


def times(figures: Figures, situation: str, measure: str) -> str:
    """What whole processes take, by contestant and length of the list."""
    races = {each["size"]: each["results"] for each in figures["lists"] if each["situation"] == situation}
    rows = [
        [each.title, *(_time(results.get(each.name), measure) for results in races.values())]
        for each in CONTESTANTS.values()
        if any(each.name in results for results in races.values())
    ]
    return table([WORDS[situation], *(f"{size:,}" for size in races)], rows)


def _time(found: Any, measure: str) -> str:
    if not found:
        return ""
    return number(found[measure]) + (f" ({found['rounds']})" if found["rounds"] < ROUNDS else "")


def counts(figures: Figures, size: int) -> str:
    """What the server saw, and the memory, at one length of the list."""
    rows = []
    for situation in SITUATIONS:
        results = gates.race(figures, size, situation)
        for each in CONTESTANTS.values():
            if each.works and each.name in results:
                found = results[each.name]
                seen = [_counted(found[key]) for key in ("requests", "connections", "writes")]
                rows.append([WORDS[situation], each.title, *seen, f"{found['memory']:.0f}"])
    return table(["situation", "", "requests", "TCP connections", "objects written", "MiB"], rows)


def sizes(figures: Figures) -> str:
    """What long lists take."""
    rows = []
    for name in ("bare", "play"):
        for race in figures["lists"]:
            if race["situation"] == "quiet" and race["size"] >= 1000 and name in race["results"]:
                found = race["results"][name]
                values = [number(found[measure]) for measure in ("wall", "served", "cpu")]
                rows.append([CONTESTANTS[name].title, f"{race['size']:,}", *values, f"{found['memory']:,.0f}", _counted(found["requests"])])
    return table(["", "connections", "seconds", "of these reading", "CPU seconds", "MiB", "requests"], rows)


def _counted(value: Any) -> str:
    if isinstance(value, list):
        return f"{value[0]:,} to {value[-1]:,}"
    return "" if value is None else f"{value:,}"


def single(figures: Figures) -> str:
    """What plays with short tasks take."""
    found = figures["tasks"]
    if not found:
        return "not measured"
    names = {"uri": "GETs with `ansible.builtin.uri`", "worker": "`sde_alm_connector`", "module": "`sde_alm_connector`, as a module"}
    count, results = found["count"], found["results"]
    empty = f"{results['empty']['cpu']:.2f}"
    rows = [[title, empty, *(f"{results[f'{kind}_{many}']['cpu']:.2f}" for many in (1, count))] for kind, title in names.items()]
    return table(["CPU seconds of a play with", "0 tasks", "1 task", f"{count} tasks"], rows)


def machine(figures: Figures) -> str:
    """With what it was measured."""
    found = figures["machine"]
    return (
        f"ansible-core {found['core']}, Python {found['python']}, requests {found['requests']}, {found['processors']} processors "
        f"({found['processor']}), {found['system']}, {found['date']}; load before the start: {found['load']}."
    )


def blocks(figures: Figures) -> dict[str, str]:
    """Everything that a page can hold, by the name of its marks."""
    found = {"machine": machine(figures), "promises": promises(figures), "tasks": single(figures), "sizes": sizes(figures)}
    for situation in SITUATIONS:
        found[f"seconds {situation}"] = times(figures, situation, "wall")
        found[f"cpu {situation}"] = times(figures, situation, "cpu")
    return {**found, "counts": counts(figures, 1000)}


def drawing(figures: Figures, situation: str, measure: str, title: str, unit: str) -> str:
    """One chart."""
    races = [each for each in figures["lists"] if each["situation"] == situation]
    lines = [
        Line(each.short, [(race["size"], race["results"][each.name][measure]) for race in races if each.name in race["results"]])
        for each in CONTESTANTS.values()
        if any(each.name in race["results"] for race in races)
    ]
    return chart(title, lines, "connections in the list", unit)


def fill(page: str, found: dict[str, str]) -> str:
    """The page with these blocks in it."""

    def block(match: re.Match[str]) -> str:
        text = found.get(match[2])
        return match[0] if text is None else f"{match[1]}\n{text}\n\n<!-- end -->"

    return re.sub(r"(<!-- begin ([a-z ]+) -->\n).*?<!-- end -->", block, page, flags=re.DOTALL)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark.report")
    parser.add_argument("--input", type=Path, required=True, help="folder with the figures")
    parser.add_argument("--page", type=Path, required=True, help="page to put them into")
    options = parser.parse_args()
    figures = json.loads((options.input / "figures.json").read_text(encoding="utf-8"))
    images = options.page.parent / "images"
    images.mkdir(exist_ok=True)
    for name, shown in CHARTS.items():
        (images / f"performance-{name}.svg").write_text(drawing(figures, *shown), encoding="utf-8")
    options.page.write_text(fill(options.page.read_text(encoding="utf-8"), blocks(figures)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
