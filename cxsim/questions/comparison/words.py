"""A comparison in words: which scenario keeps more customers than the first, and who they are."""

from typing import Any

import pandas as pd

from cxsim.language.points import signed_points
from cxsim.language.speech import in_habit, say, say_count, written
from cxsim.language.wording import (
    MINUS,
    SPACE,
    chained,
    listed,
    plain_number,
    quoted,
    replications,
    signed,
    single_replication,
)
from cxsim.questions.comparison.estimate import Comparison
from cxsim.questions.experiments.gains import ON
from cxsim.questions.journey.kpi_table import readable
from cxsim.questions.moments.effects import EVERYBODY
from cxsim.questions.ranking.estimate import KEEPS, LOSES, NO_EFFECT
from cxsim.questions.ranking.whole_customers import sum_of, who
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table, table_of

NAMED = 3  # scenarios in one breath


def sentences(found: Comparison) -> Sentences:
    """Say which scenarios keep more customers than the first, from the numbers.

    Examples
    --------
    >>> print(kept(found))  # doctest: +SKIP
    “One case file for all” keeps 1.0 more of 100 than “Regional telecom operator” (95 % limits 0.7–1.3): …
    """
    return Sentences(kept(found), also(found), for_whom(found), sure(found))


def kept(found: Comparison) -> str:
    """Say which scenarios keep more customers than the first, and who they are."""
    said = [_kept(found, str(name), row) for name, row in _first(found).iterrows()]
    if more := len(found.figures) - len(said):
        said.append(
            say_count("{number} more scenario in the table.", "{number} more scenarios in the table.", more)
        )
    return " ".join(said)


def also(found: Comparison) -> str:
    """Say how they differ in retention, satisfaction and lifetime value."""
    return " ".join(_also(found, str(name), row) for name, row in _first(found).iterrows())


def for_whom(found: Comparison) -> str:
    """Say for which persona they differ most."""
    return " ".join(filter(None, (_personas(found, str(name)) for name in _first(found).index)))


def comparison_table(found: Comparison) -> Table:
    """Return each scenario with its level and its difference from the first, as text."""
    rows: list[tuple[str, ...]] = []
    levels: Any = found.levels
    for place, (name, level) in enumerate(levels.iterrows()):
        change: Any = found.figures.loc[name] if place else None
        cells = []
        for measure in ON:
            said = _level(found, place, measure, float(level[measure]))
            known = change is not None and pd.notna(change[measure])
            cells.append(f"{said} ({_difference(found, measure, change)})" if known else said)
        for one in _own(found):
            said = _own_number(found, place, one, float(level[one]))
            known = change is not None and pd.notna(change[one])
            cells.append(f"{said} ({_difference(found, one, change)})" if known else said)
        same = change is not None and change["same_people"]
        rows.append((str(name), *cells, sum_of(change) if same else "–"))
    currency = found.scenario.currency
    columns = [
        say("Scenario"),
        say("Kept, of 100"),
        say("Retained, of 100"),
        say("Satisfaction"),
        say("Lifetime value, {currency}", currency=currency),
        *(_own_heading(one, unit, currency) for one, unit in _own(found).items()),
        say("Stayed + won − lost"),
    ]
    caption = say(
        "Customers kept of everybody measured and of those who were customers, satisfaction (−1 to 1) and "
        "lifetime value for each person; in brackets the difference from the first, with simultaneous 95 % "
        "limits; kept who would have left, plus kept who would never have come, minus kept in the first only"
    )
    return table_of(columns, rows, caption, brief=(0, 1, 2, 3))


def _level(found: Comparison, place: int, measure: str, value: float) -> str:
    if measure == "lifetime_value":
        currency = found.scenarios[place].currency
        return plain_number(value) + ("" if currency == found.scenario.currency else f"{SPACE}{currency}")
    return signed(value, 3) if measure == "satisfaction" else written(100 * value, 1)


def _own(found: Comparison) -> dict[str, str]:
    """Return the figures of the user's own, with their units."""
    return {name: facts["unit"] for name, facts in found.manifest.get("figures", {}).items()}


def _own_heading(name: str, unit: str, currency: str) -> str:
    title = readable(name)
    if unit == "share":
        return say("{figure}, of 100", figure=title)
    sign = {"money": currency, "min": "min"}.get(unit, "")
    return f"{title}, {sign}" if sign else title


def _own_number(found: Comparison, place: int, name: str, value: float) -> str:
    unit, currency = _own(found)[name], found.scenarios[place].currency
    foreign = unit == "money" and currency != found.scenario.currency
    number = written(100 * value, 1) if unit == "share" else plain_number(value)
    return f"{number}{SPACE}{currency}" if foreign else number


def _difference(found: Comparison, measure: str, row: Any) -> str:
    """Write how much more it is than in the first scenario, with limits where there are any."""
    change, low, high = (_change(found, measure, row[f"{measure}{limit}"]) for limit in ("", "_low", "_high"))
    if pd.isna(row[f"{measure}_low"]):
        return change
    return say("{change}: {low} to {high}", change=change, low=low, high=high)


def _change(found: Comparison, measure: str, value: float) -> str:
    if measure == "lifetime_value" or _own(found).get(measure, "share") != "share":
        return f"{MINUS if value < 0 else '+'}{plain_number(abs(value))}" if pd.notna(value) else "–"
    return signed(value, 3) if measure == "satisfaction" else signed_points(100 * value, 2)


