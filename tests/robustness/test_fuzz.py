# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks against mutated answers, always the same draws here, others each time with C(make soak); and what the harness notices."""

from __future__ import annotations

import base64
import logging
import os
import random
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import quote

import pytest
import requests

from tests.collection import MODULES
from tests.engine import Run
from tests.robustness import fuzz, mutations
from tests.robustness.fuzz import Fuzz
from tests.robustness.mutations import World
from tests.robustness.scenarios import GIVEN, SCENARIOS, SECRET_KEYS, STORED
from tests.simulator.client import Simulator
from tests.wire.servers import address_of

SEED = int(os.environ.get("FUZZ_SEED", "1"))
DRAWS = int(os.environ.get("FUZZ_DRAWS", "200"))
PARTS = 4


@pytest.fixture(name="harness", scope="module")
def _harness(process: Simulator) -> Iterator[Fuzz]:
    with Fuzz.against(process, SEED) as harness:
        yield harness


@pytest.mark.parametrize("part", range(PARTS))
def test_a_result_or_one_message_whatever_the_answers_are(harness: Fuzz, part: int, record_property: Any) -> None:
    total = harness.many(range(part, DRAWS, PARTS))
    for name, count in {
        "draws": total.draws,
        "mutated": total.mutated,
        **{f"problem {kind}": total.kinds[kind] for kind in total.kinds},
    }.items():
        record_property(f"fuzz {name}", count)
    if total.first:
        pytest.fail(total.report(SEED), pytrace=False)
    assert total.mutated > total.draws / 2, "hardly an answer was mutated"


def test_every_module_is_run() -> None:
    assert {scenario.module for scenario in SCENARIOS} == set(MODULES)


def test_a_draw_is_the_same_each_time(harness: Fuzz) -> None:
    assert [harness.draw(number) for number in (3, 4, 5)] == [harness.draw(number) for number in (3, 4, 5)]


def test_honest_answers_show_nothing(process: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz.Hostile, "_mutated", lambda self, request, forward, rng: self._passed(request, forward))
    found = {}
    with Fuzz.against(process, SEED) as harness:
        for scenario in SCENARIOS:
            monkeypatch.setattr(fuzz, "SCENARIOS", (scenario,))
            found[scenario.name] = harness.draw(0).problems
    assert not {name: problems for name, problems in found.items() if problems}


Real = Callable[..., Run]
Task = Callable[[Real, str, str, dict[str, Any]], Run]


def _shows(result: Any, *warnings: str) -> Task:
    """A task that shows this, and does nothing."""

    def task(real: Real, url: str, token: str, options: dict[str, Any]) -> Run:
        made = result(token) if callable(result) else result
        return Run(made, list(warnings))

    return task


def _unchanged(real: Real, url: str, token: str, options: dict[str, Any]) -> Run:
    done = real(**options)
    return replace(done, result={**done.result, "changed": False})


def _logs(real: Real, url: str, token: str, options: dict[str, Any]) -> Run:
    try:
        return {}["bug"]
    except KeyError:
        logging.getLogger("library").warning("this is odd", exc_info=True)
        return Run({})


def _waits(real: Real, url: str, token: str, options: dict[str, Any]) -> Run:
    with socket.create_connection(address_of(url)) as connection:
        connection.recv(1)  # the harness ends it
    return Run({})


def _asks(real: Real, url: str, token: str, options: dict[str, Any]) -> Run:
    with requests.Session() as session:
        while session.get(f"{url}/api/v2/projects/", headers={"Authorization": f"Token {token}"}, timeout=10).status_code == 200:
            pass
    return Run({})


