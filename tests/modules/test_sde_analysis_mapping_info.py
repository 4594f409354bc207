# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading the countermeasure mapping of an analysis connector, whatever the server makes of it."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from ansible_collections.sdelements.integrations.plugins.module_utils._model.mapping import COLUMNS, rows_of
from hypothesis import given
from hypothesis import strategies as st

from tests.modules.conftest import Engine
from tests.simulator.client import Simulator

NAME = "sde_analysis_mapping_info"
HEADER = "Task ID,Task Title,Weakness ID,Weakness Title,Confidence,CWE"


@pytest.fixture(name="mapped")
def _mapped(simulator: Simulator) -> Simulator:
    simulator.reset("organisation", mapping="present")
    return simulator


def answer(simulator: Simulator, body: str, content_type: str = "text/csv", status: int = 200) -> None:
    """Have the server answer the next request for a mapping so."""
    simulator.fault(kind="status", status=status, path="/mapping/", headers={"Content-Type": content_type}, body=body)


@pytest.mark.parametrize("mapping", ["present", "csv_only"])
@pytest.mark.parametrize("reference", ["Veracode", 1, "1"])
def test_rows_and_text(mapping: str, reference: Any, mapped: Simulator, engine: Engine) -> None:
    mapped.behave(mapping=mapping)
    result = engine.run(NAME, connector=reference)
    assert engine.run(NAME, True, connector=reference) == result
    assert result["changed"] is False
    assert mapped.writes() == []
    assert result["csv"].startswith(HEADER + "\r\n")
    assert [tuple(row) for row in result["mapping"]] == [COLUMNS] * 3
    assert result["mapping"][0] == dict(
        zip(COLUMNS, ("T21", "Validate input, always", "veracode-1", "Veracode: SQL injection", "high", "89"))
    )
    assert result["mapping"][1]["task_title"] == 'Escape output ("XSS")'
    assert result["mapping"][1]["weakness_title"] == "Veracode: cross-site scripting\nstored"
    assert (result["mapping"][2]["task_title"], result["mapping"][2]["cwe"]) == ("Schlüssel schützen", "")
    assert result["csv"] == _written([HEADER.split(","), *(list(row.values()) for row in result["mapping"])])
    assert engine.warnings == []


def _written(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("Vera", "connector: 'Vera' was not found, or the user of sde_token may not see it; did you mean 'Veracode'?"),
        (99, "connector: 99 was not found"),
        ("Twins", "connector: 'Twins' matches 2 analysis connectors: 3, 4; give the id"),
        ("4", "connector: '4' is the name of analysis connector 5 and the id of analysis connector 4"),
        ("\u0661", "connector: '\u0661' was not found"),
        ([1], "connector: a value of the type list is neither an id nor a name"),
        (True, "connector: a value of the type bool is neither an id nor a name"),
        (0, "connector: an id is a positive number"),
    ],
)
def test_a_connector_that_is_not_one(reference: Any, words: str, mapped: Simulator, engine: Engine) -> None:
    mapped.behave(unique_names="free")
    for name in ("Twins", "Twins", "4"):
        mapped.add("connectors/analysis", name=name, system="veracode", params={})
    assert engine.fails(NAME, connector=reference)["msg"].startswith(words)


@pytest.mark.parametrize("unknown", ["404", "405", "login", "page"])
def test_a_server_without_mappings_says_so(unknown: str, mapped: Simulator, engine: Engine) -> None:
    mapped.behave(mapping="absent", unknown_address=unknown)
    failed = engine.fails(NAME, connector="Veracode")
    assert failed["msg"].startswith("this server has no countermeasure mapping for analysis connector 'Veracode', or does not give it")


def test_a_refusal_has_the_words_of_the_server(mapped: Simulator, engine: Engine) -> None:
    answer(mapped, '{"detail": "You do not have permission."}', "text/csv", 403)
    assert "You do not have permission. (the user of sde_token lacks a permission" in engine.fails(NAME, connector="Veracode")["msg"]


