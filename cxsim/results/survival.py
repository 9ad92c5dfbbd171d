"""Survival: how long customers stay customers, by Kaplan–Meier (lifelines), in two groups that differ.

Customers past their first contract can leave: they are today's customers whose first contract had ended when
measuring began, followed from then on. New customers are followed from the day on which they became one until
their first contract ends, which few leave before (without a contract until the end). The others, today's
customers who were still in their first contract, are in neither: of those who came with them, only who had
stayed so long is there to be followed.
"""

import math

import numpy as np
import pandas as pd

from cxsim.results.customers import MOMENT
from cxsim.results.intervals import SHARE, ratio_intervals
from cxsim.scenario.model import Scenario

PAST_FIRST, NEW = "past their first contract", "new customers"
STAYING_GROUPS = (PAST_FIRST, NEW)
AT_ITS_END = 2.0  # days: who does not renew goes when it suits them, a little before the contract ends


def durations(customers: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """Return how long each of both groups was followed, and whether they were lost in that time.

    Returns
    -------
    pandas.DataFrame
        The rows of `customers` who are in a group, with more columns: ``group`` (past their first contract,
        new customers), ``duration`` (days), ``lost`` (bool), and ``followed`` (days that there would be if
        nobody was lost).
    """
    began = scenario.period.warm_up
    rows = customers[customers["measured"] & customers["was_customer"]]
    first = {name: one.contract.first for name, one in scenario.personas.items() if one.contract}
    contract_end = rows["since"] + rows["persona"].astype(object).map(first).astype(float)
    new = rows["since"] >= began
    free = rows["todays"] & ~(contract_end > began + MOMENT)
    until = contract_end.where(new).fillna(math.inf).clip(upper=began + scenario.period.follow_up)
    at_its_end = new & (rows["ended"] >= contract_end - AT_ITS_END)
    lost = rows["outcome"].isin(["left", "lapsed"]) & ~(at_its_end | (rows["ended"] >= until - MOMENT))
    start = rows["since"].clip(lower=began)
    followed = rows.assign(
        group=np.where(new, NEW, PAST_FIRST),
        duration=rows["ended"].where(lost, until) - start,
        lost=lost,
        followed=until - start,
    )
    return followed[new | free]


def survival_curve(followed: pd.DataFrame) -> pd.DataFrame:
    """Return the Kaplan–Meier curve of a group.

    Parameters
    ----------
    followed
        As returned by `durations`.

    Returns
    -------
    pandas.DataFrame
        Columns ``day``, ``share`` (who are still there), ``low``, ``high`` (95 %, log-log, for customers as a
        random sample of one replication).
    """
    from lifelines import KaplanMeierFitter  # takes seconds to import

    fitter = KaplanMeierFitter().fit(followed["duration"], followed["lost"])
    curve = fitter.survival_function_.iloc[:, 0]
    limits = fitter.confidence_interval_
    return pd.DataFrame(
        {
            "day": curve.index,
            "share": curve.to_numpy(),
            "low": limits.iloc[:, 0].to_numpy(),
            "high": limits.iloc[:, 1].to_numpy(),
        }
    )


def stay_curve(followed: pd.DataFrame, follow_up: float) -> pd.DataFrame:
    """Return the curve of a group over replications, on a grid of days.

    It ends where half of them could not be followed any longer: beyond, few tell of all.

    Parameters
    ----------
    followed
        As returned by `durations`.
    follow_up
        Days of the simulation.

    Returns
    -------
    pandas.DataFrame
        Columns ``day``, ``share``, ``low``, ``high`` (95 % over replications).
    """
    if followed.empty:
        return pd.DataFrame(columns=["day", "share", "low", "high"])
    groups = [(group, survival_curve(group)) for _, group in followed.groupby("replication")]
    reach = followed.groupby("replication")["followed"].median().min()
    days = np.arange(0.0, math.floor(min(follow_up, reach) + MOMENT) + 1.0)
    there = np.array(
        [
            curve["share"].to_numpy()[
                np.searchsorted(curve["day"].to_numpy(), days + MOMENT, side="right") - 1
            ]
            for _, curve in groups
        ]
    )
    people = np.array([[len(group)] for group, _ in groups]) * np.ones_like(there)
    known = np.array([_known(group, days) for group, _ in groups])
    limits = ratio_intervals(there * people, people, SHARE, known)
    return pd.DataFrame({"day": days, "share": limits["mean"], "low": limits["low"], "high": limits["high"]})


def _known(followed: pd.DataFrame, days: np.ndarray) -> np.ndarray:
    """Return of how many it is known, day by day, whether they are still there."""
    durations = np.sort(followed["duration"].to_numpy())
    losses = np.sort(followed.loc[followed["lost"], "duration"].to_numpy())
    gone = np.searchsorted(losses, days + MOMENT, side="right")
    return gone + len(durations) - np.searchsorted(durations, days - MOMENT, side="left")
