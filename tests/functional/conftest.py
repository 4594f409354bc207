# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real ansible-playbook against a simulator that the tasks name, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.playbook import Playbook
from tests.simulator.client import Simulator


@pytest.fixture(name="playbook")
def _playbook(simulator: Simulator, tmp_path: Path, collections: str) -> Playbook:
    playbook = Playbook(simulator, tmp_path, collections)
    playbook.environment["ANSIBLE_INJECT_INVOCATION"] = "True"
    for name in ("SDE_URL", "SDE_TOKEN"):
        del playbook.environment[name]
    return playbook


@pytest.fixture(name="environment")
def _environment(playbook: Playbook) -> dict[str, str]:
    return playbook.environment