@pytest.mark.parametrize(
    ("content_type", "body", "words"),
    [
        ("text/html", "<html><title>Log in</title></html>", "is an HTML page (Log in) instead of text/csv"),
        ("text/csv", "<!doctype html><html></html>", "is an HTML page instead of text/csv"),
        ("application/json", '{"detail": "x"}', "is application/json, 15 bytes instead of text/csv"),
        ("text/csv; charset=utf-7", "a,b", "in a charset that is not known"),
        ("text/csv; charset=ascii", "ü,b", "not in the charset that it should be in"),
        ("text/csv", f'{HEADER}\n"T1', "is not CSV that can be read: line 2: unexpected end of data"),
        ("text/csv", f"{HEADER}\nT1,\0", "is not CSV that can be read: it contains a null character"),
        ("text/csv", f"{HEADER}\n{'x' * 200_000}", "is not CSV that can be read: line 2: field larger than field limit"),
        ("text/csv", "x," * 3000 + "\n" + "x\n" * 3000, "is not CSV that can be read: it has 3,001 lines of up to 3,001 columns"),
    ],
)
def test_an_answer_that_is_no_csv_ends_with_one_message(
    content_type: str, body: str, words: str, mapped: Simulator, engine: Engine
) -> None:
    answer(mapped, body, content_type)
    message = engine.fails(NAME, connector="Veracode")["msg"]
    assert words in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (HEADER, []),
        ("\ufeffTask ID,CWE\r\nT1,79\r\n", [{"task_id": "T1", "cwe": "79"}]),
        ("Task ID,CWE\nT1,79\n\n,\nT2,80", [{"task_id": "T1", "cwe": "79"}, {"task_id": "T2", "cwe": "80"}]),
        ("Task ID,CWE\rT1,79\r", [{"task_id": "T1", "cwe": "79"}]),
        ("Task ID,CWE\nT1\nT2,80,more", [{"task_id": "T1", "cwe": "", "column_3": ""}, {"task_id": "T2", "cwe": "80", "column_3": "more"}]),
        ("CWE,,cwe,column_2\n1,2,3,4", [{"cwe": "1", "column_2": "2", "cwe_3": "3", "column_2_4": "4"}]),
        ("CWE\n=cmd|' /C calc'!A0\n\x1b[31m", [{"cwe": "=cmd|' /C calc'!A0"}, {"cwe": "\x1b[31m"}]),
        ("CWE\n{{ lookup('pipe', 'id') }}", [{"cwe": "{{ lookup('pipe'", "column_2": " 'id') }}"}]),
        ("_ansible_cwe,__ansible_unsafe\n1,2", [{"ansible_cwe": "1", "ansible_unsafe": "2"}]),
    ],
)
def test_what_is_csv_is_kept_as_data(text: str, rows: list[dict[str, str]], mapped: Simulator, engine: Engine) -> None:
    answer(mapped, text)
    result = engine.run(NAME, connector="Veracode")
    assert result["mapping"] == rows
    assert result["csv"] == text.removeprefix("\ufeff")


@pytest.mark.parametrize("text", ["", "\r\n \r\n"])
def test_a_blank_answer_has_neither_rows_nor_text(text: str, mapped: Simulator, engine: Engine) -> None:
    answer(mapped, text)
    assert engine.run(NAME, connector="Veracode") == {"changed": False, "mapping": [], "csv": ""}


def test_a_text_without_a_header_is_kept_with_a_warning(mapped: Simulator, engine: Engine) -> None:
    answer(mapped, "T1,Title\nT2,Other")
    assert engine.run(NAME, connector="Veracode")["mapping"] == [{"t1": "T2", "title": "Other"}]
    assert engine.warnings == [
        "the countermeasure mapping of analysis connector 'Veracode' begins with a line that names no known column; it is taken for its "
        "header"
    ]


@given(st.text())
def test_any_text_gives_rows_or_one_reason(text: str) -> None:
    try:
        rows = rows_of(text)
    except ValueError as error:
        assert str(error)
    else:
        assert len({tuple(row) for row in rows}) <= 1
        assert all(isinstance(cell, str) for row in rows for cell in row.values())


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=6))
def test_every_cell_of_a_csv_is_kept(lines: list[list[str]]) -> None:
    rows = rows_of(_written(lines))
    kept = [line for line in lines if any(map(str.strip, line))]
    assert [[cell for cell in row.values() if cell] for row in rows] == [[cell for cell in line if cell] for line in kept[1:]]
