# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A table of every switch and every fault against what a user does: pass, or the sentence that the user gets.

    python -m tests.robustness.matrix [WORD ...]

A cell is C(ok) only where the server holds what was wanted and nothing else changed, C(refused) where the task failed
with a sentence and the server is as it was. Anything else is C(WRONG), and the command fails.
"""

from __future__ import annotations

import copy
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.sdelements.integrations.plugins.module_utils._model.compare import equal

from tests.engine import Run, run
from tests.simulator.behaviour import SWITCHES
from tests.simulator.client import Simulator
from tests.simulator.profiles import GENERATIONS
from tests.simulator.systems import BY_ID

SECRET = "jira-password-51c07e9d"
OTHER_SECRET = "jira-password-8e6fa2b4"
CONNECTOR: dict[str, Any] = {
    "name": "Jira",
    "system": "jira",
    "params": {"alm_server": "jira.example.com", "alm_user": "sde-sync", "jira_version": 5},
    "secret_params": {"alm_pass": SECRET},
}
CONNECTION: dict[str, Any] = {
    "project": "Checkout",
    "alias": "Jira CHK",
    "connector": "Jira",
    "frequency": "daily",
    "params": {"alm_project": "CHK", "alm_parent_issue": "CHK-1"},
}
#: The param that an update changes.
CHANGED = {"connector": "alm_user", "connection": "alm_parent_issue"}
_JIRA = BY_ID["jira"].fields
OPERATIONS = ("create", "check", "update", "quiet", "absent")


@dataclass(frozen=True)
class Case:
    """A server that behaves, or fails, in one way. ``fault`` befalls the writes or the reads of one operation.

    ``operations`` are those worth the time, where a fault takes seconds.
    """

    name: str
    behaviour: dict[str, str] = field(default_factory=dict)
    fault: dict[str, Any] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    operations: tuple[str, ...] = OPERATIONS


def switch_cases() -> Iterator[Case]:
    """Every value of every switch that is not its default."""
    examples = {"<number>": "3", "<text>": "[hidden]", "other:<text>": "other:http://127.0.0.2:9", "failure:<text>": "failure:no"}
    needs = {
        "write_answer_secrets": {"secrets": "masked"},
        "replace_keeps_secrets": {"patch_params": "replace", "secrets": "omitted"},
        "secret_placeholder": {"secrets": "placeholder"},
        "page_size_default": {"paging": "forced"},
    }
    for switch in SWITCHES:
        for value in switch.values:
            value = examples.get(value, value)
            if value != switch.default and switch.name not in ("latency_ms", "throttle"):
                yield Case(f"{switch.name}={value}", {**needs.get(switch.name, {}), switch.name: value})
    for secrets in ("masked", "null", "empty", "omitted"):
        yield Case(f"secrets={secrets} patch_params=replace", {"secrets": secrets, "patch_params": "replace"})
        for verb in ("put", "both"):
            yield Case(f"secrets={secrets} update={verb}", {"secrets": secrets, "connectors_update": verb, "connections_update": verb})
    for prefix in ("alm", "issue_tracker"):
        yield Case(f"path_word=issue-tracker param_prefix={prefix}", {"path_word": "issue-tracker", "param_prefix": prefix})
    yield Case("unique_names=free filters=ignored paging=forced", {"unique_names": "free", "filters": "ignored", "paging": "forced"})
    for size in ("1", "7"):
        yield Case(
            f"path_word=issue-tracker paging=forced page_size_default={size}",
            {"path_word": "issue-tracker", "param_prefix": "issue_tracker", "paging": "forced", "page_size_default": size},
        )
    yield Case("generation=today", GENERATIONS["today"])
    yield Case("page_size_max=1 next_host=other", {"page_size_max": "1", "next_host": "other:http://127.0.0.2:9"})
    yield Case("params_visible=absent update=put", {"params_visible": "absent", "connections_update": "put"})


def fault_cases() -> Iterator[Case]:
    """Every fault, on reads and on writes: once, so that trying again helps, and for good."""
    kinds: tuple[dict[str, Any], ...] = (
        {"kind": "reset"}, {"kind": "truncate"}, {"kind": "html"}, {"kind": "not_json"}, {"kind": "wrong_json"},
        {"kind": "wrong_json", "json": ["text"]}, {"kind": "status", "status": 500},
        {"kind": "status", "status": 502, "body": "<html><title>Bad gateway</title></html>"},
        {"kind": "status", "status": 503, "headers": {"Retry-After": "0"}}, {"kind": "status", "status": 504},
        {"kind": "status", "status": 429, "headers": {"Retry-After": "0"}},
        {"kind": "status", "status": 429, "headers": {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}},
        {"kind": "status", "status": 429, "headers": {"Retry-After": "soon"}},
        {"kind": "status", "status": 401, "json": {"detail": "Invalid token."}},
        {"kind": "status", "status": 403, "json": {"detail": "You do not have permission to perform this action."}},
        {"kind": "status", "status": 400, "json": {"params": {"alm_server": ["Enter a valid host."]}}},
        {"kind": "status", "status": 406}, {"kind": "status", "status": 418},
        {"kind": "redirect", "status": 302, "location": "http://127.0.0.2:9/elsewhere/"},
        {"kind": "redirect", "status": 301, "location": "/api/v2/elsewhere/"},
    )  # fmt: skip
    after: tuple[dict[str, Any], ...] = (
        {"kind": "reset_after"},
        {"kind": "status_after", "status": 504},
        {"kind": "status_after", "status": 502},
        {"kind": "status_after", "status": 500},
    )
    for spec in kinds:
        label = " ".join(str(value) for value in spec.values() if not isinstance(value, dict))
        label += f" {spec['headers']['Retry-After']}" if "headers" in spec else ""
        for method in ("GET", "POST|PATCH|PUT|DELETE"):
            for times in (1, 50):
                yield Case(
                    f"{'read' if method == 'GET' else 'write'}: {label}{' for good' if times > 1 else ''}",
                    fault={**spec, "method": method, "times": times},
                )
    for spec in after:
        for paging in ({}, {"paging": "forced", "page_size_default": "1", "filters": "ignored"}):
            yield Case(
                f"write applied: {' '.join(map(str, spec.values()))}{' paging=forced' if paging else ''}",
                paging,
                {**spec, "method": "POST|PATCH|PUT|DELETE"},
            )
    for spec in ({"kind": "delay", "seconds": 2}, {"kind": "drip", "interval": 0.02}):
        for times in (1, 50):
            yield Case(
                f"read: {spec['kind']}{' for good' if times > 1 else ''}",
                fault={**spec, "method": "GET", "times": times},
                options={"timeout": 1},
                operations=("quiet",),
            )


class Bench:
    """One simulator, and what a user does with it."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self._before: dict[tuple[str, str], dict[str, list[dict[str, Any]]]] = {}

    def task(self, module: str, **options: Any) -> Run:
        """Run a task with little patience, so that the table is quick."""
        return run(module, self.simulator.url, self.simulator.token, **{"retries": 1, **options})

    def prepare(self, operation: str, kind: str) -> None:
        """A server with one object of each kind that is none of the task's business; unless the task is to create it, also
        with the task's own one, which has more than the task names."""
        projects = [{"name": "Checkout"}, {"name": "Other"}]
        other = {"alm_server": "api.github.com", "alm_api_token": OTHER_SECRET, "github_repo_owner": "example"}
        connectors = [{"name": "GitHub", "system": "github", "params": other}]
        if operation != "create" or kind == "connection":
            more = {"jira_version": "5", "alm_pass": SECRET, "alm_method": "https", "alm_issue_label": "SD-Elements"}
            connectors.append({"name": "Jira", "system": "jira", "params": {**CONNECTOR["params"], **more}})
        connections = [{"alias": "Jira CHK", "connector": 1, "project": 2, "params": {"alm_project": "web"}}]
        if operation != "create" and (operation, kind) != ("absent", "connector"):
            params = {**CONNECTION["params"], "alm_context": "payment"}
            connections.append({**CONNECTION, "connector": 2, "project": 1, "params": params})
        self.simulator.reset("empty", {"projects": projects, "connectors/alm": connectors, "connections/alm": connections})

    def stored(self) -> dict[str, list[dict[str, Any]]]:
        """What the server really has."""
        return {kind: copy.deepcopy(self.simulator.objects(f"{kind}s/alm")) for kind in ("connector", "connection")}

    def wish(self, operation: str, kind: str) -> dict[str, Any]:
        """The options of the task."""
        options = copy.deepcopy(CONNECTOR if kind == "connector" else CONNECTION)
        if operation == "absent":
            return {key: options[key] for key in ("name", "project", "alias") if key in options} | {"state": "absent"}
        if operation in ("check", "update"):
            options["params"][CHANGED[kind]] = "changed"
        return options

    def cell(self, case: Case, operation: str, kind: str) -> str:
        """One cell of the table."""
        self.prepare(operation, kind)
        before = self._before.get((operation, kind)) or self._before.setdefault((operation, kind), self.stored())
        if case.behaviour:
            self.simulator.behave(**case.behaviour)
        if case.fault:
            for method in case.fault["method"].split("|"):
                self.simulator.fault(**{**case.fault, "method": method})
        try:
            outcome = self.task(f"sde_alm_{kind}", check_mode=operation == "check", **case.options, **self.wish(operation, kind))
        except Exception:  # anything but an expected failure is a bug, and the table shows it
            return "WRONG: " + traceback.format_exc().strip().splitlines()[-1]
        after = self.stored()
        if outcome.failure:
            told = outcome.failure
            if "Traceback" in told or any(secret in told for secret in (SECRET, OTHER_SECRET, self.simulator.token)):
                return f"WRONG: {told}"
            unchanged = before == after or outcome.result.get("changed")
            return f"refused: {told}" if unchanged else f"WRONG: half a write, and: {told}"
        return self.judged(operation, kind, before, after, outcome)

    def judged(self, operation: str, kind: str, before: Any, after: Any, outcome: Run) -> str:
        """Whether the server now holds what was wanted, and nothing else changed."""
        writes = self.simulator.writes()
        if operation in ("check", "quiet"):
            problem = "it wrote" if writes or before != after else ""
            problem = problem or ("no change predicted" if operation == "check" and not outcome.changed else "")
            problem = problem or (f"a change: {outcome.result.get('commands')}" if operation == "quiet" and outcome.changed else "")
            return f"WRONG: {problem}" if problem else "ok"
        if not outcome.changed:
            return "WRONG: not reported as changed"
        before, after = before[kind], after[kind]
        if after[:1] != before[:1]:
            return "WRONG: another object changed"
        if operation == "absent":
            return "ok" if len(after) == 1 else "WRONG: still there"
        if len(after) != 2:
            return f"WRONG: {len(after)} objects"
        wanted = dict(before[1]["params"]) if operation == "update" else {}
        wish = self.wish(operation, kind)
        wanted.update({**wish["params"], **wish.get("secret_params", {})})
        has = after[1]["params"]
        wrong = {key: (value, has.get(key)) for key, value in wanted.items() if str(has.get(key)) != str(value)}
        extra = {key: has[key] for key in has if key not in wanted and operation == "update" and not _is_default(key, has[key])}
        copied = kind == "connection" and {key for key in has if key in ("alm_server", "alm_user", "alm_pass")}
        return f"WRONG: params {wrong or extra or copied}" if wrong or extra or copied else "ok"


