"""A ranking held against not knowing the parameters, in words."""

import re

import pandas as pd

from cxsim.analysis.drivers import Drivers
from cxsim.analysis.ranking import Ranking
from cxsim.analysis.robustness import TOP, Robustness
from cxsim.reporting.answers.moment_words import with_limits
from cxsim.reporting.language import say, say_count, translated, written
from cxsim.reporting.look.picture import Sentence
from cxsim.reporting.look.tables import Table
from cxsim.reporting.runs.assumptions import parameter_words, value_words
from cxsim.reporting.wording import listed, percent, quoted
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
    tried = say_count(
        "Were the assumptions others within their ranges ({number} set of {parameters} parameters, rival "
        "loyalty curves among them)",
        "Were the assumptions others within their ranges ({number} sets of {parameters} parameters, rival "
        "loyalty curves among them)",
        len(robustness.gains),
        parameters=len(robustness.doubts),
    )
    told = {
        "title": _named(robustness, first),
        **{name: percent(float(table[name][first])) for name in ("best", "top", "keeps")},
    }
    if len(table) == 1:
        return Sentence(
            say("{tried}, {title} keeps customers to speak of in {keeps} of cases.", tried=tried, **told)
        )
    if len(table) <= TOP:  # all are always among the best
        leader = say(
            "{title}, which comes first if all assumptions are right, stays first in {best}, and keeps "
            "customers to speak of in {keeps} of them.",
            **told,
        )
        return Sentence(f"{_stays_first(robustness, tried)} {leader}")
    leader = say(
        "{title}, which comes first if all assumptions are right, stays first in {best}, among the best "
        "{number} in {top}, and keeps customers to speak of in {keeps} of them.",
        number=TOP,
        **told,
    )
    return Sentence(f"{_stays_among(robustness, tried)} {leader}")


def _stays_among(robustness: Robustness, tried: str) -> str:
    """Say which improvements stay among the best."""
    table = robustness.table
    told = {"tried": tried, "top": TOP, "share": percent(MOST_OF)}
    stay = [_named(robustness, str(name)) for name in table.index[table["top"] >= MOST_OF]]
    if stay:
        return say_count(
            "{tried}, {titles} stays among the best {top} in at least {share} of cases.",
            "{tried}, {titles} stay among the best {top} in at least {share} of cases.",
            len(stay),
            titles=listed(stay),
            **told,
        )
    return say(
        "{tried}, no improvement stays among the best {top} in {share} of cases; most often {title} "
        "does, in {most}.",
        title=_named(robustness, str(table.index[0])),
        most=percent(float(table["top"].iloc[0])),
        **told,
    )


def _stays_first(robustness: Robustness, tried: str) -> str:
    """Say which of a few improvements stays the best."""
    best = robustness.table["best"]
    most = str(best.idxmax())
    told = {"tried": tried, "share": percent(MOST_OF), "title": _named(robustness, most)}
    if best[most] >= MOST_OF:
        return say("{tried}, {title} comes first in at least {share} of cases.", **told)
    return say(
        "{tried}, no improvement comes first in {share} of cases; most often {title} does, in {most}.",
        most=percent(float(best[most])),
        **told,
    )


def conclude_drivers(drivers: Drivers) -> Sentence:
    """Say which assumptions decide whether the improvement that leads stays ahead.

    Examples
    --------
    >>> conclude_drivers(drivers)  # doctest: +SKIP
    'Whether “Call centre open until 18:00” stays ahead of “One case file” depends most on …'
    """
    table = drivers.table
    leader, rival = (
        quoted(drivers.scenario.improvements[name].title) for name in (drivers.leader, drivers.rival)
    )
    clear = table[table["lead"] > table["lead_error"]]
    clear = clear[clear["lead"] >= 0.5 * table["lead"].max()].head(NAMED)
    ahead = float((drivers.lead > 0).mean())
    told = {"leader": leader, "rival": rival, "share": percent(ahead)}
    if clear.empty:
        return Sentence(
            say(
                "No assumption alone decides whether {leader} stays ahead of {rival}; it was ahead at "
                "{share} of the points that were tried.",
                **told,
            )
        )
    parts = [
        say(
            "{assumption} ({lead} of 100 over its range)",
            assumption=_doubt(drivers.scenario, str(path)),
            lead=written(100 * row["lead"], 1),
        )
        for path, row in clear.iterrows()
    ]
    if (drivers.lead > 0).all():  # then nothing hangs on them
        return Sentence(
            say(
                "{leader} was ahead of {rival} at all points that were tried; what moves its lead most is "
                "{assumptions}.",
                assumptions=listed(parts),
                **told,
            )
        )
    return Sentence(
        say(
            "Whether {leader} stays ahead of {rival} depends most on {assumptions}; it was ahead at {share} "
            "of the points that were tried. To find out more about that is worth more than further "
            "simulation.",
            assumptions=listed(parts),
            **told,
        )
    )


def robustness_table(robustness: Robustness) -> Table:
    """Return how each improvement fares over all sets of parameters, as text."""
    rows = [
        (
            row["title"],
            percent(row["top"]),
            percent(row["best"]),
            percent(row["keeps"]),
            with_limits(100 * row["middle"], 100 * row["low"], 100 * row["high"], digits=1),
            f"±{written(100 * row['spread'], 2)}",
            f"±{written(100 * row['chance'], 2)}",
        )
        for _, row in robustness.table.iterrows()
    ]
    columns = [
        say("Improvement"),
        say("Best {number} in", number=TOP),
        say("First in"),
        say("Keeps in"),
        say("Kept, of 100"),
        say("By assumptions"),
        say("By chance"),
    ]
    caption = say(
        "In how many of {sets} sets of parameters each improvement is among the best {number}, is the best, "
        "keeps customers to speak of; the median gain and where nine tenths of the sets lie; "
        "and one standard deviation of a set's gain by assumptions and, apart from that, by chance",
        sets=len(robustness.gains),
        number=TOP,
    )
    return Table(pd.DataFrame(rows, columns=columns), caption, robustness.table, "robustness_table")


def drivers_table(drivers: Drivers) -> Table:
    """Return the assumptions that move the lead most, as text."""
    notes = drivers.scenario.evidence
    rows = []
    for path, row in drivers.table.head(SHOWN).iterrows():
        note = next((notes[one] for one in (str(path), str(path).rpartition(".")[0]) if one in notes), None)
        if note and note.range:
            low, high = (value_words(end) for end in note.range)
            limits = say("{low} to {high}", low=low, high=high)
        else:
            limits = say("all three")
        value = (
            value_words(note.value) if note else translated(drivers.scenario.loyalty.curve.replace("_", " "))
        )
        rows.append(
            (
                _doubt(drivers.scenario, str(path)),
                value,
                limits,
                *(
                    f"{written(100 * row[name], 2)} ± {written(100 * row[f'{name}_error'], 2)}"
                    for name in ("lead", "gain")
                ),
            )
        )
    columns = [
        say("Assumption"),
        say("Value"),
        say("Range"),
        say("Moves the lead by"),
        say("Moves the gain by"),
    ]
    caption = say(
        "How far, on average, an assumption that is moved over its range moves the lead and the gain of "
        "{title}, in customers kept of 100",
        title=quoted(drivers.scenario.improvements[drivers.leader].title),
    )
    return Table(pd.DataFrame(rows, columns=columns), caption, drivers.table, "drivers")


def _doubt(scenario: Scenario, path: str) -> str:
    return parameter_words(scenario, re.sub(r"\.(share|mean|scale|value)$", "", path))


def _named(robustness: Robustness, name: str) -> str:
    return quoted(robustness.table["title"][name])
