"""A comparison in words: which scenario keeps more customers than the first, and who they are."""

from typing import Any, NamedTuple

import pandas as pd

from cxsim.analysis.comparison import Comparison
from cxsim.analysis.effects import EVERYBODY
from cxsim.analysis.gains import ON
from cxsim.analysis.ranking import KEEPS, LOSES, NO_EFFECT
from cxsim.reporting.moment_words import signed_points
from cxsim.reporting.picture import on_page
from cxsim.reporting.tables import Table
from cxsim.reporting.wording import MINUS, SPACE, counted, plain_number, signed

NAMED = 3  # scenarios in one breath


class ComparisonAnswer(NamedTuple):
    """What to conclude, in sentences; a notebook shows them as paragraphs.

    Attributes
    ----------
    kept
        Which scenarios keep more customers than the first, and who they are.
    also
        How they differ in retention, satisfaction and lifetime value.
    personas
        For which persona they differ most.
    sure
        Whether the same people were compared, and what the limits mean.
    """

    kept: str
    also: str
    personas: str
    sure: str

    def __str__(self) -> str:
        return "\n".join(sentence for sentence in self if sentence)

    def _repr_html_(self) -> str:
        return "".join(f"<p>{on_page(sentence)}</p>" for sentence in self if sentence)


def conclude_comparison(found: Comparison) -> ComparisonAnswer:
    """Say which scenarios keep more customers than the first, from the numbers.

    Examples
    --------
    >>> print(conclude_comparison(found).kept)  # doctest: +SKIP
    “One case file for all” keeps 1.0 more of 100 than “Regional telecom operator” (95 % limits 0.7–1.3): …
    """
    table = found.table.sort_values("kept", ascending=False, kind="stable").head(NAMED)
    more = len(found.table) - len(table)
    rest = f" {counted(more, 'more scenario')} in the table." if more else ""
    return ComparisonAnswer(
        " ".join(_kept(found, str(name), row) for name, row in table.iterrows()) + rest,
        " ".join(_also(found, str(name), row) for name, row in table.iterrows()),
        " ".join(filter(None, (_personas(found, str(name)) for name in table.index))),
        _sure(found),
    )


def comparison_table(found: Comparison) -> Table:
    """Return each scenario with its level and its difference from the first, as text."""
    rows: list[tuple[str, ...]] = []
    levels: Any = found.levels
    for place, (name, level) in enumerate(levels.iterrows()):
        change: Any = found.table.loc[name] if place else None
        cells = []
        for measure in ON:
            said = _level(found, place, measure, float(level[measure]))
            cells.append(said if change is None else f"{said} ({_change(found, measure, change, '', True)})")
        who = "–"
        if change is not None and change["same_people"]:
            who = f"{change['stayed']:.0f} + {change['won']:.0f} − {change['lost']:.0f}"
        rows.append((str(name), *cells, who))
    currency = found.scenario.currency
    columns = [
        "Scenario",
        "Kept, of 100",
        "Retained, of 100",
        "Satisfaction",
        f"Lifetime value, {currency}",
        "Stayed + won − lost",
    ]
    caption = (
        "Customers kept of everybody measured and of those who were customers, satisfaction (−1 to 1) and "
        "lifetime value for each person; in brackets the difference from the first, with simultaneous 95 % "
        "limits; kept who would have left, plus kept who would never have come, minus kept in the first only"
    )
    return Table(pd.DataFrame(rows, columns=columns), caption)


def _level(found: Comparison, place: int, measure: str, value: float) -> str:
    if measure == "lifetime_value":
        currency = found.scenarios[place].currency
        return plain_number(value) + ("" if currency == found.scenario.currency else f"{SPACE}{currency}")
    return signed(value, 3) if measure == "satisfaction" else f"{100 * value:.1f}"


