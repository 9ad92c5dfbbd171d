"""Staffing curves: what more or fewer people on duty at a team do to waiting, to customers and to cost."""

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxsim.engine.compiled.kernel import prepare
from cxsim.engine.compiled.output import customer_columns
from cxsim.engine.compiled_engine import simulate
from cxsim.engine.counted import AtVisit
from cxsim.engine.parts import Plan
from cxsim.engine.replications import available_cores, in_order
from cxsim.engine.tally import Tally, by_touchpoint
from cxsim.errors import InterventionError
from cxsim.questions.experiments.besides import besides
from cxsim.questions.experiments.by_replication import by_replication, combined
from cxsim.questions.experiments.interventions import World, world
from cxsim.questions.experiments.objectives import check_objective, measure_of, objective_of
from cxsim.questions.experiments.staff import MoreStaff
from cxsim.questions.experiments.sums import CAME, TODAYS, sums
from cxsim.questions.experiments.worlds import Starts, check_memory, check_somebody, outcomes_of
from cxsim.results.answer import Answer
from cxsim.results.catalogue import CATALOGUE
from cxsim.results.counts import team_sums
from cxsim.results.intervals import ratio_intervals
from cxsim.results.manifest import Manifest, manifest
from cxsim.results.worth import YEAR, discounted_years, grid
from cxsim.scenario.arguments import public
from cxsim.scenario.faults import either, nearest, shown
from cxsim.scenario.model import Scenario
from cxsim.scenario.objective import Objective
from cxsim.scenario.whole_numbers import MOST_STAFF, whole_number

FIGURES = ("abandonment", "wait", "recovered", "occupancy")


@dataclass(frozen=True, repr=False)
class Staffing(Answer, frames={"staffing": "figures"}):
    """What each number of people on duty at a team brings, and what it costs.

    Attributes
    ----------
    scenario, manifest
        Today's journey, and what decides every bit of the rest.
    team
        The team's name.
    objective
        What more people are for: how many of today's customers ``stay``, how many prospects ``join``, the
        ``customers`` at the end, or ``net_value``.
    figures
        By ``people``, how many more than today in every shift (0 is today); what ends in ``…_low``
        and ``…_high`` are 95 % limits.

        ``on_duty``
            Mean number on duty during today's hours.
        ``hours``, ``yearly``, ``cost``
            Hours on duty during the follow-up; what they cost in a year; and until the horizon of value,
            discounted.
        ``abandonment``, ``wait``, ``recovered``, ``occupancy``
            Share who give up, of those who came while it was open; mean wait of those served, minutes; share
            of the frictions noticed that were put right, where this team works at the recovery desk; share of
            time on duty spent with customers and their cases. nan where there is none.
        ``level``
            How well the objective is reached: a share, customers, or value as staffed minus the cost of this
            team.
        ``gain``, ``customers``, ``extra``, ``net``
            Against today: gain in the objective, customers gained at the end, additional cost until the
            horizon of value, and value minus that cost. Limits of ``gain`` and of ``net`` hold for all
            numbers together. Value is that as staffed: what shifts cost is in the cost, and not in the
            cost to serve once more.
        ``stay``, ``join``, ``harmed``
            Against today, as `cxsim.questions.experiments.besides.besides` gives them; nan for today.
        ``step_gain``, ``step_customers``, ``step_extra``, ``step_net``
            The same against the row before: what the last of them brings. nan in the first row.
    todays, came
        How many customers of today, and prospects who come by themselves, this is about.
    """

    scenario: Scenario
    manifest: Manifest
    team: str
    objective: Objective
    figures: pd.DataFrame
    todays: float
    came: float


class _Lived(NamedTuple):
    """What is kept of one replication of all worlds: of people, and of the team."""

    sums: np.ndarray  # shape (worlds, 1 + personas, sums)
    figures: np.ndarray  # shape (worlds, figures, 2), as FIGURES: what stands above and below


