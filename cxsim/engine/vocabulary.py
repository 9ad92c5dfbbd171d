"""The words of the event log as numbers: events, outcomes, notices, built-in causes, purposes of draws."""

from collections.abc import Mapping
from enum import IntEnum


class Event(IntEnum):
    """Kinds of event, one row each in the log."""

    ARRIVED = 0
    JOURNEY_STARTED = 1
    CONTEXT_LOST = 2
    VISIT = 3
    RECOVERY = 4
    CSAT = 5
    CES = 6
    NPS = 7
    REVIEW = 8
    WARNING = 9
    REFERRAL = 10
    JOURNEY_ENDED = 11
    CONVERTED = 12
    PURCHASED = 13
    BOUGHT_ELSEWHERE = 14
    RENEWED = 15
    NOT_CONVERTED = 16
    LEFT = 17
    LAPSED = 18
    FOLLOWED_UP = 19
    NOTICE = 20
    INTENDED = 21  # made up their mind to leave
    WON_BACK = 22
    OVERDUE = 23  # no answer about a case within a customer's tolerance, once more
    LEVEL = 24  # took more, or less


class Outcome(IntEnum):
    """How a visit, a recovery or a journey ended."""

    OK = 0
    DELIGHT = 1
    FRICTION = 2  # unresolved
    RECOVERED = 3
    ABANDONED = 4  # out of patience
    CLOSED = 5
    BUSY = 6  # every line taken
    GOAL = 7
    STOPPED = 8  # the journey, not the relationship
    GAVE_UP = 9  # not served, and did not try again
    LEFT = 10


class Notice(IntEnum):
    """Whether the company came to know of a friction."""

    DETECTED = 0
    COMPLAINED = 1
    SILENT = 2


# Groups of people on whom an experiment can force different outcomes. One whole number says what it forces on
# each of them, in a few bits; all bits set, which is -1 altogether, leave a group as it is.
GROUPS = 10
FORCED_BITS = 4
FREE = 15


def forced_on(outcomes: Mapping[int, int], already: int = -1) -> int:
    """Return the number that says which outcome is forced on which groups, beside what is already.

    Examples
    --------
    >>> forced_on({}), forced_on({0: Outcome.FRICTION}) & FREE
    (-1, 2)
    """
    for group, outcome in outcomes.items():
        already ^= (FREE ^ outcome) << FORCED_BITS * group
    return already


def forced_at(forced: int, group: int) -> int:
    """Return which outcome is forced on a group, or `FREE`."""
    return forced >> FORCED_BITS * group & FREE


class Forced(IntEnum):
    """What became of the journey in which an outcome was first forced on a person."""

    NEVER = -1  # no outcome was
    NO_GOAL = 0
    GOAL = 1
    UNDER_WAY = 2


class Callback(IntEnum):
    """Whether somebody who came to a team has asked to be called back."""

    NONE = 0
    REACHED = 1
    MISSED = 2  # will not be reached


class State(IntEnum):
    """What a person is to the company."""

    PROSPECT = 0
    CUSTOMER = 1
    NOT_CONVERTED = 2
    LEFT = 3
    LAPSED = 4


class Origin(IntEnum):
    """How a person came into the simulation."""

    EXISTING = 0
    PROSPECT = 1
    REFERRED = 2


BUILT_IN_CAUSES = (
    "lost_context",
    "long_wait",
    "abandoned",
    "closed",
    "busy",
    "unrealistic_expectation",
    "irrelevant_message",
    "bad_timing",
    "overdue",
)
LOST_CONTEXT, LONG_WAIT, ABANDONED, CLOSED, BUSY, EXPECTATION, IRRELEVANT, BAD_TIMING, OVERDUE = range(9)
NONE = -1


class Draw(IntEnum):
    """Purposes of the draws at a visit. Cause of friction i (up to 32) has `STRIKE` + i and `SEVERITY` + i.

    Four draws come from one block of the generator, which costs as much as a single draw: those that most
    visits need stand together.
    """

    SERVICE = 0
    GATE = 1
    ROUTE = 2
    STRIKE = 3

    DELAY = 40
    DELIGHT = 41
    PATIENCE = 42
    CONTEXT = 43
    EXPECTATION = 44
    RECORDED = 45
    CSAT_RESPONSE = 46
    CES_RESPONSE = 47
    DETECT = 48
    COMPLAIN = 49
    AFTER_FRICTION = 50
    AFTER_FRICTION_DELAY = 51
    RECOVERY_TIME = 52
    RECOVERY_TURNAROUND = 53
    RECOVERY_SUCCESS = 54
    DELIGHT_STRENGTH = 55
    TURNED_BACK_SEVERITY = 56
    REDIAL = 57
    REDIAL_DELAY = 58
    CONTEXT_SEVERITY = 59
    IRRELEVANT = 60
    MESSAGE_SEVERITY = 61
    CSAT_NOISE = 62
    CES_NOISE = 63
    FORCED_CAUSE = 64
    CASE_ASKS = 65
    AT_ONCE = 66
    INTENTION_LASTS = 67
    WIN_BACK = 68
    KNOWS_HOURS = 69
    CALLBACK = 70
    UNREACHED = 71

    SEVERITY = 72


class LifeDraw(IntEnum):
    """Purposes of the draws that belong to a person, not to a visit."""

    PERSONA = 0
    TENURE = 1
    SATISFACTION = 2
    ARRIVAL = 3
    LOYALTY = 4
    PATIENCE = 5
    EXPECTATION = 6
    PACE = 7
    NEEDS = 8
    ADDRESSED = 9


class JourneyDraw(IntEnum):
    """Purposes of the draws that belong to one journey of a person."""

    INTERVAL = 0
    PHASE = 1
    START = 2
    LOYALTY = 3
    NPS_RESPONSE = 4
    NPS_NOISE = 5
    REVIEW = 6
    STARS_NOISE = 7
    REFERRAL = 8
    REFERRAL_DELAY = 9
    WARNING = 10
    WIN_BACK_CASE = 11
    LEVEL = 12
    PART = 13


# Addresses of draws that belong to the whole life, or to a journey as a whole (names have a checksum as
# their address).
LIFE = 0
WHOLE_JOURNEY = 0
# Occurrences of a journey that a friction called for are numbered from here, so that they never shift the
# others.
CALLED_FOR = 1 << 24
# What a case draws when it is overdue for the n-th time is addressed by its visit plus n times this.
LATE = 1 << 16
# What happens to a person's cases comes after what they do at the same moment: it bears the number of the
# case from here, in the place of the person's own step.
CASES = 1 << 30
# Intervals before time 0 are numbered from here.
EARLIER = 1 << 25
# What a run before time 0 draws is addressed by another seed, and who of it is taken by this occurrence of
# life.
BEFORE = 1 << 26
# Numbers of customers: existing ones from 0, prospects from here, referred ones (by parent and rank) from
# there.
FIRST_PROSPECT = 1 << 40
FIRST_REFERRED = 1 << 62
