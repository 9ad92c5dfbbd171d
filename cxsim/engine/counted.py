"""What is counted: the places of a tally, by name."""

from enum import IntEnum


class AtVisit(IntEnum):
    """What is counted at visits, by persona and passage."""

    # As in `Outcome`.
    OK = 0
    DELIGHT = 1
    FRICTION = 2
    RECOVERED = 3
    ABANDONED = 4
    CLOSED = 5
    BUSY = 6
    # As in `Notice`.
    DETECTED = 7
    COMPLAINED = 8
    SILENT = 9
    CONTEXT_LOST = 10
    CSAT = 11
    CSAT_ANSWERS = 12
    CSAT_SATISFIED = 13
    CES = 14
    CES_ANSWERS = 15
    # Sums, in units.
    FELT = 16
    PAIN = 17
    WAIT = 18  # of those served by staff, days
    CONTACTS = 19  # served by staff
    # Cases that stay open while life goes on, where they were opened; since the warm-up.
    CASES = 20
    ANSWERS = 21
    ANSWERED_WELL = 22
    TARGETED = 23  # answered by a desk with a target
    IN_TARGET = 24
    ANSWER_TIME = 25  # days, in units


class InJourney(IntEnum):
    """What is counted by persona, most of it at the end of journeys."""

    ENDED = 0
    GOALS = 1
    MATTERS = 2  # that came to an end, with at least one contact with staff
    RESOLVED_FIRST = 3
    NPS = 4  # promoters minus detractors
    NPS_ANSWERS = 5
    CONTACTS = 6  # served by staff, in after-sales journeys
    AGAIN_7 = 7  # of them within so many days of an earlier one about the same matter
    AGAIN_30 = 8
    INTENDED = 9  # times that somebody made up their mind to leave
    NOTICES = 10
    WON_BACK = 11


class InTeam(IntEnum):
    """What is counted in teams, for everybody who came after the warm-up."""

    SERVED = 0
    ABANDONED = 1
    CLOSED = 2
    BUSY = 3
    WAIT = 4  # of visits served, days, in units
    WORK = 5  # with customers and their cases, days, in units
    CALLBACKS = 6
    UNREACHED = 7
    TARGETED = 8  # who waited in line for a team with a target
    IN_TARGET = 9


class Whose(IntEnum):
    """Of whom the cost to serve is counted, by persona and month."""

    TODAYS = 0  # who were customers when measuring began
    NEW = 1  # who became customers since
    PROSPECTS = 2  # who are no customers, or no longer


class Spent(IntEnum):
    """On what the cost to serve is spent."""

    STAFF = 0  # the time of teams, with customers and on their cases
    ELSE = 1


class AtLevel(IntEnum):
    """What is counted of levels, of what customers bring, by persona and month; sums in units."""

    STEPS = 0  # up and down, and back to 1 when they leave
    DAYS = 1  # each times what is left of the month
