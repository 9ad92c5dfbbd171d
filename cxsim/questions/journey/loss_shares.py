"""Losses counted twice: by the place of leaving, and by the place of the friction that was still on the mind.

The place of leaving is where a relationship, or the attempt to start one, ended: a touchpoint, or a decision
away from all touchpoints. The cause is the worst unresolved friction that had not faded when it ended; it may
have happened somewhere else, or there may be none. Neither proves an effect: they say where to look.
"""

from collections.abc import Sequence

import pandas as pd

from cxsim.language.speech import translated
from cxsim.language.wording import cause_words
from cxsim.results.estimates import Ratios
from cxsim.results.run import Run

LOST, NOT_WON = "customers lost", "prospects not won"
GROUPS = {LOST: ("left", "lapsed"), NOT_WON: ("not_converted",)}
LEFT, AFTER = "left_here", "friction_here"

# Places that are no touchpoints; they hold a space, which names of touchpoints cannot.
CONTRACT_END, NO_PURCHASE, NOTHING = "contract end", "no purchase", "no friction"
PLACES = {
    CONTRACT_END: "Decision at the end of the contract",
    NO_PURCHASE: "No purchase in time",
    NOTHING: "No friction on their mind",
}
SAID = (*PLACES.values(), *GROUPS)


def loss_table(run: Run) -> pd.DataFrame:
    """Return everybody lost, with the place of leaving and the place of the friction on their mind.

    Returns
    -------
    pandas.DataFrame
        One row for each measured loss: ``replication``, ``group`` (customers lost, prospects not won),
        ``left_here`` and ``friction_here`` (names of touchpoints, or keys of `PLACES`), ``cause``.
    """
    people = run.customers
    outcome = people["outcome"].astype(str)
    group = outcome.map({kind: name for name, outcomes in GROUPS.items() for kind in outcomes})
    lost = people["measured"] & group.notna()
    decision = outcome.map({"left": CONTRACT_END}).fillna(NO_PURCHASE)
    left = people["left_touchpoint"].astype(object)
    caused = people["cause_touchpoint"].astype(object)
    return pd.DataFrame(
        {
            "replication": people["replication"],
            "group": group,
            LEFT: left.where(left.notna(), decision),
            AFTER: caused.where(caused.notna(), NOTHING),
            "cause": people["cause"].astype(object),
        }
    )[lost].reset_index(drop=True)


def loss_shares(losses: pd.DataFrame, group: str, side: str, places: Sequence[str] | None = None) -> Ratios:
    """Return the share of a group's losses at each place; by default, at places where there is one."""
    rows = losses[losses["group"] == group]
    counts = rows.groupby(["replication", side]).size().unstack(fill_value=0).astype(float)
    if places is not None:
        counts = counts.reindex(columns=list(places), fill_value=0.0)
    return Ratios(counts, pd.DataFrame(dict.fromkeys(counts.columns, rows.groupby("replication").size())))


def place_name(run: Run, place: str) -> str:
    """Return what a place is called."""
    return translated(PLACES[place]) if place in PLACES else run.scenario.touchpoints[place].title


def group_name(group: str) -> str:
    """Return what a group is called where a sentence begins with it."""
    name = translated(group)
    return name[:1].upper() + name[1:]


def main_cause(run: Run, losses: pd.DataFrame, group: str, place: str) -> str:
    """Say what was to blame for more than half of the losses of a group after a friction at a place."""
    rows = losses[(losses["group"] == group) & (losses[AFTER] == place)]
    counts = rows["cause"].value_counts()
    if counts.empty or 2 * counts.iloc[0] <= counts.sum():
        return ""
    cause = str(counts.index[0])
    friction = run.scenario.touchpoints[place].frictions.get(cause)
    return friction.title if friction and friction.title else cause_words(cause)
