# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role export: what it writes is applied without a change, is the same each time, and holds no secret."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible_collections.sdelements.integrations.plugins.plugin_utils import _export_filters
from ansible_collections.sdelements.integrations.plugins.plugin_utils._starter import marked

from tests.collection import ROOT
from tests.engine import run
from tests.roles.conftest import Playbook
from tests.simulator.client import Simulator

#: The playbook that applies an export, without its mark.
APPLY = ROOT / "roles" / "export" / "files" / "starter" / "apply.yml"

SECRET = ("alm_pass", "alm_api_token", "analysis_pass", "analysis_api_token")


@pytest.fixture(name="folder")
def _folder(playbook: Playbook) -> Path:
    """What the role has to make."""
    return playbook.folder / "out"


STARTER = ("apply.yml", "drift.yml", "report.yml", "ansible.cfg", ".gitignore", ".github/workflows/sdelements.yml")


def files(folder: Path) -> dict[str, str]:
    """The files with variables that an export consists of, and the template of the secrets."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yml")) if path.name not in STARTER}


def starter(folder: Path) -> dict[str, str]:
    """The starter files that are there."""
    return {name: (folder / name).read_text(encoding="utf-8") for name in STARTER if (folder / name).exists()}


def secrets(simulator: Simulator) -> set[str]:
    """Every secret that the store has."""
    found = {simulator.token}
    for kind in ("connectors/alm", "connections/alm", "connectors/analysis", "connections/analysis"):
        for stored in simulator.objects(kind):
            found |= {value for key, value in stored["params"].items() if key in SECRET}
    return found


def loaded(text: str) -> Any:
    """A file as Ansible reads it, with marked text as it is."""

    class Loader(yaml.CSafeLoader):
        """Knows the mark of Ansible."""

    Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))
    return yaml.load(text, Loader)


def export(simulator: Simulator, folder: Path) -> dict[str, str]:
    """Write what the role writes, but for its starter files, in this process; return it. The playbook that applies it is there."""
    folder.mkdir(exist_ok=True)
    shutil.copy(APPLY, folder)
    kinds = {"": "alm", "analysis_": "analysis"}
    modules = {f"{prefix}{objects}": f"sde_{kind}_{objects}" for prefix, kind in kinds.items() for objects in ("connectors", "connections")}
    data = {name: run(each, simulator.url, simulator.token, state="gathered").result["gathered"] for name, each in modules.items()}
    data["projects"] = run("sde_project_info", simulator.url, simulator.token).result["projects"]
    for name in _export_filters.files(data):
        (folder / name).write_text(_export_filters.text(data, name), encoding="utf-8")
    return files(folder)


def fill_in(folder: Path, simulator: Simulator) -> None:
    """Do what a user does with the template."""
    template = loaded((folder / "secrets.template.yml").read_text(encoding="utf-8"))
    stored = {each["name"]: each["params"] for kind in ("alm", "analysis") for each in simulator.objects(f"connectors/{kind}")}
    for connector, wanted in template["sde_secrets"].items():
        for name in wanted:
            wanted[name] = stored[connector][name]
    (folder / "secrets.yml").write_text(yaml.safe_dump(template), encoding="utf-8")


@pytest.fixture(scope="module", name="exported")
def _exported(process: Simulator, tmp_path_factory: pytest.TempPathFactory, collections: str) -> Path:
    """An export of the organisation, which tests copy."""
    process.reset("organisation")
    playbook = Playbook(process, tmp_path_factory.mktemp("exported"), collections)
    folder = playbook.folder / "out"
    assert playbook.role("export", export_dest=str(folder))["changed"] == 4
    assert tuple(starter(folder)) == STARTER
    assert not [secret for secret in secrets(process) if secret in playbook.output + "".join(files(folder).values())]
    assert export(process, playbook.folder / "here") == files(folder)
    return folder


@pytest.fixture(name="copy")
def _copy(exported: Path, folder: Path, simulator: Simulator) -> Path:
    """A copy of the export, on a server that has not changed since."""
    return Path(shutil.copytree(exported, folder))


def test_what_differs_is_copied_and_what_somebody_edited_or_the_mode_of_a_folder_is_kept(playbook, copy):
    """A file of another mode or text is copied, and no equal one; a starter file is until somebody edits it, which a warning names."""
    first = starter(copy)
    workflow = ".github/workflows/sdelements.yml"
    copy.chmod(0o700)
    (copy / ".github" / "workflows").chmod(0o2770)
    (copy / "secrets.template.yml").chmod(0o644)
    (copy / "rally.yml").write_text("{}\n", encoding="utf-8")
    (copy / "report.yml").chmod(0o600)
    (copy / "drift.yml").write_text(marked("- older\n"), encoding="utf-8")
    (copy / "ansible.cfg").unlink()
    (copy / "ansible.cfg").mkdir()
    (copy / ".gitignore").write_text("own\n", encoding="utf-8")
    (copy / workflow).write_text(first[workflow].replace("\n", "\r\n") + "# own\n", encoding="utf-8")
    edited = {name: (copy / name).read_bytes() for name in (".gitignore", workflow)}
    assert playbook.role("export", export_dest=f"{copy}/")["changed"] == 2
    assert sorted(copied(playbook)) == ["drift.yml", "rally.yml", "report.yml", "secrets.template.yml"]
    assert all(result["changed"] for result in copied(playbook).values())
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in copy.glob("*.yml")} == {
        path.name: 0o600 if path.name == "secrets.template.yml" else 0o644 for path in copy.glob("*.yml")
    }
    assert "integration_connectors_rally:" in (copy / "rally.yml").read_text(encoding="utf-8")
    assert (copy / "drift.yml").read_text(encoding="utf-8") == first["drift.yml"]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o700
    assert stat.S_IMODE((copy / ".github" / "workflows").stat().st_mode) == 0o2770
    assert {name: (copy / name).read_bytes() for name in edited} == edited
    assert not list((copy / "ansible.cfg").iterdir())
    line = f"ansible.cfg, .gitignore, {workflow}: not updated, because no export wrote it in this form or it was edited; move it"
    assert f"[WARNING]: {line}" in " ".join(playbook.output.split())


def copied(playbook: Playbook) -> dict[str, dict[str, Any]]:
    """What the last run copied, by the names of the files."""
    tasks = [row["result"] for row in playbook.last.results if row["task"].endswith(("Write the files", "unedited starter files"))]
    return {each["__export_file"]: each for task in tasks for each in task["results"] if "dest" in each}


@pytest.mark.parametrize(
    ("behaviour", "filled"),
    [
        (
            {
                "secrets": "masked",
                "path_word": "issue-tracker",
                "param_prefix": "issue_tracker",
                "paging": "forced",
                "page_size_default": "7",
            },
            True,
        ),
        (
            {
                "secrets": "omitted",
                "system_form": "id_text",
                "echo": "text",
                "ids": "text",
                "last_successful_run": "shown",
                "plugins": "absent",
                "debug_mode": "absent",
            },
            False,
        ),
    ],
    ids=["masked, issue-tracker", "omitted, text"],
)
def test_servers_differ(playbook, simulator, folder, behaviour, filled):
    """What is exported is applied without a change, whatever the server shows of secrets and however it answers."""
    simulator.behave(**behaviour)
    written = export(simulator, folder)
    if filled:
        fill_in(folder, simulator)
    recap = playbook.run(folder / "apply.yml")
    assert not [secret for secret in secrets(simulator) if secret in playbook.output + "".join(written.values())]
    assert recap["changed"] == recap["failed"] == 0
    assert ("so a changed secret there is not noticed" in " ".join(playbook.output.split())) == filled
    assert simulator.writes() == []


def test_the_copy_on_an_empty_server_exports_the_same(playbook, simulator, folder, copy):
    """Applied to a server that has only the projects, it makes all that the first one had. export_starter leaves all starter files out."""
    fill_in(copy, simulator)
    before = {kind: simulator.objects(kind) for kind in ("connectors/alm", "connections/alm")}
    for kind in reversed(before):
        for stored in before[kind]:
            simulator.remove(kind, stored["id"])
    assert playbook.run(folder / "apply.yml")["failed"] == 0
    stored = {each["name"]: each["params"] for each in before["connectors/alm"]}
    for made in simulator.objects("connectors/alm"):
        assert made["params"].items() <= stored.pop(made["name"]).items()  # defaults need not be written
    assert not stored
    assert len(simulator.objects("connections/alm")) == len(before["connections/alm"])
    first = files(folder)
    (folder / "report.yml").unlink()
    (folder / "drift.yml").write_text("- own\n", encoding="utf-8")
    assert playbook.role("export", export_dest=str(folder), export_starter="no")["changed"] == 0
    assert files(folder) == first
    assert "[WARNING]" not in playbook.output and not (folder / "report.yml").exists()


def test_an_empty_secret_of_a_role_is_not_given(playbook, simulator):
    """A variable that came out empty, an empty field of a credential; to empty a secret, it is named."""
    jira = next(each for each in simulator.objects("connectors/alm") if each["system"] == "jira")
    params = {**jira["params"], "alm_api_token": "invented-token-1"}
    simulator.change("connectors/alm", jira["id"], params=params)
    connector = {"name": jira["name"], "server": params["alm_server"], "password": "", "secret_params": {"alm_api_token": ""}}
    clear = {"jira_connector": connector, "jira_clear_secrets": ["alm_api_token"]}
    runs = (
        {"jira_connector": connector, "jira_update_secrets": "always"},
        {"jira_connector": {**connector, "inaccessible": not jira["inaccessible"]}},
        {"jira_connector": {**connector, "password": "x"}, "jira_clear_secrets": ["password"]},
        clear,
        clear,
    )
    tasks = [
        {"block": [{"include_role": {"name": "sdelements.integrations.jira"}, "vars": each}], "rescue": [{"meta": "noop"}]} for each in runs
    ]
    path = playbook.folder / "play.yml"
    path.write_text(yaml.safe_dump([{"hosts": "localhost", "gather_facts": False, "tasks": tasks}]), encoding="utf-8")
    assert playbook.run(path)["rescued"] == 1
    changed = [row["result"]["changed"] for row in playbook.last.results if row["task"] == "Manage the connectors"]
    assert changed == [False, True, True, False]  # one is refused before
    assert "clear_secrets: a value of alm_pass is given too" in playbook.output
    bodies = [entry["body"] for entry in simulator.writes()]
    assert "alm_pass" not in bodies[0].get("params", {}) and len(bodies) == 2
    stored = next(each for each in simulator.objects("connectors/alm") if each["id"] == jira["id"])["params"]
    assert stored.items() >= {**params, "alm_api_token": ""}.items()  # a write of params stores defaults beside them


def test_check_mode(playbook, simulator, folder):
    """It names the files, and makes none."""
    simulator.reset("empty")
    simulator.add("connectors/alm", name="GitHub", system="github", params={"alm_api_token": "invented-token-1"})
    recap = playbook.role("export", "--check", "--diff", export_dest=str(folder), export_secrets_variable="vault")
    assert recap["changed"] == 4
    assert not folder.exists()
    assert "apply.yml" in playbook.output and "+github_connector:" in playbook.output
    assert "+vault:" in playbook.output and "{{ vault['GitHub']['alm_api_token'] }}" in playbook.output
    assert not any(secret in playbook.output for secret in secrets(simulator))


def test_what_is_written_of_an_object(exported):
    """Short keys of the role, its fields with their defaults, nothing of the server or the connector; a file for each system."""
    systems = ("github", "jira", "rally", "rational", "secrets.template", "veracode", "whitehat")
    assert list(files(exported)) == [f"{name}.yml" for name in systems]
    github = loaded((exported / "github.yml").read_text(encoding="utf-8"))
    assert github["github_connector"] == {
        "name": "GitHub",
        "inaccessible": False,
        "server": "github.example.com",
        "owner": "example-org",
        "token": "{{ sde_secrets['GitHub']['alm_api_token'] }}",
        "params": {"github_issue_label": "security"},
    }
    assert github["github_connections"][:2] == [
        {"project": "Card Processing REST API", "repository": "service-02", "frequency": "daily", "debug_mode": False},
        {"project": "Card Processing Reporting", "repository": "service-04", "frequency": "manually", "debug_mode": False},
    ]
    assert list(loaded((exported / "secrets.template.yml").read_text(encoding="utf-8"))) == ["sde_secrets"]


#: Makes itself a template with other delimiters; ran as such on the controller of whoever applied an exported file.
HEADER = "#jinja2: variable_start_string:'[[', variable_end_string:']]'\n[[ lookup('pipe', 'touch pwned') ]]"

HOSTILE = (
    HEADER,
    "#jinja2: block_start_string:'<%', block_end_string:'%>'\n<% set x = lookup('pipe', 'touch pwned') %>",
    "#jinja2: line_statement_prefix:'!'\n! set x = lookup('pipe', 'touch pwned')",
    "{# comment #}",
    "\u202egnp.exe",
    "\x1b[31mred",
    "{{ lookup('pipe', 'touch pwned') }}",
    "{% raw %}",
    'it\'s "quoted" \\ }} and more',
    "'] }}{{ 1 + 1 }}{{ x['",
    "yes",
    "0123",
    "12",
    "- # : *",
    "Zahlungen \u2013 \u20ac \U0001f680",
    "line\nbreak",
    "!unsafe x",
    "${SECRET} $(id)",
    "../../etc/passwd",
    "1.0",
    "٩٠٠",
)


def test_names_of_all_kinds(playbook, simulator, folder):
    """No text of the server is a template, a comment or a path; what can not be called by its name is called by its id.

    Digits that are the id of another object are such a name; digits that are not ASCII are not.
    """
    simulator.reset("empty", unique_names="free")
    simulator.add("business-units", id=1, name=HEADER)
    simulator.add("applications", id=1, name=HEADER, business_unit=1)
    for number, text in enumerate(HOSTILE, 1):
        simulator.add("projects", id=number, name=text, application=1)
        secret = "a secret of some length"
        params = {"alm_server": text, "alm_user": text, "alm_pass": secret, "jira_version": "9", HEADER: text, f"{HEADER}_token": secret}
        simulator.add("connectors/alm", id=number, name=text, system="jira", params=params)
        params = {"alm_project": text, "alm_parent_issue": text, "alm_context": text, HEADER: text}
        simulator.add("connections/alm", id=number, alias=text, connector=number, project=number, params=params)
    digits, other_digits = (HOSTILE.index(text) + 1 for text in ("12", "٩٠٠"))
    for alias, number in ((HOSTILE[0], 1), ("digits", digits), ("other digits", other_digits)):
        simulator.add("connections/alm", alias=alias, connector=number, project=number, params={"alm_project": "twice"})
    playbook.role("export", export_dest=str(folder), export_starter="no")
    assert sorted(files(folder)) == ["jira.yml", "secrets.template.yml"]
    shutil.copy(APPLY, folder)
    called = {
        each["alias"]: (each["project"], each["connector"]) for each in written_connections(folder) if "digits" in each.get("alias", "")
    }
    assert called == {"digits": (digits, digits), "other digits": ("٩٠٠", "٩٠٠")}
    template = (folder / "secrets.template.yml").read_text(encoding="utf-8")
    (folder / "secrets.yml").write_text(template.replace("VALUE_SPECIFIED_IN_NO_LOG_PARAMETER", secret), encoding="utf-8")
    assert playbook.run(folder / "apply.yml", "--diff")["changed"] == 0, playbook.output
    assert not list(playbook.folder.rglob("pwned"))
    text = (folder / "jira.yml").read_text(encoding="utf-8")
    assert text.count('!unsafe "#jinja2:') == text.count("#jinja2:") > 3


def written_connections(folder: Path) -> list[dict[str, Any]]:
    """The connections to Jira in an export that has several connectors to it."""
    found: list[dict[str, Any]] = loaded((folder / "jira.yml").read_text(encoding="utf-8"))["integration_connections_jira"]
    return found


def test_what_needs_care_is_applied_without_a_change(playbook, simulator, folder):
    """Params that are objects, and of which a part is secret; secrets that are words of hosts; projects whose name repeats.

    Keys look like booleans, numbers and dates, and texts like templates. What is partly secret is not managed, and named.
    """
    simulator.behave(data_params="undescribed")
    mapping = {"on": {"1": ["{{ x }}", "yes"]}, "2024-01-31": [], HEADER: {"null": None, "rank": 1.5}}
    for kind in ("connectors/alm", "connections/alm"):
        for place, each in enumerate(simulator.objects(kind)):
            params = {**each["params"]}
            if place == 0:
                params.update({"alm_status_mapping": {**mapping, "kind": kind}, "alm_status_order": [["a"], kind]})
            if kind == "connectors/alm":
                params["alm_custom_fields"] = '{"pass": "Done"}'
                params["webhook_url"] = "https://u:p4ss@hooks.example.com/"
                params["x_note"] = f"see {params['alm_server']}"
                params["alm_pass"] = params["alm_server"]
            simulator.change(kind, each["id"], params=params)
    simulator.add("connections/alm", alias="Jira A", connector=1, project=3, params={"alm_project": "A"})
    simulator.add("connections/alm", alias="Jira B", connector=1, project=11, params={"alm_project": "B"})
    stored = simulator.objects("connectors/alm")
    text = "".join(export(simulator, folder).values())
    assert text.count("alm_status_mapping:") == 2
    assert "p4ss" not in text
    why = "Not managed, since a part of it is secret or it may be a mask"
    assert f"# {why}: alm_custom_fields, webhook_url, x_note of {stored[0]['name']}; to manage it, " in text
    repeated = [
        (each["project"], each["application"], each["params"]["alm_project"])
        for each in written_connections(folder)
        if "application" in each
    ]
    assert {each for each in repeated if each[0] == "Reporting"} >= {
        ("Reporting", "Card Processing", "A"),
        ("Reporting", "Instant Transfers", "B"),
    }
    assert "business_unit:" not in text
    assert playbook.run(folder / "apply.yml")["changed"] == 0
    assert simulator.objects("connectors/alm") == stored
    assert not list(playbook.folder.rglob("pwned"))


def test_hidden_params(playbook, simulator, folder):
    """What is not shown can not be exported: no half of an export is written."""
    simulator.behave(params_visible="null")
    playbook.role("export", export_dest=str(folder), fails=True)
    assert "permission 'Edit Issue Tracker connections' ('Edit ALM connections' on older servers)" in " ".join(playbook.output.split())
    assert not list(folder.glob("*"))


def test_nothing_there(playbook, simulator, folder):
    """An empty server gives a template without secrets, and there is nothing to apply."""
    simulator.reset("empty")
    assert list(export(simulator, folder)) == ["secrets.template.yml"]
    playbook.run(folder / "apply.yml", fails=True)
    assert "no file has variables of the roles; export into this folder" in " ".join(playbook.output.split())


def test_a_system_that_is_gone_is_not_applied_again(playbook, simulator, folder, copy):
    """Its file has no variables any more; a file that no export wrote stays as it is."""
    (folder / "own.yml").write_text("own: 1\n", encoding="utf-8")
    (rally,) = [each["id"] for each in simulator.objects("connectors/alm") if each["system"] == "rally"]
    for each in simulator.objects("connections/alm"):
        if each["connector"] == rally:
            simulator.remove("connections/alm", each["id"])
    simulator.remove("connectors/alm", rally)
    (folder / "rally.yml").rename(folder / "azure-devops.yml")  # a name that 1.0.0 gave
    empty = _export_filters.text({"connectors": [], "connections": [], "projects": []}, "trac.yml")  # gone before the last export
    (folder / "trac.yml").write_text(empty, encoding="utf-8")
    playbook.role("export", export_dest=str(folder), export_starter="no")
    assert sorted(copied(playbook)) == ["azure-devops.yml", "secrets.template.yml"]
    assert loaded((folder / "azure-devops.yml").read_text(encoding="utf-8")) == {}
    assert (folder / "own.yml").read_text(encoding="utf-8") == "own: 1\n"


def test_the_playbooks_load_every_file_and_find_what_was_exported_unchanged(playbook, simulator, folder, copy):
    """Files of teams, and encrypted ones, without a change of a playbook; drift and the report see the same. No secret is shown.

    A connector that somebody adds with its connections is in none of the files, and so it is drift.
    """
    password = playbook.folder / "password"
    password.write_text("invented-password-of-the-vault\n", encoding="utf-8")
    arguments = ("--vault-password-file", str(password))
    added = {"project": "Web Shop Admin Console", "alias": "Jira SEC46", "connector": "Jira Cloud", "params": {"alm_project": "SEC46"}}
    fill_in(folder, simulator)
    vault = VaultLib([("default", VaultSecret(b"invented-password-of-the-vault"))])
    (folder / "team.yml").write_bytes(vault.encrypt(yaml.safe_dump({"integration_connections_team": [added]})))
    (folder / "requirements.yml").write_text("- no variables\n", encoding="utf-8")
    project = simulator.objects("projects")[0]["id"]
    new = simulator.add("connectors/alm", name="By hand", system="jira", params={"alm_server": "jira.example.com"})
    simulator.add("connections/alm", alias="By hand", connector=new["id"], project=project, params={"alm_project": "X"})
    assert playbook.run(folder / "drift.yml", *arguments, fails=True)["changed"] == 1
    assert "1 drifted, 2 unmanaged, 0 could not be compared" in " ".join(playbook.output.split())

    simulator.journal(clear=True)
    assert playbook.run(folder / "apply.yml", "-vvv", *arguments)["changed"] == 1
    assert [entry["method"] for entry in simulator.writes()] == ["POST"]
    assert "so a changed secret there is not noticed" not in playbook.last.shown
    assert not any(secret in playbook.output for secret in secrets(simulator))
    assert playbook.run(folder / "report.yml", *arguments)["changed"] == 2
    assert "0 drifted" in playbook.output
    assert (folder / "report.html").is_file() and (folder / "report.json").is_file()
