# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a terminal shows of a run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.collection import ROOT
from tests.playbook import Playbook, task
from tests.simulator.client import Simulator

CREATED = {
    "json": ['"alm_pass": "(secret, new)",', '"alm_server": "jira.example.com",', '"alm_user": "bot",'],
    "yaml": ["alm_pass: (secret, new)", "alm_server: jira.example.com", "alm_user: bot"],
}
PARAMS = {"alm_server": "jira.example.com", "alm_user": "bot", "jira_version": "9", "alm_pass": "{{ password }}"}
JIRA = {"name": "Jira", "system": "jira", "params": PARAMS}


@pytest.mark.every_core
@pytest.mark.parametrize("style", CREATED)
def test_a_diff_shows_no_line_of_what_is_not_there(
    style: str, simulator: Simulator, playbook: Playbook, environment: dict[str, str]
) -> None:
    simulator.reset("empty")
    environment["ANSIBLE_CALLBACK_RESULT_FORMAT"] = style
    tasks = [task("create", "sde_alm_connector", JIRA), task("remove", "sde_alm_connector", {"name": "Jira", "state": "absent"})]
    run = playbook(tasks, "--diff", variables={"password": "invented-Passw0rd-93b1"})
    created, removed = (part.split("changed: ")[0] for part in run.output.split("+++ after: connector 'Jira'\n")[1:])
    assert [line.strip() for line in re.findall(r"^\+ +(alm_.+|\"alm_.+)$", created, re.MULTILINE)] == CREATED[style]
    assert (re.findall(r"^-", created, re.MULTILINE), re.findall(r"^\+", removed, re.MULTILINE)) == ([], [])
    assert re.findall(r"^-.*alm_pass\W+(.*secret[^\",]*)", removed, re.MULTILINE)


def test_the_settings_of_the_documentation_leave_out_what_nobody_needs(simulator: Simulator, playbook: Playbook, tmp_path: Path) -> None:
    del playbook.environment["ANSIBLE_LOCALHOST_WARNING"]
    text = (ROOT / "docs" / "terminal.md").read_text(encoding="utf-8")
    (settings,) = re.findall(r"^```ini\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    simulator.reset("empty")
    tasks = [task("left out", "sde_server_info", when=False), task("create", "sde_alm_connector", JIRA)]
    variables = {"password": "invented-Passw0rd-93b1"}
    noisy = playbook(tasks, "--check", "--diff", variables=variables)
    assert "skipping: " in noisy.output and "[WARNING]: " in noisy.output and '"name": "Jira"' in noisy.output
    (tmp_path / "ansible.cfg").write_text(settings, encoding="utf-8")
    run = playbook(tasks, "--check", "--diff", variables=variables)
    assert "skipping: " not in run.output and "[WARNING]: " not in run.output
    assert "\n+    name: Jira\n" in run.output
