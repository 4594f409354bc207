# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks against a server whose answers are mutated, and what must hold after each of them.

    python -m tests.robustness.fuzz --seed 1 --draws 1000          many draws, and a summary
    python -m tests.robustness.fuzz --seed 1 --draw 17             one draw again, with every answer shown

A draw is a task of scenarios.py, a server, and which answers are mutated how. It depends on the seed and its own number
alone.
"""

from __future__ import annotations

import argparse
import contextlib
import copy
import json
import logging
import random
import re
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Optional

from tests.engine import Run, run
from tests.robustness import mutations
from tests.robustness.mutations import World
from tests.robustness.proxy import Proxy, Reply, Request, honest, made_up
from tests.robustness.scenarios import SCENARIOS, SERVERS, STORE, STORED, Scenario
from tests.simulator.client import Simulator

#: Seconds of real time after which a task hangs.
DEADLINE = 60
LONGEST_MESSAGE = 2000

#: Of these fields the text is shown as it is: names, aliases and hosts; diffs show references by their names.
_NAMES = {
    "project", "application", "business_unit", "connector", "name", "alias", "alm_server", "analysis_server", "short_name",
    "label", "item", "before_header", "after_header",
}  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Problem:
    """What did not hold. ``signature`` is the same for all draws that show one defect."""

    kind: str
    signature: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.signature}" + (f"\n{self.detail}" if self.detail else "")


@dataclass
class Outcome:
    """One draw: what was drawn, what was done to which answers, what did not hold."""

    title: str
    mutated: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass
class Total:
    """The sum of many draws."""

    draws: int = 0
    mutated: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    first: dict[tuple[str, str], tuple[int, Outcome, Problem]] = field(default_factory=dict)
    times: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, number: int, outcome: Outcome) -> None:
        """Count one draw; of the draws that show one defect, the one with the fewest mutated answers is kept."""
        self.draws += 1
        self.mutated += len(outcome.mutated)
        for problem in outcome.problems:
            key = (problem.kind, problem.signature)
            self.kinds[problem.kind] += 1
            self.times[key] += 1
            if key not in self.first or len(outcome.mutated) < len(self.first[key][1].mutated):
                self.first[key] = (number, outcome, problem)

    def summary(self, seed: int) -> str:
        """The count of everything in one line."""
        named = ("traceback", "leak", "hang")
        others = sum(count for kind, count in self.kinds.items() if kind not in named)
        counts = ", ".join(f"{self.kinds[kind]} {kind}s" for kind in named)
        return f"{self.mutated} mutated answers in {self.draws} tasks, seed {seed}: {counts}, {others} other failures"

    def report(self, seed: int) -> str:
        """Each defect once, with the command that shows it again."""
        parts = []
        for key, (number, outcome, problem) in sorted(self.first.items()):
            parts += [
                f"{problem}",
                f"  {self.times[key]} times; {outcome.title}",
                *(f"  {line}" for line in outcome.mutated[:5]),
                f"  again: make fuzz SEED={seed} DRAW={number}",
                "",
            ]
        return "\n".join([*parts, self.summary(seed)])


class Log(logging.Handler):
    """What a task's libraries log: Ansible writes it to the file that C(ANSIBLE_LOG_PATH) names."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(logging.Formatter().format(record))

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Keep the lines of one task."""
        self.lines.clear()
        logging.getLogger().addHandler(self)
        try:
            yield
        finally:
            logging.getLogger().removeHandler(self)


class Hostile:
    """The script of one draw: mutates the answers that were drawn, and watches what is asked for."""

    def __init__(self, key: str, world: World, usual: list[Request], tell: Callable[[str], None]) -> None:
        self._key, self.world, self._most, self._tell = key, world, 500 + 40 * len(usual), tell
        rng = random.Random(f"{key} plan")
        self._lock = threading.Lock()
        self._seen: Counter[str] = Counter()
        self.arrived: list[Request] = []
        self.stored: list[str] = []
        self.mutated: list[str] = []
        self.endless = False
        position, share = rng.randrange(len(usual) + 1), rng.choice([0.2, 0.5])
        part = rng.choice(usual).path if usual else ""
        targets: list[tuple[str, Callable[[Request, int, random.Random], bool]]] = [
            (f"answer {position + 1}", lambda request, count, rng: count == position),
            ("all answers", lambda request, count, rng: True),
            (f"all answers from {position + 1} on", lambda request, count, rng: count >= position),
            (f"{share:.0%} of the answers", lambda request, count, rng: rng.random() < share),
            (f"answers of {part}", lambda request, count, rng: request.path == part),
        ]
        if any(request.method != "GET" for request in usual):
            targets += 2 * [
                ("answers to writes", lambda request, count, rng: request.method != "GET"),
                ("first answers to writes", lambda request, count, rng: self._first(request)),
                ("answers after writes", lambda request, count, rng: any(each.method != "GET" for each in self.arrived[:-1])),
            ]
        self.target, self._hit = rng.choice(targets)
        self._same = rng.random() < 0.5
        self.family = rng.choices(["json", "http", "framing", "both"], [55, 20, 20, 5])[0]

    def __call__(self, request: Request, forward: Callable[[], Reply]) -> Reply:
        with self._lock:
            count = len(self.arrived)
            self.arrived.append(request)
            name = f"{request.method} {request.target}"
            self._seen[name] += 1
            self.endless = self.endless or count > self._most
            nth = self._seen[name]
            self.world.target = request.target
        rng = random.Random(f"{self._key} {name} {nth}")
        if self.endless:
            return Reply(500, "", [("Content-Length", "0")], b"", close=True)
        if not self._hit(request, count, rng):
            reply = self._passed(request, forward)
            self._sees(reply)
        else:
            if self._same:  # every answer that is hit is mutated alike, as far as it has the same parts
                rng = random.Random(f"{self._key} same")
            reply = self._mutated(request, forward, rng)
        self._tell(f"> {name} {request.body[:2000].decode(errors='replace')}\n< {b''.join(reply.pieces())[:4000].decode('latin-1')}")
        return reply

    def _first(self, request: Request) -> bool:
        return request.method != "GET" and self._seen[f"{request.method} {request.target}"] == 1

    def _passed(self, request: Request, forward: Callable[[], Reply]) -> Reply:
        reply = forward()
        if reply.stored:
            with self._lock:
                self.stored.append(f"{request.method} {request.path}")
        return reply

    def _sees(self, reply: Reply) -> None:
        with contextlib.suppress(ValueError, RecursionError):
            self.world.sees(json.loads(reply.body))

    def _mutated(self, request: Request, forward: Callable[[], Reply], rng: random.Random) -> Reply:
        if request.writes and rng.random() < 0.4:
            reply = made_up(201 if request.method == "POST" else 200, b'{"id": 50}')  # not passed on
        else:
            reply = self._passed(request, forward)
        done: list[Callable[..., Any]] = []
        if self.family in ("json", "both"):
            done += self._edited(reply, rng)
        if self.family == "http":
            change = rng.choice(mutations.HTTP)
            change(rng, reply, request, self.world)
            done.append(change)
        self._sees(reply)
        if self.family in ("framing", "both"):
            frame = rng.choice(mutations.FRAMINGS)
            frame(rng, reply)
            done.append(frame)
        with self._lock:
            self.mutated.append(f"{request.method} {request.target}: {mutations.named(done)}")
        return reply

    def _edited(self, reply: Reply, rng: random.Random) -> list[Callable[..., Any]]:
        try:
            data = json.loads(reply.body)
        except ValueError:
            data = None
        edits = [rng.choice(mutations.EDITS) for _each in range(rng.choice([1, 1, 1, 2, 3]))]
        for edit in edits:
            data = edit(rng, data, self.world)
        reply.body = mutations.dumped(rng, data)
        reply.put("Content-Length", str(len(reply.body)))
        return list(edits)


class Fuzz:
    """Draws against one simulator."""

    def __init__(self, simulator: Simulator, proxy: Proxy, seed: int, *, show: bool = False) -> None:
        self.simulator, self.proxy, self.seed = simulator, proxy, seed
        self._tell: Callable[[str], None] = print if show else lambda text: None
        self._fresh: Optional[int] = None
        self._stuck = False
        self._log = Log()
        self._honest: dict[tuple[str, int, bool], tuple[list[Request], Run | Problem]] = {}

    @classmethod
    @contextlib.contextmanager
    def against(cls, simulator: Simulator, seed: int, **options: Any) -> Iterator[Fuzz]:
        """With a proxy of its own."""
        with Proxy(simulator.url).serving() as proxy:
            yield cls(simulator, proxy, seed, **options)

    def many(self, numbers: range) -> Total:
        """Take many draws; end early where a task does not return, since it cannot be stopped."""
        total = Total()
        for number in numbers:
            outcome = self.draw(number)
            total.add(number, outcome)
            if self._stuck:
                break
        return total

    def draw(self, number: int) -> Outcome:
        """Take one draw."""
        key = f"{self.seed}/{number}"
        rng = random.Random(key)
        scenario, server = rng.choice(SCENARIOS), rng.randrange(len(SERVERS))
        check_mode = scenario.manages and rng.random() < 0.3
        usual = self._baseline(scenario, 0, check_mode)[0]
        world = World(self.simulator.token, scenario.given, tuple(STORED.values()))
        script = Hostile(key, world, usual, self._tell)
        mode = ", check mode" if check_mode else ""
        outcome = Outcome(f"{scenario.name}{mode}, server {SERVERS[server]}, {script.target}", script.mutated)
        self._prepare(server)
        done = self._run(scenario, check_mode, script)
        self._fresh = None if script.stored else self._fresh
        self._tell(f"= {done}")
        outcome.problems += [done] if isinstance(done, Problem) else self._judged(scenario, check_mode, script, done)
        if script.stored and not outcome.problems:
            hidden = script.family != "framing"  # an object may have been left out of a list, so that the task made it once more
            outcome.problems += self._settled(scenario, server, hidden)
            outcome.problems += [] if hidden else self._doubled(scenario)
        return outcome

    def _baseline(self, scenario: Scenario, server: int, check_mode: bool) -> tuple[list[Request], Run | Problem]:
        """The requests of the task and its result when the answers are honest."""
        key = (scenario.name, server, check_mode)
        if key not in self._honest:
            self._prepare(server)
            self._fresh = None
            arrived: list[Request] = []
            done = self._run(scenario, check_mode, lambda request, forward: arrived.append(request) or forward())
            self._honest[key] = arrived, done
        return self._honest[key]

    def _prepare(self, server: int) -> None:
        """The store and the server of a draw; kept where nothing was stored since."""
        if self._fresh == server:
            return
        self.simulator.reset("empty", STORE, **SERVERS[server])
        self._fresh = server

    def _run(self, scenario: Scenario, check_mode: bool, script: Any) -> Run | Problem:
        """Run the task in a thread of its own, since one that hangs cannot be stopped."""
        self.proxy.script = script
        done: list[Run | Problem] = []

        def task() -> None:
            try:
                done.append(
                    run(
                        scenario.module,
                        self.proxy.url,
                        self.simulator.token,
                        check_mode=check_mode,
                        retries=1,
                        **copy.deepcopy(scenario.options),
                    )
                )
            except BaseException as error:  # whatever it is, it is a bug: perform() turns expected failures into messages
                done.append(_traceback(error))

        thread = threading.Thread(target=task, daemon=True)
        with self._log.kept():
            thread.start()
            thread.join(DEADLINE)
        stack = sys._current_frames().get(thread.ident or 0) if thread.is_alive() else None
        self.proxy.close_all()
        if not done:
            self._stuck = True
            lines = traceback.extract_stack(stack) if stack else []
            return Problem("hang", _place(lines), "".join(traceback.format_list(lines)))
        return done[0]

    def _judged(self, scenario: Scenario, check_mode: bool, script: Hostile, done: Run) -> Iterator[Problem]:
        """What does not hold after a task."""
        told = {"result": done.result, "warnings": done.warnings, "log": self._log.lines}
        yield from _leaks(told, script.world)
        if script.endless:
            yield Problem("hang", f"requests without end by {scenario.module}: {_shape(script.arrived[-1].path)}")
        if "Traceback" in json.dumps(told, default=str):
            yield Problem("traceback", "the word Traceback in what the user gets")
        if done.failure:
            several = len(done.result.get("problems") or ()) > 1  # then each has a line of its own
            for text in done.failure.split("\n") if several else [done.failure]:
                yield from _unfit(text, "message")
        for warning in done.warnings:
            yield from _unfit(warning, "warning")
        try:
            json.dumps(told, ensure_ascii=False, allow_nan=False).encode()
        except (TypeError, ValueError, RecursionError) as error:
            yield Problem("not JSON", f"{type(error).__name__}: {_shape(str(error))}", f"in {scenario.module}")
        writes = [request for request in script.arrived if request.writes]
        if writes and (check_mode or not scenario.manages):
            yield Problem("write", f"{scenario.module} wrote in check mode: {_shape(writes[0].path)}")
        if script.stored and not done.changed:
            yield Problem("write", f"{scenario.module}: {_shape(script.stored[0])} was stored, changed is false", done.failure)
        if done.changed and not done.failure and not check_mode and not writes:
            yield Problem("write", f"{scenario.module}: changed is true, nothing was written")
        for request in writes:
            mask = next((mask for mask in mutations.MASKS if mask in json.dumps(_body(request), ensure_ascii=False)), None)
            if mask:
                yield Problem(
                    "mask", f"{scenario.module} {request.method} sends a mask or the placeholder", f"{mask}: {request.body.decode()}"
                )

    def _settled(self, scenario: Scenario, server: int, hidden: bool) -> Iterator[Problem]:
        """With honest answers the task now does what it should, and then nothing more.

        :param hidden: whether the mutated answers may have hidden an object, of which there are two now.
        """
        done = self._run(scenario, False, honest)
        if isinstance(done, Problem):
            yield done
        elif done.failure:
            baseline = self._baseline(scenario, server, False)[1]
            if isinstance(baseline, Run) and not baseline.failure and not (hidden and done.failure.endswith("give the id")):
                yield Problem("unsettled", f"{scenario.name}: the next run fails: {_shape(done.failure)}", done.failure)
        elif scenario.settles:
            again = self._run(scenario, False, honest)
            if isinstance(again, Problem):
                yield again
            elif again.failure or again.changed:
                yield Problem("unsettled", f"{scenario.name}: a second run with honest answers changes something", again.failure)

    def _doubled(self, scenario: Scenario) -> Iterator[Problem]:
        """No two objects have one identity."""
        for kind, parts in (
            ("connectors/alm", ("name",)),
            ("connections/alm", ("project", "alias")),
            ("connections/analysis", ("project", "alias")),
        ):
            times = Counter(tuple(row[part] for part in parts) for row in self.simulator.objects(kind))
            if any(count > 1 for count in times.values()):
                yield Problem("doubled", f"{scenario.name}: two {kind} of one identity", str(times))


def _body(request: Request) -> Any:
    try:
        return json.loads(request.body or b"null")
    except ValueError:
        return request.body.decode(errors="replace")


def _traceback(error: BaseException) -> Problem:
    lines = traceback.extract_tb(error.__traceback__)
    return Problem("traceback", f"{type(error).__name__} at {_place(lines)}", "".join(traceback.format_exception(error))[-3000:])


def _place(lines: list[traceback.FrameSummary]) -> str:
    """The innermost line of the collection."""
    ours = [line for line in lines if "/module_utils/" in line.filename and "integrations" in line.filename] or lines
    return f"{ours[-1].filename.rpartition('/')[2]} {ours[-1].name}: {ours[-1].line}" if ours else "?"


def _shape(text: str) -> str:
    """A text without what differs from draw to draw: the object it is about, what is quoted, numbers, methods, addresses."""
    text = re.sub(r"^(analysis )?connect(or|ion) [^:]*: ", "", re.sub(r"https?://\S+", "URL", text))
    text = re.sub(r"\b(GET|POST|PUT|PATCH|DELETE)\b", "METHOD", re.sub(r"'[^']*'|\"[^\"]*\"", "'...'", text))
    return re.sub(r"/(alm|issue-tracker|analysis)/", "/WORD/", re.sub(r"\d+", "N", text))[:160]


def _unfit(text: str, what: str) -> Iterator[Problem]:
    if len(text) >= LONGEST_MESSAGE:
        yield Problem("message", f"a {what} of {LONGEST_MESSAGE} characters or more", text)
    found = _CONTROL.search(text)
    if found:
        lines = len(text.splitlines()) > 1
        yield Problem(
            "message", f"a {what} {'of several lines' if lines else 'with control characters'}: {_shape(text)[:30]}", repr(text[:400])
        )


def _leaks(told: Any, world: World) -> Iterator[Problem]:
    """Every place where a secret is shown that the task could know to be one."""
    for where, key, text in _texts(told):
        for secret in dict.fromkeys((world.token, *world.given, *world.stored)):
            if secret in world.unknowable or (world.in_names and (key in _NAMES or key.endswith("_name"))):
                continue
            form, how = next(((form, how) for form, how in mutations.forms(secret).items() if form in text), ("", ""))
            if form:
                kind = "token" if secret == world.token else "secret of the task" if secret in world.given else "secret of the server"
                yield Problem("leak", f"{kind}, {how}, in {where}: {_shape(text[: text.index(form)])[:50]}", text[:600])


def _texts(value: Any, where: str = "", key: str = "") -> Iterator[tuple[str, str, str]]:
    """Every text, keys too: where it stands without indexes, the key that it stands below, the text."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield f"a key of {where}", "", str(name)
            short = str(name) if re.fullmatch(r"[a-z_]{1,24}", str(name)) else "*"
            yield from _texts(item, f"{where}.{short}".lstrip("."), str(name))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item, where, key)
    elif value is not None:
        yield where, key, str(value)


def main() -> int:
    """Run what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.robustness.fuzz", description="Tasks against mutated answers.")
    parser.add_argument("--seed", type=int, default=None, help="a new one each time unless given")
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--draw", type=int, default=None, help="this one alone, with every answer shown")
    options = parser.parse_args()
    seed = random.SystemRandom().randrange(2**32) if options.seed is None else options.seed
    numbers = range(options.draws) if options.draw is None else range(options.draw, options.draw + 1)
    with Simulator.start() as simulator, Fuzz.against(simulator, seed, show=options.draw is not None) as fuzz:
        total = fuzz.many(numbers)
    print(total.report(seed))
    return 1 if total.first else 0


if __name__ == "__main__":
    sys.exit(main())
