# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of options, before Ansible checks them, and of the environment."""

from __future__ import annotations

import os
from datetime import date
from typing import Any

import hypothesis
import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.sdelements.integrations.plugins.module_utils._model.entries import plainly_right, with_numbers
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks import argspec
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import Context, checked_entries
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
    task = task_of(module)
    needed = {name: spec.get("choices", ["x/"])[0] for name, spec in task.argument_spec.items() if spec.get("required")}
    _arguments, errors = task.checked({**needed, **GIVEN, option: value})
    assert f"'{option}'" in errors.msg
    assert len(errors.msg) < 600


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
def test_an_id_of_an_entry_is_a_number_in_digits(value: Any) -> None:
    entries = [{"id": 1, "name": "One"}, {"id": value, "name": "Two"}]
    right, problems = checked_entries(entries, ENTRIES["sde_alm_connectors"])
    assert [each and each["id"] for each in right] == [1, None]
    assert [problem.line() for problem in problems] == [
        "config[1]: connector 'Two': id: its value is not a whole number; give a whole number"
    ]


@pytest.mark.parametrize("value", [value for value in ODD.values() if isinstance(value, str)])
@pytest.mark.parametrize(("variable", "option"), [("SDE_TIMEOUT", "timeout"), ("SDE_SETTLE_TIMEOUT", "settle_timeout")])
def test_a_number_of_the_environment_is_in_digits(variable: str, option: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, value)
    _arguments, errors = task_of("sde_sync").checked({**GIVEN, "connection": 1})
    assert f"'{option}'" in errors.msg
    assert len(errors.msg) < 600


@pytest.mark.parametrize("value", [7, "7", " 7 ", "+7"])
def test_a_number_may_be_text(value: Any) -> None:
    arguments, errors = task_of("sde_sync").checked({**GIVEN, "connection": 1, "retries": value})
    assert errors is None
    assert arguments["retries"] == 7


@pytest.mark.parametrize("value", [7.0, "7.0"])
def test_a_whole_float_is_a_number_or_refused(value: Any) -> None:
    """ansible-core 2.16 takes digits only."""
    arguments, errors = task_of("sde_sync").checked({**GIVEN, "connection": 1, "retries": value})
    assert "'retries'" in errors.msg if errors else arguments["retries"] == 7


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
    *({"type": "str", "default": "a"}, {"type": "str", "default": 1}, {"type": "str", "choices": ["a", "b"], "default": "c"}),
    *({"type": "int", "default": "1"}, {"type": "list", "elements": "str", "default": []}, {"type": "str", "required": True}),
    *({"type": "str", "aliases": ["other"]}, {"type": "str", "fallback": (str, [])}, {"type": "int", "choices": [1, 2]}),
    *({"type": "bool", "choices": [True]}, {"type": "list", "elements": "int"}, {"type": "list", "elements": "str", "choices": ["a"]}),
    *({"type": "dict", "options": {"a": {"type": "int"}}}, {"type": "raw", "choices": ["a", 1]}, {"elements": "str"}, {}),
    *({"type": name} for name in ("list", "float", "path", "json", "raw")),
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
    results = [checked_entries([entry, other], ENTRIES[module]) for entry in (nulls, {})]
    assert [problems for _entries, problems in results] == [[], []]
    found, expected = ([*map(given, entries)] for entries, _problems in results)
    assert found == expected


