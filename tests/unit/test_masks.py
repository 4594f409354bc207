# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a value that was read is surely the value: tables of masks and of values, and what is drawn."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.masks import PLACEHOLDER, surely_plain
from hypothesis import assume, given
from hypothesis import strategies as st

SECRET_NAMES = ("alm_pass", "alm_api_token", "issue_tracker_pass", "consumer_key", "accessKey", "X-Api-Key")
PLAIN_NAMES = ("webhook_url", "alm_user", "alm_server", "title_format", "alm_custom_fields", "x_custom")


def words(text: str, between: str | None = None) -> list[str]:
    """The values that a text lists."""
    return text.split(between)


#: A mask whatever the param is called: a run of one sign, whatever the sign, and others.
MASKS: tuple[Any, ...] = (
    *(sign * 3 for sign in "*\u25cf\u25cb\uff0a\u2217\u26ab\u2b24\u25aa\u2593\u2731\u30fb\U0001f512\u23fa\u2014x"),
    *(sign * 4 for sign in "\u2022\u2219\u00b7\u25e6\u25a0\u2588X#-._=~?+$/\0"),
    *words("* ** \u2022 \U0001f512 \U0001f648 xxxxxxxx ------ ...... ______ ===== ????? ++++++"),
    *words("*\u200b*\u200b* ****6789 ab**** ab****89 a***z ******x \u2022\u2022\u2022\u20226789 xxxx6789 12xxxx34 xxxx-xxxx-xxxx *_*_*_*"),
    *words("____6789 ####6789 ghp_ab\u2026 abc... ...6789 \u2026wxyz sk-...abcd abc\u2026xyz \\u2022\\u2022\\u2022\\u2022"),
    *words("__HIDDEN__ __hidden__ <hidden> <HIDDEN> [redacted] [REDACTED] (masked) $encrypted$ {{hidden}} ${hidden} %hidden%"),
    *words("%%masked%% <secret> (set) <set> [filtered] [FILTERED] (protected) <encrypted> ==hidden== --masked-- [secure] <secure>"),
    *words("REDACTED redacted MASKED masked (write-only) <placeholder> [length=12] ENC(q83vEjRW) {cipher}q83vEjRW"),
    *words("$ANSIBLE_VAULT;1.1;AES256 vault:v1:q83vEjRW $2b$12$abcdefghijklmnopqrstuv %2A%2A%2A%2A%2A &bull;&bull;&bull;"),
    *words("&#8226;&#8226;&#8226;&#8226; &lt;hidden&gt; %E2%80%A2%E2%80%A2%E2%80%A2"),
    *words("{{ hidden }}|<password hidden>|[value hidden]|(value is hidden)|<hidden for security reasons>|not shown|Not shown", "|"),
    *words("value not shown|not displayed|hidden value|password unchanged|********** (hidden)|(hidden) ********|<write only>", "|"),
    *words("(12 characters)|* * * *| ******** ", "|"),
    *(PLACEHOLDER, f"{PLACEHOLDER} (new value)"),
    *({"masked": True}, {"hidden": True}, {"redacted": 1}, {"encrypted": None}, {"value": None, "hidden": True}),
    *({"token": "********"}, {"a": {"api_key": True}}, {"credentials": {"user": "a"}}, ["****"]),
    *('{"masked": true}', '{"password": "***"}', '{"a": {"b": ["<hidden>"]}}', '["********"]', '{"auth": {"token": "True"}}'),
    *('{"x": "[redacted]"}', '{"pass": "\\u2022\\u2022\\u2022"}', '{"value": null, "hidden": true}'),
)
#: A mask, or nothing told, where the param is a secret; any other param may well have it.
ONLY_OF_SECRETS: tuple[Any, ...] = (
    *(None, "", " ", "\t", True, False, 0, 7, 12345678, 1.5, [], {}, ["a"], {"a": "b"}, '{"a": 1}', '{"a": true}', "[]", "{}"),
    *words("True true false yes null None none undefined hidden HIDDEN protected encrypted filtered unchanged set configured"),
    *words("present stored (none) <password> [token] ${password} a*b p*d a*b*c*d \u00b7a xx - . _ # !!! aaaa 0000 ab...cd"),
    *words("ab--------yz abc.. {SHA}abcdef0123 pbkdf2_sha256$260000$abc$def vault:v1:abcdef ENC[AES256,abc] n/a NaN secure keep"),
    *words("placeholder write-only len=12 hash:abcdef obfuscated:abcdef"),
    *words("x x x x|no change|your password here|stored securely|value is stored securely|not available|access denied", "|"),
    *words("hidden for your security|for security reasons|12 characters", "|"),
)
#: Surely the value, also of a secret.
VALUES: tuple[Any, ...] = (
    *words("stored-secret-1 password-set-7c1e hunter2 jira-api-token-7f3a pass password token secret rally_password hidden-treasure"),
    *words("Zq7 x a 7 1234 invented-Passw0rd-93b1 S3cret! p\u00e4ssw\u00f6rt ghp_abcdefghijklmnopqrstuvwxyz0123456789"),
    *words("xoxb-1234-5678-abcdef TODO https Bug a-b Done maskedman7 setup unset7up Protected-Area-51 dGVzdA== a_b x-y exx"),
    *words("100% A&B a.b.c eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"),
    *("correct horse battery", "p@ss w0rd", "-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----\n"),
    '{"type": "service_account", "private_key": "abc7"}',
)
#: Surely the value where the param is no secret.
ONLY_OF_OTHERS: tuple[Any, ...] = (
    *(True, False, 7, 0, None, "", " ", [], {}, ["a", "b"], {"customfield_1": "x"}, {"pass": "Done", "fail": ""}),
    *('{"10": "Blocker", "1-9": "Minor"}', '{"pass": "Done"}', '{"hidden": "no"}', '{"value": 1, "hidden": "a"}'),
    *words("$title 10-* *.example.com 1-9,10-* a*b (none) [bug] <default> hidden protected Encrypted encrypted set true True none"),
    *words("Done,Closed none,partial,pass,fail https://hooks.example.com/services/T0/B0/abc https://example.com/a?b=c&d=e a=b"),
    *words("- -- . .. _ x xx #1 # C++ show_hidden_fields __init__ a__b__c secret TOP-SECRET N/A TBD write-only [PROD] {id}"),
    *words("<Value> */* C:\\Temp\\unsorted sha256:abcdef"),
    *words("$task_id $title|a * b|- item|\u2022 item|Task (internal)|{no json|[not json|{{ title }}|100 % (done)", "|"),
    *words("Waiting for review ...|Wait \u2026 and see|filtered by me|12 characters|Stored Procedure", "|"),
)
JSON_OF_STATUSES = '{"pass": "Done", "fail": true}'


