# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs between servers: words, prefixes, forms of a system."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import InputError
from ansible_collections.sdelements.integrations.plugins.module_utils._model.dialect import (
    Dialect,
    canonical,
    canonical_key,
    is_system,
    says_issue_tracker,
    spelled,
    system_of,
)
from hypothesis import given
from hypothesis import strategies as st

JIRA = {"id": "jira", "name": "JIRA", "short_name": "JIRA"}
FIVE = {"id": "5", "name": "5", "short_name": "5"}
RALLY = {"id": "rally", "name": "CA Agile Central (formerly Rally)", "short_name": "CA Agile Central"}
NAMES = st.sampled_from(["alm_server", "alm_pass", "alm_project", "jira_version", "title_format", "sde_min_priority", "github_repo_owner"])
PARAMS = st.dictionaries(NAMES, st.text(max_size=5), min_size=1)


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("issue_tracker_server", "alm_server"),
        ("alm_server", "alm_server"),
        ("jira_version", "jira_version"),
        ("issue_tracker", "issue_tracker"),
    ],
)
def test_canonical_key(name: str, own: str) -> None:
    assert canonical_key(name) == own


@pytest.mark.parametrize(
    ("params", "own", "says"),
    [
        ({"issue_tracker_server": "x", "jira_version": "5"}, {"alm_server": "x", "jira_version": "5"}, True),
        ({"conflict_policy": "issue_tracker"}, {"conflict_policy": "alm"}, True),
        ({"conflict_policy": "sde"}, {"conflict_policy": "sde"}, False),
        ({"alm_context": "issue_tracker"}, {"alm_context": "issue_tracker"}, False),
        ({"issue_tracker_server": "x", "alm_server": "x"}, {"alm_server": "x"}, True),
    ],
)
def test_canonical(params: dict[str, Any], own: dict[str, Any], says: bool) -> None:
    assert canonical(params) == own
    assert says_issue_tracker(params) is says


def test_two_spellings_of_one_param_with_two_values_are_an_error() -> None:
    with pytest.raises(InputError, match="params: alm_server and (alm|issue_tracker)_server are the same param in two spellings"):
        canonical({"alm_server": "x", "issue_tracker_server": "y"})


def test_spelled() -> None:
    assert spelled({"alm_a": 1, "conflict_policy": "alm"}, True) == {"issue_tracker_a": 1, "conflict_policy": "issue_tracker"}
    assert spelled({"alm_a": 1, "conflict_policy": "alm"}, False) == {"alm_a": 1, "conflict_policy": "alm"}


@pytest.mark.parametrize(
    ("value", "system"),
    [
        (None, None),
        (JIRA, JIRA),
        ({"id": "jira", "name": "JIRA"}, JIRA),
        ("JIRA", JIRA),
        ("jira", {"id": "jira", "name": "jira", "short_name": "jira"}),
        ("Rally", {"id": "rally", "name": "Rally", "short_name": "Rally"}),
        ("CA Agile Central (formerly Rally)", {**RALLY, "short_name": RALLY["name"]}),
        ("IBM Rational Team Concert", {"id": "rational", "name": "IBM Rational Team Concert", "short_name": "IBM Rational Team Concert"}),
        ({**JIRA, "verification_categories": ["SAST"]}, {**JIRA, "verification_categories": ["SAST"]}),
        ({"id": None, "name": "CA Agile Central"}, {"id": "rally", "name": "CA Agile Central", "short_name": "CA Agile Central"}),
        ({"id": ["x"], "name": "JIRA"}, JIRA),
        *((value, FIVE) for value in (5, {"id": 5}, {"id": 5, "name": None, "short_name": None})),
        ({"id": 0}, {"id": "0", "name": "0", "short_name": "0"}),
        *((value, None) for value in ("", {}, {"id": None}, [], ["jira"], True)),
    ],
)
def test_system_of(value: Any, system: Any) -> None:
    assert system_of(value) == system


