# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a fork of an Ansible that is there already does is what a process of its own does."""

from __future__ import annotations

import os
import re
from pathlib import Path

from tests.command import BIN, shell
from tests.forks.start import Forks, forks
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
    forks(playbook.environment)  # maybe the first time with this environment
    assert forks(playbook.environment)
    simulator.reset()
    forked = playbook(tasks, *flags)
    assert sorted(forked.output.splitlines()) == sorted(alone.output.splitlines())
    assert (forked.code, forked.results) == (alone.code, alone.results)
    assert [entry["path"] for entry in simulator.journal()] == [entry["path"] for entry in made]


def test_commands_of_a_shell_are_forks_but_where_settings_are_their_own(playbook: Playbook, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "ansible.cfg").write_text("[defaults]\nforks = 7\n", encoding="utf-8")
    commands = Forks(playbook.environment).commands(tmp_path)
    env = {**playbook.environment, "PATH": f"{commands}{os.pathsep}{playbook.environment['PATH']}"}

    def location(command: str) -> str:
        (found,) = re.findall("executable location = (.*)", shell(f"{command} --version", cwd=tmp_path, env=env).stdout)
        return found

    programs = ["ansible", "ansible-playbook", "ansible-vault"]
    assert [location(program) for program in programs] == programs
    assert {location("cd own && ansible"), location("ANSIBLE_FORKS=7 ansible")} == {str(BIN / "ansible")}
    failed = shell("ansible-playbook --misspelt > output.txt 2> errors.txt", cwd=tmp_path, env=env)
    assert failed.returncode == 2
    assert (tmp_path / "output.txt").read_text(encoding="utf-8") == ""
    assert "usage: ansible-playbook " in (tmp_path / "errors.txt").read_text(encoding="utf-8")
