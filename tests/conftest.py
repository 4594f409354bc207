# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of all folders share: the way to their helpers, a simulator, and where Ansible finds the collection."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).absolute().parents[1]
sys.path.insert(0, str(ROOT))

from tests.command import ansible, environment  # noqa: E402
from tests.simulator.client import Simulator  # noqa: E402
from tests.tools import dist  # noqa: E402

# The same examples in each run: a change is what breaks a test, not the day. HYPOTHESIS_PROFILE=search draws others, and many.
settings.register_profile("same", derandomize=True, database=None, max_examples=50, deadline=None)
settings.register_profile("search", database=None, print_blob=True, max_examples=3000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.fixture(scope="session", name="process")
def _process() -> Iterator[Simulator]:
    with Simulator.start() as simulator:
        yield simulator


@pytest.fixture(name="simulator")
def _simulator(process: Simulator) -> Simulator:
    process.reset()
    return process


@pytest.fixture(scope="session", name="collections")
def _collections(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A path on which Ansible finds this collection, wherever the checkout lies."""
    if ROOT.parts[-3:] == ("ansible_collections", "sdelements", "integrations"):
        return str(ROOT.parents[2])
    place = tmp_path_factory.mktemp("collections")
    (place / "ansible_collections" / "sdelements").mkdir(parents=True)
    (place / "ansible_collections" / "sdelements" / "integrations").symlink_to(ROOT)
    return str(place)


def _galaxy(folder: Path, *arguments: str) -> None:
    ansible("galaxy", "collection", *arguments, cwd=folder, env=environment(folder, str(folder)), check=True)


@pytest.fixture(scope="session", name="tarball")
def _tarball(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The collection as users get it."""
    folder = tmp_path_factory.mktemp("tarball")
    dist.build(folder)
    (built,) = folder.glob("*.tar.gz")
    return built


@pytest.fixture(scope="session", name="installed")
def _installed(tarball: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A path on which Ansible finds the collection, installed from its tarball."""
    folder = tmp_path_factory.mktemp("installed")
    _galaxy(folder, "install", "--force", "--no-deps", "--offline", "-p", str(folder), str(tarball))
    return folder
