# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Interpret an option that takes the id or the name of an object.

This file is private to the collection. Pure functions. An integer is an id. Text is a name; ASCII digits that are not a name are an
id, since templates of ansible-core 2.16, C(-e) and CSV files have only text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Optional, Protocol, TypeVar, Union

from .._api.counts import counted
from .._api.errors import InputError
from .remote import number

Reference = Union[int, str]


@dataclass(frozen=True)
class ExternalId:
    """A project by the id that another system gave it (page Projects)."""

    value: str

    def __repr__(self) -> str:
        return f"with external_id {self.value!r}"


#: What a task names a project by.
ProjectReference = Union[Reference, ExternalId]

#: Characters of a name that are compared to find the one that was meant.
_COMPARED = 100


class Named(Protocol):
    """An object of the server."""

    @property
    def id(self) -> int:
        """Its id."""

    @property
    def name(self) -> str:
        """Its name."""


Object = TypeVar("Object", bound=Named)


def refusal(option: str, value: Any) -> Optional[InputError]:
    """Return the error of an option that takes an id or a name and has neither; None where it is right."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if isinstance(value, str) or (is_number and number(value) is not None):
        return None
    if is_number:
        return InputError(f"{option}: an id is a positive number of at most 19 digits; give an id or a name")
    return InputError(f"{option}: a value of the type {type(value).__name__} is neither an id nor a name; give an integer or text")


def project_of(options: Mapping[str, Any]) -> Optional[ProjectReference]:
    """Return what options name a project by, in C(project) or in C(external_id); None where they name none.

    :raises InputError: both are given, or the external id is empty.
    """
    project, external_id = options.get("project"), options.get("external_id")
    if external_id is None:
        return project
    if project is not None:
        raise InputError("external_id: project is given too; leave one of them out")
    if not str(external_id).strip():
        raise InputError("external_id: it is empty; give a value or leave the option out")
    return ExternalId(str(external_id))


def is_id(reference: Any) -> bool:
    """Return whether a reference may be an id: a number, also as text in ASCII digits."""
    return number(reference) is not None


def find(
    option: str,
    kind: str,
    reference: Reference,
    by_id: Mapping[int, Object],
    by_name: Mapping[str, Sequence[Object]],
    describe: Optional[Callable[[Object], str]] = None,
    advice: str = "give the id",
) -> Optional[Object]:
    """Return the one object that a reference means, or None.

    :param kind: what messages call the object.
    :param by_id: objects by id; all whose id the reference may be, at least.
    :param by_name: objects by name; all of the name that the reference may be, at least.
    :param describe: returns an object as a candidate in a message; its id if not given.
    :param advice: what to do where several objects have the name.
    :raises InputError: it may mean several objects; they are the candidates.
    """
    found = meant(option, kind, reference, by_id, by_name, describe)
    if len(found) > 1:
        candidates = [describe(each) if describe else str(each.id) for each in found]
        raise InputError(
            f"{option}: {reference!r} matches {counted(len(found), kind)}: {listed(candidates)}; {advice}",
            candidates=candidates,
        )
    return found[0] if found else None


def meant(
    option: str,
    kind: str,
    reference: Reference,
    by_id: Mapping[int, Object],
    by_name: Mapping[str, Sequence[Object]],
    describe: Optional[Callable[[Object], str]] = None,
) -> list[Object]:
    """Return all objects that a reference means: the one with the id, or those of the name.

    :raises InputError: it is the name of one object and the id of another.
    """
    id = number(reference)
    identified = by_id.get(id) if id is not None else None
    if isinstance(reference, int):
        return [] if identified is None else [identified]
    named = list(by_name.get(reference, ()))
    if not named:
        return [] if identified is None else [identified]
    if identified is not None and identified.id not in {each.id for each in named}:
        candidates = [describe(each) if describe else str(each.id) for each in (*named, identified)]
        raise InputError(
            f"{option}: {reference!r} is the name of {kind} {listed(candidates[:-1])} and the id of {kind} {candidates[-1]}; "
            "give the id of the first or the name of the second, or the id as an integer",
            candidates=candidates,
        )
    return named


def grouped(objects: Iterable[Object]) -> tuple[dict[int, Object], dict[str, list[Object]]]:
    """Return objects by id and by name."""
    by_id = {each.id: each for each in objects}
    by_name: dict[str, list[Object]] = {}
    for each in by_id.values():
        by_name.setdefault(each.name, []).append(each)
    return by_id, by_name


def unknown(option: str, reference: Reference, names: Iterable[str]) -> InputError:
    """Return the error of a reference that means no object, with the nearest of the names that there are."""
    close = close_names(reference, names) if isinstance(reference, str) else ()
    return InputError(f"{option}: {reference!r} was not found, or the user of sde_token may not see it{did_you_mean(close)}", nearest=close)


def close_names(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names most like a misspelt one, the nearest first."""
    import difflib  # only where something is misspelt

    folded: dict[str, str] = {}
    for each in sorted(set(names)):
        folded.setdefault(each[:_COMPARED].casefold(), each)
    return tuple(folded[each] for each in difflib.get_close_matches(name[:_COMPARED].casefold(), folded, 3, 0.6))


def did_you_mean(names: Iterable[str]) -> str:
    """Return a suffix for a message that lists names; empty if there are none."""
    shown = " or ".join(map(repr, names))
    return f"; did you mean {shown}?" if shown else ""


def nearest(name: str, names: Iterable[str]) -> str:
    """Return a suffix for a message with the names most similar to a misspelt one; empty if there are none."""
    return did_you_mean(close_names(name, names))


def listed(texts: Sequence[str], most: int = 20) -> str:
    """Return texts as a list for a message, limited to a number of items; the rest is counted."""
    more = f" and {len(texts) - most} more" if len(texts) > most else ""
    separator = "; " if any("," in text for text in texts) else ", "
    return f"{separator.join(texts[:most])}{more}"
