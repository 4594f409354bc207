# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every play that the collection has or shows leaves out facts, which would keep SDE_TOKEN of the environment in a fact cache."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.collection import ROOT

SUFFIXES = (".md", ".rst", ".yml", ".yaml", ".py", ".sh", ".j2", ".txt")
FILES = sorted(
    path
    for path in ROOT.rglob("*")
    if path.suffix in SUFFIXES and path.is_file() and path.relative_to(ROOT).parts[0] not in ("tests", "build", ".git")
)

#: The hosts of a play have a value in the line; those of an inventory are a dictionary below it.
HOSTS = re.compile(r"^ *(?:- +)?(hosts:) +\S")
OFF = re.compile(r"gather_facts: (?:false|False|no)\b")


def plays(text: str) -> Iterator[list[str]]:
    """The keys of each play in a text, in YAML of its own or as a block of a page, a docstring or a script."""
    lines = text.splitlines()
    for place, line in enumerate(lines):
        match = HOSTS.match(line)
        if match:
            column = match.start(1)
            first, last = place, place + 1
            while first and lines[first][column - 2 : column] != "- ":
                first -= 1
            while last < len(lines) and not lines[last][:column].strip():
                last += 1
            yield [each[column:] for each in lines[first:last]]


PLAYS = [
    pytest.param(keys, id=f"{path.relative_to(ROOT)}-{number}")
    for path in FILES
    for number, keys in enumerate(plays(path.read_text(encoding="utf-8")), 1)
]


@pytest.mark.parametrize("keys", PLAYS)
def test_the_play_gathers_no_facts(keys: list[str]) -> None:
    assert any(OFF.match(key) for key in keys), "\n".join(keys)


def test_plays_of_every_kind_of_file_are_found() -> None:
    found = {str(each.id).rpartition("-")[0] for each in PLAYS}
    assert found >= {
        "README.md",
        "docs/guides/rotate.md",
        "roles/jira/README.md",
        "playbooks/rotate.yml",
        "playbooks/demo/read.yml",
        "extensions/molecule/fleet/verify.yml",
        "roles/export/files/starter/apply.yml",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- hosts: localhost\n  tasks: []\n", [["hosts: localhost", "tasks: []"]]),
        ("    - name: One\n      hosts: a\n\n      gather_facts: false\n  text\n", [["name: One", "hosts: a", "", "gather_facts: false"]]),
        ("all:\n  hosts:\n    one:\n", []),
        ("- hosts: a\n- hosts: b\n  gather_facts: no\n", [["hosts: a"], ["hosts: b", "gather_facts: no"]]),
    ],
)
def test_plays_are_read_from_a_text(text: str, expected: list[list[str]]) -> None:
    assert list(plays(text)) == expected
