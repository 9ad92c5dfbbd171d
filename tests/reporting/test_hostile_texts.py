"""Whatever the author of a scenario typed stays text: on pages, on a terminal, in tables for spreadsheets."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import cxsim as cx
from cxsim.cli.inputs import print_table
from cxsim.cli.shell import put
from cxsim.files.csv import csv_text
from cxsim.questions.decision.estimate import Decision
from cxsim.results.events import to_process_mining
from tests.hostile import TEXTS, harm_in_page, harm_on_terminal, hostile_decision

OUTPUTS: dict[str, Callable[[Decision], Any]] = {
    "answer": lambda found: cx.answer(found.run),
    "journey map": lambda found: cx.journey_map(found.run, found.moments),
    "losses": lambda found: cx.losses_chart(found.run),
    "survival": lambda found: cx.survival_chart(found.run),
    "feelings": lambda found: cx.feelings_chart(found.run),
    "links": lambda found: cx.links_table(found.run),
    "persona cards": lambda found: cx.persona_cards(found.scenario, found.run),
    "assumptions": lambda found: cx.Table(cx.assumptions(found.scenario)),
    "provenance": cx.provenance,
    "decision": cx.conclude_decision,
    "ranking chart": lambda found: cx.ranking_chart(found.ranking),
    "ranking": lambda found: cx.ranking_table(found.ranking),
    "personas": lambda found: cx.personas_table(found.ranking),
    "budget": cx.budget_answer,
    "uncertainty": cx.doubts_answer,
    "moments": lambda found: cx.conclude_moments(found.moments),
    "pain and break": lambda found: cx.pain_break_chart(found.moments),
    "moments table": lambda found: cx.moments_table(found.moments),
    "shares": lambda found: cx.show(cx.conclude_shapley(found.shapley), cx.shapley_table(found.shapley)),
    "fragmentation": lambda found: cx.fragmentation_chart(found.fragmentation),
    "portfolio": lambda found: cx.portfolio_table(found.portfolio),
    "portfolio chart": lambda found: cx.frontier_chart(found.portfolio),
}


@pytest.mark.parametrize("output", OUTPUTS)
def test_on_a_page_it_stays_text(output: str) -> None:
    made = OUTPUTS[output](hostile_decision())
    alone = hasattr(made, "_repr_html_")
    page = made._repr_html_() if alone else made._repr_mimebundle_()["text/html"]
    assert harm_in_page(page) == []
    assert "mark" in page or "fragment" in output, "it is there"


def test_on_a_terminal_it_steers_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    found = hostile_decision()
    for text in TEXTS:
        put(text)
        put(text, err=True)
    for sentences in (cx.conclude_decision(found), cx.conclude_moments(found.moments)):
        put(sentences)
    for table in (cx.ranking_table(found.ranking), cx.assumptions(found.scenario)):
        print_table(f"{found.scenario.title}, [red]seed[/red] 1", getattr(table, "frame", table))
    out, err = capsys.readouterr()
    assert harm_on_terminal(out + err) == []
    assert "[bold red]mark[/bold red] [link=http://example.com]mark[/] :smile:" in out
    assert "[red]seed[/red] 1" in out
    assert "\\u202emark\\u202c" in out


def test_tables_for_spreadsheets_hold_no_formula_and_every_row() -> None:
    found = hostile_decision()
    visits = to_process_mining(found.run.events, found.scenario)
    typed = pd.DataFrame({"text": TEXTS})
    for table in (typed, found.ranking.figures.reset_index(), cx.assumptions(found.scenario), visits):
        rows = list(csv.reader(io.StringIO(csv_text(table), newline="")))
        assert len(rows) == len(table) + 1
        assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+@\t\r\n")]
