# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which lists are read, how many at a time, and how far."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any, Optional

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.content import count
from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import NotFoundError, RequestError, SdeError
from ansible_collections.sdelements.integrations.plugins.module_utils._api.paging import Page
from ansible_collections.sdelements.integrations.plugins.module_utils._engine.render import as_result
from ansible_collections.sdelements.integrations.plugins.module_utils._engine.repository import Repository
from ansible_collections.sdelements.integrations.plugins.module_utils._model.dialect import Dialect, is_system
from ansible_collections.sdelements.integrations.plugins.module_utils._model.remote import Remote, number
from ansible_collections.sdelements.integrations.plugins.module_utils._model.resources import RESOURCES, Resource
from ansible_collections.sdelements.integrations.plugins.module_utils._model.secrets import Secrets
from hypothesis import given
from hypothesis import strategies as st

from tests.clock import FakeClock

PROJECT, CONNECTION = RESOURCES["project"], RESOURCES["alm_connection"]
PAGES = 5


class Lists:
    """A client whose every list has five pages of two objects; it notes the pages that were asked for."""

    origin = "https://sde.example.com"

    def __init__(self, together: int = 1) -> None:
        self.at_once = together
        self.asked: list[tuple[str, int]] = []
        self.clock = FakeClock()
        self._begun = threading.Barrier(together, timeout=10)

    def pages(self, path: str, query: Optional[Mapping[str, Any]] = None) -> Iterator[Page]:
        self._begun.wait()
        everything = [{"id": number, "name": f"P{number}", "project": number} for number in range(1, 2 * PAGES + 1)]
        filters = {name: value for name, value in (query or {}).items() if name not in ("ordering", "active")}
        fitting = [each for each in everything if filters.items() <= each.items()]
        for first in range(0, len(fitting), 2):
            self.asked.append((path.partition("/")[0], first // 2))
            yield Page(fitting[first : first + 2], len(fitting), first + 2, SimpleNamespace(allow=frozenset(), url=path))


def server(lists: Lists) -> Repository:
    return Repository(lists, Dialect("auto"), Secrets())


def test_lists_are_read_side_by_side() -> None:
    lists = Lists(together=2)  # neither list answers before both are asked for
    server(lists).read_ahead({PROJECT: 9, CONNECTION: 9})
    assert sorted(lists.asked) == sorted((path, page) for path in ("projects", "connections") for page in range(PAGES))


def test_one_at_a_time() -> None:
    lists = Lists()
    server(lists).read_ahead({PROJECT: 9, CONNECTION: 9})
    assert lists.asked == [(path, page) for path in ("projects", "connections") for page in range(PAGES)]


def test_what_was_read_ahead_is_not_read_again() -> None:
    lists = Lists()
    here = server(lists)
    here.read_ahead({PROJECT: 9})
    assert [found.id for found in here.where(PROJECT, "name", {"P3", "P7"})] == [3, 7]
    assert len(lists.asked) == PAGES


@pytest.mark.parametrize(("wanted", "asked"), [(1, 1), (3, 1 + 3), (4, PAGES)])
def test_a_list_is_read_whole_where_that_takes_fewer_requests(wanted: int, asked: int) -> None:
    lists = Lists()
    here = server(lists)
    here.read_ahead({PROJECT: wanted})
    found = here.where(PROJECT, "name", {f"P{number}" for number in range(1, wanted + 1)})
    assert [each.id for each in found] == [*range(1, wanted + 1)]
    assert len(lists.asked) == asked


def test_objects_that_are_asked_for_one_by_one_are_read_side_by_side_once_one_shows_how() -> None:
    class Together(Lists):
        """Lists that from the third request on answer two together: the first two are a page of the whole list, and one object."""

        def pages(self, path: str, query: Optional[Mapping[str, Any]] = None) -> Iterator[Page]:
            if len(self.asked) > 1:
                together.wait()
            yield from super().pages(path, query)

    together = threading.Barrier(2, timeout=10)
    lists = Together()
    lists.at_once = 2
    found = server(lists).where(PROJECT, "name", {"P1", "P2", "P3"})
    assert [each.id for each in found] == [1, 2, 3]
    assert len(lists.asked) == 1 + 3


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ({}, None),
        ({"system": "veracode"}, None),
        ({"verification_categories": None, "system": {"verification_categories": None}}, None),
        ({"verification_categories": []}, []),
        ({"verification_categories": ["SAST", "DAST"]}, ["SAST", "DAST"]),
        ({"system": {"id": "veracode", "verification_categories": ["SAST"]}}, ["SAST"]),
        ({"verification_categories": ["SCA"], "system": {"verification_categories": ["SAST"]}}, ["SCA"]),
        ({"verification_categories": "SAST, DAST,"}, ["SAST", "DAST"]),
        ({"verification_categories": [{"id": 1, "name": "SAST"}, {"id": "DAST"}, {"id": 7}, {}]}, ["SAST", "DAST"]),
        ({"verification_categories": [7, None, ["x"], " ", "SAST "]}, ["SAST"]),
        ({"verification_categories": {"SAST": True}}, []),
        ({"verification_categories": 7}, []),
    ],
)
def test_verification_categories_are_names(raw: dict[str, Any], names: Optional[list[str]]) -> None:
    here = Repository(Lists(), Dialect("auto"), Secrets())
    found = here.normalised(RESOURCES["analysis_connector"], {"id": 1, "name": "Veracode", **raw})
    assert as_result(found).get("verification_categories") == names


