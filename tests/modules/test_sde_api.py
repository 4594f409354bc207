# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes to any address, shown without secrets."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.masks import PLACEHOLDER

from tests.modules.behaviours import PASSWORD, SHORT
from tests.modules.conftest import Engine
from tests.simulator.client import Simulator

NAME, INFO = "sde_api", "sde_api_info"
LEDGER = {"name": "Ledger", "application": 1}
CREATE = {"method": "POST", "path": "projects/", "body": LEDGER}
RENAME = {"method": "PATCH", "path": "/api/v2/projects/1", "body": {"name": "Paid"}}
REMOVE = {"method": "DELETE", "path": "projects/1"}
TRACKER = {
    "method": "POST",
    "path": "connectors/alm/",
    "body": {"name": "Other", "system": {"id": "jira"}, "params": {"alm_server": "jira.example.com", "alm_user": "bot"}},
    "secret_body": {"params": {"alm_pass": PASSWORD}},
}


@pytest.fixture(name="writable")
def _writable(organised: Simulator) -> Simulator:
    organised.behave(projects_write="allowed")
    return organised


@pytest.mark.parametrize(
    ("options", "status", "path"), [(CREATE, 201, "projects/"), (RENAME, 200, "projects/1/"), (REMOVE, 204, "projects/1/")]
)
def test_one_request_as_given(options: dict[str, Any], status: int, path: str, writable: Simulator, engine: Engine) -> None:
    command = {"method": options["method"], "path": f"/api/v2/{path}", **({"body": options["body"]} if "body" in options else {})}
    predicted = engine.run(NAME, True, **options)
    assert writable.journal() == []
    assert predicted == {"changed": True, "commands": [command]}
    result = engine.run(NAME, **options)
    (entry,) = writable.journal()
    assert {key: entry[key] for key in ("method", "path")} == {key: command[key] for key in ("method", "path")}
    assert entry["body"] == options.get("body")
    assert (result["changed"], result["status"], result["commands"]) == (True, status, [command])
    assert result["json"] is None if status == 204 else result["json"]["name"] == options["body"]["name"]


def test_secret_parts_are_sent_and_shown_nowhere(organised: Simulator, engine: Engine) -> None:
    results = [engine.run(NAME, check_mode, **TRACKER) for check_mode in (True, False)]
    assert organised.objects("connectors/alm")[1]["params"]["alm_pass"] == PASSWORD
    assert results[1]["json"]["params"]["alm_pass"] == PLACEHOLDER
    assert results[1]["json"]["params"]["alm_server"] == "jira.example.com"
    for result in results:
        (command,) = result["commands"]
        assert command["body"]["params"] == {"alm_server": "jira.example.com", "alm_user": "bot", "alm_pass": PLACEHOLDER}
        assert PASSWORD not in json.dumps(result)


@pytest.mark.parametrize("secret", [PASSWORD, SHORT, 4711, 12], ids=["long", "short", "number", "small number"])
def test_what_the_server_repeats_of_a_secret_body_is_hidden(secret: Any, organised: Simulator, engine: Engine) -> None:
    answer = {
        "id": 3,
        "pin": secret,
        "name": secret if isinstance(secret, str) else "x",
        "left": [{"pin": secret}],
        "params": {"pin": secret},
    }
    organised.fault(kind="status_after", method="POST", status=201, json=answer)
    result = engine.run(NAME, method="POST", path="things/", secret_body={"pin": secret})
    assert str(secret) not in json.dumps(result)
    assert result["json"]["id"] == 3


def test_a_refusal_is_in_the_words_of_the_server_without_secrets(organised: Simulator, engine: Engine) -> None:
    organised.fault(kind="status", method="POST", status=400, json={"pin": [f"{PASSWORD} is weak"], "name": ["This field is required."]})
    failed = engine.fails(NAME, method="POST", path=f"tokens/{PASSWORD}/", secret_body={"pin": PASSWORD})
    assert "This field is required." in failed["msg"]
    assert (failed["status"], failed["changed"]) == (400, False)
    assert failed["commands"] == [{"method": "POST", "path": f"/api/v2/tokens/{PLACEHOLDER}/", "body": {"pin": PLACEHOLDER}}]
    assert PASSWORD not in json.dumps(failed)


