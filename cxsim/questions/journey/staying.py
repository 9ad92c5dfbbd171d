"""Who stays, and who joins: everybody, and by persona, from what a run has counted."""

import pandas as pd

from cxsim.language.speech import say, translated, written
from cxsim.language.wording import lasting, of_100
from cxsim.results.catalogue import CATALOGUE
from cxsim.results.estimates import Ratios, estimate
from cxsim.results.run import Run
from cxsim.scenario.cautions import cut_short, longest_contract
from cxsim.scenario.model import Scenario


def period_of_stay(run: Run) -> str:
    """Say after how long it is told whether today's customers still are.

    Examples
    --------
    >>> period_of_stay(run)  # doctest: +SKIP
    'one year'
    """
    return lasting(run.scenario.period.follow_up)


def not_all_decided(scenario: Scenario) -> str:
    """Say that the follow-up is too short for everybody to decide; nothing where it is not.

    Examples
    --------
    >>> import cxsim as cx
    >>> not_all_decided(cx.load_scenario("scenarios/telecom.yaml"))
    ''
    """
    if not cut_short(scenario):
        return ""
    if scenario.churn.window is not None:
        return say(
            "customers are lost only after {window} without buying, so that not all who leave are seen "
            "leaving",
            window=lasting(scenario.churn.window),
        )
    return say(
        "contracts last up to {contract}, longer than the follow-up, so that not everybody had to decide "
        "whether to stay",
        contract=lasting(longest_contract(scenario)),
    )


def by_persona(run: Run, kpi: str) -> Ratios:
    """Return who stays, or joins, by persona; none of those of whom there is nobody."""
    people = run.customers
    of, who = ("todays", people["kept"]) if kpi == "stay" else ("came", people["joined"])
    groups = [people["replication"], people["persona"].astype(str)]
    replications = pd.RangeIndex(run.manifest["replications"])
    above, below = (
        column.groupby(groups).sum().unstack(fill_value=0).reindex(replications, fill_value=0).astype(float)
        for column in (people[of] & who, people[of])
    )
    found = Ratios(above, below, CATALOGUE[kpi].scale)
    there = set(found.names)
    return found.only([name for name in run.scenario.personas if name in there])


def leading(run: Run) -> str:
    """Return which KPI tells who is worst off: of today's customers who stays, or else who joins."""
    return "stay" if estimate(run, "stay").known else "join"


def who_stays(run: Run) -> str:
    """Say how many of today's customers stay, and how many prospects join: of how many, and by when."""
    stay, join = estimate(run, "stay"), estimate(run, "join")
    if not stay.known and not join.known:
        return say("Nobody was a customer in this simulation, and nobody came to become one.")
    parts = []
    if stay.known:
        parts.append(
            say(
                "Of {people} customers of today, {number} of 100 are still customers after {period}{limits}",
                people=written(estimate(run, "todays").mean),
                period=period_of_stay(run),
                **of_100(stay),
            )
        )
        parts += filter(None, [not_all_decided(run.scenario)])
        if (intending := estimate(run, "intending")).known and intending.mean > 0.0:
            told = of_100(intending)
            parts.append(
                say(
                    "{number} of 100 customers at the end mean to leave, or have given notice{limits}", **told
                )
            )
    if join.known:
        period = run.scenario.period
        told = {"people": written(estimate(run, "came").mean), **of_100(join)}
        if period.time_to_decide:
            span = lasting(period.time_to_decide)
            parts.append(
                say(
                    "of {people} prospects who come by themselves, {number} of 100 become customers within "
                    "{span}{limits}",
                    span=span,
                    **told,
                )
            )
        else:
            parts.append(
                say(
                    "of {people} prospects who come by themselves, {number} of 100 become customers by the "
                    "end of the follow-up{limits}",
                    **told,
                )
            )
    return f"{parts[0][0].upper()}{translated('; ').join(parts)[1:]}."
