"""Where everybody who came is at the end, so that nobody is counted twice and nobody is forgotten.

Prospects pass the stages of the journey until they buy. They may go back and forth, or skip a stage: a
prospect counts at the furthest stage that they reached before they bought. Customers are lost where their
last visit was, or by a decision away from all touchpoints.
"""

from typing import Any

import numpy as np
import pandas as pd

from cxsim.questions.journey.loss_shares import CONTRACT_END, NO_PURCHASE
from cxsim.results.estimates import Ratios, share
from cxsim.results.run import Run
from cxsim.scenario.touchpoints import STAGES

BEFORE = "before"  # of prospects who have not come to any touchpoint
CAME, EVER = "came", "ever"
PROSPECTS, CUSTOMERS = "prospects", "customers"
WON, NOT_WON, UNDECIDED, LOST, STILL = "won", "not won", "undecided", "lost", "still customers"
ENDS = {"customer": STILL, "left": LOST, "lapsed": LOST, "not_converted": NOT_WON, "undecided": UNDECIDED}
SAID = (PROSPECTS, CUSTOMERS, BEFORE, CAME, EVER, WON, *ENDS.values())


def whereabouts(run: Run) -> pd.DataFrame:
    """Return everybody measured, with where they have got to.

    Returns
    -------
    pandas.DataFrame
        One row for each person: ``replication``; ``prospect`` (not one of today's customers); ``furthest``
        (of prospects, the furthest stage before they bought, or ``before``); ``outcome`` (``still
        customers``, ``lost``, ``not won``, ``undecided``); ``left`` (of customers lost, the stage of the
        touchpoint where they left, or a key of `cxsim.questions.journey.loss_shares.PLACES`).
    """
    people = run.customers[run.customers["measured"]]
    prospect = ~people["todays"]
    person = ["replication", "customer"]
    visits = run.events.loc[run.events["event"] == "visit", [*person, "time", "touchpoint"]]
    visits = visits.merge(people.loc[prospect, [*person, "converted"]], on=person)
    visits = visits[~(visits["time"] > visits["converted"])]  # nobody's day, if they did not buy
    stages = {name: STAGES.index(point.stage) for name, point in run.scenario.touchpoints.items()}
    reached = visits["touchpoint"].astype(object).map(stages).groupby([visits[name] for name in person]).max()
    furthest = reached.reindex(pd.MultiIndex.from_frame(people[person])).map(dict(enumerate(STAGES)))

    outcome = people["outcome"].astype(object).map(ENDS)
    decision = people["outcome"].astype(object).map({"left": CONTRACT_END, "lapsed": NO_PURCHASE})
    stage_of = {name: point.stage for name, point in run.scenario.touchpoints.items()}
    place = people["left_touchpoint"].astype(object).map(stage_of)
    left = np.where(place.notna(), place, decision)
    return pd.DataFrame(
        {
            "replication": people["replication"].to_numpy(),
            "prospect": prospect.to_numpy(),
            "furthest": np.where(prospect, furthest.astype(object).fillna(BEFORE), ""),
            "outcome": outcome.to_numpy(),
            "left": np.where(outcome == LOST, left.astype(str), ""),
        }
    )


def flow_table(people: pd.DataFrame) -> pd.DataFrame:
    """Return how many of 100 who came are where at the end, of people as `whereabouts` returns them.

    Returns
    -------
    pandas.DataFrame
        One row for each way to end: ``who`` (prospects, customers), ``at`` (of prospects the furthest stage
        they reached, of customers lost the place where they left), ``outcome`` (``won``, ``not won`` and
        ``undecided`` of prospects, ``lost`` and ``still customers`` of customers, won or there before),
        ``of_100``, ``low``, ``high``: people of 100 who came, with 95 % intervals over replications. The
        outcomes but ``won`` sum to 100.

    Examples
    --------
    >>> flow_table(whereabouts(run))  # doctest: +SKIP
    """
    customer = people["outcome"].isin([STILL, LOST])
    rows = []
    for stage in (BEFORE, *STAGES):
        here = people["furthest"] == stage
        rows.append((PROSPECTS, stage, WON, here & customer))
        for outcome in (NOT_WON, UNDECIDED):
            rows.append((PROSPECTS, stage, outcome, here & (people["outcome"] == outcome)))
    for place in (*STAGES, CONTRACT_END, NO_PURCHASE):
        rows.append((CUSTOMERS, place, LOST, people["left"] == place))
    rows.append((CUSTOMERS, "", STILL, people["outcome"] == STILL))
    return _table(people, rows, ("who", "at", "outcome"))


def reached_table(people: pd.DataFrame) -> pd.DataFrame:
    """Return how many of 100 came as what, and how many prospects reached each stage or a later one.

    Returns
    -------
    pandas.DataFrame
        ``who`` (prospects, customers), ``reached`` (a stage; ``came`` for all of them; ``ever`` for
        today's customers together with those won), ``of_100``, ``low``, ``high``.
    """
    prospects = people["prospect"]
    rows = [(CUSTOMERS, CAME, ~prospects), (CUSTOMERS, EVER, people["outcome"].isin([STILL, LOST]))]
    rows.append((PROSPECTS, CAME, prospects))
    for number, stage in enumerate(STAGES):
        if (people["furthest"] == stage).any():
            rows.append((PROSPECTS, stage, people["furthest"].isin(STAGES[number:])))
    return _table(people, rows, ("who", "reached"))


def exits(people: pd.DataFrame) -> Ratios:
    """Return the share of all who came that leaves by each exit.

    Names are outcome and place as in `flow_table`, joined by a stroke.
    """
    gone = people[people["outcome"].isin([NOT_WON, LOST])]
    place = gone["left"].where(gone["outcome"] == LOST, gone["furthest"])
    counts = gone.groupby(["replication", gone["outcome"] + "/" + place]).size().unstack(fill_value=0)
    came = people.groupby("replication").size()
    counts = counts.reindex(came.index, fill_value=0).astype(float)
    return Ratios(counts, pd.DataFrame(dict.fromkeys(counts.columns, came)))


def _table(people: pd.DataFrame, rows: list[Any], names: tuple[str, ...]) -> pd.DataFrame:
    told = []
    for *what, who in rows:
        if who.any():
            told.append((*what, *(100 * limit for limit in share(who, people["replication"])[:3])))
    return pd.DataFrame(told, columns=[*names, "of_100", "low", "high"])
