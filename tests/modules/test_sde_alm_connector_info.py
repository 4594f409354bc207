# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read connectors to issue trackers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.modules.behaviours import MIXED, READING
from tests.modules.conftest import Engine
from tests.modules.info import assert_filters, read
from tests.simulator.client import Simulator

NAME = "sde_alm_connector_info"


FILTERS: list[tuple[dict[str, Any], list[int]]] = [
    ({}, [1, 2, 3, 4, 5]),
    ({"id": 3}, [3]),
    ({"id": 77}, []),
    ({"name": "GitHub"}, [3]),
    ({"name": "github"}, []),
    ({"system": "jira"}, [1, 2]),
    ({"system": "JIRA", "name": "Jira Cloud"}, [1]),
    ({"system": "rally"}, [4]),
    ({"system": "fortify"}, []),
]


@pytest.mark.parametrize("behaviour", READING)
def test_filters(behaviour: str, simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation", **MIXED[behaviour])
    assert_filters(engine, simulator, NAME, FILTERS)


def test_a_connector_is_told_without_its_secrets(simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation")
    (found,) = read(engine, simulator, NAME, "connectors", id=2)
    assert (found["name"], found["system"]["id"], found["inaccessible"]) == ("Jira Data Center", "jira", False)
    assert found["params"]["alm_context_root"] == "jira"
    assert found["params"]["alm_pass"] == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
