"""Draws from distributions, and choices (docs/model.md, 6.1 and 7.2): one stream of random numbers."""

import math
import random
from collections.abc import Callable
from typing import Any


class Chance:
    """All that is random."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self._known: dict[int, Callable[[], float]] = {}

    def happens(self, probability: float) -> bool:
        """Draw whether something happens."""
        return self.random.random() < probability

    def value(self, distribution: Any) -> float:
        """Draw a value; durations are in days."""
        draw = self._known.get(id(distribution))
        if draw is None:
            draw = self._known[id(distribution)] = _sampler(distribution, self.random)
        return draw()

    def own_factor(self, spread: float) -> float:
        """Draw a factor of a person's own."""
        return self.random.lognormvariate(-(spread**2) / 2, spread)

    def choose(self, weights: dict[str, float]) -> str:
        """Choose one name, in proportion to its weight."""
        (name,) = self.random.choices(list(weights), list(weights.values()))
        return name


def _sampler(d: Any, chance: random.Random) -> Callable[[], float]:
    match d.distribution:
        case "constant":
            return lambda: float(d.value)
        case "exponential":
            mean = d.mean if d.mean is not None else d.median / math.log(2)
            return lambda: chance.expovariate(1 / mean)
        case "lognormal" if d.mean is not None:
            variance = math.log(1 + (d.sd / d.mean) ** 2)
            return lambda: chance.lognormvariate(math.log(d.mean) - variance / 2, math.sqrt(variance))
        case "lognormal":
            sigma = math.log(d.p90 / d.median) / 1.2815515655
            return lambda: chance.lognormvariate(math.log(d.median), sigma)
        case "weibull":
            shape, scale = _weibull(d)
            return lambda: chance.weibullvariate(scale, shape)
        case "triangular":
            return lambda: chance.triangular(d.low, d.high, d.mode)
        case "uniform":
            return lambda: chance.uniform(d.low, d.high)
        case "beta":
            n = d.mean * (1 - d.mean) / d.sd**2 - 1
            return lambda: chance.betavariate(d.mean * n, (1 - d.mean) * n)
        case "empirical":
            return lambda: _between(d.quantiles, chance.random())
    raise ValueError(d)


def _weibull(d: Any) -> tuple[float, float]:
    if d.shape is None:
        shape = math.log(math.log(10) / math.log(2)) / math.log(d.p90 / d.median)
        return shape, d.median / math.log(2) ** (1 / shape)
    if d.scale is not None:
        return d.shape, d.scale
    if d.mean is not None:
        return d.shape, d.mean / math.gamma(1 + 1 / d.shape)
    return d.shape, d.median / math.log(2) ** (1 / d.shape)


def _between(quantiles: tuple[float, ...], u: float) -> float:
    step, rest = divmod(u * (len(quantiles) - 1), 1)
    low, high = quantiles[int(step) : int(step) + 2]
    return low + (high - low) * rest


def mean_of(d: Any) -> float:
    """Return the mean of a distribution of durations (docs/model.md, the last column of 6.1)."""
    match d.distribution:
        case "constant":
            return float(d.value)
        case "exponential":
            return float(d.mean if d.mean is not None else d.median / math.log(2))
        case "lognormal" if d.mean is not None:
            return float(d.mean)
        case "lognormal":
            return d.median * math.exp((math.log(d.p90 / d.median) / 1.2815515655) ** 2 / 2)
        case "weibull":
            shape, scale = _weibull(d)
            return scale * math.gamma(1 + 1 / shape)
        case "triangular":
            return (d.low + d.mode + d.high) / 3
        case "uniform":
            return (d.low + d.high) / 2
        case "empirical":
            q = d.quantiles
            return (sum(q) - (q[0] + q[-1]) / 2) / (len(q) - 1)
    raise ValueError(d)


def shift_odds(probability: float, log_odds: float) -> float:
    """Move a probability on the scale of log-odds; 0 and 1 stay where they are."""
    factor = math.exp(min(max(log_odds, -50), 50))
    return probability * factor / (1 - probability + probability * factor)


def clip(value: float, low: float, high: float) -> float:
    """Keep a value between two limits."""
    return min(max(value, low), high)
