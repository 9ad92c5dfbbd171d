"""Moments of truth in words: what frictions cost in a year and where, and where a single visit decides."""

from typing import Any, get_args

import pandas as pd

from cxsim.language.points import points, unsigned
from cxsim.language.speech import in_habit, say, say_count, translated, written
from cxsim.language.wording import (
    chained,
    either,
    lasting,
    listed,
    quoted,
    replications,
    single_replication,
    touchpoints,
)
from cxsim.questions.experiments.population_words import followed
from cxsim.questions.moments.estimate import ONE_VISIT, Kind, Moments, year_or_less
from cxsim.questions.moments.pain_words import between, lost_by_one, pain
from cxsim.questions.moments.unprevented import unprevented
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table, table_of

KINDS = {"both": "breaker and maker"}
JUDGED = {"stay": "staying", "join": "joining"}
SAID = (*(KINDS.get(kind, kind) for kind in get_args(Kind)), *JUDGED.values())
NAMED = 3  # touchpoints in one breath


def sentences(moments: Moments) -> Sentences:
    """Say what frictions cost in a year and where, and where a single visit decides, from the numbers.

    Examples
    --------
    >>> print(truth(moments))  # doctest: +SKIP
    A single visit decides, as a moment of truth, at 2 of 13 touchpoints: at “Technician”, after a friction …
    """
    if _visited(moments).empty:
        return Sentences(say("Nobody comes to any touchpoint after the warm-up, so that none can decide."))
    return Sentences(
        costs(moments),
        population(moments),
        truth(moments),
        classes(moments),
        pain(moments),
        first(moments),
        policy(moments),
        sure(moments),
    )


def moments_table(moments: Moments) -> Table:
    """Return what frictions cost at each touchpoint, its class, and what one visit does, as text."""
    rows = []
    for name, row in moments.figures.iterrows():
        rows.append(
            (
                moments.scenario.touchpoints[str(name)].title,
                kind_words(row["kind"], row["moment_of_truth"]),
                translated(JUDGED[row["judged_by"]]),
                points(row, "loss", 1),
                points(row, "break", 1),
                points(row, "make", 1),
                points(row, "policy_break", 1),
                written(100 * row["pain"], 1),
            )
        )
    columns = [
        say("Touchpoint"),
        say("What it is"),
        say("Judged by"),
        say("Without frictions"),
        say("Break"),
        say("Make"),
        say("Break for everybody"),
        say("Pain"),
    ]
    caption = say(
        "Without frictions: more who stay, of 100 of today’s customers, or join, of 100 prospects, if "
        "today’s frictions there were gone for {period}, and nobody waited there. Break and make: more of "
        "100 who come, after one friction that nobody puts right and after one delight, against a visit as "
        "expected; break for everybody: if it befalls all of them. Simultaneous 95\u00a0% limits. Pain: "
        "negative feelings for each 100 people",
        period=_period(moments),
    )
    return table_of(columns, rows, caption, moments.figures, "moments", (0, 1, 3, 4, 5))


def kind_words(kind: str, moment_of_truth: bool) -> str:
    """Say what a touchpoint is.

    Examples
    --------
    >>> kind_words("maker", True)
    'moment of truth, maker'
    """
    said = translated(KINDS.get(kind, kind))
    return say("moment of truth, {kind}", kind=said) if moment_of_truth else said


def costs(moments: Moments) -> str:
    """Say where today's frictions cost most in a year, and how much."""
    table, surely = _visited(moments), _surely(moments)
    if surely.empty:
        return say("Nowhere do today’s frictions surely cost customers, as far as this study can tell.")
    first: Any = surely.iloc[0]
    rivals = table.index[(table["customers_high"] >= first["customers_low"]) & (table.index != first.name)]
    most = table.loc[[first.name, *rivals]].sort_values("customers", ascending=False, kind="stable")
    leading = either([_title(moments, str(name)) for name in most.index])
    told = [
        _costs(moments, row, in_full=number == 0 or row["judged_by"] != before)
        for number, (before, (_, row)) in enumerate(
            zip(["", *surely["judged_by"]], surely.head(NAMED).iterrows(), strict=False)
        )
    ]
    return " ".join(
        (
            say("Today’s frictions, waiting included, cost most customers at {titles}.", titles=leading)
            if any(point.team for point in moments.scenario.touchpoints.values())
            else say("Today’s frictions cost most customers at {titles}.", titles=leading),
            say("Without them, {told}.", told=translated("; ").join(told)),
            say_count(
                "They surely cost customers at {number} of {all}.",
                "They surely cost customers at {number} of {all}.",
                len(surely),
                all=touchpoints(len(table)),
            ),
            *unprevented(moments.scenario, list(surely.index[:NAMED])),
        )
    )