#: Entries, and what is wrong with each: the option, words of the message, the nearest names.
WRONG: list[tuple[Any, list[tuple[str, str, list[str]]]]] = [
    *(({"alias": value}, []) for value in (2024, 1.5, True)),
    *(({"alias": "A", **more}, []) for more in ({"debug_mode": "yes"}, {"params": "alm_project=PAY"}, {"previous_names": "B,C"})),
    *(({"alias": "A", "project": project}, []) for project in ("Payments", 2024, "2024")),
    ({"alias": None, "project": None, "id": None}, []),
    ({"id": "7"}, []),
    ({"project": "Payments", "alias": "A", "frequncy": "daily"}, [("frequncy", "did you mean 'frequency'?", ["frequency"])]),
    ({"project": "Payments", "ALIAS": "A"}, [("ALIAS", "did you mean 'alias'?", ["alias"])]),
    *(({"alias": "A", name: 1}, [(str(name), f"{name}: there is no such option", [])]) for name in ("qqqqqq", "", 7, "state")),
    ({"alias": "A", "frequency": "dayly"}, [("frequency", "'dayly' is not one of hourly, daily, weekly", ["daily"])]),
    ({"alias": "A", "frequency": "Daily"}, [("frequency", "did you mean 'daily'?", ["daily"])]),
    ({"alias": "A", "frequency": ["daily"]}, [("frequency", "its value is not text", [])]),
    ({"alias": "A", "update_secrets": True}, [("update_secrets", "'True' is not one of auto", [])]),
    *(({"alias": value}, [("alias", "its value is not text", [])]) for value in (["A"], {"a": "A"})),
    *(({"id": value}, [("id", "its value is not a whole number", [])]) for value in ("seven", [7], True)),
    ({"alias": "A", "debug_mode": "maybe"}, [("debug_mode", "its value is not a boolean", [])]),
    *(({"alias": "A", "params": value}, [("params", "its value is not a dictionary", [])]) for value in ("PAY", [1])),
    ({"alias": "A", "previous_names": {"B": 1}}, [("previous_names", "its value is not a list of texts", [])]),
    ({"alias": "A", "project": 2024.0}, [("project", "a value of the type float is neither an id nor a name", [])]),
    ({"alias": "A", "connector": {"id": 1}}, [("connector", "a value of the type dict is neither", [])]),
    ({"alias": "A", "application": [1]}, [("application", "a value of the type list is neither", [])]),
    ({"alias": "A", "business_unit": 0}, [("business_unit", "an id is a positive number", [])]),
    (
        {"alias": "A", "projct": "P", "frequency": "dayly", "id": "x"},
        [("projct", "'project'", ["project"]), ("frequency", "'daily'", ["daily"]), ("id", "whole number", [])],
    ),
    *((entry, [("", "it is not a dictionary", [])]) for entry in ("A", None, ["alias", "A"], "alias=A project=P")),
]


@pytest.mark.parametrize(("entry", "expected"), WRONG, ids=[repr(entry)[:60] for entry, _expected in WRONG])
def test_what_is_wrong_with_an_entry(entry: Any, expected: list[tuple[str, str, list[str]]]) -> None:
    right = {"project": "Payments", "alias": "B"}
    entries, problems = checked_entries([right, entry, right], ENTRIES["sde_alm_connections"])
    assert [problem.option for problem in problems] == [option for option, _words, _nearest in expected]
    assert [list(problem.nearest) for problem in problems] == [nearest for _option, _words, nearest in expected]
    for problem, (_option, words, _nearest) in zip(problems, expected):
        assert problem.index == 1
        assert words in problem.message
    assert [each is None for each in entries] == [False, bool(expected), False]


def test_the_label_of_a_wrong_entry_names_its_object() -> None:
    _entries, problems = checked_entries(
        [{"alias": "A", "project": "P", "x": 1}, {"alias": "A", "project": 7, "x": 1}, {"alias": "A", "x": 1}, {"id": 7, "x": 1}],
        ENTRIES["sde_alm_connections"],
    )
    assert [problem.label for problem in problems] == [
        "connection 'A' of project 'P'",
        "connection 'A' of project 7",
        "connection 'A'",
        "",
    ]


@pytest.mark.parametrize("name", ["params", "secret_params", "secret_parms", "alm_pass"])
def test_no_message_on_an_entry_has_the_value_of_a_param(name: str) -> None:
    secret = "invented-Passw0rd-7c21"
    _entries, problems = checked_entries([{"alias": "A", "project": "P", name: secret}], ENTRIES["sde_alm_connections"])
    assert [problem.option for problem in problems] == [name]
    assert secret not in str([problem.shown() for problem in problems])


