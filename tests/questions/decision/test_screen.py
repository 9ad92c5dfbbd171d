"""The first screen of a decision says what is true of small companies, in sentence and figure alike."""

import dataclasses
import re

import pandas as pd
import pytest

from cxsim.language.speech import speaking
from cxsim.questions.decision.estimate import Decision, decide
from cxsim.questions.decision.screen.budget import offer
from cxsim.questions.decision.screen.picture import BRINGS, COSTS, FIGURE, OPEN, picture
from cxsim.questions.decision.screen.screen import Screen
from cxsim.questions.decision.screen.tiles import tiles
from cxsim.questions.decision.screen.words import Said, scope
from cxsim.questions.ranking.estimate import Ranking
from cxsim.questions.ranking.words import first as first_said
from cxsim.questions.ranking.words import start
from cxsim.scenario.study import Study
from tests.engine.scenarios import Data, persona
from tests.questions.library import improvement
from tests.questions.staffing.calls import calls
from tests.questions.test_known_companies import company, renewals

MARGIN = 20.0  # a month


def decided(
    library: Data, budget: float | None = 30_000.0, replications: int = 6, **parts: object
) -> Decision:
    asked = {
        "study": 2,
        "name": "known",
        "title": "Known",
        "scenario": "known.yaml",
        "questions": ("ranking", "portfolio"),
        "replications": replications,
        "seed": 5,
        "budget": budget,
    }
    return decide(company(library, **parts), Study.model_validate(asked))


@pytest.fixture(scope="module")
def winner() -> Decision:
    """One that pays, one that keeps more and loses money, and one that does nothing."""
    cheap, dear = renewals(0.85, one_off=1_000.0), renewals(0.9, yearly=400_000.0)
    cheap["title"], dear["title"] = "Cheap", "Dear"
    return decided({"cheap": cheap, "dear": dear, "placebo": placebo()})


def parts_of(decision: Decision) -> list[Said]:
    """Return what the first screen says, with spaces of one kind."""
    return [
        Said(part.question, spaced(part.answer), tuple(map(spaced, part.told)))
        for part in Screen(decision).parts
    ]


@pytest.mark.parametrize(("sets", "few"), [(8, True), (30, False), (1, False)])
def test_few_sets_of_assumptions_say_how_to_get_the_full_answer(
    winner: Decision, sets: int, few: bool
) -> None:
    ranking = winner.answers["ranking"]
    assumed = dataclasses.replace(ranking.assumed, use="facts", sets=(winner.scenario,) * sets)
    answers = {**winner.answers, "ranking": dataclasses.replace(ranking, assumed=assumed)}
    said = scope(dataclasses.replace(winner, answers=answers))
    assert ("the full one takes 100: cxsim report STUDY --sets 100" in said) is few


def test_what_counts_as_saved_is_said_where_there_are_staff(winner: Decision) -> None:
    assert "counts as saved" not in scope(winner)
    staffed = winner.scenario.model_copy(update={"teams": calls().teams})
    assert "An hour that staff are not needed counts as saved" in scope(
        dataclasses.replace(winner, scenario=staffed)
    )


def spaced(text: str) -> str:
    return re.sub(r"\s", " ", text)


def placebo() -> Data:
    return improvement("channels.web.title", "The web", "set", yearly=100.0)


def test_what_surely_pays_comes_first_whatever_keeps_more(winner: Decision) -> None:
    first, budget, harmed = parts_of(winner)
    assert first.answer == "Start with “Cheap”."
    assert first.told[0].startswith("Of 100 of today’s customers ")
    assert "more stay after one year" in first.told[0]
    assert "it brings EUR" in first.told[0]
    assert first.told[1].startswith("“Dear” reaches most: of 100 of today’s customers ")
    assert "; but it costs EUR" in first.told[1]
    assert budget.answer == "Do this one for EUR 1,000 in the first year."
    assert budget.told[0] == "“Cheap”, as said: it is what to do first."
    assert budget.told[1].startswith("Keep the other EUR 29,000:")
    assert harmed.answer == "Nobody, as far as can be seen: there is one persona."


def test_what_comes_first_is_bought_where_sets_are_too_few_to_tell(winner: Decision) -> None:
    """Sets are simulated less often than what is ranked; what is to be started is worth its price."""
    portfolio = winner.answers["portfolio"]
    unsure = dataclasses.replace(portfolio, tried=portfolio.tried.assign(net_low=-1.0))
    answers = {**winner.answers, "portfolio": unsure}
    first, with_budget, _ = parts_of(dataclasses.replace(winner, answers=answers))
    assert first.answer == "Start with “Cheap”."
    assert with_budget.answer == "Do this one for EUR 1,000 in the first year."
    assert with_budget.told[0] == "“Cheap”, as said: it is what to do first."
    no_money = {**answers, "portfolio": dataclasses.replace(unsure, budget=999.0)}
    (_, without, _) = parts_of(dataclasses.replace(winner, answers=no_money))
    assert without.answer.startswith("Keep the ")


