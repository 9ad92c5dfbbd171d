"""One visit to a touchpoint, in the order of the model: hand-off, wait, service, outcome, recovery, feeling, survey, gate."""

from collections.abc import Generator
from typing import NamedTuple

import simpy

from cxsim.engine import rules
from cxsim.engine.clock import Kind
from cxsim.engine.customer import Customer, Failure
from cxsim.engine.plan import JourneyPlan, TouchpointPlan
from cxsim.engine.sampling import normal_quantile
from cxsim.engine.teams import Answer
from cxsim.engine.vocabulary import (
    ABANDONED,
    BAD_TIMING,
    BUSY,
    CLOSED,
    EXPECTATION,
    IRRELEVANT,
    LONG_WAIT,
    LOST_CONTEXT,
    NONE,
    Draw,
    Event,
    Notice,
    Outcome,
    State,
)
from cxsim.engine.world import World, sample

Process = Generator[simpy.Event, None, "Result"]

TURNED_BACK = {
    Answer.ABANDONED: (Outcome.ABANDONED, ABANDONED),
    Answer.CLOSED: (Outcome.CLOSED, CLOSED),
    Answer.BUSY: (Outcome.BUSY, BUSY),
}


class Result(NamedTuple):
    """How a visit ended: its outcome, whether the customer stops here, and the draws that decide what comes next."""

    outcome: Outcome
    stops: bool
    draws: list[float]


class Trouble(NamedTuple):
    """A friction: its cause and its severity."""

    cause: int
    severity: float


SMOOTH = Trouble(NONE, 0.0)


def visit(
    world: World,
    customer: Customer,
    journey: JourneyPlan,
    occurrence: int,
    touchpoint: TouchpointPlan,
    origin: int,
    context_loss: float,
    number: int,
    started: float,
) -> Process:
    """Live through one visit.

    Parameters
    ----------
    origin, context_loss
        The touchpoint the customer comes from (-1 at the start of a journey), and how likely the hand-off loses the context.
    number
        How often the customer has been here in this journey, from 1.
    started
        When the journey started.
    """
    draws = world.streams.uniforms(
        customer.number, journey.address, occurrence, touchpoint.address, number, touchpoint.draws
    )
    place = {"journey": journey.index, "occurrence": occurrence, "touchpoint": touchpoint.index, "origin": origin, "visit": number}
    customer.visits += 1
    customer.last_touchpoint = touchpoint.index
    customer.cost += touchpoint.cost

    if draws[Draw.CONTEXT] < context_loss:
        lose_context(world, customer, touchpoint, draws, place)

    began = world.clock.now
    team = world.teams[touchpoint.team] if touchpoint.team != NONE else None
    answer, load = Answer.SERVED, 0.0
    if team is not None:
        yield world.clock.after(0.0, Kind.JOIN, customer.number, customer.step)
        patience = sample(touchpoint.patience, draws[Draw.PATIENCE]) * customer.persona.patience
        priority = touchpoint.priority + customer.persona.priority
        ticket = team.join(customer.number, customer.step, priority, patience, may_be_turned_away=True)
        if ticket.answer is Answer.WAITING:
            yield ticket.answered
        answer, load = ticket.answer, team.load
    wait = world.clock.now - began

    notice: int = NONE
    if answer is Answer.SERVED:
        duration = sample(touchpoint.service, draws[Draw.SERVICE])
        if team is not None:
            yield world.clock.after(duration, Kind.SERVICE_END, customer.number, customer.step)
            team.leave()
            customer.cost += duration * team.plan.cost_per_day
        elif duration > 0.0:
            yield world.pause(customer, duration)
        trouble = worst_friction(world, customer, touchpoint, draws, wait, load, began - started)
        if trouble.cause != NONE:
            outcome, notice, felt = yield from suffer(world, customer, touchpoint, trouble, draws, place)
        else:
            outcome, felt = enjoy(world, customer, touchpoint, draws)
    else:
        outcome, cause = TURNED_BACK[answer]
        trouble = Trouble(cause, sample(touchpoint.turned_back_severity, draws[Draw.TURNED_BACK_SEVERITY]))
        duration, notice = 0.0, Notice.SILENT
        felt = be_let_down(world, customer, touchpoint, trouble, trouble.severity)

    world.write(
        customer,
        Event.VISIT,
        outcome=outcome,
        notice=notice,
        cause=trouble.cause,
        severity=trouble.severity,
        felt=felt,
        began=began,
        wait=wait,
        duration=duration,
        recorded=draws[Draw.RECORDED] < touchpoint.recording,
        **place,
    )
    if touchpoint.survey and answer is Answer.SERVED:
        ask(world, customer, touchpoint, trouble, felt, wait, draws, place)
    return Result(outcome, stops_here(world, customer, touchpoint, draws), draws)


def lose_context(
    world: World, customer: Customer, touchpoint: TouchpointPlan, draws: list[float], place: dict[str, int]
) -> None:
    """Start again from scratch: a friction that is charged to the link, not to the touchpoint."""
    severity = sample(world.plan.handoff_severity, draws[Draw.CONTEXT_SEVERITY])
    felt = feel(world, customer, -escalated(world, customer, severity))
    remember(world, customer, Trouble(LOST_CONTEXT, severity), touchpoint, severity)
    customer.frictions += 1
    world.write(customer, Event.CONTEXT_LOST, cause=LOST_CONTEXT, severity=severity, felt=felt, **place)


