# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connectors to security tools as a list."""

from __future__ import annotations

import pytest

from tests.modules.conftest import Engine, Life
from tests.modules.lives import SERVERS, assert_life_of_several
from tests.simulator.client import Simulator


@pytest.mark.parametrize("behaviour", SERVERS["sde_analysis_connector"])
def test_life(behaviour: str, furnished: Simulator, life: Life, engine: Engine) -> None:
    assert_life_of_several("sde_analysis_connector", behaviour, furnished, life, engine)
