# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON that comes from elsewhere: data that can be worked on, or a reason that quotes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.content import kind
from ansible_collections.sdelements.integrations.plugins.module_utils._api.json_text import DEEPEST, is_deep, parsed, strictly_parsed
from ansible_collections.sdelements.integrations.plugins.module_utils._api.masks import PLACEHOLDER
from ansible_collections.sdelements.integrations.plugins.module_utils._api.redact import redact
from hypothesis import given
from hypothesis import strategies as st


def nested(levels: int, *, mapping: bool) -> str:
    return '{"a":' * levels + "1" + "}" * levels if mapping else "[" * levels + "1" + "]" * levels


@pytest.mark.parametrize("mapping", [False, True])
@pytest.mark.parametrize("levels", [1, DEEPEST - 1, DEEPEST])
def test_what_is_not_too_deep(levels: int, mapping: bool) -> None:
    text = nested(levels, mapping=mapping)
    assert parsed(text) == strictly_parsed(text) == json.loads(text)
    assert not is_deep(json.loads(text))


@pytest.mark.parametrize("mapping", [False, True])
@pytest.mark.parametrize("levels", [DEEPEST + 1, 100, 900, 100_000])
@pytest.mark.parametrize("read", [parsed, strictly_parsed])
def test_what_is_too_deep(levels: int, mapping: bool, read: Any) -> None:
    with pytest.raises(ValueError, match=rf"^nested more than {DEEPEST} levels$"):
        read(nested(levels, mapping=mapping))


def test_a_long_list_is_not_deep() -> None:
    text = json.dumps([{"a": [number]} for number in range(10_000)])
    assert parsed(text) == json.loads(text)


@pytest.mark.parametrize("text", ["NaN", "-Infinity", '"\\ud800"'])
def test_only_what_is_written_again_must_be_strict(text: str) -> None:
    parsed(text)
    with pytest.raises(ValueError, match="^with a "):
        strictly_parsed(text)


@given(st.text())
def test_any_text_is_data_or_a_reason_that_does_not_quote_it(text: str) -> None:
    try:
        data = strictly_parsed(text)
    except ValueError as error:
        assert str(error) in (
            "cut off or malformed",
            "with a number that is too long or not a number",
            "with a character that does not exist",
        )
    else:
        assert json.dumps(data, ensure_ascii=False).encode()


@pytest.mark.parametrize("levels", [900, 100_000])
def test_redaction_of_text_that_is_nested_too_deeply_ends(levels: int) -> None:
    text = nested(levels, mapping=True)
    assert redact({"alm_custom_fields": text}) == {"alm_custom_fields": PLACEHOLDER}


@given(st.binary(), st.text(max_size=30))
def test_any_body_is_described(body: bytes, content_type: str) -> None:
    assert kind(body, content_type)
    assert kind(b"<html><title>" + body, content_type).startswith("an HTML page")
