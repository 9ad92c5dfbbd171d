"""A chance to be the best is not said to be large of what is no better."""

import numpy as np
import pytest

from cxsim.questions.experiments.chances import SURE, chances

STUDIES = 400


@pytest.mark.parametrize("replications", [2, 3, 4, 8, 20])
def test_of_equals_none_is_called_the_best_in_more_than_a_twentieth_of_studies(replications: int) -> None:
    random = np.random.default_rng(replications)
    called = [chances(random.standard_normal((replications, 2)))[0].max() > SURE for _ in range(STUDIES)]
    assert np.mean(called) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / STUDIES)
    assert np.mean(called) > 0.01


def test_what_worlds_share_cancels() -> None:
    luck = 100 * np.random.default_rng(1).standard_normal((6, 1))
    apart = np.array([[0.0, 1.0]]) + 0.1 * np.random.default_rng(2).standard_normal((6, 2))
    best, top = chances(luck + apart)
    assert best[1] > 0.99
    assert top.tolist() == [1.0, 1.0]


def test_a_clear_winner_among_few_replications_is_less_sure_than_among_many() -> None:
    random = np.random.default_rng(4)
    few, many = (
        np.mean([chances(random.normal([0.0, 1.0], 1.0, (number, 2)))[0][1] for _ in range(200)])
        for number in (3, 12)
    )
    assert 0.5 < few < many < 1.0


def test_the_same_world_twice_shares_its_chance() -> None:
    one = np.random.default_rng(5).standard_normal(8)
    best, _ = chances(np.column_stack([one, one]))
    assert best == pytest.approx([0.5, 0.5], abs=0.05)


def test_one_replication_tells_nothing() -> None:
    best, top = chances(np.array([[1.0, 2.0, 3.0]]))
    assert np.isnan(best).all()
    assert np.isnan(top).all()
