# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values as Ansible hands them to plugins, without Ansible's own types."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterator
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.utils.unsafe_proxy import wrap_var
from ansible_collections.sdelements.integrations.plugins.plugin_utils._values import plain
from hypothesis import given
from hypothesis import strategies as st

DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


#: Text whose C(str()) is of its own type.
Text: Any = type("Text", (str,), {"__str__": lambda self: self})


class Number(int):
    """An integer of a type of its own."""


class Fraction(float):
    """A float of a type of its own."""


#: A value that is decrypted by C(str()).
Vaulted: Any = type("Vaulted", (), {"__str__": lambda self: Text("clear")})


def types(value: Any) -> Iterator[type]:
    """The types of a value and of all that is in it."""
    yield type(value)
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    for item in value if isinstance(value, list) else []:
        yield from types(item)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Text("a"), "a"),
        (Number(7), 7),
        (Fraction(1.5), 1.5),
        (True, True),
        (None, None),
        (Vaulted(), "clear"),
        (date(2024, 1, 31), "2024-01-31"),
        (datetime(2024, 1, 31, 10), "2024-01-31T10:00:00"),
        ((Text("a"), [Number(1)]), ["a", [1]]),
        (MappingProxyType({Text("a"): OrderedDict({Text("1"): Text("b")})}), {"a": {"1": "b"}}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_has_no_type_of_its_own(value: Any, expected: Any) -> None:
    found = plain(value)
    assert found == expected
    assert list(types(found)) == list(types(expected))


@given(data=DATA)
def test_values_of_json_stay_as_they_are_whatever_ansible_marks_them_with(data: Any) -> None:
    assert json.dumps(plain(wrap_var(data))) == json.dumps(data)
    assert set(types(plain(wrap_var(data)))) <= {type(None), bool, int, float, str, list, dict}


def test_values_of_a_playbook_can_be_written_by_any_library() -> None:
    loaded = DataLoader().load("{text: '{{ a }}', unsafe: !unsafe '{{ b }}', number: 7, truth: yes, day: 2024-01-31, list: [x]}")
    expected = {"text": "{{ a }}", "unsafe": "{{ b }}", "number": 7, "truth": True, "day": "2024-01-31", "list": ["x"]}
    assert yaml.safe_load(yaml.safe_dump(plain(loaded))) == expected
