# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles that remove what they set up: check mode predicts what the run does."""

from __future__ import annotations

import json
from typing import Any

from tests.roles.conftest import Playbook

JIRA: dict[str, Any] = {
    "jira_connector": {
        "server": "jira.example.com",
        "version": "6",
        "user": "bot",
        "password": "S3cret-of-jira",
        "name": "Jira of the role",
    },
    "jira_connections": [
        {"project": "Card Processing REST API", "jira_project": "PAY"},
        {"project": "Card Processing Reporting", "jira_project": "WEB"},
    ],
}
GITHUB: dict[str, Any] = {
    "github_connector": {"owner": "example", "token": "S3cret-of-github", "name": "GitHub of the role"},
    "github_connections": [{"project": "Card Processing REST API", "repository": "payments"}],
}


def writes(results: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """The requests that tasks report, in their order."""
    return [(each["method"], each["path"]) for row in results for each in row["result"].get("commands") or ()]


def test_the_removal_is_predicted(playbook: Playbook) -> None:
    path = playbook.folder / "play.yml"

    def run(*arguments: str, **states: str) -> list[tuple[str, str]]:
        roles = ["sdelements.integrations.jira", "sdelements.integrations.github"]
        path.write_text(
            json.dumps([{"hosts": "localhost", "gather_facts": False, "roles": roles, "vars": {**JIRA, **GITHUB, **states}}]),
            encoding="utf-8",
        )
        playbook.run(path, *arguments)
        return writes(playbook.last.results)

    assert [method for method, _path in run()] == ["POST"] * 5
    predicted = run("--check", jira_state="absent", github_state="absent")
    assert run(jira_state="absent", github_state="absent") == predicted
    assert [method for method, _path in predicted] == ["DELETE"] * 5
