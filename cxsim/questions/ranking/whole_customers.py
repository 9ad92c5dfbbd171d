"""Customers gained, as whole numbers that add up: readers check the sum."""

from itertools import product
from math import floor
from typing import NamedTuple


class Whole(NamedTuple):
    """How many customers more there are, and how they were gained: the last four add up to the first."""

    customers: int
    staying: int
    joining: int
    referral: int
    rest: int


def adding_up(customers: float, *ways: float) -> Whole:
    """Round means over replications to whole customers, each up or down, so that they add up.

    Examples
    --------
    Rounded each by itself, this would be 18 customers, told as 16 + 1 + 0 + 0.

    >>> adding_up(18.0, 16.4, 1.3, 0.3, 0.0)
    Whole(customers=18, staying=17, joining=1, referral=0, rest=0)
    """
    whole = round(customers)

    def away(tried: tuple[int, ...]) -> float:
        return sum((there - here) ** 2 for there, here in zip(tried, ways, strict=True))

    choices = product(*((floor(mean), floor(mean) + 1) for mean in ways))
    return Whole(whole, *min((one for one in choices if sum(one) == whole), key=away))