def worst_friction(
    world: World, customer: Customer, touchpoint: TouchpointPlan, draws: list[float], wait: float, load: float, elapsed: float
) -> Trouble:
    """Return the most severe of the frictions that strike at this visit; causes strike independently of each other."""
    persona, feelings = customer.persona, world.plan.feelings
    worst = SMOOTH
    too_long = rules.wait_severity(wait, touchpoint.tolerance * persona.patience)
    if too_long > 0.0:
        worst = Trouble(LONG_WAIT, too_long)
    for index, cause in enumerate(touchpoint.causes):
        probability = rules.friction_probability(
            cause.probability, persona.friction_log_odds, cause.technology, persona.technology, cause.load, load
        )
        if draws[Draw.CAUSES + 2 * index] < probability:
            severity = sample(cause.severity, draws[Draw.CAUSES + 2 * index + 1])
            if severity > worst.severity:
                worst = Trouble(cause.index, severity)
    shortfall = rules.expectation_shortfall(persona.expectation, touchpoint.quality)
    if shortfall > worst.severity and draws[Draw.EXPECTATION] < feelings.expectation_friction * shortfall:
        worst = Trouble(EXPECTATION, shortfall)
    if touchpoint.is_message:
        worst = message_friction(customer, touchpoint, draws, elapsed, worst)
    return worst


def message_friction(
    customer: Customer, touchpoint: TouchpointPlan, draws: list[float], elapsed: float, worst: Trouble
) -> Trouble:
    """Return the friction of a message that is irrelevant or comes at the wrong moment, if it is worse than the rest."""
    severity = sample(touchpoint.message_severity, draws[Draw.MESSAGE_SEVERITY])
    if severity > worst.severity:
        pace = customer.persona.pace
        if draws[Draw.IRRELEVANT] >= rules.shift_odds(touchpoint.relevance, customer.persona.message_log_odds):
            return Trouble(IRRELEVANT, severity)
        if not touchpoint.earliest * pace <= elapsed <= touchpoint.latest * pace:
            return Trouble(BAD_TIMING, severity)
    return worst


def suffer(
    world: World, customer: Customer, touchpoint: TouchpointPlan, trouble: Trouble, draws: list[float], place: dict[str, int]
) -> Generator[simpy.Event, None, tuple[Outcome, Notice, float]]:
    """Meet a friction: the company notices, or the customer complains, or stays silent; recovery succeeds or fails."""
    if draws[Draw.DETECT] < touchpoint.detection:
        notice = Notice.DETECTED
    elif draws[Draw.COMPLAIN] < rules.complaint_probability(customer.persona.complaint, trouble.severity):
        notice = Notice.COMPLAINED
        customer.complaints += 1
    else:
        notice = Notice.SILENT
    if notice is Notice.SILENT or touchpoint.desk == NONE:
        felt = be_let_down(world, customer, touchpoint, trouble, trouble.severity)
        return Outcome.FRICTION, notice, felt

    desk = world.plan.desks[touchpoint.desk]
    recovered = yield from recover(world, customer, touchpoint, trouble, draws, place)
    if recovered:
        customer.recoveries += 1
        rest = trouble.severity * (1.0 - desk.repair)
        felt = be_let_down(world, customer, touchpoint, trouble, rest, desk.goodwill)
        return Outcome.RECOVERED, notice, felt
    felt = be_let_down(world, customer, touchpoint, trouble, trouble.severity * world.plan.feelings.double_deviation)
    return Outcome.FRICTION, notice, felt


def recover(
    world: World, customer: Customer, touchpoint: TouchpointPlan, trouble: Trouble, draws: list[float], place: dict[str, int]
) -> Generator[simpy.Event, None, bool]:
    """Go through a recovery desk: queue, staff time, result."""
    desk = world.plan.desks[touchpoint.desk]
    team = world.teams[desk.team] if desk.team != NONE else None
    began = world.clock.now
    if team is not None:
        yield world.clock.after(0.0, Kind.JOIN, customer.number, customer.step)
        priority = desk.priority + customer.persona.priority
        ticket = team.join(customer.number, customer.step, priority, float("inf"), may_be_turned_away=False)
        if ticket.answer is Answer.WAITING:
            yield ticket.answered
    wait = world.clock.now - began
    time = sample(desk.time, draws[Draw.RECOVERY_TIME])
    yield world.clock.after(time, Kind.SERVICE_END, customer.number, customer.step)
    customer.cost += desk.cost
    if team is not None:
        team.leave()
        customer.cost += time * team.plan.cost_per_day
    turnaround = sample(desk.turnaround, draws[Draw.RECOVERY_TURNAROUND])
    if turnaround > 0.0:
        yield world.pause(customer, turnaround)
    skill = rules.recovery_probability(desk.skill, touchpoint.empowerment, desk.hardness, trouble.severity)
    recovered = draws[Draw.RECOVERY_SUCCESS] < skill
    world.write(
        customer,
        Event.RECOVERY,
        outcome=Outcome.RECOVERED if recovered else Outcome.FRICTION,
        cause=trouble.cause,
        severity=trouble.severity,
        began=began,
        wait=wait,
        duration=time,
        **place,
    )
    return recovered


