# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-playbook as users run it, and what it leaves behind: exit code, output, and the result of each task."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional, Protocol

import yaml

from tests.command import environment
from tests.forks.start import forks

GROUP = "group/sdelements.integrations.sde"
SECONDS = 300

#: In the worker of Ansible, and as a module.
WAYS = ("auto", "module")

Watch = Callable[[str], object]


class Server(Protocol):
    """What playbooks run against."""

    url: str
    token: str


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
        """The error message of a task that failed."""
        (line,) = [line for line in self.results if line["task"] == task]
        assert line["status"] == "failed", line
        message: str = line["result"]["msg"]
        return message

    @property
    def everything(self) -> str:
        """Output and results."""
        return self.output + json.dumps(self.results, ensure_ascii=False)

    @property
    def shown(self) -> str:
        """The output in one line, since Ansible wraps messages."""
        return " ".join(self.output.split())

    @property
    def recap(self) -> dict[str, int]:
        """The numbers of localhost in the recap."""
        line = re.findall(r"^localhost +: (.+)$", self.output, re.MULTILINE)[-1]
        return {name: int(value) for name, value in (part.split("=") for part in line.split())}


class Playbook:
    """Runs playbooks against a server, in a folder. C(last) is the last run, C(output) what it printed."""

    def __init__(self, simulator: Server, folder: Path, collections: str) -> None:
        self.simulator = simulator
        self.folder = folder
        self.last = Run(0, "", [])
        self._results = folder / "results.jsonl"
        self.environment = environment(
            folder,
            collections,
            ANSIBLE_HOME=str(folder.parent / "ansible"),
            SDE_URL=simulator.url,
            SDE_TOKEN=simulator.token,
            ANSIBLE_LOCALHOST_WARNING="false",
            ANSIBLE_INVENTORY_UNPARSED_WARNING="false",
            ANSIBLE_CALLBACK_PLUGINS=str(Path(__file__).parent / "callback_plugins"),
            ANSIBLE_CALLBACKS_ENABLED="jsonlines",
            RESULTS_FILE=str(self._results),
        )

    @property
    def output(self) -> str:
        """Everything that the last run printed."""
        return self.last.output

    def start(self, *arguments: str, cwd: Optional[Path] = None, watch: Optional[Watch] = None) -> Run:
        """Run ansible-playbook. C(watch) gets each line of the standard error as it comes."""
        folder = cwd or self.folder
        printed = self.folder / "stdout.txt"
        self._results.write_text("", encoding="utf-8")
        server = None if watch else forks(self.environment)
        forked = server.playbook(arguments, folder, self.environment, printed, SECONDS) if server else None
        code, errors = forked or self._process(arguments, folder, printed, watch)
        output = printed.read_text(encoding="utf-8") + errors
        assert "[DEPRECATION WARNING]" not in output, output
        lines = self._results.read_text(encoding="utf-8").splitlines()
        self.last = Run(code, output, [json.loads(line) for line in lines])
        return self.last

    def _process(self, arguments: Sequence[str], cwd: Path, printed: Path, watch: Optional[Watch]) -> tuple[int, str]:
        """Exit code and standard error of a process of its own."""
        with (
            printed.open("w", encoding="utf-8") as stdout,
            subprocess.Popen(
                [sys.executable, "-m", "ansible", "playbook", *arguments],
                cwd=cwd,
                env=self.environment,
                text=True,
                encoding="utf-8",
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=subprocess.PIPE,
            ) as process,
        ):
            stuck = threading.Timer(SECONDS, process.kill)
            stuck.start()
            errors = []
            try:
                for line in process.stderr or ():
                    errors.append(line)
                    if watch:
                        watch(line)
                process.wait()
            finally:
                stuck.cancel()
        assert process.returncode >= 0, f"it was killed after {SECONDS} s"
        return process.returncode, "".join(errors)

    def plays(self, plays: list[dict[str, Any]], *flags: str, **how: Any) -> Run:
        """Run plays, as modules where the environment of the tests asks for it."""
        path = self.folder / "play.yml"
        path.write_text(yaml.safe_dump(plays, sort_keys=False), encoding="utf-8")
        execution = os.environ.get("EXECUTION")
        chosen = ["--extra-vars", f"sde_execution={execution}"] if execution else []
        return self.start(*flags, *chosen, str(path), **how)

    def __call__(
        self,
        tasks: list[dict[str, Any]],
        *flags: str,
        variables: Optional[dict[str, Any]] = None,
        defaults: Optional[dict[str, Any]] = None,
        strategy: str = "linear",
        **how: Any,
    ) -> Run:
        """Run tasks in one play. Its variables come from a file, as secrets should; the connection is a module default."""
        known = {
            "ansible_connection": "local",
            "ansible_python_interpreter": os.environ.get("MODULE_PYTHON", sys.executable),
            "sde_token": self.simulator.token,
            **(variables or {}),
        }
        (self.folder / "vars.yml").write_text(yaml.safe_dump(known), encoding="utf-8")
        connection = {"sde_url": self.simulator.url, "sde_token": "{{ sde_token }}", "retries": 0} if defaults is None else defaults
        play = {
            "hosts": "localhost",
            "gather_facts": False,
            "strategy": strategy,
            "vars_files": ["vars.yml"],
            "module_defaults": {GROUP: connection},
            "tasks": tasks,
        }
        return self.plays([play], *flags, **how)

    def run(self, path: Path, *arguments: str, fails: bool = False) -> dict[str, int]:
        """Run a playbook; the numbers of its recap."""
        run = self.start(str(path), *arguments)
        assert (run.code != 0) == fails, self.output[-5000:]
        return run.recap

    def role(self, name: str, /, *arguments: str, fails: bool = False, **variables: Any) -> dict[str, int]:
        """Run a role with variables."""
        play = [{"hosts": "localhost", "gather_facts": False, "roles": [f"sdelements.integrations.{name}"], "vars": variables}]
        path = self.folder / f"{name}-play.yml"
        path.write_text(json.dumps(play), encoding="utf-8")
        return self.run(path, *arguments, fails=fails)


def task(name: str, module: str, options: Optional[dict[str, Any]] = None, **keywords: Any) -> dict[str, Any]:
    """A task of this collection."""
    return {"name": name, f"sdelements.integrations.{module}": options or {}, **keywords}


def both(name: str, module: str, options: Optional[dict[str, Any]] = None, **keywords: Any) -> list[dict[str, Any]]:
    """The task in each way of running."""
    return [task(f"{name} ({way})", module, options, vars={"sde_execution": way}, **keywords) for way in WAYS]
