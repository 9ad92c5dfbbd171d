"""Perception: surveys read the state through bias and noise; reviews and word of mouth reach others."""

from cxsim.engine import rules
from cxsim.engine.behaviour.log import write_at_touchpoint, write_in_journey
from cxsim.engine.behaviour.reach import (
    Part,
    Person,
    Sim,
    counts_now,
    draw,
    happens,
    invite,
    journey_at,
    journey_cell,
    meeting,
    persona_of,
    post,
    sample,
    turn_to_journey,
    visit_cell,
)
from cxsim.engine.behaviour.written import behaviour
from cxsim.engine.sampling import normal_quantile
from cxsim.engine.tally import count_ces, count_csat, count_nps
from cxsim.engine.vocabulary import Draw, Event, JourneyDraw


@behaviour
def ask(sim: Sim, person: Person, touchpoint: Part) -> None:
    """Ask for CSAT and CES: answers read the state through response bias and noise, and change nothing."""
    response = rules.response_probability(persona_of(sim, person).survey_response, sim.extremity, person.felt)
    if happens(sim, response, Draw.CSAT_RESPONSE):
        noise = sim.csat_noise * normal_quantile(draw(sim, Draw.CSAT_NOISE))
        score = rules.score(sim.csat_centre, sim.csat_gain, person.felt, noise, 1, 5)
        write_at_touchpoint(sim, person, Event.CSAT).score = score
        if counts_now(sim, person):
            count_csat(visit_cell(sim, person), score)
    if happens(sim, response, Draw.CES_RESPONSE):
        tolerance = meeting(sim, person).tolerance * person.patience_factor
        excess = rules.wait_severity(person.wait, tolerance)
        noise = sim.ces_noise * normal_quantile(draw(sim, Draw.CES_NOISE))
        asked = rules.effort(person.severity, excess, person.visit - 1)
        score = rules.score(sim.ces_centre, -sim.ces_gain, asked, noise, 1, 7)
        write_at_touchpoint(sim, person, Event.CES).score = score
        if counts_now(sim, person):
            count_ces(visit_cell(sim, person), score)


@behaviour
def speak(sim: Sim, person: Person) -> None:
    """Answer the NPS survey, write a review, bring a friend or warn others; one's own state stays."""
    journey = journey_at(sim, person, person.journey)
    turn_to_journey(sim, person.number, journey.address, person.occurrence)
    satisfaction = person.satisfaction
    noise = sim.nps_noise * normal_quantile(draw(sim, JourneyDraw.NPS_NOISE))
    likelihood = rules.score(sim.nps_centre, sim.nps_gain, satisfaction, noise, 0, 10)
    willing = persona_of(sim, person).survey_response
    response = rules.response_probability(willing, sim.extremity, satisfaction)
    if happens(sim, response, JourneyDraw.NPS_RESPONSE):
        write_in_journey(sim, person, Event.NPS).score = likelihood
        if counts_now(sim, person):
            count_nps(journey_cell(sim, person), likelihood)
    review = rules.response_probability(sim.review, sim.extremity, satisfaction)
    if happens(sim, review, JourneyDraw.REVIEW):
        noise = sim.stars_noise * normal_quantile(draw(sim, JourneyDraw.STARS_NOISE))
        stars = rules.score(sim.stars_centre, sim.stars_gain, satisfaction, noise, 1, 5)
        post(sim, person.now, stars)
        write_in_journey(sim, person, Event.REVIEW).score = stars
    if likelihood >= 9 and happens(sim, sim.referral, JourneyDraw.REFERRAL):
        person.referrals += 1
        delay = sample(sim, sim.referral_delay, JourneyDraw.REFERRAL_DELAY)
        write_in_journey(sim, person, Event.REFERRAL).score = person.referrals
        invite(sim, person, delay)
    if likelihood <= 6 and happens(sim, sim.warning, JourneyDraw.WARNING):
        post(sim, person.now, 1)
        write_in_journey(sim, person, Event.WARNING).score = 1
