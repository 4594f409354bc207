# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drawn lists, servers and faults, written one by one or with composite requests."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine import Run
from tests.robustness import draws
from tests.robustness.matrix import CHANGED, Bench
from tests.robustness.test_settle import KINDS, NAMES, identities, several
from tests.simulator.client import Simulator

PATH = "^/api/v2/composite/$"
JSON = (
    ["text"],
    {},
    {"composite_response": None},
    {"composite_response": [{"reference_id": "write-00", "http_status_code": "201", "body": {}}]},
)


@st.composite
def befalling(draw: st.DrawFn) -> dict[str, Any]:
    """What goes wrong: with a composite request, with one within it, or with a read."""
    where = draw(st.sampled_from(["composite", "composite", "sub", "read"]))
    spec: dict[str, Any] = {"times": draw(st.integers(1, 3)), "skip": draw(st.integers(0, 2))}
    if where == "sub":
        kind = draw(st.sampled_from(["status", "status_after"]))
        status = draw(st.sampled_from([400, 403, 404, 405, 409, 429, 500, 503] if kind == "status" else [500, 503, 504]))
        return {**spec, "kind": kind, "status": status, "sub": True, "method": draw(st.sampled_from(["POST", "PATCH", "DELETE"]))}
    if where == "read":
        return {**spec, "kind": "status", "status": draw(st.sampled_from([500, 503])), "method": "GET", "skip": draw(st.integers(0, 12))}
    spec = {**draw(draws.fault()), **spec, "method": "POST", "path": PATH}
    if spec["kind"] in ("status_after", "status_late"):
        spec["status"] = draw(st.sampled_from([200, 302, 500, 502, 503, 504]))
    if spec["kind"] in ("status_after", "wrong_json"):
        spec["json"] = copy.deepcopy(draw(st.sampled_from(JSON)))
    return spec


@st.composite
def lost(draw: st.DrawFn) -> dict[str, Any]:
    """A request that is lost, or its answer, or that is applied late."""
    kind = draw(st.sampled_from(["reset", "reset_after", "status", "status_after", "status_late"]))
    more = {} if kind.startswith("reset") else {"status": draw(st.sampled_from([500, 502, 503, 504]))}
    if kind == "status_late":
        more["after"] = draw(st.integers(0, 12))
    method = draw(st.sampled_from(["POST", "PATCH", "DELETE", "GET"]))
    return {"kind": kind, "method": method, "times": draw(st.integers(1, 3)), "skip": draw(st.integers(0, 2)), **more}


PLAIN = {
    "unique_names": list(NAMES),
    "create_answer": ["object", "empty"],
    "read_lag": ["0", "0", "2", "5", "8"],
}
COMPOSITE = {
    **PLAIN,
    "composite": ["present", "present", "present", "partial", "forbidden_post"],
    "composite_rollback": ["halted", "as_run"],
    "composite_status": ["200", "400"],
    "composite_max": ["50", "3"],
    "connections_update": ["patch", "put", "both"],
    "connectors_update": ["patch", "put", "both"],
    "body_limit": ["10485760", "900"],
    "secrets": ["clear", "masked", "omitted"],
}


@pytest.mark.parametrize(
    ("servers", "faults", "atomic"),
    [(PLAIN, lost(), ["auto"]), (COMPOSITE, befalling(), ["auto", "auto", "require"])],
    ids=["plain", "composite"],
)
@given(
    data=st.data(),
    kind=st.sampled_from(KINDS),
    retries=st.integers(0, 2),
    count=st.integers(1, 13),
    concurrency=st.sampled_from([1, 4]),
)
def test_runs_leave_one_object_of_each_identity_and_report_what_they_changed(
    process: Simulator,
    servers: dict[str, list[str]],
    faults: st.SearchStrategy[dict[str, Any]],
    atomic: list[str],
    data: st.DataObject,
    kind: str,
    retries: int,
    count: int,
    concurrency: int,
) -> None:
    bench = Bench(process)
    bench.prepare("create", kind)
    behaviour = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in servers.items()})
    bench.simulator.behave(**data.draw(behaviour, "server"))
    for fault in data.draw(st.lists(faults, max_size=2), "faults"):
        bench.simulator.fault(**fault)
    common = {"retries": retries, "concurrency": concurrency, "max_deletes": 99, "atomic": data.draw(st.sampled_from(atomic), "atomic")}
    for _turn in range(data.draw(st.integers(1, 3), "runs")):
        before = bench.stored()
        config = several(kind, count)
        for entry in config:
            entry["params"][CHANGED[kind]] = data.draw(st.sampled_from(["a", "b", "@{a}"]), "value")
        state = data.draw(st.sampled_from(["merged", "merged", "deleted"]), "state")
        options = {"config": config, "state": state, **common}
        outcome: Run = bench.task(f"sde_alm_{kind}s", **options)
        after = bench.stored()
        assert outcome.changed or before == after, f"a change that was not reported: {outcome.failure}"
        assert len(set(identities(bench, kind))) == len(identities(bench, kind)), "two objects of one identity"
        if outcome.failure:
            bench.simulator.catch_up()  # a user reads the message, and the server goes on meanwhile
            bench.task("sde_alm_connector_info")
        else:
            again = bench.task(f"sde_alm_{kind}s", **options)
            assert again.failure or not again.changed, "a second run changes something"
