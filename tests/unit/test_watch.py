# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source: which events two looks make, what they contain, and how the loop goes on after failures."""

from __future__ import annotations

import ast
import asyncio
import importlib
import json
import logging
import sys
from collections.abc import Sequence
from typing import Any, Optional

import pytest
import yaml
from ansible_collections.sdelements.integrations.plugins.plugin_utils._report import PROBLEMS
from ansible_collections.sdelements.integrations.plugins.plugin_utils._watch import (
    SOURCE,
    Seen,
    Unreadable,
    checked,
    events,
    follow,
    pause_after,
)
from hypothesis import example, given
from hypothesis import strategies as st

from tests.collection import ROOT

SERVER = "https://sde.example.com"
AT = "2026-03-02T12:00:00Z"
TOKEN = "0123456789abcdef0123456789abcdef01234567"
SOURCE_FILE = ROOT / "extensions" / "eda" / "plugins" / "event_source" / "integrations.py"
LOG = logging.getLogger("test_watch")
WATCHED = ("failed", "overdue", "never_run")


def row(id: int = 1, problems: str = "", status: str = "succeeded", **fields: Any) -> dict[str, Any]:
    """An integration as the report has it."""
    return {"id": id, "type": "ALM", "alias": f"A{id}", "status": status, "message": "", "problems": problems.split(), **fields}


FAILED = row(problems="failed", status="failed")
BOTH = row(problems="failed overdue", status="failed")


def seen(*rows: dict[str, Any], whole: bool = True, warnings: Sequence[str] = ()) -> Seen:
    """A look at a server with these integrations."""
    return Seen(SERVER, AT, rows, whole, warnings)


def words(found: Sequence[dict[str, Any]]) -> list[str]:
    """Events in short: what changed, of which integration, what is new, what is solved."""
    return [
        f"{each['change']} {each['integration']['id']} new={','.join(each['new'])} solved={','.join(each['solved'])}"
        + (" removed" if each["removed"] else "")
        for each in found
    ]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ([row()], [row()], []),
        ([row()], [FAILED], ["problem 1 new=failed solved="]),
        ([FAILED], [{**FAILED, "message": "another"}], []),
        ([FAILED], [row()], ["recovered 1 new= solved=failed"]),
        ([FAILED], [BOTH], ["problem 1 new=overdue solved="]),
        ([BOTH], [row(problems="overdue")], ["problem 1 new= solved=failed"]),
        ([row(problems="never_run", status="never_run")], [FAILED], ["problem 1 new=failed solved=never_run"]),
        ([BOTH], [row(problems="overdue", status="running")], []),
        *(([FAILED], [row(status=status)], []) for status in ("running", "unknown")),
        ([row()], [row(status="running")], []),
        ([row()], [row(problems="drifted unreachable")], []),
        ([], [row(), row(2, "failed", "failed")], ["problem 2 new=failed solved="]),
        ([FAILED, row(2)], [row(2)], ["recovered 1 new= solved=failed removed"]),
        ([row(), row(2)], [row(2)], []),
        ([FAILED], [{**FAILED, "type": "Analysis Tool"}], ["problem 1 new=failed solved=", "recovered 1 new= solved=failed removed"]),
    ],
)
def test_a_change_of_problems_is_an_event(before: list[Any], after: list[Any], found: list[str]) -> None:
    known, _events = events(None, seen(*before), WATCHED, True)
    assert words(events(known, seen(*after), WATCHED, True)[1]) == found


def test_a_failure_counts_until_a_sync_has_ended_well() -> None:
    known = None
    told = []
    running = row(status="running")
    for each in (row(), FAILED, running, FAILED, running, row(), row()):
        known, found = events(known, seen(each), WATCHED, True)
        told += words(found)
    assert told == ["problem 1 new=failed solved=", "recovered 1 new= solved=failed"]


def test_what_a_list_that_is_not_whole_lacks_is_neither_solved_nor_removed() -> None:
    known, _events = events(None, seen(FAILED), WATCHED, True)
    known, found = events(known, seen(whole=False), WATCHED, True)
    assert found == []
    assert words(events(known, seen(), WATCHED, True)[1]) == ["recovered 1 new= solved=failed removed"]


@pytest.mark.parametrize(("initial", "count"), [(True, 1), (False, 0)])
def test_the_first_look_makes_events_as_initial_says(initial: bool, count: int) -> None:
    known, found = events(None, seen(row(), row(2, "failed", "failed")), WATCHED, initial)
    assert [each["initial"] for each in found] == [True] * count
    assert [each["initial"] for each in events(known, seen(row(), row(2)), WATCHED, initial)[1]] == [False]


@pytest.mark.parametrize(("watched", "count"), [(("failed",), 1), (("overdue",), 0), (("overdue", "failed"), 1)])
def test_only_watched_problems_make_events(watched: Sequence[str], count: int) -> None:
    assert len(events(None, seen(FAILED), watched, True)[1]) == count


