"""Read a call log in the Technion column layout, and count the calls by hour.

The layout is that of the "Anonymous Bank" data set (Mandelbaum, Sakov and Zeltyn, 2000; Brown et al.,
*Journal of the American Statistical Association* 100, 2005): one row per call that asked for an agent, with
clock times for the voice menu (`vru_*`), the queue (`q_*`) and the service (`ser_*`). Calls that the menu
answered completely were never written to this log, so the share handled by the menu alone cannot be
estimated from it.

The log names the `line` of a call. Nine calls in ten hold theirs to the end, the rest overlap with the next
call on it; so lines hint at how many callers the centre can hold (22 in the regular pool), but do not
settle it.
"""

from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from cxsim.calibration.columns import read_columns
from cxsim.errors import ParameterError
from cxsim.scenario.faults import shown

#: Day groups of an Israeli bank by day of the week (Monday is 0): Sunday to Thursday are full work days.
DAY_GROUPS = {
    6: "work day",
    0: "work day",
    1: "work day",
    2: "work day",
    3: "work day",
    4: "Friday",
    5: "Saturday",
}

#: First and last hour of each day group, as seen in the log: on Saturday the centre opens after the Sabbath.
OPENING_HOURS = {"work day": (7.0, 24.0), "Friday": (7.0, 15.0), "Saturday": (21.5, 24.0)}

#: A call's outcome in the log and here; and those that are dropped, of which nobody knows what they were.
OUTCOMES = {"AGENT": "served", "HANG": "abandoned"}
DROPPED = ("PHANTOM",)

#: What the columns hold, as `cxsim.calibration.columns` reads them.
COLUMNS = {
    "customer_id": "count",
    "priority": "text",
    "type": "text",
    "date": "date",
    **dict.fromkeys(("vru_entry", "vru_exit", "q_start", "ser_start"), "clock"),
    **dict.fromkeys(("q_time", "ser_time"), "seconds"),
    "outcome": "text",
    "server": "text",
}


def read_call_log(path: str | Path) -> pd.DataFrame:
    """Read a Technion call log (CSV, also gzipped) into one tidy row per call.

    Parameters
    ----------
    path
        File with the columns ``customer_id, priority, type, date, vru_entry, vru_exit, q_start, q_time,
        outcome, ser_start, ser_time, server``; others are ignored.

    Returns
    -------
    pandas.DataFrame
        Sorted by `asked_at`. Columns:

        ================  ==========================================================================
        ``customer``      identified customer, 0 if not identified
        ``is_priority``   served ahead of regular customers (priority 2)
        ``type``          service asked for, as in the log (PS regular, NE shares, NW prospect, ...)
        ``agent``         name of the agent, "" if none is recorded
        ``called_at``     entry into the voice menu
        ``asked_at``      exit from the menu: the moment the caller asks for an agent
        ``day``           date of `asked_at`
        ``weekday``       0 Monday to 6 Sunday
        ``day_group``     "work day", "Friday" or "Saturday"
        ``hour``          hour of the day of `asked_at`
        ``had_to_wait``   no agent was free at once
        ``wait_seconds``  time in the queue, 0 for those who did not wait
        ``outcome``       "served", "abandoned" (in the queue) or "left in menu" (hung up before it)
        ``service_at``    start of the service, NaT if not served
        ``talk_seconds``  length of the service, NaN if not served
        ================  ==========================================================================

    Raises
    ------
    TableError
        With everything that is wrong: file, line, what was found and what was expected.

    Notes
    -----
    A start of the queue at 0:00:00 with no time in it means "did not wait". A clock far before the entry
    into the menu belongs to the next day; one slightly before it is taken as the entry (a few clocks run
    backwards).
    """
    raw = read_columns(path, COLUMNS, {"outcome": tuple(OUTCOMES)}, {"outcome": DROPPED})
    date, entry = raw["date"], raw["vru_entry"]
    wait = raw["q_time"]
    had_to_wait = (raw["q_start"] > pd.Timedelta(0)) | (wait > 0)
    served = raw["outcome"] == "AGENT"

    def moment(clock: str) -> "pd.Series[pd.Timestamp]":
        time = raw[clock]
        past_midnight = time < entry - pd.Timedelta(hours=12)
        return date + time + past_midnight.astype(int) * pd.Timedelta(days=1)

    called_at, exit_of_menu = date + entry, moment("vru_exit")
    asked_at = exit_of_menu.where(exit_of_menu > called_at, called_at)
    calls = pd.DataFrame(
        {
            "customer": raw["customer_id"].astype("int64"),
            "is_priority": raw["priority"] == "2",
            "type": raw["type"],
            "agent": raw["server"].where(raw["server"] != "NO_SERVER", ""),
            "called_at": called_at,
            "asked_at": asked_at,
            "day": asked_at.dt.normalize(),
            "weekday": asked_at.dt.day_of_week,
            "day_group": asked_at.dt.day_of_week.map(DAY_GROUPS),
            "hour": asked_at.dt.hour,
            "had_to_wait": had_to_wait,
            "wait_seconds": wait,
            "outcome": raw["outcome"].map(OUTCOMES).where(served | had_to_wait, "left in menu"),
            "service_at": moment("ser_start").where(served),
            "talk_seconds": raw["ser_time"].where(served),
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

    When lines or computers fail, callers hear an announcement and hang up in the menu. An hour counts as
    disrupted if at least `fewest` calls, and at least the share `share` of its calls, end in the menu.

    Parameters
    ----------
    calls
        Tidy calls of the opening hours; outside them every call ends in the menu.
    share, fewest
        Least share and least number of calls that end in the menu.

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
    """Mean number of calls per hour that asked for an agent, redials included.

    Parameters
    ----------
    calls
        Tidy calls; those that left in the menu are not counted.
    by
        "weekday" (columns 0 Monday to 6 Sunday) or "day_group".
    left_out
        Day-hours (columns ``day, hour``) that count neither as calls nor as days, such as `disrupted_hours`.

    Returns
    -------
    pandas.DataFrame
        24 rows (hours) and one column per weekday or day group, in calls per hour.
    """
    if by not in ("weekday", "day_group") or calls.empty:
        found = "no calls" if calls.empty else f"by {shown(by)}"
        raise ParameterError(f"found {found}, expected calls, by weekday or day_group")
    asked = calls[calls["outcome"] != "left in menu"]
    days = pd.date_range(calls["day"].min(), calls["day"].max(), freq="D")
    cells = pd.MultiIndex.from_product([days, np.arange(24)], names=["day", "hour"])
    if left_out is not None:
        cells = cells[~cells.isin(pd.MultiIndex.from_frame(left_out[["day", "hour"]]))]
    counts = asked.groupby(["day", "hour"]).size().reindex(cells, fill_value=0).rename("calls").reset_index()
    weekday = counts["day"].dt.day_of_week
    counts["group"] = weekday if by == "weekday" else weekday.map(DAY_GROUPS)
    return counts.groupby(["hour", "group"])["calls"].mean().unstack()
