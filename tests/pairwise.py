# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Combinations of the values of several factors: not all of them, but every two values together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product
from typing import Any


def pairwise(*factors: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return rows, one value of each factor a row, among which every value meets every value of each other factor."""
    places = range(len(factors))
    missing = {
        frozenset(((one, value), (other, second)))
        for one, other in combinations(places, 2)
        for value, second in product(range(len(factors[one])), range(len(factors[other])))
    }
    rows = []
    while missing:
        row = dict(min(sorted(pair) for pair in missing))
        for place in places:
            if place not in row:
                row[place] = max(
                    range(len(factors[place])),
                    key=lambda value: (sum(frozenset(((place, value), at)) in missing for at in row.items()), -value),
                )
        missing -= {frozenset(pair) for pair in combinations(row.items(), 2)}
        rows.append(tuple(factors[place][row[place]] for place in places))
    return rows
