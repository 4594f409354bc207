# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No module prints or tells the token or any password, on success and on failure, with all that Ansible can be made to say."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import quote

import pytest

from tests.collection import MODULES
from tests.playbook import WAYS, Playbook, both, task
from tests.simulator.client import Simulator

LONG = "invented-Passw0rd-93b1"
NEW = "invented-Passw0rd-04c7"
SHORT = "Zq7%x"
TOKEN = "invented-token-e81b64aa07"
WRONG = "invented-wrong-token-4711"
IN_URL = "invented-url-pass-5d02"
OWN = "invented-own-3e77c1"
SECRETS = {"long": LONG, "new": NEW, "short": SHORT, "github_token": TOKEN, "wrong": WRONG, "in_url": IN_URL, "own": OWN}

JIRA: dict[str, Any] = {
    "name": "Jira",
    "system": "jira",
    "params": {"alm_server": "jira.example.com", "alm_user": "bot", "alm_pass": "{{ long }}"},
}
GITHUB: dict[str, Any] = {
    "name": "GitHub",
    "system": "github",
    "params": {"alm_server": "api.github.com", "github_repo_owner": "example"},
    "secret_params": {"alm_api_token": "{{ github_token }}", "pin": "{{ own }}", "alm_pass": "{{ short }}"},
}
TOOL: dict[str, Any] = {
    "name": "Checkmarx",
    "system": "checkmarx",
    "params": {"analysis_server": "checkmarx.example.com", "analysis_user": "bot", "analysis_pass": "{{ new }}"},
    "secret_params": {"pin": "{{ own }}"},
}
PAY: dict[str, Any] = {"project": "Payments", "alias": "Jira PAY", "connector": "Jira", "params": {"alm_project": "PAY"}}

