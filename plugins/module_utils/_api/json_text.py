# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON that comes from elsewhere, read so that nothing that works on the data can fail because of its form. Pure functions.

This file is private to the collection.
"""

from __future__ import annotations

import json
import math
from typing import Any

#: Levels of lists and mappings. Real data has fewer than ten; what works on data is recursive, and Python's stack is limited.
DEEPEST = 50


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError
    return number


def _no_number(name: str) -> Any:
    raise ValueError(name)


_LENIENT = json.JSONDecoder()
_STRICT = json.JSONDecoder(parse_constant=_no_number, parse_float=_finite)


def parsed(text: str) -> Any:
    """The data of a JSON text.

    :raises ValueError: it is not JSON, or nested too deeply; the message never quotes the text.
    """
    return _bounded(text, _LENIENT)


def strictly_parsed(text: str) -> Any:
    """The data of a JSON text, all of which can be written again as JSON in UTF-8.

    :raises ValueError: as C(parsed), and for C(NaN), C(Infinity) and half a pair of surrogates.
    """
    data = _bounded(text, _STRICT)
    if "\\ud" in text or "\\uD" in text:  # an escape that may be half a pair
        try:
            json.dumps(data, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise ValueError("with a character that does not exist") from None
    return data


def is_deep(data: Any) -> bool:
    """Return whether data is nested too deeply, level by level: no recursion."""
    level = [data] if isinstance(data, (dict, list)) else []
    for _depth in range(DEEPEST):
        level = [item for each in level for item in (each.values() if isinstance(each, dict) else each) if isinstance(item, (dict, list))]
        if not level:
            return False
    return True


def _bounded(text: str, decoder: json.JSONDecoder) -> Any:
    try:
        data = decoder.decode(text)
    except json.JSONDecodeError:
        raise ValueError("cut off or malformed") from None
    except RecursionError:
        raise ValueError(f"nested more than {DEEPEST} levels") from None
    except ValueError:
        raise ValueError("with a number that is too long or not a number") from None
    if text.count("[") + text.count("{") > DEEPEST and is_deep(data):
        raise ValueError(f"nested more than {DEEPEST} levels")
    return data