def be_let_down(
    world: World, customer: Customer, touchpoint: TouchpointPlan, trouble: Trouble, severity: float, goodwill: float = 0.0
) -> float:
    """Feel and remember what is left of a friction; return the feeling."""
    customer.frictions += 1
    shortfall = min(judged(world, customer, touchpoint), 0.0)
    felt = feel(world, customer, shortfall - escalated(world, customer, severity) + goodwill)
    remember(world, customer, trouble, touchpoint, severity)
    return felt


def enjoy(
    world: World, customer: Customer, touchpoint: TouchpointPlan, draws: list[float]
) -> tuple[Outcome, float]:
    """Meet no friction: delight, or what one could expect."""
    gap = judged(world, customer, touchpoint)
    if draws[Draw.DELIGHT] < rules.shift_odds(touchpoint.delight, customer.persona.delight_log_odds):
        strength = sample(touchpoint.delight_strength, draws[Draw.DELIGHT_STRENGTH])
        return Outcome.DELIGHT, feel(world, customer, max(gap, 0.0) + strength)
    return Outcome.OK, feel(world, customer, gap)


def judged(world: World, customer: Customer, touchpoint: TouchpointPlan) -> float:
    """Return how the quality delivered stands against what this customer expects."""
    return world.plan.feelings.expectation_weight * (touchpoint.quality - customer.persona.expectation)


def feel(world: World, customer: Customer, gap: float) -> float:
    """Turn a gap into a feeling, which moves the mood and joins the impressions of the journey."""
    felt = rules.felt_value(gap, customer.persona.loss_aversion, world.plan.feelings.sensitivity)
    customer.mood = rules.mood_after(customer.mood, felt, world.plan.feelings.mood_carry)
    customer.impressions.add(felt)
    return felt


def escalated(world: World, customer: Customer, severity: float) -> float:
    """Return a severity as felt by somebody who remembers earlier failures."""
    return rules.escalated(severity, world.memory(customer), world.plan.feelings.escalation)


def remember(world: World, customer: Customer, trouble: Trouble, touchpoint: TouchpointPlan, severity: float) -> None:
    """Keep an unresolved friction in mind, and which one was the worst."""
    if not world.plan.memory or severity == 0.0:
        return
    now, half_life = world.clock.now, world.plan.feelings.memory_half_life
    worst = customer.worst
    customer.memory = world.memory(customer) + severity
    customer.memory_time = now
    if severity >= rules.memory_now(worst.severity, now - worst.time, half_life):
        customer.worst = Failure(severity, trouble.cause, touchpoint.index, now)


def ask(
    world: World,
    customer: Customer,
    touchpoint: TouchpointPlan,
    trouble: Trouble,
    felt: float,
    wait: float,
    draws: list[float],
    place: dict[str, int],
) -> None:
    """Ask for CSAT and CES: the answers read the state through response bias and noise, and change nothing."""
    surveys, response = world.plan.surveys, customer.persona.survey_response
    if draws[Draw.CSAT_RESPONSE] < rules.response_probability(response, surveys.extremity, felt):
        noise = surveys.csat.noise * normal_quantile(draws[Draw.CSAT_NOISE])
        score = rules.score(surveys.csat.centre, surveys.csat.gain, felt, noise, 1, 5)
        world.write(customer, Event.CSAT, score=score, **place)
    if draws[Draw.CES_RESPONSE] < rules.response_probability(response, surveys.extremity, felt):
        excess = rules.wait_severity(wait, touchpoint.tolerance * customer.persona.patience)
        noise = surveys.ces.noise * normal_quantile(draws[Draw.CES_NOISE])
        asked = rules.effort(trouble.severity, excess, place["visit"] - 1)
        world.write(customer, Event.CES, score=rules.score(surveys.ces.centre, -surveys.ces.gain, asked, noise, 1, 7), **place)


def stops_here(world: World, customer: Customer, touchpoint: TouchpointPlan, draws: list[float]) -> bool:
    """Decide whether the customer stops at this touchpoint."""
    gate, advocacy = world.plan.gate, world.plan.advocacy
    prospect = customer.state is State.PROSPECT
    base = touchpoint.stop_prospect if prospect else touchpoint.stop_customer
    if base == 0.0:
        return False
    if not prospect:
        holding_back = customer.persona.switching_cost
    elif touchpoint.reads_reviews:
        holding_back = advocacy.review_weight * (world.board.read(world.clock.now) - advocacy.prior_rating)
    else:
        holding_back = 0.0
    stakes = touchpoint.stakes * customer.persona.stakes[touchpoint.index]
    memory = world.memory(customer)
    return draws[Draw.GATE] < rules.stop_probability(
        base, stakes, gate.friction, memory, gate.mood, customer.mood, gate.competition, holding_back
    )
