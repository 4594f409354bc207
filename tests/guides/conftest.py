# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator, and a reader of guides with the environment that the guides ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.command import environment
from tests.forks.start import Forks
from tests.guides.guide import Reader
from tests.simulator.client import Simulator


@pytest.fixture(name="simulator")
def _simulator(process: Simulator) -> Simulator:
    process.reset("organisation")
    return process


@pytest.fixture(scope="session", name="settings")
def _settings(collections: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of all readers. In their PATH, commands of Ansible are forks where no settings are given but these."""
    folder = tmp_path_factory.mktemp("settings")
    password = folder / "vault-password"
    password.write_text("invented-password-of-the-vault\n", encoding="utf-8")
    env = environment(folder, collections, ANSIBLE_VAULT_PASSWORD_FILE=str(password), GIT_CONFIG_NOSYSTEM="1")
    for role in ("AUTHOR", "COMMITTER"):
        env.update({f"GIT_{role}_NAME": "Example", f"GIT_{role}_EMAIL": "example@example.com"})
    return {**env, "PATH": f"{Forks(env).commands(folder)}{os.pathsep}{env['PATH']}"}


@pytest.fixture(name="reader")
def _reader(simulator: Simulator, tmp_path: Path, settings: dict[str, str]) -> Reader:
    home, folder = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    folder.mkdir()
    return Reader(folder, {**settings, "HOME": str(home), "PWD": str(folder), "SDE_URL": simulator.url, "SDE_TOKEN": simulator.token})
