# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task asks for, as the engine takes it, and what is refused before the first request."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import InputError
from ansible_collections.sdelements.integrations.plugins.module_utils._api.masks import DIFF_MARKS, PLACEHOLDER
from ansible_collections.sdelements.integrations.plugins.module_utils._model.desired import parse, parse_one
from ansible_collections.sdelements.integrations.plugins.module_utils._model.dialect import Dialect
from ansible_collections.sdelements.integrations.plugins.module_utils._model.params import SERVER_KEYS, compare_params
from ansible_collections.sdelements.integrations.plugins.module_utils._model.resources import RESOURCES
from ansible_collections.sdelements.integrations.plugins.module_utils._model.wire import sent_as
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.test_compare import KEYS_AND_VALUES

CONNECTOR, CONNECTION = RESOURCES["alm_connector"], RESOURCES["alm_connection"]


def test_what_an_item_holds() -> None:
    item = parse_one(
        CONNECTOR,
        {
            "name": "Jira",
            "id": None,
            "system": "jira",
            "inaccessible": None,
            "params": {"issue_tracker_server": "x", "jira_version": 5},
            "secret_params": {"pin": "1"},
            "previous_names": ["Old"],
        },
    )
    assert (item.label, item.id, item.name) == ("connector 'Jira'", None, "Jira")
    assert item.fields == {"name": "Jira", "system": "jira"}
    assert item.params == {"alm_server": "x", "jira_version": 5, "pin": "1"}
    assert item.secret_keys == {"pin"}
    assert item.previous_names == ("Old",)
    assert item.issue_tracker


@pytest.mark.parametrize("value", [PLACEHOLDER, "", " ", "\t\n", None, [], {}])
def test_a_secret_that_is_the_placeholder_or_empty_is_not_given(value: Any) -> None:
    item = parse_one(CONNECTOR, {"name": "Jira", "params": {"alm_pass": value, "alm_user": ""}, "secret_params": {"pin": value}})
    assert item.params == {"alm_user": ""}
    assert item.secret_keys == {"alm_pass", "pin"}


PART = f"a {PLACEHOLDER}"


@pytest.mark.parametrize(
    ("options", "about"),
    [
        *(({"name": name}, "name") for name in (PLACEHOLDER, PART)),
        ({"previous_names": ["x", PART]}, "previous_names"),
        ({"system": PLACEHOLDER}, "system"),
        ({"params": {"alm_server": PLACEHOLDER}}, "params.alm_server"),
        ({"params": {"issue_tracker_user": PART}}, "params.alm_user"),
        *(({"params": {"x": x}}, "params.x") for x in ([{"deep": {"y": PART}}], {PART: "y"}, f'{{"pass": "{PLACEHOLDER}"}}')),
        ({"params": {PLACEHOLDER: "y"}}, "params"),
        *(({"params": {"alm_pass": value}}, "params.alm_pass") for value in (f"{PLACEHOLDER} (new value)", [PLACEHOLDER])),
        *(({"secret_params": {"pin": value}}, "secret_params.pin") for value in (PART, {"a": PLACEHOLDER})),
    ],
)
def test_the_placeholder_anywhere_else_is_refused(options: dict[str, Any], about: str) -> None:
    parsed, (problem,) = parse(CONNECTOR, [{"name": "fine"}, {"name": "Jira", **options}])
    assert [each.name for each in parsed] == ["fine"]
    assert (problem.index, problem.option) == (1, about.partition(".")[0])
    assert problem.message.startswith(f"{about}: it contains {PLACEHOLDER}, which stands for a secret in results; give the ")


@pytest.mark.parametrize("mark", DIFF_MARKS)
def test_what_a_diff_shows_in_place_of_a_secret_is_refused_as_its_value(mark: str) -> None:
    for option, name in (("params", "alm_pass"), ("secret_params", "pin")):
        parsed, (problem,) = parse(CONNECTOR, [{"name": mark, "params": {"x": mark}}, {"name": "Jira", option: {name: mark}}])
        assert [each.name for each in parsed] == [mark]
        assert (problem.index, problem.option) == (1, option)
        assert problem.message.startswith(f"{option}.{name}: it is what a diff shows in place of a secret; give the value itself, ")


@pytest.mark.parametrize("option", ["alias", "project", "application", "business_unit", "connector"])
def test_the_placeholder_names_nothing_of_a_connection(option: str) -> None:
    with pytest.raises(InputError, match=f"^{option}: it contains {PLACEHOLDER}"):
        parse_one(CONNECTION, {"project": "p", "alias": "a", option: PART})


