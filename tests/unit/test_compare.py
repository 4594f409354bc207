# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether two values of a param mean the same."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._model.compare import SET_KEYS, canonical_text, equal
from ansible_collections.sdelements.integrations.plugins.module_utils._model.wire import sent_as
from hypothesis import assume, given
from hypothesis import strategies as st

KEYS = st.sampled_from(
    ["alm_server", "sde_min_priority", "alm_validate_cert", "alm_priority_map", "jira_done_statuses", "alm_pass", *sorted(SET_KEYS)]
)
WORDS = st.text(st.characters(exclude_characters=",", exclude_categories=("Cs", "Cc")), max_size=12)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-(10**9), 10**9), st.floats(-1e6, 1e6), WORDS)
LISTS = st.lists(SCALARS, max_size=4)
VALUES = st.one_of(SCALARS, LISTS, st.dictionaries(WORDS, SCALARS, max_size=3), st.lists(st.dictionaries(WORDS, SCALARS), max_size=2))


def values_of(key: str) -> st.SearchStrategy[Any]:
    """What a param may hold: a comma list is no boolean and holds no mappings."""
    return st.one_of(st.none(), WORDS, st.integers(), LISTS) if key in SET_KEYS or key.endswith("_statuses") else VALUES


KEYS_AND_VALUES = KEYS.flatmap(lambda key: st.tuples(st.just(key), values_of(key)))


SAME = [
    *(("alm_server", "jira.example.com", other) for other in ("jira.example.com", " jira.example.com ")),
    *(("alm_context", None, other) for other in ("", None)),
    ("sde_min_priority", "7", 7),
    *(("jira_version", one, other) for one, other in ((6, "6"), (6.0, "6"), (10, "10.0"), (7, " 7 "))),
    ("jira_version", 9007199254740993, "9007199254740993"),
    *(("alm_validate_cert", True, other) for other in ("true", "True", "1")),
    ("alm_validate_cert", False, "False"),
    ("how_tos_in_scope", "True", "true"),
    *(("alm_phases", "a,b", other) for other in ("b, a", ["b", "a"])),
    *(("alm_phases", ["b", "a"], other) for other in ('["a", "b"]', ["a", "b"])),
    *(("alm_phases", one, other) for one, other in (([], ""), ("", None), ({}, []), ({"a": 1, "b": 2}, {"b": 2, "a": 1}))),
    ("sde_verification_filter", ["none", "fail"], "fail,none"),
    *(("jira_done_statuses", one, "Resolved,Closed") for one in ("Resolved, Closed", ["Resolved", "Closed"])),
    ("jira_done_statuses", {"a": 1, "b": 2}, '{"b": 2, "a": 1}'),
    ("alm_priority_map", {"10": "Blocker", "9": "High"}, '{"9":"High","10":"Blocker"}'),
    ("alm_priority_map", '{"10": "Blocker"}', '{"10":"Blocker"}'),
    *(("alm_custom_fields", one, other) for one, other in (("", "{}"), (None, {}), ([{"a": 1}], '[{"a": 1}]'))),
    ("alm_context", "{not json", "{not json"),
    *(("alm_labels", one, other) for one, other in ((["a", "b"], '["a", "b"]'), (["a,b"], "a,b"), (["[1]"], "[1]"), ([], {}))),
    ("alm_labels", [["a"], ["b"]], '[["a"], ["b"]]'),
]
DIFFERENT = [
    *(("alm_server", "jira.example.com", other) for other in ("jira.example.org", None)),
    ("alm_project", "Pay", "PAY"),
    *(("alm_context", one, other) for one, other in (("no", False), ("0", ""))),
    *(("sde_min_priority", one, other) for one, other in (("7", 8), (7, None))),
    ("jira_version", "5", "5.0"),
    *(("alm_validate_cert", True, other) for other in (False, "false")),
    *(("alm_validate_cert", False, other) for other in (None, "")),
    *(("alm_phases", one, other) for one, other in (("a", "a,b"), ("", "a"), ({"a": 1}, {"a": 2}))),
    *(("jira_done_statuses", one, "Closed,Resolved") for one in ("Resolved,Closed", ["Resolved", "Closed"])),
    ("trac_done_statuses", "a,b", "b,a"),
    *(("alm_priority_map", {"10": "Blocker"}, other) for other in ('{"10": "High"}', "")),
    ("alm_custom_fields", "{}", "x"),
    ("alm_pass", "Secret", "secret"),
    *(("alm_labels", one, other) for one, other in ((["a,b"], ["a", "b"]), (["a", "b"], '["b", "a"]'), (["a"], {"a": 1}))),
    ("alm_labels", [["a"], ["b"]], [["b"], ["a"]]),
    *(("alm_status_mapping", {"a": {"b": ["c"]}}, other) for other in ({"a": {"b": ["d"]}}, '{"a": {"b": ["d"]}}')),
    # numbers are compared exactly
    ("jira_version", 9007199254740993, "9007199254740992"),
    *(("jira_version", 2, text) for text in ("\u0662", "\u00b2")),
    *(("jira_version", one, other) for one, other in ((1000, "1_000"), (10**40, "1e400"), (10**400, "7"), (float("inf"), "inf"))),
    ("jira_version", 7, "1" * 5000),
    # a number within an object is not a boolean
    *(("x_map", one, {"a": True}) for one in ({"a": 1}, '{"a": 1}')),
    ("x_map", {"a": {"b": [0]}}, {"a": {"b": [False]}}),
    ("x_map", [[1]], [[True]]),
]


