# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What answers say of a server, whatever they contain; and the page and the profile that are made of it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.answers import Answer
from ansible_collections.sdelements.integrations.plugins.module_utils._api.counts import counted
from ansible_collections.sdelements.integrations.plugins.module_utils._model import server_profile as judge
from ansible_collections.sdelements.integrations.plugins.module_utils._model.schema import Schemas, plugin_of
from ansible_collections.sdelements.integrations.plugins.module_utils._model.server_profile import QUESTIONS, UNKNOWN
from ansible_collections.sdelements.integrations.plugins.plugin_utils._doctor import _OPEN, merged, page, profile
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
    *("endpoints", "secrets", "secret_form", "unknown", "user", "connection_filters", "read_lag", "rights", "composite"),
    *QUESTIONS,
)


def answer(status: int = 200, data: Any = None, kind: str = "", allow: str = "", location: str = "") -> Answer:
    """An answer of a server."""
    headers = {name: value for name, value in (("Allow", allow), ("Location", location)) if value}
    return Answer("GET", "https://sde.example.com/api/v2/jobs/", status, headers, kind, None, data=data)


PAGE = {"count": 3, "next": "https://sde.example.com/api/v2/jobs/?page=2", "results": [{"id": 1}]}
EMPTY = answer(data={"results": []})
RIGHTS: dict[str, Any] = {"renders": [], "actions": {"POST": {}}}
JIRA = plugin_of({"id": "jira", "name": "JIRA", "sections": [{"fields": [{"name": "alm_pin", "field_type": "masked_string"}]}]})
CLEAR, MASKED = {"alm_server": "x", "alm_pass": "invented-Passw0rd-93b1"}, {"alm_server": "y", "alm_pass": "****"}


def next_host_of(link: Any) -> str:
    """The host of a link to the next page."""
    return judge.next_host_of(answer(data={**PAGE, "next": link}), "https://sde.example.com")


def rights_of(data: Any, *methods: str) -> str:
    """The rights by the answer to OPTIONS."""
    return judge.rights_of(answer(data=data), set(methods))


def secret_form_of(*params: Any) -> str:
    """How connectors with these params show secrets."""
    return judge.secret_form_of([{"system": {"id": "jira"}, "params": each} for each in params], Schemas([JIRA]))


def release_of(release: Any) -> str:
    """The release by the answer that has it."""
    return judge.release_of(answer(data={"release": release}))


