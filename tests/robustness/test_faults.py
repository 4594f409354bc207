# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The faults and the servers that would cost a user most, each by its name."""

from __future__ import annotations

import copy
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._engine import execute

from tests.engine import Run
from tests.robustness.matrix import CHANGED, CONNECTION, CONNECTOR, OTHER_SECRET, SECRET, Bench

FORCED = {"paging": "forced", "page_size_default": "7", "page_size_max": "7", "filters": "ignored"}
FREE = {"unique_names": "free"}
ISSUE_TRACKER = {"path_word": "issue-tracker", "side_path_word": "issue-tracker", "param_prefix": "issue_tracker"}
WRITES = {"create": "POST", "update": "PATCH", "absent": "DELETE"}
LOST = {
    "reset": {"kind": "reset_after"},
    "504": {"kind": "status_after", "status": 504},
    "502": {"kind": "status_after", "status": 502},
    "500": {"kind": "status_after", "status": 500},
    "html": {"kind": "status_after", "status": 200, "body": "<html><title>Signed out</title></html>"},
}


def crowd(bench: Bench) -> None:
    """Enough objects for several pages."""
    made = bench.simulator.add_many(
        "connectors/alm",
        [{"name": f"Tracker {number}", "system": "trac", "params": {"alm_server": "trac.example.com"}} for number in range(20)],
    )
    bench.simulator.add_many(
        "connections/alm",
        [
            {"alias": f"Trac {number}", "connector": made[0]["id"], "project": 1 + number % 2, "params": {"alm_project": "x"}}
            for number in range(20)
        ],
    )


def reads_before_the_write(bench: Bench, operation: str) -> int:
    """How many reads a task makes before it writes. Leaves the server as it was prepared."""
    bench.simulator.journal(clear=True)
    bench.task("sde_alm_connection", **bench.wish(operation, "connection"))
    methods = [entry["method"] for entry in bench.simulator.journal()]
    bench.prepare(operation, "connection")
    return methods.index(WRITES[operation])


def named(bench: Bench, kind: str) -> list[dict[str, Any]]:
    """The objects that the example's task is about."""
    key, name = ("name", "Jira") if kind == "connector" else ("alias", "Jira CHK")
    return [row for row in bench.stored()[kind] if row[key] == name and row.get("project", 1) == 1]


@pytest.mark.parametrize(
    "behaviour",
    [{}, FORCED, FREE, {**FORCED, **FREE}, {**FORCED, **ISSUE_TRACKER}],
    ids=["defaults", "pages", "free", "pages-free", "issue-tracker"],
)
@pytest.mark.parametrize("lost", LOST)
@pytest.mark.parametrize("kind", ["connector", "connection"])
def test_a_create_whose_answer_was_lost_is_neither_doubled_nor_a_failure(
    bench: Bench, kind: str, lost: str, behaviour: dict[str, str]
) -> None:
    bench.prepare("create", kind)
    crowd(bench)
    bench.simulator.behave(**behaviour)
    bench.simulator.fault(**LOST[lost], method="POST")
    outcome = bench.task(f"sde_alm_{kind}", **bench.wish("create", kind))
    assert not outcome.failure
    assert outcome.changed
    assert len(named(bench, kind)) == 1
    assert outcome.result[kind]["id"] == named(bench, kind)[0]["id"]
    assert len([entry for entry in bench.simulator.writes() if entry["method"] == "POST"]) == 1
    assert not bench.task(f"sde_alm_{kind}", **bench.wish("create", kind)).changed


def test_the_commands_are_what_came_of_it_where_a_lost_create_is_brought_in_line(bench: Bench) -> None:
    """The server says only when it gets a PATCH that it takes PUT alone."""
    bench.prepare("create", "connector")
    bench.simulator.behave(secrets="omitted", connectors_update="both")
    bench.simulator.fault(kind="reset_after", method="POST")
    bench.simulator.fault(kind="status", status=405, method="PATCH", headers={"Allow": "GET, PUT"})
    outcome = bench.task("sde_alm_connector", **bench.wish("create", "connector"), update_secrets="always")
    assert not outcome.failure
    assert [command["method"] for command in outcome.result["commands"]] == ["POST", "PUT"]


