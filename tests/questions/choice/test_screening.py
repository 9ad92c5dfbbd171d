"""The promise of the sequential procedure: the best is chosen, whatever its place and the variances."""

import itertools

import numpy as np
import pytest
from scipy import stats

from cxsim.questions.choice.screening import STANDARD, equal_allocation, screen

ZONE, PROMISE = 1.0, 0.95


def means(worlds: int, best: int, level: float = 0.0) -> np.ndarray:
    """The hardest case: the best just a zone ahead of all, or the standard as good as all others."""
    ahead = np.full(worlds, level)
    if best != STANDARD:
        ahead[best] += ZONE
    return ahead


def deviations(worlds: int, best: int, pattern: str) -> np.ndarray:
    """Standard deviations: of the best larger or smaller than all others, rising, or equal."""
    if pattern == "rising":
        return np.linspace(0.5, 3.0, worlds)
    spread = np.full(worlds, 1.5)
    spread[best] = {"equal": 1.5, "noisy best": 4.0, "quiet best": 0.3}[pattern]
    return spread


def chosen(worlds: int, best: int, pattern: str, shared: float, studies: int, level: float = 0.0) -> float:
    """How often the best is chosen."""
    draws = np.random.default_rng([worlds, best, len(pattern), int(10 * shared)])
    mean, deviation = means(worlds, best, level), deviations(worlds, best, pattern)

    def observe(replications: range, there: list[int]) -> np.ndarray:
        common = np.sqrt(shared) * draws.standard_normal((len(replications), 1))
        own = np.sqrt(1.0 - shared) * draws.standard_normal((len(replications), len(there)))
        return mean[there] + deviation[there] * (common + own)

    found = [screen(observe, worlds, ZONE, PROMISE, most=10_000, step=5) for _ in range(studies)]
    assert all(one.sure for one in found)
    return float(np.mean([one.best == best for one in found]))


@pytest.mark.parametrize(
    ("worlds", "best", "pattern", "shared", "level"),
    [
        (2, 0, "equal", 0.0, 0.0),
        (2, 1, "equal", 0.0, -50.0),
        (5, 0, "rising", 0.0, 0.0),
        (5, 1, "noisy best", 0.0, -50.0),
        (5, 4, "quiet best", 0.8, 0.0),
    ],
)
def test_best_is_chosen_as_promised(worlds, best, pattern, shared, level) -> None:
    studies = 300
    found = chosen(worlds, best, pattern, shared, studies, level)
    assert found >= stats.binom.ppf(0.001, studies, PROMISE) / studies


@pytest.mark.verify
def test_promise_of_correct_selection(verification) -> None:
    studies, worst = 1_000, 1.0
    cases = [
        (2, 0),
        (2, 1),
        *((5, place) for place in range(5)),
        (10, 0),
        (10, 4),
        (30, 0),
        (30, 1),
        (30, 29),
    ]
    for (worlds, best), pattern in itertools.product(cases, ("equal", "rising", "noisy best", "quiet best")):
        for shared in (0.0, 0.9):
            found = chosen(worlds, best, pattern, shared, studies, level=-20.0)
            worst = min(worst, found)
    # The smallest of so many shares is smaller than what each of them is promised to be on average.
    allowed = stats.binom.ppf(0.01 / (8 * len(cases)), studies, PROMISE) / studies
    verification(f"correct selection, the worst of {8 * len(cases)} cases", worst, "at least", allowed)


def test_common_draws_save_replications() -> None:
    def spent(shared: float) -> int:
        draws = np.random.default_rng(3)
        common = draws.standard_normal((10_000, 1)) * np.sqrt(shared)
        own = draws.standard_normal((10_000, 8)) * np.sqrt(1.0 - shared)
        values = means(8, 3) + 2.0 * (common + own)
        return int(screen(lambda which, there: values[np.ix_(which, there)], 8, ZONE, most=10_000).used.sum())

    assert spent(0.9) < spent(0.0) / 3


def test_worlds_that_left_are_not_simulated() -> None:
    draws = np.random.default_rng(4)
    mean = np.array([0.0, 5.0, 4.0, -9.0])
    asked: list[tuple[range, tuple[int, ...]]] = []

    def observe(replications: range, there: list[int]) -> np.ndarray:
        asked.append((replications, tuple(there)))
        return mean[there] + draws.standard_normal((len(replications), len(there)))

    found = screen(observe, 4, 0.2, first=5, step=3)
    assert asked[0] == (range(5), (0, 1, 2, 3))
    assert all(before[0].stop == after[0].start for before, after in itertools.pairwise(asked))
    assert all(set(before[1]) >= set(after[1]) for before, after in itertools.pairwise(asked))
    assert found.best == 1
    assert found.beaten_by[3] in (1, 2)
    assert found.beaten_by[1] == -1
    for world in range(4):
        assert found.used[world] == sum(len(which) for which, there in asked if world in there)


def test_what_it_costs_does_not_depend_on_the_level() -> None:
    values = np.round(np.random.default_rng(5).standard_normal((500, 6)) * 2**20) / 2**20
    one, other = (
        screen(lambda which, there: level + values[np.ix_(which, there)], 6, 0.5, most=500)  # noqa: B023
        for level in (0.0, -1024.0)
    )
    assert one.best == other.best
    np.testing.assert_array_equal(one.used, other.used)


def test_equal_worlds_end_with_the_standard() -> None:
    values = np.random.default_rng(6).standard_normal((200, 1))
    found = screen(lambda which, there: values[list(which)] + np.zeros(len(there)), 4, 0.1)
    assert (found.best, found.sure, found.used.max()) == (STANDARD, True, 10)


def test_an_improvement_that_moves_less_than_half_a_zone_leaves_today_as_it_is() -> None:
    values = np.random.default_rng(7).standard_normal((200, 1))
    slight, clear = (
        screen(lambda which, there: values[list(which)] + gain * (np.array(there) == 2), 3, 0.1)  # noqa: B023
        for gain in (0.04, 0.06)
    )
    assert (slight.best, clear.best) == (STANDARD, 2)


def test_too_few_replications_are_owned_up_to() -> None:
    draws = np.random.default_rng(8)
    found = screen(lambda which, there: draws.standard_normal((len(which), len(there))), 5, 0.01, most=30)
    assert not found.sure
    assert found.used.max() == 30


@pytest.mark.parametrize("worlds", [2, 3, 10])
def test_equal_allocation_keeps_its_promise(worlds: int) -> None:
    """By simulation: so many of each are enough for what is promised, two thirds of them are not."""
    variance, studies = 4.0, 20_000
    each = equal_allocation(worlds, variance, ZONE, PROMISE)
    for share, right in ((1.0, True), (0.66, False)):
        draws = np.random.default_rng(worlds)
        noise = draws.standard_normal((studies, worlds)) * np.sqrt(variance / (share * each))
        found = float(((means(worlds, 1) + noise).argmax(axis=1) == 1).mean())
        assert (found >= PROMISE - 0.005) == right


@pytest.mark.parametrize(
    "wrong", [{"worlds": 1}, {"zone": 0.0}, {"confidence": 1.0}, {"first": 1}, {"most": 9}, {"step": 0}]
)
def test_what_makes_no_sense_is_refused(wrong) -> None:
    with pytest.raises(ValueError, match=r"world|zone"):
        screen(lambda which, there: np.zeros((len(which), len(there))), **{"worlds": 3, "zone": 0.1, **wrong})
