"""What behaviour knows of a plan as a whole, each under the name by which it asks for it."""

from typing import NamedTuple

from cxsim.engine.parts import Plan
from cxsim.engine.seasons import Season
from cxsim.engine.tally import months
from cxsim.engine.weekly import Rhythm
from cxsim.scenario.distributions import Sampler


class Values(NamedTuple):
    """Single values of a plan; a simulation has a field for each, in either engine."""

    # feelings
    sensitivity: float
    expectation_weight: float
    expectation_friction: float
    mood_carry: float
    mean_weight: float
    peak_weight: float
    end_weight: float
    learning: float
    tenure_half: float
    double_deviation: float
    escalation: float
    half_life: float
    overdue: float
    fast: float
    memory: bool
    # gate and loyalty
    friction_weight: float
    mood_weight: float
    competition: float
    anchor: float
    renewal: float
    slope_below: float
    slope_above: float
    loyalty_friction: float
    # surveys and advocacy
    csat_centre: float
    csat_gain: float
    csat_noise: float
    ces_centre: float
    ces_gain: float
    ces_noise: float
    nps_centre: float
    nps_gain: float
    nps_noise: float
    stars_centre: float
    stars_gain: float
    stars_noise: float
    extremity: float
    review: float
    referral: float
    referral_delay: Sampler
    warning: float
    prior_rating: float
    prior_reviews: float
    review_weight: float
    # who there is, and when
    differences: bool
    partials: int
    existing: int
    keeps_tenure: bool
    keeps_satisfaction: bool
    tenure: Sampler
    prospects_per_day: float
    arrival_rhythm: Rhythm | None
    days: int
    arrivals_by_day: Season | None
    needs_by_day: Season | None
    pull_by_day: Season | None
    warm_up: float
    last_arrival: float
    horizon: float
    window: float
    months: int
    # leaving a contract
    at_once: float
    intention_lasts: Sampler
    recovery_wins_back: float
    # journeys
    journeys: int
    onboarding: int
    after_sales: int
    renewing: int
    handoff_severity: Sampler


def values_of(plan: Plan) -> Values:
    """Return the single values of a plan; those that bear another name here are renamed."""
    gate, loyalty, surveys, advocacy = plan.gate, plan.loyalty, plan.surveys, plan.advocacy
    readings = {"csat": surveys.csat, "ces": surveys.ces, "nps": surveys.nps, "stars": advocacy.stars}
    renamed = {
        "half_life": plan.feelings.memory_half_life,
        "friction_weight": gate.friction,
        "mood_weight": gate.mood,
        "loyalty_friction": loyalty.friction,
        "renewing": plan.renewal,
        "renewal": loyalty.renewal,
        "journeys": len(plan.journeys),
        "partials": len(plan.partial),
        **{
            f"{survey}_{name}": getattr(reading, name)
            for survey, reading in readings.items()
            for name in ("centre", "gain", "noise")
        },
        "months": months(plan.horizon - plan.warm_up),
    }
    places = (plan, plan.feelings, gate, loyalty, surveys, advocacy)
    return Values(
        **{
            name: renamed[name]
            if name in renamed
            else next(getattr(place, name) for place in places if hasattr(place, name))
            for name in Values._fields
        }
    )
