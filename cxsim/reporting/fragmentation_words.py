"""What the links between touchpoints cost, against the touchpoints themselves, in words."""

from typing import Any

import pandas as pd

from cxsim.analysis.fragmentation import BOTH, LINKS, PARTS, Fragmentation
from cxsim.reporting.moment_words import signed_points
from cxsim.reporting.picture import Sentence
from cxsim.reporting.tables import Table
from cxsim.reporting.wording import percent


def conclude_fragmentation(found: Fragmentation) -> Sentence:
    """Say what perfect links would keep, against perfect parts, and between which departments most is lost.

    Examples
    --------
    >>> conclude_fragmentation(found)  # doctest: +SKIP
    'Never losing the context between touchpoints would keep 1.3 more of 100 (1.2–1.5), …'
    """
    links = found.table.loc[LINKS]
    if not links["low_all"] > 0:
        return Sentence(
            "Never losing the context between touchpoints would not clearly keep more customers: here it is "
            "the parts that count, not the links."
        )
    said = (
        f"Never losing the context between touchpoints would keep {_gain(links)} more of 100, touchpoints "
        f"being as they are; flawless touchpoints without waiting, links being as they are, "
        f"{_gain(found.table.loc[PARTS])}; both {_gain(found.table.loc[BOTH])}"
    )
    if pd.notna(found.share["mean"]):
        low, high = (f"{100 * found.share[limit]:.0f}" for limit in ("low", "high"))
        said += f". The links are responsible for {percent(found.share['mean'])} of that ({low}–{high})"
    worst = found.departments.iloc[0]
    if worst["low_all"] > 0:
        said += f"; most is lost {_between(found, worst)}"
    return Sentence(f"{said}.")


def fragmentation_table(found: Fragmentation) -> Table:
    """Return what never losing context between two departments keeps, as text."""
    rows = []
    for _, row in found.departments.iterrows():
        gain, low, high = (signed_points(100 * row[name], 2) for name in ("mean", "low_all", "high_all"))
        limits = f" ({low} to {high})" if pd.notna(row["low_all"]) else ""
        rows.append((_department(found, row["source"]), _department(found, row["target"]), f"{gain}{limits}"))
    caption = (
        "Customers kept of 100 measured, if context were never lost on the way, with simultaneous 95 % limits"
    )
    columns = ["From", "To", "Kept, of 100"]
    return Table(pd.DataFrame(rows, columns=columns), caption, found.departments, "departments")


def _gain(row: Any) -> str:
    return f"{100 * row['mean']:.1f} ({100 * row['low']:.1f}–{100 * row['high']:.1f})"


def _between(found: Fragmentation, row: pd.Series) -> str:
    one, other = (_department(found, row[side]) for side in ("source", "target"))
    return f"within “{one}”" if one == other else f"from “{one}” to “{other}”"


def _department(found: Fragmentation, name: str) -> str:
    return found.scenario.departments[name].title
