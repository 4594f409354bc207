# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A misspelt param in the variables of the role integration, which asks for strict names, on a server that has nothing yet."""

from __future__ import annotations

import json

from tests.guides.guide import Reader
from tests.simulator.client import Simulator

CONNECTOR = {
    "name": "Jira",
    "system": "jira",
    "validate_params": "strict",
    "secret_params": {"alm_pass": "invented-Passw0rd-77c1"},
    "params": {"alm_server": "jira.example.com", "alm_user": "bot", "jira_version": "9", "jira_isue_type": "Bug"},
}


def test_a_misspelt_param_fails_the_check(reader: Reader, simulator: Simulator) -> None:
    simulator.reset("empty")
    play = {"hosts": "localhost", "gather_facts": False, "roles": ["sdelements.integrations.integration"]}
    (reader.folder / "play.yml").write_text(json.dumps([{**play, "vars": {"integration_connectors": [CONNECTOR]}}]), encoding="utf-8")
    assert reader.run("ansible-playbook play.yml --check") == 2, reader.output
    said = " ".join(reader.output.split())
    assert "no param 'jira_isue_type'; did you mean 'jira_issue_type'" in said
    assert "changed=0" in said
    assert simulator.writes() == []
