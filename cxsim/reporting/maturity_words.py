"""CEM maturity in words: which next level keeps the most customers, and what holds a stage back."""

from typing import Any

import pandas as pd

from cxsim.analysis.maturity import TOGETHER, Ladder
from cxsim.reporting.moment_words import signed_points
from cxsim.reporting.picture import Sentence
from cxsim.reporting.tables import Table
from cxsim.reporting.wording import SPACE, percent, plain_number
from cxsim.scenario.assessment import PRACTICES, Assessment
from cxsim.scenario.company import LEVELS

SURE = 0.95  # chance from which one is called the best
NAMED = 3  # rivals in one breath


def conclude_maturity(found: Ladder) -> Sentence:
    """Say which next level keeps the most customers and how sure that is, and what the ladder is worth.

    Examples
    --------
    >>> conclude_maturity(found)  # doctest: +SKIP
    'Of all next levels, that of “use” (defined → managed) keeps the most customers: 0.33 more of 100 …'
    """
    if found.stages.empty:
        return Sentence(f"No stage can be raised to a next level: {not_raised(found)}. {_ladder(found)}")
    if found.manifest["replications"] < 2:
        return Sentence("This is a single replication, so no next level can be told from none.")
    said = _best(found)
    if losing := [_step(stage, row) for stage, row in found.stages.iterrows() if row["kept_high"] < 0]:
        said += f"; customers would be lost by {_and(losing)}"
    return Sentence(f"{said}. {_ladder(found)}")


def maturity_table(found: Ladder) -> Table:
    """Return what the next level is worth, by stage and for all of them, as text."""
    columns = ["Kept, of 100", "Retention, of 100", f"Lifetime value, {found.scenario.currency}"]

    def gains(row: Any) -> tuple[str, str, str]:
        return _points(row, "kept"), _points(row, "retention"), _value(row)

    rows = [(stage, row["level"], row["next"], *gains(row)) for stage, row in found.stages.iterrows()]
    if rows:
        rows.append((TOGETHER, "", "one level up", *gains(found.together)))
    for _, row in found.missing.iterrows():
        rows.append((row["stage"], found.scenario.maturity.level_name(row["stage"]), row["why"], *"–––"))
    caption = (
        "What one level more of CEM maturity is worth, everything else being as it is, with simultaneous "
        "95 % limits; what it costs is not counted"
    )
    return Table(pd.DataFrame(rows, columns=["Stage", "Today", "Next level", *columns]), caption)


def ladder_table(found: Ladder) -> Table:
    """Return what is kept with all stages at the same level, as text."""
    rows = []
    for level, row in found.rungs.iterrows():
        share = f"{100 * row['share']:.1f}"
        if pd.notna(row["share_low"]):
            share += f" ({100 * row['share_low']:.1f}–{100 * row['share_high']:.1f})"
        rows.append((level, share, _points(row, "kept"), "–" if level == LEVELS[0] else _points(row, "step")))
    caption = "Customers kept, all stages being at one level; differences with simultaneous 95 % limits"
    return Table(
        pd.DataFrame(rows, columns=["All stages at", "Kept, of 100", "Than today", "Than one level below"]),
        caption,
    )


def assessment_table(assessment: Assessment) -> Table:
    """Return the level of each stage, what holds it back, and what would have to be done next, as text."""
    rows = []
    for stage, answers in assessment.stages.items():
        behind = answers.held_back_by
        after = LEVELS.index(answers.level) + 1
        todo = "; ".join(f"{practice}: {PRACTICES[practice][after]}" for practice in behind)
        rows.append((stage, answers.level, ", ".join(behind) or "nothing", todo or "–"))
    caption = "CEM maturity by stage: the weakest practice decides"
    return Table(
        pd.DataFrame(rows, columns=["Stage", "Level", "Held back by", "For the next level"]), caption
    )


def not_raised(found: Ladder) -> str:
    """Say which stages cannot be raised, and why; nothing if all can."""
    by_reason = found.missing.groupby("why", sort=False)["stage"]
    said = [f"{_and([f'“{stage}”' for stage in stages])} ({why})" for why, stages in by_reason]
    return "; ".join(said)


def _best(found: Ladder) -> str:
    """Say which next level keeps most, if that is clear, and what all of them keep together."""
    together = f"all stages one level up would keep {_more(found.together)}"
    keeping = found.stages[found.stages["kept_low"] > 0]
    if keeping.empty:
        return f"At no single stage can the next level be told from none in customers kept; {together}"
    row: Any = keeping.iloc[0]
    gain = f"{100 * row['kept']:.2f} more of 100 (95{SPACE}% limits {_limits(row)})"
    others = found.stages.drop(index=row.name)
    rivals = [_step(stage, other) for stage, other in others[others["best"] > 1 - SURE].iterrows()]
    if row["best"] < SURE and rivals:
        which = " or ".join(rivals) if len(rivals) <= NAMED else f"one of {len(rivals)} others"
        said = f"whether it or {which} keeps most cannot be told yet"
        return f"The next level of {_step(row.name, row)} keeps {gain}; {said}; {together}"
    sure = "almost certainly" if row["best"] > 0.995 else f"with a probability of {percent(row['best'])}"
    only = "" if others.empty else f", {sure} more than that of any other stage"
    said = f"that of {_step(row.name, row)} keeps the most customers"
    return f"Of all next levels, {said}: {gain}{only}; {together}"


def _ladder(found: Ladder) -> str:
    lowest, highest = (found.rungs.loc[level] for level in (LEVELS[0], LEVELS[-1]))
    return (
        f"With every stage at {highest.name}, {_more(highest)} would be kept than today; with every stage at "
        f"{lowest.name}, {_more(lowest)}."
    )


def _more(row: Any) -> str:
    """Say a gain in customers kept, or that it is none that could be told."""
    if row["kept_low"] > 0:
        return f"{100 * row['kept']:.2f} more of 100 ({_limits(row)})"
    if row["kept_high"] < 0:
        fewer = f"{-100 * row['kept_high']:.2f}–{-100 * row['kept_low']:.2f}"
        return f"{-100 * row['kept']:.2f} fewer of 100 ({fewer})"
    low, high = (signed_points(100 * row[name], 2) for name in ("kept_low", "kept_high"))
    return f"not clearly more or fewer of 100 ({low} to {high})"


def _limits(row: Any) -> str:
    return f"{100 * row['kept_low']:.2f}–{100 * row['kept_high']:.2f}"


def _step(stage: Any, row: Any) -> str:
    return f"“{stage}” ({row['level']} → {row['next']})"


def _and(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _value(row: Any) -> str:
    value, low, high = (_signed(row[f"lifetime_value{limit}"]) for limit in ("", "_low", "_high"))
    return value if pd.isna(row["lifetime_value_low"]) else f"{value} ({low} to {high})"


def _signed(amount: float) -> str:
    return f"+{plain_number(amount)}" if amount > 1e-6 else plain_number(amount)


def _points(row: Any, name: str) -> str:
    gain, low, high = (signed_points(100 * row[f"{name}{limit}"], 2) for limit in ("", "_low", "_high"))
    return gain if pd.isna(row[f"{name}_low"]) else f"{gain} ({low} to {high})"
