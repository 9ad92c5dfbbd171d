"""How many agents a contact centre really had, hour by hour, from a log that only shows them when they talk.

No single column says how many agents were on duty. Counting names overstates it (shifts overlap, agents do other work
between calls, take breaks); counting conversations understates it when few people call. The measure to trust is the number of agents
talking *while somebody is waiting*: an agent who is ready would have taken that call, so whoever talks then is all
the centre has. It leans towards the bad minutes of an hour, as it is there that people wait.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from cxsim.calibration.call_log import LONGEST_CREDIBLE_TALK, SECONDS_PER_DAY


def pool_agents(calls: pd.DataFrame, separate_types: tuple[str, ...]) -> list[str]:
    """Agents more than half of whose calls are outside `separate_types`: the regular pool."""
    named = calls[calls["agent"] != ""]
    apart = named["type"].isin(separate_types).groupby(named["agent"]).mean()
    return sorted(str(agent) for agent in apart.index[apart < 0.5])


def count_per_second(
    starts: npt.NDArray[np.float64], lengths: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    """Number of intervals that cover each second of a day; starts are seconds after midnight."""
    first = np.clip(starts, 0, SECONDS_PER_DAY).astype(int)
    last = np.clip(starts + lengths, 0, SECONDS_PER_DAY).astype(int)
    change = np.bincount(first, minlength=SECONDS_PER_DAY + 1) - np.bincount(
        last, minlength=SECONDS_PER_DAY + 1
    )
    return np.cumsum(change)[:SECONDS_PER_DAY]


def duty_intervals(
    starts: npt.NDArray[np.float64], lengths: npt.NDArray[np.float64], longest_break: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Join one agent's calls, sorted by start, into spells on duty: gaps up to `longest_break` seconds are bridged."""
    ends = np.maximum.accumulate(starts + lengths)
    new = np.concatenate([[True], starts[1:] - ends[:-1] > longest_break])
    last = np.append(np.flatnonzero(new)[1:] - 1, len(starts) - 1)
    return starts[new], ends[last] - starts[new]


def capacity_by_hour(
    calls: pd.DataFrame, separate_types: tuple[str, ...] = (), longest_break: float = 1_200.0
) -> pd.DataFrame:
    """Measures of the capacity of the regular pool for each hour of each day.

    Parameters
    ----------
    calls
        All tidy calls, with those of `separate_types`: pool agents who take such calls are on duty, but not for the pool.
    separate_types
        Types of call with agents of their own.
    longest_break
        Longest gap in seconds between two calls over which an agent still counts as on duty.

    Returns
    -------
    pandas.DataFrame
        One row per day and hour. ``agents_seen``: different agents who talked; ``on_duty``: mean number on duty; ``busy``
        and ``busy_peak``: mean and greatest number talking to pool callers; ``seconds_with_queue``: time during which
        somebody waited; ``busy_with_queue``: mean number talking during that time, NaN if nobody waited;
        ``offered_load``: arrivals in the hour times the mean service time, in agents.
    """
    regular = ~calls["type"].isin(separate_types)
    crew = calls["agent"].isin(pool_agents(calls, separate_types))
    talk = calls["talk_seconds"].clip(upper=LONGEST_CREDIBLE_TALK)
    mean_talk = float(talk[regular & crew].mean())
    rows = []
    for day, group in calls.assign(talk=talk, regular=regular, crew=crew).groupby("day"):
        midnight = pd.Timestamp(str(day))
        served = group[group["crew"] & group["service_at"].notna()].sort_values("service_at")
        start = (served["service_at"] - midnight).dt.total_seconds().to_numpy(dtype=float)
        length = served["talk"].to_numpy(dtype=float)
        own = served["regular"].to_numpy(dtype=bool)
        busy = count_per_second(start[own], length[own])
        on_duty = np.zeros(SECONDS_PER_DAY, dtype=np.int64)
        for agent in served["agent"].unique():
            his = (served["agent"] == agent).to_numpy(dtype=bool)
            on_duty += count_per_second(*duty_intervals(start[his], length[his], longest_break))
        asked = group[group["regular"] & (group["outcome"] != "left in menu")]
        waited = asked[asked["had_to_wait"]]
        joined = (waited["asked_at"] - midnight).dt.total_seconds().to_numpy(dtype=float)
        queue = count_per_second(joined, waited["wait_seconds"].to_numpy(dtype=float)) > 0
        for hour in range(24):
            span = slice(hour * 3_600, (hour + 1) * 3_600)
            talking = (start < span.stop) & (start + length > span.start)
            with_queue = int(queue[span].sum())
            rows.append(
                {
                    "day": midnight,
                    "hour": hour,
                    "agents_seen": int(served["agent"][talking].nunique()),
                    "on_duty": float(on_duty[span].mean()),
                    "busy": float(busy[span].mean()),
                    "busy_peak": int(busy[span].max()),
                    "seconds_with_queue": with_queue,
                    "busy_with_queue": float(busy[span][queue[span]].mean()) if with_queue else float("nan"),
                    "offered_load": float((asked["hour"] == hour).sum() * mean_talk / 3_600),
                }
            )
    return pd.DataFrame(rows)


def mean_capacity(capacity: pd.DataFrame) -> pd.DataFrame:
    """Average `capacity_by_hour` over days: one row per hour; `busy_with_queue` weighted by the time with a queue."""
    weighted = (capacity["busy_with_queue"] * capacity["seconds_with_queue"]).groupby(capacity["hour"]).sum()
    time = capacity["seconds_with_queue"].groupby(capacity["hour"]).sum()
    table = capacity.drop(columns=["day", "busy_with_queue"]).groupby("hour").mean()
    return table.assign(busy_with_queue=weighted / time.where(time > 0))
