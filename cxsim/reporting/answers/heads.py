"""Customers kept, won and lost, as whole numbers that add up: readers check the sum."""

from collections.abc import Mapping
from itertools import product
from math import floor
from typing import NamedTuple


class Heads(NamedTuple):
    """How many customers more are kept, and who they are: `customers` is `stayed` + `won` − `lost`."""

    customers: int
    stayed: int
    won: int
    lost: int


def heads(row: Mapping[str, float]) -> Heads:
    """Round means over replications to whole customers, each up or down, so that they add up.

    Parameters
    ----------
    row
        `stayed`, `won` and `lost`, of a ranking or a comparison.

    Examples
    --------
    Rounded each by itself, this would be 18 customers, told as 16 + 3 − 2.

    >>> heads({"stayed": 16.35, "won": 3.25, "lost": 1.8})
    Heads(customers=18, stayed=17, won=3, lost=2)
    """
    exact = [float(row[who]) for who in ("stayed", "won", "lost")]
    customers = round(exact[0] + exact[1] - exact[2])

    def away(whole: tuple[int, ...]) -> float:
        return sum((there - here) ** 2 for there, here in zip(whole, exact, strict=True))

    choices = product(*((floor(mean), floor(mean) + 1) for mean in exact))
    stayed, won, lost = min(
        (whole for whole in choices if whole[0] + whole[1] - whole[2] == customers), key=away
    )
    return Heads(customers, stayed, won, lost)
