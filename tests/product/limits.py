"""Laws that every table of an answer keeps: limits in order, and within what a figure can be."""

import dataclasses
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

TINY = 1e-9
# Columns of a table, by what their figures can be; whatever is not named here can be anything.
SHARES = (
    "abandonment", "recovered", "top", "best", "gains", "pays", "place_of_leaving", "changes", "cost_part",
)  # fmt: skip
CHANGES_OF_SHARES = ("stay", "stay_year", "join", "break", "make", "gate", "gate_delight", "loss")
# In rows whose measure (or else the objective) is a share of people; customers and money can be anything.
OF_PEOPLE = ("stay", "join")
LEVELS = ("level",)
CHANGES_IN_OBJECTIVE = (
    "gain",
    "step_gain",
    "middle",
    "lead",
    "together",
    "within",
    "both",
    "alone",
    "without",
)
NOT_BELOW_0 = (
    "wait", "cost", "people", "hours", "on_duty", "pain", "joy", "cost_so_far", "first_year",
    "first_year_so_far", "occupancy", "spread", "chance", "visits", "replications", "customers_equal",
    "payback", "worth", "by_chance", "todays", "prospects", *LEVELS,
)  # fmt: skip
MAY_BE_INFINITE = ("payback",)  # what is never paid back
ENDS = (("_low", "_high"), ("_low_all", "_high_all"))
SCALES = {
    "share": (0.0, 1.0),
    "min": (0.0, math.inf),
    "count": (0.0, math.inf),
    "points": (-100.0, 100.0),
}
SCORES = {
    "csat": (1.0, 5.0),
    "ces": (1.0, 7.0),
    "satisfaction": (-1.0, 1.0),
    "pain": (-math.inf, 0.0),
    "occupancy": (0.0, math.inf),  # who is served at closing time is served to the end
    "cost_to_serve": (0.0, math.inf),
    "revenue_retention": (0.0, math.inf),  # who takes more may outweigh those who leave
}


def tables(answer: Any, name: str = "", objective: str = "stay") -> Iterator[tuple[str, pd.DataFrame, str]]:
    """Yield every table inside an answer, with where it stands and what gains are counted in there."""
    if isinstance(answer, pd.DataFrame):
        yield name, answer, objective
    elif isinstance(answer, pd.Series) and answer.dtype == float:
        yield name, answer.to_frame(name).reset_index(drop=True), objective
    elif isinstance(answer, Mapping):
        for key, one in answer.items():
            yield from tables(one, f"{name}.{key}".strip("."), objective)
    elif dataclasses.is_dataclass(answer) and not hasattr(answer, "events"):
        objective = getattr(getattr(answer, "ranking", answer), "objective", objective)
        for field in dataclasses.fields(answer):
            if field.name not in ("scenario", "manifest", "run", "study"):
                yield from tables(getattr(answer, field.name), f"{name}.{field.name}".strip("."), objective)


def faults_of_table(name: str, table: pd.DataFrame, objective: str) -> Iterator[str]:
    """Say where a table breaks a law."""
    measures = table["measure"] if "measure" in table else pd.Series(objective, table.index)
    in_shares = table[measures.isin(OF_PEOPLE)]
    for column in table.columns:
        if column in MAY_BE_INFINITE:
            continue
        values = table[column]
        if values.dtype.kind in "fi" and np.isinf(values.astype(float)).any():
            yield f"{name}: {column} is infinite"
    yield from _order(name, table)
    if "measure" in table:
        yield from faults_of_effects(name, table)
    for column in table.columns:
        stem = re.sub(r"_(low|high)(_all)?$", "", str(column))
        if stem in ("low", "high", "low_all", "high_all", "mean"):
            continue
        low, high = -math.inf, math.inf
        if stem in SHARES:
            low, high = 0.0, 1.0
        elif stem in CHANGES_OF_SHARES:
            low, high = -1.0, 1.0
        elif stem in NOT_BELOW_0:
            low = 0.0
        yield from _within(name, table, column, low, high)
        if stem in LEVELS:
            yield from _within(name, in_shares, column, 0.0, 1.0)
        elif stem in CHANGES_IN_OBJECTIVE:
            yield from _within(name, in_shares, column, -1.0, 1.0)


def faults_of_effects(name: str, table: pd.DataFrame) -> Iterator[str]:
    """Say where effects on shares, one in a row, leave the scale."""
    on_shares = table[table["measure"].isin(["stay", "stay_year", "join", "goal"])]
    for column in on_shares.columns.intersection(["mean", "low", "high", "low_all", "high_all"]):
        yield from _within(name, on_shares, column, -1.0, 1.0)


def faults_of_kpis(table: pd.DataFrame) -> Iterator[str]:
    """Say which KPIs leave their scales."""
    yield from _order("kpis", table)
    for _, row in table.iterrows():
        low, high = SCORES.get(row["kpi"], SCALES.get(row["unit"], (-math.inf, math.inf)))
        for column in ("mean", "low", "high"):
            value = row[column]
            if math.isinf(value) or value < low - TINY or value > high + TINY:
                yield f"kpis: {column} of {row['kpi']} ({row['scope']} {row['name']}) is {value:.4g}"


def _order(name: str, table: pd.DataFrame) -> Iterator[str]:
    """Say where limits are not around their mean, or are there by halves."""
    columns = set(map(str, table.columns))
    triples = [
        (stem, f"{stem}{low}", f"{stem}{high}")
        for stem in columns
        for low, high in ENDS
        if f"{stem}{low}" in columns
    ]
    if "mean" in columns:
        triples += [("mean", "low", "high"), ("mean", "low_all", "high_all")]
    for stem, low, high in triples:
        if not {low, high} <= columns or table[stem].dtype.kind != "f" or "middle" in (stem,):
            continue
        mean, least, most = (table[one].to_numpy(float) for one in (stem, low, high))
        room = TINY * np.maximum(np.abs(mean), 1.0)
        wrong = (least > mean + room) | (mean > most + room) | (np.isnan(least) != np.isnan(most))
        wrong |= np.isnan(mean) & ~np.isnan(least)
        for at in np.flatnonzero(wrong):
            yield f"{name}: {stem} of {table.index[at]} is {mean[at]:.5g} ({least[at]:.5g} to {most[at]:.5g})"


def _within(name: str, table: pd.DataFrame, column: Any, low: float, high: float) -> Iterator[str]:
    if table[column].dtype.kind not in "fi":
        return
    values = table[column].to_numpy(float)
    room = TINY * max(abs(low) if math.isfinite(low) else 1.0, 1.0)
    for at in np.flatnonzero((values < low - room) | (values > high + room)):
        yield f"{name}: {column} of {table.index[at]} is {values[at]:.5g}"
