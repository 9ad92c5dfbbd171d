"""The records of the compiled engine: what a scenario says, flattened, and the state of one replication.

A field named ``…_at`` holds an address; a sampler is named by its place among the samplers. Shares and tables
stand one after another among the numbers, and a field holds the place of the first.
"""

import numpy as np

from cxsim.engine.compiled.memory import records
from cxsim.engine.meetings import Meeting


def record(**fields: str) -> np.dtype:
    """Return the type of records with these fields, given as kind and names: ``f8="a b"``."""
    return np.dtype([(name, kind) for kind, names in fields.items() for name in names.split()], align=True)


SAMPLER = record(f8="a b c", i8="kind table length")
PERSONA = record(
    f8="pace patience complaint loss_aversion switching_cost loyalty survey_response contract expectation "
    "technology friction_log_odds",
    i8="satisfaction priority",
)
TOUCHPOINT = record(
    f8="quality stop_prospect stop_customer redial detection recording empowerment cost",
    i8="address team staffed_by priority service cause causes delight_strength patience "
    "turned_back_severity redial_delay escape escapes is_message message_severity desk survey reads_reviews "
    "forced every",
)
# What a touchpoint means to a persona.
MEETING = record(f8=" ".join(Meeting._fields))
CAUSE = record(f8="probability technology load usual", i8="index severity")
# How likely a cause strikes a persona while nobody waits.
ESCAPE = record(f8="share", i8="target")
JOURNEY = record(
    f8="mean_interval after_friction resolves",
    i8="address is_after_sales every after_friction_delay rhythm first firsts starts",
)
# The way on from a touchpoint in a journey.
FORK = record(i8="link links routes context_loss")
LINK = record(f8="context_loss", i8="target delay")
TEAM = record(f8="head_start cost_per_day", i8="turn_away lines absolute_priority shifts starts staff")
DESK = record(f8="skill hardness repair goodwill cost", i8="team staffed_by priority time turnaround")

# What is seldom asked for stands first, and what most visits turn to together after it.
PERSON = record(
    f8="arrived since ended last_purchase called_for worst_severity worst_time desk_began desk_wait "
    "desk_time now satisfaction mood memory memory_time cost total peak end started context_loss began "
    "wait load duration severity felt",
    u8="number",
    i4="index step occurrence count calls visits journeys frictions complaints recoveries referrals contacts "
    "good_contacts visit",
    i2="phase persona journey here origin last_touchpoint left_touchpoint left_journey cause worst_cause "
    "worst_touchpoint team desk",
    i1="state origin_kind measured troubled outcome notice context_lost force forced",
)


def whole(journeys: int, touchpoints: int) -> np.dtype:
    """Return the type of people with what is kept for each journey and touchpoint, all in one place."""
    each = [("needs", "f8", (journeys,)), ("occurrences", "i4", (journeys,))]
    here = [("visits", "i4", (touchpoints,)), ("forced", "i1", (touchpoints,))]
    return np.dtype([("person", PERSON), *each, *here], align=True)


# Something that will happen: to a person, or to team -1 - person; and the place of another, on the same day.
HAPPENING = record(f8="time", i4="kind person step other")
# A place in the queue of a team, of somebody who was at this step when they joined.
PLACE = record(f8="since", i8="rank", i4="person step")
CREW = record(i8="on_duty busy waiting places week shift calendar goes_on")
ROW = record(
    i8="customer",
    f8="time severity felt began wait duration score mood satisfaction",
    i4="step occurrence visit",
    i2="persona event journey touchpoint origin outcome notice cause",
    i1="recorded",
)
SIMULATION = record(
    u8="key0 key1 draw_customer draw_journey draw_place",
    # what the scenario says
    f8="horizon warm_up last_arrival prospects_per_day window "
    # feelings
    "sensitivity expectation_friction mood_carry mean_weight peak_weight end_weight "
    "learning tenure_half half_life double_deviation escalation "
    # gate and loyalty
    "friction_weight mood_weight competition anchor renewal slope_below slope_above loyalty_friction "
    # surveys and advocacy
    "csat_centre csat_gain csat_noise ces_centre ces_gain ces_noise nps_centre nps_gain nps_noise extremity "
    "stars_centre stars_gain stars_noise review referral warning prior_rating prior_reviews review_weight "
    # the clock of this replication
    "now next_arrival until next_until",
    i8="existing tenure arrival_rhythm persona_shares personas touchpoints causes journeys onboarding "
    "after_sales renewing teams handoff_severity referral_delay memory "
    # addresses
    "numbers_at whole_numbers_at samplers_at personas_at touchpoints_at meetings_at causes_at strikes_at "
    "escapes_at ways_at journeys_at forks_at links_at teams_at desks_at "
    "uniforms_at blocks_at people_at agenda_at later_at days_at "
    "places_at crews_at board_at persona_tally_at passage_tally_at journey_tally_at team_tally_at rows_at "
    # what there is room for, and what there is
    "person_size people_room people_count agenda_room agenda_size later_size later_free today "
    "places_room waiting rows_room rows_count recording "
    # how far it has come
    "placed rank walking queue_full day stars reviews moves branching",
)

samplers = records(SAMPLER)
personas = records(PERSONA)
touchpoints = records(TOUCHPOINT)
meetings = records(MEETING)
causes = records(CAUSE)
escapes = records(ESCAPE)
journeys = records(JOURNEY)
forks = records(FORK)
links = records(LINK)
teams = records(TEAM)
desks = records(DESK)
people = records(PERSON)
happenings = records(HAPPENING)
places = records(PLACE)
crews = records(CREW)
rows = records(ROW)
