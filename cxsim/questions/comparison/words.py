"""A comparison in words: which scenario has more customers who stay, or join, than the first."""

from typing import Any

import pandas as pd

from cxsim.language.points import signed_points
from cxsim.language.speech import in_habit, say, say_count, written
from cxsim.language.wording import (
    MINUS,
    SPACE,
    listed,
    money,
    plain_number,
    quoted,
    signed,
)
from cxsim.questions.comparison.estimate import Comparison
from cxsim.questions.comparison.sure_words import sure
from cxsim.questions.experiments.gains import ON
from cxsim.questions.experiments.hours_words import with_hours_saved
from cxsim.questions.experiments.objective_words import amount, gained, horizon, is_share, rounded
from cxsim.questions.experiments.objectives import NO_EFFECT, UNDECIDED, measure_of
from cxsim.questions.experiments.population_words import followed
from cxsim.questions.experiments.timing_words import timing
from cxsim.questions.journey.kpi_table import readable
from cxsim.questions.moments.effects import EVERYBODY
from cxsim.questions.ranking.by_year_words import years_table
from cxsim.questions.ranking.estimate import WAYS
from cxsim.questions.ranking.whole_customers import adding_up
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table, table_of

NAMED = 3  # scenarios in one breath


def sentences(found: Comparison) -> Sentences:
    """Say in which scenarios more customers stay (or join) than in the first, from the numbers.

    Examples
    --------
    >>> print(best(found))  # doctest: +SKIP
    With “One case file for all” instead of “Regional telecom operator”, of 100 of today’s customers 1.0 …
    """
    return Sentences(best(found), population(found), ways(found), also(found), for_whom(found), sure(found))


def best(found: Comparison) -> str:
    """Say which scenarios reach more of the objective than the first, and which point both ways."""
    said = [_told(found, str(name), row) for name, row in _first(found).iterrows()]
    if more := len(found.figures) - len(said):
        said.append(
            say_count("{number} more scenario in the table.", "{number} more scenarios in the table.", more)
        )
    return " ".join(said)


def population(found: Comparison) -> str:
    """Say of how many people of the first scenario this tells, for how long, and when improvements begin."""
    first: Any = found.levels.iloc[0]
    people = followed(found.scenario, round(first["todays"]), round(first["came"]))
    return f"{people} {timing(found.scenario, found.improvements)}".rstrip()


def ways(found: Comparison) -> str:
    """Say how the difference in customers at the end comes about, where it is known to be one."""
    said = []
    for name, row in _first(found).iterrows():
        if not (row["customers_low"] > 0.0 or row["customers_high"] < 0.0):
            continue
        parts = adding_up(row["customers"], *(row[way] for way in WAYS))
        told = {way: amount("customers", number) for way, number in parts._asdict().items()}
        told |= {"title": quoted(str(name)), "customers": written(abs(parts.customers))}
        fewer = say(
            "At the end {title} has {customers} customers fewer: {staying} among today’s customers, "
            "{joining} among those who came by themselves since, {referral} by referral, and {rest} among "
            "those who had come before.",
            **told,
        )
        more = say(
            "At the end {title} has {customers} customers more: {staying} among today’s customers, "
            "{joining} among those who came by themselves since, {referral} by referral, and {rest} among "
            "those who had come before.",
            **told,
        )
        said.append(fewer if parts.customers < 0 else more)
    return " ".join(said)


def also(found: Comparison) -> str:
    """Say how they differ in what the verdict is not about."""
    return " ".join(_also(found, str(name), row) for name, row in _first(found).iterrows())


def for_whom(found: Comparison) -> str:
    """Say for which persona they differ most, and whom they harm."""
    rows = _first(found)
    said = (_personas(found, str(name), row) for name, row in rows.iterrows())
    return " ".join(filter(None, said))


