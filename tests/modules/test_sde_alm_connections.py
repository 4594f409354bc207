# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections to issue trackers as a list."""

from __future__ import annotations

from typing import Any

import pytest

from tests.modules.behaviours import MIXED, READING, SECRETS, default_of
from tests.modules.conftest import Engine, Life
from tests.modules.lives import SERVERS, assert_life_of_several
from tests.modules.test_sde_alm_connection import PAY, SECRET, stored
from tests.simulator.client import Simulator

ONE, MANY = "sde_alm_connection", "sde_alm_connections"


WEB: dict[str, Any] = {
    "project": "Portal",
    "application": "Web",
    "alias": "Jira WEB",
    "connector": "Jira",
    "frequency": "weekly",
    "params": {"alm_project": "WEB"},
}


@pytest.mark.parametrize("behaviour", SERVERS["sde_alm_connection"])
def test_life(behaviour: str, furnished: Simulator, life: Life, engine: Engine) -> None:
    assert_life_of_several("sde_alm_connection", behaviour, furnished, life, engine)


def params_of(simulator: Simulator) -> dict[str, dict[str, Any]]:
    """Own params of the connections that are stored, by alias."""
    return {row["alias"]: row["params"] for row in simulator.objects("connections/alm")}


def test_written_connections_that_only_an_agent_syncs_are_named(organised: Simulator, engine: Engine) -> None:
    tracker = {"system": "jira", "params": {"alm_server": "x", "alm_user": "y", "alm_pass": SECRETS[0]}, "inaccessible": True}
    organised.add("connectors/alm", name="Far", **tracker)
    result = engine.run(MANY, config=[PAY, {**WEB, "connector": "Far"}])
    near, far = ({each["alias"]: each["id"] for each in organised.objects("connections/alm")}[alias] for alias in ("Jira PAY", "Jira WEB"))
    assert (result["written"], result["by_agent"]) == ([near, far], [far])
    assert engine.run(MANY, config=[PAY, {**WEB, "connector": "Far"}])["by_agent"] == []
    changed = [{**PAY, "frequency": "monthly"}, {**WEB, "connector": "Far", "frequency": "monthly"}]
    predicted = engine.run(MANY, True, config=changed)
    assert (predicted["written"], predicted["by_agent"]) == ([near, far], [far])


@pytest.mark.parametrize("behaviour", READING)
def test_what_is_gathered_changes_nothing(behaviour: str, organised: Simulator, life: Life, engine: Engine) -> None:
    organised.behave(**MIXED[behaviour])
    engine.run(MANY, config=[PAY, WEB])
    organised.journal(clear=True)
    gathered = engine.run(MANY, state="gathered")
    assert all(set(row) <= {"id", "alias", "project", "connector", "frequency", "debug_mode", "params"} for row in gathered["gathered"])
    default = default_of(behaviour)
    assert {row["alias"]: row["params"] for row in gathered["gathered"]} == {
        "Jira PAY": {**PAY["params"], **default},
        "Jira WEB": {**WEB["params"], **default},
    }
    life.step(MANY, changed=False, config=gathered["gathered"])
    assert params_of(organised) == {"Jira PAY": PAY["params"], "Jira WEB": WEB["params"]}


@pytest.mark.parametrize(("scope", "left"), [("projects", {"Jira PAY", "Other"}), ("all", {"Jira PAY"})])
def test_overridden_is_bounded_to_the_projects_listed(scope: str, left: set[str], organised: Simulator, life: Life) -> None:
    for alias, project in (("Old", 1), ("Other", 3)):
        organised.add("connections/alm", alias=alias, connector=1, project=project, params={"alm_project": "OLD"})
    life.step(MANY, config=[PAY], state="overridden", scope=scope)
    assert set(params_of(organised)) == left


def test_forty_connections_take_few_requests(organised: Simulator, engine: Engine) -> None:
    organised.add_many("projects", [{"name": f"Service {n}", "application": 1} for n in range(40)])
    many = [{**PAY, "project": f"Service {n}"} for n in range(40)]
    first = engine.run(MANY, config=many)
    assert len(first["commands"]) == 40
    organised.journal(clear=True)
    assert not engine.run(MANY, config=many)["changed"]
    assert len(organised.journal()) <= 6
    assert organised.writes() == []


