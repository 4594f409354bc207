# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of the table that cost no waiting, some cells of each. C(make servers) has all, and prints what the user is told."""

from __future__ import annotations

import pytest

from tests.robustness.matrix import OPERATIONS, Bench, Case, all_cases

#: A fault that passes is also one that stays, up to the last try; those that stay add sentences, not ways to go wrong.
CASES = [case for case in all_cases() if not case.options and not case.name.endswith("for good")]
#: Other positions of the switches in REFUSED.
TAKEN = {f"{name}_update={verb}" for name in ("connectors", "connections") for verb in ("put", "both")} | {"status_mappings=offered"}

#: What a server with this switch cannot let be done; on any other server every cell is ok.
REFUSED = {
    "params_visible": {"connection": {"check", "update", "quiet"}},
    "connector_params_visible": {"connector": {"check", "update", "quiet"}, "connection": {"check", "update"}},
    "fields": {"connector": {"check", "update", "quiet"}, "connection": {"check", "update"}},
    "connectors_update": {"connector": {"check", "update"}},
    "connections_update": {"connection": {"check", "update"}},
    "connectors_create": {"connector": {"create"}},
    "connections_create": {"connection": {"create"}},
    "connectors_delete": {"connector": {"absent"}},
    "connections_delete": {"connection": {"absent"}},
    "rights": {kind: {"create", "update", "absent"} for kind in ("connector", "connection")},
    "advanced_alm": {"connection": {"create"}},
    "require_status_mapping": {"connector": {"update"}},
    "status_mappings": {"connector": {"create"}},
    "maintenance": {kind: set(OPERATIONS) for kind in ("connector", "connection")},
    "body_limit": {kind: {"create", "update"} for kind in ("connector", "connection")},
}


def refused(case: Case, kind: str) -> set[str]:
    """The operations that the server of a case cannot let be done."""
    return set() if case.name in TAKEN else REFUSED.get(case.name.partition("=")[0], {}).get(kind, set())


def drawn(place: int, case: Case, kind: str) -> set[str]:
    """The operations of a case that are looked at here. Neighbours in the table have different ones, as have both kinds.

    A fault befalls one that writes. A server has an update, what it refuses, and one operation more.
    """
    place += kind == "connection"
    if case.fault:
        return {("create", "update", "absent")[place % 3]}
    return {"update", ("create", "check", "quiet", "absent")[place % 4]} | refused(case, kind)


CELLS = [(case, kind, drawn(place, case, kind)) for place, case in enumerate(CASES) for kind in ("connector", "connection")]


@pytest.mark.parametrize(("case", "kind", "operations"), CELLS, ids=[f"{case.name}-{kind}" for case, kind, _operations in CELLS])
def test_right_or_refused(bench: Bench, case: Case, kind: str, operations: set[str]) -> None:
    cells = {operation: bench.cell(case, operation, kind) for operation in sorted(operations)}
    wrong = {operation: cell for operation, cell in cells.items() if cell != "ok" and not cell.startswith("refused: ")}
    assert not wrong
    if not case.fault:
        assert {operation for operation, cell in cells.items() if cell != "ok"} == refused(case, kind)


def test_the_table_has_every_switch() -> None:
    from tests.simulator.behaviour import SWITCHES

    varied = {name for case in all_cases() for name in case.behaviour}
    assert varied >= {switch.name for switch in SWITCHES} - {"latency_ms", "throttle"}


def test_a_cell_can_be_wrong(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Bench, "wish", lambda self, operation, kind: {"name": "GitHub", "params": {"alm_server": "changed"}})
    assert bench.cell(Case("defaults"), "update", "connector") == "WRONG: another object changed"
