"""Staffing curves: what more or fewer people on duty at a team do to waiting, to customers and to cost."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxsim.engine.parts import Plan
from cxsim.engine.replications import Replicated, available_cores, run_replications
from cxsim.engine.tally import AtVisit, by_touchpoint
from cxsim.questions.experiments.differences import difference, means
from cxsim.questions.experiments.interventions import InterventionError, MoreStaff, World, world
from cxsim.questions.experiments.worlds import check_memory, check_somebody
from cxsim.results.answer import Answer
from cxsim.results.catalogue import CATALOGUE
from cxsim.results.counts import Counts, count, team_sums
from cxsim.results.intervals import ANY, ratio_intervals
from cxsim.results.manifest import Manifest, manifest
from cxsim.scenario.arguments import public
from cxsim.scenario.faults import either, nearest, shown
from cxsim.scenario.model import Scenario
from cxsim.scenario.whole_numbers import MOST_STAFF, whole_number

SUMS = ("people", "kept", "lifetime_value")
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
    figures
        By ``people``, how many more than today in every shift (0 is today); what ends in ``…_low``
        and ``…_high`` are 95 % limits.

        ``on_duty``
            Mean number on duty during today's hours.
        ``hours``, ``cost``
            Hours on duty during the follow-up, and what they cost.
        ``abandonment``, ``wait``, ``recovered``, ``occupancy``
            Share who give up, of those who came while it was open; mean wait of those served, minutes; share
            of the frictions noticed that were put right, where this team works at the recovery desk; share of
            time on duty spent with customers and their cases. nan where there is none.
        ``kept``
            Share kept of everybody measured.
        ``gain``, ``customers``, ``extra``, ``net``
            Against today: gain in the share kept, customers gained, additional cost, and the gain in lifetime
            value minus that cost. Limits of ``gain`` and of ``net`` hold for all numbers together. (Time
            spent with customers is part of lifetime value, too, so that ``net`` is rather too low.)
        ``cost_per_customer``
            Additional cost for each customer gained; nan unless customers are clearly gained at a cost.
        ``step_gain``, ``step_customers``, ``step_extra``, ``step_net``, ``step_cost_per_customer``
            The same against the row before: what the last of them brings. nan in the first row.
    """

    scenario: Scenario
    manifest: Manifest
    team: str
    figures: pd.DataFrame


