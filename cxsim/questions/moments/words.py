"""Moments of truth in words: which touchpoints decide, where it only hurts, and what to do first."""

from typing import Any, get_args

import pandas as pd

from cxsim.language.points import points
from cxsim.language.speech import in_habit, say, say_count, translated, written
from cxsim.language.wording import chained, quoted, replications, single_replication, touchpoints
from cxsim.questions.moments.estimate import Kind, Moments
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table, table_of

KINDS = {
    "breaker": "breaker (ça casse)",
    "maker": "maker (ça passe)",
    "both": "breaker and maker",
}
SAID = tuple(KINDS.get(kind, kind) for kind in get_args(Kind))
NAMED = 3  # touchpoints in one breath


def sentences(moments: Moments) -> Sentences:
    """Say which touchpoints decide the relationship, from the numbers.

    Examples
    --------
    >>> print(truth(moments))  # doctest: +SKIP
    3 of 13 touchpoints decide whether customers stay: “Technician”, where a friction loses 26 of 100 …
    """
    return Sentences(truth(moments), pain(moments), first(moments), sure(moments))


def moments_table(moments: Moments) -> Table:
    """Return the touchpoints with their classes, as text."""
    rows = []
    for name, row in moments.figures.iterrows():
        rows.append(
            (
                moments.effects.scenario.touchpoints[str(name)].title,
                kind_words(row["kind"], row["moment_of_truth"]),
                points(row, "break", 1),
                points(row, "make", 1),
                written(100 * row["pain"], 1),
            )
        )
    columns = [say("Touchpoint"), say("What it is"), say("Break"), say("Make"), say("Pain")]
    caption = say(
        "Break and make: customers kept of 100 who come, after a friction that nobody puts right, and after "
        "delight, against a visit as expected, with simultaneous 95 % limits. Pain: negative feelings for "
        "each 100 people"
    )
    return table_of(columns, rows, caption, moments.figures, "moments", (0, 1, 2, 3))


def kind_words(kind: str, moment_of_truth: bool) -> str:
    """Say what a touchpoint is.

    Examples
    --------
    >>> kind_words("maker", True)
    'moment of truth, maker (ça passe)'
    """
    said = translated(KINDS.get(kind, kind))
    return say("moment of truth, {kind}", kind=said) if moment_of_truth else said


def truth(moments: Moments) -> str:
    """Say which touchpoints decide."""
    decisive, total = moments.moments_of_truth, int((moments.figures["people"] > 0).sum())
    if not decisive:
        return say_count(
            "None of the {number} touchpoint stands out as deciding whether customers stay, as far as this "
            "study can tell.",
            "None of the {number} touchpoints stands out as deciding whether customers stay, as far as this "
            "study can tell.",
            total,
        )
    return say_count(
        "{number} of {all} decides whether customers stay: {touchpoints}.",
        "{number} of {all} decide whether customers stay: {touchpoints}.",
        len(decisive),
        all=touchpoints(total),
        touchpoints=translated("; ").join(
            _does(moments, name, long=number == 0) for number, name in enumerate(decisive)
        ),
    )


def _does(moments: Moments, name: str, long: bool) -> str:
    """Say what a decisive touchpoint does; the first time in full."""
    row: Any = moments.figures.loc[name]
    said = []
    if row["kind"] != "maker" and pd.notna(row["break"]):
        lost = _lost(row)
        if long:
            said.append(
                say("a friction that nobody puts right loses {customers} of 100 who come", customers=lost)
            )
        else:
            said.append(say("a friction loses {customers}", customers=lost))
    if row["kind"] in ("maker", "both") and pd.notna(row["make"]):
        kept = _limits(row["make"], row["make_low"], row["make_high"])
        if long:
            said.append(say("delight keeps {customers} more of 100 who come", customers=kept))
        else:
            said.append(say("delight keeps {customers} more", customers=kept))
    if not said and pd.notna(row["make"]):  # nothing of its own goes wrong there, and delight keeps nobody
        lost = _limits(-row["make"], -row["make_high"], -row["make_low"])
        said.append(say("delight loses {customers} of 100 who come", customers=lost))
    return say("at {title}, {what}", title=_title(moments, name), what=chained(said))


