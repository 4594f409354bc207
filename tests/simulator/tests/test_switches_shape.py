# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The switches about the shape of objects and of lists."""

from __future__ import annotations

import pytest

RALLY = {"id": "rally", "short_name": "CA Agile Central", "name": "CA Agile Central (formerly Rally)"}


@pytest.fixture(name="samples")
def _samples(simulator):
    simulator.reset(seed="samples")


@pytest.mark.parametrize(
    ("switch", "value", "listed", "single"),
    [
        ("system_form", "object", RALLY, RALLY),
        ("system_form", "object_short", RALLY, {"id": "rally", "name": "Rally"}),
        ("system_form", "text", "Rally", "Rally"),
        ("system_form", "id_text", "rally", "rally"),
    ],
)
def test_system_form(simulator, call, samples, switch, value, listed, single):
    simulator.behave(**{switch: value})
    assert call.names("connections/alm/", "system") == [listed]
    assert call.read("connections/alm/1/")["system"] == single
    assert call.read("connectors/alm/3/")["system"] == listed
    params = {"alm_server": "a", "alm_user": "b", "alm_pass": "c"}
    as_text = call("POST", "connectors/alm/", {"name": "text", "system": "jira", "params": params})
    as_object = call("POST", "connectors/alm/", {"name": "object", "system": {"id": "jira"}, "params": params})
    assert (as_text.status_code, as_object.status_code) == (201 if value.endswith("text") else 400, 201)


@pytest.mark.parametrize(("switch", "value"), [("fields", "current"), ("fields", "early")])
def test_fields(simulator, call, samples, switch, value):
    simulator.behave(**{switch: value})
    early = {"id", "name", "system"}
    assert set(call.read("connectors/alm/1/")) - early == (set() if value == "early" else {"inaccessible", "params"})
    connection = call.read("connections/alm/1/")
    assert ("connector" in connection, "alm_reference_context" in connection["params"]) == (value != "early",) * 2


@pytest.mark.parametrize(
    ("switch", "value", "shown"),
    [("business_unit_form", "object", {"id": 1, "name": "BU", "slug": "bu"}), ("business_unit_form", "id", 1)],
)
def test_business_unit_form(simulator, call, samples, switch, value, shown):
    simulator.behave(**{switch: value})
    assert call.read("applications/1/")["business_unit"] == shown


@pytest.mark.parametrize(("switch", "value", "kind"), [("ids", "int", int), ("ids", "text", str)])
def test_ids(simulator, call, samples, switch, value, kind):
    simulator.behave(**{switch: value})
    connection = call.read("connections/alm/1/", include="last_job")
    numbers = [connection[key] for key in ("id", "project", "connector")] + [connection["last_job"]["id"]]
    numbers += [call.read("projects/1/")["application"], call.read("users/me/")["id"]]
    numbers += [call.read("applications/1/")["business_unit"]["id"]]
    assert {type(number) for number in numbers} == {kind}
    assert call("PATCH", "connections/alm/1/", {"project": numbers[1]}).status_code == 200


@pytest.mark.parametrize(("switch", "value"), [("debug_mode", "present"), ("debug_mode", "absent")])
def test_debug_mode(simulator, call, samples, switch, value):
    simulator.behave(**{switch: value})
    answer = call("PATCH", "connections/alm/1/", {"debug_mode": True}).json()
    there = value == "present"
    assert answer.get("debug_mode") == (True if there else None)
    assert ("session_capture_socket" in answer["params"]) is there
    assert simulator.objects("connections/alm")[0]["debug_mode"] is there


@pytest.mark.parametrize(
    ("switch", "value", "listed", "single"),
    [
        ("in_progress", "list", True, None),
        ("in_progress", "always", True, True),
        ("in_progress", "never", None, None),
    ],
)
def test_in_progress(simulator, call, samples, switch, value, listed, single):
    simulator.behave(**{switch: value})
    assert call("POST", "jobs/alm/", {"connection": 1, "ready": False}).status_code == 201
    assert call.read("connections/alm/")["results"][0].get("in_progress") is listed
    assert call.read("connections/alm/1/").get("in_progress") is single


@pytest.mark.parametrize(("switch", "value"), [("last_job", "included"), ("last_job", "ignored")])
def test_last_job(simulator, call, samples, switch, value):
    simulator.behave(**{switch: value})
    simulator.add("connections/alm", alias="never run", connector=3, project=1)
    rows = call.read("connections/alm/", include="last_job")["results"]
    if value == "ignored":
        assert not any("last_job" in row for row in rows)
    else:
        assert [row["last_job"] and row["last_job"]["result_message"] for row in rows] == ["Error Message", None]
    assert "last_job" not in call.read("connections/alm/1/")


FILTERED = [
    ("connections/alm/", {"project": "1"}, ["honoured", "all"]),
    ("connections/alm/", {"alias": "two"}, ["all"]),
    ("connections/alm/", {"frequency": "daily"}, ["all"]),
    ("connections/alm/", {"system": "jira"}, ["all"]),
    ("connectors/alm/", {"system": "JIRA"}, ["all"]),
    ("projects/", {"name": "Project 1"}, ["honoured", "all"]),
    ("projects/", {"application": "1"}, ["honoured", "all"]),
    ("projects/", {"search": "ject 1"}, ["honoured", "all"]),
    ("applications/", {"business_unit": "1"}, ["honoured", "all"]),
    ("business-units/", {"name": "BU"}, ["honoured", "all"]),
]


