# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A request that a task describes itself: which paths, queries and bodies are taken, and what is sent."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
import requests
from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import InputError
from ansible_collections.sdelements.integrations.plugins.module_utils._api.masks import PLACEHOLDER
from ansible_collections.sdelements.integrations.plugins.module_utils._model.objects import ServerData
from ansible_collections.sdelements.integrations.plugins.module_utils._model.raw_request import body_of, path_of, query_of, shown_body_of
from ansible_collections.sdelements.integrations.plugins.module_utils._model.secrets import Secrets
from hypothesis import given
from hypothesis import strategies as st

PATHS = {
    "projects/": "projects/ projects /projects/ /api/v2/projects/",
    "": "/api/v2/ /api/v2 api/v2 /",
    "projects/12/": "api/v2/projects/12",
    "projects/12/tasks/12-T21/": "projects/12/tasks/12-T21/",
    "users/bob@example.com/": "users/bob@example.com/",
    "reports/a.b/": "reports/a.b/",
    "applications/Web%20Shop/": "applications/Web%20Shop",
    "applications/B%C3%BCro/": "applications/B%C3%BCro/",
    "apiary/": "apiary/",
}


@pytest.mark.parametrize(("path", "below"), [(path, below) for below, paths in PATHS.items() for path in paths.split()])
def test_a_path_below_the_api(path: str, below: str) -> None:
    assert path_of(path) == below


#: What a message says of other paths, by the words.
OTHERS = {
    "is an address": """
        https://sde.example.com/api/v2/projects/ http://bob:invented-pass-1@elsewhere.invalid/ //elsewhere.invalid/api/v2/
        ftp://elsewhere.invalid/ /api/v2/https://elsewhere.invalid/
    """,
    "a query or a fragment": "projects/?name=x projects/#x /api/v2/projects? ?page=2 #",
    "two slashes": "projects//12/ projects// /api/v2//elsewhere.invalid/ projects/12// api/v2//",
    "does not lie below": "/api/v1/projects/ api/projects/ /API/v2/projects/ api /api/ /api/v2/api/v2/projects/",
    "a part that is a dot": "../ .. projects/../users/ /api/v2/../../admin/ projects/.. ./projects/ projects/./ a..b/",
    "no path has": r"projects\12 ..\..\admin projects/% projects/%2 projects/%zz/ projects/%u002e/ ..;/admin/ <script> \\elsewhere.invalid"
    + "\\",
    "percent code": """
        %2e%2e/admin/ %2E./ projects/%2f/ projects/%2Fadmin/ projects%5cadmin/ projects/%5C/ %252e%252e/ projects/%3Fname=x/
        projects/%23/ projects/%3b/ projects/%00/ projects/%0d%0aHost:x/ projects/%7f/ projects/%c2%85/ projects/%E2%80%AE/
        %EF%BC%8E%EF%BC%8E/ %E2%80%A5/ projects/%EF%BC%8Fadmin/
    """,
    "in UTF-8": "%c0%ae%c0%ae/ projects/%ff/ projects/%ed%a0%80/",
}
#: Paths with blanks, control characters and letters that are not ASCII.
ODD = (
    *("projects/ 12/", " projects/", "projects/\n", "projects\t", "projects\x00", "proj\u202eects/", "proj\u00e9cts/"),
    *("\uff0e\uff0e/admin/", "projects/\ud800/", "projects/{{ id }}/"),
)


@pytest.mark.parametrize(
    ("words", "path"),
    [
        *((words, path) for words, paths in OTHERS.items() for path in paths.split()),
        *(("empty", path) for path in ("", " ", "\n")),
        *(("no path has", path) for path in ODD),
    ],
)
def test_another_path_is_refused_without_being_quoted(words: str, path: str) -> None:
    with pytest.raises(InputError) as refused:
        path_of(path)
    assert words in refused.value.message
    assert refused.value.message.startswith("path: ")
    assert len(path) < 8 or path not in refused.value.message
    assert "invented-pass-1" not in refused.value.message


PARTS = [*"ab09./\\%?#;:@ 2eF5c~-_\n\x00\u2024", "..", "%2e", "%2f", "%20", "%C3%A9", "api/v2/", "/api/v2/", "projects/", "x/"]


