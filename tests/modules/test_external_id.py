# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects that a task names by their external id, and archived ones by their id."""

from __future__ import annotations

from typing import Any

import pytest

from tests.modules.conftest import Engine, Life
from tests.simulator.client import Simulator

ONE, MANY, READ, SYNC, PROJECTS = (
    "sde_alm_connection",
    "sde_alm_connections",
    "sde_alm_connection_info",
    "sde_sync",
    "sde_project_info",
)
NONE_THERE = "external_id: the projects of this server have no external_id; give project, an id or a name"


@pytest.fixture(name="recorded")
def _recorded(organised: Simulator) -> Simulator:
    """Projects of two applications with external ids: one of one project, one of two, one that looks like an id."""
    organised.behave(project_fields="today")
    ids = ("APP-1", "APP-2", "APP-2")
    for id, external_id in enumerate(ids, 1):
        organised.change("projects", id, external_id=external_id)
    organised.add("projects", name="Digits", application=1, external_id="3")
    organised.add("projects", name="Old", application=1, external_id="APP-1", archived=True)
    return organised


def entry(external_id: Any, alias: str = "Jira PAY", **more: Any) -> dict[str, Any]:
    """A connection of a project that is named by its external id."""
    return {"external_id": external_id, "alias": alias, "connector": 1, **more}


SERVERS: dict[str, dict[str, Any]] = {
    "today": {},
    "filters ignored": {"filters": "ignored"},
    "filters ignored, small pages": {"filters": "ignored", "paging": "forced", "page_size_max": 2},
    "ids as text": {"ids": "text"},
    "bare lists": {"bare_list": True},
    "lookups": {"lookups": "honoured", "filter_invalid": "400", "archived": "unread"},
}


@pytest.mark.parametrize("server", SERVERS)
def test_the_life_of_a_connection_whose_project_has_an_external_id(server: str, recorded: Simulator, life: Life) -> None:
    recorded.behave(**SERVERS[server])
    made = life.step(ONE, **entry("APP-1", params={"alm_project": "PAY"}))
    assert recorded.objects("connections/alm")[0]["project"] == 1
    assert made["diff"]["before_header"] == "connection 'Jira PAY' of project with external_id 'APP-1'"
    life.step(ONE, **entry("APP-1", frequency="daily"))
    life.step(MANY, config=[entry("APP-1", frequency="daily"), entry("3", "Jira DIG", params={"alm_project": "DIG"})])
    assert [row["project"] for row in recorded.objects("connections/alm")] == [1, 4]
    life.step(ONE, **entry("APP-1", state="absent"))


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            entry("APP-2"),
            "external_id: 'APP-2' matches 2 projects: 2 (application 'Web', business unit 'Retail'); "
            "3 (application 'Back Office', business unit 'Retail'); give project, the id, or narrow it by application or business_unit",
        ),
        (entry("APP-9"), "external_id: 'APP-9' was not found, or the user of sde_token may not see it; did you mean 'APP-2' or 'APP-1'?"),
        (entry("app-1"), "external_id: 'app-1' was not found, or the user of sde_token may not see it; did you mean 'APP-1' or 'APP-2'?"),
        (entry("2"), "external_id: '2' was not found"),
        (
            entry("APP-1", application="Back Office"),
            "external_id: 'APP-1' is not in that application or business unit, but there is 1 (application 'Web', business unit 'Retail')",
        ),
        ({**entry("APP-1"), "project": 1}, "external_id: project is given too; leave one of them out"),
        (entry(" "), "external_id: it is empty; give a value or leave the option out"),
    ],
)
def test_what_names_no_project_or_several_is_refused(
    options: dict[str, Any], words: str, check_mode: bool, recorded: Simulator, engine: Engine
) -> None:
    for name, given in ((ONE, options), (MANY, {"config": [options]})):
        failed = engine.fails(name, check_mode, **given)
        assert words in failed["msg"]
        assert failed["changed"] is False
    assert recorded.writes() == []


