# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's commands as users run them: in a folder, with an environment that has nothing of the machine but where programs are."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

BIN = Path(sys.executable).parent

Done = subprocess.CompletedProcess[str]


def environment(home: Path, collections: str, **more: str) -> dict[str, str]:
    """Return the environment of a user, where Ansible finds the collection."""
    return {
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "ANSIBLE_HOME": str(home / "ansible"),
        "ANSIBLE_COLLECTIONS_PATH": collections,
        "ANSIBLE_NOCOLOR": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        **more,
    }


def _run(arguments: Sequence[str], cwd: Path, env: Mapping[str, str], check: bool = False, stderr: int = subprocess.PIPE) -> Done:
    return subprocess.run(
        arguments,
        cwd=cwd,
        env=env,
        check=check,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=stderr,
        timeout=300,
    )


def ansible(command: str, *arguments: str, cwd: Path, env: Mapping[str, str], check: bool = False) -> Done:
    """Run C(ansible-COMMAND)."""
    return _run([sys.executable, "-m", "ansible", command, *arguments], cwd, env, check)


def shell(script: str, *, cwd: Path, env: Mapping[str, str], options: str = "-euo pipefail") -> Done:
    """Run commands as a user types them, where C(bash) is the shell. Everything that they print is in C(stdout), in its order."""
    return _run(["bash", *options.split(), "-c", script], cwd, env, stderr=subprocess.STDOUT)


def printed(done: Done) -> str:
    """Return everything that a command printed."""
    return done.stdout + done.stderr