def _surely(moments: Moments) -> pd.DataFrame:
    """Return the touchpoints at which today's frictions surely cost customers, the costliest first."""
    table = _visited(moments)
    return table[table["loss_low"] > 0]


def _costs(moments: Moments, row: Any, in_full: bool) -> str:
    """Say what today's frictions at a touchpoint cost, and in full of whom and by when."""
    told = {
        "title": _title(moments, str(row.name)),
        "lost": unsigned(row, "loss", 1),
        "number": written(row["customers"], 0 if row["customers"] >= 9.5 else 1),
        "period": _period(moments),
    }
    if not in_full:
        return say("at {title} {lost}, {number} customers", **told)
    if row["judged_by"] == "join":
        return say(
            "at {title} of 100 prospects {lost} more would become customers within {time}, {number} "
            "customers in {period}",
            time=_time(moments),
            **told,
        )
    return say(
        "at {title} of 100 of today’s customers {lost} more would stay after {period}, {number} customers",
        **told,
    )


def population(moments: Moments) -> str:
    """Say of whom this tells, and which touchpoints are judged by whom."""
    todays, came = (round(moments.effects.population[one]) for one in ("stay", "join"))
    table = _visited(moments)
    joining = [_title(moments, str(name)) for name in table.index[table["judged_by"] == "join"]]
    said = [followed(moments.scenario, todays, came)]
    if not joining:
        said.append(say("All touchpoints are judged by whether today’s customers stay."))
    elif len(joining) == len(table):
        said.append(say("All touchpoints are judged by whether these prospects join."))
    else:
        said.append(
            say_count(
                "{titles} is judged by whether these prospects join, as more of them come there; the others "
                "by whether today’s customers stay.",
                "{titles} are judged by whether these prospects join, as more of them come there; the others "
                "by whether today’s customers stay.",
                len(joining),
                titles=listed(joining),
            )
        )
    return " ".join(said)


def truth(moments: Moments) -> str:
    """Say at which few touchpoints a single visit decides."""
    decisive, total = moments.moments_of_truth, len(_visited(moments))
    if not decisive:
        return say_count(
            "At the only touchpoint no single visit stands out as a moment of truth, as far as this study "
            "can tell.",
            "At none of {number} touchpoints does a single visit stand out as a moment of truth, as far as "
            "this study can tell.",
            total,
        )
    decides = say_count(
        "A single visit decides, as a moment of truth, at {number} of {all}: {touchpoints}.",
        "A single visit decides, as a moment of truth, at {number} of {all}: {touchpoints}.",
        len(decisive),
        all=touchpoints(total),
        touchpoints=translated("; ").join(_does(moments, name) for name in decisive),
    )
    told = _surely(moments).index[:NAMED]
    breakers = [one for one in decisive if moments.figures["kind"][one] != "maker" and one not in told]
    return " ".join((decides, *unprevented(moments.scenario, breakers)))


def _does(moments: Moments, name: str) -> str:
    """Say what a visit to a decisive touchpoint does, and to whom."""
    row: Any = moments.figures.loc[name]
    joins, said = row["judged_by"] == "join", []
    period = lasting(moments.scenario.period.follow_up)
    if row["kind"] in ("breaker", "both"):
        lost = lost_by_one(row)
        said.append(
            say(
                "after a friction that nobody puts right {lost} fewer of 100 prospects who come there join",
                lost=lost,
            )
            if joins
            else say(
                "after a friction that nobody puts right {lost} fewer of 100 who come there are still "
                "customers after {period}",
                lost=lost,
                period=period,
            )
        )
    if row["kind"] in ("maker", "both"):
        gained = between(row["make"], row["make_low"], row["make_high"])
        said.append(
            say("after delight {gained} more of 100 prospects who come there join", gained=gained)
            if joins
            else say(
                "after delight {gained} more of 100 who come there are still customers after {period}",
                gained=gained,
                period=period,
            )
        )
    return say("at {title}, {what}", title=_title(moments, name), what=chained(said))


