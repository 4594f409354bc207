# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's own description of the params, and what is wrong with a task by it."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._model.schema import plugin_of, wrong_system
from hypothesis import given, settings
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
        *(({"required": value}, {"required": True}) for value in ("true", "True", 1)),
        *(({"required": value}, {"required": False}) for value in ("false", [], None)),
        *(({"scope": value}, {"scopes": {"system"}}) for value in ("system", {"0": "system"})),
        *(({"scope": value}, {"scopes": frozenset()}) for value in (5, None)),
        ({"scope": [["x"], {}, None, "project"]}, {"scopes": {"project"}}),
        *(({"max_length": value}, {"max_length": 255}) for value in ("255", 255.0)),
        *(({"max_length": value}, {"max_length": None}) for value in ("long", [])),
        *(({"field_type": value}, {"type": "string"}) for value in (["x"], None)),
        ({"options": {"a": [1]}}, {"options": {"a": [1]}}),
        ({"default": {"a": []}}, {"default": {"a": []}}),
    ],
)
def test_an_odd_field_is_read_as_far_as_it_can_be(given_as: dict[str, Any], wanted: dict[str, Any]) -> None:
    plugin = plugin_of({"id": 5, "name": ["x"], "sections": {"first": {"fields": {"one": {"name": "alm_x", **given_as}}}}})
    assert plugin.system == {"id": "5", "name": ""}
    assert {name: getattr(plugin.fields["alm_x"], name) for name in wanted} == wanted
    plugin.complaints({"alm_y"}, (), scope="system", create=True)


def described(name: str, options: Any, field_type: str = "select") -> Any:
    """A system with one param of these options."""
    return plugin_of(
        {"id": "jira", "name": "JIRA", "sections": [{"fields": [{"name": name, "field_type": field_type, "options": options}]}]}
    )


TEXTS = ["https", "http"]
#: The same two options in all forms in which a server may describe them.
FORMS: list[Any] = [
    TEXTS,
    [["https", "With TLS"], ["http", "Without"]],
    [{"value": "https", "label": "With TLS"}, {"value": "http", "label": "Without"}],
    [{"id": "https", "name": "With TLS"}, {"id": "http", "name": "Without"}],
    {"https": "With TLS", "http": "Without"},
    [["Usual", [["https", "With TLS"]]], ["Other", [["http", "Without"]]]],
    {"Usual": ["https"], "Other": ["http"]},
]


@pytest.mark.parametrize("options", FORMS, ids=repr)
def test_a_value_is_among_the_options_of_its_param_whatever_their_form(options: Any) -> None:
    plugin = described("alm_method", options)
    for value in (*TEXTS, "", None, " https "):
        assert plugin.wrong_values({"alm_method": value}, {}) == []
    (error,) = plugin.wrong_values({"alm_method": "htps"}, {})
    assert error.message.startswith("params.alm_method: 'htps' is not an option of JIRA, which has 'https', 'http'; did you mean 'https'")
    assert error.nearest[0] == "https"


@pytest.mark.parametrize(
    ("name", "options", "field_type", "right", "wrong"),
    [
        ("sde_min_priority", ["1", "7", "10"], "select", ["7", 7, 7.0, 10], ["0", 11, "7.5", "seven"]),
        ("sde_min_priority", [1, 7, 10], "select", ["7", 7], [8]),
        ("alm_flag", ["true", "false"], "select", [True, "true", "True", False], ["maybe", 2]),
        ("alm_flag", [True, False], "radio", [True, "true", "False"], ["maybe"]),
        ("conflict_policy", ["issue_tracker", "sde", "timestamp"], "select", ["alm", "sde"], ["both"]),
        ("conflict_policy", ["alm", "sde", "timestamp"], "select", ["alm", "sde"], ["jira"]),
        ("alm_phases", ["a", "b", "c"], "checkbox", ["a", "a,b", "b, a", ["a", "c"], "", ","], ["d", "a,d", ["a", "d"]]),
        ("jira_done_statuses", ["Done", "Closed"], "select", ["Done,Closed", ["Closed"]], ["Done,Shut"]),
        ("alm_other", ["a", "b"], "multiselect", ["a,b"], ["a,c"]),
        ("alm_other", ["a", "b"], "list", ["a", ["a", "b"], "a,b"], ["c", ["a", "c"]]),
        ("alm_other", ["a", "b"], "object", [{"TODO": "c"}, [{"a": "b"}]], ["c"]),
        ("alm_other", ["a", "b"], "unknown_type", [{"TODO": "c"}], ["c"]),
        ("alm_other", ["a", "b"], "select", ["a"], ["a,b", "A", {"a": 1}, ["a", "b"]]),
    ],
)
def test_values_are_compared_with_options_by_their_meaning(
    name: str, options: Any, field_type: str, right: list[Any], wrong: list[Any]
) -> None:
    plugin = described(name, options, field_type)
    assert [value for value in right if plugin.wrong_values({name: value}, {})] == []
    assert [value for value in wrong if not plugin.wrong_values({name: value}, {})] == []


