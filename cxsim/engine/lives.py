"""Lives: a customer's arrival, one journey after another, and how the relationship ends."""

import math
from bisect import bisect_right
from collections.abc import Generator

import simpy

from cxsim.engine import rules
from cxsim.engine.clock import Kind
from cxsim.engine.customer import Customer, Failure
from cxsim.engine.journeys import in_rhythm, live_journey
from cxsim.engine.parts import JourneyPlan, Plan
from cxsim.engine.simulation import Simulation, sample
from cxsim.engine.vocabulary import (
    CALLED_FOR,
    EARLIER,
    FIRST_PROSPECT,
    NONE,
    Event,
    JourneyDraw,
    LifeDraw,
    Origin,
    Outcome,
    State,
)
from cxsim.engine.weekly import advance

Process = Generator[simpy.Event, None, None]

# A friction that has faded below this is no longer given as the cause of a loss.
FORGOTTEN = 0.05
# So many mean intervals before time 0 a process of needs is started, that time 0 is any moment to it.
SETTLED = 3.0


def populate(sim: Simulation) -> None:
    """Put the existing customers in place and let prospects arrive, on their own or referred."""

    def invite(number: int, delay: float) -> None:
        sim.clock.env.process(referred(sim, number, delay))

    sim.invite = invite
    for number in range(sim.plan.existing):
        start_life(sim, existing_customer(sim, number))
    if sim.plan.prospects_per_day > 0.0:
        sim.clock.env.process(arrivals(sim))


def existing_customer(sim: Simulation, number: int) -> Customer:
    """Return somebody who is a customer at time 0, in the middle of a contract or between two purchases."""
    plan, draws = sim.plan, sim.life_draws(number)
    persona = plan.personas[bisect_right(plan.persona_shares, draws[LifeDraw.PERSONA])]
    tenure = sample(plan.tenure, draws[LifeDraw.TENURE])
    satisfaction = sample(persona.satisfaction, draws[LifeDraw.SATISFACTION])
    customer = Customer(
        number,
        persona,
        Origin.EXISTING,
        0.0,
        State.CUSTOMER,
        -tenure,
        satisfaction,
        measured=True,
        mood=satisfaction,
    )
    foresee_needs(sim, customer)
    return customer


def prospect(sim: Simulation, number: int, origin: Origin) -> Customer:
    """Return somebody who is not a customer yet."""
    plan, draws = sim.plan, sim.life_draws(number)
    persona = plan.personas[bisect_right(plan.persona_shares, draws[LifeDraw.PERSONA])]
    now = sim.clock.now
    measured = plan.warm_up <= now <= plan.last_arrival
    return Customer(number, persona, origin, now, State.PROSPECT, math.nan, 0.0, measured)


def arrivals(sim: Simulation) -> Process:
    """Let prospects arrive: a Poisson process, in the rhythm of the week."""
    plan, rank = sim.plan, 0
    while True:
        number = FIRST_PROSPECT + rank
        gap = -math.log(1.0 - sim.life_draws(number)[LifeDraw.ARRIVAL]) / plan.prospects_per_day
        if plan.arrival_rhythm is not None:
            gap = advance(plan.arrival_rhythm.ticks, sim.clock.now, gap)
        yield sim.clock.after(gap, Kind.STEP, number, 0)
        start_life(sim, prospect(sim, number, Origin.PROSPECT))
        rank += 1


def referred(sim: Simulation, number: int, delay: float) -> Process:
    """Let somebody arrive whom a promoter has sent."""
    yield sim.clock.after(delay, Kind.STEP, number, 0)
    start_life(sim, prospect(sim, number, Origin.REFERRED))


def start_life(sim: Simulation, customer: Customer) -> None:
    """Let a person live from now on."""
    sim.everybody.append(customer)
    sim.clock.env.process(life(sim, customer))


