# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One simulator for each worker."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from tests.robustness.matrix import Bench
from tests.simulator.client import Simulator

_QUIET = {"deadline": None, "suppress_health_check": list(HealthCheck)}
settings.register_profile("test", derandomize=True, database=None, max_examples=20, **_QUIET)
settings.register_profile("soak", database=None, print_blob=True, max_examples=int(os.environ.get("SEQUENCES", "1000")), **_QUIET)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))


@pytest.fixture(scope="session", name="bench")
def _bench(process: Simulator) -> Bench:
    return Bench(process)
