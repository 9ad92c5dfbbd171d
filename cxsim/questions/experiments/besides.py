"""What else changes besides an objective: the other measures, and personas that are harmed."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxsim.questions.experiments.gains import gains_by_persona
from cxsim.questions.moments.effects import EVERYBODY
from cxsim.scenario.objective import Objective

BESIDES = ("stay", "join", "customers", "value")
AT_ODDS = ("stay", "join", "customers")  # of which there may be more of one and fewer of another
LIMITS = {"": "mean", "_low": "low_all", "_high": "high_all"}


def besides(
    objective: Objective, totals: np.ndarray, worlds: Sequence[str], personas: Sequence[str]
) -> pd.DataFrame:
    """Return what worlds gain over the first in each measure, and whom they harm.

    Parameters
    ----------
    objective
        Who is harmed by it: prospects where it is that they join, else today's customers.
    totals
        Sums of shape (replications, 1 + worlds, 1 + personas, sums).
    worlds, personas
        Their names.

    Returns
    -------
    pandas.DataFrame
        By world, each of `BESIDES` with its ``…_low`` and ``…_high`` (95 % limits, for all worlds together;
        nan where there is nobody), and ``harmed``: the personas of whom it surely loses some (limits for all
        worlds and personas together).
    """
    gains = gains_by_persona(totals, worlds, personas, "world")
    columns: dict[str, Any] = {}
    for measure in BESIDES:
        mine = gains[(gains["measure"] == measure) & (gains["persona"] == EVERYBODY)].set_index("world")
        columns |= {measure + end: mine[column] for end, column in LIMITS.items()}
    told = gains[(gains["measure"] == ("join" if objective == "join" else "stay")) & (gains["high_all"] < 0)]
    told = told[told["persona"] != EVERYBODY]
    columns["harmed"] = [tuple(told.loc[told["world"] == one, "persona"]) for one in worlds]
    return pd.DataFrame(columns, index=pd.Index(worlds, name="world"))


def at_odds(figures: Mapping[str, Any]) -> np.ndarray:
    """Tell where more stay, join or are customers at the end, while fewer do another of these, both surely.

    Parameters
    ----------
    figures
        ``stay_low``, ``stay_high`` and so on, one figure for each world.
    """
    more = [np.asarray(figures[f"{one}_low"]) > 0.0 for one in AT_ODDS]
    fewer = [np.asarray(figures[f"{one}_high"]) < 0.0 for one in AT_ODDS]
    return np.asarray(np.any(more, axis=0) & np.any(fewer, axis=0))
