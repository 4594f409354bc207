# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the integrations of projects, from their own list or from the connections."""

from __future__ import annotations

from typing import Any

import pytest

from tests.modules.behaviours import MIXED, READING
from tests.modules.conftest import Engine
from tests.modules.info import read
from tests.simulator.client import Simulator

NAME = "sde_integration_info"


OF_ALL_KINDS: list[dict[str, Any]] = [
    {},
    {"project": 8},
    {"project": 7},
    {"application": "Instant Transfers"},
    {"alias": "GitHub service-04"},
    {"frequency": "weekly"},
    {"system": "github"},
    {"type": "Analysis Tool"},
    {"type": "ALM", "project": 14},
    {"project": 8, "include_params": True},
]


def told(integrations: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """What both sources know of integrations, in one order."""
    keys = ("type", "id", "project", "alias", "frequency", "command")
    return sorted((*(each.get(key) for key in keys), each["system"]["id"]) for each in integrations)


@pytest.mark.parametrize("behaviour", READING)
def test_both_sources_of_integrations_tell_the_same(behaviour: str, simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation", **MIXED[behaviour], integrations="present")
    own = [engine.run(NAME, **filters)["integrations"] for filters in OF_ALL_KINDS]
    assert engine.run(NAME)["source"] == "integrations"
    simulator.behave(integrations="absent")
    made = [engine.run(NAME, **filters)["integrations"] for filters in OF_ALL_KINDS]
    assert engine.run(NAME)["source"] == "connections"
    for filters, one, other in zip(OF_ALL_KINDS, own, made):
        assert one, filters
        assert told(one) == told(other), filters
        assert all(("params" in each) is filters.get("include_params", False) for each in (*one, *other)), filters


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"project": 8}, [("ALM", 7)]),
        ({"project": 7}, [("ALM", 6), ("Analysis Tool", 1)]),
        ({"type": "Analysis Tool"}, [("Analysis Tool", n) for n in range(1, 7)]),
        ({"alias": "nothing"}, []),
    ],
)
def test_filters_of_integrations(filters: dict[str, Any], found: list[tuple[str, int]], simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation")
    assert [(each["type"], each["id"]) for each in read(engine, simulator, NAME, "integrations", **filters)] == found
