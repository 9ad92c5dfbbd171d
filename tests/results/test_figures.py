"""Figures of a user's own: known answers, told wherever KPIs are, one clear message where one fails."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import cxsim as cx
from cxsim.results.figures import FigureError

LIMITS = ["scope", "name", "mean", "low", "high", "replications"]


@cx.figure("Share of today's customers who stay")
def stay_too(customers):
    todays = customers[customers["todays"]]
    return todays["kept"].sum(), len(todays)


@cx.figure("Share of calls that were hung up")
def hung_up(customers, events):
    calls = events[(events["event"] == "visit") & (events["touchpoint"] == "call")]
    came = ~calls["outcome"].isin(["closed", "busy"])
    return (calls["outcome"] == "abandoned").sum(), came.sum()


@cx.figure("Visits, for each person", unit="count")
def visits_too(events, customers):  # in any order
    return (events["event"] == "visit").sum(), len(customers)


REPEATED = {"stay_too": "stay", "hung_up": "abandonment", "visits_too": "visits"}
OWN = [stay_too, hung_up, visits_too]


@pytest.fixture(scope="module")
def own(scenario: cx.Scenario) -> cx.Run:
    return cx.simulate(scenario, replications=4, seed=3, record="kpis", figures=OWN)


def test_a_figure_that_repeats_a_kpi_is_the_same_to_the_last_digit(own: cx.Run) -> None:
    table = own.kpis()
    for name, kpi in REPEATED.items():
        mine, theirs = (
            table[(table["kpi"] == one) & table["scope"].isin(["journey", "persona"])] for one in (name, kpi)
        )
        assert len(mine) == 3
        pd.testing.assert_frame_equal(
            mine[LIMITS].reset_index(drop=True), theirs[LIMITS].reset_index(drop=True), check_exact=True
        )
        assert mine["low"].notna().all()


def test_nothing_else_depends_on_figures(run: cx.Run, own: cx.Run, scenario: cx.Scenario) -> None:
    whole = run.kpis()
    assert own.kpis()[: len(whole)].equals(whole)
    assert own.frames == ("kpis",), "what they needed is not kept"
    recorded = cx.simulate(scenario, replications=4, seed=3, figures=OWN)
    assert recorded.events_table.equals(run.events_table)
    assert recorded.customers_table.equals(run.customers_table)
    assert recorded.kpis().equals(own.kpis())
    assert {name: recorded.manifest[name] for name in run.manifest} == run.manifest


@pytest.mark.parametrize(("engine", "workers"), [("simpy", 1), ("compiled", 2)])
def test_engines_and_workers_find_the_same(scenario: cx.Scenario, own: cx.Run, engine, workers) -> None:
    again = cx.simulate(
        scenario, replications=4, seed=3, record="kpis", engine=engine, workers=workers, figures=OWN
    )
    pd.testing.assert_frame_equal(again.kpis(), own.kpis(), check_exact=True)


def test_it_is_a_ratio_of_sums_and_no_mean_of_ratios(scenario: cx.Scenario) -> None:
    sizes = iter([(1, 10)] * 3 + [(9, 1000)] * 3)  # all, ana, bo in each of two replications

    @cx.figure("Share of some")
    def some(customers):
        return next(sizes)

    table = cx.simulate(scenario, replications=2, figures=[some]).kpis()
    assert table.loc[table["kpi"] == "some", "mean"].tolist() == [10 / 1010] * 3


def test_it_sees_those_measured_after_the_warm_up(run: cx.Run, scenario: cx.Scenario) -> None:
    seen: list[tuple[pd.DataFrame, pd.DataFrame]] = []

    @cx.figure("Nothing", unit="count")
    def nothing(customers, events):
        seen.append((customers, events))
        customers["mine"] = events["mine"] = 1  # which nobody else sees
        return 0, 1

    cx.simulate(scenario, replications=4, seed=3, figures=[nothing])
    assert len(seen) == 12
    people = run.customers[run.customers["measured"]]
    for number in range(4):
        here = people[people["replication"] == number]
        for (customers, events), mine in zip(
            seen[3 * number : 3 * number + 3],
            (here, here[here["persona"] == "ana"], here[here["persona"] == "bo"]),
            strict=True,
        ):
            assert customers["customer"].tolist() == mine["customer"].tolist()
            assert set(events["customer"]) <= set(mine["customer"])
            assert set(events["replication"]) == {number}
            assert events["time"].min() >= scenario.period.warm_up


def test_it_is_told_with_its_meaning_and_saved_with_the_rest(own: cx.Run, tmp_path: Path) -> None:
    table = own.table("kpis", names=["stay", "stay_too", "visits_too"])
    stay, too, visits = table.frame.to_dict("records")
    assert (too["KPI"], too["Meaning"]) == ("Stay too", "Share of today's customers who stay")
    assert (too["Figure"], too["95 % interval"]) == (stay["Figure"], stay["95 % interval"])
    assert "%" not in visits["Figure"]
    saved = cx.read_run(own.save(tmp_path / "run"))
    assert saved.kpis().equals(own.kpis())
    assert saved.table("kpis", names=["hung_up"]).frame.loc[0, "Meaning"] == hung_up.meaning
    assert saved.manifest["figures"] == own.manifest["figures"]
    shown = str(cx.provenance(own))
    assert f"stay_too ({own.manifest['figures']['stay_too']['source'][:12]})" in shown


def test_a_target_may_be_one_of_them(own: cx.Run) -> None:
    found = cx.targets(own, whole=[cx.Target("stay_too", "at least", 0.0)])
    assert found.whole == "green"
    assert "stay too" in str(found)


def test_another_source_has_another_digest(scenario: cx.Scenario) -> None:
    def twice(customers):
        return 2 * customers["kept"].sum(), 2 * len(customers)

    one, other = stay_too.facts["source"], cx.figure("Share of people who stay")(twice).facts["source"]
    assert len(one) == len(other) == 64
    assert one != other
    names: dict[str, Any] = {}
    exec("def a(events): return 1, 2\ndef b(events): return 1, 2\ndef c(events): return 2, 2", names)
    a, b, c = (cx.figure("Typed at a prompt")(names[name]).facts["source"] for name in "abc")
    assert a == b != c


def test_scenarios_are_compared_by_them(scenario: cx.Scenario) -> None:
    data = scenario.model_dump(mode="json", by_alias=True)
    data["title"] = "More staff"
    data["teams"]["agents"]["staff"] = 3
    data["loyalty"]["renewal"] = 0.99
    better = cx.Scenario.model_validate(data)
    given = {"replications": 4, "seed": 3, "workers": 2}
    plain = cx.compare(scenario, better, **given)
    found = cx.compare(scenario, better, **given, figures=OWN)
    pd.testing.assert_frame_equal(found.figures[plain.figures.columns], plain.figures, check_exact=True)
    for limit in ("", "_low", "_high"):
        assert found.figures[f"stay_too{limit}"].equals(
            found.figures[f"stay{limit}"].rename(f"stay_too{limit}")
        )
        assert found.levels[f"stay_too{limit}"].equals(
            found.levels[f"stay{limit}"].rename(f"stay_too{limit}")
        )
    mine, theirs = (
        found.personas[found.personas["measure"] == measure].drop(columns="measure").reset_index(drop=True)
        for measure in ("stay_too", "stay")
    )
    pd.testing.assert_frame_equal(mine, theirs, check_exact=True)
    change = found.figures.loc["More staff"]
    assert change["hung_up_high"] < 0
    assert change["stay_low"] > 0
    said, table = str(found), found.table().frame
    assert "“Stay too” (+" in said
    assert "“Hung up” (−" in said
    clear = change["visits_too_low"] > 0 or change["visits_too_high"] < 0
    assert ("“Visits too”" in said) == clear, "only where it is clear"
    assert {"Stay too, of 100", "Hung up, of 100", "Visits too"} <= set(table.columns)
    assert table.loc[1, "Stay too, of 100"] == table.loc[1, "Stay, of 100"]
    assert found.manifest["figures"]["hung_up"]["unit"] == "share"
    assert "hung_up" in found.to_frame("comparison")


def test_a_difference_that_may_be_chance_is_not_told(scenario: cx.Scenario) -> None:
    twin = cx.Scenario.model_validate(scenario.model_dump(mode="json", by_alias=True) | {"title": "A twin"})
    found = cx.compare(scenario, twin, replications=3, figures=OWN)
    assert (found.figures[list(REPEATED)] == 0.0).all(axis=None)
    assert "“Stay too”" not in str(found)


WRONG: list[tuple[Callable[..., Any], str]] = [
    (lambda customers: 1, "found 1, expected two numbers: what stands above, and what stands below"),
    (lambda customers: None, "found nothing, expected two numbers"),
    (lambda customers: (1, 2, 3), "found one of kind tuple, expected two numbers"),
    (lambda customers: customers["kept"], "found one of kind Series, expected two numbers"),
    (lambda customers: ("a", 2), 'found "a", expected two numbers'),
    (lambda customers: (customers["kept"], 2), "found one of kind Series"),
    (lambda customers: (np.nan, 2), "found not a number, expected two numbers"),
    (lambda customers: (1, np.inf), "found infinity"),
    (lambda customers: (1, -2), "found -2 below, expected 0 or more"),
    (lambda customers: (1, 0), "found 1 above and nothing below"),
    (lambda customers: (3, 2), "found 3 above and 2 below, which is 1.5; expected from 0 to 1"),
    (lambda customers: (-1, 2), "expected from 0 to 1"),
    (lambda customers: 1 / 0, "it raised ZeroDivisionError: division by zero"),
    (lambda customers: customers["kpet"], """it raised KeyError: 'kpet'; did you mean "kept"?"""),
    (lambda events: events["shoe_size"], "expected one of replication, customer"),
]


@pytest.mark.parametrize(("of", "message"), WRONG)
def test_a_figure_that_is_wrong_is_named_with_its_replication(scenario: cx.Scenario, of, message) -> None:
    broken = cx.figure("Something", name="broken")(of)
    with pytest.raises(FigureError) as caught:
        cx.simulate(scenario, replications=1, record="kpis", figures=[broken])
    said = str(caught.value)
    assert said.startswith('figure "broken", replication 0, all customers: ')
    assert message in said
    assert "\n" not in said
    assert isinstance(caught.value, cx.CxsimError)


def test_a_later_replication_and_a_persona_are_named(scenario: cx.Scenario) -> None:
    @cx.figure("Fails late")
    def late(customers):
        late_one = (customers["replication"] == 2).any() and set(customers["persona"]) == {"bo"}
        return (2, 1) if late_one else (1, 1)

    with pytest.raises(FigureError, match='figure "late", replication 2, persona bo: found 2 above'):
        cx.simulate(scenario, replications=4, figures=[late])


def test_nothing_is_written_where_a_figure_is_wrong(scenario: cx.Scenario, tmp_path: Path) -> None:
    broken = cx.figure("Something", name="broken")(lambda customers: None)
    with pytest.raises(FigureError):
        cx.simulate(scenario, replications=1, folder=tmp_path / "run", figures=[broken])
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("given", "of", "message"),
    [
        ({"name": "stay"}, lambda customers: 1, 'figure "stay": cxsim has one of this name'),
        ({"name": "verdict"}, lambda customers: 1, "cxsim has one of this name"),
        ({"name": "stay_low"}, lambda customers: 1, "not with _low or _high at its end"),
        ({}, lambda customers: 1, 'figure "<lambda>": expected a name of letters'),
        ({"name": "x" * 41}, lambda customers: 1, "at most 40"),
        ({"name": "new", "unit": "shares"}, lambda customers: 1, 'did you mean "share"?'),
        ({"name": "new", "scale": (1, 0)}, lambda customers: 1, "expected the least and the most"),
        ({"name": "new"}, lambda people: 1, "found a function of people, expected one of customers, events"),
        ({"name": "new"}, lambda: 1, "found a function of nothing"),
        ({"name": "new", "meaning": " "}, lambda customers: 1, "expected a sentence"),
        ({"name": "new"}, 7, "figure: found 7, expected a function"),
    ],
)
def test_what_cannot_be_a_figure_is_refused_at_once(given, of, message) -> None:
    with pytest.raises(FigureError) as caught:
        cx.figure(**({"meaning": "Something"} | given))(of)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("figures", "message"),
    [
        ([stay_too, stay_too], 'found "stay_too" twice'),
        (stay_too, "figures: found a Figure, expected a list of figures of your own, as @cx.figure"),
        ([len], "expected a list of figures of your own, as @cx.figure"),
    ],
)
def test_what_is_no_list_of_figures_is_refused_before_anything(
    scenario: cx.Scenario, figures, message
) -> None:
    for ask in (cx.simulate, lambda one, **given: cx.compare(one, one, **given)):
        with pytest.raises(cx.CxsimError, match=message):
            ask(scenario, figures=figures)


def test_a_scale_of_ones_own_bounds_the_limits(scenario: cx.Scenario) -> None:
    @cx.figure("Mean satisfaction, 0 to 10", unit="score", scale=(0, 10))
    def mood(customers):
        return (5.0 + 5.0 * customers["satisfaction"]).sum(), len(customers)

    table = cx.simulate(scenario, replications=3, figures=[mood]).kpis()
    rows = table[table["kpi"] == "mood"]
    assert ((rows["low"] >= 0) & (rows["low"] < rows["mean"]) & (rows["mean"] < rows["high"])).all()
