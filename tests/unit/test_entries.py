# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of options, before Ansible checks them."""

from __future__ import annotations

from datetime import date
from typing import Any

import hypothesis
import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.sdelements.integrations.plugins.module_utils._model.entries import plainly_right
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import Context
from hypothesis import strategies as st

from tests.collection import MODULES, task_of

GIVEN = {"sde_url": "http://127.0.0.1:1", "sde_token": "token-of-a-test"}
NUMBERS = sorted((module, name) for module in MODULES for name, spec in task_of(module).argument_spec.items() if spec.get("type") == "int")
ODD = {
    "true": True,
    "false": False,
    "infinity": float("inf"),
    "minus infinity": float("-inf"),
    "not a number": float("nan"),
    "infinity as text": "inf",
    "Infinity as text": "-Infinity",
    "an exponent": "1e3",
    "an exponent without end": "1e999999999",
    "a float without end": 1e300,
    "400 digits": 10**400,
    "5,000 digits": 10**4999,
    "5,000 digits as text": "9" * 5000,
    "text": "ten",
}


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
@pytest.mark.parametrize(("module", "option"), NUMBERS)
def test_what_is_not_a_number_in_digits_is_refused(module: str, option: str, value: Any) -> None:
    _arguments, errors = task_of(module).checked({**GIVEN, option: value})
    assert f"'{option}'" in errors.msg
    assert len(errors.msg) < 600


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
def test_an_id_of_an_entry_is_a_number_in_digits(value: Any) -> None:
    entries = [{"id": 1, "name": "One"}, {"id": value, "name": "Two"}]
    _arguments, errors = task_of("sde_alm_connectors").checked({**GIVEN, "config": entries})
    assert "'id'" in errors.msg
    assert len(errors.msg) < 600


@pytest.mark.parametrize("value", [value for value in ODD.values() if isinstance(value, str)])
@pytest.mark.parametrize(("variable", "option"), [("SDE_TIMEOUT", "timeout"), ("SDE_SETTLE_TIMEOUT", "settle_timeout")])
def test_a_number_of_the_environment_is_in_digits(variable: str, option: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, value)
    _arguments, errors = task_of("sde_sync").checked({**GIVEN, "connection": 1})
    assert f"'{option}'" in errors.msg
    assert len(errors.msg) < 600


@pytest.mark.parametrize("value", [7, "7", " 7 ", "+7", 7.0, "7.0"])
def test_a_number_may_be_text_or_a_whole_float(value: Any) -> None:
    arguments, errors = task_of("sde_sync").checked({**GIVEN, "connection": 1, "retries": value})
    if not isinstance(value, float) and value != "7.0":  # ansible-core 2.16 takes digits only
        assert errors is None
        assert arguments["retries"] == 7


@pytest.mark.parametrize("option", ["wait_timeout", "wait_interval"])
@pytest.mark.parametrize("value", [-1, 864_001, 10**18])
def test_no_wait_is_longer_than_ten_days(option: str, value: int) -> None:
    task = task_of("sde_sync")
    arguments, errors = task.checked({**GIVEN, "connection": 1, option: value})
    assert errors is None
    result = task.perform(Context(arguments))
    assert result["msg"] == f"{option}: {value} is out of range; give a number from 0 to 864000"
    assert result["changed"] is False


@pytest.mark.parametrize("token", ["Token 0a1b2c3d4e5f", "Bearer 0a1b2c3d4e5f", "0a1b2c3d 4e5f", " Token 0a1b2c3d4e5f "])
def test_a_token_with_a_word_before_it_is_refused_and_not_sent(token: str) -> None:
    task = task_of("sde_sync")
    arguments, _errors = task.checked({**GIVEN, "sde_token": token, "connection": 1})
    result = task.perform(Context(arguments))
    assert result["msg"].startswith("sde_token: ")
    assert "0a1b2c3d" not in result["msg"]


class Tagged(str):
    """Text with more to it, as Ansible gives it to action plugins."""


class Number(int):
    """An integer with more to it."""


