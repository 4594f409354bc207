# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What YAML makes of values that are not in quotes, through real ansible-playbook: the same in both ways of running."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.playbook import Playbook, task
from tests.simulator.client import Simulator

pytestmark = pytest.mark.every_core

DAY = date(2024, 1, 31)
NOON = datetime(2024, 1, 31, 12, 0)
DATED = {"jira_start": DAY, "jira_list": [DAY], "jira_map": {"at": [{"start": NOON}]}}
AS_TEXT = {
    "jira_start": "2024-01-31",
    "jira_list": "2024-01-31",
    "jira_map": '{"at": [{"start": "2024-01-31T12:00:00"}]}',
}
LOGIN = {"alm_server": "jira.example.com", "alm_user": "bot", "alm_pass": "x1"}
MODULE = {"sde_execution": "module"}
BASE = {"system": "jira", "validate_params": "never"}


def named(name: str, params: Any) -> dict[str, Any]:
    """A connector's options."""
    return {"name": name, **BASE, "params": params}


def test_dates_are_iso_text_wherever_they_are_given(simulator: Simulator, playbook: Playbook, tmp_path: Path) -> None:
    """Given again, and given to the modules, nothing is changed, since the text is the same."""
    (tmp_path / "entries.yml").write_text(yaml.safe_dump([named("file", {**LOGIN, **DATED})]), encoding="utf-8")
    tasks = [
        task("task", "sde_alm_connector", named("task", {**LOGIN, **DATED})),
        task("variable", "sde_alm_connector", named("variable", "{{ dated }}")),
        task("combined", "sde_alm_connector", named("combined", "{{ {} | combine(dated) }}")),
        task("entry", "sde_alm_connectors", {"config": [named("entry", {**LOGIN, **DATED})]}),
        task("entries", "sde_alm_connectors", {"config": "{{ [{'name': 'entries'} | combine(base, {'params': dated})] }}"}),
        task("inside", "sde_alm_connector", named("inside", {**LOGIN, **DATED, "jira_map": "{{ dated.jira_map }}"})),
        task("file", "sde_alm_connectors", {"src": "entries.yml"}),
        {
            "name": "role",
            "ansible.builtin.include_role": {"name": "sdelements.integrations.jira"},
            "vars": {"jira_connector": {"name": "role", "server": "jira.example.com", "user": "bot", "password": "x1", "params": DATED}},
        },
    ]
    again = [{**each, "name": f"{each['name']} again"} for each in tasks]
    modules = [
        {**each, "name": f"{each['name']} as a module", "vars": MODULE} for each in tasks if each["name"] in ("task", "entries", "file")
    ]
    run = playbook([*tasks, *again, *modules], variables={"dated": {**LOGIN, **DATED}, "base": BASE})
    assert run.code == 0, run.output
    stored = {each["name"]: each["params"] for each in simulator.objects("connectors/alm")}
    names = [each["name"] for each in tasks]
    assert {name: {key: stored[name].get(key) for key in AS_TEXT} for name in names} == dict.fromkeys(names, AS_TEXT)
    assert len([line for line in run.results if line["result"].get("changed")]) == len(simulator.writes()) == len(names)


#: Params, and what follows the option in the message.
KEYS: dict[str, tuple[Any, str]] = {
    "bool": ({True: "x"}, ": the key True is not text; put it in quotes (YAML reads on, yes and true so)"),
    "int": ({1: "x"}, ": the key 1 is not text; put it in quotes"),
    "null": ({None: "x"}, ": the key None is not text; put it in quotes (YAML reads null and ~ so)"),
    "date": ({DAY: "x"}, ": the key 2024-01-31 is not text; put it in quotes"),
    "deep": ({"jira_map": {"a": [{2.5: "x"}]}}, ".jira_map.a[0]: the key 2.5 is not text; put it in quotes"),
    "nan": ({"a": float("nan")}, ".a: nan is not a number of JSON; give a number, or put it in quotes"),
    "inf": ({"a": [float("-inf")]}, ".a[0]: -inf is not a number of JSON; give a number, or put it in quotes"),
    "digits": ({"a": 10**700}, ".a: it is a number of more than 640 digits; put it in quotes"),
    "bytes": ({"a": b"x"}, ".a: a value of the type bytes cannot be sent; give text, a number, a boolean, a list or a dictionary"),
    "text": ("{1: 'x'}", ": the key 1 is not text; put it in quotes"),
    "json": ('{"a": 1e999}', ".a: inf is not a number of JSON; give a number, or put it in quotes"),
}


