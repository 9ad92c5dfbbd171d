"""Whether it would pay to take customers in batches, touchpoint by touchpoint.

The decision is in docs/decisions/behaviour-in-batches.md. ``python -m benchmarks.batches`` counts where
customers of the telecom journey meet, and what visits cost with and without meeting; lives the same lives in
other orders, by the functions of the engine; and takes the customers of one contact centre in columns. It
compiles a kernel of its own, which takes some minutes.
"""

import heapq
import math
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit

from benchmarks import contact_centre
from benchmarks.peers import numba_by_hand
from benchmarks.peers.contact_centre import (
    AGENTS,
    FRICTION,
    GAP,
    LEAVING,
    QUEUE,
    RECOVERED,
    RECOVERY,
    SERVICE,
    STAY,
    TOUCHPOINTS,
)
from benchmarks.peers.numba_by_hand import draws
from benchmarks.telecom import scenario
from cxsim.engine.behaviour.reach import turn_to_visit
from cxsim.engine.compiled import lives, walk
from cxsim.engine.compiled.arrays import Simulation
from cxsim.engine.compiled.output import customer_columns, people
from cxsim.engine.compiled.people import person_at
from cxsim.engine.compiled.phases import Phase
from cxsim.engine.compiled_engine import simulate
from cxsim.engine.parts import Plan
from cxsim.engine.plan import plan
from cxsim.engine.streams import Streams
from cxsim.engine.vocabulary import NONE, Event
from cxsim.scenario.improve import with_changes

SEED = 1
ALONE = {f"mechanisms.{name}": False for name in ("queues", "reviews", "referrals")}
CUSTOMERS = 200_000  # of the contact centre
TIMES = 5


def cpu(work: Callable[[], Any]) -> float:
    """Return the median CPU time of a call, in seconds, of those after the first."""
    work()
    taken = []
    for _ in range(TIMES):
        before = time.process_time()
        work()
        taken.append(time.process_time() - before)
    return statistics.median(taken)


def share(what: str, part: float, whole: float) -> None:
    """Print a share."""
    print(f"  {what:58} {part:10,.0f}   {part / whole:6.1%}")


def meetings() -> None:
    """Count where customers of the telecom journey meet, and what their visits cost."""
    together, alone = plan(scenario()), plan(with_changes(scenario(), ALONE))
    parts: list[np.ndarray] = []
    simulate(together, SEED, 0, lambda rows: parts.append(rows.copy()))
    log = np.concatenate(parts)
    visits = log[log["event"] == Event.VISIT]
    here = visits["touchpoint"]
    staffed = np.array([one.team != NONE for one in together.touchpoints])[here]
    reading = np.array([one.reads_reviews and one.stop_prospect > 0 for one in together.touchpoints])[here]
    reading &= visits["journey"] == together.onboarding
    cases = log[log["event"] == Event.RECOVERY]
    tells = np.isin(log["event"], (Event.REVIEW, Event.WARNING, Event.REFERRAL))
    free = ~staffed & ~reading
    print(f"telecom, one replication: {len(np.unique(log['customer'])):,} people, {len(visits):,} visits")
    share("at touchpoints with a team", staffed.sum(), len(visits))
    share("at gates that read reviews", reading.sum(), len(visits))
    share("at others: nobody met, but perhaps by a case", free.sum(), len(visits))
    share("cases at a desk with a team, beside them", len(cases), len(visits))
    share("reviews, warnings, referrals, beside them", tells.sum(), len(visits))
    busiest = np.bincount(here[free]).max() / together.horizon
    print(f"  a column of a day at the busiest of the others has {busiest:.0f} visits")
    cost = {}
    for name, numbers in (("as it is", together), ("nobody meets", alone)):
        done = int(people(simulate(numbers, SEED, 0))["visits"].sum())
        cost[name] = cpu(lambda numbers=numbers: simulate(numbers, SEED, 0)) / done
        print(f"  {name:58} {1e9 * cost[name]:10,.0f} ns a visit")
    most = free.mean() * cost["nobody meets"] / cost["as it is"]
    print(f"  batches could take {most:.0%} of the time; without it: {1 / (1 - most):.1f} times as fast")


@njit(error_model="numpy")
def settle(sims: Any) -> None:
    """Put everybody in place, and let every prospect come."""
    sim = sims[0]
    walk.start(sim)
    while sim.placed < sim.existing:
        lives.existing_customer(sim)
    while sim.next_arrival < sim.horizon:
        sim.now = sim.next_arrival
        lives.next_prospect(sim)


@njit(error_model="numpy")
def in_rounds(sims: Any, order: np.ndarray, spare: np.ndarray, columns: bool) -> None:
    """Let everybody live through one phase, then everybody through the next, by touchpoint if in columns."""
    sim = sims[0]
    starts = np.zeros(sim.touchpoints + 3, np.int64)
    living = len(order)
    for index in range(living):
        order[index] = index
    while living > 0:
        left = 0
        for at in range(living):
            person = person_at(sim, order[at])
            if person.phase >= Phase.JOIN and person.phase <= Phase.DECIDE:
                turn_to_visit(sim, person)
            if walk.live_on(sim, person):
                order[left] = order[at]
                left += 1
        living = left
        if columns:
            starts[:] = 0
            for at in range(living):
                starts[column(person_at(sim, order[at])) + 1] += 1
            for place in range(1, len(starts)):
                starts[place] += starts[place - 1]
            for at in range(living):
                place = column(person_at(sim, order[at]))
                spare[starts[place]] = order[at]
                starts[place] += 1
            order[:living] = spare[:living]
    walk.close(sim)


