"""Gains over today by persona: who stays, who joins, customers at the end, value, and satisfaction."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxsim.questions.experiments.differences import difference
from cxsim.questions.experiments.sums import MEASURES, worth_of_one
from cxsim.questions.moments.effects import EVERYBODY
from cxsim.results.intervals import Scale

ON = ("stay", "stay_year", "join", "customers", "value", "satisfaction")


def gains_by_persona(
    totals: np.ndarray, worlds: Sequence[str], personas: Sequence[str], what: str
) -> pd.DataFrame:
    """Return how much more than in the first world each measure is in the others.

    Parameters
    ----------
    totals
        Sums of shape (replications, 1 + worlds, 1 + personas, sums), as `sums` gives them.
    worlds, personas
        Their names.
    what
        What a world is: the name of its column.

    Returns
    -------
    pandas.DataFrame
        ``what``, ``persona`` (or everybody), ``measure`` (one of `ON`), ``mean``, ``low``, ``high``,
        ``low_all``, ``high_all`` (of each measure hold together for all worlds, and for all personas in all
        worlds), ``people``. nan for a persona that one of the two worlds does not have.
    """
    parts = []
    for measure in ON:
        above, below, scale = MEASURES[measure]
        sums = totals[..., above], totals[..., below]
        one = worth_of_one(totals[:, :1, :1]) if measure == "value" else 1.0
        parts.append(gains_of(measure, *sums, scale, worlds, personas, what, one))
    return pd.concat(parts, ignore_index=True)


def gains_of(
    measure: str,
    above: np.ndarray,
    below: np.ndarray,
    scale: Scale,
    worlds: Sequence[str],
    personas: Sequence[str],
    what: str,
    one: float | None = None,
) -> pd.DataFrame:
    """Return the same of one measure: `above` and `below` are sums, as `totals` without its last axis.

    By `one` a single person, or event, moves a sum (see `difference`).
    """
    groups = [EVERYBODY, *personas]
    parts: list[pd.DataFrame] = []
    for rows, family in ((slice(0, 1), len(worlds)), (slice(1, None), len(worlds) * len(personas))):
        found = difference(
            above[:, 1:, rows], above[:, :1, rows], below[:, 1:, rows], below[:, :1, rows], family, scale, one
        )
        names = groups[rows]
        columns: dict[str, Any] = {
            what: np.repeat(worlds, len(names)),
            "persona": np.tile(names, len(worlds)),
            "measure": measure,
            **{name: values.ravel() for name, values in found._asdict().items()},
        }
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True)
