"""What is worth finding out, in words."""

from typing import Any

from cxsim.language.speech import say, translated
from cxsim.language.wording import either, listed, money, percent, quoted
from cxsim.questions.experiments.history_matching import LEAST
from cxsim.questions.experiments.objective_words import horizon
from cxsim.questions.information.estimate import NOTHING, Information
from cxsim.questions.journey.assumptions import assumption
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table, table_of

NAMED, SHOWN = 3, 8


def sentences(found: Information) -> Sentences:
    """Say what to find out before spending, and what that is worth.

    Examples
    --------
    >>> sentences(found)  # doctest: +SKIP
    'Before spending on “Timely offer”, find out “Loyalty: slope”: to know that is worth up to EUR 3,200 …'
    """
    told = found.figures[found.figures["sure"]]
    best, sets = chosen(found, found.best), len(found.assumed.sets)
    if found.too_few:
        return Sentences(
            say(
                "{sets} sets of assumptions are too few to tell what is worth finding out first: it takes "
                "{least} or more (--sets, or sets in the study).",
                sets=sets,
                least=LEAST,
            )
        )
    if told.empty:
        return Sentences(
            say(
                "Nothing is worth finding out first: over {sets} sets of assumptions {best} brings most, and "
                "to know a single assumption would not surely change that.",
                sets=sets,
                best=best,
            )
        )
    first = found.to_find_out
    row: Any = told.loc[first[0]]
    given: dict[str, object] = {
        "best": best,
        "assumption": either([quoted(assumption(found.scenario, one)) for one in first]),
        "worth": money(row["worth"], found.scenario.currency),
        "horizon": horizon(found.scenario),
        "share": percent(row["changes"]),
        "sets": sets,
        "other": chosen(found, row["other"]),
    }
    if found.best == NOTHING:
        said = say(
            "Before leaving all as it is, find out {assumption}: to know that is worth up to {worth} "
            "over {horizon}. In {share} of {sets} sets of assumptions one would not choose nothing, but "
            "mostly {other}.",
            **given,
        )
    else:
        said = say(
            "Before spending on {best}, find out {assumption}: to know that is worth up to {worth} over "
            "{horizon}. In {share} of {sets} sets of assumptions one would not choose that, but mostly "
            "{other}.",
            **given,
        )
    more = [
        say(
            "{assumption} ({worth})",
            assumption=quoted(assumption(found.scenario, str(path))),
            worth=money(row["worth"], found.scenario.currency),
        )
        for path, row in told.drop(index=first).iloc[:NAMED].iterrows()
    ]
    return Sentences(said, say("Then {assumptions}.", assumptions=listed(more)) if more else "")


def chosen(found: Information, name: str) -> str:
    """Say what is chosen: an improvement, or nothing."""
    if name == NOTHING:
        return translated(NOTHING)
    return quoted(found.scenario.improvements[name].title) if name else "–"


def information_table(found: Information) -> Table:
    """Return what it is worth to know each assumption, as text."""
    currency = found.scenario.currency
    rows = [
        (
            assumption(found.scenario, str(path)),
            money(row["worth"], currency) if row["sure"] else "–",
            percent(row["changes"]) if row["sure"] else "–",
            chosen(found, row["other"]) if row["sure"] else "–",
        )
        for path, row in found.figures.head(SHOWN).iterrows()
    ]
    columns = [say("Assumption"), say("Worth up to"), say("Changes the choice in"), say("Mostly to")]
    caption = say(
        "What it is worth to know each assumption before choosing, over {horizon}, less what chance alone "
        "would show; a dash where it does not stand out from that",
        horizon=horizon(found.scenario),
    )
    return table_of(columns, rows, caption, found.figures, "information", (0, 1, 2, 3))


TABLES = {"information": information_table}
SAID = (NOTHING,)
