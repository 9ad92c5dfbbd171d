"""Whatever the author of a scenario typed stays text: on pages, on a terminal, in tables for spreadsheets."""

import csv
import io
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

import cxsim as cx
from cxsim.cli.shell import put
from cxsim.cli.tables import heading, print_sentences, print_table
from cxsim.files.csv import csv_text
from cxsim.results.events import to_process_mining
from cxsim.scenario.asked import DECISION
from tests.hostile import TEXTS, harm_in_page, harm_on_terminal, hostile_decision

MORE = ("fit", "fit_summary", "team_day")  # which need figures that were observed, or a team
# What names nothing of the author's in this company.
NAMELESS = {
    "journey": {"flow", "queues", "kpis table"},
    "portfolio": {"portfolio table", "interactions table"},
    "fragmentation": {"waterfall"},
    "usual_methods": {"sentences"},
    "information": {"sentences"},  # of few sets, which tell nothing
}


def shown(name: str) -> dict[str, Any]:
    """All that is shown of the answer to a question, by what it is called."""
    if name == "decision":
        found = hostile_decision()
        return {"sentences": found.summary(), "map": found.chart("map"), "provenance": cx.provenance(found)}
    answer = hostile_decision().answers[name]
    charts = {one: answer.chart(one) for one in answer.charts if one not in MORE}
    tables = {f"{one} table": answer.table(one) for one in answer.tables if one not in MORE}
    return {"sentences": answer.summary(), **charts, **tables}


@pytest.mark.parametrize("name", ["decision", *DECISION])
def test_on_a_page_it_stays_text(name: str) -> None:
    for what, made in shown(name).items():
        alone = hasattr(made, "_repr_html_")
        page = made._repr_html_() if alone else made._repr_mimebundle_()["text/html"]
        assert harm_in_page(page) == [], what
        assert ("mark" in page) == (what not in NAMELESS.get(name, ())), what


def test_on_a_terminal_it_steers_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    found = hostile_decision()
    for text in TEXTS:
        put(text)
        put(text, err=True)
    for answer in (found, *found.answers.values()):
        print_sentences(str(answer.summary()))
        put(heading(answer))
    for table in (found.answers["ranking"].table(), found.answers["journey"].table("assumptions")):
        print_table(replace(table, caption=f"{found.scenario.title}, [red]seed[/red] 1"))
    out, err = capsys.readouterr()
    assert harm_on_terminal(out + err) == []
    assert "[bold red]mark[/bold red] [link=http://example.com]mark[/] :smile:" in out
    assert "[red]seed[/red] 1" in out
    assert "\\u202emark\\u202c" in out


def test_tables_for_spreadsheets_hold_no_formula_and_every_row() -> None:
    found = hostile_decision()
    run, ranking = found.answers["journey"], found.answers["ranking"]
    visits = to_process_mining(run.events, found.scenario)
    typed = pd.DataFrame({"text": TEXTS})
    for table in (typed, ranking.to_frame().reset_index(), run.table("assumptions").frame, visits):
        rows = list(csv.reader(io.StringIO(csv_text(table), newline="")))
        assert len(rows) == len(table) + 1
        assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+@\t\r\n")]