#: The options of one entry, of each plural module.
ENTRIES = {module: spec["config"]["options"] for module in MODULES if "config" in (spec := task_of(module).argument_spec)}
#: Options of which Ansible makes more than a check of a type, and others.
OPTIONS: list[dict[str, Any]] = [
    {"type": "str", "default": "a"},
    {"type": "str", "default": 1},
    {"type": "str", "choices": ["a", "b"], "default": "c"},
    {"type": "int", "default": "1"},
    {"type": "list", "elements": "str", "default": []},
    {"type": "str", "required": True},
    {"type": "str", "aliases": ["other"]},
    {"type": "str", "fallback": (str, [])},
    {"type": "int", "choices": [1, 2]},
    {"type": "bool", "choices": [True]},
    {"type": "list", "elements": "int"},
    {"type": "list", "elements": "str", "choices": ["a", "b"]},
    {"type": "list"},
    {"type": "dict", "options": {"a": {"type": "int"}}},
    {"type": "float"},
    {"type": "path"},
    {"type": "json"},
    {"type": "raw"},
    {"type": "raw", "choices": ["a", 1]},
    {"elements": "str"},
    {},
]
TEXTS = st.text(max_size=3) | st.sampled_from(["a", "1", "yes", "{}", '{"a": 1}', "a,b", "1e3", "$HOME", "~", Tagged("a")])
NUMBERS_OF_ALL_KINDS = st.booleans() | st.integers() | st.floats() | st.sampled_from([0, 1, 1.0, Number(1), 10**19])
SCALARS = st.none() | NUMBERS_OF_ALL_KINDS | TEXTS | st.sampled_from([b"a", date(2024, 1, 31), ("a",)])
LISTS = st.sampled_from([[], ["a"], [1], [None], ["a", True]]) | st.lists(SCALARS, max_size=2)
ANYTHING = SCALARS | LISTS | st.dictionaries(SCALARS, SCALARS, max_size=2)


def right(option: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that an option of a plural module takes as they are."""
    if "choices" in option:
        return st.sampled_from(option["choices"])
    return {
        "str": TEXTS,
        "int": st.integers(-(10**18), 10**18),
        "bool": st.booleans(),
        "list": st.lists(TEXTS, max_size=2),
        "dict": st.dictionaries(TEXTS, ANYTHING, max_size=2),
        "raw": SCALARS,
    }[option["type"]]


def right_entries(options: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Entries with some of the options."""
    return st.fixed_dictionaries({}, optional={name: right(option) for name, option in options.items()})


def given(entry: dict[str, Any]) -> list[tuple[str, Any]]:
    """The options of an entry that are not None."""
    return sorted((name, value) for name, value in entry.items() if value is not None)


def check(entries: list[Any], options: dict[str, Any]) -> None:
    """If the entries are plainly right, Ansible's validator returns the same. C(repr) also tells 1, 1.0 and True apart."""
    found = plainly_right(entries, options)
    if found is not None:
        validator = ArgumentSpecValidator({"config": {"type": "list", "elements": "dict", "options": options}})
        outcome = validator.validate({"config": entries})
        assert not outcome.error_messages
        assert repr([*map(given, found)]) == repr([*map(given, outcome.validated_parameters["config"])])


@pytest.mark.parametrize("module", ENTRIES)
@hypothesis.given(data=st.data())
def test_entries_that_are_plainly_right_are_what_ansible_returns(module: str, data: st.DataObject) -> None:
    options = ENTRIES[module]
    entry = data.draw(right_entries(options))
    check([entry], options)
    name = data.draw(st.sampled_from([*options, "unknown", "1", 1]))
    check([{}, {**entry, name: data.draw(ANYTHING)}], options)
    check([entry, data.draw(ANYTHING)], options)


@pytest.mark.parametrize("module", ENTRIES)
@hypothesis.given(data=st.data())
def test_right_entries_are_plainly_right(module: str, data: st.DataObject) -> None:
    """Else each of a long list would cost as much as its comparison."""
    options = ENTRIES[module]
    assert plainly_right(data.draw(st.lists(right_entries(options), max_size=3)), options) is not None


@pytest.mark.parametrize("option", OPTIONS, ids=str)
@hypothesis.given(value=ANYTHING)
def test_no_option_that_ansible_makes_more_of_is_plainly_right(option: dict[str, Any], value: Any) -> None:
    check([{"a": value}, {}], {"a": option, "b": {"type": "str"}})


def test_a_value_that_ansible_must_not_log_is_not_plainly_right() -> None:
    assert plainly_right([{"a": "b"}], {"a": {"type": "str", "no_log": True}}) is None


@pytest.mark.parametrize("other", [{}, {"id": "7"}], ids=["nothing to convert", "an id to convert"])
@pytest.mark.parametrize("module", ENTRIES)
def test_null_in_an_entry_is_the_same_as_an_option_left_out(module: str, other: dict[str, Any]) -> None:
    """Whatever another entry has: that decides only whether Ansible checks the entries."""
    nulls = dict.fromkeys(ENTRIES[module])
    task = task_of(module)
    results = [task.checked({**GIVEN, "config": [entry, other]}) for entry in (nulls, {})]
    assert [errors for _arguments, errors in results] == [None, None]
    found, expected = ([*map(given, arguments["config"])] for arguments, _errors in results)
    assert found == expected