@public(least=(-MOST_STAFF, MOST_STAFF), largest=(-MOST_STAFF, MOST_STAFF))
def staffing(
    scenario: Scenario,
    team: str,
    people: Iterable[int] | None = None,
    replications: int = 20,
    seed: int = 1,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
    least: int | None = None,
    largest: int = 3,
    objective: Objective | None = None,
) -> Staffing:
    """Find out what more or fewer people on duty at a team reach, and what they cost.

    Each number is simulated with the same draws, so that what differs is due to the staff.

    Parameters
    ----------
    scenario
        Today's journey.
    team
        Under `teams`.
    people
        How many more than today in every shift, negative for fewer; today is always among them. By default
        from `least` to `largest`.
    replications, seed, workers, progress
        As in `cxsim.moments`.
    least, largest
        By default one fewer, where that leaves somebody, and three more.
    objective
        As in `cxsim.rank`.

    Raises
    ------
    InterventionError
        If there is no such team, or fewer people than none would be left, or nobody at any time; if nobody
        was measured in a replication; if nobody could stay, or join.

    Examples
    --------
    >>> import cxsim as cx
    >>> found = cx.staffing(cx.load_scenario("scenarios/telecom.yaml"), "care_agents")  # doctest: +SKIP
    >>> found.figures[["abandonment", "gain", "yearly", "step_net"]]  # doctest: +SKIP
    """
    spared, at = fewest(scenario, team), list(scenario.teams).index(team)
    lowest = max(-1, spared) if least is None else least
    if least is not None and least > largest:
        raise InterventionError(f"least: found {least}, expected at most {largest}, the largest")
    asked = range(lowest, largest + 1) if people is None else people
    numbers = sorted({0, *(whole_number("people", number, -MOST_STAFF, MOST_STAFF) for number in asked)})
    if numbers[0] < spared:
        most = f"at most {-spared}, so that somebody is left" if spared else "none, as nobody would be left"
        raise InterventionError(f"team {shown(team)}: found {-numbers[0]} fewer on duty, expected {most}")
    today, aim = world(scenario), objective_of(scenario, objective)
    worlds = [today.after(MoreStaff(team, number)) if number else today for number in numbers]
    lived = _live(worlds, at, range(replications), seed, workers, progress)
    totals = np.array([one.sums for one in lived])
    now = totals[:, numbers.index(0), 0]
    check_objective(aim, now)
    others = [number for number in numbers if number]
    in_order = totals[:, [numbers.index(number) for number in (0, *others)]]
    more = besides(aim, in_order, list(map(str, others)), list(scenario.personas)).set_axis(others)
    kept = [f"{measure}{end}" for measure in ("stay", "join") for end in ("", "_low", "_high")]
    table = _table(scenario, aim, at, numbers, [one.plan for one in worlds], lived)
    return Staffing(
        scenario,
        manifest(scenario, "compiled", seed, replications),
        team,
        aim,
        table.join(more[[*kept, "harmed"]]),
        float(now[:, TODAYS].mean()),
        float(now[:, CAME].mean()),
    )


def fewest(scenario: Scenario, team: str) -> int:
    """Return the least that can be added to a team: 0, or the negative number of those who can be spared.

    At no hour can fewer be on duty than none, and at some hour there has to be somebody.

    Raises
    ------
    InterventionError
        If there is no such team.
    """
    if team not in scenario.teams:
        hint = nearest(team, scenario.teams) or f"expected {either(scenario.teams)}"
        raise InterventionError(f"no team {shown(team)}; {hint}")
    plan = world(scenario).plan.teams[list(scenario.teams).index(team)]
    on_duty = {number for number in plan.staff.staff if number}
    return -min(on_duty) if len(on_duty) > 1 else 1 - min(on_duty)


def _live(
    worlds: Sequence[World],
    at: int,
    replications: range,
    seed: int,
    workers: int | None,
    progress: Callable[[int], None] | None,
) -> list[_Lived]:
    """Live through all worlds, replication by replication, and look at the team."""
    stopped = threading.Event()

    def wanted() -> bool:
        return not stopped.is_set()

    def one(replication: int) -> _Lived:
        start = Starts(seed, replication, wanted)
        people, team = [], []
        for there in worlds:
            end = simulate(there.plan, seed, replication, None, wanted, start(there))
            outcomes = outcomes_of(there, customer_columns(end), end.tally)
            check_somebody(outcomes.measured.sum())
            people.append(sums(outcomes, len(there.plan.personas)))
            team.append(_figures(end.tally, there.plan, at))
        return _Lived(np.array(people), np.array(team))

    check_memory({"": worlds[0]}, len(replications), workers)
    prepare()
    pool = ThreadPoolExecutor(workers or available_cores(), thread_name_prefix="staffing")
    found = []
    try:
        for lived in in_order(pool, one, replications, ahead=len(replications)):
            found.append(lived)
            if progress is not None:
                progress(len(found))
        return found
    finally:
        stopped.set()
        pool.shutdown(wait=True, cancel_futures=True)


