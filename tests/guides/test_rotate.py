# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""playbooks/rotate.yml where something is not as it should be: what it says, and what SD Elements has afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.guides.guide import Reader
from tests.simulator.client import Simulator

OLD, NEW = "jira-api-token-7f3a91c2", "jira-api-token-b60d55e9"
NOT_FILLED_IN = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
REASON = "Could not connect to the server: connection refused."
CONNECTORS = {
    "Jira Cloud": {"system": "jira", "secret_params": {"alm_pass": NEW}},
    "Jira Clod": {"system": "jira", "secret_params": {"alm_pass": NEW}},
    "Team Concert (behind the firewall)": {"system": "rational", "params": {"alm_pass": NEW}},
}

Rotate = Callable[..., int]


@pytest.fixture(name="rotate")
def _rotate(reader: Reader, simulator: Simulator) -> Rotate:
    """Rotate the secret of a connector; the exit code."""
    simulator.behave(secrets="omitted", sync_polls=0)

    def run(name: str = "Jira Cloud", *flags: str, **variables: Any) -> int:
        (reader.folder / "described.json").write_text(
            json.dumps(
                {
                    "integration_connectors": [{"name": name, **entry} for name, entry in CONNECTORS.items()],
                    "rotate_connector": name,
                    **variables,
                }
            ),
            encoding="utf-8",
        )
        code = reader.run(f"ansible-playbook sdelements.integrations.rotate -e @described.json {' '.join(flags)}")
        assert NEW not in reader.output
        return code

    return run


def stored(simulator: Simulator, name: str = "Jira Cloud") -> str:
    """The secret that SD Elements really has."""
    (found,) = [row["params"]["alm_pass"] for row in simulator.objects("connectors/alm") if row["name"] == name]
    return found


def jobs(simulator: Simulator) -> list[int]:
    """The connections of the jobs that were started."""
    return [entry["body"]["connection"] for entry in simulator.writes() if "/jobs/" in entry["path"]]


@pytest.mark.parametrize("result", ["fail_200", "fail_400"])
def test_a_secret_that_fails_the_test_is_not_stored(rotate: Rotate, reader: Reader, simulator: Simulator, result: str) -> None:
    before = simulator.objects("connectors/alm")
    simulator.behave(test_result=result)
    assert rotate() == 2
    assert REASON in reader.output
    assert simulator.writes() == []
    assert simulator.objects("connectors/alm") == before


def test_the_test_is_made_with_the_new_secret(rotate: Rotate, simulator: Simulator) -> None:
    assert rotate("Jira Cloud", "--check") == 0
    assert [entry["body"]["params"]["alm_pass"] for entry in simulator.journal() if entry["path"].endswith("/testalm/")] == [NEW]
    assert simulator.writes() == []
    assert stored(simulator) == OLD


def test_a_sync_that_fails_fails_the_run(rotate: Rotate, reader: Reader, simulator: Simulator) -> None:
    simulator.behave(sync_result="failure:The project is locked")
    assert rotate() == 2
    assert "The project is locked" in reader.output
    assert stored(simulator) == NEW


def test_connections_that_synced_well_come_first(rotate: Rotate, simulator: Simulator) -> None:
    """The connector Jira Cloud has a connection without a job, one whose job failed, and one that synced."""
    for job in simulator.objects("jobs/alm"):
        simulator.remove("jobs/alm", job["id"])
    mine = [row["id"] for row in simulator.objects("connections/alm") if row["connector"] == 1]
    never, failed, good, *others = mine
    for connection in others:
        simulator.change("connections/alm", connection, connector=2)
    simulator.add_many("jobs/alm", [{"connection": id, "ready": True, "succeeded": id == good} for id in (failed, good)])
    assert rotate(rotate_syncs=5) == 0
    assert jobs(simulator) == [good, never, failed]


NO_SECRET = "rotate_connector: the secret of 'Jira Cloud' is not filled in; give the new one"


@pytest.mark.parametrize(
    ("name", "entry", "words"),
    [
        ("Jira Cloud", {"secret_params": {"alm_pass": NOT_FILLED_IN}}, NO_SECRET),
        ("Jira Cloud", {"secret_params": {"alm_pass": "  "}}, NO_SECRET),
        ("Jira Cloud", {"secret_params": {"alm_pass": ""}}, NO_SECRET),
        ("Jira Cloud", {}, NO_SECRET),
        (
            "Other",
            {"secret_params": {"alm_pass": NEW}},
            "the variables of the roles describe 0 connectors named 'Jira Cloud'; give one of: Other; a name with a blank",
        ),
    ],
)
def test_without_a_new_secret_nothing_is_done(
    rotate: Rotate, reader: Reader, simulator: Simulator, name: str, entry: dict[str, Any], words: str
) -> None:
    assert rotate("Jira Cloud", integration_connectors=[{"name": name, "system": "jira", **entry}]) == 2
    assert words in reader.output
    assert simulator.journal() == []


def test_no_connector_is_created(rotate: Rotate, reader: Reader, simulator: Simulator) -> None:
    assert rotate("Jira Clod") == 2
    assert "rotate_connector: SD Elements has 0 connectors named 'Jira Clod'; create" in reader.output
    assert simulator.writes() == []


def test_one_that_an_agent_reaches_is_not_tested(rotate: Rotate, simulator: Simulator) -> None:
    simulator.behave(test_result="fail_400", sync_result="failure:not reached")
    assert rotate("Team Concert (behind the firewall)") == 0
    assert stored(simulator, "Team Concert (behind the firewall)") == NEW
    assert len(simulator.writes()) == 1


def test_a_server_without_a_connectivity_test(rotate: Rotate, reader: Reader, simulator: Simulator) -> None:
    simulator.behave(test_endpoint="absent")
    assert rotate() == 2
    assert "this server has no connectivity test" in reader.output
    assert simulator.writes() == []
    assert rotate(rotate_test="never") == 0
    assert stored(simulator) == NEW
    assert len(jobs(simulator)) == 1


def test_variables_of_an_inventory(reader: Reader, simulator: Simulator) -> None:
    """The layout of playbooks/integrations.yml: a host for each server, address and token among its variables; and the role github.

    The server shows the stored secrets.
    """
    simulator.behave(secrets="clear", sync_polls=0)
    (reader.folder / "inventory.json").write_text(
        json.dumps(
            {
                "sdelements": {
                    "hosts": {
                        "one": {
                            "ansible_connection": "local",
                            "sde_url": reader.environment.pop("SDE_URL"),
                            "sde_token": reader.environment.pop("SDE_TOKEN"),
                            "github_connector": {"name": "GitHub", "server": "github.example.com", "owner": "example-org", "token": NEW},
                        }
                    }
                }
            }
        ),
        encoding="utf-8",
    )
    reader.environment["ANSIBLE_INVENTORY_ENABLED"] = "yaml"
    command = "ansible-playbook -i inventory.json sdelements.integrations.rotate"
    assert reader.run(f"{command} -e rotate_hosts=sdelements -e rotate_connector=GitHub") == 0, reader.output
    assert simulator.objects("connectors/alm")[2]["params"]["alm_api_token"] == NEW
    assert len(jobs(simulator)) == 1
