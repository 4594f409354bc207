# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs, measured: in turns, so that what else the machine does falls on all alike."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from tests.simulator.client import Simulator

HERE = Path(__file__).resolve().parent

Sample = dict[str, Any]

#: The most rounds of one contestant, and the seconds that all of them may take.
ROUNDS, SECONDS = 5, 40.0


class Runner:
    """Runs commands against the simulator and counts what they used, and what the server saw of them."""

    def __init__(self, simulator: Simulator, folder: Path) -> None:
        self.simulator = simulator
        self.folder = folder
        self._environment = {
            **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_NOCOLOR": "true",
            "SDE_URL": simulator.url,
            "SDE_TOKEN": simulator.token,
        }

    def run(self, command: Sequence[str]) -> Sample:
        """Run it and return code, cpu, wall (seconds), memory (MiB of the largest process), requests, connections, writes, served.

        ``writes`` are objects written, whatever number of requests carried them; ``served`` are the seconds from the first request to the
        last answer, by the clock of the server.
        """
        result, log = self.folder / "result.json", self.folder / "log"
        launch = [sys.executable, "-I", "-S", str(HERE / "launch.py"), str(result), str(log), *command]
        process = subprocess.Popen(launch, cwd=self.folder, env=self._environment, start_new_session=True)
        try:
            process.wait()
        except BaseException:
            os.killpg(process.pid, signal.SIGTERM)
            raise
        sample: Sample = json.loads(result.read_text(encoding="utf-8"))
        if sample.pop("code") != 0:
            raise AssertionError(f"{' '.join(command)} failed:\n{log.read_text(encoding='utf-8', errors='replace')[-3000:]}")
        journal = self.simulator.journal(clear=True)
        sample["requests"] = len(journal)
        single = [one for entry in journal for one in (entry.get("sub") or [entry])]
        sample["writes"] = sum(entry["method"] not in ("GET", "HEAD", "OPTIONS") for entry in single)
        sample["served"] = max((entry["ended"] for entry in journal), default=0) - min((entry["began"] for entry in journal), default=0)
        sample["connections"] = len({entry["connection"] for entry in journal})
        return sample


def in_turns(names: Sequence[str], rounds: Callable[[str], int]) -> Iterator[str]:
    """Each name as often as it is to run, one after the other, each round beginning with another one."""
    for turn in range(max(map(rounds, names), default=0)):
        now = [name for name in names if turn < rounds(name)]
        yield from now[turn % len(now) :] + now[: turn % len(now)]


def summed_up(samples: Iterable[Sample]) -> dict[str, Any]:
    """Medians of the times and the memory; counts, which must be the same each time (else: their range)."""
    samples = list(samples)
    summary: dict[str, Any] = {"rounds": len(samples)}
    for name in ("cpu", "wall", "memory", "served"):
        summary[name] = round(median(sample[name] for sample in samples), 4)
        summary[f"{name}_spread"] = [round(pick(sample[name] for sample in samples), 4) for pick in (min, max)]
    for name in ("requests", "connections", "writes"):
        counts = sorted({sample[name] for sample in samples})
        summary[name] = counts[0] if len(counts) == 1 else counts
    return summary
