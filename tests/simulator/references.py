# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""References of composite requests: ``@{reference_id.field}`` in a path or a body stands for a value of an earlier answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_REFERENCE = re.compile(r"@\{([^{}]*)\}")
_STEP = re.compile(r"\.?([^.\[\]]+)|\[(\d+)\]")


class Unresolved(ValueError):
    """A reference to what no earlier answer has."""


def fill(value: Any, answers: Mapping[str, Any], *, strict: bool) -> Any:
    """Return a path or a body with its references filled in.

    A text that is one reference becomes the value, with its type; within a longer text the value becomes text. What cannot be
    resolved raises Unresolved, or becomes an empty text where the request is not strict: no page prints the answer.
    """
    if isinstance(value, dict):
        return {name: fill(inner, answers, strict=strict) for name, inner in value.items()}
    if isinstance(value, list):
        return [fill(inner, answers, strict=strict) for inner in value]
    if not isinstance(value, str):
        return value
    whole = _REFERENCE.fullmatch(value)
    if whole:
        return _resolve(whole[1], answers, strict)
    return _REFERENCE.sub(lambda found: str(_resolve(found[1], answers, strict)), value)


def _resolve(reference: str, answers: Mapping[str, Any], strict: bool) -> Any:
    try:
        return _follow(reference, answers)
    except (KeyError, IndexError, TypeError):
        if strict:
            raise Unresolved(f"@{{{reference}}} cannot be resolved.") from None
        return ""


def _follow(reference: str, answers: Mapping[str, Any]) -> Any:
    found: Any = answers
    position = 0
    while position < len(reference):
        step = _STEP.match(reference, position)
        if step is None:
            raise KeyError(reference)
        found = found[int(step[2])] if step[2] else found[step[1]]
        position = step.end()
    if found is answers:
        raise KeyError(reference)
    return found
