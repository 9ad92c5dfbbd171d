"""Read a call log in the Technion column layout; estimate arrivals, service times and the targets to come near.

The layout is that of the "Anonymous Bank" data set (Mandelbaum, Sakov and Zeltyn, 2000; Brown et al., *JASA* 100,
2005): one row per call that asked for an agent, with clock times for the voice menu (`vru_*`), the queue (`q_*`) and
the service (`ser_*`). Calls that the menu answered completely were never written to this log, so the share handled
by the menu alone cannot be estimated from it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

SECONDS_PER_DAY = 86_400

#: Day groups of an Israeli bank by `Timestamp.dayofweek` (Monday is 0): Sunday to Thursday are full work days.
DAY_GROUPS = {
    6: "work day",
    0: "work day",
    1: "work day",
    2: "work day",
    3: "work day",
    4: "Friday",
    5: "Saturday",
}

#: First and last hour of each day group, as seen in the log: Saturday opens after the Sabbath.
OPENING_HOURS = {"work day": (7.0, 24.0), "Friday": (7.0, 15.0), "Saturday": (21.5, 24.0)}

#: A call's outcome in the log and here. "PHANTOM" rows are lost by design: nobody knows what became of them.
OUTCOMES = {"AGENT": "served", "HANG": "abandoned"}

#: Longer conversations are lines left open (the longest here lasts ten hours) and are not used as service times.
LONGEST_CREDIBLE_TALK = 3_600.0


def read_call_log(path: str | Path) -> pd.DataFrame:
    """Read a Technion call log (CSV, also gzipped) into one tidy row per call.

    Parameters
    ----------
    path
        File with the columns ``customer_id, priority, type, date, vru_entry, vru_exit, q_start, q_time, outcome,
        ser_start, ser_time, server``; others are ignored.

    Returns
    -------
    pandas.DataFrame
        Sorted by `asked_at`. Columns:

        ======================  =====================================================================================
        ``customer``            identified customer, 0 if not identified
        ``is_priority``         served ahead of regular customers (priority 2)
        ``type``                service asked for, as in the log (PS regular, NE stock exchange, NW prospect, ...)
        ``agent``               name of the agent, "" if none is recorded
        ``called_at``           entry into the voice menu
        ``asked_at``            exit from the menu: the moment the caller asks for an agent
        ``day``                 date of `asked_at`
        ``weekday``             0 Monday ... 6 Sunday
        ``day_group``           "work day", "Friday" or "Saturday"
        ``hour``                hour of the day of `asked_at`
        ``had_to_wait``         no agent was free at once
        ``wait_seconds``        time in the queue, 0 for those who did not wait
        ``outcome``             "served", "abandoned" (hung up in the queue) or "left in menu" (hung up before it)
        ``service_at``          start of the service (NaT if not served)
        ``talk_seconds``        length of the service (NaN if not served)
        ======================  =====================================================================================

    Notes
    -----
    A start of the queue at 0:00:00 with no time in it means "did not wait". Clocks that run over midnight belong to
    the next day. Rows with the outcome PHANTOM are dropped.
    """
    raw = pd.read_csv(path, dtype=str)
    raw = raw[raw["outcome"].isin(OUTCOMES)].reset_index(drop=True)
    date = pd.to_datetime(raw["date"])
    entry = pd.to_timedelta(raw["vru_entry"])
    wait = pd.to_numeric(raw["q_time"]).clip(lower=0).astype(float)
    had_to_wait = (pd.to_timedelta(raw["q_start"]) > pd.Timedelta(0)) | (wait > 0)
    served = raw["outcome"] == "AGENT"

    def after_entry(clock: str) -> "pd.Series[pd.Timestamp]":
        moment = pd.to_timedelta(raw[clock])
        past_midnight = moment < entry - pd.Timedelta(hours=12)
        return date + moment + past_midnight.astype(int) * pd.Timedelta(days=1)

    called_at = date + entry
    exit_of_menu = after_entry("vru_exit")
    asked_at = exit_of_menu.where(exit_of_menu > called_at, called_at)  # a few clocks run backwards
    outcome = raw["outcome"].map(OUTCOMES).where(served | had_to_wait, "left in menu")
    agent = raw["server"].where(raw["server"] != "NO_SERVER", "")
    calls = pd.DataFrame(
        {
            "customer": pd.to_numeric(raw["customer_id"]).astype("int64"),
            "is_priority": raw["priority"] == "2",
            "type": raw["type"],
            "agent": agent,
            "called_at": called_at,
            "asked_at": asked_at,
            "day": asked_at.dt.normalize(),
            "weekday": asked_at.dt.day_of_week,
            "day_group": asked_at.dt.day_of_week.map(DAY_GROUPS),
            "hour": asked_at.dt.hour,
            "had_to_wait": had_to_wait,
            "wait_seconds": wait,
            "outcome": outcome,
            "service_at": after_entry("ser_start").where(served),
            "talk_seconds": pd.to_numeric(raw["ser_time"]).astype(float).where(served),
        }
    )
    return calls.sort_values("asked_at", kind="stable", ignore_index=True)


def in_opening_hours(calls: pd.DataFrame) -> pd.DataFrame:
    """Calls that asked for an agent while the centre was open (`OPENING_HOURS`)."""
    time_of_day = (calls["asked_at"] - calls["day"]).dt.total_seconds() / 3_600
    opens = calls["day_group"].map({group: hours[0] for group, hours in OPENING_HOURS.items()})
    closes = calls["day_group"].map({group: hours[1] for group, hours in OPENING_HOURS.items()})
    return calls[(time_of_day >= opens) & (time_of_day < closes)].reset_index(drop=True)


def disrupted_hours(calls: pd.DataFrame, share: float = 0.3, fewest: int = 20) -> pd.DataFrame:
    """Find hours of single days in which the centre did not work as usual.

    When the lines or the computers fail, callers hear an announcement and hang up in the menu. An hour counts as
    disrupted if at least `fewest` calls, and at least the share `share` of all calls, end in the menu. Outside opening
    hours every call ends there, so pass only calls of the opening hours.

    Returns
    -------
    pandas.DataFrame
        Columns ``day, hour, calls, left_in_menu``.
    """
    cells = calls.assign(left=calls["outcome"] == "left in menu").groupby(["day", "hour"])["left"]
    table = pd.DataFrame({"calls": cells.size(), "left_in_menu": cells.sum()}).reset_index()
    many = (table["left_in_menu"] >= fewest) & (table["left_in_menu"] >= share * table["calls"])
    return table[many].reset_index(drop=True)


def without_hours(calls: pd.DataFrame, hours: pd.DataFrame) -> pd.DataFrame:
    """Drop the calls of the day-hours listed in `hours` (columns ``day, hour``)."""
    left_out = pd.MultiIndex.from_frame(hours[["day", "hour"]])
    cell = pd.MultiIndex.from_frame(calls[["day", "hour"]])
    return calls[~cell.isin(left_out)].reset_index(drop=True)


def arrivals_by_hour(
    calls: pd.DataFrame,
    by: Literal["weekday", "day_group"] = "weekday",
    left_out: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Mean number of calls per hour that asked for an agent, by weekday or day group.

    Parameters
    ----------
    calls
        Tidy calls; those that left in the menu are not counted.
    by
        "weekday" (columns 0 Monday ... 6 Sunday) or "day_group".
    left_out
        Day-hours (columns ``day, hour``) to leave out of both the count and the number of days, such as
        `disrupted_hours`.

    Returns
    -------
    pandas.DataFrame
        24 rows (hours) and one column per weekday or day group, in calls per hour.
    """
    asked = calls[calls["outcome"] != "left in menu"]
    days = pd.date_range(calls["day"].min(), calls["day"].max(), freq="D")
    cells = pd.MultiIndex.from_product([days, range(24)], names=["day", "hour"])
    if left_out is not None:
        cells = cells.difference(pd.MultiIndex.from_frame(left_out[["day", "hour"]]))
    counts = asked.groupby(["day", "hour"]).size().reindex(cells, fill_value=0).rename("calls").reset_index()
    weekday = counts["day"].dt.day_of_week
    counts["group"] = weekday if by == "weekday" else weekday.map(DAY_GROUPS)
    table: pd.DataFrame = counts.pivot_table(index="hour", columns="group", values="calls", aggfunc="mean")
    return table


