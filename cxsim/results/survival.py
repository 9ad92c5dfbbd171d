"""Survival: how long customers stay customers, by Kaplan–Meier (lifelines)."""

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxsim.results.customers import MOMENT
from cxsim.results.intervals import SHARE, ratio_intervals
from cxsim.scenario.model import Scenario

YEAR = 365.0


class Stay(NamedTuple):
    """How many of a group stayed for some time, in one replication.

    Attributes
    ----------
    share
        Kaplan–Meier share of those who stayed; nan if there was nobody.
    people
        How many there were.
    lost, followed
        How many were lost by then, and how many were followed beyond. Of the others it is not known.
    """

    share: float
    people: int
    lost: int
    followed: int


def durations(customers: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """Return how long everyone measured who ever was a customer was followed, and whether they were lost.

    Existing customers are followed from the end of the warm-up, new ones from their first day as a customer.

    Returns
    -------
    pandas.DataFrame
        The rows of `customers` with two more columns: ``duration`` (days) and ``lost`` (bool).
    """
    followed = customers[customers["measured"] & customers["was_customer"]].copy()
    start = followed["since"].clip(lower=scenario.period.warm_up)
    horizon = scenario.period.warm_up + scenario.period.follow_up
    followed["lost"] = followed["outcome"].isin(["left", "lapsed"])
    followed["duration"] = followed["ended"].where(followed["lost"], horizon) - start
    return followed


def survival_curve(followed: pd.DataFrame) -> pd.DataFrame:
    """Return the Kaplan–Meier curve of a group.

    Parameters
    ----------
    followed
        As returned by `durations`.

    Returns
    -------
    pandas.DataFrame
        Columns ``day``, ``kept``, ``low``, ``high`` (95 %, log-log, for customers as a random sample of one
        replication).
    """
    from lifelines import KaplanMeierFitter  # takes seconds to import

    fitter = KaplanMeierFitter().fit(followed["duration"], followed["lost"])
    curve = fitter.survival_function_.iloc[:, 0]
    limits = fitter.confidence_interval_
    return pd.DataFrame(
        {
            "day": curve.index,
            "kept": curve.to_numpy(),
            "low": limits.iloc[:, 0].to_numpy(),
            "high": limits.iloc[:, 1].to_numpy(),
        }
    )


def stay_curve(followed: pd.DataFrame, follow_up: float) -> pd.DataFrame:
    """Return the curve of a group over replications, on a grid of days, as far as all replications reach.

    Parameters
    ----------
    followed
        As returned by `durations`.
    follow_up
        Days of the simulation.

    Returns
    -------
    pandas.DataFrame
        Columns ``day``, ``kept``, ``low``, ``high`` (95 % over replications).
    """
    if followed.empty:
        return pd.DataFrame(columns=["day", "kept", "low", "high"])
    groups = [(group, survival_curve(group)) for _, group in followed.groupby("replication")]
    reach = [math.inf if curve["kept"].iloc[-1] == 0 else float(curve["day"].iloc[-1]) for _, curve in groups]
    days = np.arange(0.0, math.floor(min(follow_up, *reach)) + 1.0)
    kept = np.array(
        [
            curve["kept"].to_numpy()[np.searchsorted(curve["day"].to_numpy(), days, side="right") - 1]
            for _, curve in groups
        ]
    )
    people = np.array([[len(group)] for group, _ in groups]) * np.ones_like(kept)
    known = np.array([_known(group, days) for group, _ in groups])
    limits = ratio_intervals(kept * people, people, SHARE, known)
    return pd.DataFrame({"day": days, "kept": limits["mean"], "low": limits["low"], "high": limits["high"]})


def _known(followed: pd.DataFrame, days: np.ndarray) -> np.ndarray:
    """Return of how many it is known, day by day, whether they are still there."""
    durations = np.sort(followed["duration"].to_numpy())
    losses = np.sort(followed.loc[followed["lost"], "duration"].to_numpy())
    gone = np.searchsorted(losses, days, side="right")
    return gone + len(durations) - np.searchsorted(durations, days, side="left")


def stay(days: np.ndarray, lost: np.ndarray, at: float = YEAR) -> Stay:
    """Return how many stay that long, from how long each was followed, and whether they were lost then.

    Examples
    --------
    >>> stay(np.array([10.0, 20.0, 400.0, 500.0]), np.array([True, False, False, True]))
    Stay(share=0.75, people=4, lost=1, followed=2)
    """
    gone, beyond = lost & (days <= at), days >= at - MOMENT
    return Stay(retained_at(days, lost, at), len(days), int(gone.sum()), int((beyond & ~gone).sum()))


def is_told(kept: np.ndarray, followed: np.ndarray) -> np.ndarray:
    """Tell of groups whether it is known how many stay: some were followed that long, or all were lost.

    Parameters
    ----------
    kept, followed
        How many of a group stay, as far as they were followed, and how many were followed beyond: a row for
        each replication.
    """
    told: np.ndarray = (followed.sum(axis=0) > 0) | (kept.sum(axis=0) == 0)
    return told


def stays(found: Iterable[Iterable[Stay]]) -> dict[str, np.ndarray]:
    """Return how many stay, over replications, each of which has the same groups; people weigh alike.

    Returns
    -------
    dict
        Columns ``mean``, ``low``, ``high``, ``replications``. The share is not known (nan) if nobody was
        followed that long, unless all were lost before.
    """
    over = np.array([list(groups) for groups in found], dtype=float)
    share, people, lost, followed = np.moveaxis(over, -1, 0)
    kept = np.where(people > 0, share, 0.0) * people
    limits = ratio_intervals(kept, people, SHARE, lost + followed)
    unknown = ~is_told(kept, followed)
    return {
        name: np.where(unknown, 0 if name == "replications" else np.nan, values)
        for name, values in limits.items()
    }


def retained_at(days: np.ndarray, lost: np.ndarray, at: float = YEAR) -> float:
    """Return the same share from plain arrays: how long each was followed, and whether they were lost then.

    Examples
    --------
    >>> days, lost = np.array([10.0, 20.0, 400.0, 500.0]), np.array([True, False, False, True])
    >>> retained_at(days, lost)
    0.75
    """
    if len(days) == 0:
        return math.nan
    followed = np.sort(days)
    moments, losses = np.unique(days[lost & (days <= at)], return_counts=True)
    at_risk = len(days) - np.searchsorted(followed, moments)
    return float(np.prod(1.0 - losses / at_risk))


def retained_until(days: np.ndarray, lost: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Return the same share at many days, rising.

    Examples
    --------
    >>> days, lost = np.array([10.0, 20.0, 400.0, 500.0]), np.array([True, False, False, True])
    >>> retained_until(days, lost, np.array([0.0, 10.0, 365.0])).tolist()
    [1.0, 0.75, 0.75]
    """
    if len(days) == 0:
        return np.full(len(at), math.nan)
    moments, losses = np.unique(days[lost], return_counts=True)
    at_risk = len(days) - np.searchsorted(np.sort(days), moments)
    shares: np.ndarray = np.concatenate([[1.0], np.cumprod(1.0 - losses / at_risk)])
    return shares[np.searchsorted(moments, at, side="right")]
