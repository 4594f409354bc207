# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AnsibleModule is told: no argument's value gets into the log, and no secret into the invocation."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from typing import Any
from unittest import mock

import pytest
from ansible.module_utils import basic
from ansible.module_utils.common.parameters import PASS_VARS
from ansible_collections.sdelements.integrations.plugins.module_utils._api.masks import PLACEHOLDER
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.module import SdeModule
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import shown_arguments

from tests.collection import MODULES, module_of, task_of
from tests.modules.behaviours import PASSWORD, SHORT
from tests.simulator.client import Simulator

TOKEN = "invented-token-e81b64aa07"
SETTINGS = {"alm_server": "x", "alm_user": "y"}


def given_arguments(options: dict[str, Any]) -> AbstractContextManager[Any]:
    """A module's arguments. The oldest versions of ansible-core have no C(patch_module_args) of their own."""
    try:
        from ansible.module_utils.testing import patch_module_args
    except ImportError:
        return mock.patch.object(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": options}).encode())
    return patch_module_args(options)  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", MODULES)
def test_the_log_holds_no_value(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    logged: list[str] = []
    monkeypatch.setattr(SdeModule, "log", lambda self, msg, log_args=None: logged.append(f"{msg} {log_args}"))
    options: dict[str, Any] = {"sde_url": "https://sde.example.com", "sde_token": TOKEN}
    spec = task_of(name).argument_spec
    given: dict[str, Any] = {**dict.fromkeys(("name", "alias", "connector"), "Jira"), "project": "Payments", "connection": 77}
    given |= {"method": "POST", "path": "Jira/", "query": {"name": "Jira"}}
    given |= {
        **dict.fromkeys(("params", "body"), {"alm_pass": PASSWORD}),
        **dict.fromkeys(("secret_params", "secret_body"), {"pin": SHORT}),
    }
    options.update({key: value for key, value in given.items() if key in spec})
    if "config" in spec:
        options["config"] = [{"id": 1, "secret_params": {"pin": PASSWORD}}]
    with given_arguments(options):
        SdeModule(argument_spec=spec, required_one_of=task_of(name).required_one_of, supports_check_mode=True)
    (line,) = logged
    assert "sde_token" in line
    assert not [value for value in (TOKEN, PASSWORD, SHORT, "Jira", "Payments", "77", "sde.example.com") if value in line]


@pytest.mark.parametrize(
    ("options", "failed"),
    [
        ({"system": "jira", "params": {**SETTINGS, "alm_pass": SHORT}, "secret_params": {"pin": PASSWORD}}, False),
        ({"secret_params": {"pin": PASSWORD}}, True),
        ({"secret_params": [PASSWORD]}, True),
        ({"params": f"alm_pass {PASSWORD}"}, True),
        ({"alm_pass": PASSWORD}, True),
        ({"state": "gone", "secret_params": {"pin": PASSWORD}}, True),
    ],
)
def test_what_is_printed(options: dict[str, Any], failed: bool, simulator: Simulator, capsys: pytest.CaptureFixture[str]) -> None:
    connection = {"sde_url": simulator.url, "sde_token": simulator.token, "retries": 0}
    connection["_ansible_inject_invocation" if "inject_invocation" in PASS_VARS else "_ansible_verbosity"] = 3
    with given_arguments({**connection, "name": "Jira", **options}), pytest.raises(SystemExit) as caught:
        module_of("sde_alm_connector").main()
    result = json.loads(capsys.readouterr().out)
    result.pop("_ansible_new_secrets", None)  # what ansible-core 2.22 is to mask; it takes the key out of the result
    assert bool(caught.value.code) is failed is result.get("failed", False)
    assert result["invocation"]["module_args"]["name"] == "Jira"
    assert not [secret for secret in (simulator.token, PASSWORD, SHORT) if secret in json.dumps(result)]


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        *((arguments, arguments) for arguments in ({"name": "Jira", "state": "gone"}, {"params": None}, {"config": None})),
        ({"sde_url": "https://sde.example.com"}, {"sde_url": "https://sde.example.com"}),
        *(
            ({name: value}, {name: PLACEHOLDER})
            for name, value in (("sde_token", TOKEN), ("sde_url", f"https://bob:{PASSWORD}@sde.example.com"))
        ),
        ({"params": {"alm_pass": SHORT, "alm_user": "bot"}}, {"params": {"alm_pass": PLACEHOLDER, "alm_user": "bot"}}),
        *(({"params": value}, {"params": PLACEHOLDER}) for value in (f"alm_pass={SHORT}", [SHORT])),
        ({"secret_params": {"pin": SHORT}}, {"secret_params": {"pin": PLACEHOLDER}}),
        ({"secret_params": [SHORT]}, {"secret_params": PLACEHOLDER}),
        ({"parms": {"pin": SHORT}}, {"parms": PLACEHOLDER}),
        *(
            ({"config": [{"name": "Jira", option: {"pin": SHORT}}]}, {"config": [{"name": "Jira", option: shown}]})
            for option, shown in (("secret_params", {"pin": PLACEHOLDER}), ("secret_parms", PLACEHOLDER))
        ),
        ({"config": [SHORT]}, {"config": [PLACEHOLDER]}),
        *(({"config": value}, {"config": PLACEHOLDER}) for value in (SHORT, {"secret_params": SHORT})),
    ],
)
def test_shown_arguments(arguments: dict[str, Any], shown: dict[str, Any]) -> None:
    spec = {**task_of("sde_alm_connector").argument_spec, **task_of("sde_alm_connectors").argument_spec}
    assert shown_arguments(arguments, spec) == {"module_args": shown}
