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


def assert_filters(engine: Engine, simulator: Simulator, name: str, filters: list[tuple[dict[str, Any], list[int]]]) -> None:
    """Each filter finds the objects with these ids, and they have the common form."""
    key = f"{name.rpartition('_info')[0].rpartition('_')[2]}s"
    for wanted, ids in filters:
        found = read(engine, simulator, name, key, **wanted)
        assert sorted(each["id"] for each in found) == ids, wanted
        assert all(isinstance(each.get(key, 0), int) for each in found for key in ("project", "connector"))
        assert all({"id", "name", "short_name"} <= set(each["system"]) for each in found if "system" in each)


def last_jobs(engine: Engine, simulator: Simulator, name: str) -> dict[int, Any]:
    """The last job of each connection by the connection's id."""
    found = read(engine, simulator, name, "connections", include_last_job=True)
    return {each["id"]: each.get("last_job") for each in found}


#: Servers whose lists of jobs have to be read in different ways.
JOB_LISTS: list[dict[str, Any]] = [{}, {"all_jobs": "with_ldap"}, {"filters": "ignored", "paging": "forced", "page_size_default": 7}]


def assert_last_jobs_from_their_list(engine: Engine, simulator: Simulator, name: str) -> None:
    """A server that includes no last jobs has them in a list, with the same result."""
    keys = ("id", "ready", "succeeded", "automatic", "last_run", "result_message")
    for filters in ({}, {"id": 2}, {"id": 3}, {"frequency": "daily"}):
        simulator.behave(last_job="included")
        simulator.journal(clear=True)
        included = read(engine, simulator, name, "connections", include_last_job=True, **filters)
        assert not [entry for entry in simulator.journal() if "/jobs/" in entry["path"]]
        simulator.behave(last_job="ignored")
        found = read(engine, simulator, name, "connections", include_last_job=True, **filters)
        assert [{key: (each["last_job"] or {}).get(key) for key in keys} for each in found] == [
            {key: (each["last_job"] or {}).get(key) for key in keys} for each in included
        ]
        assert not any("connection" in (each["last_job"] or ()) for each in found)
    assert engine.warnings == []
