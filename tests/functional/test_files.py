# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that a task names are the controller's, found by Ansible's own search, in both ways of running, wherever the run was started."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import trustme
import yaml

from tests.command import ansible
from tests.playbook import WAYS, Playbook, both, task
from tests.simulator.client import Simulator
from tests.wire.servers import tls

SECRET = "invented-Passw0rd-7c21"
MODULE = "sde_alm_connectors"


def connector(name: str, **more: Any) -> dict[str, Any]:
    """One entry of a list."""
    return {
        "name": name,
        "system": "jira",
        "params": {"alm_server": "jira.example.com", "alm_user": "bot", **more},
        "secret_params": {"alm_pass": SECRET},
    }


def write(path: Path, content: Any) -> Path:
    """Write a text, or a list as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


@pytest.fixture(name="elsewhere")
def _elsewhere(tmp_path: Path) -> Path:
    """The folder in which runs are started. Its files have the names of the playbook's, and another content."""
    folder = tmp_path / "elsewhere"
    for name in ("beside.json", "files/below.json", "list.yml"):
        write(folder / name, [connector("Wrong")])
    write(folder / "ca.pem", "not a certificate")
    return folder


@pytest.fixture(name="vault")
def _vault(tmp_path: Path, environment: dict[str, str]) -> Callable[..., str]:
    """Run ansible-vault with the password of a file, and return what it prints."""
    for name in ("right", "wrong"):
        write(tmp_path / name, f"invented-vault-{name}")

    def run(*arguments: str) -> str:
        password = ["--vault-password-file", str(tmp_path / "right")]
        return ansible("vault", *arguments, *password, cwd=tmp_path, env=environment, check=True).stdout

    return run


def inline(vault: Callable[..., str]) -> str:
    """The password as a vaulted value, at the place of a secret param."""
    return vault("encrypt_string", SECRET, "--name", "alm_pass").replace("\n", "\n    ").rstrip()


@pytest.mark.every_core
def test_a_relative_src_is_found_by_ansibles_own_search(elsewhere: Path, simulator: Simulator, playbook: Playbook, tmp_path: Path) -> None:
    places = {
        "beside.json": "beside.json",
        "below.json": "files/below.json",
        "files/below.json": "files/below.json",
        "lists/deep.json": "lists/deep.json",
        "~/home.json": "home.json",
        "$HOME/variable.json": "variable.json",
        str(tmp_path / "absolute.json"): "absolute.json",
    }
    for place in places.values():
        write(tmp_path / place, [connector(place)])
    role = tmp_path / "roles" / "lists"
    write(role / "files" / "role.json", [connector("role.json")])
    write(tmp_path / "role.json", [connector("Wrong")])
    write(role / "tasks" / "main.yml", both("Role", MODULE, {"src": "role.json"}))
    tasks = [task(src, MODULE, {"src": src}) for src in places]
    module = task("as a module", MODULE, {"src": "below.json"}, vars={"sde_execution": "module"})
    run = playbook([*tasks, module, {"ansible.builtin.import_role": {"name": "lists"}}], cwd=elsewhere)
    assert run.code == 0, run.output
    assert sorted(each["name"] for each in simulator.objects("connectors/alm")) == sorted({*places.values(), "role.json"})
    unchanged = ["files/below.json", "as a module", "Role (module)"]
    assert [line["task"] for line in run.results if not line["result"]["changed"]] == unchanged
    assert SECRET not in run.everything


def test_a_value_that_is_nested_too_deeply_is_one_message_in_both_ways(
    elsewhere: Path, simulator: Simulator, playbook: Playbook, tmp_path: Path
) -> None:
    write(tmp_path / "nested.json", f'[{{"name": "Jira", "params": {{"alm_x": {"[" * 900}{"]" * 900}}}}}]')
    run = playbook([{**one, "ignore_errors": True} for one in both("Nested", MODULE, {"src": "nested.json"})], cwd=elsewhere)
    assert {run.failed(f"Nested ({way})") for way in WAYS} == {"config: it is nested more than 50 levels"}
    assert simulator.journal() == []


@pytest.mark.every_core
def test_vaulted_files_and_values_are_decrypted(
    elsewhere: Path, simulator: Simulator, playbook: Playbook, vault: Callable[..., str], tmp_path: Path
) -> None:
    vault("encrypt", str(write(tmp_path / "whole.json", [connector("JSON")])))
    vault("encrypt", str(write(tmp_path / "whole.yml", yaml.safe_dump([connector("YAML")]))))
    plain = "- name: Inline\n  system: jira\n  params: {alm_server: jira.example.com, alm_user: bot, since: 2024-01-31}\n"
    write(tmp_path / "inline.yml", f"{plain}  secret_params:\n    {inline(vault)}\n")
    tasks = [
        one for src in ("whole.json", "whole.yml", "inline.yml") for one in both(src, MODULE, {"src": src}, check_mode=False, diff=True)
    ]

    def files() -> set[Path]:
        """Those that are left; the cache of modules has none of their arguments."""
        return {path for path in Path(playbook.environment["ANSIBLE_HOME"], "tmp").glob("*/*") if path.name != "ansiballz_cache"}

    before = files()
    run = playbook(tasks, "--vault-password-file", str(tmp_path / "right"), "-vvvv", cwd=elsewhere)
    assert run.code == 0, run.output
    stored = {each["name"]: each["params"] for each in simulator.objects("connectors/alm")}
    assert {name: params["alm_pass"] for name, params in stored.items()} == dict.fromkeys(("JSON", "YAML", "Inline"), SECRET)
    assert stored["Inline"]["since"] == "2024-01-31"
    assert [line["result"]["changed"] for line in run.results] == [True, False] * 3
    assert SECRET not in run.everything
    assert files() == before