def test_one_that_the_ranking_is_sure_of_goes_before_a_set_that_rests_on_shifts(winner: Decision) -> None:
    """Of one alone the ranking knows more than what is simulated of sets, which is not sure of it."""
    portfolio = winner.answers["portfolio"]
    unsure = portfolio.tried.assign(net_low=-1.0)
    (cheap,) = (row for _, row in portfolio.tried.iterrows() if row["improvements"] == ("cheap",))
    both = cheap.to_frame().T.assign(
        improvements=[("cheap", "dear")], gain=cheap["gain"] + 0.1, net_as_staffed=-500.0, first_year=2_000.0
    )
    steps = portfolio.steps.iloc[[0, 0]].assign(improvement=["cheap", "dear"])
    tried = pd.concat([unsure, both], ignore_index=True)
    answers = {**winner.answers, "portfolio": dataclasses.replace(portfolio, tried=tried, steps=steps)}
    _, budget, _ = parts_of(dataclasses.replace(winner, answers=answers))
    assert budget.answer == "Do this one for EUR 1,000 in the first year."
    assert budget.told[0] == "“Cheap”, as said: it is what to do first."
    assert any(
        told.startswith("If shifts follow, “Cheap” and “Dear” would reach more") for told in budget.told
    )


def test_what_is_bought_for_its_customers_alone_is_named(winner: Decision) -> None:
    """Together they pay; of one of them the picture beside says that it costs more than it brings."""
    portfolio = winner.answers["portfolio"]
    (cheap,) = (row for _, row in portfolio.tried.iterrows() if row["improvements"] == ("cheap",))
    both = cheap.to_frame().T.assign(improvements=[("cheap", "dear")])
    steps = portfolio.steps.iloc[[0, 0]].assign(improvement=["cheap", "dear"])
    for objective, people in (("stay", "customers"), ("join", "prospects")):
        ranking = dataclasses.replace(winner.answers["ranking"], objective=objective)
        tried = pd.concat([portfolio.tried, both], ignore_index=True)
        bought = dataclasses.replace(portfolio, tried=tried, steps=steps)
        answers = {"ranking": ranking, "portfolio": bought}
        told = parts_of(dataclasses.replace(winner, answers=answers))[1].told
        assert told[1] == (
            f"Alone, “Dear” would not surely pay: it is bought for the {people} that it gains, with what the "
            "others bring."
        )
    assert not any("Alone" in told for told in parts_of(winner)[1].told)


def test_marks_ticks_and_tiles_are_those_of_the_table(winner: Decision) -> None:
    rows = {row.title: row for row in picture(winner).rows}
    table = winner.answers["ranking"].figures
    assert [row.title for row in picture(winner).rows] == list(table["title"])
    assert [rows[name].kind for name in ("Cheap", "Dear")] == [BRINGS, COSTS]
    assert rows["Cheap"].first
    assert rows["Cheap"].chosen
    assert not rows["Dear"].chosen
    for row, (_, figures) in zip(picture(winner).rows, table.iterrows(), strict=True):
        assert float(row.gain.replace("−", "-")) == pytest.approx(100 * figures["gain"], abs=0.051)
        assert row.low <= row.place <= row.high <= row.beside
        if figures["net_low"] > 0 or figures["net_high"] < 0:
            assert (row.net.startswith("−")) == (figures["net"] < 0)
    gain, net, safe = tiles(winner)
    assert gain.figure == rows["Cheap"].gain
    assert net.figure == rows["Cheap"].net
    assert (gain.kind, net.kind, safe.figure) == (BRINGS, BRINGS, "surely pays")


def test_no_figure_stands_across_the_line_of_nothing_gained(winner: Decision) -> None:
    """Of what surely loses customers it stands beyond that line, unless there is room before it."""
    ranking = winner.answers["ranking"]
    for high in (-0.001, -0.01, -0.3):
        limits = {"gain": high - 0.01, "gain_low": high - 0.02, "gain_high": high}
        table = ranking.figures.copy()
        table.loc["dear", [*limits]] = [*limits.values()]
        answers = {**winner.answers, "ranking": dataclasses.replace(ranking, figures=table)}
        shown = picture(dataclasses.replace(winner, answers=answers))
        (row,) = (one for one in shown.rows if one.title == "Dear")
        zero = next(place for place, said in shown.ticks if said == "0")
        assert row.high < zero
        assert row.beside == zero or (row.beside == row.high and row.high + FIGURE <= zero)


