# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credential types of Automation Platform: what a job gets, whatever fields a credential lacks, and that it fails safe."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, Optional

import pytest
import trustme
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks import argspec

from tests import credential
from tests.collection import ROOT
from tests.playbook import Playbook, task
from tests.simulator.client import Simulator
from tests.wire.servers import tls

SETTINGS = ROOT / "playbooks" / "automation_platform" / "settings" / "credential_types.yml"
TYPES = credential.types_of(SETTINGS)
SERVERS = [name for name, kind in TYPES.items() if "SDE_VALIDATE_CERTS" in kind["injectors"].get("env", {})]

#: What a field may hold: nothing, a value that is stored, a text of an external store.
TEXTS = [None, ("stored", ""), ("stored", " \n"), ("stored", "invented-text"), ("linked", ""), ("linked", "invented-text")]
BOOLEANS = [None, ("stored", False), ("stored", True), ("linked", "true"), ("linked", "")]


def credentials(kind: credential.Type) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    """Every credential of a type that a controller starts a job with: what is stored, what is linked."""
    fields = kind["inputs"]["fields"]
    for values in product(*(BOOLEANS if field["type"] == "boolean" else TEXTS for field in fields)):
        stored: dict[str, Any] = {}
        linked: dict[str, str] = {}
        for field, value in zip(fields, values):
            if value is not None:
                (stored if value[0] == "stored" else linked)[field["id"]] = value[1]
        if credential.starts(kind, stored, linked):
            yield stored, linked


def options(env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The connection options of a task in a job with these environment variables."""
    with monkeypatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("SDE_")]:
            patch.delenv(name)
        for name, value in env.items():
            patch.setenv(name, value)
        outcome = ArgumentSpecValidator(argspec.sde()).validate({})
    assert all("required arguments" in message for message in outcome.error_messages), outcome.error_messages
    return dict(outcome.validated_parameters)


@pytest.mark.parametrize("name", TYPES)
def test_a_controller_accepts_the_type(name: str, tmp_path: Path) -> None:
    kind = TYPES[name]
    fields = {field["id"]: field for field in kind["inputs"]["fields"]}
    assert set(kind["inputs"].get("required", ())) <= set(fields)
    for field in fields.values():
        assert field["type"] == "string" or not {"multiline", "secret", "choices", "format"} & set(field)
    credential.check_on_save(kind, tmp_path)


@pytest.mark.parametrize("name", SERVERS)
def test_certificates_are_checked_unless_the_credential_says_not_to(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = TYPES[name]
    (switch,) = [field["id"] for field in kind["inputs"]["fields"] if field["type"] == "boolean"]
    seen = set()
    for stored, linked in credentials(kind):
        env = credential.job_of(kind, tmp_path, stored, linked).env
        checked = options(env, monkeypatch)["validate_certs"]
        assert checked is (stored.get(switch) is not True), (stored, linked, env)
        seen.add(checked)
    assert seen == {True, False}


@pytest.mark.parametrize("name", SERVERS)
def test_the_ca_bundle_is_used_only_where_it_has_text(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = TYPES[name]
    for stored, linked in credentials(kind):
        path = options(credential.job_of(kind, tmp_path, stored, linked).env, monkeypatch)["ca_path"]
        text = {**stored, **linked}.get("ca_bundle", "")
        assert (Path(path).read_text(encoding="utf-8") == text) if text.strip() else path is None, (stored, linked)


@pytest.mark.parametrize("name", TYPES)
def test_no_empty_text_becomes_an_extra_variable(name: str, tmp_path: Path) -> None:
    for stored, linked in credentials(TYPES[name]):
        for value in credential.job_of(TYPES[name], tmp_path, stored, linked).extra_vars.values():
            assert value.strip(), (stored, linked)


@pytest.mark.parametrize("name", TYPES)
def test_a_job_without_the_fields_of_its_type_does_not_start(name: str) -> None:
    assert not credential.starts(TYPES[name], {}, {})


CA = "its certificate was not accepted"


def test_a_job_reads_from_a_server_with_a_private_ca(simulator: Simulator, playbook: Playbook, tmp_path: Path) -> None:
    """Each task has the environment of a job with another credential."""
    own, another = trustme.CA(), trustme.CA()
    texts = {"own": own.cert_pem.bytes().decode(), "another": another.cert_pem.bytes().decode()}
    credentials_and_messages: dict[str, tuple[dict[str, Any], Optional[str]]] = {
        "nothing": ({}, CA),
        "empty": ({"ca_bundle": ""}, CA),
        "another": ({"skip_certificate_check": False, "ca_bundle": texts["another"]}, CA),
        "own": ({"ca_bundle": texts["own"]}, None),
        "skip": ({"skip_certificate_check": True}, None),
    }
    kind = TYPES["SD Elements server"]
    with tls(own.issue_cert("127.0.0.1"), simulator.url) as url:
        tasks = []
        for name, (stored, _message) in credentials_and_messages.items():
            (tmp_path / name).mkdir()
            env = credential.job_of(kind, tmp_path / name, {"sde_url": url, "sde_token": simulator.token, **stored}, {}).env
            tasks.append(task(name, "sde_project_info", {"retries": 0}, environment=env, ignore_errors=True))
        run = playbook(tasks, defaults={})
    for name, (_stored, message) in credentials_and_messages.items():
        assert message in run.failed(name) if message else run[name]["projects"] == [], name
    assert len(simulator.journal()) == 2


def test_an_empty_secret_of_a_credential_leaves_the_stored_one(simulator: Simulator, playbook: Playbook, tmp_path: Path) -> None:
    """The secret that a store returns may be empty, though the field is required."""
    tasks: list[dict[str, Any]] = []
    flags: list[str] = []
    for role, field, secret, connector in (
        ("jira", "jira_password", "alm_pass", {"server": "jira.example.com", "user": "bot", "password": "{{ vault_jira_password }}"}),
        ("github", "github_token", "alm_api_token", {"owner": "example", "token": "{{ vault_github_token }}"}),
    ):
        simulator.add("connectors/alm", name=role, system=role, params={secret: "invented-Passw0rd-5d17"})
        kind = TYPES[f"SD Elements: {'Jira' if role == 'jira' else 'GitHub'}"]
        credential.write_extra_vars(tmp_path / f"{role}-extra.yml", credential.job_of(kind, tmp_path, {}, {field: ""}).extra_vars)
        flags += ["--extra-vars", f"@{role}-extra.yml"]
        variables = {f"{role}_connector": {"name": role, **connector}, f"{role}_connections": []}
        (tmp_path / f"{role}.yml").write_text(yaml.safe_dump(variables), encoding="utf-8")
        tasks += [
            {"ansible.builtin.include_vars": f"{role}.yml"},
            {"ansible.builtin.include_role": {"name": f"sdelements.integrations.{role}"}},
        ]
    run = playbook(tasks, *flags)
    assert run.code == 0, run.output
    jira, github = simulator.objects("connectors/alm")
    assert {jira["params"]["alm_pass"], github["params"]["alm_api_token"]} == {"invented-Passw0rd-5d17"}
    assert len(simulator.writes()) == 2
