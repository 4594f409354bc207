# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator, and a reader of guides with the environment that the guides ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import environment
from tests.guides.guide import Reader
from tests.simulator.client import Simulator


@pytest.fixture(name="simulator")
def _simulator(process: Simulator) -> Simulator:
    process.reset("organisation")
    return process


@pytest.fixture(name="reader")
def _reader(simulator: Simulator, tmp_path: Path, collections: str) -> Reader:
    home, folder = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    folder.mkdir()
    (home / "vault-password").write_text("invented-password-of-the-vault\n", encoding="utf-8")
    return Reader(
        folder,
        environment(
            home,
            collections,
            PWD=str(folder),
            SDE_URL=simulator.url,
            SDE_TOKEN=simulator.token,
            ANSIBLE_VAULT_PASSWORD_FILE=str(home / "vault-password"),
            GIT_AUTHOR_NAME="Example",
            GIT_AUTHOR_EMAIL="example@example.com",
            GIT_COMMITTER_NAME="Example",
            GIT_COMMITTER_EMAIL="example@example.com",
            GIT_CONFIG_NOSYSTEM="1",
        ),
    )