def test_all_wrong_entries_are_in_one_failure() -> None:
    task = task_of("sde_alm_connectors")
    config = [{"name": "A", "sistem": "jira"}, {"name": "B"}, {"name": "C", "inaccessible": "perhaps"}, "D"]
    arguments, errors = task.checked({**GIVEN, "retries": 0, "config": config})
    assert errors is None
    result = task.perform(Context(arguments))
    assert result["failed"] is True
    assert result["changed"] is False
    assert result["msg"].splitlines() == [
        "3 of 4 entries are wrong; nothing was written:",
        "config[0]: connector 'A': sistem: there is no such option; did you mean 'system'?",
        "config[2]: connector 'C': inaccessible: its value is not a boolean; give a boolean",
        "config[3]: it is not a dictionary; give the options of one object",
    ]
    assert [(problem["index"], problem["option"]) for problem in result["problems"]] == [(0, "sistem"), (2, "inaccessible"), (3, "")]


@pytest.mark.parametrize("value", [True, False, 1.5, 2024.0, [], ["Payments"], {}, {"id": 1}, 0, -1, 10**19])
@pytest.mark.parametrize(
    ("module", "option"),
    sorted(
        (module, name)
        for module in MODULES
        for name, spec in task_of(module).argument_spec.items()
        if spec.get("type") == "raw" and "no_log" not in spec  # else it takes data
    ),
)
def test_an_option_that_takes_an_id_or_a_name_refuses_other_types(module: str, option: str, value: Any) -> None:
    task = task_of(module)
    arguments, errors = task.checked(
        {**GIVEN, "project": "P", "id": 1, **({"connection": 1} if module == "sde_sync" else {}), option: value}
    )
    if errors is not None:  # options that this module does not have
        arguments, errors = task.checked({**GIVEN, option: value})
    result = task.perform(Context(arguments))
    assert result["msg"].startswith(f"{option}: ")
    assert "; give " in result["msg"]
    assert [problem["option"] for problem in result["problems"]] == [option]


@pytest.mark.parametrize("module", ENTRIES)
@hypothesis.given(data=st.data())
def test_an_entry_without_a_problem_is_what_ansible_makes_of_it(module: str, data: st.DataObject) -> None:
    options = ENTRIES[module]
    entry = data.draw(st.dictionaries(st.sampled_from([*options, "unknown"]), ANYTHING, max_size=4))
    (found,), problems = checked_entries([entry], options)
    assert all(problem.message and problem.index == 0 for problem in problems)
    outcome = ArgumentSpecValidator(options).validate(with_numbers(dict(given(entry)), options))
    assert (found is None) == bool(problems)
    if found is not None:
        assert not outcome.error_messages
        assert repr(given(found)) == repr(given(outcome.validated_parameters))


CONNECTION_OPTIONS = {"sde_url": "https://sde.example.com", "sde_token": "an-invented-token"}
VARIABLES = [(name, variable) for name, option in argspec.sde().items() for variable in option.get("fallback", (None, ()))[1]]


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("SDE_")]:
        monkeypatch.delenv(name)


def options(given: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The connection options, and what is wrong with them."""
    outcome = ArgumentSpecValidator(argspec.sde()).validate(given)
    return outcome.validated_parameters, outcome.error_messages


@pytest.mark.parametrize("empty", ["", " ", "\t\n"])
@pytest.mark.parametrize(("name", "variable"), VARIABLES)
def test_an_empty_environment_variable_counts_as_not_set(name: str, variable: str, empty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {key: value for key, value in CONNECTION_OPTIONS.items() if key != name}
    without = options(given)
    monkeypatch.setenv(variable, empty)
    assert options(given) == without
    assert options(CONNECTION_OPTIONS)[1] == []


@pytest.mark.parametrize(
    ("environment", "url"),
    [
        ({"SDE_URL": "https://one.example.com", "SDE_HOST": "https://two.example.com"}, "https://one.example.com"),
        ({"SDE_URL": "", "SDE_HOST": "https://two.example.com"}, "https://two.example.com"),
        ({"SDE_HOST": "https://two.example.com"}, "https://two.example.com"),
    ],
)
def test_the_first_variable_with_text_counts(environment: dict[str, str], url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert options({"sde_token": "an-invented-token"})[0]["sde_url"] == url
