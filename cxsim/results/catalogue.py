"""Which KPIs there are: what each is called and means, and what it is made of.

A KPI is a ratio of two sums over all replications, such as complaints over frictions. A new one is an entry
here, its name in each scope that tells it (`cxsim.scenario.measures`), and a column of sums in
`cxsim.results.counts` if it needs one that is not there.
"""

import re
from typing import NamedTuple

from cxsim.results.intervals import AMOUNT, ANY, COUNT, FEELING, SHARE, Scale


class Kpi(NamedTuple):
    """What a KPI is.

    Attributes
    ----------
    title, meaning
        As people read them.
    numerator, denominator
        Columns of sums.
    unit
        ``share``, ``count``, ``money``, ``min``, ``feeling``, ``score`` or ``points``.
    scale
        What it can be.
    """

    title: str
    meaning: str
    numerator: str
    denominator: str
    unit: str = "share"
    scale: Scale = SHARE


CATALOGUE: dict[str, Kpi] = {
    "todays": Kpi(
        "Today’s customers",
        "Customers when measuring begins: of whom staying tells",
        "todays",
        "runs",
        "count",
        COUNT,
    ),
    "came": Kpi(
        "Prospects who come",
        "Prospects who come by themselves, early enough to decide: of whom joining tells",
        "came",
        "runs",
        "count",
        COUNT,
    ),
    "stay": Kpi("Stay", "Share of today’s customers who still are customers at the end", "stayed", "todays"),
    "stay_year": Kpi(
        "Stay a year",
        "Share of today’s customers who still are customers after a year",
        "stayed_year",
        "todays_for_a_year",
    ),
    "yearly_retention": Kpi(
        "Yearly retention",
        "Share of today’s customers past their first contract who still are customers after a year",
        "past_first_stayed",
        "past_first",
    ),
    "revenue_retention": Kpi(
        "Revenue retention",
        "Margin of today’s customers who still are customers at the end, as a share of that of all at first",
        "margin_kept",
        "margin_then",
        "share",
        AMOUNT,
    ),  # who takes more may outweigh those who leave
    "join": Kpi(
        "Join",
        "Share of prospects who came by themselves and became customers within the time to decide",
        "joined",
        "came",
    ),
    "customers": Kpi(
        "Customers", "Customers at the end of the follow-up", "customers_at_end", "runs", "count", COUNT
    ),
    "silent_leavers": Kpi(
        "Silent leavers", "Share of those who left or lapsed, who had never complained", "silent_lost", "lost"
    ),
    "lost_in_term": Kpi(
        "Lost within a term",
        "Share of those lost who had a contract, who left before its term had ended",
        "lost_bound",
        "bound",
    ),
    "intending": Kpi(
        "Mean to leave",
        "Share of customers at the end who mean to leave, or have given notice",
        "intending",
        "kept",
    ),
    "notices": Kpi("Notices", "Notices given, for each customer", "notices", "customers", "count", COUNT),
    "won_back": Kpi(
        "Won back",
        "Share of decisions to leave that customers took back before they left",
        "won_back",
        "intended",
        "share",
        AMOUNT,
    ),  # who decided in the warm-up may be won back after it
    "troubled": Kpi(
        "Troubled", "Share of customers who met at least one friction while measured", "troubled", "customers"
    ),
    "cost_to_serve": Kpi(
        "Cost to serve", "Cost to serve, for each customer-year", "cost", "years", "money", AMOUNT
    ),
    "value": Kpi(
        "Value",
        "Margin minus cost of each of today’s customers, discounted, until the horizon of value",
        "brought_by_todays",
        "todays",
        "money",
        ANY,
    ),
    "satisfaction": Kpi(
        "Satisfaction",
        "True relationship satisfaction of customers at the end, -1 to 1",
        "satisfaction",
        "kept",
        "feeling",
        FEELING,
    ),
    "visits": Kpi("Visits", "Visits, for each person measured", "visits", "people", "count", COUNT),
    "friction": Kpi(
        "Friction", "Share of visits with a friction (recovered or not, or not served)", "frictions", "visits"
    ),
    "unresolved": Kpi(
        "Unresolved", "Share of visits with a friction that was not put right", "unresolved", "visits"
    ),
    "delight": Kpi("Delight", "Share of visits with delight", "delights", "visits"),
    "complaint": Kpi(
        "Complaint", "Share of frictions about which the customer complained", "complaints", "frictions"
    ),
    "silent": Kpi("Silent", "Share of frictions of which the company never heard", "silences", "frictions"),
    "recovered": Kpi("Recovered", "Share of frictions noticed that were put right", "recoveries", "noticed"),
    "answered_in_target": Kpi(
        "Answered in target",
        "Share of answers about cases that came within the target of the desk",
        "in_target",
        "targeted",
    ),
    "time_to_answer": Kpi(
        "Time until a case is answered",
        "Mean time until the answer about a case, days",
        "answer_days",
        "answers",
        "d",
        AMOUNT,
    ),
    "unanswered": Kpi(
        "Unanswered",
        "Share of cases that had no answer by the end, or before the customer left",
        "unanswered",
        "cases",
    ),
    "felt": Kpi(
        "Felt",
        "Mean feeling of a visit, below 0 for worse than expected",
        "felt",
        "visits",
        "feeling",
        Scale(most=1.0),
    ),
    "pain": Kpi(
        "Pain",
        "Sum of negative feelings, for each person measured",
        "pain",
        "people",
        "feeling",
        Scale(most=0.0),
    ),
    "left_here": Kpi(
        "Left here", "Share of all who were lost, who left at this place", "left_here", "all_lost"
    ),
    "lost_after": Kpi(
        "Lost after a friction here",
        "Share of all who were lost, wherever they left, with a friction here still on their mind",
        "lost_after",
        "all_lost",
    ),
    "stopping": Kpi(
        "Stopping", "Share of visits after which the person stopped or left", "left_here", "visits"
    ),
    "csat": Kpi("CSAT", "CSAT 1 to 5, mean of answers", "csat", "csat_answers", "score", Scale(1.0, 5.0)),
    "satisfied": Kpi("Satisfied", "Share of CSAT answers, 4 or 5", "csat_satisfied", "csat_answers"),
    "ces": Kpi(
        "CES (effort)",
        "CES 1 (hard) to 7 (easy), mean of answers",
        "ces",
        "ces_answers",
        "score",
        Scale(1.0, 7.0),
    ),
    "nps": Kpi(
        "NPS",
        "Share of promoters minus share of detractors, in points",
        "nps",
        "nps_answers",
        "points",
        Scale(-100.0, 100.0),
    ),
    "first_contact_resolution": Kpi(
        "First-contact resolution",
        "Share of matters that came to an end, settled with exactly one contact with staff, and a good one",
        "resolved_first",
        "matters",
    ),
    "repeat_contacts_7": Kpi(
        "Repeat contacts within 7 days",
        "Share of contacts with staff about a matter, at most 7 days after an earlier one about it",
        "again_7",
        "about_matters",
    ),
    "repeat_contacts_30": Kpi(
        "Repeat contacts within 30 days",
        "Share of contacts with staff about a matter, at most 30 days after an earlier one about it",
        "again_30",
        "about_matters",
    ),
    "goal_reached": Kpi("Goal reached", "Share of journeys that reached their goal", "goals", "journeys"),
    "wait": Kpi("Wait", "Mean wait of those served here, minutes", "wait", "served", "min", AMOUNT),
    "abandonment": Kpi(
        "Abandonment", "Share of those who came while it was open, who hung up", "abandoned", "queued"
    ),
    "closed": Kpi(
        "Closed", "Share of those who came, who found it closed or were sent home", "closed", "arrived"
    ),
    "busy": Kpi("Busy", "Share of those who came, who heard a busy tone", "busy", "arrived"),
    "context_lost": Kpi(
        "Context lost", "Share of hand-offs, in which the context was lost", "context_lost", "passages"
    ),
    "occupancy": Kpi(
        "Occupancy",
        "Share of staff time on duty, spent with customers and their cases",
        "busy_days",
        "staffed_days",
        "share",
        AMOUNT,
    ),  # who is served at closing time is served to the end
    "service_level": Kpi(
        "Service level",
        "Share of those who waited in line, or gave up, who were served within the target of the team",
        "in_target",
        "targeted",
    ),
    "called_back": Kpi(
        "Called back", "Share of those who came, who asked to be called back", "callbacks", "arrived"
    ),
    "unreached": Kpi(
        "Not reached",
        "Share of those who asked to be called back, who were not reached",
        "unreached",
        "callbacks",
    ),
    "contacts": Kpi(
        "Contacts", "Contacts served by staff, for each person measured", "served", "people", "count", COUNT
    ),
}


def after_years(kpi: str, years: int) -> str:
    """Return what a KPI is called so many years after measuring began.

    Examples
    --------
    >>> after_years("stay", 2), in_years("stay_after_2_y"), in_years("stay")
    ('stay_after_2_y', ('stay', 2), None)
    """
    return f"{kpi}_after_{years}_y"


def in_years(name: str) -> tuple[str, int] | None:
    """Return a KPI, and after how many years it is told, from what it is called; nothing if at the end."""
    found = re.fullmatch(r"(stay|customers)_after_([0-9]+)_y", name)
    return (found[1], int(found[2])) if found else None
