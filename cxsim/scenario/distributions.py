"""Distributions a scenario may name, with parameters people know: mean, sd, median, p90, low, mode, high.

Each one turns into a `Sampler`, which is all that the engine knows about it. Sampling is by inversion:
one uniform number gives one value, and a larger uniform never gives a smaller value.
"""

import functools
import math
from typing import Annotated, Any, Generic, Literal, NamedTuple, Self, TypeVar

import numpy as np
from pydantic import BeforeValidator, Field, model_validator

from cxsim.scenario.quantities import Duration, Feeling, Positive, PositiveDuration, Probability
from cxsim.scenario.strict import StrictModel

CONSTANT, EXPONENTIAL, LOGNORMAL, WEIBULL, TRIANGULAR, UNIFORM, TABLE = range(7)

# The quantile function of a beta is tabulated on this many steps; linear between them.
TABLE_STEPS = 512
Z90 = 1.2815515655446004  # nine tenths of a standard normal lie below it


class Sampler(NamedTuple):
    """A distribution as the engine sees it: a kind, three numbers, and a table of quantiles (if any)."""

    kind: int
    a: float = 0.0
    b: float = 0.0
    c: float = 0.0
    table: tuple[float, ...] = ()


# A mean beyond this is no duration of anything in a company, and far beyond it cannot be computed with.
LONGEST_MEAN = 36_500.0


def _check_mean(distribution: "Exponential | Lognormal | Weibull") -> None:
    try:
        possible = distribution.mean_value() <= LONGEST_MEAN and all(
            map(math.isfinite, distribution.sampler()[1:4])
        )
    except (OverflowError, ZeroDivisionError):
        possible = False
    if not possible:
        raise ValueError("a distribution with a mean of at most 100 years")


Q = TypeVar("Q", bound=float)  # a Duration, a Probability or a Feeling


class Constant(StrictModel, Generic[Q]):
    """Always the same value."""

    distribution: Literal["constant"] = "constant"
    value: Q

    def sd_value(self) -> float:
        """Return the standard deviation."""
        return 0.0

    def sampler(self) -> Sampler:
        """Return the distribution as the engine sees it."""
        return Sampler(CONSTANT, self.value)

    def mean_value(self) -> float:
        """Return the mean."""
        return self.value


class Exponential(StrictModel):
    """Memoryless: give its mean or its median."""

    distribution: Literal["exponential"]
    mean: PositiveDuration | None = None
    median: PositiveDuration | None = None

    @model_validator(mode="after")
    def _one_parameter(self) -> Self:
        if (self.mean is None) == (self.median is None):
            raise ValueError("either mean or median")
        _check_mean(self)
        return self

    def mean_value(self) -> float:
        """Return the mean in days."""
        return self.mean if self.mean is not None else (self.median or 0.0) / math.log(2)

    def sd_value(self) -> float:
        """Return the standard deviation."""
        return self.mean_value()

    def sampler(self) -> Sampler:
        """Return the distribution as the engine sees it."""
        return Sampler(EXPONENTIAL, self.mean_value())


class Lognormal(StrictModel):
    """Right-skewed durations: give mean and sd, or median and p90."""

    distribution: Literal["lognormal"]
    mean: PositiveDuration | None = None
    sd: PositiveDuration | None = None
    median: PositiveDuration | None = None
    p90: PositiveDuration | None = None

    @model_validator(mode="after")
    def _one_pair(self) -> Self:
        given = tuple(value is not None for value in (self.mean, self.sd, self.median, self.p90))
        if given not in ((True, True, False, False), (False, False, True, True)):
            raise ValueError("either mean and sd, or median and p90")
        if self.median is not None and self.p90 is not None and self.p90 <= self.median:
            raise ValueError("a p90 above the median")
        _check_mean(self)
        return self

    def _log_parameters(self) -> tuple[float, float]:
        if self.mean is not None and self.sd is not None:
            variance = math.log1p((self.sd / self.mean) ** 2)
            return math.log(self.mean) - variance / 2, math.sqrt(variance)
        median, p90 = self.median or 1.0, self.p90 or 1.0
        return math.log(median), math.log(p90 / median) / Z90

    def mean_value(self) -> float:
        """Return the mean in days."""
        mu, sigma = self._log_parameters()
        return math.exp(mu + sigma * sigma / 2)

    def sd_value(self) -> float:
        """Return the standard deviation."""
        variance = self._log_parameters()[1] ** 2
        return self.mean_value() * math.sqrt(math.expm1(variance)) if variance < 700 else math.inf

    def sampler(self) -> Sampler:
        """Return the distribution as the engine sees it."""
        return Sampler(LOGNORMAL, *self._log_parameters())


