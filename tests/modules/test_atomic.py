# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that are written with composite requests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.client import Client

from tests.modules.behaviours import SECRETS, mixed
from tests.modules.conftest import Engine
from tests.simulator.client import Simulator
from tests.simulator.profiles import GENERATIONS

NAME = "sde_alm_connections"
COMPOSITE = "/api/v2/composite/"
COMPARED = ("changed", "commands", "diff", "summary", "batches")
KINDS_OF_SERVERS = {
    "today": GENERATIONS["today"],
    "replacing": mixed("replace_omitted", "pages_forced", "names_free"),
    "put": mixed("put_masked", "ids_as_text"),
    "both": mixed("both_verbs", "issue_tracker", "filters_ignored"),
}
PATH = "^/api/v2/composite/$"
REFUSED = {"kind": "status", "status": 400, "json": {"alias": ["This alias is not allowed."]}, "sub": True}
BODY = "<html><title>Please wait</title></html>"


def connections(count: int, **params: Any) -> list[dict[str, Any]]:
    """Entries for connections of one project."""
    return [
        {"project": 1, "connector": "Jira", "alias": f"Jira {number:03}", "params": {"alm_project": f"P{number}", **params}}
        for number in range(count)
    ]


@pytest.fixture(name="server")
def _server(organised: Simulator) -> Simulator:
    organised.behave(composite="present")
    return organised


def sizes(server: Simulator) -> list[int]:
    """How many writes each write request has; 0 for a plain one."""
    return [len(entry["body"]["composite_request"]) if entry["path"] == COMPOSITE else 0 for entry in server.writes()]


def stored(server: Simulator) -> list[str]:
    """The aliases that are stored, sorted."""
    return sorted(row["alias"] for row in server.objects("connections/alm"))


def looks(server: Simulator) -> int:
    """How often the server was asked whether it has composite requests."""
    return len([entry for entry in server.journal() if entry["method"] == "GET" and entry["path"] == COMPOSITE])


def all_of(count: int) -> list[str]:
    """The aliases of so many entries."""
    return [entry["alias"] for entry in connections(count)]


