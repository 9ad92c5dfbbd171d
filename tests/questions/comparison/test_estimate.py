"""Scenarios compared: the same people one by one, other people by their shares."""

from typing import Any

import numpy as np
import pytest

import cxsim as cx
from cxsim.questions.comparison.estimate import _aligned, compare, same_people
from cxsim.questions.experiments.interventions import Improve
from cxsim.questions.experiments.objectives import NO_EFFECT, VERDICTS
from cxsim.questions.ranking.estimate import WAYS, rank
from cxsim.scenario.improve import improve, with_changes
from cxsim.scenario.load import load_scenario
from cxsim.scenario.model import Scenario
from tests.questions.library import LIBRARY, STAKES
from tests.questions.small_worlds import Truth, row_of
from tests.small import ROOT

TODAY = Scenario.model_validate(row_of(STAKES, improvements=LIBRARY))
LIMITS = ["mean", "low", "high", "low_all", "high_all", "people"]
WINS, WINS_FEWER = VERDICTS["join"]
SAME = (
    "gain",
    "gain_low",
    "gain_high",
    "join",
    "join_low",
    "join_high",
    "customers",
    "value",
    *WAYS,
    "verdict",
)


@pytest.fixture(scope="module")
def comparison():
    changed = [improve(TODAY, name) for name in ("half", "harmful")]
    return compare(TODAY, *changed, TODAY, titles=["half", "harmful", "same"], replications=10, seed=3)


def test_a_changed_scenario_gains_what_its_improvement_does_bit_for_bit(comparison):
    ranking = rank(TODAY, ["half", "harmful", "useless"], replications=10, seed=3)
    gains = ranking.personas.set_index(["improvement", "persona", "measure"])
    found = comparison.personas.set_index(["scenario", "persona", "measure"])
    for name in ("half", "harmful"):
        assert np.array_equal(found.loc[name, LIMITS], gains.loc[name, LIMITS], equal_nan=True), name
        for column in SAME:
            assert comparison.figures.loc[name, column] == ranking.figures.loc[name, column], column


def test_an_intervention_branches_and_a_scenario_does_not():
    today = with_changes(load_scenario(ROOT / "scenarios" / "telecom.yaml"), {"population.existing": 300})
    name, options = "evening_and_saturday_hours", {"replications": 2, "seed": 3}
    others, titles = (Improve(name), improve(today, name)), ["branches", "of its own"]
    found = compare(today, *others, titles=titles, **options)
    assert found.figures["branches"].tolist() == [True, False]
    ranked = rank(today, [name], **options).figures.loc[name]
    assert found.objective == "stay"
    for column in ("gain", "stay", "join", "customers", "value", *WAYS):
        assert found.figures.loc["branches", column] == ranked[column], column
    assert found.levels.loc["branches", "satisfaction"] != found.levels.loc["of its own", "satisfaction"]
    assert "“of its own” differs from the first day on" in found.summary()


def test_differences_are_what_theory_says(comparison):
    theory, table = Truth(STAKES), comparison.figures
    truth = {"half": theory.potential("second", 0.5), "harmful": theory.potential("third", -0.5), "same": 0.0}
    for name, row in table.iterrows():
        assert row["join_low"] <= truth[name] <= row["join_high"], name
        assert (row["gain"], row["gain_low"], row["gain_high"]) == tuple(
            row[["join", "join_low", "join_high"]]
        )
    assert table["verdict"].tolist() == [WINS, WINS_FEWER, NO_EFFECT]
    assert table["same_people"].all()


def test_identical_scenarios_do_not_differ_at_all(comparison):
    same = comparison.figures.loc["same"]
    assert same[["gain", "join", "customers", "value"]].tolist() == [0.0] * 4
    assert same[list(WAYS)].tolist() == [0.0] * len(WAYS)
    assert same[["stay", "stay_year", "satisfaction"]].isna().all(), "nobody was a customer before"
    assert not same["conflict"]
    assert same["harmed"] == ()
    assert comparison.levels["hash"].iloc[0] == comparison.levels.loc["same", "hash"]
    assert comparison.levels["hash"].nunique() == 3


def test_levels_differ_by_the_differences(comparison):
    levels, table = comparison.levels, comparison.figures
    for measure in ("join", "customers", "value"):
        assert np.allclose(levels[measure].iloc[1:] - levels[measure].iloc[0], table[measure]), measure
        assert (levels[f"{measure}_low"] < levels[measure]).all()
    assert np.allclose(table[list(WAYS)].sum(axis=1), table["customers"])