def comparison_table(found: Comparison) -> Table:
    """Return each scenario with its level and its difference from the first, as text."""
    rows: list[tuple[str, ...]] = []
    shown, currency = measures(found), found.scenario.currency
    levels: Any = found.levels
    for place, (name, level) in enumerate(levels.iterrows()):
        change: Any = found.figures.loc[name] if place else None
        cells = []
        for measure in (*shown, *_own(found)):
            write = _level if measure in ON else _own_number
            said = write(found, place, measure, float(level[measure]))
            known = change is not None and pd.notna(change[measure])
            cells.append(f"{said} ({_difference(found, measure, change)})" if known else said)
        rows.append((str(name), *cells, "–" if change is None else _sum_of(change)))
    headings = {
        "stay": say("Stay, of 100"),
        "stay_year": say("Stay one year, of 100"),
        "join": say("Join, of 100"),
        "customers": say("Customers at the end"),
        "value": say("Value, {currency}", currency=currency),
        "satisfaction": say("Satisfaction"),
    }
    columns = [
        say("Scenario"),
        *(headings[measure] for measure in shown),
        *(_own_heading(one, unit, currency) for one, unit in _own(found).items()),
        say("Today’s customers + newcomers + by referral + who had come before"),
    ]
    caption = say(
        "Who stays of today’s customers and joins of prospects who come by themselves, customers at the end, "
        "value over {horizon} and satisfaction of today’s customers (−1 to 1); in brackets the difference "
        "from the first, with simultaneous 95 % limits; last, how the difference in customers comes about",
        horizon=horizon(found.scenario),
    )
    aim = 1 + shown.index(measure_of(found.objective))
    caption, brief = with_hours_saved(caption, found.scenario), sorted([0, aim, *({1, 2, 3} - {aim})][:4])
    return table_of(columns, rows, caption, brief=brief)


def measures(found: Comparison) -> list[str]:
    """Return the measures of which there is a figure; a year is told beside another period only."""
    follow_up = found.scenario.period.follow_up
    return [
        measure
        for measure in ON
        if found.levels[measure].notna().any() and not (measure == "stay_year" and follow_up <= 366.0)
    ]


def _base(found: Comparison) -> str:
    return quoted(str(found.levels.index[0]))


def _sum_of(row: Any) -> str:
    parts = adding_up(row["customers"], *(row[way] for way in WAYS)) if pd.notna(row["customers"]) else ()
    if not parts:
        return "–"
    first, *others = (amount("customers", number) for number in parts[1:])
    signed_ones = (one if one[0] in f"+{MINUS}" else f"+{one}" for one in others)
    return " ".join([first.removeprefix("+"), *(f"{one[0]} {one[1:]}" for one in signed_ones)])


def _level(found: Comparison, place: int, measure: str, value: float) -> str:
    if pd.isna(value):
        return "–"
    if measure == "value":
        currency = found.scenarios[place].currency
        return plain_number(value) + ("" if currency == found.scenario.currency else f"{SPACE}{currency}")
    if measure == "customers":
        return written(value)
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
    if measure == "value":
        return amount("net_value", value)
    if measure == "customers":
        return amount("customers", value)
    if _own(found).get(measure, "share") != "share":
        return f"{MINUS if value < 0 else '+'}{plain_number(abs(value))}" if pd.notna(value) else "–"
    return signed(value, 3) if measure == "satisfaction" else signed_points(100 * value, 2)


def _first(found: Comparison) -> pd.DataFrame:
    return found.figures.sort_values("gain", ascending=False, kind="stable").head(NAMED)


def _told(found: Comparison, name: str, row: Any) -> str:
    """Say how one scenario compares with the first."""
    names = {"title": quoted(name), "first": _base(found)}
    if pd.isna(row["gain"]):
        return say(
            "{title} cannot be compared with {first} by this: they are told for other times or currencies, "
            "or of nobody.",
            **names,
        )
    if row["verdict"] == NO_EFFECT:
        most = in_habit(f"{100 * found.equivalence_band:g}")
        told = {"figure": _gained(found, row), "most": most, **names}
        if is_share(found.objective):
            said = say(
                "{title} instead of {first} makes no difference to speak of, none beyond ±{most} of 100: "
                "{figure}.",
                **told,
            )
        else:
            said = say(
                "{title} instead of {first} makes no difference to speak of, none beyond ±{most}\u00a0%: "
                "{figure}.",
                **told,
            )
    elif row["verdict"] == UNDECIDED:
        said = say(
            "Whether {title} does better than {first} is undecided: {figure}.",
            figure=_gained(found, row),
            **names,
        )
    else:
        said = say("With {title} instead of {first}, {figure}.", figure=_gained(found, row), **names)
    if row["conflict"]:
        said = f"{said} {_both_ways(row)}"
    return said


