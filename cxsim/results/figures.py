"""Figures of your own: a ratio of sums that a function finds among the people of one replication.

The function sees those whom the KPIs are about too: everybody measured, and what happened to them after the
warm-up. It returns what stands above and what stands below; cxsim adds these up over replications, for all
people and for each persona, and gives the interval. A mean of ratios would let replications in which little
happened weigh as much as the others.
"""

import hashlib
import inspect
import math
import numbers
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

import numpy as np
import pandas as pd

from cxsim.errors import CxsimError
from cxsim.language.wording import in_short
from cxsim.results.catalogue import CATALOGUE
from cxsim.results.intervals import AMOUNT, ANY, COUNT, FEELING, SHARE, Scale
from cxsim.scenario.arguments import public
from cxsim.scenario.faults import either, nearest, shown
from cxsim.scenario.model import Scenario

UNITS = {
    "share": SHARE,
    "count": COUNT,
    "money": ANY,
    "min": AMOUNT,
    "feeling": FEELING,
    "points": Scale(-100.0, 100.0),
    "score": ANY,
}
SEES = ("customers", "events")
LONGEST = 40  # characters of a name
# Names of columns beside those of figures.
TAKEN = {*CATALOGUE, "all", "hash", "same_people", "verdict", "stayed", "won", "lost", "goal", "people"}


class FigureError(CxsimError, ValueError):
    """Something is wrong with a figure of the user's own; the text says with which one, and what."""


class FigureFacts(TypedDict):
    """What a manifest says of a figure: what it means, its unit, and the SHA-256 of its source."""

    meaning: str
    unit: str
    source: str


@dataclass(frozen=True, repr=False)
class Figure:
    """A figure of your own. `cxsim.figure` makes one.

    Attributes
    ----------
    name, meaning, unit, scale
        What it is called, what it means, and what it can be.
    of
        The function that finds it.
    sees
        Which of ``customers`` and ``events`` the function asks for, in its order.
    """

    name: str
    meaning: str
    unit: str
    scale: Scale
    of: Callable[..., Any]
    sees: tuple[str, ...]

    def __repr__(self) -> str:
        return f'<Figure "{self.name}": {in_short(self.meaning)}>'

    @property
    def facts(self) -> FigureFacts:
        """What a manifest says of it."""
        return FigureFacts(meaning=self.meaning, unit=self.unit, source=_source(self.of))


@public()
def figure(
    meaning: str,
    unit: str = "share",
    scale: tuple[float, float] | None = None,
    name: str | None = None,
) -> Callable[[Callable[..., Any]], Figure]:
    """Make a figure of your own of a function of ``customers``, ``events`` or both.

    The function gets the people measured in one replication (columns as in `cxsim.results.customers`) and
    what happened to them after the warm-up (columns as in `cxsim.results.events`): first of everybody, then
    of each persona. It returns two numbers: what stands above, such as how many came to the shop, and what
    stands below, such as how many there are. A function that does without ``events`` takes less time.

    Parameters
    ----------
    meaning
        What it is, in a sentence, such as "Share of people who came to the shop".
    unit
        ``share`` (of people, visits …; written in %), ``count`` (of events for each), ``money``, ``min``,
        ``feeling`` (-1 to 1), ``points`` (-100 to 100) or ``score``.
    scale
        The least and the most that it can be, where that is not plain from the unit.
    name
        What it is called; by default as the function.

    Raises
    ------
    FigureError
        If a KPI has this name, or the unit is unknown.

    Examples
    --------
    >>> import cxsim as cx
    >>> @cx.figure("Share of people who came to the shop")
    ... def came_to_the_shop(customers, events):
    ...     came = events.loc[events["touchpoint"] == "shop", "customer"]
    ...     return customers["customer"].isin(came).sum(), len(customers)
    >>> came_to_the_shop
    <Figure "came_to_the_shop": Share of people who came to the shop>
    >>> run = cx.simulate(scenario, figures=[came_to_the_shop])  # doctest: +SKIP
    >>> run.table("kpis", names=["kept", "came_to_the_shop"])  # doctest: +SKIP
    """

    def made(of: Callable[..., Any]) -> Figure:
        if not callable(of):
            raise FigureError(f"figure: found {shown(of)}, expected a function, below @cx.figure(…)")
        called = str(getattr(of, "__name__", "") if name is None else name)
        where = f"figure {shown(called)}"
        plain = called.isidentifier() and called.isascii() and len(called) <= LONGEST
        if not plain or called.endswith(("_low", "_high")):
            raise FigureError(
                f"{where}: expected a name of letters, digits and _, at most {LONGEST} of them, and not with "
                '_low or _high at its end: name the function so, or give name="…"'
            )
        if called in TAKEN:
            raise FigureError(f"{where}: cxsim has one of this name; choose another")
        if not isinstance(meaning, str) or not meaning.strip():
            raise FigureError(f"{where}: meaning: found {shown(meaning)}, expected a sentence")
        if unit not in UNITS:
            hint = nearest(unit, UNITS) or f"expected {either(UNITS)}"
            raise FigureError(f"{where}: unit: found {shown(unit)}; {hint}")
        sees = tuple(inspect.signature(of).parameters)
        if not sees or set(sees) - set(SEES):
            found = ", ".join(sees) or "nothing"
            raise FigureError(
                f"{where}: found a function of {found}, expected one of customers, events or both"
            )
        return Figure(called, " ".join(meaning.split()), unit, _scale(where, unit, scale), of, sees)

    return made


