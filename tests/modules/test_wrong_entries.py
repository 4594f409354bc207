# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is refused before the first write: all of it at once, in check mode and in a run, by the server's own description too."""

from __future__ import annotations

from typing import Any

import pytest

from tests.modules.behaviours import BEHAVIOURS
from tests.modules.conftest import Engine
from tests.simulator.client import Simulator

CONNECTOR, CONNECTORS = "sde_alm_connector", "sde_alm_connectors"
CONNECTION, CONNECTIONS = "sde_alm_connection", "sde_alm_connections"
NEW: dict[str, Any] = {
    "name": "New",
    "system": "jira",
    "params": {"alm_server": "jira.example.com", "alm_user": "sync"},
    "secret_params": {"alm_pass": "invented-password-0815"},
}
PAY: dict[str, Any] = {"project": "Payments", "alias": "Jira PAY", "connector": "Jira", "params": {"alm_project": "PAY"}}

CHECK_MODE = pytest.mark.parametrize("check_mode", [True, False])


def new(**params: Any) -> dict[str, Any]:
    """A connector with these params besides."""
    return {**NEW, "params": {**NEW["params"], **params}}


@CHECK_MODE
@pytest.mark.parametrize("validate_params", ["warn", "warn_always", "strict"])
@pytest.mark.parametrize(("system", "nearest"), [("jirra", ["jira"]), ("JIRRA", ["jira"]), ("git hub", ["github", "gitlab"]), ("zzz", [])])
def test_a_system_that_the_server_does_not_have_is_refused_with_the_nearest(
    system: str, nearest: list[str], validate_params: str, check_mode: bool, organised: Simulator, engine: Engine
) -> None:
    failed = engine.fails(CONNECTOR, check_mode, **{**NEW, "system": system}, validate_params=validate_params)
    assert failed["msg"].startswith(f"connector 'New': system: this server has no system {system!r}; ")
    assert [problem["nearest"] for problem in failed["problems"]] == [nearest]
    assert [problem["option"] for problem in failed["problems"]] == ["system"]
    assert organised.writes() == []


@CHECK_MODE
def test_no_entry_is_written_where_one_has_a_wrong_system(check_mode: bool, organised: Simulator, engine: Engine) -> None:
    failed = engine.fails(CONNECTORS, check_mode, config=[NEW, {**NEW, "name": "Other", "system": "jirra"}])
    assert [(problem["index"], problem["nearest"]) for problem in failed["problems"]] == [(1, ["jira"])]
    assert organised.writes() == []


@pytest.mark.parametrize("behaviour", ["defaults", "issue_tracker", "issue_tracker_paths", "system_text"])
@pytest.mark.parametrize("system", ["jira", "JIRA", "Jira"])
def test_a_system_may_be_named_in_any_way(system: str, behaviour: str, organised: Simulator, engine: Engine) -> None:
    organised.behave(**BEHAVIOURS[behaviour])
    assert engine.run(CONNECTOR, True, **{**NEW, "system": system})["changed"]


def test_the_server_decides_where_it_does_not_describe_its_systems(organised: Simulator, engine: Engine) -> None:
    organised.behave(plugins="absent")
    assert engine.run(CONNECTOR, True, **{**NEW, "system": "jirra"})["changed"]


def test_the_server_decides_where_nothing_is_to_be_compared(organised: Simulator, engine: Engine) -> None:
    assert engine.run(CONNECTOR, True, **{**NEW, "system": "jirra"}, validate_params="never")["changed"]
    assert engine.run(CONNECTOR, True, **new(alm_method="htps"), validate_params="never")["changed"]


@CHECK_MODE
@pytest.mark.parametrize("behaviour", ["defaults", "issue_tracker"])
@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"alm_method": "htps"}, "params.alm_method: 'htps' is not an option of JIRA, which has 'https', 'http'; did you mean 'https'"),
        ({"alm_auth_mode": "Basic"}, "params.alm_auth_mode: 'Basic' is not an option of JIRA, which has 'basic', 'api_token'; did you "),
        ({"sde_min_priority": 11}, "params.sde_min_priority: '11' is not an option of JIRA, which has '1', '2'"),
        ({"conflict_policy": "both"}, "params.conflict_policy: 'both' is not an option of JIRA, which has 'alm', 'sde', 'timestamp'"),
        (
            {"sde_statuses_in_scope": ["TODO", "DOEN"]},
            "params.sde_statuses_in_scope: 'DOEN' is not an option of JIRA, which has 'TODO', 'DONE'",
        ),
        ({"sde_verification_filter": "none,passed"}, "params.sde_verification_filter: 'passed' is not an option of JIRA"),
        ({"issue_tracker_method": "ftp"}, "params.alm_method: 'ftp' is not an option of JIRA"),
    ],
)
def test_a_value_that_is_not_among_the_fixed_options_is_refused(
    params: dict[str, Any], words: str, behaviour: str, check_mode: bool, organised: Simulator, engine: Engine
) -> None:
    organised.behave(**BEHAVIOURS[behaviour])
    failed = engine.fails(CONNECTOR, check_mode, **new(**params))
    assert failed["msg"].startswith(f"connector 'New': {words}")
    assert organised.writes() == []


@pytest.mark.parametrize("behaviour", ["defaults", "issue_tracker"])
@pytest.mark.parametrize(
    "params",
    [
        {"alm_method": "http"},
        {"alm_method": ""},
        {"sde_min_priority": "10"},
        {"conflict_policy": "issue_tracker"},
        {"sde_statuses_in_scope": ["DONE", "TODO"]},
        {"sde_verification_filter": "fail, none"},
    ],
)
def test_a_value_among_the_fixed_options_is_written(params: dict[str, Any], behaviour: str, organised: Simulator, engine: Engine) -> None:
    organised.behave(**BEHAVIOURS[behaviour])
    assert engine.run(CONNECTOR, **new(**params))["changed"]


