# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with the entries of a task, all of it at once.

This file is private to the collection.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Optional

from .._api.errors import ItemError, SdeError


@dataclass(frozen=True)
class Problem:
    """What is wrong with one entry.

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


def failure_of(problems: Sequence[Problem], results: Optional[Mapping[str, Any]] = None) -> SdeError:
    """Return the failure of a task with these problems.

    :param results: what the task returns besides.
    """
    ordered = sorted(problems, key=lambda problem: problem.index or 0)
    return SdeError(message_of(ordered), **{**(results or {}), "changed": False, "problems": [each.shown() for each in ordered]})


def message_of(problems: Sequence[Problem]) -> str:
    """Return the message of a failure with these problems."""
    return "; ".join(f"{_place(problem)}{problem.message}" for problem in problems)


def _place(problem: Problem) -> str:
    return f"{problem.label}: " if problem.label else "" if problem.index is None else f"config[{problem.index}]: "