class _Lived(NamedTuple):
    """What is kept of one replication of a world: of people, and of the team."""

    people: float
    kept: float
    lifetime_value: float
    figures: tuple[tuple[float, float], ...]  # as FIGURES: what stands above and below


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
) -> Staffing:
    """Find out what more or fewer people on duty at a team keep, and what they cost.

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

    Raises
    ------
    InterventionError
        If there is no such team, or fewer people than none would be left, or nobody at any time; if nobody
        was measured in a replication.

    Examples
    --------
    >>> import cxsim as cx
    >>> found = cx.staffing(cx.load_scenario("scenarios/telecom.yaml"), "care_agents")  # doctest: +SKIP
    >>> found.figures[["abandonment", "kept", "cost", "step_cost_per_customer"]]  # doctest: +SKIP
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
    today = world(scenario)
    worlds = [today.after(MoreStaff(team, number)) if number else today for number in numbers]
    lived: list[list[_Lived]] = []
    for number, other in enumerate(worlds):

        def tell(done: int, before: int = number * replications) -> None:
            if progress is not None:
                progress((before + done) // len(worlds))

        lived.append(_live(other, at, replications, seed, workers, tell))
    return Staffing(
        scenario,
        manifest(scenario, "compiled", seed, replications),
        team,
        _table(at, numbers, [one.plan for one in worlds], lived),
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
    world: World,
    at: int,
    replications: int,
    seed: int,
    workers: int | None,
    progress: Callable[[int], None],
) -> list[_Lived]:
    """Live through all replications of a world, and look at its team."""

    def digest(result: Replicated) -> _Lived:
        counts = count(result.replication, result.tally, result.customers, world.plan, world.scenario)
        people, kept, value = (float(counts.people[name].sum()) for name in SUMS)
        check_somebody(people)
        return _Lived(people, kept, value, _figures(counts, world.plan, at))

    at_once = workers or available_cores()
    check_memory({"": world}, replications, workers)
    found = []
    for one, _ in run_replications(world.plan, seed, replications, digest, "compiled", at_once, False):
        found.append(one)
        progress(len(found))
    return found


def _figures(counts: Counts, plan: Plan, at: int) -> tuple[tuple[float, float], ...]:
    """Return what a team did in one replication: for each of `FIGURES` the sums above and below."""
    team = {name: float(values[at]) for name, values in team_sums(counts.tally.teams).items()}
    mine = [
        point.index
        for point in plan.touchpoints
        if point.desk >= 0 and plan.desks[point.desk].staffed_by == at
    ]
    cells = by_touchpoint(counts.tally, plan)[mine].sum(axis=0)
    noticed = float(cells[AtVisit.DETECTED] + cells[AtVisit.COMPLAINED])
    return (
        (team["abandoned"], team["queued"]),
        (team["wait"], team["served"]),
        (float(cells[AtVisit.RECOVERED]), noticed),
        (team["busy_days"], _days(plan, at)),
    )


def _days(plan: Plan, at: int) -> float:
    """Return days on duty after the warm-up."""
    return plan.teams[at].staff.staffed_days(plan.warm_up, plan.horizon)


def _table(at: int, numbers: list[int], plans: list[Plan], lived: Sequence[Sequence[_Lived]]) -> pd.DataFrame:
    """Return the table; what was lived through is given by world, and by replication."""
    today = numbers.index(0)
    team, days = plans[today].teams[at], np.array([_days(plan, at) for plan in plans])
    open_ = team.staff._replace(staff=tuple(min(number, 1) for number in team.staff.staff))
    cost = days * team.cost_per_day
    people, kept, value = (
        np.array([[getattr(one, name) for one in world] for world in lived]).T for name in SUMS
    )
    columns: dict[str, np.ndarray] = {
        "on_duty": days / open_.staffed_days(plans[today].warm_up, plans[today].horizon),
        "hours": 24.0 * days,
        "cost": cost,
    }
    for position, name in enumerate(FIGURES):
        above, below = np.array([[one.figures[position] for one in world] for world in lived]).T
        found = ratio_intervals(above, below, CATALOGUE[name].scale)
        columns |= {name: found["mean"], f"{name}_low": found["low"], f"{name}_high": found["high"]}
    columns["kept"] = kept.sum(axis=0) / people.sum(axis=0)
    table = pd.DataFrame(columns, index=pd.Index(numbers, name="people"))
    rows = np.arange(len(numbers))
    others = rows[rows != today]
    against_today = _compared(people, kept, value, cost, others, np.full(len(others), today))
    steps = _compared(people, kept, value, cost, rows[1:], rows[:-1]).add_prefix("step_")
    for compared, at_rows in ((against_today, others), (steps, rows[1:])):
        table = table.join(compared.set_index(table.index[at_rows]))
    nothing = against_today.columns.drop("cost_per_customer")
    table.loc[0, nothing] = 0.0
    return table


def _compared(
    people: np.ndarray,
    kept: np.ndarray,
    value: np.ndarray,
    cost: np.ndarray,
    rows: np.ndarray,
    before: np.ndarray,
) -> pd.DataFrame:
    """Return what some numbers of people bring against others; figures are by replication and number."""
    gain = difference(kept[:, rows], kept[:, before], people[:, rows], people[:, before], len(rows))
    customers = (kept[:, rows] - kept[:, before]).mean(axis=0)
    extra = cost[rows] - cost[before]
    each = np.abs(value.sum() / people.sum())
    net = means(value[:, rows] - value[:, before] - extra, len(value), ANY, each)
    clear = (gain.low_all > 0.0) & (extra > 0.0)
    return pd.DataFrame(
        {
            "gain": gain.mean,
            "gain_low": gain.low_all,
            "gain_high": gain.high_all,
            "customers": customers,
            "extra": extra,
            "net": net.mean,
            "net_low": net.low_all,
            "net_high": net.high_all,
            "cost_per_customer": np.where(clear, extra / np.where(clear, customers, 1.0), np.nan),
        }
    )
