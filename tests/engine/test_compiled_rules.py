"""Rules give the same bits compiled as in plain Python: all of them, on random inputs and on the corners."""

import functools
import inspect
import itertools
import math
import random
import struct

import numpy as np
import pytest
from numba import njit

from cxsim.engine import rules, sampling, weekly
from cxsim.scenario.distributions import EXPONENTIAL, LOGNORMAL, TABLE, TRIANGULAR, UNIFORM, WEIBULL

INPUTS = 2_000


@functools.cache
def compiled(rule):
    """The rule inside a compiled function, which is how a compiled engine calls it (tables as arrays)."""

    @njit
    def call(*arguments):
        return rule(*arguments)

    return call


def bits(value):
    return struct.pack("<d", value) if isinstance(value, float) else value


def same(rule, arguments):
    plain = rule(*arguments)
    fast = compiled(rule)(*(np.array(part) if isinstance(part, tuple) else part for part in arguments))
    assert bits(plain) == bits(fast), (arguments, plain, fast)


# How to draw each argument, by its name; rules use the same names for the same things. Others are shares.
CORNERS = [0.0, 1.0, 0.5, 1e-300, 1 - 2.0**-53]
SHARE = (0, 1)
DRAWS = {
    **dict.fromkeys(
        ("satisfaction", "anchor", "mood", "remembered", "peak", "end", "felt", "feeling", "state"), (-1, 1)
    ),
    **dict.fromkeys(("log_odds", "competition", "holding_back", "value", "gap", "noise", "total"), (-4, 4)),
    **dict.fromkeys(
        ("technology", "load_effect", "escalation", "memory", "stakes", "friction_weight"), (0, 4)
    ),
    **dict.fromkeys(
        ("mood_weight", "slope_below", "slope_above", "empowerment", "extremity", "loss_aversion"), (0.1, 4)
    ),
    **dict.fromkeys(
        ("wait", "tolerance", "elapsed", "half_life", "tenure", "tenure_half", "prior_reviews"), (0.01, 900)
    ),
    **dict.fromkeys(("sensitivity", "gain", "centre", "prior_rating"), (0.3, 6)),
}
COUNTS = {
    "count": (1, 20),
    "repeats": (0, 9),
    "stars": (0, 500),
    "reviews": (0, 100),
    "low": (0, 1),
    "high": (5, 10),
}


def example(rule, rng):
    """Random arguments of a rule; one in ten is a corner."""
    names = list(inspect.signature(rule).parameters)
    if rule is rules.clip:
        return rng.choice([-0.0, 0.0, rng.uniform(-3, 3)]), *sorted(
            (rng.uniform(-2, 2), rng.choice([-0.0, 1.0]))
        )
    arguments = []
    for name in names:
        if name in COUNTS:
            arguments.append(rng.randint(*COUNTS[name]))
        elif rng.random() < 0.1 and name not in (
            "half_life",
            "tolerance",
            "tenure_half",
            "prior_reviews",
            "p",
        ):
            signed = DRAWS.get(name, SHARE)[0] < 0
            arguments.append(rng.choice([*CORNERS, -0.0, -1.0] if signed else CORNERS))
        else:
            arguments.append(rng.uniform(*DRAWS.get(name, SHARE)))
    return tuple(arguments)


ALL_RULES = [
    rule
    for _, rule in inspect.getmembers(rules, inspect.isfunction)
    if rule.__module__ == rules.__name__ and rule.__doc__
]


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.__name__)
def test_rules_give_the_same_bits_compiled(rule):
    rng = random.Random(7)
    for _ in range(INPUTS):
        same(rule, example(rule, rng))


def test_all_the_rules_are_there():
    assert {rules.shift_odds, rules.felt_value, rules.stop_probability, rules.score, rules.rating} <= set(
        ALL_RULES
    )
    assert len(ALL_RULES) >= 19


LEVELS = [
    2.0**-53,
    1e-300,
    1e-12,
    0.075,
    0.0750001,
    0.425,
    0.5,
    0.575,
    0.925,
    math.exp(-25.0),
    1 - 1e-12,
    1 - 2.0**-53,
]


def test_normal_quantile_gives_the_same_bits_compiled():
    rng = random.Random(8)
    for p in itertools.chain(
        LEVELS, (rng.random() for _ in range(20_000)), (10 ** -rng.uniform(0, 15) for _ in range(2_000))
    ):
        same(sampling.normal_quantile, (p,))


@pytest.mark.parametrize("kind", [EXPONENTIAL, LOGNORMAL, WEIBULL, TRIANGULAR, UNIFORM, TABLE])
def test_quantiles_give_the_same_bits_compiled(kind):
    rng = random.Random(9)
    for u in itertools.chain(LEVELS[2:], (rng.random() for _ in range(INPUTS))):
        a, b, c = sorted(rng.uniform(0.01, 3) for _ in range(3))
        table = tuple(sorted(rng.random() for _ in range(9)))
        same(sampling.quantile, (kind, a, b, c, table, u))


TICKS = [
    weekly.rhythm_from_weights(((1.0,) * 24,) * 7).table,
    weekly.rhythm_from_weights((*[(0.0,) * 8 + (1.0, 3.0, 0.7) * 4 + (0.0,) * 4] * 6, (0.0,) * 24)).table,
]


@pytest.mark.parametrize("ticks", TICKS, ids=["always", "by day"])
@pytest.mark.parametrize(
    "rule",
    [weekly.activity_in_week, weekly.time_of_activity, weekly.advance, weekly.is_active],
    ids=lambda rule: rule.__name__,
)
def test_rhythms_give_the_same_bits_compiled(rule, ticks):
    rng = random.Random(10)
    marks = [hour / 24 for hour in range(0, 24 * 15, 5)]
    for time in itertools.chain(marks, (rng.uniform(0, 700) for _ in range(INPUTS))):
        if rule is weekly.activity_in_week:
            time %= 7.0
        same(rule, (ticks, time, *([rng.choice([0.0, rng.uniform(0, 9)])] if rule is weekly.advance else [])))