@pytest.mark.parametrize("kind", ["connector", "connection"])
def test_a_create_that_never_arrived_is_sent_again_once_it_was_looked_for(bench: Bench, kind: str) -> None:
    bench.prepare("create", kind)
    bench.simulator.fault(kind="reset", method="POST")
    outcome = bench.task(f"sde_alm_{kind}", **bench.wish("create", kind))
    assert not outcome.failure
    methods = [entry["method"] for entry in bench.simulator.journal() if f"{kind}s/" in entry["path"]]
    first, second = (place for place, method in enumerate(methods) if method == "POST")
    assert "GET" in methods[first:second]
    assert len(named(bench, kind)) == 1


@pytest.mark.parametrize("kind", ["connector", "connection"])
@pytest.mark.parametrize("operation", ["update", "absent"])
@pytest.mark.parametrize("lost", LOST)
def test_an_update_or_delete_whose_answer_was_lost_is_a_change(bench: Bench, lost: str, operation: str, kind: str) -> None:
    bench.prepare(operation, kind)
    bench.simulator.fault(**LOST[lost], method="DELETE" if operation == "absent" else "PATCH")
    outcome = bench.task(f"sde_alm_{kind}", **bench.wish(operation, kind))
    assert not outcome.failure
    assert outcome.changed
    assert not bench.task(f"sde_alm_{kind}", **bench.wish(operation, kind)).changed


@pytest.mark.parametrize("operation", ["create", "update", "absent"])
def test_a_lost_answer_that_could_not_be_looked_up_says_so(bench: Bench, operation: str) -> None:
    bench.prepare(operation, "connection")
    skip = reads_before_the_write(bench, operation)
    bench.simulator.fault(kind="status_after", status=500, method=WRITES[operation])
    bench.simulator.fault(kind="status", status=500, method="GET", skip=skip)
    outcome = bench.task("sde_alm_connection", **bench.wish(operation, "connection"))
    assert "answered 500; it could not be checked whether it was applied; run the task again" in outcome.failure
    assert outcome.result["changed"]
    assert not bench.task("sde_alm_connection", **bench.wish(operation, "connection")).failure


@pytest.mark.parametrize(("kind", "state"), [("connector", "merged"), ("connection", "merged"), ("connection", "overridden")])
def test_a_plural_run_reports_its_writes_whichever_read_after_them_fails(bench: Bench, kind: str, state: str) -> None:
    def task() -> Run:
        return bench.task(f"sde_alm_{kind}s", config=[bench.wish("update", kind)], state=state, concurrency=1)

    bench.prepare("update", kind)
    bench.simulator.journal(clear=True)
    task()
    methods = [entry["method"] for entry in bench.simulator.journal()]
    for read in range(methods.index("PATCH"), methods.count("GET")):
        bench.prepare("update", kind)
        bench.simulator.fault(kind="html", method="GET", skip=read)
        outcome = task()
        assert outcome.failure and outcome.changed, f"read {read + 1}: {outcome.failure}"
        assert outcome.result["commands"]


def test_a_server_without_updates_refuses_a_secret_that_is_always_sent(bench: Bench) -> None:
    bench.prepare("create", "connector")
    bench.simulator.behave(secrets="masked", connectors_update="none")
    wish = {**bench.wish("create", "connector"), "update_secrets": "always"}
    assert bench.task("sde_alm_connector", **wish).changed
    outcome = bench.task("sde_alm_connector", **wish)
    assert "this server does not let connectors be updated through its API" in outcome.failure
    assert not outcome.result["changed"]


def test_a_lost_update_of_a_secret_that_cannot_be_seen_says_so(bench: Bench) -> None:
    bench.prepare("update", "connector")
    bench.simulator.behave(secrets="omitted")
    bench.simulator.fault(kind="status_after", status=500, method="PATCH")
    wish = bench.wish("update", "connector")
    outcome = bench.task("sde_alm_connector", **{**wish, "update_secrets": "always"})
    assert "it cannot be checked whether it was applied, since SD Elements does not show " in outcome.failure
    assert outcome.result["changed"]


@pytest.mark.parametrize("operation", ["create", "update", "absent"])
def test_a_write_that_could_not_be_looked_at_afterwards_is_told_as_a_change(bench: Bench, operation: str) -> None:
    bench.prepare(operation, "connection")
    skip = reads_before_the_write(bench, operation)
    bench.simulator.fault(kind="status", status=503, method="GET", skip=skip, times=50)
    outcome = bench.task("sde_alm_connection", **bench.wish(operation, "connection"))
    assert "SD Elements accepted the write, but the result could not be read: GET " in outcome.failure
    assert outcome.result["changed"]
    assert [command["method"] for command in outcome.result["commands"]] == [WRITES[operation]]


