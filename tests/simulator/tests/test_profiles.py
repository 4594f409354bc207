# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Generations and profiles: which switches they stand for, and a simulator that is started with one."""

from __future__ import annotations

import json
import subprocess

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from tests.simulator.behaviour import BY_NAME
from tests.simulator.client import ROOT, Simulator, interpreter
from tests.simulator.profiles import GENERATIONS, switches

FULL = ["GET", "HEAD", "OPTIONS", "POST", "PATCH", "DELETE"]


@pytest.mark.parametrize(
    ("profile", "found"),
    [
        ({}, {}),
        ({"server": {"param_prefix": "issue_tracker"}}, {"param_prefix": "issue_tracker"}),
        (
            {"endpoints": {"connections": {"word": "alm", "methods": ["get", "put"]}}},
            {
                "connections_word": "alm",
                "connections_create": "refused",
                "connections_update": "put",
                "connections_delete": "refused",
            },
        ),
        ({"endpoints": {"jobs": {"word": "both", "methods": ["GET", "POST"]}}}, {"jobs_word": "both"}),
        ({"endpoints": {"plugins": None, "tests": None}}, {"plugins": "absent", "test_endpoint": "absent"}),
        (
            {"endpoints": {"plugins": {"word": "alm", "methods": ["GET"]}, "tests": {"word": "alm", "methods": ["POST"]}}},
            {"plugins_word": "alm", "plugins": "present", "tests_word": "alm", "test_endpoint": "present"},
        ),
        ({"endpoints": {"composite": {"methods": ["OPTIONS"]}}}, {"composite": "refused"}),
        ({"endpoints": {"composite": None}}, {"composite": "absent"}),
        ({"endpoints": {"analysis_connectors": {"methods": ["GET", "POST"]}}}, {"analysis_connectors_write": "create"}),
        ({"endpoints": {"analysis_connectors": {"methods": FULL}}}, {"analysis_connectors_write": "allowed"}),
        ({"endpoints": {"analysis_connections": {"methods": ["GET"]}}}, {"analysis_connections_write": "refused"}),
        ({"secrets": {"accessible": "omitted", "inaccessible": "clear"}}, {"secrets": "omitted", "secrets_inaccessible": "clear"}),
        ({"filters": "refused"}, {"unknown_filters": "refused"}),
        ({"system_form": "id_text", "patch_params": "replace"}, {"system_form": "id_text", "patch_params": "replace"}),
        ({"bare_list": True, "page_size_default": 7}, {"bare_list": "true", "page_size_default": "7"}),
        ({"format": 1, "user": {"id": 1}, "release": "2024.3", "rights": ["edit"], "unknown": ["lag"]}, {}),
        (
            {
                "secrets": {"accessible": "masked", "inaccessible": "empty"},
                "secret_form": {"accessible": "masked_tail", "inaccessible": "null"},
            },
            {"secrets": "masked_tail", "secrets_inaccessible": "null"},
        ),
        ({"filters": "honoured", "connection_filters": ["alias", "project"]}, {"filters": "all"}),
        ({"next_host": "other"}, {"next_host": "other:https://elsewhere.example.com"}),
        ({"unique_aliases": "free"}, {"unique_names": "free"}),
        ({"address": "https://sde.example.com", "certificate": "checked"}, {}),
        ({"composite": "partial", "endpoints": {"composite": {"methods": ["POST"]}}}, {"composite": "partial"}),
        (
            {"endpoints": {"connectors": {"methods": ["GET", "POST"]}}, "unknown": ["connectors_update", "connectors_delete"]},
            {"connectors_create": "allowed"},
        ),
    ],
)
def test_a_profile_is_positions_of_switches(profile, found):
    assert switches(profile) == (found, [])


@pytest.mark.parametrize(
    ("profile", "line"),
    [
        ({"secrets": {"accessible": "unknown"}}, "secrets.accessible: 'unknown' is ignored"),
        ({"secrets": {"archived": "clear"}}, "secrets.archived: 'clear' is ignored"),
        ({"param_prefix": "tracker"}, "param_prefix: 'tracker' is ignored"),
        ({"param_prefix": None}, "param_prefix: None is ignored"),
        ({"weather": "fine"}, "weather: 'fine' is ignored"),
        ({"endpoints": {"nonsense": {"word": "alm"}}}, "endpoints.nonsense: {'word': 'alm'} is ignored"),
        ({"endpoints": {"connectors": {"word": "tracker"}}}, "endpoints.connectors.word: 'tracker' is ignored"),
        ({"endpoints": {"connectors": {"speed": 9}}}, "endpoints.connectors.speed: 9 is ignored"),
        ({"endpoints": {"connectors": {"methods": "POST"}}}, "endpoints.connectors.methods: 'POST' is ignored"),
        ({"endpoints": []}, "endpoints: [] is ignored"),
        ({"server": 7}, "server: 7 is ignored"),
    ],
)
def test_what_names_no_position_is_ignored_with_a_line(profile, line):
    assert switches(profile) == ({}, [line])


def test_two_kinds_of_pages_cannot_be_imitated():
    profile = {"endpoints": {"connectors": {"paging": "forced"}, "projects": {"paging": "none"}}}
    assert switches(profile) == ({"paging": "forced"}, ["endpoints.projects.paging: 'none' is ignored, paging is forced"])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)
NAMES = st.sampled_from([*BY_NAME, "server", "endpoints", "format"])
ENDPOINT = st.dictionaries(st.sampled_from(["word", "methods", "paging", "x"]), JSON)
ENDPOINTS = st.dictionaries(st.sampled_from(["connectors", "jobs", "composite", "x"]), ENDPOINT | JSON)


@given(st.dictionaries(NAMES, JSON) | st.fixed_dictionaries({"endpoints": ENDPOINTS | JSON, "secrets": JSON}))
def test_any_profile_gives_switches_that_exist(profile):
    found, ignored = switches(profile)
    assert all(BY_NAME[name].accept(value) == value for name, value in found.items())
    assert all("\n" not in line for line in ignored)


def test_the_readme_explains_the_switches_of_today():
    readme = (ROOT / "tests" / "simulator" / "README.md").read_text(encoding="utf-8")
    words = [name for name in BY_NAME if name.endswith(("_word", "_unknown")) or name.startswith("composite")]
    assert [name for name in (*GENERATIONS["today"], *words) if f"`{name}`" not in readme] == []


def test_a_simulator_with_a_profile_keeps_it(tmp_path):
    path = tmp_path / "profile.json"
    path.write_text(json.dumps({"endpoints": {"connectors": {"word": "issue-tracker"}}, "param_prefix": "issue_tracker"}))
    with Simulator.start(profile=path, behaviour={"secrets": "masked"}) as simulator:
        for turn in range(2):
            table = requests.get(f"{simulator.url}/simulator/behaviour", timeout=10).json()
            shown = [table[name]["value"] for name in ("connectors_word", "param_prefix", "secrets")]
            assert shown == ["issue-tracker", "issue_tracker", "clear" if turn else "masked"]
            simulator.reset()


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        (None, 2, "profile.json"),
        ("[]", 2, "is not a JSON object"),
        ("{", 2, "Expecting property name"),
        ('{"weather": "fine"}', 0, "simulator: profile: weather: 'fine' is ignored\n"),
    ],
)
def test_profiles_of_the_command_line(tmp_path, text, code, message):
    path = tmp_path / "profile.json"
    if text is not None:
        path.write_text(text)
    command = [interpreter(), "-m", "tests.simulator", "--until-eof", "--profile", str(path)]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, message in done.stderr) == (code, True)
