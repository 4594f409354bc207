# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan as a document: the same for the same plan, another for any other plan, and refused if it is not what was saved."""

from __future__ import annotations

import json
import random
import unicodedata
from collections.abc import Callable
from typing import Any, Optional

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import InputError, SdeError
from ansible_collections.sdelements.integrations.plugins.module_utils._model.plan_file import (
    CLEARED,
    SET,
    check_approved,
    check_origin,
    command,
    differences,
    document,
    parse,
    reference,
    text_of,
)
from ansible_collections.sdelements.integrations.plugins.module_utils._model.summary import message_of, summary_of
from hypothesis import assume, given
from hypothesis import strategies as st

TASK = {"server": "https://sde.example.com", "module": "sde_alm_connections", "state": "merged"}
PAY = {"alias": "Jira PAY", "project": "Payments"}
WEB = {"alias": "Jira WEB", "project": "Portal"}

NAMES = st.text(min_size=1, max_size=5)
KEYS = st.sampled_from(["alm_project", "alm_phases", "jira_done_statuses", "alm_custom_fields", "alm_validate_cert", "title_format"])
SCALARS = st.one_of(st.text(max_size=5), st.integers(), st.booleans(), st.none())
VALUES = st.one_of(SCALARS, st.lists(SCALARS, max_size=3), st.dictionaries(NAMES, SCALARS, max_size=3))
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "connector": st.one_of(NAMES, st.builds(reference, NAMES, st.integers(1, 99))),
        "frequency": st.sampled_from(["daily", "weekly"]),
        "debug_mode": st.booleans(),
    },
)
IDENTITIES = st.fixed_dictionaries({"alias": NAMES, "project": NAMES}, optional={"id": st.integers(1, 99)})
SECRETS = st.dictionaries(st.sampled_from(["alm_pass", "alm_api_token"]), st.sampled_from([SET, CLEARED]))


@st.composite
def arguments(draw: st.DrawFn) -> tuple[Any, ...]:
    """What C(command) takes."""
    action = draw(st.sampled_from(["create", "update", "delete"]))
    parts = () if action == "delete" else (draw(FIELDS), draw(st.dictionaries(KEYS, VALUES, max_size=3)), draw(SECRETS))
    return action, "connection", draw(IDENTITIES), *parts


def commands() -> st.SearchStrategy[dict[str, Any]]:
    """What is written to one object."""
    return arguments().map(lambda each: command(*each))


PLANS = st.lists(commands(), max_size=5, unique_by=lambda each: json.dumps(each["object"], sort_keys=True))


def plan(*rows: dict[str, Any], **task: str) -> dict[str, Any]:
    """A plan of these commands."""
    return document(commands=rows, summary=summary_of(each["action"] for each in rows), **{**TASK, **task})


def refusal(approved: dict[str, Any], planned: dict[str, Any]) -> SdeError:
    """How a plan that is not the approved one is refused."""
    with pytest.raises(SdeError) as caught:
        check_approved(approved, planned)
    return caught.value


def test_a_plan_has_these_keys() -> None:
    found = plan(command("create", "connection", PAY, {**PAY, "connector": "Jira"}, {"alm_project": "PAY"}, {"alm_pass": SET}))
    assert found.pop("digest").startswith("sha256:")
    assert found == {
        "format": 1,
        **TASK,
        "summary": {"create": 1, "update": 0, "delete": 0, "unchanged": 0},
        "commands": [
            {
                "action": "create",
                "kind": "connection",
                "object": PAY,
                "fields": {"connector": "Jira"},
                "params": {"alm_project": "PAY"},
                "secrets": {"alm_pass": "set"},
            }
        ],
    }


@given(st.lists(arguments(), max_size=5), st.randoms())
def test_a_plan_is_the_same_whatever_the_order_of_its_entries_and_keys(rows: list[tuple[Any, ...]], chance: random.Random) -> None:
    def mixed(value: Any) -> Any:
        items = list(value.items()) if isinstance(value, dict) else []
        chance.shuffle(items)
        return {key: mixed(item) for key, item in items} if isinstance(value, dict) else value

    other = [command(*map(mixed, each)) for each in rows]
    chance.shuffle(other)
    assert text_of(plan(*other)) == text_of(plan(*(command(*each) for each in rows)))


@given(PLANS)
def test_a_saved_plan_is_read_back_and_is_approved(rows: list[dict[str, Any]]) -> None:
    made = plan(*rows)
    again = parse(text_of(made))
    assert again == made
    assert differences(again, made) == []
    check_approved(again, made)