def _gained(found: Comparison, row: Any) -> str:
    """Say the difference in the objective, with limits."""
    if found.objective != "net_value":
        return gained(found.objective, found.scenario, row)
    told = {
        "money": money(rounded(abs(row["gain"])), found.scenario.currency),
        "horizon": horizon(found.scenario),
    }
    if row["gain"] < 0:
        said = say("customers bring {money} less over {horizon}", **told)
    else:
        said = say("customers bring {money} more over {horizon}", **told)
    if pd.isna(row["gain_low"]):
        return said
    low, high = (amount("net_value", row[f"gain_{end}"]) for end in ("low", "high"))
    return say("{said} (95\u00a0% limits {low} to {high})", said=said, low=low, high=high)


def _both_ways(row: Any) -> str:
    """Say of a scenario in which staying and joining point in different directions that they do."""
    told = {"stay": amount("stay", row["stay"]), "join": amount("join", row["join"])}
    if row["stay"] > 0:
        return say(
            "That points both ways: more of today’s customers stay ({stay} of 100), but fewer prospects join "
            "({join} of 100).",
            **told,
        )
    return say(
        "That points both ways: fewer of today’s customers stay ({stay} of 100), but more prospects join "
        "({join} of 100).",
        **told,
    )


def _also(found: Comparison, name: str, row: Any) -> str:
    own = _own(found)
    others = [one for one in measures(found) if one != measure_of(found.objective)]
    said = [
        _clearly(found, measure, _change(found, measure, row[measure]), own.get(measure))
        for measure in (*others, *own)
        if row[f"{measure}_low"] > 0.0 or row[f"{measure}_high"] < 0.0
    ]
    if not said:
        return say("In secondary figures {title} does not clearly differ.", title=quoted(name))
    return say(
        "Secondary figures in which {title} clearly differs: {measures}.",
        title=quoted(name),
        measures=listed(said),
    )


def _clearly(found: Comparison, measure: str, change: str, own_unit: str | None = None) -> str:
    """Say a difference that is clear."""
    currency = found.scenario.currency
    if own_unit is not None:
        sign = {"money": currency, "min": "min"}.get(own_unit, "")
        told = say("{change} of 100", change=change) if own_unit == "share" else f"{change}{SPACE}{sign}"
        return f"{quoted(readable(measure))} ({told.rstrip()})"
    said = {
        "stay": say("staying ({change} of 100 of today’s customers)", change=change),
        "stay_year": say("staying one year ({change} of 100 of today’s customers)", change=change),
        "join": say("joining ({change} of 100 prospects)", change=change),
        "customers": say("customers at the end ({change})", change=change),
        "value": say(
            "value ({change}\u00a0{currency} over {horizon})",
            change=change,
            currency=currency,
            horizon=horizon(found.scenario),
        ),
        "satisfaction": say("satisfaction ({change})", change=change),
    }
    return said[measure]


def _personas(found: Comparison, name: str, row: Any) -> str:
    """Say for whom a scenario differs most, and whom it harms although it does well on the whole."""
    measure = "join" if found.objective == "join" else "stay"
    mine: Any = found.personas[
        (found.personas["scenario"] == name)
        & (found.personas["measure"] == measure)
        & (found.personas["persona"] != EVERYBODY)
    ].dropna(subset="mean")
    clear = mine[(mine["low_all"] > 0.0) | (mine["high_all"] < 0.0)]
    if len(mine) < 2 or clear.empty:
        return ""
    most = clear.loc[clear["mean"].abs().idxmax()]
    told = {"title": quoted(name), "persona": _with_points(found, most)}
    others = mine[mine["persona"] != most["persona"]]
    if (others[["low_all", "high_all"]].abs().max(axis=1) >= abs(most[["low_all", "high_all"]]).min()).any():
        said = say("{title} differs for {persona}; for whom most, cannot be told.", **told)
    else:
        said = say("{title} differs most for {persona}.", **told)
    if row["harmed"] and not row["gain_high"] < 0.0:
        harmed = mine[mine["persona"].isin(row["harmed"])]
        worse = listed([_with_points(found, one) for _, one in harmed.iterrows()])
        said = f"{said} {say('It surely harms {personas}.', personas=worse)}"
    return said


def _with_points(found: Comparison, row: Any) -> str:
    """Name a persona, with how many more of 100 of it stay or join."""
    points = signed_points(100 * row["mean"], 2)
    told = {"persona": quoted(found.scenario.personas[row["persona"]].title), "points": points}
    if found.objective == "join":
        return say("{persona} (joining {points} of 100)", **told)
    return say("{persona} (staying {points} of 100)", **told)


def _years(found: Comparison) -> Table:
    return years_table(found.years, {str(name): str(name) for name in found.levels.index}, "comparison_years")


TABLES = {"comparison": comparison_table, "years": _years}
