"""CEM maturity in words: which next level gains the most, and what holds a stage back."""

from typing import Any

import pandas as pd

from cxsim.language.speech import say, translated, written
from cxsim.language.wording import any_of, between, capital, lasting, listed, percent, plain_number, quoted
from cxsim.questions.experiments import besides_words
from cxsim.questions.experiments.chances import SURE
from cxsim.questions.experiments.hours_words import with_hours_saved
from cxsim.questions.experiments.objective_words import amounts, gained, horizon, is_share, rounded, unit
from cxsim.questions.experiments.population_words import followed
from cxsim.questions.maturity.estimate import AT_THE_TOP, NOT_MET, TOGETHER, Ladder
from cxsim.scenario.assessment import PRACTICES
from cxsim.scenario.company import LEVELS
from cxsim.scenario.objective import Objective
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table, table_of

SHARES: tuple[Objective, ...] = ("stay", "join")
NAMED = 3  # rivals in one breath
SAID = (
    *(TOGETHER, NOT_MET, AT_THE_TOP, *LEVELS),
    *(words for practice, levels in PRACTICES.items() for words in (practice, *levels[1:])),
)


def sentences(found: Ladder) -> Sentences:
    """Say which next level gains the most and how sure that is, and what the ladder is worth.

    Examples
    --------
    >>> print(sentences(found))  # doctest: +SKIP
    The next level of “use” (defined → managed) gains the most of all stages, almost certainly: of 100 of …
    """
    aim, scenario = found.objective, found.scenario
    if found.manifest["replications"] < 2 and not found.stages.empty:
        return Sentences(say("This is a single replication, so no next level can be told from none."))
    population = followed(scenario, round(found.todays), round(found.came))
    if found.stages.empty:
        nothing = say("No stage can be raised to a next level: {stages}.", stages=not_raised(found))
        return Sentences(nothing, population, _ladder(found))
    about: Any = found.together if _leader(found) is None else _leader(found)
    return Sentences(
        _raised(found),
        besides_words.harm(aim, scenario, about["harmed"]),
        population,
        besides_words.also(aim, scenario, about),
        _others(found),
        _ladder(found),
    )


def maturity_table(found: Ladder) -> Table:
    """Return what the next level is worth, by stage and for all of them, as text."""
    currency = found.scenario.currency
    told = [name for name in SHARES if (found.rungs[name].notna()).any()]
    columns = [
        *(say("Stage"), say("Today"), say("Next level")),
        *(capital(unit(name)) for name in told),
        say("Customers at the end"),
        say("Value, {currency}", currency=currency),
    ]

    def gains(row: Any) -> tuple[str, ...]:
        shares = (amounts(name, row, name) for name in told)
        return *shares, amounts("customers", row, "customers"), amounts("net_value", row, "value")

    rows = [
        (*(translated(name) for name in (str(stage), row["level"], row["next"])), *gains(row))
        for stage, row in found.stages.iterrows()
    ]
    if rows:
        rows.append((translated(TOGETHER), "", say("one level up"), *gains(found.together)))
    for stage, why in zip(found.missing["stage"], found.missing["why"], strict=True):
        level = found.scenario.maturity.level_name(stage)
        rows.append((*(translated(name) for name in (stage, level, why)), *["–"] * (len(columns) - 3)))
    caption = say(
        "What one level more of CEM maturity gains after {period}, and in value over {horizon}, everything "
        "else being as it is, with simultaneous 95\u00a0% limits; what it costs is not counted",
        period=lasting(found.scenario.period.follow_up),
        horizon=horizon(found.scenario),
    )
    return table_of(columns, rows, with_hours_saved(caption, found.scenario), brief=(0, 1, 2, 3))


def ladder_table(found: Ladder) -> Table:
    """Return how far the objective is with all stages at the same level, as text."""
    aim = found.objective
    rows = []
    for level, row in found.rungs.iterrows():
        step = "–" if level == LEVELS[0] else amounts(aim, row, "step")
        rows.append((translated(str(level)), reached(found, row), amounts(aim, row), step))
    label = level_unit(found)
    columns = [say("All stages at"), capital(label), say("Than today"), say("Than one level below")]
    caption = say(
        "All stages being at one level: {unit}, after {period}; differences with simultaneous 95\u00a0% "
        "limits",
        unit=label,
        period=lasting(found.scenario.period.follow_up),
    )
    return table_of(columns, rows, caption)


def level_unit(found: Ladder) -> str:
    """Say what the rungs of the ladder are counted in."""
    return {
        "stay": say("stay, of 100"),
        "join": say("join, of 100"),
        "customers": say("customers at the end"),
        "net_value": say("value, {currency}", currency=found.scenario.currency),
    }[found.objective]


