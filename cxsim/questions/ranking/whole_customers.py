"""Customers kept, won and lost, as whole numbers that add up: readers check the sum."""

from itertools import product
from math import floor
from typing import NamedTuple


class Heads(NamedTuple):
    """How many customers more are kept, and who they are: `customers` is `stayed` + `won` − `lost`."""

    customers: int
    stayed: int
    won: int
    lost: int


def heads(stayed: float, won: float, lost: float) -> Heads:
    """Round means over replications to whole customers, each up or down, so that they add up.

    Parameters
    ----------
    stayed, won, lost
        Customers: kept who would have left, kept who would never have come, and lost who would be kept today.

    Examples
    --------
    Rounded each by itself, this would be 18 customers, told as 16 + 3 − 2.

    >>> heads(16.35, 3.25, 1.8)
    Heads(customers=18, stayed=17, won=3, lost=2)
    """
    exact = (stayed, won, lost)
    customers = round(stayed + won - lost)

    def adds_up(whole: tuple[int, ...]) -> bool:
        return whole[0] + whole[1] - whole[2] == customers

    def away(whole: tuple[int, ...]) -> float:
        return sum((there - here) ** 2 for there, here in zip(whole, exact, strict=True))

    choices = product(*((floor(mean), floor(mean) + 1) for mean in exact))
    return Heads(customers, *min(filter(adds_up, choices), key=away))
