# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read which params the systems take."""

from __future__ import annotations

from typing import Any

import pytest

from tests.modules.behaviours import MIXED, READING
from tests.modules.conftest import Engine
from tests.modules.info import read
from tests.simulator.client import Simulator
from tests.simulator.systems import SYSTEMS

NAME = "sde_alm_plugin_info"


@pytest.mark.parametrize("behaviour", [name for name in READING if "no_plugins" not in name])
def test_a_plugin_describes_the_params_of_a_system(behaviour: str, simulator: Simulator, engine: Engine) -> None:
    simulator.reset(**MIXED[behaviour])
    found = read(engine, simulator, NAME, "plugins")
    assert {plugin["id"] for plugin in found} == {system.id for system in SYSTEMS if system.kind == "alm"}
    (jira,) = read(engine, simulator, NAME, "plugins", id="jira")
    params = {param["name"]: param for param in jira["params"]}
    assert params["alm_server"]["names"] == ["alm_server", "issue_tracker_server"]
    assert params["jira_version"]["names"] == ["jira_version"]
    assert params["alm_server"]["required"] is True
    assert (params["alm_pass"]["secret"], params["alm_user"]["secret"]) == (True, False)
    assert params["jira_version"]["default"] == "5"
    assert (params["alm_project"]["scope"], params["alm_server"]["scope"]) == (["project"], ["system"])


@pytest.mark.parametrize(
    ("plugins", "id", "warning"),
    [
        ("present", "jirra", "system: this server has no system 'jirra'; did you mean 'jira'?"),
        ("present", "veracode", "system: this server has no system 'veracode'; it has "),
        ("absent", None, ""),
    ],
)
def test_a_plugin_that_is_not_there_is_a_warning(plugins: str, id: Any, warning: str, simulator: Simulator, engine: Engine) -> None:
    simulator.behave(plugins=plugins)
    assert read(engine, simulator, NAME, "plugins", **({"id": id} if id else {})) == []
    assert [text.startswith(warning) for text in engine.warnings] == [True]