def test_an_application_narrows_an_external_id(recorded: Simulator, life: Life) -> None:
    life.step(ONE, **entry("APP-2", application="Back Office", params={"alm_project": "POR"}))
    assert recorded.objects("connections/alm")[0]["project"] == 3


@pytest.mark.parametrize(
    "server", [{}, {"filters": "ignored"}, {"unknown_filters": "refused"}, {"unknown_filters": "refused", "paging": "forced"}]
)
def test_a_server_without_external_ids_is_named(server: dict[str, Any], organised: Simulator, engine: Engine) -> None:
    organised.behave(**server)
    config = [entry("APP-1", f"Jira {number}") for number in range(30)]
    assert engine.fails(MANY, config=config)["msg"].count(NONE_THERE) == 20  # all that a message shows
    assert [problem["message"] for problem in engine.fails(MANY, config=config)["problems"]] == [NONE_THERE] * 30
    for name, options in ((READ, {}), (PROJECTS, {}), (SYNC, {"alias": "Jira PAY"})):
        assert NONE_THERE in engine.fails(name, external_id="APP-1", **options)["msg"]
    assert organised.writes() == []


def test_two_names_of_one_project_are_one_connection(recorded: Simulator, engine: Engine) -> None:
    failed = engine.fails(MANY, config=[entry("APP-1"), {"project": "Payments", "alias": "Jira PAY", "connector": 1}])
    assert "are the same connection" in failed["msg"]


def test_all_external_ids_are_asked_for_together(recorded: Simulator, engine: Engine) -> None:
    recorded.add_many("projects", [{"name": f"P{number}", "application": 1, "external_id": f"X-{number}"} for number in range(40)])
    engine.run(MANY, True, config=[entry(f"X-{number}", f"Jira {number}") for number in range(40)])
    assert len([each for each in recorded.journal() if each["path"] == "/api/v2/projects/"]) == 1


def test_one_external_id_is_asked_for_with_a_filter(recorded: Simulator, engine: Engine) -> None:
    engine.run(READ, external_id="APP-1")
    asked = [each["query"].get("external_id") for each in recorded.journal() if each["path"] == "/api/v2/projects/"]
    assert asked == ["APP-1"]


@pytest.mark.parametrize("filters", ["honoured", "ignored"])
def test_readers_take_an_external_id(filters: str, recorded: Simulator, engine: Engine) -> None:
    recorded.behave(filters=filters)
    engine.run(ONE, **entry("APP-1", params={"alm_project": "PAY"}))
    engine.run(ONE, project=2, alias="Jira POR", connector=1, params={"alm_project": "POR"})
    assert [each["alias"] for each in engine.run(READ, external_id="APP-1")["connections"]] == ["Jira PAY"]
    assert [each["alias"] for each in engine.run("sde_integration_info", external_id="APP-1")["integrations"]] == ["Jira PAY"]
    assert {each["id"] for each in engine.run(PROJECTS, external_id="APP-1")["projects"]} == {1, 5}
    assert [each["id"] for each in engine.run(PROJECTS, external_id="APP-1", archived=False)["projects"]] == [1]
    assert {each["id"] for each in engine.run(PROJECTS, external_id="APP-2")["projects"]} == {2, 3}
    assert [each["id"] for each in engine.run(PROJECTS, external_id="APP-2", application="Back Office")["projects"]] == [3]
    assert [each["external_id"] for each in engine.run(PROJECTS, name="Payments")["projects"]] == ["APP-1"]
    assert engine.run(PROJECTS, external_id="APP-9")["projects"] == []
    assert "external_id: project is given too" in engine.fails(READ, external_id="APP-1", project=1)["msg"]
    assert engine.run(SYNC, True, external_id="APP-1", alias="Jira PAY")["job"]["connection"] == 1
    assert "project with external_id 'APP-1' has no connection 'None'" in engine.fails(SYNC, external_id="APP-1", alias="None")["msg"]


