# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one message of a task that fails, with several problems too, and its warnings."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import InputError, SdeError
from ansible_collections.sdelements.integrations.plugins.module_utils._model.problems import Problem, failure_of, message
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import LONGEST_MESSAGE, NAMED, Context, Task

NOT_FOUND = "project: 'Paymints' was not found"
WRONG = "wrong; nothing was written:"
Y = Problem("alias: y", index=4)
GIVEN: dict[str, Any] = {"sde_token": "invented-token-4711"}


@pytest.mark.parametrize(
    ("problems", "total", "lines"),
    [
        ([Problem(NOT_FOUND)], 1, [NOT_FOUND]),
        ([Problem(NOT_FOUND, label="connection 'A'")], 1, [f"connection 'A': {NOT_FOUND}"]),
        ([Problem(NOT_FOUND, index=3)], 300, [f"config[3]: {NOT_FOUND}"]),
        ([Problem(NOT_FOUND, index=0, label="connection 'A'")], 1, [f"config[0]: connection 'A': {NOT_FOUND}"]),
        (
            [Problem(NOT_FOUND, index=0), Problem("id: x", index=4, label="connection 'B'")],
            300,
            [f"2 of 300 entries are {WRONG}", f"config[0]: {NOT_FOUND}", "config[4]: connection 'B': id: x"],
        ),
        ([Problem("id: x", index=4), Y], 5, [f"1 of 5 entries is {WRONG}", "config[4]: id: x", "config[4]: alias: y"]),
        ([Problem("id: x", index=4), Y], 1, [f"1 of 1 entry is {WRONG}", "config[4]: id: x", "config[4]: alias: y"]),
        ([Problem("id: x"), Problem("alias: y")], 1, ["2 problems; nothing was written:", "id: x", "alias: y"]),
        (
            [Problem("it is used", label="connector 'A'"), Y],
            5,
            ["2 problems; nothing was written:", "connector 'A': it is used", "config[4]: alias: y"],
        ),
        (
            [Problem("a line\nand another\r\n", index=0, label="connection 'A\n'"), Y],
            2,
            [f"2 of 2 entries are {WRONG}", "config[0]: connection 'A\\n': a line\\nand another\\r\\n", "config[4]: alias: y"],
        ),
    ],
)
def test_each_problem_has_a_line(problems: list[Problem], total: int, lines: list[str]) -> None:
    assert message(problems, total).split("\n") == lines


@pytest.mark.parametrize("count", [20, 21, 1000])
def test_at_most_20_problems_are_named_and_the_rest_is_counted(count: int) -> None:
    problems = [Problem(f"id: {index}", index=index) for index in range(count)]
    first, *lines = message(problems, 1000).split("\n")
    assert first == f"{count:,} of 1,000 entries are wrong; nothing was written:"
    assert lines[:20] == [f"config[{index}]: id: {index}" for index in range(20)]
    assert lines[20:] == ([f"and {count - 20} more, all of them in problems of the result"] if count > 20 else [])
    assert len(failure_of(problems, 1000).details["problems"]) == count


def performed(error: Exception) -> dict[str, Any]:
    """The result of a task that ends with this error."""

    def run(context: Context) -> dict[str, Any]:
        raise error

    return Task(run, {}).perform(Context(dict(GIVEN)))


def test_the_line_breaks_of_a_message_are_those_between_problems() -> None:
    hostile = "one\ntwo\r\x1b[31m\u202ethree"
    result = performed(failure_of([Problem(f"project: {hostile}", index=0), Problem("id: x", index=1)], 2))
    assert result["msg"].split("\n") == [
        "2 of 2 entries are wrong; nothing was written:",
        "config[0]: project: one\\ntwo\\r\\x1b[31m\\u202ethree",
        "config[1]: id: x",
    ]


@pytest.mark.parametrize("count", [1, 2, 20, 1000])
def test_a_message_is_not_long_whatever_its_problems_quote(count: int) -> None:
    result = performed(failure_of([Problem(f"project: {'x' * 100_000}; give the id", index=index) for index in range(count)], count))
    assert len(result["msg"]) < 10_000
    assert all(line.endswith("; give the id") for line in result["msg"].split("\n")[1:21])
    assert len(result["problems"]) == count


def test_no_problem_has_a_secret() -> None:
    problems = [Problem(f"id: {'x' * 380} {GIVEN['sde_token']}", index=index, label=str(GIVEN["sde_token"])) for index in range(2)]
    assert "4711" not in str(performed(failure_of(problems, 2)))


def test_a_problem_is_made_of_an_error() -> None:
    error = InputError("params.alm_method: 'htps' is not among its options", nearest=["https"], candidates=["a"])
    assert Problem.of(error, 3, "connection 'A'").shown() == {
        "index": 3,
        "label": "connection 'A'",
        "option": "params",
        "message": error.message,
        "nearest": ["https"],
        "candidates": ["a"],
    }


def test_a_long_message_is_cut_only_after_its_secrets_are_gone() -> None:
    token = "invented-token-" + "x" * LONGEST_MESSAGE

    def fail(context: Context) -> dict[str, object]:
        raise SdeError(f"the server said {token} {'word ' * LONGEST_MESSAGE}")

    message = Task(fail, {}).perform(Context({"sde_token": token}))["msg"]
    assert "invented" not in message
    assert message.startswith("the server said VALUE_")
    assert len(message) < LONGEST_MESSAGE + 10


def test_a_warning_comes_once_and_names_some_of_its_objects() -> None:
    context = Context({"sde_token": "invented-token-93b1"})
    for number in range(NAMED + 2):
        context.warn("params: JIRA has no param 'x'", f"connector 'Jira {number}'")
        context.warn("not tested", "connector 'Jira 0'")
        context.warn("SD Elements shows none")
    context.warn("not tested", "connector 'a, b'")
    named = ", ".join(f"connector 'Jira {number}'" for number in range(NAMED))
    assert context.told() == [
        f"{named} and 2 more: params: JIRA has no param 'x'",
        "connector 'Jira 0'; connector 'a, b': not tested",
        "SD Elements shows none",
    ]
