"""What today's customers have brought, from the event log and the customer table: in loops, cost by cost."""

from collections.abc import Iterator

import pandas as pd

import cxsim as cx
from cxsim.engine.plan import plan

YEAR = 365.0
MONTH = YEAR / 12
MOMENT = 1e-9


def costs(run: cx.Run, replication: int) -> Iterator[tuple[float, int, float]]:
    """When somebody cost something, who, and how much: a visit as it begins, staff and desks as they end.

    What ends costs a moment before what follows from its end, such as that somebody is a customer.
    """
    scenario = run.scenario
    events = run.events[run.events["replication"] == replication]
    for row in events.to_dict("records"):
        if row["event"] == "visit":
            point, team = (
                scenario.touchpoints[row["touchpoint"]],
                scenario.touchpoints[row["touchpoint"]].team,
            )
            yield row["began"], row["customer"], point.cost
            if team is not None and row["outcome"] not in ("abandoned", "closed", "busy"):
                served = row["began"] + row["wait"] + row["duration"] - MOMENT
                yield served, row["customer"], 24 * row["duration"] * scenario.teams[team].cost_per_hour
        elif row["event"] == "recovery":
            desk = scenario.desks[scenario.touchpoints[row["touchpoint"]].recovery]
            ended = row["began"] + row["wait"] + row["duration"] - MOMENT
            per_hour = scenario.teams[desk.team].cost_per_hour if desk.team else 0.0
            yield ended, row["customer"], desk.cost + 24 * row["duration"] * per_hour


def worth_by_hand(run: cx.Run, replication: int) -> dict[str, float]:
    """Margins minus costs of today's customers since the warm-up, discounted, by persona."""
    scenario, horizon = run.scenario, plan(run.scenario).horizon
    began, until = scenario.period.warm_up, scenario.value.value_horizon
    end, rate = horizon - began, scenario.value.discount_rate
    people = run.customers[(run.customers["replication"] == replication) & run.customers["was_customer"]]
    ended = people.set_index("customer")["ended"].fillna(horizon)
    since = people.set_index("customer")["since"]
    found = {}
    for name, one in scenario.personas.items():
        mine = people[people["persona"] == name].set_index("customer")
        todays = mine[mine["todays"]]
        margin = one.value_per_year / YEAR
        brought = sum(margin * days(min(ended[who] - began, end), rate) for who in todays.index)
        of, above = levels(run, replication, mine), 0.0
        fee = one.contract.exit_fee * margin if one.contract and scenario.mechanisms.intention else 0.0
        spent_last, days_last, lost_last = 0.0, 0.0, 0
        year = max(end - YEAR, 0.0)
        for who in mine.index:
            days_last += max(ended[who] - began - max(since[who] - began, year), 0.0)
            left = ended[who] - began
            rest = mine.loc[who, "rest"] * of[who][-1][1]
            if who in todays.index:
                brought += fee * rest * (1 + rate) ** (-left / YEAR)
                for first, last, middle in months(end):
                    brought += (
                        margin
                        * more(of[who], began + first, began + min(last, left))
                        * ((1 + rate) ** (-middle / YEAR))
                    )
                above += margin * (of[who][-1][1] - 1) * (mine.loc[who, "outcome"] == "customer")
            spent_last -= fee * rest * (left > year)
            lost_last += mine.loc[who, "outcome"] != "customer" and ended[who] - began > year
        for when, who, amount in costs(run, replication):
            if who not in mine.index or not began <= when or not since[who] <= when <= ended[who]:
                continue
            # Months are counted back from the end; a cost is discounted from the middle of its own.
            month = int((horizon - when) / MONTH)
            last, first = end - month * MONTH, max(end - (month + 1) * MONTH, 0.0)
            if who in todays.index:
                brought -= amount * (1 + rate) ** (-(first + last) / 2 / YEAR)
            if month < 12:
                spent_last += amount
        if until > end and days_last:
            hazard, a_day = lost_last / days_last, margin - spent_last / days_last
            there = (todays["outcome"] == "customer").sum()
            later = days(until - end, rate, hazard) * (1 + rate) ** (-end / YEAR)
            brought += (there * a_day + above) * later
        found[name] = float(brought)
    return found


def levels(run: cx.Run, replication: int, people: pd.DataFrame) -> dict[int, list[tuple[float, float]]]:
    """From when on each was at which level; of before the warm-up only where they stood at its end."""
    began = run.scenario.period.warm_up
    found = {who: [(began, row["level_then"])] for who, row in people.iterrows()}
    events = run.events[(run.events["replication"] == replication) & (run.events["event"] == "level")]
    for row in events.to_dict("records"):
        if row["customer"] in found and row["time"] >= began:
            found[row["customer"]].append((row["time"], row["score"]))
    return found


def more(steps: list[tuple[float, float]], start: float, end: float) -> float:
    """Days from one time to another, each times how far the level was above 1."""
    ends = [*(time for time, _ in steps[1:]), float("inf")]
    return sum(
        (level - 1) * max(min(until, end) - max(since, start), 0.0)
        for (since, level), until in zip(steps, ends, strict=True)
    )


def months(end: float) -> Iterator[tuple[float, float, float]]:
    """The months that are counted back from the end: first and last day, and the middle."""
    last = end
    while last > MOMENT:
        first = max(last - MONTH, 0.0)
        yield first, last, (first + last) / 2
        last = first


def days(time: float, rate: float, hazard: float = 0.0) -> float:
    """What one a day is worth up to a time, in small steps."""
    steps = 400
    each = time / steps
    middles = pd.Series(range(steps)).add(0.5) * each
    return float((each * (1 + rate) ** (-middles / YEAR) * (2.718281828459045 ** (-hazard * middles))).sum())
