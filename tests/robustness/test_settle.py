# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads that lag behind writes, and creates that are applied long after their answer was lost."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.client import Client
from ansible_collections.sdelements.integrations.plugins.module_utils._engine.repository import Repository
from ansible_collections.sdelements.integrations.plugins.module_utils._model.remote import Remote
from ansible_collections.sdelements.integrations.plugins.module_utils._model.resources import Resource

from tests.clock import FakeClock
from tests.robustness.matrix import CHANGED, CONNECTION, CONNECTOR, Bench
from tests.robustness.test_faults import named

KINDS = ("connector", "connection")
NAMES = ("enforced", "free")
#: More reads than any task makes.
FOR_GOOD = 10**6
EXAMPLE = {"connector": CONNECTOR, "connection": CONNECTION}
LATE = {"kind": "status_late", "status": 504, "method": "POST"}


def several(kind: str, count: int) -> list[dict[str, Any]]:
    """Entries of a plural module."""
    key = "name" if kind == "connector" else "alias"
    return [{**copy.deepcopy(EXAMPLE[kind]), key: f"Jira {number}"} for number in range(count)]


def identities(bench: Bench, kind: str) -> list[tuple[Any, ...]]:
    """The names of what is stored."""
    rows = bench.stored()[kind]
    return sorted((row["name"],) if kind == "connector" else (row["project"], row["alias"]) for row in rows)


def posts(bench: Bench) -> int:
    """How many creates were sent."""
    return len([entry for entry in bench.simulator.writes() if entry["method"] == "POST"])