def test_overridden_deletes_connections_of_the_named_connectors_only(organised: Simulator, engine: Engine) -> None:
    jira = organised.objects("connectors/alm")[0]
    other = organised.add("connectors/alm", name="2024", system="jira", params={"alm_server": "jira.example.org"})
    for alias, connector in (("a", jira), ("b", other)):
        organised.add("connections/alm", alias=alias, connector=connector["id"], project=1, params={"alm_project": "A"})
    engine.run(MANY, config=[PAY])

    def deletes(*within: Any) -> list[str]:
        result = engine.run(MANY, True, config=[PAY], state="overridden", within_connectors=list(within))
        return [entry["alias"] for entry in result["before"]]

    assert deletes() == []
    assert deletes("2024") == ["b"]
    assert deletes(other["id"], jira["name"]) == ["a", "b"]
    assert (
        "within_connectors: 'Jirra' was not found"
        in engine.fails(MANY, config=[PAY], state="overridden", within_connectors=["Jirra"])["msg"]
    )
    engine.run(MANY, config=[PAY], state="overridden", within_connectors=["2024"])
    assert sorted(params_of(organised)) == ["Jira PAY", "a"]


def test_check_mode_finds_a_connector_by_the_name_that_an_earlier_task_gives_it(organised: Simulator, engine: Engine) -> None:
    """Its connections stay as they are, and those that are not listed are removed; a run looks at the server alone."""
    jira = organised.objects("connectors/alm")[0]
    organised.add("connections/alm", alias="a", connector=jira["id"], project=1, params={"alm_project": "A"})
    engine.run(MANY, config=[PAY])
    options = {
        "config": [{**PAY, "connector": "New name"}],
        "state": "overridden",
        "within_connectors": ["New name"],
        "assume_renamed": [{"id": jira["id"], "name": "New name"}],
    }
    predicted = engine.run(MANY, True, **options)
    assert [(command["method"], entry["alias"]) for command, entry in zip(predicted["commands"], predicted["before"])] == [("DELETE", "a")]
    assert "'New name' was not found" in engine.fails(MANY, **options)["msg"]
    organised.change("connectors/alm", jira["id"], name="New name")
    assert engine.run(MANY, **options)["commands"] == predicted["commands"]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("secret_params", f"custom={SECRET}"),
        ("params", f"alm_project=PAY alm_pass={SECRET} alm_parent_issue=x{SECRET}x"),
        ("params", f"alm_project=PAY alm_pasword={SECRET}"),
    ],
)
def test_a_secret_in_text_that_becomes_a_dictionary_is_shown_nowhere(option: str, value: str, organised: Simulator, engine: Engine) -> None:
    for check_mode in (True, False):
        result = engine.run(MANY, check_mode, config=[{**PAY, option: value}], save_plan="plan.json")
        assert result["changed"]
        assert SECRET not in str(result)


@pytest.mark.parametrize("state", ["deleted", "gathered"])
@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"project": "Portal", "application": "Web", "alias": "Jira PAY"}, "project: connection {} has 1, not "),
        ({"project": "Portal", "application": "Web"}, "project: connection {} has 1, not "),
        ({"alias": "another"}, "alias: connection {} has 'Jira PAY', not 'another'"),
    ],
)
def test_an_id_that_contradicts_its_entry_removes_nothing(
    entry: dict[str, Any], message: str, state: str, organised: Simulator, engine: Engine
) -> None:
    engine.run(MANY, config=[PAY])
    id = stored(organised)["id"]
    for check_mode in (True, False):
        assert message.format(id) in engine.fails(MANY, check_mode, config=[{"id": id, **entry}], state=state)["msg"]
    assert stored(organised)["id"] == id
    assert engine.run(MANY, config=[{"id": id, "alias": "Jira PAY", "project": "Payments"}], state="deleted")["changed"]


def test_one_connection_is_deleted_once_however_it_is_named(organised: Simulator, engine: Engine) -> None:
    engine.run(MANY, config=[PAY])
    id = stored(organised)["id"]
    failed = engine.fails(MANY, config=[{"id": id}, {"project": "Payments", "alias": "Jira PAY"}], state="deleted")
    assert "are the same connection; give it once" in failed["msg"]
    assert stored(organised)["id"] == id


def test_problems_come_before_the_limit_of_deletes(organised: Simulator, engine: Engine) -> None:
    engine.run(MANY, config=[PAY])
    config = [{"project": "Payments", "alias": "Jira PAY"}, {"project": "Nope", "alias": "a"}]
    failed = engine.fails(MANY, config=config, state="deleted", max_deletes=0)
    assert [problem["option"] for problem in failed["problems"]] == ["project"]


