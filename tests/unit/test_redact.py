# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that show a secret beside its name, as servers, trackers and proxies write them."""

from __future__ import annotations

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.answers import words_of
from ansible_collections.sdelements.integrations.plugins.module_utils._api.content import kind
from ansible_collections.sdelements.integrations.plugins.module_utils._api.masks import PLACEHOLDER
from ansible_collections.sdelements.integrations.plugins.module_utils._api.redact import redact
from hypothesis import given
from hypothesis import strategies as st

SECRET = "St0red-Passw0rd"
REVEALING = [
    "alm_pass={}",
    "login with alm_pass={} failed",
    "https://user:{}@jira.example.com/ refused",
    "https://jira.example.com/?user=a&token={}&x=1 answered 401",
    "password: {}",
    "password: {}, user: admin",
    "bad settings {{'alm_user': 'u', 'alm_pass': '{}'}} in line 4",
    'bad settings {{"alm_user": "u", "alm_pass": "{}"}} in line 4',
    "settings 'api_token'='{}' refused",
    "Authorization: Token {}",
    "sent Authorization: Bearer {} to the tracker",
    "Proxy-Authorization: Basic {}",
    "header 'authorization': 'Token {}'",
    "bearer {} expired",
]
HARMLESS = [
    "This field is required.",
    "alm_pass: This field may not be blank.",
    "password: required",
    "alm_pass has at most 40 characters",
    "Enter a valid URL: https://jira.example.com/",
    "project_key=PAY does not exist",
    "the token is invalid",
    "status: 400, reason: 12345678",
    "'alm_server': 'jira.example.com'",
]


@pytest.mark.parametrize("text", REVEALING)
def test_a_secret_beside_its_name_is_not_quoted_in_texts_titles_and_refusals(text: str) -> None:
    shown = redact(text.format(SECRET))
    assert SECRET not in shown
    assert PLACEHOLDER in shown
    assert shown.split()[0][:3] == text.split()[0][:3]
    said = text.format(SECRET)
    assert SECRET not in kind(f"<html><title>{said}</title></html>".encode(), "text/html")
    assert SECRET not in words_of(redact({"detail": said, "errors": [{"message": said}]}))


@pytest.mark.parametrize("text", HARMLESS)
def test_a_sentence_that_shows_no_secret_stays(text: str) -> None:
    assert redact(text) == text


@given(st.text(alphabet="ab1=:'\"/@ {}\n", max_size=400))
def test_a_text_without_secret_names_and_logins_stays(text: str) -> None:
    if "@" not in text:
        assert redact(text) == text


def test_long_texts_are_looked_at_once() -> None:
    for piece in ("'a':'", "a: ", "token=", "://", '"token": "', "bearer ", "authorization: ", "a.", "password: 1"):
        assert len(redact(f"- {piece * 20_000}")) > 0
