"""Tables that reports carry: figures as they were, harmless in a spreadsheet, and beside the page."""

import csv
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from IPython.core.formatters import DisplayFormatter
from pyarrow import parquet

from cxsim.reporting.downloads import csv_text, write_tables
from cxsim.theme.picture import Picture
from cxsim.theme.sentences import Sentences
from cxsim.theme.shown import show
from cxsim.theme.style import new_figure
from cxsim.theme.table_data import TABLES_TYPE, table_data
from cxsim.theme.tables import Table

FRAME = pd.DataFrame(
    {
        "who": ["Ann", None, "=HYPERLINK(1)"],
        "felt": [-0.1, np.nan, np.inf],
        "visits": np.array([3, 0, -2], np.int32),
        "kept": [True, False, True],
        "kind": pd.Categorical(["a", "b", "a"]),
    },
    index=pd.Index(["x", "y", "z"], name="place"),
)
DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＝1+1",
    "－1",
    "\u202e=1",
    "\x00=1",
]


def test_what_is_missing_is_carried_as_nothing() -> None:
    missing = pd.DataFrame({"any": [None, np.nan, pd.NA, pd.NaT, 1.5]}, dtype=object)
    assert table_data("a", "A", missing)["columns"][0]["values"] == [None, None, None, None, 1.5]


def test_figures_come_back_as_they_were(tmp_path: Path) -> None:
    carried = json.loads(json.dumps(table_data("felt", "How they feel", FRAME), allow_nan=False))
    (listed,) = write_tables([carried], tmp_path)
    assert listed == {
        "name": "felt",
        "title": "How they feel",
        "rows": 3,
        "columns": ["place", "who", "felt", "visits", "kept", "kind"],
    }
    found = parquet.read_table(tmp_path / "felt.parquet").to_pandas()
    assert found["who"].tolist()[::2] == ["Ann", "=HYPERLINK(1)"], "to the letter"
    assert found["felt"].tolist()[::2] == [-0.1, np.inf]
    assert found.isna().sum().to_dict() == {**dict.fromkeys(found, 0), "who": 1, "felt": 1}
    assert (found["visits"].dtype, found["kept"].dtype) == (np.int64, bool)
    assert found["place"].tolist() == ["x", "y", "z"]
    in_csv = pd.read_csv(tmp_path / "felt.csv")
    assert in_csv["felt"].tolist()[::2] == [-0.1, np.inf], "a negative number is a number"
    assert in_csv["who"].tolist()[2] == "'=HYPERLINK(1)"


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_becomes_a_formula(text: str) -> None:
    cells = [{"name": text, "type": "text", "values": [text, f"fine{text}"]}]
    head, first, second = csv.reader(csv_text(cells).splitlines(keepends=True))
    assert head[0].startswith("'")
    assert first == head
    assert second[0].startswith("fine")
    assert not set("\x00\u202e") & {*head[0], *second[0]}


def test_csv_opens_with_accents_wherever_it_is_opened(tmp_path: Path) -> None:
    write_tables([table_data("a", "A", pd.DataFrame({"café, crème": ['"très"\nbon', "顾客"]}))], tmp_path)
    content = (tmp_path / "a.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert pd.read_csv(tmp_path / "a.csv")["café, crème"].tolist() == ['"très"\nbon', "顾客"]


def test_names_stay_in_the_folder_and_are_told_apart(tmp_path: Path) -> None:
    names = ["../../etc/passwd", "kpis", "kpis", "", "W" * 10_000, "con/../..", "\u202e"]
    place = tmp_path / "tables"
    listed = write_tables([table_data(name, name, FRAME) for name in names], place)
    assert [one["name"] for one in listed][:4] == ["etc_passwd", "kpis", "kpis_2", "table"]
    assert {file.parent for file in tmp_path.rglob("*") if file.is_file()} == {place}
    assert len(list(place.iterdir())) == 2 * len(names)
    assert all(len(file.name) < 80 for file in place.iterdir())


def test_the_same_table_gives_the_same_bits(tmp_path: Path) -> None:
    for name in ("one", "other"):
        write_tables([table_data("a", "A", FRAME), table_data("a", "A", FRAME)], tmp_path / name)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "other" / file.name).read_bytes()


def test_an_empty_table_and_two_columns_of_one_name_are_written(tmp_path: Path) -> None:
    twice = pd.DataFrame([[1, 2]], columns=["a", "a"])
    write_tables([table_data("none", "None", pd.DataFrame()), table_data("twice", "Twice", twice)], tmp_path)
    assert parquet.read_table(tmp_path / "twice.parquet").to_pydict() == {"a": [1], "a_2": [2]}
    assert (tmp_path / "none.csv").read_text(encoding="utf-8-sig").strip() == ""


def test_what_jupyter_shows_stays_as_it_was_and_carries_the_figures() -> None:
    """Whatever is put below each other carries all its tables, in order."""
    whole = FRAME.head(2)
    picture = Picture(new_figure(1.0), "Title", "Alt", whole, "Short.", (("More", whole.head(1)),), "felt")
    table = Table(pd.DataFrame({"Felt": ["−0.1"]}), "Caption", FRAME, "again")
    data, _ = DisplayFormatter().format(show(Sentences("First."), picture, show(table)))
    assert data["text/html"] == f"<p>First.</p>{picture.html()}{table._repr_html_()}"
    carried = data[TABLES_TYPE]
    assert [(one["name"], one["title"]) for one in carried] == [
        ("felt", "Title"),
        ("felt_2", "More"),
        ("again", "Caption"),
    ]
    assert carried[2]["columns"][2] == {"name": "felt", "type": "number", "values": [-0.1, None, "inf"]}
    assert DisplayFormatter().format(show(Sentences("Alone.")))[0].keys() == {"text/plain", "text/html"}
