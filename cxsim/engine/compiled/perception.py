"""Perception in the compiled engine: the twin of `cxsim.engine.perception`."""

import math
from typing import Any

import numpy as np

from cxsim.engine import rules
from cxsim.engine.clock import Kind
from cxsim.engine.compiled.agenda import schedule
from cxsim.engine.compiled.draws import draw, happens, sample, turn_to_journey
from cxsim.engine.compiled.feelings import meeting
from cxsim.engine.compiled.log import write_at_touchpoint, write_in_journey
from cxsim.engine.compiled.memory import Record, compiled, integers
from cxsim.engine.compiled.newcomers import newcomer
from cxsim.engine.compiled.records import journeys, people, personas
from cxsim.engine.compiled.tallies import counts_now, journey_cell, passage_cell, persona_cell
from cxsim.engine.sampling import normal_quantile
from cxsim.engine.streams import mix64
from cxsim.engine.tally import count_ces, count_csat, count_nps
from cxsim.engine.vocabulary import FIRST_REFERRED, Draw, Event, JourneyDraw, Origin

_FIRST_REFERRED = np.uint64(FIRST_REFERRED)
_2 = np.uint64(2)


@compiled
def ask(sim: Record, person: Record, touchpoint: Record, felt: float) -> None:
    """Ask for CSAT and CES: answers read the state through response bias and noise, and change nothing."""
    persona = personas(sim.personas_at, person.persona)
    response = rules.response_probability(persona.survey_response, sim.extremity, felt)
    if happens(sim, response, Draw.CSAT_RESPONSE):
        noise = sim.csat_noise * normal_quantile(draw(sim, Draw.CSAT_NOISE))
        score = rules.score(sim.csat_centre, sim.csat_gain, felt, noise, 1, 5)
        write_at_touchpoint(sim, person, Event.CSAT).score = score
        if counts_now(sim, person):
            for cell in (persona_cell(sim, person), passage_cell(sim, person)):
                count_csat(cell, score)
    if happens(sim, response, Draw.CES_RESPONSE):
        excess = rules.wait_severity(person.wait, meeting(sim, person).tolerance)
        noise = sim.ces_noise * normal_quantile(draw(sim, Draw.CES_NOISE))
        asked = rules.effort(person.severity, excess, person.visit - 1)
        score = rules.score(sim.ces_centre, -sim.ces_gain, asked, noise, 1, 7)
        write_at_touchpoint(sim, person, Event.CES).score = score
        if counts_now(sim, person):
            for cell in (persona_cell(sim, person), passage_cell(sim, person)):
                count_ces(cell, score)


@compiled
def speak(sim: Record, person: Record) -> None:
    """Answer the NPS survey, write a review, bring a friend or warn others; one's own state stays."""
    persona, journey = (
        personas(sim.personas_at, person.persona),
        journeys(sim.journeys_at, person.journey),
    )
    turn_to_journey(sim, person.number, journey.address, person.occurrence)
    satisfaction = person.satisfaction
    noise = sim.nps_noise * normal_quantile(draw(sim, JourneyDraw.NPS_NOISE))
    likelihood = rules.score(sim.nps_centre, sim.nps_gain, satisfaction, noise, 0, 10)
    response = rules.response_probability(persona.survey_response, sim.extremity, satisfaction)
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
        mixed = mix64(np.uint64(person.number) ^ mix64(np.uint64(person.referrals)))
        delay = sample(sim, sim.referral_delay, JourneyDraw.REFERRAL_DELAY)
        write_in_journey(sim, person, Event.REFERRAL).score = person.referrals
        invite(sim, _FIRST_REFERRED | mixed >> _2, person.now + delay)
    if likelihood <= 6 and happens(sim, sim.warning, JourneyDraw.WARNING):
        post(sim, person.now, 1)
        write_in_journey(sim, person, Event.WARNING).score = 1


@compiled
def invite(sim: Record, number: Any, time: float) -> None:
    """Let a referred prospect arrive at a time."""
    if time < sim.horizon:
        index = newcomer(sim, number, Origin.REFERRED)
        people(sim.people_at, index).now = time
        schedule(sim, time, Kind.STEP, index, 0)


@compiled
def post(sim: Record, time: float, stars: int) -> None:
    """Post a review; it can be read from the next day on."""
    board, day = integers(sim.board_at), 2 * math.floor(time)
    board[day] += stars
    board[day + 1] += 1


@compiled
def read(sim: Record, time: float) -> float:
    """Return the rating as it stands in the morning of that day."""
    board, today = integers(sim.board_at), math.floor(time)
    while sim.day < today:
        sim.stars += board[2 * sim.day]
        sim.reviews += board[2 * sim.day + 1]
        sim.day += 1
    return rules.rating(sim.prior_rating, sim.prior_reviews, sim.stars, sim.reviews)
