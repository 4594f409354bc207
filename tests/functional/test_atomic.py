# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Composite requests as users of ansible-playbook see them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.playbook import Playbook, task
from tests.simulator.client import Simulator

SECRET = "jira-password-0c6fb1d2"
CONNECTOR = {"name": "Jira", "server": "jira.example.com", "user": "bot", "password": SECRET}
REFUSED = {"kind": "status", "status": 400, "json": {"alias": ["This alias is not allowed."]}, "sub": True}
REASON = "composite requests are not available on this server (GET /api/v2/composite/ answered 404), so plain requests are used"


@pytest.fixture(name="projects")
def _projects(simulator: Simulator) -> list[dict[str, Any]]:
    """Nine projects, each with a connection to be."""
    simulator.add("business-units", name="Retail")
    simulator.add("applications", name="Web", business_unit=1)
    simulator.add_many("projects", [{"name": f"Project {number}", "application": 1} for number in range(9)])
    return [{"project": f"Project {number}", "jira_project": f"P{number}"} for number in range(9)]


def role(name: str, **variables: Any) -> dict[str, Any]:
    """A task that runs the role jira."""
    return {"name": name, "ansible.builtin.include_role": {"name": "sdelements.integrations.jira"}, "vars": variables}


def test_a_role_writes_its_list_as_one_transaction(simulator: Simulator, projects: list[dict[str, Any]], playbook: Playbook) -> None:
    simulator.behave(composite="present")
    variables = {"jira_connector": CONNECTOR, "jira_connections": projects, "jira_atomic": "auto"}
    simulator.fault(**REFUSED, method="POST", skip=6)
    failed = playbook([role("apply", **variables)])
    assert failed.code == 2
    message = failed.failed("Manage the connections")
    assert message.startswith("connection 'Jira P6' of project 'Project 6': POST ")
    assert message.endswith(" answered 400: alias: This alias is not allowed; 8 other changes of the composite request were rolled back")
    assert simulator.objects("connections/alm") == []
    simulator.journal(clear=True)
    checked = playbook([role("apply", **variables)], "--check")
    assert simulator.writes() == []
    applied = playbook([role("apply", **variables)])
    assert applied.code == 0
    assert [len(entry["body"]["composite_request"]) for entry in simulator.writes()] == [9]
    wanted = applied["Manage the connections"]
    assert wanted["batches"] == checked["Manage the connections"]["batches"] == 1
    assert wanted["commands"] == checked["Manage the connections"]["commands"]
    assert SECRET not in failed.everything + checked.everything + applied.everything


def test_a_server_without_them_gets_plain_requests_and_a_line_with_v(simulator: Simulator, playbook: Playbook) -> None:
    params = {"alm_server": "jira.example.com", "alm_user": "bot", "alm_pass": SECRET}
    config = [{"name": f"Jira {number}", "system": "jira", "params": params} for number in range(3)]
    apply = task("apply", "sde_alm_connectors", {"config": config}, environment={"SDE_ATOMIC": "auto"})
    required = task("require", "sde_alm_connectors", {"config": config, "state": "deleted", "atomic": "require"}, ignore_errors=True)
    remove = task(
        "remove", "sde_alm_connectors", {"config": config, "state": "deleted", "atomic": "auto"}, vars={"sde_execution": "module"}
    )
    run = playbook([apply, required, remove], "-v")
    assert run.code == 0
    assert run["apply"]["not_atomic"] == run["remove"]["not_atomic"] == REASON
    assert [entry["method"] for entry in simulator.writes()] == ["POST"] * 3 + ["DELETE"] * 3
    assert run.output.count(f"sde_alm_connectors: {REASON}\n") == 1  # of the worker; a module shows nothing while it runs
    assert run.failed("require").startswith("atomic: composite requests are not available on this server (GET /api/v2/composite/")
    quiet = playbook([apply])
    assert quiet["apply"]["changed"] is True
    assert REASON not in quiet.output
