# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a fork of an Ansible that is there already does is what a process of its own does."""

from __future__ import annotations

from pathlib import Path

from tests.forks import forks
from tests.playbook import Playbook, both, task
from tests.simulator.client import Simulator


def test_a_fork_does_what_a_process_does(playbook: Playbook, simulator: Simulator, tmp_path: Path) -> None:
    params = {"alm_server": "jira.example.com", "alm_user": "bot", "alm_pass": "an-invented-password", "alm_misspelt": "x"}
    tasks = [
        *both("Made", "sde_alm_connector", {"name": "Jira", "system": "jira", "params": params}, diff=True),
        {"name": "Told", "ansible.builtin.debug": {"msg": "{{ lookup('ansible.builtin.env', 'HOME') }} {{ beside }}"}},
        task("Refused", "sde_alm_connector", {"name": ""}),
    ]
    (tmp_path / "beside.json").write_text('{"beside": "in the folder of the run"}', encoding="utf-8")
    flags = ("-v", "--extra-vars", "@beside.json")
    lines: list[str] = []
    alone = playbook(tasks, *flags, watch=lines.append)
    made = simulator.journal(clear=True)
    assert lines
    assert "\nlocalhost " in alone.output
    forks(playbook.environment, tmp_path)  # maybe the first time with this environment
    assert forks(playbook.environment, tmp_path)
    simulator.reset()
    forked = playbook(tasks, *flags)
    assert sorted(forked.output.splitlines()) == sorted(alone.output.splitlines())
    assert (forked.code, forked.results) == (alone.code, alone.results)
    assert [entry["path"] for entry in simulator.journal()] == [entry["path"] for entry in made]


def test_a_folder_with_settings_of_its_own_has_a_process_of_its_own(playbook: Playbook, tmp_path: Path) -> None:
    (tmp_path / "ansible.cfg").touch()
    assert {forks(playbook.environment, tmp_path) for turn in range(3)} == {None}