@pytest.mark.parametrize(
    ("options", "params"),
    [
        ({"clear_secrets": ["alm_pass"]}, {"alm_pass": ""}),
        ({"clear_secrets": ["issue_tracker_pass", "pin"]}, {"alm_pass": "", "pin": ""}),
        ({"clear_secrets": ["alm_pass"], "params": {"alm_pass": ""}, "secret_params": {"pin": ""}}, {"alm_pass": ""}),
        ({"clear_secrets": ["alm_pass"], "params": {"alm_pass": PLACEHOLDER}}, {"alm_pass": ""}),
        ({"clear_secrets": []}, {}),
        ({"clear_secrets": None}, {}),
    ],
)
def test_clear_secrets(options: dict[str, Any], params: dict[str, Any]) -> None:
    item = parse_one(CONNECTOR, {"name": "Jira", **options})
    assert item.params == params
    assert item.secret_keys >= set(params)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"clear_secrets": ["alm_pass"], "secret_params": {"issue_tracker_pass": "x"}}, "a value of alm_pass is given too"),
        ({"clear_secrets": ["issue_tracker_pass"], "params": {"alm_pass": "x"}}, "a value of alm_pass is given too"),
        ({"clear_secrets": ["alm_user"], "params": {"alm_user": "x"}}, "a value of alm_user is given too"),
        *(({"clear_secrets": [name]}, f"{name!r} is not the name of a secret") for name in ("", "alm pass", "sde_project", PLACEHOLDER)),
    ],
)
def test_clear_secrets_that_are_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_one(CONNECTOR, {"name": "Jira", **options})
    assert caught.value.message.startswith("clear_secrets: ")
    assert words in caught.value.message


@pytest.mark.parametrize(
    ("resource", "options", "words"),
    [
        (CONNECTOR, {"name": " "}, "name: it is empty"),
        (CONNECTOR, {"name": "x", "system": ""}, "system: it is empty"),
        (CONNECTOR, {"id": 0}, "id: 0 is not an id"),
        (CONNECTOR, {}, "name: it is missing; give name or id"),
        (CONNECTION, {"alias": "x"}, "project: it is missing; alias is unique only within a project"),
        (CONNECTION, {"project": "x"}, "alias: it is missing"),
        (
            CONNECTION,
            {"id": 1, "project": None, "application": "x"},
            "application: it needs project, which is missing; give project, or leave application out",
        ),
        (
            CONNECTOR,
            {"name": "x", "params": {"alm_pass": "a"}, "secret_params": {"alm_pass": "b"}},
            "secret_params: alm_pass is also in params",
        ),
        (CONNECTOR, {"name": "x", "params": {"alm_user": "a", "issue_tracker_user": "b"}}, "are the same param in two spellings"),
        *((CONNECTOR, {"name": "x", "params": {key: "a"}}, f"params: {key} is set by SD Elements itself") for key in sorted(SERVER_KEYS)),
    ],
)
def test_bad_input(resource: Any, options: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_one(resource, options)
    assert words in caught.value.message
    parsed, problems = parse(resource, [options, {"name": "fine", "alias": "fine", "project": "p"}, options])
    assert [each.index for each in parsed] == [1]
    assert [(each.index, each.message) for each in problems] == [(0, caught.value.message), (2, caught.value.message)]


@pytest.mark.parametrize(
    ("one", "other", "twice"),
    [
        ({"name": "a"}, {"name": "a"}, True),
        ({"id": 1}, {"id": 1, "name": "a"}, True),
        ({"name": "a"}, {"name": "b"}, False),
        ({"name": "a", "system": "jira"}, {"name": "a", "system": "github"}, False),
    ],
)
def test_one_object_twice(one: dict[str, Any], other: dict[str, Any], twice: bool) -> None:
    parsed, problems = parse(CONNECTOR, [one, other])
    assert len(parsed) == 2 - twice
    assert [each.index for each in problems] == [1] * twice
    assert all(
        each.message.startswith("connector ") and each.message.endswith(" is already in config[0]; give it once") for each in problems
    )


def test_no_secret_stands_in_a_message() -> None:
    with pytest.raises(InputError) as caught:
        parse_one(CONNECTOR, {"name": "x", "params": {"alm_pass": "S3cret-a"}, "secret_params": {"issue_tracker_pass": "S3cret-b"}})
    assert "S3cret" not in caught.value.message


def echoed(key: str, value: Any, how: str) -> Any:
    """A param as a server shows it that stores what it is sent."""
    if how == "text":
        return str(value).lower() if isinstance(value, bool) else value
    if how == "title":
        return str(value) if isinstance(value, bool) else value
    if how == "numbers" and isinstance(value, str) and value.isdecimal() and str(int(value)) == value:
        return int(value)
    return value


@given(
    st.sampled_from(("alm", "issue_tracker")),
    st.sampled_from(("as_is", "text", "title", "numbers")),
    st.lists(KEYS_AND_VALUES.filter(lambda pair: pair[0] != "alm_pass"), max_size=5),
)
def test_a_write_followed_by_a_read_compares_equal(option: str, how: str, pairs: list[tuple[str, Any]]) -> None:
    item = parse_one(CONNECTOR, {"name": "Jira", "params": dict(pairs)})
    dialect = Dialect(option)
    sent = json.loads(json.dumps(dialect.write({key: sent_as(key, value) for key, value in item.params.items()})))
    current = dialect.read({key: echoed(key, value, how) for key, value in sent.items()}) or {}
    assert compare_params(item.params, frozenset(), current, "auto").differing == ()
