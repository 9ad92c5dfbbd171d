"""Meetings: what touchpoints mean to personas, computed once, by the same rules, where it never changes."""

from functools import lru_cache
from typing import NamedTuple

from cxsim.engine import rules
from cxsim.engine.parts import PersonaPlan, Plan, TouchpointPlan


class Meeting(NamedTuple):
    """What a touchpoint means to a persona.

    Attributes
    ----------
    stakes
        What is at stake there.
    gap, felt, shortfall
        Quality against expectation, how that is felt, and by how much the expectation is not met.
    tolerance
        From which wait on it is a friction.
    delight, relevance
        How likely they are delighted where no friction strikes, and a message is relevant to them.
    earliest, latest
        When a message is at the right time.
    calm_prospect, calm_customer
        How likely somebody stops whom neither friction nor mood moves.
    """

    stakes: float
    gap: float
    felt: float
    shortfall: float
    tolerance: float
    delight: float
    relevance: float
    earliest: float
    latest: float
    calm_prospect: float
    calm_customer: float


@lru_cache(maxsize=8)
def meetings(plan: Plan) -> list[list[Meeting]]:
    """Return all meetings of a plan, by persona and touchpoint."""
    return [
        [_meeting(plan, persona, touchpoint) for touchpoint in plan.touchpoints] for persona in plan.personas
    ]


def _meeting(plan: Plan, persona: PersonaPlan, touchpoint: TouchpointPlan) -> Meeting:
    gap = plan.feelings.expectation_weight * (touchpoint.quality - persona.expectation)

    def calm(base: float, holding_back: float) -> float:
        return rules.stop_probability(base, 0.0, 0.0, 0.0, 0.0, 0.0, plan.gate.competition, holding_back)

    return Meeting(
        stakes=touchpoint.stakes * persona.stakes[touchpoint.index],
        gap=gap,
        felt=rules.felt_value(gap, persona.loss_aversion, plan.feelings.sensitivity),
        shortfall=rules.expectation_shortfall(persona.expectation, touchpoint.quality),
        tolerance=touchpoint.tolerance * persona.patience,
        delight=rules.shift_odds(touchpoint.delight, persona.delight_log_odds),
        relevance=rules.shift_odds(touchpoint.relevance, persona.message_log_odds),
        earliest=touchpoint.earliest * persona.pace,
        latest=touchpoint.latest * persona.pace,
        calm_prospect=calm(touchpoint.stop_prospect, 0.0),
        calm_customer=calm(touchpoint.stop_customer, persona.switching_cost),
    )
