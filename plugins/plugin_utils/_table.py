# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A table of connections in a CSV file, as spreadsheets write it.

This file is private to the collection. A message has the file, the line and, for a name of the first line, the column.
"""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
from collections.abc import Collection, Iterator
from typing import Any, Optional

from ansible_collections.sdelements.integrations.plugins.module_utils._api.counts import counted
from ansible_collections.sdelements.integrations.plugins.module_utils._api.errors import InputError
from ansible_collections.sdelements.integrations.plugins.module_utils._model.references import nearest
from ansible_collections.sdelements.integrations.plugins.plugin_utils._roles import Row

DELIMITERS = (",", ";", "\t", "|")

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

#: A first line that Excel writes and reads.
_SEPARATOR = re.compile(r"sep=(.)\r?\n|sep=(.)\r")

_Cells = list[str]


def read_table(path: Any, delimiter: Any, columns: Collection[str]) -> tuple[list[Row], list[str]]:
    """Return the rows of a file as entries of a role, and what is wrong with the file.

    :param path: relative to the folder in which ansible-playbook was started.
    :param delimiter: what stands between the cells; found out where it is empty.
    :param columns: the names that the first line may have.
    """
    if not isinstance(path, str) or not path.strip():
        return [], ["onboard_csv: it is missing; give the path of a CSV file"]
    if delimiter and (not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in '"\r\n'):
        return [], ["onboard_delimiter: it is not one character between cells; give one, such as ;, or leave onboard_delimiter out"]
    try:
        text = _text(os.path.join(os.getcwd(), os.path.expanduser(path)))
        return _rows(text, delimiter or None, columns, path)
    except InputError as error:
        return [], [f"{path}{error.message}"]


def _text(path: str) -> str:
    """Return the content of a file in any encoding of spreadsheets."""
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError as error:
        where = "" if os.path.isabs(path) and os.path.dirname(path) != os.getcwd() else f", in {os.getcwd()}"
        raise InputError(f": it cannot be read ({error.strerror}{where}); give the path of a CSV file") from None
    encodings = [encoding for bom, encoding in _BOMS if content.startswith(bom)]
    if not encodings and b"\0" in content[:2]:
        encodings = ["utf-16-be" if content[:1] == b"\0" else "utf-16-le"]
    for encoding in encodings or ["utf-8", "cp1252"]:
        try:
            return content.decode(encoding).lstrip("\ufeff")  # a file that was joined from others has more than one
        except UnicodeDecodeError:
            continue
    raise InputError(": it is not text in UTF-8, UTF-16 or Windows-1252; save it as CSV in UTF-8")


def _rows(text: str, delimiter: Optional[str], columns: Collection[str], name: str) -> tuple[list[Row], list[str]]:
    """Return the entries of a table, and what is wrong with its lines."""
    said = _SEPARATOR.match(text)
    lines = 1 if said else 0
    if said:
        delimiter, text = delimiter or said[1] or said[2], text[said.end() :]
    delimiter = delimiter or _likely(text, columns)
    found = [(number + lines, cells) for number, cells in _lines(text, delimiter) if any(cells)]
    if not found or not re.search(f"[^\\s{re.escape(''.join(DELIMITERS))}]", text):
        raise InputError(f": it is empty; name columns in its first line, such as {', '.join(list(columns)[:3])}")
    (first, header), *others = found
    wrong = list(_wrong_columns(header, columns))
    if wrong:
        return [], [f"{name}, line {first}, column {column}: {message}" for column, message in wrong]
    if not others:
        raise InputError(f", line {first}: no row follows the names of the columns; give a row for each connection")
    rows, problems = [], []
    for number, cells in others:
        where = f"{name}, line {number}"
        if len(cells) != len(header):
            problems.append(
                f"{where}: it has {counted(len(cells), 'cell')}, and the first line has {len(header)}; "
                "put a cell that contains the delimiter in quotes"
            )
        else:
            rows.append(Row(where, {column: cell for column, cell in zip(header, cells) if cell}))
    return rows, problems


def _lines(text: str, delimiter: str) -> Iterator[tuple[int, _Cells]]:
    """Return the rows of cells, each with the number of its first line."""
    reader, number = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field limit" in str(error):
                problem = f"a cell has more than {csv.field_size_limit():,} characters; shorten it, or end a cell that begins with a quote"
            else:
                problem = "a cell in quotes is not as CSV has it; begin and end it with a quote, and double a quote in it"
            raise InputError(f", line {number}: {problem}") from None
        yield number, [cell.strip() for cell in cells]
        number = reader.line_num + 1


def _likely(text: str, columns: Collection[str]) -> str:
    """Return the delimiter with which the first line names the most columns; a comma where all name the same."""

    def known(delimiter: str) -> tuple[int, int]:
        try:
            header = next((cells for _number, cells in _lines(text, delimiter) if any(cells)), [])
        except InputError:
            return 0, 0
        return sum(cell in columns for cell in header), len(header)

    return max(DELIMITERS, key=known)


def _wrong_columns(header: _Cells, columns: Collection[str]) -> Iterator[tuple[int, str]]:
    """Return the columns whose name is wrong, by their number."""
    for place, column in enumerate(header):
        if not column:
            yield place + 1, "it has no name; name it, or remove the column"
        elif column not in columns:
            yield place + 1, f"{column}: there is no such column{nearest(column, columns)}"
        elif column in header[:place]:
            yield place + 1, f"{column}: the column {header.index(column) + 1} has the same name; remove one of them"
