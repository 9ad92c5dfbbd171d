"""Whether gains are known as precisely as was asked, and what that would take, in words."""

import pandas as pd

from cxsim.language.speech import in_habit, say, written
from cxsim.questions.experiments.objective_words import is_share
from cxsim.questions.ranking.estimate import Ranking
from cxsim.results.intervals import enough_replications


def precision(ranking: Ranking) -> str:
    """Say whether the limits of the gains are as narrow as they were asked for."""
    if ranking.precision is None or not is_share(ranking.objective):
        return ""
    reached = ((ranking.figures["gain_high"] - ranking.figures["gain_low"]) / 2).max()
    asked = in_habit(f"{100 * ranking.precision:g}")
    if pd.isna(reached):
        return say("From one replication there are no limits; ±{asked} of 100 was asked for.", asked=asked)
    widest = written(100 * reached, 2)
    if reached <= ranking.precision:
        return say(
            "All gains are known to ±{widest} of 100 or better, as precisely as was asked (±{asked}).",
            widest=widest,
            asked=asked,
        )
    varied = ranking.assumed.varied
    number = len(ranking.assumed.sets) if varied else ranking.manifest["replications"]
    needed = enough_replications(number, reached, ranking.precision, len(ranking.figures))
    if varied:
        return say(
            "All gains are known to ±{widest} of 100 or better; ±{asked} of 100 was asked for, which takes "
            "some {needed} sets of assumptions.",
            widest=widest,
            asked=asked,
            needed=written(needed),
        )
    return say(
        "All gains are known to ±{widest} of 100 or better; ±{asked} of 100 was asked for, which takes "
        "some {needed} replications.",
        widest=widest,
        asked=asked,
        needed=written(needed),
    )