ROWS = st.dictionaries(
    st.integers(1, 4),
    st.tuples(st.sets(st.sampled_from(PROBLEMS)), st.sampled_from(["succeeded", "failed", "running", "unknown", "never_run"])),
)


@given(st.lists(st.tuples(ROWS, st.booleans()), max_size=6), st.sets(st.sampled_from(WATCHED), min_size=1))
def test_the_events_add_up_to_what_is_wrong(looks: list[Any], watched: set[str]) -> None:
    known: Optional[dict[Any, Any]] = None
    told: dict[int, set[str]] = {}
    for drawn, whole in looks:
        rows = [row(id, " ".join(sorted(problems)), status) for id, (problems, status) in drawn.items()]
        known, found = events(known, seen(*rows, whole=whole), watched, True)
        for event in found:
            had = told.get(event["integration"]["id"], set())
            assert (event["change"] == "problem") == bool(event["integration"]["problems"])
            assert not had & set(event["new"])
            assert set(event["solved"]) <= had
            assert event["new"] or event["solved"]
            told[event["integration"]["id"]] = (had | set(event["new"])) - set(event["solved"])
        assert {key[1]: set(row["problems"]) for key, row in known.items()} == {id: each for id, each in told.items() if each}
        assert events(known, seen(*rows, whole=whole), watched, True)[1] == []
        for id, (problems, status) in drawn.items():
            if status not in ("running", "unknown"):
                assert told.get(id, set()) == problems & watched


TEXTS = st.text(max_size=30) | st.text(alphabet="{}%#'\"\\x7b$ jinjaANSIBLE_VAULT:\n\x1b\ud83d", max_size=30)
OBEYED = ("{{", "{%", "{#", "#jinja2:", "$ANSIBLE_VAULT")


def literal(text: str) -> Any:
    """What ansible-rulebook makes of the text that a rulebook's template yields."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError):
        return text


def obeyed(frame: str, texts: list[str]) -> list[tuple[str, str]]:
    """What Ansible would obey in the value that a rulebook's template makes of an alias and a message of the server: mark and text."""
    (event,) = events(None, seen(row(problems="failed", status="failed", alias=texts[0], message=texts[1])), WATCHED, True)[1]
    held = event["integration"]
    value = literal(frame % ((held["alias"], held["message"]) if frame.count("%s") == 2 else held["alias"]))
    pieces = str(list(value) if isinstance(value, (list, tuple, set)) else value), *(value if isinstance(value, (list, dict)) else ())
    return [(mark, piece) for mark in OBEYED for piece in pieces if isinstance(piece, str) and mark in piece]


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("frame", ["%s", "'%s'", '"%s"', "%s%s", "'%s' '%s'", "['%s', \"%s\"]", "{'a': '%s'}", "x %s"])
@given(st.lists(TEXTS, min_size=2, max_size=2))
def test_no_text_becomes_what_ansible_obeys(frame: str, drawn: list[str]) -> None:
    assert obeyed(frame, drawn) == []


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("frame", ["%s", "'%s'", "%s%s", "'%s' '%s'", "['%s']"])
@pytest.mark.parametrize(
    "text",
    [
        *("{{ lookup('pipe', 'id') }}", "{% raw %}", "{{{{ x }}}}", "'{' '{ x }}'", "{' '{ x }}", r"'\x7b\x7b x }}'", r"\x7b\173 x", "{"),
        *(r"\u007b\N{LEFT CURLY BRACKET} x", "'#' 'jinja2: variable_start_string:'", "'#jin' 'ja2: variable_start_string:'", "#"),
        *("#jinja2: variable_start_string:'[[', variable_end_string:']]'\n[[ lookup('pipe','id') ]]", "$ANSIBLE_VAULT;1.1;AES256"),
        "'$ANSI' 'BLE_VAULT;1.1;AES256'",
    ],
)
def test_no_known_attack_becomes_what_ansible_obeys(frame: str, text: str) -> None:
    assert obeyed(frame, [text, text]) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@given(JSON, st.text(max_size=5000))
