"""What random scenarios are made of: numbers, durations, and the parts that name no other part.

First in a choice stands what is simplest, because failing examples shrink to it. Where a parameter has
extremes (0, 1) or a value without effect, they are among the choices. Strategies are kept, since it takes
longer to build them than to draw from them.
"""

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import strategies as st

from cxsim.scenario.behaviour import Mechanisms
from cxsim.scenario.company import LEVELS
from cxsim.scenario.hours import WEEKDAYS
from cxsim.scenario.quantities import parse_duration
from cxsim.scenario.touchpoints import STAGES
from tests.engine.scenarios import Data, days

Strategy = st.SearchStrategy[Any]
HOUR = 1 / 24

# Everybody is awake, and a team that turns customers away is open, at least then: so they can meet.
COMMON_HOURS = "tue 09:00-12:00"
COMMON_DAY, COMMON_HOUR = 1, 10


def one_of(*values: Any) -> Strategy:
    """One of these values."""
    return st.sampled_from(values)


def mostly(*values: Any, seldom: tuple[Any, ...] = (0.0, 1.0)) -> Strategy:
    """One of these values, now and then one of the others."""
    return st.sampled_from([*values * (1 + 6 * len(seldom) // len(values)), *seldom])


def part(optional: dict[str, Strategy], **needed: Strategy) -> st.SearchStrategy[Data]:
    """A part with these entries; about half of the optional ones stay at their defaults."""
    return st.fixed_dictionaries(needed, optional=optional)


# --- numbers

SHARE = st.integers(0, 20).map(lambda n: n / 20)
RETENTION = st.integers(0, 20).map(lambda n: n / 21)  # at 1 the value still to come has no end
SELDOM = mostly(0.05, 0.1, 0.02, 0.2)  # a probability of what would end everything if it happened often
FACTOR = one_of(1.0, 0.5, 2.0, 0.1, 5.0)
PACE = one_of(1.0, 0.5, 2.0)  # what lies on a grid stays there
WEIGHT = one_of(1.0, 0.0, 0.5, 2.0)
LOG_ODDS = one_of(0.0, 1.0, 0.3, 3.0, 60.0)  # beyond 50 odds are cut off
SPREAD = one_of(0.0, 0.5)
COST = one_of(0.0, 1.5, 30.0)
PRIORITY = mostly(0, 1, 2, seldom=(1000,))
FACTORS_ON = one_of(0.5, 0.0, 1.0, 2.0)


def reading(centre: float, gain: float) -> st.SearchStrategy[Data]:
    """How a score reads a state: as it usually does, without noise, without a state, off the scale."""
    return part(
        {},
        centre=one_of(centre, centre - 2.0, 2 * centre),
        gain=one_of(gain, 0.0, -gain),
        noise=one_of(0.0, 1.0, 10.0),
    )


# --- distributions


def _around(scale: float) -> list[Any]:
    """Every way to write a distribution of durations, at about this number of days."""
    mean, low, high = days(scale), days(0.5 * scale), days(2.0 * scale)
    return [
        mean,
        {"distribution": "constant", "value": mean},
        {"distribution": "exponential", "mean": mean},
        {"distribution": "exponential", "median": mean},
        {"distribution": "lognormal", "mean": mean, "sd": high},
        {"distribution": "lognormal", "median": mean, "p90": high},
        {"distribution": "weibull", "shape": 0.7, "mean": mean},
        {"distribution": "weibull", "shape": 1.0, "median": mean},
        {"distribution": "weibull", "shape": 3.0, "scale": mean},
        {"distribution": "weibull", "median": mean, "p90": high},
        {"distribution": "triangular", "low": low, "mode": mean, "high": high},
        {"distribution": "triangular", "low": low, "mode": low, "high": high},
        {"distribution": "uniform", "low": "0 s", "high": high},
        {"distribution": "empirical", "quantiles": [low, low, mean, high]},
        {"distribution": "empirical", "quantiles": ["0 s", high]},
    ]


def _on_grid(scale: float) -> list[Any]:
    return 3 * [days(scale)] + [{"distribution": "empirical", "quantiles": [days(scale), days(scale)]}]


@dataclass(frozen=True)
class Times:
    """Durations: of any distribution, or constant and on a grid of so many days."""

    grid: float = 0.0

    def _scales(self, about: float) -> list[float]:
        if not self.grid:
            return [about, 0.4 * about, 3.0 * about]
        steps = 2 ** max(round(math.log2(about / self.grid)), 0)  # so that some waits are whole services
        return [self.grid * max(steps // 2, 1), self.grid * steps, self.grid * 2 * steps]

    @cache  # noqa: B019
    def around(self, about: float, zero: bool = True) -> Strategy:
        """A distribution with about this mean in days; now and then 0."""
        ways = [way for scale in self._scales(about) for way in (_on_grid if self.grid else _around)(scale)]
        return st.sampled_from([*ways, *["0 s"] * (1 + len(ways) // 20 if zero else 0)])

    @cache  # noqa: B019
    def long(self, about: float, zero: bool = False) -> Strategy:
        """One duration, not a distribution."""
        return st.sampled_from([*map(days, self._scales(about)), *["0 s"] * zero])


SEVERITY = one_of(
    0.5,
    0.0,
    1.0,
    {"distribution": "constant", "value": 0.2},
    {"distribution": "beta", "mean": 0.4, "sd": 0.2},
    {"distribution": "beta", "mean": 0.02, "sd": 0.1},
    {"distribution": "triangular", "low": 0.0, "mode": 1.0, "high": 1.0},
    {"distribution": "uniform", "low": 0.1, "high": 0.9},
    {"distribution": "empirical", "quantiles": [0.0, 0.3, 0.3, 0.8]},
)
FEELING = one_of(
    0.0,
    0.6,
    -1.0,
    1.0,
    {"distribution": "triangular", "low": -0.6, "mode": 0.3, "high": 0.8},
    {"distribution": "uniform", "low": -1.0, "high": 1.0},
    {"distribution": "empirical", "quantiles": [-0.5, 0.1, 0.5, 0.9]},
)

# --- the company

DAYS = mostly("", "mon-fri ", seldom=("fri-mon ", "tue,thu ", "sun "))
COARSE_SPANS = ("06:00-18:00", "09:00-21:00", "15:00-18:00", "18:00-24:00", "00:00-06:00")
SPANS = (*COARSE_SPANS, "08:00-20:00", "13:30-17:15", "22:00-24:00", "00:00-05:20", "12:00-12:01")


@cache
def _openings(times: Times) -> st.SearchStrategy[str]:
    spans = one_of(*(COARSE_SPANS if times.grid else SPANS))
    return st.lists(st.builds(str.__add__, DAYS, spans), min_size=1, max_size=2).map("; ".join)


@cache
def _team(times: Times) -> st.SearchStrategy[Data]:
    return part(
        {
            "department": one_of("sales", "care"),
            "lines": mostly(5, 2, 1, seldom=(0,)),
            "head_start": times.long(2 * HOUR, zero=True),
            "target": times.long(0.2 * HOUR),
            "callback": part({"unreached": SHARE}, after=times.long(0.2 * HOUR, zero=True), accepted=SHARE),
            "cost_per_hour": COST,
            "open_on_closed_days": st.booleans(),
            "when_closed": one_of("turn_away", "wait", "wait"),
        },
        title=st.just("Team"),
    )


@cache
def _shifts(times: Times) -> st.SearchStrategy[list[Data]]:
    return st.lists(part({}, hours=_openings(times), staff=one_of(1, 2, 0, 3)), min_size=1, max_size=3)


@st.composite
def team(draw: Any, times: Times) -> Data:
    """Staff with opening hours, or shifts; who closes turns customers away, or lets them wait."""
    found = draw(_team(times))
    lets_wait = found.get("when_closed") == "wait"
    if draw(st.integers(0, 2)):
        somebody = {"hours": "sat 06:00-18:00" if lets_wait else COMMON_HOURS, "staff": 1}
        return {**found, "shifts": [*draw(_shifts(times)), somebody]}
    found["staff"] = draw(one_of(1, 2, 3))
    if draw(st.integers(0, 3)):
        hours = draw(_openings(times))
        found["hours"] = hours if lets_wait else f"{hours}; {COMMON_HOURS}"
    return found


@st.composite
def contract(draw: Any, times: Times, about: float) -> Any:
    """A contract: one period, or terms, of which the notice is no longer than any."""
    first = draw(times.long(about))
    if draw(st.booleans()):
        return first
    then = draw(st.one_of(st.none(), times.long(about / 2)))
    shortest = min(parse_duration(first), parse_duration(then or first))
    notice = draw(one_of("0 s", days(shortest)) if draw(st.booleans()) else times.long(HOUR))
    optional = {"exit_fee": SHARE, "inertia": one_of(1.0, 0.0, 0.5, 2.0)}
    steps = part({"upgrade": step(1.0, 1.5, 4.0), "downgrade": step(0.5, 0.25), "keeps_part": step(0.4, 1.0)})
    return {"first": first, "then": then, "notice": notice, **draw(part(optional)), **draw(steps)}


@cache
def step(*factors: float) -> st.SearchStrategy[Data]:
    """Who goes on with more, or with less."""
    return part({"slope": WEIGHT}, share=one_of(0.5, 0.0, 0.3), factor=one_of(*factors))


@cache
def intentions(times: Times) -> st.SearchStrategy[Data]:
    """How contracts hold those who would leave, and how these are won back."""
    return part(
        {
            "intention_lasts": times.around(10.0),
            "recovery_wins_back": SHARE,
        },
        at_once=mostly(0.5, 0.2, 0.8),
    )


@cache
def desk(times: Times, teams: tuple[str, ...]) -> st.SearchStrategy[Data]:
    """A recovery desk, with a team or without, that answers on the spot or later."""

    return part(
        {
            **({"team": one_of(*teams)} if teams else {}),
            "priority": PRIORITY,
            "hardness": SHARE,
            "turnaround": times.around(6 * HOUR),
            "repair": SHARE,
            "goodwill": SHARE,
            "cost": COST,
            "asks_again": SHARE,
            "target": times.long(12 * HOUR),
        },
        on_the_spot=one_of(False, True),
        tolerance=times.long(3 * HOUR),
        title=st.just("Desk"),
        skill=SHARE,
        time=times.around(2 * HOUR),
    )


@cache
def rhythm(coarse: bool) -> st.SearchStrategy[Data]:
    """When customers are awake: some night, some weekend, some day with hours of its own."""
    weight = one_of(1.0, 0.0) if coarse else one_of(1.0, 0.0, 0.3, 4.0)

    def awake(weights: list[float], at: int) -> list[float]:
        return [*weights[:at], weights[at] or 1.0, *weights[at + 1 :]]

    hours = st.one_of(
        st.just([0.0] * 8 + [1.0] * 12 + [0.0] * 4), st.lists(weight, min_size=24, max_size=24)
    ).map(lambda weights: awake(weights, COMMON_HOUR))
    weekdays = st.lists(weight, min_size=7, max_size=7).map(lambda weights: awake(weights, COMMON_DAY))
    days_apart = st.dictionaries(one_of(*WEEKDAYS), hours, min_size=1, max_size=2)
    return part({"hours": hours, "weekdays": weekdays, "days": days_apart})


LEVEL = part({}, recording=SHARE, detection=SHARE, context_loss=FACTORS_ON, empowerment=FACTOR)
MATURITY = part(
    {
        "levels": part(dict.fromkeys(LEVELS, LEVEL)),
        "stages": st.dictionaries(one_of(*STAGES), one_of(*LEVELS), max_size=4),
    }
)
HANDOFFS = part(
    {"same_department": SHARE, "across_channels": SHARE, "across_departments": SHARE}, severity=SEVERITY
)

# --- behaviour

MEMORY_OF_JOURNEYS = one_of((0.5, 0.25, 0.25), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


@cache
def feelings(times: Times) -> st.SearchStrategy[Data]:
    """How events are felt and remembered."""
    return st.builds(
        lambda weights, others: {
            **dict(zip(("mean_weight", "peak_weight", "end_weight"), weights, strict=True)),
            **others,
        },
        MEMORY_OF_JOURNEYS,
        part(
            {
                "loss_aversion": FACTOR,
                "sensitivity": one_of(1.0, 0.88, 0.5, 0.1),
                "expectation_weight": FACTORS_ON,
                "expectation_friction": FACTORS_ON,
                "mood_carry": SHARE,
                "learning": SHARE,
                "tenure_half": times.long(100.0),
                "memory_half_life": times.long(20.0),
                "double_deviation": FACTOR,
                "escalation": FACTORS_ON,
                "overdue": SHARE,
                "fast": SHARE,
            }
        ),
    )


GATE_WEIGHTS = part(
    {
        "friction": FACTORS_ON,
        "mood": FACTORS_ON,
        "competition": one_of(0.0, 1.0, -1.0, 60.0),
        "price": one_of(0.0, 2.0, 10.0),
    }
)
LOYALTY = part(
    {
        "curve": one_of("logistic", "flat_top", "convex_top"),
        "anchor": one_of(0.0, 0.3, -1.0, 1.0),
        "slope": LOG_ODDS,
        "flatness": SHARE,
        "friction": LOG_ODDS,
    },
    renewal=mostly(0.9, 0.7, 0.5),
)
SURVEYS = part(
    {
        "csat": reading(3.9, 1.6),
        "nps": reading(6.9, 5.0),
        "ces": reading(6.2, 4.0),
        "extremity": LOG_ODDS,
    }
)
# A switch that is off is simpler, but most are on, so that something happens.
# Partial improvements act in worlds with improvements alone (test_partial.py).
MECHANISMS = part(
    {}, **{name: st.integers(0, 11).map(bool) for name in Mechanisms.model_fields if name != "partial"}
)


@st.composite
def advocacy(draw: Any, times: Times, horizon: float, referrals: bool) -> Data:
    """Reviews and word of mouth; where everybody refers somebody, it takes long."""
    referral = draw(mostly(0.1, 0.2, 0.4)) if referrals else 0.0
    delay = times.around(3.0) if referral < 1.0 else times.long(horizon)
    return {"referral": referral, "referral_delay": draw(delay), **draw(REVIEWS)}


REVIEWS = part(
    {
        "review": SHARE,
        "stars": reading(3.6, 2.5),
        "warning": SHARE,
        "prior_rating": one_of(3.8, 1.0, 5.0),
        "prior_reviews": one_of(5.0, 0.5, 200.0),
        "review_weight": FACTORS_ON,
    }
)


_DAYS = st.sampled_from([f"2026-01-{day:02d}" for day in range(5, 32)])
CALENDAR = part(
    {
        "months": part(
            {
                "arrivals": st.lists(one_of(0.5, 1.0, 3.0), min_size=12, max_size=12),
                "needs": st.lists(one_of(0.5, 1.0, 3.0), min_size=12, max_size=12),
                "competition": st.lists(one_of(0.0, 0.5, -0.5), min_size=12, max_size=12),
            }
        ),
        "spells": st.dictionaries(
            one_of("sale", "strike"),
            part(
                {
                    "needs": one_of(0.5, 2.0),
                    "arrivals": one_of(0.5, 2.0),
                    "price": one_of(0.8, 1.2),
                    "competition": one_of(0.5, -0.5),
                    "ends": one_of("2026-02-01", None),
                },
                title=st.just("Spell"),
                begins=_DAYS,
            ),
            max_size=1,
        ),
        "closed": st.lists(_DAYS, max_size=3, unique=True),
    }
)


@cache
def message(times: Times) -> st.SearchStrategy[Data]:
    return part(
        {"earliest": times.long(8 * HOUR, zero=True)},
        relevance=SHARE,
        latest=times.long(1.0),
        severity=SEVERITY,
    )
