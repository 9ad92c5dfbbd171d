"""Sampling by inversion: from a uniform number to a value, for each kind of distribution.

A larger uniform never gives a smaller value, so common random numbers stay ordered when a parameter changes.
These are rules (see `rules`): they run as plain Python and compiled, to the same bits.
"""

import math

from cxsim.engine.rules import rule
from cxsim.scenario.distributions import CONSTANT, EXPONENTIAL, LOGNORMAL, TRIANGULAR, UNIFORM, WEIBULL

# Coefficients of AS 241, highest power first: centre, shoulders, tails; numerator above denominator.
_CENTRE = (
    (2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
     13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608),
    (5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
     5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0),
)  # fmt: skip
_SHOULDERS = (
    (7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
     3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734),
    (1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
     0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1.0),
)  # fmt: skip
_TAILS = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
     0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772),
    (2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
     0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1.0),
)  # fmt: skip


@rule
def _ratio(polynomials: tuple[tuple[float, ...], tuple[float, ...]], x: float) -> float:
    """Return the ratio of two polynomials, by Horner's scheme."""
    top, bottom = 0.0, 0.0
    for coefficient in polynomials[0]:
        top = top * x + coefficient
    for coefficient in polynomials[1]:
        bottom = bottom * x + coefficient
    return top / bottom


@rule
def normal_quantile(p: float) -> float:
    """Return the standard normal quantile, to about 16 digits (Wichura 1988, algorithm AS 241).

    Examples
    --------
    >>> round(normal_quantile(0.975), 12)
    1.95996398454
    """
    q = p - 0.5
    if abs(q) <= 0.425:
        return q * _ratio(_CENTRE, 0.180625 - q * q)
    r = math.sqrt(-math.log(p if q < 0 else 1.0 - p))
    size = _ratio(_SHOULDERS, r - 1.6) if r <= 5.0 else _ratio(_TAILS, r - 5.0)
    return -size if q < 0 else size


@rule
def quantile(kind: int, a: float, b: float, c: float, table: tuple[float, ...], u: float) -> float:
    """Return the quantile of a distribution at level `u`, 0 < u < 1.

    Parameters
    ----------
    kind, a, b, c, table
        As in `cxsim.scenario.distributions.Sampler`.
    u
        A uniform number.
    """
    if kind == CONSTANT:
        return a
    if kind == EXPONENTIAL:
        return -a * math.log(1.0 - u)
    if kind == LOGNORMAL:
        return math.exp(a + b * normal_quantile(u))
    if kind == WEIBULL:
        return a * math.exp(b * math.log(-math.log(1.0 - u)))
    if kind == UNIFORM:
        return a + (b - a) * u
    if kind == TRIANGULAR:
        cut = (b - a) / (c - a)
        if u < cut:
            return a + math.sqrt(u * (c - a) * (b - a))
        return c - math.sqrt((1.0 - u) * (c - a) * (c - b))
    position = u * (len(table) - 1)
    index = int(position)
    return table[index] + (table[index + 1] - table[index]) * (position - index)
