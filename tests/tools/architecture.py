# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws docs/images/architecture.svg: the files of the engine, one below the other, and which of them imports which.

Only the order is written here. The files' own words and their imports are read from the code. An import that another one
implies is left out of the picture.
"""

from __future__ import annotations

import ast
import re
from html import escape
from pathlib import Path

from tests.benchmark.chart import COLOURS, svg

ROOT = Path(__file__).resolve().parents[2]
PICTURE = ROOT / "docs" / "images" / "architecture.svg"

#: From the ways in down to the files that know no other. A file imports only what stands below it.
LAYERS = {
    "ways in": ("_module", "_action", "_specs"),
    "tasks": ("_task", "_info", "_jobs"),
    "writing": ("_write", "_verify", "_settle", "_connectivity"),
    "planning": ("_reconcile", "_find", "_plugins", "_changes"),
    "one server": ("_context", "_projects", "_server"),
    "HTTP": ("_client", "_clock", "_answers", "_body", "_session", "_libraries"),
    "wishes": ("_items", "_entries"),
    "rules": (
        "_address",
        "_dialect",
        "_params",
        "_compare",
        "_objects",
        "_secrets",
        "_redact",
        "_forms",
        "_masks",
        "_names",
        "_json",
        "_resources",
        "_errors",
        "_output",
    ),
}
ORDER = [name for names in LAYERS.values() for name in names]

WIDTH, TOP, ROW, GAP = 976, 58, 24, 10
LAYER_X, NAME_X, WORDS_X = 20, 232, 334
NARROWEST, WIDEST, STEP = 18, 150, 9

STYLE = """
text { font: 12px system-ui, sans-serif; fill: #3d4653 }
.title { font-size: 14px; font-weight: 600; fill: #1d232b }
.name { font: 600 12px ui-monospace, monospace; fill: #1d232b }
.band { fill: #f1f3f6 }
.import { fill: none; stroke-width: 1.5 }
"""
DARK = """
text { fill: #b4bdc9 }
.title, .name { fill: #e8ecf1 }
.band { fill: #20262e }
"""


def path_of(name: str) -> Path:
    """The file of a name in LAYERS."""
    folder = "plugin_utils" if name == "_action" else "module_utils"
    return ROOT / "plugins" / folder / f"{name}.py"


def tree_of(name: str) -> ast.Module:
    """The code of a file."""
    return ast.parse(path_of(name).read_text(encoding="utf-8"))


def words_of(name: str) -> str:
    """The first sentence of a file's docstring, without Ansible's markup."""
    first = (ast.get_docstring(tree_of(name)) or "").partition("\n")[0].partition(". ")[0].rstrip(".")
    return re.sub(r"\b[A-Z]\(([^)]*)\)", r"\1", first)


def imports_of(name: str) -> set[str]:
    """The other files that a file imports, in functions too."""
    found: set[str] = set()
    for node in ast.walk(tree_of(name)):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            found |= {alias.name.rpartition(".")[2] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            found.add((node.module or "").rpartition(".")[2])
    return found & set(ORDER) - {name}


def shown_imports() -> list[tuple[str, str]]:
    """Importer and imported, without those imports that others imply."""
    imported: dict[str, set[str]] = {}
    below: dict[str, set[str]] = {}
    for name in reversed(ORDER):
        imported[name] = imports_of(name)
        upwards = sorted(imported[name] - set(below))
        if upwards:
            raise SystemExit(f"{name} imports what does not stand below it: {', '.join(upwards)}")
        below[name] = imported[name].union(*(below[other] for other in imported[name]))
    return [
        (name, other)
        for name in ORDER
        for other in ORDER
        if other in imported[name] and not any(other in below[between] for between in imported[name])
    ]


def picture() -> str:
    """The picture as SVG that is readable on a light and on a dark page."""
    parts = []
    rows: dict[str, int] = {}
    y = TOP
    style, dark = STYLE, DARK
    for number, (layer, names) in enumerate(LAYERS.items()):
        rule = ".l{0} {{ stroke: {1} }} .h{0}, .t{0} {{ fill: {1} }}\n"
        light_colour, dark_colour = COLOURS[number % len(COLOURS)]
        style += rule.format(number, light_colour)
        dark += rule.format(number, dark_colour)
        parts.append(f'<rect class="band" x="8" y="{y - 16}" width="{WIDTH - 16}" height="{ROW * len(names)}" rx="6"/>')
        parts.append(f'<text class="t{number}" x="{LAYER_X}" y="{y}">{escape(layer)}</text>')
        for name in names:
            rows[name] = y
            parts.append(f'<text class="name" x="{NAME_X}" y="{y}">{name}</text>')
            parts.append(f'<text x="{WORDS_X}" y="{y}">{escape(words_of(name))}</text>')
            y += ROW
        y += GAP
    layers = {name: number for number, names in enumerate(LAYERS.values()) for name in names}
    x = NAME_X - 6
    for name, other in shown_imports():
        start, end = rows[name] - 4, rows[other] - 4
        wide = x - min(WIDEST, NARROWEST + STEP * (end - start) // ROW)
        parts.append(f'<path class="import l{layers[name]}" d="M{x} {start}C{wide} {start} {wide} {end} {x} {end}"/>')
        parts.append(f'<path class="h{layers[name]}" d="M{x + 1} {end}l-7 -3v6z"/>')
    return svg(WIDTH, y - GAP, "The files of the engine; each imports only what stands below it", 8, style, dark, parts)


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
