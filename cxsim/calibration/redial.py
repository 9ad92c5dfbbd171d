"""How likely callers are to call again soon, and after how long.

The bank's system wrote the customer's number down only for calls that had to wait. A caller who redials and
is answered at once is therefore invisible, and the plain share of callers seen again is too low. Whether a
call has to wait depends on the queue and not on who calls; so each redial that was seen stands for one
divided by the share of calls that had to wait in that hour of that day (Horvitz and Thompson, 1952). This
errs a little on the high side: a redial that was not seen may be followed by one that was.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from cxsim.errors import ParameterError

Floats = npt.NDArray[np.float64]

#: Call-backs by the bank (TT) are not the customer's calls; prospects (NW) are never identified.
UNUSABLE_TYPES = ("TT", "NW")

#: Shares for which the quantiles of the delay are given.
SHARES = np.linspace(0.0, 1.0, 21)


@dataclass(frozen=True)
class Redials:
    """How many callers call again within a time limit, and when.

    Attributes
    ----------
    seen
        Share of identified callers with another identified call within the limit: a lower bound.
    corrected
        The same, each redial standing also for those that were answered at once and not seen.
    after
        Number of calls that could have been followed by a redial.
    delays
        Quantiles of the seconds from the end of a call to the redial, weighted as in `corrected`; columns
        ``share, seconds``.
    """

    seen: float
    corrected: float
    after: int
    delays: pd.DataFrame


def weighted_quantiles(values: Floats, weights: Floats, shares: Floats) -> Floats:
    """Smallest values at or below which at least the given shares of the weight lie; NaN without values."""
    if len(values) == 0:
        return np.full(len(shares), np.nan)
    order = np.argsort(values)
    cumulative = np.cumsum(weights[order])
    position = np.searchsorted(cumulative, shares * cumulative[-1])
    return np.asarray(values[order][np.minimum(position, len(values) - 1)], dtype=np.float64)


def redials(
    calls: pd.DataFrame,
    after: Literal["abandoned", "served"],
    within: float = 3_600.0,
    closing_hour: int = 24,
) -> Redials:
    """Estimate the share of callers who call again within `within` seconds of hanging up or of being served.

    Parameters
    ----------
    calls
        Tidy calls of all customers, identified or not, of the days and hours to use.
    after
        What became of the first call.
    within
        Time limit in seconds.
    closing_hour
        First calls that end less than `within` before this hour of the day are left out: the centre closes
        before the limit has passed. Limits over an hour run on into the next days, and no call is left out.
    """
    usable = calls[~calls["type"].isin(UNUSABLE_TYPES) & (calls["outcome"] != "left in menu")]
    wait_share = usable.groupby(["day", "hour"])["had_to_wait"].mean().rename("wait_share")
    known = usable[(usable["customer"] > 0) & usable["had_to_wait"]].join(wait_share, on=["day", "hour"])
    known = known.sort_values(["customer", "asked_at"], kind="stable")
    length = known["wait_seconds"] + known["talk_seconds"].fillna(0.0)
    ended = known["asked_at"] + pd.to_timedelta(length, unit="s")
    following = known.groupby("customer")[["called_at", "wait_share"]].shift(-1)
    delay = (following["called_at"] - ended).dt.total_seconds()

    first = known["outcome"] == after
    if within <= 3_600.0:
        closing = known["day"] + pd.Timedelta(hours=closing_hour)
        first &= ended + pd.to_timedelta(within, unit="s") <= closing
    number = int(first.sum())
    if number == 0:
        raise ParameterError(f"no identified call was {after}")
    # A second call that starts before the first has ended is somebody else on the same account.
    redialled = first & (delay >= 0) & (delay <= within)
    weights = np.reciprocal(following.loc[redialled, "wait_share"].to_numpy(dtype=np.float64))
    delays = np.asarray(delay[redialled], dtype=np.float64)
    return Redials(
        seen=float(redialled.sum() / number),
        corrected=float(min(1.0, weights.sum() / number)),
        after=number,
        delays=pd.DataFrame({"share": SHARES, "seconds": weighted_quantiles(delays, weights, SHARES)}),
    )
