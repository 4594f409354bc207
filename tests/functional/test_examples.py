# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples of every module and filter, run as their documentation prints them; only the address is the simulator's."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.release import __version__

from tests.collection import MODULES, ROOT, module_of
from tests.command import ansible, environment
from tests.playbook import Playbook
from tests.simulator.client import Simulator

FILTERS = sorted((ROOT / "plugins" / "filter").glob("*.yml"))
VARIABLES = {
    "ansible_connection": "local",
    "ansible_python_interpreter": sys.executable,
    "jira_password": "invented-Passw0rd-93b1",
    "github_token": "invented-token-e81b64aa07",
    "veracode_password": "invented-Passw0rd-04c7",
    "checkmarx_password": "invented-Passw0rd-2d18",
    "whitehat_token": "invented-token-3f9c52",
}
#: An organisation in which the examples make sense: what is stored, by kind.
ORGANISATION: dict[str, list[dict[str, Any]]] = {
    "business-units": [{"name": "Retail"}],
    "applications": [{"name": "Web", "business_unit": 1}, {"name": "Back Office", "business_unit": 1}],
    "projects": [
        {"name": "Payments", "application": 1, "external_id": "APP-0042"},
        {"name": "Portal", "application": 1},
        {"name": "Portal", "application": 2},
    ],
    "connectors/alm": [
        {"name": "Jira", "system": "jira", "params": {"alm_server": "jira.example.com", "alm_user": "bot", "alm_pass": "invented-7f31c9"}}
    ],
    "connections/alm": [
        {"alias": "Jira PAY", "connector": 1, "project": 1, "params": {"alm_project": "PAY"}},
        {"alias": "Old", "connector": 1, "project": 1, "params": {"alm_project": "OLD"}},
        {"id": 5, "alias": "Jira OPS", "connector": 1, "project": 2, "params": {"alm_project": "OPS"}},
    ],
    "connectors/analysis": [
        {
            "name": "Veracode",
            "system": "veracode",
            "params": {"analysis_server": "veracode.example.com", "analysis_pass": "invented-51b0e7"},
        },
        {"name": "Fortify", "system": "fortify", "params": {}},
    ],
    "connections/analysis": [{"alias": "Veracode", "connector": 1, "project": 1, "params": {}}],
}
#: What the server lets be written besides, for examples of requests of one's own.
BEHAVIOUR = {
    "secrets": "masked",
    "project_fields": "today",
    "projects_write": "allowed",
    "analysis_connectors_write": "allowed",
    "mapping": "present",
}

#: What the examples of a module need besides.
BESIDES = {
    "sde_server_sandbox": {
        "connectors/alm": [
            {
                "name": "sdelements.integrations doctor 5f0c2a7e 1",
                "system": "jira",
                "params": {"alm_server": "5f0c2a7e.doctor.invalid", "alm_user": "doctor", "alm_pass": "invented-2c7a0f5e"},
            }
        ]
    }
}
#: Modules whose examples create or remove what is above.
WITHOUT = {
    **dict.fromkeys(("sde_alm_connector", "sde_alm_connectors"), ("connectors/alm", "connections/alm")),
    **dict.fromkeys(("sde_analysis_connector", "sde_analysis_connectors"), ("connectors/analysis", "connections/analysis")),
}


#: Empties the simulator and fills it: a filter, since a task of uri for each kind takes longer than all examples.
PREPARE = """
import http.client, json, urllib.parse
def prepared(wanted, url):
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc)
    for path, body in wanted:
        connection.request("POST", f"/simulator/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"})
        assert connection.getresponse().read()
class FilterModule:
    def filters(self):
        return {"prepared": prepared}
"""


def play(simulator: Simulator, module: str) -> dict[str, Any]:
    """The examples of a module, on a prepared simulator."""
    wanted = [
        ["reset", {"seed": "empty", "behaviour": BEHAVIOUR}],
        *(
            [f"objects/{kind}", [*rows, *BESIDES.get(module, {}).get(kind, ())]]
            for kind, rows in ORGANISATION.items()
            if kind not in WITHOUT.get(module, ())
        ),
    ]
    prepare = {"name": "Prepare", "ansible.builtin.debug": {"msg": "{{ wanted | prepared(url) }}"}}
    return {
        "name": module,
        "hosts": "localhost",
        "gather_facts": False,
        "vars": {**VARIABLES, "wanted": wanted, "url": simulator.url},
        "vars_files": ["token.yml"],
        "pre_tasks": [prepare],
        "tasks": yaml.safe_load(module_of(module).EXAMPLES.replace("https://sde.example.com", simulator.url)),
    }


