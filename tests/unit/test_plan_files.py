# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan files on the controller: written for their owner alone, as a whole or not at all; read, or refused with one message."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from ansible.errors import AnsibleError
from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import InputError, SdeError
from ansible_collections.sdelements.integrations.plugins.module_utils._model.plan_file import document, text_of
from ansible_collections.sdelements.integrations.plugins.plugin_utils._plan_files import check_writable, read_plan, write_plan

PLAN = text_of(document("https://sde.example.com", "sde_alm_connectors", "merged", {}, []))
NAME = "plans/connectors.json"


def decrypt(text: str) -> str:
    """Stand in for Ansible's vault: one password is known."""
    if "wrong" in text:
        raise AnsibleError("no vault password")
    return text.partition("\n")[2]


def refused(path: Path) -> str:
    """How a file is refused."""
    with pytest.raises(InputError) as caught:
        read_plan(str(path), NAME, decrypt)
    return caught.value.message


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_plan_file_is_for_its_owner_alone(umask: int, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o666)
    before = os.umask(umask)
    try:
        write_plan(str(path), NAME, PLAN)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text(encoding="utf-8") == PLAN
    assert os.listdir(tmp_path) == ["plan.json"]


def test_a_plan_file_takes_the_place_of_a_link_and_leaves_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("kept", encoding="utf-8")
    (tmp_path / "plan.json").symlink_to(tmp_path / "other")
    write_plan(str(tmp_path / "plan.json"), NAME, PLAN)
    assert (tmp_path / "other").read_text(encoding="utf-8") == "kept"
    assert not (tmp_path / "plan.json").is_symlink()


def test_a_plan_that_cannot_be_written_leaves_the_file_of_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_from: str, _to: str) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "plan.json"
    path.write_text("old", encoding="utf-8")
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(SdeError) as caught:
        write_plan(str(path), NAME, PLAN)
    assert (
        caught.value.message == f"save_plan: {NAME}: the plan cannot be written (No space left on device); give another path or free space"
    )
    assert path.read_text(encoding="utf-8") == "old"
    assert os.listdir(tmp_path) == ["plan.json"]


def test_missing_folders_are_made(tmp_path: Path) -> None:
    path = str(tmp_path / "a" / "b" / "plan.json")
    check_writable(path, NAME)
    write_plan(path, NAME, PLAN)
    assert read_plan(path, NAME, decrypt) == PLAN


def test_a_path_that_cannot_be_written_is_refused_before_anything_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def message(path: Path) -> str:
        with pytest.raises(InputError) as caught:
            check_writable(str(path), NAME)
        return caught.value.message

    (tmp_path / "file").write_text("", encoding="utf-8")
    assert message(tmp_path) == f"save_plan: {NAME} is a folder; give the path of a file"
    assert message(tmp_path / "file" / "plan.json") == f"save_plan: {NAME}: its folder cannot be made (File exists); give another path"
    assert message(tmp_path / "file" / "more" / "plan.json").endswith("cannot be made (Not a directory); give another path")
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    assert message(tmp_path / "plan.json") == (
        f"save_plan: {NAME}: its folder cannot be written to; give another path, or change the rights of the folder"
    )


@pytest.mark.parametrize("content", [PLAN, "\ufeff" + PLAN, f"$ANSIBLE_VAULT;1.1;AES256\n{PLAN}"], ids=["plain", "with a mark", "vaulted"])
def test_a_plan_file_is_read(content: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(content, encoding="utf-8")
    assert read_plan(str(path), NAME, decrypt) == PLAN


@pytest.mark.parametrize(
    ("content", "message"),
    [
        *((text, "it is not JSON (cut off or malformed); give a file that save_plan wrote") for text in (b"", PLAN.encode()[:-5])),
        (PLAN.encode("utf-16"), "it is not text in UTF-8"),
        (b"[]", "it is not a plan; give a file that save_plan wrote"),
        (
            b"$ANSIBLE_VAULT;1.1;AES256\nwrong",
            "it is encrypted, and no vault password that was given decrypts it; give the vault password, "
            "for example with --vault-password-file",
        ),
    ],
)
def test_a_file_that_is_not_a_plan_is_refused(content: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_bytes(content)
    assert refused(tmp_path / "plan.json") == f"approved_plan: {NAME}: {message}"
    assert refused(tmp_path) == f"approved_plan: {NAME}: it cannot be read (Is a directory)"
