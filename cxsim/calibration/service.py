"""How long a service takes: the length of the conversations with agents."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from cxsim.errors import ParameterError

Floats = npt.NDArray[np.float64]

#: Longer conversations are lines left open (the longest in the bank's log lasts ten hours).
LONGEST_CREDIBLE_TALK = 3_600.0


def credible_talk(calls: pd.DataFrame, shortest: float = 1.0) -> Floats:
    """Lengths in seconds of the conversations with a named agent, without impossible ones.

    Parameters
    ----------
    calls
        Tidy calls.
    shortest
        Shorter conversations are left out, as are those over an hour. 10 leaves out the calls that agents
        of the bank are known to have cut off to gain a pause (Brown et al., 2005).
    """
    talk = calls.loc[(calls["outcome"] == "served") & (calls["agent"] != ""), "talk_seconds"]
    return talk[(talk >= shortest) & (talk <= LONGEST_CREDIBLE_TALK)].to_numpy(dtype=float)


@dataclass(frozen=True)
class LognormalFit:
    """A lognormal distribution of times, fitted by maximum likelihood.

    Attributes
    ----------
    mu, sigma
        Mean and standard deviation of the logarithm of the seconds.
    mean, sd
        Mean and standard deviation of the fitted distribution, in seconds.
    sample_mean, sample_sd
        Mean and standard deviation of the times themselves. Far from `mean` and `sd`, the times are not
        lognormal.
    calls
        Number of times used.
    """

    mu: float
    sigma: float
    mean: float
    sd: float
    sample_mean: float
    sample_sd: float
    calls: int


def fit_lognormal(seconds: Floats) -> LognormalFit:
    """Fit a lognormal distribution to positive times by maximum likelihood.

    Examples
    --------
    >>> round(fit_lognormal(np.array([50.0, 100.0, 200.0])).mu, 3)  # the logarithm of 100
    4.605
    """
    if seconds.size == 0 or seconds.min() <= 0:
        raise ParameterError("a lognormal fit needs at least one time, all above 0")
    logs = np.log(seconds)
    mu, sigma = float(logs.mean()), float(logs.std())
    mean = float(np.exp(mu + sigma**2 / 2))
    return LognormalFit(
        mu=mu,
        sigma=sigma,
        mean=mean,
        sd=float(mean * np.sqrt(np.expm1(sigma**2))),
        sample_mean=float(seconds.mean()),
        sample_sd=float(seconds.std()),
        calls=int(seconds.size),
    )


def quantile_table(seconds: Floats, points: int = 21) -> pd.DataFrame:
    """Empirical quantiles at equally spaced shares from 0 to 1; columns ``share, seconds``."""
    if seconds.size == 0:
        raise ParameterError("quantiles need at least one time")
    shares = np.linspace(0.0, 1.0, points)
    return pd.DataFrame({"share": shares, "seconds": np.quantile(seconds, shares)})
