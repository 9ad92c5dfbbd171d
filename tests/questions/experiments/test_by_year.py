"""Figures by year are those of the customer table, and at the end those of the headline."""

import numpy as np
import pytest

import cxsim as cx
from cxsim.results.catalogue import after_years
from cxsim.scenario.model import Scenario
from tests.engine.rich import rich
from tests.engine.scenarios import changed
from tests.questions.experiments.test_stages import dated
from tests.questions.library import LIBRARY, STAKES, friction
from tests.questions.small_worlds import Truth, row_of


def followed(days: int, **parts):
    data = changed(rich(5, False, False), {"period.warm_up": "20 d", "period.follow_up": f"{days} d"})
    return Scenario.model_validate({**data, **parts})


@pytest.fixture(scope="module")
def run():
    return cx.simulate(followed(1_000), replications=3, seed=4)


def row(frame, **where):
    for column, value in where.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1
    return frame.iloc[0]


def test_years_are_counted_from_the_customer_table(run):
    kpis, people = run.kpis(), run.customers
    whole = kpis[kpis["scope"] == "journey"].set_index("kpi")["mean"]
    for year in (1, 2):
        at = 20.0 + 365.0 * year
        there = people["was_customer"] & (people["since"] < at) & ~(people["ended"] < at)
        assert 0 < there.sum() < people["was_customer"].sum()
        assert whole[after_years("customers", year)] == pytest.approx(there.sum() / 3)
        share = (there & people["todays"]).sum() / people["todays"].sum()
        assert whole["stay_year" if year == 1 else after_years("stay", year)] == pytest.approx(share)
    assert after_years("stay", 3) not in whole.index, "the end has its own"
    assert whole["stay_year"] >= whole[after_years("stay", 2)] >= whole["stay"]
    shown = run.table("kpis").frame
    said = shown["KPI"].tolist()
    assert {"Stay, after two years", "Customers, after one year", "Customers, after two years"} <= set(said)
    french = run.table("kpis", lang="fr").frame
    assert any("après deux ans" in kpi for kpi in french.iloc[:, 0])


def test_of_one_year_there_is_nothing_more_to_tell():
    kpis = cx.simulate(followed(365), replications=1, seed=4).kpis()
    assert not kpis["kpi"].str.contains("_after_").any()


def test_the_last_year_is_the_headline_and_the_first_is_that_of_a_year():
    library = {name: LIBRARY[name] for name in ("half", "all")}
    scenario = Scenario.model_validate(row_of(STAKES, days=730.0, prospects=2.0, improvements=library))
    ranking = cx.rank(scenario, replications=3, seed=2)
    assert ranking.years["day"].unique().tolist() == [365.0, 730.0]
    for name, figures in ranking.figures.iterrows():
        last = row(ranking.years, improvement=name, measure="customers", day=730.0)
        for end in ("", "_low", "_high"):
            assert last[f"gain{end}"] == pytest.approx(figures[f"customers{end}"])
    table = ranking.table("years").frame
    assert table.columns.tolist() == [
        "Journey",
        *("Stay after one year, of 100", "Stay after two years, of 100"),
        *("Customers after one year", "Customers after two years"),
    ]
    assert table["Journey"].tolist() == ["Today’s journey", *ranking.figures["title"]]
    assert ranking.table("years", lang="fr").frame.columns[2] == "Restent après deux ans, sur 100"


def test_what_begins_in_the_second_year_gains_nothing_in_the_first():
    scenario = Scenario.model_validate(
        row_of(STAKES, days=730.0, improvements={"later": dated(friction("second", 0.0), begins=365)})
    )
    ranking = cx.rank(scenario, replications=8, seed=2)
    first, last = (
        row(ranking.years, improvement="later", measure="customers", day=day) for day in (365, 730)
    )
    assert (first["gain"], first["gain_low"]) == (0.0, pytest.approx(0.0, abs=2.0))
    gained = 10.0 * 365.0 * Truth(STAKES).potential("second", 1.0)
    assert last["gain_low"] <= gained <= last["gain_high"]
    assert last["gain"] == pytest.approx(gained, rel=0.1)
    said = str(ranking.summary())
    assert f"“{scenario.improvements['later'].title}” begins on 5 January 2027. Costs" in said
    assert "commence le 5 janvier 2027" in str(ranking.summary(lang="fr"))


def test_journeys_are_compared_as_far_as_all_are_followed():
    one, other = followed(800), followed(1_200)
    found = cx.compare(one, other, replications=2, seed=4, titles=["Longer"])
    assert found.years["day"].unique().tolist() == [365.0, 730.0]
    level = row(found.years, scenario="Longer", measure="stay", day=365.0)["level"]
    assert level == pytest.approx(found.levels["stay_year"]["Longer"])
    same = cx.compare(
        one, cx.ForceOutcome(next(iter(one.touchpoints)), "ok", "every"), replications=2, seed=4
    )
    assert same.years["day"].unique().tolist() == [365.0, 730.0, 800.0]
    name = same.figures.index[0]
    for measure in ("stay", "customers"):
        last = row(same.years, scenario=name, measure=measure, day=800.0)
        assert last["gain"] == pytest.approx(same.figures[measure][name])
        assert last["level"] == pytest.approx(same.levels[measure][name])
    assert np.isnan(row(same.years, scenario=same.levels.index[0], measure="stay", day=800.0)["gain"])
    assert len(same.table("years").frame.columns) == 7


def test_comparisons_say_when_improvements_begin():
    library = {"slow": dated(friction("second", 0.0), begins=10, ramp=28.0, ends=90)}
    scenario = Scenario.model_validate(row_of(STAKES, improvements=library))
    said = str(cx.compare(scenario, cx.Improve("slow"), replications=2).summary())
    assert (
        "begins on 15 January 2026, takes 28 days until it acts in full and ends on 5 April 2026. Costs, and "
        "the time until they are paid back, count from the beginning."
    ) in said
