# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Beyond one machine: ansible-runner, execution environments, the playbooks of a controller."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import credential
from tests.collection import ROOT
from tests.command import BIN
from tests.playbook import Playbook, Run
from tests.simulator.client import Simulator

PLATFORM = ROOT / "playbooks" / "automation_platform"
PASSWORD = "invented-Passw0rd-5d17"

needs_runner = pytest.mark.skipif(not (BIN / "ansible-runner").exists(), reason="no ansible-runner next to this Python")
needs_builder = pytest.mark.skipif(not (BIN / "ansible-builder").exists(), reason="no ansible-builder next to this Python")


TYPES = credential.types_of(PLATFORM / "settings" / "credential_types.yml")


def server_environment(simulator: Simulator, folder: Path) -> dict[str, str]:
    """What a job gets from a credential of the simulator."""
    return credential.job_of(TYPES["SD Elements server"], folder, {"sde_url": simulator.url, "sde_token": simulator.token}, {}).env


def write(file: Path, content: Any) -> None:
    """JSON is YAML, which is what all of these files are."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content), encoding="utf-8")


@needs_runner
def test_a_role_through_transmit_worker_and_process(simulator: Simulator, tmp_path: Path, environment: dict[str, str]) -> None:
    """What a controller, an execution node and the controller again do with a job, credentials of both types included."""
    sent = 12
    simulator.add_many("projects", [{"name": f"Project {number}"} for number in range(sent)])
    here = tmp_path / "controller"
    write(here / "env" / "envvars", server_environment(simulator, tmp_path))
    jira = credential.job_of(TYPES["SD Elements: Jira"], tmp_path, {"jira_password": PASSWORD}, {})
    write(here / "env" / "extravars", jira.extra_vars)
    hosts = {"sde": {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}}
    write(here / "inventory" / "hosts.json", {"sdelements": {"hosts": hosts}})
    variables = {
        "jira_connector": {"name": "Jira", "server": "jira.example.com", "user": "sde-sync", "password": "{{ vault_jira_password }}"},
        "jira_connections": [{"project": f"Project {number}", "jira_project": f"KEY{number}"} for number in range(sent)],
    }
    role = {"role": "sdelements.integrations.jira", "vars": variables}
    write(here / "project" / "site.yml", [{"hosts": "sdelements", "gather_facts": False, "roles": [role]}])

    command = """
        set -e
        ansible-runner transmit controller --playbook site.yml --ident job > stream
        ansible-runner worker --private-data-dir node < stream > answer
        ansible-runner process back --ident job < answer > output
    """
    subprocess.run(["sh", "-c", command], cwd=tmp_path, env=environment, check=True, stdin=subprocess.DEVNULL)
    artifacts = tmp_path / "back" / "artifacts" / "job"
    assert (artifacts / "rc").read_text(encoding="utf-8") == "0", (artifacts / "stdout").read_text(encoding="utf-8")
    assert (artifacts / "status").read_text(encoding="utf-8") == "successful"
    (connector,) = simulator.objects("connectors/alm")
    assert connector["params"]["alm_pass"] == PASSWORD
    aliases = sorted(each["alias"] for each in simulator.objects("connections/alm"))
    assert aliases == sorted(f"Jira KEY{number}" for number in range(sent))

    kept = [file.read_text(encoding="utf-8") for file in (*artifacts.rglob("*"), tmp_path / "output") if file.is_file()]
    assert len(kept) > 10
    assert not [text for text in kept if PASSWORD in text]


def test_a_drift_job_fails_until_all_is_as_described(simulator: Simulator, tmp_path: Path, playbook: Playbook) -> None:
    """It names what differs, writes nothing, and takes the server from the credential where the inventory has none."""
    simulator.add("projects", name="Payments")
    playbook.environment.update(server_environment(simulator, tmp_path))
    host = {
        "ansible_connection": "local",
        "ansible_python_interpreter": sys.executable,
        "jira_connector": {"name": "Jira", "server": "jira.example.com", "user": "sde-sync", "password": PASSWORD},
        "jira_connections": [{"project": "Payments", "jira_project": "PAY", "frequency": "daily"}],
    }
    write(tmp_path / "inventory" / "hosts.json", {"sdelements": {"hosts": {"sde": host}}})

    def run(name: str) -> Run:
        return playbook.start("--inventory", "inventory", str(ROOT / "playbooks" / name))

    drifted = run("automation_platform/drift.yml")
    assert drifted.code == 2
    assert "Not as described (2): " in drifted.output
    assert PASSWORD not in drifted.output
    assert simulator.writes() == []

    assert run("fleet/site.yml").code == 0, playbook.output
    assert run("automation_platform/drift.yml").code == 0, playbook.output
    assert "Everything is as described" in playbook.output


@needs_builder
def test_the_context_of_an_execution_environment(tmp_path: Path, environment: dict[str, str]) -> None:
    """ansible-builder takes the tarball of this version, and what the collection needs, and nothing else."""
    version = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    tarball = f"sdelements-integrations-{version}.tar.gz"
    definition = tmp_path / "execution-environment.yml"
    definition.write_text((ROOT / definition.name).read_text(encoding="utf-8"), encoding="utf-8")

    def run(*command: str) -> str:
        done = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=tmp_path, env=environment, check=True, stdout=subprocess.PIPE)
        return done.stdout.decode()

    run("ansible-galaxy", "collection", "build", str(ROOT), "--output-path", "build/dist")
    run("ansible-builder", "create", "--file", definition.name, "--context", "context", "--output-filename", "Containerfile")
    context = tmp_path / "context"
    assert (context / "_build" / "dist" / tarball).read_bytes() == (tmp_path / "build" / "dist" / tarball).read_bytes()
    wanted = yaml.safe_load((context / "_build" / "requirements.yml").read_text(encoding="utf-8"))
    assert wanted == {"collections": [{"name": f"/build/dist/{tarball}", "type": "file"}]}
    steps = (context / "Containerfile").read_text(encoding="utf-8")
    assert "COPY _build /build" in steps.splitlines()
    assert "ansible-core>=2.16" in steps

    run("ansible-galaxy", "collection", "install", f"build/dist/{tarball}", "--collections-path", "installed", "--force")
    needs = yaml.safe_load(run("ansible-builder", "introspect", str(tmp_path / "installed")))
    assert [text.split("#")[0].strip() for text in needs["python"]] == ["requests>=2.25.1", "urllib3>=1.26"]
    assert needs["system"] == []