def test_what_json_does_not_have_is_one_message_that_names_the_key(simulator: Simulator, playbook: Playbook, tmp_path: Path) -> None:
    tasks, messages = [], {}
    for name, (params, message) in KEYS.items():
        tasks.append(task(name, "sde_alm_connector", named("Jira", params), ignore_errors=True))
        messages[name] = f"params{message}"
        tasks.append(task(f"{name} variable", "sde_alm_connector", named("Jira", f"{{{{ {name} }}}}"), ignore_errors=True))
        messages[f"{name} variable"] = f"params{message}"
        tasks.append(task(f"{name} entry", "sde_alm_connectors", {"config": [named("Jira", params)]}, ignore_errors=True))
        messages[f"{name} entry"] = f"config[0]{': ' if isinstance(params, str) else '.'}params{message}"
        if isinstance(params, dict):
            (tmp_path / f"{name}.yml").write_text(yaml.safe_dump([named("Jira", params)]), encoding="utf-8")
            tasks.append(task(f"{name} file", "sde_alm_connectors", {"src": f"{name}.yml"}, ignore_errors=True))
            messages[f"{name} file"] = f"src: {name}.yml: config[0].params{message}"
    modules = [{**each, "name": f"{each['name']} as a module", "vars": MODULE} for each in tasks if each["name"] in KEYS]
    run = playbook([*tasks, *modules], variables={name: params for name, (params, _message) in KEYS.items()})
    assert run.code == 0, run.output
    assert "Traceback" not in run.everything
    messages.update({each["name"]: messages[each["name"].removesuffix(" as a module")] for each in modules})
    assert {line["task"]: line["result"]["msg"] for line in run.results} == messages
    assert simulator.writes() == []


MAPPING = {"TODO": {"on": ["To Do", "Backlog"]}, "1": {"2024-01-31": "Done", "rank": 1}}
OTHER = {"TODO": {"on": ["To Do", "Selected"]}, "1": {"2024-01-31": "Done", "rank": 1}}


def test_a_status_mapping_is_an_object_on_its_way_to_the_server_and_back(simulator: Simulator, playbook: Playbook) -> None:
    simulator.behave(data_params="described")
    options = {"name": "Jira", "system": "jira", "params": {**LOGIN, "alm_status_mapping": MAPPING, "alm_status_order": ["TODO", "DONE"]}}
    changed = {"name": "Jira", "params": {"alm_status_mapping": "{{ other }}"}}
    tasks = [
        task("predict", "sde_alm_connector", options, check_mode=True),
        task("create", "sde_alm_connector", options),
        task("again", "sde_alm_connector", options),
        task("module", "sde_alm_connector", options, vars=MODULE),
        task("change", "sde_alm_connector", changed, vars=MODULE),
        task("change again", "sde_alm_connector", changed),
        task("gather", "sde_alm_connectors", {"state": "gathered"}, register="found"),
        task("give back", "sde_alm_connectors", {"config": "{{ found.gathered }}", "state": "overridden"}),
        task("gather as a module", "sde_alm_connectors", {"state": "gathered"}, register="found", vars=MODULE),
        task("give back to the module", "sde_alm_connectors", {"config": "{{ found.gathered }}"}, vars=MODULE),
    ]
    run = playbook(tasks, variables={"other": OTHER})
    assert run.code == 0, run.output
    assert [line["task"] for line in run.results if line["result"]["changed"]] == ["predict", "create", "change"]
    assert run["predict"]["commands"] == run["create"]["commands"]
    assert run["create"]["commands"][0]["body"]["params"]["alm_status_mapping"] == MAPPING
    assert run["change"]["diff"]["before"]["params"]["alm_status_mapping"] == MAPPING
    assert run["change"]["connector"]["params"]["alm_status_mapping"] == OTHER
    (stored,) = simulator.objects("connectors/alm")
    assert (stored["params"]["alm_status_mapping"], stored["params"]["alm_status_order"]) == (OTHER, ["TODO", "DONE"])
    assert [entry["method"] for entry in simulator.writes()] == ["POST", "PATCH"]
