# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real ansible-playbook against a simulator."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.command import environment
from tests.simulator.client import Simulator

GROUP = "group/sdelements.integrations.sde"


@dataclass
class Run:
    """What a run of ansible-playbook left behind."""

    code: int
    output: str
    results: list[dict[str, Any]]

    def __getitem__(self, task: str) -> dict[str, Any]:
        """The result of a task, by its name."""
        (found,) = [line["result"] for line in self.results if line["task"] == task]
        return found

    def failed(self, task: str) -> str:
        """The sentence of a task that failed."""
        (line,) = [line for line in self.results if line["task"] == task]
        assert line["status"] == "failed", line
        return line["result"]["msg"]

    @property
    def everything(self) -> str:
        """All that was printed or told."""
        return self.output + json.dumps(self.results, ensure_ascii=False)


Playbook = Callable[..., Run]
Watch = Callable[[str], object]


@pytest.fixture(name="environment")
def _environment(tmp_path: Path, collections: str) -> dict[str, str]:
    return environment(tmp_path, collections)


@pytest.fixture(name="ansible")
def _ansible(tmp_path: Path, environment: dict[str, str]) -> Callable[..., Run]:
    """Run ansible-playbook with plays and flags. ``watch`` gets each line of the standard error as it comes."""

    def run(
        plays: list[dict[str, Any]],
        *flags: str,
        cwd: Path = tmp_path,
        callbacks: str = "jsonlines",
        inventory: Sequence[str] = ("--inventory", "localhost,"),
        watch: Watch = lambda line: None,
    ) -> Run:
        file, results, printed = tmp_path / "play.yml", tmp_path / "results.jsonl", tmp_path / "stdout.txt"
        execution = os.environ.get("EXECUTION")
        if execution:
            flags = (*flags, "--extra-vars", f"sde_execution={execution}")
        file.write_text(yaml.safe_dump(plays, sort_keys=False), encoding="utf-8")
        results.write_text("", encoding="utf-8")
        with (
            printed.open("w", encoding="utf-8") as stdout,
            subprocess.Popen(
                [sys.executable, "-m", "ansible", "playbook", *inventory, *flags, str(file)],
                cwd=cwd,
                text=True,
                encoding="utf-8",
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=subprocess.PIPE,
                env={
                    **environment,
                    "ANSIBLE_INJECT_INVOCATION": "True",
                    "ANSIBLE_CALLBACK_PLUGINS": str(Path(__file__).parent / "callback_plugins"),
                    "ANSIBLE_CALLBACKS_ENABLED": callbacks,
                    "RESULTS_FILE": str(results),
                },
            ) as process,
        ):
            errors = []
            for line in process.stderr or ():
                errors.append(line)
                watch(line)
        lines = results.read_text(encoding="utf-8").splitlines()
        output = printed.read_text(encoding="utf-8") + "".join(errors)
        assert "[DEPRECATION WARNING]" not in output, output
        return Run(process.returncode, output, [json.loads(line) for line in lines])

    return run


@pytest.fixture(name="playbook")
def _playbook(ansible: Callable[..., Run], simulator: Simulator, tmp_path: Path) -> Playbook:
    """Run tasks in one play. Its variables come from a file, as secrets should; the connection is a module default."""

    def run(
        tasks: list[dict[str, Any]],
        *flags: str,
        variables: dict[str, Any] | None = None,
        defaults: dict[str, Any] | None = None,
        strategy: str = "linear",
        **how: Any,
    ) -> Run:
        known = {
            "ansible_connection": "local",
            "ansible_python_interpreter": os.environ.get("MODULE_PYTHON", sys.executable),
            "sde_token": simulator.token,
            **(variables or {}),
        }
        (tmp_path / "vars.yml").write_text(yaml.safe_dump(known), encoding="utf-8")
        connection = {"sde_url": simulator.url, "sde_token": "{{ sde_token }}", "retries": 0} if defaults is None else defaults
        play = {
            "hosts": "localhost",
            "gather_facts": False,
            "strategy": strategy,
            "vars_files": ["vars.yml"],
            "module_defaults": {GROUP: connection},
            "tasks": tasks,
        }
        return ansible([play], *flags, **how)

    return run


def task(name: str, module: str, options: dict[str, Any] | None = None, **keywords: Any) -> dict[str, Any]:
    """A task of this collection."""
    return {"name": name, f"sdelements.integrations.{module}": options or {}, **keywords}
