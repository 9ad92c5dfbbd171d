"""How long callers are willing to wait, seen through those who were served before they ran out of patience.

A caller who is served after 40 seconds only tells that their patience was longer than 40 seconds: the
observation is censored. Averaging the waits of those who hung up would make callers look far too impatient.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from lifelines import KaplanMeierFitter, WeibullFitter

from cxsim.errors import ParameterError

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

#: The clock rounds down to whole seconds; a wait of 0 that ended in the queue lasted about half of one.
HALF_A_SECOND = 0.5


def waits_and_ends(calls: pd.DataFrame) -> tuple[Floats, Flags]:
    """Waits in seconds, and whether they ended with the caller hanging up, of all calls that had to wait.

    Calls answered at once say nothing about patience and are left out, as are those that left in the menu.
    """
    queued = calls[calls["had_to_wait"] & (calls["outcome"] != "left in menu")]
    waits = queued["wait_seconds"].to_numpy(dtype=float)
    return waits, (queued["outcome"] == "abandoned").to_numpy(dtype=bool)


def kaplan_meier(waits: Floats, abandoned: Flags) -> pd.DataFrame:
    """Share of callers still willing to wait, by time waited (Kaplan and Meier, 1958).

    Parameters
    ----------
    waits
        Seconds waited until being served or hanging up.
    abandoned
        Whether the wait ended with the caller hanging up.

    Returns
    -------
    pandas.DataFrame
        Columns ``seconds`` (0 and every time at which a wait ended) and ``surviving`` (share whose patience
        is longer).

    Examples
    --------
    >>> curve = kaplan_meier(np.array([10.0, 20.0, 30.0]), np.array([True, False, True]))
    >>> curve["surviving"].round(3).tolist()
    [1.0, 0.667, 0.667, 0.0]
    """
    if waits.size == 0:
        raise ParameterError("nobody waited: patience cannot be estimated")
    curve = KaplanMeierFitter().fit(waits, abandoned).survival_function_
    return pd.DataFrame({"seconds": curve.index.to_numpy(), "surviving": curve.iloc[:, 0].to_numpy()})


def patience_quantiles(curve: pd.DataFrame, shares: Floats) -> pd.DataFrame:
    """Times by which given shares of callers have lost patience, from a Kaplan–Meier curve.

    Shares that the log is too short to reach are NaN: nobody was seen to wait that long. Columns ``share,
    seconds``.
    """
    lost = 1.0 - curve["surviving"].to_numpy()
    position = np.searchsorted(lost, shares - 1e-12)
    seconds = np.append(curve["seconds"].to_numpy(dtype=float), np.nan)
    return pd.DataFrame({"share": shares, "seconds": seconds[position]})


def exponential_mean(waits: Floats, abandoned: Flags) -> float:
    """Mean patience in seconds if patience is exponential: total time waited per abandonment.

    This is the maximum likelihood estimate under censoring; calls that did not wait would change nothing.
    """
    if not abandoned.any():
        raise ParameterError("nobody hung up: mean patience cannot be estimated")
    return float(waits.sum() / abandoned.sum())


@dataclass(frozen=True)
class WeibullFit:
    """A Weibull distribution: ``P(patience > t) = exp(-(t / scale) ** shape)``, `scale` in seconds.

    A `shape` below 1 means that the longer callers have waited, the less likely they are to hang up in the
    next second.
    """

    shape: float
    scale: float


def fit_weibull(waits: Floats, abandoned: Flags) -> WeibullFit:
    """Fit a Weibull distribution of patience by maximum likelihood under censoring."""
    if not abandoned.any():
        raise ParameterError("nobody hung up: patience cannot be estimated")
    fitter = WeibullFitter().fit(np.maximum(waits, HALF_A_SECOND), abandoned)
    return WeibullFit(shape=float(fitter.rho_), scale=float(fitter.lambda_))
