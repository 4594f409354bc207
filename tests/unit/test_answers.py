# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server's refusal in words, and counts in messages."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.answers import reason, words_of
from ansible_collections.sdelements.integrations.plugins.module_utils._api.counts import counted
from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import SdeError


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"detail": "Not found."}, "Not found."),
        ({"error": "broken"}, "broken"),
        ({"message": "broken"}, "broken"),
        ({"details": "refused"}, "refused"),
        ({"name": ["This field is required."]}, "name: This field is required."),
        ({"name": ["One.", "Two."], "system": ["Three."]}, "name: One. Two; system: Three."),
        ({"params": {"alm_server": ["Too long."]}}, "params.alm_server: Too long."),
        ({"params": ["alm_server: Too long."]}, "params: alm_server: Too long."),
        ({"non_field_errors": ["Twice."]}, "Twice."),
        ({"params": {"non_field_errors": ["Twice."]}}, "params: Twice."),
        (["One.", "Two."], "One. Two."),
        ("plain", "plain"),
        ({"name": "This field is required."}, "name: This field is required."),
        ({"name": "Jira", "params": {"alm_server": "jira.example.com", "jira_version": 6}}, ""),
        ({"error": {"code": 5, "message": "broken"}}, "error: broken"),
        ({"errors": [{"field": "name", "message": "Required."}]}, "errors: Required."),
        *((data, "") for data in (5, True, {}, [])),
        ({"detail": "several\n  lines"}, "several lines"),
    ],
)
def test_words_of(data: Any, words: str) -> None:
    assert words_of(data) == words


def test_reason_is_the_innermost_cause() -> None:
    inner = OSError(111, "Connection refused")
    assert "Connection refused" in reason(ConnectionError(ValueError(inner)))
    assert "object at 0x" not in reason(ConnectionError(f"{object()!r}: refused"))


@pytest.mark.parametrize(
    ("quoted", "whole"),
    [("Not found.", "Not found; try"), ("no stop", "no stop; try"), ("and so on ...", "and so on ...; try"), ("", "; try")],
)
def test_what_follows_a_quoted_sentence_takes_the_place_of_its_full_stop(quoted: str, whole: str) -> None:
    error = SdeError(quoted)
    error.add("")
    assert error.message == quoted
    error.add("; try")
    assert error.message == whole


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