def test_the_page_shows_what_the_sentences_say(winner: Decision) -> None:
    page = Screen(winner)._repr_html_()
    text = re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)
    for part in Screen(winner).parts:
        assert part.answer in text
        for told in filter(None, part.told):
            assert told in text
    assert page.count("<tbody>") == 1
    assert page.count('scope="row"') == 3
    assert "<script" not in page


def test_nothing_is_done_where_nothing_pays() -> None:
    dear = renewals(0.9, yearly=400_000.0)
    found = decided({"dear": dear, "placebo": placebo()}, 500_000.0)
    first, budget, harmed = parts_of(found)
    title = dear["title"]
    assert first.answer == "Spend nothing yet."
    assert first.told[0].startswith("No improvement pays; the nearest is ")
    assert budget.answer == "Keep the EUR 500,000 for now."
    assert f"“{title}” would reach most, for EUR 400,000 in the first year" in budget.told[1]
    assert harmed.answer == "Nobody, as nothing is done."
    _, net, safe = tiles(found)
    assert (net.kind, safe.figure) == (COSTS, "surely not")
    assert net.title.startswith("If it were spent")


def test_undecided_is_said_where_limits_hold_nothing() -> None:
    """What costs as much as it brings: nobody can tell from a few replications whether it pays."""
    alone = decided({"offer": renewals(0.81)}, None, 4)
    value = alone.answers["ranking"].figures["value"].iloc[0]
    offer = renewals(0.81, one_off=max(float(value), 1.0))
    first, harmed = parts_of(decided({"offer": offer}, None, 4))
    assert first.answer == f"Spend nothing yet: whether “{offer['title']}” pays is undecided."
    assert harmed.answer == "Nobody, as nothing is done."
    assert [row.kind for row in picture(decided({"offer": offer}, None, 4)).rows] == [OPEN]


def test_who_is_harmed_stands_on_the_first_screen_and_what_harms_is_left_out() -> None:
    personas = {
        "many": persona(title="The many", share=0.8, contract="1 y"),
        "few": persona(title="The few", share=0.2, contract="1 y"),
    }
    two_sided = improvement("personas.many.loyalty", 1.0, "set", one_off=100.0)
    two_sided["changes"].append({"path": "personas.few.loyalty", "operation": "set", "value": -0.5})
    found = decided({"two_sided": two_sided}, 30_000.0, 10, personas=personas)
    first, budget, harmed = parts_of(found)
    assert first.answer == "Spend nothing yet."
    assert "pays, with a net value of EUR +" in first.told[0]
    assert first.told[0].endswith("but is left out: see below.")
    assert budget.answer == "Keep the EUR 30,000 for now."
    assert f"“{two_sided['title']}” loses “The few” (−" in harmed.told[0]
    assert picture(found).rows[0].harm == "loses “The few”"
    assert picture(found).title == "The only improvement does not surely pay and harm nobody"


def test_one_replication_promises_nothing() -> None:
    asked = {"study": 2, "name": "one", "title": "One", "scenario": "one.yaml", "questions": ("ranking",)}
    study = Study.model_validate(asked).model_copy(update={"replications": 1})
    found = decide(company({"offer": renewals(0.9)}), study)
    assert Screen(found).parts[0].answer == "Nothing can be told from one replication."
    assert "surely" not in str(Screen(found))
    assert "nan" not in Screen(found)._repr_html_()


def test_it_speaks_french(winner: Decision) -> None:
    with speaking("fr"):
        said, page = str(Screen(winner)), Screen(winner)._repr_html_()
    assert "Commencez par « Cheap »." in spaced(said)
    assert "Start with" not in page


def test_what_reaches_the_objective_comes_before_what_only_pays(winner: Decision) -> None:
    """Where it is asked who joins, what pays because customers stay is second best, better than nothing."""
    ranking: Ranking = winner.answers["ranking"]
    table = ranking.figures.assign(pays="surely", net_low=100.0, net=[1_000.0, 9_000.0, 500.0])
    table["net_as_staffed"] = table["net"]
    cheap, dear, placebo = ("cheap", "dear", "placebo")
    table = table.loc[[cheap, dear, placebo]].assign(net_as_staffed=[1_000.0, 9_000.0, 500.0])
    for verdicts, first in (
        (("keeps customers", "no effect to speak of", "undecided"), cheap),
        (("no effect to speak of", "no effect to speak of", "undecided"), placebo),
        (("no effect to speak of", "no effect to speak of", "loses customers"), dear),
    ):
        assert start(dataclasses.replace(ranking, figures=table.assign(verdict=verdicts))) == first
    nothing = dataclasses.replace(ranking, figures=table.assign(verdict="no effect to speak of"))
    assert "though it does nothing to speak of for what was asked (more stay, of 100)" in first_said(nothing)


