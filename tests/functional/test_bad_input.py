# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad input, and servers that answer badly: one clear sentence each, and nothing is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

import pytest
import yaml

from tests.playbook import Playbook, both, task
from tests.simulator.client import Simulator

JIRA = {
    "name": "New",
    "system": "jira",
    "params": {"alm_server": "jira.example.com", "alm_user": "bot"},
    "secret_params": {"alm_pass": "x1"},
}
PAY = {"project": "Payments", "alias": "New", "connector": "Jira", "params": {"alm_project": "PAY"}}
NOBODY = "http://127.0.0.1:9"

#: Name of the task, module, options, and words that its sentence must hold.
CASES: list[tuple[str, str, dict[str, Any], list[str]]] = [
    ("unknown option", "sde_alm_connector", {**JIRA, "sistem": "x"}, ["sistem", "Supported parameters include", "system"]),
    (
        "unknown option of an entry",
        "sde_alm_connectors",
        {"config": [{**JIRA, "sistem": "x"}]},
        ["config[0]: connector 'New': sistem: ", "'system'?"],
    ),
    ("unknown state", "sde_alm_connector", {"name": "New", "state": "gone"}, ["state", "present", "absent", "gone"]),
    ("unknown state of a list", "sde_alm_connectors", {"config": [], "state": "gone"}, ["state", "merged", "overridden", "gone"]),
    ("unknown frequency", "sde_alm_connection", {**PAY, "frequency": "often"}, ["frequency", "hourly", "manually", "often"]),
    ("no name and no id", "sde_alm_connector", {"system": "jira"}, ["one of", "id, name"]),
    ("params that are text", "sde_alm_connector", {**JIRA, "params": "alm_server"}, ["params"]),
    ("credentials in the url", "sde_alm_connector_info", {"sde_url": "{{ with_password }}"}, ["sde_url", "user name or a password"]),
    ("no url", "sde_alm_connector_info", {"sde_url": "sde.example.com"}, ["sde_url", "not a http(s) URL"]),
    ("plain http", "sde_alm_connector_info", {"sde_url": "http://sde.example.com"}, ["sde_url", "unencrypted", "allow_http"]),
    ("empty token", "sde_alm_connector_info", {"sde_token": ""}, ["sde_token"]),
    (
        "wrong token",
        "sde_alm_connector_info",
        {"sde_token": "{{ wrong }}"},
        ["/connectors/issue-tracker/", "401", "Invalid token.", "sde_token"],
    ),
    ("timeout too large", "sde_alm_connector_info", {"timeout": 10_000_000_000}, ["timeout: 10000000000 is out of range", "to 3600"]),
    ("very many at a time", "sde_alm_connectors", {"config": [], "concurrency": 5_000_000}, ["concurrency: 5000000 is out of", "1 to 64"]),
    ("token and host", "sde_alm_connector_info", {"sde_url": "{{ token_at_host }}"}, ["sde_url", "the form token@host", "sde_token"]),
    ("ca_path that is not there", "sde_alm_connector_info", {"ca_path": "/nowhere/ca.pem"}, ["ca_path", "/nowhere/ca.pem"]),
    ("unreachable server", "sde_alm_connector_info", {"sde_url": NOBODY}, [NOBODY, "cannot be reached", "sde_url"]),
    ("no system at create", "sde_alm_connector", {"name": "New"}, ["connector 'New'", "system", "missing"]),
    ("no system at create in a list", "sde_alm_connectors", {"config": [{"name": "New"}]}, ["connector 'New'", "system", "missing"]),
    (
        "changed system",
        "sde_alm_connector",
        {**JIRA, "name": "Jira", "system": "github"},
        ["connector 'Jira'", "system", "'jira'", "'github'", "cannot be changed"],
    ),
    ("no connector at create", "sde_alm_connection", {"project": "Payments", "alias": "New"}, ["'New'", "connector", "missing"]),
    ("unknown connector", "sde_alm_connection_info", {"connector": "Jirra"}, ["connector: 'Jirra' was not found", "'Jira'"]),
    (
        "unknown system",
        "sde_alm_connector",
        {**JIRA, "system": "jirra"},
        ["connector 'New': system: this server has no system 'jirra'", "'jira'?"],
    ),
    (
        "value that is not an option",
        "sde_alm_connector",
        {**JIRA, "params": {**JIRA["params"], "alm_method": "ftp"}},
        ["connector 'New': params.alm_method: 'ftp' is not an option of JIRA, which has 'https', 'http'"],
    ),
    (
        "project that is a number with a fraction",
        "sde_alm_connection",
        {**PAY, "project": 1.5},
        ["project: a value of the type float is neither"],
    ),
    ("project that is a list", "sde_alm_connection_info", {"project": ["Payments"]}, ["project: a value of the type list is neither"]),
    ("connector of two", "sde_alm_connection", {**PAY, "connector": "Twin"}, ["'Twin' matches 2 connectors", "2, 3", "give the id"]),
    (
        "unknown project",
        "sde_alm_connection",
        {**PAY, "project": "Paymints"},
        ["project: 'Paymints' was not found", "did you mean 'Payments'?"],
    ),
    ("unknown project id", "sde_alm_connection", {**PAY, "project": 4711}, ["project", "4711"]),
    (
        "project of two",
        "sde_alm_connection",
        {**PAY, "project": "Portal"},
        ["'Portal' matches 2 projects", "2 (application 'Web'", "3 (application 'Back Office'"],
    ),
    (
        "project elsewhere",
        "sde_alm_connection",
        {**PAY, "application": "Back Office"},
        ["'Payments'", "not in that application", "1 (application 'Web'"],
    ),
    (
        "narrowing nothing",
        "sde_alm_connection_info",
        {"application": "Nowhere", "project": "Payments"},
        ["application: 'Nowhere' was not found"],
    ),
    (
        "connector in use",
        "sde_alm_connector",
        {"name": "Jira", "state": "absent"},
        ["connector 'Jira'", "used by 1 connection", "'Jira PAY'"],
    ),
    (
        "two spellings",
        "sde_alm_connector",
        {"name": "Jira", "params": {"alm_server": "a", "issue_tracker_server": "b"}},
        ["alm_server", "two spellings"],
    ),
    (
        "in both",
        "sde_alm_connector",
        {"name": "Jira", "params": {"alm_pass": "x1"}, "secret_params": {"alm_pass": "x2"}},
        ["alm_pass", "give it once"],
    ),
    ("key of the server", "sde_alm_connector", {"name": "Jira", "params": {"sde_project": "x"}}, ["sde_project", "SD Elements itself"]),
    (
        "unknown param",
        "sde_alm_connector",
        {"name": "Jira", "params": {"alm_sever": "x"}, "validate_params": "strict"},
        ["alm_sever", "alm_server"],
    ),
    ("HTML instead of JSON", "sde_analysis_connector_info", {}, ["/api/v2/connectors/analysis/", "HTML", "instead of JSON"]),
    ("403", "sde_analysis_connection_info", {}, ["/api/v2/connections/analysis/", "403", "May not.", "'Edit verification connections'"]),
    ("404", "sde_integration_info", {}, ["/api/v2/connections/analysis/", "404", "Not found."]),
]
#: A process for each task is slow: one that Ansible refuses, one that the collection refuses, and two answers of the server.
IN_PROCESSES = {"unknown option", "unknown option of an entry", "wrong token", "HTML instead of JSON"}
#: The permission to edit connections, as today's servers call it and as older ones do.
PERMISSION = ["'Edit Issue Tracker connections'", "'Edit ALM connections'"]

