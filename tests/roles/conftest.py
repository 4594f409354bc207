# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator for each worker, and ansible-playbook as users run it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.command import ansible, environment, printed
from tests.simulator.client import Simulator


class Server(Protocol):
    """What playbooks run against."""

    url: str
    token: str


class Playbook:
    """Runs playbooks against a server. ``output`` is all that the last run printed."""

    def __init__(self, simulator: Server, folder: Path, collections: str) -> None:
        self.simulator = simulator
        self.folder = folder
        self.output = ""
        self._results = folder / "results.jsonl"
        self.environment = environment(
            folder,
            collections,
            SDE_URL=simulator.url,
            SDE_TOKEN=simulator.token,
            ANSIBLE_LOCALHOST_WARNING="false",
            ANSIBLE_INVENTORY_UNPARSED_WARNING="false",
            ANSIBLE_CALLBACK_PLUGINS=str(Path(__file__).parents[1] / "functional" / "callback_plugins"),
            ANSIBLE_CALLBACKS_ENABLED="jsonlines",
            RESULTS_FILE=str(self._results),
        )

    def run(self, path: Path, *arguments: str, fails: bool = False) -> dict[str, int]:
        """Run a playbook; the numbers of its recap."""
        self._results.write_text("", encoding="utf-8")
        done = ansible("playbook", str(path), *arguments, cwd=self.folder, env=self.environment)
        self.output = printed(done)
        assert (done.returncode != 0) == fails, self.output[-5000:]
        recap = [line for line in done.stdout.splitlines() if line.startswith("localhost ")][-1]
        return {name: int(value) for name, value in (part.split("=") for part in recap.split(":")[1].split())}

    def results(self) -> list[dict[str, Any]]:
        """The tasks of the last run: task, status and result of each."""
        return [json.loads(line) for line in self._results.read_text(encoding="utf-8").splitlines()]

    def role(self, name: str, /, *arguments: str, fails: bool = False, **variables: Any) -> dict[str, int]:
        """Run a role with variables."""
        play = [{"hosts": "localhost", "gather_facts": False, "roles": [f"sdelements.integrations.{name}"], "vars": variables}]
        path = self.folder / f"{name}-play.yml"
        path.write_text(json.dumps(play), encoding="utf-8")
        return self.run(path, *arguments, fails=fails)


@pytest.fixture(name="simulator")
def _simulator(process: Simulator) -> Simulator:
    process.reset("organisation")
    return process


@pytest.fixture(name="playbook")
def _playbook(simulator: Simulator, tmp_path: Path, collections: str) -> Playbook:
    return Playbook(simulator, tmp_path, collections)
