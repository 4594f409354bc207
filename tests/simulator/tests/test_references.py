# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""References of composite requests: what they are replaced by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.simulator.references import Unresolved, fill

ANSWERS = {"jira": {"id": 7, "system": {"id": "jira"}, "results": [{"id": 1}, {"id": 2, "tags": ["a", "b"]}]}, "gone": None}


@pytest.mark.parametrize(
    ("value", "filled"),
    [
        ("@{jira.id}", 7),
        ("/api/v2/connectors/alm/@{jira.id}/", "/api/v2/connectors/alm/7/"),
        ("@{jira.id}-@{jira.system.id}", "7-jira"),
        ("@{jira.results[1].id}", 2),
        ("@{jira.results[1].tags[0]}", "a"),
        ({"connector": "@{jira.id}", "list": ["@{jira.system}", 3, None]}, {"connector": 7, "list": [{"id": "jira"}, 3, None]}),
        ("@ {jira.id} @{", "@ {jira.id} @{"),
        ({"@{jira.id}": 1}, {"@{jira.id}": 1}),
    ],
)
def test_references_are_filled_in(value, filled):
    assert fill(value, ANSWERS, strict=True) == filled


@pytest.mark.parametrize("reference", ["other.id", "jira.nothing", "jira.results[9]", "jira.id.more", "gone.id", "jira..[", "", "x"])
def test_unresolved_references_vanish_or_are_refused(reference):
    assert fill(f"a@{{{reference}}}b", ANSWERS, strict=False) == "ab"
    with pytest.raises(Unresolved):
        fill({"params": [f"@{{{reference}}}"]}, ANSWERS, strict=True)


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
)
def test_values_without_a_reference_stay(value):
    assert "@{" in repr(value) or fill(value, ANSWERS, strict=True) == value


@given(st.text().filter(lambda text: "}" not in text))
def test_a_reference_that_a_strict_request_refuses_is_empty_in_another(text):
    assert fill("@{" + text, ANSWERS, strict=True) == "@{" + text
    try:
        filled = fill("@{" + text + "}", ANSWERS, strict=True)
    except Unresolved:
        filled = ""
    assert fill("@{" + text + "}", ANSWERS, strict=False) == filled