def test_examples(simulator: Simulator, playbook: Playbook, tmp_path: Path) -> None:
    plays = [play(simulator, module) for module in MODULES]
    (tmp_path / "filter_plugins").mkdir()
    (tmp_path / "filter_plugins" / "prepare.py").write_text(PREPARE, encoding="utf-8")
    (tmp_path / "token.yml").write_text(yaml.safe_dump({"sde_token": simulator.token}), encoding="utf-8")
    run = playbook.plays(plays)
    assert run.code == 0, run.output[-3000:]
    for one in plays:
        for task in one["tasks"]:
            found = [line for line in run.results if line["task"] == task["name"]]
            assert found, (one["name"], task["name"])
            assert {line["status"] for line in found} == {"ok"}
            options = task.get(f"sdelements.integrations.{one['name']}")
            changing = options is not None and not one["name"].endswith("_info") and options.get("state") != "gathered"
            assert any(line["result"]["changed"] is changing for line in found), (one["name"], task["name"])


#: What the examples of filters are about: what is on the server, by the names that they use.
READ = {
    "connectors": ("sde_alm_connectors", {"state": "gathered"}),
    "connections": ("sde_alm_connections", {"state": "gathered"}),
    "all": ("sde_project_info", {}),
    "all_projects": ("sde_project_info", {}),
    "trackers": ("sde_alm_connector_info", {}),
    "tracker_connections": ("sde_alm_connection_info", {}),
    "analysis_tools": ("sde_analysis_connector_info", {}),
    "analysis_connections": ("sde_analysis_connection_info", {}),
    "examined": ("sde_server_info", {}),
}


@pytest.mark.every_core
def test_examples_of_filters(simulator: Simulator, playbook: Playbook, tmp_path: Path) -> None:
    for kind, rows in ORGANISATION.items():
        simulator.add_many(kind, rows)
    simulator.add("connectors/alm", name="GitHub", system="github", params={"github_repo_owner": "example"})
    (tmp_path / "group_vars" / "all").mkdir(parents=True)
    (tmp_path / "page.html.j2").write_text("{{ data.counts.failed }} failed", encoding="utf-8")
    tasks = [yaml.safe_load(path.read_text(encoding="utf-8"))["EXAMPLES"] for path in FILTERS]
    examples = [example for text in tasks for example in yaml.safe_load(text)]
    read = [
        {"name": f"Read {name}", f"sdelements.integrations.{module}": options, "register": name} for name, (module, options) in READ.items()
    ]
    found = next(example["vars"]["found"] for example in examples if "found" in example.get("vars", {}))
    variables = {"vault_jira_password": "invented-Passw0rd-93b1", "found": found}
    run = playbook([*read, *examples], variables=variables)
    assert run.code == 0, run.output[-3000:]
    assert {line["status"] for line in run.results} == {"ok"}
    assert len(run.results) == len(read) + len(examples)
    assert (tmp_path / "health.html").read_text(encoding="utf-8") == "0 failed"
    assert "jira_project: PAY" in (tmp_path / "group_vars" / "all" / "jira.yml").read_text(encoding="utf-8")


@pytest.mark.every_core
def test_ansible_doc_shows_an_example_of_every_role(collections: str, tmp_path: Path) -> None:
    """Those of a role's variables with every ansible-core, a whole play from 2.18 on, which shows them."""
    roles = [f"sdelements.integrations.{path.name}" for path in (ROOT / "roles").iterdir()]
    env = environment(tmp_path, collections, COLUMNS="200")
    shown = ansible("doc", "--type", "role", *roles, cwd=tmp_path, env=env, check=True).stdout.split("\n> ")
    assert len(shown) == len(roles)
    assert not [text for text in shown if "For example" not in text]
    assert __version__.startswith(("2.16.", "2.17.")) or not [text for text in shown if "\nEXAMPLES:\n- name: " not in text]
