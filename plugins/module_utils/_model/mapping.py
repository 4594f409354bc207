# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The countermeasure mapping of an analysis tool, which a server gives as CSV. Pure functions.

This file is private to the collection. Cells are data, whatever is in them.
"""

from __future__ import annotations

import csv
import io
import re

from .._api.counts import counted

#: The columns that are known, as keys of rows.
COLUMNS = ("task_id", "task_title", "weakness_id", "weakness_title", "confidence", "cwe")

#: Rows times columns, so that no short text becomes rows without end.
_MOST_CELLS = 5_000_000


def rows_of(text: str) -> list[dict[str, str]]:
    """Return the rows of a CSV text with a header, each with all its columns by name, in small letters with underscores.

    A cell that a row lacks is empty, and one without a header is C(column_7) by its place. Rows without any text are left out.

    :raises ValueError: the text is not CSV, or has too many cells.
    """
    if "\0" in text:
        raise ValueError("it contains a null character")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = [line for line in reader if any(map(str.strip, line))]
    except csv.Error as error:
        raise ValueError(f"line {reader.line_num}: {error}") from None
    if not lines:
        return []
    count = max(map(len, lines))
    if count * len(lines) > _MOST_CELLS:
        raise ValueError(f"it has {counted(len(lines), 'line')} of up to {counted(count, 'column')}")
    names = _names(lines[0], count)
    return [{**dict.fromkeys(names, ""), **dict(zip(names, line))} for line in lines[1:]]


def _names(header: list[str], count: int) -> list[str]:
    """Return unique names for a number of columns."""
    names: dict[str, None] = {}
    for place in range(count):
        name = re.sub(r"[^a-z0-9]+", "_", header[place].lower() if place < len(header) else "").strip("_") or "column"
        while name in names or name == "column":
            name = f"{name}_{place + 1}"
        names[name] = None
    return list(names)