GOOD = [
    ("create", "sde_alm_connector", JIRA),
    ("create several", "sde_alm_connectors", {"config": [JIRA, GITHUB]}),
    ("a new one", "sde_alm_connector", {"name": "Jira", "secret_params": {"alm_pass": "{{ new }}"}}),
    ("always", "sde_alm_connector", {"name": "Jira", "secret_params": {"alm_pass": "{{ new }}"}, "update_secrets": "always"}),
    ("a short one", "sde_alm_connector", {"name": "Jira", "params": {"alm_pass": "{{ short }}"}, "test_connection": "on_change"}),
    (
        "connection",
        "sde_alm_connection",
        {**PAY, "secret_params": {"pin": "{{ own }}"}, "params": {"alm_project": "PAY", "alm_pass": "{{ long }}"}},
    ),
    ("connections", "sde_alm_connections", {"config": [{**PAY, "frequency": "daily", "secret_params": {"pin": "{{ own }}"}}]}),
    ("gathered connectors", "sde_alm_connectors", {"state": "gathered", "config": [{"name": "Jira"}]}),
    ("connectors", "sde_alm_connector_info", {"name": "Jira"}),
    ("connections of a project", "sde_alm_connection_info", {"project": "Demo Project", "include_last_job": True}),
    ("analysis connectors", "sde_analysis_connector_info", {}),
    ("analysis connections", "sde_analysis_connection_info", {}),
    ("mapping", "sde_analysis_mapping_info", {"connector": "WhiteHat Connector"}),
    ("integrations", "sde_integration_info", {"include_params": True, "type": "Analysis Tool"}),
    ("projects", "sde_project_info", {}),
    ("systems", "sde_alm_plugin_info", {"id": "jira"}),
    ("server", "sde_server_info", {}),
    ("sandbox", "sde_server_sandbox", {"project": "Payments"}),
    (
        "analysis connection",
        "sde_analysis_connection",
        {
            "project": "Payments",
            "connector": "WhiteHat Connector",
            "params": {"asset_name": "a"},
            "secret_params": {"analysis_api_token": "{{ long }}"},
        },
    ),
    ("analysis connector", "sde_analysis_connector", TOOL),
    ("several analysis connectors", "sde_analysis_connectors", {"config": [{**TOOL, "update_secrets": "always"}]}),
    (
        "several analysis connections",
        "sde_analysis_connections",
        {"config": [{"project": "Payments", "connector": "Checkmarx", "secret_params": {"pin": "{{ own }}"}}]},
    ),
    ("sync", "sde_sync", {"project": "Payments", "alias": "Jira PAY", "wait": True, "wait_interval": 0}),
    ("jobs", "sde_job_info", {"project": "Payments", "newest": 3}),
    ("any read", "sde_api_info", {"path": "connectors/alm/", "all_pages": True, "query": {"token": "{{ own }}"}}),
    (
        "any write",
        "sde_api",
        {
            "method": "POST",
            "path": "connectors/alm/",
            "body": {
                "name": "Other",
                "system": {"id": "jira"},
                "params": {"alm_server": "x", "alm_user": "y", "alm_api_token": "{{ new }}"},
            },
            "secret_body": {"params": {"alm_pass": "{{ long }}", "alm_custom_fields": {"pin": "{{ own }}", "pins": ["{{ short }}"]}}},
        },
    ),
]
#: What each module needs besides the connection.
NEEDED: dict[str, dict[str, Any]] = {
    "sde_alm_connector": JIRA,
    "sde_alm_connectors": {"config": [GITHUB]},
    "sde_alm_connection": PAY,
    "sde_alm_connections": {"config": [PAY]},
    "sde_analysis_connection": {"project": "Payments", "connector": "x", "secret_params": {"pin": "{{ own }}"}},
    "sde_analysis_connector": TOOL,
    "sde_analysis_connectors": {"config": [TOOL]},
    "sde_analysis_connections": {"config": [{"project": "Payments", "connector": "x", "secret_params": {"pin": "{{ own }}"}}]},
    "sde_analysis_mapping_info": {"connector": "x"},
    "sde_server_sandbox": {"project": "Payments"},
    "sde_sync": {"connection": 1},
    "sde_api_info": {"path": "users/me/", "query": {"api_key": "{{ own }}"}},
    "sde_api": {"method": "PUT", "path": "things/", "body": [{"alm_pass": "{{ new }}"}]},
}
BAD = [
    *((f"wrong token of {name}", name, {**NEEDED.get(name, {}), "sde_token": "{{ wrong }}"}) for name in MODULES),
    ("unreachable", "sde_alm_connector", {**GITHUB, "sde_url": "http://127.0.0.1:9"}),
    ("password in the url", "sde_alm_connector", {**JIRA, "sde_url": "https://bob:{{ in_url }}@sde.example.com"}),
    ("unknown frequency", "sde_alm_connection", {**PAY, "frequency": "often", "secret_params": {"pin": "{{ own }}"}}),
    ("unknown state", "sde_alm_connector", {**GITHUB, "state": "gone"}),
    ("unsupported option", "sde_alm_connector", {**JIRA, "alm_pass": "{{ new }}", "secret_param": {"pin": "{{ own }}"}}),
    (
        "unsupported option of an entry",
        "sde_alm_connectors",
        {"config": [{**GITHUB, "alm_pass": "{{ new }}", "secret_param": {"pin": "{{ own }}"}}]},
    ),
    ("params as text", "sde_alm_connector", {"name": "Jira", "params": "alm_pass {{ new }}"}),
    ("secret_params as text", "sde_alm_connector", {"name": "Jira", "secret_params": "pin {{ own }}"}),
    ("secret_params as a list", "sde_alm_connector", {"name": "Jira", "secret_params": ["{{ own }}"]}),
    ("config as text", "sde_alm_connectors", {"config": "alm_pass {{ new }}"}),
    ("entry as text", "sde_alm_connectors", {"config": ["alm_pass {{ new }}"]}),
    ("params of an entry as text", "sde_alm_connectors", {"config": [{"name": "Jira", "params": "alm_pass {{ new }}"}]}),
    (
        "same key twice",
        "sde_alm_connector",
        {"name": "Jira", "params": {"alm_pass": "{{ new }}"}, "secret_params": {"alm_pass": "{{ long }}"}},
    ),
    ("two spellings", "sde_alm_connector", {"name": "Jira", "params": {"alm_pass": "{{ new }}", "issue_tracker_pass": "{{ long }}"}}),
    ("path is an address", "sde_api_info", {"path": "https://bob:{{ in_url }}@elsewhere.invalid/"}),
    ("a secret in the query", "sde_api_info", {"path": "things/", "query": {"a": {"token": "{{ own }}"}}}),
    ("query as text", "sde_api_info", {"path": "things/", "query": "token {{ own }}"}),
    ("query as a list", "sde_api_info", {"path": "things/", "query": ["{{ own }}"]}),
    ("body as text", "sde_api", {"method": "POST", "path": "things/", "body": "alm_pass {{ new }}"}),
    ("secret_body as text", "sde_api", {"method": "POST", "path": "things/", "secret_body": "pin {{ own }}"}),
    ("secret_body as a list", "sde_api", {"method": "POST", "path": "things/", "secret_body": ["{{ own }}"]}),
    (
        "unknown method",
        "sde_api",
        {"method": "SEND", "path": "things/", "body": {"a": [{"alm_pass": "{{ new }}"}]}, "secret_body": {"x": {"pin": ["{{ short }}"]}}},
    ),
    (
        "key twice",
        "sde_api",
        {"method": "POST", "path": "things/{{ own }}/", "body": {"name": "{{ own }}"}, "secret_body": {"name": "{{ own }}"}},
    ),
    (
        "echoed by any address",
        "sde_api",
        {
            "method": "POST",
            "path": "things/{{ own }}/",
            "body": {"note": "{{ new }}", "alm_pass": "{{ new }}"},
            "secret_body": {"pin": "{{ own }}"},
        },
    ),
    ("not there", "sde_alm_connector", {**GITHUB, "name": "Other", "system": "nothing"}),
    ("connection of nothing", "sde_alm_connection", {**PAY, "project": "Nowhere", "secret_params": {"pin": "{{ own }}"}}),
    (
        "echoed in field errors",
        "sde_alm_connector",
        {"name": "Jira", "secret_params": {"alm_pass": "{{ new }}"}, "update_secrets": "always"},
    ),
    ("echoed as text", "sde_alm_connector", {"name": "Jira", "secret_params": {"alm_pass": "{{ new }}"}, "update_secrets": "always"}),
    (
        "echoed in a page",
        "sde_alm_connectors",
        {"config": [{"name": "Jira", "secret_params": {"alm_pass": "{{ new }}"}, "update_secrets": "always"}]},
    ),
    ("echoed by the test", "sde_alm_connector", {**JIRA, "name": "Third", "test_connection": "always"}),
    (
        "not stored",
        "sde_alm_connection",
        {
            "project": "Payments",
            "alias": "Other",
            "connector": "Jira",
            "params": {"alm_project": "PAY", "alm_pass": "{{ new }}"},
            "secret_params": {"pin": "{{ own }}"},
        },
    ),
]


