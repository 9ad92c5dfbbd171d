"""Sampling by inversion: each distribution has the quantiles of theory and the parameters people gave."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from scipy import integrate, special, stats

from cxsim.engine.sampling import normal_quantile, quantile
from cxsim.scenario.distributions import DurationDistribution, FeelingDistribution, SeverityDistribution

LEVELS = [
    2.0**-53,
    1e-12,
    1e-6,
    0.001,
    0.01,
    *np.linspace(0.02, 0.98, 49),
    0.99,
    0.999,
    1 - 1e-6,
    1 - 1e-12,
    1 - 2.0**-53,
]

uniform = st.floats(2.0**-53, 1 - 2.0**-53)
size = st.floats(0.01, 1_000)


def read(kind, **parts):
    """A distribution as the file writes it; numbers are days."""
    written = {
        key: f"{value!r} d" if key not in ("shape", "distribution") else value for key, value in parts.items()
    }
    return TypeAdapter(DurationDistribution).validate_python({"distribution": kind, **written})


def at(distribution, u):
    sampler = distribution.sampler()
    return quantile(sampler.kind, sampler.a, sampler.b, sampler.c, sampler.table, u)


def mean_of(distribution, power=1):
    """The mean that the quantiles have (of a power of the value)."""
    pieces = [0.0, 1e-9, 1e-6, 1e-3, 0.05, 0.5, 0.95, 1 - 1e-3, 1 - 1e-6, 1 - 1e-9, 1.0]
    return sum(
        integrate.quad(lambda u: at(distribution, u) ** power, a, b, limit=200)[0]
        for a, b in pairwise(pieces)
    )


CASES = [
    (read("exponential", mean=3.0), stats.expon(scale=3.0)),
    (read("exponential", median=2.0), stats.expon(scale=2.0 / math.log(2))),
    (
        read("lognormal", mean=5.0, sd=4.0),
        stats.lognorm(s=math.sqrt(math.log1p(0.64)), scale=5.0 / math.sqrt(1.64)),
    ),
    (read("lognormal", median=2.0, p90=7.0), stats.lognorm(s=math.log(3.5) / stats.norm.ppf(0.9), scale=2.0)),
    (read("weibull", shape=0.8, scale=0.5), stats.weibull_min(0.8, scale=0.5)),
    (read("weibull", shape=2.0, mean=3.0), stats.weibull_min(2.0, scale=3.0 / special.gamma(1.5))),
    (read("weibull", shape=1.5, median=3.0), stats.weibull_min(1.5, scale=3.0 / math.log(2) ** (1 / 1.5))),
    (read("uniform", low=1.0, high=4.0), stats.uniform(1.0, 3.0)),
    (read("triangular", low=1.0, mode=2.0, high=5.0), stats.triang(0.25, loc=1.0, scale=4.0)),
    (read("triangular", low=1.0, mode=1.0, high=5.0), stats.triang(0.0, loc=1.0, scale=4.0)),
    (read("triangular", low=1.0, mode=5.0, high=5.0), stats.triang(1.0, loc=1.0, scale=4.0)),
]


@pytest.mark.parametrize(("distribution", "theory"), CASES)
def test_quantiles_are_those_of_scipy(distribution, theory):
    ours, theirs = np.array([at(distribution, u) for u in LEVELS]), theory.ppf(LEVELS)
    np.testing.assert_allclose(ours[2:], theirs[2:], rtol=1e-9)
    np.testing.assert_allclose(ours[:2], theirs[:2], rtol=1e-4)  # 1 - u has no more digits
    assert distribution.mean_value() == pytest.approx(theory.mean(), rel=1e-12)


@pytest.mark.parametrize(
    "p", [*LEVELS, *10.0 ** -np.arange(1, 17), 0.075, 0.925, 0.5, math.exp(-25), 1 - math.exp(-25)]
)
def test_normal_quantile_is_that_of_scipy(p):
    assert normal_quantile(p) == pytest.approx(special.ndtri(p), rel=3e-15, abs=1e-16)


@given(uniform)
def test_normal_quantile_has_no_seam(p):
    assert normal_quantile(p) == pytest.approx(special.ndtri(p), rel=1e-13, abs=1e-15)


@given(size, st.floats(0.05, 3.0))
def test_lognormal_has_the_mean_and_sd_given(mean, ratio):
    distribution = read("lognormal", mean=mean, sd=mean * ratio)
    sampler = distribution.sampler()
    theory = stats.lognorm(s=sampler.b, scale=math.exp(sampler.a))
    assert theory.mean() == pytest.approx(mean, rel=1e-9)
    assert theory.std() == pytest.approx(mean * ratio, rel=1e-9)
    assert distribution.mean_value() == pytest.approx(mean, rel=1e-9)


@given(size, st.floats(1.2, 30), st.sampled_from(["lognormal", "weibull"]))
def test_median_and_p90_are_those_given(median, ratio, kind):
    distribution = read(kind, median=median, p90=median * ratio)
    assert at(distribution, 0.5) == pytest.approx(median, rel=1e-9)
    assert at(distribution, 0.9) == pytest.approx(median * ratio, rel=1e-9)


@given(size, st.floats(0.3, 10), st.sampled_from(["mean", "median", "scale"]))
def test_weibull_has_the_size_given(value, shape, parameter):
    distribution = read("weibull", shape=shape, **{parameter: value})
    sampler = distribution.sampler()
    theory = stats.weibull_min(1 / sampler.b, scale=sampler.a)
    read_back = {"mean": theory.mean(), "median": theory.median(), "scale": sampler.a}[parameter]
    assert read_back == pytest.approx(value, rel=1e-9)
    assert distribution.mean_value() == pytest.approx(theory.mean(), rel=1e-9)


@pytest.mark.parametrize(("distribution", "theory"), CASES)
def test_drawn_values_have_mean_and_sd(distribution, theory):
    mean = mean_of(distribution)
    assert mean == pytest.approx(theory.mean(), rel=1e-5)
    assert mean_of(distribution, 2) - mean**2 == pytest.approx(theory.var(), rel=1e-3)


SEVERITIES = TypeAdapter(SeverityDistribution)


@pytest.mark.parametrize(
    ("mean", "sd"), [(0.5, 0.2), (0.1, 0.05), (0.9, 0.1), (0.4, 0.2), (0.3, 0.4), (0.05, 0.02)]
)
def test_beta_has_the_mean_sd_and_quantiles_given(mean, sd):
    distribution = SEVERITIES.validate_python({"distribution": "beta", "mean": mean, "sd": sd})
    nu = mean * (1 - mean) / sd**2 - 1
    theory = stats.beta(mean * nu, (1 - mean) * nu)
    steps = np.arange(1, 512) / 512
    np.testing.assert_allclose([at(distribution, u) for u in steps], theory.ppf(steps), rtol=1e-9, atol=1e-12)
    table = np.array(distribution.sampler().table)
    drawn = float((table[1:] + table[:-1]).mean() / 2)
    squares = float((table[1:] ** 2 + table[1:] * table[:-1] + table[:-1] ** 2).mean() / 3)
    assert drawn == pytest.approx(mean, rel=1e-3)
    assert math.sqrt(squares - drawn**2) == pytest.approx(sd, rel=1e-3)
    assert at(distribution, 2.0**-53) >= 0.0
    assert at(distribution, 1 - 2.0**-53) <= 1.0


def test_empirical_is_linear_between_its_quantiles():
    distribution = read_empirical([0.0, 1.0, 1.0, 5.0, 20.0])
    assert [at(distribution, u) for u in (0.125, 0.25, 0.4, 0.5, 0.75, 0.875)] == [
        0.5,
        1.0,
        1.0,
        1.0,
        5.0,
        12.5,
    ]
    assert distribution.mean_value() == pytest.approx(mean_of(distribution), rel=1e-6)


def read_empirical(quantiles):
    written = {"distribution": "empirical", "quantiles": [f"{value!r} d" for value in quantiles]}
    return TypeAdapter(DurationDistribution).validate_python(written)


@given(st.lists(st.floats(0, 1_000), min_size=2, max_size=40), uniform)
def test_empirical_is_numpys_linear_quantile(values, u):
    values = sorted(values)
    expected = float(np.quantile(values, u, method="linear"))
    assert at(read_empirical(values), u) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("count", [2, 3, 513, 4_097, 8_193, 8_194, 10_001])
def test_a_table_ends_where_it_ends(count):
    table = tuple(float(i) for i in range(count))
    assert 0.0 <= quantile(6, 0.0, 0.0, 0.0, table, 2.0**-53) < 1e-9
    assert count - 1 - 1e-9 < quantile(6, 0.0, 0.0, 0.0, table, 1 - 2.0**-53) <= count - 1


def test_a_constant_is_always_the_same():
    distribution = TypeAdapter(DurationDistribution).validate_python("36 h")
    assert {at(distribution, u) for u in LEVELS} == {1.5}


@pytest.mark.parametrize("kind", ["constant", "triangular", "uniform", "empirical"])
def test_feelings_may_be_negative(kind):
    written = {
        "constant": {"value": -0.5},
        "triangular": {"low": -1.0, "mode": -0.5, "high": 0.0},
        "uniform": {"low": -1.0, "high": 0.0},
        "empirical": {"quantiles": [-1.0, -0.5, 0.0]},
    }[kind]
    distribution = TypeAdapter(FeelingDistribution).validate_python({"distribution": kind, **written})
    assert distribution.mean_value() == -0.5
    assert at(distribution, 0.5) == -0.5


drawn = st.one_of(
    st.builds(lambda mean: read("exponential", mean=mean), size),
    st.builds(lambda mean, ratio: read("lognormal", mean=mean, sd=mean * ratio), size, st.floats(0.05, 3)),
    st.builds(lambda shape, scale: read("weibull", shape=shape, scale=scale), st.floats(0.3, 10), size),
    st.builds(lambda low, width: read("uniform", low=low, high=low + width), size, size),
    st.builds(
        lambda low, one, two: read("triangular", low=low, mode=low + one, high=low + one + two),
        size,
        size,
        size,
    ),
    st.builds(lambda values: read_empirical(sorted(values)), st.lists(size, min_size=2, max_size=20)),
)


@given(drawn, uniform, uniform)
def test_a_larger_uniform_never_gives_a_smaller_value(distribution, u, v):
    assume(u < v)
    assert at(distribution, u) <= at(distribution, v)


@given(drawn, uniform)
def test_durations_are_finite_and_never_negative(distribution, u):
    assert 0.0 <= at(distribution, u) < math.inf


@given(drawn, uniform, st.floats(-50, -16))
def test_order_holds_for_neighbours_too(distribution, u, exponent):
    v = min(u + 2.0**exponent, 1 - 2.0**-53)
    assume(u < v)
    low, high = at(distribution, u), at(distribution, v)
    assert low <= high or math.isclose(low, high, rel_tol=1e-12)
