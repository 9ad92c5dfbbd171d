"""A figure with its interval, as it is put into words."""

import math
from typing import NamedTuple


class Estimate(NamedTuple):
    """A figure with its 95 % interval over replications; the limits are nan if there is one replication."""

    mean: float
    low: float
    high: float
    replications: int

    @property
    def known(self) -> bool:
        """Whether there is a value at all."""
        return not math.isnan(self.mean)

    @property
    def sure(self) -> bool:
        """Whether there is an interval."""
        return not math.isnan(self.low)


UNKNOWN = Estimate(math.nan, math.nan, math.nan, 0)