class Weibull(StrictModel):
    """Falling (shape below 1) or rising hazard: shape with mean, median or scale; or median and p90."""

    distribution: Literal["weibull"]
    shape: Positive | None = None
    scale: PositiveDuration | None = None
    mean: PositiveDuration | None = None
    median: PositiveDuration | None = None
    p90: PositiveDuration | None = None

    @model_validator(mode="after")
    def _one_pair(self) -> Self:
        size = [value is not None for value in (self.scale, self.mean, self.median)]
        with_shape = self.shape is not None and sum(size) == 1 and self.p90 is None
        with_p90 = self.shape is None and size == [False, False, True] and self.p90 is not None
        if not (with_shape or with_p90):
            raise ValueError("shape and one of scale, mean, median; or median and p90")
        if self.shape is not None and not 0.1 <= self.shape <= 20:
            raise ValueError("a shape from 0.1 to 20")
        if self.median is not None and self.p90 is not None and self.p90 <= self.median:
            raise ValueError("a p90 above the median")
        _check_mean(self)
        return self

    def _shape_and_scale(self) -> tuple[float, float]:
        if self.shape is None:
            median, p90 = self.median or 1.0, self.p90 or 2.0
            shape = math.log(math.log(10) / math.log(2)) / math.log(p90 / median)
            return shape, median / math.log(2) ** (1 / shape)
        if self.scale is not None:
            return self.shape, self.scale
        if self.mean is not None:
            return self.shape, self.mean / math.gamma(1 + 1 / self.shape)
        return self.shape, (self.median or 1.0) / math.log(2) ** (1 / self.shape)

    def mean_value(self) -> float:
        """Return the mean in days."""
        shape, scale = self._shape_and_scale()
        return scale * math.gamma(1 + 1 / shape)

    def sd_value(self) -> float:
        """Return the standard deviation."""
        once, twice = (math.lgamma(1 + n / self._shape_and_scale()[0]) for n in (1, 2))
        log_ratio = twice - 2 * once
        return self.mean_value() * math.sqrt(max(math.expm1(log_ratio), 0.0)) if log_ratio < 700 else math.inf

    def sampler(self) -> Sampler:
        """Return the distribution as the engine sees it."""
        shape, scale = self._shape_and_scale()
        return Sampler(WEIBULL, scale, 1 / shape)


class Triangular(StrictModel, Generic[Q]):
    """A guess with a lowest, most likely and highest value."""

    distribution: Literal["triangular"]
    low: Q
    mode: Q
    high: Q

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not (self.low <= self.mode <= self.high and self.low < self.high):
            raise ValueError("low <= mode <= high, and low < high")
        return self

    def mean_value(self) -> float:
        """Return the mean."""
        return (self.low + self.mode + self.high) / 3

    def sd_value(self) -> float:
        """Return the standard deviation."""
        low, mode, high = self.low, self.mode, self.high
        return math.sqrt(((mode - low) ** 2 + (high - mode) ** 2 + (high - low) ** 2) / 36)

    def sampler(self) -> Sampler:
        """Return the distribution as the engine sees it."""
        return Sampler(TRIANGULAR, self.low, self.mode, self.high)


class Uniform(StrictModel, Generic[Q]):
    """Any value between low and high alike."""

    distribution: Literal["uniform"]
    low: Q
    high: Q

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low < self.high:
            raise ValueError("low < high")
        return self

    def mean_value(self) -> float:
        """Return the mean."""
        return (self.low + self.high) / 2

    def sd_value(self) -> float:
        """Return the standard deviation."""
        return (self.high - self.low) / math.sqrt(12)

    def sampler(self) -> Sampler:
        """Return the distribution as the engine sees it."""
        return Sampler(UNIFORM, self.low, self.high)