class TestBatches:
    def test_two_hundred_creates_take_six_write_requests(self, server: Simulator, engine: Engine) -> None:
        result = engine.run(NAME, config=connections(200), atomic="auto")
        assert sizes(server) == [10, 20, 40, 50, 50, 30]
        assert result["batches"] == 6
        assert len(result["commands"]) == 200
        assert stored(server) == all_of(200)

    @pytest.mark.parametrize("state", ["merged", "deleted"])
    def test_check_mode_predicts_the_commands_and_sends_no_write(self, state: str, server: Simulator, engine: Engine) -> None:
        if state == "deleted":
            engine.run(NAME, config=connections(35))
        options = {"config": connections(35), "state": state, "atomic": "auto", "max_deletes": 99}
        server.journal(clear=True)
        predicted = engine.run(NAME, True, **options)
        assert server.writes() == []
        assert looks(server) == 1
        assert predicted["batches"] == 3
        server.journal(clear=True)
        result = engine.run(NAME, **options)
        assert sizes(server) == [10, 20, 5]
        assert {key: result[key] for key in COMPARED} == {key: predicted[key] for key in COMPARED}
        assert not engine.run(NAME, **options)["changed"]

    def test_updates_and_creates_go_before_deletes(self, server: Simulator, engine: Engine) -> None:
        engine.run(NAME, config=connections(6))
        server.journal(clear=True)
        config = [*connections(9)[6:], *connections(3, alm_parent_issue="X-1")]
        engine.run(NAME, config=config, state="overridden", atomic="auto")
        (composite,) = server.writes()
        assert [one["method"] for one in composite["sub"]] == ["POST"] * 3 + ["PATCH"] * 3 + ["DELETE"] * 3
        assert composite["body"]["all_or_none"] is True
        assert stored(server) == sorted(entry["alias"] for entry in config)

    def test_one_change_is_a_plain_request_without_a_look(self, server: Simulator, engine: Engine) -> None:
        result = engine.run(NAME, config=connections(1), atomic="auto")
        assert sizes(server) == [0]
        assert looks(server) == 0
        assert result["batches"] == 0
        assert "not_atomic" not in result

    def test_never_does_not_look(self, server: Simulator, engine: Engine) -> None:
        result = engine.run(NAME, config=connections(3))
        assert sizes(server) == [0, 0, 0]
        assert looks(server) == 0
        assert "batches" not in result

    def test_batches_do_not_grow_while_answers_take_long(self, server: Simulator, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
        compose = Client.compose

        def slow(client: Any, *args: Any) -> Any:
            answer = compose(client, *args)
            client.clock.pause(10.5)
            return answer

        monkeypatch.setattr(Client, "compose", slow)
        engine.run(NAME, config=connections(35), atomic="auto", timeout=30)
        assert sizes(server) == [10, 10, 10, 5]

    def test_a_text_that_would_be_filled_in_goes_by_a_plain_request(self, server: Simulator, engine: Engine) -> None:
        config = connections(4)
        config[2]["params"]["alm_parent_issue"] = "see @{write-00.id}"
        result = engine.run(NAME, config=config, atomic="auto")
        assert sorted(sizes(server)) == [0, 3]
        assert result["batches"] == 1
        assert [row["params"]["alm_parent_issue"] for row in server.objects("connections/alm") if "alm_parent_issue" in row["params"]] == [
            "see @{write-00.id}"
        ]
        assert not engine.run(NAME, config=config, atomic="auto")["changed"]


@pytest.mark.parametrize("behaviour", KINDS_OF_SERVERS)
def test_a_life_on_servers_of_several_kinds(behaviour: str, server: Simulator, engine: Engine) -> None:
    server.behave(**KINDS_OF_SERVERS[behaviour])
    steps = [
        ({"config": connections(6)}, "POST"),
        ({"config": connections(6, alm_parent_issue="X-1")}, "PATCH"),
        ({"config": [*connections(8)[6:], *connections(2)], "state": "overridden"}, ""),
        ({"config": connections(8), "state": "deleted"}, "DELETE"),
    ]
    for options, method in steps:
        server.journal(clear=True)
        predicted = engine.run(NAME, True, atomic="auto", **options)
        assert server.writes() == []
        result = engine.run(NAME, atomic="auto", **options)
        put = behaviour.startswith("put") and method == "PATCH"
        assert put or 1 <= len(server.writes()) <= 3
        assert {one["method"] for one in server.single_writes()} == ({"PUT"} if put else {method}) or not method
        assert {key: result[key] for key in COMPARED} == {key: predicted[key] for key in COMPARED}
        again = engine.run(NAME, **options)
        assert not again["changed"]
    assert stored(server) == []


class TestServersWithout:
    @pytest.mark.parametrize(
        ("switch", "status", "posts"), [("absent", 404, 0), ("refused", 405, 0), ("forbidden", 403, 0), ("forbidden_post", 403, 1)]
    )
    def test_plain_requests_are_used_and_the_result_says_why(
        self, switch: str, status: int, posts: int, server: Simulator, engine: Engine
    ) -> None:
        server.behave(composite=switch)
        predicted = engine.run(NAME, True, config=connections(25), atomic="auto")
        assert server.writes() == []
        result = engine.run(NAME, config=connections(25), atomic="auto")
        assert sizes(server) == [10] * posts + [0] * 25
        assert stored(server) == all_of(25)
        method = "POST" if posts else "GET"
        assert result["not_atomic"] == (
            f"composite requests are not available on this server ({method} /api/v2/composite/ answered {status})"
            ", so plain requests are used"
        )
        assert result["batches"] == 0
        assert predicted["commands"] == result["commands"]

    @pytest.mark.parametrize(
        "answer",
        [
            {"kind": "html"},
            {"kind": "redirect", "location": "/login/"},
            {"kind": "status", "status": 500},
            {"kind": "reset"},
            {"kind": "wrong_json"},
        ],
    )
    def test_any_other_answer_to_the_look_means_that_there_are_none(
        self, answer: dict[str, Any], server: Simulator, engine: Engine
    ) -> None:
        server.fault(**answer, path=PATH)
        result = engine.run(NAME, config=connections(3), atomic="auto")
        assert sizes(server) == [0, 0, 0]
        assert "not_atomic" in result

    @pytest.mark.parametrize("status", [403, 404, 405])
    def test_what_is_left_goes_plain_once_the_server_has_them_no_longer(self, status: int, server: Simulator, engine: Engine) -> None:
        server.fault(kind="status", status=status, method="POST", path=PATH, skip=1, times=9)
        result = engine.run(NAME, config=connections(25), atomic="auto")
        assert sizes(server) == [10, 15, *[0] * 15]
        assert result["batches"] == 1
        assert stored(server) == all_of(25)

    @pytest.mark.parametrize("check_mode", [True, False])
    @pytest.mark.parametrize("switch", ["absent", "refused", "forbidden"])
    def test_require_fails_before_the_first_write(self, switch: str, check_mode: bool, server: Simulator, engine: Engine) -> None:
        server.behave(composite=switch)
        failed = engine.fails(NAME, check_mode, config=connections(2), atomic="require")
        assert failed["msg"].startswith("atomic: composite requests are not available on this server (GET /api/v2/composite/ answered 40")
        assert failed["changed"] is False
        assert server.writes() == []

    @pytest.mark.parametrize("check_mode", [True, False])
    def test_require_refuses_more_changes_than_one_request_takes(self, check_mode: bool, server: Simulator, engine: Engine) -> None:
        failed = engine.fails(NAME, check_mode, config=connections(51), atomic="require")
        assert failed["msg"].startswith("atomic: 51 changes are more than one composite request takes (50 changes, 10 MB)")
        large = engine.fails(NAME, check_mode, config=connections(3, alm_context="x" * 4_000_000), atomic="require")
        assert large["msg"].startswith("atomic: 3 changes are more than one composite request takes")
        assert server.writes() == []

    @pytest.mark.parametrize("check_mode", [True, False])
    def test_require_refuses_what_cannot_be_part_of_one_request(self, check_mode: bool, server: Simulator, engine: Engine) -> None:
        failed = engine.fails(NAME, check_mode, config=[*connections(2), *connections(3, alm_context="@{a.b}")[2:]], atomic="require")
        assert failed["msg"].startswith("atomic: 1 change cannot be part of a composite request (connection 'Jira 002' of project 1)")
        assert server.writes() == []

    @pytest.mark.parametrize("status", [403, 404, 405, 413])
    def test_require_never_falls_back(self, status: int, server: Simulator, engine: Engine) -> None:
        server.fault(kind="status", status=status, method="POST", path=PATH, times=9)
        failed = engine.fails(NAME, config=connections(4), atomic="require")
        assert f"answered {status}" in failed["msg"]
        assert failed["changed"] is False
        assert sizes(server) == [4]

    @pytest.mark.parametrize("atomic", ["auto", "require"])
    def test_updates_of_a_server_that_knows_put_only_are_plain(self, atomic: str, server: Simulator, engine: Engine) -> None:
        engine.run(NAME, config=connections(3))
        server.behave(connections_update="put")
        server.journal(clear=True)
        config = connections(6, alm_parent_issue="X-1")
        if atomic == "require":
            assert "updates with PUT" in engine.fails(NAME, config=config, atomic=atomic)["msg"]
            assert server.writes() == []
            return
        engine.run(NAME, config=config, atomic=atomic)
        assert sorted(sizes(server)) == [0, 0, 0, 3]
        assert not engine.run(NAME, config=config, atomic=atomic)["changed"]


class TestFailures:
    @pytest.mark.parametrize("rollback", ["halted", "as_run"])
    @pytest.mark.parametrize("status", ["200", "400"])
    def test_a_failure_in_entry_seven_of_nine_writes_nothing(self, status: str, rollback: str, server: Simulator, engine: Engine) -> None:
        server.behave(composite_rollback=rollback, composite_status=status)
        server.fault(**REFUSED, method="POST", skip=6)
        failed = engine.fails(NAME, config=connections(9), atomic="auto")
        assert failed["msg"] == (
            f"connection 'Jira 006' of project 1: POST {server.url}/api/v2/connections/alm/ answered 400: alias: This alias is not allowed"
            "; 8 other changes of the composite request were rolled back"
        )
        assert failed["changed"] is False
        assert failed["done"] == []
        assert failed["not_begun"] == [f"connection '{alias}' of project 1" for alias in all_of(9) if alias != "Jira 006"]
        assert [command["body"]["alias"] for command in failed["commands"]] == ["Jira 006"]
        assert failed["batches"] == 0
        assert stored(server) == []

    def test_a_failure_says_how_many_changes_were_done_before(self, server: Simulator, engine: Engine) -> None:
        server.fault(**REFUSED, method="POST", skip=34)
        failed = engine.fails(NAME, config=connections(60), atomic="auto")
        assert failed["msg"].startswith("connection 'Jira 034' of project 1: ")
        assert failed["msg"].endswith("; 29 other changes of the composite request were rolled back; 30 of 60 changes applied before")
        assert failed["changed"] is True
        assert len(failed["done"]) == 30
        assert len(failed["not_begun"]) == 29
        assert failed["batches"] == 2
        assert stored(server) == all_of(30)

    @pytest.mark.parametrize("lag", [0, 3])
    def test_what_a_server_kept_that_ignores_all_or_none_is_reported_as_done(self, lag: int, server: Simulator, engine: Engine) -> None:
        server.behave(composite="partial", read_lag=lag)
        server.fault(**REFUSED, method="POST", skip=6)
        failed = engine.fails(NAME, config=connections(9), atomic="auto")
        assert failed["msg"].startswith("connection 'Jira 006' of project 1: ")
        assert failed["msg"].endswith(
            "; SD Elements applied 8 other changes of the failed composite request; 8 of 9 changes applied before"
        )
        assert failed["changed"] is True
        assert failed["done"] == [f"connection '{alias}' of project 1" for alias in stored(server)]
        assert len(failed["commands"]) == 9

    def test_a_rollback_that_cannot_be_read_back_is_in_doubt(self, server: Simulator, engine: Engine) -> None:
        server.fault(**REFUSED, method="POST", skip=2)
        server.fault(kind="status", status=503, method="GET", path="/connections/", skip=len(reads_of(server, engine)), times=99)
        failed = engine.fails(NAME, config=connections(3), atomic="auto")
        assert "it could not be checked whether SD Elements applied any change of the composite request" in failed["msg"]
        assert failed["changed"] is True

    @pytest.mark.parametrize("rollback", ["halted", "as_run"])
    def test_what_was_deleted_meanwhile_does_not_keep_the_others(
        self, rollback: str, server: Simulator, engine: Engine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        engine.run(NAME, config=connections(5))
        server.behave(composite_rollback=rollback)
        server.journal(clear=True)
        gone = next(row["id"] for row in server.objects("connections/alm") if row["alias"] == "Jira 001")
        before_composite(monkeypatch, 1, lambda: server.remove("connections/alm", gone))
        result = engine.run(NAME, config=connections(5), state="deleted", atomic="auto")
        assert result["changed"]
        assert stored(server) == []
        assert sizes(server) == [5, 4]

    @pytest.mark.parametrize("rollback", ["halted", "as_run"])
    @pytest.mark.parametrize("atomic", ["auto", "require"])
    def test_an_object_that_another_run_created_is_brought_in_line(
        self, atomic: str, rollback: str, server: Simulator, engine: Engine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        server.behave(composite_rollback=rollback)
        before_composite(
            monkeypatch, 1, lambda: server.add("connections/alm", alias="Jira 001", project=1, connector=1, params={"alm_project": "OLD"})
        )
        if atomic == "require":
            failed = engine.fails(NAME, config=connections(4), atomic=atomic)
            assert failed["msg"].startswith("connection 'Jira 001' of project 1: ")
            assert failed["changed"] is False
            return
        result = engine.run(NAME, config=connections(4), atomic=atomic)
        assert stored(server) == all_of(4)
        assert result["changed"]
        assert not engine.run(NAME, config=connections(4))["changed"]

    def test_an_update_of_what_was_removed_says_so(self, server: Simulator, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
        engine.run(NAME, config=connections(3))
        (gone,) = [row["id"] for row in server.objects("connections/alm") if row["alias"] == "Jira 001"]
        before_composite(monkeypatch, 1, lambda: server.remove("connections/alm", gone))
        failed = engine.fails(NAME, config=connections(3, alm_parent_issue="X-1"), atomic="auto")
        assert failed["msg"] == (
            "connection 'Jira 001' of project 1: it was removed while this task ran; run the task again to create it"
            "; 2 other changes of the composite request were rolled back"
        )

    def test_updates_go_by_put_where_the_server_refuses_patch(self, server: Simulator, engine: Engine) -> None:
        engine.run(NAME, config=connections(15))
        server.fault(kind="status", status=405, method="PATCH", sub=True, times=99)
        server.fault(kind="status", status=405, method="PATCH", times=99)
        server.behave(connections_update="both")
        server.journal(clear=True)
        config = [*connections(15, alm_parent_issue="X-1"), *connections(20)[15:]]
        result = engine.run(NAME, config=config, atomic="auto")
        assert Counter(one["method"] for one in server.single_writes()) == {"PUT": 15, "POST": 5}
        assert result["batches"] == 1
        assert not engine.run(NAME, config=config)["changed"]

    def test_a_throttled_write_is_tried_again(self, server: Simulator, engine: Engine) -> None:
        server.fault(kind="status", status=429, method="POST", sub=True, skip=1, times=2)
        assert engine.run(NAME, config=connections(4), atomic="auto", retries=4)["changed"]
        assert sizes(server) == [4, 4, 4]
        assert stored(server) == all_of(4)

    def test_a_write_that_stays_throttled_is_named(self, server: Simulator, engine: Engine) -> None:
        server.fault(kind="status", status=429, method="POST", sub=True, skip=1, times=99)
        failed = engine.fails(NAME, config=connections(4), atomic="auto", retries=2)
        assert "answered 429" in failed["msg"]
        assert failed["changed"] is False
        assert stored(server) == []

    def test_a_refused_composite_request_names_its_changes(self, server: Simulator, engine: Engine) -> None:
        server.behave(composite_max=15)
        failed = engine.fails(NAME, config=connections(35), atomic="auto")
        assert failed["msg"].startswith(
            "connection 'Jira 010' of project 1 and 19 other changes of one composite request: "
            f"POST {server.url}/api/v2/composite/ answered 400: "
        )
        assert failed["msg"].endswith("; 10 of 35 changes applied before")
        assert failed["changed"] is True
        assert len(failed["not_begun"]) == 5

    def test_a_request_that_is_too_large_is_halved(self, server: Simulator, engine: Engine) -> None:
        server.behave(body_limit=4000)
        result = engine.run(NAME, config=connections(40, alm_context="x" * 300), atomic="auto")
        assert [size for size, entry in zip(sizes(server), server.writes()) if entry["status"] != 413] == [5] * 8
        assert result["batches"] == 8
        assert stored(server) == all_of(40)

    def test_what_is_too_large_by_itself_is_a_plain_request(self, server: Simulator, engine: Engine) -> None:
        server.behave(body_limit=650)
        engine.run(NAME, config=connections(3, alm_context="x" * 440), atomic="auto")
        assert sizes(server) == [3, 1, 0, 1, 0, 1, 0]
        assert stored(server) == all_of(3)


def reads_of(server: Simulator, engine: Engine) -> list[dict[str, Any]]:
    """The reads of connections before the first write of a run."""
    server.journal(clear=True)
    engine.run(NAME, True, config=connections(3), atomic="auto")
    return [entry for entry in server.journal() if "/connections/" in entry["path"]]


def before_composite(monkeypatch: pytest.MonkeyPatch, number: int, action: Callable[[], object]) -> None:
    """Have something happen on the server just before a composite request; the first one is number 1."""
    compose, sent = Client.compose, []

    def observed(client: Client, *args: Any) -> Any:
        sent.append(args)
        if len(sent) == number:
            action()
        return compose(client, *args)

    monkeypatch.setattr(Client, "compose", observed)


class TestLostAnswers:
    @pytest.mark.parametrize(("names", "retries"), [("enforced", 0), ("free", 3)])
    @pytest.mark.parametrize(
        "fault",
        [
            {"kind": "reset_after"},
            {"kind": "truncate"},
            {"kind": "status_after", "status": 503, "body": BODY, "headers": {"Content-Type": "text/html"}},
            {"kind": "status_after", "status": 504},
            {"kind": "status_after", "status": 500},
            {"kind": "status_after", "status": 200, "body": BODY, "headers": {"Content-Type": "text/html"}},
            {"kind": "status_after", "status": 200, "json": ["unexpected"]},
            {"kind": "status_after", "status": 200, "json": {"composite_response": []}},
            {"kind": "status_after", "status": 200, "json": {"composite_response": [{"reference_id": ["x"], "http_status_code": 201}]}},
            {"kind": "status_after", "status": 302, "headers": {"Location": "/login/"}},
        ],
        ids=lambda fault: " ".join(str(value)[:12] for value in fault.values()),
    )
    def test_what_was_written_is_found_and_nothing_is_doubled(
        self, fault: dict[str, Any], retries: int, names: str, server: Simulator, engine: Engine
    ) -> None:
        server.behave(unique_names=names)
        server.fault(**fault, method="POST", path=PATH, skip=1)
        result = engine.run(NAME, config=connections(25), atomic="auto", retries=retries)
        assert result["changed"]
        assert result["batches"] == 2
        assert sizes(server) == [10, 15]
        assert stored(server) == all_of(25)

    @pytest.mark.parametrize(("status", "body"), [(200, ""), (200, BODY), (502, ""), (503, BODY), (504, "")])
    @pytest.mark.parametrize(("after", "names"), [(1, "free"), (5, "enforced"), (9, "free")])
    def test_a_gateway_that_gives_up_some_time_before_the_server_commits(
        self, after: int, status: int, body: str, names: str, server: Simulator, engine: Engine
    ) -> None:
        server.behave(unique_names=names)
        server.fault(kind="status_late", status=status, body=body, after=after, method="POST", path=PATH)
        result = engine.run(NAME, config=connections(8), atomic="auto", retries=4)
        assert result["changed"]
        assert sizes(server) == [8]
        assert stored(server) == all_of(8)

    def test_it_is_looked_for_by_settle_timeout(self, server: Simulator, engine: Engine) -> None:
        server.fault(kind="status", status=504, method="POST", path=PATH, times=9)
        failed = engine.fails(NAME, config=connections(8), atomic="auto", retries=4, settle_timeout=100)
        assert "; it is not known whether it was applied: reads did not show it within 100 s; run the task again" in failed["msg"]
        assert failed["msg"].startswith("connection 'Jira 000' of project 1 and 7 other changes of one composite request: ")
        assert failed["changed"] is True
        assert sizes(server) == [8, 8]
        assert engine.clock.now() >= 200

    @pytest.mark.parametrize(
        "fault",
        [
            {"kind": "status", "status": 504},
            {"kind": "html"},
            {"kind": "not_json"},
            {"kind": "wrong_json"},
            {"kind": "reset"},
            {"kind": "redirect", "location": "/login/"},
        ],
    )
    def test_what_was_not_written_is_sent_once_more(self, fault: dict[str, Any], server: Simulator, engine: Engine) -> None:
        server.fault(**fault, method="POST", path=PATH)
        result = engine.run(NAME, config=connections(8), atomic="auto", retries=1)
        assert result["changed"]
        assert sizes(server) == [8, 8]
        assert result["batches"] == 1
        assert stored(server) == all_of(8)

    def test_a_server_that_answers_500_has_finished(self, server: Simulator, engine: Engine) -> None:
        server.fault(kind="status", status=500, method="POST", path=PATH)
        failed = engine.fails(NAME, config=connections(8), atomic="auto", retries=4, timeout=20)
        assert "answered 500" in failed["msg"]
        assert failed["changed"] is False
        assert engine.clock.now() == pytest.approx(20)

    def test_two_looks_find_nothing_before_it_is_sent_once_more(self, server: Simulator, engine: Engine) -> None:
        server.fault(kind="status_late", status=504, after=1, method="POST", path=PATH)
        engine.run(NAME, config=connections(8), atomic="auto", retries=1, settle_timeout=0)
        assert sizes(server) == [8]

    @pytest.mark.parametrize("state", ["merged", "deleted"])
    @pytest.mark.parametrize("after", [1, 4])
    def test_updates_and_deletes_are_looked_for_too(self, after: int, state: str, server: Simulator, engine: Engine) -> None:
        engine.run(NAME, config=connections(6))
        server.journal(clear=True)
        server.fault(kind="status_late", status=504, after=after, method="POST", path=PATH)
        options = {"config": connections(6, **({"alm_parent_issue": "X-1"} if state == "merged" else {})), "state": state}
        assert engine.run(NAME, atomic="auto", retries=2, **options)["changed"]
        assert sizes(server) == [6]
        assert not engine.run(NAME, **options)["changed"]

    @pytest.mark.parametrize("fault", ["status", "status_after"])
    def test_an_update_of_secrets_that_are_not_shown_is_sent_once_more(self, fault: str, server: Simulator, engine: Engine) -> None:
        config = [
            {
                "name": f"Jira {number}",
                "system": "jira",
                "params": {"alm_server": "jira.example.com", "alm_user": "bot"},
                "secret_params": {"alm_pass": SECRETS[0]},
            }
            for number in range(3)
        ]
        engine.run("sde_alm_connectors", config=config)
        server.behave(secrets="omitted")
        server.journal(clear=True)
        server.fault(kind=fault, status=504, method="POST", path=PATH)
        changed = [{**entry, "secret_params": {"alm_pass": SECRETS[1]}, "update_secrets": "always"} for entry in config]
        result = engine.run("sde_alm_connectors", config=changed, atomic="auto", retries=1)
        assert result["changed"]
        assert sizes(server) == [3, 3]
        assert [row["params"]["alm_pass"] for row in server.objects("connectors/alm") if row["name"] != "Jira"] == [SECRETS[1]] * 3

    def test_a_partial_server_whose_answer_was_lost_writes_the_rest(self, server: Simulator, engine: Engine) -> None:
        server.behave(composite="partial")
        server.fault(kind="status", status=500, method="POST", sub=True, skip=5)
        server.fault(kind="status_after", status=504, method="POST", path=PATH)
        result = engine.run(NAME, config=connections(8), atomic="auto", retries=1)
        assert result["changed"]
        assert sizes(server) == [8, 1]
        assert stored(server) == all_of(8)

    @pytest.mark.parametrize("fault", ["status", "status_after"])
    def test_an_object_of_another_run_is_brought_in_line_or_named_beside_the_own_one_where_the_answer_was_lost(
        self, fault: str, server: Simulator, engine: Engine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        server.behave(unique_names="free")
        server.fault(kind=fault, status=504, method="POST", path=PATH)
        before_composite(
            monkeypatch, 1, lambda: server.add("connections/alm", alias="Jira 001", project=1, connector=1, params={"alm_project": "OLD"})
        )
        outcome = engine.perform(NAME, config=connections(3), atomic="auto", retries=1)
        assert outcome.changed
        assert ("connection 'Jira 001' of project 1: connections 1, 3 have the same name" in outcome.failure) is (fault == "status_after")
        assert fault == "status_after" or not engine.run(NAME, config=connections(3))["changed"]

    @pytest.mark.parametrize("status", [500, 503])
    @pytest.mark.parametrize("lag", [0, 2])
    def test_a_write_that_a_partial_server_kept_though_it_says_that_it_failed_is_not_doubled(
        self, lag: int, status: int, server: Simulator, engine: Engine
    ) -> None:
        server.behave(composite="partial", unique_names="free", create_answer="empty", read_lag=lag)
        server.fault(kind="status_after", status=status, method="POST", sub=True, skip=2)
        result = engine.run(NAME, config=connections(5), atomic="auto", retries=2)
        assert result["changed"]
        assert stored(server) == all_of(5)

    def test_the_token_is_refused_midway(self, server: Simulator, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
        revoked = {"kind": "status", "status": 401, "json": {"detail": "Invalid token."}, "times": 99}
        before_composite(monkeypatch, 2, lambda: server.fault(**revoked))
        failed = engine.fails(NAME, config=connections(15), atomic="auto")
        assert "answered 401: Invalid token." in failed["msg"]
        assert "looked up" not in failed["msg"]
        assert failed["msg"].endswith("; 10 of 15 changes applied before")
        assert stored(server) == all_of(10)

    @pytest.mark.parametrize(("count", "timeout", "seconds"), [(2, 30, 30), (10, 30, 30), (50, 30, 150), (50, 100, 300), (50, 400, 400)])
    def test_it_waits_longer_for_a_composite_request(
        self, count: int, timeout: int, seconds: int, server: Simulator, engine: Engine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        waited = []
        compose = Client.compose
        monkeypatch.setattr(Client, "compose", lambda *args: (waited.append(args[-1]), compose(*args))[1])
        engine.run(NAME, config=connections(count), atomic="require", timeout=timeout)
        assert waited == [seconds]
