"""A company that is hard to draw: 13 touchpoints, 7 stages, 8 channels, and titles nobody should type."""

import functools
from typing import Any

import cxsim as cx
from cxsim.results.run import Run
from cxsim.scenario.load import scenario_from_dict
from tests.small import HOSTILE

STAGES = ("awareness", "discovery", "interest", "consideration", "action", "use", "advocacy")
CHANNELS = ("social", "web", "shop", "phone", "email", "sms", "home", "app")
# touchpoint: stage, channel; three share a cell, and one stage is crowded
PLACES = {
    "advert": (0, "social"),
    "compare": (1, "web"),
    "website": (2, "web"),
    "shop": (3, "shop"),
    "order": (4, "web"),
    "sms": (4, "sms"),
    "welcome": (4, "email"),
    "technician": (5, "home"),
    "app": (5, "app"),
    "invoice": (5, "email"),
    "hotline": (5, "phone"),
    "offer": (6, "phone"),
    "survey": (6, "phone"),
}
TITLES = {
    "advert": HOSTILE,
    "hotline": "Costs $5 or $10 a minute, $\\frac{1}{2}",
    "offer": "W" * 200,
    "survey": "The very long questionnaire about everything that we have ever done for our customers",
}
# from, to, share; the rest of each row goes to the goal
LINKS = {
    "buy": [
        ("advert", "compare", 0.5),
        ("advert", "website", 0.4),
        ("compare", "website", 0.8),
        ("website", "shop", 0.4),
        ("website", "order", 0.5),
        ("shop", "order", 0.5),
        ("order", "sms", 0.5),
        ("order", "welcome", 0.4),
        ("sms", "technician", 0.9),
        ("technician", "welcome", 0.5),
    ],
    "use": [
        ("invoice", "app", 0.4),
        ("invoice", "hotline", 0.3),
        ("app", "hotline", 0.3),
        ("hotline", "website", 0.3),
    ],
    "help": [("hotline", "sms", 0.5), ("sms", "technician", 0.8), ("technician", "hotline", 0.3)],
    "renew": [
        ("offer", "survey", 0.4),
        ("offer", "shop", 0.4),
        ("survey", "website", 0.3),
        ("shop", "offer", 0.2),
    ],
}
STARTS = {"buy": "advert", "use": "invoice", "help": "hotline", "renew": "offer"}


def crowded(
    existing: int = 80, prospects: float = 0.5, personas: int = 4, teams: bool = True, **parts: Any
) -> cx.Scenario:
    """The scenario; `parts` go into it as they are."""
    data = {
        "schema": 2,
        "name": "crowded",
        "title": f"A crowded company {HOSTILE}",
        "sector": "any",
        "period": {"follow_up": "365 d", "warm_up": "10 d", "time_to_decide": "20 d"},
        "population": {
            "existing": existing,
            "prospects_per_day": prospects,
            "tenure": {"distribution": "exponential", "mean": "2 y"},
        },
        "churn": {"definition": "contract_end"},
        "departments": {"sales": {"title": "Sales & marketing"}, "care": {"title": HOSTILE}},
        "channels": {name: {"title": HOSTILE if name == "home" else name.capitalize()} for name in CHANNELS},
        "personas": {f"p{number}": _persona(number, personas) for number in range(personas)},
        "touchpoints": {name: _touchpoint(name, teams) for name in PLACES},
        "journeys": {name: _journey(name) for name in STARTS},
        "handoffs": {"severity": 0.4, "across_departments": 0.3, "across_channels": 0.1},
        "loyalty": {
            "renewal": {"value": 0.9, "range": [0.8, 0.95], "source": "<b>us</b>", "status": "assumed"}
        },
    }
    if teams:
        data |= {
            "teams": {
                "agents": {
                    "title": HOSTILE,
                    "staff": 1,
                    "hours": "mon-fri 08:00-18:00",
                    "cost_per_hour": 30.0,
                },
                "idle": {"title": "Nobody comes", "staff": 1, "hours": "always", "cost_per_hour": 30.0},
            },
            "desks": {"desk": {"title": HOSTILE, "team": "agents", "skill": 0.7, "time": "20 min"}},
        }
    return scenario_from_dict(data | parts)


@functools.cache
def crowded_run(replications: int = 3) -> Run:
    """A run of it, made once."""
    return cx.simulate(crowded(), replications=replications, seed=2)


def _persona(number: int, personas: int) -> dict[str, Any]:
    return {
        "title": HOSTILE if number == 0 else f"Persona {number}",
        "name": HOSTILE,
        "age": 30,
        "occupation": HOSTILE,
        "family": HOSTILE,
        "hobbies": "<script>alert(2)</script>",
        "share": 1 / personas,
        "satisfaction": 0.2,
        "loyalty": -3.0 if number == 1 else 0.5,
        "contract": "180 d",
        "survey_response": 0.5,
        "value_per_year": 200.0,
    }


def _touchpoint(name: str, teams: bool) -> dict[str, Any]:
    stage, channel = PLACES[name]
    point: dict[str, Any] = {
        "title": TITLES.get(name, name.capitalize()),
        "stage": STAGES[stage],
        "channel": channel,
        "department": "care" if stage == 5 else "sales",
        "front_stage": "Somebody who knows everything and says it at length, " * 4,
        "back_stage": HOSTILE,
        "frictions": {"goes_wrong": {"probability": 0.08, "severity": 0.4}},
        "delight": {"probability": 0.1, "strength": 0.4},
        "gate": {"prospect": 0.1, "customer": 0.002},
        "survey": stage == 5,
    }
    if teams and name in ("hotline", "shop"):
        point |= {"team": "agents", "service": "10 min", "recovery": "desk"}
        point |= {"waiting": {"tolerance": "2 min", "patience": "1 h", "redial": 0.3, "redial_delay": "2 h"}}
    return point


def _journey(name: str) -> dict[str, Any]:
    links: dict[str, dict[str, Any]] = {STARTS[name]: {}}
    for source, target, share in LINKS[name]:
        links.setdefault(source, {})[target] = {"share": share, "delay": "3 h"}
        links.setdefault(target, {})
    for targets in links.values():
        targets["goal"] = round(1.0 - sum(link["share"] for link in targets.values()), 6)
    types = {"buy": "onboarding", "use": "use", "help": "after_sales", "renew": "renewal"}
    every = {"every": {"distribution": "exponential", "mean": "60 d"}} if name in ("use", "help") else {}
    return {"title": name, "type": types[name], "start": {STARTS[name]: 1.0}, "links": links, **every}
