# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source in a real ansible-rulebook."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from tests.rulebook import Rulebook, missing
from tests.simulator.client import Simulator

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())

TOLD = "told: "


def ruleset(action: dict[str, Any], **options: Any) -> list[dict[str, Any]]:
    """A rulebook that does something on each event."""
    return [
        {
            "name": "Watch",
            "hosts": "localhost",
            "gather_facts": False,
            "sources": [{"name": "integrations", "sdelements.integrations.integrations": {"interval": 1, "retries": 0, **options}}],
            "rules": [{"name": "Tell", "condition": "event.change is defined", "action": action}],
        }
    ]


def started(folder: Path, environment: dict[str, str], simulator: Simulator, rules: Any, *flags: str) -> Rulebook:
    """The rulebook, running."""
    (folder / "rulebook.yml").write_text(yaml.safe_dump(rules), encoding="utf-8")
    known = {**environment, "SDE_URL": simulator.url, "SDE_TOKEN": simulator.token}
    return Rulebook(["--rulebook", "rulebook.yml", *flags], folder, known)


def await_looks(rulebook: Rulebook, more: int) -> None:
    """Wait until the source has looked so often again; only -vv shows it."""

    def looks() -> int:
        return rulebook.output.count("with problems that are watched")

    wanted = looks() + more
    rulebook.wait(lambda: looks() >= wanted, "another look")


def test_events_of_failure_and_recovery_and_nothing_else(tmp_path: Path, environment: dict[str, str]) -> None:
    told = "{{ event.change }} {{ event.integration.id }} {{ event.new | join(',') }} {{ event.solved | join(',') }} {{ event.initial }}"
    rules = ruleset({"debug": {"msg": f"{TOLD}{told} {{{{ event.meta.source.name }}}}"}}, initial=False, problems=["failed"])
    first = Simulator.start(seed="organisation")
    with started(tmp_path, environment, first, rules, "-vv") as rulebook:
        with first:
            await_looks(rulebook, 2)
            assert rulebook.printed(TOLD) == []

            first.add("jobs/alm", connection=1, succeeded=False, ready=True, result_message="The project does not exist")
            rulebook.wait(lambda: len(rulebook.printed(TOLD)) == 1, "an event of a failure")
            await_looks(rulebook, 2)
            assert rulebook.printed(TOLD) == ["problem 1 failed  False integrations"]

            first.add("jobs/alm", connection=1, succeeded=True, ready=True)
            rulebook.wait(lambda: len(rulebook.printed(TOLD)) == 2, "an event of a recovery")
            assert rulebook.printed(TOLD)[1:] == ["recovered 1  failed False integrations"]

            first.fault(kind="status", status=500, path="connections", times=2)
            rulebook.wait(lambda: "answers again, after" in rulebook.output, "an answer after errors")
            first.add("jobs/alm", connection=1, succeeded=False, ready=True)
            rulebook.wait(lambda: len(rulebook.printed(TOLD)) == 3, "an event after errors of the server")

        rulebook.wait(lambda: "cannot be reached" in rulebook.output, "a failure while the server is down")
        with Simulator.start(seed="organisation", token=first.token, port=urlsplit(first.url).port or 0) as second:
            rulebook.wait(lambda: len(rulebook.printed(TOLD)) == 4, "an event after a restart of the server")
            await_looks(rulebook, 2)
            assert second.writes() == []
        assert rulebook.printed(TOLD)[2:] == ["problem 1 failed  False integrations", "recovered 1  failed False integrations"]
        assert rulebook.runs
        assert len(re.findall(r"ERROR - .*answered 500", rulebook.output)) == 1
        assert len(re.findall(r"ERROR - .*cannot be reached", rulebook.output)) <= 2  # the second is of the server that has gone too
    assert first.token not in rulebook.output
    assert "Traceback" not in rulebook.output


def test_a_text_of_the_server_runs_nothing(tmp_path: Path, environment: dict[str, str], simulator: Simulator) -> None:
    simulator.reset("organisation")
    taken = tmp_path / "taken"
    call = f"lookup('pipe', 'touch {taken}')"
    header = f"#jinja2: variable_start_string:'[[', variable_end_string:']]'\n[[ {call} ]]"
    attacks = [
        (f"{{{{ {call} }}}}", header),
        (f'"{{" "{{ {call} }}}}"', "\u202e\x1b[31mred\x00"),
        (rf'"\x7b\x7b {call} }}}}"', f"{{{{ {call} }}}}"),
        ("$ANSIBLE_VAULT;1.1;AES256\n6162", header),
    ]
    for number, (alias, message) in enumerate(attacks, start=1):
        simulator.change("connections/alm", number, alias=alias)
        simulator.add("jobs/alm", connection=number, succeeded=False, ready=True, result_message=message)
    (tmp_path / "ticket.yml").write_text(
        "- hosts: localhost\n  gather_facts: false\n  tasks:\n    - name: Open a ticket\n      ansible.builtin.debug:\n"
        "        msg: 'ticket {{ id }} {{ alias }} {{ list }} {{ ansible_eda.event.integration.message }}'\n",
        encoding="utf-8",
    )
    action = {
        "run_playbook": {
            "name": "ticket.yml",
            "extra_vars": {
                "id": "{{ event.integration.id }}",
                "alias": "{{ event.integration.alias }}",
                "list": "['{{ event.integration.alias }}']",
            },
        }
    }
    rules = ruleset(action, problems=["failed"])
    rules[0]["rules"][0]["condition"] = f"event.integration.id <= {len(attacks)}"
    (tmp_path / "inventory.yml").write_text("all: {hosts: {localhost: {ansible_connection: local}}}\n", encoding="utf-8")
    with started(tmp_path, environment, simulator, rules, "--inventory", "inventory.yml") as rulebook:
        wanted = [f"ticket {number} " for number in range(1, len(attacks) + 1)]
        rulebook.wait(lambda: all(each in rulebook.output for each in wanted), "a playbook for each event")
        assert rulebook.runs
    assert not taken.exists()
    assert not [mark for mark in ("\u202e", "\x1b[31mred") if mark in rulebook.output]
