"""Perception: surveys read the state through bias and noise; reviews and word of mouth reach others."""

from cxsim.engine import rules
from cxsim.engine.customer import Customer
from cxsim.engine.frictions import Friction
from cxsim.engine.parts import JourneyPlan, TouchpointPlan
from cxsim.engine.sampling import normal_quantile
from cxsim.engine.simulation import Simulation, sample
from cxsim.engine.streams import mix
from cxsim.engine.tally import count_ces, count_csat, count_nps
from cxsim.engine.vocabulary import FIRST_REFERRED, Draw, Event, JourneyDraw


def ask(
    sim: Simulation,
    customer: Customer,
    touchpoint: TouchpointPlan,
    friction: Friction,
    felt: float,
    wait: float,
    draws: list[float],
    place: dict[str, int],
) -> None:
    """Ask for CSAT and CES: answers read the state through response bias and noise, and change nothing."""
    surveys, response = sim.plan.surveys, customer.persona.survey_response
    if draws[Draw.CSAT_RESPONSE] < rules.response_probability(response, surveys.extremity, felt):
        noise = surveys.csat.noise * normal_quantile(draws[Draw.CSAT_NOISE])
        score = rules.score(surveys.csat.centre, surveys.csat.gain, felt, noise, 1, 5)
        sim.write(customer, Event.CSAT, score=score, **place)
        if sim.counts(customer):
            for cell in sim.cells(customer, touchpoint.index, place["origin"]):
                count_csat(cell, score)
    if draws[Draw.CES_RESPONSE] < rules.response_probability(response, surveys.extremity, felt):
        excess = rules.wait_severity(wait, touchpoint.tolerance * customer.persona.patience)
        noise = surveys.ces.noise * normal_quantile(draws[Draw.CES_NOISE])
        asked = rules.effort(friction.severity, excess, place["visit"] - 1)
        score = rules.score(surveys.ces.centre, -surveys.ces.gain, asked, noise, 1, 7)
        sim.write(customer, Event.CES, score=score, **place)
        if sim.counts(customer):
            for cell in sim.cells(customer, touchpoint.index, place["origin"]):
                count_ces(cell, score)


def speak(
    sim: Simulation, customer: Customer, journey: JourneyPlan, occurrence: int, draws: list[float]
) -> None:
    """Answer the NPS survey, write a review, bring a friend or warn others; one's own state stays."""
    surveys, advocacy, satisfaction = sim.plan.surveys, sim.plan.advocacy, customer.satisfaction
    place = {"journey": journey.index, "occurrence": occurrence}
    noise = surveys.nps.noise * normal_quantile(draws[JourneyDraw.NPS_NOISE])
    likelihood = rules.score(surveys.nps.centre, surveys.nps.gain, satisfaction, noise, 0, 10)
    response = customer.persona.survey_response
    if draws[JourneyDraw.NPS_RESPONSE] < rules.response_probability(
        response, surveys.extremity, satisfaction
    ):
        sim.write(customer, Event.NPS, score=likelihood, **place)
        if sim.counts(customer):
            count_nps(sim.tally.journeys[customer.persona.index], likelihood)
    if draws[JourneyDraw.REVIEW] < rules.response_probability(
        advocacy.review, surveys.extremity, satisfaction
    ):
        noise = advocacy.stars.noise * normal_quantile(draws[JourneyDraw.STARS_NOISE])
        stars = rules.score(advocacy.stars.centre, advocacy.stars.gain, satisfaction, noise, 1, 5)
        sim.board.write(sim.clock.now, stars)
        sim.write(customer, Event.REVIEW, score=stars, **place)
    if likelihood >= 9 and draws[JourneyDraw.REFERRAL] < advocacy.referral:
        customer.referrals += 1
        number = FIRST_REFERRED | mix(customer.number ^ mix(customer.referrals)) >> 2
        delay = sample(sim.plan.referral_delay, draws[JourneyDraw.REFERRAL_DELAY])
        sim.write(customer, Event.REFERRAL, score=customer.referrals, **place)
        sim.invite(number, delay)
    if likelihood <= 6 and draws[JourneyDraw.WARNING] < advocacy.warning:
        sim.board.write(sim.clock.now, 1)
        sim.write(customer, Event.WARNING, score=1, **place)
