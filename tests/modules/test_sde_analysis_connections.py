# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections to security tools as a list."""

from __future__ import annotations

import pytest

from tests.modules.conftest import Engine, Life
from tests.modules.lives import SERVERS, assert_life_of_several
from tests.modules.test_sde_analysis_connection import MANY, PAY, WEB, aliases
from tests.simulator.client import Simulator


@pytest.mark.parametrize("behaviour", SERVERS["sde_analysis_connection"])
def test_life(behaviour: str, furnished: Simulator, life: Life, engine: Engine) -> None:
    assert_life_of_several("sde_analysis_connection", behaviour, furnished, life, engine)


def test_several_are_written_by_one_composite_request(scanned: Simulator, engine: Engine) -> None:
    scanned.behave(composite="present")
    scanned.fault(kind="status_late", status=504, after=3, method="POST", path="^/api/v2/composite/$")
    assert engine.run(MANY, config=[PAY, WEB], atomic="require", retries=1)["batches"] == 1
    assert [entry["path"] for entry in scanned.writes()] == ["/api/v2/composite/"]
    assert aliases(scanned) == [(1, "Veracode"), (2, "Scan")]