class TestReadsThatLag:
    @pytest.mark.parametrize("names", NAMES)
    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("operation", ["create", "update", "absent"])
    def test_a_write_is_read_until_it_is_shown(self, bench: Bench, operation: str, kind: str, names: str) -> None:
        bench.prepare(operation, kind)
        bench.simulator.behave(read_lag=3, unique_names=names)
        clock = FakeClock()
        outcome = bench.task(f"sde_alm_{kind}", clock=clock, **bench.wish(operation, kind))
        assert not outcome.failure
        assert outcome.changed
        assert clock.pauses == [0.5, 1, 2]
        assert not bench.task(f"sde_alm_{kind}", **bench.wish(operation, kind)).changed

    @pytest.mark.parametrize("lag", [1, 2, 5])
    @pytest.mark.parametrize("kind", KINDS)
    def test_creates_of_one_task_and_of_the_next_make_one_object_each(self, bench: Bench, kind: str, lag: int) -> None:
        bench.prepare("create", kind)
        bench.simulator.behave(read_lag=lag, unique_names="free")
        before = len(bench.stored()[kind])
        for changed in (True, False):
            outcome = bench.task(f"sde_alm_{kind}s", config=several(kind, 4))
            assert not outcome.failure
            assert outcome.changed is changed
        assert len(identities(bench, kind)) == len(set(identities(bench, kind))) == before + 4

    @pytest.mark.parametrize("kind", KINDS)
    def test_many_updates_are_read_until_all_are_shown(self, bench: Bench, kind: str) -> None:
        bench.prepare("create", kind)
        bench.task(f"sde_alm_{kind}s", config=several(kind, 5))
        bench.simulator.behave(read_lag=2)
        config = several(kind, 5)
        for entry in config:
            entry["params"][CHANGED[kind]] = "changed"
        outcome = bench.task(f"sde_alm_{kind}s", config=config)
        assert not outcome.failure
        assert not bench.task(f"sde_alm_{kind}s", config=config).changed

    def test_only_what_is_not_shown_yet_is_read_again(self, bench: Bench) -> None:
        bench.prepare("create", "connection")
        config = several("connection", 3)
        bench.task("sde_alm_connections", config=config)
        bench.simulator.behave(read_lag=4)  # all of the first look, and the first read of the second
        for entry in config:
            entry["params"]["alm_parent_issue"] = "changed"
        assert requests_of(bench, "connection", "merged", config) == ["PATCH"] * 3 + ["GET"] * 7

    @pytest.mark.parametrize(
        ("operation", "words"),
        [
            ("create", "SD Elements accepted the write, but the connection was not found"),
            ("update", "SD Elements accepted the write but did not store alm_parent_issue"),
            ("absent", "SD Elements accepted the delete, but the connection still exists"),
        ],
    )
    def test_one_deadline_ends_it(self, bench: Bench, operation: str, words: str) -> None:
        bench.prepare(operation, "connection")
        bench.simulator.behave(read_lag=FOR_GOOD)
        clock = FakeClock()
        outcome = bench.task("sde_alm_connection", clock=clock, timeout=20, **bench.wish(operation, "connection"))
        assert words in outcome.failure
        assert outcome.changed
        assert clock.now() == pytest.approx(20)

    def test_many_writes_have_one_deadline(self, bench: Bench) -> None:
        bench.prepare("create", "connection")
        bench.simulator.behave(read_lag=FOR_GOOD)
        clock = FakeClock()
        outcome = bench.task("sde_alm_connections", clock=clock, timeout=20, config=several("connection", 6))
        assert outcome.changed
        assert clock.now() == pytest.approx(20)

    def test_a_value_that_is_not_stored_fails_without_a_wait_where_another_was(self, bench: Bench) -> None:
        bench.prepare("update", "connection")
        bench.simulator.behave(unknown_params="dropped")
        clock = FakeClock()
        wish = bench.wish("update", "connection")
        wish["params"]["alm_misspelt"] = "x"
        outcome = bench.task("sde_alm_connection", clock=clock, validate_params="never", **wish)
        assert "did not store alm_misspelt" in outcome.failure
        assert clock.pauses == []

    def test_a_list_that_never_shows_the_object_is_warned_of(self, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
        bench.prepare("create", "connection")
        where = Repository.where
        monkeypatch.setattr(Repository, "where", lambda server, *what: [each for each in where(server, *what) if each.id == 1])
        outcome = bench.task("sde_alm_connection", **bench.wish("create", "connection"))
        assert not outcome.failure
        assert any("connection 2 was created, but the list of SD Elements does not show it yet" in text for text in outcome.warnings)

    @pytest.mark.parametrize("kind", KINDS)
    def test_of_two_objects_the_older_stays_though_the_list_shows_the_own_one_later(self, bench: Bench, kind: str) -> None:
        """The other run's object is visible at once, our own only after some reads."""
        bench.prepare("create", kind)
        bench.simulator.behave(unique_names="free")
        older = other_run(bench, kind)
        bench.simulator.behave(read_lag=4)
        outcome = bench.task(f"sde_alm_{kind}", clock=older, **bench.wish("create", kind))
        assert not outcome.failure
        assert [row["id"] for row in named(bench, kind)] == [older.made]
        assert outcome.result[kind]["id"] == older.made
        assert [command["method"] for command in outcome.result["commands"]] == ["POST", "DELETE"]

    def test_an_older_object_that_only_a_list_that_lags_still_shows_is_not_preferred(
        self, bench: Bench, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        bench.prepare("create", "connection")
        bench.simulator.behave(unique_names="free")
        removed = bench.simulator.add("connections/alm", **stored_by_another_run("connection"))["id"]
        bench.simulator.remove("connections/alm", removed)
        where = Repository.where
        ghost = Remote(removed, "Jira CHK", {"id": removed, "alias": "Jira CHK", "project": 1}, {})

        def lagging(server: Repository, *what: Any) -> list[Remote]:
            found = where(server, *what)
            return [ghost, *found] if any(each.id > removed for each in found) else found

        monkeypatch.setattr(Repository, "where", lagging)
        outcome = bench.task("sde_alm_connection", **bench.wish("create", "connection"))
        assert not outcome.failure
        assert [row["id"] for row in named(bench, "connection")] == [removed + 1]

    def test_an_own_object_that_is_never_found_beside_another_is_a_failure(self, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
        bench.prepare("create", "connection")
        bench.simulator.behave(unique_names="free")
        older = other_run(bench, "connection")
        where, one = Repository.where, Repository.one

        def without_own(server: Repository, resource: Resource, *what: Any) -> list[Remote]:
            found = where(server, resource, *what)
            return [each for each in found if resource.within != "project" or each.id != older.made + 1]

        monkeypatch.setattr(Repository, "where", without_own)
        monkeypatch.setattr(
            Repository, "one", lambda server, resource, id, **more: None if id == older.made + 1 else one(server, resource, id, **more)
        )
        outcome = bench.task("sde_alm_connection", clock=older, **bench.wish("create", "connection"))
        assert f"connection {older.made} has the same name; remove one of them" in outcome.failure
        assert outcome.changed
        assert not [entry for entry in bench.simulator.writes() if entry["method"] == "DELETE"]


def stored_by_another_run(kind: str) -> dict[str, Any]:
    """The object of the example."""
    if kind == "connector":
        return {"name": "Jira", "system": "jira", "params": {**CONNECTOR["params"], **CONNECTOR["secret_params"]}}
    return {**{key: CONNECTION[key] for key in ("alias", "frequency")}, "params": dict(CONNECTION["params"]), "project": 1, "connector": 2}


class OtherRun(FakeClock):
    """A clock, and the object that another run creates between the plan and the create of a task."""

    made = 0


def other_run(bench: Bench, kind: str) -> OtherRun:
    """Let another run create the object of the example right before a task does: the first create is throttled, and in the pause
    after it the other one is sent."""
    clock = OtherRun()
    bench.simulator.fault(kind="status", status=429, method="POST")

    def create() -> None:
        clock.made = bench.simulator.add(f"{kind}s/alm", **stored_by_another_run(kind))["id"]

    clock.at(0.0, create)
    return clock


class TestCreatesThatAreAppliedLate:
    @pytest.mark.parametrize("names", NAMES)
    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("retries", [0, 4])
    @pytest.mark.parametrize("status", [502, 503, 504, 524])
    def test_a_create_that_is_applied_200_s_after_its_504_yields_one_object(
        self, bench: Bench, status: int, retries: int, kind: str, names: str
    ) -> None:
        bench.prepare("create", kind)
        bench.simulator.behave(unique_names=names)
        before = len(bench.stored()[kind])
        bench.simulator.fault(**{**LATE, "status": status})
        clock = FakeClock()
        clock.at(200, bench.simulator.catch_up)
        outcome = bench.task(f"sde_alm_{kind}", clock=clock, retries=retries, **bench.wish("create", kind))
        assert not outcome.failure
        assert outcome.changed
        assert len(bench.stored()[kind]) == before + 1
        assert posts(bench) == 1
        assert 200 <= clock.now() < 300
        assert not bench.task(f"sde_alm_{kind}", **bench.wish("create", kind)).changed

    @pytest.mark.parametrize("kind", KINDS)
    def test_several_creates_that_are_applied_late_yield_one_object_each(self, bench: Bench, kind: str) -> None:
        bench.prepare("create", kind)
        bench.simulator.behave(unique_names="free")
        before = len(bench.stored()[kind])
        bench.simulator.fault(**LATE, times=4, after=9)
        outcome = bench.task(f"sde_alm_{kind}s", config=several(kind, 4))
        assert not outcome.failure
        assert outcome.changed
        assert len(set(identities(bench, kind))) == len(bench.stored()[kind]) == before + 4
        assert posts(bench) == 4

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_create_that_is_never_applied_is_sent_once_more_after_settle_timeout_and_two_empty_looks(
        self, bench: Bench, kind: str
    ) -> None:
        bench.prepare("create", kind)
        bench.simulator.fault(kind="status", status=504, method="POST")
        clock = FakeClock()
        outcome = bench.task(f"sde_alm_{kind}", clock=clock, settle_timeout=100, **bench.wish("create", kind))
        assert not outcome.failure
        assert posts(bench) == 2
        waited = clock.pauses
        assert sum(waited[:-1]) == pytest.approx(100)  # the first of the two looks after it, then a pause, then the second
        assert waited[-1] > 0
        paths = [entry["method"] for entry in bench.simulator.journal() if entry["path"].endswith(f"{kind}s/alm/")]
        first, second = (place for place, method in enumerate(paths) if method == "POST")
        assert set(paths[first + 1 : second]) == {"GET"}

    def test_it_is_never_sent_a_third_time(self, bench: Bench) -> None:
        bench.prepare("create", "connection")
        bench.simulator.fault(kind="status", status=504, method="POST", times=9)
        outcome = bench.task("sde_alm_connection", retries=4, **bench.wish("create", "connection"))
        words = "answered 504; it is not known whether it was applied: reads did not show it within 300 s; run the task again"
        assert words in outcome.failure
        assert outcome.changed
        assert posts(bench) == 2

    def test_without_retries_it_is_looked_for_and_not_sent_again(self, bench: Bench) -> None:
        bench.prepare("create", "connection")
        bench.simulator.fault(kind="status", status=504, method="POST", times=9)
        clock = FakeClock()
        outcome = bench.task("sde_alm_connection", clock=clock, retries=0, **bench.wish("create", "connection"))
        assert "it is not known whether it was applied" in outcome.failure
        assert outcome.changed
        assert posts(bench) == 1
        assert clock.now() > 300

    @pytest.mark.parametrize("refusal", [403, 429, 400])
    def test_a_refusal_after_a_lost_answer_does_not_settle_it(self, bench: Bench, refusal: int) -> None:
        bench.prepare("create", "connection")
        bench.simulator.fault(kind="status", status=504, method="POST")
        bench.simulator.fault(kind="status", status=refusal, method="POST", times=9)
        outcome = bench.task("sde_alm_connection", **bench.wish("create", "connection"))
        assert f"answered {refusal}" in outcome.failure
        assert "it is not known whether it was applied" in outcome.failure
        assert outcome.changed

    def test_a_second_create_that_is_refused_since_the_first_was_applied_by_now_is_no_failure(self, bench: Bench) -> None:
        """The first is applied by the second, whose name is taken then; reads show it a little later."""
        bench.prepare("create", "connection")
        bench.simulator.behave(read_lag=3)
        bench.simulator.fault(**LATE)
        clock = FakeClock()
        clock.at(310, lambda: bench.simulator.add("connections/alm", **stored_by_another_run("connection")))
        outcome = bench.task("sde_alm_connection", clock=clock, **bench.wish("create", "connection"))
        assert not outcome.failure
        assert len(named(bench, "connection")) == 1

    @pytest.mark.parametrize("kind", KINDS)
    def test_an_object_with_other_values_that_is_found_is_brought_in_line(self, bench: Bench, kind: str) -> None:
        bench.prepare("create", kind)
        key = CHANGED[kind]
        bench.simulator.fault(kind="status", status=504, method="POST")
        row = {**stored_by_another_run(kind)}
        row["params"] = {**row["params"], key: "other"}
        clock = FakeClock()
        clock.at(100, lambda: bench.simulator.add(f"{kind}s/alm", **row))
        bench.simulator.behave(read_lag=2)
        outcome = bench.task(f"sde_alm_{kind}", clock=clock, **bench.wish("create", kind))
        assert not outcome.failure
        assert outcome.changed
        assert [command["method"] for command in outcome.result["commands"]] == ["POST", "PATCH"]
        assert bench.stored()[kind][-1]["params"][key] == EXAMPLE[kind]["params"][key]

    def test_looks_that_fail_for_a_while_do_not_end_it(self, bench: Bench) -> None:
        bench.prepare("create", "connection")
        bench.simulator.fault(kind="status_after", status=503, method="POST")
        bench.simulator.fault(kind="status", status=503, method="GET", path="/connections/", skip=1, times=12)
        outcome = bench.task("sde_alm_connection", **bench.wish("create", "connection"))
        assert not outcome.failure
        assert posts(bench) == 1

    @pytest.mark.parametrize(("fault", "tries"), [({"kind": "status", "status": 429}, 2), ({"kind": "status", "status": 400}, 1)])
    def test_what_was_not_applied_is_not_waited_for(self, bench: Bench, fault: dict[str, Any], tries: int) -> None:
        bench.prepare("create", "connection")
        bench.simulator.fault(**fault, method="POST", times=9)
        clock = FakeClock()
        outcome = bench.task("sde_alm_connection", clock=clock, retries=1, **bench.wish("create", "connection"))
        assert outcome.failure
        assert not outcome.changed
        assert posts(bench) == tries
        assert clock.now() < 2

    @pytest.mark.parametrize("fault", [{"kind": "status", "status": 500}, {"kind": "html"}], ids=["500", "page"])
    def test_what_the_server_answered_itself_was_not_applied_if_reads_do_not_show_it_after_their_lag(
        self, bench: Bench, fault: dict[str, Any]
    ) -> None:
        bench.prepare("create", "connection")
        bench.simulator.fault(**fault, method="POST")
        clock = FakeClock()
        outcome = bench.task("sde_alm_connection", clock=clock, timeout=20, **bench.wish("create", "connection"))
        assert outcome.failure
        assert not outcome.changed
        assert posts(bench) == 1
        assert clock.now() == pytest.approx(20)

    def test_a_name_that_is_taken_by_what_reads_do_not_show_yet_is_adopted(self, bench: Bench) -> None:
        """A run that was cut off created it."""
        bench.prepare("create", "connection")
        bench.simulator.behave(read_lag=8)
        client = Client(bench.simulator.url, bench.simulator.token)
        assert client.send("POST", "connections/alm/", stored_by_another_run("connection")).status == 201
        outcome = bench.task("sde_alm_connection", **bench.wish("create", "connection"))
        assert not outcome.failure
        assert len(named(bench, "connection")) == 1


class TestWritesWhoseAnswersAreLost:
    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("operation", ["update", "absent"])
    def test_a_lost_write_is_read_until_it_is_shown(self, bench: Bench, operation: str, kind: str) -> None:
        bench.prepare(operation, kind)
        bench.simulator.behave(read_lag=3)
        bench.simulator.fault(kind="status_after", status=504, method="DELETE" if operation == "absent" else "PATCH", times=2)
        outcome = bench.task(f"sde_alm_{kind}", retries=0, **bench.wish(operation, kind))
        assert not outcome.failure
        assert outcome.changed

    @pytest.mark.parametrize("operation", ["update", "absent"])
    def test_one_that_may_still_be_applied_is_a_change(self, bench: Bench, operation: str) -> None:
        bench.prepare(operation, "connection")
        bench.simulator.fault(kind="status", status=504, method="DELETE" if operation == "absent" else "PATCH", times=9)
        outcome = bench.task("sde_alm_connection", timeout=20, **bench.wish(operation, "connection"))
        assert "it is not known whether it was applied: reads did not show it within 20 s" in outcome.failure
        assert outcome.changed

    @pytest.mark.parametrize("refusal", [400, 403, 429])
    def test_an_update_that_is_refused_after_a_try_that_was_applied_is_a_change(self, bench: Bench, refusal: int) -> None:
        bench.prepare("update", "connection")
        bench.simulator.fault(kind="status_after", status=504, method="PATCH")
        bench.simulator.fault(kind="status", status=refusal, method="PATCH", times=9)
        outcome = bench.task("sde_alm_connection", **bench.wish("update", "connection"))
        assert outcome.changed

    def test_one_lost_write_among_others_that_were_refused_is_a_change(self, bench: Bench) -> None:
        bench.prepare("create", "connection")
        bench.simulator.fault(kind="status", status=403, method="POST")
        bench.simulator.fault(kind="status_after", status=500, method="POST", times=9)
        bench.simulator.behave(params_visible="absent")  # what is found cannot be compared, so each of them fails
        outcome = bench.task("sde_alm_connections", concurrency=8, config=several("connection", 2))
        assert outcome.failure
        assert outcome.changed is (len(bench.stored()["connection"]) > 1)


class TestAnswersWithoutAnObject:
    @pytest.mark.parametrize("names", NAMES)
    @pytest.mark.parametrize("lag", [0, 3])
    @pytest.mark.parametrize("kind", KINDS)
    def test_the_object_is_looked_for_by_its_identity(self, bench: Bench, kind: str, lag: int, names: str) -> None:
        bench.prepare("create", kind)
        bench.simulator.behave(create_answer="empty", read_lag=lag, unique_names=names)
        before = len(bench.stored()[kind])
        outcome = bench.task(f"sde_alm_{kind}", **bench.wish("create", kind))
        assert not outcome.failure
        assert outcome.result[kind]["id"] == bench.stored()[kind][-1]["id"]
        assert not bench.task(f"sde_alm_{kind}", **bench.wish("create", kind)).changed
        assert len(bench.stored()[kind]) == before + 1

    def test_two_objects_of_the_identity_are_a_failure_and_both_stay(self, bench: Bench) -> None:
        bench.prepare("create", "connection")
        bench.simulator.behave(create_answer="empty", unique_names="free")
        clock = other_run(bench, "connection")
        outcome = bench.task("sde_alm_connection", clock=clock, **bench.wish("create", "connection"))
        assert f"connections {clock.made}, {clock.made + 1} have the same name" in outcome.failure
        assert outcome.changed
        assert len(bench.stored()["connection"]) == 3


def requests_of(bench: Bench, kind: str, state: str, config: list[dict[str, Any]]) -> list[str]:
    """The methods of the requests for objects of the kind, from the first write on."""
    bench.simulator.journal(clear=True)
    outcome = bench.task(f"sde_alm_{kind}s", config=config, state=state, concurrency=1)
    assert outcome.changed, outcome.failure
    methods = [entry["method"] for entry in bench.simulator.journal() if f"/{kind}s/" in entry["path"]]
    return methods[next(place for place, method in enumerate(methods) if method != "GET") :]


@pytest.mark.parametrize("count", [1, 3, 4, 9])
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_read_after_writes_on_a_server_without_lag(bench: Bench, kind: str, count: int) -> None:
    """A list of one page for creates; for updates and deletes the objects themselves, up to three, and more from the list."""
    bench.prepare("create", kind)
    config = several(kind, count)
    assert requests_of(bench, kind, "merged", config) == ["POST"] * count + ["GET"]
    for entry in config:
        entry["params"][CHANGED[kind]] = "changed"
    few = count if count <= 3 else 1
    assert requests_of(bench, kind, "merged", config) == ["PATCH"] * count + ["GET"] * few
    assert requests_of(bench, kind, "deleted", config) == ["DELETE"] * count + ["GET"] * few
