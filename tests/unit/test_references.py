# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an option means that takes an id or a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import InputError
from ansible_collections.sdelements.integrations.plugins.module_utils._model.references import (
    find,
    grouped,
    is_id,
    nearest,
    refusal,
    unknown,
)
from hypothesis import given
from hypothesis import strategies as st


@dataclass(frozen=True)
class Thing:
    """An object of the server."""

    id: int
    name: str


THINGS = (
    Thing(1, "Payments"),
    Thing(2, "Portal"),
    Thing(3, "Portal"),
    Thing(4, "2024"),
    Thing(2024, "Year"),
    Thing(5, "5"),
    Thing(6, "7"),
    Thing(8, "7"),
    Thing(9, "9"),
    Thing(10, "9"),
    Thing(11, "٢٠٢٥"),
    Thing(12, "²"),
    Thing(13, "007"),
    Thing(14, " 16 "),
    Thing(15, "Zahlung ß"),
    Thing(2025, "Next year"),
)
BY_ID, BY_NAME = grouped(THINGS)


@pytest.mark.parametrize(
    ("reference", "id"),
    [
        ("Payments", 1),
        (1, 1),
        ("1", 1),
        (2024, 2024),  # an integer is an id, whatever has it as a name
        (4, 4),
        ("4", 4),
        (7, None),
        ("5", 5),  # its name and its id
        (5, 5),
        (9, 9),
        (10, 10),
        ("٢٠٢٥", 11),  # digits that are not ASCII are a name
        ("²", 12),
        ("007", 13),
        ("013", 13),
        (13, 13),
        (" 16 ", 14),
        *((text, None) for text in ("16", "payments", "Payments ", "٣", "³", "0", "-1", "+1", "1.0", "1e0", "0x1", "1_0", "9" * 30)),
        *((id, None) for id in (77, "77")),
        ("Zahlung ß", 15),
        ("Zahlung ss", None),
    ],
)
def test_what_a_reference_means(reference: Any, id: Optional[int]) -> None:
    found = find("project", "project", reference, BY_ID, BY_NAME)
    assert (found and found.id) == id


@pytest.mark.parametrize(
    ("reference", "words", "candidates"),
    [
        ("Portal", "project: 'Portal' matches 2 projects: <2>, <3>; give the id", ("<2>", "<3>")),
        ("7", "project: '7' matches 2 projects: <6>, <8>; give the id", ("<6>", "<8>")),
        ("9", "project: '9' matches 2 projects: <9>, <10>; give the id", ("<9>", "<10>")),
        ("2024", "project: '2024' is the name of project <4> and the id of project <2024>; give ", ("<4>", "<2024>")),
    ],
)
def test_a_reference_that_may_mean_several_objects_is_refused_with_all_of_them(reference: str, words: str, candidates: Any) -> None:
    with pytest.raises(InputError) as caught:
        find("project", "project", reference, BY_ID, BY_NAME, lambda thing: f"<{thing.id}>")
    assert caught.value.message.startswith(words)
    assert caught.value.candidates == candidates


def test_a_name_of_several_objects_that_is_the_id_of_another_is_refused_with_all_of_them() -> None:
    things = [Thing(1, "3"), Thing(2, "3"), Thing(3, "x")]
    with pytest.raises(InputError) as caught:
        find("connector", "connector", "3", {each.id: each for each in things}, {"3": things[:2], "x": things[2:]})
    assert caught.value.message.startswith("connector: '3' is the name of connector 1, 2 and the id of connector 3; give ")
    assert caught.value.candidates == ("1", "2", "3")


@pytest.mark.parametrize(
    ("reference", "close"),
    [
        ("Paymnts", ("Payments",)),
        ("PAYMENTS", ("Payments",)),
        ("portal", ("Portal",)),
        ("Qqqq", ()),
        (77, ()),
        ("Payments" * 10000, ()),
    ],
)
def test_a_misspelt_name_comes_with_those_that_are_most_like_it(reference: Any, close: tuple[str, ...]) -> None:
    error = unknown("project", reference, BY_NAME)
    assert error.message.startswith(f"project: {reference!r} was not found, or the user of sde_token may not see it")
    assert error.nearest == close
    assert error.message.endswith(nearest(str(reference), BY_NAME) if close else "may not see it")


@pytest.mark.parametrize(("reference", "may_be"), [(7, True), ("7", True), ("Payments", False), ("²", False), ("", False)])
def test_numbers_and_text_of_digits_may_be_ids(reference: Any, may_be: bool) -> None:
    assert is_id(reference) is may_be


def test_many_candidates_are_counted() -> None:
    things = [Thing(id, "x") for id in range(1, 101)]
    with pytest.raises(InputError) as caught:
        find("project", "project", "x", {}, {"x": things})
    assert "matches 100 projects: 1, 2," in caught.value.message
    assert ", 20 and 80 more; give the id" in caught.value.message
    assert len(caught.value.candidates) == 100


@pytest.mark.parametrize("value", ["Payments", "1", " 1", "²", "", 1, 10**18])
def test_an_integer_and_text_are_references(value: Any) -> None:
    assert refusal("project", value) is None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "type bool is neither an id nor a name"),
        *(
            (value, f"type {type(value).__name__}")
            for value in (False, 1.0, 2024.5, float("nan"), None, [1], ["Payments"], {"id": 1}, b"1")
        ),
        *((value, "an id is a positive number") for value in (0, -7, 10**19, 10**5000)),
    ],
    ids=lambda value: repr(value)[:20] if not isinstance(value, int) or abs(value) < 10**30 else "huge",
)
def test_what_is_neither_an_id_nor_a_name_is_refused(value: Any, words: str) -> None:
    error = refusal("project", value)
    assert error is not None
    assert error.message.startswith("project: ")
    assert words in error.message
    assert "; give " in error.message


NAMES = st.text(alphabet="0123²٢a ", min_size=1, max_size=3)


@given(st.dictionaries(st.integers(1, 30), NAMES, max_size=8), NAMES | st.integers(1, 30))
def test_a_reference_means_an_object_that_has_it_as_id_or_name_and_no_other_could_be_meant(names: dict[int, str], reference: Any) -> None:
    things = [Thing(id, name) for id, name in names.items()]
    by_id, by_name = grouped(things)
    named = {thing.id for thing in things if thing.name == reference}
    text = str(reference).strip()
    digits = text.isascii() and text.isdigit()
    possible = {reference} & set(names) if isinstance(reference, int) else named | ({int(text)} & set(names) if digits else set())
    try:
        found = find("project", "project", reference, by_id, by_name)
    except InputError as error:
        assert len(possible) > 1
        assert len(error.candidates) in (len(named), len(named) + 1)
    else:
        assert possible == ({found.id} if found else set())
