"""Recording: the rows that engines write. Whether they are kept never changes what happens."""

from collections.abc import Sequence
from typing import NamedTuple, get_type_hints

import numpy as np

from cxsim.engine.vocabulary import NONE

NAN = float("nan")


class Row(NamedTuple):
    """One event. What the columns mean is written in `cxsim.results.events`."""

    customer: int
    step: int
    persona: int
    time: float
    event: int
    journey: int = NONE
    occurrence: int = NONE
    touchpoint: int = NONE
    origin: int = NONE
    visit: int = 0
    outcome: int = NONE
    notice: int = NONE
    cause: int = NONE
    severity: float = NAN
    felt: float = NAN
    began: float = NAN
    wait: float = NAN
    duration: float = NAN
    score: float = NAN
    mood: float = NAN
    satisfaction: float = NAN
    recorded: bool = True


class CustomerRow(NamedTuple):
    """One person at the end of their follow-up; the columns are explained in `cxsim.results.customers`.

    But for `forced`, which only experiments ask for: what became of the journey in which an outcome was first
    forced on them (`cxsim.engine.vocabulary.Forced`).
    """

    customer: int
    persona: int
    origin: int
    arrived: float
    since: float
    converted: float
    state: int
    ended: float
    left_touchpoint: int
    left_journey: int
    cause: int
    cause_touchpoint: int
    satisfaction: float
    mood: float
    memory: float
    journeys: int
    visits: int
    frictions: int
    complaints: int
    recoveries: int
    referrals: int
    measured: bool
    troubled: bool
    last_purchase: float
    cost: float
    rest: float
    entry: int
    level: float
    level_then: float
    level_steps: float
    intends: bool
    forced: int


Columns = dict[str, np.ndarray]
_DTYPES = {int: np.int64, float: np.float64, bool: np.bool_}


def dtypes(kind: type[Row] | type[CustomerRow]) -> dict[str, type]:
    """Return the numpy type of each column."""
    return {name: _DTYPES[hint] for name, hint in get_type_hints(kind).items()}


def columns(rows: Sequence[Row] | Sequence[CustomerRow], kind: type[Row] | type[CustomerRow]) -> Columns:
    """Return rows as one array for each column."""
    types = dtypes(kind)
    by_column = zip(*rows, strict=True) if rows else ((),) * len(kind._fields)
    return {name: np.array(values, types[name]) for name, values in zip(kind._fields, by_column, strict=True)}