def test_what_decides_who_people_are():
    assert same_people(TODAY, improve(TODAY, "half"))
    for path, value in (
        ("population.prospects_per_day", 9.0),
        ("period.follow_up", "99 d"),
        ("start", "2026-01-12"),
    ):
        assert not same_people(TODAY, with_changes(TODAY, {path: value})), path
    assert same_people(TODAY, with_changes(TODAY, {"personas.anybody.patience": 0.5})), (
        "they may feel otherwise"
    )


def with_two(ann: float, bob: float, *, turned: bool = False) -> dict[str, Any]:
    """The journey for two personas with these shares, in this order or the other."""
    data = row_of(STAKES)
    (one,) = data["personas"].values()
    personas = {"ann": {**one, "share": ann}, "bob": {**one, "share": bob}}
    return {**data, "personas": dict(reversed(personas.items())) if turned else personas}


def test_shares_order_and_rhythm_decide_who_people_are() -> None:
    today = Scenario.model_validate(with_two(0.3, 0.7))
    assert same_people(today, Scenario.model_validate(with_two(0.3, 0.7)))
    assert not same_people(today, Scenario.model_validate(with_two(0.5, 0.5)))
    assert not same_people(today, Scenario.model_validate(with_two(0.3, 0.7, turned=True)))
    data = with_two(0.3, 0.7)
    data["population"] = {**data["population"], "rhythm": "week"}

    def busiest_at(hour: int) -> Scenario:
        hours = [1.0 + (hour == other) for other in range(24)]
        return Scenario.model_validate({**data, "rhythms": {"week": {"hours": hours}}})

    assert same_people(busiest_at(9), busiest_at(9))
    assert not same_people(busiest_at(9), busiest_at(10))


def test_personas_correspond_by_name_not_by_place() -> None:
    first, turned = with_two(0.3, 0.7), with_two(0.3, 0.7, turned=True)
    other = {**turned, "personas": {"eve": turned["personas"]["ann"], "bob": turned["personas"]["bob"]}}
    scenarios = [Scenario.model_validate(data) for data in (first, turned, other)]
    sums = [np.array([[100.0], [1.0], [2.0]])] * 3  # of everybody, and of each persona in its own order
    aligned = _aligned(scenarios, sums)[..., 0]
    assert aligned.tolist() == [[100.0, 1.0, 2.0], [100.0, 2.0, 1.0], [100.0, 0.0, 2.0]]


def test_other_people_are_compared_by_their_shares():
    theory, other = Truth(STAKES), with_changes(improve(TODAY, "all"), {"population.prospects_per_day": 8.0})
    found = compare(TODAY, other, replications=20, seed=4)
    (row,) = [row for _, row in found.figures.iterrows()]
    assert not row["same_people"]
    assert row["join_low"] <= theory.potential("second", 1.0) <= row["join_high"]
    assert row["customers"] < 0.0 < row["join"], "fewer come, and of them more join"
    assert row["verdict"] == WINS


def test_limits_cover_without_the_same_people():
    """Same journey, other numbers of people: the true difference is none."""
    small = Scenario.model_validate(row_of(STAKES, days=20.0))
    other = with_changes(small, {"population.prospects_per_day": 9.0})
    rows = [compare(small, other, replications=8, seed=seed).figures.iloc[0] for seed in range(60)]
    covered = sum(row["join_low"] <= 0.0 <= row["join_high"] for row in rows)
    assert covered >= 51  # of 60, at 95 %


def test_personas_and_money_that_do_not_correspond():
    data = row_of(STAKES)
    data["personas"] = {"somebody": data["personas"]["anybody"]}
    other = Scenario.model_validate({**data, "currency": "USD"})
    found = compare(TODAY, other, replications=3)
    personas = found.personas.set_index(["persona", "measure"])["mean"]
    assert personas[["anybody"]].isna().all()
    assert np.isnan(personas["everybody", "value"])
    assert not np.isnan(personas["everybody", "join"])


def test_names():
    assert list(compare(TODAY, TODAY, TODAY, replications=1).levels.index) == [
        TODAY.title,
        f"{TODAY.title} (2)",
        f"{TODAY.title} (3)",
    ]


@pytest.mark.parametrize(
    ("others", "titles", "message"),
    [
        ((), None, "found one scenario, expected others"),
        ((TODAY,), ["a", "b"], "found 2 titles for 1 others, expected as many"),
        (
            ("telecom.yaml",),
            None,
            'others: found "telecom.yaml", expected what it holds: cx.load_scenario',
        ),
    ],
)
def test_what_cannot_be_compared_is_said(others, titles, message):
    with pytest.raises(cx.CxsimError, match=message):
        cx.compare(TODAY, *others, titles=titles)