def _change(found: Comparison, measure: str, row: Any, unit: str = "", limits: bool = False) -> str:
    """Write how much more it is than in the first scenario."""

    def said(value: float) -> str:
        if measure == "lifetime_value":
            return f"{MINUS if value < 0 else '+'}{plain_number(abs(value))}" if pd.notna(value) else "–"
        return signed(value, 3) if measure == "satisfaction" else signed_points(100 * value, 2)

    if limits and pd.notna(row[f"{measure}_low"]):
        return f"{said(row[measure])}: {said(row[f'{measure}_low'])} to {said(row[f'{measure}_high'])}"
    return said(row[measure]) + unit


def _kept(found: Comparison, name: str, row: Any) -> str:
    first, limits = f"“{found.levels.index[0]}”", ""
    if pd.notna(row["kept_low"]):
        ends = sorted(abs(100 * row[f"kept_{end}"]) for end in ("low", "high"))
        limits = f" (95{SPACE}% limits {ends[0]:.2f}–{ends[1]:.2f})"
    if row["verdict"] == NO_EFFECT:
        most = 100 * found.band
        return f"“{name}” keeps as many customers as {first}: the difference lies within ±{most:g} of 100."
    if row["verdict"] not in (KEEPS, LOSES):
        low, high = (signed_points(100 * row[f"kept_{end}"], 2) for end in ("low", "high"))
        open_ = f", from {low} to {high} of 100" if limits else ""
        return f"Whether “{name}” keeps more customers than {first} cannot be told{open_}."
    sense = "more" if row["kept"] > 0 else "fewer"
    said = f"“{name}” keeps {abs(100 * row['kept']):.2f} {sense} of 100 than {first}{limits}"
    if not row["same_people"]:
        return f"{said}."
    return (
        f"{said}: {row['stayed']:.0f} who would have left and {row['won']:.0f} who would never have become "
        f"customers are kept, against {row['lost']:.0f} who are kept in the first only."
    )


def _also(found: Comparison, name: str, row: Any) -> str:
    clear = [m for m in ON[1:] if row[f"{m}_low"] > 0.0 or row[f"{m}_high"] < 0.0]
    units = {
        "retention": " of 100 customers",
        "lifetime_value": f"{SPACE}{found.scenario.currency} for each person",
    }
    said = [f"{m.replace('_', ' ')} ({_change(found, m, row, units.get(m, ''))})" for m in clear]
    if not said:
        return f"In retention, satisfaction and lifetime value “{name}” does not clearly differ."
    listed = " and ".join(filter(None, [", ".join(said[:-1]), said[-1]]))
    return f"“{name}” clearly differs in {listed}."


def _personas(found: Comparison, name: str) -> str:
    mine: Any = found.personas[
        (found.personas["scenario"] == name)
        & (found.personas["measure"] == "kept")
        & (found.personas["persona"] != EVERYBODY)
    ].dropna(subset="mean")
    clear = mine[(mine["low_all"] > 0.0) | (mine["high_all"] < 0.0)]
    if len(mine) < 2 or clear.empty:
        return ""
    most = clear.loc[clear["mean"].abs().idxmax()]
    title = found.scenario.personas[most["persona"]].title
    points = signed_points(100 * most["mean"], 2)
    return f"“{name}” differs most for “{title}” ({points} of 100 kept)."


def _sure(found: Comparison) -> str:
    number = found.manifest["replications"]
    others = [f"“{name}”" for name in found.table.index[~found.table["same_people"]]]
    if not others:
        paired = "The same people with the same luck live each journey"
    elif len(others) == len(found.table):
        paired = "The customers are not the same people, so they are compared unpaired, by their shares"
    else:
        paired = f"{' and '.join(others)} has other people and is compared unpaired, by shares"
    if number < 2:
        return f"{paired}. This is a single replication, so nothing can be told from chance."
    return (
        f"{paired} ({counted(number, 'replication')}); with 95{SPACE}% probability all limits of a measure "
        "hold together, as far as the assumptions do."
    )
