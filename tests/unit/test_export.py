# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of an export, from what the modules gather."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.sdelements.integrations.plugins.plugin_utils._export import Export
from hypothesis import given
from hypothesis import strategies as st

CONNECTOR = {"id": 1, "name": "Jira", "system": "jira"}
CONNECTION = {"id": 2, "alias": "Jira A", "connector": 1, "project": 3}
SHOWN = {"params": {"alm_server": "jira.example.com"}}


def data(connector: dict[str, Any], connection: dict[str, Any]) -> dict[str, Any]:
    """What the role hands to the filters."""
    return {
        "connectors": [{**CONNECTOR, **connector}],
        "connections": [{**CONNECTION, **connection}],
        "projects": [{"id": 3, "name": "Payments"}],
    }


@pytest.mark.parametrize(
    ("connector", "connection", "named"),
    [
        ({}, {"params": {"alm_project": "A"}}, "connector 'Jira'"),
        ({"params": {}}, {"params": {"alm_project": "A"}}, "connector 'Jira'"),
        (SHOWN, {}, "connection 'Jira A'"),
        ({}, {}, "connector 'Jira', connection 'Jira A'"),
    ],
)
def test_params_that_are_not_shown_are_one_message_with_the_permission(
    connector: dict[str, Any], connection: dict[str, Any], named: str
) -> None:
    with pytest.raises(AnsibleFilterError, match=f"does not show the params of {named}; .* permission 'Edit Issue Tracker connections'"):
        Export(data(connector, connection), "sde_secrets").files()


def test_a_file_of_an_earlier_export_is_emptied_and_those_of_the_user_are_not() -> None:
    export = Export(data(SHOWN, {"params": {}}), "sde_secrets")
    assert export.files() == ["jira.yml", "secrets.template.yml"]
    assert export.files(["rally.yml", "jira.yml", "secrets.yml", "apply.yml"]) == ["jira.yml", "secrets.template.yml", "rally.yml"]
    assert export.text("rally.yml").endswith("\n{}\n")


@given(st.text() | st.none() | st.sampled_from(["../../etc/passwd", "apply", "Report", "SECRETS", "secrets.template", "x" * 300]))
def test_a_system_of_any_name_has_a_file_that_is_none_of_the_others(system: Any) -> None:
    export = Export(data({**SHOWN, "system": system}, {"params": {}}), "sde_secrets")
    name, template = export.files()
    assert re.fullmatch(r"[a-z0-9_]{1,100}\.yml", name)
    assert name not in ("apply.yml", "drift.yml", "report.yml", "secrets.yml", template)
