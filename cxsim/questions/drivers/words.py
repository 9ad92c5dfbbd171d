"""Which assumptions decide, in words."""

import re

import pandas as pd

from cxsim.language.speech import say, translated, written
from cxsim.language.wording import listed, percent, quoted
from cxsim.questions.drivers.estimate import Drivers
from cxsim.questions.journey.assumptions import parameter_words, value_words
from cxsim.scenario.model import Scenario
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table

NAMED = 3  # assumptions in one breath
SHOWN = 8  # assumptions in a table


def sentences(drivers: Drivers) -> Sentences:
    """Say which assumptions decide whether the improvement that leads stays ahead.

    Examples
    --------
    >>> sentences(drivers)  # doctest: +SKIP
    'Whether “Call centre open until 18:00” stays ahead of “One case file” depends most on …'
    """
    table = drivers.figures
    leader, rival = (
        quoted(drivers.scenario.improvements[name].title) for name in (drivers.leader, drivers.rival)
    )
    clear = table[table["lead"] > table["lead_error"]]
    clear = clear[clear["lead"] >= 0.5 * table["lead"].max()].head(NAMED)
    ahead = float((drivers.lead > 0).mean())
    told = {"leader": leader, "rival": rival, "share": percent(ahead)}
    if clear.empty:
        return Sentences(
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
        return Sentences(
            say(
                "{leader} was ahead of {rival} at all points that were tried; what moves its lead most is "
                "{assumptions}.",
                assumptions=listed(parts),
                **told,
            )
        )
    return Sentences(
        say(
            "Whether {leader} stays ahead of {rival} depends most on {assumptions}; it was ahead at {share} "
            "of the points that were tried. To find out more about that is worth more than further "
            "simulation.",
            assumptions=listed(parts),
            **told,
        )
    )


def drivers_table(drivers: Drivers) -> Table:
    """Return the assumptions that move the lead most, as text."""
    notes = drivers.scenario.evidence
    rows = []
    for path, row in drivers.figures.head(SHOWN).iterrows():
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
    return Table(
        pd.DataFrame(rows, columns=columns), caption, drivers.figures, "drivers", (columns[0], *columns[2:])
    )


def _doubt(scenario: Scenario, path: str) -> str:
    return parameter_words(scenario, re.sub(r"\.(share|mean|scale|value)$", "", path))


TABLES = {"drivers": drivers_table}
