"""Moments of truth in words: which touchpoints decide, where it only hurts, and what to do first."""

import math
from typing import Any, NamedTuple

import pandas as pd

from cxsim.analysis.moments import Moments
from cxsim.analysis.usual_methods import METHODS, TOP, UsualMethods
from cxsim.reporting.language import in_habit, say, say_count, translated, written
from cxsim.reporting.look.picture import Sentence, on_page
from cxsim.reporting.look.tables import Table
from cxsim.reporting.wording import MINUS, chained, listed, quoted

KINDS = {
    "breaker": "breaker (ça casse)",
    "maker": "maker (ça passe)",
    "both": "breaker and maker",
}
NAMED = 3  # touchpoints in one breath


class MomentsAnswer(NamedTuple):
    """What to conclude, in sentences; a notebook shows them as paragraphs.

    Attributes
    ----------
    truth
        Which touchpoints decide.
    pain
        Where it hurts most, and whether that decides.
    first
        Whether fundamentals or delight come first.
    sure
        What the limits mean, and what stays undecided.
    """

    truth: str
    pain: str
    first: str
    sure: str

    def __str__(self) -> str:
        return "\n".join(sentence for sentence in self if sentence)

    def _repr_html_(self) -> str:
        return "".join(f"<p>{on_page(sentence)}</p>" for sentence in self if sentence)


def conclude_moments(moments: Moments) -> MomentsAnswer:
    """Say which touchpoints decide the relationship, from the numbers.

    Examples
    --------
    >>> print(conclude_moments(moments).truth)  # doctest: +SKIP
    3 of 13 touchpoints decide whether customers stay: “Technician”, where a friction loses 26 of 100 …
    """
    return MomentsAnswer(_truth(moments), _pain(moments), _first(moments), _sure(moments))


def conclude_usual_methods(usual: UsualMethods) -> Sentence:
    """Say how many of the most decisive touchpoints the usual methods would have found.

    Examples
    --------
    >>> conclude_usual_methods(usual_methods(moments))  # doctest: +SKIP
    'Of the 3 most decisive touchpoints, 0 are among the first 3 by place of leaving, 3 by correlation …'
    """
    if len(usual.table) <= TOP:
        return Sentence(
            say_count(
                "Anybody comes to {number} touchpoint only: every method has it among its first {top}.",
                "Anybody comes to {number} touchpoints only: every method has them among its first {top}.",
                len(usual.table),
                top=TOP,
            )
        )
    if not usual.table["decides"].any():
        return Sentence(
            say("No touchpoint decides anything here, so there is nothing for usual methods to find.")
        )
    found = [
        {
            "found": in_habit(f"{row['in_top']:.1f}".removesuffix(".0")),
            "method": translated(METHODS[str(method)]),
        }
        for method, row in usual.agreement.iterrows()
    ]
    return Sentence(
        say(
            "Of the {number} most decisive touchpoints, {first}, {rest}: none of these asks what would have "
            "been.",
            number=TOP,
            first=say("{found} would be among the first {number} by {method}", number=TOP, **found[0]),
            rest=listed([say("{found} by {method}", **one) for one in found[1:]]),
        )
    )


def moments_table(moments: Moments) -> Table:
    """Return the touchpoints with their classes, as text."""
    rows = []
    for name, row in moments.table.iterrows():
        rows.append(
            (
                moments.effects.scenario.touchpoints[str(name)].title,
                kind_words(row["kind"], row["moment_of_truth"]),
                points(row, "break"),
                points(row, "make"),
                written(100 * row["pain"], 1),
            )
        )
    columns = [say("Touchpoint"), say("What it is"), say("Break"), say("Make"), say("Pain")]
    caption = say(
        "Break and make: customers kept of 100 who come, after a friction that nobody puts right, and after "
        "delight, against a visit as expected, with simultaneous 95 % limits. Pain: negative feelings for "
        "each 100 people"
    )
    return Table(pd.DataFrame(rows, columns=columns), caption, moments.table, "moments")


def points(row: pd.Series, effect: str, digits: int = 1) -> str:
    """Write an effect in customers of 100, with its limits; a dash where there is none to ask for."""
    value, low, high = (100 * row[column] for column in (effect, f"{effect}_low", f"{effect}_high"))
    return "–" if pd.isna(value) else with_limits(value, low, high, digits)


def kind_words(kind: str, moment_of_truth: bool) -> str:
    """Say what a touchpoint is.

    Examples
    --------
    >>> kind_words("maker", True)
    'moment of truth, maker (ça passe)'
    """
    said = translated(KINDS.get(kind, kind))
    return say("moment of truth, {kind}", kind=said) if moment_of_truth else said


def with_limits(value: float, low: float, high: float, digits: int = 2) -> str:
    """Write customers of 100 with their sign and limits, as far as there are any.

    Examples
    --------
    >>> with_limits(1.234, 0.9, 1.57), with_limits(-1.234, math.nan, math.nan, digits=1)
    ('+1.23 (+0.90 to +1.57)', '−1.2')
    """
    said, least, most = (signed_points(limit, digits) for limit in (value, low, high))
    return said if math.isnan(low) else f"{said} ({say('{low} to {high}', low=least, high=most)})"


def signed_points(value: float, digits: int = 1) -> str:
    """Write customers of 100 with their sign.

    Examples
    --------
    >>> signed_points(-26.27), signed_points(0.42), signed_points(0.001)
    ('−26.3', '+0.4', '0.0')
    """
    if math.isnan(value):
        return "–"
    text = written(abs(value), digits)
    return text if round(abs(value), digits) == 0 else f"{MINUS if value < 0 else '+'}{text}"


def touchpoints(number: int) -> str:
    """Say a number of touchpoints."""
    return say_count("{number} touchpoint", "{number} touchpoints", number)


def single_replication() -> str:
    """Say what a study promises that was done once only."""
    return say("This is a single replication, so nothing can be told from chance.")


def _truth(moments: Moments) -> str:
    decisive, total = moments.moments_of_truth, int((moments.table["people"] > 0).sum())
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
    row: Any = moments.table.loc[name]
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


def _pain(moments: Moments) -> str:
    table = moments.table
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


def _first(moments: Moments) -> str:
    """Say whether to mend fundamentals before thinking of delight; nothing where the numbers do not tell."""
    table, said = moments.table, []
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


def _sure(moments: Moments) -> str:
    number = moments.effects.manifest["replications"]
    if number < 2:
        return single_replication()
    open_ = [str(name) for name in moments.table.index[moments.table["kind"] == "undecided"]]
    said = say(
        "With 95\u00a0% probability all limits of the effects hold together ({replications}); effects within "
        "{band} of 100 customers count as none",
        replications=say_count("{number} replication", "{number} replications", number),
        band=in_habit(f"{100 * moments.band:g}"),
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