def credible_talk(calls: pd.DataFrame, shortest: float = 1.0) -> Floats:
    """Service times of calls with a named agent, in seconds, without impossible ones.

    Times below `shortest` and above an hour (a line left open) are left out. With ``shortest=10`` the calls go that
    agents are known to have cut off to gain a pause (Brown et al., 2005, section 4.1).
    """
    talk = calls.loc[(calls["outcome"] == "served") & (calls["agent"] != ""), "talk_seconds"]
    return talk[(talk >= shortest) & (talk <= LONGEST_CREDIBLE_TALK)].to_numpy(dtype=float)


@dataclass(frozen=True)
class LognormalFit:
    """A lognormal distribution of times fitted by maximum likelihood.

    Attributes
    ----------
    mu, sigma
        Mean and standard deviation of the logarithm of the seconds.
    mean, sd
        Mean and standard deviation of the fitted distribution, in seconds.
    sample_mean, sample_sd
        Mean and standard deviation of the times themselves, in seconds, to see how well the fit holds.
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
        raise ValueError("a lognormal fit needs at least one time, all above 0")
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
    shares = np.linspace(0.0, 1.0, points)
    return pd.DataFrame({"share": shares, "seconds": np.quantile(seconds, shares)})


def observed_by_hour(
    calls: pd.DataFrame, left_out: pd.DataFrame | None = None, resamples: int = 2_000, seed: int = 1
) -> pd.DataFrame:
    """Abandonment and waits by hour of the day, with bootstrap intervals: the targets of a simulation.

    Calls of one day share that day's staff and mood, so whole days are resampled, not calls.

    Parameters
    ----------
    calls
        Tidy calls of one day group; those that left in the menu are not counted.
    left_out
        Day-hours (columns ``day, hour``) to leave out, such as `disrupted_hours`.
    resamples
        Number of bootstrap samples of days.
    seed
        Seed of the bootstrap.

    Returns
    -------
    pandas.DataFrame
        One row per hour and a last row "all". ``calls`` is the number of calls per day; ``abandoned`` the share that hung
        up in the queue; ``mean_wait`` the mean seconds in the queue of everyone, with those who did not wait and those
        who hung up; ``mean_wait_served`` of those served; ``had_to_wait`` the share that waited at all. The first two
        of these have ``_low`` and ``_high``: 95 % percentile intervals.
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
    sums = parts.groupby([asked["day"], asked["hour"]]).sum().unstack("hour", fill_value=0.0)
    days = len(sums)
    open_days = (sums["calls"] > 0).sum()  # a left-out hour must not count as an hour without calls
    generator = np.random.default_rng(seed)
    weights = generator.multinomial(days, np.full(days, 1 / days), size=resamples).astype(float)

    def ratio(above: str, below: str) -> pd.DataFrame:
        hours = sums[below].columns
        numerator = np.column_stack([sums[above].to_numpy(), sums[above].sum(axis=1)])
        denominator = np.column_stack([sums[below].to_numpy(), sums[below].sum(axis=1)])
        with np.errstate(invalid="ignore", divide="ignore"):
            estimate = numerator.sum(axis=0) / denominator.sum(axis=0)
            samples = (weights @ numerator) / (weights @ denominator)
        low, high = np.nanquantile(samples, [0.025, 0.975], axis=0)
        return pd.DataFrame({"value": estimate, "low": low, "high": high}, index=[*hours, "all"])

    abandoned, mean_wait = ratio("abandoned", "calls"), ratio("wait", "calls")
    per_day = sums["calls"].sum() / open_days
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
        }
    ).rename_axis("hour")