#: Only a write meets these.
REFUSED: list[tuple[str, str, dict[str, Any], list[str]]] = [
    (
        "400 with field errors",
        "sde_alm_connector",
        {**JIRA, "params": {**JIRA["params"], "alm_method": "ftp"}, "validate_params": "never"},
        ["connector 'New'", "400", "params.alm_method", '"ftp" is not a valid choice.'],
    ),
    (
        "400 of an unknown system",
        "sde_alm_connector",
        {**JIRA, "system": "jirra", "validate_params": "never"},
        ["connector 'New'", "400", "system: There is no such system."],
    ),
    ("403 of a write", "sde_alm_connection", PAY, ["connection 'New' of project 'Payments'", "403", "May not.", *PERMISSION]),
    ("HTML after a write", "sde_alm_connectors", {"config": [JIRA], "timeout": 1}, ["connector 'New'", "HTML"]),
]


@pytest.fixture(name="organised")
def _organised(simulator: Simulator) -> Simulator:
    simulator.reset(unique_names="free")
    simulator.add("business-units", name="Retail")
    simulator.add_many("applications", [{"name": "Web", "business_unit": 1}, {"name": "Back Office", "business_unit": 1}])
    simulator.add_many(
        "projects", [{"name": "Payments", "application": 1}, {"name": "Portal", "application": 1}, {"name": "Portal", "application": 2}]
    )
    simulator.add_many(
        "connectors/alm",
        [
            {"name": name, "system": "jira", "params": {"alm_server": "jira.example.com", "alm_user": "bot", "alm_pass": "invented-7f31c9"}}
            for name in ("Jira", "Twin", "Twin")
        ],
    )
    simulator.add("connections/alm", alias="Jira PAY", connector=1, project=1, params={"alm_project": "PAY"})
    return simulator


