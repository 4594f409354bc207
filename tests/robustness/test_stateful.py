# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sequences of tasks against a server that behaves, holds and fails as drawn; what must hold after each of them.

C(make test) runs forty, always the same; C(make soak) runs thousands, others each time.
"""

from __future__ import annotations

import copy
import json
from collections import Counter
from typing import Any, Optional

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.secret_names import is_secret_key
from ansible_collections.sdelements.integrations.plugins.module_utils._model.compare import equal
from ansible_collections.sdelements.integrations.plugins.module_utils._model.dialect import canonical_key
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.engine import Run, run
from tests.robustness import draws
from tests.simulator.client import Simulator

Stored = dict[str, dict[int, dict[str, Any]]]


class Sequence(RuleBasedStateMachine):
    """One server and the tasks that are run against it."""

    simulator: Simulator
    modules: tuple[str, ...] = tuple(draws.TASKS)
    drawn = 0
    came: Counter[str]

    @initialize(server=draws.server(), contents=draws.contents())
    def start(self, server: dict[str, str], contents: tuple[list[dict[str, Any]], list[dict[str, Any]]]) -> None:
        type(self).drawn += 1
        self.server = server
        self.simulator.reset("empty", **server)
        self.simulator.add_many("projects", [{"name": name} for name in draws.PROJECTS])
        for kind, rows in zip(("connectors/alm", "connections/alm"), contents):
            if rows:
                self.simulator.add_many(kind, rows)

    @rule(data=st.data(), fault=st.none() | draws.fault())
    def task(self, data: st.DataObject, fault: Optional[dict[str, Any]]) -> None:
        module = data.draw(st.sampled_from(self.modules), "module")
        options = data.draw(draws.TASKS[module], "options")
        self.came[Step(self.simulator, self.server, module, options).take(fault)] += 1


class Step:
    """One task: predicted, run, and run again."""

    def __init__(self, simulator: Simulator, server: dict[str, str], module: str, options: dict[str, Any]) -> None:
        self.simulator, self.server, self.module, self.options = simulator, server, module, options

    def take(self, fault: Optional[dict[str, Any]]) -> str:
        """Run it, and hold everything against what it says. Returns the outcome."""
        self.simulator.catch_up()  # some time passes between two tasks, not between a run and the one after it
        before = self.stored()
        predicted = self.run(check_mode=True)
        assert self.simulator.writes() == [], "check mode wrote"
        assert self.stored() == before
        if fault:
            self.simulator.fault(**fault)
        real = self.run()
        after = self.stored()
        self.keeps(before, after, real)
        if fault:
            self.clear_faults()
        elif not real.failure:
            assert not predicted.failure, f"check mode failed, the run did not: {predicted.failure}"
            for key in ("changed", "diff", "commands"):
                assert _without_ids(predicted.result.get(key)) == _without_ids(real.result.get(key)), f"{key} was predicted otherwise"
        if not real.failure:
            if not real.changed:
                assert before == after, "a change that was not told"
            self.settled(after)
        elif not real.changed:
            assert before == after, f"half a write that was not told: {real.failure}"
        return "failed" if real.failure else "changed" if real.changed else "unchanged"

    def run(self, check_mode: bool = False) -> Run:
        self.simulator.journal(clear=True)
        outcome = run(
            self.module, self.simulator.url, self.simulator.token, check_mode=check_mode, retries=1, **copy.deepcopy(self.options)
        )
        told = json.dumps([outcome.result, outcome.failure, outcome.warnings], ensure_ascii=False)
        for secret in (*draws.SECRETS, self.simulator.token):
            assert secret not in told, "a secret was shown"
        assert "Traceback" not in told
        return outcome

    def settled(self, after: Stored) -> None:
        """A second run changes nothing."""
        again = self.run()
        if again.failure and "does not show" in again.failure and not self.shows_params():
            return
        if again.failure and "be updated through its API" in again.failure and self.sends_always():
            return  # this server takes at create only what the task always sends
        assert not again.failure, f"the second run failed: {again.failure}"
        if not self.sends_always():
            assert not again.changed, f"the second run changed {again.result.get('commands')}"
            assert self.simulator.writes() == []
            assert self.stored() == after

    def keeps(self, before: Stored, after: Stored, real: Run) -> None:
        """Nothing is doubled, and nothing is lost that the task did not name."""
        for kind, key in (("connector", ("name",)), ("connection", ("project", "alias"))):
            identities = [tuple(row[part] for part in key) for row in after[kind].values()]
            assert len(set(identities)) == len(identities), f"two {kind}s of one identity"
        told = " ".join([real.failure, *real.warnings])
        named = {
            canonical_key(key)
            for wish in self.options.get("config", [self.options])
            for option in ("params", "secret_params")
            for key in wish.get(option, {})
        }
        for kind in before:
            for id, row in before[kind].items():
                if id not in after[kind]:
                    assert self.options["state"] in ("absent", "deleted", "overridden"), f"{kind} {id} is gone"
                    continue
                if kind not in self.module:
                    assert row == after[kind][id], f"{kind} {id} is none of the task's business"
                now = {**self.inherited(kind, after[kind][id], after), **after[kind][id]["params"]}
                own = self.own(row["params"], self.inherited(kind, row, before))
                lost = {name for name in own if name not in named and not equal(name, own[name], now.get(name))}
                lost = {name for name in lost if not (is_secret_key(name) and name in told)}
                assert not lost, f"{kind} {id} lost {lost}"

    @staticmethod
    def inherited(kind: str, row: dict[str, Any], stored: Stored) -> dict[str, Any]:
        """What a connection has of its connector."""
        return stored["connector"][row["connector"]]["params"] if kind == "connection" else {}

    @staticmethod
    def own(params: dict[str, Any], inherited: dict[str, Any]) -> dict[str, Any]:
        """What a read can tell to be an object's own: a param with the connector's value could have come from there."""
        return {name: value for name, value in params.items() if name not in inherited or not equal(name, value, inherited[name])}

    def stored(self) -> Stored:
        return {
            kind: {
                row["id"]: {key: value for key, value in row.items() if key not in ("created", "updated")}
                for row in self.simulator.objects(f"{kind}s/alm")
            }
            for kind in ("connector", "connection")
        }

    def shows_params(self) -> bool:
        """Whether the server lets the user of the token read params; it lets him write them all the same."""
        visible = (self.server.get(name, "shown") for name in ("params_visible", "connector_params_visible"))
        return set(visible) == {"shown"} and self.server.get("fields") != "early"

    def clear_faults(self) -> None:
        self.simulator._control("DELETE", "faults")

    def sends_always(self) -> bool:
        """Whether the task sends secrets even where it cannot know whether they differ."""
        return (
            any(wish.get("update_secrets") == "always" for wish in self.options.get("config", [self.options]))
            and self.server.get("secrets", "clear") != "clear"
        )


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_ids(item) for key, item in value.items() if key != "id"}
    if isinstance(value, list):
        return [_without_ids(item) for item in value]
    return value


@pytest.mark.parametrize(
    "modules", [("sde_alm_connector", "sde_alm_connection"), ("sde_alm_connectors", "sde_alm_connections")], ids=["one", "many"]
)
def test_sequences(process: Simulator, modules: tuple[str, ...], record_property: Any) -> None:
    machine = type("Sequence", (Sequence,), {"simulator": process, "modules": modules, "came": Counter()})
    machine.TestCase.settings = settings(stateful_step_count=4)
    try:
        machine.TestCase("runTest").runTest()
    finally:
        record_property("sequences", machine.drawn)
    assert machine.came["changed"] > machine.drawn / 10, f"hardly anything was done: {machine.came}"
