# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was promised, as rows, held against the figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Optional

from .organisation import pages

#: Two equal runs that differ by more: the machine was too busy to judge by times.
NOISE = 0.05

Figures = dict[str, Any]


@dataclass
class Verdict:
    """One promise. ``passed`` is None where the machine was too noisy, or the figures are not there."""

    promise: str
    measured: Optional[float]
    limit: float
    noise: Optional[float] = None

    @property
    def passed(self) -> Optional[bool]:
        if self.measured is None:
            return None
        good = self.measured <= self.limit
        return None if self.noise is not None and self.noise > NOISE else good

    def cells(self) -> list[str]:
        """Promise, measured, limit, verdict."""
        word = {True: "kept", False: "NOT KEPT", None: "no verdict"}[self.passed]
        if self.measured is None:
            return [self.promise, "not measured", f"{self.limit:g}", word]
        if self.noise is not None and self.noise > NOISE:
            word += f": equal runs differed by {self.noise:.0%}"
        return [self.promise, f"{self.measured:.3g}", f"{self.limit:g}", word]

    def line(self) -> str:
        """For the terminal."""
        promise, measured, limit, word = self.cells()
        return f"{word:12} {promise}: {measured}, at most {limit}"


def races(figures: Figures) -> list[dict[str, Any]]:
    """The races with all contestants; where there is none, that with those of the promises."""
    found = {(each["size"], each["situation"], each["latency"]): each for name in ("promised", "lists") for each in figures[name]}
    return [found[key] for key in sorted(found)]


def race(figures: Figures, size: int, situation: str, latency: int) -> dict[str, Any]:
    """The results of one race, or nothing. That with the contestants of the promises is the newer one."""
    for each in (*figures["promised"], *figures["lists"]):
        if (each["size"], each["situation"], each["latency"]) == (size, situation, latency):
            return dict(each["results"])
    return {}


def noise(results: dict[str, Any], measure: str) -> Optional[float]:
    """How far equal runs were apart, at most."""
    found = [abs(results[name][measure] / results[name.removesuffix("_again")][measure] - 1) for name in results if name.endswith("_again")]
    return max(found, default=None)


def over_bare(results: dict[str, Any], name: str, baseline: str = "debug", measure: str = "cpu") -> Optional[float]:
    """What the task costs, less what it takes to start and to load the list, in bare scripts."""
    if not {name, baseline, "bare"} <= set(results):
        return None
    return float((results[name][measure] - results[baseline][measure]) / results["bare"][measure])


def task_costs(figures: Figures, measure: str = "cpu") -> dict[str, float]:
    """What the first task of a play and each further one cost, by kind."""
    if not figures["tasks"]:
        return {}
    count, results = figures["tasks"]["count"], figures["tasks"]["results"]
    costs = {}
    for kind in ("uri", "worker", "module"):
        one, many = results[f"{kind}_1"][measure], results[f"{kind}_{count + 1}"][measure]
        costs[f"{kind}_first"] = one - results["empty"][measure]
        costs[f"{kind}_next"] = (many - one) / count
    return costs


def _count(value: Any) -> Optional[float]:
    return None if value is None else float(max(value) if isinstance(value, list) else value)


def _lists(figures: Figures) -> Iterator[Verdict]:
    quiet = race(figures, 1000, "quiet", 0)
    most = pages(1000, "quiet") + 2
    for measure, what in (("cpu", "CPU"), ("wall", "seconds")):
        apart = noise(quiet, measure)
        yield Verdict(f"1,000 quiet, in the worker: {what} in bare scripts", over_bare(quiet, "worker", measure=measure), 1.6, apart)
        yield Verdict(f"1,000 quiet, as a module: {what} in bare scripts", over_bare(quiet, "module", measure=measure), 6, apart)
    for name, where in (("worker", "in the worker"), ("module", "as a module")):
        yield Verdict(f"1,000 quiet, {where}: requests", _count(quiet.get(name, {}).get("requests")), most)
    large = race(figures, 10000, "quiet", 0)
    yield Verdict("10,000 quiet, in the worker: CPU in bare scripts", over_bare(large, "worker"), 3, noise(large, "cpu"))
    hundred = race(figures, 100, "quiet", 0)
    more = hundred["loop"]["wall"] - hundred["empty"]["wall"] if {"loop", "empty"} <= set(hundred) else None
    yield Verdict("100 singular tasks in a loop, in the worker: seconds more than an empty play", more, 3)


def _tasks(figures: Figures) -> Iterator[Verdict]:
    costs = task_costs(figures)
    apart = noise(figures["tasks"]["results"], "cpu") if costs else None

    def ratio(name: str) -> Optional[float]:
        return costs[f"{name}_next"] / costs["uri_next"] if costs else None

    yield Verdict("a singular task in the worker: CPU in GET tasks of ansible.builtin.uri", ratio("worker"), 0.15, apart)
    yield Verdict("a singular task as a module: CPU in GET tasks of ansible.builtin.uri", ratio("module"), 1.4, apart)


def _pool(figures: Figures) -> Iterator[Verdict]:
    measured = None
    if figures["pool"]:
        results = figures["pool"]["results"]
        idle = results["debug"]["wall"]
        measured = (results["8"]["wall"] - idle) / (results["1"]["wall"] - idle)
    yield Verdict("1,000 creates at 50 ms, 8 at a time: seconds in those of one by one", measured, 0.2)


PROMISES: tuple[Callable[[Figures], Iterator[Verdict]], ...] = (_lists, _tasks, _pool)


def verdicts(figures: Figures) -> list[Verdict]:
    """Every promise, held against the figures."""
    return [verdict for promise in PROMISES for verdict in promise(figures)]
