# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read connectors to security tools."""

from __future__ import annotations

from typing import Any

import pytest

from tests.modules.behaviours import MIXED, READING
from tests.modules.conftest import Engine
from tests.modules.info import assert_filters
from tests.simulator.client import Simulator

NAME = "sde_analysis_connector_info"


FILTERS: list[tuple[dict[str, Any], list[int]]] = [
    ({}, [1, 2]),
    ({"id": 2}, [2]),
    ({"name": "Veracode"}, [1]),
    ({"system": "whitehat"}, [2]),
    ({"system": "jira"}, []),
]


@pytest.mark.parametrize("behaviour", READING)
def test_filters(behaviour: str, simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation", **MIXED[behaviour])
    assert_filters(engine, simulator, NAME, FILTERS)