@pytest.mark.parametrize("secrets", ["clear", "masked", "null", "empty", "omitted"])
@pytest.mark.parametrize("verb", ["patch", "put"])
def test_where_params_are_replaced_the_secret_of_the_task_is_stored_after_any_update(bench: Bench, verb: str, secrets: str) -> None:
    bench.prepare("update", "connector")
    bench.simulator.behave(secrets=secrets, patch_params="replace", connectors_update=verb)
    options = copy.deepcopy(CONNECTOR)
    options["params"]["jira_version"] = 6
    assert bench.task("sde_alm_connector", **options).changed
    stored = named(bench, "connector")[0]["params"]
    assert stored["alm_pass"] == SECRET
    assert stored["jira_version"] == "6"
    assert stored["alm_issue_label"] == "SD-Elements"


def test_where_params_are_replaced_a_new_secret_goes_along_with_an_update(bench: Bench) -> None:
    bench.prepare("update", "connector")
    bench.simulator.behave(secrets="omitted", patch_params="replace")
    options = copy.deepcopy(CONNECTOR)
    options["params"]["jira_version"] = 6
    options["secret_params"]["alm_pass"] = OTHER_SECRET
    assert bench.task("sde_alm_connector", **options).changed
    assert named(bench, "connector")[0]["params"]["alm_pass"] == OTHER_SECRET


def forgetful(bench: Bench, secrets: str) -> Run:
    """What comes of an update on a server that replaces params, hides secrets and does not demand this one."""
    bench.prepare("update", "connector")
    bench.simulator.change(
        "connectors/alm",
        1,
        params={"alm_server": "api.github.com", "github_repo_owner": "example", "alm_api_token": OTHER_SECRET, "alm_pass": SECRET},
    )
    bench.simulator.behave(secrets=secrets, patch_params="replace")
    return bench.task(
        "sde_alm_connector", name="GitHub", params={"github_issue_label": "new"}, secret_params={"alm_api_token": OTHER_SECRET}
    )


@pytest.mark.parametrize("secrets", ["masked", "masked_tail", "placeholder"])
def test_a_masked_secret_that_the_update_lost_fails_the_run_and_names_it(bench: Bench, secrets: str) -> None:
    outcome = forgetful(bench, secrets)
    assert "SD Elements lost alm_pass in the update; give it in the task and run it again" in outcome.failure
    assert outcome.result["changed"]
    assert [command["method"] for command in outcome.result["commands"]] == ["PATCH"]


@pytest.mark.parametrize("secrets", ["null", "empty"])
def test_an_empty_secret_that_the_update_may_lose_is_warned_of(bench: Bench, secrets: str) -> None:
    outcome = forgetful(bench, secrets)
    assert any("whether SD Elements keeps alm_pass cannot be checked" in text for text in outcome.warnings)


def test_an_omitted_secret_that_the_update_may_lose_is_warned_of(bench: Bench) -> None:
    bench.prepare("update", "connector")
    bench.simulator.behave(secrets="omitted", patch_params="replace", replace_keeps_secrets="true")
    outcome = bench.task("sde_alm_connector", name="Jira", params={"jira_version": 6})
    assert not outcome.failure
    assert any("whether SD Elements keeps alm_pass cannot be checked" in text for text in outcome.warnings)


@pytest.mark.parametrize("secrets", ["masked", "null", "empty", "omitted"])
def test_a_put_that_would_remove_a_hidden_secret_is_refused_before_the_write(bench: Bench, secrets: str) -> None:
    bench.prepare("update", "connector")
    bench.simulator.behave(secrets=secrets, connectors_update="put")
    outcome = bench.task("sde_alm_connector", name="Jira", params={"jira_version": 6})
    assert "alm_pass" in outcome.failure
    assert "give it so that nothing is lost" in outcome.failure
    assert bench.simulator.writes() == []


