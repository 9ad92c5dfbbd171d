"""A ranking held against not knowing the parameters, in words."""

import re

import pandas as pd

from cxsim.analysis.drivers import Drivers
from cxsim.analysis.ranking import Ranking
from cxsim.analysis.robustness import TOP, Robustness
from cxsim.reporting.assumptions import parameter_words, value_words
from cxsim.reporting.moment_words import signed_points
from cxsim.reporting.picture import Sentence
from cxsim.reporting.tables import Table
from cxsim.reporting.wording import counted, percent
from cxsim.scenario.model import Scenario

MOST_OF = 0.8  # share of sets from which on something is called robust
NAMED = 3  # assumptions in one breath
SHOWN = 8  # assumptions in a table


def conclude_robustness(robustness: Robustness, ranking: Ranking) -> Sentence:
    """Say which improvements stay ahead if the parameters are others, and whether today's first does.

    Parameters
    ----------
    robustness
        For many sets of parameters.
    ranking
        With the parameters as they stand in the scenario.

    Examples
    --------
    >>> conclude_robustness(robustness, ranking)  # doctest: +SKIP
    'Were the assumptions others within their ranges, …'
    """
    table, first = robustness.table, str(ranking.table.index[0])
    stay = [_named(robustness, str(name)) for name in table.index[table["top"] >= MOST_OF]]
    sets = counted(len(robustness.gains), "set")
    tried = (
        f"Were the assumptions others within their ranges ({sets} of {len(robustness.doubts)} parameters, "
        "rival loyalty curves among them)"
    )
    if stay:
        which = stay[0] if len(stay) == 1 else f"{', '.join(stay[:-1])} and {stay[-1]}"
        verb = "stays" if len(stay) == 1 else "stay"
        said = f"{tried}, {which} {verb} among the best {TOP} in at least {percent(MOST_OF)} of cases"
    else:
        most = str(table.index[0])
        said = (
            f"{tried}, no improvement stays among the best {TOP} in {percent(MOST_OF)} of cases; most often "
            f"{_named(robustness, most)} does, in {percent(float(table['top'].iloc[0]))}"
        )
    best, top, keeps = (percent(float(table[name][first])) for name in ("best", "top", "keeps"))
    leader = (
        f"{_named(robustness, first)}, which keeps most if all assumptions are right, stays first in {best}, "
        f"among the best {TOP} in {top}, and keeps customers to speak of in {keeps} of them"
    )
    return Sentence(f"{said}. {leader}.")


def conclude_drivers(drivers: Drivers) -> Sentence:
    """Say which assumptions decide whether the improvement that leads stays ahead.

    Examples
    --------
    >>> conclude_drivers(drivers)  # doctest: +SKIP
    'Whether “Call centre open until 18:00” stays ahead of “One case file” depends most on …'
    """
    table = drivers.table
    leader, rival = (
        f"“{drivers.scenario.improvements[name].title}”" for name in (drivers.leader, drivers.rival)
    )
    clear = table[table["lead"] > table["lead_error"]]
    clear = clear[clear["lead"] >= 0.5 * table["lead"].max()].head(NAMED)
    ahead = float((drivers.lead > 0).mean())
    how_often = f"it was ahead at {percent(ahead)} of the points that were tried"
    if clear.empty:
        return Sentence(f"No assumption alone decides whether {leader} stays ahead of {rival}; {how_often}.")
    parts = [
        f"{_doubt(drivers.scenario, str(path))} ({100 * row['lead']:.1f} of 100 over its range)"
        for path, row in clear.iterrows()
    ]
    which = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return Sentence(
        f"Whether {leader} stays ahead of {rival} depends most on {which}; {how_often}. "
        "To find out more about that is worth more than further simulation."
    )


def robustness_table(robustness: Robustness) -> Table:
    """Return how each improvement fares over all sets of parameters, as text."""
    rows = [
        (
            row["title"],
            percent(row["top"]),
            percent(row["best"]),
            percent(row["keeps"]),
            f"{_points(row['middle'])} ({_points(row['low'])} to {_points(row['high'])})",
            f"±{100 * row['spread']:.2f}",
            f"±{100 * row['chance']:.2f}",
        )
        for _, row in robustness.table.iterrows()
    ]
    columns = [
        "Improvement",
        f"Best {TOP} in",
        "First in",
        "Keeps in",
        "Kept, of 100",
        "By assumptions",
        "By chance",
    ]
    number = len(robustness.gains)
    caption = (
        f"In how many of {number} sets of parameters each improvement is among the best {TOP}, is the best, "
        "keeps customers to speak of; the median gain and where nine tenths of the sets lie; "
        "and one standard deviation of a set's gain by assumptions and, apart from that, by chance"
    )
    return Table(pd.DataFrame(rows, columns=columns), caption, robustness.table, "robustness_table")


def drivers_table(drivers: Drivers) -> Table:
    """Return the assumptions that move the lead most, as text."""
    notes = drivers.scenario.evidence
    rows = []
    for path, row in drivers.table.head(SHOWN).iterrows():
        note = next((notes[one] for one in (str(path), str(path).rpartition(".")[0]) if one in notes), None)
        limits = " to ".join(value_words(end) for end in note.range) if note and note.range else "all three"
        value = value_words(note.value) if note else drivers.scenario.loyalty.curve.replace("_", " ")
        rows.append(
            (
                _doubt(drivers.scenario, str(path)),
                value,
                limits,
                f"{100 * row['lead']:.2f} ± {100 * row['lead_error']:.2f}",
                f"{100 * row['gain']:.2f} ± {100 * row['gain_error']:.2f}",
            )
        )
    columns = ["Assumption", "Value", "Range", "Moves the lead by", "Moves the gain by"]
    caption = (
        "How far, on average, an assumption that is moved over its range moves the lead and the gain of "
        f"“{drivers.scenario.improvements[drivers.leader].title}”, in customers kept of 100"
    )
    return Table(pd.DataFrame(rows, columns=columns), caption, drivers.table, "drivers")


def _doubt(scenario: Scenario, path: str) -> str:
    return parameter_words(scenario, re.sub(r"\.(share|mean|scale|value)$", "", path))


def _points(share: float) -> str:
    return signed_points(100 * share)


def _named(robustness: Robustness, name: str) -> str:
    return f"“{robustness.table['title'][name]}”"
