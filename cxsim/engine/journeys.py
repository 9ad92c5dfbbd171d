"""One journey: touchpoint after touchpoint towards a goal, and how it is remembered."""

import math
from bisect import bisect_right
from collections.abc import Generator
from typing import NamedTuple

import simpy

from cxsim.engine import rules
from cxsim.engine.customer import Customer, Impressions
from cxsim.engine.parts import TO_GOAL, TO_STOP, JourneyPlan, TouchpointPlan
from cxsim.engine.perception import speak
from cxsim.engine.simulation import Simulation, sample
from cxsim.engine.tally import count_journey
from cxsim.engine.visits import Result, visit
from cxsim.engine.vocabulary import NONE, Draw, Event, Forced, JourneyDraw, Outcome, State
from cxsim.engine.weekly import advance

GIVE_UP = -3


def live_journey(
    sim: Simulation, customer: Customer, journey: JourneyPlan, occurrence: int
) -> Generator[simpy.Event, None, Outcome]:
    """Go through one journey, touchpoint by touchpoint, and return how it ended."""
    customer.journeys += 1
    customer.mood = customer.satisfaction
    customer.impressions = Impressions()
    customer.contacts = customer.good_contacts = 0
    sim.write(customer, Event.JOURNEY_STARTED, journey=journey.index, occurrence=occurrence)
    draws = sim.journey_draws(customer.number, journey.address, occurrence)
    started = sim.clock.now
    persona = customer.persona.index
    if (asleep := in_rhythm(journey, started, 0.0)) > 0.0:
        yield sim.pause(customer, asleep)
    here = journey.first[bisect_right(journey.starts[persona], draws[JourneyDraw.START])]
    origin, context_loss = NONE, 0.0
    been: dict[int, int] = {}
    while True:
        touchpoint = sim.plan.touchpoints[here]
        been[here] = been.get(here, 0) + 1
        result = yield from visit(
            sim, customer, journey, occurrence, touchpoint, origin, context_loss, been[here], started
        )
        if result.stops:
            outcome = Outcome.LEFT
            break
        call_for_after_sales(sim, customer, journey, result)
        step = next_step(journey, persona, touchpoint, result)
        if step.target < 0:
            outcome = {TO_GOAL: Outcome.GOAL, TO_STOP: Outcome.STOPPED}.get(step.target, Outcome.GAVE_UP)
            break
        now, delay = sim.clock.now, step.delay
        if not sim.plan.touchpoints[step.target].is_message:
            delay *= customer.persona.pace
        if step.again:  # the clock runs on for who tries again, though not before one is up
            delay += in_rhythm(journey, now + delay, 0.0)
        else:
            delay = in_rhythm(journey, now, delay)
        if delay > 0.0:
            yield sim.pause(customer, delay)
        origin, here, context_loss = here, step.target, step.context_loss
    look_back(sim, customer, journey, occurrence, outcome, draws)
    return outcome


class Step(NamedTuple):
    """Where a customer goes next, after what delay, how likely context is lost, and whether to try again."""

    target: int
    delay: float = 0.0
    context_loss: float = 0.0
    again: bool = False


def next_step(journey: JourneyPlan, persona: int, touchpoint: TouchpointPlan, result: Result) -> Step:
    """Take a link; who was not served tries again, escapes to another touchpoint, or gives up."""
    draws = result.draws
    if result.outcome in (Outcome.ABANDONED, Outcome.CLOSED, Outcome.BUSY):
        u = draws[Draw.REDIAL]
        if u < touchpoint.redial:
            return Step(
                touchpoint.index, sample(touchpoint.redial_delay, draws[Draw.REDIAL_DELAY]), again=True
            )
        edge = touchpoint.redial
        for target, share in touchpoint.escapes:
            edge += share
            if u < edge:
                return Step(target, context_loss=journey.context_loss[touchpoint.index][target])
        return Step(GIVE_UP)
    routes = journey.routes[touchpoint.index][persona]
    link = journey.links[touchpoint.index][bisect_right(routes, draws[Draw.ROUTE])]
    return Step(link.target, sample(link.delay, draws[Draw.DELAY]), link.context_loss)


def in_rhythm(journey: JourneyPlan, time: float, delay: float) -> float:
    """Return how long a delay from that time takes in the rhythm of the journey."""
    if journey.rhythm is None or delay == math.inf:
        return delay
    return advance(journey.rhythm.ticks, time, delay)


def call_for_after_sales(sim: Simulation, customer: Customer, journey: JourneyPlan, result: Result) -> None:
    """Let an unresolved friction call for an after-sales journey, unless one is coming already."""
    index = sim.plan.after_sales
    if (
        customer.state is not State.CUSTOMER
        or index in (NONE, journey.index)
        or customer.called_for < math.inf
    ):
        return
    if result.outcome in (Outcome.FRICTION, Outcome.ABANDONED, Outcome.CLOSED, Outcome.BUSY):
        called = sim.plan.journeys[index]
        if result.draws[Draw.AFTER_FRICTION] < called.after_friction:
            delay = sample(called.after_friction_delay, result.draws[Draw.AFTER_FRICTION_DELAY])
            customer.called_for = sim.clock.now + in_rhythm(
                called, sim.clock.now, delay * customer.persona.pace
            )


def look_back(
    sim: Simulation,
    customer: Customer,
    journey: JourneyPlan,
    occurrence: int,
    outcome: Outcome,
    draws: list[float],
) -> None:
    """Remember the journey by its mean, its peak and its end, then perhaps speak about it."""
    feelings, impressions = sim.plan.feelings, customer.impressions
    remembered = rules.remembered_journey(
        impressions.total,
        impressions.count,
        impressions.peak,
        impressions.end,
        feelings.mean_weight,
        feelings.peak_weight,
        feelings.end_weight,
    )
    tenure = sim.clock.now - customer.since if customer.state is State.CUSTOMER else 0.0
    customer.satisfaction = rules.satisfaction_after(
        customer.satisfaction, remembered, feelings.learning, tenure, feelings.tenure_half
    )
    if outcome is Outcome.GOAL and journey.resolves > 0.0:
        customer.memory = sim.memory(customer) * (1.0 - journey.resolves)
        customer.memory_time = sim.clock.now
        customer.worst.severity *= 1.0 - journey.resolves
    if customer.forced is Forced.UNDER_WAY:
        customer.forced = Forced.GOAL if outcome is Outcome.GOAL else Forced.NO_GOAL
    sim.write(
        customer,
        Event.JOURNEY_ENDED,
        journey=journey.index,
        occurrence=occurrence,
        outcome=outcome,
        felt=remembered,
    )
    if sim.counts(customer):
        cell, after_sales = sim.tally.journeys[customer.persona.index], journey.type == "after_sales"
        count_journey(cell, outcome is Outcome.GOAL, after_sales, customer.contacts, customer.good_contacts)
    if customer.state is State.CUSTOMER:
        speak(sim, customer, journey, occurrence, draws)