@functools.lru_cache(maxsize=1_000)  # a scenario is turned into numbers more than once
def _beta_quantiles(mean: float, sd: float) -> tuple[float, ...]:
    from scipy import special  # takes as long to import as it takes to check a scenario

    nu = mean * (1 - mean) / sd**2 - 1
    a, b = mean * nu, (1 - mean) * nu
    quantiles = special.betaincinv(a, b, np.linspace(0, 1, TABLE_STEPS + 1))
    # A line from the last quantile to 1 would make rare values too large, and to 0 too small: the ends
    # of the table lie where the first and the last step keep their mean.
    lowest = TABLE_STEPS * mean * special.betainc(a + 1, b, quantiles[1])
    highest = TABLE_STEPS * mean * special.betaincc(a + 1, b, quantiles[-2])
    quantiles[0] = np.clip(2 * lowest - quantiles[1], 0, quantiles[1])
    quantiles[-1] = np.clip(2 * highest - quantiles[-2], quantiles[-2], 1)
    return tuple(float(q) for q in quantiles)


# The sd of a beta: at least that, and at most a share of that of an urn of 0 and 1.
LEAST_SPREAD, MOST_SPREAD = 0.0001, 0.98


class Beta(StrictModel):
    """A value between 0 and 1, by its mean and sd: for severities and strengths."""

    distribution: Literal["beta"]
    mean: Annotated[float, Field(strict=True, gt=0, lt=1, allow_inf_nan=False)]
    sd: Annotated[float, Field(strict=True, ge=LEAST_SPREAD, lt=0.5, allow_inf_nan=False)]

    @model_validator(mode="after")
    def _possible(self) -> Self:
        limit = MOST_SPREAD * math.sqrt(self.mean * (1 - self.mean))
        if self.sd >= limit:
            raise ValueError(f"a beta with mean {self.mean:g} to have an sd below {limit:.3g}")
        return self

    def mean_value(self) -> float:
        """Return the mean."""
        return self.mean

    def sd_value(self) -> float:
        """Return the standard deviation."""
        return self.sd

    def sampler(self) -> Sampler:
        """Return the quantile function as a table; its mean differs from `mean` by less than 0.001."""
        return Sampler(TABLE, table=_beta_quantiles(self.mean, self.sd))


class Empirical(StrictModel, Generic[Q]):
    """Quantiles read off data, equally spaced in probability from minimum to maximum; linear between them."""

    distribution: Literal["empirical"]
    quantiles: Annotated[tuple[Q, ...], Field(min_length=2, max_length=10_001)]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if any(a > b for a, b in zip(self.quantiles, self.quantiles[1:], strict=False)):
            raise ValueError("quantiles that never fall")
        return self

    def mean_value(self) -> float:
        """Return the mean."""
        values = self.quantiles
        return (sum(values) - (values[0] + values[-1]) / 2) / (len(values) - 1)

    def sd_value(self) -> float:
        """Return the standard deviation."""
        values = np.array(self.quantiles) - self.mean_value()
        low, high = values[:-1], values[1:]
        return math.sqrt(float(np.mean(low * low + low * high + high * high)) / 3)

    def sampler(self) -> Sampler:
        """Return the distribution as the engine sees it."""
        return Sampler(TABLE, table=self.quantiles)


def _constant_from_scalar(value: Any) -> Any:
    return value if isinstance(value, dict) else {"distribution": "constant", "value": value}


_shorthand = BeforeValidator(_constant_from_scalar)

DurationDistribution = Annotated[
    Constant[Duration]
    | Exponential
    | Lognormal
    | Weibull
    | Triangular[Duration]
    | Uniform[Duration]
    | Empirical[Duration],
    Field(discriminator="distribution"),
    _shorthand,
]
SeverityDistribution = Annotated[
    Constant[Probability] | Beta | Triangular[Probability] | Uniform[Probability] | Empirical[Probability],
    Field(discriminator="distribution"),
    _shorthand,
]
FeelingDistribution = Annotated[
    Constant[Feeling] | Triangular[Feeling] | Uniform[Feeling] | Empirical[Feeling],
    Field(discriminator="distribution"),
    _shorthand,
]
