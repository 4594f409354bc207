# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An organisation on the simulator, and ansible-playbook as users run it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.playbook import Playbook
from tests.simulator.client import Simulator


@pytest.fixture(name="simulator")
def _simulator(process: Simulator) -> Simulator:
    process.reset("organisation")
    return process


@pytest.fixture(name="playbook")
def _playbook(simulator: Simulator, tmp_path: Path, collections: str) -> Playbook:
    return Playbook(simulator, tmp_path, collections)
