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
from pathlib import Path
from typing import Any

from tests.simulator.client import Simulator

from . import gates, report
from .contestants import CONTESTANTS, Contestant, Files
from .measure import Runner, in_turns, summed_up
from .organisation import SITUATIONS, Organisation, writes

SIZES = (10, 100, 1000, 10000)
LATENCIES = (0, 50)
RACES = ("lists", "tasks", "pool")

#: The same run twice under two names: what differs between them is the machine's noise.
CONTROLS = {"bare_again": "bare", "debug_again": "debug", "worker_again": "worker"}

#: The most rounds of one contestant, and the seconds that all of them may take.
ROUNDS, SECONDS = 7, 25.0
#: The same where lists are held against promises: the machine's noise is to be less than what is measured.
PROMISED_ROUNDS, PROMISED_SECONDS = 15, 60.0
#: Seconds that one run may take.
LONGEST = 460.0
TASKS = 20


def rounds_of(seconds: float, promised: bool = False) -> int:
    """How many rounds: fewer where they take long; none where one run does."""
    most, together = (PROMISED_ROUNDS, PROMISED_SECONDS) if promised else (ROUNDS, SECONDS)
    return 0 if seconds > LONGEST else max(1, min(most, int(together / seconds)))


class Benchmark:
    """All races of one run, and their figures."""

    def __init__(self, simulator: Simulator, folder: Path, most: int, only: list[str], short: bool) -> None:
        self.files = Files(folder)
        self.organisation = Organisation(simulator)
        self.runner = Runner(simulator, folder)
        self.simulator = simulator
        self.most = most
        self.short = short
        self.contestants = {name: each for name, each in CONTESTANTS.items() if not only or name in only or not each.reads}
        if not reads_files():
            self.contestants.pop("file", None)

    def lists(self, size: int, situation: str, latency: int) -> dict[str, Any]:
        """One race: every contestant with a list of this size."""
        self.files.write(size)
        plan = {
            name: self._rounds(each, size, situation, latency)
            for name, each in self.contestants.items()
            if not self.short or name != "loop" or size <= 100
        }
        left_out = {
            name: round(self.contestants[name].seconds(size, situation, latency / 1000)) for name, count in plan.items() if not count
        }
        plan.update({control: plan[name] for control, name in CONTROLS.items() if name in plan and latency == 0})
        samples: dict[str, list[Any]] = {}
        for name in in_turns([name for name, count in plan.items() if count], plan.__getitem__):
            each = self.contestants[CONTROLS.get(name, name)]
            self._say(f"{size} {situation} {latency} ms: {name}")
            samples.setdefault(name, []).append(self._sample(each, size, situation, latency))
        results = {name: summed_up(found) for name, found in samples.items()}
        return {"size": size, "situation": situation, "latency": latency, "results": results, "left_out": left_out}

    def _rounds(self, each: Contestant, size: int, situation: str, latency: int) -> int:
        if not each.reads and latency:
            latency = 0
        return min(self.most, rounds_of(each.seconds(size, situation, latency / 1000), situation == "quiet" and not latency))

    def _sample(self, each: Contestant, size: int, situation: str, latency: int) -> Any:
        self.organisation.prepare(size, situation)
        self.simulator.behave(latency_ms=latency)
        sample = self.runner.run(each.command(self.files.folder, size))
        self.simulator.behave(latency_ms=0)
        if each.reads:
            self.organisation.check(size, situation)
            if sample["writes"] != writes(size, situation):
                raise AssertionError(f"{each.name} wrote {sample['writes']} times instead of {writes(size, situation)}")
        return sample

    def tasks(self) -> dict[str, Any]:
        """One task, and twenty of them, that find everything as it should be, next to a plain GET."""
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
            plays[f"{name}_1"] = self._play(f"{name}_1", task, 1, variables)
            plays[f"{name}_{TASKS + 1}"] = self._play(f"{name}_{TASKS + 1}", task, TASKS + 1, variables)
        plays["empty_again"] = plays["empty"]
        plays[f"uri_{TASKS + 1}_again"] = plays[f"uri_{TASKS + 1}"]
        samples: dict[str, list[Any]] = {}
        self.organisation.prepare(10, "quiet")
        for name in in_turns(list(plays), lambda _: min(self.most, ROUNDS)):
            self._say(f"tasks: {name}")
            samples.setdefault(name, []).append(self.runner.run(plays[name]))
        return {"count": TASKS, "results": {name: summed_up(found) for name, found in samples.items()}}

    def _play(self, name: str, task: dict[str, Any], count: int, variables: dict[str, str]) -> list[str]:
        """A play with that many equal tasks, as the command that runs it."""
        file = self.files.folder / f"play-{name}.json"
        play = {"hosts": "sdelements", "gather_facts": False, "vars": variables, "tasks": [task] * count}
        file.write_text(json.dumps([play]), encoding="utf-8")
        command = CONTESTANTS["empty"].command(self.files.folder, 10)
        return [*command[:-1], str(file)]

    def pool(self, size: int = 1000, latency: int = 50) -> dict[str, Any]:
        """Creates by one and by eight at a time."""
        self.files.write(size)
        samples: dict[str, list[Any]] = {}
        rounds = {"debug": min(self.most, ROUNDS), "1": min(self.most, 3), "8": min(self.most, 3)}
        for name in in_turns(list(rounds), rounds.__getitem__):
            self._say(f"pool: {name}")
            variables = () if name == "debug" else (("concurrency", name),)
            each = Contestant(name, "", "debug" if name == "debug" else "list", variables, reads=name != "debug")
            samples.setdefault(name, []).append(self._sample(each, size, "new", latency))
        return {"size": size, "latency": latency, "results": {name: summed_up(found) for name, found in samples.items()}}

    def _say(self, text: str) -> None:
        print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def reads_files() -> bool:
    """Whether the plural modules take their list from a file."""
    sys.path.insert(0, str(Path.cwd().parents[2]))
    from ansible_collections.sdelements.integrations.plugins.modules.sde_alm_connections import TASK

    return "src" in TASK.argument_spec


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
    parser.add_argument("--size", type=int, nargs="+", default=SIZES, help="lengths of the list")
    parser.add_argument("--situation", nargs="+", choices=SITUATIONS, default=SITUATIONS)
    parser.add_argument("--latency", type=int, nargs="+", default=LATENCIES, help="milliseconds that the server takes longer")
    parser.add_argument("--race", nargs="+", choices=RACES, default=RACES)
    parser.add_argument("--only", nargs="+", choices=list(CONTESTANTS), default=[], help="these contestants")
    parser.add_argument("--promises", action="store_true", help="only what promises are held against")
    parser.add_argument("--rounds", type=int, default=PROMISED_ROUNDS, help=f"the most runs of each ({PROMISED_ROUNDS})")
    parser.add_argument("--output", type=Path, required=True, help="folder for the figures")
    options = parser.parse_args()
    if options.promises:
        options.size, options.situation, options.latency = (100, 1000, 10000), ("quiet",), (0,)
        options.only = ["bare", "worker", "module", "loop"]
    return options


