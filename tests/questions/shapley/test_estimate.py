"""Shapley shares are those of theory, add up, and are shared fairly."""

import itertools
import math
import re

import numpy as np
import pytest

from cxsim.errors import InterventionError
from cxsim.questions.shapley.estimate import shapley
from cxsim.scenario.model import Scenario
from tests.questions.portfolio.companies import STAYS, STAYS_DESPITE, using
from tests.questions.small_worlds import LOST, row_of, today

STAKES = {"first": 0.4, "second": 1.0, "third": 0.0}


def joined(mended: tuple[str, ...]) -> float:
    """How many of all get through, once friction is gone at these touchpoints."""
    leaks = dict(zip(STAKES, (0.0, LOST, LOST), strict=True))
    frictions = {name: {"friction": 0.0} if name in mended else {} for name in STAKES}
    return math.prod(today(stake, leaks[name], **frictions[name]) for name, stake in STAKES.items())


def truth(name: str) -> float:
    """The mean of what a touchpoint adds, over all orders."""
    added = [
        joined(order[: order.index(name) + 1]) - joined(order[: order.index(name)])
        for order in itertools.permutations(STAKES)
    ]
    return sum(added) / len(added)


@pytest.fixture(scope="module")
def found():
    return shapley(Scenario.model_validate(row_of(STAKES)), replications=25)


@pytest.mark.parametrize("name", STAKES)
def test_shares_are_those_of_theory(found, name):
    row = found.figures.loc[name]
    assert row["low_all"] <= truth(name) <= row["high_all"]
    assert row["high"] - row["low"] < 0.02


def test_they_add_up_to_what_all_friction_costs(found):
    assert found.figures["mean"].sum() == pytest.approx(found.total["mean"])
    assert found.figures["part"].sum() == pytest.approx(1.0)
    assert found.total["low"] <= joined(tuple(STAKES)) - joined(()) <= found.total["high"]


def test_they_tell_of_whom_there_is_and_what_that_is_worth(found):
    assert found.objective == "join"
    assert found.todays == 0.0
    assert found.figures["value"].sum() == pytest.approx(found.total["value"])
    assert 0.0 < found.total["value_low"] < found.total["value_high"]
    years = (1.0 - 1.08**-3) / math.log(1.08)
    most = found.total["mean"] * found.came * 100.0 * years
    assert 0.7 * most < found.total["value"] < 1.02 * most, "100 a year for who would join, till the horizon"


def test_of_todays_customers_it_tells_who_would_stay():
    """Friction drives 30 of 100 away at one touchpoint, and at another that has none nobody."""
    data = using({"a": {"one": 1.0}, "b": {"one": 0.0}}, {})
    del data["improvements"]
    found = shapley(Scenario.model_validate(data), replications=6)
    assert found.objective == "stay"
    assert found.todays == 400.0
    truth = STAYS * (STAYS - STAYS_DESPITE)
    assert found.figures.loc["a", "low_all"] <= truth <= found.figures.loc["a", "high_all"]
    assert found.figures.loc["b", "mean"] == 0.0
    first, second, third = str(found.summary()).splitlines()
    assert first.startswith(
        "Without any friction of the touchpoints’ own, of 100 of today’s customers "
        f"{100 * found.total['mean']:.1f} more stay after 20 days (95\u00a0% limits +"
    )
    assert re.search(r", which is worth EUR\u00a0\d[\d,]* over three years; ", first)
    assert first.endswith("over three years; 100\u00a0% of the gain is due to “Touchpoint a”.")
    assert second == (
        "This is about 400 customers of today, followed for 20 days; contracts last up to 50 years, longer "
        "than the follow-up, so that not everybody had to decide whether to stay."
    )
    more = f"{400 * found.total['mean']:.0f}"
    assert third.startswith(f"Besides, there are {more} more customers after 20 days (95")
    assert found.total["harmed"] == ()


@pytest.mark.parametrize("objective", ["customers", "net_value"])
def test_an_objective_is_followed_and_its_shares_add_up(found, objective):
    asked = shapley(found.scenario, replications=6, objective=objective)
    column = {"customers": "customers", "net_value": "value"}[objective]
    assert asked.figures["mean"].sum() == pytest.approx(asked.total["mean"])
    assert asked.total["mean"] == pytest.approx(asked.total[column])
    assert asked.chart().data["mean"].to_list() == asked.figures["mean"].to_list()
    if objective == "net_value":
        assert asked.figures["value"].to_numpy() == pytest.approx(asked.figures["mean"].to_numpy())
        assert "customers bring EUR" in asked.summary().splitlines()[0]
        assert "cost" not in asked.summary()
    with pytest.raises(InterventionError, match=r"^objective: found stay, but population\.existing is 0"):
        shapley(found.scenario, replications=2, objective="stay")


def test_nothing_is_due_to_where_nothing_matters(found):
    assert found.figures.loc["third", "mean"] == 0.0
    assert list(found.figures.index[:2]) == ["second", "first"]


def test_the_number_of_workers_changes_nothing():
    one, two = (
        shapley(Scenario.model_validate(row_of(STAKES)), replications=4, workers=workers).figures
        for workers in (1, 2)
    )
    assert one.equals(two)


@pytest.mark.verify
def test_intervals_cover_the_truth_19_times_in_20(verification):
    scenario, studies = Scenario.model_validate(row_of(STAKES, days=40.0)), 1_000
    hits: dict[str, list[bool]] = {}
    for seed in range(studies):
        table = shapley(scenario, replications=12, seed=seed).figures
        for name in ("first", "second"):
            row = table.loc[name]
            hits.setdefault(name, []).append(row["low"] <= truth(name) <= row["high"])
    for name, hit in hits.items():
        verification(
            f"coverage of 95 % intervals, Shapley share of {name}", float(np.mean(hit)), "at least", 0.93
        )
        assert np.mean(hit) <= 0.975
