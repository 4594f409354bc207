# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts in messages, and a check that no message makes a plural itself."""

from __future__ import annotations

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.counts import counted


@pytest.mark.parametrize(
    ("number", "noun", "expected"),
    [
        (0, "connection", "0 connections"),
        (1, "connection", "1 connection"),
        (2, "analysis connection", "2 analysis connections"),
        (1, "entry", "1 entry"),
        (3, "entry", "3 entries"),
        (2, "key", "2 keys"),
        (1200, "byte", "1,200 bytes"),
    ],
)
def test_a_count_has_its_noun_in_the_right_number(number: int, noun: str, expected: str) -> None:
    assert counted(number, noun) == expected
