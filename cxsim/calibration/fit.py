"""Does the model do what the contact centre did? Abandonment and waits by hour, simulated beside observed.

Both sides are counted by the same function, so that nothing but the calls themselves can differ: a call is
somebody who asked for an agent while the centre was open, answered at once or not; it belongs to the hour in
which it came; it was abandoned if the caller hung up in the queue; and the mean wait is that of all calls,
also those that did not wait and those that hung up. Both intervals come from drawing whole days again.

Intervals of real days are wide, as real days differ much. Lying inside them is a low bar, hence the
distances; and a model that was tuned until it came near these figures has shown nothing about others.
"""

import numpy as np
import pandas as pd

from cxsim.calibration.call_log import DAY_GROUPS, without_hours
from cxsim.calibration.observed import observed_by_hour
from cxsim.calibration.read_observed import ALONGSIDE, JUDGED
from cxsim.errors import ParameterError
from cxsim.results.run import Run

SECONDS = 86_400.0

COLUMNS = (
    "measure",
    "hour",
    "observed",
    "low",
    "high",
    "simulated",
    "simulated_low",
    "simulated_high",
    "distance",
    "inside",
)


def simulated_calls(run: Run) -> pd.DataFrame:
    """Return the calls of a run as if they had been read from a log.

    Returns
    -------
    pandas.DataFrame
        One row for each call that came after the warm-up, while the team was open and a line was free.
        Columns as in `cxsim.calibration.call_log.read_call_log`: ``day`` (a number of its own for each day
        of each replication), ``weekday``, ``day_group``, ``hour``, ``had_to_wait``, ``wait_seconds``,
        ``outcome``: "abandoned", or "served" for all who did not hang up. (A model may send home who still
        waits when the team closes; they count with the wait they had.)
    """
    events, period = run.events, run.scenario.period
    staffed = [name for name, point in run.scenario.touchpoints.items() if point.team is not None]
    turned_away = events["outcome"].isin(["closed", "busy"]) & (events["wait"] == 0)
    asked = events[
        (events["event"] == "visit")
        & events["touchpoint"].isin(staffed)
        & ~turned_away
        & (events["began"] >= period.warm_up)
    ]
    began = asked["began"].to_numpy(dtype=np.float64)
    day = np.floor(began).astype(np.int64)
    days = int(np.ceil(period.warm_up + period.follow_up))
    weekday = pd.Series(day % 7, index=asked.index)
    wait = asked["wait"].astype(float) * SECONDS
    return pd.DataFrame(
        {
            "day": asked["replication"].to_numpy(dtype=np.int64) * days + day,
            "weekday": weekday,
            "day_group": weekday.map(DAY_GROUPS),
            "hour": np.floor(began % 1 * 24).astype(np.int64),
            "had_to_wait": wait > 0,
            "wait_seconds": wait,
            "outcome": np.where(asked["outcome"] == "abandoned", "abandoned", "served"),
        }
    ).reset_index(drop=True)


def figures_by_hour(calls: pd.DataFrame, left_out: pd.DataFrame | None = None) -> pd.DataFrame:
    """Abandonment and waits by hour, and how much days differ.

    Parameters
    ----------
    calls
        Tidy calls of one day group, from a log or from `simulated_calls`.
    left_out
        Day-hours (columns ``day, hour``) to leave out.

    Returns
    -------
    pandas.DataFrame
        As `cxsim.calibration.observed.observed_by_hour`, and ``abandoned_spread``: the standard deviation
        between days of the share that hung up.
    """
    used = calls if left_out is None else without_hours(calls, left_out)
    gone = (used["outcome"] == "abandoned")[used["outcome"] != "left in menu"]
    by_day = gone.groupby([used["day"], used["hour"]]).mean().groupby(level="hour").std()
    by_day.loc["all"] = gone.groupby(used["day"]).mean().std()
    return observed_by_hour(calls, left_out).assign(abandoned_spread=by_day)


