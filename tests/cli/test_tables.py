"""Tables on a terminal: no figure is ever cut, words are broken between words, whatever the language."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxsim.cli.tables import broken, is_figures, lines, print_sentences, print_table, wide
from cxsim.theme.tables import Table

WIDE = Table(
    pd.DataFrame(
        {
            "Étape": ["recommandation", "usage"],
            "Niveau suivant": ["en développement", "géré"],
            "Conservés, sur 100": ["+0,08 (−9,74 à +9,89)", "+0,44 (−21,09 à +21,97)"],
            "Rétention, sur 100": ["+0,12 (−16,64 à +16,88)", "+0,57 (−31,92 à +33,05)"],
            "Coût, EUR": ["12\u202f345", "7"],
        }
    ),
    "Ce que vaut un niveau de plus, tout le reste étant égal",
    brief=("Étape", "Conservés, sur 100"),
)


def printed(
    table: Table, columns: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> list[str]:
    monkeypatch.setenv("COLUMNS", str(columns))
    print_table(table)
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("columns", [40, 60, 80, 100, 120])
def test_figures_stay_whole_and_lines_are_as_wide_as_the_terminal(
    columns: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = printed(WIDE, columns, monkeypatch, capsys)
    assert max(map(wide, shown)) <= columns
    for figure in WIDE.frame["Conservés, sur 100"]:
        assert any(figure in line for line in shown)
    assert "…" not in "\n".join(shown)


def test_only_the_brief_columns_are_shown_where_all_are_too_wide(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert any("Rétention" in line for line in printed(WIDE, 120, monkeypatch, capsys))
    narrow = printed(WIDE, 80, monkeypatch, capsys)
    begins = next(at for at, line in enumerate(narrow) if re.fullmatch("Étape +Conservés, sur 100", line))
    told = " ".join(narrow[:begins])
    assert told.startswith(f"{WIDE.caption} (Too wide to stand here: ")
    assert set(re.split("; ", told[:-2].partition("here: ")[2])) == {*WIDE.frame.columns} - {*WIDE.brief}
    assert not any("Rétention" in line for line in narrow[begins:])


def test_without_brief_columns_figures_are_broken_at_spaces_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = printed(Table(WIDE.frame), 60, monkeypatch, capsys)
    words = {word for line in shown for word in re.split(" +", line)}
    cells = [*WIDE.frame.columns, *(str(cell) for cell in WIDE.frame.to_numpy().ravel())]
    assert words - {""} == {word for cell in cells for word in cell.split(" ")}


def test_numbers_stand_under_each_other(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = printed(WIDE, 120, monkeypatch, capsys)
    ends = [line for line in shown if re.search("(12\u202f345|  7)$", line)]
    assert len(ends) == 2
    assert len(set(map(len, ends))) == 1


cells = st.text("ab0,.−(%) \u202f中", max_size=30).map(lambda text: " ".join(text.split(" ")))


@given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=5), st.integers(1, 90))
def test_whatever_is_in_a_table_is_printed_whole(rows: list[tuple[str, ...]], width: int) -> None:
    columns = [list(column) for column in zip(("One", "two words", ""), *rows, strict=True)]
    shown = "".join("".join(lines(columns, width)).split(" "))
    assert sorted(shown) == sorted("".join(cell for column in columns for cell in column).replace(" ", ""))


@given(st.text("ab0\u202f 中", max_size=60), st.integers(1, 30))
def test_lines_are_broken_at_spaces_only(text: str, most: int) -> None:
    found = broken(text, most)
    assert " ".join(" ".join(found).split(" ")).replace(" ", "") == text.replace(" ", "")
    assert all(wide(line) <= most or " " not in line for line in found)


@pytest.mark.parametrize("cell", ["12 of 20", "EUR\u00a010", "53.0 (46.4–59.5)", "−3.0\u00a0%", "–", "3 min"])
def test_figures_are_told_by_what_they_are(cell: str) -> None:
    assert is_figures(cell)
    assert not is_figures(f"{cell} people stay")


def test_sentences_go_to_a_file_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    long = "One sentence that is longer than any line of a terminal, " * 5
    print_sentences(f"{long}.\nAnother.")
    assert capsys.readouterr().out == f"{long}.\nAnother.\n"


def test_sentences_on_a_terminal_are_broken_between_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    print_sentences("Of 12\u202f345 customers, fewer stay.\nAnother.")
    assert capsys.readouterr().out.splitlines() == ["Of 12\u202f345 customers,", "fewer stay.", "Another."]
