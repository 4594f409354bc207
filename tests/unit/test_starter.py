# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The starter files of an export: which ones are renewed, which files with variables they load, and what is in them."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any, Optional

import pytest
import yaml
from ansible.errors import AnsibleFilterError
from ansible_collections.sdelements.integrations.plugins.plugin_utils._starter import (
    is_unedited,
    marked,
    renewable,
    variable_files,
    warning,
)
from hypothesis import given
from hypothesis import strategies as st

from tests.collection import ROOT

ROLE = ROOT / "roles" / "export"
STARTER = ROLE / "files" / "starter"
TEXT = "---\n# A playbook\n- hosts: localhost\n"


def slurped(content: bytes) -> str:
    """A file as ansible.builtin.slurp returns it."""
    return base64.b64encode(content).decode()


@given(st.text())
def test_a_marked_text_is_unedited_whatever_it_is(text: str) -> None:
    assert is_unedited(marked(text))


@pytest.mark.parametrize(
    ("edit", "unedited"),
    [
        *(
            (edit, True)
            for edit in (str, lambda text: text.replace("\n", "\r\n"), lambda text: text.rstrip("\n"), lambda text: text + "\n")
        ),
        *((edit, False) for edit in (lambda text: text + "# x\n", lambda text: "# x\n" + text, lambda text: text + text, lambda text: "")),
        (lambda text: text.replace("localhost", "all"), False),
        (lambda text: text.replace("- hosts", "-  hosts"), False),
        (lambda text: text.replace("sha256:", "sha256:0"), False),
        *((lambda text, line=line: text.split("\n", 1)[line], False) for line in (0, 1)),
    ],
)
def test_an_edit_of_any_line_is_noticed(edit: Any, unedited: bool) -> None:
    assert is_unedited(edit(marked(TEXT))) is unedited


@pytest.mark.parametrize(
    ("existing", "kept"),
    [
        (None, False),
        ("", True),
        (slurped(marked(TEXT).encode()), False),
        (slurped(marked("older\n").encode()), False),
        (slurped(b"own\n"), True),
        (slurped(b"\xff\xfe\x00"), True),
        (slurped(b"---\n# Written by the role sdelements.integrations.export, which overwrites it.\n[]\n"), True),
    ],
)
def test_only_missing_and_unedited_files_are_written(existing: Optional[str], kept: bool) -> None:
    found = {} if existing is None else {"apply.yml": existing}
    written, left = renewable({"apply.yml": TEXT, "drift.yml": TEXT}, found)
    assert left == (["apply.yml"] if kept else [])
    assert written == {name: marked(TEXT) for name in ("apply.yml", "drift.yml") if name not in left}


def test_the_warning_names_what_is_kept_and_what_to_do() -> None:
    text = warning(["apply.yml", ".gitignore"])
    assert text.startswith("apply.yml, .gitignore: ")
    assert "export_starter=false" in text and "\n" not in text


#: Files that set a variable of the roles, and files that set none.
TAKEN = (
    *(
        "jira_connector:\n  name: Jira\n",
        "integration_analysis_connections_rally: []\n",
        '"github_connector": {}\n',
        "jira_prune: projects\n",
    ),
    *("jira_sync : true\n", "\ufeffjira_sync: true\n", "x: 1\r\njira_sync: true\r\n", "sde_url: https://sde.example.com\n"),
    *("{jira_connections_team: [{project: Payments}]}\n", '---\n{\n  "jira_connector": {}\n}\n', "? jira_sync\n: true\n"),
    *("---\n  # Team B\n  jira_connections_team_b: []\n", "!!str jira_sync: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  3132\n"),
    *("x: &x {jira_sync: true}\n<<: [*x]\n", "jira_connections:\n  - project: [\n", "---\njira_sync: true\n---\nx: 1\n"),
    *("j\0i\0r\0a\0_\0s\0y\0n\0c\0:\0 \0{\0}\0", "$ANSIBLE_VAULT;1.1;AES256\n3132\n"),
)
LEFT = (
    *("x: 'a\njira_sync: b'\n", "x: [\n", "x: &x {a: 1}\n<<: *x\n? [a]\n: 1\n", "collections:\n  - jira_connector\n", "{}\n"),
    *("# jira_connector: none\n", "- hosts: localhost\n  vars:\n    jira_connector: {}\n", "x:\n  jira_connector: {}\n"),
    "myjira_connector: {}\njirax: 1\n",
)