@pytest.mark.parametrize(
    ("key", "left", "right", "same"),
    [*((*row, True) for row in SAME), *((*row, False) for row in DIFFERENT)],
    ids=lambda value: str(value)[:20],
)
def test_two_values_are_the_same_or_not(key: str, left: Any, right: Any, same: bool) -> None:
    assert equal(key, left, right) is same
    assert equal(key, right, left) is same


@given(KEYS, VALUES, VALUES)
def test_comparing_is_symmetric(key: str, left: Any, right: Any) -> None:
    assert equal(key, left, right) == equal(key, right, left)


@given(KEYS, VALUES)
def test_a_value_is_equal_to_itself(key: str, value: Any) -> None:
    assert equal(key, value, value)


@given(KEYS_AND_VALUES)
def test_a_value_has_one_text_as_given_and_as_written(pair: tuple[str, Any]) -> None:
    key, value = pair
    assume(not isinstance(value, list) or not any(str(item).lstrip()[:1] in ("[", "{") for item in value))  # JSON of one item
    sent = sent_as(key, value)
    assert canonical_text(key, value) == canonical_text(key, sent) == canonical_text(key, sent_as(key, sent))


@given(KEYS_AND_VALUES, st.data())
def test_values_with_one_text_are_equal(pair: tuple[str, Any], data: st.DataObject) -> None:
    key, value = pair
    other = data.draw(st.sampled_from([value, sent_as(key, value), canonical_text(key, value)]))
    assert canonical_text(key, value) != canonical_text(key, other) or equal(key, value, other)


@given(
    st.sampled_from(sorted(SET_KEYS)), st.lists(WORDS, max_size=5).flatmap(lambda parts: st.tuples(st.just(parts), st.permutations(parts)))
)
def test_the_order_of_a_set_has_no_meaning(key: str, orders: tuple[list[str], list[str]]) -> None:
    one, other = orders
    assert equal(key, one, other)
    assert equal(key, ",".join(one), other)
    assert equal(key, ",".join(one), ", ".join(other))


@given(
    st.lists(st.sampled_from(["Open", "Resolved", "Closed", "Done"]), min_size=2, unique=True).flatmap(
        lambda parts: st.tuples(st.just(parts), st.permutations(parts))
    )
)
def test_the_order_of_any_other_list_has(orders: tuple[list[str], list[str]]) -> None:
    one, other = orders
    assert equal("jira_done_statuses", one, ",".join(other)) == (one == other)


@given(
    KEYS.filter(lambda key: key not in SET_KEYS and not key.endswith("_statuses")), st.one_of(st.booleans(), st.integers(-(10**9), 10**9))
)
def test_the_type_of_a_scalar_has_no_meaning(key: str, value: Any) -> None:
    assert equal(key, value, str(value))
    assert equal(key, value, json.dumps(value))


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, '{"a":' * 100_000, "[" * 900 + "]" * 900, '{"a":' * 900 + "1" + "}" * 900, "[" + "7" * 5000 + "]"],
    ids=["brackets", "braces", "lists", "objects", "digits"],
)
@pytest.mark.parametrize("key", ["alm_custom_fields", "sde_tags_filter", "jira_done_statuses"])
def test_text_that_looks_like_json_and_cannot_be_read_is_text(key: str, text: str) -> None:
    assert equal(key, text, text + "")
    assert equal(key, text + " ", text)
    for other in ("", None, 5, True, {}, [], ["x"], {"a": 1}, text + "x"):
        assert not equal(key, text, other)
        assert not equal(key, other, text)


@pytest.mark.parametrize(("one", "other"), [(["a,b"], ["a", "b"]), (["a", "b,c"], ["a,b", "c"]), (["a,b"], "a,b")])
def test_an_item_with_a_comma_is_not_two_items(one: Any, other: Any) -> None:
    assert canonical_text("x_order", one) != canonical_text("x_order", other)
