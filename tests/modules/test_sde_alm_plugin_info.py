# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading which params the systems take."""

from __future__ import annotations

import pytest

from tests.modules.behaviours import MIXED, READING
from tests.modules.conftest import Engine
from tests.modules.info import read
from tests.simulator.client import Simulator
from tests.simulator.systems import SYSTEMS

NAME = "sde_alm_plugin_info"


@pytest.mark.parametrize("behaviour", [name for name in READING if "no_plugins" not in name])
def test_what_is_told(behaviour: str, simulator: Simulator, engine: Engine) -> None:
    simulator.reset(**MIXED[behaviour])
    found = read(engine, simulator, NAME, "plugins")
    assert {plugin["id"] for plugin in found} == {system.id for system in SYSTEMS if system.kind == "alm"}
    (jira,) = read(engine, simulator, NAME, "plugins", id="jira")
    params = {param["name"]: param for param in jira["params"]}
    assert params["alm_server"]["names"] == ["alm_server", "issue_tracker_server"]
    assert params["jira_version"]["names"] == ["jira_version"]
    assert params["alm_server"]["required"] is True
    assert params["alm_pass"]["secret"] is True
    assert params["alm_user"]["secret"] is False
    assert params["jira_version"]["default"] == "5"
    assert params["alm_project"]["scope"] == ["project"]
    assert params["alm_server"]["scope"] == ["system"]


def test_an_unknown_system(simulator: Simulator, engine: Engine) -> None:
    assert read(engine, simulator, NAME, "plugins", id="jirra") == []
    assert engine.warnings == ["system: this server has no system 'jirra'; did you mean 'jira'?"]


def test_an_analysis_tool_is_no_such_system(simulator: Simulator, engine: Engine) -> None:
    assert read(engine, simulator, NAME, "plugins", id="veracode") == []
    (warning,) = engine.warnings
    assert warning.startswith("system: this server has no system 'veracode'; it has ")


def test_a_server_without(simulator: Simulator, engine: Engine) -> None:
    simulator.behave(plugins="absent")
    assert read(engine, simulator, NAME, "plugins") == []
    assert len(engine.warnings) == 1
