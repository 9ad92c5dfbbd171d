"""How many agents a contact centre really had, hour by hour, from a log that shows them only when they talk.

No column says how many agents were on duty, and no single measure is right:

- The number of *different agents seen* in an hour counts everyone whose shift touches it: far too many.
- *On duty*, from an agent's first to last call without long gaps, still counts work after calls and breaks.
- *Talking while somebody waits* is what the centre gives when it matters, as an agent who is ready would
  take the call. It leans towards the bad minutes of an hour, since it is there that people wait: somewhat
  too few.

In the bank's log, four fifths of the agents on duty, with each day's own arrivals, make a queue reproduce
the observed abandonment; a scenario's staff should be calibrated between the second and the third measure.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from cxsim.calibration.service import LONGEST_CREDIBLE_TALK

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

SECONDS_PER_DAY = 86_400


def pool_agents(calls: pd.DataFrame, separate_types: tuple[str, ...]) -> list[str]:
    """Agents less than half of whose calls are of `separate_types`: the regular pool."""
    named = calls[calls["agent"] != ""]
    apart = named["type"].isin(separate_types).groupby(named["agent"]).mean()
    return sorted(str(agent) for agent in apart.index[apart < 0.5])


def count_per_second(starts: Floats, lengths: Floats) -> Counts:
    """Number of spans that cover each second of a day; starts are seconds after midnight."""
    first = np.clip(starts, 0, SECONDS_PER_DAY).astype(int)
    last = np.clip(starts + lengths, 0, SECONDS_PER_DAY).astype(int)
    begun = np.bincount(first, minlength=SECONDS_PER_DAY + 1)
    ended = np.bincount(last, minlength=SECONDS_PER_DAY + 1)
    return np.cumsum(begun - ended)[:SECONDS_PER_DAY]


def duty_spans(starts: Floats, lengths: Floats, longest_break: float) -> tuple[Floats, Floats]:
    """Join one agent's calls, sorted by start, into spans on duty: gaps up to `longest_break` are bridged."""
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
        All tidy calls, also those of `separate_types`: an agent of the pool who takes one is on duty, but
        not free.
    separate_types
        Types of call with agents of their own.
    longest_break
        Longest gap in seconds between two calls over which an agent still counts as on duty.

    Returns
    -------
    pandas.DataFrame
        One row per day and hour. Columns:

        ======================  ==================================================================
        ``day``, ``hour``       the hour of a day
        ``agents_seen``         different agents who talked
        ``on_duty``             mean number of agents on duty
        ``busy``                mean number talking to callers of the pool
        ``busy_peak``           greatest number talking to callers of the pool
        ``seconds_with_queue``  time during which somebody waited
        ``busy_with_queue``     mean number talking during that time, NaN if nobody waited
        ``offered_load``        calls of the hour times the mean service time, in agents
        ======================  ==================================================================
    """
    marked = calls.assign(
        talk=calls["talk_seconds"].clip(upper=LONGEST_CREDIBLE_TALK),
        in_pool=~calls["type"].isin(separate_types),
        by_pool=calls["agent"].isin(pool_agents(calls, separate_types)),
    )
    mean_talk = float(marked.loc[marked["in_pool"] & marked["by_pool"], "talk"].mean())
    days = [_capacity_of_day(day, mean_talk, longest_break) for _, day in marked.groupby("day")]
    return pd.concat(days, ignore_index=True)


def mean_capacity(capacity: pd.DataFrame) -> pd.DataFrame:
    """Mean of `capacity_by_hour` over days, by hour; `busy_with_queue` weighted by the time with a queue."""
    weighted = capacity["busy_with_queue"] * capacity["seconds_with_queue"]
    time = capacity["seconds_with_queue"].groupby(capacity["hour"]).sum()
    table = capacity.drop(columns=["day", "busy_with_queue"]).groupby("hour").mean()
    return table.assign(busy_with_queue=weighted.groupby(capacity["hour"]).sum() / time.where(time > 0))


def _capacity_of_day(calls: pd.DataFrame, mean_talk: float, longest_break: float) -> pd.DataFrame:
    midnight = calls["day"].iloc[0]
    served = calls[calls["by_pool"] & calls["service_at"].notna()].sort_values("service_at")
    start = (served["service_at"] - midnight).dt.total_seconds().to_numpy(dtype=float)
    length = served["talk"].to_numpy(dtype=float)
    in_pool = served["in_pool"].to_numpy(dtype=bool)
    busy = count_per_second(start[in_pool], length[in_pool])
    on_duty = np.zeros(SECONDS_PER_DAY, dtype=np.int64)
    for agent in served["agent"].unique():
        own = (served["agent"] == agent).to_numpy(dtype=bool)
        on_duty += count_per_second(*duty_spans(start[own], length[own], longest_break))

    asked = calls[calls["in_pool"] & (calls["outcome"] != "left in menu")]
    waited = asked[asked["had_to_wait"]]
    joined = (waited["asked_at"] - midnight).dt.total_seconds().to_numpy(dtype=float)
    queue = count_per_second(joined, waited["wait_seconds"].to_numpy(dtype=float)) > 0

    rows = []
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
