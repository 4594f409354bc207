# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The form in which the value of a param is sent, and that a read of what was sent compares equal."""

from __future__ import annotations

import json
from typing import Any, Optional

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._model.compare import SET_KEYS, equal
from ansible_collections.sdelements.integrations.plugins.module_utils._model.schema import plugin_of
from ansible_collections.sdelements.integrations.plugins.module_utils._model.wire import sent_as, sent_as_text
from hypothesis import given
from hypothesis import strategies as st

MAPPING = {"TODO": {"open": ["To Do", "Backlog"]}, "DONE": {"closed": "Done", "rank": 1}}
JSON = json.dumps(MAPPING)
MASK = "********"


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        *((value, "") for value in (None, "", [])),
        *((value, value) for value in ("text", " kept as it is ", '{"a": 1}', True, False)),
        (7, "7"),
        (7.5, "7.5"),
        *((value, "a,b") for value in (["a", "b"], ("a", " b "))),
        ([1, True, None], "1,true"),
        ({}, "{}"),
        ({"10": "Blocker"}, '{"10": "Blocker"}'),
        ([{"a": 1}], '[{"a": 1}]'),
        ([["a"]], '[["a"]]'),
    ],
)
def test_where_nothing_is_known_lists_and_mappings_are_text(value: Any, sent: Any) -> None:
    found = sent_as("alm_context", value)
    assert found == sent
    assert type(found) is type(sent)


#: What the task gives, what is shown, described, and shown of others; what is sent.
KNOWN: list[tuple[Any, Any, Optional[type], tuple[Any, ...], Any]] = [
    # what the object shows, and the server's description
    (MAPPING, {"TODO": {}}, None, (), MAPPING),
    (MAPPING, {}, str, ("{}",), MAPPING),
    (MAPPING, '{"TODO": {}}', dict, ("{}",), MAPPING),
    (MAPPING, '{"TODO": {}}', str, ({"a": 1},), JSON),
    (MAPPING, '{"TODO": {}}', None, ({"a": 1},), JSON),
    (MAPPING, "none yet", dict, (), MAPPING),
    (["a", "b"], [], None, (), ["a", "b"]),
    (["a", "b"], ["c"], str, ("c,d",), ["a", "b"]),
    (("a", "b"), ["c"], None, (), ["a", "b"]),
    (["a", "b"], "c", list, ("c",), ["a", "b"]),
    (["a", "b"], "c", str, (["c"],), "a,b"),
    (["a", "b"], "c", None, (["c"],), "a,b"),
    (["a", "b"], '["c"]', None, (), '["a", "b"]'),
    ([["a"], ["b"]], [["c"]], None, (), [["a"], ["b"]]),
    ([["a"], ["b"]], '[["c"]]', None, (), '[["a"], ["b"]]'),
    ([{"a": [1]}], {}, None, (), [{"a": [1]}]),
    (MAPPING, None, dict, ("{}",), MAPPING),
    (MAPPING, "", dict, (), MAPPING),
    (MAPPING, MASK, dict, (), MAPPING),
    (MAPPING, None, str, ({"a": 1},), JSON),
    (["a"], None, list, (), ["a"]),
    (["a"], "", str, (["b"],), "a"),
    ([{"a": 1}], None, dict, (), [{"a": 1}]),
    # then others of the system: one that is not text is enough
    (MAPPING, None, None, ({"a": 1},), MAPPING),
    (MAPPING, "", None, ("", None, '{"a": 1}', {}), MAPPING),
    (MAPPING, None, None, ('{"a": 1}', ""), JSON),
    (MAPPING, None, None, (MASK, None, 7, True), JSON),
    (["a"], None, None, (["b"],), ["a"]),
    (["a", "b"], None, None, ('["b"]',), '["a", "b"]'),
    # text, numbers and booleans keep their form
    ("text", {"a": 1}, dict, ({},), "text"),
    (JSON, {"a": 1}, dict, ({},), JSON),
    ("a,b", ["c"], list, (), "a,b"),
    (7, {"a": 1}, dict, (), "7"),
    (7, 8, None, (), "7"),
    (True, {"a": 1}, dict, (), True),
    # what is empty takes the form that the param has
    ("", {"a": 1}, None, (), {}),
    (None, ["a"], None, (), []),
    ("", "x", None, ({},), ""),
    ("", None, dict, (), {}),
    (None, None, list, (), []),
    ("", MASK, dict, (), {}),
    ("", None, str, ({},), ""),
    ("", None, None, ("", {"a": 1}), {}),
    (None, None, None, ([], {"a": 1}), []),
    ("", None, None, ("text", 7), ""),
    ({}, {"a": 1}, None, (), {}),
    ({}, '{"a": 1}', None, (), "{}"),
    ([], ["a"], None, (), []),
    ([], "a,b", None, (), ""),
]


@pytest.mark.parametrize(("value", "shown", "described", "others", "sent"), KNOWN, ids=lambda value: repr(value)[:30])
def test_a_value_is_sent_in_the_form_that_its_param_has(
    value: Any, shown: Any, described: Optional[type], others: tuple[Any, ...], sent: Any
) -> None:
    found = sent_as("alm_status_mapping", value, shown, described, others)
    assert found == sent
    assert type(found) is type(sent)
    assert equal("alm_status_mapping", value, found)