def state(simulator: Simulator) -> list[Any]:
    """All that a task could have changed."""
    return [simulator.objects("connectors/alm"), simulator.objects("connections/alm")]


@pytest.mark.parametrize(
    ("execution", "flag"),
    [
        pytest.param("auto", None, marks=pytest.mark.every_core),
        ("auto", "--check"),
        pytest.param("module", None, marks=pytest.mark.every_core),
    ],
)
def test_bad_input(execution: str, flag: Optional[str], organised: Simulator, playbook: Playbook) -> None:
    before = state(organised)
    organised.fault(kind="html", path="connectors/analysis/", times=99)
    organised.fault(kind="status", status=403, json={"detail": "May not."}, path="connections/analysis/", times=1)
    organised.fault(kind="status", status=404, json={"detail": "Not found."}, path="connections/analysis/", times=99)
    cases = [case for case in CASES if execution == "auto" or case[0] in IN_PROCESSES]
    writes = (execution, flag) == ("auto", None)
    if writes:
        cases += REFUSED
        organised.fault(kind="status", status=403, json={"detail": "May not."}, method="POST", path="connections/alm/")
        organised.fault(kind="html", method="POST", path="connectors/alm/", skip=2, times=9)
    tasks = [task(name, module, options, ignore_errors=True) for name, module, options, words in cases]
    run = playbook(
        tasks,
        *filter(None, [flag]),
        variables={
            "sde_execution": execution,
            "wrong": "invented-wrong-token-4711",
            "token_at_host": "hunter-99@sde.example.com",
            "with_password": "https://bob:hunter-99@sde.example.com",
        },
    )

    assert run.code == 0, run.output
    assert "Traceback" not in run.everything
    assert [line["task"] for line in run.results] == [name for name, *unused in cases]
    for name, *_unused, words in cases:
        sentence = run.failed(name)
        assert not [word for word in words if word not in sentence], (name, sentence)
        assert len(sentence.splitlines()) == 1, (name, sentence)
        assert "object at 0x" not in sentence, (name, sentence)
        assert run[name]["changed"] is False, name
    assert "hunter-99" not in run.everything
    assert "invented-wrong-token-4711" not in run.everything
    assert state(organised) == before
    assert [entry["status"] for entry in organised.writes()] == ([400, 400, 403, 200] if writes else [])


