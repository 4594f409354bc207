# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths that are relative to where ansible-playbook was started."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.sdelements.integrations.plugins.plugin_utils._paths import started_path


def test_the_file_is_relative_to_the_folder_of_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PWD", "/elsewhere")
    monkeypatch.setenv("HOME", "/home/someone")
    assert started_path("profile.json") == str(tmp_path / "profile.json")
    assert started_path("~/profile.json") == os.path.join("/home/someone", "profile.json")
    assert started_path("/var/profile.json") == "/var/profile.json"


@pytest.mark.parametrize("path", ["", "  ", None, 7, ["x"]])
def test_what_is_not_a_path_is_refused(path: Any) -> None:
    with pytest.raises(AnsibleFilterError, match="doctor_dest: it is not a path"):
        started_path(path, "doctor_dest")