@pytest.mark.parametrize(("switch", "value"), [("filters", "honoured"), ("filters", "all"), ("filters", "ignored")])
@pytest.mark.parametrize(("path", "query", "honoured"), FILTERED)
def test_filters(simulator, call, samples, switch, value, path, query, honoured):
    simulator.add("connections/alm", alias="two", connector=2, project=1, frequency="daily")
    simulator.behave(**{switch: value})
    everything = len(call.read(path)["results"])
    assert everything > 1
    assert len(call.read(path, **query)["results"]) == (1 if value in honoured else everything)


@pytest.mark.parametrize(("switch", "value", "status"), [("unknown_filters", "ignored", 200), ("unknown_filters", "refused", 400)])
def test_unknown_filters(simulator, call, samples, switch, value, status):
    simulator.behave(**{switch: value})
    assert call("GET", "connectors/alm/", params={"nonsense": "1"}).status_code == status
    assert call("GET", "connections/alm/", params={"project": "2", "include": "last_job"}).status_code == 200


def test_filter_that_is_no_number(call):
    response = call("GET", "connections/alm/", params={"project": "Shop"})
    assert (response.status_code, response.json()) == (400, {"project": ["Enter a number."]})


@pytest.fixture(name="many")
def _many(simulator):
    simulator.add("applications", name="App")
    simulator.add_many("projects", [{"name": f"P{n}", "application": 1} for n in range(7)])


@pytest.mark.parametrize(
    ("switch", "value", "query", "count"),
    [
        ("paging", "opt_in", {}, None),
        ("paging", "opt_in", {"page_size": 3}, 3),
        ("paging", "forced", {}, 5),
        ("paging", "forced", {"page_size": 3}, 3),
        ("paging", "none", {"page_size": 3}, None),
    ],
)
def test_paging(simulator, call, many, switch, value, query, count):
    simulator.behave(**{switch: value, "page_size_default": 5})
    answer = call.read("projects/", **query)
    if count is None:
        assert set(answer) == {"results"}
        assert len(answer["results"]) == 7
        return
    assert (answer["count"], answer["previous"], len(answer["results"])) == (7, None, count)
    names = [row["name"] for row in answer["results"]]
    while answer["next"]:
        answer = call.read(answer["next"].partition("/api/v2/")[2])
        names += [row["name"] for row in answer["results"]]
    assert names == [f"P{n}" for n in range(7)]


@pytest.mark.parametrize(
    ("switch", "value", "query"),
    [("page_size_default", "2", {}), ("page_size_max", "2", {"page_size": 100}), ("page_size_max", "2", {})],
)
def test_page_sizes(simulator, call, many, switch, value, query):
    simulator.behave(**{"paging": "forced", switch: value})
    assert len(call.read("projects/", **query)["results"]) == 2


def test_page_beyond_the_last(call, many):
    assert call("GET", "projects/", params={"page_size": 5, "page": 3}).json() == {"detail": "Invalid page."}


@pytest.mark.parametrize(("switch", "value"), [("bare_list", "true"), ("bare_list", "false")])
def test_bare_list(simulator, call, many, switch, value):
    simulator.behave(**{switch: value})
    answer = call.read("projects/")
    assert isinstance(answer, list) is (value == "true")
    assert len(answer if value == "true" else answer["results"]) == 7


@pytest.mark.parametrize(("switch", "value"), [("next_host", "same"), ("next_host", "other:https://other.example.com")])
def test_next_host(simulator, call, many, switch, value):
    simulator.behave(**{switch: value})
    origin = simulator.url if value == "same" else "https://other.example.com"
    answer = call.read("projects/", page_size=3, page=2)
    assert answer["next"] == f"{origin}/api/v2/projects/?page=3&page_size=3"
    assert answer["previous"].startswith(f"{origin}/")


@pytest.mark.parametrize(
    ("switch", "value", "listed"),
    [
        ("archived", "hidden", {"": ["new"], "all": ["new", "old"], "false": ["old"], "true": ["new"]}),
        ("archived", "shown", {"": ["new", "old"], "all": ["new", "old"]}),
        ("archived", "unread", {"": ["new"], "all": ["new", "old"], "false": ["old"], "true": ["new"]}),
        ("archived", "listed", {"": ["new"], "all": ["new", "old"], "false": ["old"], "true": ["new"]}),
    ],
)
def test_archived(simulator, call, switch, value, listed):
    simulator.behave(**{switch: value})
    simulator.add("projects", name="new")
    simulator.add("projects", name="old", archived=True)
    for active, names in listed.items():
        assert call.names("projects/", **({"active": active} if active else {})) == names
    assert call("GET", "projects/2/?active=all").status_code == (404 if value == "listed" else 200)
    assert call("GET", "projects/2/").status_code == (404 if value in ("unread", "listed") else 200)


def test_ordering_and_expand(call, many):
    assert call.names("projects/", ordering="-name", expand="application")[0] == "P6"
    assert call.read("projects/1/", expand="application")["application"] == 1


@pytest.mark.parametrize(("switch", "value", "name"), [("trim_names", "true", "Trac"), ("trim_names", "false", " Trac ")])
def test_trim_names(simulator, call, switch, value, name):
    simulator.behave(**{switch: value})
    call(
        "POST",
        "connectors/alm/",
        {"name": " Trac ", "system": {"id": "trac"}, "params": {"alm_server": "x", "alm_user": "y", "alm_pass": "z"}},
    )
    assert [row["name"] for row in simulator.objects("connectors/alm")] == [name]
