# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be shown of a result, a message or a diff."""

from __future__ import annotations

import base64
import html
import json
import re
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.masks import PLACEHOLDER
from ansible_collections.sdelements.integrations.plugins.module_utils._api.redact import redact
from ansible_collections.sdelements.integrations.plugins.module_utils._api.secret_forms import LONG_ENOUGH
from ansible_collections.sdelements.integrations.plugins.module_utils._api.secret_names import is_secret_key
from ansible_collections.sdelements.integrations.plugins.module_utils._model.objects import (
    ConfigObject,
    ReadOnlyObject,
    ServerObject,
    shown,
)
from ansible_collections.sdelements.integrations.plugins.module_utils._model.secrets import Secrets
from ansible_collections.sdelements.integrations.plugins.module_utils._model.wire import sent_as
from hypothesis import given
from hypothesis import strategies as st

SECRET_KEYS = ("alm_pass", "alm_api_token", "issue_tracker_pass", "X-Api-Key", "accessKey", "private_key", "token", "ALM_PASS")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"alm_pass": "x", "alm_user": "bot"}, {"alm_pass": PLACEHOLDER, "alm_user": "bot"}),
        ({"params": {"alm_api_token": "x"}}, {"params": {"alm_api_token": PLACEHOLDER}}),
        ([{"connection": {"params": {"alm_pass": "x"}}}], [{"connection": {"params": {"alm_pass": PLACEHOLDER}}}]),
        ({"alm_pass": ""}, {"alm_pass": ""}),
        ({"alm_pass": None}, {"alm_pass": None}),
        ({"alm_pass": {"nested": "x"}}, {"alm_pass": PLACEHOLDER}),
        ({"alm_pass": 1234}, {"alm_pass": PLACEHOLDER}),
        ({"secret_params": {"harmless": "x"}}, {"secret_params": {"harmless": PLACEHOLDER}}),
        ({"params": [{"name": "alm_pass", "secret": True}]}, {"params": [{"name": "alm_pass", "secret": True}]}),
        ({"custom": "x"}, {"custom": "x"}),
        ({"map": '{"alm_pass": "x"}'}, {"map": json.dumps({"alm_pass": PLACEHOLDER})}),
        ({"map": '{"a":  1}'}, {"map": '{"a":  1}'}),
        ({"map": "{no json"}, {"map": "{no json"}),
        (7, 7),
    ],
)
def test_redact(value: Any, shown: Any) -> None:
    before = json.dumps(value)
    assert redact(value) == shown
    assert json.dumps(value) == before


def test_redact_more_keys() -> None:
    assert redact({"params": {"pin": "x", "user": "y"}}, frozenset({"pin"})) == {"params": {"pin": PLACEHOLDER, "user": "y"}}


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("wrong password hunter-23456789", f"wrong password {PLACEHOLDER}"),
        ("xhunter-23456789x", f"x{PLACEHOLDER}x"),
        ("'jira' is no password", f"'{PLACEHOLDER}' is no password"),
        ("a jira server", "a jira server"),
        ("the value S3c is wrong", f"the value {PLACEHOLDER} is wrong"),
        ("the value S3cret is wrong", "the value S3cret is wrong"),
    ],
)
def test_scrub(text: str, scrubbed: str) -> None:
    assert Secrets(["hunter-23456789", "jira", "S3c"]).scrub(text) == scrubbed


def test_masks_and_nothing_are_no_secrets() -> None:
    assert Secrets(["********", "", None, PLACEHOLDER]).scrub("******** stays") == "******** stays"


def test_what_a_read_shows_is_learnt_by_key() -> None:
    secrets = Secrets()
    secrets.learn_from({"alm_pass": "hunter-23456789", "alm_user": "somebody-else"})
    assert shown({"a": "hunter-23456789", "b": "somebody-else"}, secrets) == {"a": PLACEHOLDER, "b": "somebody-else"}


PEM = "-----BEGIN KEY-----\nMIIinventedMIIinvented\nAAinventedAA==\n-----END KEY-----\n"
GIVEN: dict[str, Any] = {
    "text": "invented <Pass>&'word' \"93b1\" / \u00e4\u00f6",
    "lines": PEM,
    "backslash": "invented\\Pass/word+93b1=",
    "short": "Zq7%x",
}


def echoes(secret: str) -> dict[str, str]:
    """How somebody else may quote a secret."""
    raw = secret.encode()
    return {
        "as it is": secret,
        "percent": quote(secret, safe=""),
        "percent but slashes": quote(secret),
        "form": quote_plus(secret),
        "lower percent": re.sub("%[0-9A-F]{2}", lambda code: code[0].lower(), quote(secret, safe="")),
        "base64": base64.b64encode(raw).decode(),
        "urlsafe": base64.urlsafe_b64encode(raw).decode(),
        "no padding": base64.b64encode(raw).decode().rstrip("="),
        "html": html.escape(secret),
        "html but quotes": html.escape(secret, quote=False),
        "json": json.dumps(secret),
        "json as it is": json.dumps(secret, ensure_ascii=False),
        "json in json": json.dumps(json.dumps({"a": secret})),
        "repr": repr(secret),
        "dict": str({"alm_pass": secret}),
        "one line": " ".join(secret.split()),
    }