def test_an_alias_is_needed_beside_a_connector(organised: Simulator, engine: Engine) -> None:
    entry = {key: value for key, value in PAY.items() if key != "alias"}
    assert "alias: it is missing" in engine.fails(MANY, config=[entry])["msg"]
    assert organised.writes() == []


def test_a_title_format_is_managed_by_the_name_that_reads_show(organised: Simulator, life: Life) -> None:
    for title in ("$old", "$new"):
        result = life.step(MANY, config=[{**PAY, "params": {**PAY["params"], "title_format": title}}])
        assert len(result["commands"]) == 1
    assert title in params_of(organised)["Jira PAY"].values()


def test_no_update_is_written_where_another_one_would_lose_a_secret(organised: Simulator, engine: Engine) -> None:
    """The server names its methods nowhere before, and takes PUT alone."""
    module = "sde_alm_connectors"
    both = [
        {"name": name, "system": "jira", "params": {"alm_server": "a.example.com", "alm_user": "u"}, "secret_params": {"alm_pass": SECRET}}
        for name in ("One", "Two")
    ]
    engine.run(module, config=both)
    organised.behave(secrets="masked", connectors_update="both")
    organised.fault(kind="status", status=405, method="PATCH", times=9)
    before = organised.objects("connectors/alm")
    moved: list[dict[str, Any]] = [{**entry, "params": {"alm_server": "b.example.com"}} for entry in both]
    del moved[1]["secret_params"]
    failed = engine.fails(module, config=moved, concurrency=1)
    assert "this server replaces the whole object and hides alm_pass" in failed["msg"]
    assert organised.objects("connectors/alm") == before
    assert not failed["commands"]


def test_a_connector_that_does_not_exist_is_a_problem_of_the_option_that_names_it(organised: Simulator, engine: Engine) -> None:
    failed = engine.fails(MANY, config=[PAY], state="overridden", within_connectors=["Jirra", 999])
    assert [problem["option"] for problem in failed["problems"]] == ["within_connectors"] * 2
    assert failed["problems"][0]["nearest"] == ["Jira"]


PERMISSION = "; give the user the permission 'Edit Issue Tracker connections' ('Edit ALM connections' on older servers)"


@pytest.mark.parametrize("path", ["connections/issue-tracker/$", "connections/issue-tracker/1/$", "connectors/issue-tracker/$"])
def test_a_read_that_is_forbidden_names_the_permission_once(path: str, organised: Simulator, engine: Engine) -> None:
    organised.behave(path_word="issue-tracker")
    organised.add("connections/alm", alias="Jira PAY", connector=1, project=1, params={"alm_project": "PAY"})
    organised.fault(kind="status", status=403, json={"detail": "Not you."}, path=path, times=99)
    by_id, by_name = {"id": 1, "connector": "Jira", "frequency": "daily"}, {"project": "Payments", "alias": "Jira PAY"}
    message = engine.fails(MANY, config=[by_name if path.startswith("connections/issue-tracker/$") else by_id])["msg"]
    assert message.count(PERMISSION) == 1
    assert "Not you." in message


def test_a_read_of_a_write_that_is_forbidden_names_the_permission_once(organised: Simulator, engine: Engine) -> None:
    organised.fault(kind="status", status=504, method="POST")
    organised.fault(kind="status", status=403, json={"detail": "Not you."}, path="connections/alm/", method="GET", skip=1, times=99)
    failed = engine.fails(MANY, config=[PAY])
    assert failed["msg"].count(PERMISSION) <= 1


def test_a_read_of_projects_that_is_forbidden_names_no_permission_of_connections(organised: Simulator, engine: Engine) -> None:
    organised.fault(kind="status", status=403, json={"detail": "Not you."}, path="projects/", times=99)
    assert "give the user the permission" not in engine.fails(MANY, config=[PAY])["msg"]


def test_what_is_wrong_with_many_entries_is_one_warning(organised: Simulator, engine: Engine) -> None:
    config = [
        {**PAY, "alias": f"Jira {number}", "connector": "New", "params": {"alm_projct": "PAY", "alm_project": "PAY"}} for number in range(7)
    ]
    engine.run(MANY, True, config=config)
    named = ", ".join(f"connection 'Jira {number}' of project 'Payments'" for number in range(5))
    assert engine.warnings == [
        f"{named} and 2 more: connector 'New' was not found; check mode assumes that an earlier task creates it",
    ]
    engine.run(MANY, True, config=[{**each, "connector": "Jira"} for each in config])
    (warning,) = engine.warnings
    assert warning.startswith(f"{named} and 2 more: params: JIRA has no param 'alm_projct'; did you mean 'alm_project'")
