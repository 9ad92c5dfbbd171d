"""Whole numbers where whole is meant: replications, seeds, workers, staff.

Python takes 1.5 and True for numbers that one may count with, and then either fails deep inside or counts
something else. So whatever asks for a whole number checks it here, and says the same when it is none.
"""

from numbers import Integral
from typing import Any

from cxsim.errors import ParameterError
from cxsim.scenario.faults import shown

MOST_REPLICATIONS = 10_000
MOST_SETS = 10_000  # of assumptions
MOST_WORKERS = 1_000
LARGEST_SEED = 2**63 - 1
MOST_STAFF = 10_000_000  # on duty, more or fewer

# What arguments of these names may be, from and to, where a function does not say otherwise.
LIMITS = {
    "replications": (1, MOST_REPLICATIONS),
    "seed": (0, LARGEST_SEED),
    "workers": (0, MOST_WORKERS),  # 0: one for each core
}


def is_whole(value: object) -> bool:
    """Tell whether this is a whole number, of Python's or of NumPy's; True and 1.0 are none.

    Examples
    --------
    >>> [is_whole(value) for value in (3, True, 1.0, "3")]
    [True, False, False, False]
    """
    return isinstance(value, Integral) and not isinstance(value, bool)


def whole_number(name: str, value: object, least: int, most: int) -> int:
    """Return a whole number, or raise `ParameterError` if it is none or out of range.

    Examples
    --------
    >>> whole_number("seed", 7, 0, LARGEST_SEED)
    7
    >>> whole_number("seed", 1.5, 0, 9)
    Traceback (most recent call last):
    ...
    cxsim.errors.ParameterError: seed: found 1.5, expected a whole number from 0 to 9
    """
    number: Any = value
    if not is_whole(value) or not least <= number <= most:
        raise ParameterError(
            f"{name}: found {shown(value)}, expected a whole number from {least:,} to {most:,}"
        )
    return int(number)