@njit(error_model="numpy")
def column(person: Any) -> int:
    """Return where somebody stands who is about to visit a touchpoint, or 0."""
    return person.here + 1 if person.phase == Phase.VISIT else 0


def lived_in_rounds(numbers: Plan, columns: bool) -> Simulation:
    """Simulate people who never meet, everybody's next phase after everybody's last."""
    sim = Simulation(numbers, Streams(SEED, 0), recording=False)
    settle(sim.record)
    assert sim["people_count"] <= sim["people_room"]
    order = np.zeros(sim["people_count"], np.int64)
    in_rounds(sim.record, order, order.copy(), columns)
    return sim


def same(one: Simulation, other: Simulation) -> bool:
    """Tell whether two simulations left the same behind, to the last bit."""
    left, right = customer_columns(one), customer_columns(other)
    return all(left[name].tobytes() == right[name].tobytes() for name in left) and all(
        np.array_equal(a, b) for a, b in zip(one.tally, other.tally, strict=True)
    )


def orders() -> None:
    """Live the same lives in other orders."""
    numbers = plan(with_changes(scenario(), ALONE))
    expected = simulate(numbers, SEED, 0)
    visits = int(people(expected)["visits"].sum())
    print(f"telecom where nobody meets, by the functions of the engine: {visits:,} visits")
    took = cpu(lambda: simulate(numbers, SEED, 0))
    print(f"  {'one life after another (as the engine does)':58} {1e9 * took / visits:10,.0f} ns a visit")
    for name, columns in (("one phase of everybody after another", False), ("the same, by touchpoint", True)):
        alike = "the same" if same(expected, lived_in_rounds(numbers, columns)) else "ANOTHER"
        took = cpu(lambda columns=columns: lived_in_rounds(numbers, columns))
        print(f"  {name:58} {1e9 * took / visits:10,.0f} ns a visit, {alike} result to the last bit")


@njit(cache=True)
def pass_through(now: np.ndarray, first: int, last: int, key: int) -> None:
    """Let all customers pass one touchpoint, then all the next; who leaves does so at infinity."""
    for place in range(first, last + 1):
        for customer in range(len(now)):
            if now[customer] == math.inf:
                continue
            stay, friction, fate, recovery = draws(0, customer, place, key)
            if place != QUEUE:
                now[customer] -= math.log(1.0 - stay) * STAY
            if friction < FRICTION:
                if fate < RECOVERED:
                    now[customer] -= math.log(1.0 - recovery) * RECOVERY
                elif fate < RECOVERED + LEAVING:
                    now[customer] = math.inf


@njit(cache=True)
def through_the_queue(now: np.ndarray, order: np.ndarray, key: int) -> tuple[int, int, float]:
    """Serve all customers in the order in which they come."""
    free = [0.0] * AGENTS
    queued, waited, total = 0, 0, 0.0
    for customer in order:
        if now[customer] == math.inf:
            break
        start = max(now[customer], free[0])
        queued += 1
        waited += start > now[customer]
        total += start - now[customer]
        now[customer] = start - math.log(1.0 - draws(0, customer, QUEUE, key)[0]) * SERVICE
        heapq.heapreplace(free, now[customer])
    return queued, waited, total


def in_columns(customers: int, key: int) -> tuple[int, float, float]:
    """The contact centre of `numba_by_hand`, with its draws, touchpoint by touchpoint."""
    now = arrivals(customers, key)
    pass_through(now, 1, QUEUE - 1, key)
    queued, waited, total = through_the_queue(now, np.argsort(now, kind="stable"), key)
    pass_through(now, QUEUE, TOUCHPOINTS, key)
    return int(np.isfinite(now).sum()), waited / queued, total / queued


@njit(cache=True)
def draw_only(now: np.ndarray, first: int, last: int, key: int) -> float:
    """Make the draws of `pass_through`, and nothing of them."""
    total = 0.0
    for place in range(first, last + 1):
        for customer in range(len(now)):
            if now[customer] < math.inf:
                stay, friction, fate, recovery = draws(0, customer, place, key)
                total += stay + friction + fate + recovery
    return total


@njit(cache=True)
def arrivals(customers: int, key: int) -> np.ndarray:
    """Return when customers come."""
    now, arrival = np.empty(customers), 0.0
    for customer in range(customers):
        arrival -= math.log(1.0 - draws(0, customer, 0, key)[0]) * GAP
        now[customer] = arrival
    return now


def prototype() -> None:
    """Take the customers of one contact centre in columns."""
    by_hand, found = numba_by_hand.simulate(CUSTOMERS, SEED), in_columns(CUSTOMERS, SEED)
    assert by_hand[:2] == found[:2]
    assert math.isclose(by_hand[2], found[2])
    print(f"contact centre, {CUSTOMERS:,} customers, one queue that nobody comes back to")
    engine = cpu(lambda: contact_centre.run(CUSTOMERS, SEED))
    everybody = np.zeros(round(CUSTOMERS * (1 - FRICTION * LEAVING) ** (TOUCHPOINTS / 2)))  # on the way
    for name, took in (
        ("compiled engine", engine),
        (
            "this one model by hand, one life after another",
            cpu(lambda: numba_by_hand.simulate(CUSTOMERS, SEED)),
        ),
        ("this one model by hand, in columns", cpu(lambda: in_columns(CUSTOMERS, SEED))),
        ("the draws alone, in columns", cpu(lambda: draw_only(everybody, 1, TOUCHPOINTS, SEED))),
    ):
        print(
            f"  {name:58} {1e9 * took / CUSTOMERS:10,.0f} ns a customer, {engine / took:4.1f} times as fast"
        )


if __name__ == "__main__":
    meetings()
    orders()
    prototype()
