"""Perception in the compiled engine: the twin of `cxsim.engine.perception`."""

import math
from typing import Any

import numpy as np

from cxsim.engine import rules
from cxsim.engine.clock import Kind
from cxsim.engine.compiled.agenda import schedule
from cxsim.engine.compiled.draws import draw, happens, sample, turn_to_journey
from cxsim.engine.compiled.feelings import meeting
from cxsim.engine.compiled.layout import journeys, people, personas
from cxsim.engine.compiled.log import write_at_touchpoint, write_in_journey
from cxsim.engine.compiled.memory import Record, compiled, integers
from cxsim.engine.compiled.newcomers import newcomer
from cxsim.engine.compiled.tallies import counts_now, journey_cell, passage_cell, persona_cell
from cxsim.engine.sampling import normal_quantile
from cxsim.engine.streams import mix64
from cxsim.engine.tally import count_ces, count_csat, count_nps
from cxsim.engine.vocabulary import FIRST_REFERRED, Draw, Event, JourneyDraw, Origin

_FIRST_REFERRED = np.uint64(FIRST_REFERRED)
_2 = np.uint64(2)


@compiled
def ask(world: Record, person: Record, touchpoint: Record, felt: float) -> None:
    """Ask for CSAT and CES: answers read the state through response bias and noise, and change nothing."""
    persona = personas(world.personas_at, person.persona)
    response = rules.response_probability(persona.survey_response, world.extremity, felt)
    if happens(world, response, Draw.CSAT_RESPONSE):
        noise = world.csat_noise * normal_quantile(draw(world, Draw.CSAT_NOISE))
        score = rules.score(world.csat_centre, world.csat_gain, felt, noise, 1, 5)
        write_at_touchpoint(world, person, Event.CSAT).score = score
        if counts_now(world, person):
            for cell in (persona_cell(world, person), passage_cell(world, person)):
                count_csat(cell, score)
    if happens(world, response, Draw.CES_RESPONSE):
        excess = rules.wait_severity(person.wait, meeting(world, person).tolerance)
        noise = world.ces_noise * normal_quantile(draw(world, Draw.CES_NOISE))
        asked = rules.effort(person.severity, excess, person.visit - 1)
        score = rules.score(world.ces_centre, -world.ces_gain, asked, noise, 1, 7)
        write_at_touchpoint(world, person, Event.CES).score = score
        if counts_now(world, person):
            for cell in (persona_cell(world, person), passage_cell(world, person)):
                count_ces(cell, score)


@compiled
def speak(world: Record, person: Record) -> None:
    """Answer the NPS survey, write a review, bring a friend or warn others; one's own state stays."""
    persona, journey = (
        personas(world.personas_at, person.persona),
        journeys(world.journeys_at, person.journey),
    )
    turn_to_journey(world, person.number, journey.address, person.occurrence)
    satisfaction = person.satisfaction
    noise = world.nps_noise * normal_quantile(draw(world, JourneyDraw.NPS_NOISE))
    likelihood = rules.score(world.nps_centre, world.nps_gain, satisfaction, noise, 0, 10)
    response = rules.response_probability(persona.survey_response, world.extremity, satisfaction)
    if happens(world, response, JourneyDraw.NPS_RESPONSE):
        write_in_journey(world, person, Event.NPS).score = likelihood
        if counts_now(world, person):
            count_nps(journey_cell(world, person), likelihood)
    review = rules.response_probability(world.review, world.extremity, satisfaction)
    if happens(world, review, JourneyDraw.REVIEW):
        noise = world.stars_noise * normal_quantile(draw(world, JourneyDraw.STARS_NOISE))
        stars = rules.score(world.stars_centre, world.stars_gain, satisfaction, noise, 1, 5)
        post(world, person.now, stars)
        write_in_journey(world, person, Event.REVIEW).score = stars
    if likelihood >= 9 and happens(world, world.referral, JourneyDraw.REFERRAL):
        person.referrals += 1
        mixed = mix64(np.uint64(person.number) ^ mix64(np.uint64(person.referrals)))
        delay = sample(world, world.referral_delay, JourneyDraw.REFERRAL_DELAY)
        write_in_journey(world, person, Event.REFERRAL).score = person.referrals
        invite(world, _FIRST_REFERRED | mixed >> _2, person.now + delay)
    if likelihood <= 6 and happens(world, world.warning, JourneyDraw.WARNING):
        post(world, person.now, 1)
        write_in_journey(world, person, Event.WARNING).score = 1


@compiled
def invite(world: Record, number: Any, time: float) -> None:
    """Let a referred prospect arrive at a time."""
    if time < world.horizon:
        index = newcomer(world, number, Origin.REFERRED)
        people(world.people_at, index).now = time
        schedule(world, time, Kind.STEP, index, 0)


@compiled
def post(world: Record, time: float, stars: int) -> None:
    """Post a review; it can be read from the next day on."""
    board, day = integers(world.board_at), 2 * math.floor(time)
    board[day] += stars
    board[day + 1] += 1


@compiled
def read(world: Record, time: float) -> float:
    """Return the rating as it stands in the morning of that day."""
    board, today = integers(world.board_at), math.floor(time)
    while world.day < today:
        world.stars += board[2 * world.day]
        world.reviews += board[2 * world.day + 1]
        world.day += 1
    return rules.rating(world.prior_rating, world.prior_reviews, world.stars, world.reviews)
