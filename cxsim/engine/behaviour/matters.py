"""Matters: what somebody comes to the company with, from the first contact about it to the last."""

import math

from cxsim.engine.behaviour.forks import went_wrong
from cxsim.engine.behaviour.reach import Person, Sim, counts_now, journey_cell
from cxsim.engine.behaviour.written import behaviour
from cxsim.engine.tally import count_about_matter, count_matter, served


@behaviour
def take_up_matter(person: Person) -> None:
    """Come with something new."""
    person.matter, person.goes_on = 1, 0
    person.contacts, person.good_contacts, person.last_contact = 0, 0, -math.inf


@behaviour
def speak_about_matter(sim: Sim, person: Person) -> None:
    """Have spoken with staff about what one came with: who hung up has spoken to nobody."""
    if not served(person.outcome):
        return
    if counts_now(sim, person):
        count_about_matter(journey_cell(sim, person), person.began - person.last_contact)
        person.contacts += 1
        person.good_contacts += not went_wrong(person)
    person.last_contact = person.began


@behaviour
def leave_matter(sim: Sim, person: Person, settled: bool) -> None:
    """Come to the end of a matter: it is settled, or nothing more is done about it."""
    person.matter, person.goes_on = 0, 0
    if counts_now(sim, person):
        count_matter(journey_cell(sim, person), settled, person.contacts, person.good_contacts)
