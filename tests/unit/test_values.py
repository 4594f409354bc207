# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What YAML and templates make of values: plain data, or one message that names the place and no value."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Optional

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.utils.unsafe_proxy import wrap_var
from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import InputError
from ansible_collections.sdelements.integrations.plugins.module_utils._model.desired import parse_one
from ansible_collections.sdelements.integrations.plugins.module_utils._model.resources import RESOURCES
from ansible_collections.sdelements.integrations.plugins.module_utils._model.values import as_data
from ansible_collections.sdelements.integrations.plugins.plugin_utils._roles import alm_connections, alm_connectors
from ansible_collections.sdelements.integrations.plugins.plugin_utils._values import plain, restored
from hypothesis import given
from hypothesis import strategies as st

SECRET = "invented-Passw0rd-7c21"
DAY = date(2024, 1, 31)
NOON = datetime(2024, 1, 31, 12, 0, tzinfo=timezone.utc)


class Text(str):
    """Text as Ansible tags it."""


class Day(date):
    """A date as Ansible tags it."""


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (DAY, "2024-01-31"),
        (Day(2024, 1, 31), "2024-01-31"),
        (NOON, "2024-01-31T12:00:00+00:00"),
        (NOON.replace(tzinfo=None), "2024-01-31T12:00:00"),
        (time(10, 30), "10:30:00"),
        ({"a": [{"b": (DAY, [NOON])}]}, {"a": [{"b": ["2024-01-31", ["2024-01-31T12:00:00+00:00"]]}]}),
        (Text("x"), "x"),
        ({Text("on"): Text("y")}, {"on": "y"}),
        (MappingProxyType({"a": OrderedDict(b=1)}), {"a": {"b": 1}}),
        (("a", 1, 1.5, True, None), ["a", 1, 1.5, True, None]),
        (1e308, 1e308),
        (10**639, 10**639),
        ("9" * 5000, "9" * 5000),
        ("nan", "nan"),
        ({}, {}),
        ([], []),
    ],
    ids=lambda value: str(value)[:40],
)
def test_values_become_what_json_has(value: Any, data: Any) -> None:
    found = as_data(value, "params")
    assert found == data
    assert json.loads(json.dumps(found)) == data
    assert not isinstance(found, (Text, Day))


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({True: SECRET}, "params: the key True is not text; put it in quotes (YAML reads on, yes and true so)"),
        ({False: SECRET}, "params: the key False is not text; put it in quotes (YAML reads off, no and false so)"),
        ({None: SECRET}, "params: the key None is not text; put it in quotes (YAML reads null and ~ so)"),
        *(({key: SECRET}, f"params: the key {key} is not text; put it in quotes") for key in (1, 0, 1.5, DAY)),
        ({NOON: SECRET}, "params: the key 2024-01-31T12:00:00+00:00 is not text; put it in quotes"),
        ({(1, "a"): SECRET}, "params: the key of the type tuple is not text; put it in quotes"),
        ({b"a": SECRET}, "params: the key of the type bytes is not text; put it in quotes"),
        ({10**5000: SECRET}, "params: the key of more than 640 digits is not text; put it in quotes"),
        ({"a": {"b": [0, {7: SECRET}]}}, "params.a.b[1]: the key 7 is not text; put it in quotes"),
        *(({"a": value}, "params.a: it is a number of more than 640 digits; put it in quotes") for value in (10**640, -(10**5000))),
        ({"a": [float("nan")]}, "params.a[0]: nan is not a number of JSON; give a number, or put it in quotes"),
        ({"a": float("-inf")}, "params.a: -inf is not a number of JSON; give a number, or put it in quotes"),
        *(
            (
                {"a": value},
                f"params.a: a value of the type {type(value).__name__} cannot be sent; "
                "give text, a number, a boolean, a list or a dictionary",
            )
            for value in (SECRET.encode(), {SECRET}, frozenset({SECRET}), Decimal(1), timedelta(1), 1j)
        ),
    ],
    ids=lambda value: str(value)[:60] if isinstance(value, str) else "",
)
def test_what_json_does_not_have_is_named_by_its_place(value: Any, message: str) -> None:
    with pytest.raises(InputError) as caught:
        as_data(value, "params")
    assert caught.value.message == message


@pytest.mark.parametrize("option", ["params", "secret_params"])
@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({1: "x"}, "the key 1 is not text"),
        ({"a": float("inf")}, "inf is not a number of JSON"),
        ({"a": {"b": {1, 2}}}, "a value of the type set"),
        ({"a": 10**5000}, "more than 640 digits"),
    ],
)
def test_data_that_ansible_makes_of_text_is_checked_too(option: str, value: Any, words: str) -> None:
    """``params: "{1: 'x'}"`` is text until the module's arguments are checked."""
    with pytest.raises(InputError, match=rf"^{option}.*{words}"):
        parse_one(RESOURCES["alm_connector"], {"name": "Jira", option: value})


HUGE = st.sampled_from([4000, 6000]).map(lambda digits: 10**digits)
ZONES = [None, timezone.utc, timezone(timedelta(hours=-3, minutes=-30))]
SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.dates()
ANYTHING = st.recursive(
    SCALARS | st.floats() | st.datetimes() | st.times() | st.binary(max_size=3) | HUGE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SCALARS, inner, max_size=3) | st.sets(st.integers(), max_size=2),
    max_leaves=8,
)


@given(ANYTHING)
def test_any_value_becomes_data_of_json_or_one_message(value: Any) -> None:
    try:
        data = as_data(value, "config[0].params")
    except InputError as error:
        assert error.message.startswith("config[0].params")
        return
    assert json.loads(json.dumps(data, allow_nan=False)) == data


