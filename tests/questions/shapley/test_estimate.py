"""Shapley shares are those of theory, add up, and are shared fairly."""

import itertools
import math

import numpy as np
import pytest

from cxsim.questions.shapley.estimate import shapley
from cxsim.scenario.model import Scenario
from tests.questions.small_worlds import LOST, row_of, today

STAKES = {"first": 0.4, "second": 1.0, "third": 0.0}


def kept(mended: tuple[str, ...]) -> float:
    """How many of all get through, once friction is gone at these touchpoints."""
    leaks = dict(zip(STAKES, (0.0, LOST, LOST), strict=True))
    frictions = {name: {"friction": 0.0} if name in mended else {} for name in STAKES}
    return math.prod(today(stake, leaks[name], **frictions[name]) for name, stake in STAKES.items())


def truth(name: str) -> float:
    """The mean of what a touchpoint adds, over all orders."""
    added = [
        kept(order[: order.index(name) + 1]) - kept(order[: order.index(name)])
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
    assert found.total["low"] <= kept(tuple(STAKES)) - kept(()) <= found.total["high"]


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