def test_a_budget_buys_more_that_pays_where_that_gains_as_much(winner: Decision) -> None:
    portfolio, ranking = winner.answers["portfolio"], winner.answers["ranking"]
    (cheap,) = (row for _, row in portfolio.tried.iterrows() if row["improvements"] == ("cheap",))
    both = cheap.to_frame().T.assign(
        improvements=[("cheap", "placebo")], first_year=1_100.0, gain=cheap["gain"] - ranking.band / 2
    )
    paid = {"net": cheap["net"] + 500.0, "net_low": 10.0, "net_as_staffed": cheap["net_as_staffed"] + 500.0}
    less = both.assign(improvements=[("cheap", "dear")], gain=cheap["gain"] - 2 * ranking.band, net=1e6)
    for more, bought in ((both.assign(**paid), ("cheap", "placebo")), (less, ("cheap",))):
        tried = pd.concat([portfolio.tried, more], ignore_index=True)
        found = offer(dataclasses.replace(portfolio, tried=tried), ranking)
        assert found is not None
        assert found.names == bought


def test_how_safe_something_is_follows_what_it_brings_not_what_it_gains(winner: Decision) -> None:
    ranking = winner.answers["ranking"]
    unsure = ranking.figures.assign(gain_low=-1.0)
    answers = {"ranking": dataclasses.replace(ranking, figures=unsure)}
    gain, net, safe = tiles(dataclasses.replace(winner, answers=answers))
    assert (gain.kind, net.kind, safe.kind, safe.figure) == (OPEN, BRINGS, BRINGS, "surely pays")


def test_money_as_the_objective_is_told_once() -> None:
    study = {
        "study": 2,
        "name": "known",
        "title": "Known",
        "scenario": "known.yaml",
        "objective": "net_value",
    }
    asked = Study.model_validate({**study, "questions": ("ranking", "portfolio"), "budget": 30_000.0})
    library = {"one": renewals(0.85, one_off=1_000.0), "other": renewals(0.84, one_off=900.0)}
    found = decide(company(library), asked.model_copy(update={"replications": 4}))
    for said in (*(one for part in parts_of(found) for one in part.told), *str(found).splitlines()):
        assert len(re.findall(r"brings? EUR", said)) < 2, said
    assert len(tiles(found)) == 2


def test_a_persona_that_only_all_of_a_set_harm_is_not_hidden() -> None:
    """Each of three takes a little from a few, which chance hides; together they surely do harm."""
    personas = {
        "many": persona(title="The many", share=0.8, contract="1 y"),
        "few": persona(title="The few", share=0.2, contract="1 y"),
    }

    def offer(title: str) -> Data:
        found = improvement("personas.many.loyalty", 0.3, "add", one_off=100.0)
        found["title"] = title
        found["changes"].append({"path": "personas.few.loyalty", "operation": "add", "value": -0.015})
        return found

    found = decided({name: offer(name.upper()) for name in "abc"}, personas=personas)
    ranking, portfolio = found.answers["ranking"], found.answers["portfolio"]
    assert not ranking.figures["harmed"].map(bool).any()
    assert portfolio.harmed == ("few",)
    *_, budget, harmed = parts_of(found)
    assert "“A”, “B” and “C”: " not in " ".join(budget.told)
    assert "“A”, “B” and “C” would reach more, but together surely lose “The few”: left out." in harmed.told


def test_one_year_stands_beside_the_end_of_a_longer_follow_up() -> None:
    cheap = renewals(0.9, one_off=1_000.0)
    two_years = decided({"cheap": cheap}, period={"follow_up": "2 y", "time_to_decide": "1 d"})
    row = two_years.answers["ranking"].figures.loc["cheap"]
    first, *_ = parts_of(two_years)
    assert "more stay after two years" in first.told[0]
    assert first.told[1].startswith(f"After one year it is {100 * row['stay_year']:+.1f} (")
    one_year = decided({"cheap": cheap})
    assert not any("After one year it is" in told for told in parts_of(one_year)[0].told)


def test_what_may_not_pay_is_not_told_to_be_paid_back(winner: Decision) -> None:
    ranking, portfolio = winner.answers["ranking"], winner.answers["portfolio"]
    assert "paid back after" in " ".join(tile.told for tile in tiles(winner))
    open_ = {"net_low": -1.0, "net_as_staffed": -1.0, "pays": "undecided", "payback": 1.0}
    answers = {
        "ranking": dataclasses.replace(ranking, figures=ranking.figures.assign(**open_)),
        "portfolio": dataclasses.replace(portfolio, tried=portfolio.tried.assign(net_low=-1.0, payback=1.0)),
    }
    undecided = dataclasses.replace(winner, answers={**winner.answers, **answers})
    assert "paid back" not in " ".join(tile.told for tile in tiles(undecided))
