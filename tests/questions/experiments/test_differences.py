"""Intervals cover as often as they say, and simultaneous ones all together."""

import numpy as np
import pytest

from cxsim.questions.experiments.differences import difference, interval
from cxsim.results.intervals import ANY, FEELING


def covered(low: np.ndarray, high: np.ndarray, truth: float) -> np.ndarray:
    return (low <= truth) & (truth <= high)


@pytest.mark.parametrize(("replications", "people"), [(5, 400), (20, 100), (40, 1_000)])
def test_intervals_cover_the_truth_19_times_in_20(replications, people):
    """Also where the number of people differs from replication to replication."""
    dice, studies = np.random.default_rng(replications), 4_000
    shape = (replications, studies)
    here, there = dice.poisson(people, shape) + 1, dice.poisson(2 * people, shape) + 1
    found = difference(
        dice.binomial(here, 0.6).astype(float), dice.binomial(there, 0.5).astype(float), here, there
    )
    share = covered(found.low, found.high, 0.1).mean()
    assert share == pytest.approx(0.95, abs=4 * (0.95 * 0.05 / studies) ** 0.5)


def test_where_nothing_happens_hardly_any_family_is_wrong():
    dice, studies, family = np.random.default_rng(7), 2_000, 30
    shape = (20, studies, family)
    people = np.full(shape, 500.0)
    found = difference(*(dice.binomial(500, 0.5, shape).astype(float) for _ in "ab"), people, family=family)
    wrong = ~covered(found.low_all, found.high_all, 0.0)
    assert 0.03 < wrong.any(axis=1).mean() < 0.065
    assert (found.low_all <= found.low).all()
    assert (found.high <= found.high_all).all()


def test_events_too_rare_to_be_seen_are_not_ruled_out():
    """One customer in a thousand is moved: often nobody is seen to be, and Student would be sure of 0."""
    dice, studies = np.random.default_rng(3), 4_000
    people = np.full((10, studies), 100.0)
    moved = dice.binomial(100, 0.001, people.shape).astype(float)
    found = difference(moved, np.zeros_like(moved), people)
    assert covered(found.low, found.high, 0.001).mean() > 0.93
    assert (found.high > 0.0).all()


def test_paired_people_make_it_sharper():
    dice = np.random.default_rng(5)
    kept = dice.binomial(500, 0.6, 20).astype(float)
    people, gained = np.full(20, 500.0), dice.binomial(500, 0.01, 20)
    paired = difference(kept + gained, kept, people)
    unpaired = difference(kept + gained, dice.binomial(500, 0.6, 20).astype(float), people)
    assert (paired.high - paired.low) < (unpaired.high - unpaired.low) / 4


def test_nobody_and_one_replication_give_no_limits():
    empty = difference(np.zeros((5, 1)), np.zeros((5, 1)), np.zeros((5, 1)))
    assert np.isnan(empty.mean).all()
    one = interval(np.array([0.1]), np.zeros((1, 1)), np.array([100.0]), 1)
    assert np.isnan(one.low).all()
    assert one.mean == [0.1]


def test_no_effect_is_larger_than_all_of_a_hundred():
    """Two replications with one visitor each, moved opposite ways: anything is possible, but no more."""
    found = difference(np.array([[1.0], [0.0]]), np.array([[0.0], [1.0]]), np.ones((2, 1)))
    assert (found.mean[0], found.low[0], found.high[0]) == (0.0, -1.0, 1.0)
    assert (found.low_all[0], found.high_all[0]) == (-1.0, 1.0)
    felt = difference(np.array([3.0, -3.0]), np.zeros(2), np.full(2, 3.0), scale=FEELING)
    assert (felt.low, felt.high) == (-2.0, 2.0)


def test_replications_without_anybody_make_nothing_surer():
    moved, people = np.array([3.0, 5.0]), np.array([50.0, 60.0])
    some = difference(moved, np.zeros(2), people)
    many = difference(np.append(moved, np.zeros(18)), np.zeros(20), np.append(people, np.zeros(18)))
    assert tuple(many) == pytest.approx(tuple(some))


def test_money_that_nobody_moved_may_still_be_one_customer():
    worth, people = np.full(4, 250_000.0), np.full(4, 1_000.0)
    same = difference(worth, worth, people, scale=ANY)
    assert same.mean == 0.0
    assert same.high == pytest.approx(-np.log(0.025) * 250.0 / 4_000.0)