def _is_default(key: str, value: Any) -> bool:
    """Whether a param was written with the value that it showed anyway, which a connector may."""
    return key in _JIRA and equal(key, _JIRA[key].default, value)


def table(simulator: Simulator, cases: list[Case], tell: Callable[[str], None]) -> int:
    """Print the table; returns the number of wrong cells."""
    bench, wrong = Bench(simulator), 0
    sentences: dict[str, int] = {}
    tell("| server | " + " | ".join(f"{kind} {operation}" for kind in ("connector", "connection") for operation in OPERATIONS) + " |")
    tell("|---|" + "---|" * 10)
    for case in cases:
        cells = []
        for kind in ("connector", "connection"):
            for operation in OPERATIONS:
                if operation not in case.operations:
                    cells.append("-")
                    continue
                cell = bench.cell(case, operation, kind)
                wrong += cell.startswith("WRONG")
                if cell.startswith("refused: "):
                    sentence = cell[len("refused: ") :].replace(simulator.url, "https://sde.example.com")
                    cell = f"({sentences.setdefault(sentence, len(sentences) + 1)})"
                cells.append(cell)
        tell(f"| {case.name} | " + " | ".join(cells) + " |")
    tell("")
    for sentence, mark in sentences.items():
        tell(f"({mark}) {sentence}")
    return wrong


def all_cases() -> tuple[Case, ...]:
    """The rows of the table."""
    return (Case("defaults"), *switch_cases(), *fault_cases())


def main() -> int:
    """Print the table for all cases, or for those whose names hold a word of the command line."""
    cases = [case for case in all_cases() if not sys.argv[1:] or any(word in case.name for word in sys.argv[1:])]
    with Simulator.start() as simulator:
        wrong = table(simulator, cases, lambda line: print(line, flush=True))
    cells = sum(2 * len(case.operations) for case in cases)
    print(f"\n{len(cases)} servers, {cells} cells, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
