# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's commands as forks of a process that has imported Ansible and the collection: a third of the time of a process of its own.

Ansible reads much of its environment when it is imported, so each such environment has a process.
"""

from __future__ import annotations

import atexit
import os
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Optional

import pytest

from tests.command import BIN
from tests.forks import client


class Forks:
    """Such a process, which ends with this one."""

    def __init__(self, env: Mapping[str, str]) -> None:
        folder = tempfile.TemporaryDirectory(prefix="forks")  # the path of a socket is short
        self.address = f"{folder.name}/socket"
        self._errors = Path(folder.name, "errors.txt")
        with socket.socket(socket.AF_UNIX) as listener, self._errors.open("w", encoding="utf-8") as errors:
            listener.bind(self.address)
            listener.listen()
            self._process = subprocess.Popen(
                [sys.executable, str(Path(__file__).with_name("server.py")), str(listener.fileno())],
                cwd=folder.name,
                env=env,
                stdin=subprocess.PIPE,
                stdout=errors,
                stderr=errors,
                start_new_session=True,
                pass_fds=[listener.fileno()],
            )
        atexit.register(folder.cleanup)
        atexit.register(self._process.communicate)

    @property
    def errors(self) -> str:
        """What the imports printed."""
        return self._errors.read_text(encoding="utf-8")

    @property
    def lives(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def playbook(
        self, arguments: Sequence[str], cwd: Path, env: Mapping[str, str], printed: Path, seconds: float
    ) -> Optional[tuple[int, str]]:
        """Run ansible-playbook; the exit code, and what the imports printed. None if it needs a process of its own."""
        stuck = threading.Timer(seconds, os.killpg, (self._process.pid, signal.SIGKILL))
        stuck.start()
        try:
            with open(os.devnull, encoding="utf-8") as nothing, printed.open("w", encoding="utf-8") as file:
                files = [nothing.fileno(), file.fileno(), file.fileno()]
                code = client.run(self.address, ["ansible-playbook", *arguments], str(cwd), env, files)
        except ConnectionError:
            pytest.fail(f"the process of all runs ended with {self._process.wait()}, at the latest after {seconds:.0f} s: {self.errors}")
        finally:
            stuck.cancel()
        return None if code is None else (code, self.errors)

    def commands(self, folder: Path) -> str:
        """Write commands for a shell; the folder in whose PATH they are."""
        place = folder / "forks"
        place.mkdir()
        for name in ("ansible", "ansible-playbook", "ansible-vault"):
            client_of = [sys.executable, "-I", "-S", client.__file__, self.address, str(BIN / name)]
            (place / name).write_text(f'#!/bin/sh\nexec {shlex.join(client_of)} "$@"\n', encoding="utf-8")
            (place / name).chmod(0o755)
        return str(place)


_STARTED: dict[str, Optional[Forks]] = {}


def forks(env: Mapping[str, str]) -> Optional[Forks]:
    """The process for an environment, from its second run on: most have but one."""
    early = str(client.early(env))
    if early not in _STARTED:
        return _STARTED.setdefault(early, None)
    found = _STARTED[early]
    if not (found and found.lives):
        found = _STARTED[early] = Forks(env)
    return found
