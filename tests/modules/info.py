# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of all info modules share."""

from __future__ import annotations

import json
from typing import Any

from tests.modules.conftest import Engine
from tests.simulator.client import Simulator

#: Secrets of the simulator's organisation.
KNOWN = (
    "jira-api-token-7f3a91c2",
    "jira-password-c04e88d1",
    "github-token-2be6f09d47",
    "rally-password-e1d75a30",
    "rtc-password-90ab3f6c",
    "veracode-secret-51b0e7",
    "whitehat-token-9d24c6",
)


def read(engine: Engine, simulator: Simulator, name: str, key: str, /, **options: Any) -> list[dict[str, Any]]:
    """The objects that an info module returns; the same in check mode, never changed, no write, no secret."""
    result = engine.run(name, **options)
    assert engine.run(name, True, **options) == result
    assert result["changed"] is False
    assert simulator.writes() == []
    text = json.dumps(result)
    assert simulator.token not in text
    assert not [secret for secret in KNOWN if secret in text]
    return result[key]
