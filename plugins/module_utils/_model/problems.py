# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Problems of the entries of a task, reported together.

This file is private to the collection.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Optional

from .._api.counts import counted
from .._api.errors import ItemError, SdeError

#: Problems that a message names; the others are counted there, and all are in the result.
MOST_SHOWN = 20


@dataclass(frozen=True)
class Problem:
    """A problem of one entry.

    :param index: its place in C(config), from 0; None for a singular module.
    :param label: what messages call the object; empty where the entry does not name one.
    :param option: the option that is wrong; empty where none is.
    """

    message: str
    index: Optional[int] = None
    label: str = ""
    option: str = ""
    nearest: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()

    @classmethod
    def of(cls, error: ItemError, index: Optional[int] = None, label: str = "") -> Problem:
        """Return the problem that an error of one entry reports."""
        option = re.match(r"([a-z]+(?:_[a-z]+)*)(?:\.[^:]*)?: ", error.message)
        return cls(error.message, index, label, option[1] if option else "", error.nearest, error.candidates)

    def shown(self) -> dict[str, Any]:
        """Return the problem as results show it."""
        return {
            "index": self.index,
            "label": self.label,
            "option": self.option,
            "message": self.message,
            "nearest": list(self.nearest),
            "candidates": list(self.candidates),
        }

    def line(self) -> str:
        """Return the problem as one line of a message."""
        place = [] if self.index is None else [f"config[{self.index}]"]
        return one_line(": ".join([*place, *([self.label] if self.label else []), self.message]))


def failure_of(problems: Sequence[Problem], total: int = 1, results: Optional[Mapping[str, Any]] = None) -> SdeError:
    """Return the failure of a task with these problems, all of which are in its result.

    :param total: how many entries the task has.
    :param results: what the task returns besides.
    """
    ordered = sorted(problems, key=lambda problem: problem.index or 0)
    return SdeError(message(ordered, total), **{**(results or {}), "changed": False, "problems": [each.shown() for each in ordered]})


def message(problems: Sequence[Problem], total: int = 1) -> str:
    """Return the error message of a task with these problems, each on a separate line.

    :param total: how many entries the task has.
    """
    if len(problems) == 1:
        return problems[0].line()
    wrong = {problem.index for problem in problems}
    first = f"{len(wrong):,} of {counted(total, 'entry')} {'is' if len(wrong) == 1 else 'are'} wrong"
    if None in wrong:  # of a singular module, or of an object that no entry lists
        first = counted(len(problems), "problem")
    left = problems[MOST_SHOWN:]
    more = [f"and {len(left):,} more, all of them in problems of the result"] if left else []
    return "\n".join([f"{first}; nothing was written:", *(problem.line() for problem in problems[:MOST_SHOWN]), *more])


def one_line(text: str) -> str:
    """Return a text with its line breaks as C(\\n): a break in a message is between two problems."""
    return text.replace("\r", "\\r").replace("\n", "\\n")
