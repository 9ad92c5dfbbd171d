"""Random scenarios for Hypothesis: small, valid by construction, with every parameter that is simulated.

Coarse ones have all durations on a grid, too few staff and customers who are alike, so that much happens at
the same moment: only the canonical order of events tells what comes first.
"""

from collections.abc import Collection
from functools import cache
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from cxsim.scenario.journeys import GOAL, STOP
from cxsim.scenario.touchpoints import STAGES
from tests.engine.scenarios import Data, days
from tests.engine.strategy_forks import instead
from tests.engine.strategy_parts import (
    CALENDAR,
    COST,
    FACTOR,
    FACTORS_ON,
    FEELING,
    GATE_WEIGHTS,
    HANDOFFS,
    HOUR,
    LOG_ODDS,
    LOYALTY,
    MATURITY,
    MECHANISMS,
    PACE,
    PRIORITY,
    RETENTION,
    SELDOM,
    SEVERITY,
    SHARE,
    SPREAD,
    SURVEYS,
    WEIGHT,
    Times,
    advocacy,
    contract,
    desk,
    feelings,
    intentions,
    message,
    mostly,
    one_of,
    part,
    rhythm,
    team,
)

TOUCHPOINTS = ("site", "call", "shop", "chat", "mail", "app")
CAUSES = ["rude", "slow", "crash", "price"]
CHANNELS = ["web", "phone", "shop"]
DEPARTMENTS = ["sales", "care"]

# 45 min and 3 h are sums of powers of two of a day, and add up without rounding; an hour is not.
GRIDS = (1 / 32, 1 / 8, 1 / 24)


@st.composite
def scenarios(draw: Any, coarse: bool = False) -> Data:
    """Scenarios as they would stand in a file.

    All are valid, and of a size that one replication takes some hundredths of a second; no journey can go on
    for ever at one moment, however unlucky the customer.
    """
    mechanisms = draw(MECHANISMS)  # first, because what comes late is often drawn as the simplest
    times = Times(draw(one_of(*GRIDS)) if coarse else 0.0)
    warm_up, follow_up = draw(one_of(0.0, 5.0, 20.0)), draw(one_of(10.0, 25.0, 40.0, 17.3))
    horizon = warm_up + follow_up
    no_purchase = draw(one_of(False, False, False, False, True) if coarse else st.booleans())
    prospects = draw(one_of(0.0, 0.4, 0.8) if coarse else one_of(0.0, 0.5, 1.0, 2.0))
    existing = draw(st.integers(10 if coarse else 0 if prospects else 1, 30))

    names = TOUCHPOINTS[: draw(st.integers(2, len(TOUCHPOINTS)))]
    rhythms = {name: draw(rhythm(coarse)) for name in ("week", "weekend")[: draw(st.integers(0, 2))]}
    teams = {
        name: {**draw(team(times)), "title": name}
        for name in ("agents", "clerks")[: draw(one_of(1, 2) if coarse else one_of(0, 1, 1, 2))]
    }
    desks = {
        name: {**draw(desk(times, tuple(teams))), "title": name}
        for name in ("desk", "express")[: draw(one_of(0, 1, 1, 2))]
    }
    kinds = draw(_kinds_of_journeys(prospects > 0.0, renewals=no_purchase or coarse))
    stops = draw(_stops(names, len(kinds)))
    touchpoints = {
        name: {**draw(_touchpoint(times, _escapes(name, names, stops), teams, desks)), "title": name}
        for name in names
    }
    journeys = {
        name: draw(_journey(times, name, kind, where, no_purchase, horizon, tuple(rhythms)))
        for (name, kind), where in zip(kinds.items(), stops, strict=True)
    }
    found = {
        "schema": 2,
        "name": "random",
        "title": "Random",
        "sector": "any",
        "period": {
            "warm_up": days(warm_up),
            "follow_up": days(follow_up),
            "time_to_decide": draw(one_of("0 s", "5 d")),
        },
        "population": {
            "existing": existing,
            "prospects_per_day": prospects,
            "tenure": draw(times.around(20.0)),
        },
        "churn": {"definition": "contract_end"},
        "departments": {name: {"title": name} for name in DEPARTMENTS},
        "channels": {name: draw(part({"technology": SHARE}, title=st.just(name))) for name in CHANNELS},
        "personas": draw(_personas(times, names, no_purchase, horizon)),
        "touchpoints": touchpoints,
        "journeys": journeys,
        "teams": teams,
        "desks": desks,
        "rhythms": rhythms,
        "calendar": draw(CALENDAR),
        "handoffs": draw(HANDOFFS),
        "loyalty": draw(LOYALTY),
        "advocacy": draw(advocacy(times, horizon, referrals="onboarding" in kinds.values())),
        "mechanisms": mechanisms,
        **draw(
            part(
                {
                    "maturity": MATURITY,
                    "feelings": feelings(times),
                    "gate": GATE_WEIGHTS,
                    "surveys": SURVEYS,
                    "value": part({"discount_rate": SHARE, "sector_retention": RETENTION}),
                }
            )
        ),
    }
    if no_purchase:
        found["churn"] = {"definition": "no_purchase", "window": draw(times.long(horizon / 3))}
    elif "renewal" in kinds.values():
        found["churn"] |= draw(intentions(times))
    if rhythms and draw(st.booleans()):
        found["population"]["rhythm"] = draw(one_of(*rhythms))
    return found


