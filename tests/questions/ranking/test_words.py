"""A ranking in words and as a table says what the numbers say, and no more."""

import dataclasses

import pytest

from cxsim.questions.ranking import persona_words
from cxsim.questions.ranking import words as of_ranking
from cxsim.questions.ranking.estimate import rank
from cxsim.scenario.model import Scenario
from tests.questions.library import LIBRARY, STAKES
from tests.questions.said import Said
from tests.questions.small_worlds import row_of


@pytest.fixture(scope="module")
def ranking():
    return rank(Scenario.model_validate(row_of(STAKES, improvements=LIBRARY)), replications=15, seed=2)


def test_precision_is_said_and_what_it_would_take(ranking):
    widest = ((ranking.figures["gain_high"] - ranking.figures["gain_low"]) / 2).max()
    asked = widest * 1.01
    assert of_ranking.precision(dataclasses.replace(ranking, precision=asked)) == (
        f"All gains are known to ±{100 * widest:.2f} of 100 or better, as precisely as was asked "
        f"(±{100 * asked:g})."
    )
    half = of_ranking.precision(dataclasses.replace(ranking, precision=widest / 2))
    # Four times as many, less what Student's quantile gains.
    assert half.endswith(f"±{100 * widest / 2:g} of 100 was asked for, which takes some 49 replications.")
    alone = rank(ranking.scenario, ["all"], replications=1)
    assert of_ranking.precision(dataclasses.replace(alone, precision=0.01)).startswith(
        "From one replication there are no limits"
    )


def test_the_best_improvement_is_named_with_its_figures(ranking):
    said, row = Said(of_ranking, ranking), ranking.figures.loc["all"]
    assert said.best.startswith(
        f"“{row['title']}” wins the most customers, almost certainly of all 5: of 100 prospects "
        f"{100 * row['gain']:.1f} more become customers within 1 day (95\u00a0% limits +"
    )
    assert f"{row['by_joining']:.0f} among those who came by themselves since, 0 by referral" in said.beside
    harmful, useless = (f"“{LIBRARY[name]['title']}”" for name in ("harmful", "useless"))
    assert said.rest == f"With {harmful} clearly fewer prospects join; {useless} has no effect to speak of."
    assert "(15 replications)" in said.sure
    assert (
        ranking.summary()
        .splitlines()[2]
        .endswith("prospects who come by themselves and have 1 day to decide.")
    )


def without_staff(ranking, table):
    """The same ranking with other figures, of which no net value is time of staff."""
    ends = ("", "_low", "_high")
    alike = table.assign(**{f"net_as_staffed{end}": table[f"net{end}"] for end in ends})
    return dataclasses.replace(ranking, figures=alike)


def test_what_to_do_first_pays_and_harms_nobody(ranking):
    """Of those that surely pay the one with the largest net value, whatever gains most."""
    table = ranking.figures.assign(pays="surely", net=1.0, net_low=0.5, net_high=1.5, payback=100.0)
    table.loc["half", ["net", "net_low", "net_high"]] = 44_000.0, 40_000.0, 48_000.0
    first = of_ranking.first(without_staff(ranking, table))
    assert first.startswith(f"Start with “{LIBRARY['half']['title']}”: of 100 prospects ")
    assert first.endswith(
        "it brings EUR\u00a044,000 more than it costs over three years and is paid back after 3 months."
    )
    harmed = table.assign(harmed=[("anybody",) if name == "half" else () for name in table.index])
    harmed.loc["all", ["net", "net_low", "net_high"]] = 2.0, 1.0, 3.0
    assert of_ranking.first(without_staff(ranking, harmed)) == (f"Start with “{LIBRARY['all']['title']}”.")
    nothing = table.assign(pays="surely not", net=-9.0, net_low=-12_000.0, net_high=-1_000.0)
    nothing.loc["links", "net"] = -4_400.0
    assert of_ranking.first(without_staff(ranking, nothing)) == (
        "Spend nothing yet: no improvement pays; the nearest is "
        f"“{nothing['title'][nothing['net'].idxmax()]}”, with a net value of EUR −9 (−12,000 to −1,000) over "
        "three years."
    )
    open_ = nothing.assign(pays="undecided", net_high=1_000.0)
    assert of_ranking.first(without_staff(ranking, open_)).startswith(
        "Spend nothing yet: no improvement surely pays and harms nobody; the nearest is "
    )


def test_who_loses_money_says_so_in_the_same_breath(ranking):
    table = ranking.figures.assign(net=-44_000.0, net_low=-54_000.0, net_high=-33_000.0)
    best = of_ranking.best(dataclasses.replace(ranking, figures=table))
    assert best.endswith("; it costs EUR\u00a044,000 more than it brings over three years.")
    table = ranking.figures.assign(net=2_400.0, net_low=-2_500.0, net_high=7_200.0)
    best = of_ranking.best(dataclasses.replace(ranking, figures=table))
    assert best.endswith("; whether it pays over three years is undecided (EUR −2,500 to +7,200).")


def test_harm_and_conflict_are_said(ranking):
    low = ranking.personas.copy()
    rows = (low["improvement"] == "half") & (low["persona"] == "anybody") & (low["measure"] == "join")
    low.loc[rows, ["mean", "low_all", "high_all"]] = -0.004, -0.007, -0.001
    table = ranking.figures.assign(
        harmed=[("anybody",) if name == "half" else () for name in ranking.figures.index]
    )
    harm = persona_words.harm(dataclasses.replace(ranking, figures=table, personas=low))
    title = ranking.scenario.personas["anybody"].title
    assert harm == (
        f"“{LIBRARY['half']['title']}” loses some of “{title}” (−0.4, −0.7 to −0.1), of 100 of them."
    )
    table = ranking.figures.assign(stay=-0.02, stay_low=-0.03, stay_high=-0.01, conflict=True)
    beside = of_ranking.beside(dataclasses.replace(ranking, figures=table))
    assert "figures point both ways: more join, more customers at the end, fewer stay." in beside


def test_a_close_race_is_called_one(ranking):
    table = ranking.figures.copy()
    table.loc[["all", "half"], "best"] = [0.6, 0.4]
    said = of_ranking.best(dataclasses.replace(ranking, figures=table))
    assert said.endswith(f"whether it or “{LIBRARY['half']['title']}” does most cannot be told yet.")
    assert "wins the most" not in said


def test_no_winner_is_made_up(ranking):
    table = ranking.figures.assign(verdict="undecided", net_low=-1.0)
    said = Said(of_ranking, dataclasses.replace(ranking, figures=table))
    assert said.best == "None of the improvements clearly wins customers, as far as this study can tell."
    assert said.rest == "5 of 5 improvements stay undecided."


def test_what_reaches_something_is_named_behind_one_that_stays_undecided(ranking):
    table = ranking.figures.copy()
    first, second = table.index[:2]
    table.loc[first, "verdict"] = "undecided"
    said = Said(of_ranking, dataclasses.replace(ranking, figures=table))
    title, gain = f"“{LIBRARY[second]['title']}”", 100 * table.loc[second, "gain"]
    assert said.best.startswith(f"With {title} of 100 prospects {gain:.1f} more become customers")
    assert said.best.endswith(f"whether it or “{LIBRARY[first]['title']}” does most cannot be told yet.")


def test_where_there_is_little_room_the_table_shows_what_the_verdict_is_about(ranking):
    for objective, column in (("join", "More join, of 100"), ("customers", "Customers at the end")):
        table = of_ranking.ranking_table(dataclasses.replace(ranking, objective=objective))
        assert table.brief[1] == column
