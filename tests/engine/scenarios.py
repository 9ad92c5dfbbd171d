"""Small scenarios, as they would stand in a file: what a test says nothing about is neutral or off."""

import itertools
import json
import os
from collections.abc import Iterable
from typing import Any

from cxsim.engine.plan import plan
from cxsim.engine.record import Row
from cxsim.engine.simpy_engine import Replication
from cxsim.engine.vocabulary import Event, Outcome
from cxsim.scenario.behaviour import Mechanisms
from cxsim.scenario.model import Scenario
from tests.engine.engines import by_kernel, by_simpy, in_rows
from tests.engine.mutations import MUTATED

Data = dict[str, Any]

SWITCHES = tuple(Mechanisms.model_fields)
SERVED = (Outcome.OK, Outcome.DELIGHT, Outcome.FRICTION, Outcome.RECOVERED)
TURNED_BACK = (Outcome.ABANDONED, Outcome.CLOSED, Outcome.BUSY)


def only(*names: str) -> dict[str, bool]:
    """Every mechanism off but these."""
    assert set(names) <= set(SWITCHES)
    return {name: name in names for name in SWITCHES}


def days(number: float) -> str:
    """A duration as the file writes it."""
    return f"{float(number)!r} d"


def exponential(mean: float) -> Data:
    """An exponential duration with this mean in days."""
    return {"distribution": "exponential", "mean": days(mean)}


def persona(**parts: Any) -> Data:
    """Somebody without any peculiarity, who expects the quality that touchpoints have."""
    card = {"title": "Anybody", "name": "Ana", "age": 40, "occupation": "any", "family": "any"}
    return {**card, "share": 1.0, "satisfaction": 0.0, "contract": "50 y", "value_per_year": 100.0, **parts}


def touchpoint(**parts: Any) -> Data:
    """A touchpoint at which nothing happens."""
    return {"title": "Touchpoint", "stage": "use", "channel": "web", "department": "sales", **parts}


def scenario(touchpoints: Data, journeys: Data | None = None, **parts: Any) -> Data:
    """A scenario with these touchpoints, which prospects pass in this order unless `journeys` says more.

    `on` names the mechanisms that are on (default: none), `existing`, `prospects` (per day) and `horizon`
    (days) the population; any other part goes in as it is.
    """
    names = list(touchpoints)
    touchpoints = {**_titled(touchpoints), "letter": touchpoint(title="Letter")}
    through = {name: {following: 1.0} for name, following in zip(names, [*names[1:], "goal"], strict=True)}
    buy = {"title": "Buy", "type": "onboarding", "start": {names[0]: 1.0}, "links": through}
    renew = {
        "title": "Renew",
        "type": "renewal",
        "start": {"letter": 1.0},
        "links": {"letter": {"goal": 1.0}},
    }
    data = {
        "schema": 2,
        "name": "small",
        "title": "Small",
        "sector": "any",
        "period": {"follow_up": days(parts.pop("horizon", 100.0))},
        "population": {
            "existing": parts.pop("existing", 0),
            "prospects_per_day": float(parts.pop("prospects", 0.0)),
            "tenure": parts.pop("tenure", "1 y"),
        },
        "churn": {"definition": "contract_end"},
        "departments": {"sales": {"title": "Sales"}, "care": {"title": "Care"}},
        "channels": {"web": {"title": "Web"}, "phone": {"title": "Phone"}},
        "personas": {"anybody": persona()},
        "touchpoints": touchpoints,
        "journeys": {"buy": buy, "renew": renew, **(journeys or {})},
        "handoffs": {"severity": 0.3},
        "loyalty": {"renewal": 0.8},
        "mechanisms": only(*parts.pop("on", ())),
    }
    for name, part in parts.items():
        data[name] = {**data[name], **part} if name == "population" else part
    data["personas"] = _titled(data["personas"])
    return data


def _titled(entries: Data) -> Data:
    """Give each of several the title of its own that a scenario needs, where they all have the same."""
    alike = len({entry["title"] for entry in entries.values()}) < len(entries)
    return {
        name: {**entry, "title": f"{entry['title']} {name}"} if alike else entry
        for name, entry in entries.items()
    }


def one_queue(
    arrival: float, service: Any, staff: int, horizon: float, waiting: Data | None = None, **team: Any
) -> Data:
    """Prospects who call once: Poisson arrivals to one team; `team` holds its other parts (hours, lines)."""
    call = touchpoint(
        title="Call", team="agents", service=service, waiting={"tolerance": "50 y", **(waiting or {})}
    )
    return scenario(
        {"call": call},
        on=("queues", "patience", "redial", "rhythms"),
        teams={"agents": {"title": "Agents", **({"staff": staff} if staff else {}), **team}},
        prospects=arrival,
        horizon=horizon,
    )


def chain(length: int, prospects: float, horizon: float, link: Any = None, **parts: Any) -> Data:
    """Touchpoints t1, t2, ... in a row, all with these parts; `link` is the delay between them."""
    names = [f"t{i}" for i in range(1, length + 1)]
    data = scenario({name: touchpoint(**parts) for name in names}, prospects=prospects, horizon=horizon)
    if link is not None:
        for here, following in itertools.pairwise(names):
            data["journeys"]["buy"]["links"][here] = {following: {"share": 1.0, "delay": link}}
    return data


def changed(data: Data, changes: Data | None = None, **switches: bool) -> Data:
    """The scenario with changes by path (``{"touchpoints.call.quality": 0.5}``), and mechanisms switched."""
    data = json.loads(json.dumps(data))  # no part is shared, as a deep copy might leave it
    for path, value in {
        **(changes or {}),
        **{f"mechanisms.{name}": on for name, on in switches.items()},
    }.items():
        *parents, last = path.split(".")
        part = data
        for parent in parents:
            part = part.setdefault(parent, {})
        part[last] = value
    return data


def simulate(data: Data, seed: int = 1, replication: int = 0, keep_events: bool = True) -> Replication:
    """Run one replication of a scenario in the compiled engine, or in SimPy's where behaviour is mutated.

    They agree to the last bit (`tests/engine/test_identity.py`); what is compiled takes no mutation.
    """
    numbers = plan(Scenario.model_validate(data))
    if MUTATED in os.environ:
        return by_simpy(numbers, seed, replication, keep_events)
    return in_rows(by_kernel(numbers, seed, replication, keep_events))


def rows_of(result: Replication, event: Event) -> list[Row]:
    """The rows of one kind of event."""
    return [row for row in result.events if row.event == event]


def by_customer(rows: Iterable[Row]) -> dict[int, list[Row]]:
    """The rows of each customer."""
    lives: dict[int, list[Row]] = {}
    for row in rows:
        lives.setdefault(row.customer, []).append(row)
    return lives
