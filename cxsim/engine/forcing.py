"""Forcing: an experiment decides how a visit turns out, to see what follows from it.

Only what service brings is forced: who hangs up or finds it closed was not served, whatever would have come
of it. The hand-off before and everything after the visit stay free, and every other draw is what it was.
"""

from cxsim.engine.customer import Customer
from cxsim.engine.feelings import be_let_down, feel, judged
from cxsim.engine.frictions import SMOOTH, Friction
from cxsim.engine.parts import TouchpointPlan
from cxsim.engine.simulation import Simulation, sample
from cxsim.engine.vocabulary import NONE, Draw, Forced, Notice, Outcome


def forced_outcome(sim: Simulation, customer: Customer, touchpoint: TouchpointPlan) -> int:
    """Return the outcome that is forced on a visit that begins now, or -1."""
    if touchpoint.forced == NONE or sim.clock.now < sim.plan.warm_up:
        return NONE
    if touchpoint.index in customer.forced_at and not touchpoint.every:
        return NONE
    customer.forced_at.add(touchpoint.index)
    if customer.forced is Forced.NEVER:
        customer.forced = Forced.UNDER_WAY
    return touchpoint.forced


def go_as_forced(
    sim: Simulation,
    customer: Customer,
    touchpoint: TouchpointPlan,
    forced: int,
    friction: Friction,
    draws: list[float],
) -> tuple[Friction, Outcome, int, float]:
    """Let a visit turn out as forced: a friction that nobody hears of, one put right at once, or neither.

    A friction that strikes anyway is the one that counts.
    """
    outcome = Outcome(forced)
    if outcome in (Outcome.OK, Outcome.DELIGHT):
        gap = judged(sim, customer, touchpoint)
        if outcome is Outcome.DELIGHT:
            gap = max(gap, 0.0) + sample(touchpoint.delight_strength, draws[Draw.DELIGHT_STRENGTH])
        return SMOOTH, outcome, NONE, feel(sim, customer, gap)
    if friction.cause == NONE:
        friction = usual_friction(touchpoint, draws)
    if outcome is Outcome.FRICTION:
        felt = be_let_down(sim, customer, touchpoint, friction, friction.severity)
        return friction, outcome, Notice.SILENT, felt
    desk = sim.plan.desks[touchpoint.desk]
    customer.recoveries += 1
    rest = friction.severity * (1.0 - desk.repair)
    felt = be_let_down(sim, customer, touchpoint, friction, rest, desk.goodwill)
    return friction, outcome, Notice.DETECTED, felt


def usual_friction(touchpoint: TouchpointPlan, draws: list[float]) -> Friction:
    """Return one of the touchpoint's own causes, each as often as it strikes, with its severity."""
    rank = 0
    while touchpoint.causes[rank].usual <= draws[Draw.FORCED_CAUSE]:
        rank += 1
    cause = touchpoint.causes[rank]
    return Friction(cause.index, sample(cause.severity, draws[Draw.SEVERITY + rank]))
