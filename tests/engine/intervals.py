"""Whether simulated numbers agree with theory, by intervals narrow enough to mean something."""

import math
from collections.abc import Sequence

import numpy as np
from scipy import stats

# One test in this many fails by chance under another seed; seeds are fixed, so that none does here.
ODDS = 2_000


def agree(samples: Sequence[float], expected: float, within: float) -> None:
    """Hold the mean of independent samples against theory; an interval beyond `within` would say nothing."""
    mean = float(np.mean(samples))
    width = float(stats.t.ppf(1 - 0.5 / ODDS, len(samples) - 1) * stats.sem(samples))
    assert width <= within, f"too few: {mean:.6g} ± {width:.3g} says little about {expected:.6g}"
    assert abs(mean - expected) <= width, f"{mean:.6g} ± {width:.3g} instead of {expected:.6g}"


def share_agrees(hits: int, total: int, expected: float, within: float, tests: int = 1) -> None:
    """Hold a share of independent cases against its probability, as one of so many tests (Bonferroni)."""
    width = float(stats.norm.ppf(1 - 0.5 / ODDS / tests)) * math.sqrt(expected * (1 - expected) / total)
    assert width <= within, f"{total} cases are too few"
    assert abs(hits / total - expected) <= width + 0.5 / total, (
        f"{hits / total:.6g} ± {width:.3g} instead of {expected:.6g}"
    )


def fits(counts: Sequence[float], expected: Sequence[float], estimated: int = 0, tests: int = 1) -> None:
    """Hold counts against those expected (chi-square; cells that expect hardly anybody are put together)."""
    order = np.argsort(expected)
    pairs = np.array([np.asarray(counts, float)[order], np.asarray(expected, float)[order]])
    rare = int(np.searchsorted(np.cumsum(pairs[1]), 5.0)) + 1 if pairs[1][0] < 5 else 0
    if rare:
        pairs = np.column_stack([pairs[:, :rare].sum(axis=1), pairs[:, rare:]])
    assert math.isclose(pairs[0].sum(), pairs[1].sum(), rel_tol=1e-9), (
        "the same number of cases on both sides"
    )
    possible = pairs[1] > 0
    assert not pairs[0][~possible].any(), "nothing impossible"
    statistic = float(((pairs[0] - pairs[1])[possible] ** 2 / pairs[1][possible]).sum())
    chance = float(stats.chi2.sf(statistic, max(int(possible.sum()) - 1 - estimated, 1)))
    assert chance > 1 / ODDS / tests, f"chi-square {statistic:.1f}, p = {chance:.2g}"
