# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests of a task's own through ansible-playbook: what is sent of YAML and templates, and what the server answers stays data."""

from __future__ import annotations

from typing import Any

import pytest

from tests.playbook import WAYS, Playbook, both, task
from tests.simulator.client import Simulator

HOSTILE = {
    "text": "{{ 7 * 7 }}",
    "list": ["{% if true %}x{% endif %}", {"{{ key }}": "{{ lookup('pipe', 'id') }}"}],
    "failed": True,
    "msg": "{{ msg }}",
    "changed": True,
    "ansible_facts": {"injected": "{{ 1 }}"},
    "_ansible_verbose_always": True,
    "invocation": "x",
    "secret": "invented-Passw0rd-93b1",
}


@pytest.mark.every_core
def test_what_the_server_answers_stays_data(simulator: Simulator, playbook: Playbook) -> None:
    tasks: list[dict[str, Any]] = []
    for method in ("GET", "POST"):
        simulator.fault(kind="status", status=200, json=HOSTILE, method=method, path="/things/", times=2)
    write = {"method": "POST", "path": "things/", "body": {"text": "{{ found.json.text }}"}}
    texts = ["{{ found.json.text }}", "{{ written.json.list[1].values() | first }}"]
    for way, read, sent in zip(
        WAYS,
        both("read", "sde_api_info", {"path": "things/"}, register="found"),
        both("write", "sde_api", write, register="written"),
    ):
        tasks += [read, sent, {"name": f"hand on ({way})", "ansible.builtin.set_fact": {f"texts_{way}": texts}}]
    tasks.append({"name": "fact", "ansible.builtin.debug": {"msg": "{{ injected | default('none') }}"}})
    run = playbook(tasks)
    assert run.code == 0, run.output
    expected = {key: value for key, value in HOSTILE.items() if not key.startswith("_ansible")}
    expected["secret"] = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
    for way in WAYS:
        assert run[f"read ({way})"]["json"] == expected
        assert run[f"write ({way})"]["json"] == expected
        assert run[f"hand on ({way})"]["ansible_facts"][f"texts_{way}"] == ["{{ 7 * 7 }}", "{{ lookup('pipe', 'id') }}"]
        assert (run[f"read ({way})"]["changed"], run[f"write ({way})"]["changed"]) == (False, True)
    assert [entry["body"] for entry in simulator.writes()] == [{"text": "{{ 7 * 7 }}"}] * 2
    assert run["fact"]["msg"] == "none"


BODIES = {
    "a list": ([{"a": 1}, "x", None], [{"a": 1}, "x", None]),
    "an empty list": ([], []),
    "an empty dictionary": ({}, {}),
    "none": (None, None),
    "omitted": ("{{ omit }}", None),
    "omitted within": ({"a": 1, "b": "{{ omit }}"}, {"a": 1}),
    "templates": ({"n": "{{ 2 + 3 }}", "l": "{{ [1, 'a'] }}", "t": "{{ true }}"}, None),
    "a template of a list": ("{{ [{'a': 1}, {'b': 'x'}] }}", [{"a": 1}, {"b": "x"}]),
    "a large number": ({"n": 10**30}, {"n": 10**30}),
    "signs": ({"ä€": "\u2028 \U0001f512 'quoted' \"twice\" \\"}, {"ä€": "\u2028 \U0001f512 'quoted' \"twice\" \\"}),
}
REFUSED = {
    "text": ("alm_pass", "body: it is not a dictionary or a list"),
    "text of JSON": ("x{}", "body: it is not a dictionary or a list"),
    "a number": (5, "body: it is not a dictionary or a list"),
    "not a number": ({"n": float("nan")}, "body.n: nan is not a number of JSON"),
    "infinity": ([float("inf")], "body[0]: inf is not a number of JSON"),
    "a key that is a number": ({"a": {1: 2}}, "body.a: the key 1 is not text"),
    "a number of too many digits": ({"n": 10**700}, "body.n: it is a number of more than 640 digits"),
    "the placeholder": ({"p": {"alm_pass": "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"}}, "body.p.alm_pass: it contains VALUE_SPECIFIED"),
}


#: What a module gets as text of JSON may be another value.
IN_PROCESSES = ("a list", "omitted within", "templates", "a template of a list", "a large number", "signs")


@pytest.mark.parametrize("execution", WAYS)
def test_bodies(execution: str, simulator: Simulator, playbook: Playbook) -> None:
    simulator.fault(kind="status", status=200, json={}, method="PUT", path="/things/", times=99)
    options = {"method": "PUT", "path": "things/"}
    bodies = {name: case for name, case in BODIES.items() if execution == "auto" or name in IN_PROCESSES}
    tasks = [task(name, "sde_api", {**options, "body": body}) for name, (body, _sent) in bodies.items()]
    tasks += [task(name, "sde_api", {**options, "body": body}, ignore_errors=True) for name, (body, _words) in REFUSED.items()]
    run = playbook(tasks, variables={"sde_execution": execution})
    assert run.code == 0, run.output
    sent = [entry["body"] for entry in simulator.writes()]
    expected = [body for name, (_given, body) in bodies.items() if name != "templates"]
    (templated,) = [body for body in sent if body not in expected]
    assert templated["l"] == [1, "a"]
    assert str(templated["n"]) == "5"  # ansible-core before 2.19 has text
    assert [body for body in sent if body in expected] == expected
    assert {name: run.failed(name) for name, (_body, words) in REFUSED.items() if words not in run.failed(name)} == {}


def test_an_address_that_answers_with_other_data_is_named_as_such(simulator: Simulator, playbook: Playbook) -> None:
    simulator.reset("organisation", mapping="present")
    tasks = [
        task("plain", "sde_api_info", {"path": "connectors/analysis/1/mapping/"}, ignore_errors=True),
        task("pages", "sde_api_info", {"path": "connectors/analysis/1/mapping/", "all_pages": True}, ignore_errors=True),
    ]
    run = playbook(tasks)
    for name in ("plain", "pages"):
        assert "text/csv" in run.failed(name)
        assert run.failed(name).endswith("; give a path that answers in JSON; other data cannot be read with this module")
