"""Who stays, and customers, at the end of each year: in today's journey, and how many more in others."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxsim.engine.parts import Plan
from cxsim.questions.experiments.differences import difference
from cxsim.questions.experiments.sums import MEASURES, RUNS, TODAYS
from cxsim.results.customers import MOMENT, ends_of_years
from cxsim.results.intervals import ratio_intervals

LIMITS = {"": "mean", "_low": "low", "_high": "high"}
OF_YEARS = {"stay": TODAYS, "customers": RUNS}  # in the order of `Outcomes.years`, with what is divided by


def ends_in_all(plans: Sequence[Plan]) -> list[float]:
    """Return when years end that all are followed, in days after measuring began."""
    found = [ends_of_years(one) for one in plans]
    return [ends[0] for ends in zip(*found, strict=False) if max(ends) - min(ends) < MOMENT]


def by_year(
    days: Sequence[float], years: np.ndarray, totals: np.ndarray, names: Sequence[str], what: str
) -> pd.DataFrame:
    """Return what today's journey reaches by the end of each year, and how much more others do.

    Parameters
    ----------
    days
        When the years end, in days after measuring began.
    years
        Shape (replications, 1 + others, 2, years), see `cxsim.questions.experiments.each_world.Each`.
    totals
        Sums over everybody: shape (replications, 1 + others, sums).
    names
        Of today's journey, and of the others.
    what
        The name of their column.

    Returns
    -------
    pandas.DataFrame
        ``what``, ``measure`` (stay, customers), ``day``; ``level`` with ``level_low`` and ``level_high``, its
        own 95 % limits; ``gain`` over today's with ``gain_low`` and ``gain_high``, which hold for all others
        together, in each year.
    """
    parts = []
    for place, (measure, below) in enumerate(OF_YEARS.items()):
        scale = MEASURES[measure][2]
        for year, day in enumerate(days):
            above, people = years[:, :, place, year], totals[..., below]
            level = ratio_intervals(above, people, scale)
            more = difference(
                above[:, 1:], above[:, :1], people[:, 1:], people[:, :1], len(names) - 1, scale, 1.0
            )
            columns = {
                **{f"level{end}": level[one] for end, one in LIMITS.items()},
                **{
                    f"gain{end}": np.append(np.nan, limit)
                    for end, limit in zip(LIMITS, (more.mean, more.low_all, more.high_all), strict=True)
                },
            }
            parts.append(pd.DataFrame({what: list(names), "measure": measure, "day": day} | columns))
    none = [what, "measure", "day", *(f"{one}{end}" for one in ("level", "gain") for end in LIMITS)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=none)
