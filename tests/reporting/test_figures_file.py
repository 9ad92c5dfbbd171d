"""A report tells figures of somebody's own, from a Python file; what is wrong with that is said in a line."""

from pathlib import Path

import pandas as pd
import pytest
from pyarrow import parquet

import cxsim as cx
from cxsim.cli.app import run_command
from cxsim.errors import ParameterError
from cxsim.reporting.figures_file import figures_in
from cxsim.reporting.notebooks import report_notebook, run_notebook
from cxsim.reporting.publish import publish
from cxsim.theme.tables import Table
from tests.reporting.site.reports import kpis, publish_small
from tests.small import small_scenario

MINE = """
import cxsim as cx

@cx.figure("Share of today's customers who stay, once more")
def stay_too(customers):
    todays = customers[customers["todays"]]
    return todays["kept"].sum(), len(todays)

@cx.figure("Visits, for each person", unit="count")
def visits_too(customers, events):
    return (events["event"] == "visit").sum(), len(customers)

not_one = 7
"""
FACTS = {"meaning": "Share of people who stay", "unit": "share", "source": "a" * 64}


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    file = tmp_path / "my_figures.py"
    file.write_text(MINE, encoding="utf-8")
    return file


def with_own(mean: float) -> Table:
    """The KPIs of a report, with a figure of somebody's own and one that its manifest does not name."""
    table = kpis()
    assert table.data is not None
    rows = [
        ("journey", "all", "stay_too", "share", mean, mean - 0.1, mean + 0.1, 4),
        ("journey", "all", "unnamed", "share", 0.5, 0.4, 0.6, 4),
        ("persona", "ann", "stay_too", "share", 0.1, 0.0, 0.2, 4),
    ]
    data = pd.concat([table.data, pd.DataFrame(rows, columns=table.data.columns)])
    return Table(table.frame, table.caption, data, "kpis")


def test_figures_are_read_in_the_order_of_the_file(mine: Path) -> None:
    assert [one.name for one in figures_in(mine)] == ["stay_too", "visits_too"]
    found = cx.report_parameters("scenarios/telecom.yaml", 1, 1, figures=str(mine))
    assert [one.unit for one in found.figures] == ["share", "count"]
    assert cx.report_parameters("scenarios/telecom.yaml", 1, 1).figures == ()
    assert figures_in(mine)[0].facts == figures_in(mine)[0].facts


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 1 +", "cannot be run: SyntaxError"),
        ("1 / 0", "cannot be run: ZeroDivisionError: division by zero"),
        ("import nothing_of_this_name", "cannot be run: ModuleNotFoundError"),
        ("x = 1", "figures: found none in"),
        ("import cxsim as cx\n@cx.figure('Stay')\ndef stay(customers): return 1, 1", "cxsim has one of this"),
    ],
)
def test_what_is_wrong_with_the_file_is_said(mine: Path, text: str, message: str) -> None:
    mine.write_text(text, encoding="utf-8")
    with pytest.raises(ParameterError) as caught:
        figures_in(mine)
    assert message in str(caught.value)
    assert "my_figures.py" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("scenarios/telecom.yaml", "--figures", "none.py"), 'figures: found no file "none.py"'),
        (("scenarios/telecom.yaml", "--figures", "README.md"), "expected a Python file"),
        (("scenarios/telecom_study.yaml", "--figures", "none.py"), "a report of a decision has none"),
    ],
)
def test_a_command_refuses_before_it_begins(arguments, message, tmp_path: Path, capsys) -> None:
    assert run_command(["report", *arguments, "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert len(said.splitlines()) == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.whole
def test_a_report_tells_them(mine: Path, tmp_path: Path) -> None:
    file = small_scenario(tmp_path)
    given = {"scenario": str(file), "replications": 2, "workers": 1, "figures": str(mine)}
    page = publish(run_notebook(report_notebook(), given), tmp_path / "report")
    text = page.read_text(encoding="utf-8")
    assert "customers who stay, once more" in text
    assert "Stay too" in text
    table = parquet.read_table(tmp_path / "report" / "tables" / "kpis.parquet").to_pandas()
    rows = table[table["kpi"].isin(["stay", "stay_too"]) & (table["scope"] == "journey")]
    assert rows["mean"].nunique() == 1
    assert len(rows) == 2


def test_a_site_compares_those_that_are_the_same(tmp_path: Path) -> None:
    def compared() -> pd.DataFrame:
        cx.publish_site(tmp_path)
        found = parquet.read_table(tmp_path / "comparison.parquet").to_pandas()
        return found.set_index(["kpi", "report"])["mean"]

    publish_small(tmp_path / "one", with_own(0.3), figures={"stay_too": FACTS})
    publish_small(tmp_path / "two", with_own(0.4), title="Another", figures={"stay_too": FACTS})
    found = compared()
    assert found["stay_too"].to_dict() == {"A small company": 0.3, "Another": 0.4}
    assert "unnamed" not in found
    page = (tmp_path / "comparison.html").read_text(encoding="utf-8")
    assert "Stay too" in page
    assert "Unnamed" not in page
    other = FACTS | {"source": "b" * 64}
    publish_small(tmp_path / "two", with_own(0.4), title="Another", figures={"stay_too": other})
    assert compared()["stay_too"].to_dict() == {"A small company": 0.3}, "only called the same"


@pytest.mark.parametrize(
    "figures",
    [
        {"<script>": FACTS},
        {"stay": FACTS},
        {"stay_too": FACTS | {"unit": "parsec"}},
        {"stay_too" * 9: FACTS},
    ],
)
def test_a_site_takes_no_figure_that_cxsim_did_not_make(tmp_path: Path, figures) -> None:
    for name in ("one", "two"):
        publish_small(tmp_path / name, with_own(0.3), title=name, figures=figures)
    cx.publish_site(tmp_path)
    found = parquet.read_table(tmp_path / "comparison.parquet").to_pandas()
    assert set(found["kpi"]) == {"stay", "csat"}
    assert len(found) == 4