def reached(found: Ladder, row: Any, column: str = "reached") -> str:
    """Write how far the objective is, with limits as far as there are any."""
    figures = [level_said(found, row[column + end]) for end in ("", "_low", "_high")]
    return between(figures, known=pd.notna(row[f"{column}_low"]))


def level_said(found: Ladder, figure: float) -> str:
    """Write a rung of the ladder in its unit."""
    if is_share(found.objective):
        return written(100 * figure, 1)
    return written(figure) if found.objective == "customers" else plain_number(rounded(figure))


def assessment_table(found: Ladder) -> Table:
    """Return the level of each stage, what holds it back, and what would have to be done next, as text."""
    rows = []
    stages = found.assessment.stages if found.assessment else {}
    for stage, answers in stages.items():
        behind = answers.held_back_by
        after = LEVELS.index(answers.level) + 1
        todo = translated("; ").join(
            say(
                "{practice}: {next}",
                practice=translated(practice),
                next=translated(PRACTICES[practice][after]),
            )
            for practice in behind
        )
        practices = ", ".join(translated(practice) for practice in behind) or say("nothing")
        rows.append((translated(stage), translated(answers.level), practices, todo or "–"))
    columns = [say("Stage"), say("Level"), say("Held back by"), say("For the next level")]
    caption = say("CEM maturity by stage: the weakest practice decides")
    return table_of(columns, rows, caption)


def not_raised(found: Ladder) -> str:
    """Say which stages cannot be raised, and why; nothing if all can."""
    by_reason = found.missing.groupby("why", sort=False)["stage"]
    said = [
        f"{listed([quoted(translated(stage)) for stage in stages])} ({translated(str(why))})"
        for why, stages in by_reason
    ]
    return translated("; ").join(said)


def _leader(found: Ladder) -> Any:
    """Return the first stage whose next level surely gains something; None if none does."""
    gaining = found.stages[found.stages["gain_low"] > 0]
    return None if gaining.empty else gaining.iloc[0]


def _raised(found: Ladder) -> str:
    """Say which next level gains most, if that is clear, and what is lost by it elsewhere."""
    row, aim, scenario = _leader(found), found.objective, found.scenario
    if row is None:
        said = say(
            "At no single stage does the next level clearly gain anything; with all stages one level up, "
            "{gained}",
            gained=gained(aim, scenario, found.together, costs=False),
        )
        return f"{besides_words.but(said, aim, scenario, found.together)}."
    told = {"step": _step(row.name, row), "gained": gained(aim, scenario, row, costs=False)}
    others = found.stages.drop(index=row.name)
    rivals = [_step(stage, other) for stage, other in others[others["best"] > 1 - SURE].iterrows()]
    if row["best"] < SURE and rivals:
        said = say(
            "With the next level of {step}, {gained}; whether it or {rival} gains most cannot be told yet",
            rival=any_of(rivals, NAMED),
            **told,
        )
    elif others.empty:
        said = say("With the next level of {step}, {gained}", **told)
    elif row["best"] > 0.995:
        said = say(
            "The next level of {step} gains the most of all stages, almost certainly: {gained}", **told
        )
    else:
        said = say(
            "The next level of {step} gains the most of all stages, with a probability of {chance}: {gained}",
            chance=percent(row["best"]),
            **told,
        )
    return f"{besides_words.but(said, aim, scenario, row)}."


def _others(found: Ladder) -> str:
    """Say what all stages gain together, and at which the next level loses something."""
    aim = found.objective
    said = []
    if _leader(found) is not None and len(found.stages) > 1:
        said.append(say("all stages one level up: {gain}", gain=amounts(aim, found.together)))
    if losing := [_step(stage, row) for stage, row in found.stages.iterrows() if row["gain_high"] < 0]:
        said.append(say("less than today with {steps}", steps=listed(losing)))
    text = translated("; ").join(said)
    return f"{capital(text)}." if said else ""


def _ladder(found: Ladder) -> str:
    """Say how far the objective is today, and with every stage at the top and at the bottom."""
    lowest, highest = (found.rungs.loc[level] for level in (LEVELS[0], LEVELS[-1]))
    return say(
        "With every stage at {highest}, {gained}; with every stage at {lowest}, {less}.",
        highest=translated(LEVELS[-1]),
        gained=gained(found.objective, found.scenario, highest, costs=False),
        lowest=translated(LEVELS[0]),
        less=amounts(found.objective, lowest),
    )


def _step(stage: Any, row: Any) -> str:
    level, next_ = (translated(str(name)) for name in (row["level"], row["next"]))
    return f"{quoted(translated(str(stage)))} ({level} → {next_})"


TABLES = {"maturity": maturity_table, "ladder": ladder_table, "assessment": assessment_table}
