# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading sync jobs: right on every server, and in few requests where the server allows it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.modules.behaviours import BEHAVIOURS, SHOWN_PASSWORD
from tests.modules.conftest import Engine
from tests.modules.info import read
from tests.simulator.client import Simulator

NAME = "sde_job_info"


@pytest.fixture(name="synced")
def _synced(organised: Simulator) -> Simulator:
    """Two connections of one alias and another one, of a kind each with id 1, and their jobs: 1 to 6, the last one runs."""
    add = organised.add
    add("connections/alm", alias="Sync", connector=1, project=1, params={"alm_project": "PAY"})
    add("connections/alm", alias="Sync", connector=1, project=2, params={"alm_project": "WEB"})
    add("connectors/analysis", name="Veracode", system="veracode", params={"analysis_pass": SHOWN_PASSWORD})
    add("connections/analysis", alias="Scan", connector=1, project=2, params={"analysis_pass": SHOWN_PASSWORD})
    ended = {"ready": True, "automatic": True}
    add("jobs/alm", id=1, connection=1, **ended, succeeded=True)
    add("jobs/analysis", id=2, connection=1, **ended, succeeded=False, result_message=f"login with {SHOWN_PASSWORD} failed")
    add("jobs/alm", id=3, connection=2, **ended, succeeded=False, result_message="refused")
    add("jobs/alm", id=4, connection=1, **ended, succeeded=True)
    add("jobs/analysis", id=5, connection=1, **ended, succeeded=True)
    add("jobs/alm", id=6, connection=2, ready=False, succeeded=False)
    return organised


FILTERS: list[tuple[dict[str, Any], list[int]]] = [
    ({}, [6, 5, 4, 3, 2, 1]),
    ({"kind": "alm"}, [6, 4, 3, 1]),
    ({"kind": "analysis"}, [5, 2]),
    ({"connection": 1}, [5, 4, 2, 1]),
    ({"connection": 1, "kind": "alm"}, [4, 1]),
    ({"connection": 2}, [6, 3]),
    ({"connection": 77}, []),
    ({"alias": "Sync"}, [6, 4, 3, 1]),
    ({"alias": "Sync", "project": "Payments"}, [4, 1]),
    ({"alias": "sync"}, []),
    ({"alias": "Scan", "kind": "alm"}, []),
    ({"project": 2}, [6, 5, 3, 2]),
    ({"project": 3}, []),
    ({"application": "Web"}, [6, 5, 4, 3, 2, 1]),
    ({"business_unit": 1, "connection": 2}, [6, 3]),
    ({"succeeded": True}, [5, 4, 1]),
    ({"succeeded": False}, [6, 3, 2]),
    ({"ready": True, "succeeded": False}, [3, 2]),
    ({"ready": False}, [6]),
    ({"newest": 2}, [6, 5]),
    ({"newest": 99}, [6, 5, 4, 3, 2, 1]),
    ({"newest": 1, "ready": True, "succeeded": False}, [3]),
    ({"newest": 1, "alias": "Sync", "project": 1}, [4]),
]
SERVERS: dict[str, dict[str, Any]] = {
    **{
        name: BEHAVIOURS[name]
        for name in (
            "defaults",
            "issue_tracker",
            "issue_tracker_paths",
            "ids_as_text",
            "pages_forced",
            "bare_list",
            "tiny_pages",
            "filters_ignored",
        )
    },
    "all jobs": {"all_jobs": "present"},
    "all jobs, pages of two": {"all_jobs": "present", "paging": "forced", "page_size_default": 2, "page_size_max": 2},
    "with LDAP": {"all_jobs": "with_ldap"},
    "with LDAP, filters ignored": {"all_jobs": "with_ldap", "filters": "ignored", "ids": "text"},
    "unknown filters refused": {"all_jobs": "present", "unknown_filters": "refused"},
    "other addresses log in": {"unknown_address": "login", "jobs_word": "alm"},
    "other addresses are a page": {"unknown_address": "page", "jobs_word": "issue-tracker"},
    "other addresses are 405": {"unknown_address": "405", "jobs_word": "alm"},
    "params hidden": {"params_visible": "absent", "all_jobs": "present"},
}


@pytest.mark.parametrize("server", SERVERS)
def test_filters(server: str, synced: Simulator, engine: Engine) -> None:
    synced.behave(**SERVERS[server])
    for filters, ids in FILTERS:
        found = [job for job in engine.run(NAME, **filters)["jobs"] if job["kind"]]
        expected = ids
        if "LDAP" in server and "newest" in filters and filters.keys() <= {"newest"}:
            expected = ids[: filters["newest"] - 1] if filters["newest"] < 7 else ids
        assert [job["id"] for job in found] == expected, filters
    assert engine.warnings == []