#: What an answer has in place of a value, drawn: all that JSON can be.
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=5), each, max_size=3),
    max_leaves=6,
)
KEYS = """
id name alias system project project_id connector application business_unit inaccessible debug_mode params last_job frequency archived
"""


@pytest.mark.parametrize(
    ("value", "id"),
    [
        *((value, 5) for value in (5, "5", " 5\n", 5.0, {"id": 5}, {"id": "5", "params": {}})),
        ("007", 7),
        (10**18, 10**18),
        *((value, None) for value in (0, -5, "-5", 5.5, "5.0", True, False, None, "", "x", [5], {}, {"id": None})),
        *((text, None) for text in ("\u00b2", "\u0662\u0660\u0662\u0664", "\uff15", "1_000", "+5", "0x5", "9" * 5000)),
        *((value, None) for value in ({"id": {"id": {"id": 5}}}, 10**30, 1e300)),
    ],
)
def test_ids(value: Any, id: Optional[int]) -> None:
    assert number(value) == id


def found_of(resource: Resource, **raw: Any) -> Remote:
    return server(Lists()).normalised(resource, {"id": 1, **raw})


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        *((value, True) for value in (True, "true", "True", " true ", 1, "1")),
        *((value, False) for value in (False, "FALSE", 0, "0")),
        *((value, value) for value in (1.0, None, "perhaps", "", 2, [], {})),
    ],
)
@pytest.mark.parametrize("name", ["inaccessible", "debug_mode", "in_progress", "archived"])
def test_booleans(value: Any, wanted: Any, name: str) -> None:
    assert found_of(CONNECTION, **{name: value}).fields[name] == wanted
    job = found_of(CONNECTION, last_job={"ready": value, "succeeded": value, "result_message": value}).fields["last_job"]
    assert job == {"ready": wanted, "succeeded": wanted, "result_message": value}


@pytest.mark.parametrize("value", [None, "text", 5, [], [{}], True])
def test_a_last_job_that_is_none(value: Any) -> None:
    assert found_of(CONNECTION, last_job=value).fields["last_job"] is None


@pytest.mark.parametrize(
    ("value", "name"), [("x", "x"), (5, "5"), (2024, "2024"), (5.5, "5.5"), (None, ""), ("", ""), ("\u00b2", "\u00b2")]
)
def test_names(value: Any, name: str) -> None:
    assert found_of(CONNECTION, alias=value).fields["alias"] == name
    assert found_of(RESOURCES["alm_connector"], name=value).fields["name"] == name


@pytest.mark.parametrize("value", [[], ["x"], {}, {"name": "x"}, True])
def test_a_name_that_is_none_names_its_object(value: Any) -> None:
    with pytest.raises(SdeError) as caught:
        found_of(CONNECTION, alias=value)
    assert caught.value.message == "https://sde.example.com: the alias of connection 1 is not text; correct it in SD Elements"


@pytest.mark.parametrize(
    ("value", "system"),
    [
        ({"id": 5}, {"id": "5", "name": "5", "short_name": "5"}),
        ({"id": None}, None),
    ],
)
def test_systems(value: Any, system: Any) -> None:
    assert found_of(CONNECTION, system=value).fields["system"] == system


@pytest.mark.parametrize("value", [None, {}, [], ["x"], "text", 5, True])
def test_params_that_are_none_count_as_not_shown(value: Any) -> None:
    assert found_of(CONNECTION, params=value).params is None


