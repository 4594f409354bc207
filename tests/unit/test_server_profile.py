# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What answers say of a server, whatever they contain; and the page and the profile that are made of it."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.sdelements.integrations.plugins.module_utils._api.answers import Answer
from ansible_collections.sdelements.integrations.plugins.module_utils._api.counts import counted
from ansible_collections.sdelements.integrations.plugins.module_utils._model import server_profile as judge
from ansible_collections.sdelements.integrations.plugins.module_utils._model.schema import Schemas, plugin_of
from ansible_collections.sdelements.integrations.plugins.module_utils._model.server_profile import QUESTIONS, UNKNOWN
from ansible_collections.sdelements.integrations.plugins.plugin_utils._doctor import _OPEN, file_of, merged, page, profile
from hypothesis import given
from hypothesis import strategies as st

from tests.collection import ROOT
from tests.simulator.profiles import switches

HTML = "an HTML page"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
KEYS = ("id", "name", "system", "params", "inaccessible", "last_job", "in_progress", "archived", "business_unit", "verification_categories")
ROWS = st.lists(st.dictionaries(st.sampled_from(KEYS), JSON), max_size=4)
PROFILE_KEYS = (
    "endpoints",
    "secrets",
    "secret_form",
    "unknown",
    "user",
    "connection_filters",
    "read_lag",
    "rights",
    "composite",
    *QUESTIONS,
)


def answer(status: int = 200, data: Any = None, kind: str = "", allow: str = "", location: str = "") -> Answer:
    """An answer of a server."""
    headers = {name: value for name, value in (("Allow", allow), ("Location", location)) if value}
    return Answer("GET", "https://sde.example.com/api/v2/jobs/", status, headers, kind, None, data=data)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (None, UNKNOWN),
        (answer(data=[]), "list"),
        (answer(data={"results": []}), "list"),
        (answer(data={"results": 7}), "data"),
        (answer(data="text"), "data"),
        (answer(kind=HTML), "page"),
        (answer(kind="text"), UNKNOWN),
        (answer(status=302, location="/login/"), "login"),
        (answer(status=302, location="http://[broken"), "login"),
        (answer(status=304), UNKNOWN),
        (answer(status=403), "forbidden"),
        (answer(status=401), "forbidden"),
        (answer(status=404), "404"),
        (answer(status=405), "405"),
        (answer(status=500), UNKNOWN),
        (answer(status=418), UNKNOWN),
    ],
)
def test_what_an_answer_says_of_its_address(found: Any, expected: str) -> None:
    assert judge.outcome(found) == expected


PAGE = {"count": 3, "next": "https://sde.example.com/api/v2/jobs/?page=2", "results": [{"id": 1}]}


@pytest.mark.parametrize(
    ("asked", "plain", "expected"),
    [
        (answer(data=PAGE), answer(data=PAGE), "forced"),
        (answer(data=PAGE), answer(data={"results": []}), "opt_in"),
        (answer(data={"results": []}), answer(data={"results": []}), "none"),
        (answer(data=[]), answer(data=[]), "none"),
        (answer(data=PAGE), None, UNKNOWN),
        (None, answer(data=PAGE), UNKNOWN),
        (answer(status=500), answer(data=PAGE), UNKNOWN),
    ],
)
def test_paging(asked: Any, plain: Any, expected: str) -> None:
    assert judge.paging_of(asked, plain) == expected


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://sde.example.com/api/v2/jobs/?page=2", "same"),
        ("HTTPS://SDE.example.com/api/v2/jobs/?page=2", "same"),
        ("/api/v2/jobs/?page=2", "same"),
        ("http://sde.example.com/api/v2/jobs/?page=2", "other"),
        ("https://backend.invalid:8000/api/v2/jobs/?page=2", "other"),
        ("http://[broken", UNKNOWN),
        (None, UNKNOWN),
        (7, UNKNOWN),
    ],
)
def test_the_host_of_links_to_pages(link: Any, expected: str) -> None:
    assert judge.next_host_of(answer(data={**PAGE, "next": link}), "https://sde.example.com") == expected


@pytest.mark.parametrize(
    ("found", "total", "expected"),
    [
        (answer(data={"results": []}), 3, "honoured"),
        (answer(data={"results": [{"id": 1}]}), 3, "ignored"),
        (answer(status=400), 3, "refused"),
        (answer(data={"results": []}), 0, UNKNOWN),
        (answer(data={"results": []}), None, UNKNOWN),
        (answer(status=500), 3, UNKNOWN),
        (None, 3, UNKNOWN),
    ],
)
def test_filters(found: Any, total: Any, expected: str) -> None:
    assert judge.filter_of(found, total) == expected