@pytest.mark.parametrize("secrets", ["masked", "masked_tail", "placeholder", "null", "empty", "omitted"])
def test_what_was_masked_is_never_written_back(bench: Bench, secrets: str) -> None:
    bench.prepare("update", "connector")
    bench.simulator.behave(secrets=secrets)
    assert bench.task("sde_alm_connector", name="Jira", params={"jira_version": 6}).changed
    assert named(bench, "connector")[0]["params"]["alm_pass"] == SECRET
    assert all("alm_pass" not in entry["body"]["params"] for entry in bench.simulator.writes())


SECRET_MASKS = [
    '"*"', '"********"', '"****6789"', '"\u2022\u2022\u2022\u2022"', "true", '{"masked": true}', "[]", "7", '"__HIDDEN__"',
    '"<hidden>"', '"(set)"', '"unchanged"', '"True"', '"ghp_ab\u2026"', '"xxxx"', '"-----"',
]  # fmt: skip
ANY_MASKS = [
    '"********"', '"https://hooks.example.com/****"', '"\u25cf\u25cf\u25cf\u25cf\u25cf"', '"[redacted]"', '"{{hidden}}"',
    '{"masked": true}', '"{\\"token\\": \\"***\\"}"', '"not shown"',
]  # fmt: skip
WEBHOOK = "https://hooks.example.com/services/T0/B0/invented"


@pytest.mark.parametrize("verb", ["patch", "put"])
@pytest.mark.parametrize(
    ("name", "value", "mask"),
    [*(("alm_pass", SECRET, mask) for mask in SECRET_MASKS), *(("webhook_url", WEBHOOK, mask) for mask in ANY_MASKS)],
)
def test_no_form_of_a_mask_is_stored_as_the_value(bench: Bench, name: str, value: str, mask: str, verb: str) -> None:
    bench.prepare("update", "connector")
    params = {**named(bench, "connector")[0]["params"], name: value}
    bench.simulator.change("connectors/alm", 2, params=params)
    bench.simulator.behave(masked_params=name, mask=mask, connectors_update=verb)
    outcomes = [bench.task("sde_alm_connector", name="Jira", params={"jira_version": 6}, check_mode=check) for check in (True, False)]
    assert named(bench, "connector")[0]["params"][name] == value
    if verb == "patch":
        assert [outcome.failure for outcome in outcomes] == ["", ""]
        assert named(bench, "connector")[0]["params"]["jira_version"] == "6"
        assert not bench.task("sde_alm_connector", name="Jira", params={"jira_version": 6}).changed
        return
    assert bench.simulator.writes() == []
    assert outcomes[0].failure == outcomes[1].failure
    option = "secret_params" if name == "alm_pass" else "params"
    assert f"{option}: this server replaces the whole object and hides {name}; give it so that nothing is lost" in outcomes[1].failure
    settled = bench.task("sde_alm_connector", name="Jira", params={"jira_version": 6}, secret_params={name: value})
    assert settled.changed
    assert {**params, "jira_version": "6"}.items() <= named(bench, "connector")[0]["params"].items()
    assert not bench.task("sde_alm_connector", name="Jira", params={"jira_version": 6}, secret_params={name: value}).changed


def test_a_masked_param_that_the_update_lost_fails_the_run_and_names_it(bench: Bench) -> None:
    bench.prepare("update", "connector")
    params = {**named(bench, "connector")[0]["params"], "webhook_url": WEBHOOK}
    bench.simulator.change("connectors/alm", 2, params=params)
    bench.simulator.behave(masked_params="webhook_url", patch_params="replace")
    outcome = bench.task("sde_alm_connector", name="Jira", params={"jira_version": 6})
    assert "SD Elements lost webhook_url in the update; give it in the task and run it again" in outcome.failure


@pytest.mark.parametrize("given", ["params", "secret_params"])
def test_a_masked_param_that_the_task_gives_settles(bench: Bench, given: str) -> None:
    bench.prepare("update", "connector")
    bench.simulator.change("connectors/alm", 2, params={**named(bench, "connector")[0]["params"], "webhook_url": "https://old.example.com"})
    bench.simulator.behave(masked_params="webhook_url", connectors_update="put")
    wish = {"name": "Jira", given: {"webhook_url": WEBHOOK}}
    alone = bench.task("sde_alm_connector", **wish)
    assert (alone.changed, alone.result["unverified_secrets"]) == (False, ["webhook_url"])
    assert bench.task("sde_alm_connector", **wish, inaccessible=True).changed
    assert named(bench, "connector")[0]["params"]["webhook_url"] == WEBHOOK


