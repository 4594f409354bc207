# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Redaction by key, of data that is read and not written back. Pure functions.

This file is private to the collection.
"""

from __future__ import annotations

import json
from typing import Any

from .json_text import DEEPEST, is_deep
from .masks import PLACEHOLDER, structure_of
from .secret_forms import revealed
from .secret_names import NO_SECRETS_IN, is_secret_key


def redact(value: Any, also: frozenset[str] = frozenset(), _depth: int = 0) -> Any:
    """A copy of plain data, to be read and not to be written back, in which every secret is the placeholder.

    Secrets are the values of secret-looking keys, of the keys named in ``also`` and everything within a
    C(secret_params) option, also inside JSON that is kept as text and within a text that shows them. Empty values stay: they tell nothing.
    """
    if _depth > DEEPEST:
        return PLACEHOLDER
    if isinstance(value, str):
        data = structure_of(value)
        if data is None:
            return _without_revealed(value)
        if is_deep(data):
            return PLACEHOLDER
        clean = redact(data, also, _depth + 1)
        return value if clean == data else json.dumps(clean)
    if isinstance(value, dict):
        return {key: redacted_value(str(key), item, also, _depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [redact(item, also, _depth + 1) for item in value]
    return value


def _without_revealed(text: str) -> str:
    parts, done = [], 0
    for begin, end in revealed(text):
        if begin >= done:
            parts += [text[done:begin], PLACEHOLDER]
            done = end
    return "".join([*parts, text[done:]])


def redacted_value(key: str, value: Any, also: frozenset[str] = frozenset(), depth: int = 0) -> Any:
    """The value of a key, redacted."""
    if key == "secret_params" and isinstance(value, dict):
        return dict.fromkeys(value, PLACEHOLDER)
    if key == NO_SECRETS_IN:
        return value
    if key in also or is_secret_key(key):
        return value if value is None or value == "" or isinstance(value, bool) else PLACEHOLDER
    return redact(value, also, depth)


def is_empty(value: Any) -> bool:
    """Return whether a value says nothing: null, an empty list or mapping, a text that has only blanks."""
    return value is None or (isinstance(value, str) and not value.strip()) or (isinstance(value, (dict, list, tuple)) and not value)