def test_a_mask_of_a_secret_does_not_decide() -> None:
    for shown in ({"masked": True}, [MASK], MASK, "", None):
        assert sent_as("alm_api_token", {"a": "b"}, shown) == '{"a": "b"}'
        assert sent_as("alm_api_token", {"a": "b"}, shown, dict) == {"a": "b"}


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-(10**9), 10**9), WORDS)
DATA = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3), max_leaves=6)
KEYS = st.sampled_from(["alm_status_mapping", "alm_server", "jira_done_statuses", "alm_custom_fields", "sde_min_priority", "alm_api_token"])
SHOWN = st.one_of(st.none(), st.just(MASK), DATA, DATA.map(json.dumps))
SITUATIONS = {"shown": SHOWN, "described": st.sampled_from([None, dict, list, str]), "others": st.lists(SHOWN, max_size=3)}


@given(
    key=KEYS | st.sampled_from(sorted(SET_KEYS)),
    value=st.lists(SCALARS, max_size=4) | st.dictionaries(WORDS, DATA, max_size=3) | WORDS | st.none(),
    **SITUATIONS,
)
def test_what_was_sent_reads_as_what_was_wanted(key: str, value: Any, shown: Any, described: Optional[type], others: list[Any]) -> None:
    sent = sent_as(key, value, shown, described, others)
    assert equal(key, value, sent)
    assert equal(key, sent, value)
    assert equal(key, value, json.loads(json.dumps(sent)))


@given(key=KEYS, value=st.lists(DATA, max_size=3) | st.dictionaries(WORDS, DATA, max_size=3), **SITUATIONS)
def test_the_next_value_is_sent_in_the_same_form(key: str, value: Any, shown: Any, described: Optional[type], others: list[Any]) -> None:
    """Once it is stored, the param keeps its form, whatever is described and whatever others have."""
    sent = sent_as(key, value, shown, described, others)
    for again in (sent_as(key, value, sent, described, others), sent_as(key, value, sent)):
        if key != "alm_api_token" and sent not in ("", "{}", "[]") and not (isinstance(sent, str) and isinstance(value, list)):
            assert type(again) is type(sent)


@given(key=KEYS, value=WORDS.filter(bool), **SITUATIONS)
def test_text_stays_text(key: str, value: str, shown: Any, described: Optional[type], others: list[Any]) -> None:
    assert sent_as(key, value, shown, described, others) == value


@given(
    value=st.dictionaries(WORDS, DATA, max_size=3) | st.lists(DATA, max_size=3),
    shown=st.dictionaries(WORDS, DATA) | st.lists(DATA),
    described=SITUATIONS["described"],
)
def test_data_stays_data_where_the_server_shows_data(value: Any, shown: Any, described: Optional[type]) -> None:
    assert sent_as("alm_status_mapping", value, shown, described, ["text", "{}"]) == value


@pytest.mark.parametrize(
    ("row", "form"),
    [
        *(({"field_type": kind}, dict) for kind in ("object", "nested object", "JSON", "key_value_mapping")),
        *(({"field_type": kind}, list) for kind in ("list", "multiple choice")),
        *(({"field_type": kind}, str) for kind in ("string", "masked_string", "select", "checkbox", "radio", "boolean")),
        *(({"field_type": kind}, None) for kind in ("status_mapper", "", None, ["object"])),
        ({}, None),
        ({"field_type": "string", "default": {}}, dict),
        ({"field_type": "custom", "default": []}, list),
        ({"default": {"a": "b"}}, dict),
        ({"default": "{}"}, None),
    ],
    ids=str,
)
def test_a_description_says_the_form_of_a_param(row: dict[str, Any], form: Optional[type]) -> None:
    plugin = plugin_of({"id": "jira", "sections": [{"fields": [{"name": "issue_tracker_status_mapping", **row}]}]})
    assert plugin.fields["alm_status_mapping"].form is form


GIVEN = {"alm_status_mapping": {"a": 1}, "alm_rows": [{"a": 1}], "alm_labels": ["a"], "alm_server": "x"}
SENT = {"alm_status_mapping": '{"a": 1}', "alm_rows": '[{"a": 1}]', "alm_labels": "a", "alm_server": "x"}


@pytest.mark.parametrize(
    ("sent", "message", "names"),
    [
        (SENT, "Not allowed.", ["alm_rows", "alm_status_mapping"]),
        (SENT, "params.alm_status_mapping: Expected a dictionary", ["alm_status_mapping"]),
        (SENT, "params.issue_tracker_status_mapping: Expected a dictionary", ["alm_status_mapping"]),
        (SENT, "params: alm_rows: Expected a list; alm_status_mapping: Expected", ["alm_rows", "alm_status_mapping"]),
        (SENT, "params.alm_server: This field is required.", []),
        (SENT, "params.issue_tracker_server: This field is required.", []),
        (SENT, "params.alm_servers: What?", ["alm_rows", "alm_status_mapping"]),
        ({**SENT, "alm_status_mapping": {"a": 1}}, "Not allowed.", ["alm_rows"]),
        ({**SENT, "alm_status_mapping": {"a": 1}}, "params.alm_status_mapping: unknown key a", []),
        ({"alm_server": "x"}, "Not allowed.", []),
    ],
)
def test_a_refusal_names_the_mappings_that_were_sent_as_text(sent: dict[str, Any], message: str, names: list[str]) -> None:
    assert sent_as_text(GIVEN, sent, message) == names
