"""A ranking held against not knowing the parameters, in words."""

from cxsim.language.speech import say, say_count
from cxsim.language.wording import between, capital, listed, percent, quoted
from cxsim.questions.experiments.objective_words import amount, unit
from cxsim.questions.robustness.estimate import TOP, Robustness
from cxsim.scenario.objective import Objective
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table, table_of

MOST_OF = 0.8  # share of sets from which on something is called robust


def sentences(robustness: Robustness) -> Sentences:
    """Say which improvements stay ahead if the parameters are others, and whether today's first does.

    Examples
    --------
    >>> sentences(robustness)  # doctest: +SKIP
    'Over 100 sets of assumptions (32 parameters, rival loyalty curves among them), …'
    """
    table, first = robustness.figures, str(robustness.ranking.figures.index[0])
    tried = say_count(
        "Over {number} set of assumptions ({parameters} parameters, rival loyalty curves among them)",
        "Over {number} sets of assumptions ({parameters} parameters, rival loyalty curves among them)",
        len(robustness.gains),
        parameters=len(robustness.assumed.parameters),
    )
    told = {
        "title": _named(robustness, first),
        **{name: percent(float(table[name][first])) for name in ("best", "top", "gains", "pays")},
    }
    if not table["top"].any():
        return Sentences(say("{tried}, no improvement gains anything in any of them.", tried=tried))
    if len(table) == 1:
        return Sentences(
            say(
                "{tried}, {title} gains something to speak of in {gains} of cases, and pays in {pays}.",
                tried=tried,
                **told,
            )
        )
    if len(table) <= TOP:  # all are always among the best
        leader = say(
            "{title}, which comes first on average, comes first in {best}, gains "
            "something to speak of in {gains}, and pays in {pays} of them.",
            **told,
        )
        return Sentences(f"{_stays_first(robustness, tried)} {leader}")
    leader = say(
        "{title}, which comes first on average, comes first in {best}, is among the best "
        "{number} in {top}, gains something to speak of in {gains}, and pays in {pays} of them.",
        number=TOP,
        **told,
    )
    return Sentences(f"{_stays_among(robustness, tried)} {leader}")


def _stays_among(robustness: Robustness, tried: str) -> str:
    """Say which improvements stay among the best."""
    table = robustness.figures
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
    best = robustness.figures["best"]
    most = str(best.idxmax())
    told = {"tried": tried, "share": percent(MOST_OF), "title": _named(robustness, most)}
    if best[most] >= MOST_OF:
        return say("{tried}, {title} comes first in at least {share} of cases.", **told)
    return say(
        "{tried}, no improvement comes first in {share} of cases; most often {title} does, in {most}.",
        most=percent(float(best[most])),
        **told,
    )


def robustness_table(robustness: Robustness) -> Table:
    """Return how each improvement fares over all sets of parameters, as text."""
    objective = robustness.ranking.objective
    rows = [
        (
            row["title"],
            percent(row["top"]),
            percent(row["best"]),
            percent(row["gains"]),
            percent(row["pays"]),
            between(amount(objective, row[name]) for name in ("middle", "low", "high")),
            *(_spread(objective, row[name]) for name in ("spread", "chance")),
        )
        for _, row in robustness.figures.iterrows()
    ]
    columns = [
        say("Improvement"),
        say("Best {number} in", number=TOP),
        say("First in"),
        say("Gains in"),
        say("Pays in"),
        capital(unit(objective, robustness.scenario.currency)),
        say("By assumptions"),
        say("By chance"),
    ]
    caption = say(
        "In how many of {sets} sets of assumptions each improvement is among the best {number}, is the best, "
        "gains something to speak of, and brings more than it costs; the median gain and "
        "where nine tenths of the sets lie; and one standard deviation of a set’s gain by assumptions and, "
        "apart from that, by chance",
        sets=len(robustness.gains),
        number=TOP,
    )
    return table_of(
        columns,
        rows,
        caption,
        robustness.figures,
        "robustness_table",
        (0, 1, 2, 4, 5),
    )


def _spread(objective: Objective, deviation: float) -> str:
    """Write a standard deviation; one of 0 was too small to be told from chance."""
    return f"±{amount(objective, deviation, 2).removeprefix('+')}" if deviation > 0.0 else "–"


def _named(robustness: Robustness, name: str) -> str:
    return quoted(robustness.figures["title"][name])


TABLES = {"robustness": robustness_table}