@pytest.mark.parametrize(
    ("options", "field_type"),
    [
        *((options, "select") for options in (None, [], {}, "a,b", 7, [None], ["a", None], [["a", {"b": 1}]], [{}], [[]])),
        ([{"value": {"a": 1}}], "select"),
        *((["a", "b"], field_type) for field_type in ("string", "masked_string")),
    ],
)
def test_options_that_are_not_known_refuse_no_value(options: Any, field_type: str) -> None:
    assert described("alm_x", options, field_type).wrong_values({"alm_x": "other"}, {}) == []


def test_no_value_of_a_secret_is_compared() -> None:
    assert described("alm_pass", ["a", "b"]).wrong_values({"alm_pass": "other"}, {}) == []


def test_all_wrong_values_are_reported() -> None:
    fields = [{"name": name, "field_type": "select", "options": ["a"]} for name in ("alm_one", "alm_two", "alm_three")]
    plugin = plugin_of({"id": "jira", "sections": [{"fields": fields}]})
    found = plugin.wrong_values({"alm_two": "x", "alm_one": "y", "alm_three": "a", "alm_four": "z"}, {})
    assert [error.message.split(":")[0] for error in found] == ["params.alm_one", "params.alm_two"]


@pytest.mark.parametrize(
    ("wanted", "nearest", "words"),
    [
        ("jira", None, ""),
        ("JIRA", None, ""),
        (" jira ", None, ""),
        ("Broadcom Rally", None, ""),
        ("CA Agile Central", None, ""),
        ("own_plugin", None, ""),
        ("jirra", ("jira",), "this server has no system 'jirra'; did you mean 'jira'?"),
        ("JIRRA", ("jira",), "did you mean 'jira'?"),
        ("githb", ("github",), "did you mean 'github'?"),
        ("Broadcom Raly", ("rally",), "did you mean 'rally'?"),
        ("zzz", (), "this server has no system 'zzz'; it has github, jira, own_plugin, rally"),
    ],
)
def test_a_system_is_one_of_those_that_the_server_has(wanted: str, nearest: Any, words: str) -> None:
    systems = [
        {"id": "jira", "name": "JIRA", "short_name": "JIRA"},
        {"id": "github", "name": "GitHub", "short_name": "GitHub"},
        {"id": "rally", "name": "Broadcom Rally", "short_name": "Rally"},
        {"id": "own_plugin", "name": "Our own", "short_name": ""},
    ]
    error = wrong_system(wanted, systems)
    assert (error and error.nearest) == nearest
    assert words in (error.message if error else "")
    assert wrong_system(wanted, []) is None


#: What a description has in place of a value, drawn.
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=3), each, max_size=3),
    max_leaves=5,
)
ODD = st.sampled_from([None, True, 5, "x", [], [None], {}, {"a": ["x"]}])
OTHERS = ("scope", "required", "options", "max_length", "field_type", "default")
FIELD = st.fixed_dictionaries({"name": st.sampled_from(["alm_a", "alm_b", "", None, 5, ["x"]])}, optional=dict.fromkeys(OTHERS, JSON))
SECTION = st.fixed_dictionaries({"fields": st.lists(FIELD | ODD) | ODD})


@settings(max_examples=200)  # of a few, most have no field
@given(
    st.fixed_dictionaries({}, optional={"id": JSON, "name": JSON, "sections": st.lists(SECTION | ODD) | ODD}),
    st.lists(st.text(max_size=3)),
)
def test_any_description_is_read(raw: dict[str, Any], names: list[str]) -> None:
    plugin = plugin_of(raw)
    for row in plugin.fields.values():
        assert all(isinstance(each, str) for each in row.scopes)
        assert all(isinstance(error.message, str) for error in plugin.wrong_values({row.name: "x"}, {}))
    wrong_system("jira", [plugin.system])
    assert all(isinstance(text, str) for text in plugin.complaints(names, (), scope="system", create=True))


@pytest.mark.parametrize(
    ("kind", "default", "wanted"),
    [("object", None, "a dictionary"), ("nested_dict", "", "a dictionary"), ("json", {}, "a dictionary"), ("string", [], "a list")],
)
@pytest.mark.parametrize("value", ["text", '{"a": 1}', "1", True])
def test_a_value_in_a_form_that_the_server_refuses_is_wrong(kind: str, default: Any, wanted: str, value: Any) -> None:
    row = {"name": "alm_map", "field_type": kind, "default": default}
    plugin = plugin_of({"id": "jira", "name": "JIRA", "sections": [{"fields": [row]}]})
    (error,) = plugin.wrong_values({"alm_map": value}, {})
    assert error.message.startswith("params.alm_map: its value is not ")
    assert error.message.endswith(f"as JIRA has it; give {wanted}")
    for right, present in (({"a": 1}, {}), (["a"], {}), ("", {}), (None, {}), (value, {"alm_map": "text that is stored"})):
        assert plugin.wrong_values({"alm_map": right}, present) == []


@pytest.mark.parametrize("kind", ["json", "map", "list", "array", "table", "string", "", None, 7, ["object"]])
def test_text_may_be_a_value_where_the_description_does_not_call_it_an_object(kind: Any) -> None:
    row = {"name": "alm_map", "field_type": kind, "default": None}
    plugin = plugin_of({"id": "jira", "name": "JIRA", "sections": [{"fields": [row]}]})
    assert plugin.wrong_values({"alm_map": "text"}, {}) == []
