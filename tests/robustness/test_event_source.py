# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source against servers whose answers are mutated: events or one message, whatever they are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.plugin_utils._watch import Unreadable, checked, events, look

from tests.clock import FakeClock
from tests.engine import Run
from tests.robustness import fuzz
from tests.robustness.fuzz import Fuzz
from tests.robustness.scenarios import Scenario
from tests.robustness.test_fuzz import SEED
from tests.simulator.client import Simulator

DRAWS = 120


def run(_module: str, url: str, token: str, *, check_mode: bool = False, **options: Any) -> Run:
    """Look once, as the source does, and make events of everything."""
    try:
        seen = look(checked({"sde_url": url, "sde_token": token, **options}), FakeClock(), lambda: datetime.now(timezone.utc))
    except Unreadable as error:
        return Run({"failed": True, "msg": str(error)})
    found = events(None, seen, ("failed", "overdue", "never_run"), True)[1]
    json.dumps(found, allow_nan=False)
    return Run({"events": found}, warnings=list(seen.warnings))


@pytest.fixture(name="harness")
def _harness(process: Simulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fuzz]:
    monkeypatch.setattr(fuzz, "SCENARIOS", (Scenario("event source: a look", "event_source_info"),))
    monkeypatch.setattr(fuzz, "run", run)
    with Fuzz.against(process, SEED) as harness:
        yield harness


def test_events_or_one_message_whatever_the_answers_are(harness: Fuzz) -> None:
    total = harness.many(range(DRAWS))
    if total.first:
        pytest.fail(total.report(SEED), pytrace=False)
    assert total.mutated > total.draws / 2, "hardly an answer was mutated"
