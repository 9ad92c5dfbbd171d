"""Every estimate of scenarios/bank.yaml, from the bank's call log: what its comments say, as code.

With the log at hand, this prints the estimates with their 95 % intervals and writes bank_observed.csv anew:

    python -m tests.calibration.bank <log>
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from cxsim.calibration.call_log import (
    arrivals_by_hour,
    disrupted_hours,
    in_opening_hours,
    read_call_log,
    without_hours,
)
from cxsim.calibration.fit import figures_by_hour
from cxsim.calibration.patience import fit_weibull, waits_and_ends
from cxsim.calibration.priority import estimate_head_start, priority_share
from cxsim.calibration.redial import redials
from cxsim.calibration.service import credible_talk

LOG = "bank_calls_1999_08.csv.gz"
SCENARIOS = Path(__file__).parents[2] / "scenarios"
REDIAL = 0.36  # of those who hang up: between the share seen to call again, and that corrected for the unseen
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

HEADER = """\
# Abandonment and waits of a bank's contact centre by hour on work days (Sunday to Thursday), August 1999.
#
# Aggregates of the Technion "Anonymous Bank" call log, which is free for academic use with acknowledgement:
# A. Mandelbaum, A. Sakov and S. Zeltyn, Empirical analysis of a call center, Technion, Haifa, 2000.
# Made by `python -m tests.calibration.bank <log>`: figures_by_hour (cxsim.calibration.fit) of the calls in
# opening hours on work days, without internet support (type IN) and without the six disrupted_hours.
#
# calls: a day. abandoned: share that hung up in the queue. mean_wait: seconds in the queue of all calls, also
# those that did not wait and those that hung up; mean_wait_served: of those served. had_to_wait: share for
# whom no agent was free at once. *_low, *_high: 95 % intervals from drawing whole days again.
# abandoned_spread: standard deviation of the share that hung up between the 23 days.
"""


def opening_hours(path: Path) -> pd.DataFrame:
    """Calls to the regular agents while the bank was open."""
    calls = read_call_log(path)
    return in_opening_hours(calls[calls["type"] != "IN"])


def first_calls(opening: pd.DataFrame) -> pd.DataFrame:
    """Calls an hour (rows) of each weekday (columns), less those of callers who hung up and call again."""
    outages = disrupted_hours(opening)
    pool = without_hours(opening, outages)
    hung_up = pool[pool["outcome"] == "abandoned"]
    return arrivals_by_hour(pool, left_out=outages) - REDIAL * arrivals_by_hour(hung_up, left_out=outages)


def estimates(opening: pd.DataFrame) -> dict[str, float]:
    """Single figures by their path in the scenario; durations in seconds."""
    pool = without_hours(opening, disrupted_hours(opening))
    prospects, customers = pool["type"] == "NW", pool["customer"] > 0
    groups = {
        "prospect": pool[prospects],
        "regular": pool[customers & ~prospects & ~pool["is_priority"]],
        "priority": pool[customers & ~prospects & pool["is_priority"]],
    }
    asked = pool["outcome"] != "left in menu"
    named = float((asked & ~prospects).sum())
    calls = {
        "prospect": float((asked & prospects).sum()),
        "regular": named * (1 - priority_share(pool)),
        "priority": named * priority_share(pool),
    }
    first = {
        name: number - REDIAL * float((groups[name]["outcome"] == "abandoned").sum())
        for name, number in calls.items()
    }
    common = fit_weibull(*waits_and_ends(pool))
    talk = credible_talk(pool)
    in_menu = (pool["asked_at"] - pool["called_at"]).dt.total_seconds()[asked]
    return {
        "population.prospects_per_day": float(first_calls(opening).sum().sum()) / 7,
        **{f"personas.{name}.share": number / sum(first.values()) for name, number in first.items()},
        **{
            f"personas.{name}.patience": fit_weibull(*waits_and_ends(group)).scale / common.scale
            for name, group in groups.items()
        },
        "touchpoints.agent.waiting.patience.shape": common.shape,
        "touchpoints.agent.waiting.patience.scale": common.scale,
        "touchpoints.agent.service.mean": float(talk.mean()),
        "touchpoints.agent.service.sd": float(talk.std()),
        "touchpoints.menu.service.mean": float(in_menu.mean()),
        "touchpoints.menu.service.sd": float(in_menu.std()),
    }


def redials_after_hanging_up(opening: pd.DataFrame) -> tuple[float, float, list[float]]:
    """Share seen to call again within an hour, share corrected, and quantiles of the delay in seconds."""
    found = redials(opening[opening["day_group"] == "work day"], "abandoned")
    return found.seen, found.corrected, found.delays["seconds"].tolist()


def head_start(opening: pd.DataFrame) -> float:
    """Head start of priority customers, of the calls of one type, to the second."""
    pool = without_hours(opening, disrupted_hours(opening))
    return estimate_head_start(pool[pool["type"] == "PS"], [0, 60, 75, 88, 89, 90, 91, 105, 120])


def observed(opening: pd.DataFrame) -> pd.DataFrame:
    """What bank_observed.csv holds."""
    work_days = opening[opening["day_group"] == "work day"]
    tenths = dict.fromkeys(("calls", "mean_wait", "mean_wait_low", "mean_wait_high", "mean_wait_served"), 1)
    return figures_by_hour(work_days, disrupted_hours(opening)).round(4).round(tenths)


def another_month(opening: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Calls of a month in which each day is a copy of some day of the same weekday (bootstrap of days)."""
    by_day = dict(list(opening.groupby("day")))
    parts = []
    for day in by_day:
        alike = [other for other in by_day if other.day_of_week == day.day_of_week]
        other = alike[rng.integers(len(alike))]
        shift = day - other
        moments = by_day[other][["called_at", "asked_at", "day", "service_at"]] + shift
        parts.append(by_day[other].assign(**moments))
    return pd.concat(parts, ignore_index=True)


def intervals(opening: pd.DataFrame, resamples: int, seed: int = 1) -> pd.DataFrame:
    """95 % intervals of all `estimates`: columns low and high."""
    rng = np.random.default_rng(seed)
    drawn = pd.DataFrame([estimates(another_month(opening, rng)) for _ in range(resamples)])
    return drawn.quantile([0.025, 0.975]).T.set_axis(["low", "high"], axis=1)


if __name__ == "__main__":
    log = opening_hours(Path(sys.argv[1]))
    (SCENARIOS / "bank_observed.csv").write_text(HEADER + observed(log).to_csv(), encoding="utf-8")
    print(first_calls(log).round().astype(int).T.to_string())
    print("redial", redials_after_hanging_up(log), "head start", head_start(log))
    print(intervals(log, 300).assign(estimate=estimates(log)).to_string())  # takes minutes
