# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of a server on their way out: messages, results, exported files, the report's page. Properties over any text."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
import yaml
from ansible.parsing.yaml.loader import AnsibleLoader
from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import SdeError
from ansible_collections.sdelements.integrations.plugins.module_utils._model.output import visible, without_reserved
from ansible_collections.sdelements.integrations.plugins.module_utils._tasks.task import Context, Task
from ansible_collections.sdelements.integrations.plugins.plugin_utils._export_text import dump, literal, safe
from ansible_collections.sdelements.integrations.plugins.plugin_utils._report_page import page
from ansible_collections.sdelements.integrations.plugins.plugin_utils._values import plain
from hypothesis import given
from hypothesis import strategies as st

#: Any text, with what this is about more often than by chance.
SIGNS = st.one_of(
    st.characters(codec="utf-8"), st.sampled_from("\x00\x07\x1b\r\n\t\x7f\x85\x9b\u061c\u200b\u200e\u2028\u202e\u2066\ufeff{}%#'\"\\:-")
)
TEXTS = st.text(SIGNS)
DATA = st.recursive(
    st.one_of(TEXTS, st.booleans(), st.integers()), lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=12
)


def is_obeyed(sign: str) -> bool:
    """Whether a terminal or an editor obeys a character instead of showing it."""
    return (
        (unicodedata.category(sign) in ("Cc", "Zl", "Zp", "Cs") and sign not in "\n\t")
        or sign in "\u061c\u200e\u200f\ufeff"
        or (unicodedata.bidirectional(sign) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"))
    )


@given(st.text(SIGNS | st.characters(categories=["Cs"])))
def test_no_control_or_bidirectional_character_is_left(text: str) -> None:
    shown = visible(text)
    assert not any(map(is_obeyed, shown))
    shown.encode()
    assert visible(shown) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("a\x9bb", "a\\x9bb"),
        ("\U000e0041", "\\U000e0041"),
        ("\ud83d", "\\ud83d"),
        *((text, text) for text in ("two\nlines\tand a tab", "Zahlungen \u2013 \u20ac", "\u05e9\u05dc", "deja\u00a0vu", "C:\\temp")),
        ("\U0001f468\u200d\U0001f4bb", "\U0001f468\u200d\U0001f4bb"),
    ],
)
def test_other_characters_stay(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(TEXTS)
def test_messages_warnings_and_all_else_of_a_failure_are_visible(text: str) -> None:
    def fail(context: Context) -> dict[str, Any]:
        context.warn(f"careful: {text}")
        raise SdeError(f"refused: {text}", errors={f"a{text}.field": [text]}, done=[text])

    context = Context({})
    result = Task(fail, {}).perform(context)
    assert not any(map(is_obeyed, json.dumps(result, ensure_ascii=False).replace("\\n", "\n") + "".join(context.told())))
    assert result["errors"] == {visible(f"a{text}.field"): [visible(text)]}


@given(DATA)
def test_a_result_keeps_what_the_server_has(data: Any) -> None:
    assert Task(lambda context: {"data": data}, {}).perform(Context({})) == {"data": data}


@pytest.mark.parametrize(
    ("data", "left"),
    [
        ({"_ansible_no_log": 1, "a": 2}, {"a": 2}),
        ({"a": [{"__ansible_type": "x"}]}, {"a": [{}]}),
        ([[{"__ansible_unsafe": "x", "b": 1}]], [[{"b": 1}]]),
        ({"ansible_facts": 1, "x_ansible_y": "_ansible_"}, {"ansible_facts": 1, "x_ansible_y": "_ansible_"}),
    ],
)
def test_names_that_ansible_keeps_for_itself_are_left_out(data: Any, left: Any) -> None:
    assert without_reserved(data) == left
    assert Task(lambda context: {"data": data}, {}).perform(Context({})) == {"data": left}


@given(DATA)
def test_an_exported_value_reads_back_as_it_is_and_shows_each_character(data: Any) -> None:
    text = dump({"value": safe(data)})
    assert all(sign == "\n" or sign.isprintable() for sign in text)
    assert plain(AnsibleLoader(text).get_single_data()) == {"value": data}


@given(TEXTS)
def test_a_text_that_could_be_a_template_is_marked(text: str) -> None:
    ((key, items),) = yaml.compose(dump(safe({text: [text]}))).value
    for each in (key, *items.value):
        assert each.tag == "!unsafe" or not ("{" in text or "jinja" in text.lower())


@given(TEXTS)
def test_a_literal_of_a_template_has_nothing_that_ends_it(text: str) -> None:
    assert literal(text).isprintable() and not set(literal(text)) & set("'\\{}%#")


@given(TEXTS)
def test_the_page_shows_a_text_as_text(text: str) -> None:
    shown = page({"generated": "2026-03-02T12:00:00Z", "text": text}, '<p title="{{ data.text }}">{{ data.text }}</p>')
    assert not any(map(is_obeyed, shown))
    assert shown.count("<") == 2 and shown.count('"') == 2
