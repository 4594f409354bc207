# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A chart with two logarithmic axes, as SVG that is readable on a light and on a dark page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 58, 190, 46, 46
GAP = 16

#: A colour for a light page and one for a dark page, in the order of the lines.
COLOURS = (
    ("#1a7f4b", "#4cc38a"),
    ("#2563c9", "#7ab0ff"),
    ("#7a5af0", "#b39dff"),
    ("#b45309", "#f0a050"),
    ("#b91c5c", "#ff7eb0"),
    ("#5f6b7a", "#a3adba"),
    ("#0e7490", "#5fd0e6"),
)

STYLE = """
text { font: 12px system-ui, sans-serif; fill: #3d4653 }
.title { font-size: 14px; font-weight: 600; fill: #1d232b }
.grid { stroke: #d5dae1; stroke-width: 1 }
.line { fill: none; stroke-width: 2; stroke-linejoin: round }
.name { font-weight: 600 }
"""
DARK = """
text { fill: #b4bdc9 }
.title { fill: #e8ecf1 }
.grid { stroke: #3a424d }
"""


@dataclass(frozen=True)
class Line:
    """One line, by its name: points of x and y."""

    name: str
    points: Sequence[tuple[float, float]]


def svg(width: int, height: int, title: str, title_x: int, style: str, dark: str, parts: Sequence[str]) -> str:
    """A picture as text: its parts below its title, in the style of a light page, and in that of a dark one."""
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
            f'aria-label="{escape(title)}">',
            f"<style>{style}@media (prefers-color-scheme: dark) {{{dark}}}</style>",
            f'<text class="title" x="{title_x}" y="22">{escape(title)}</text>',
            *parts,
            "</svg>",
            "",
        ]
    )


def chart(title: str, lines: Sequence[Line], x_title: str, unit: str) -> str:
    """The chart as text. A line without points is left out, and keeps its colour."""
    colours = {line.name: COLOURS[place % len(COLOURS)] for place, line in enumerate(lines)}
    lines = [line for line in lines if line.points]
    xs = [x for line in lines for x, unused in line.points]
    ys = [y for line in lines for unused, y in line.points]
    x_low, x_high = math.log10(min(xs)), math.log10(max(xs))
    y_low, y_high = math.floor(math.log10(min(ys))), math.ceil(math.log10(max(ys)))

    def place(x: float, y: float) -> tuple[float, float]:
        across = (math.log10(x) - x_low) / ((x_high - x_low) or 1)
        up = (math.log10(y) - y_low) / ((y_high - y_low) or 1)
        return round(LEFT + across * (WIDTH - LEFT - RIGHT), 1), round(HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM), 1)

    style, dark = STYLE, DARK
    for number, line in enumerate(lines):
        light_colour, dark_colour = colours[line.name]
        rule = ".s{0} {{ stroke: {1} }} .d{0}, .n{0} {{ fill: {1} }}\n"
        style += rule.format(number, light_colour)
        dark += rule.format(number, dark_colour)
    parts = []
    for power in range(y_low, y_high + 1):
        x, y = place(min(xs), 10.0**power)
        parts.append(f'<line class="grid" x1="{x}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}"/>')
        parts.append(f'<text x="{x - 8}" y="{y + 4}" text-anchor="end">{_short(10.0**power)} {unit}</text>')
    for value in sorted(set(xs)):
        x, y = place(value, 10.0**y_low)
        parts.append(f'<text x="{x}" y="{y + 18}" text-anchor="middle">{value:,.0f}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">{escape(x_title)}</text>')
    names = _names([place(*line.points[-1]) for line in lines])
    for number, line in enumerate(lines):
        points = [place(x, y) for x, y in line.points]
        parts.append(f'<polyline class="line s{number}" points="{" ".join(f"{x},{y}" for x, y in points)}"/>')
        parts += [f'<circle class="d{number}" cx="{x}" cy="{y}" r="3"/>' for x, y in points]
        x, y = names[number]
        parts.append(f'<text class="name n{number}" x="{x + 9}" y="{y + 4}">{escape(line.name)}</text>')
    return svg(WIDTH, HEIGHT, title, LEFT, style, dark, parts)


def _names(ends: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Where the names go: at the ends of their lines, moved apart where they would overlap."""
    moved = list(ends)
    for column in {x for x, unused in ends}:
        order = sorted((number for number, (x, unused) in enumerate(ends) if x == column), key=lambda number: ends[number][1])
        for above, below in zip(order, order[1:]):
            if moved[below][1] - moved[above][1] < GAP:
                moved[below] = (column, moved[above][1] + GAP)
    return moved


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"