#: A process for each task is slow: one of each kind of failure is run as a module too, and one of each kind of secret option.
IN_PROCESSES = {
    "create", "create several", "a short one", "connection", "integrations", "sandbox", "analysis connector",
    "several analysis connections", "any read", "any write",
    "wrong token of sde_alm_connectors", "password in the url", "unknown state", "unsupported option",
    "unsupported option of an entry", "params as text", "secret_params as a list", "config as text", "unknown method",
    "echoed by any address", "echoed in field errors", "echoed by the test", "not stored",
}  # fmt: skip


@pytest.mark.parametrize(
    ("end", "execution"),
    [
        pytest.param("well", "auto", marks=pytest.mark.every_core),
        ("well", "module"),
        pytest.param("badly", "auto", marks=pytest.mark.every_core),
        pytest.param("badly", "module", marks=pytest.mark.every_core),
    ],
)
def test_no_leak(end: str, execution: str, simulator: Simulator, playbook: Playbook) -> None:
    inherited = "ignored" if end == "badly" else "stored"
    simulator.reset("samples", inherited_params=inherited, analysis_connectors_write="allowed", mapping="present")
    simulator.add("projects", name="Payments", application=1)
    cases = [case for case in (GOOD if end == "well" else BAD) if execution == "auto" or case[0] in IN_PROCESSES]
    if end == "badly":
        simulator.add("connectors/alm", name="Jira", system="jira", params={"alm_server": "x", "alm_user": "y", "alm_pass": LONG})
        simulator.fault(
            kind="status",
            method="PATCH",
            path="connectors/alm/",
            status=400,
            json={"params": {"alm_pass": [f"'{NEW}' is weak", f"not {LONG}"]}, NEW: ["key"]},
        )
        simulator.fault(
            kind="status",
            method="PATCH",
            path="connectors/alm/",
            status=400,
            headers={"Content-Type": "text/plain"},
            body=f"could not parse alm_pass={NEW}&old={LONG}",
        )
        simulator.fault(kind="html", method="PATCH", path="connectors/alm/", status=400, body=f"<html><title>{NEW} {LONG}</title></html>")
        simulator.fault(
            kind="status", method="POST", path="/testalm/", status=200, json={"success": False, "details": f"login with {LONG} failed"}
        )
        simulator.fault(
            kind="status",
            method="POST",
            path="/things/",
            status=400,
            json={OWN: [f"{NEW} is weak"], "pin": [f"'{OWN}' is not {OWN}"], "id": 1, "name": OWN},
        )
    tasks = [task(name, module, options, ignore_errors=end == "badly") for name, module, options in cases]
    run = playbook(tasks, "-vvv", "--diff", variables={**SECRETS, "sde_execution": execution})

    if execution == "auto":
        assert {case[1] for case in cases} == set(MODULES)
    assert run.code == 0, run.output
    assert [line["task"] for line in run.results] == [name for name, *unused in cases]
    statuses = {line["status"] for line in run.results}
    assert statuses == ({"ok"} if end == "well" else {"failed"}), [line["task"] for line in run.results if line["status"] == "ok"]
    assert all(line["result"]["invocation"]["module_args"]["sde_token"] == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER" for line in run.results)
    known = {**SECRETS, "token": simulator.token, "sample 1": "rally_password"}
    leaks = {(name, line["task"]) for name, secret in known.items() for line in run.results if secret in str(line["result"])}
    assert leaks == set()
    assert {name for name, secret in known.items() if secret in run.output} == set()


def test_what_is_not_a_secret_is_shown(playbook: Playbook) -> None:
    """Else the test above would show nothing: results, diff and invocation are there, and a short secret leaves no holes."""
    run = playbook([task("create", "sde_alm_connector", {**JIRA, "params": {**JIRA["params"], "alm_pass": "jira"}})], "-vvv", "--diff")
    assert run.code == 0, run.output
    assert '"name": "Jira"' in run.output
    assert '"alm_server": "jira.example.com"' in run.output
    assert "+++ after" in run.output
    assert run["create"]["invocation"]["module_args"]["params"]["alm_server"] == "jira.example.com"
    assert run["create"]["connector"]["params"]["alm_pass"] == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"


@pytest.mark.every_core
def test_results_hold_the_arguments_only_where_they_are_shown(playbook: Playbook) -> None:
    """ansible-core has a setting for it since 2.21; before, they are shown from -vvv on."""
    tasks = both("create", "sde_alm_connector", JIRA)
    tasks += both("refused", "sde_alm_connector", {"name": "Jira", "state": "gone"}, ignore_errors=True)
    run = playbook(tasks, variables={**SECRETS, "ansible_inject_invocation": False})
    assert run.code == 0, run.output
    assert [run[f"create ({way})"]["changed"] for way in WAYS] == [True, False]
    for way in WAYS:
        assert "gone" in run.failed(f"refused ({way})")
    assert [line["task"] for line in run.results if "invocation" in line["result"]] == []


def test_what_is_gathered_is_applied_without_a_write(simulator: Simulator, playbook: Playbook) -> None:
    """Secrets that are words of names, aliases and hosts, and params of which only a part is secret."""
    simulator.add("projects", name="Payments hunter-23456789")
    simulator.add(
        "connectors/alm",
        name="Jira hunter-23456789",
        system="jira",
        params={
            "alm_server": "jira.hunter-23456789.example.com",
            "alm_user": "Jira",
            "alm_pass": "hunter-23456789",
            "alm_api_token": "Jira",
            "alm_custom_fields": '{"pass": "Done"}',
            "webhook_url": "https://u:p4ss@hooks.example.com/",
        },
    )
    simulator.add(
        "connections/alm",
        alias="Jira hunter-23456789",
        connector=1,
        project=1,
        params={"alm_project": "PAY", "alm_custom_fields": '{"token": "x"}', "x_note": "hunter-23456789"},
    )
    kinds = ("connectors", "connections")
    stored = {kind: simulator.objects(f"{kind}/alm") for kind in kinds}
    tasks: list[dict[str, Any]] = []
    for kind in kinds:
        module, given = f"sde_alm_{kind}", {"config": f"{{{{ {kind}.gathered }}}}"}
        for gather, apply in zip(
            both(f"gather {kind}", module, {"state": "gathered"}, register=kind), both(f"apply {kind}", module, given)
        ):
            tasks += [gather, apply]
        tasks.append(task(f"override {kind}", module, {**given, "state": "overridden"}))
    run = playbook(tasks, "-vvv", "--diff")
    assert run.code == 0, run.output
    assert [line["task"] for line in run.results if line["result"]["changed"]] == []
    assert simulator.writes() == []
    assert {kind: simulator.objects(f"{kind}/alm") for kind in kinds} == stored
    for way in WAYS:
        (connector,), (connection,) = (run[f"gather {kind} ({way})"]["gathered"] for kind in kinds)
        assert connector["left_out"] == ["alm_custom_fields", "alm_user", "webhook_url"]
        assert connection["left_out"] == ["alm_custom_fields", "x_note"]
        assert connection["alias"] == "Jira hunter-23456789"
    assert "p4ss" not in run.everything


def test_a_password_that_is_a_key_of_results_removes_none(simulator: Simulator, playbook: Playbook) -> None:
    keys = ("connector", "commands", "changed", "unverified_secrets", "diff")
    echo = {"params": {"alm_pass": ["no unverified_secrets"]}, "unverified_secrets": 1}
    simulator.fault(kind="status", method="POST", skip=2, times=2, status=400, json=echo)
    secrets = {f"secret_{key}": key for key in keys}
    tasks = [
        task(f"{name} ({way})", "sde_alm_connector", {**JIRA, "name": way, **given}, vars={"sde_execution": way}, ignore_errors=True)
        for name, given in (
            ("right", {"secret_params": secrets}),
            ("wrong", {"name": "Last", "params": {**JIRA["params"], "alm_pass": "unverified_secrets"}}),
        )
        for way in WAYS
    ]
    run = playbook(tasks, "--diff", variables=SECRETS)
    for way in WAYS:
        right = run[f"right ({way})"]
        assert {*keys} <= set(right)
        assert right["changed"] is True
        assert {right["connector"]["params"][key] for key in secrets} == {"VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"}
        assert set(run[f"wrong ({way})"]["errors"]) == {"params", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"}


def test_partly_secret_values_are_quoted_nowhere(simulator: Simulator, playbook: Playbook) -> None:
    """Neither in the sentence on what was not stored, nor as forms in which the server repeats what it was sent."""
    simulator.reset("empty", inherited_params="ignored")
    simulator.add("projects", name="Payments")
    simulator.add("connectors/alm", name="Jira", system="jira", params={"alm_server": "x", "alm_user": "y", "alm_pass": "z"})
    nested = {"password": LONG, "users": [{"name": OWN}]}
    tasks = [
        task(
            "not stored",
            "sde_alm_connection",
            {**PAY, "params": {"alm_project": "PAY", "alm_priority_map": nested, "alm_server": "other"}},
            ignore_errors=True,
        ),
        task(
            "echoed",
            "sde_alm_connector",
            {"name": "Jira", "secret_params": {"x": nested, "y": [NEW, OWN]}, "update_secrets": "always"},
            ignore_errors=True,
        ),
    ]
    echo = [
        str(nested),
        json.dumps(nested),
        json.dumps(nested, separators=(",", ":")),
        f"{NEW},{OWN}",
        quote(json.dumps(nested)),
        base64.b64encode(f"bob:{NEW}".encode()).decode(),
    ]
    simulator.fault(kind="status", method="PATCH", status=400, json={"params": {"x": echo}})
    run = playbook(tasks, "-vvv")
    assert "alm_server (wanted 'other', has 'x')" in run.failed("not stored")
    assert "alm_priority_map" in run.failed("not stored")
    assert "alm_priority_map (" not in run.failed("not stored")
    assert "answered 400" in run.failed("echoed")
    for secret in (LONG, NEW, OWN, base64.b64encode(NEW.encode()).decode()[4:-4], "invented"):
        assert secret not in json.dumps([line["result"]["msg"] for line in run.results])
        assert secret not in run.output or secret == "invented"
