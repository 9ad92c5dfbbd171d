"""Of whom an answer tells, and for how long they were followed: the first lines of every answer."""

from typing import Any

import pandas as pd

from cxsim.language.speech import say, translated, written
from cxsim.language.wording import lasting
from cxsim.questions.journey.staying import not_all_decided
from cxsim.questions.moments.effects import EVERYBODY


def population(found: Any) -> str:
    """Say of how many customers and prospects an answer tells, and for how long they were followed.

    Parameters
    ----------
    found
        An answer with gains by persona (``personas``), as `cxsim.questions.experiments.gains` makes them.
    """
    todays, came = counts(found)
    return followed(found.scenario, todays, came)


def counts(found: Any) -> tuple[int, int]:
    """Return of how many customers of today, and prospects who came, an answer tells."""
    rows: pd.DataFrame = found.personas
    whole = rows[rows["persona"] == EVERYBODY].groupby("measure")["people"].max()
    number = found.manifest["replications"]
    return round(float(whole["stay"]) / number), round(float(whole["join"]) / number)


def followed(scenario: Any, todays: int, came: int) -> str:
    """Say of how many customers and prospects something tells, and for how long they were followed."""
    said = _followed(scenario, todays, came)
    short = not_all_decided(scenario) if todays else ""
    return f"{translated('; ').join([said.rstrip('.'), short])}." if short else said


def _followed(scenario: Any, todays: int, came: int) -> str:
    told = {
        "period": lasting(scenario.period.follow_up),
        "todays": written(todays),
        "came": written(came),
        "time": lasting(scenario.period.time_to_decide or scenario.period.follow_up),
    }
    if todays and came:
        return say(
            "This is about {todays} customers of today, followed for {period}, and {came} prospects who come "
            "by themselves and have {time} to decide.",
            **told,
        )
    if todays:
        return say("This is about {todays} customers of today, followed for {period}.", **told)
    return say("This is about {came} prospects who come by themselves and have {time} to decide.", **told)