@pytest.mark.parametrize("external_id", [4711, "4711"])
def test_an_external_id_is_text(external_id: Any, recorded: Simulator, life: Life) -> None:
    recorded.change("projects", 1, external_id="4711")
    life.step(MANY, config=[entry(external_id, params={"alm_project": "PAY"})])
    assert recorded.objects("connections/alm")[0]["project"] == 1


#: How servers show archived projects.
ARCHIVED: dict[str, dict[str, Any]] = {
    "hidden": {"archived": "hidden"},
    "unread": {"archived": "unread"},
    "listed": {"archived": "listed"},
    "shown": {"archived": "shown"},
    "today": {"archived": "unread", "filter_invalid": "400", "project_fields": "today", "unknown_filters": "refused"},
}


@pytest.mark.parametrize("project", [4, "4", "Old"])
@pytest.mark.parametrize("server", ARCHIVED)
def test_an_archived_project_is_found(server: str, project: Any, organised: Simulator, engine: Engine) -> None:
    organised.behave(**ARCHIVED[server])
    organised.add("projects", name="Old", application=1, archived=True)
    assert engine.run(ONE, project=project, alias="Jira OLD", connector=1, params={"alm_project": "OLD"})["changed"]
    changed = {"project": project, "alias": "Jira OLD", "frequency": "daily"}
    others = [{"project": "Payments", "alias": f"Jira {number}", "connector": 1} for number in range(40)]
    for config in ([changed], [others[0], changed], [*others, changed]):
        predicted = engine.run(MANY, True, config=config)
        assert [row["project"] for row in predicted["after"] if row["alias"] == "Jira OLD"] == [4]
    assert [each["project"] for each in engine.run(READ, project=project)["connections"]] == [4]
    assert [each["archived"] for each in engine.run(PROJECTS, **({"name": "Old"} if project == "Old" else {"id": 4}))["projects"]] == [True]
    assert engine.run(ONE, project=project, alias="Jira OLD", state="absent")["changed"]


@pytest.mark.parametrize("project", [4, "Old"])
def test_where_archived_projects_are_not_shown_the_message_says_so(project: Any, organised: Simulator, engine: Engine) -> None:
    organised.behave(archived="unread")
    organised.add("projects", name="Old", application=1, archived=True)
    organised.fault(kind="status", status=400, json={"detail": "Unknown: active"}, path="projects/", query="active=all", times=99)
    failed = engine.fails(ONE, project=project, alias="Jira OLD", connector=1)
    assert failed["msg"].endswith("; this server does not show archived projects")
    assert "this server does not show" not in engine.fails(ONE, project=1, alias="Jira OLD", connector="None")["msg"]


@pytest.mark.parametrize("include", [False, True])
def test_a_filter_that_is_refused_is_done_without(include: bool, organised: Simulator, life: Life, engine: Engine) -> None:
    """As where a project that the user may not see counts as a value that does not exist."""
    life.step(ONE, project=1, alias="Jira PAY", connector=1, params={"alm_project": "PAY"})
    life.step(ONE, project=2, alias="Jira POR", connector=1, params={"alm_project": "POR"})
    organised.fault(kind="status", status=400, json={"project": ["Not a choice."]}, path="connections/alm/$", query="project=", times=99)
    life.step(MANY, config=[{"project": 1, "alias": "Jira PAY", "frequency": "daily"}])
    found = engine.run(READ, project=1, include_last_job=include)["connections"]
    assert [(each["alias"], "last_job" in each) for each in found] == [("Jira PAY", include)]
    life.step(MANY, config=[{"id": 1, "frequency": "weekly"}], state="overridden")
    assert [row["alias"] for row in organised.objects("connections/alm")] == ["Jira PAY", "Jira POR"]


