# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each endpoint of a server is found under the word that it has, whatever the server answers under the other."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from tests.modules.behaviours import PASSWORD
from tests.modules.conftest import Engine
from tests.pairwise import pairwise
from tests.simulator.behaviour import ENDPOINTS
from tests.simulator.client import Simulator

WORDS = ("alm", "issue-tracker")
ELSEWHERE = ("404", "405", "405_writes", "login", "page")
JIRA = {"name": "Jira", "system": "jira", "params": {"alm_server": "jira.example.com", "alm_user": "bot", "alm_pass": PASSWORD}}
CONNECTION = {
    "alias": "Jira PAY",
    "project": "Payments",
    "connector": "Jira",
    "params": {"alm_project": "PAY"},
    "test_connection": "always",
}


def live(engine: Engine) -> None:
    """A connector, its connection, and a sync on an empty server: all endpoints that have a word."""
    engine.simulator.add("applications", name="Web")
    engine.simulator.add("projects", name="Payments", application=1)
    assert engine.run("sde_alm_connectors", config=[{**JIRA, "test_connection": "always"}])["changed"]
    assert engine.run("sde_alm_connection", **CONNECTION)["changed"]
    assert not engine.run("sde_alm_connection", **CONNECTION)["changed"]
    id = engine.run("sde_alm_connector_info", name="Jira")["connectors"][0]["id"]
    assert engine.run("sde_alm_connector", id=id, name="Tracker")["changed"]
    assert engine.run("sde_alm_connector_info", id=id)["connectors"][0]["name"] == "Tracker"
    assert engine.run("sde_alm_connector_info", id=id + 1)["connectors"] == []
    assert engine.run("sde_alm_plugin_info", id="jira")["plugins"]
    assert engine.run("sde_sync", alias="Jira PAY", project="Payments", wait=True, wait_interval=0)["job"]["succeeded"]


@pytest.mark.parametrize(("elsewhere", "words"), [(first, words) for first, *words in pairwise(ELSEWHERE, *[WORDS] * len(ENDPOINTS))])
def test_each_endpoint_has_a_word_of_its_own(elsewhere: str, words: list[str], simulator: Simulator, engine: Engine) -> None:
    simulator.behave(unknown_address=elsewhere, **{f"{endpoint}_word": word for endpoint, word in zip(ENDPOINTS, words)})
    live(engine)
    assert [len(simulator.objects(kind)) for kind in ("connectors/alm", "connections/alm", "jobs/alm")] == [1, 1, 1]


def test_a_server_of_today_gets_no_request_for_an_address_of_2018() -> None:
    with Simulator.start(seed="empty", generation="today") as today:
        live(Engine(today))
        assert [entry["path"] for entry in today.journal() if re.search(r"/(test)?alm/", entry["path"])] == []


def test_an_early_server_is_asked_for_the_word_of_today_once_in_a_task(simulator: Simulator, engine: Engine) -> None:
    live(engine)
    simulator.journal(clear=True)
    assert not engine.run("sde_alm_connection", **{**CONNECTION, "connector": "Tracker", "test_connection": "never"})["changed"]
    assert Counter(entry["path"] for entry in simulator.journal() if "issue-tracker" in entry["path"]) == {
        "/api/v2/connectors/issue-tracker/": 1
    }


@pytest.mark.parametrize("prefix", ["alm", "issue_tracker"])
@pytest.mark.parametrize("plugins", ["present", "absent"])
def test_an_empty_server_with_both_words_is_spoken_to_in_that_of_today(
    plugins: str, prefix: str, simulator: Simulator, engine: Engine
) -> None:
    simulator.behave(path_word="both", side_path_word="both", plugins=plugins, param_prefix=prefix)
    if (plugins, prefix) == ("absent", "alm"):  # nothing tells the prefix: the server's refusal does
        assert "params.alm_server: This field is required" in engine.fails("sde_alm_connector", **JIRA)["msg"]
        return
    engine.run("sde_alm_connector", **JIRA)
    assert [entry["path"] for entry in simulator.writes()] == ["/api/v2/connectors/issue-tracker/"]
    assert not engine.run("sde_alm_connector", **JIRA)["changed"]


@pytest.mark.parametrize(
    "fault", [{"kind": "html", "status": 200}, {"kind": "status", "status": 404}, {"kind": "redirect", "location": "/login/"}]
)
def test_what_is_no_server_of_the_kind_is_named(fault: dict[str, Any], simulator: Simulator, engine: Engine) -> None:
    simulator.fault(method="GET", times=99, **fault)
    message = engine.fails("sde_alm_connector", **JIRA)["msg"]
    assert "check that sde_url is the address of" in message or "set sde_url to the address that answers itself" in message
    assert [entry["path"] for entry in simulator.journal()] == ["/api/v2/connectors/issue-tracker/", "/api/v2/connectors/alm/"]


@pytest.mark.parametrize("words", [WORDS, WORDS[::-1]], ids="-".join)
def test_a_list_that_leads_to_the_other_word_has_the_other_word(words: tuple[str, str], simulator: Simulator, engine: Engine) -> None:
    own, other = words
    simulator.behave(path_word=own, side_path_word=own)
    target = f"/api/v2/connectors/{own}/?page_size=100"
    simulator.fault(kind="redirect", status=301, location=target, path=f"connectors/{other}/", times=99)
    engine.run("sde_alm_connector", **JIRA)
    assert [entry["path"] for entry in simulator.writes()] == [f"/api/v2/connectors/{own}/"]


def test_a_page_after_a_sync_that_began_starts_no_other(simulator: Simulator, engine: Engine) -> None:
    live(engine)
    simulator.behave(side_path_word="both")
    simulator.fault(
        kind="status_after", status=200, headers={"Content-Type": "text/html"}, body="<h1>Done</h1>", method="POST", path="jobs"
    )
    result = engine.run("sde_sync", connection=1)
    assert len(simulator.objects("jobs/alm")) == 2
    assert result["job"]["id"] == 2