@pytest.mark.parametrize("body", [[{"name": "A"}, None, "x", 10**30], {}, [], None, {"a": None, "b": [True, 1.5, "{{ 7 * 7 }}"]}])
def test_any_body_of_json_is_sent_as_it_is(body: Any, organised: Simulator, engine: Engine) -> None:
    organised.fault(kind="status", method="PUT", status=200, json=body)
    result = engine.run(NAME, method="PUT", path="things/1", body=body)
    assert organised.writes()[0]["body"] == body
    assert result["json"] == body


WRONG: list[tuple[str, dict[str, Any], str]] = [
    (NAME, {"path": "https://elsewhere.invalid/"}, "path: it is an address"),
    (NAME, {"body": "{}"}, "body: it is not a dictionary or a list"),
    (NAME, {"body": {"pass": PLACEHOLDER}}, f"body.pass: it contains {PLACEHOLDER}"),
    (INFO, {"path": "http://elsewhere.invalid/"}, "path: it is an address"),
    (INFO, {"path": ""}, "path: it is empty"),
    (INFO, {"query": {"a": {}}}, "query.a: it is not text"),
    (INFO, {"query": {"page": 2}, "all_pages": True}, "query: page asks for one page"),
    (INFO, {"query": {"a": "\ud800"}}, "query.a: it contains half a surrogate pair"),
]


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize(("module", "options", "words"), WRONG)
def test_wrong_arguments_are_refused_before_any_request(
    module: str, options: dict[str, Any], words: str, check_mode: bool, organised: Simulator, engine: Engine
) -> None:
    failed = engine.fails(module, check_mode, **{**(CREATE if module == NAME else {"path": "projects/"}), **options})
    assert failed["msg"].startswith(words)
    assert failed["changed"] is False
    assert organised.journal() == []


LOST = {
    "reset": {"kind": "reset_after"},
    "504": {"kind": "status_after", "status": 504},
    "500": {"kind": "status_after", "status": 500},
    "303": {"kind": "status_after", "status": 303, "headers": {"Location": "/api/v2/projects/1/"}},
    "page": {"kind": "status_after", "status": 201, "body": "<html><title>Signed out</title></html>"},
    "cut": {"kind": "truncate"},
}


@pytest.mark.parametrize("lost", LOST)
def test_a_post_whose_answer_was_lost_is_sent_once_and_is_a_change(lost: str, writable: Simulator, engine: Engine) -> None:
    writable.fault(**LOST[lost], method="POST")
    failed = engine.fails(NAME, retries=4, **CREATE)
    assert "it is not known whether it was applied" in failed["msg"]
    assert failed["changed"] is True
    assert failed["commands"][0]["body"] == LEDGER
    assert len(writable.writes()) == 1


@pytest.mark.parametrize("fault", [{"kind": "status", "status": 429}])
def test_a_post_that_was_surely_not_applied_is_sent_again(fault: dict[str, Any], writable: Simulator, engine: Engine) -> None:
    writable.fault(**fault, method="POST")
    assert engine.run(NAME, retries=1, **CREATE)["status"] == 201
    assert len(writable.writes()) == 2


@pytest.mark.parametrize("options", [RENAME, REMOVE], ids=["PATCH", "DELETE"])
def test_other_methods_are_sent_again(options: dict[str, Any], writable: Simulator, engine: Engine) -> None:
    writable.fault(kind="status", status=503, method=options["method"])
    assert engine.run(NAME, retries=1, **options)["changed"] is True
    assert len(writable.writes()) == 2


def test_a_delete_that_may_have_been_applied_is_a_change(writable: Simulator, engine: Engine) -> None:
    writable.fault(kind="status_after", status=504, method="DELETE")
    failed = engine.fails(NAME, retries=1, **REMOVE)
    assert (failed["status"], failed["changed"]) == (404, True)
    assert "it is not known whether it was applied" in failed["msg"]


def test_check_mode_refuses_a_wrong_address_of_the_server(engine: Engine) -> None:
    assert "sde_url" in engine.fails(NAME, True, **{**CREATE, "sde_url": "ftp://sde.example.com"})["msg"]
