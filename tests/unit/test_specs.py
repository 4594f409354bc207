# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connection options and the environment."""

from __future__ import annotations

import os
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks import argspec

GIVEN = {"sde_url": "https://sde.example.com", "sde_token": "an-invented-token"}
VARIABLES = [(name, variable) for name, option in argspec.sde().items() for variable in option.get("fallback", (None, ()))[1]]


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("SDE_")]:
        monkeypatch.delenv(name)


def options(given: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The connection options, and what is wrong with them."""
    outcome = ArgumentSpecValidator(argspec.sde()).validate(given)
    return outcome.validated_parameters, outcome.error_messages


@pytest.mark.parametrize("empty", ["", " ", "\t\n"])
@pytest.mark.parametrize(("name", "variable"), VARIABLES)
def test_an_empty_environment_variable_counts_as_not_set(name: str, variable: str, empty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {key: value for key, value in GIVEN.items() if key != name}
    without = options(given)
    monkeypatch.setenv(variable, empty)
    assert options(given) == without
    assert options(GIVEN)[1] == []


@pytest.mark.parametrize(
    ("environment", "url"),
    [
        ({"SDE_URL": "https://one.example.com", "SDE_HOST": "https://two.example.com"}, "https://one.example.com"),
        ({"SDE_URL": "", "SDE_HOST": "https://two.example.com"}, "https://two.example.com"),
        ({"SDE_HOST": "https://two.example.com"}, "https://two.example.com"),
    ],
)
def test_the_first_variable_with_text_counts(environment: dict[str, str], url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert options({"sde_token": "an-invented-token"})[0]["sde_url"] == url