#: Entries that are wrong each in its own way, with words of their lines.
WRONG: list[tuple[Any, str]] = [
    ({**PAY, "frequncy": "daily"}, "connection 'New' of project 'Payments': frequncy: there is no such option; did you mean 'frequency'?"),
    ({**PAY, "project": 2.5}, "project: a value of the type float is neither an id nor a name; give an integer or text"),
    ("Payments", "it is not a dictionary; give the options of one object"),
    (
        {**PAY, "project": "Paymints"},
        "project: 'Paymints' was not found, or the user of sde_token may not see it; did you mean 'Payments'?",
    ),
    ({"id": 4711, "frequency": "daily"}, "id: there is no connection 4711; leave id out to create one"),
    ({**PAY, "alias": "C", "params": {"alm_project": "C", "alm_method": "htps"}}, "params.alm_method: 'htps' is not an option of JIRA"),
]


def test_all_wrong_entries_are_one_failure_in_the_worker_and_in_a_module(organised: Simulator, playbook: Playbook, tmp_path: Path) -> None:
    config = [entry for entry, _words in WRONG] + [PAY]
    (tmp_path / "list.yml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    cases = {"check": "auto", "run": "auto", "module": "module"}
    tasks = [
        task(
            f"{source} {name}",
            "sde_alm_connections",
            options,
            ignore_errors=True,
            check_mode=name == "check",
            vars={"sde_execution": way},
        )
        for source, options in (("config", {"config": config}), ("src", {"src": "list.yml"}))
        for name, way in cases.items()
    ]
    before = state(organised)
    run = playbook(tasks)
    assert run.code == 0, run.output
    for source, start in (("config", ""), ("src", "src: list.yml: ")):
        (message,) = {run.failed(f"{source} {name}") for name in cases}
        first, *lines = message.split("\n")
        assert first == f"{start}{len(WRONG)} of {len(config)} entries are wrong; nothing was written:"
        for index, (line, (_entry, words)) in enumerate(zip(lines, WRONG)):
            assert line.startswith(f"config[{index}]: ")
            assert words in line
        for name in cases:
            assert [problem["index"] for problem in run[f"{source} {name}"]["problems"]] == list(range(len(WRONG)))
        assert [command["method"] for command in run[f"{source} check"]["commands"]] == ["POST"]
    assert state(organised) == before
    assert organised.writes() == []


@pytest.mark.every_core
def test_projects_are_found_by_name_or_id_in_the_worker_and_in_a_module(organised: Simulator, playbook: Playbook) -> None:
    organised.add_many(
        "projects",
        [
            {"id": 10, "name": "2025", "application": 1},
            {"id": 11, "name": "٢٠٢٤", "application": 1},
            {"id": 12, "name": "²", "application": 1},
            {"id": 13, "name": "Old", "application": 1, "archived": True},
            {"id": 14, "name": "Older", "application": 1, "archived": True},
        ],
    )
    projects = ["2025", "٢٠٢٤", "²", 13, "{{ older }}", "{{ payments }}"]
    config = [{**PAY, "project": project} for project in projects]
    tasks = both("find", "sde_alm_connections", {"config": config}, check_mode=True)
    run = playbook(tasks, variables={"older": 14, "payments": "1"})
    assert run.code == 0, run.output
    for each in tasks:
        assert [command["body"]["project"] for command in run[each["name"]]["commands"]] == [10, 11, 12, 13, 14, 1]


def test_missing_url_and_token(simulator: Simulator, playbook: Playbook) -> None:
    """Nothing of the environment is taken for them but what is documented."""
    tasks = [
        task("neither", "sde_project_info", ignore_errors=True),
        task("both from the environment", "sde_project_info", environment={"SDE_URL": simulator.url, "SDE_TOKEN": "{{ sde_token }}"}),
        task(
            "both by their other names", "sde_project_info", environment={"SDE_HOST": simulator.url + "/", "SDE_API_KEY": "{{ sde_token }}"}
        ),
        task("gone again", "sde_project_info", ignore_errors=True),
    ]
    run = playbook(tasks, defaults={})
    assert run.code == 0, run.output
    for name in ("neither", "gone again"):
        assert "missing required arguments" in run.failed(name)
        assert "sde_token, sde_url; set SDE_URL and SDE_TOKEN, or give them in module_defaults" in run.failed(name)
    assert run["both from the environment"]["projects"] == run["both by their other names"]["projects"] == []
    assert simulator.token not in run.everything
