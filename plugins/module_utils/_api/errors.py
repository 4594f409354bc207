# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Expected failures and their messages.

This file is private to the collection. Every expected failure is an L(SdeError); anything else that
is raised is a bug and stays a traceback. No error keeps request headers or a request body.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Optional


def without_stop(sentence: str) -> str:
    """Return a sentence without its full stop, so that another one can follow a semicolon. Dots at the end stay."""
    return sentence[:-1] if sentence.endswith(".") and not sentence.endswith("..") else sentence


class SdeError(Exception):
    """An expected failure: one sentence for the user.

    ``details`` are further return values of the failing task (plain data, redacted on the way out).
    """

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = details

    def about(self, what: str) -> SdeError:
        """The same failure, its sentence opened by the item that it concerns."""
        self.message = f"{what}: {self.message}"
        return self

    def add(self, words: str) -> None:
        """Add what begins with a semicolon to the sentence, which may end in a quoted one: without the full stop of that."""
        self.message = f"{without_stop(self.message)}{words}" if words else self.message

    def __str__(self) -> str:
        return self.message


class ItemError(SdeError):
    """Something is wrong with one entry of a task, known before anything is written. Such errors of all entries are collected.

    :param nearest: the right names that a wrong one is most like.
    :param candidates: the objects that an ambiguous name matches, each with a distinct label.
    """

    def __init__(self, message: str, nearest: Iterable[str] = (), candidates: Iterable[str] = (), **details: Any) -> None:
        super().__init__(message, **details)
        self.nearest = tuple(nearest)
        self.candidates = tuple(candidates)


class InputError(ItemError):
    """An option of the task is wrong: C(option: problem; action)."""


def check_range(option: str, value: int, least: int, most: int) -> None:
    """Refuse a number that is too small or too large for an option."""
    if not least <= value <= most:
        raise InputError(f"{option}: {value} is out of range; give a number from {least} to {most}")


class RequestError(SdeError):
    """A request was not answered as it should be.

    ``applied`` says whether the server may have carried the request out: ``False`` is certain that it
    did not (never connected, throttled, refused), ``None`` is not known (answer lost, gateway error).
    ``retryable`` says whether the same request may be answered well a moment later.
    ``absent`` says whether servers answer so at an address that they do not have.
    """

    absent = False

    def __init__(
        self,
        message: str,
        *,
        method: str,
        url: str,
        status: Optional[int] = None,
        applied: Optional[bool] = False,
        retryable: bool = False,
        **details: Any,
    ) -> None:
        details.update(method=method, url=url)
        if status is not None:
            details.update(status=status)
        super().__init__(message, **details)
        self.status = status
        self.applied = applied
        self.retryable = retryable


class NotFoundError(RequestError):
    """404: there is no such object, or this server has no such list."""

    absent = True


class OtherTypeError(RequestError):
    """Data of another type than JSON, such as a CSV file."""


class NotApiError(RequestError):
    """A redirect, or a page for people in place of JSON."""

    absent = True


class MethodNotAllowedError(RequestError):
    """405: this server does not offer the method here; ``allow`` names those it does (may be empty)."""

    absent = True

    def __init__(self, message: str, *, allow: frozenset[str], **kwargs: Any) -> None:
        super().__init__(message, **kwargs)
        self.allow = allow
