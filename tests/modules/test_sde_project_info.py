# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read projects."""

from __future__ import annotations

from typing import Any

import pytest

from tests.modules.behaviours import MIXED, READING
from tests.modules.conftest import Engine
from tests.modules.info import assert_filters, read
from tests.simulator.client import Simulator

NAME = "sde_project_info"


FILTERS: list[tuple[dict[str, Any], list[int]]] = [
    ({"id": 11}, [11]),
    ({"id": 23}, [23]),
    ({"id": 77}, []),
    ({"name": "Reporting"}, [3, 11]),
    ({"name": "reporting"}, []),
    ({"name": "Reporting", "application": "Instant Transfers"}, [11]),
    ({"application": 2}, list(range(9, 17))),
    ({"business_unit": "Payments"}, list(range(1, 25))),
    ({"business_unit": "Payments", "archived": True}, [23]),
    ({"business_unit": "Payments", "archived": False}, [n for n in range(1, 25) if n != 23]),
    ({"business_unit": 1, "application": "Web Shop"}, []),
    ({"archived": True}, [23, 58]),
]


@pytest.mark.parametrize("behaviour", READING)
def test_filters(behaviour: str, simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation", **MIXED[behaviour])
    assert_filters(engine, simulator, NAME, FILTERS)


def test_a_project_is_told_with_its_application_and_business_unit(simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation")
    (found,) = read(engine, simulator, NAME, "projects", id=11)
    told = ("name", "application", "application_name", "business_unit", "business_unit_name", "archived")
    assert [found[key] for key in told] == ["Reporting", 2, "Instant Transfers", 1, "Payments", False]
    assert len(read(engine, simulator, NAME, "projects")) == 60
