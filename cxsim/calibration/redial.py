"""How likely callers are to call again soon, and after how long.

The bank's system wrote the customer's number down only for calls that had to wait. A caller who redials and is answered
at once is therefore invisible, and the plain share of callers seen again is too low. As whether a call has to
wait depends on the state of the queue and not on who calls, each redial that was seen stands for one divided by the
share of calls that had to wait in that hour of that day (Horvitz and Thompson, 1952).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

#: Call-backs by the bank (TT) are not the customer's calls; prospects (NW) are never identified.
UNUSABLE_TYPES = ("TT", "NW")


@dataclass(frozen=True)
class Redials:
    """How many callers call again within a time limit, and when.

    Attributes
    ----------
    seen
        Share of identified callers with another identified call within the limit: a lower bound.
    corrected
        The same, each redial standing for those answered at once and therefore not seen.
    after
        Number of calls that could have been followed by a redial.
    delays
        Quantiles of the seconds between the end of a call and the redial, weighted as in `corrected`; columns
        ``share, seconds``.
    """

    seen: float
    corrected: float
    after: int
    delays: pd.DataFrame


def weighted_quantiles(
    values: "pd.Series[float]", weights: "pd.Series[float]", shares: list[float]
) -> list[float]:
    """Smallest values below which at least the given shares of the weight lie."""
    order = np.argsort(values.to_numpy())
    ordered = values.to_numpy(dtype=float)[order]
    cumulative = np.cumsum(weights.to_numpy(dtype=float)[order])
    position = np.searchsorted(cumulative, np.asarray(shares) * cumulative[-1])
    return [float(value) for value in ordered[np.minimum(position, len(ordered) - 1)]]


def redials(
    calls: pd.DataFrame,
    after: Literal["abandoned", "served"],
    within: float = 3_600.0,
    closing_hour: int = 24,
    shares: tuple[float, ...] = tuple(np.round(np.linspace(0.0, 1.0, 21), 2)),
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
        First calls that end less than `within` before this hour of the day are left out, as the centre closes before
        the limit has passed. Ignored for limits over an hour.
    shares
        Shares for which the quantiles of the delay are given.
    """
    own = calls[~calls["type"].isin(UNUSABLE_TYPES) & (calls["outcome"] != "left in menu")]
    wait_share = own.groupby(["day", "hour"])["had_to_wait"].mean().rename("wait_share")
    known = own[(own["customer"] > 0) & own["had_to_wait"]].join(wait_share, on=["day", "hour"])
    known = known.sort_values(["customer", "asked_at"], kind="stable")
    length = known["wait_seconds"] + known["talk_seconds"].fillna(0.0)
    ended = known["asked_at"] + pd.to_timedelta(length, unit="s")
    following = known.groupby("customer")[["called_at", "wait_share"]].shift(-1)
    delay = (following["called_at"] - ended).dt.total_seconds()

    first = known["outcome"] == after
    if within <= 3_600.0:
        closing = known["day"] + pd.Timedelta(hours=closing_hour)
        first &= ended + pd.Timedelta(seconds=within) <= closing
    # A second call that starts before the first has ended is somebody else on the same account.
    redialled = first & (delay >= 0) & (delay <= within)
    weights = 1.0 / following["wait_share"][redialled]
    number = int(first.sum())
    if number == 0:
        raise ValueError(f"no identified call was {after}")
    seconds = (
        weighted_quantiles(delay[redialled], weights, list(shares))
        if redialled.any()
        else [np.nan] * len(shares)
    )
    return Redials(
        seen=float(redialled.sum() / number),
        corrected=float(min(1.0, weights.sum() / number)),
        after=number,
        delays=pd.DataFrame({"share": list(shares), "seconds": seconds}),
    )