#: What a template of ansible-core before 2.19 makes of data is str() of it.
DATA = st.recursive(
    SCALARS | st.floats(allow_nan=False) | st.datetimes(timezones=st.sampled_from(ZONES)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3) | st.booleans() | st.dates(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=3), DATA, min_size=1, max_size=3) | st.lists(DATA, min_size=1, max_size=3))
def test_data_that_a_template_made_text_of_is_data_again(data: Any) -> None:
    assert restored(str(data)) == data
    assert restored({"a": [str(data)]}) == {"a": [data]}


@pytest.mark.parametrize(
    "text",
    [
        *("2024-01-31", "{", "{not data}", "{'a': print(1)}", "{'a': datetime.date.today()}", "{'a': datetime.date('x')}"),
        *("{'a': datetime.date(99999, 1, 1)}", "{'a': datetime.timedelta(10**99)}", "{'a': __import__('os').getcwd()}", "{[]: 1}"),
        *("[" * 5000, "['a' for a in 'b']", "{{ x }}", "{% x %}", "{'a': -'b'}", "{'a': **1}"),
        Text("{'a': datetime.date(2024, 1, 31)}"),
    ],
    ids=lambda text: text[:30],
)
def test_other_text_stays_text(text: str) -> None:
    assert restored(text) is text


CONNECTOR = {"name": "Jira", "server": "jira.example.com", "user": DAY, "params": {"jira_start": DAY, "deep": [{"at": NOON}]}}


def test_dates_in_the_variables_of_a_role_are_iso_text() -> None:
    (entry,) = alm_connectors(CONNECTOR, "jira")
    assert entry["params"] == {
        "alm_server": "jira.example.com",
        "alm_user": "2024-01-31",
        "jira_start": "2024-01-31",
        "deep": [{"at": "2024-01-31T12:00:00+00:00"}],
    }
    (entry,) = alm_connections([{"project": "P", "jira_project": DAY, "parent_issue": DAY, "params": {"start": DAY}}], "jira", CONNECTOR)
    assert entry["params"] == {"alm_project": "2024-01-31", "alm_parent_issue": "2024-01-31", "start": "2024-01-31"}
    assert entry["alias"] == "Jira 2024-01-31"


@pytest.mark.parametrize(
    ("connector", "connections", "message"),
    [
        ({"name": "Jira", "params": {True: 1}}, None, "jira_connector: params: the key True is not text"),
        ({"name": "Jira", 1: 1}, None, "jira_connector: options: the key 1 is not text"),
        ({"name": "Jira", "secret_params": {"a": {None: SECRET}}}, None, "jira_connector: secret_params.a: the key None is not text"),
        (
            None,
            [{"project": "P", "jira_project": "P", "params": {DAY: 1}}],
            "jira_connections[0] (project 'P'): params: the key 2024-01-31 is not text",
        ),
        (None, [{"project": "P", "jira_project": "P"}, {"a": 10**5000}], "jira_connections[1]: a: it is a number of more than 640 digits"),
    ],
    ids=["true", "number", "null", "date", "digits"],
)
def test_keys_of_a_role_that_are_not_text_are_named(connector: Optional[Mapping[Any, Any]], connections: Any, message: str) -> None:
    with pytest.raises(InputError) as caught:
        alm_connectors(connector, "jira") if connector else alm_connections(connections, "jira")
    assert str(caught.value).startswith(message)
    assert SECRET not in str(caught.value)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


#: Marked whose C(str()) is of its own type.
Marked: Any = type("Marked", (str,), {"__str__": lambda self: self})


class Number(int):
    """An integer of a type of its own."""


class Fraction(float):
    """A float of a type of its own."""


#: A value that is decrypted by C(str()).
Vaulted: Any = type("Vaulted", (), {"__str__": lambda self: Marked("clear")})


def types(value: Any) -> Iterator[type]:
    """The types of a value and of all that is in it."""
    yield type(value)
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    for item in value if isinstance(value, list) else []:
        yield from types(item)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Marked("a"), "a"),
        (Number(7), 7),
        (Fraction(1.5), 1.5),
        (True, True),
        (None, None),
        (Vaulted(), "clear"),
        (date(2024, 1, 31), "2024-01-31"),
        (datetime(2024, 1, 31, 10), "2024-01-31T10:00:00"),
        ((Marked("a"), [Number(1)]), ["a", [1]]),
        (MappingProxyType({Marked("a"): OrderedDict({Marked("1"): Marked("b")})}), {"a": {"1": "b"}}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_has_no_type_of_its_own(value: Any, expected: Any) -> None:
    found = plain(value)
    assert found == expected
    assert list(types(found)) == list(types(expected))


@given(data=PLAIN)
def test_values_of_json_stay_as_they_are_whatever_ansible_marks_them_with(data: Any) -> None:
    assert json.dumps(plain(wrap_var(data))) == json.dumps(data)
    assert set(types(plain(wrap_var(data)))) <= {type(None), bool, int, float, str, list, dict}


def test_values_of_a_playbook_can_be_written_by_any_library() -> None:
    loaded = DataLoader().load("{text: '{{ a }}', unsafe: !unsafe '{{ b }}', number: 7, truth: yes, day: 2024-01-31, list: [x]}")
    expected = {"text": "{{ a }}", "unsafe": "{{ b }}", "number": 7, "truth": True, "day": "2024-01-31", "list": ["x"]}
    assert yaml.safe_load(yaml.safe_dump(plain(loaded))) == expected
