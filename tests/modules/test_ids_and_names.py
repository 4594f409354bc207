# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects, applications, business units and connectors that a task names by id or by name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.modules.conftest import Engine
from tests.simulator.client import Simulator

ONE, MANY, READ = "sde_alm_connection", "sde_alm_connections", "sde_alm_connection_info"


def entry(project: Any, alias: str = "Jira PAY", **more: Any) -> dict[str, Any]:
    """A connection of a project."""
    return {"project": project, "alias": alias, "connector": 1, **more}


def projects_asked_for(simulator: Simulator) -> list[str]:
    """The requests for projects, without what all of them have in common."""
    return [
        entry["path"].removeprefix("/api/v2/projects/")
        + "".join(f"?{key}={value}" for key, value in sorted(entry["query"].items()) if key not in ("ordering", "active", "page_size"))
        for entry in simulator.journal()
        if entry["path"].startswith("/api/v2/projects/")
    ]


@pytest.fixture(name="digits")
def _digits(organised: Simulator) -> Simulator:
    """Projects called by digits: 4 is called 2024, and another has the id 2024."""
    organised.add("projects", name="2024", application=1)
    organised.add("projects", id=2024, name="Year", application=2)
    organised.add("projects", id=2025, name="2025", application=1)
    organised.add("projects", id=2026, name="٢٠٢٤", application=1)
    organised.add("projects", id=2027, name="²", application=1)
    organised.add("projects", id=2028, name="Old", application=1, archived=True)
    organised.add("projects", id=2029, name="2", application=1, archived=True)
    return organised


@pytest.mark.parametrize(
    ("project", "id"),
    [
        (2024, 2024),
        ("4", 4),
        (4, 4),
        ("2025", 2025),
        ("2026", 2026),
        ("٢٠٢٤", 2026),
        ("²", 2027),
        ("Old", 2028),
        (2028, 2028),
        ("2028", 2028),
        ("Year", 2024),
    ],
)
@pytest.mark.parametrize("others", [0, 1, 2])
def test_a_project_is_found_by_id_or_name_alone_and_beside_others(
    others: int, project: Any, id: int, digits: Simulator, engine: Engine
) -> None:
    config = [entry("Payments", "Other"), entry(1, "Third")][:others]
    result = engine.run(MANY, True, config=[*config, entry(project)])
    assert [row["project"] for row in result["after"] if row["alias"] == "Jira PAY"] == [id]


@pytest.mark.parametrize("option", [{"project": 2028}, {"project": "Old"}])
def test_an_archived_project_is_found_on_a_server_that_refuses_to_be_asked_for_it(
    option: dict[str, Any], digits: Simulator, engine: Engine
) -> None:
    digits.behave(unknown_filters="refused", archived="shown")
    digits.fault(kind="status", status=400, path="/projects/.*", times=1)
    assert engine.run(READ, **option)["connections"] == []


def test_an_active_project_is_meant_where_an_archived_one_has_its_name(digits: Simulator, engine: Engine) -> None:
    digits.add("projects", name="Payments", application=2, archived=True)
    assert engine.run(ONE, True, **entry("Payments"))["connection"]["project"] == 1


@pytest.mark.parametrize(("project", "name", "id"), [("2024", 4, 2024), ("2", 2029, 2)])
@pytest.mark.parametrize("others", [0, 1, 2])
@pytest.mark.parametrize("check_mode", [True, False])
def test_digits_that_are_the_name_of_one_project_and_the_id_of_another_are_refused_with_both(
    check_mode: bool, others: int, project: str, name: int, id: int, digits: Simulator, engine: Engine
) -> None:
    config = [entry("Payments", "Other"), entry(1, "Third")][:others]
    failed = engine.fails(MANY, check_mode, config=[*config, entry(project)])
    assert f"project: {project!r} is the name of project {name} (application 'Web'" in failed["msg"]
    assert f"and the id of project {id} (application" in failed["msg"]
    assert digits.writes() == []
    assert digits.objects("connections/alm") == []


def test_digits_are_narrowed_as_any_name(digits: Simulator, engine: Engine) -> None:
    assert engine.run(ONE, True, **entry("2024", application="Web"))["connection"]["project"] == 4
    assert engine.run(ONE, True, **entry("2024", application="Back Office"))["connection"]["project"] == 2024


