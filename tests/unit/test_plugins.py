# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's own description of the params, and what is wrong with a task by it."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._model.schema import plugin_of
from hypothesis import given
from hypothesis import strategies as st

FIELDS = [
    {"name": "alm_server", "field_type": "string", "required": True, "scope": ["system"]},
    {"name": "alm_user", "field_type": "string", "required": True, "scope": ["system"]},
    {"name": "alm_pass", "field_type": "masked_string", "required": True, "scope": ["system"]},
    {"name": "alm_method", "field_type": "select", "required": True, "default": "https", "scope": ["system"]},
    {"name": "title_format", "field_type": "string", "required": False, "default": "t", "scope": ["system"]},
    {"name": "alm_project", "field_type": "string", "required": True, "scope": ["project"]},
    {"name": "issue_tracker_context", "field_type": "string", "required": False, "scope": "project"},
]
RAW = {"id": "jira", "name": "JIRA", "short_name": "JIRA", "sections": [{"fields": FIELDS[:3]}, {"fields": FIELDS[3:]}]}


def test_plugin_of() -> None:
    plugin = plugin_of(RAW)
    assert plugin.system == {"id": "jira", "name": "JIRA", "short_name": "JIRA"}
    assert list(plugin.fields) == ["alm_server", "alm_user", "alm_pass", "alm_method", "title_format", "alm_project", "alm_context"]
    assert plugin.fields["alm_pass"].secret
    assert not plugin.fields["alm_user"].secret
    assert plugin.fields["alm_context"].scopes == {"project"}


@pytest.mark.parametrize("raw", [{}, {"sections": None}, {"sections": [None, {"fields": None}, {"fields": [None, {}, {"name": 7}]}]}])
def test_a_description_of_another_shape_is_none(raw: Any) -> None:
    plugin = plugin_of({"id": "jira", **raw})
    assert plugin.fields == {}
    assert plugin.complaints({"anything"}, (), scope="system", create=True) == []


@pytest.mark.parametrize(
    ("given", "present", "scope", "create", "words"),
    [
        ({"alm_server", "alm_user", "alm_pass"}, (), "system", True, []),
        ({"alm_server", "alm_user"}, (), "system", True, ["requires alm_pass too"]),
        ({"alm_server"}, (), "system", True, ["requires alm_pass, alm_user too"]),
        ({"alm_server"}, (), "system", False, []),
        ({"alm_project"}, ("alm_server", "alm_user"), "project", True, []),
        ({"alm_server"}, (), "project", True, ["requires alm_project too"]),
        ({"alm_server", "alm_usr"}, (), "system", False, ["no param 'alm_usr'; did you mean 'alm_user"]),
        ({"alm_server", "whatever"}, (), "system", False, ["no param 'whatever'"]),
        ({"alm_sever"}, ("alm_server", "alm_user"), "system", False, ["no param 'alm_sever'; did you mean 'alm_server'"]),
        ({"alm_server", "custom"}, ("custom",), "system", False, []),
        ({"alm_server", "alm_title_format"}, (), "system", False, []),
    ],
)
def test_complaints(given: set[str], present: tuple[str, ...], scope: str, create: bool, words: list[str]) -> None:
    found = plugin_of(RAW).complaints(given, present, scope=scope, create=create)
    assert len(found) == len(words)
    assert all(expected in sentence for expected, sentence in zip(words, found)), found


@pytest.mark.parametrize(
    ("given_as", "wanted"),
    [
        ({"required": "true"}, {"required": True}),
        ({"required": "True"}, {"required": True}),
        ({"required": 1}, {"required": True}),
        ({"required": "false"}, {"required": False}),
        ({"required": []}, {"required": False}),
        ({"required": None}, {"required": False}),
        ({"scope": "system"}, {"scopes": {"system"}}),
        ({"scope": {"0": "system"}}, {"scopes": {"system"}}),
        ({"scope": 5}, {"scopes": frozenset()}),
        ({"scope": None}, {"scopes": frozenset()}),
        ({"scope": [["x"], {}, None, "project"]}, {"scopes": {"project"}}),
        ({"max_length": "255"}, {"max_length": 255}),
        ({"max_length": 255.0}, {"max_length": 255}),
        ({"max_length": "long"}, {"max_length": None}),
        ({"max_length": []}, {"max_length": None}),
        ({"field_type": ["x"]}, {"type": "string"}),
        ({"field_type": None}, {"type": "string"}),
        ({"options": {"a": [1]}}, {"options": {"a": [1]}}),
        ({"default": {"a": []}}, {"default": {"a": []}}),
    ],
)
def test_an_odd_field_is_read_as_far_as_it_can_be(given_as: dict[str, Any], wanted: dict[str, Any]) -> None:
    plugin = plugin_of({"id": 5, "name": ["x"], "sections": {"first": {"fields": {"one": {"name": "alm_x", **given_as}}}}})
    assert plugin.system == {"id": "5", "name": ""}
    assert {name: getattr(plugin.fields["alm_x"], name) for name in wanted} == wanted
    plugin.complaints({"alm_y"}, (), scope="system", create=True)


#: What a description has in place of a value, drawn.
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda each: (
        st.lists(each, max_size=3)
        | st.dictionaries(
            st.sampled_from(["sections", "fields", "name", "scope", "required", "options", "max_length", "field_type", "default"]), each
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["id", "name", "sections"]), JSON), st.lists(st.text(max_size=3)))
def test_any_description_is_read(raw: dict[str, Any], names: list[str]) -> None:
    plugin = plugin_of(raw)
    for row in plugin.fields.values():
        assert sorted(row.scopes) is not None
    assert all(isinstance(text, str) for text in plugin.complaints(names, (), scope="system", create=True))
