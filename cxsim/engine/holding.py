"""Held in number: to a run before time 0 come as many prospects as keep as many customers as are given.

Teams have the staff that so many customers need: with more, a company would be lived that nobody runs.
"""

from dataclasses import dataclass, field
from statistics import fmean

# What is short now, and what has been short month by month, as powers of given / customers: within two years
# or so nothing is short any more, without much swinging.
NOW, LASTING = 6.0, 0.3
# No month has more than so many times as many prospects as given, or fewer than the inverse of it.
AT_MOST = 10.0


@dataclass
class Held:
    """How many prospects come, month by month, as factors on how many are given.

    Examples
    --------
    >>> held = Held(1_000)
    >>> held.factor(1_000), held.factor(900) > 1.5, held.factor(1_500)
    (1.0, True, 0.1)
    """

    number: int
    factors: list[float] = field(default_factory=list)
    lasting: float = 1.0

    def factor(self, customers: int) -> float:
        """Return the factor in the next month, after one with so many customers at its end."""
        short = self.number / customers
        self.lasting = within(self.lasting * short**LASTING)
        self.factors.append(within(self.lasting * short**NOW))
        return self.factors[-1]

    def of_late(self) -> float:
        """Return the mean factor of the last three years: what holds the number."""
        return fmean(self.factors[-36:])


def within(factor: float) -> float:
    """Return the factor, or the nearest that is possible."""
    return min(max(factor, 1.0 / AT_MOST), AT_MOST)
