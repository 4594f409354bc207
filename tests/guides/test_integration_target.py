# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The target of C(ansible-test integration), as CONTRIBUTING shows it, against a simulator."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
import yaml

from tests.guides.test_contributing import Copy
from tests.simulator.client import Simulator

KINDS = ("connectors/alm", "connections/alm")


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ansible-test integration needs ssh-keygen")
def test_the_integration_target_leaves_the_server_as_it_was(simulator: Simulator, tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    folder = copy.folder / "tests" / "integration"
    config = yaml.safe_load((folder / "integration_config.yml.template").read_text(encoding="utf-8"))
    config |= {"sde_url": simulator.url, "sde_token": simulator.token}
    (folder / "integration_config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    before = [simulator.objects(kind) for kind in KINDS]
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    output = copy.run("ansible-test", "integration", "--local", "--python", version, "--color", "no")
    assert "failed=0" in output
    methods = [write["method"] for write in simulator.single_writes()]
    assert methods == ["POST", "POST", "DELETE", "DELETE"]
    assert [simulator.objects(kind) for kind in KINDS] == before
