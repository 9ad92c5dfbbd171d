"""A selection in words: what to choose, with which promise, and what simulation it saved."""

import math

from cxsim.language.speech import in_habit, say, translated, written
from cxsim.language.wording import SPACE, any_of, capital, percent, plain_number, quoted
from cxsim.questions.choice.estimate import TODAY, TODAYS_TITLE, Selection
from cxsim.questions.experiments.besides_words import but, harm, limits_of
from cxsim.questions.experiments.history_words import not_varied
from cxsim.questions.experiments.hours_words import staff_cost
from cxsim.questions.experiments.objective_words import amount, gained, is_share, pays, unit
from cxsim.questions.experiments.population_words import followed
from cxsim.questions.experiments.sets_words import averages
from cxsim.questions.experiments.timing_words import timing
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table, table_of

NAMED = 3  # improvements in one breath
SAID = (TODAYS_TITLE,)


def sentences(selection: Selection) -> Sentences:
    """Say which improvement to choose, and on which assumptions, where not on those that were asked for.

    Examples
    --------
    >>> sentences(selection)  # doctest: +SKIP
    'Choose “Call centre open until 18:00”: if it is ahead of all others by 0.1 of 100 customers or more, …'
    """
    return Sentences(
        not_varied(selection.assumed),
        choice(selection),
        followed(selection.scenario, round(selection.todays), round(selection.came)),
        averages(selection.assumed),
    )


def choice(selection: Selection) -> Sentences:
    """Say which improvement to choose, how sure that is, and how much simulation it took.

    Examples
    --------
    >>> sentences(selection)  # doctest: +SKIP
    'Choose “Call centre open until 18:00”: if it is ahead of all others by 0.1 of 100 customers or more, …'
    """
    table, best = selection.figures, quoted(title_of(selection, selection.best))
    share = in_habit(f"{100 * selection.zone:g}")
    zone = (
        say("{share} of 100", share=share) if is_share(selection.objective) else say("{share} %", share=share)
    )
    if not selection.sure:
        left = [str(name) for name in table.index[table["beaten_by"] == ""] if name != selection.best]
        return Sentences(
            say(
                "After {replications} replications it is not yet safe to choose: {best} is ahead, but that "
                "{others} is better by {zone} or more is not ruled out yet.",
                replications=int(table["replications"].max()),
                best=best,
                others=any_of([quoted(title_of(selection, name)) for name in left], NAMED),
                zone=zone,
            )
        )
    said = {"zone": zone, "chance": percent(selection.confidence).replace(SPACE, " ")}
    if selection.best == TODAY:
        choice = say(
            "Leave today’s journey as it is: were an improvement better than all others by {zone} or more "
            "({unit}), it would have been found with a probability of at least {chance}.",
            unit=counted_in(selection),
            **said,
        )
    else:
        choice = say(
            "{best} does most ({unit}): an improvement that is ahead of all others, and of today’s journey, "
            "by {zone} or more is found with a probability of at least {chance}.",
            best=best,
            unit=counted_in(selection),
            **said,
        )
    asked = [str(name) for name in selection.figures.index if name != TODAY]
    return Sentences(
        choice,
        *_reached(selection),
        *_money(selection),
        timing(selection.scenario, asked),
        _effort(selection),
    )


def _reached(selection: Selection) -> list[str]:
    """Say what the chosen one reaches, with limits, what is lost by it elsewhere, and whom it harms."""
    found, objective, scenario = selection.besides, selection.objective, selection.scenario
    if not found:
        return []
    title, harmed = quoted(title_of(selection, selection.best)), harm(objective, scenario, found["harmed"])
    if objective != "net_value":
        said = say(
            "With {title} {gained}",
            title=title,
            gained=gained(objective, scenario, limits_of(found, objective)),
        )
        return [f"{but(said, objective, scenario, found)}.", harmed]
    lost = but(title, objective, scenario, found)
    return [*([f"{lost}."] if lost != title else []), harmed]


def _money(selection: Selection) -> list[str]:
    """Say what the chosen one brings, or costs."""
    if selection.best == TODAY or selection.objective == "net_value":
        return []
    row = {**selection.figures.loc[selection.best], "payback": math.inf}
    told = {"title": quoted(row["title"]), "pays": pays(selection.scenario, row)}
    if staff_cost(selection.scenario):
        return [say("{title}: {pays}, if hours that staff are not needed count as saved.", **told)]
    return [say("{title}: {pays}.", **told)]


def choice_table(selection: Selection) -> Table:
    """Return the improvements with their gains, how long they were simulated and what beat them, as text."""
    rows = [
        (
            title_of(selection, str(name)),
            written(row["replications"]),
            amount(selection.objective, row["gain"], 2) if name != TODAY else "–",
            beaten_by(selection, str(name)) or "–",
        )
        for name, row in selection.figures.iterrows()
    ]
    columns = [say("Improvement"), say("Replications"), capital(counted_in(selection)), say("Beaten by")]
    caption = say(
        "Gain over as many replications as each was simulated, and what sent it away; the gain of what left "
        "early is a rough one"
    )
    return table_of(columns, rows, caption, selection.figures, "choice")


def counted_in(selection: Selection) -> str:
    """Say what gains are counted in."""
    return unit(selection.objective, selection.scenario.currency)


def title_of(selection: Selection, name: str) -> str:
    """Return the title of an improvement, or of today's journey; nothing for no name."""
    if not name:
        return ""
    return translated(TODAYS_TITLE) if name == TODAY else str(selection.figures["title"][name])


def beaten_by(selection: Selection, name: str) -> str:
    """Return the title of what sent an improvement away; nothing where it stayed."""
    return title_of(selection, str(selection.figures["beaten_by"][name]))


def _effort(selection: Selection) -> str:
    """Say how much simulation it took, and how much it saved."""
    taken, equally = (
        plain_number(float(f"{number:.1e}")) for number in (selection.customers, selection.customers_equal)
    )
    said = say(
        "It took {taken} simulated customers; equally many for every improvement with draws of their own "
        "would have taken {equally}",
        taken=taken,
        equally=equally,
    )
    saved = selection.customers_equal / selection.customers
    if saved < 1.95:
        return f"{said}."
    return say("{said}, roughly {times} times as many.", said=said, times=written(float(f"{saved:.1e}")))


TABLES = {"choice": choice_table}
