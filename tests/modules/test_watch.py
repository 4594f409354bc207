# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source against a server: what a look reads, and what its events have."""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import datetime, timezone
from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.clock import Clock, Stopped
from ansible_collections.sdelements.integrations.plugins.plugin_utils import _watch
from ansible_collections.sdelements.integrations.plugins.plugin_utils._watch import (
    SOURCE,
    Unreadable,
    checked,
    events,
    look,
)

from tests.clock import FakeClock
from tests.collection import ROOT
from tests.simulator.client import Simulator

LOG = logging.getLogger("test_watch")
WATCHED = ("failed", "overdue", "never_run")


def _now() -> datetime:
    return datetime(2026, 3, 2, 12, tzinfo=timezone.utc)


def _options(simulator: Simulator, **more: Any) -> dict[str, Any]:
    return checked({"sde_url": simulator.url, "sde_token": simulator.token, "retries": 0, **more})


def test_an_event_has_the_words_of_the_report(simulator: Simulator) -> None:
    simulator.reset("organisation")
    found = look(_options(simulator), FakeClock(), lambda: datetime.now(timezone.utc))
    told = events(None, found, ("failed",), True)[1]
    assert len(told) == 8
    (event,) = (each for each in told if each["integration"]["alias"] == "GitHub service-02")
    assert {key: event[key] for key in ("change", "new", "solved", "initial", "removed", "server")} == {
        "change": "problem",
        "new": ["failed"],
        "solved": [],
        "initial": True,
        "removed": False,
        "server": simulator.url,
    }
    assert event["integration"].items() >= {
        "type": "ALM",
        "project": "Card Processing REST API",
        "system": "GitHub",
        "status": "failed",
        "message": "Connection to the server timed out",
        "problems": ["failed"],
    }.items()  # fmt: skip
    assert simulator.token not in json.dumps(told)


@pytest.mark.parametrize("generation", ["2018", "today"])
def test_servers_of_all_times_are_read_without_a_write(simulator: Simulator, generation: str) -> None:
    from tests.simulator.profiles import GENERATIONS

    simulator.reset("organisation", **GENERATIONS.get(generation, {}))
    assert len(look(_options(simulator), FakeClock(), _now).rows) > 50
    assert simulator.writes() == []


def test_no_secret_of_the_server_is_in_an_event(simulator: Simulator) -> None:
    simulator.reset("organisation", secrets="clear")
    secret = simulator.objects("connectors/alm")[0]["params"]["alm_pass"]
    simulator.add("jobs/alm", connection=1, succeeded=False, ready=True, result_message=f"login with {secret} failed")
    told = json.dumps(events(None, look(_options(simulator), FakeClock(), _now), WATCHED, True)[1])
    assert "login with" in told
    assert not [each for each in (secret, simulator.token) if each in told]


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ({"kind": "status", "status": 500}, "500"),
        ({"kind": "status", "status": 401}, "sde_token"),
        ({"kind": "status", "status": 400, "json": {"detail": "one\n2026-11-27 - root - ERROR - two"}}, "ERROR"),
        ({"kind": "status", "status": 429, "headers": {"Retry-After": "1"}}, "429"),
        ({"kind": "html", "status": 503, "body": "<title>Down\nfor {{ maintenance }}</title>"}, "503"),
        ({"kind": "wrong_json", "status": 200, "json": {"results": 7}}, "list"),
        ({"kind": "reset"}, "lost"),
        ({"kind": "redirect", "status": 302, "location": "https://elsewhere.invalid/"}, ""),
    ],
)  # fmt: skip
def test_a_server_that_fails_is_one_line(simulator: Simulator, fault: dict[str, Any], message: str) -> None:
    simulator.reset("organisation")
    simulator.fault(times=1000, path="connections", **fault)
    with pytest.raises(Unreadable) as error:
        look(_options(simulator), FakeClock(), _now)
    assert message in str(error.value)
    assert not [word for word in ("Traceback", "\n", simulator.token) if word in str(error.value)]
    simulator.reset("organisation")
    assert look(_options(simulator), FakeClock(), _now).rows


def test_a_bug_is_a_failure_with_its_traceback(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    simulator.reset("organisation")

    def broken(*_args: Any, **_options: Any) -> None:
        raise KeyError(f"bug near {simulator.token}")

    monkeypatch.setattr(_watch, "report", broken)
    with pytest.raises(Unreadable, match="(?s)Traceback.*KeyError: 'bug near") as error:
        look(_options(simulator), FakeClock(), _now)
    assert simulator.token not in str(error.value)


def test_a_look_that_was_stopped_sends_nothing_more(simulator: Simulator) -> None:
    clock = Clock()
    clock.stop()
    with pytest.raises(Stopped):
        look(_options(simulator), clock, _now)
    assert simulator.journal() == []


def test_the_loop_ends_when_it_is_cancelled(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    simulator.reset("organisation")
    clocks: list[Clock] = []

    class Known(Clock):
        def __init__(self) -> None:
            super().__init__()
            clocks.append(self)

    async def cancelled() -> list[dict[str, Any]]:
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        task = asyncio.create_task(_watch.watch(queue.put, {"sde_url": simulator.url, "sde_token": simulator.token}, LOG))
        first = await asyncio.wait_for(queue.get(), 60)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return [first]

    monkeypatch.setattr(_watch, "Clock", Known)
    assert len(asyncio.run(cancelled())) == 1
    (clock,) = clocks
    with pytest.raises(Stopped):
        clock.check()


def _page() -> str:
    return (ROOT / "docs" / "event-source.md").read_text(encoding="utf-8")


def test_the_page_of_the_source_names_its_options() -> None:
    assert not [name for name in SOURCE.argument_spec if f"`{name}`" not in _page()]
    assert f"| `interval` | {SOURCE.argument_spec['interval']['default']} |" in _page()


def test_the_page_of_the_source_shows_an_event_as_it_is(simulator: Simulator) -> None:
    simulator.reset("organisation")
    shown = json.loads(_page().partition("```json\n")[2].partition("```")[0])
    del shown["meta"]  # of ansible-rulebook
    found = events(None, look(_options(simulator), FakeClock(), lambda: datetime.now(timezone.utc)), ("failed",), True)[1]
    (event,) = (each for each in found if each["integration"]["alias"] == "GitHub service-02")
    assert list(shown) == list(event)
    varying = {"url", "last_run"}
    assert list(shown["integration"]) == list(event["integration"])
    assert {key: each for key, each in shown["integration"].items() if key not in varying} == {
        key: each for key, each in event["integration"].items() if key not in varying
    }
    assert not [key for key in (*shown, "meta") if f"`{key}`" not in _page()]
