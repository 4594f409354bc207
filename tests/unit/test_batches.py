# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which writes go together in composite requests, and what their answers say."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.answers import Answer
from ansible_collections.sdelements.integrations.plugins.module_utils._engine import batches
from ansible_collections.sdelements.integrations.plugins.module_utils._engine.batches import (
    LARGEST,
    MOST,
    Pace,
    answers_of,
    body_of,
    composable,
    failures_of,
    seconds_for,
    split,
)
from ansible_collections.sdelements.integrations.plugins.module_utils._engine.request import Request
from hypothesis import given
from hypothesis import strategies as st

URL = "https://sde.example.com/api/v2/composite/"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
BODIES = st.dictionaries(TEXTS, TEXTS | st.integers() | st.lists(TEXTS, max_size=3), max_size=4)
REQUESTS = st.builds(Request, st.sampled_from(["POST", "PATCH", "DELETE"]), st.just("connections/alm/5/"), st.none() | BODIES)


def many(count: int, size: int = 0) -> list[Request]:
    """Creates of one size."""
    return [Request("POST", "connections/alm/", {"alias": f"{number:04}", "text": "x" * size}) for number in range(count)]


@pytest.mark.parametrize(
    ("count", "sizes"),
    [
        (0, []),
        (1, [1]),
        (10, [10]),
        (11, [10, 1]),
        (70, [10, 20, 40]),
        (120, [10, 20, 40, 50]),
        (171, [10, 20, 40, 50, 50, 1]),
        (500, [10, 20, 40, *[50] * 8, 30]),
    ],
)
def test_batches_grow_to_fifty(count: int, sizes: list[int]) -> None:
    assert split(many(count)) == sizes


@pytest.mark.parametrize(("size", "sizes"), [(2_000_000, [4, 4, 4]), (4_900_000, [2] * 6), (6_000_000, [1] * 12), (100_000, [10, 2])])
def test_bodies_stay_below_the_limit(size: int, sizes: list[int]) -> None:
    assert split(many(12, size)) == sizes


@given(requests=st.lists(REQUESTS, max_size=200), limit=st.integers(100, 5000))
def test_no_write_is_lost_doubled_or_moved(requests: list[Request], limit: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches, "LARGEST", limit)
        sizes, sent = split(requests), []
        for size in sizes:
            batch = requests[len(sent) : len(sent) + size]
            assert 1 <= size <= MOST
            assert size == 1 or len(json.dumps(body_of(batch)).encode()) <= limit
            sent += batch
        assert sent == requests
        assert all(size <= most for size, most in zip(sizes, [*batches.SIZES, *[MOST] * len(sizes)]))


@given(requests=st.lists(REQUESTS, min_size=1, max_size=MOST))
def test_the_body_has_each_write_once_under_a_name_of_its_own(requests: list[Request]) -> None:
    body = json.loads(json.dumps(body_of(requests)))
    assert body["all_or_none"] is True
    rows = body["composite_request"]
    assert [(row["method"], row["path"], row.get("body")) for row in rows] == [
        (request.method, f"/api/v2/{request.path}", request.body) for request in requests
    ]
    assert len({row["reference_id"] for row in rows}) == len(requests)
    assert all(("body" in row) is (request.body is not None) for row, request in zip(rows, requests))


def test_a_halved_pace_does_not_grow_again() -> None:
    pace = Pace()
    pace.grow()
    pace.grow()
    pace.halve(33)
    sizes = [pace.size]
    pace.grow()
    pace.halve(1)
    assert [*sizes, pace.size] == [16, 1]
    pace = Pace()
    pace.halve(10)
    pace.grow()
    assert pace.size == 5