def life(sim: Simulation, customer: Customer) -> Process:
    """Live: be won or not, then one journey after another until leaving, or until the simulation ends."""
    plan = sim.plan
    sim.write(customer, Event.ARRIVED)
    if customer.state is State.PROSPECT:
        outcome = yield from live_journey(sim, customer, plan.journeys[plan.onboarding], 0)
        if outcome is not Outcome.GOAL:
            end(
                sim,
                customer,
                State.NOT_CONVERTED,
                Event.NOT_CONVERTED,
                plan.onboarding,
                customer.last_touchpoint,
            )
            return
        become_customer(sim, customer)
    while customer.state is State.CUSTOMER:
        yield from next_chapter(sim, customer)


def become_customer(sim: Simulation, customer: Customer) -> None:
    """Turn a prospect into a customer."""
    customer.state = State.CUSTOMER
    customer.since = customer.converted = customer.last_purchase = sim.clock.now
    foresee_needs(sim, customer)
    sim.write(customer, Event.CONVERTED)


def foresee_needs(sim: Simulation, customer: Customer) -> None:
    """Set when each journey is needed first."""
    plan, now = sim.plan, sim.clock.now
    for journey in plan.journeys:
        customer.occurrences.append(0)
        if ends_contract(plan, journey):
            contract = customer.persona.contract
            rest = contract - (now - customer.since) % contract
            customer.needs.append(now + in_rhythm(journey, now, rest))
        elif customer.origin is Origin.EXISTING:
            customer.needs.append(need_underway(sim, customer, journey))
        else:
            first = interval(sim, customer, journey, 0)
            customer.needs.append(now + in_rhythm(journey, now, first))


def need_underway(sim: Simulation, customer: Customer, journey: JourneyPlan) -> float:
    """Return the first need after time 0 for somebody whose needs have come up for long before."""
    if journey.mean_interval == math.inf:
        return math.inf
    phase = sim.journey_draws(customer.number, journey.address, 0)[JourneyDraw.PHASE]
    last = need = -(SETTLED + phase) * journey.mean_interval * customer.persona.pace
    earlier = EARLIER
    while need <= 0.0:
        last, need = need, need + interval(sim, customer, journey, earlier)
        earlier += 1
    if journey.index == sim.plan.renewal:
        window = sim.plan.window  # who bought nothing for longer would not be a customer
        customer.last_purchase = last if -last < window else -phase * window
    return in_rhythm(journey, 0.0, need)


def interval(sim: Simulation, customer: Customer, journey: JourneyPlan, occurrence: int) -> float:
    """Return how long it is from one need for a journey to the next, at this customer's pace."""
    draws = sim.journey_draws(customer.number, journey.address, occurrence)
    return sample(journey.every, draws[JourneyDraw.INTERVAL]) * customer.persona.pace


def ends_contract(plan: Plan, journey: JourneyPlan) -> bool:
    """Tell whether a journey comes at the end of a contract."""
    return journey.index == plan.renewal and plan.window == math.inf


def next_chapter(sim: Simulation, customer: Customer) -> Process:
    """Wait for what comes first, and live it: a journey, or the day when the last purchase is too old."""
    plan = sim.plan
    need, journey = min((time, index) for index, time in enumerate(customer.needs))
    lapse = customer.last_purchase + plan.window
    first = min(need, customer.called_for, lapse)
    if first == math.inf:
        yield sim.clock.env.event()  # never happens: nothing more is in store for this customer
    yield sim.clock.until(first, Kind.STEP, customer.number, customer.step)
    if first == customer.called_for:
        customer.called_for = math.inf
        customer.calls += 1
        called = plan.journeys[plan.after_sales]
        yield from live_and_stay(sim, customer, called, CALLED_FOR + customer.calls)
    elif first == need:
        yield from meet_need(sim, customer, plan.journeys[journey], need)
    else:
        end(sim, customer, State.LAPSED, Event.LAPSED, NONE, NONE)