@given(st.lists(st.sampled_from(PARTS), max_size=8).map("".join))
def test_no_path_leads_out_of_the_api(path: str) -> None:
    """What is accepted lies below the API for the library that sends it, too, and stays as it is."""
    try:
        below = path_of(path)
    except InputError:
        return
    url = f"https://sde.example.com/api/v2/{below}"
    assert requests.Request("GET", url).prepare().url == url
    assert below == "" or (below.endswith("/") and not below.startswith("/") and "//" not in below and ".." not in below)
    assert path_of(below or "/") == below


@given(st.text(st.characters(categories=["L", "N"]), min_size=1))
def test_every_name_has_a_path(name: str) -> None:
    """Unless a sign of it reads as a dot or a slash to somebody."""
    try:
        assert path_of(f"users/{quote(name, safe='')}/").startswith("users/")
    except InputError as error:
        assert not name.isascii()
        assert "percent code" in error.message


QUERIES: list[tuple[Any, dict[str, Any]]] = [
    (None, {}),
    ({}, {}),
    ({"name": "Web & Shop?#"}, {"name": "Web & Shop?#"}),
    ({"a": 1, "b": 1.5, "c": True, "d": False}, {"a": "1", "b": "1.5", "c": "true", "d": "false"}),
    ({"gone": None, "empty": ""}, {"empty": ""}),
    ({"id": [1, "2", True]}, {"id": ["1", "2", "true"]}),
    ({"id": []}, {"id": []}),
]


@pytest.mark.parametrize(("query", "sent"), QUERIES)
def test_query(query: Any, sent: dict[str, Any]) -> None:
    assert query_of(query) == sent


@pytest.mark.parametrize(
    ("query", "where"),
    [
        *(({"a": value}, "query.a: it is not text") for value in ({"b": 1}, [1, [2]], [1, None], [{"b": 1}])),
        ({"a": f"x {PLACEHOLDER}"}, f"query.a: it contains {PLACEHOLDER}"),
        ({PLACEHOLDER: 1}, f"query: it contains {PLACEHOLDER}"),
        ({"a": ["b", "\ud800"]}, "query.a[1]: it contains half a surrogate pair"),
    ],
)
def test_a_query_that_is_none(query: Any, where: str) -> None:
    with pytest.raises(InputError) as refused:
        query_of(query)
    assert refused.value.message.startswith(where)


BODIES: list[tuple[Any, Any, Any, Any]] = [
    (None, None, None, None),
    ({}, None, {}, {}),
    (None, {}, {}, {}),
    ([], None, [], []),
    ([{"a": 1}, None, "x"], None, [{"a": 1}, None, "x"], [{"a": 1}, None, "x"]),
    ({"a": None, "n": 10**300}, None, {"a": None, "n": 10**300}, {"a": None, "n": 10**300}),
    (None, {"pin": 7}, {"pin": 7}, {"pin": PLACEHOLDER}),
    ({"a": 1}, {"b": {"c": [1]}}, {"a": 1, "b": {"c": [1]}}, {"a": 1, "b": PLACEHOLDER}),
    ({"p": {"a": 1}}, {"p": {"b": "s"}}, {"p": {"a": 1, "b": "s"}}, {"p": {"a": 1, "b": PLACEHOLDER}}),
    ({"p": {"q": {}}}, {"p": {"q": {"r": None}}}, {"p": {"q": {"r": None}}}, {"p": {"q": {"r": PLACEHOLDER}}}),
]


@pytest.mark.parametrize(("body", "secret_body", "sent", "shown"), BODIES)
def test_body(body: Any, secret_body: Any, sent: Any, shown: Any) -> None:
    before = json.dumps([body, secret_body])
    assert body_of(body, secret_body) == sent
    assert shown_body_of(body, secret_body) == shown
    assert json.dumps([body, secret_body]) == before


