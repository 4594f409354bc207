# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roles start a sync of what changed, and leave to the remote agent what only it can sync."""

from __future__ import annotations

from typing import Any

from tests.roles.conftest import Playbook
from tests.simulator.client import Simulator

TRACKER: dict[str, Any] = {
    "system": "jira",
    "params": {"alm_server": "jira.example.com", "alm_user": "bot"},
    "secret_params": {"alm_pass": "x1"},
}
VARIABLES: dict[str, Any] = {
    "integration_sync": True,
    "integration_connectors": [
        {**TRACKER, "name": "Near"},
        {**TRACKER, "name": "Far", "inaccessible": True},
    ],
    "integration_connections": [
        {
            "project": "Card Processing Reporting",
            "alias": name,
            "connector": name,
            "frequency": "daily",
            "params": {"alm_project": name.upper()},
        }
        for name in ("Near", "Far")
    ],
}


def test_connections_of_inaccessible_connectors_are_left_to_the_agent_and_named(simulator: Simulator, playbook: Playbook) -> None:
    simulator.behave(inaccessible_sync="400")
    jobs = len(simulator.objects("jobs/alm"))
    playbook.role("integration", **VARIABLES)
    ids = {row["alias"]: row["id"] for row in simulator.objects("connections/alm") if row["alias"] in ("Near", "Far")}
    assert [row["connection"] for row in simulator.objects("jobs/alm")[jobs:]] == [ids["Near"]]
    line = playbook.last.results[-1]["result"]["msg"]
    assert line == (
        "Done. Connectors: 2 created, 0 updated, 0 deleted, 0 unchanged. Connections: 2 created, 0 updated, 0 deleted, 0 unchanged. "
        f"Syncs started: 1. Left to the remote agent, since the connector is inaccessible: 1 connection, with the id {ids['Far']}"
    )
    playbook.role("integration", **VARIABLES)
    assert len(simulator.objects("jobs/alm")) == jobs + 1
    assert "Left to the remote agent" not in playbook.output
