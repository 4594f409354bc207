# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.benchmark``: run the races, write the figures, hold them against what was promised."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

from tests.simulator.client import Simulator

from . import gates, report
from .contestants import CONTESTANTS, Contestant, Files
from .measure import ROUNDS, SECONDS, Runner, in_turns, summed_up
from .organisation import SITUATIONS, Organisation, writes

#: Milliseconds that the server takes longer for each request, as over a network.
LATENCY = 50

#: The lengths of lists in each situation.
SIZES = {"quiet": (10, 100, 1000, 10_000, 100_000), "changed": (1000,), "new": (10, 100, 1000)}

#: Who runs in which situation.
RUNNERS = {
    "quiet": ("empty", "bare", "play", "inventory", "module", "loop", "uri"),
    "changed": ("empty", "bare", "play", "uri"),
    "new": ("empty", "bare", "single", "play", "atomic", "loop", "uri"),
}

#: The same run twice under two names: what differs between them is the machine's noise.
CONTROLS = {"bare_again": "bare", "play_again": "play"}

TASKS = 20


def rounds_of(seconds: float) -> int:
    """How many rounds: fewer where they take long."""
    return max(1, min(ROUNDS, int(SECONDS / seconds)))


class Benchmark:
    """All races of one run, and their figures."""

    def __init__(self, simulator: Simulator, folder: Path, most: int, only: Collection[str]) -> None:
        self.files = Files(folder)
        self.organisation = Organisation(simulator)
        self.runner = Runner(simulator, folder)
        self.simulator = simulator
        self.most = most
        self.only = only

    def lists(self, size: int, situation: str) -> dict[str, Any]:
        """One race: every contestant with a list of this size."""
        self.files.write(size)
        running = [name for name in RUNNERS[situation] if CONTESTANTS[name].takes(size, situation) and (not self.only or name in self.only)]
        plan = {name: min(self.most, rounds_of(CONTESTANTS[name].seconds(size, situation))) for name in running}
        plan.update({control: plan[name] for control, name in CONTROLS.items() if name in plan and size <= 10_000})
        samples: dict[str, list[Any]] = {}
        for name in in_turns(list(plan), plan.__getitem__):
            say(f"{size} {situation}: {name}")
            samples.setdefault(name, []).append(self._sample(CONTESTANTS[CONTROLS.get(name, name)], size, situation))
        return {"size": size, "situation": situation, "results": {name: summed_up(found) for name, found in samples.items()}}

    def _sample(self, each: Contestant, size: int, situation: str) -> Any:
        self.organisation.prepare(size, situation)
        self.simulator.behave(latency_ms=LATENCY, composite="present")
        sample = self.runner.run(each.command(self.files.folder, size))
        self.simulator.behave(latency_ms=0)
        if each.works:
            self.organisation.check(size, situation)
            if sample["writes"] != writes(size, situation):
                raise AssertionError(f"{each.name} wrote {sample['writes']} times instead of {writes(size, situation)}")
        return sample

    def tasks(self) -> dict[str, Any]:
        """Plays of one and of several tasks that find everything as it should be, next to plain GETs."""
        self.files.write(10)
        module = {"sdelements.integrations.sde_alm_connector": {"name": "Jira", "params": {"alm_server": "jira.example.com"}}}
        get = {
            "ansible.builtin.uri": {
                "url": "{{ lookup('ansible.builtin.env', 'SDE_URL') }}/api/v2/connectors/alm/?page_size=100",
                "headers": {"Authorization": "Token {{ lookup('ansible.builtin.env', 'SDE_TOKEN') }}"},
            }
        }
        kinds = {"uri": (get, {}), "worker": (module, {}), "module": (module, {"sde_execution": "module"})}
        plays = {"empty": self._play("empty", {}, 0, {})}
        for name, (task, variables) in kinds.items():
            for count in (1, TASKS):
                plays[f"{name}_{count}"] = self._play(f"{name}_{count}", task, count, variables)
        plays[f"uri_{TASKS}_again"] = plays[f"uri_{TASKS}"]
        samples: dict[str, list[Any]] = {}
        self.organisation.prepare(10, "quiet")
        for name in in_turns(list(plays), lambda name: min(self.most, ROUNDS)):
            say(f"tasks: {name}")
            samples.setdefault(name, []).append(self.runner.run(plays[name]))
        return {"count": TASKS, "results": {name: summed_up(found) for name, found in samples.items()}}

    def _play(self, name: str, task: dict[str, Any], count: int, variables: dict[str, str]) -> list[str]:
        """A play with that many equal tasks, as the command that runs it."""
        file = self.files.folder / f"play-{name}.json"
        play = {"hosts": "sdelements", "gather_facts": False, "vars": variables, "tasks": [task] * count}
        file.write_text(json.dumps([play]), encoding="utf-8")
        command = CONTESTANTS["empty"].command(self.files.folder, 10)
        return [*command[:-1], str(file)]


def say(text: str) -> None:
    """Show how far the run is."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def machine() -> dict[str, Any]:
    """What the figures were measured with."""
    import requests
    from ansible import release

    processor = ""
    if Path("/proc/cpuinfo").exists():
        names = [
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ]
        processor = names[0] if names else ""
    return {
        "core": release.__version__,
        "python": platform.python_version(),
        "requests": requests.__version__,
        "system": platform.system(),
        "processor": processor or platform.machine(),
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "date": time.strftime("%Y-%m-%d"),
    }


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark", description=__doc__)
    parser.add_argument("--size", type=int, nargs="+", help="lengths of the list")
    parser.add_argument("--situation", nargs="+", choices=SITUATIONS, default=SITUATIONS)
    parser.add_argument("--only", nargs="+", choices=list(CONTESTANTS), default=[], help="these contestants, and no single tasks")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"the most runs of each ({ROUNDS})")
    parser.add_argument("--output", type=Path, required=True, help="folder for the figures")
    return parser.parse_args()


def main() -> int:
    options = parse()
    figures: dict[str, Any] = {"machine": machine(), "lists": [], "tasks": None}
    with tempfile.TemporaryDirectory() as folder, Simulator.start() as simulator:
        benchmark = Benchmark(simulator, Path(folder), options.rounds, options.only)
        if not (options.only or options.size):
            figures["tasks"] = benchmark.tasks()
        for situation in options.situation:
            for size in options.size or SIZES[situation]:
                figures["lists"].append(benchmark.lists(size, situation))
    options.output.mkdir(parents=True, exist_ok=True)
    (options.output / "figures.json").write_text(json.dumps(figures, indent=1), encoding="utf-8")
    for block in report.blocks(figures).values():
        print(block, end="\n\n")
    verdicts = gates.verdicts(figures)
    for verdict in verdicts:
        print(verdict.line())
    return 3 if any(verdict.passed is False for verdict in verdicts) else 0


if __name__ == "__main__":
    sys.exit(main())