@given(PLANS, PLANS)
def test_two_plans_differ_exactly_if_their_commands_differ(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> None:
    approved, planned = plan(*one), plan(*other)
    found = differences(approved, planned)
    assert bool(found) is (approved["commands"] != planned["commands"])
    backwards = differences(approved=planned, planned=approved)
    assert backwards == [{**row, "approved": row["planned"], "planned": row["approved"]} for row in found]


@given(commands(), st.data())
def test_any_change_of_a_command_shows(row: dict[str, Any], data: st.DataObject) -> None:
    part = data.draw(st.sampled_from(["action", "object", "fields", "params", "secrets"]))
    if part == "action":
        changed = {**row, "action": data.draw(st.sampled_from(sorted({"create", "update", "delete"} - {row["action"]})))}
    else:
        values = row[part]
        key = data.draw(st.sampled_from([*sorted(values), "alm_new"]))
        options = [{**values, key: "another"}, {inner: value for inner, value in values.items() if inner != key}]
        changed = {**row, part: data.draw(st.sampled_from([each for each in options if each != values]))}
    assume(changed["object"])
    assert differences(plan(row), plan(changed))
    assert plan(row)["digest"] != plan(changed)["digest"]


@given(st.lists(commands(), min_size=2, max_size=4))
def test_commands_of_objects_that_a_plan_cannot_tell_apart_are_counted(rows: list[dict[str, Any]]) -> None:
    assert differences(plan(*rows), plan(*rows)) == []
    assert differences(plan(*rows), plan(*rows[1:]))


@pytest.mark.parametrize(
    ("key", "one", "other", "same"),
    [
        ("sde_min_priority", 7, "7", True),
        *(("alm_validate_cert", value, text, True) for value, text in ((True, "True"), (False, "false"))),
        *(("alm_x", one, other, True) for one, other in ((None, ""), (" a", "a"), (["a", "b"], "a,b"), ([], {}))),
        ("alm_custom_fields", {"a": 1, "b": [2]}, '{"b": [2],"a":1}', True),
        ("jira_done_statuses", ["Done", "Closed"], "Done, Closed", True),
        ("selected_tasks", ["T2", "T1"], "T1, T2", True),
        ("jira_done_statuses", "Done,Closed", "Closed,Done", False),
        *(("alm_x", one, other, False) for one, other in (("a, b", "a,b"), ("07", "7"), ("Done", "done"))),
        ("alm_custom_fields", {"a": 1}, {"a": "1"}, False),
    ],
)
def test_a_param_with_another_meaning_is_another_plan_and_with_another_form_is_not(key: str, one: Any, other: Any, same: bool) -> None:
    rows = [command("update", "connection", PAY, params={key: value}) for value in (one, other)]
    assert (rows[0] == rows[1]) is same
    assert [row["key"] for row in differences(*map(plan, rows))] == ([] if same else [f"params.{key}"])


PAY_3 = {**PAY, "project": reference("Payments", 3)}
OF_PAY = "connection 'Jira PAY' of project 'Payments'"


@pytest.mark.parametrize(
    ("approved", "planned", "line"),
    [
        (None, ("create", PAY), f"{OF_PAY}: nothing was approved, create is planned"),
        (("delete", PAY), None, f"{OF_PAY}: delete was approved, nothing is planned"),
        (("create", PAY), ("update", PAY), f"{OF_PAY}: create was approved, update is planned"),
        (
            ("update", PAY, {"frequency": "weekly"}),
            ("update", PAY, {"frequency": "daily"}),
            f"{OF_PAY}: frequency: 'weekly' was approved, 'daily' is planned",
        ),
        (
            ("update", {**PAY, "id": 7}, {}, {"alm_project": "PAY"}),
            ("update", {**PAY, "id": 7}, {"debug_mode": False}, {"alm_project": "PAY"}),
            f"{OF_PAY} (7): debug_mode: nothing was approved, False is planned",
        ),
        (
            ("update", PAY_3, {}, {"alm_project": ""}),
            ("update", PAY_3, {}, {"alm_project": "x" * 90}),
            f"{OF_PAY} (3): params.alm_project: '' was approved, '{'x' * 55} ... is planned",
        ),
        (
            ("update", PAY, {"connector": reference("Jira", 3)}),
            ("update", PAY, {"connector": reference("Jira", 4)}),
            f"{OF_PAY}: connector: 'Jira' (3) was approved, 'Jira' (4) is planned",
        ),
        (
            ("update", {"name": "Jira", "system": "jira"}, {}, {}, {"alm_pass": SET}),
            ("update", {"name": "Jira", "system": "jira"}, {}, {}, {"alm_pass": CLEARED}),
            "connection 'Jira': secrets.alm_pass: 'set' was approved, 'cleared' is planned",
        ),
    ],
)
def test_a_plan_that_is_not_the_approved_one_is_refused_with_what_differs(
    approved: Optional[tuple[Any, ...]], planned: Optional[tuple[Any, ...]], line: str
) -> None:
    sides = [plan(*([command(side[0], "connection", *side[1:])] if side else [])) for side in (approved, planned)]
    error = refusal(*sides)
    assert error.message == (
        "approved_plan: 1 difference between the approved plan and the plan of this run, so nothing was written: "
        f"{line}. Save the plan again and have it approved"
    )
    assert error.details == {"differences": differences(*sides)}


def test_a_message_shows_at_most_20_differences_and_the_result_all() -> None:
    rows = [command("create", "connection", {**PAY, "alias": f"Jira {number:02}"}) for number in range(25)]
    error = refusal(plan(), plan(*rows))
    assert error.message.count(" is planned") == 20
    assert "25 differences" in error.message
    assert "; and 5 more. " in error.message
    assert len(error.details["differences"]) == 25


def test_what_is_unchanged_is_not_part_of_what_is_approved() -> None:
    more = document(commands=[], summary=summary_of(["none", "none"]), **TASK)
    check_approved(plan(), more)


@pytest.mark.parametrize(
    ("name", "other"), [("server", "https://other.example.com"), ("module", "sde_alm_connectors"), ("state", "overridden")]
)
def test_a_plan_of_another_task_is_refused(name: str, other: str) -> None:
    check_origin(plan(), **TASK)
    with pytest.raises(InputError) as caught:
        check_origin(plan(**{name: other}), **TASK)
    assert caught.value.message == (
        f"approved_plan: it is a plan for the {name} {other}, and this task has the {name} {TASK[name]}; give a plan that this task saved"
    )


def edited(**changes: Any) -> str:
    """The text of a plan in which something was changed after it was saved."""
    return json.dumps({**plan(command("create", "connection", PAY)), **changes})


def with_command(**changes: Any) -> str:
    """The text of a plan with a malformed command and the digest that matches it."""
    return text_of(document(commands=[{**command("create", "connection", PAY), **changes}], summary={}, **TASK))


NOT_JSON = "it is not JSON ({}); give a file that save_plan wrote"
NO_PLAN = "it is not a plan; give a file that save_plan wrote"
EDITED = "its digest does not match its content, so it was changed after it was saved; save the plan again"

REWRITTEN = "it is not written as save_plan writes it, so it was changed after it was saved; save the plan again"


@pytest.mark.parametrize(
    "change", [lambda text: text, lambda text: text.replace("\n", "\r\n"), lambda text: text.replace("  ", "\t") + "\n"]
)
def test_white_space_around_what_a_plan_has_may_differ(change: Callable[[str], str]) -> None:
    saved = plan(command("create", "connection", PAY))
    assert parse(change(text_of(saved))) == saved


@pytest.mark.parametrize(
    ("text", "message"),
    [
        *((text, NOT_JSON.format("cut off or malformed")) for text in ("", edited()[:-9], "- format: 1")),
        ("[" * 400 + "]" * 400, NOT_JSON.format("nested more than 50 levels")),
        ('{"format": NaN}', NOT_JSON.format("with a number that is too long or not a number")),
        *((text, NO_PLAN) for text in ("null", "[]", "{}", '{"format": 1}')),
        *((edited(**change), NO_PLAN) for change in ({"more": 1}, {"commands": {}}, {"format": "1"})),
        *((with_command(fields=fields), NO_PLAN) for fields in ([], {"connector": {"id": 1}}, {"connector": None})),
        (with_command(object={"alias": ["a"]}), NO_PLAN),
        (with_command(params={"alm_x": 7}), NO_PLAN),
        (with_command(secrets={"alm_pass": {}}), NO_PLAN),
        (with_command(more={}), NO_PLAN),
        (text_of(document(commands=["x"], summary={}, **TASK)), NO_PLAN),  # type: ignore[list-item]
        (edited(format=2), "it has format 2, and this version of the collection reads format 1; save the plan again"),
        ('{"format": 3, "else": []}', "it has format 3, and this version of the collection reads format 1; save the plan again"),
        *(
            (edited(**{name: value}), EDITED)
            for name, value in (("server", "https://a.example.com"), ("commands", []), ("digest", "sha256:0"))
        ),
        (edited().replace("Payments", "Portal"), EDITED),
        (edited().replace('"state"', '"state": "deleted", "state"'), REWRITTEN),
        (edited().replace('"object": {', '"object": {"alias": "Jira WEB", '), REWRITTEN),
        (edited().replace("Payments", "\\u0050ayments"), REWRITTEN),
        (text_of(plan(command("create", "connection", {"alias": "a\u202eb", "project": "P"}))).replace("\\u202e", "\u202e"), REWRITTEN),
    ],
)
def test_what_is_not_a_plan_as_it_was_saved_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text)
    assert caught.value.message == message


@given(st.text())
def test_a_plan_file_shows_every_character_of_a_name(name: str) -> None:
    text = text_of(plan(command("create", "connection", {"alias": name, "project": "P"})))
    assert json.loads(text)["commands"][0]["object"]["alias"] == name
    text.encode()
    assert not [sign for sign in text if unicodedata.category(sign) == "Cc" and sign != "\n"]
    assert not set(text) & set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize(
    ("actions", "counts"),
    [([], (0, 0, 0, 0)), (["create"] * 3 + ["none"] * 12 + ["update"], (3, 1, 0, 12)), (["delete", "none"], (0, 0, 1, 1))],
)
def test_a_summary_counts_what_becomes_of_the_objects(actions: list[str], counts: tuple[int, ...]) -> None:
    found = summary_of(actions)
    assert list(found.items()) == list(zip(("create", "update", "delete", "unchanged"), counts))
    assert message_of(found, check_mode=True) == "Plan: {} to create, {} to update, {} to delete, {} unchanged".format(*counts)
    assert message_of(found, check_mode=False) == "Done: {} created, {} updated, {} deleted, {} unchanged".format(*counts)