@pytest.mark.parametrize(
    ("name", "text", "taken"),
    [
        *(("jira.yml", text, True) for text in TAKEN),
        *(("other.yml", text, False) for text in LEFT),
        ("team.yaml", "---\n# Team A\njira_connections_team_a: []\n", True),
        *((name, "jira_connector: {}\n", False) for name in ("jira.yml.orig", "jira.txt", ".hidden.yml")),
        ("secrets.yml", "sde_secrets: {}\n", False),
        ("secrets.vault.yml", "$ANSIBLE_VAULT;1.1;AES256\n3132\n", False),
        ("secrets.template.yml", "sde_secrets: {}\n", False),
    ],
)
def test_a_file_that_sets_a_variable_of_the_roles_is_loaded_however_it_is_written(
    name: str, text: str, taken: bool, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(text.encode())
    (tmp_path / "folder.yml").mkdir()
    assert variable_files(str(tmp_path)) == ([str(tmp_path / name)] if taken else [])


def test_files_are_loaded_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.yml", "a.yml", "c.yaml"):
        (tmp_path / name).write_text(f"jira_connections_{name[0]}: []\n", encoding="utf-8")
    (tmp_path / "d.yml").write_bytes("jira_sync: true # für\n".encode("cp1252"))
    assert [Path(each).name for each in variable_files(str(tmp_path))] == ["a.yml", "b.yml", "c.yaml", "d.yml"]


@pytest.mark.parametrize(
    ("one", "other", "name"),
    [
        ("integration_connections:\n  - {}\n", "integration_connections:\n", "integration_connections"),
        ("jira_connector: {}\n", 'x: 1\n"jira_connector": {}\n', "jira_connector"),
        ("sde_url: https://staging.example.com\n", "jira_sync: true\nsde_url: https://sde.example.com\n", "sde_url"),
    ],
)
def test_a_variable_that_two_files_set_is_refused_since_one_of_them_would_be_lost(one: str, other: str, name: str, tmp_path: Path) -> None:
    (tmp_path / "b-team.yml").write_text(other, encoding="utf-8")
    (tmp_path / "a.yml").write_text(one, encoding="utf-8")
    with pytest.raises(AnsibleFilterError, match=f"^{name}: a.yml and b-team.yml set it, .* such as {name}_b_team for a list"):
        variable_files(str(tmp_path))
    (tmp_path / "b-team.yml").rename(tmp_path / "secrets.yml")
    assert [Path(each).name for each in variable_files(str(tmp_path))] == ["a.yml"]


def test_a_link_to_nothing_is_a_message_and_no_file_without_variables(tmp_path: Path) -> None:
    (tmp_path / ".#jira.yml").symlink_to("nowhere")  # as an editor leaves it
    assert variable_files(str(tmp_path)) == []
    (tmp_path / "jira.yml").symlink_to("nowhere")
    with pytest.raises(AnsibleFilterError, match=r"jira.yml: it cannot be read \(No such file or directory\); correct or remove it"):
        variable_files(str(tmp_path))


@pytest.mark.parametrize("folder", [None, "", 3, "/nowhere/at/all", ["x"]])
def test_what_is_not_a_folder_is_one_message(folder: Any) -> None:
    with pytest.raises(AnsibleFilterError, match="not a folder"):
        variable_files(folder)


def test_the_role_writes_every_starter_file() -> None:
    names = yaml.safe_load((ROLE / "vars" / "main.yml").read_text(encoding="utf-8"))["__export_starter_names"]
    assert sorted(re.sub(r"^\.", "", name) for name in names) == sorted(
        path.relative_to(STARTER).as_posix() for path in STARTER.rglob("*") if path.is_file()
    )


def test_the_workflow_uses_well_known_actions_by_tag_and_has_no_secret_where_it_is_not_needed() -> None:
    text = (STARTER / "github" / "workflows" / "sdelements.yml").read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    actions = {"actions/checkout@v4", "actions/setup-python@v5", "actions/upload-artifact@v4"}
    assert {step["uses"] for step in steps if "uses" in step} == actions
    assert "secrets." not in str(workflow["env"])
    assert [("env" in step, "ansible-playbook" in step.get("run", "")) for step in steps if "env" in step] == [(True, True)] * 2
    assert "${{" not in "".join(step.get("run", "") for step in steps)  # what an expression gives is never a part of a command
