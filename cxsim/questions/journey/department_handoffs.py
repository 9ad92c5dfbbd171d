"""Hand-offs between departments: how many, how often the context is lost, and who is lost after that."""

import pandas as pd

from cxsim.language.estimate import Estimate
from cxsim.results.estimates import Ratios
from cxsim.results.intervals import COUNT, SHARE, Scale
from cxsim.results.run import Run

LOST_CONTEXT = "lost_context"
GONE = ("left", "lapsed", "not_converted")
HANDOFFS, CONTEXT_LOST, LOST_PEOPLE = "handoffs", "context_lost", "lost_people"


def count_handoffs(run: Run) -> pd.DataFrame:
    """Count the hand-offs from department to department, of everybody measured after the warm-up.

    A second attempt at the same touchpoint is no hand-off.

    Returns
    -------
    pandas.DataFrame
        One row for each replication, with the number of people as ``people``. Columns are
        (kind, source, target), names of departments, which may be the same. Kinds are ``handoffs``,
        ``context_lost`` (those among them without context) and ``lost_people`` (people lost whose worst
        friction on their mind was a context lost there).
    """
    events, people = run.events, run.customers[run.customers["measured"]]
    person, ways = ["replication", "customer"], ["origin", "touchpoint"]
    moved = events["event"].isin(["visit", "context_lost"]) & events["origin"].notna()
    moved &= events["origin"].astype(object) != events["touchpoint"].astype(object)
    passed = events.loc[moved, [*person, "event", "time", *ways]].merge(people[person], on=person)
    after = passed[passed["time"] >= run.scenario.period.warm_up]
    gone = people[people["outcome"].isin(GONE) & (people["cause"] == LOST_CONTEXT)]
    blamed = gone[[*person, "cause_touchpoint"]].merge(passed[passed["event"] == "context_lost"], on=person)
    there = blamed["cause_touchpoint"].astype(object) == blamed["touchpoint"].astype(object)
    came = people.groupby("replication").size()
    counts = {
        HANDOFFS: _by_pair(run, after[after["event"] == "visit"], came.index),
        CONTEXT_LOST: _by_pair(run, after[after["event"] == "context_lost"], came.index),
        LOST_PEOPLE: _by_pair(run, blamed[there].groupby(person).tail(1), came.index),
    }
    whole = pd.concat(counts, axis=1)
    whole["people", "", ""] = came
    return whole


def _by_pair(run: Run, rows: pd.DataFrame, replications: pd.Index) -> pd.DataFrame:
    """Return how many rows there are for each pair of departments that somebody can pass between."""
    departments = {name: point.department for name, point in run.scenario.touchpoints.items()}
    source, target = (rows[name].astype(object).map(departments) for name in ("origin", "touchpoint"))
    names = [name for name in run.scenario.departments if name in departments.values()]
    pairs = pd.MultiIndex.from_product([names, names], names=["source", "target"])
    counts = pd.crosstab(rows["replication"], [source, target])
    return counts.reindex(index=replications, columns=pairs, fill_value=0).astype(float)


def department_handoffs(counts: pd.DataFrame) -> pd.DataFrame:
    """Return what was counted as figures, pair by pair.

    Returns
    -------
    pandas.DataFrame
        One row for each pair between which somebody passes: ``source``, ``target`` and, each with ``_low``
        and ``_high`` (95 % intervals over replications), ``handoffs`` for each 100 people, ``context_lost``
        as a share of them, and ``lost_people`` of 100.
    """
    rows, people = [], pd.DataFrame(counts["people"]).sum(axis=1)
    for source, target in counts[HANDOFFS].columns:
        handoffs, lost, gone = (
            counts[kind][source][target] for kind in (HANDOFFS, CONTEXT_LOST, LOST_PEOPLE)
        )
        if handoffs.sum() > 0:
            each, share, gone_of = (
                _ratio(*pair)[:3]
                for pair in ((handoffs, people, COUNT), (lost, handoffs, SHARE), (gone, people, SHARE))
            )
            of_100, lost_of_100 = ([100 * limit for limit in found] for found in (each, gone_of))
            rows.append((source, target, *of_100, *share, *lost_of_100))
    counted = (HANDOFFS, CONTEXT_LOST, LOST_PEOPLE)
    names = [f"{kind}{limit}" for kind in counted for limit in ("", "_low", "_high")]
    return pd.DataFrame(rows, columns=["source", "target", *names])


def context_lost(counts: pd.DataFrame, across: bool) -> Estimate:
    """Return the share of hand-offs that lose the context: across departments, or within them."""
    pairs = [pair for pair in counts[HANDOFFS].columns if (pair[0] != pair[1]) == across]
    lost, handoffs = (pd.DataFrame(counts[kind])[pairs].sum(axis=1) for kind in (CONTEXT_LOST, HANDOFFS))
    return _ratio(lost, handoffs, SHARE)


def _ratio(above: pd.Series, below: pd.Series, scale: Scale) -> Estimate:
    return Ratios(above.to_frame("all"), below.to_frame("all"), scale).of("all")