def checked_figures(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Return figures if they are some, each with a name of its own; FigureError says what is wrong."""
    if isinstance(figures, Figure) or not isinstance(figures, Sequence):
        raise FigureError(f"figures: found {shown(figures)}, expected a list of figures")
    names = set[str]()
    for one in figures:
        if not isinstance(one, Figure):
            raise FigureError(
                f"figures: found {shown(getattr(one, '__name__', one))}, expected what @cx.figure(…) makes"
            )
        if one.name in names:
            raise FigureError(f"figures: found {shown(one.name)} twice, expected each name once")
        names.add(one.name)
    return tuple(figures)


def see_events(figures: Sequence[Figure]) -> bool:
    """Tell whether any of them needs events."""
    return any("events" in one.sees for one in figures)


def figure_sums(
    figures: Sequence[Figure],
    replication: int,
    customers: pd.DataFrame,
    events: pd.DataFrame | None,
    scenario: Scenario,
) -> dict[str, np.ndarray]:
    """Return what stands above and below in each figure, of all people and of each persona.

    Parameters
    ----------
    replication, customers, events
        Of one replication, as they come; events may be absent if no figure needs them.

    Returns
    -------
    dict
        By name, of shape (1 + personas, 2).
    """
    people = customers[customers["measured"]]
    seen = {"customers": people}
    if events is not None:
        after = events["time"] >= scenario.period.warm_up
        seen["events"] = events[after & events["customer"].isin(people["customer"])]
    groups = {"all customers": seen}
    for persona in scenario.personas:
        groups[f"persona {persona}"] = {
            name: table[table["persona"] == persona] for name, table in seen.items()
        }
    return {
        one.name: np.array(
            [
                _found(one, f"figure {shown(one.name)}, replication {replication}, {group}", tables)
                for group, tables in groups.items()
            ]
        )
        for one in figures
    }


def _found(one: Figure, where: str, tables: Mapping[str, pd.DataFrame]) -> tuple[float, float]:
    """Call the function of a figure, and hold what it returns against what it should be."""
    try:
        pair = one.of(**{name: tables[name].copy(deep=False) for name in one.sees})
    except Exception as error:
        raise FigureError(f"{where}: {_raised(error, one, tables)}") from error
    expected = "expected two numbers: what stands above, and what stands below"
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        raise FigureError(f"{where}: found {_kind(pair)}, {expected}")
    for value in pair:
        if not isinstance(value, numbers.Real | np.bool_) or not math.isfinite(value):
            raise FigureError(f"{where}: found {_kind(value)}, {expected}, none missing or endless")
    above, below = map(float, pair)
    least, most = one.scale.least * below, one.scale.most * below
    if below < 0.0:
        raise FigureError(f"{where}: found {below:g} below, expected 0 or more")
    if below == 0.0 and above != 0.0:
        raise FigureError(f"{where}: found {above:g} above and nothing below, expected nothing above either")
    room = 1e-9 * abs(above)
    if below and not least - room <= above <= most + room:
        ends = f"from {one.scale.least:g} to {one.scale.most:g}"
        raise FigureError(
            f"{where}: found {above:g} above and {below:g} below, which is {above / below:g}; expected {ends}"
        )
    return above, below


def _raised(error: Exception, one: Figure, tables: Mapping[str, pd.DataFrame]) -> str:
    """Say what a function raised, and for a column that is not there which ones there are."""
    told = f"it raised {type(error).__name__}: {in_short(str(error), 120)}"
    if not isinstance(error, KeyError | AttributeError):
        return told
    name = error.args[0] if isinstance(error, KeyError) and error.args else getattr(error, "name", "")
    columns = [str(column) for table in one.sees for column in tables[table].columns]
    return f"{told}; {nearest(name, columns) or f'expected {either(dict.fromkeys(columns), len(columns))}'}"


def _kind(value: Any) -> str:
    simple = value is None or isinstance(value, str | numbers.Number)
    return shown(value) if simple else f"one of kind {type(value).__name__}"


def _scale(where: str, unit: str, ends: tuple[float, float] | None) -> Scale:
    if ends is None:
        return UNITS[unit]
    numeric = isinstance(ends, tuple | list) and all(isinstance(end, int | float) for end in ends)
    if not numeric or len(ends) != 2 or not ends[0] < ends[1]:
        raise FigureError(f"{where}: scale: found {shown(ends)}, expected the least and the most, as (0, 10)")
    # The exact limits of shares and counts hold for these alone.
    least, most = map(float, ends)
    usual = UNITS[unit]
    return usual if (least, most) == (usual.least, usual.most) else Scale(least, most)


def _source(of: Callable[..., Any]) -> str:
    """Return a digest of what a function does: of its source, or of its code where that is nowhere."""
    try:
        text = inspect.getsource(of)
    except (OSError, TypeError):  # typed at a prompt, or no function of Python's
        code = getattr(of, "__code__", None)
        text = _code(code) if isinstance(code, types.CodeType) else repr(type(of))
    return hashlib.sha256(inspect.cleandoc(text).encode()).hexdigest()


def _code(code: types.CodeType) -> str:
    consts = [_code(one) if isinstance(one, types.CodeType) else repr(one) for one in code.co_consts]
    return f"{code.co_code.hex()} {code.co_names} {consts}"