def test_a_refusal_that_no_filter_causes_is_shown(organised: Simulator, engine: Engine) -> None:
    organised.fault(kind="status", status=400, json={"detail": "Not today."}, path="connections/alm/$", times=99)
    assert "Not today." in engine.fails(READ, project=1)["msg"]


def test_what_is_not_listed_is_removed_within_the_projects_that_external_ids_name(recorded: Simulator, life: Life) -> None:
    for project, alias in ((1, "Jira PAY"), (1, "Jira OLD"), (2, "Jira POR")):
        recorded.add("connections/alm", alias=alias, connector=1, project=project, params={"alm_project": "X"})
    life.step(MANY, config=[entry("APP-1")], state="overridden")
    assert [row["alias"] for row in recorded.objects("connections/alm")] == ["Jira PAY", "Jira POR"]
    life.step(MANY, config=[{"external_id": "APP-1", "alias": "Jira PAY"}], state="deleted")
    assert [row["alias"] for row in recorded.objects("connections/alm")] == ["Jira POR"]


def test_an_external_id_and_the_id_of_a_connection_have_to_agree(recorded: Simulator, life: Life, engine: Engine) -> None:
    recorded.add("connections/alm", alias="Jira PAY", connector=1, project=1, params={"alm_project": "X"})
    life.step(ONE, id=1, external_id="APP-1", frequency="daily")
    assert "project: connection 1 belongs to project 1" in engine.fails(ONE, id=1, external_id="3")["msg"]


def test_what_exists_by_its_external_id_is_left_alone(recorded: Simulator, engine: Engine) -> None:
    recorded.add("connections/alm", alias="Jira PAY", connector=1, project=1, params={"alm_project": "X"})
    assert not engine.run(ONE, **entry("APP-1", state="exists", frequency="daily"))["changed"]
    assert engine.run(ONE, **entry("3", state="exists", params={"alm_project": "Y"}))["changed"]
    gathered = engine.run(MANY, config=[{"external_id": "APP-1", "alias": "Jira PAY"}], state="gathered")["gathered"]
    assert [row["alias"] for row in gathered] == ["Jira PAY"]


def test_verification_takes_an_external_id(recorded: Simulator, engine: Engine) -> None:
    recorded.add("connectors/analysis", name="Veracode", system="veracode", params={})
    made = engine.run("sde_analysis_connection", external_id="APP-1", connector="Veracode", params={"import_behaviour": "combine"})
    assert made["connection"]["project"] == 1
    assert [each["project"] for each in engine.run("sde_analysis_connection_info", external_id="APP-1")["connections"]] == [1]


def test_an_external_id_that_the_server_has_as_a_number_is_text(organised: Simulator, engine: Engine) -> None:
    projects = [{"id": 1, "name": "Payments", "application": 1, "external_id": 4711}, {"id": 2, "name": "Portal", "external_id": None}]
    organised.fault(kind="wrong_json", json={"results": projects}, path="projects/$", times=9)
    assert [each["external_id"] for each in engine.run(PROJECTS, external_id="4711")["projects"]] == ["4711"]


def test_jobs_and_the_sandbox_take_an_external_id(recorded: Simulator, engine: Engine) -> None:
    recorded.add("connections/alm", alias="Jira PAY", connector=1, project=1, params={"alm_project": "X"})
    recorded.add("connections/alm", alias="Jira POR", connector=1, project=2, params={"alm_project": "Y"})
    recorded.add_many("jobs/alm", [{"connection": id, "ready": True, "succeeded": True} for id in (1, 2)])
    assert [each["connection"] for each in engine.run("sde_job_info", external_id="APP-1")["jobs"]] == [1]
    assert "external_id: 'APP-9' was not found" in engine.fails("sde_job_info", external_id="APP-9")["msg"]
    assert engine.run("sde_server_sandbox", True, external_id="APP-1")["changed"]
    assert "external_id: 'APP-9' was not found" in engine.fails("sde_server_sandbox", True, external_id="APP-9")["msg"]
