"""What behaviour knows of a plan as a whole, each under the name by which it asks for it."""

from typing import Any

from cxsim.engine.parts import Plan


def values_of(plan: Plan) -> dict[str, Any]:
    """Return single values of a plan, by name."""
    feelings, gate, loyalty = plan.feelings, plan.gate, plan.loyalty
    surveys, advocacy = plan.surveys, plan.advocacy
    readings = {"csat": surveys.csat, "ces": surveys.ces, "nps": surveys.nps, "stars": advocacy.stars}
    felt = (
        *("sensitivity", "expectation_friction", "mood_carry", "mean_weight", "peak_weight", "end_weight"),
        *("learning", "tenure_half", "double_deviation", "escalation"),
    )
    return {
        **{name: getattr(feelings, name) for name in felt},
        **{name: getattr(advocacy, name) for name in ("review", "referral", "warning", "review_weight")},
        **{name: getattr(advocacy, name) for name in ("prior_rating", "prior_reviews")},
        **{
            f"{survey}_{name}": getattr(reading, name)
            for survey, reading in readings.items()
            for name in ("centre", "gain", "noise")
        },
        "half_life": feelings.memory_half_life,
        "friction_weight": gate.friction,
        "mood_weight": gate.mood,
        "competition": gate.competition,
        "anchor": loyalty.anchor,
        "renewal": loyalty.renewal,
        "slope_below": loyalty.slope_below,
        "slope_above": loyalty.slope_above,
        "loyalty_friction": loyalty.friction,
        "extremity": surveys.extremity,
        "horizon": plan.horizon,
        "warm_up": plan.warm_up,
        "last_arrival": plan.last_arrival,
        "prospects_per_day": plan.prospects_per_day,
        "window": plan.window,
        "existing": plan.existing,
        "tenure": plan.tenure,
        "arrival_rhythm": plan.arrival_rhythm,
        "onboarding": plan.onboarding,
        "after_sales": plan.after_sales,
        "renewing": plan.renewal,
        "handoff_severity": plan.handoff_severity,
        "referral_delay": plan.referral_delay,
        "memory": plan.memory,
        "journeys": len(plan.journeys),
    }
