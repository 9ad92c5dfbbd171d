"""CEM maturity in words: which next level keeps the most customers, and what holds a stage back."""

from typing import Any

import pandas as pd

from cxsim.language.points import limits, points, signed_points, unsigned
from cxsim.language.speech import say, translated, written
from cxsim.language.wording import any_of, between, listed, percent, plain_number, quoted
from cxsim.questions.maturity.estimate import AT_THE_TOP, NOT_MET, TOGETHER, Ladder
from cxsim.scenario.assessment import PRACTICES
from cxsim.scenario.company import LEVELS
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table, table_of

SURE = 0.95  # chance from which one is called the best
NAMED = 3  # rivals in one breath
SAID = (
    *(TOGETHER, NOT_MET, AT_THE_TOP, *LEVELS),
    *(words for practice, levels in PRACTICES.items() for words in (practice, *levels[1:])),
)


def sentences(found: Ladder) -> Sentences:
    """Say which next level keeps the most customers and how sure that is, and what the ladder is worth.

    Examples
    --------
    >>> sentences(found)  # doctest: +SKIP
    'Of all next levels, that of “use” (defined → managed) keeps the most customers: 0.33 more of 100 …'
    """
    if found.stages.empty:
        said = say("No stage can be raised to a next level: {stages}", stages=not_raised(found))
        return Sentences(f"{said}. {_ladder(found)}")
    if found.manifest["replications"] < 2:
        return Sentences(say("This is a single replication, so no next level can be told from none."))
    said = _best(found)
    if losing := [_step(stage, row) for stage, row in found.stages.iterrows() if row["kept_high"] < 0]:
        said = say("{said}; customers would be lost by {steps}", said=said, steps=listed(losing))
    return Sentences(f"{said}. {_ladder(found)}")


def maturity_table(found: Ladder) -> Table:
    """Return what the next level is worth, by stage and for all of them, as text."""
    columns = [say("Stage"), say("Today"), say("Next level"), say("Kept, of 100"), say("Retention, of 100")]
    columns.append(say("Lifetime value, {currency}", currency=found.scenario.currency))

    def gains(row: Any) -> tuple[str, str, str]:
        return points(row, "kept"), points(row, "retention"), _value(row)

    rows = [
        (*(translated(name) for name in (str(stage), row["level"], row["next"])), *gains(row))
        for stage, row in found.stages.iterrows()
    ]
    if rows:
        rows.append((translated(TOGETHER), "", say("one level up"), *gains(found.together)))
    for stage, why in zip(found.missing["stage"], found.missing["why"], strict=True):
        level = found.scenario.maturity.level_name(stage)
        rows.append((*(translated(name) for name in (stage, level, why)), *"–––"))
    caption = say(
        "What one level more of CEM maturity is worth, everything else being as it is, with simultaneous "
        "95 % limits; what it costs is not counted"
    )
    return table_of(columns, rows, caption, brief=(0, 1, 2, 3))


def ladder_table(found: Ladder) -> Table:
    """Return what is kept with all stages at the same level, as text."""
    rows = []
    for level, row in found.rungs.iterrows():
        step = "–" if level == LEVELS[0] else points(row, "step")
        rows.append((translated(str(level)), unsigned(row, "share", 1), points(row, "kept"), step))
    columns = [say("All stages at"), say("Kept, of 100"), say("Than today"), say("Than one level below")]
    caption = say("Customers kept, all stages being at one level; differences with simultaneous 95 % limits")
    return table_of(columns, rows, caption)


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


def _best(found: Ladder) -> str:
    """Say which next level keeps most, if that is clear, and what all of them keep together."""
    together = say("all stages one level up would keep {gain}", gain=_more(found.together))
    keeping = found.stages[found.stages["kept_low"] > 0]
    if keeping.empty:
        return say(
            "At no single stage can the next level be told from none in customers kept; {together}",
            together=together,
        )
    row: Any = keeping.iloc[0]
    said = {
        "step": _step(row.name, row),
        "gain": say("{gain} more of 100 (95\u00a0% limits {low}–{high})", **limits(row, "kept")),
        "together": together,
    }
    others = found.stages.drop(index=row.name)
    rivals = [_step(stage, other) for stage, other in others[others["best"] > 1 - SURE].iterrows()]
    if row["best"] < SURE and rivals:
        return say(
            "The next level of {step} keeps {gain}; whether it or {rival} keeps most cannot be told yet; "
            "{together}",
            rival=any_of(rivals, NAMED),
            **said,
        )
    if others.empty:
        return say("Of all next levels, that of {step} keeps the most customers: {gain}; {together}", **said)
    if row["best"] > 0.995:
        return say(
            "Of all next levels, that of {step} keeps the most customers: {gain}, almost certainly more than "
            "that of any other stage; {together}",
            **said,
        )
    return say(
        "Of all next levels, that of {step} keeps the most customers: {gain}, with a probability of {chance} "
        "more than that of any other stage; {together}",
        chance=percent(row["best"]),
        **said,
    )


def _ladder(found: Ladder) -> str:
    lowest, highest = (found.rungs.loc[level] for level in (LEVELS[0], LEVELS[-1]))
    return say(
        "With every stage at {highest}, {more} would be kept than today; with every stage at {lowest}, "
        "{less}.",
        highest=translated(LEVELS[-1]),
        more=_more(highest),
        lowest=translated(LEVELS[0]),
        less=_more(lowest),
    )


def _more(row: Any) -> str:
    """Say a gain in customers kept, or that it is none that could be told."""
    if row["kept_low"] > 0:
        return say("{gain} more of 100 ({low}–{high})", **limits(row, "kept"))
    if row["kept_high"] < 0:
        return say(
            "{loss} fewer of 100 ({low}–{high})",
            loss=written(-100 * row["kept"], 2),
            low=written(-100 * row["kept_high"], 2),
            high=written(-100 * row["kept_low"], 2),
        )
    low, high = (signed_points(100 * row[name], 2) for name in ("kept_low", "kept_high"))
    return say("not clearly more or fewer of 100 ({low} to {high})", low=low, high=high)


def _step(stage: Any, row: Any) -> str:
    level, next_ = (translated(str(name)) for name in (row["level"], row["next"]))
    return f"{quoted(translated(str(stage)))} ({level} → {next_})"


def _value(row: Any) -> str:
    said = (_signed(row[f"lifetime_value{limit}"]) for limit in ("", "_low", "_high"))
    return between(said, known=pd.notna(row["lifetime_value_low"]))


def _signed(amount: float) -> str:
    return f"+{plain_number(amount)}" if amount > 1e-6 else plain_number(amount)


TABLES = {"maturity": maturity_table, "ladder": ladder_table, "assessment": assessment_table}