@pytest.mark.parametrize(
    "password",
    [pytest.param((), id="none"), pytest.param(("--vault-password-file", "wrong"), id="wrong", marks=pytest.mark.every_core)],
)
def test_a_vaulted_file_without_its_password_is_one_message(
    password: tuple[str, ...], elsewhere: Path, simulator: Simulator, playbook: Playbook, vault: Callable[..., str], tmp_path: Path
) -> None:
    vault("encrypt", str(write(tmp_path / "list.yml", [connector("Jira")])))
    write(tmp_path / "inline.yml", f"- name: Jira\n  secret_params:\n    {inline(vault)}\n")
    tasks = [{**one, "ignore_errors": True} for src in ("list.yml", "inline.yml") for one in both(src, MODULE, {"src": src})]
    run = playbook(tasks, "-vvvv", *(str(tmp_path / part) if part == "wrong" else part for part in password), cwd=elsewhere)
    assert run.code == 0, run.output
    for src, what in {"list.yml": "it", "inline.yml": "config[0].secret_params.alm_pass"}.items():
        for way in WAYS:
            assert run.failed(f"{src} ({way})") == (
                f"src: {src}: {what} is encrypted, and no vault password that was given decrypts it; give the vault password, "
                "for example with --vault-password-file"
            )
    assert "Traceback" not in run.output
    assert SECRET not in run.everything
    assert simulator.journal() == []


def test_a_file_that_is_wrong_is_one_message_in_both_ways(
    elsewhere: Path, simulator: Simulator, playbook: Playbook, tmp_path: Path
) -> None:
    wrong = {
        "missing.json": "was not found; give a path",
        "dictionary.yml": "it is not a list",
        "broken.yml": "it is neither JSON nor YAML (line 2)",
        "key.yml": "config[0].params: the key True is not text",
        "latin.yml": "it is not text in UTF-8",
        "misspelt.yml": "sistem",
    }
    write(tmp_path / "dictionary.yml", f"alm_pass: {SECRET}")
    write(tmp_path / "broken.yml", f"- [{SECRET}\n")
    write(tmp_path / "key.yml", f"- {{name: Jira, params: {{on: x}}, secret_params: {{alm_pass: {SECRET}}}}}")
    write(tmp_path / "latin.yml", "").write_bytes(f"- {{name: Jürgen, secret_params: {{alm_pass: {SECRET}}}}}".encode("latin-1"))
    write(tmp_path / "misspelt.yml", [{**connector("Jira"), "sistem": "jira"}])
    tasks = [{**one, "ignore_errors": True} for src in wrong for one in both(src, MODULE, {"src": src})]
    tasks += [{**one, "ignore_errors": True} for one in both("Both", MODULE, {"src": "misspelt.yml", "config": []})]
    run = playbook(tasks, "-vvvv", cwd=elsewhere)
    assert run.code == 0, run.output
    for src, words in wrong.items():
        messages = {run.failed(f"{src} ({way})") for way in WAYS}
        assert len(messages) == 1
        (message,) = messages
        assert message.startswith(f"src: {src}")
        assert words in message
    assert {run.failed(f"Both ({way})") for way in WAYS} == {"parameters are mutually exclusive: config|src"}
    assert "Traceback" not in run.output
    assert SECRET not in run.everything
    assert simulator.journal() == []


def test_a_list_for_another_host_is_read_on_the_controller(
    elsewhere: Path, simulator: Simulator, playbook: Playbook, tmp_path: Path
) -> None:
    """With become, async or a connection that is not local the module gets the entries, not the path."""
    write(tmp_path / "files" / "below.yml", yaml.safe_dump([connector("Jira")]))
    background = {"async": 60, "poll": 1, "vars": {"ansible_async_dir": str(tmp_path / "async")}}
    run = playbook([task("Apply", MODULE, {"src": "below.yml"}, **background)], cwd=elsewhere)
    assert run.code == 0, run.output
    assert [each["name"] for each in simulator.objects("connectors/alm")] == ["Jira"]
    assert SECRET not in run.everything


def test_a_relative_ca_path_is_found_by_ansibles_own_search(
    elsewhere: Path, simulator: Simulator, playbook: Playbook, tmp_path: Path
) -> None:
    ca = trustme.CA()
    for place in ("ca.pem", "files/below.pem", "roles/reads/files/role.pem"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        ca.cert_pem.write_to_path(str(tmp_path / place))
    write(tmp_path / "roles" / "reads" / "tasks" / "main.yml", both("role.pem", "sde_project_info", {"ca_path": "role.pem"}))
    tasks = [one for path in ("ca.pem", "below.pem") for one in both(path, "sde_project_info", {"ca_path": path})]
    missing = [{**one, "ignore_errors": True} for one in both("missing.pem", "sde_project_info", {"ca_path": "missing.pem"})]
    with tls(ca.issue_cert("127.0.0.1"), simulator.url) as url:
        defaults = {"sde_url": url, "sde_token": simulator.token, "retries": 0}
        run = playbook([*tasks, {"ansible.builtin.import_role": {"name": "reads"}}, *missing], defaults=defaults, cwd=elsewhere)
    assert run.code == 0, run.output
    assert {line["status"] for line in run.results if not line["task"].startswith("missing")} == {"ok"}
    for way in WAYS:
        assert run.failed(f"missing.pem ({way})").startswith(f"ca_path: {tmp_path}/missing.pem ")