def merged(file: Path, figures: dict[str, Any]) -> dict[str, Any]:
    """The figures in the file, with those that promises are held against measured anew. They stay apart: a table is from one run."""
    figures["promised"], figures["lists"] = figures["lists"], []
    if not file.exists():
        return figures
    old = json.loads(file.read_text(encoding="utf-8"))
    return {**old, **{name: found for name, found in figures.items() if found}}


def main() -> int:
    options = parse()
    figures: dict[str, Any] = {"machine": machine(), "lists": [], "promised": [], "tasks": None, "pool": None}
    name = f"core-{'.'.join(figures['machine']['core'].split('.')[:2])}.json"
    with tempfile.TemporaryDirectory() as folder, Simulator.start() as simulator:
        benchmark = Benchmark(simulator, Path(folder), options.rounds, options.only, options.promises)
        if "tasks" in options.race:
            figures["tasks"] = benchmark.tasks()
        if "lists" in options.race:
            figures["lists"] = [
                benchmark.lists(size, situation, latency)
                for size in options.size
                for situation in options.situation
                for latency in options.latency
            ]
        if "pool" in options.race:
            figures["pool"] = benchmark.pool()
    options.output.mkdir(parents=True, exist_ok=True)
    if options.promises:
        figures = merged(options.output / name, figures)
    (options.output / name).write_text(json.dumps(figures, indent=1), encoding="utf-8")
    for block in report.blocks(figures).values():
        print(block, end="\n\n")
    verdicts = gates.verdicts(figures)
    for verdict in verdicts:
        print(verdict.line())
    return 3 if any(verdict.passed is False for verdict in verdicts) else 0


if __name__ == "__main__":
    sys.exit(main())
