"""Customers kept, won and lost, as whole numbers that add up: readers check the sum."""

from itertools import product
from math import floor
from typing import Any, NamedTuple

from cxsim.language.speech import written


class Whole(NamedTuple):
    """How many customers more are kept, and who they are: `customers` is `stayed` + `won` − `lost`."""

    customers: int
    stayed: int
    won: int
    lost: int


def adding_up(stayed: float, won: float, lost: float) -> Whole:
    """Round means over replications to whole customers, each up or down, so that they add up.

    Parameters
    ----------
    stayed, won, lost
        Customers: kept who would have left, kept who would never have come, and lost who would be kept today.

    Examples
    --------
    Rounded each by itself, this would be 18 customers, told as 16 + 3 − 2.

    >>> adding_up(16.35, 3.25, 1.8)
    Whole(customers=18, stayed=17, won=3, lost=2)
    """
    exact = (stayed, won, lost)
    customers = round(stayed + won - lost)

    def adds_up(whole: tuple[int, ...]) -> bool:
        return whole[0] + whole[1] - whole[2] == customers

    def away(whole: tuple[int, ...]) -> float:
        return sum((there - here) ** 2 for there, here in zip(whole, exact, strict=True))

    choices = product(*((floor(mean), floor(mean) + 1) for mean in exact))
    return Whole(customers, *min(filter(adds_up, choices), key=away))


def who(row: Any) -> dict[str, str]:
    """Write how many customers are gained, and who: ``customers``, ``stayed``, ``won`` and ``lost``."""
    whole = adding_up(row["stayed"], row["won"], row["lost"])
    return {name: written(number) for name, number in whole._asdict().items()}


def sum_of(row: Any) -> str:
    """Write who is gained as a sum.

    Examples
    --------
    >>> sum_of({"stayed": 16.35, "won": 3.25, "lost": 1.8})
    '17 + 3 − 2'
    """
    return "{stayed} + {won} − {lost}".format(**who(row))
