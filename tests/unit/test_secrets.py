# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be shown of a result, a message or a diff."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._secrets import (
    LONG_ENOUGH,
    PLACEHOLDER,
    Secrets,
    is_hidden,
    is_mask,
    is_secret_key,
    redact,
)
from hypothesis import given
from hypothesis import strategies as st

SECRET_KEYS = (
    "alm_pass",
    "alm_api_token",
    "analysis_pass",
    "analysis_api_token",
    "issue_tracker_pass",
    "issue_tracker_api_token",
    "wh_api_token",
    "api_key",
    "bind_password",
    "password",
    "token",
    "private_key",
    "ALM_PASS",
    "alm_pat",
    "client_secret",
    "secret",
)
PLAIN_KEYS = (
    "alm_user",
    "alm_server",
    "pass_through",
    "asset_name",
    "bypass",
    "compass",
    "alm_project",
    "title_format",
    "sde_tags_filter",
    "key",
    "token_count",
)


@pytest.mark.parametrize("key", SECRET_KEYS)
def test_secret_keys(key: str) -> None:
    assert is_secret_key(key)


@pytest.mark.parametrize("key", PLAIN_KEYS)
def test_plain_keys(key: str) -> None:
    assert not is_secret_key(key)


@pytest.mark.parametrize(
    "value",
    [
        "***",
        "********",
        "\u2022\u2022\u2022\u2022",
        "****6789",
        "ab****89",
        "xxxxxxxx",
        "<hidden>",
        "[redacted]",
        "(encrypted)",
        "MASKED",
        "......",
        PLACEHOLDER,
        f"{PLACEHOLDER} (new value)",
    ],
)
def test_masks(value: str) -> None:
    assert is_mask(value)
    assert is_hidden(value)


@pytest.mark.parametrize("value", ["", "jira-api-token-7f3a", "**", "pass", "hidden-treasure", "a*b*c*d", 7, None, "correct horse battery"])
def test_no_masks(value: Any) -> None:
    assert not is_mask(value)


@pytest.mark.parametrize(("value", "hidden"), [(None, True), ("", True), ("****", True), ("jira", False), (0, False), (False, False)])
def test_hidden(value: Any, hidden: bool) -> None:
    assert is_hidden(value) is hidden


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
        ({"unverified_secrets": ["alm_pass"]}, {"unverified_secrets": ["alm_pass"]}),
        ({"params": [{"name": "alm_pass", "secret": True}]}, {"params": [{"name": "alm_pass", "secret": True}]}),
        ({"custom": "x"}, {"custom": "x"}),
        ({"map": '{"alm_pass": "x"}'}, {"map": json.dumps({"alm_pass": PLACEHOLDER})}),
        ({"map": '{"a":  1}'}, {"map": '{"a":  1}'}),
        ({"map": "{no json"}, {"map": "{no json"}),
        (7, 7),
    ],
)
def test_redact(value: Any, shown: Any) -> None:
    assert redact(value) == shown


def test_redact_more_keys() -> None:
    assert redact({"params": {"pin": "x", "user": "y"}}, frozenset({"pin"})) == {"params": {"pin": PLACEHOLDER, "user": "y"}}


def test_redact_leaves_its_argument_alone() -> None:
    value = {"params": {"alm_pass": "x", "list": [{"token": "y"}]}}
    redact(value)
    assert value == {"params": {"alm_pass": "x", "list": [{"token": "y"}]}}


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
    assert secrets.clean({"a": "hunter-23456789", "b": "somebody-else"}) == {"a": PLACEHOLDER, "b": "somebody-else"}


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
    cleaned = json.dumps(known.clean({"msg": text, "list": [{"deep": text}]}), ensure_ascii=False)
    assert not any(secret in cleaned for secret in secrets)