@pytest.mark.parametrize("option", ["application", "business_unit"])
@pytest.mark.parametrize("reference", ["5", 5, "Five"])
def test_an_application_and_a_business_unit_are_ids_or_names(option: str, reference: Any, organised: Simulator, engine: Engine) -> None:
    organised.add("business-units", id=5, name="Five")
    organised.add("applications", id=5, name="Five", business_unit=5)
    organised.add("projects", id=5, name="Payments", application=5)
    assert engine.run(ONE, True, **entry("Payments", **{option: reference}))["connection"]["project"] == 5


@pytest.mark.parametrize(
    ("option", "reference", "words"),
    [
        (
            "application",
            "Wbe",
            "application: 'Wbe' was not found, or the user of sde_token may not see it; did you mean 'Web'?",
        ),
        (
            "business_unit",
            "retail",
            "business_unit: 'retail' was not found, or the user of sde_token may not see it; did you ",
        ),
        ("application", 77, "application: 77 was not found"),
        ("business_unit", "77", "business_unit: '77' was not found"),
    ],
)
@pytest.mark.parametrize("module", [READ, "sde_project_info", "sde_integration_info", "sde_alm_connection", "sde_sync"])
def test_an_unknown_application_or_business_unit_is_named(
    module: str, option: str, reference: Any, words: str, organised: Simulator, engine: Engine
) -> None:
    own = {ONE: entry("Payments"), "sde_sync": {"project": "Payments", "alias": "Jira PAY"}}
    assert words in engine.fails(module, **{**own.get(module, {}), option: reference})["msg"]


@pytest.mark.parametrize("module", [READ, "sde_integration_info", "sde_alm_connection", "sde_sync"])
def test_a_misspelt_project_comes_with_the_nearest_name(module: str, organised: Simulator, engine: Engine) -> None:
    own = {ONE: entry("Payments"), "sde_sync": {"alias": "Jira PAY"}}
    failed = engine.fails(module, **{**own.get(module, {}), "project": "Paymints"})
    assert failed["msg"].endswith("project: 'Paymints' was not found, or the user of sde_token may not see it; did you mean 'Payments'?")
    assert projects_asked_for(organised) == ["?name=Paymints", ""]


def test_the_nearest_name_is_not_looked_for_in_a_long_list(organised: Simulator, engine: Engine) -> None:
    organised.add_many("projects", [{"name": f"Project {n}", "application": 1} for n in range(120)])
    failed = engine.fails(READ, project="Paymints", page_size=10)
    assert failed["msg"].endswith("may not see it")
    assert len(projects_asked_for(organised)) == 2


@pytest.mark.parametrize(
    ("projects", "requests"),
    [
        (["Payments"], ["?name=Payments"]),
        ([1], ["1/"]),
        (["1"], ["?name=1", "1/"]),  # text in digits may be either
        (["Payments", "Payments"], ["?name=Payments"]),
        ([1, 1], ["1/"]),
        (["Payments", 2], [""]),
        (["Payments", "Year"], [""]),
        ([1, 2], [""]),
        (["1", "2027"], [""]),
        (["Payments", "Year", 1, 2], [""]),
    ],
)
def test_projects_are_read_in_the_fewest_requests(projects: list[Any], requests: list[str], digits: Simulator, engine: Engine) -> None:
    digits.journal(clear=True)
    engine.run(MANY, True, config=[entry(project, f"Jira {place}") for place, project in enumerate(projects)])
    assert sorted(projects_asked_for(digits)) == sorted(requests)


def test_a_connector_filter_is_an_id_or_a_name(organised: Simulator, engine: Engine) -> None:
    organised.add("connectors/alm", id=7, name="1", system="jira", params={})
    organised.add("connectors/alm", id=8, name="٢", system="jira", params={})
    for connector, alias in ((1, "A"), (7, "B"), (8, "C")):
        organised.add("connections/alm", project=1, connector=connector, alias=alias, params={"alm_project": alias})

    def aliases(connector: Any) -> list[str]:
        return [each["alias"] for each in engine.run(READ, connector=connector)["connections"]]

    assert [aliases(each) for each in (1, 7, "7", "Jira", "٢")] == [["A"], ["B"], ["B"], ["A"], ["C"]]
    assert "connector: '1' is the name of connector 7 and the id of connector 1; give " in engine.fails(READ, connector="1")["msg"]
    assert "'Jirra' was not found" in engine.fails(READ, connector="Jirra")["msg"]
    assert engine.fails(READ, connector="Jirra")["msg"].endswith("did you mean 'Jira'?")
