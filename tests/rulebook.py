# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real ansible-rulebook, and what it prints. It needs Java 17 or newer, which no Python package brings along."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

#: Seconds until something has to happen: a Java machine starts slowly where others are busy.
PATIENCE = 180

PROGRAM = Path(sys.executable).parent / "ansible-rulebook"


@cache
def missing() -> str:
    """Return why no rulebook can be run here; nothing where one can."""
    if not PROGRAM.exists():
        return "ansible-rulebook is not installed for this Python"
    java = os.environ.get("JAVA_HOME")
    program = str(Path(java, "bin", "java")) if java else shutil.which("java")
    if not program or not Path(program).exists():
        return "Java is not installed; ansible-rulebook needs version 17 or newer"
    shown = subprocess.run([program, "-version"], check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout
    found = re.search(r'version "(\d+)', shown)
    return "" if found and int(found[1]) >= 17 else f"Java is older than version 17: {shown.splitlines()[:1]}"


class Rulebook:
    """A rulebook that runs. Use it as a context manager."""

    def __init__(self, arguments: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
        self._lines: list[str] = []
        self._ended = False
        self._changed = threading.Condition()
        self._process = subprocess.Popen(
            [str(PROGRAM), *arguments],
            cwd=folder,
            env={**environment, **{name: os.environ[name] for name in ("JAVA_HOME",) if name in os.environ}},
            text=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self._process.stdout or ():
            with self._changed:
                self._lines.append(line.rstrip("\n"))
                self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    @property
    def output(self) -> str:
        """All that was printed."""
        with self._changed:
            return "\n".join(self._lines)

    @property
    def runs(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def printed(self, start: str) -> list[str]:
        """Return the lines that begin so, without that."""
        with self._changed:
            return [line.removeprefix(start) for line in self._lines if line.startswith(start)]

    def wait(self, condition: Callable[[], object], what: str) -> None:
        """Wait until a condition holds after a line was printed."""
        with self._changed:
            held = self._changed.wait_for(lambda: bool(condition()) or self._ended, PATIENCE)
        assert held and condition(), f"{what} did not happen in {PATIENCE} s; it printed:\n{self.output}"

    def __enter__(self) -> Rulebook:
        return self

    def __exit__(self, *exc: object) -> None:
        with self._process:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
