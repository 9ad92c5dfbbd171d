"""The day of a team: who waits, who is served and how many are on duty, hour by hour."""

import math

import numpy as np
import pandas as pd

from cxsim.engine.plan import staff_of
from cxsim.questions.journey.team_hours import hourly, team_visits
from cxsim.results.estimates import over_replications
from cxsim.results.intervals import AMOUNT
from cxsim.results.run import Run

HOURS = 24


def team_day(run: Run, team: str) -> pd.DataFrame:
    """Return a team's day, as it is on the days on which it works.

    Returns
    -------
    pandas.DataFrame
        Indexed by hour: ``staff`` (mean on duty) and, each with ``_low`` and ``_high`` (95 % intervals over
        replications), ``arrivals`` an hour, ``wait`` in minutes by the hour of coming, ``abandonment``,
        ``waiting`` (people in the queue) and ``busy`` (people at work), both as means over the hour.
    """
    days = _working_days(run, team)
    replications = range(run.manifest["replications"])
    table = hourly(run, team, team_visits(run))
    for name, times in (("waiting", _queued(run, team)), ("busy", _at_work(run, team))):
        by_hour = np.zeros((len(replications), HOURS))
        for number in replications:
            mine = times[times["replication"] == number]
            by_hour[number] = _mean_number(mine["start"].to_numpy(), mine["end"].to_numpy(), days)
        found = [over_replications(by_hour[:, hour], AMOUNT) for hour in range(HOURS)]
        table[name] = [value.mean for value in found]
        table[f"{name}_low"] = [value.low for value in found]
        table[f"{name}_high"] = [value.high for value in found]
    return table


def _working_days(run: Run, team: str) -> np.ndarray:
    """Return the days after the warm-up on which somebody of the team is on duty."""
    duty = staff_of(run.scenario, team).duty
    period = run.scenario.period
    days = np.arange(math.ceil(period.warm_up), math.floor(period.warm_up + period.follow_up))
    return np.array([day for day in days if duty.staffed_days(float(day), day + 1.0) > 1e-9])


def _queued(run: Run, team: str) -> pd.DataFrame:
    """Return from when to when everybody waited for the team, also those who gave up."""
    visits = _visits(run, team)
    return _times(visits, visits["began"], visits["wait"])


def _at_work(run: Run, team: str) -> pd.DataFrame:
    """Return from when to when somebody of the team was with a customer or with a case."""
    visits, events, scenario = _visits(run, team), run.events, run.scenario
    visits = visits[~visits["outcome"].isin(["closed", "busy", "abandoned"])]
    desks = {name for name, desk in scenario.desks.items() if desk.team == team}
    here = [name for name, point in scenario.touchpoints.items() if point.recovery in desks]
    cases = events[(events["event"] == "recovery") & events["touchpoint"].isin(here)]
    return pd.concat(
        [_times(rows, rows["began"] + rows["wait"], rows["duration"]) for rows in (visits, cases)]
    )


def _visits(run: Run, team: str) -> pd.DataFrame:
    events = run.events
    served = [name for name, point in run.scenario.touchpoints.items() if point.team == team]
    return events[(events["event"] == "visit") & events["touchpoint"].isin(served)]


def _times(rows: pd.DataFrame, start: pd.Series, lasting: pd.Series) -> pd.DataFrame:
    times = pd.DataFrame({"replication": rows["replication"], "start": start, "end": start + lasting})
    return times[times["end"] > times["start"]]


def _mean_number(start: np.ndarray, end: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Return how many are there at the same time, as a mean over each hour of the days.

    The time that all of them together have been there until a moment is a sum over those who came before it,
    less what comes after; hour by hour it grows by the time that was spent in the hour.
    """
    if not len(days) or not len(start):
        return np.zeros(HOURS)
    edges = days[:, None] + np.arange(HOURS + 1) / HOURS
    spent = _until(start, edges) - _until(end, edges)
    by_hour: np.ndarray = np.diff(spent, axis=1).mean(axis=0) * HOURS
    return by_hour.clip(min=0.0)  # sums of long numbers differ in their last digits


def _until(moments: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Return for each edge the sum of the times that have passed since the moments before it."""
    in_order = np.sort(moments)
    sums = np.concatenate([[0.0], np.cumsum(in_order)])
    number = np.searchsorted(in_order, edges)
    passed: np.ndarray = number * edges - sums[number]
    return passed
