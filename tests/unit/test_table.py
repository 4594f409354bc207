# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of connections as spreadsheets write them, and what is wrong with others."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.plugin_utils._table import DELIMITERS, read_table
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

COLUMNS = ["project", "jira_project", "frequency", "alias"]


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PWD", "/")
    return tmp_path


def read(folder: Path, content: Any, delimiter: str = "") -> tuple[list[tuple[str, Any]], list[str]]:
    """Return the rows of a file, and what is wrong with it."""
    (folder / "projects.csv").write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    rows, problems = read_table("projects.csv", delimiter, COLUMNS)
    return [(row.origin, row.value) for row in rows], problems


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_is_read_in_each_encoding_with_each_delimiter(folder: Path, encoding: str, delimiter: str, end: str) -> None:
    rows = ["project,jira_project,frequency", "Zürich,ONE,", '"a ""b"", c", TWO ,daily', ",,", ""]
    text = end.join(row if row.startswith('"') else row.replace(",", delimiter) for row in rows)
    text = text.replace('"a ""b"", c", TWO ,daily', delimiter.join(['"a ""b"", c"', " TWO ", "daily"]))
    assert read(folder, text.encode(encoding)) == (
        [
            ("projects.csv, line 2", {"project": "Zürich", "jira_project": "ONE"}),
            ("projects.csv, line 3", {"project": 'a "b", c', "jira_project": "TWO", "frequency": "daily"}),
        ],
        [],
    )


def test_the_line_of_a_row_is_that_in_an_editor(folder: Path) -> None:
    rows, problems = read(folder, '\nproject,jira_project\n"two\nlines",ONE\n\nx,TWO\n')
    assert [origin for origin, _value in rows] == ["projects.csv, line 3", "projects.csv, line 6"]
    assert problems == []


def test_the_delimiter_that_excel_writes_in_the_first_line_counts(folder: Path) -> None:
    rows, problems = read(folder, "sep=;\r\nproject;jira_project\r\nx;ONE\r\n")
    assert (rows, problems) == ([("projects.csv, line 3", {"project": "x", "jira_project": "ONE"})], [])


NAME = "name columns in its first line, such as project, jira_project, frequency"
CELLS = "and the first line has 2; put a cell that contains the delimiter in quotes"
QUOTES = "a cell in quotes is not as CSV has it; begin and end it with a quote, and double a quote in it"
DELIMITER = "onboard_delimiter: it is not one character between cells; give one, such as ;, or leave onboard_delimiter out"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        *((content, f": it is empty; {NAME}") for content in ("", "\ufeff\r\n;;;\r\n,,\r\n")),
        ("project;jira_project;frequenzy\nx;y;z\n", ", line 1, column 3: frequenzy: there is no such column; did you mean 'frequency'?"),
        ("project,jira_project,project\n", ", line 1, column 3: project: the column 1 has the same name; remove one of them"),
        ("project,,jira_project\n", ", line 1, column 2: it has no name; name it, or remove the column"),
        ("project,jira_project\nx\n", f", line 2: it has 1 cell, {CELLS}"),
        ("project,jira_project\nx,y,\n", f", line 2: it has 3 cells, {CELLS}"),
        ('project,jira_project\nx,y\n"x" y,z\n', f", line 3: {QUOTES}"),
        ('project,jira_project\n"x,y\n', f", line 2: {QUOTES}"),
        ("project,jira_project\n\n , \n", ", line 1: no row follows the names of the columns; give a row for each connection"),
        (
            f"project,jira_project\nx,{'y' * 140000}\n",
            ", line 2: a cell has more than 131,072 characters; shorten it, or end a cell that begins with a quote",
        ),
        (b"project,jira_project\n\x81,ONE\n", ": it is not text in UTF-8, UTF-16 or Windows-1252; save it as CSV in UTF-8"),
    ],
)
def test_what_is_wrong_is_one_message_with_file_line_and_column(folder: Path, content: Any, message: str) -> None:
    assert read(folder, content)[1] == [f"projects.csv{message}"]


@pytest.mark.parametrize(
    ("path", "delimiter", "message"),
    [
        *((path, "", "onboard_csv: it is missing; give the path of a CSV file") for path in ("", ["x"])),
        ("none.csv", "", "none.csv: it cannot be read (No such file or directory, in {folder}); give the path of a CSV file"),
        (".", "", ".: it cannot be read (Is a directory, in {folder}); give the path of a CSV file"),
        *(("projects.csv", delimiter, DELIMITER) for delimiter in (";;", '"')),
    ],
)
def test_a_file_that_is_not_there_is_named(folder: Path, path: Any, delimiter: str, message: str) -> None:
    assert read_table(path, delimiter, COLUMNS) == ([], [message.format(folder=folder)])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=4, max_size=4)), st.sampled_from(DELIMITERS)
)
def test_what_python_writes_is_read_back(folder: Path, rows: list[list[str]], delimiter: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([COLUMNS, *rows])
    found, problems = read(folder, text.getvalue())
    given_rows = [{name: cell.strip() for name, cell in zip(COLUMNS, row) if cell.strip()} for row in rows]
    assert [value for _origin, value in found] == [row for row in given_rows if row]
    assert bool(problems) is not any(given_rows)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.binary())
def test_no_file_is_a_traceback(folder: Path, content: bytes) -> None:
    rows, problems = read(folder, content)
    assert all(problem.startswith("projects.csv") for problem in problems)
    assert rows or problems or content
