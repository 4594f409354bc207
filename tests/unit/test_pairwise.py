# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Combinations in which every two values meet."""

from __future__ import annotations

from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from tests.pairwise import pairwise


@given(st.lists(st.integers(1, 5), min_size=2, max_size=5))
def test_every_two_values_meet(sizes: list[int]) -> None:
    rows = pairwise(*[range(size) for size in sizes])
    for one, other in combinations(range(len(sizes)), 2):
        assert {(row[one], row[other]) for row in rows} == set(product(range(sizes[one]), range(sizes[other])))


def test_the_rows_are_few() -> None:
    assert len(pairwise("ab", "ab", "ab", "abcde")) <= 12
    assert len(pairwise("abcd", "ab", "abcd", "abc")) <= 20
