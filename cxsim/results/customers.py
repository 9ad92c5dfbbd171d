"""The customer table: one row for each person, as they were at the end of their follow-up.

================= ===========================================================================================
column            meaning
================= ===========================================================================================
replication       number of the replication
customer          number of the customer
persona           persona
origin            existing, prospect or referred
arrived           day on which the person came (0 for existing customers)
since             day on which they became a customer (negative for existing ones)
converted         day on which a prospect became a customer
outcome           customer, left, lapsed (no purchase in the window), not_converted, undecided
ended             day on which the relationship, or the attempt, ended
left_touchpoint   where it ended; none if at a decision (end of a contract, a purchase that never came)
left_journey      during which journey
cause             worst unresolved friction still on their mind when it ended (or at the end)
cause_touchpoint  where that had happened, which need not be where they left
satisfaction      relationship satisfaction, -1 to 1
mood              mood, -1 to 1
memory            unresolved frictions remembered, sum of faded severities
journeys … referrals   how many of each in this life
measured          whether they belong to the measured population
troubled          whether they met a friction while they were measured
last_purchase     day of the last purchase (without contract)
cost              cost to serve, staff time included
rest              days for which they would have been bound yet when they left at a touchpoint
entry             touchpoint at which a prospect came in; none for customers of the start
level             what they bring, as a factor on the margin of their persona, or brought when they left
level_then        the same when measuring began
intends           whether they are a customer at the end who means to leave, or has given notice
was_customer      whether they ever were a customer
kept              whether they are a customer at the end
todays            whether they were a customer when measuring began (one of today's customers)
came              whether they came by themselves while measured, early enough to decide
joined            whether these became a customer within the time to decide (if that is 0, by the end)
years             years as a customer during the simulation, the warm-up included
value             margin of those years, times the level, and exit fee, minus cost to serve, not discounted
================= ===========================================================================================
"""

import math

import numpy as np
import pandas as pd
import pyarrow as pa

from cxsim.engine.parts import Plan
from cxsim.engine.record import Columns
from cxsim.engine.vocabulary import Origin, State
from cxsim.results.events import named, words
from cxsim.scenario.model import Scenario
from cxsim.scenario.people import Value

YEAR = 365.0
MOMENT = 1e-6  # days; the end of a simulation is a sum, and rounded
OUTCOMES = ("undecided", "customer", "not_converted", "left", "lapsed")  # in the order of State


def customer_table(replication: int, columns: Columns, plan: Plan, scenario: Scenario) -> pa.Table:
    """Return the customer table of one replication: names instead of numbers, and money."""
    names = {
        "persona": list(scenario.personas),
        "origin": words(Origin),
        "left_touchpoint": list(scenario.touchpoints),
        "left_journey": list(scenario.journeys),
        "entry": list(scenario.touchpoints),
        "cause": plan.causes,
        "cause_touchpoint": list(scenario.touchpoints),
    }
    table = {"replication": pa.array(np.full(len(columns["customer"]), replication, np.int32))}
    for name, values in columns.items():
        if name in ("forced", "level_steps"):
            continue  # of experiments; and what makes years at a level of time at it
        if name == "state":
            table["outcome"] = named(values, OUTCOMES)
        else:
            table[name] = named(values, names[name]) if name in names else pa.array(values, from_pandas=True)
    for name, values in derived(columns, plan, scenario).items():
        table[name] = pa.array(values)
    return pa.table(table)


def derived(columns: Columns, plan: Plan, scenario: Scenario) -> Columns:
    """Return what follows from the columns of an engine: who is a customer, for how long, and money."""
    ended, state, since = columns["ended"], columns["state"], columns["since"]
    existing = columns["origin"] == Origin.EXISTING
    kept = state == State.CUSTOMER
    was_customer = existing | ~np.isnan(columns["converted"])
    until = np.where(kept, plan.horizon, ended)
    years = np.where(was_customer, until - np.maximum(since, 0.0), 0.0) / 365.0
    margin = np.array([persona.value_per_year for persona in scenario.personas.values()])
    more = np.where(was_customer, (columns["level"] - 1.0) * until - columns["level_steps"], 0.0) / YEAR
    fee = margin * [persona.exit_fee for persona in plan.personas] / YEAR
    came = (columns["origin"] == Origin.PROSPECT) & columns["measured"] & (columns["arrived"] >= plan.warm_up)
    in_time = scenario.period.time_to_decide or math.inf
    return {
        "was_customer": was_customer,
        "kept": kept,
        "todays": was_customer & ~(ended < plan.warm_up) & (since < plan.warm_up),
        "came": came,
        "joined": came & (columns["converted"] - columns["arrived"] <= in_time),
        "years": years,
        "value": margin[columns["persona"]] * (years + more)
        + fee[columns["persona"]] * columns["rest"] * columns["level"]
        - columns["cost"],
    }


def stayed_for(columns: Columns, plan: Plan, days: float) -> np.ndarray:
    """Return who is a customer, or was one, so many days after measuring began; nobody if it ended before.

    Columns are those of an engine with what follows from them.
    """
    followed = plan.horizon - plan.warm_up >= days - MOMENT
    return np.asarray(followed & columns["was_customer"] & ~(columns["ended"] < plan.warm_up + days))


def ends_of_years(plan: Plan) -> list[float]:
    """Return when years end, in days after measuring began; the last one is the end of the follow-up.

    Examples
    --------
    >>> import cxsim as cx
    >>> from cxsim.engine.plan import plan
    >>> ends_of_years(plan(cx.load_scenario("scenarios/retail.yaml")))
    [365.0, 730.0]
    """
    follow_up = plan.horizon - plan.warm_up
    return [*(YEAR * number for number in range(1, math.ceil((follow_up - MOMENT) / YEAR))), follow_up]


def there_after(columns: Columns, plan: Plan) -> np.ndarray:
    """Return who is a customer at the end of each year: shape (years, people).

    Columns are those of an engine with what follows from them.
    """
    since, ended = columns["since"], columns["ended"]
    times = [plan.warm_up + days for days in ends_of_years(plan)[:-1]]
    return np.array(
        [*(columns["was_customer"] & (since < at) & ~(ended < at) for at in times), columns["kept"]]
    )


def past_first(columns: Columns, plan: Plan) -> np.ndarray:
    """Return who of today's customers was past their first contract when measuring began.

    Without a contract everybody is. Columns are those of an engine with what follows from them.
    """
    contracts = np.array([persona.contract for persona in plan.personas])
    contracts = np.where(np.isfinite(contracts), contracts, 0.0)[columns["persona"]]
    return np.asarray(columns["todays"] & (columns["since"] + contracts <= plan.warm_up + MOMENT))


def money(scenario: Scenario) -> tuple[Value, tuple[float, ...], float]:
    """Return what decides value, beside a plan: how it is counted, margins in a year, and time to decide."""
    margins = tuple(persona.value_per_year for persona in scenario.personas.values())
    return scenario.value, margins, scenario.period.time_to_decide


def measured(customers: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the measured population."""
    return customers[customers["measured"]]