@given(
    st.dictionaries(st.sampled_from(KEYS.split()), JSON),
    st.sampled_from(sorted(RESOURCES)),
)
def test_any_object_is_normalised_or_a_message(raw: dict[str, Any], kind: str) -> None:
    resource = RESOURCES[kind]
    try:
        found = server(Lists()).normalised(resource, raw)
    except SdeError:
        return
    assert isinstance(found.id, int)
    assert isinstance(found.fields.get(resource.named_by, ""), str)
    for name in ("project", "connector"):
        assert isinstance(found.fields.get(name), (int, type(None)))
    is_system("jira", found.fields.get("system"))
    hash(tuple(found.fields.get(name) for name in ("project", resource.named_by)))
    json.dumps(as_result(found))


class Unordered(Lists):
    """Lists of a server that refuses C(ordering)."""

    def pages(self, path: str, query: Optional[Mapping[str, Any]] = None) -> Iterator[Page]:
        self.queries = [*getattr(self, "queries", []), dict(query or {})]
        if "ordering" in (query or {}):
            raise RequestError("answered 400", method="GET", url=path, status=400)
        yield from super().pages(path, query)


def test_an_order_that_a_server_refuses_is_not_asked_for_again() -> None:
    lists = Unordered()
    here = server(lists)
    assert len(here.all(PROJECT)) == 2 * PAGES
    here.forget(PROJECT)
    assert len(here.all(PROJECT, {"slug": "none"})) == 0
    assert lists.queries == [{"ordering": "name", "active": "all"}, {}, {"slug": "none"}]


class Rows:
    """A client whose only list has one page, or several that each say how many objects there are."""

    origin = "https://sde.example.com"

    def __init__(self, *pages: tuple[list[dict[str, Any]], Optional[int]], then: Optional[Exception] = None) -> None:
        self._pages = pages
        self._then = then
        self.at_once = 1
        self.clock = FakeClock()

    def pages(self, path: str, query: Optional[Mapping[str, Any]] = None) -> Iterator[Page]:
        came = 0
        for rows, total in self._pages:
            came += len(rows)
            yield Page(rows, total, came, SimpleNamespace(allow=frozenset(), url=path))
        if self._then:
            raise self._then


CONNECTED = {"id": 5, "alias": "Jira PAY", "project": 7, "connector": 1}
UNREADABLE = ["https://sde.example.com/api/v2/projects/7/", "Payments", [7], {"slug": "x"}, {"name": "Payments"}, True, 7.5, -7, 0]


@pytest.mark.parametrize("reference", ["project", "connector"])
@pytest.mark.parametrize("value", UNREADABLE)
def test_a_connection_whose_project_or_connector_cannot_be_read_is_not_passed_over(reference: str, value: Any) -> None:
    with pytest.raises(SdeError, match=f"the {reference} of a connection in its list is not an id"):
        server(Rows(([{**CONNECTED, reference: value}], 1))).where(CONNECTION, "project", [7])


@pytest.mark.parametrize("row", [{**CONNECTED, "project": None}, {"id": 5, "alias": "Jira PAY", "connector": 1}])
def test_a_connection_without_a_project_is_not_passed_over(row: dict[str, Any]) -> None:
    with pytest.raises(SdeError, match="the project of a connection in its list is not an id"):
        server(Rows(([row], 1))).all(CONNECTION)


def test_an_info_module_goes_on_with_what_can_be_read() -> None:
    warnings: list[str] = []
    readable = server(Rows(([CONNECTED, *({**CONNECTED, "id": id, "project": "x"} for id in (6, 7))], 3)))
    readable.incomplete = warnings.append
    assert [found.id for found in readable.where(CONNECTION, "project", [7])] == [5]
    assert len(set(warnings)) == 1


@pytest.mark.parametrize("totals", [(2, None), (None, 2), (2, 2), (None, None)])
def test_a_page_may_leave_out_how_many_objects_there_are(totals: tuple[Optional[int], Optional[int]]) -> None:
    whole = server(Rows(*(([{**CONNECTED, "id": id}], total) for id, total in enumerate(totals, 1))))
    assert [found.id for found in whole.all(CONNECTION)] == [1, 2]


def test_a_page_that_is_gone_twice_leaves_a_list_short() -> None:
    gone = NotFoundError("gone", method="GET", url="x", status=404)
    with pytest.raises(SdeError, match="1 of 4 objects"):
        server(Rows(([CONNECTED], 4), then=gone)).all(CONNECTION)


@pytest.mark.parametrize(
    ("said", "total"),
    [(8, 8), ("8", 8), (" 8 ", 8), (8.0, 8), (8.5, None), (-8, None), (True, None), ("\u0668", None), (None, None)],
)
def test_how_many_objects_a_list_has(said: Any, total: Optional[int]) -> None:
    assert count(said) == total
