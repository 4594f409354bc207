# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies the collection to build/ansible_collections/sdelements/integrations.

Ansible's tools want a collection to lie under a path of that shape, and ansible-test refuses one that is linked there.
What git tracks and what is new is copied; what git ignores is not. The copy is a repository of its own: else the tools
would ask the one around it, which ignores build/, and find no file.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TREE = ROOT / "build" / "ansible_collections" / "sdelements" / "integrations"


def files() -> list[str]:
    """The paths of all files of the collection, relative to its root."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout.decode()
    # A file that was deleted but not yet committed is still listed.
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def main() -> None:
    shutil.rmtree(TREE, ignore_errors=True)
    for name in files():
        target = TREE / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)
    subprocess.run(["git", "init", "--quiet", str(TREE)], check=True)


main()