@pytest.mark.parametrize(
    ("wanted", "system", "fits"),
    [
        ("jira", JIRA, True),
        ("JIRA", JIRA, True),
        (" Jira ", JIRA, True),
        ("github", JIRA, False),
        ("jira", None, False),
        ("rally", RALLY, True),
        ("CA Agile Central", RALLY, True),
        ("CA Agile Central (formerly Rally)", RALLY, True),
        ("rally", system_of("Rally"), True),
        ("rational", system_of("IBM Rational Team Concert"), True),
    ],
)
def test_is_system(wanted: str, system: Any, fits: bool) -> None:
    assert is_system(wanted, system) is fits


@pytest.mark.parametrize("hidden", [None, {}, "", []])
def test_hidden_params_are_not_readable(hidden: Any) -> None:
    assert Dialect().read(hidden) is None


@pytest.mark.parametrize(
    ("option", "word", "seen", "written"),
    [
        ("auto", "alm", {}, "alm_server"),
        ("auto", "alm", {"alm_user": "x"}, "alm_server"),
        ("auto", "alm", {"issue_tracker_user": "x"}, "issue_tracker_server"),
        ("auto", "issue-tracker", {}, "issue_tracker_server"),
        ("auto", "issue-tracker", {"alm_user": "x"}, "alm_server"),
        ("auto", "alm", {"jira_version": "5"}, "alm_server"),
        ("alm", "alm", {"issue_tracker_user": "x"}, "alm_server"),
        ("issue_tracker", "issue-tracker", {"alm_user": "x"}, "issue_tracker_server"),
    ],
)
def test_params_are_written_as_they_are_seen(option: str, word: str, seen: dict[str, Any], written: str) -> None:
    dialect = Dialect(option, ["list/{word}/"])
    if option == "auto":
        dialect.found("list/{word}/", f"list/{word}/")
    dialect.read(seen)
    assert dialect.path("list/{word}/") == f"list/{word}/"
    assert list(dialect.write({"alm_server": "x"})) == [written]


@pytest.mark.parametrize(
    ("option", "found", "template", "candidates"),
    [
        ("auto", {}, "list/{word}/", ["list/issue-tracker/", "list/alm/"]),
        ("auto", {}, "list/test{joined}/", ["list/testissuetracker/", "list/testalm/"]),
        ("auto", {}, "projects/", ["projects/"]),
        ("auto", {"list": "alm"}, "other/{word}/", ["other/alm/", "other/issue-tracker/"]),
        ("auto", {"list": "issue-tracker"}, "other/{word}/", ["other/issue-tracker/", "other/alm/"]),
        ("auto", {"list": "alm", "side": "issue-tracker"}, "other/{word}/", ["other/issue-tracker/", "other/alm/"]),
        ("auto", {"list": "alm"}, "list/{word}/", ["list/alm/"]),
        ("alm", {}, "list/{word}/", ["list/alm/"]),
        ("alm", {}, "side/{word}/", ["side/alm/", "side/issue-tracker/"]),
        ("issue_tracker", {}, "list/{word}/", ["list/issue-tracker/"]),
        ("issue_tracker", {"side": "alm"}, "other/{word}/", ["other/issue-tracker/", "other/alm/"]),
    ],
)
def test_where_something_may_be(option: str, found: dict[str, str], template: str, candidates: list[str]) -> None:
    dialect = Dialect(option, ["list/{word}/"])
    for name, word in found.items():
        dialect.found(f"{name}/{{word}}/", f"{name}/{word}/")
    assert dialect.candidates(template) == candidates
    assert dialect.knows(template) is (len(candidates) == 1)
    assert dialect.path(template) == candidates[0]


@given(st.sampled_from(("alm", "issue_tracker")), PARAMS, st.sampled_from(("alm", "sde", "timestamp")))
def test_what_is_written_is_read_back(option: str, params: dict[str, Any], policy: str) -> None:
    dialect = Dialect(option)
    params = {**params, "conflict_policy": policy}
    written = dialect.write(params)
    assert dialect.read(written) == params
    assert says_issue_tracker(written) is (option == "issue_tracker" and (policy == "alm" or any(key.startswith("alm_") for key in params)))


@given(PARAMS)
def test_a_task_gets_its_own_spelling_back(params: dict[str, Any]) -> None:
    assert canonical(spelled(params, True)) == params