def classes(moments: Moments) -> str:
    """Say how many touchpoints there are of each class, and what classes mean."""
    number = _visited(moments)["kind"].value_counts()
    return say(
        "By what a single visit does: {classes}. At a breaker one friction surely loses more than {decisive} "
        "of 100 who come, at a maker delight surely gains more than {decisive}; at a pain point or a delight "
        "no single visit moves as many, but pain or joy stands out.",
        decisive=in_habit(f"{100 * ONE_VISIT * moments.equivalence_band:g}"),
        classes=", ".join(
            f"{kind_words(kind, False)} {written(int(number.get(kind, 0)))}" for kind in get_args(Kind)
        ),
    )


def first(moments: Moments) -> str:
    """Say whether to mend fundamentals before thinking of delight; nothing where the numbers do not tell."""
    table, said = moments.figures, []
    breakers = table[table["kind"].isin(["breaker", "both"])]
    makers = table[table["kind"].isin(["maker", "both"])]
    asked = table[table["make"].notna() & (table["people"] > 0)]
    less = (asked["make_high"] < -asked["break_high"]) | asked["break"].isna() | asked["unjustified_delight"]
    if not breakers.empty and makers.empty and not asked.empty and less.all():
        said.append(
            say(
                "Fundamentals come before delight: wherever delight gains anything to speak of, a friction "
                "loses more, and delight never gains more than {most} of 100 who come.",
                most=written(100 * asked["make_high"].max(), 1),
            )
        )
    elif not makers.empty:
        names = chained(_title(moments, str(name)) for name in makers.index)
        said.append(say("Delight decides at {titles}.", titles=names))
    for_nothing = [_title(moments, str(name)) for name in asked.index[asked["unjustified_delight"]]]
    if for_nothing:
        said.append(say("Delight makes as good as no difference at {titles}.", titles=", ".join(for_nothing)))
    return " ".join(said)


def policy(moments: Moments) -> str:
    """Say where it makes a difference whether a friction befalls one visitor, or all of them at once."""
    table = moments.figures
    if table["crowding_break"].isna().all():
        return ""
    clear = table[(table["crowding_break_low"] > 0) | (table["crowding_break_high"] < 0)]
    if clear.empty:
        return say(
            "These are effects on each visitor while all others live as today; that a friction befalls "
            "everybody at once (the policy effect) makes no clear difference anywhere."
        )
    largest = clear["crowding_break"].abs().sort_values(ascending=False, kind="stable").index[:NAMED]
    return say(
        "These are effects on each visitor while all others live as today; if a friction befalls everybody "
        "at once (the policy effect), queues and reviews respond: {touchpoints}.",
        touchpoints=translated("; ").join(
            say(
                "at {title} it loses {policy} of 100 who come instead of {alone}",
                title=_title(moments, str(name)),
                policy=written(-100 * table.loc[name, "policy_break"], 1),
                alone=written(-100 * table.loc[name, "break"], 1),
            )
            for name in largest
        ),
    )


def sure(moments: Moments) -> str:
    """Say how sure that is, and what stays undecided."""
    number = moments.manifest["replications"]
    if number < 2:
        return single_replication()
    table = _visited(moments)
    open_ = [str(name) for name in table.index[table["kind"] == "undecided"]]
    said = say(
        "With 95\u00a0% probability all limits of the effects hold together ({replications})",
        replications=replications(number),
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
        titles=listed([_title(moments, name) for name in open_]),
    )


def _visited(moments: Moments) -> pd.DataFrame:
    """Return the touchpoints to which anybody comes."""
    return moments.figures[moments.figures["people"] > 0]


def _title(moments: Moments, name: str) -> str:
    return quoted(moments.scenario.touchpoints[name].title)


def _period(moments: Moments) -> str:
    return lasting(year_or_less(moments.scenario))


def _time(moments: Moments) -> str:
    return lasting(moments.scenario.period.time_to_decide or moments.scenario.period.follow_up)


TABLES = {"moments": moments_table}