def meet_need(sim: Simulation, customer: Customer, journey: JourneyPlan, due: float) -> Process:
    """Live a journey that was due, and foresee when the next of its kind is."""
    plan = sim.plan
    customer.occurrences[journey.index] += 1
    occurrence = customer.occurrences[journey.index]
    if ends_contract(plan, journey):
        customer.needs[journey.index] = due + in_rhythm(journey, due, customer.persona.contract)
        yield from renew(sim, customer, journey, occurrence)
        return
    gap = interval(sim, customer, journey, occurrence)
    customer.needs[journey.index] = due + in_rhythm(journey, due, gap)
    if journey.index == plan.renewal:
        yield from buy_again(sim, customer, journey, occurrence)
    else:
        yield from live_and_stay(sim, customer, journey, occurrence)


def live_and_stay(sim: Simulation, customer: Customer, journey: JourneyPlan, occurrence: int) -> Process:
    """Live a journey that ends the relationship only if the customer leaves on the way."""
    outcome = yield from live_journey(sim, customer, journey, occurrence)
    if outcome is Outcome.LEFT:
        end(sim, customer, State.LEFT, Event.LEFT, journey.index, customer.last_touchpoint)


def renew(sim: Simulation, customer: Customer, journey: JourneyPlan, occurrence: int) -> Process:
    """Come to the end of a contract: after the renewal journey the loyalty curve decides."""
    outcome = yield from live_journey(sim, customer, journey, occurrence)
    draws = sim.journey_draws(customer.number, journey.address, occurrence)
    if outcome is Outcome.LEFT:
        end(sim, customer, State.LEFT, Event.LEFT, journey.index, customer.last_touchpoint)
    elif draws[JourneyDraw.LOYALTY] < stays_probability(sim, customer):
        sim.write(customer, Event.RENEWED, journey=journey.index, occurrence=occurrence)
    else:  # at the decision itself, not at a touchpoint
        end(sim, customer, State.LEFT, Event.LEFT, journey.index, NONE)


def buy_again(sim: Simulation, customer: Customer, journey: JourneyPlan, occurrence: int) -> Process:
    """Need something again: the loyalty curve decides whether to come, the journey whether one buys."""
    draws = sim.journey_draws(customer.number, journey.address, occurrence)
    if draws[JourneyDraw.LOYALTY] >= stays_probability(sim, customer):
        sim.write(customer, Event.BOUGHT_ELSEWHERE, journey=journey.index, occurrence=occurrence)
        return
    outcome = yield from live_journey(sim, customer, journey, occurrence)
    if outcome is Outcome.GOAL:
        customer.last_purchase = sim.clock.now
        sim.write(customer, Event.PURCHASED, journey=journey.index, occurrence=occurrence)
    elif outcome is Outcome.LEFT:
        end(sim, customer, State.LEFT, Event.LEFT, journey.index, customer.last_touchpoint)


def stays_probability(sim: Simulation, customer: Customer) -> float:
    """Return how likely a customer renews, or comes back, today."""
    loyalty, persona = sim.plan.loyalty, customer.persona
    return rules.renewal_probability(
        customer.satisfaction,
        loyalty.anchor,
        loyalty.renewal,
        loyalty.slope_below,
        loyalty.slope_above,
        loyalty.friction,
        sim.memory(customer),
        persona.loyalty + persona.switching_cost - sim.plan.gate.competition,
    )


def end(
    sim: Simulation, customer: Customer, state: State, event: Event, journey: int, touchpoint: int
) -> None:
    """End the relationship, and note where it ended and which friction was on the customer's mind."""
    customer.state = state
    customer.ended = sim.clock.now
    customer.left_journey = journey
    customer.left_touchpoint = touchpoint
    cause = worst_remembered(sim, customer, customer.ended).cause
    sim.write(customer, event, journey=journey, touchpoint=touchpoint, cause=cause)


def worst_remembered(sim: Simulation, customer: Customer, time: float) -> Failure:
    """Return the worst unresolved friction that is still on a customer's mind, if any is."""
    worst = customer.worst
    left = rules.memory_now(worst.severity, time - worst.time, sim.plan.feelings.memory_half_life)
    return worst if left >= FORGOTTEN else Failure()
