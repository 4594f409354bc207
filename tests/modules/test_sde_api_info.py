# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads of any address: one answer or a whole list, shown without secrets."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.masks import PLACEHOLDER

from tests.modules.behaviours import MIXED, SHOWN_PASSWORD
from tests.modules.conftest import Engine
from tests.modules.info import read
from tests.simulator.client import Simulator

INFO = "sde_api_info"


@pytest.mark.parametrize("path", ["projects/11/", "projects/11", "/api/v2/projects/11/", "api/v2/projects/11"])
def test_one_object(path: str, simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation")
    found = read(engine, simulator, INFO, "json", path=path)
    assert found["name"] == "Reporting"
    assert engine.run(INFO, path=path)["status"] == 200
    assert {entry["path"] for entry in simulator.journal()} == {"/api/v2/projects/11/"}


def test_the_top_of_the_api(simulator: Simulator, engine: Engine) -> None:
    assert "projects" in engine.run(INFO, path="/api/v2/")["json"]
    assert simulator.journal()[0]["path"] == "/api/v2/"


@pytest.mark.parametrize("behaviour", MIXED)
def test_all_pages_of_a_list(behaviour: str, simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation", **MIXED[behaviour])
    found = read(engine, simulator, INFO, "json", path="projects/", all_pages=True)
    assert set(found) == {"results"}
    assert len(found["results"]) == 58
    assert engine.warnings == []


def test_a_query(simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation")
    asked = {"active": "all", "application": 2, "page_size": 3}
    assert len(engine.run(INFO, path="projects/", query=asked, all_pages=True)["json"]["results"]) == 8
    first, *others = simulator.journal()
    assert first["query"] == {"active": "all", "application": "2", "page_size": "3"}
    assert len(others) == 2


def test_without_all_pages_the_answer_is_as_it_came(simulator: Simulator, engine: Engine) -> None:
    simulator.reset("organisation", paging="forced", page_size_default=7)
    found = engine.run(INFO, path="projects/")["json"]
    assert set(found) == {"count", "next", "previous", "results"}
    assert len(found["results"]) == 7
    assert len(simulator.journal()) == 1


def test_a_list_that_does_not_come_whole_is_a_warning(simulator: Simulator, engine: Engine) -> None:
    simulator.fault(kind="wrong_json", json={"count": 3, "next": None, "results": [{"id": 1}]}, path="projects/", times=2)
    assert engine.run(INFO, path="projects/", all_pages=True)["json"] == {"results": [{"id": 1}]}
    assert ["1 of 3 objects" in text for text in engine.warnings] == [True]


def test_secrets_are_known_by_their_keys_at_any_depth_and_hidden_wherever_they_stand(organised: Simulator, engine: Engine) -> None:
    organised.change(
        "connectors/alm", 1, name=f"Jira {SHOWN_PASSWORD}", params={"alm_server": "jira.example.com", "alm_pass": SHOWN_PASSWORD}
    )
    found = read(engine, organised, INFO, "json", path="connectors/alm/")["results"][0]
    assert found["params"]["alm_pass"] == PLACEHOLDER
    assert found["params"]["alm_server"] == "jira.example.com"
    assert found["name"] == f"Jira {SHOWN_PASSWORD}"  # names are never altered
    organised.fault(
        kind="wrong_json",
        json=[{"deep": [{"api_token": SHOWN_PASSWORD}]}, {"text": f"is {SHOWN_PASSWORD}", SHOWN_PASSWORD: 1}],
        path="things/",
    )
    assert engine.run(INFO, path="things/")["json"] == [
        {"deep": [{"api_token": PLACEHOLDER}]},
        {"text": f"is {PLACEHOLDER}", PLACEHOLDER: 1},
    ]


@pytest.mark.parametrize(
    "data", [None, [], {}, 5, "text", [1, None, "a"], {"a": [[]]}, "{{ 7 * 7 }}", {"failed": True, "msg": "x", "rc": 1}]
)
def test_any_json(data: Any, simulator: Simulator, engine: Engine) -> None:
    simulator.fault(kind="wrong_json", json=data, path="things/")
    result = engine.run(INFO, path="things/")
    assert (result["json"], result["changed"]) == (data, False)


UNREADABLE: list[tuple[dict[str, Any], str]] = [
    ({"kind": "html"}, "an HTML page"),
    ({"kind": "not_json", "status": 200, "body": "a,b\n1,2\n"}, "not JSON that can be read"),
    ({"kind": "not_json", "status": 200, "body": '{"n": NaN}'}, "not JSON that can be read"),
    ({"kind": "not_json", "status": 200, "body": "[" * 60 + "]" * 60}, "nested more than 50 levels"),
    ({"kind": "status", "status": 404}, "(check path and sde_url)"),
    ({"kind": "redirect", "location": "https://elsewhere.invalid/api/v2/projects/"}, "a redirect to https://elsewhere.invalid"),
    ({"kind": "redirect", "location": "/login/"}, "a redirect to"),
]


@pytest.mark.parametrize(("fault", "words"), UNREADABLE)
@pytest.mark.parametrize("all_pages", [False, True])
def test_an_answer_that_is_none_is_one_message(
    all_pages: bool, fault: dict[str, Any], words: str, simulator: Simulator, engine: Engine
) -> None:
    simulator.fault(**fault, method="GET")
    failed = engine.fails(INFO, path="projects/", all_pages=all_pages)
    assert words in failed["msg"]
    assert "\n" not in failed["msg"]
    assert failed["changed"] is False
    assert len(simulator.journal()) == 1


@pytest.mark.parametrize("key", ["id", "name", "alias", "system", "text"])
def test_results_hold_no_token(key: str, simulator: Simulator, engine: Engine) -> None:
    data = {key: simulator.token, "in": {key: f"https://x.invalid/?t={simulator.token}"}, "Authorization": f"Token {simulator.token}"}
    simulator.fault(kind="wrong_json", json=data, path="things/")
    assert simulator.token not in json.dumps(engine.run(INFO, path="things/"))
