# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A misspelt param, planned in check mode against a server that has nothing yet."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.guides.guide import Reader
from tests.simulator.client import Simulator

CONNECTOR = {
    "name": "Jira",
    "system": "jira",
    "secret_params": {"alm_pass": "invented-Passw0rd-77c1"},
    "params": {"alm_server": "jira.example.com", "alm_user": "bot", "jira_version": "9", "jira_isue_type": "Bug"},
}
MODULE = {"tasks": [{"name": "Plan", "sdelements.integrations.sde_alm_connector": CONNECTOR}]}
ROLE = {"roles": ["sdelements.integrations.integration"], "vars": {"integration_connectors": [CONNECTOR]}}


def planned(reader: Reader, play: dict[str, Any], wish: str) -> int:
    """Plan a play; the exit code. Every description of the connector says how params are validated."""
    text = json.dumps([{"hosts": "localhost", "gather_facts": False, **play}])
    text = text.replace('"name": "Jira"', f'"name": "Jira", "validate_params": "{wish}"')
    (reader.folder / "play.yml").write_text(text, encoding="utf-8")
    return reader.run("ansible-playbook play.yml --check")


@pytest.mark.parametrize("play", [MODULE, ROLE], ids=["module", "role"])
@pytest.mark.parametrize(("wish", "code"), [("warn", 0), ("strict", 2), ("never", 0)])
def test_a_misspelt_param(reader: Reader, simulator: Simulator, play: dict[str, Any], wish: str, code: int) -> None:
    simulator.reset("empty")
    assert planned(reader, play, wish) == code, reader.output
    said = " ".join(reader.output.split())
    told = ("no param 'jira_isue_type'" in said, "jira_issue_type" in said, "[WARNING]: connector 'Jira'" in said)
    assert told == {"warn": (True, True, True), "strict": (True, True, False), "never": (False, False, False)}[wish], reader.output
    assert ("changed=1" in said) == (code == 0)
    assert simulator.writes() == []
    assert simulator.objects("connectors/alm") == []