@pytest.mark.parametrize("name", GIVEN)
def test_every_form_of_a_secret_is_scrubbed(name: str) -> None:
    secret = GIVEN[name]
    for way in ("params", "secret_params"):
        known = Secrets()
        known.learn_given({way: {"alm_pass" if way == "params" else "pin": secret}})
        for how, echo in echoes(secret).items():
            if name == "short" and len(echo.strip("'\"")) < LONG_ENOUGH and how not in ("as it is", "repr", "json"):
                continue
            assert echo.strip("'\"") not in known.scrub(f"'{echo}' is wrong: {echo}"), how


@pytest.mark.parametrize("user", ["", "a", "bo", "bob", "admin@example.com"])
@pytest.mark.parametrize("after", ["", "@", "\n"])
def test_the_credentials_of_basic_are_scrubbed(user: str, after: str) -> None:
    secret = "invented-Passw0rd-93b1"
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        shown = Secrets([secret]).scrub(f"Authorization: Basic {encode(f'{user}:{secret}{after}'.encode()).decode()}")
        assert PLACEHOLDER in shown
        left = "".join(re.findall("[A-Za-z0-9+/]", shown.split(PLACEHOLDER)[0].split()[-1]))
        assert secret[3:-3].encode() not in base64.b64decode(left + "==")


STRUCTURES: dict[str, Any] = {
    "list": ["invented-Passw0rd-93b1", "Zq7%x", 12345],
    "dict": {"password": "invented-Passw0rd-93b1", "pin": 12345},
    "deep": {"users": [{"name": "bob-invented", "keys": ["invented-Passw0rd-93b1", {"x": "invented \u00e4 44"}]}]},
    "json": '{"users": ["invented-Passw0rd-93b1", {"x": "invented \u00e4 44"}]}',
}


@pytest.mark.parametrize("name", STRUCTURES)
@pytest.mark.parametrize("option", ["params", "secret_params"])
def test_lists_and_dicts_are_learnt_with_what_is_in_them(name: str, option: str) -> None:
    value = STRUCTURES[name]
    known = Secrets()
    known.learn_given({option: {"alm_pass" if option == "params" else "anything": value}})
    data = json.loads(value) if isinstance(value, str) else value
    forms = [
        json.dumps(data),
        json.dumps(data, separators=(",", ":")),
        json.dumps(data, ensure_ascii=False),
        str(data),
        sent_as("x", value),
    ]
    if isinstance(data, list):
        forms += [",".join(map(str, data)), ", ".join(map(str, data))]
    for form in (*forms, *map(json.dumps, forms), *map(quote, forms)):
        shown = known.scrub(f"got {form}, which is wrong")
        assert "invented" not in shown.replace("got ", "")
        assert "12345" not in shown
        assert "Passw0rd" not in shown


@pytest.mark.parametrize("password", ["connector", "commands", "changed", "msg", "errors", "invocation", "diff", "connections", "id"])
def test_the_keys_of_a_result_are_never_touched(password: str) -> None:
    known = Secrets([password])
    result = {"changed": True, "connector": ServerObject({"id": 1, "name": "x"}), "commands": [], "diff": {}, "msg": "", "connections": 1}
    assert set(shown(result, known)) == set(result)
    assert known.quoted({password: [password]}) == {PLACEHOLDER: [PLACEHOLDER]}


def test_what_is_quoted_of_a_server_is_scrubbed_with_its_keys() -> None:
    shown = Secrets(["invented-Passw0rd-93b1"]).quoted(
        {"invented-Passw0rd-93b1": ["key"], "alm_pass": ["This field is required."], "a": "is invented-Passw0rd-93b1"}
    )
    assert shown == {PLACEHOLDER: ["key"], "alm_pass": ["This field is required."], "a": f"is {PLACEHOLDER}"}


