"""The event log: one row for each event, in a format that any columnar tool reads.

Rows are sorted by replication, customer and the customer's own step. Times are in days since the start of
the simulation.

================= ===========================================================================================
column            meaning
================= ===========================================================================================
replication       number of the replication, from 0
customer          number of the customer; together with the replication it names one person
step              the customer's own number of the event, from 1
persona           persona of the customer
time              when the event was complete
event             what happened: visit, context_lost, recovery, overdue, csat, nps, renewed, level, left, …
journey           name of the journey
occurrence        which one of its kind in this customer's life
touchpoint        where
origin            touchpoint the customer came from, if any
visit             how often the customer has been here in this journey
outcome           ok, delight, friction (unresolved), recovered, abandoned, closed, busy;
                  of a journey: goal, stopped, gave_up, left
notice            how the company came to know of a friction: detected, complained, or silent if it did not
cause             cause of the friction
severity          of the friction, 0 to 1
felt              how it was felt: negative below expectation, positive above
began             when the customer came (visit), or the case reached the desk (recovery, overdue)
wait              time in the queue, days
duration          time with staff or system, days
score             of a survey, stars of a review, or the level at which a customer goes on
mood              the customer's mood after the event, -1 to 1
satisfaction      the customer's relationship satisfaction after the event, -1 to 1
recorded          whether the company's own records hold the event (CEM maturity)
================= ===========================================================================================
"""

from collections.abc import Sequence
from enum import IntEnum

import numpy as np
import pandas as pd
import pyarrow as pa

from cxsim.engine.parts import Plan
from cxsim.engine.record import Columns
from cxsim.engine.vocabulary import Event, Notice, Outcome
from cxsim.scenario.model import Scenario


def event_table(replication: int, columns: Columns, plan: Plan, scenario: Scenario) -> pa.Table:
    """Return the event log of one replication, with names instead of numbers."""
    names: dict[str, Sequence[str]] = {
        "persona": list(scenario.personas),
        "event": words(Event),
        "journey": list(scenario.journeys),
        "touchpoint": list(scenario.touchpoints),
        "origin": list(scenario.touchpoints),
        "outcome": words(Outcome),
        "notice": words(Notice),
        "cause": plan.causes,
    }
    rows = len(columns["customer"])
    table = {"replication": pa.array(np.full(rows, replication, np.int32))}
    for name, values in columns.items():
        if name in names:
            table[name] = named(values, names[name])
        elif name in ("step", "occurrence", "visit"):
            table[name] = pa.array(values.astype(np.int32))
        else:
            table[name] = pa.array(
                values, from_pandas=True
            )  # nan becomes null, so that equal tables compare equal
    return pa.table(table)


def words(members: type[IntEnum]) -> list[str]:
    """Return the words of a vocabulary, as they stand in the tables."""
    return [kind.name.lower() for kind in members]


def named(indices: np.ndarray, names: Sequence[str]) -> pa.DictionaryArray:
    """Return names for indices; nothing for negative ones."""
    codes = pa.array(indices.astype(np.int32), mask=indices < 0)
    return pa.DictionaryArray.from_arrays(codes, pa.array(list(names), pa.string()))


def to_process_mining(events: pd.DataFrame, scenario: Scenario, recorded_only: bool = False) -> pd.DataFrame:
    """Return the visits under the column names that process-mining tools expect (those of the XES standard).

    Parameters
    ----------
    events
        An event log.
    scenario
        Gives the date of the first day and the teams.
    recorded_only
        Only what the company's own records would hold.

    Returns
    -------
    pandas.DataFrame
        One row for each visit: ``case:concept:name`` (a journey of a customer), ``concept:name``
        (touchpoint), ``start_timestamp``, ``time:timestamp`` (completion), ``lifecycle:transition``,
        ``org:resource`` (team), ``org:group`` (department), ``outcome``, ``cause``.
    """
    visits = events[(events["event"] == "visit") & (events["recorded"] | (not recorded_only))]
    start = pd.Timestamp(scenario.start)
    began = start + pd.to_timedelta(visits["began"] * 86_400, unit="s").dt.round("ms")
    finished = start + pd.to_timedelta(
        (visits["began"] + visits["wait"] + visits["duration"]) * 86_400, unit="s"
    ).dt.round("ms")
    case = visits["replication"].astype(str) + "-" + visits["customer"].astype(str)
    touchpoint = visits["touchpoint"].astype(str)
    table = pd.DataFrame(
        {
            "case:concept:name": case
            + "-"
            + visits["journey"].astype(str)
            + "-"
            + visits["occurrence"].astype(str),
            "concept:name": touchpoint.map(
                {name: point.title for name, point in scenario.touchpoints.items()}
            ),
            "start_timestamp": began,
            "time:timestamp": finished,
            "lifecycle:transition": "complete",
            "org:resource": touchpoint.map(
                {name: point.team for name, point in scenario.touchpoints.items()}
            ),
            "org:group": touchpoint.map(
                {name: point.department for name, point in scenario.touchpoints.items()}
            ),
            "outcome": visits["outcome"].astype(str),
            "cause": visits["cause"].astype(object).where(visits["cause"].notna(), None),
        }
    )
    return table.sort_values(["case:concept:name", "start_timestamp"], kind="stable", ignore_index=True)