def _first(found: Comparison) -> pd.DataFrame:
    return found.figures.sort_values("kept", ascending=False, kind="stable").head(NAMED)


def _kept(found: Comparison, name: str, row: Any) -> str:
    names = {"title": quoted(name), "first": quoted(str(found.levels.index[0]))}
    known = pd.notna(row["kept_low"])
    if row["verdict"] == NO_EFFECT:
        return say(
            "{title} keeps as many customers as {first}: the difference lies within ±{most} of 100.",
            most=in_habit(f"{100 * found.equivalence_band:g}"),
            **names,
        )
    if row["verdict"] not in (KEEPS, LOSES):
        if not known:
            return say("Whether {title} keeps more customers than {first} cannot be told.", **names)
        low, high = (signed_points(100 * row[f"kept_{end}"], 2) for end in ("low", "high"))
        return say(
            "Whether {title} keeps more customers than {first} cannot be told, from {low} to {high} of 100.",
            low=low,
            high=high,
            **names,
        )
    gain = written(abs(100 * row["kept"]), 2)
    if row["kept"] > 0:
        said = say("{title} keeps {gain} more of 100 than {first}", gain=gain, **names)
    else:
        said = say("{title} keeps {gain} fewer of 100 than {first}", gain=gain, **names)
    if known:
        least, most = sorted(abs(100 * row[f"kept_{end}"]) for end in ("low", "high"))
        said = say(
            "{said} (95\u00a0% limits {low}–{high})", said=said, low=written(least, 2), high=written(most, 2)
        )
    if not row["same_people"]:
        return f"{said}."
    return say(
        "{said}: {stayed} who would have left and {won} who would never have become customers are kept, "
        "against {lost} who are kept in the first only.",
        said=said,
        **who(row),
    )


def _also(found: Comparison, name: str, row: Any) -> str:
    own = _own(found)
    said = [
        _clearly(measure, _change(found, measure, row[measure]), found.scenario.currency, own.get(measure))
        for measure in (*ON[1:], *own)
        if row[f"{measure}_low"] > 0.0 or row[f"{measure}_high"] < 0.0
    ]
    if not said:
        return say(
            "In retention, satisfaction and lifetime value {title} does not clearly differ.",
            title=quoted(name),
        )
    return say("{title} clearly differs in {measures}.", title=quoted(name), measures=listed(said))


def _clearly(measure: str, change: str, currency: str, own_unit: str | None = None) -> str:
    """Say a difference that is clear."""
    if own_unit is not None:
        sign = {"money": currency, "min": "min"}.get(own_unit, "")
        told = say("{change} of 100", change=change) if own_unit == "share" else f"{change}{SPACE}{sign}"
        return f"{quoted(readable(measure))} ({told.rstrip()})"
    if measure == "retention":
        return say("retention ({change} of 100 customers)", change=change)
    if measure == "satisfaction":
        return say("satisfaction ({change})", change=change)
    return say("lifetime value ({change}\u00a0{currency} for each person)", change=change, currency=currency)


def _personas(found: Comparison, name: str) -> str:
    mine: Any = found.personas[
        (found.personas["scenario"] == name)
        & (found.personas["measure"] == "kept")
        & (found.personas["persona"] != EVERYBODY)
    ].dropna(subset="mean")
    clear = mine[(mine["low_all"] > 0.0) | (mine["high_all"] < 0.0)]
    if len(mine) < 2 or clear.empty:
        return ""
    most = clear.loc[clear["mean"].abs().idxmax()]
    told = {
        "title": quoted(name),
        "persona": quoted(found.scenario.personas[most["persona"]].title),
        "points": signed_points(100 * most["mean"], 2),
    }
    others = mine[mine["persona"] != most["persona"]]
    if (others[["low_all", "high_all"]].abs().max(axis=1) >= abs(most[["low_all", "high_all"]]).min()).any():
        return say(
            "{title} differs for {persona} ({points} of 100 kept); for whom most, cannot be told.", **told
        )
    return say("{title} differs most for {persona} ({points} of 100 kept).", **told)


def sure(found: Comparison) -> str:
    """Say whether the same people were compared, and what the limits mean."""
    number = found.manifest["replications"]
    others = [quoted(str(name)) for name in found.figures.index[~found.figures["same_people"]]]
    if not others:
        paired = say("The same people with the same luck live each journey")
    elif len(others) == len(found.figures):
        paired = say("The customers are not the same people, so they are compared unpaired, by their shares")
    else:
        paired = say(
            "{titles} has other people and is compared unpaired, by shares",
            titles=chained(others),
        )
    if apart := [quoted(str(name)) for name in found.figures.index[~found.figures["branches"]]]:
        paired = say_count(
            "{paired}; {titles} differs from the first day on, with a warm-up of its own",
            "{paired}; {titles} differ from the first day on, with warm-ups of their own",
            len(apart),
            paired=paired,
            titles=chained(apart),
        )
    if number < 2:
        return f"{paired}. {single_replication()}"
    return say(
        "{paired} ({replications}); with 95\u00a0% probability all limits of a measure hold together, as far "
        "as the assumptions do.",
        paired=paired,
        replications=replications(number),
    )


TABLES = {"comparison": comparison_table}