def _lost(row: Any) -> str:
    return _limits(-row["break"], -row["break_high"], -row["break_low"])


def _limits(value: float, low: float, high: float) -> str:
    digits = 0 if value >= 0.095 else 1
    mean, least, most = (written(100 * limit, digits) for limit in (value, low, high))
    return f"{mean} ({least}–{most})"


def pain(moments: Moments) -> str:
    """Say where it hurts most, and whether that decides; nothing where that cannot be told."""
    table = moments.figures
    worst = str(table["pain"].idxmax())
    row = table.loc[worst]
    if not row["pain_low"] > 0:
        return ""
    rivals = int(((table["pain_high"] >= row["pain_low"]) & (table.index != worst)).sum())
    most = say("Most pain is felt at {title}", title=_title(moments, worst))
    if rivals:
        most = say_count(
            "{most} and {number} touchpoint like it",
            "{most} and {number} touchpoints like it",
            rivals,
            most=most,
        )
    if worst in moments.moments_of_truth:
        return say("{most}, which is a moment of truth as well.", most=most)
    if pd.isna(row["break"]):
        return say("{most}, though the scenario names nothing of its own that goes wrong there.", most=most)
    if row["kind"] in ("breaker", "both"):
        return say(
            "{most}, but one friction there loses only {customers} of 100 who come.",
            most=most,
            customers=_lost(row),
        )
    if row["kind"] == "undecided":
        return say("{most}; whether that loses customers stays undecided.", most=most)
    return say("{most}, but a friction there loses nobody to speak of.", most=most)


def first(moments: Moments) -> str:
    """Say whether to mend fundamentals before thinking of delight; nothing where the numbers do not tell."""
    table, said = moments.figures, []
    breakers = table[table["kind"].isin(["breaker", "both"])]
    makers = table[table["kind"].isin(["maker", "both"])]
    asked = table[table["make"].notna() & (table["people"] > 0)]
    less = (asked["make_high"] < -asked["break_high"]) | asked["break"].isna()
    if not breakers.empty and makers.empty and not asked.empty and less.all():
        said.append(
            say(
                "Fundamentals come before delight: nowhere does delight keep as many as a friction loses, "
                "and never more than {most} of 100 who come.",
                most=written(100 * asked["make_high"].max(), 1),
            )
        )
    elif not makers.empty:
        names = chained(_title(moments, str(name)) for name in makers.index)
        said.append(say("Delight decides at {titles}.", titles=names))
    for_nothing = [_title(moments, str(name)) for name in asked.index[asked["unjustified_delight"]]]
    if for_nothing:
        said.append(say("Delight keeps as good as nobody at {titles}.", titles=", ".join(for_nothing)))
    return " ".join(said)


def sure(moments: Moments) -> str:
    """Say how sure that is, and what stays undecided."""
    number = moments.effects.manifest["replications"]
    if number < 2:
        return single_replication()
    open_ = [str(name) for name in moments.figures.index[moments.figures["kind"] == "undecided"]]
    said = say(
        "With 95\u00a0% probability all limits of the effects hold together ({replications}); effects within "
        "{equivalence_band} of 100 customers count as none",
        replications=replications(number),
        equivalence_band=in_habit(f"{100 * moments.equivalence_band:g}"),
    )
    if not open_:
        return f"{said}."
    if len(open_) > NAMED:
        return say(
            "{said}; {number} touchpoints stay undecided, which more replications may settle.",
            said=said,
            number=len(open_),
        )
    return say_count(
        "{said}; {titles} stays undecided, which more replications may settle.",
        "{said}; {titles} stay undecided, which more replications may settle.",
        len(open_),
        said=said,
        titles=chained(_title(moments, name) for name in open_),
    )


def _title(moments: Moments, name: str) -> str:
    return quoted(moments.effects.scenario.touchpoints[name].title)


TABLES = {"moments": moments_table}
