"""Moments of truth in words: which touchpoints decide, where it only hurts, and what to do first."""

from typing import Any, NamedTuple

import pandas as pd

from cxsim.analysis.moments import Moments
from cxsim.analysis.usual_methods import METHODS, TOP, UsualMethods
from cxsim.reporting.picture import Sentence, on_page
from cxsim.reporting.tables import Table
from cxsim.reporting.wording import MINUS, SPACE, counted

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
    said = []
    for method, row in usual.agreement.iterrows():
        found = f"{row['in_top']:.1f}".removesuffix(".0")
        said.append(f"{found} by {METHODS[str(method)]}")
    first = said[0].replace(" by ", f" would be among the first {TOP} by ", 1)
    rest = f"{', '.join(said[1:-1])} and {said[-1]}"
    return Sentence(
        f"Of the {TOP} most decisive touchpoints, {first}, {rest}: none of these asks what would have been."
    )


def moments_table(moments: Moments) -> Table:
    """Return the touchpoints with their classes, as text."""
    rows = []
    for name, row in moments.table.iterrows():
        kind = KINDS.get(row["kind"], row["kind"])
        rows.append(
            (
                moments.effects.scenario.touchpoints[str(name)].title,
                f"moment of truth, {kind}" if row["moment_of_truth"] else kind,
                points(row, "break"),
                points(row, "make"),
                _plain(100 * row["pain"]),
            )
        )
    columns = ["Touchpoint", "What it is", "Break", "Make", "Pain"]
    caption = (
        "Break and make: customers kept of 100 who come, after a friction that nobody puts right, and after "
        "delight, against a visit as expected, with simultaneous 95 % limits. Pain: negative feelings for "
        "each 100 people"
    )
    return Table(pd.DataFrame(rows, columns=columns), caption, moments.table, "moments")


def points(row: pd.Series, effect: str, digits: int = 1) -> str:
    """Write an effect in customers of 100, with its limits; a dash where there is none to ask for."""
    value, low, high = (100 * row[column] for column in (effect, f"{effect}_low", f"{effect}_high"))
    if pd.isna(value):
        return "–"
    if pd.isna(low):
        return signed_points(value, digits)
    return f"{signed_points(value, digits)} ({signed_points(low, digits)} to {signed_points(high, digits)})"


def signed_points(value: float, digits: int = 1) -> str:
    """Write customers of 100 with their sign.

    Examples
    --------
    >>> signed_points(-26.27), signed_points(0.42), signed_points(0.001)
    ('−26.3', '+0.4', '0.0')
    """
    text = f"{abs(value):.{digits}f}"
    return text if float(text) == 0 else f"{MINUS if value < 0 else '+'}{text}"


def _truth(moments: Moments) -> str:
    decisive, total = moments.moments_of_truth, int((moments.table["people"] > 0).sum())
    if not decisive:
        return (
            f"None of the {counted(total, 'touchpoint')} stands out as deciding whether customers stay, "
            "as far as this study can tell."
        )
    said = "; ".join(_does(moments, name, long=number == 0) for number, name in enumerate(decisive))
    verb = "decides" if len(decisive) == 1 else "decide"
    return f"{len(decisive)} of {counted(total, 'touchpoint')} {verb} whether customers stay: {said}."


def _does(moments: Moments, name: str, long: bool) -> str:
    """Say what a decisive touchpoint does; the first time in full."""
    row: Any = moments.table.loc[name]
    said = []
    if row["kind"] != "maker" and pd.notna(row["break"]):
        friction = "a friction that nobody puts right" if long else "a friction"
        said.append(f"{friction} loses {_lost(row)}{' of 100 who come' if long else ''}")
    if row["kind"] in ("maker", "both") and pd.notna(row["make"]):
        kept = _limits(row["make"], row["make_low"], row["make_high"])
        said.append(f"delight keeps {kept} more{' of 100 who come' if long else ''}")
    return f"at {_title(moments, name)}, {' and '.join(said)}"


def _lost(row: Any) -> str:
    return _limits(-row["break"], -row["break_high"], -row["break_low"])


def _limits(value: float, low: float, high: float) -> str:
    digits = 0 if value >= 0.095 else 1
    return f"{100 * value:.{digits}f} ({100 * low:.{digits}f}–{100 * high:.{digits}f})"


def _pain(moments: Moments) -> str:
    table = moments.table
    worst = str(table["pain"].idxmax())
    row = table.loc[worst]
    if not row["pain_low"] > 0:
        return ""
    rivals = int(((table["pain_high"] >= row["pain_low"]) & (table.index != worst)).sum())
    also = f" and {counted(rivals, 'touchpoint')} like it" if rivals else ""
    most = f"Most pain is felt at {_title(moments, worst)}{also}"
    if worst in moments.moments_of_truth:
        return f"{most}, which is a moment of truth as well."
    if pd.isna(row["break"]):
        return f"{most}, though the scenario names nothing of its own that goes wrong there."
    if row["kind"] in ("breaker", "both"):
        return f"{most}, but one friction there loses only {_lost(row)} of 100 who come."
    if row["kind"] == "undecided":
        return f"{most}; whether that loses customers stays undecided."
    return f"{most}, but a friction there loses nobody to speak of."


def _first(moments: Moments) -> str:
    """Say whether to mend fundamentals before thinking of delight; nothing where the numbers do not tell."""
    table, said = moments.table, ""
    breakers = table[table["kind"].isin(["breaker", "both"])]
    makers = table[table["kind"].isin(["maker", "both"])]
    asked = table[table["make"].notna() & (table["people"] > 0)]
    less = (asked["make_high"] < -asked["break_high"]) | asked["break"].isna()
    if not breakers.empty and makers.empty and not asked.empty and less.all():
        most = asked["make_high"].max()
        said = (
            "Fundamentals come before delight: nowhere does delight keep as many as a friction loses, "
            f"and never more than {100 * most:.1f} of 100 who come."
        )
    elif not makers.empty:
        names = " and ".join(_title(moments, str(name)) for name in makers.index)
        said = f"Delight decides at {names}."
    for_nothing = [_title(moments, str(name)) for name in asked.index[asked["unjustified_delight"]]]
    if for_nothing:
        said = f"{said} Delight keeps as good as nobody at {', '.join(for_nothing)}.".strip()
    return said


def _sure(moments: Moments) -> str:
    number = moments.effects.manifest["replications"]
    if number < 2:
        return "This is a single replication, so nothing can be told from chance."
    open_ = [str(name) for name in moments.table.index[moments.table["kind"] == "undecided"]]
    said = (
        f"With 95{SPACE}% probability all limits of the effects hold together "
        f"({counted(number, 'replication')}); effects within {100 * moments.band:g} of 100 customers "
        "count as none"
    )
    if not open_:
        return f"{said}."
    names = " and ".join(_title(moments, name) for name in open_)
    if len(open_) > NAMED:
        names = counted(len(open_), "touchpoint")
    stays = "stays" if len(open_) == 1 else "stay"
    return f"{said}; {names} {stays} undecided, which more replications may settle."


def _title(moments: Moments, name: str) -> str:
    return f"“{moments.effects.scenario.touchpoints[name].title}”"


def _plain(value: float) -> str:
    return f"{value:.1f}"