@example(float("nan"), "")
@example(float("-inf"), "")
@example(2**63, "")
@example(-(2**63), "x" * 20_000)
def test_an_event_is_json_that_every_reader_takes(value: Any, text: str) -> None:
    (event,) = events(None, seen(row(problems="failed", status="failed", frequency=value, system=value, message=text)), WATCHED, True)[1]
    assert json.loads(json.dumps(event, allow_nan=False).encode()) == event
    assert all(abs(each) < 2**63 for each in event["integration"].values() if isinstance(each, int))
    assert len(event["integration"]["message"]) < 12_000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"sde_url": None, "sde_token": None}, "missing required arguments: sde_token, sde_url"),
        ({"sde_token": None}, "missing required arguments: sde_token"),
        ({"intervall": 1}, "Unsupported options: intervall"),
        *(({"interval": seconds}, f"interval: {seconds} is out of range") for seconds in (0, 86_401)),
        ({"interval": "soon"}, "interval"),
        ({"problems": []}, "problems: it is empty"),
        ({"problems": ["drifted"]}, "problems"),
        ({"timeout": 0}, "timeout: 0 is out of range"),
        ({"ca_path": "/nowhere"}, "ca_path: /nowhere does not exist"),
        ({"sde_url": f"https://{TOKEN}@sde.example.com"}, "sde_url"),
        ({"sde_url": "http://sde.example.com"}, "allow_http"),
        ({"sde_token": f"Token {TOKEN}"}, "sde_token"),
    ],
)
def test_a_wrong_option_ends_the_source_with_one_message(arguments: dict[str, Any], message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SDE_URL", "SDE_HOST", "SDE_TOKEN", "SDE_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ValueError, match=message) as error:
        checked({"sde_url": SERVER, "sde_token": TOKEN, **arguments})
    assert TOKEN not in str(error.value)
    assert "\n" not in str(error.value)


def test_options_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDE_URL", SERVER)
    monkeypatch.setenv("SDE_TOKEN", TOKEN)
    options = checked({"interval": "60", "problems": None, "initial": "no", "eda_feedback_queue": object()})
    assert {name: options[name] for name in ("sde_url", "sde_token", "interval", "problems", "initial")} == {
        "sde_url": SERVER,
        "sde_token": TOKEN,
        "interval": 60,
        "problems": ["failed", "overdue"],
        "initial": False,
    }


@pytest.mark.parametrize(
    ("failures", "interval", "pause"),
    [(0, 300, 300), (1, 300, 600), (2, 300, 900), (50, 300, 900), (1, 1, 2), (3, 1, 8), (10_000, 1, 900), (5, 3600, 3600)],
)
def test_pauses_double_after_failures(failures: int, interval: int, pause: int) -> None:
    assert pause_after(failures, interval) == pause


class Ended(Exception):
    """The script of a test is over."""


def followed(looks: Sequence[Any], **options: Any) -> tuple[list[dict[str, Any]], list[float]]:
    """The events of a loop that looks so often, and its pauses. A text is a look that fails."""
    left, told, pauses = list(looks), [], []

    def read() -> Seen:
        found = left.pop(0)
        if isinstance(found, str):
            raise Unreadable(found)
        return found

    async def put(event: dict[str, Any]) -> None:
        told.append(event)

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if not left:
            raise Ended

    with pytest.raises(Ended):
        asyncio.run(follow(read, put, {"interval": 300, "problems": WATCHED, "initial": True, **options}, LOG, sleep))
    return told, pauses


def test_the_loop_goes_on_after_failures(caplog: pytest.LogCaptureFixture) -> None:
    failed = seen(FAILED)
    told, pauses = followed([seen(row()), "down", "down still", "down still", failed, failed, "down again", seen(row())])
    assert words(told) == ["problem 1 new=failed solved=", "recovered 1 new= solved=failed"]
    assert pauses == [300, 600, 900, 900, 300, 300, 600, 300]
    assert [record.getMessage() for record in caplog.records] == [
        "down; trying again until it works, next in 600 seconds",
        f"{SERVER} answers again, after 3 failed attempts",
        "down again; trying again until it works, next in 600 seconds",
        f"{SERVER} answers again, after 1 failed attempt",
    ]


def test_failures_before_the_first_look_that_works_leave_it_the_first() -> None:
    told, _pauses = followed(["down", seen(FAILED)])
    assert [each["initial"] for each in told] == [True]


def test_a_warning_is_logged_once_for_as_long_as_it_holds(caplog: pytest.LogCaptureFixture) -> None:
    short = seen(whole=False, warnings=["only 3 of 8 objects came"])
    followed([short, short, seen(), short])
    assert [record.getMessage() for record in caplog.records] == ["only 3 of 8 objects came"] * 2


def _source() -> Any:
    """The source as a module."""
    spec = importlib.util.spec_from_file_location("integrations_source", SOURCE_FILE)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path[:] = before
    return module


def test_the_documentation_has_all_options_with_their_defaults() -> None:
    documented = yaml.safe_load(_source().DOCUMENTATION)["options"]
    shown = {"type", "default", "choices", "required", "elements"}
    assert {name: {key: each[key] for key in each if key in shown} for name, each in documented.items()} == {
        name: {key: each[key] for key in each if key in shown} for name, each in SOURCE.argument_spec.items()
    }


def test_the_examples_name_the_source_and_its_options() -> None:
    for shown in yaml.safe_load(_source().EXAMPLES):
        checked({"sde_url": SERVER, **(shown["sdelements.integrations.integrations"] or {}), "sde_token": TOKEN})


def test_the_source_is_a_coroutine_function() -> None:
    assert asyncio.iscoroutinefunction(_source().main)
