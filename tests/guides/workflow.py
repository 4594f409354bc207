# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job of a workflow as GitHub runs it: the commands of its steps, each in a shell of its own; what actions do is done by the caller."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.command import shell

EXPRESSION = re.compile(r"\$\{\{ (vars|secrets)\.(\w+) \}\}")


@dataclass
class Runner:
    """A machine of CI with a checkout, and with the variables and secrets of the repository."""

    folder: Path
    environment: Mapping[str, str]
    variables: Mapping[str, str]
    secrets: Mapping[str, str]
    output: str = ""

    def run(self, path: str, job: str) -> int:
        """Run a job of a workflow to its end or to the first command that fails; the exit code of the last command."""
        workflow = yaml.safe_load((self.folder / path).read_text(encoding="utf-8"))
        commands = [step for step in workflow["jobs"][job]["steps"] if "run" in step]
        assert commands
        self.output, code = "", 0
        for step in commands:
            env = {**self.environment, **self._filled(workflow.get("env", {})), **self._filled(step.get("env", {}))}
            done = shell(step["run"], cwd=self.folder, env=env, options="-e")
            self.output += done.stdout
            code = done.returncode
            if code:
                break
        return code

    def _filled(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Variables of the environment with their expressions evaluated; what a repository does not have is empty."""
        known = {"vars": self.variables, "secrets": self.secrets}
        return {name: EXPRESSION.sub(lambda match: known[match[1]].get(match[2], ""), value) for name, value in values.items()}