PARTLY: dict[str, Any] = {
    "json": {"alm_custom_fields": '{"pass": "Done"}'},
    "object": {"alm_custom_fields": {"pass": "Done"}},
    "deep": {"x": [{"a": {"apiKey": 7}}]},
    "json in json": {"x": json.dumps({"a": json.dumps({"password": "y"})})},
    "known": {"x": "login with invented-Passw0rd-93b1 please"},
    "known, encoded": {"x": "https://example.com/invented-Passw0rd%2D93b1?" + base64.b64encode(b"u:invented-Passw0rd-93b1").decode()},
    "whole, short": {"x": "Zq7"},
    "login": {"webhook_url": "https://bob:s3@hooks.example.com/x"},
    "login of a host": {"alm_server": "https://bob:s3@jira.example.com"},
    "token as user": {"x": "https://ghp_abcdefgh12345678@github.com/x"},
    "query": {"webhook_url": "https://hooks.example.com/x?a=1&token=s3"},
    "query key": {"webhook_url": "https://hooks.example.com/x?key=s3"},
    "header": {"x": "Authorization: Bearer s3s3s3s3s3s3s3s3s3s3"},
    "settings": {"x": "user=bob;password=s3"},
    "our placeholder": {"x": f"a {PLACEHOLDER}"},
    "our placeholder in a host": {"alm_server": f"{PLACEHOLDER}.example.com"},
}
WHOLLY_PLAIN: dict[str, Any] = {
    "empty": {"alm_custom_fields": '{"pass": ""}'},
    "statuses": {"task_status_mapping": '{"pass": "Done"}'},
    "host": {"alm_server": "invented-Passw0rd-93b1.example.com", "alm_method": "Zq7", "alm_context_root": "invented-Passw0rd-93b1"},
    "port": {"x": "https://example.com:8443/a@b", "y": "git@github.com:a/b.git", "z": "https://example.com/?page=1&keyword=x"},
    "plain": {"alm_user": "bob", "jira_version": "6", "sde_min_priority": 7, "alm_validate_cert": True, "title": "$task_id $title"},
}


@pytest.mark.parametrize("name", PARTLY)
def test_a_param_of_which_a_part_is_secret_is_left_out_and_named(name: str) -> None:
    known = Secrets(["invented-Passw0rd-93b1", "Zq7"])
    params = {**PARTLY[name], "alm_pass": "x", "alm_project": "PAY"}
    for kind in (ServerObject, ConfigObject):
        shown = kind({"id": 1, "params": params}).shown(known)
        assert shown["params"] == {"alm_pass": PLACEHOLDER, "alm_project": "PAY"}
        assert shown["left_out"] == sorted(PARTLY[name])
    shown = ReadOnlyObject({"params": params}).shown(known)
    assert shown["params"] == {**dict.fromkeys(PARTLY[name], PLACEHOLDER), "alm_pass": PLACEHOLDER, "alm_project": "PAY"}


@pytest.mark.parametrize("name", WHOLLY_PLAIN)
def test_a_param_without_a_secret_stays_as_it_is(name: str) -> None:
    shown = ConfigObject({"params": WHOLLY_PLAIN[name]}).shown(Secrets(["invented-Passw0rd-93b1", "Zq7"]))
    assert shown == {"params": WHOLLY_PLAIN[name]}


def test_names_are_never_replaced_and_other_texts_are_scrubbed() -> None:
    known = Secrets(["invented-Passw0rd-93b1", "Jira"])
    names = {"name": "Jira invented-Passw0rd-93b1", "alias": "Jira", "project": 1, "system": {"id": "jira", "name": "Jira"}}
    shown = ServerObject(
        {
            **names,
            "command": "sync 'Jira'",
            "last_job": {"result_message": "no invented-Passw0rd-93b1", "connection": {"params": {"alm_pass": "x"}}},
        }
    ).shown(known)
    assert {key: shown[key] for key in names} == names
    assert shown["command"] == f"sync '{PLACEHOLDER}'"
    assert shown["last_job"] == {"result_message": f"no {PLACEHOLDER}", "connection": {"params": {"alm_pass": PLACEHOLDER}}}


def test_a_secret_that_only_the_task_knows_of_stands_where_it_is_taken_back() -> None:
    params = {"pin": "x", "alm_user": "y", "alm_pass": "z"}
    known = Secrets()
    known.learn_given({"secret_params": {"pin": PLACEHOLDER}})
    assert ConfigObject({"params": params}).shown(known) == {
        "params": {"alm_user": "y", "alm_pass": PLACEHOLDER},
        "secret_params": {"pin": PLACEHOLDER},
    }
    assert ServerObject({"params": params}).shown(known)["params"]["pin"] == PLACEHOLDER


@pytest.mark.parametrize("entry", [{"secret_params": {"alm_pin": "x"}}, {"clear_secrets": ["issue_tracker_pin"]}])
def test_what_a_task_declares_secret_is_secret_in_every_spelling_and_wherever_it_is_read(entry: dict[str, Any]) -> None:
    known = Secrets()
    known.learn_given(entry)
    known.learn_from({"alm_pin": "invented-Passw0rd-93b1"})
    assert ServerObject({"params": {"issue_tracker_pin": "y"}}).shown(known)["params"] == {"issue_tracker_pin": PLACEHOLDER}
    assert known.scrub("invented-Passw0rd-93b1") == PLACEHOLDER


