"""What is measured of each part of a journey: the names of KPIs, by scope.

What each of them means and is made of stands in `cxsim.results.catalogue`.
"""

from typing import Literal, get_args

Scope = Literal["journey", "persona", "touchpoint", "stage", "channel", "department", "link", "team"]
SCOPES: tuple[Scope, ...] = get_args(Scope)

PEOPLE = (
    *("todays", "stay", "stay_year", "yearly_retention", "revenue_retention", "came", "join", "customers"),
    *("silent_leavers", "lost_in_term", "intending", "notices", "won_back"),
    *("troubled", "cost_to_serve", "value", "satisfaction"),
)
VISITS = ("friction", "unresolved", "delight", "complaint", "silent", "recovered", "felt")
CASES = ("answered_in_target", "time_to_answer", "unanswered")
SURVEYS = ("csat", "satisfied", "ces")
NOT_SERVED = ("abandonment", "closed", "busy")
WHOLE = (
    *(*PEOPLE, *VISITS, *CASES, *SURVEYS, "nps", "visits", "first_contact_resolution"),
    *("repeat_contacts_7", "repeat_contacts_30", "goal_reached"),
    *NOT_SERVED,
)
PLACE = (*VISITS, *CASES, *SURVEYS, "visits", "pain", "left_here", "lost_after", "stopping", *NOT_SERVED)
# Minutes on the phone and days until a technician comes have no mean: waits are told where they are alike.
WITH_WAIT = (*PLACE, "wait")
LINK = ("visits", "context_lost", "felt", "friction")
TEAM = (
    *("occupancy", "wait", "service_level", "abandonment", "closed", "busy"),
    *("called_back", "unreached", "contacts"),
)

KPIS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(SCOPES, PLACE),
    **dict.fromkeys(("touchpoint", "channel"), WITH_WAIT),
    "journey": WHOLE,
    "persona": WHOLE,
    "link": LINK,
    "team": TEAM,
}
ALL_KPIS = tuple(dict.fromkeys(name for names in KPIS.values() for name in names))

# Those that are no shares, from 0 to 1.
NO_SHARES = frozenset(
    (
        *("todays", "came", "customers", "visits", "notices", "won_back", "contacts", "wait"),
        *("time_to_answer", "occupancy", "revenue_retention"),
        *("cost_to_serve", "value", "satisfaction", "felt", "pain", "csat", "ces", "nps"),
    )
)
