# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts in messages, and a check that no message makes a plural itself."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.counts import counted

from tests.collection import PLUGINS, PYTHON_FILES


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


def by_hand(tree: ast.Module) -> list[str]:
    """Texts that put an s behind a noun, or a noun in the plural behind a length, themselves."""
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    return [
        ast.unparse(text)
        for text in texts
        for part, following in zip(text.values, text.values[1:])
        if isinstance(part, ast.FormattedValue)
        and isinstance(following, ast.Constant)
        and re.match(r"(ie)?s\b| [a-z]+s\b" if "len(" in ast.unparse(part.value) else r"(ie)?s\b", str(following.value))
    ]


@pytest.mark.parametrize(("text", "found"), [("f'{kind}s: {names}'", 1), ("f'{len(names)} projects'", 1), ("f'{name} is {kind}'", 0)])
def test_a_plural_made_by_hand_is_found(text: str, found: int) -> None:
    assert len(by_hand(ast.parse(text))) == found


@pytest.mark.parametrize("path", [path for path in PYTHON_FILES if PLUGINS in path.parents], ids=lambda path: path.stem)
def test_no_message_makes_a_plural_by_hand(path: Path) -> None:
    """The key of a result and the rule itself are no messages."""
    if path.stem not in ("counts", "resources"):
        assert by_hand(ast.parse(path.read_text(encoding="utf-8"))) == []