def examples(count: int, coarse: bool = False) -> list[Data]:
    """A list of scenarios that is always the same.

    Hypothesis goes on from each scenario to five others much like it, which is good at finding trouble and
    bad at showing variety; but it does not among the first ten of a run, hence many short runs.
    """
    return [data for run in range(-(-count // 10)) for data in _ten(run, coarse)][:count]


def _ten(run: int, coarse: bool) -> list[Data]:
    found: list[Data] = []

    @seed(run)
    @settings(
        max_examples=11,
        deadline=None,
        derandomize=False,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(scenarios(coarse=coarse))
    def collect(data: Data) -> None:
        found.append(data)

    collect()
    return found[1:]  # the first one is the simplest of all


def _shares(weights: Collection[float]) -> list[float]:
    return [weight / sum(weights) for weight in weights]


# --- customers


@cache
def _personas(
    times: Times, touchpoints: tuple[str, ...], no_purchase: bool, horizon: float
) -> st.SearchStrategy[Data]:
    persona = part(
        {
            "technology": SHARE,
            "expectation": SHARE,
            "pace": PACE,
            "patience": PACE,
            "knows_hours": SHARE,
            "complaint": SHARE,
            "friction_odds": FACTOR,
            "delight_odds": FACTOR,
            "loss_aversion": FACTOR,
            "stakes": st.dictionaries(one_of(*touchpoints), FACTORS_ON, max_size=2),
            "channels": st.dictionaries(one_of(*CHANNELS), WEIGHT, max_size=2),
            "switching_cost": LOG_ODDS,
            "loyalty": one_of(0.0, 1.0, -1.0, 60.0),
            "message_interest": FACTOR,
            "survey_response": SHARE,
            "priority": mostly(0, 1, 2, seldom=(10_000_000,)),
            "spread": _spread(times),
        },
        share=WEIGHT,
        satisfaction=FEELING,
        value_per_year=COST,
        **({} if no_purchase else {"contract": contract(times, horizon / 4)}),
    )
    return st.lists(persona.map(_possible), min_size=1, max_size=3).map(_of_population)


@cache
def _spread(times: Times) -> st.SearchStrategy[Data]:
    """How much customers differ; where durations lie on a grid, theirs stay there for the most part."""
    factor = mostly(0.0, seldom=(0.5,)) if times.grid else SPREAD
    parts = {"loyalty": one_of(0.0, 1.0, 5.0), "expectation": one_of(0.0, 0.1, 0.2)}
    return part({**parts, "patience": factor, "pace": factor, "needs": factor})


def _possible(persona: Data) -> Data:
    """Who expects nothing at all, or all there is, does so without differences."""
    if persona.get("expectation", 0.7) in (0.0, 1.0) and "expectation" in persona.get("spread", {}):
        persona["spread"]["expectation"] = 0.0
    return persona


def _of_population(personas: list[Data]) -> Data:
    card = {"title": "Anybody", "name": "Ana", "age": 40, "occupation": "any", "family": "any"}
    first = {**personas[0], "share": personas[0]["share"] or 1.0}
    shares = _shares([persona["share"] for persona in (first, *personas[1:])])
    named = zip(("ana", "ben", "eva"), personas, shares, strict=False)
    return {name: {**card, **persona, "title": name, "share": share} for name, persona, share in named}


# --- journeys


@st.composite
def _kinds_of_journeys(draw: Any, prospects: bool, renewals: bool) -> Data:
    """Names of journeys and their types; `help` is the one that frictions call for."""
    kinds = {
        "renew": "renewal",
        "buy": "onboarding",
        "use": "use",
        "help": "after_sales",
        "play": "use",
        "care": "after_sales",
    }
    needed = {"buy": prospects, "renew": renewals}
    chosen = [name for name in kinds if draw(st.integers(0, 3)) or needed.get(name, False)] or ["use"]
    return {name: kinds[name] for name in draw(st.permutations(chosen))}


@st.composite
def _stops(draw: Any, touchpoints: list[str], journeys: int) -> list[list[str]]:
    """The touchpoints of each journey, in their order; every touchpoint is in one."""
    stops = [draw(st.permutations(touchpoints))[: draw(st.integers(1, 3))] for _ in range(journeys)]
    left = [name for name in touchpoints if not any(name in where for where in stops)]
    return [*stops[:-1], [*stops[-1], *left]]


@st.composite
def _journey(
    draw: Any,
    times: Times,
    name: str,
    kind: str,
    stops: list[str],
    no_purchase: bool,
    horizon: float,
    rhythms: tuple[str, ...],
) -> Data:
    starts = draw(st.lists(one_of(*stops[1:]), max_size=1)) if stops[1:] else []
    weights = [1.0, *(draw(WEIGHT) for _ in starts)]
    every = times.around(horizon / draw(one_of(1, 2, 4)), zero=False)
    found = {
        "title": name,
        "type": kind,
        "start": dict(zip([stops[0], *starts], _shares(weights), strict=True)),
        "links": {here: draw(_links(times, at, stops)) for at, here in enumerate(stops)},
        **draw(_settled(rhythms)),
    }
    if name == "help":
        found |= {
            "after_friction": draw(one_of(1.0, 0.5, 0.1)),
            **draw(_called(every, times.around(10 * HOUR))),
        }
    elif kind in ("use", "after_sales") or (kind == "renewal" and no_purchase):
        found["every"] = draw(every)
    return found


@cache
def _settled(rhythms: tuple[str, ...]) -> st.SearchStrategy[Data]:
    return part({"resolves": SHARE, **({"rhythm": one_of(*rhythms)} if rhythms else {})})


@cache
def _called(every: Any, delay: Any) -> st.SearchStrategy[Data]:
    return part({"every": every, "after_friction_delay": delay, "calls_in_a_row": one_of(1, 2, 5)})


@st.composite
def _links(draw: Any, times: Times, at: int, stops: list[str]) -> Data:
    """From one touchpoint to the next, perhaps elsewhere; whoever may come back may also go."""
    onward = stops[at + 1] if at + 1 < len(stops) else GOAL
    others = draw(st.lists(one_of(GOAL, STOP, *stops[::-1]), max_size=2, unique=True))
    weights = {other: draw(one_of(1.0, 0.0, 0.5)) for other in others} | {onward: 2.0}
    if any(other in stops[: at + 1] for other in others):
        # Preferences for channels keep the way open; a friction that blocks would close that to the goal.
        weights[STOP] = 2.0
    order = draw(st.permutations(list(weights)))
    shares = _shares([weights[target] for target in order])
    details = [draw(_details(times)) for _ in order]
    links = {
        target: {"share": share, **more} if more else share
        for target, share, more in zip(order, shares, details, strict=True)
    }
    return links | draw(instead(onward, tuple(stops), _details(times)))


@cache
def _details(times: Times) -> st.SearchStrategy[Data]:
    return part({"delay": times.around(5 * HOUR), "context_loss": SHARE, "from_start": st.booleans()})


def _escapes(name: str, names: list[str], stops: list[list[str]]) -> dict[str, bool]:
    """Where one may escape to from a touchpoint, in all its journeys, and whether that is further down."""
    common = [other for other in names if all(other in where for where in stops if name in where)]
    return {other: other > name for other in common if other != name}


# --- touchpoints


@cache
def _no_team(times: Times, desks: tuple[str, ...]) -> st.SearchStrategy[Data]:
    friction = part(
        {"technology": LOG_ODDS, "load": LOG_ODDS, "blocks": st.booleans()},
        probability=mostly(0.1, 0.2, 0.4),
        severity=SEVERITY,
    )
    return part(
        {
            "quality": SHARE,
            "delight": part({}, probability=mostly(0.1, 0.3, 0.6), strength=SEVERITY),
            "gate": part({"prospect": SELDOM, "customer": SELDOM, "stakes": FACTORS_ON}),
            "priority": PRIORITY,
            "detectability": SHARE,
            "survey": st.booleans(),
            "reads_reviews": st.booleans(),
            "once": st.booleans(),
            "cost": COST,
            "recording": SHARE,
            "wins_back": SHARE,
        },
        service=times.around(2 * HOUR),
        frictions=st.dictionaries(one_of(*CAUSES), friction, max_size=3),
        recovery=one_of(None, *2 * desks),
        title=st.just("Touchpoint"),
        stage=one_of(*STAGES),
        channel=one_of(*CHANNELS),
        department=one_of(*DEPARTMENTS),
    )


@cache
def _waiting(times: Times, redials_at_once: bool) -> st.SearchStrategy[Data]:
    return part(
        {
            "severity": SEVERITY,
            "redial_delay": times.around((4 if redials_at_once else 40) * HOUR, zero=redials_at_once),
        },
        tolerance=times.long(0.5 * HOUR),
        patience=st.one_of(st.none(), times.around(3 * HOUR), times.around(9 * HOUR)),
    )


@st.composite
def _touchpoint(draw: Any, times: Times, escapes: dict[str, bool], teams: Data, desks: Data) -> Data:
    """A touchpoint; nobody who is not served comes again at once for ever, or goes to and fro."""
    found = draw(_no_team(times, tuple(desks)))
    if draw(st.integers(0, 4)) == 4:
        found["message"] = draw(message(times))
    if not teams or draw(st.integers(0, 5)) == 0:
        return {**found, **draw(part({"capacity": one_of(0.5, 1.0, 4.0)}))}
    redial = draw(mostly(0.0, 0.2, 0.5, seldom=(1.0,)))
    rest, ways = 1.0 - redial, {}
    for target in draw(st.lists(one_of(*escapes), max_size=2, unique=True)) if escapes else []:
        ways[target] = rest * draw(one_of(0.5, 0.0, 1.0) if escapes[target] else one_of(0.5, 0.0))
        rest -= ways[target]
    waiting = {"redial": redial, "escape": ways, **draw(_waiting(times, redials_at_once=redial < 1.0))}
    service = draw(times.around(4 * HOUR))  # long, so that there is a queue
    return {**found, "team": draw(one_of(*teams)), "service": service, "waiting": waiting}