@pytest.mark.parametrize(
    ("data", "methods", "expected"),
    [
        ({"renders": [], "actions": {"POST": {}}}, {"POST"}, "full"),
        ({"renders": []}, {"POST"}, "read_only"),
        ({"renders": [], "actions": {"PUT": {}}}, {"POST"}, "read_only"),
        ({"renders": [], "actions": {"POST": {}}}, {"GET"}, UNKNOWN),
        ({}, {"POST"}, UNKNOWN),
        ([], {"POST"}, UNKNOWN),
    ],
)
def test_rights(data: Any, methods: set[str], expected: str) -> None:
    assert judge.rights_of(answer(data=data), methods) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("invented-Passw0rd-93b1", "clear"),
        ("********", "masked"),
        ("••••", "masked"),
        ("****vwxyz", "masked_tail"),
        ("<hidden>", "placeholder"),
        ("(12 characters)", "placeholder"),
        (True, "placeholder"),
        ({"masked": True}, "placeholder"),
        (None, "null"),
        ("", "empty"),
        ("  ", "empty"),
    ],
)
def test_forms_of_a_secret(value: Any, expected: str) -> None:
    assert judge.form_of("alm_pass", value) == expected


JIRA = plugin_of({"id": "jira", "name": "JIRA", "sections": [{"fields": [{"name": "alm_pin", "field_type": "masked_string"}]}]})


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ([{"alm_server": "x", "alm_pass": "invented-Passw0rd-93b1"}], "clear"),
        ([{"alm_server": "x", "issue_tracker_pass": "****"}], "masked"),
        ([{"alm_server": "x", "alm_pin": "****"}], "masked"),
        ([{"alm_server": "x"}], "omitted"),
        ([{"alm_server": "x", "alm_pass": "invented-Passw0rd-93b1"}, {"alm_server": "y", "alm_pass": ""}], "clear"),
        ([{"alm_server": "x", "alm_pass": "invented-Passw0rd-93b1"}, {"alm_server": "y", "alm_pass": "****"}], "masked"),
        ([{}], UNKNOWN),
        ([None], UNKNOWN),
        ([], UNKNOWN),
    ],
)
def test_how_secrets_are_shown(params: list[Any], expected: str) -> None:
    rows = [{"system": {"id": "jira"}, "params": each} for each in params]
    assert judge.secret_form_of(rows, Schemas([JIRA])) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"params": {"alm_pass": ["This field is required."]}}, "nested"),
        ({"params": ["alm_pass: This field is required."]}, "list"),
        ({"issue_tracker_pass": ["This field is required."]}, "flat"),
        ({"name": ["This field is required."]}, UNKNOWN),
        ({"detail": "No."}, UNKNOWN),
        (None, UNKNOWN),
    ],
)
def test_forms_of_a_refusal(data: Any, expected: str) -> None:
    assert judge.refusal_form_of(data, ["alm_pass"]) == expected


@pytest.mark.parametrize("name", ["2024.3", "5.19", "4.12.1-rc1"])
def test_a_release_is_shown(name: str) -> None:
    assert judge.release_of(answer(data={"release": {"name": name}})) == name


@pytest.mark.parametrize("release", [None, 7, {"name": 7}, {"name": "x" * 50}, {"name": "{{ 1 }}"}, {"name": "a\nb"}, []])
def test_what_is_not_a_release_is_not_shown(release: Any) -> None:
    assert judge.release_of(answer(data={"release": release})) == UNKNOWN


@given(ROWS, JSON, ROWS)
def test_answers_of_any_form_are_judged(rows: list[dict[str, Any]], data: Any, plugins: list[dict[str, Any]]) -> None:
    schemas = Schemas(map(plugin_of, plugins))
    single = rows[0] if rows else {}
    found = [
        judge.visible_of(rows),
        judge.secret_form_of(rows, schemas),
        judge.masked_params_of(rows, schemas),
        judge.data_params_of(rows, schemas),
        judge.echo_of(rows, schemas),
        judge.last_run_of(rows),
        judge.system_form_of(rows, single, schemas),
        judge.shape_of(rows),
        judge.ids_of(rows),
        judge.in_progress_of(rows, single),
        judge.categories_of(rows),
        judge.business_unit_form_of(rows),
        judge.prefix_of([row["params"] for row in rows if isinstance(row.get("params"), dict)]),
        judge.paging_of(answer(data=data), answer(data=data)),
        judge.next_host_of(answer(data=data), "https://sde.example.com"),
        judge.rights_of(answer(data=data), {"POST"}),
        judge.release_of(answer(data=data)),
        judge.refusal_form_of(data, ["alm_pass"]),
        judge.outcome(answer(data=data)),
    ]
    assert all(isinstance(value, str) for value in found)
    judge.user_of(answer(data=data))
    judge.repeated(rows, "name", "id")
    judge.cap_of(answer(data=data), 100)


