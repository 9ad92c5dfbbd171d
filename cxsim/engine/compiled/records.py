"""The records of the compiled engine: what a scenario says, flattened, and the state of one replication.

A field named ``…_at`` holds an address; a sampler is named by its place among the samplers. Shares and tables
stand one after another among the numbers, and a field holds the place of the first.
"""

from typing import get_type_hints

import numpy as np

from cxsim.engine.compiled.memory import records
from cxsim.engine.meetings import Meeting
from cxsim.engine.parts import (
    BranchPlan,
    CausePlan,
    DeskPlan,
    JourneyPlan,
    LinkPlan,
    PersonaPlan,
    TeamPlan,
    TouchpointPlan,
)
from cxsim.engine.values import Values


def record(part: type | None = None, without: str = "", **more: str) -> np.dtype:
    """Return the type of records with the fields of a part of a plan, and more: ``f8="a b"``.

    What is no number takes a whole one: its place, or how many there are.
    """
    hints = get_type_hints(part) if part else {}
    fields = {name: "f8" if hint is float else "i8" for name, hint in hints.items()}
    fields |= {name: kind for kind, names in more.items() for name in names.split()}
    return np.dtype([field for field in fields.items() if field[0] not in without.split()], align=True)


SAMPLER = record(f8="a b c", i8="kind table length")
PERSONA = record(PersonaPlan)
TOUCHPOINT = record(TouchpointPlan, i8="cause escape")
# What a touchpoint means to a persona.
MEETING = record(Meeting)
CAUSE = record(CausePlan)
ESCAPE = record(f8="share", i8="target")
JOURNEY = record(JourneyPlan, without="type forks context_loss", i8="is_after_sales firsts")
# The ways on from a touchpoint in a journey: the forks of all touchpoints first, then those in them.
FORK = record(i8="link links routes branch branches narrows context_loss")
BRANCH = record(BranchPlan)
LINK = record(LinkPlan)
TEAM = record(TeamPlan, f8="cycle", i8="shifts starts")
DESK = record(DeskPlan)

# What is seldom asked for stands first, and what most visits turn to together after it.
PERSON = record(
    f8="arrived since ended last_purchase called_for last_contact leaves_at term_ends intends_until rest "
    "level level_then level_steps "
    "worst_severity worst_time desk_began desk_wait desk_time "
    "own_loyalty own_patience own_expectation own_pace own_needs needs_factor "
    "due patience_factor pace_factor bond expects now satisfaction mood memory memory_time cost total peak "
    "end started context_loss began "
    "wait load duration severity felt",
    u8="number",
    i4="index step occurrence count calls visits journeys frictions complaints recoveries referrals matter "
    "contacts good_contacts visit ticket awaits",
    i2="phase persona journey here origin last_touchpoint left_touchpoint left_journey cause worst_cause "
    "worst_touchpoint reason reason_touchpoint entry team desk",
    i1="variant state origin_kind measured troubled goes_on outcome notice context_lost force forced "
    "past_first intends worst_in_case has_case in_journey callback",
)
# The case that a recovery desk has of a person while life goes on (`cxsim.engine.customer.Case`).
CASE = record(
    f8="began wait time severity memory memory_time due",
    i4="number occurrence visit late",
    i2="desk team journey here origin cause",
    i1="phase in_matter",
)


def whole(journeys: int, touchpoints: int) -> np.dtype:
    """Return the type of people with what is kept for each journey and touchpoint, all in one place."""
    each = [("needs", "f8", (journeys,)), ("occurrences", "i4", (journeys,))]
    here = [("visits", "i4", (touchpoints,)), ("forced", "i1", (touchpoints,))]
    return np.dtype([("person", PERSON), *each, *here], align=True)


# Something that will happen: to a person, to their case (from step `CASES` on), or to team -1 - person; and
# the place of another, of the same quarter of an hour.
HAPPENING = record(f8="time", i4="kind person step other")
# A place in the queue of a team, of somebody who was at this step when they joined, or of their case.
PLACE = record(f8="since", i8="rank", i4="person step")
CREW = record(i8="on_duty busy waiting called_back places week shift calendar goes_on")
ROW = record(
    i8="customer",
    f8="time severity felt began wait duration score mood satisfaction",
    i4="step occurrence visit",
    i2="persona event journey touchpoint origin outcome notice cause",
    i1="recorded",
)
SIMULATION = record(
    Values,
    u8="key0 key1 draw_customer draw_journey draw_place",
    # the clock of this replication
    f8="now next_arrival until next_until",
    i8="always persona_shares personas touchpoints passages teams desks "
    "partial addressed together "
    # addresses
    "numbers_at whole_numbers_at samplers_at personas_at touchpoints_at meetings_at causes_at strikes_at "
    "escapes_at ways_at journeys_at forks_at branches_at links_at teams_at desks_at "
    "uniforms_at blocks_at people_at cases_at agenda_at later_at quarters_at "
    "places_at crews_at board_at crowds_at visit_tally_at journey_tally_at team_tally_at "
    "cost_tally_at level_tally_at rows_at "
    # what there is room for, and what there is
    "person_size people_room people_count agenda_room agenda_size later_size later_free quarter "
    "places_room waiting rows_room rows_count recording "
    # how far it has come
    "settled placed rank walking queue_full day stars reviews moves branching",
)

samplers = records(SAMPLER)
personas = records(PERSONA)
touchpoints = records(TOUCHPOINT)
meetings = records(MEETING)
causes = records(CAUSE)
escapes = records(ESCAPE)
journeys = records(JOURNEY)
forks = records(FORK)
branches = records(BRANCH)
links = records(LINK)
teams = records(TEAM)
desks = records(DESK)
people = records(PERSON)
cases = records(CASE)
happenings = records(HAPPENING)
places = records(PLACE)
crews = records(CREW)
rows = records(ROW)
