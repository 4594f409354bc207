# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator, and a reader of guides with the environment that the guides ask for."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).absolute().parents[2]
sys.path.insert(0, str(ROOT))

from tests.guides.guide import Reader  # noqa: E402
from tests.simulator.client import Simulator  # noqa: E402


@pytest.fixture(scope="session", name="collections")
def _collections(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A path on which Ansible finds this collection, wherever the checkout lies."""
    if ROOT.parts[-3:] == ("ansible_collections", "sdelements", "integrations"):
        return str(ROOT.parents[2])
    place = tmp_path_factory.mktemp("collections")
    (place / "ansible_collections" / "sdelements").mkdir(parents=True)
    (place / "ansible_collections" / "sdelements" / "integrations").symlink_to(ROOT)
    return str(place)


@pytest.fixture(scope="session", name="process")
def _process() -> Iterator[Simulator]:
    with Simulator.start() as simulator:
        yield simulator


@pytest.fixture(name="simulator")
def _simulator(process: Simulator) -> Simulator:
    process.reset("organisation")
    return process


@pytest.fixture(name="reader")
def _reader(simulator: Simulator, tmp_path: Path, collections: str) -> Reader:
    """Knows nothing of the environment outside but where the programs are."""
    home, folder = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    folder.mkdir()
    (home / "vault-password").write_text("invented-password-of-the-vault\n", encoding="utf-8")
    return Reader(folder, {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "HOME": str(home), "LANG": "C.UTF-8", "PWD": str(folder),
        "SDE_URL": simulator.url, "SDE_TOKEN": simulator.token,
        "ANSIBLE_COLLECTIONS_PATH": collections, "ANSIBLE_HOME": str(home / "ansible"), "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_VAULT_PASSWORD_FILE": str(home / "vault-password"), "PYTHONDONTWRITEBYTECODE": "1",
        "GIT_AUTHOR_NAME": "Example", "GIT_AUTHOR_EMAIL": "example@example.com",
        "GIT_COMMITTER_NAME": "Example", "GIT_COMMITTER_EMAIL": "example@example.com", "GIT_CONFIG_NOSYSTEM": "1"})
