# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A guide as a machine reads it: the files it gives, the commands it runs, and what it says that they print.

A file is a fenced block whose paragraph before names it: ``File `jira.yml`:``. Commands are the lines of ``console`` blocks that begin
with ``$ ``; the lines below are what is essential of the output, in its order, where ``…`` is anything. A command below which nothing
stands prints nothing. One that shows ``failed=1`` has to fail, every other one has to succeed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional, Union

from tests.command import shell

FENCE = re.compile(r"^```(\w*)$")
NAMED = re.compile(r"^File `([^`]+)`")


@dataclass
class File:
    """A file that the guide gives."""

    name: str
    text: str = ""


@dataclass
class Command:
    """A command, and what the guide shows of its output."""

    line: str
    shown: list[str] = field(default_factory=list)

    @property
    def fails(self) -> bool:
        """Whether the guide shows that it fails."""
        return any("failed=1" in line for line in self.shown)


def steps(guide: str) -> list[Union[File, Command]]:
    """Files and commands of a guide, in their order."""
    found: list[Union[File, Command]] = []
    block: Optional[str] = None
    named = ""
    for line in guide.splitlines():
        fence = FENCE.match(line)
        if block is None and fence:
            block = fence.group(1)
            if named and block != "console":
                found.append(File(named))
        elif fence:
            block, named = None, ""
        elif block is None:
            heading = NAMED.match(line)
            named = heading.group(1) if heading else named
        elif block == "console":
            if line.startswith("$ "):
                found.append(Command(line[2:]))
            else:
                command = found[-1]
                assert isinstance(command, Command), f"a console block begins with {line!r}, no command"
                command.shown.append(line)
        elif named:
            file = found[-1]
            assert isinstance(file, File)
            file.text += f"{line}\n"
    return found


def compare(command: Command, code: int, output: str) -> None:
    """Hold the outcome of a command against the guide."""
    told = f"$ {command.line}\n{output}"
    assert (code != 0) == command.fails, f"exit code {code}\n{told}"
    if not command.shown:
        assert not output.strip(), f"it prints something\n{told}"
    position = 0
    for line in command.shown:
        # Old versions of Ansible wrap warnings.
        flags = re.DOTALL if line.startswith("[WARNING]") else 0
        pieces = (r"\s+".join(map(re.escape, piece.split())) for piece in line.split("…"))
        match = re.compile(".*?".join(pieces) + r"(?!\w)", flags).search(output, position)
        assert match, f"it does not print {line!r} after what comes before\n{told}"
        position = match.end()


@dataclass
class Reader:
    """Someone who does in a folder what a guide says."""

    folder: Path
    environment: dict[str, str]
    output: str = ""

    def run(self, line: str) -> int:
        """Run one command; its exit code."""
        done = shell(line, cwd=self.folder, env=self.environment)
        self.output = done.stdout
        return done.returncode

    def follow(self, guide: str) -> str:
        """Do all that a guide says. All that its commands printed."""
        everything = ""
        for step in steps(guide):
            if isinstance(step, File):
                path = self.folder / step.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(step.text, encoding="utf-8")
            else:
                compare(step, self.run(step.line), self.output)
                everything += self.output
        return everything