@pytest.mark.parametrize(
    ("body", "secret_body", "words"),
    [
        ("{}", None, "body: it is not a dictionary or a list; give one of them; text of JSON"),
        *((body, {"a": 1}, "body: it is not a dictionary or a list") for body in ("", 5, 0, False, 1.5)),
        *((*bodies, "secret_body: it cannot be merged into body, which is a list") for bodies in (([1], {"a": 1}), ([], {}))),
        *(({"a": one}, {"a": 1}, "secret_body.a: the key is also in body") for one in (1, None, {"b": 1})),
        *(({"a": [1]}, {"a": two}, "secret_body.a: the key is also in body") for two in ([2], {"b": 1})),
        ({"a": {"b": {"c": 1}}}, {"a": {"b": {"c": 1}}}, "secret_body.a.b.c: the key is also in body"),
        ({"a": [{"b": f"see {PLACEHOLDER}"}]}, None, f"body.a[0].b: it contains {PLACEHOLDER}"),
        ({"a": {PLACEHOLDER: 1}}, None, f"body.a: it contains {PLACEHOLDER}"),
        (None, {"a": PLACEHOLDER}, f"secret_body.a: it contains {PLACEHOLDER}"),
        ([f"{PLACEHOLDER}"], None, f"body[0]: it contains {PLACEHOLDER}"),
        ({"a": "\udc00"}, None, "body.a: it contains half a surrogate pair"),
    ],
)
def test_a_body_that_is_none(body: Any, secret_body: Any, words: str) -> None:
    with pytest.raises(InputError) as refused:
        body_of(body, secret_body)
    assert refused.value.message.startswith(words)
    with pytest.raises(InputError):
        shown_body_of(body, secret_body)


KEYS = st.sampled_from(["a", "b", "name", "params", "note"])
SECRET = "invented-Passw0rd-93b1"
LEAVES = st.sampled_from([SECRET, 48151623, f"x {SECRET}"])
TREES = st.dictionaries(KEYS, st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=3)))
PLAIN = st.dictionaries(KEYS, st.recursive(st.just(True), lambda inner: st.dictionaries(KEYS, inner, max_size=3)))


@given(PLAIN, TREES)
def test_no_value_of_a_secret_body_is_shown(body: dict[str, Any], secret_body: dict[str, Any]) -> None:
    """Nor in what the server repeats of it, under whatever key."""
    try:
        sent = body_of(body, secret_body)
    except InputError:
        return
    secrets = Secrets()
    secrets.learn_given({"body": body, "secret_body": secret_body})
    own = Secrets([secret_body])
    shown = ServerData(own.quoted(shown_body_of(body, secret_body))).shown(secrets)
    repeated = ServerData(own.quoted({"id": 1, "results": [sent], "alias": sent})).shown(secrets)
    for text in (json.dumps(shown), json.dumps(repeated)):
        assert SECRET not in text
        assert "48151623" not in text


DATA: list[tuple[Any, Any]] = [
    (None, None),
    ("text", "text"),
    (5, 5),
    ([1, "a", None, True], [1, "a", None, True]),
    ({"name": "Jira", "params": {"alm_pass": SECRET}}, {"name": "Jira", "params": {"alm_pass": PLACEHOLDER}}),
    (
        {"results": [{"name": SECRET, "note": f"is {SECRET}", "params": {"alm_pass": SECRET}}]},
        {"results": [{"name": SECRET, "note": f"is {PLACEHOLDER}", "params": {"alm_pass": PLACEHOLDER}}]},
    ),
    ({"token": {"value": SECRET}, "alm_pass": "", "secret": None}, {"token": PLACEHOLDER, "alm_pass": "", "secret": None}),
    ({"task_status_mapping": {"pass": "Done"}}, {"task_status_mapping": {"pass": "Done"}}),
    ({"text": '{"password": "x"}'}, {"text": f'{{"password": "{PLACEHOLDER}"}}'}),
    ({"address": "https://bob:hunter2@example.com/"}, {"address": f"https://bob:{PLACEHOLDER}@example.com/"}),
]


@pytest.mark.parametrize(("data", "shown"), DATA)
def test_data_of_any_address_is_shown_without_secrets(data: Any, shown: Any) -> None:
    secrets = Secrets()
    secrets.learn_within(data)
    assert ServerData(data).shown(secrets) == shown
