"""Which assumptions decide, in words."""

import pandas as pd

from cxsim.language.speech import say, translated
from cxsim.language.wording import listed, percent, quoted
from cxsim.questions.drivers.estimate import Drivers
from cxsim.questions.experiments.objective_words import amount, unit
from cxsim.questions.journey.assumptions import assumption, value_words
from cxsim.scenario.evidence import Evidence
from cxsim.scenario.ranges import CURVES
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table, table_of

NAMED = 3  # assumptions in one breath
SHOWN = 8  # assumptions in a table
SAID = tuple(curve.replace("_", " ") for curve in CURVES)


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
            "{assumption} (by {lead} over its range)",
            assumption=assumption(drivers.scenario, str(path)),
            lead=amount(drivers.objective, row["lead"]).removeprefix("+"),
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
    rows = []
    for path, row in drivers.figures.head(SHOWN).iterrows():
        note = _note(drivers, str(path))
        value = (
            value_words(note.value) if note else translated(drivers.scenario.loyalty.curve.replace("_", " "))
        )
        rows.append(
            (
                assumption(drivers.scenario, str(path)),
                value,
                range_of(drivers, str(path)),
                *(moved(drivers, row, name) for name in ("lead", "gain")),
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
        "{title} ({unit})",
        unit=unit(drivers.objective, drivers.scenario.currency),
        title=quoted(drivers.scenario.improvements[drivers.leader].title),
    )
    return table_of(columns, rows, caption, drivers.figures, "drivers", (0, 2, 3, 4))


def moved(drivers: Drivers, row: pd.Series, name: str) -> str:
    """Say how far it moves the lead or the gain."""
    size, error = (amount(drivers.objective, row[one], 2) for one in (name, f"{name}_error"))
    return f"{size.removeprefix('+')} ± {error.removeprefix('+')}"


def range_of(drivers: Drivers, path: str) -> str:
    """Say over which values it was moved."""
    note = _note(drivers, path)
    if not note or not note.range:
        return say("all three")
    low, high = (value_words(end) for end in note.range)
    return say("{low} to {high}", low=low, high=high)


def _note(drivers: Drivers, path: str) -> Evidence | None:
    notes = drivers.scenario.evidence
    return next((notes[one] for one in (path, path.rpartition(".")[0]) if one in notes), None)


TABLES = {"drivers": drivers_table}
