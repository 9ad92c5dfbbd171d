"""Who stays, and who joins: everybody, and by persona, from what a run has counted."""

import pandas as pd

from cxsim.language.speech import say, written
from cxsim.language.wording import lasting, of_100
from cxsim.results.catalogue import CATALOGUE
from cxsim.results.estimates import Ratios, estimate
from cxsim.results.run import Run


def period_of_stay(run: Run) -> str:
    """Say after how long it is told whether today's customers still are.

    Examples
    --------
    >>> period_of_stay(run)  # doctest: +SKIP
    'one year'
    """
    return lasting(run.scenario.period.follow_up)


def by_persona(run: Run, kpi: str) -> Ratios:
    """Return a KPI about people by persona; none of those of whom there is nobody."""
    above, below = (
        pd.DataFrame([one.people[column] for one in run.counts], columns=list(run.scenario.personas))
        for column in (CATALOGUE[kpi].numerator, CATALOGUE[kpi].denominator)
    )
    found = Ratios(above.astype(float), below.astype(float), CATALOGUE[kpi].scale)
    return found.only(found.names)


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
                people=_mean(run, "todays"),
                period=period_of_stay(run),
                **of_100(stay),
            )
        )
    if join.known:
        period = run.scenario.period
        told = {"people": _mean(run, "came"), **of_100(join)}
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
    if len(parts) == 1:
        return f"{parts[0][0].upper()}{parts[0][1:]}."
    return say("{first}; {second}.", first=parts[0], second=parts[1])


def _mean(run: Run, column: str) -> str:
    """Write how many people of a kind there are, on average over replications."""
    return written(sum(float(one.people[column].sum()) for one in run.counts) / len(run.counts))