VALUES = JSON | st.sampled_from(["unknown", "clear", "masked", "forced", "opt_in", "read_only", "partial", True, None])
SERVERS = st.dictionaries(st.sampled_from(PROFILE_KEYS), VALUES) | JSON


@given(
    SERVERS,
    st.none()
    | st.fixed_dictionaries(
        {"findings": st.dictionaries(st.sampled_from(list(QUESTIONS)), VALUES) | JSON, "left": JSON, "run": JSON, "removed": JSON}
    )
    | JSON,
)
def test_the_page_and_the_profile_of_anything_are_text_and_json(server: Any, sandbox: Any) -> None:
    lines = page(server, sandbox)
    assert all(isinstance(line, str) and line.isprintable() for line in lines)
    fixes, notes = (sum(line.startswith(f"  [{mark}] ") for line in lines) for mark in ("fix", "note"))
    assert lines[-1] == f"{fixes} to fix, {counted(notes, 'note')}"
    made = profile(server, sandbox)
    assert {"user", "address", "certificate"} & set(made) == set()
    switches(json.loads(json.dumps(made)))


def test_every_question_is_in_words() -> None:
    assert sorted(_OPEN) == sorted(QUESTIONS)


def test_every_part_of_a_profile_is_documented() -> None:
    text = (ROOT / "docs" / "server-profile.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `([\w.]+)`", text, re.MULTILINE))
    assert {name.partition(".")[0] for name in QUESTIONS} <= documented
    assert {"format", "version", "endpoints", "composite", "secret_form", "unknown"} <= documented


def test_what_the_sandbox_found_wins_and_is_no_question_any_more() -> None:
    server = {"secrets": {"accessible": "unknown", "inaccessible": "clear"}, "unknown": ["secrets.accessible", "patch_params", "mask"]}
    found = merged(server, {"findings": {"secrets.accessible": "masked", "patch_params": "merge"}})
    assert found == {"secrets": {"accessible": "masked", "inaccessible": "clear"}, "patch_params": "merge", "unknown": ["mask"]}


@pytest.mark.parametrize(
    ("server", "line"),
    [
        (
            {"rights": "read_only"},
            "[fix] the server offers the user no write, so writes will fail with 403; give the user Edit Issue Tracker",
        ),
        ({"certificate": "not_checked"}, "[fix] the certificate is not checked"),
        ({"params_visible": "null"}, "[fix] params of connections are not shown"),
        ({"endpoints": {"connectors": {"word": "alm"}}}, "set api_dialect: alm to save these requests"),
        ({"filters": "ignored"}, "put many objects in one task with a plural module"),
        ({"secrets": {"accessible": "masked"}}, "set update_secrets: always"),
        ({"composite": "partial"}, "[fix] composite requests are not rolled back as a whole; set atomic: never"),
        ({"composite": "present", "endpoints": {"composite": {"methods": ["POST"]}}}, "set atomic: auto"),
        (
            {"endpoints": {"connectors": {"methods": ["PUT"]}}, "secrets": {"accessible": "omitted"}},
            "[fix] connectors: PUT with hidden secrets loses a secret that is not given",
        ),
    ],
)
def test_the_page_says_what_to_do(server: dict[str, Any], line: str) -> None:
    assert any(line in each for each in page(server))


def test_texts_of_the_server_are_shown_with_escapes() -> None:
    lines = page({"user": {"email": "{{ 7 * 7 }}\x1b[31m\u202e"}})
    assert "  [ok] the token is of {{ 7 * 7 }}\\x1b[31m\\u202e" in lines


def test_the_file_is_relative_to_the_folder_of_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PWD", "/elsewhere")
    monkeypatch.setenv("HOME", "/home/someone")
    assert file_of("profile.json") == str(tmp_path / "profile.json")
    assert file_of("~/profile.json") == os.path.join("/home/someone", "profile.json")
    assert file_of("/var/profile.json") == "/var/profile.json"


@pytest.mark.parametrize("path", ["", "  ", None, 7, ["x"]])
def test_what_is_not_a_path_is_refused(path: Any) -> None:
    with pytest.raises(AnsibleFilterError, match="doctor_dest: it is not a path"):
        file_of(path)