def test_what_is_told(synced: Simulator, engine: Engine) -> None:
    found = read(engine, synced, NAME, "jobs", ready=True)
    assert [[job[key] for key in ("id", "kind", "connection", "alias", "project")] for job in found] == [
        [5, "analysis", 1, "Scan", 2],
        [4, "alm", 1, "Sync", 1],
        [3, "alm", 2, "Sync", 2],
        [2, "analysis", 1, "Scan", 2],
        [1, "alm", 1, "Sync", 1],
    ]
    assert found[2]["result_message"] == "refused"
    assert "failed" in found[3]["result_message"]
    assert SHOWN_PASSWORD not in json.dumps(found)


def test_a_job_without_a_project_is_of_no_kind(synced: Simulator, engine: Engine) -> None:
    synced.behave(all_jobs="with_ldap")
    first, *others = read(engine, synced, NAME, "jobs")
    assert [first[key] for key in ("kind", "alias", "project")] == [None, "Staff directory", None]
    assert [job["id"] for job in others] == [6, 5, 4, 3, 2, 1]
    for filters in ({"connection": 1}, {"kind": "alm"}, {"business_unit": 1}, {"alias": "Staff directory"}):
        assert first["id"] not in [job["id"] for job in read(engine, synced, NAME, "jobs", **filters)]


@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize("wanted", ["all", "alm"])
@pytest.mark.parametrize("switches", [{}, {"all_jobs": "present"}])
def test_what_a_job_does_not_show_of_its_connection_is_looked_up(
    switches: dict[str, Any], wanted: str, nested: bool, synced: Simulator, engine: Engine
) -> None:
    """The lists of each kind tell of which kind a connection is."""
    rows = [{"id": id, "connection": {"id": str(of)} if nested else of, "ready": "true"} for id, of in ((7, 2), (8, 77), (10, 1))]
    synced.behave(**switches)
    synced.fault(kind="wrong_json", json=[*rows, {"id": 9}], path="/jobs/alm/")
    synced.fault(kind="wrong_json", json=[{"id": 11, "connection": {"id": 1} if nested else 1}], path="/jobs/analysis/")
    if switches:
        synced.fault(kind="wrong_json", json=rows, path="/jobs/$")
    found = engine.run(NAME, kind=wanted, api_dialect="alm")["jobs"]
    shown = [[job[key] for key in ("id", "kind", "connection", "alias", "project")] for job in found]
    assert shown == [
        *([[11, "analysis", 1, "Scan", 2]] if wanted == "all" else []),
        [10, "alm", 1, "Sync", 1],
        [9, "alm", None, None, None],
        [8, "alm", 77, None, None],
        [7, "alm", 2, "Sync", 2],
    ]
    assert found[-1]["ready"] is True


def test_the_list_of_all_kinds_is_all_there_is(synced: Simulator, engine: Engine) -> None:
    """Then a job of a connection whose id two kinds have is of none; of the others the connections tell."""
    rows = [{"id": 7, "connection": 2}, {"id": 8, "connection": 1}]
    synced.fault(kind="wrong_json", json=rows, path="/jobs/$", times=2)
    synced.fault(kind="status", status=404, path="/jobs/[a-z-]+/$", times=9)
    assert [(job["id"], job["kind"], job["alias"]) for job in engine.run(NAME)["jobs"]] == [(8, None, None), (7, "alm", "Sync")]


def test_a_user_who_may_not_read_connectors(synced: Simulator, engine: Engine) -> None:
    synced.behave(all_jobs="with_ldap")
    synced.fault(kind="status", status=403, path="/connectors/", times=9)
    found = engine.run(NAME)["jobs"]
    assert [(job["id"], job["kind"]) for job in found][1:4] == [(6, "alm"), (5, "analysis"), (4, "alm")]


def test_a_list_that_becomes_shorter_while_it_is_read(synced: Simulator, engine: Engine) -> None:
    served(synced, page([60, 59], 2, 60))
    synced.fault(kind="status", status=404, path="/jobs/")
    found = engine.run(NAME, kind="alm", newest=3, api_dialect="alm")["jobs"]
    assert [job["id"] for job in found] == [6, 4, 3]