@pytest.mark.parametrize("secret", ["****", "__HIDDEN__", "True", "unchanged"])
def test_a_secret_that_equals_what_is_read_is_equal_whatever_it_looks_like(bench: Bench, secret: str) -> None:
    bench.prepare("update", "connector")
    params = {**named(bench, "connector")[0]["params"], "alm_pass": secret}
    bench.simulator.change("connectors/alm", 2, params=params)
    outcome = bench.task("sde_alm_connector", name="Jira", secret_params={"alm_pass": secret})
    assert (outcome.changed, outcome.result["unverified_secrets"]) == (False, [])


@pytest.mark.parametrize("value", ["clear-invented-7f3a", '{"type": "service_account", "private_key": "invented-7"}'])
def test_a_secret_that_reads_in_clear_is_sent_back_with_put(bench: Bench, value: str) -> None:
    bench.prepare("update", "connector")
    params = {**named(bench, "connector")[0]["params"], "alm_pass": value}
    bench.simulator.change("connectors/alm", 2, params=params)
    bench.simulator.behave(connectors_update="put")
    assert bench.task("sde_alm_connector", name="Jira", params={"jira_version": 6}).changed
    assert {**params, "jira_version": "6"}.items() <= named(bench, "connector")[0]["params"].items()


def test_an_empty_param_of_a_create_stands_against_the_value_of_the_connector(bench: Bench) -> None:
    """Drawn by C(make soak SEED=777)."""
    bench.prepare("create", "connection")
    bench.simulator.change(
        "connectors/alm", 2, params={"alm_server": "jira.example.com", "alm_user": "sde-sync", "alm_pass": SECRET, "alm_context": "payment"}
    )
    options = copy.deepcopy(CONNECTION)
    options["params"]["alm_context"] = ""
    assert bench.task("sde_alm_connection", **options).changed
    assert named(bench, "connection")[0]["params"]["alm_context"] == ""
    assert not bench.task("sde_alm_connection", **options).changed


class Race:
    """Two tasks that both have planned their create before either sends it."""

    def __init__(self, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
        self.bench = bench
        barrier = threading.Barrier(2, timeout=20)
        send = execute.Executor.execute

        def together(writer: Any, changes: Any) -> Any:
            barrier.wait()
            return send(writer, changes)

        monkeypatch.setattr(execute.Executor, "execute", together)

    def run(self, module: str, *wishes: dict[str, Any]) -> list[Run]:
        with ThreadPoolExecutor() as pool:
            return [task.result() for task in [pool.submit(self.bench.task, module, **wish) for wish in wishes]]


@pytest.mark.parametrize("unique_names", ["enforced", "free"])
@pytest.mark.parametrize("kind", ["connector", "connection"])
@pytest.mark.parametrize("alike", [True, False], ids=["alike", "different"])
def test_two_runs_at_once_leave_one_object_that_one_of_them_wanted(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, alike: bool, kind: str, unique_names: str
) -> None:
    bench.prepare("create", kind)
    bench.simulator.behave(unique_names=unique_names)
    key = CHANGED[kind]
    wishes = [bench.wish("create", kind) for turn in range(2)]
    wishes[1]["params"][key] = wishes[0]["params"][key] if alike else "other"
    outcomes = Race(bench, monkeypatch).run(f"sde_alm_{kind}", *wishes)
    left = named(bench, kind)
    assert len(left) == 1
    assert left[0]["params"][key] in {wish["params"][key] for wish in wishes}
    assert any(not outcome.failure for outcome in outcomes)
    if alike:
        assert [outcome.failure for outcome in outcomes] == ["", ""]


@pytest.mark.parametrize("unique_names", ["enforced", "free"])
def test_two_plural_runs_at_once_leave_no_twins(bench: Bench, monkeypatch: pytest.MonkeyPatch, unique_names: str) -> None:
    bench.prepare("create", "connection")
    bench.simulator.behave(unique_names=unique_names)
    config = [{**CONNECTION, "alias": f"Jira {number}"} for number in range(6)]
    outcomes = Race(bench, monkeypatch).run("sde_alm_connections", {"config": config}, {"config": config})
    assert [outcome.failure for outcome in outcomes] == ["", ""]
    aliases = sorted(row["alias"] for row in bench.stored()["connection"] if row["project"] == 1)
    assert aliases == [f"Jira {number}" for number in range(6)]