#: What is said of answers, and by which function.
JUDGED: list[tuple[Any, tuple[Any, ...], str]] = [
    (judge.outcome, (None,), UNKNOWN),
    *((judge.outcome, (answer(data=data),), "list") for data in ([], {"results": []})),
    *((judge.outcome, (answer(data=data),), "data") for data in ({"results": 7}, "text")),
    (judge.outcome, (answer(kind=HTML),), "page"),
    (judge.outcome, (answer(kind="text"),), UNKNOWN),
    *((judge.outcome, (answer(status=302, location=place),), "login") for place in ("/login/", "http://[broken")),
    *((judge.outcome, (answer(status=status),), "forbidden") for status in (401, 403)),
    *((judge.outcome, (answer(status=status),), str(status)) for status in (404, 405)),
    *((judge.outcome, (answer(status=status),), UNKNOWN) for status in (304, 418, 500)),
    (judge.paging_of, (answer(data=PAGE), answer(data=PAGE)), "forced"),
    (judge.paging_of, (answer(data=PAGE), EMPTY), "opt_in"),
    (judge.paging_of, (EMPTY, EMPTY), "none"),
    (judge.paging_of, (answer(data=[]), answer(data=[])), "none"),
    (judge.paging_of, (answer(data=PAGE), None), UNKNOWN),
    *((judge.paging_of, (asked, answer(data=PAGE)), UNKNOWN) for asked in (None, answer(status=500))),
    *((next_host_of, (f"{host}/api/v2/jobs/?page=2",), "same") for host in ("https://sde.example.com", "HTTPS://SDE.example.com", "")),
    *((next_host_of, (f"{host}/api/v2/jobs/?page=2",), "other") for host in ("http://sde.example.com", "https://backend.invalid:8000")),
    *((next_host_of, (link,), UNKNOWN) for link in ("http://[broken", None, 7)),
    (judge.filter_of, (EMPTY, 3), "honoured"),
    (judge.filter_of, (answer(data={"results": [{"id": 1}]}), 3), "ignored"),
    (judge.filter_of, (answer(status=400), 3), "refused"),
    *((judge.filter_of, (EMPTY, total), UNKNOWN) for total in (0, None)),
    *((judge.filter_of, (found, 3), UNKNOWN) for found in (answer(status=500), None)),
    (rights_of, (RIGHTS, "POST"), "full"),
    *((rights_of, (data, "POST"), "read_only") for data in ({"renders": []}, {"renders": [], "actions": {"PUT": {}}})),
    (rights_of, (RIGHTS, "GET"), UNKNOWN),
    *((rights_of, (data, "POST"), UNKNOWN) for data in ({}, [])),
    (judge.form_of, ("alm_pass", "invented-Passw0rd-93b1"), "clear"),
    *((judge.form_of, ("alm_pass", value), "masked") for value in ("********", "••••")),
    (judge.form_of, ("alm_pass", "****vwxyz"), "masked_tail"),
    *((judge.form_of, ("alm_pass", value), "placeholder") for value in ("<hidden>", "(12 characters)", True, {"masked": True})),
    (judge.form_of, ("alm_pass", None), "null"),
    *((judge.form_of, ("alm_pass", value), "empty") for value in ("", "  ")),
    (secret_form_of, (CLEAR,), "clear"),
    *((secret_form_of, ({"alm_server": "x", name: "****"},), "masked") for name in ("issue_tracker_pass", "alm_pin")),
    (secret_form_of, ({"alm_server": "x"},), "omitted"),
    (secret_form_of, (CLEAR, {"alm_server": "y", "alm_pass": ""}), "clear"),
    (secret_form_of, (CLEAR, MASKED), "masked"),
    *((secret_form_of, params, UNKNOWN) for params in (({},), (None,), ())),
    (judge.refusal_form_of, ({"params": {"alm_pass": ["This field is required."]}}, ["alm_pass"]), "nested"),
    (judge.refusal_form_of, ({"params": ["alm_pass: This field is required."]}, ["alm_pass"]), "list"),
    (judge.refusal_form_of, ({"issue_tracker_pass": ["This field is required."]}, ["alm_pass"]), "flat"),
    *((judge.refusal_form_of, (data, ["alm_pass"]), UNKNOWN) for data in ({"name": ["Required."]}, {"detail": "No."}, None)),
    *((release_of, ({"name": name},), name) for name in ("2024.3", "5.19", "4.12.1-rc1")),
    *((release_of, (release,), UNKNOWN) for release in (None, 7, [])),
    *((release_of, ({"name": name},), UNKNOWN) for name in (7, "x" * 50, "{{ 1 }}", "a\nb")),
]


@pytest.mark.parametrize(("question", "given_values", "expected"), JUDGED)
def test_what_answers_say(question: Any, given_values: tuple[Any, ...], expected: str) -> None:
    assert question(*given_values) == expected


@given(ROWS, JSON, ROWS)
def test_answers_of_any_form_are_judged(rows: list[dict[str, Any]], data: Any, plugins: list[dict[str, Any]]) -> None:
    schemas = Schemas(map(plugin_of, plugins))
    single = rows[0] if rows else {}
    of_rows = (judge.visible_of, judge.last_run_of, judge.shape_of, judge.ids_of, judge.categories_of, judge.business_unit_form_of)
    of_params = (judge.secret_form_of, judge.masked_params_of, judge.data_params_of, judge.echo_of)
    found = [
        *(each(rows) for each in of_rows),
        *(each(rows, schemas) for each in of_params),
        judge.system_form_of(rows, single, schemas),
        judge.in_progress_of(rows, single),
        judge.prefix_of([row["params"] for row in rows if isinstance(row.get("params"), dict)]),
        judge.paging_of(answer(data=data), answer(data=data)),
        judge.next_host_of(answer(data=data), "https://sde.example.com"),
        rights_of(data, "POST"),
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
