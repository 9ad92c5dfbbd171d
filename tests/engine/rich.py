"""Random scenarios in which everything happens: all mechanisms, shared staff, closing hours, both churns."""

import random
from typing import Any

from tests.engine.scenarios import Data, days, exponential, persona, scenario, touchpoint

HOUR = 1 / 24


def rich(seed: int, coarse: bool = False, no_purchase: bool = False, **parts: Any) -> Data:
    """A small world with parameters drawn at random; `coarse` puts all durations on a grid of hours.

    `parts` go into the scenario as they are.
    """
    rng, more = random.Random(seed), random.Random(f"{seed} differences")

    def duration(hours: float) -> Any:
        if coarse:
            return days(max(round(hours * rng.choice([0.5, 1, 2])), 1) * HOUR)
        return rng.choice(
            [
                exponential(hours * HOUR),
                {"distribution": "lognormal", "median": days(hours * HOUR), "p90": days(4 * hours * HOUR)},
            ]
        )

    def severity() -> Any:
        return rng.choice(
            [
                {"distribution": "beta", "mean": 0.4, "sd": 0.2},
                {"distribution": "uniform", "low": 0.1, "high": 0.9},
            ]
        )

    def frictions(*causes: str) -> Data:
        return {
            cause: {
                "probability": rng.uniform(0.05, 0.3),
                "severity": severity(),
                "technology": rng.choice([0.0, 1.0]),
                "load": rng.choice([0.0, 0.8]),
                "blocks": cause != "slow",
            }
            for cause in causes
        }

    def waiting(escape: Data) -> Data:
        return {
            "tolerance": days(rng.choice([0.2, 1]) * HOUR),
            "patience": duration(rng.choice([1, 3])),
            "severity": severity(),
            "redial": rng.uniform(0, 0.5),
            "redial_delay": duration(2),
            "escape": escape,
        }

    def somebody(share: float) -> Data:
        return persona(
            share=share,
            technology=rng.random(),
            expectation=rng.uniform(0.5, 0.95),
            pace=rng.choice([0.5, 1.0, 2.0]),
            patience=rng.choice([0.5, 1.0, 2.0]),
            complaint=rng.uniform(0.1, 0.6),
            friction_odds=rng.choice([0.5, 1.0, 2.0]),
            delight_odds=rng.choice([0.5, 1.0, 2.0]),
            stakes={"call": rng.uniform(0, 2)},
            channels={"phone": rng.uniform(0, 2)},
            switching_cost=rng.uniform(0, 1),
            loyalty=rng.uniform(-0.5, 0.5),
            message_interest=rng.choice([0.5, 2.0]),
            survey_response=rng.uniform(0.1, 0.6),
            satisfaction={"distribution": "triangular", "low": -0.6, "mode": 0.1, "high": 0.8},
            knows_hours=0.4 if share < 0.4 else 0.0,
            contract=None if no_purchase else days(rng.choice([30, 60])),
            priority=rng.choice([0, 1]),
            spread={
                "loyalty": more.uniform(0, 1.5),
                "patience": 0.0 if coarse else more.choice([0.0, 0.5]),
                "expectation": more.choice([0.0, 0.1]),
                "pace": 0.0 if coarse else more.choice([0.0, 0.3]),
                "needs": 0.0 if coarse else more.choice([0.0, 0.5]),
            },
        )

    gate = {"prospect": 0.04, "customer": 0.01}
    call = touchpoint(
        title="Call",
        channel="phone",
        department="care",
        team="agents",
        service=duration(1),
        waiting=waiting({"chat": 0.3}),
        frictions=frictions("rude", "slow"),
        delight={"probability": 0.1, "strength": severity()},
        gate=gate,
        recovery="desk",
        survey=True,
        priority=rng.choice([0, 1]),
        cost=1.0,
    )
    chat = touchpoint(
        title="Chat",
        department="care",
        team="chatters",
        service=duration(1),
        waiting=waiting({}),
        frictions=frictions("slow"),
        gate=gate,
        recovery="express",
        survey=True,
        cost=0.5,
    )
    site = touchpoint(
        title="Site",
        stage="interest",
        frictions=frictions("crash", "price"),
        gate=gate,
        reads_reviews=True,
        recovery="express",
        quality=rng.uniform(0.4, 0.9),
        service=duration(1),
        recording=0.3,
    )
    shop = touchpoint(
        title="Shop",
        stage="action",
        channel="shop",
        team="agents",
        service=duration(1),
        waiting=waiting({}),
        gate=gate,
        frictions=frictions("rude"),
        delight={"probability": 0.2, "strength": severity()},
        recovery="office",
        survey=True,
    )
    mail = touchpoint(
        title="Mail",
        stage="advocacy",
        gate=gate,
        once=True,
        message={"relevance": 0.6, "earliest": days(1.0), "latest": days(3.0), "severity": severity()},
    )
    app = touchpoint(
        title="App",
        recovery="office",
        frictions=frictions("crash"),
        gate=gate,
        delight={"probability": 0.1, "strength": severity()},
    )

    def link(share: float, hours: float = 0.0) -> Any:
        return {"share": share, "delay": duration(hours)} if hours else share

    journeys = {
        "buy": {
            "title": "Buy",
            "type": "onboarding",
            "start": {"site": 0.7, "mail": 0.3},
            "rhythm": "day",
            "links": {
                "mail": {"site": link(1.0, 30)},
                "site": {"call": link(0.4, 5), "shop": link(0.5, 20), "stop": 0.1},
                "call": {"shop": link(0.5, 10), "goal": 0.5},
                "chat": {"goal": 1.0},
                "shop": {"goal": 0.9, "site": {"share": 0.1, "context_loss": 0.5}},
            },
        },
        "use": {
            "title": "Use",
            "type": "use",
            "every": exponential(8.0),
            "start": {"app": 1.0},
            "rhythm": "day",
            "links": {
                "app": {
                    "goal": 0.7,
                    "call": link(0.2, 3),
                    "mail": {**link(0.1, 40), "from_start": True},
                    "after": {
                        "friction": {
                            "app": {"share": 0.5, "delay": days(3 * HOUR)},
                            "call": 0.4,
                            "stop": 0.1,
                            "again": {3: {"stop": 1.0}, 2: {"app": 0.5, "call": 0.5}},
                        },
                        "delight": {"goal": 0.5, "mail": 0.5},
                    },
                },
                "call": {"goal": 1.0},
                "chat": {"goal": 1.0},
                "mail": {"goal": 1.0},
            },
        },
        "help": {
            "title": "Help",
            "type": "after_sales",
            "after_friction": 0.4,
            "after_friction_delay": duration(20),
            "calls_in_a_row": 3,
            "resolves": 0.5,
            "start": {"call": 0.6, "chat": 0.4},
            "links": {
                "call": {
                    "goal": 0.8,
                    "chat": link(0.2, 2),
                    "after": {
                        "busy": {"chat": {"share": 0.8, "context_loss": 0.7}, "stop": 0.2},
                        "recovered": {"chat": 0.5, "goal": 0.5},
                    },
                },
                "chat": {
                    "goal": 0.8,
                    "call": link(0.2, 2),
                    "from": {"call": {"goal": 0.6, "stop": 0.4, "after": {"closed": {"call": 1.0}}}},
                },
            },
        },
        "care": {
            "title": "Care",
            "type": "after_sales",
            "every": exponential(20.0),
            "start": {"chat": 1.0},
            "rhythm": "day",
            "links": {"chat": {"goal": 0.9, "stop": 0.1}},
        },
        "renew": {
            "title": "Renew",
            "type": "renewal",
            "start": {"mail": 1.0},
            "rhythm": "day",
            "links": {"mail": {"goal": 0.6, "site": link(0.4, 30)}, "site": {"goal": 1.0}},
            **({"every": exponential(25.0)} if no_purchase else {}),
        },
    }
    closing = {"hours": "mon-sat 08:00-20:00", "when_closed": rng.choice(["turn_away", "wait"])}
    some = {
        "title": "Agents",
        "staff": rng.choice([1, 2]),
        "cost_per_hour": 30.0,
        "lines": rng.choice([None, 1]),
        "head_start": rng.choice([None, days(HOUR)]),
        **closing,
    }
    shifts = [{"hours": "08:00-20:00", "staff": 1}, {"hours": "mon-fri 12:00-18:00", "staff": 1}]
    data = scenario(
        {"site": site, "call": call, "chat": chat, "shop": shop, "mail": mail, "app": app},
        journeys,
        existing=35,
        prospects=0.8,
        horizon=60.0,
        tenure=exponential(200.0),
        departments={"sales": {"title": "Sales"}, "care": {"title": "Care"}},
        channels={
            "web": {"title": "Web", "technology": 0.5},
            "phone": {"title": "Phone"},
            "shop": {"title": "Shop"},
        },
        personas={"ana": somebody(0.5), "ben": somebody(0.3), "eva": somebody(0.2)},
        rhythms={"day": {"hours": [0.0] * 7 + [1.0] * 14 + [0.0] * 3, "weekdays": [1.0] * 6 + [0.2]}},
        teams={
            "agents": some,
            "chatters": {"title": "Chatters", "shifts": shifts, "when_closed": "turn_away"},
        },
        desks={
            "desk": {
                "title": "Desk",
                "team": "agents",
                "skill": 0.7,
                "time": duration(1),
                "priority": 1,
                "cost": 2.0,
            },
            "express": {"title": "Express", "skill": 0.6, "time": duration(1), "turnaround": duration(5)},
            "office": {
                "title": "Office",
                "team": "agents",
                "skill": 0.6,
                "time": duration(1),
                "turnaround": duration(10),
                "cost": 1.0,
                "on_the_spot": False,
                "tolerance": days(6 * HOUR),
                "asks_again": 0.4,
                "target": days(9 * HOUR),
            },
        },
        advocacy={
            "review": 0.2,
            "referral": 0.3,
            "warning": 0.3,
            "prior_reviews": 20.0,
            "review_weight": 1.0,
        },
        calendar={
            "months": {
                "arrivals": [rng.uniform(0.2, 3.0) for _ in range(12)],
                "needs": [rng.uniform(0.2, 3.0) for _ in range(12)],
                "competition": [rng.uniform(-0.5, 0.5) for _ in range(12)],
            },
            "spells": {"dearer": {"title": "Dearer", "begins": "2026-01-20", "price": 1.2, "needs": 2.0}},
            "closed": ["2026-01-08", "2026-01-09", "2026-02-01", "2027-01-01"],
        },
        feelings={"fast": 0.5},
        mechanisms={},
    )
    for name in ("site", "app"):
        data["touchpoints"][name]["capacity"] = more.choice([0.5, 1.0, 2.0])
    for name in ("agents", "chatters"):
        data["teams"][name]["callback"] = {
            "after": days(more.choice([0.0, 0.2]) * HOUR),
            "accepted": more.uniform(0.1, 0.6),
            "unreached": more.uniform(0.0, 0.5),
        }
    data["teams"]["agents"]["target"] = "30 s"
    data["teams"]["chatters"]["open_on_closed_days"] = rng.choice([True, False])
    del data["touchpoints"]["letter"]
    data["population"]["rhythm"] = "day"
    for name, wins_back in (("call", 0.5), ("app", 0.2)):
        data["touchpoints"][name]["wins_back"] = wins_back
    if no_purchase:
        data["churn"] = {"definition": "no_purchase", "window": "40 d"}
    else:
        data["churn"] |= {"at_once": 0.4, "intention_lasts": duration(500), "recovery_wins_back": 0.3}
        rolling = {"then": "10 d", "notice": "7 d", "inertia": 0.5, "exit_fee": 0.5}
        rolling["keeps_part"] = {"share": 0.3, "factor": 0.4, "slope": 2.0}
        levels = {"upgrade": {"share": 0.4, "factor": 1.5}, "downgrade": {"share": 0.3, "factor": 0.6}}
        for name, terms in (("ana", {**rolling, **levels}), ("ben", levels)):
            data["personas"][name]["contract"] = {"first": data["personas"][name]["contract"], **terms}
    return {**data, **parts}
