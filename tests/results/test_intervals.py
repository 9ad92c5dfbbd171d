"""Limits: they cover what they promise, have width, and stay within what a figure can be."""

import numpy as np
import pytest
from scipy import stats

from cxsim.results.intervals import (
    AMOUNT,
    ANY,
    COUNT,
    SHARE,
    Scale,
    enough_replications,
    mean_interval,
    ratio_intervals,
)


def limits(above, below, scale):
    found = ratio_intervals(np.atleast_2d(above).T, np.atleast_2d(below).T, scale)
    return tuple(float(found[name][0]) for name in ("mean", "low", "high"))


def test_three_of_three_are_29_to_100_percent() -> None:
    assert limits([1.0, 2.0], [1.0, 2.0], SHARE) == pytest.approx((1.0, 0.29240, 1.0), abs=1e-5)


def test_none_of_thirty_may_be_one_of_ten() -> None:
    mean, low, high = limits([0.0, 0.0, 0.0], [10.0, 10.0, 10.0], SHARE)
    assert (mean, low) == (0.0, 0.0)
    assert high == pytest.approx(1.0 - 0.025 ** (1 / 30))


def test_shares_are_never_surer_than_independent_people_would_be() -> None:
    generator = np.random.default_rng(3)
    people = generator.integers(1, 40, (6, 500)).astype(float)
    kept = generator.binomial(people.astype(int), 0.8).astype(float)
    found = ratio_intervals(kept, people, SHARE)
    x, n = kept.sum(axis=0), people.sum(axis=0)
    assert (found["low"] <= stats.beta.ppf(0.025, x, n - x + 1) + 1e-12).all()
    high = np.where(x < n, stats.beta.ppf(0.975, x + 1, np.maximum(n - x, 1)), 1.0)
    assert (found["high"] >= high - 1e-12).all()


def test_no_visit_in_eleven_years_may_be_one_in_three() -> None:
    assert limits([0.0] * 11, [1.0] * 11, COUNT) == pytest.approx((0.0, 0.0, 3.6889 / 11), abs=1e-4)


def test_two_visits_by_22_people() -> None:
    mean, low, high = limits([2.0, 0.0] + [0.0] * 9, [2.0] * 11, COUNT)
    assert mean == pytest.approx(2 / 22)
    assert low == 0.0
    assert high >= stats.chi2.ppf(0.975, 6) / 2 / 22


@pytest.mark.parametrize("scale", [Scale(-100.0, 100.0), Scale(1.0, 5.0), Scale(1.0, 7.0), AMOUNT])
def test_limits_lie_within_the_scale(scale: Scale) -> None:
    top = min(scale.most, 50.0)
    mean, low, high = limits([scale.least, top], [1.0, 1.0], scale)
    assert scale.least <= low <= mean <= high <= scale.most


def test_scores_that_agree_by_chance_have_width() -> None:
    """Three who all say 7 do not make a CES of 7 (7 to 7); three thousand nearly do."""
    few, many = (limits([7.0 * n, 7.0 * n], [n, n], Scale(1.0, 7.0)) for n in (2.0, 1500.0))
    assert few == pytest.approx((7.0, 7.0 - 6.0 * 3.6889 / 4.0, 7.0), abs=1e-3)
    assert 0.0 < many[2] - many[1] < 0.01


@pytest.mark.parametrize(("scale", "each"), [(Scale(most=1.0), -0.3), (AMOUNT, 12.0), (ANY, -250.0)])
def test_scales_without_an_end_have_width_as_well(scale: Scale, each: float) -> None:
    """Two visits that were felt the same, waits as long as each other, customers worth the same."""
    mean, low, high = limits([each, each], [1.0, 1.0], scale)
    assert mean == each
    assert scale.least <= low < mean < high <= scale.most
    mean, low, high = limits([5000 * each, 5000 * each], [5000.0, 5000.0], scale)
    assert high - low < 0.01 * max(abs(each), 1.0)


def test_one_replication_with_a_say_gives_no_limits() -> None:
    mean, low, high = limits([3.0, 0.0], [3.0, 0.0], SHARE)
    assert mean == 1.0
    assert np.isnan([low, high]).all()
    assert np.isnan(limits([0.0, 0.0], [0.0, 0.0], SHARE)).all()


def test_a_replication_of_nobody_changes_nothing() -> None:
    there = limits([3.0, 5.0, 4.0], [9.0, 8.0, 10.0], SHARE)
    assert limits([3.0, 0.0, 5.0, 4.0], [9.0, 0.0, 8.0, 10.0], SHARE) == there


def test_means_of_values_are_student_s() -> None:
    values = np.random.default_rng(4).normal(2.0, 1.0, 7)
    mean, low, high, n = mean_interval(values, ANY)
    expected = stats.t.interval(0.95, 6, values.mean(), values.std(ddof=1) / np.sqrt(7))
    assert (low, high) == pytest.approx(expected)
    assert (mean, n) == (pytest.approx(values.mean()), 7)
    assert np.isnan(mean_interval(np.array([]))[0])


def covered(true: float, above: np.ndarray, below: np.ndarray, scale: Scale) -> float:
    found = ratio_intervals(above, below, scale)
    return float(np.mean((found["low"] <= true) & (true <= found["high"])))


@pytest.mark.parametrize("replications", [3, 5, 20])
@pytest.mark.parametrize("true", [0.002, 0.05, 0.5, 0.97])
def test_shares_are_covered_also_of_rare_events(true: float, replications: int) -> None:
    """Replications of other sizes, whose shares differ beyond chance (they share queues and reviews)."""
    generator = np.random.default_rng(6)
    people = generator.poisson(80.0, (replications, 4000)).astype(float)
    share = generator.beta(true * 300.0, (1.0 - true) * 300.0, people.shape)
    events = generator.binomial(people.astype(int), share).astype(float)
    found = covered(true, events, people, SHARE)
    assert found >= 0.935
    if 80.0 * replications * min(true, 1.0 - true) >= 20.0:
        assert found <= 0.99, "where there is something to go by, limits are no wider than they need to be"


@pytest.mark.parametrize("replications", [3, 5, 20])
@pytest.mark.parametrize("true", [0.003, 0.1, 3.0])
def test_numbers_of_events_are_covered(true: float, replications: int) -> None:
    """Some people do far more than others: a negative binomial number of visits."""
    generator = np.random.default_rng(7)
    people = generator.poisson(50.0, (replications, 4000)).astype(float)
    visits = generator.poisson(true * generator.gamma(people * 2.0, 0.5)).astype(float)
    assert covered(true, visits, people, COUNT) >= 0.935


@pytest.mark.parametrize("family", [1, 16])
@pytest.mark.parametrize(
    ("there", "narrower"), [(2, 20.0), (3, 1.5), (8, 4.0), (8, 1e6), (40, 2.0), (40, 1.01)]
)
def test_enough_replications_are_the_fewest_that_reach_the_width(there, narrower, family):
    """Where replications differ as they do now."""

    def half(number):
        return stats.t.ppf(1.0 - 0.025 / family, number - 1) / np.sqrt(number)

    enough = enough_replications(there, half(there), half(there) / narrower, family)
    assert half(enough) <= half(there) / narrower < half(enough - 1)