@pytest.mark.parametrize(
    ("method", "body", "fits"),
    [
        ("DELETE", None, True),
        *(("POST", body, True) for body in ({"alias": "x"}, {"alias": "@", "{": ""})),
        ("PATCH", {"params": {"a": ["@", "{"], "b": "@ {", "c": "{@}"}}, True),
        ("PUT", {"alias": "x"}, False),
        *(("POST", {"alias": alias}, False) for alias in ("@{a.id}", "x" * LARGEST)),
        *(("PATCH", {"params": params}, False) for params in ({"map": {"a": ["x", {"@{": 1}]}}, {"text": '{"a": "@{b}"}'}, {"@{key}": ""})),
    ],
)
def test_what_may_be_part_of_a_composite_request(method: str, body: Any, fits: bool) -> None:
    assert composable(Request(method, "connections/alm/", body)) is fits


@pytest.mark.parametrize(
    ("count", "timeout", "seconds"), [(1, 30, 30), (10, 30, 30), (11, 30, 60), (50, 30, 150), (50, 90, 300), (50, 400, 400), (2, 1, 1)]
)
def test_an_answer_is_waited_for_by_tens(count: int, timeout: int, seconds: int) -> None:
    assert seconds_for(count, timeout) == seconds


def answer(data: Any, status: int = 200) -> Answer:
    return Answer("POST", URL, status, {}, "", None, data=data)


def row(number: int, status: Any = 201, **more: Any) -> dict[str, Any]:
    return {"reference_id": f"write-{number:02}", "http_status_code": status, "body": {"id": number}, **more}


TWO = many(2)


@pytest.mark.parametrize("status", [200, 207, 400, 500])
def test_the_answers_are_read_whatever_the_outer_status_and_their_order(status: int) -> None:
    found = answers_of(answer({"composite_response": [row(1), row(0, "400")], "more": 1}, status), TWO)
    assert found is not None
    assert [(one.status, one.data) for one in found] == [(400, {"id": 0}), (201, {"id": 1})]
    assert found[1].url == "https://sde.example.com/api/v2/connections/alm/"


@pytest.mark.parametrize(
    "data",
    [
        *(None, [], "text", 5, {}),
        *({"composite_response": rows} for rows in (None, {"write-00": row(0)}, [], [row(0)], [row(0), row(0)])),
        *({"composite_response": [row(0), row(1), more]} for more in (row(1), row(2), None)),
        {"composite_response": [row(0), "write-01"]},
        *({"composite_response": [row(0), row(1, reference_id=id)]} for id in (["write-01"], {}, "WRITE-01", 1)),
        *({"composite_response": [row(0), row(1, status)]} for status in (None, True, "created", -201, 0, 1000, [201])),
    ],
)
def test_anything_but_one_answer_for_each_request_cannot_be_read(data: Any) -> None:
    assert answers_of(answer(data), TWO) is None


@given(data=st.recursive(st.none() | st.booleans() | st.integers() | TEXTS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner)))
def test_no_answer_is_a_bug(data: Any) -> None:
    for one in (data, {"composite_response": data}, {"composite_response": [data, data]}, {"composite_response": [row(0), row(1, data)]}):
        found = answers_of(answer(one), TWO)
        assert found is None or len(found) == 2


@pytest.mark.parametrize(
    ("statuses", "failed"),
    [
        ([200, 201, 204], []),
        ([201, 400, 201], [1]),
        ([424, 400, 424], [1]),
        ([400, 424, 409], [0, 2]),
        ([424, 424], [0]),
        ([201, 302], [1]),
        ([201, 199], [1]),
    ],
)
def test_the_requests_that_failed_are_told_from_those_that_were_undone(statuses: list[int], failed: list[int]) -> None:
    assert failures_of([answer(None, status) for status in statuses]) == failed


@pytest.mark.parametrize("body", ["<html><title>Oops</title>token-5e2</html>", "token-5e2", "", None, 5, ["x"], {"token": "token-5e2"}])
def test_a_body_within_is_described_or_redacted(body: Any) -> None:
    found = answers_of(answer({"composite_response": [row(0, 400, body=body), row(1)]}), TWO)
    assert found is not None
    assert "token-5e2" not in found[0].error().message
