"""A world in which everything happens at the same few moments, and only the canonical order says what first.

All durations are whole 1/32 days, which add up without rounding. Everybody has been a customer for a whole
number of days, so all contracts of one length end at the same moment, and their holders call together.
"""

import itertools
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from cxsim.engine.record import Row
from cxsim.engine.vocabulary import Event, Outcome
from tests.engine.scenarios import SERVED, Data, days, persona, scenario, touchpoint

STEP = 1 / 32

# What such worlds are made with: when closed, lines, head start.
TOGETHER = list(itertools.product(["turn_away", "wait"], [None, 0, 1], [None, STEP]))

PATIENCE = 8 * STEP
OPENS, REINFORCED, CLOSES = 8 * STEP, 16 * STEP, 24 * STEP

# Touchpoints by index: the first two share their team with the desk.
CALL, GLANCE, SHOP, KIOSK = range(4)
TEAMS = {CALL: "agents", GLANCE: "agents", SHOP: "clerks", KIOSK: "clerks"}


def together(when_closed: str, lines: int | None, head_start: float | None, existing: int = 60) -> Data:
    """Everybody comes at once: to agents who get help at noon and go home at six, and to two clerks."""
    waiting = {
        "tolerance": days(STEP),
        "patience": days(PATIENCE),
        "severity": 0.6,
        "redial_delay": "0 s",
        "redial": 0.6,
    }
    slow = {"frictions": {"slow": {"probability": 0.4, "severity": 0.65}}, "recovery": "desk"}
    touchpoints = {
        "call": touchpoint(
            team="agents",
            service=days(4 * STEP),
            priority=1,
            waiting={**waiting, "escape": {"shop": 0.3}},
            **slow,
        ),
        "glance": touchpoint(team="agents", service="0 s", waiting=waiting),
        "shop": touchpoint(team="clerks", service=days(2 * STEP), waiting=waiting, **slow),
        "kiosk": touchpoint(team="clerks", service="0 s", waiting={**waiting, "redial_delay": days(STEP)}),
    }
    links = {
        "call": {"glance": 0.5, "shop": {"share": 0.3, "delay": days(STEP)}, "goal": 0.2},
        "glance": {"shop": 0.5, "goal": 0.5},
        "shop": {"kiosk": 0.5, "glance": 0.1, "goal": 0.4},
        "kiosk": {"goal": 1.0},
    }
    renew = {"title": "Renew", "type": "renewal", "start": {"call": 0.7, "shop": 0.3}, "links": links}
    buy = {"title": "Buy", "type": "onboarding", "start": {"call": 1.0}, "links": links}
    agents: dict[str, Any] = {
        "title": "Agents",
        "shifts": [{"hours": "06:00-18:00", "staff": 1}, {"hours": "12:00-18:00", "staff": 2}],
        "when_closed": when_closed,
    }
    if lines is not None:
        agents["lines"] = lines
    if head_start is not None:
        agents["head_start"] = days(head_start)
    desk = {"title": "Desk", "team": "agents", "skill": 0.6, "time": days(STEP)}
    return scenario(
        touchpoints,
        {"renew": renew, "buy": buy},
        on=(
            "queues",
            "patience",
            "redial",
            "frictions",
            "complaints",
            "recovery",
            "memory",
            "loyalty",
            "surveys",
        ),
        existing=existing,
        horizon=6.0,
        tenure="365 d",
        personas={
            "early": persona(share=0.4, contract=days(OPENS)),
            "noon": persona(share=0.3, contract=days(0.5), priority=1),
            "late": persona(share=0.3, contract=days(CLOSES - STEP)),
        },
        teams={"agents": agents, "clerks": {"title": "Clerks", "staff": 2}},
        desks={"desk": desk},
        loyalty={"renewal": 0.99},
    )


def coincidences(rows: Sequence[Row]) -> set[str]:
    """Name what really happened at the same moment."""
    found: set[str] = set()
    visits = [row for row in rows if row.event == Event.VISIT]
    served, came = defaultdict(set), defaultdict(list)
    for row in visits:
        came[row.customer, row.journey, row.occurrence].append(row)
        if row.outcome in SERVED and row.duration > 0.0:
            served[TEAMS[row.touchpoint], row.began + row.wait + row.duration].add(row.customer)
    begun = defaultdict(set)
    for row in visits:
        hour, team = (row.began + row.wait) % 1.0, TEAMS[row.touchpoint]
        others_served = served[team, row.began + row.wait] - {row.customer}
        if row.outcome == Outcome.ABANDONED:
            found.add("out of patience")
            if others_served:
                found.add("out of patience at the end of a service")
            if team == "agents" and hour == CLOSES:
                found.add("out of patience at closing time")
        elif row.outcome == Outcome.CLOSED and row.wait == PATIENCE and hour == CLOSES:
            found.add("sent home when out of patience")
        elif row.outcome in SERVED and row.wait == PATIENCE and others_served:
            found.add("served when out of patience")
        elif row.outcome == Outcome.BUSY:
            found.add("busy")
        if row.outcome in SERVED and row.wait > 0.0:
            begun[team, row.began + row.wait].add(row.customer)
        if row.wait == 0.0 and others_served and row.outcome in SERVED:
            found.add("served at once at the end of a service")
    found.update(
        "several called at noon"
        for (team, time), customers in begun.items()
        if team == "agents" and time % 1.0 == REINFORCED and len(customers) > 1
    )
    for rows_of_one in came.values():
        ordered = sorted(rows_of_one, key=lambda row: row.step)
        for last, row in itertools.pairwise(ordered):
            if row.touchpoint == last.touchpoint and row.began == last.time:
                found.add("redial at once")
            if row.touchpoint != last.touchpoint and row.began == last.time:
                found.add("next touchpoint at once")
    ends = {(row.time, row.customer) for row in visits if TEAMS[row.touchpoint] == "agents"}
    for row in rows:
        if row.event == Event.RECOVERY and row.wait > 0.0:
            found.add("case waited")
            if any((row.began + row.wait, other) in ends for other in range(60) if other != row.customer):
                found.add("case begun at the end of a visit")
    return found
