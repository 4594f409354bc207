# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control API, the handle on it, and the command that starts it all."""

from __future__ import annotations

import signal
import subprocess

import pytest
import requests

from tests.simulator.behaviour import SWITCHES
from tests.simulator.client import ROOT, Simulator, interpreter


@pytest.mark.parametrize(
    ("behaviour", "message"),
    [
        ({"nonsense": 1}, "no switch nonsense; there are: advanced_alm"),
        ({"secrets": "loud"}, "secrets: 'loud' is not one of clear, masked"),
        ({"sync_polls": "-1"}, "sync_polls: '-1' is not one of <number>"),
        ({"sync_result": "failure"}, "is not one of success, failure:<text>"),
    ],
)
def test_refused_behaviour(simulator, behaviour, message):
    with pytest.raises(ValueError, match=message):
        simulator.behave(**{"echo": "text", **behaviour})
    table = requests.get(f"{simulator.url}/simulator/behaviour", timeout=10).json()
    assert {name: row["value"] for name, row in table.items()} == {switch.name: switch.default for switch in SWITCHES}


def test_behaviour_table(simulator):
    simulator.behave(secrets="masked", bare_list=True, page_size_max=7)
    url = f"{simulator.url}/simulator/behaviour/"
    table = requests.get(url, timeout=10).json()
    assert [table[name]["value"] for name in ("secrets", "bare_list", "page_size_max")] == ["masked", "true", "7"]
    assert all(row["meaning"] for row in table.values())
    put = requests.put(url, json={"echo": "text"}, timeout=10).json()
    assert (put["echo"], put["secrets"]) == ("text", "clear")


def test_journal(simulator, call):
    call("GET", "projects/", params={"name": "a b", "page_size": 5})
    call("POST", "connectors/alm/", {"name": "x"})
    call("POST", "connectors/testalm/", {"name": "x"})
    first, *rest = simulator.journal()
    assert (first["method"], first["path"], first["status"]) == ("GET", "/api/v2/projects/", 200)
    assert first["query"] == {"name": "a b", "page_size": "5"}
    assert first["body"] is None
    assert first["headers"]["Authorization"] == f"Token {simulator.token}"
    assert rest[0]["headers"]["Content-Type"] == "application/json"
    assert [(entry["path"], entry["status"], entry["body"]) for entry in simulator.writes()] == [
        ("/api/v2/connectors/alm/", 400, {"name": "x"})
    ]
    assert len(simulator.journal(clear=True)) == 3
    assert simulator.journal() == []


def test_objects(simulator, call):
    project = simulator.add("projects", name="Web Shop")
    assert (project["id"], project["slug"], project["application"]) == (1, "web-shop", 1)
    connector = simulator.add("connectors/alm", name="J", system="jira", params={"alm_pass": "invented"})
    rows = [{"alias": f"C{n}", "connector": connector["id"], "project": 1} for n in range(1000)]
    assert len(simulator.add_many("connections/alm", rows)) == 1000
    assert call.read("connections/alm/", page_size=10)["count"] == 1000
    changed = simulator.change("connectors/alm", 1, inaccessible=True, params={"a": 1})
    assert (changed["inaccessible"], changed["params"]) == (True, {"a": 1})
    simulator.remove("connectors/alm", 1)
    assert simulator.objects("connections/alm") == []


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (lambda simulator: simulator.objects("nonsense"), "there are: business-units"),
        (lambda simulator: simulator.add("projects", nonsense=1), "no field nonsense; there are: id, name"),
        (lambda simulator: simulator.add("connections/alm", alias="x"), "NOT NULL"),
        (lambda simulator: simulator.add("connections/alm", alias="x", connector=7, project=7), "FOREIGN KEY"),
        (lambda simulator: simulator.change("projects", 7, name="x"), "no projects 7"),
        (lambda simulator: simulator.remove("projects", 7), "no projects 7"),
        (lambda simulator: simulator.reset(seed="nonsense"), "there are: empty, samples, organisation"),
    ],
)
def test_refused_actions(simulator, action, message):
    with pytest.raises(ValueError, match=message):
        action(simulator)


def test_reset(simulator, call):
    simulator.add("projects", name="x")
    simulator.behave(secrets="masked")
    simulator.fault(kind="reset")
    simulator.reset("samples", {"projects": [{"name": "Fourth"}]}, echo="text")
    table = requests.get(f"{simulator.url}/simulator/behaviour", timeout=10).json()
    assert (table["secrets"]["value"], table["echo"]["value"]) == ("clear", "text")
    assert call.names("projects/") == ["Project 1", "Demo Project", "WhiteHat", "Fourth"]
    assert len(simulator.journal()) == 1
    simulator.reset()
    assert simulator.add("projects", name="first")["id"] == 1


def test_start_options():
    behaviour = {"secrets": "masked", "bare_list": True}
    with Simulator.start(seed="samples", behaviour=behaviour, latency_ms=1, token="another-token-0001") as simulator:
        assert simulator.token == "another-token-0001"
        headers = {"Authorization": "Token another-token-0001"}
        row = requests.get(f"{simulator.url}/api/v2/connectors/alm/", headers=headers, timeout=10).json()[0]
        assert row["params"]["alm_api_token"] == "********"
        simulator.reset()
        table = requests.get(f"{simulator.url}/simulator/behaviour", timeout=10).json()
        assert (table["latency_ms"]["value"], table["bare_list"]["value"]) == ("1", "false")
    with pytest.raises(requests.ConnectionError):
        requests.get(simulator.url, timeout=10)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_files_and_signals(tmp_path, number):
    pid_file, address_file = tmp_path / "pid", tmp_path / "address"
    command = [interpreter(), "-m", "tests.simulator", "--pid-file", pid_file, "--address-file", address_file]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline().strip() for turn in range(3)]
        assert lines[0].startswith("http://127.0.0.1:")
        assert lines[1:] == ["token: simulator-token-0123456789abcdef", f"browser: {lines[0]}/simulator/browse"]
        assert pid_file.read_text() == f"{process.pid}\n"
        assert address_file.read_text() == f"{lines[0]}\n"
        process.send_signal(number)
        assert process.wait(20) == 0


def test_until_eof():
    command = [interpreter(), "-m", "tests.simulator", "--until-eof"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        assert process.stdout.readline().startswith("http://127.0.0.1:")
        process.stdin.close()
        assert process.wait(20) == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--host", "0.0.0.0"], "not a loopback address"),
        (["--behaviour", "nonsense=1"], "no switch nonsense"),
        (["--behaviour", "nonsense"], "is not key=value"),
    ],
)
def test_refused_options(options, message):
    command = [interpreter(), "-m", "tests.simulator", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode != 0
    assert message in done.stderr
    assert done.stdout == ""