def test_a_secret_that_is_read_last_is_not_shown_in_what_was_read_first() -> None:
    known = Secrets()
    result = {"gathered": [ConfigObject({"params": {"x": "a invented-Passw0rd-93b1"}})]}
    known.learn_from({"alm_pass": "invented-Passw0rd-93b1"})
    assert shown(result, known) == {"gathered": [{"params": {}, "left_out": ["x"]}]}


def test_a_secret_is_learnt_that_is_read_after_one_that_is_known() -> None:
    known = Secrets()
    for params in ({"alm_pass": "invented-Passw0rd-93b1"}, {"alm_pass": "invented-Passw0rd-93b1", "alm_api_token": "invented-t0ken-5c2d"}):
        known.learn_from(params)
    assert known.scrub("invented-t0ken-5c2d") == PLACEHOLDER


def test_what_a_mask_hides_is_not_learnt() -> None:
    known = Secrets()
    known.learn_from({"alm_pass": "<hidden>", "alm_api_token": "not shown", "password": True, "secret": "undefined"})
    assert known.scrub("<hidden>, not shown, True, undefined") == "<hidden>, not shown, True, undefined"


@pytest.mark.parametrize("value", [json.dumps({"x": 1}), "[" * 5000])
def test_depth_is_no_failure(value: str) -> None:
    deep: Any = value
    for _level in range(900):
        deep = {"a": [deep]}
    known = Secrets(["invented-Passw0rd-93b1"])
    assert ServerObject({"params": {"x": deep}}).shown(known) == {"params": {}, "left_out": ["x"]}
    known.learn_from({"x": deep})
    known.learn_given({"params": {"alm_pass": deep}, "secret_params": {"pin": deep}})


KEYS = st.one_of(st.sampled_from(SECRET_KEYS), st.sampled_from(("alm_server", "params", "results", "note")))
#: Letters that occur nowhere else in the data, so that any trace of a secret shows.
SECRET = "\u00df\u00e6"
SECRETS = st.text(SECRET, min_size=1, max_size=30)
LONG_SECRETS = st.text(SECRET, min_size=LONG_ENOUGH, max_size=30)


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> Any:
    """Data in which every secret stands below a secret key, some of it as JSON text."""
    kind = draw(st.sampled_from(("dict", "list", "json", "text") if depth else ("text",)))
    if kind == "text":
        return draw(st.one_of(st.none(), st.booleans(), st.integers(), st.text("abc {[", max_size=8)))
    if kind == "list":
        return draw(st.lists(trees(depth - 1), max_size=3))
    keys = draw(st.lists(KEYS, max_size=4, unique=True))
    result = {}
    for key in keys:
        secret = draw(st.one_of(SECRETS, st.lists(SECRETS), st.dictionaries(st.sampled_from("ab"), SECRETS)))
        result[key] = secret if is_secret_key(key) else draw(trees(depth - 1))
    if draw(st.booleans()):
        result["secret_params"] = draw(st.dictionaries(st.sampled_from("abc"), SECRETS))
    return json.dumps(result, ensure_ascii=draw(st.booleans())) if kind == "json" else result


@given(trees())
def test_redaction_lets_no_secret_through(value: Any) -> None:
    shown = json.dumps(redact(value), ensure_ascii=False)
    assert not set(SECRET) & set(shown)
    assert "\\u00df" not in shown
    assert "\\u00e6" not in shown


@given(st.lists(LONG_SECRETS, min_size=1, max_size=3), st.data())
def test_a_long_secret_is_found_wherever_it_stands(secrets: list[str], data: st.DataObject) -> None:
    known = Secrets(secrets)
    words = data.draw(st.lists(st.one_of(st.sampled_from(secrets), st.text("abc :'\"", max_size=5)), max_size=6))
    text = " ".join(words)
    assert not any(secret in known.scrub(text) for secret in secrets)
    cleaned = json.dumps(shown({"msg": text, "list": [{"deep": text}]}, known), ensure_ascii=False)
    assert not any(secret in cleaned for secret in secrets)


@pytest.mark.parametrize("key", ["inaccessible", "in_progress", "debug_mode", "command", "last_job", "description"])
def test_a_sentence_in_any_field_that_names_nothing_is_scrubbed(key: str) -> None:
    known = Secrets(["invented-Passw0rd-93b1"])
    assert ServerObject({"id": 1, key: "has invented-Passw0rd-93b1"}).shown(known)[key] == f"has {PLACEHOLDER}"
    assert ServerObject({"id": 1, key: True}).shown(known)[key] is True
    system = {"id": "jira", "name": "invented-Passw0rd-93b1", "note": {key: "is invented-Passw0rd-93b1"}}
    assert ServerObject({"system": system}).shown(known)["system"] == {**system, "note": {key: f"is {PLACEHOLDER}"}}