def _figures(tally: Tally, plan: Plan, at: int) -> tuple[tuple[float, float], ...]:
    """Return what a team did in one replication: for each of `FIGURES` the sums above and below."""
    team = {name: float(values[at]) for name, values in team_sums(tally.teams).items()}
    mine = [
        point.index
        for point in plan.touchpoints
        if point.desk >= 0 and plan.desks[point.desk].staffed_by == at
    ]
    cells = by_touchpoint(tally, plan)[:, mine].sum(axis=(0, 1))
    noticed = float(cells[AtVisit.DETECTED] + cells[AtVisit.COMPLAINED])
    right = float(cells[AtVisit.RECOVERED] + cells[AtVisit.ANSWERED_WELL])
    return (
        (team["abandoned"], team["queued"]),
        (team["wait"], team["served"]),
        (right, noticed),
        (team["busy_days"], _days(plan, at)),
    )


def _days(plan: Plan, at: int) -> float:
    """Return days on duty after the warm-up."""
    return plan.teams[at].staff.duty.staffed_days(plan.warm_up, plan.horizon)


def _table(
    scenario: Scenario,
    objective: Objective,
    at: int,
    numbers: list[int],
    plans: list[Plan],
    lived: Sequence[_Lived],
) -> pd.DataFrame:
    """Return the table, by number of people."""
    today = numbers.index(0)
    now = plans[today]
    team, days = now.teams[at], np.array([_days(plan, at) for plan in plans])
    open_ = team.staff._replace(staff=tuple(min(number, 1) for number in team.staff.staff))
    yearly = YEAR * days * team.cost_per_day / (now.horizon - now.warm_up)
    cost = yearly * discounted_years(scenario, grid(scenario))[-1]
    columns: dict[str, np.ndarray] = {
        "on_duty": days / open_.duty.staffed_days(now.warm_up, now.horizon),
        "hours": 24.0 * days,
        "yearly": yearly,
        "cost": cost,
    }
    for name, figures in zip(
        FIGURES, np.moveaxis(np.array([one.figures for one in lived]), 2, 0), strict=True
    ):
        found = ratio_intervals(figures[..., 0], figures[..., 1], CATALOGUE[name].scale)
        columns |= {name: found["mean"], f"{name}_low": found["low"], f"{name}_high": found["high"]}
    totals = np.array([one.sums for one in lived])[:, :, 0]
    spent = cost if objective == "net_value" else 0.0
    columns["level"] = by_replication(_measure(objective), totals).mean(axis=0) - spent
    table = pd.DataFrame(columns, index=pd.Index(numbers, name="people"))
    rows = np.arange(len(numbers))
    others = rows[rows != today]
    against_today = compared(objective, totals, cost, others, np.full(len(others), today), today)
    steps = compared(objective, totals, cost, rows[1:], rows[:-1], today).add_prefix("step_")
    for found_, at_rows in ((against_today, others), (steps, rows[1:])):
        table = table.join(found_.set_index(table.index[at_rows]))
    table.loc[0, against_today.columns] = 0.0
    return table


def _measure(objective: Objective) -> str:
    """Return what is measured: whoever is on duty is paid, and what they do meanwhile costs nothing more."""
    return "value_as_staffed" if objective == "net_value" else measure_of(objective)


def compared(
    objective: Objective,
    totals: np.ndarray,
    cost: np.ndarray,
    rows: np.ndarray,
    before: np.ndarray,
    today: int,
) -> pd.DataFrame:
    """Return what some numbers of people bring against others.

    Parameters
    ----------
    totals
        Sums of shape (replications, numbers, sums).
    cost
        By number, until the horizon of value.
    rows, before
        Places of numbers, and of those they are held against.
    today
        The place of today's number.
    """
    extra = cost[rows] - cost[before]

    def more(measure: str) -> np.ndarray:
        found = by_replication(measure, totals)
        return np.asarray(found[:, rows] - found[:, before])

    paid = extra if objective == "net_value" else 0.0
    measure = _measure(objective)
    gain = combined(measure, more(measure) - paid, totals[:, today])
    net = combined("value_as_staffed", more("value_as_staffed") - extra, totals[:, today])
    return pd.DataFrame(
        {
            "gain": gain.mean,
            "gain_low": gain.low_all,
            "gain_high": gain.high_all,
            "customers": more("customers").mean(axis=0),
            "extra": extra,
            "net": net.mean,
            "net_low": net.low_all,
            "net_high": net.high_all,
        }
    )