def of(table: tuple[Any, ...]) -> Any:
    """A table as parameters, each with its own text as the name."""
    return pytest.mark.parametrize("value", table, ids=[ascii(value) for value in table])


@of(MASKS)
def test_a_mask_is_not_surely_the_value(value: Any) -> None:
    assert not any(surely_plain(key, value) for key in (*SECRET_NAMES, *PLAIN_NAMES))


@of(ONLY_OF_SECRETS)
def test_what_says_nothing_of_a_secret(value: Any) -> None:
    assert not any(surely_plain(key, value) for key in SECRET_NAMES)
    assert not surely_plain("pin", value, frozenset({"pin"}))


@of(VALUES)
def test_a_value_in_clear_is_surely_the_value(value: Any) -> None:
    assert all(surely_plain(key, value) for key in (*SECRET_NAMES, *PLAIN_NAMES))
    assert surely_plain("pin", value, frozenset({"pin"}))


@of(ONLY_OF_OTHERS)
def test_an_ordinary_value_is_surely_the_value(value: Any) -> None:
    assert all(surely_plain(key, value) for key in PLAIN_NAMES)


def test_a_mapping_by_status_has_no_secret_called_pass() -> None:
    assert surely_plain("task_status_mapping", JSON_OF_STATUSES)
    assert not surely_plain("alm_custom_fields", '{"pass": true}')
    assert not surely_plain("task_status_mapping", '{"pass": "********"}')


def test_what_is_nested_too_deeply_is_not_sure() -> None:
    value: Any = "x"
    for _level in range(5000):
        value = [value]
    assert not surely_plain("x_custom", value)


@pytest.mark.parametrize(
    "part", ["[", "(", "<", "$", "${", "%", "_", "-", "* ", "&amp;", "%25", "a", "=", "://a:", "-----BEGIN A", "hidden ", "[hidden"]
)
def test_a_long_text_is_judged_at_once(part: str) -> None:
    """A pattern that tries each end for each begin would take hours."""
    for key in ("x_custom", "alm_pass"):
        assert surely_plain(key, part * 100000) in (True, False)
        assert surely_plain(key, part * 100000 + "x") in (True, False)


DOTS = st.sampled_from("*\u2022\u25cf\u2219\u00b7\u25cb\u25e6\u25a0\u2588\uff0a\u2217")
PART = st.text("abcXYZ0189", max_size=6)


@given(DOTS, st.integers(3, 20), PART, PART, st.sampled_from([*SECRET_NAMES, *PLAIN_NAMES]))
def test_a_run_of_dots_with_any_head_and_tail_is_a_mask(dot: str, count: int, head: str, tail: str, key: str) -> None:
    mask = head + dot * count + tail
    assert not surely_plain(key, mask)
    assert not surely_plain(key, json.dumps({"a": [mask]}))
    assert not surely_plain(key, {"nested": {"password": mask}})


WORDS = st.sampled_from(["hidden", "masked", "redacted", "encrypted", "filtered", "protected", "value hidden", "not shown"])
FRAMES = st.sampled_from(
    [("<", ">"), ("[", "]"), ("(", ")"), ("{{", "}}"), ("$", "$"), ("__", "__"), ("${", "}"), ("%", "%"), ("<<", ">>"), ("[[", "]]")]
)


@given(WORDS, FRAMES, st.sampled_from([str.lower, str.upper, str.title]), st.sampled_from([*SECRET_NAMES, *PLAIN_NAMES]))
def test_a_decorated_word_is_a_mask(word: str, frame: tuple[str, str], case: Any, key: str) -> None:
    assert not surely_plain(key, case(word).join(frame))


@given(
    st.text("abcdefghijklmnopqrstuvwABCDEFGHIJKLMNOPQRSTUVW0123456789", min_size=9, max_size=40).filter(
        lambda text: len(set(text)) > 3 and any(map(str.isdigit, text[1:-1])) and any(map(str.isalpha, text))
    )
)
def test_a_random_token_is_surely_the_value(token: str) -> None:
    assume(surely_plain("alm_pass", "".join(filter(str.isalpha, token))))
    assert surely_plain("alm_api_token", token)
    assert surely_plain("webhook_url", f"https://hooks.example.com/{token}")