def compare_by_hour(run: Run, observed: pd.DataFrame, day_group: str = "work day") -> pd.DataFrame:
    """Set the calls of a run beside observed figures, hour by hour.

    Parameters
    ----------
    run
        A simulation of the contact centre.
    observed
        Figures of the same day group, from `figures_by_hour` or `read_observed`.
    day_group
        "work day", "Friday" or "Saturday", as in `cxsim.calibration.call_log.DAY_GROUPS`.

    Returns
    -------
    pandas.DataFrame
        One row for each measure and hour, the last one "all". Measures: ``abandoned``, a share;
        ``mean_wait`` in seconds; ``calls`` a day; ``had_to_wait``, a share; ``abandoned_spread``. Columns:
        ``measure``, ``hour``, ``observed``, ``low``, ``high``, ``simulated``, ``simulated_low``,
        ``simulated_high`` (95 %; nan where there is no interval), ``distance`` (simulated minus observed),
        ``inside`` (the simulated figure lies inside the observed interval; missing where there is none). A
        simulated figure is nan where nobody called.
    """
    if missing := [name for name in (*JUDGED, *ALONGSIDE) if name not in observed]:
        raise ParameterError(f"observed: found no column {missing[0]}, expected what cx.read_observed reads")
    calls = simulated_calls(run)
    calls = calls[calls["day_group"] == day_group]
    simulated = figures_by_hour(calls) if len(calls) else pd.DataFrame(columns=observed.columns, dtype=float)
    simulated = simulated.reindex(index=observed.index)
    parts = []
    for measure in (*JUDGED, *ALONGSIDE):
        low, high = f"{measure}_low", f"{measure}_high"
        part = pd.DataFrame(
            {
                "measure": measure,
                "hour": observed.index,
                "observed": observed[measure].to_numpy(),
                "low": observed[low].to_numpy() if measure in JUDGED else np.nan,
                "high": observed[high].to_numpy() if measure in JUDGED else np.nan,
                "simulated": simulated[measure].to_numpy(),
                "simulated_low": simulated[low].to_numpy() if measure in JUDGED else np.nan,
                "simulated_high": simulated[high].to_numpy() if measure in JUDGED else np.nan,
            }
        )
        part["distance"] = part["simulated"] - part["observed"]
        inside = (part["low"] <= part["simulated"]) & (part["simulated"] <= part["high"])
        part["inside"] = inside.astype("boolean").where(part["low"].notna())
        parts.append(part)
    return pd.concat(parts, ignore_index=True)[list(COLUMNS)]


def distances(comparison: pd.DataFrame) -> pd.DataFrame:
    """Sum up how far a run is from what was observed.

    Parameters
    ----------
    comparison
        As returned by `compare_by_hour`.

    Returns
    -------
    pandas.DataFrame
        One row for each of ``abandoned`` and ``mean_wait``: the figures of all hours together (``observed``,
        ``low``, ``high``, ``simulated``, ``simulated_low``, ``simulated_high``, ``distance``); over the
        hours, ``mean_distance`` and ``largest_distance`` (both without sign), ``at_hour`` of the largest;
        ``hours_inside`` the observed interval, out of ``hours``.

    Examples
    --------
    >>> row = {"measure": "abandoned", "observed": 0.1, "low": 0.08, "high": 0.12, "simulated": 0.11,
    ...        "simulated_low": 0.1, "simulated_high": 0.12, "distance": 0.01, "inside": True}
    >>> rows = [{**row, "hour": 9}, {**row, "hour": 10, "distance": -0.03, "inside": False}]
    >>> summary = distances(pd.DataFrame([*rows, {**row, "hour": "all"}]))
    >>> summary[["mean_distance", "largest_distance", "at_hour", "hours_inside"]].to_dict("records")
    [{'mean_distance': 0.02, 'largest_distance': 0.03, 'at_hour': 10, 'hours_inside': 1}]
    """
    rows = {}
    for measure in JUDGED:
        mine = comparison[comparison["measure"] == measure]
        if mine.empty:
            continue
        hours, whole = mine[mine["hour"] != "all"], mine[mine["hour"] == "all"].iloc[0]
        size = hours.set_index("hour")["distance"].abs()
        rows[measure] = {
            **whole.drop(["measure", "hour", "inside"]).to_dict(),
            "mean_distance": float(size.mean()),
            "largest_distance": float(size.max()),
            "at_hour": size.idxmax() if size.notna().any() else None,
            "hours_inside": int(hours["inside"].sum()),
            "hours": len(hours),
        }
    return pd.DataFrame.from_dict(rows, orient="index")
