"""Abandonment and waits as observed, hour by hour: the targets that a simulation has to come near."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from cxsim.calibration.call_log import without_hours
from cxsim.scenario.arguments import public


@public(resamples=(1, 1_000_000))
def observed_by_hour(
    calls: pd.DataFrame, left_out: pd.DataFrame | None = None, resamples: int = 2_000, seed: int = 1
) -> pd.DataFrame:
    """Abandonment and waits by hour of the day, with bootstrap intervals.

    Calls of one day share its staff and its troubles, so whole days are resampled, not calls.

    Parameters
    ----------
    calls
        Tidy calls of one day group; those that left in the menu are not counted.
    left_out
        Day-hours (columns ``day, hour``) to leave out, such as `disrupted_hours`.
    resamples, seed
        Number of bootstrap samples of days, and the seed they are drawn with.

    Returns
    -------
    pandas.DataFrame
        One row per hour, and a last row "all". Columns:

        ====================  ==================================================================
        ``calls``             calls per day
        ``abandoned``         share of them that hung up in the queue
        ``mean_wait``         mean seconds in the queue of all calls, also those that did not
                              wait and those that hung up
        ``mean_wait_served``  the same of those that were served
        ``had_to_wait``       share that had to wait at all
        ``abandoned_low``     and ``abandoned_high``, ``mean_wait_low``, ``mean_wait_high``: 95 %
                              percentile intervals
        ====================  ==================================================================
    """
    asked = calls[calls["outcome"] != "left in menu"]
    if left_out is not None:
        asked = without_hours(asked, left_out)
    served = asked["outcome"] == "served"
    parts = pd.DataFrame(
        {
            "calls": 1.0,
            "abandoned": (~served).astype(float),
            "wait": asked["wait_seconds"],
            "served": served.astype(float),
            "served_wait": asked["wait_seconds"].where(served, 0.0),
            "had_to_wait": asked["had_to_wait"].astype(float),
        }
    )
    sums = parts.groupby([asked["day"], asked["hour"]]).sum()
    hours = sorted(asked["hour"].unique())

    def of(quantity: str) -> npt.NDArray[np.float64]:
        """One row per day, one column per hour and a last one for the whole day."""
        by_hour = sums[quantity].unstack("hour")[hours].fillna(0.0).to_numpy(dtype=np.float64)
        return np.column_stack([by_hour, by_hour.sum(axis=1)])

    calls_of = of("calls")
    days = len(calls_of)
    drawn = np.random.default_rng(seed).multinomial(days, np.full(days, 1 / days), size=resamples)

    def ratio(above: str, below: str) -> dict[str, npt.NDArray[np.float64]]:
        numerator, denominator = of(above), of(below)
        with np.errstate(invalid="ignore"):  # a sample may hold no day with calls in some hour
            samples = (drawn @ numerator) / (drawn @ denominator)
            low, high = np.nanquantile(samples, [0.025, 0.975], axis=0)
            value = numerator.sum(axis=0) / denominator.sum(axis=0)
        return {"value": value, "low": low, "high": high}

    abandoned, mean_wait = ratio("abandoned", "calls"), ratio("wait", "calls")
    # A day-hour left out must not count as one without calls.
    per_day = (calls_of.sum(axis=0) / (calls_of > 0).sum(axis=0))[:-1]
    return pd.DataFrame(
        {
            "calls": [*per_day, per_day.sum()],
            "abandoned": abandoned["value"],
            "abandoned_low": abandoned["low"],
            "abandoned_high": abandoned["high"],
            "mean_wait": mean_wait["value"],
            "mean_wait_low": mean_wait["low"],
            "mean_wait_high": mean_wait["high"],
            "mean_wait_served": ratio("served_wait", "served")["value"],
            "had_to_wait": ratio("had_to_wait", "calls")["value"],
        },
        index=pd.Index([*hours, "all"], name="hour"),
    )