@pytest.mark.parametrize(
    ("wanted", "paths"), [("all", ["jobs/", "connectors/alm/", "connectors/analysis/"]), ("analysis", ["jobs/analysis/"])]
)
def test_few_requests(wanted: str, paths: list[str], synced: Simulator, engine: Engine) -> None:
    synced.behave(all_jobs="present", path_word="both")
    engine.run(NAME, kind=wanted, api_dialect="alm")
    assert [entry["path"] for entry in synced.journal()] == [f"/api/v2/{path}" for path in paths]


def page(ids: list[int], following: int | None, total: int) -> dict[str, Any]:
    """A page of a list of jobs of one connection."""
    rows = [{"id": id, "connection": {"id": 1, "alias": "Sync", "project": 1}, "ready": True, "succeeded": True} for id in ids]
    return {"count": total, "next": f"/api/v2/jobs/alm/?page={following}" if following else None, "results": rows}


def served(simulator: Simulator, *pages: dict[str, Any]) -> None:
    """Let the server answer with these pages, one after the other."""
    for each in pages:
        simulator.fault(kind="wrong_json", json=each, path="/jobs/")


def test_no_more_pages_are_read_than_needed_where_the_newest_come_first(synced: Simulator, engine: Engine) -> None:
    served(synced, page([60, 59], 2, 60), page([58, 57], 3, 60), page([1, 2], 2, 60))
    found = engine.run(NAME, kind="alm", newest=3, api_dialect="alm")["jobs"]
    assert [job["id"] for job in found] == [60, 59, 58]
    queries = [entry["query"] for entry in synced.journal()]
    assert [query.get("ordering") for query in queries] == ["-id", None, "id"]


def test_a_list_that_only_begins_with_the_newest_is_read_whole(synced: Simulator, engine: Engine) -> None:
    """A server that ignores the order begins with the same page whatever is asked for."""
    first, second = page([9, 8], 2, 4), page([12, 11], None, 4)
    served(synced, first, first, second)
    assert [job["id"] for job in engine.run(NAME, kind="alm", newest=1, api_dialect="alm")["jobs"]] == [12]


def test_a_list_in_another_order_is_read_whole_without_asking_for_its_order(synced: Simulator, engine: Engine) -> None:
    served(synced, page([1, 2], 2, 4), page([3, 4], None, 4))
    assert [job["id"] for job in engine.run(NAME, kind="alm", newest=1, api_dialect="alm")["jobs"]] == [4]
    assert len(synced.journal()) == 2


def test_the_first_page_is_enough_where_it_is_the_only_one(synced: Simulator, engine: Engine) -> None:
    served(synced, page([4, 3, 2], None, 3))
    assert [job["id"] for job in engine.run(NAME, kind="alm", newest=1, api_dialect="alm")["jobs"]] == [4]
    assert len(synced.journal()) == 1


def test_a_server_without_lists_of_jobs(synced: Simulator, engine: Engine) -> None:
    synced.fault(kind="status", status=404, path="/jobs/", times=9)
    for kind in ("all", "alm", "analysis"):
        assert engine.fails(NAME, kind=kind)["msg"].startswith("this server has no list of sync jobs in its API: ")


@pytest.mark.parametrize(
    "fault",
    [{"kind": "status", "status": 403}, {"kind": "wrong_json", "json": {"alm": "/api/v2/jobs/alm/"}}, {"kind": "html"}],
    ids=["forbidden", "index", "page"],
)
def test_the_lists_of_each_kind_are_read_where_that_of_all_is_not_one(fault: dict[str, Any], synced: Simulator, engine: Engine) -> None:
    synced.fault(**fault, path="/jobs/$")
    assert [job["id"] for job in engine.run(NAME)["jobs"]] == [6, 5, 4, 3, 2, 1]


def test_the_list_of_all_kinds_serves_where_a_kind_has_none(synced: Simulator, engine: Engine) -> None:
    synced.behave(all_jobs="with_ldap")
    synced.fault(kind="status", status=404, path="/jobs/[a-z-]+/", times=9)
    assert [job["id"] for job in engine.run(NAME, kind="analysis")["jobs"]] == [5, 2]


def test_a_server_that_refuses_a_filter_is_asked_for_all(synced: Simulator, engine: Engine) -> None:
    synced.fault(kind="status", status=400, path="/jobs/", json={"connection": ["Select a valid choice."]})
    assert [job["id"] for job in engine.run(NAME, kind="alm", connection=2)["jobs"]] == [6, 3]


@pytest.mark.parametrize("newest", [0, -1, 1_000_001])
def test_a_number_out_of_range(newest: int, synced: Simulator, engine: Engine) -> None:
    assert engine.fails(NAME, newest=newest)["msg"].startswith(f"newest: {newest} is out of range")
    assert synced.journal() == []
