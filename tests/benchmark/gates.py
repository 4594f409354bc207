# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was promised, as rows, held against the figures. All of it is ratios of whole processes, or counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Optional

from .organisation import pages

#: Two equal runs that differ by more: the machine was too busy to judge by times.
NOISE = 0.05

Figures = dict[str, Any]
Results = dict[str, Any]


@dataclass
class Verdict:
    """One promise. ``passed`` is None where the machine was too noisy, or the figures do not exist."""

    promise: str
    measured: Optional[float]
    limit: float
    noise: Optional[float] = None

    @property
    def passed(self) -> Optional[bool]:
        if self.measured is None or (self.noise is not None and self.noise > NOISE):
            return None
        return self.measured <= self.limit

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


def race(figures: Figures, size: int, situation: str) -> Results:
    """The results of one race, or nothing."""
    return next((each["results"] for each in figures["lists"] if (each["size"], each["situation"]) == (size, situation)), {})


def noise(results: Results, measure: str) -> Optional[float]:
    """How far equal runs were apart, at most."""
    found = [abs(results[name][measure] / results[name.removesuffix("_again")][measure] - 1) for name in results if name.endswith("_again")]
    return max(found, default=None)


def ratio(results: Results, name: str, other: str, measure: str) -> Optional[float]:
    """What one whole process takes, in those of another one."""
    return float(results[name][measure] / results[other][measure]) if {name, other} <= set(results) else None


def _apart(what: str, results: Results, name: str, other: str, measure: str, limit: float) -> Verdict:
    return Verdict(what, ratio(results, name, other, measure), limit, noise(results, measure))


def _requests(results: Results, name: str) -> Optional[float]:
    value = results.get(name, {}).get("requests")
    return None if value is None else float(max(value) if isinstance(value, list) else value)


def _quiet(figures: Figures) -> Iterator[Verdict]:
    thousand, ten = race(figures, 1000, "quiet"), race(figures, 10_000, "quiet")
    for name, where in (("play", "in the worker"), ("module", "as a module")):
        yield Verdict(f"1,000 unchanged, {where}: requests", _requests(thousand, name), pages(1000, "quiet") + 2)
    yield Verdict("10,000 unchanged: requests", _requests(ten, "play"), pages(10_000, "quiet") + 2)
    yield _apart("10,000 unchanged: seconds of the play, in those of the script", ten, "play", "bare", "wall", 0.65)
    yield _apart("10,000 unchanged: seconds of the reads alone, in those of the script", ten, "play", "bare", "served", 0.35)
    yield _apart("1,000 unchanged: seconds of the play, in those of the uri playbook", thousand, "play", "uri", "wall", 0.25)
    yield _apart("1,000 unchanged: CPU of the play, in plays with an empty list of tasks", thousand, "play", "empty", "cpu", 2.2)
    yield _apart("1,000 unchanged, as a module: CPU, in plays with an empty list of tasks", thousand, "module", "empty", "cpu", 4)


def _sizes(figures: Figures) -> Iterator[Verdict]:
    both = {name: race(figures, size, "quiet").get("play") for name, size in (("small", 10_000), ("large", 100_000))}
    results = {name: found for name, found in both.items() if found}
    for measure, what in (("memory", "memory"), ("cpu", "CPU")):
        yield Verdict(f"100,000 unchanged: {what} of the play, in that of 10,000", ratio(results, "large", "small", measure), 11)
    # Not in those of 10,000: the simulator too takes longer for a page of a longer list.
    hundred = race(figures, 100_000, "quiet")
    yield Verdict("100,000 unchanged: seconds of the play, in those of the script", ratio(hundred, "play", "bare", "wall"), 0.65)


def _new(figures: Figures) -> Iterator[Verdict]:
    thousand = race(figures, 1000, "new")
    few, many = (_requests(thousand, name) for name in ("atomic", "single"))
    yield Verdict("1,000 creates, `atomic: auto`: requests, in those of one by one", few / many if few and many else None, 0.05)
    yield _apart("1,000 creates, 4 at a time: seconds, in those of one by one", thousand, "play", "single", "wall", 0.35)
    yield _apart("1,000 creates, `atomic: auto`: seconds, in those of one by one", thousand, "atomic", "single", "wall", 0.1)
    hundred = race(figures, 100, "new")
    yield _apart("100 creates: seconds of the play, in those of the uri playbook", hundred, "play", "uri", "wall", 0.1)


def _tasks(figures: Figures) -> Iterator[Verdict]:
    found = figures["tasks"] or {"count": 20, "results": {}}
    count, results = found["count"], found["results"]
    for name, where, limit in (("worker", "in the worker", 0.25), ("module", "as modules", 1.6)):
        what = f"{count} tasks that change nothing, {where}: CPU of the play, in that of {count} GETs with `ansible.builtin.uri`"
        yield _apart(what, results, f"{name}_{count}", f"uri_{count}", "cpu", limit)


def verdicts(figures: Figures) -> list[Verdict]:
    """Every promise, held against the figures."""
    return [verdict for promise in (_quiet, _sizes, _new, _tasks) for verdict in promise(figures)]