NOTICED: dict[str, tuple[str, Task]] = {
    "the token": ("leak: token, clear, in result.a", _shows(lambda token: {"a": [f"x {token} y"]})),
    "the token as a key": ("leak: token, clear, in a key of result", _shows(lambda token: {token: 1})),
    "a secret in base64": ("leak: secret of the server, base64", _shows({"a": base64.b64encode(STORED["jira"].encode()).decode()})),
    "a secret in a URL": ("leak: secret of the task, URL", _shows({"a": quote(GIVEN["jira"])})),
    "a secret in a warning": ("leak: secret of the server, clear, in warnings", _shows({}, STORED["github"])),
    "the word": ("traceback: the word", _shows({"failed": True, "msg": "Traceback (most recent call last):"})),
    "an exception": ("traceback: KeyError at", lambda real, url, token, options: {}["bug"]),
    "a line of the log": ("traceback: the word", _logs),
    "two lines": ("message: a message of several lines", _shows({"failed": True, "msg": "two\nlines"})),
    "a long message": ("message: a message of 2000", _shows({"failed": True, "msg": "x" * 2000})),
    "control characters": ("message: a warning with control", _shows({}, "\x1b[31m")),
    "a surrogate": ("not JSON: UnicodeEncodeError", _shows({"a": "\ud800"})),
    "NaN": ("not JSON: ValueError", _shows({"a": float("nan")})),
    "an object": ("not JSON: TypeError", _shows({"a": object()})),
    "a change that is not reported": ("was stored, changed is false", _unchanged),
    "a change that is none": ("changed is true, nothing was written", _shows({"changed": True})),
    "a write in check mode": ("wrote in check mode", lambda real, url, token, options: real(**{**options, "check_mode": False})),
    "a mask": (
        "sends a mask",
        lambda real, url, token, options: real(**{**options, "params": {**options["params"], "alm_user": "[hidden]"}}),
    ),
    "a task that does not return": ("hang: ", _waits),
    "a task that asks for ever": ("hang: requests without end", _asks),
}


@pytest.mark.parametrize("name", NOTICED)
def test_the_harness_notices(process: Simulator, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    expected, task = NOTICED[name]
    real = fuzz.run
    create = next(scenario for scenario in SCENARIOS if scenario.name == "connector create")
    monkeypatch.setattr(fuzz, "SCENARIOS", (create,))
    monkeypatch.setattr(fuzz.Hostile, "_mutated", lambda self, request, forward, rng: self._passed(request, forward))
    monkeypatch.setattr(fuzz, "SERVERS", ({},))
    with Fuzz.against(process, 1) as harness:
        for check_mode in (False, True):
            harness._baseline(create, 0, check_mode)
        monkeypatch.setattr(fuzz, "DEADLINE", 0.1 if task is _waits else 60)
        monkeypatch.setattr(fuzz, "run", lambda module, url, token, **options: task(partial(real, module, url, token), url, token, options))
        found = (str(problem) for number in range(8) for problem in harness.draw(number).problems)
        assert any(expected in problem for problem in found)


def test_a_secret_that_nothing_tells_to_be_one_is_not_asked_for() -> None:
    world = World("token-token", (GIVEN["jira"],), tuple(STORED.values()))
    world.sees({"results": [{"id": 1, "params": {"alm_pass": STORED["jira"], "alm_user": f"x {STORED['github']}"}}]})
    assert world.known == {"token-token", GIVEN["jira"], STORED["jira"]}
    assert world.unknowable == {STORED["github"]}


def test_a_known_secret_is_asked_for_everywhere() -> None:
    world = World("token-token", (), tuple(STORED.values()))
    world.sees({"id": 1, "params": {"alm_pass": STORED["jira"]}})
    world.sees({"id": 1, "title": STORED["jira"]})
    assert not world.unknowable


@pytest.mark.parametrize("edit", dict.fromkeys(mutations.EDITS), ids=lambda edit: edit.__name__)
def test_every_edit_takes_every_json(edit: mutations.Edit) -> None:
    for number in range(300):
        rng = random.Random(number)
        data = rng.choice([
            None, [], {}, "x", 5, [1], {"a": None}, {"results": []}, {"results": [1]},
            {"id": 1, "params": dict.fromkeys(SECRET_KEYS, "x")},
            {"results": [{"id": 1, "name": "a"}, {"id": 2, "project": 3}], "count": 2},
        ])  # fmt: skip
        assert mutations.dumped(rng, edit(rng, mutations.copy.deepcopy(data), World("token-token")))
