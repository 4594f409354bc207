# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's commands as users run them: in a folder, with an environment that has nothing of the machine but where programs are."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

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


def run(arguments: Sequence[str], *, timeout: float = 300, check: bool = False, **options: Any) -> Done:
    """Run a command, which ends with everything that it started after C(timeout) seconds. Popen has the C(options)."""
    files = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(arguments, text=True, encoding="utf-8", start_new_session=True, **{**files, **options}) as process:
        try:
            done = subprocess.CompletedProcess(arguments, 0, *process.communicate(timeout=timeout))
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    done.returncode = process.returncode
    if check:
        done.check_returncode()
    return done


def ansible(command: str, *arguments: str, cwd: Path, env: Mapping[str, str], check: bool = False) -> Done:
    """Run C(ansible-COMMAND)."""
    return run([sys.executable, "-m", "ansible", command, *arguments], cwd=cwd, env=env, check=check)


def shell(script: str, *, cwd: Path, env: Mapping[str, str], options: str = "-euo pipefail") -> Done:
    """Run commands as a user types them, where C(bash) is the shell. Everything that they print is in C(stdout), in its order."""
    return run(["bash", *options.split(), "-c", script], cwd=cwd, env=env, stderr=subprocess.STDOUT)


def printed(done: Done) -> str:
    """Return everything that a command printed."""
    return done.stdout + done.stderr
