"""Where most pain is felt, and what one friction loses there, in words."""

from typing import Any

import pandas as pd

from cxsim.language.speech import say, say_count, written
from cxsim.language.wording import listed, quoted
from cxsim.questions.moments.estimate import DECISIVE, Moments

NAMED = 3  # touchpoints in one breath


def pain(moments: Moments) -> str:
    """Say where it hurts most, and whether that decides; nothing where that cannot be told."""
    table = moments.figures[moments.figures["people"] > 0]
    worst = str(table["pain"].idxmax())
    row = table.loc[worst]
    if not row["pain_low"] > 0:
        return ""
    rivals = [*table.index[(table["pain_high"] >= row["pain_low"]) & (table.index != worst)]]
    most = say("Most pain is felt at {title}", title=_title(moments, worst))
    if 0 < len(rivals) < NAMED:
        others = listed([_title(moments, str(name)) for name in rivals])
        most = say("{most} (not clearly less at {others})", most=most, others=others)
    elif rivals:
        most = say_count(
            "{most} and {number} touchpoint like it",
            "{most} and {number} touchpoints like it",
            len(rivals),
            most=most,
        )
    if worst in moments.moments_of_truth:
        return say("{most}, which is a moment of truth as well.", most=most)
    if pd.isna(row["break"]):
        return say("{most}, though the scenario names nothing of its own that goes wrong there.", most=most)
    if row["kind"] in DECISIVE:
        return say(
            "{most}; one friction there loses {customers} of 100 who come.",
            most=most,
            customers=lost_by_one(row),
        )
    if row["kind"] == "undecided":
        return say("{most}; whether one friction there decides stays open.", most=most)
    if -moments.equivalence_band <= row["break_low"]:
        return say("{most}, but a friction there loses nobody to speak of.", most=most)
    return say(
        "{most}, but one friction there loses at most {customers} of 100 who come.",
        most=most,
        customers=written(max(-100 * row["break_low"], 0.0), 1),
    )


def lost_by_one(row: Any) -> str:
    """Write how many of 100 who come one friction loses, with its limits."""
    return between(-row["break"], -row["break_high"], -row["break_low"])


def between(value: float, low: float, high: float) -> str:
    """Write a share as a number of 100, with its limits."""
    digits = 0 if value >= 0.095 else 1
    mean, least, most = (written(100 * limit, digits) for limit in (value, low, high))
    return f"{mean} ({least}–{most})"


def _title(moments: Moments, name: str) -> str:
    return quoted(moments.scenario.touchpoints[name].title)
