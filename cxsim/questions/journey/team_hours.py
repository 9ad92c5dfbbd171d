"""What customers meet at each team: arrivals, waiting and giving up, as a whole and by hour of the day."""

import math
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cxsim.engine.plan import staff_of
from cxsim.engine.weekly import Duty
from cxsim.language.estimate import UNKNOWN, Estimate
from cxsim.results.estimates import Ratios, estimate, over_replications
from cxsim.results.intervals import AMOUNT, SHARE, Scale
from cxsim.results.run import Run

MINUTES = 1_440.0
FEWEST = 20  # visits an hour needs, all replications together, for a mean wait to say something


def team_visits(run: Run) -> pd.DataFrame:
    """Return all visits to staff after the warm-up, of everybody, measured or not.

    Returns
    -------
    pandas.DataFrame
        ``replication``, ``team``, ``day`` (of the week, 0 for Monday), ``hour``, ``wait`` (minutes, of those
        served), ``served``, ``abandoned``, ``queued`` (came while it was open), ``turned_away``.
    """
    events, points = run.events, run.scenario.touchpoints
    visits = events[(events["event"] == "visit") & (events["began"] >= run.scenario.period.warm_up)]
    names = visits["touchpoint"].cat
    teams = np.array([points[name].team if name in points else None for name in names.categories], object)
    team = pd.Series(teams[names.codes], visits.index)
    visits, team = visits[team.notna()], team[team.notna()]
    outcome, began = visits["outcome"], visits["began"]
    turned_away, abandoned = outcome.isin(["closed", "busy"]), outcome == "abandoned"
    served = ~(turned_away | abandoned)
    return pd.DataFrame(
        {
            "replication": visits["replication"],
            "team": team,
            "day": (np.floor(began) % 7).astype(int),
            "hour": np.floor(began % 1 * 24).astype(int),
            "wait": (visits["wait"] * MINUTES).where(served),
            "served": served,
            "abandoned": abandoned,
            "queued": ~turned_away,
            "turned_away": turned_away,
        }
    )


def ratios_of_teams(visits: pd.DataFrame, above: str, below: str, scale: Scale = SHARE) -> Ratios:
    """Return columns of `team_visits`, summed up by team, as ratios of one over the other."""
    sums = visits.groupby(["replication", "team"])[[above, below]].sum().astype(float)
    numerator, denominator = (
        sums.pivot_table(name, "replication", "team", fill_value=0) for name in (above, below)
    )
    return Ratios(numerator, denominator, scale)


class TeamFigures(NamedTuple):
    """The figures of a team as a whole.

    Attributes
    ----------
    visits
        Mean number in a replication.
    wait
        Minutes, of those served.
    abandonment
        Share who give up, of those who came while it was open.
    turned_away
        Share who found it closed or busy, of all who came.
    service_level
        Share who are served within the team's target, of those who wait in line or give up.
    occupancy
        Share of the staff's time that is spent with customers and their cases.
    """

    visits: float
    wait: Estimate
    abandonment: Estimate
    turned_away: Estimate
    service_level: Estimate
    occupancy: Estimate


def team_figures(run: Run, visits: pd.DataFrame) -> dict[str, TeamFigures]:
    """Return the figures of each team, also of those that no customer meets, from all visits to staff."""
    visits = visits.assign(all=1.0)
    figures = {}
    for team in run.scenario.teams:
        mine = visits[visits["team"] == team].groupby("replication")
        figures[team] = TeamFigures(
            float((visits["team"] == team).sum()) / run.manifest["replications"],
            _ratio(mine, "wait", "served", AMOUNT),
            _ratio(mine, "abandoned", "queued"),
            _ratio(mine, "turned_away", "all"),
            estimate(run, "service_level", "team", team),
            estimate(run, "occupancy", "team", team),
        )
    return figures


def hourly(run: Run, team: str, visits: pd.DataFrame) -> pd.DataFrame:
    """Return a team's hours of the day on days when it is open.

    Returns
    -------
    pandas.DataFrame
        Indexed by hour: ``staff`` (mean on duty on open days) and, each with ``_low`` and ``_high``,
        ``arrivals`` an hour, ``wait`` in minutes, ``abandonment``; the last two nan if fewer than 20 came.
    """
    plan, open_days = staff_of(run.scenario, team), _open_days(run, team)
    on_duty = np.array(
        [[plan.week.on_duty(day + (hour + 0.5) / 24) for hour in range(24)] for day in range(7)]
    )
    period = run.scenario.period
    days = np.arange(math.ceil(period.warm_up), math.floor(period.warm_up + period.follow_up))
    number = max(sum(_opens(plan.duty, int(day)) for day in days), 1)
    mine = visits[(visits["team"] == team) & visits["day"].isin(open_days)]
    replications = range(run.manifest["replications"])
    rows = []
    for hour in range(24):
        visits_then = mine[mine["hour"] == hour]
        then = visits_then.groupby("replication")
        each = then.size().reindex(replications, fill_value=0)
        arrivals = over_replications(each / number, AMOUNT)
        wait = gave_up = UNKNOWN
        if len(visits_then) >= FEWEST:
            wait = _ratio(then, "wait", "served", AMOUNT)
            gave_up = _ratio(then, "abandoned", "queued")
        rows.append((float(on_duty[open_days, hour].mean()), *arrivals[:3], *wait[:3], *gave_up[:3]))
    means, limits = ("arrivals", "wait", "abandonment"), ("", "_low", "_high")
    names = [f"{name}{limit}" for name in means for limit in limits]
    return pd.DataFrame(rows, columns=["staff", *names], index=pd.RangeIndex(24, name="hour"))


def waits_by_hour(run: Run, team: str, visits: pd.DataFrame) -> Ratios:
    """Return how long those had waited who came in an hour and were served, where enough came to say."""
    mine = visits[(visits["team"] == team) & visits["day"].isin(_open_days(run, team))]
    enough = mine["hour"].map(mine.groupby("hour").size()) >= FEWEST
    rows = mine[enough].assign(team=mine["hour"].astype(str))
    return ratios_of_teams(rows, "wait", "served", AMOUNT)


def _open_days(run: Run, team: str) -> list[int]:
    week = staff_of(run.scenario, team).week
    return [day for day in range(7) if _opens(week, day)]


def _ratio(groups: Any, part: str, whole: str, scale: Scale = SHARE) -> Estimate:
    above, below = (groups[[name]].sum().astype(float).set_axis([whole], axis=1) for name in (part, whole))
    return Ratios(above, below, scale).of(whole)


def _opens(duty: Duty, day: int) -> bool:
    return duty.staffed_days(float(day), day + 1.0) > 1e-9  # a difference of sums