def test_a_value_that_is_stored_already_is_left_in_peace(organised: Simulator, engine: Engine) -> None:
    connector = organised.objects("connectors/alm")[0]
    organised.change("connectors/alm", connector["id"], params={**connector["params"], "alm_method": "gopher"})
    assert not engine.run(CONNECTOR, name="Jira", params={"alm_method": "gopher"})["changed"]
    assert engine.run(CONNECTOR, True, name="Jira", params={"alm_method": "gopher", "jira_version": "9"})["changed"]
    assert "'htps' is not an option of JIRA" in engine.fails(CONNECTOR, name="Jira", params={"alm_method": "htps"})["msg"]


def test_the_value_of_a_connection_is_compared_with_the_system_of_its_connector(organised: Simulator, engine: Engine) -> None:
    failed = engine.fails(CONNECTION, **{**PAY, "params": {"alm_project": "PAY", "alm_method": "htps"}})
    assert "params.alm_method: 'htps' is not an option of JIRA" in failed["msg"]
    assert organised.writes() == []


def test_a_misspelt_param_that_is_stored_is_reported_by_every_run_that_asks_for_it(organised: Simulator, engine: Engine) -> None:
    params = {"name": "Jira", "params": {"alm_usr": "sync"}}

    def warned(**options: Any) -> bool:
        organised.journal(clear=True)
        engine.run(CONNECTOR, **params, **options)
        return any("no param 'alm_usr'; did you mean 'alm_user'" in text for text in engine.warnings)

    assert warned()
    assert not warned()
    requests = len(organised.journal())
    for _again in range(2):
        assert warned(validate_params="warn_always")
        assert organised.writes() == []
        assert len(organised.journal()) == requests + 1


#: Entries that are wrong in as many ways as there are stages at which that is found, and a right one among them.
MIXED: list[tuple[Any, str]] = [
    (
        {**PAY, "frequncy": "daily"},
        "connection 'Jira PAY' of project 'Payments': frequncy: there is no such option; did you mean 'frequency'?",
    ),
    (PAY, ""),
    (
        {**PAY, "alias": "B", "frequency": "dayly"},
        "frequency: 'dayly' is not one of hourly, daily, weekly, monthly, manually; did you mean",
    ),
    ({**PAY, "alias": " "}, "alias: it is empty; give a value or leave the option out"),
    (
        {**PAY, "project": "Paymints"},
        "project: 'Paymints' was not found, or the user of sde_token may not see it; did you mean 'Payments'?",
    ),
    ({**PAY, "project": "Portal"}, "project: 'Portal' matches 2 projects: 2 (application 'Web', business unit 'Retail'); 3 (application"),
    ({**PAY, "project": True}, "project: a value of the type bool is neither an id nor a name; give an integer or text"),
    (
        {**PAY, "alias": "C", "connector": "Jirra"},
        "connector: 'Jirra' was not found, or the user of sde_token may not see it; did you mean 'Jira'?",
    ),
    ({"id": 4711, "frequency": "daily"}, "id: there is no connection 4711; leave id out to create one"),
    ({**PAY, "alias": "D ", "params": {"alm_project": "D"}}, "alias: 'D ' ends with a blank"),
    ({**PAY, "alias": "E", "params": {"alm_project": "E", "alm_method": "htps"}}, "params.alm_method: 'htps' is not an option of JIRA"),
    ({**PAY, "alias": "F", "project": 77}, "project: 77 was not found"),
    ("Jira PAY", "it is not a dictionary; give the options of one object"),
]


def test_everything_that_is_wrong_with_a_list_is_one_failure(organised: Simulator, engine: Engine) -> None:
    config = [entry for entry, _words in MIXED]
    failures = [engine.fails(CONNECTIONS, check_mode, config=config) for check_mode in (True, False)]
    wrong = [(index, words) for index, (_entry, words) in enumerate(MIXED) if words and not words.startswith("connector: 'Jirra'")]
    for failed in failures:
        first, *lines = failed["msg"].split("\n")
        assert first == f"{len(lines)} of {len(MIXED)} entries are wrong; nothing was written:"
        shown = {problem["index"]: line for problem, line in zip(failed["problems"], lines)}
        for index, words in wrong:
            assert shown[index].startswith(f"config[{index}]: ")
            assert words in shown[index]
    predicted, real = failures
    assert set(shown_of(real)) - set(shown_of(predicted)) == {7}  # check mode assumes the connector
    assert [command["body"]["alias"] for command in predicted["commands"]] == ["Jira PAY", "C"]
    assert organised.writes() == []


def shown_of(failed: dict[str, Any]) -> dict[int, str]:
    """The messages of the problems of a result, by the places of their entries."""
    return {problem["index"]: problem["message"] for problem in failed["problems"]}


@pytest.mark.parametrize("count", [2, 20, 21, 300])
def test_a_failure_of_many_entries_fits_on_a_screen(count: int, organised: Simulator, engine: Engine) -> None:
    failed = engine.fails(CONNECTIONS, config=[{**PAY, "project": f"Missing {place}", "alias": str(place)} for place in range(count)])
    lines = failed["msg"].split("\n")
    assert len(lines) == 1 + min(count, 20) + (count > 20)
    assert len(failed["problems"]) == count
    assert len(failed["msg"]) < 4000
