"""Prevention, recovery or delight in words: which of them reaches more for the same money."""

import math
from itertools import chain
from typing import Any

from cxsim.language.speech import say, say_count, translated
from cxsim.language.wording import (
    capital,
    chained,
    listed,
    money,
    plain_number,
    quoted,
    replications,
    unless_single,
)
from cxsim.questions.experiments.besides_words import but
from cxsim.questions.experiments.hours_words import with_hours_saved
from cxsim.questions.experiments.improvement_types import DELIGHT, MIXED, NEITHER, PREVENTION, RECOVERY, TYPES
from cxsim.questions.experiments.objective_words import amounts, gained, horizon, pays, unit
from cxsim.questions.experiments.population_words import followed
from cxsim.questions.experiments.timing_words import timing
from cxsim.questions.spending.estimate import WhereToSpend
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table, table_of

DOING = {
    PREVENTION: "preventing what goes wrong",
    RECOVERY: "putting right what went wrong",
    DELIGHT: "delighting",
}
AT_BEST = {
    PREVENTION: "if nothing went wrong, nobody waited and context were never lost",
    RECOVERY: "if everything that a desk can put right were put right at once",
    DELIGHT: "if each visit that goes well delighted",
}
SAID = (*DOING.values(), *AT_BEST.values(), *TYPES, *(kind.capitalize() for kind in TYPES))


def sentences(found: WhereToSpend) -> Sentences:
    """Say which kind reaches most for the same money, from the numbers.

    Examples
    --------
    >>> print(best(found))  # doctest: +SKIP
    For up to EUR 40,000 in the first year, preventing what goes wrong clearly does more than either of the …
    """
    return Sentences(
        best(found),
        harm(found),
        population(found),
        timing(found.scenario, chain.from_iterable(found.figures["improvements"])),
        types(found),
        potential(found),
        left_out(found),
        sure(found),
    )


def spending_table(found: WhereToSpend) -> Table:
    """Return what each kind gains, costs and brings, as text."""
    currency, objective = found.scenario.currency, found.objective
    potential: Any = found.potential
    rows: list[tuple[str, ...]] = []
    for kind, row in found.figures.iterrows():
        titles = [found.scenario.improvements[name].title for name in row["improvements"]]
        rows.append(
            (
                translated(str(kind).capitalize()),
                amounts(objective, row) if titles else "–",
                plain_number(row["first_year"]),
                amounts("net_value", row, "net") if titles else "–",
                amounts(objective, potential.loc[kind]),
                translated("; ").join(titles) or say("none"),
            )
        )
    columns = [
        say("Kind"),
        capital(unit(objective, currency)),
        say("First year, {currency}", currency=currency),
        say("Net value, {currency}", currency=currency),
        say("At any cost"),
        say("What is done"),
    ]
    brief = [0, 1, 2, 4]
    if objective == "net_value":  # which is told once
        columns, brief = [*columns[:3], *columns[4:]], [0, 1, 2, 3]
        rows = [(*row[:3], *row[4:]) for row in rows]
    caption = say(
        "The best portfolio of each kind for up to {money} in the first year, with its net value over "
        "{horizon}, and what it could gain if money did not count, with simultaneous 95\u00a0% limits",
        money=money(found.budget, currency),
        horizon=horizon(found.scenario),
    )
    return table_of(columns, rows, with_hours_saved(caption, found.scenario), brief=tuple(brief))


def best(found: WhereToSpend) -> str:
    """Say which kind reaches most for the same money, as far as that can be told."""
    table: Any = found.figures
    first = str(table["gain"].idxmax())
    row = table.loc[first]
    told = {
        "money": money(found.budget, found.scenario.currency),
        "doing": translated(DOING[first]),
        "gained": but(gained(found.objective, found.scenario, row), found.objective, found.scenario, row),
    }
    if not row["gain_low"] > 0.0:
        return say(
            "For up to {money} in the first year, none of prevention, recovery and delight clearly gains "
            "anything.",
            money=told["money"],
        )
    behind = [str(kind) for kind in table.index if kind != first and _ahead(found, first, str(kind)) > 0.0]
    if len(behind) == len(table) - 1:
        said = say(
            "For up to {money} in the first year, {doing} clearly does more than either of the others: "
            "{gained}",
            **told,
        )
    else:
        level = [str(kind) for kind in table.index if kind != first and kind not in behind]
        said = say(
            "For up to {money} in the first year, {doing} does most, though whether more than {types} cannot "
            "be told: {gained}",
            types=translated(" or ").join(translated(kind) for kind in level),
            **told,
        )
    if found.objective == "net_value":
        return f"{said}."
    net = pays(found.scenario, {**row, "payback": math.inf})
    if row["net_high"] < 0.0:
        return say("{said}; but this loses money: {net}.", said=said, net=net)
    return f"{translated('; ').join([said, net])}."


def harm(found: WhereToSpend) -> str:
    """Say which kinds harm whom."""
    personas, said = found.scenario.personas, []
    for kind, row in found.figures[found.figures["harmed"].map(bool)].iterrows():
        told = {
            "doing": capital(translated(DOING[str(kind)])),
            "personas": listed([quoted(personas[name].title) for name in row["harmed"]]),
        }
        if found.objective == "join":
            said.append(say("{doing} does harm: among {personas} fewer join.", **told))
        else:
            said.append(say("{doing} does harm: among {personas} fewer stay.", **told))
    return " ".join(said)


def population(found: WhereToSpend) -> str:
    """Say of how many people this is told."""
    return followed(found.scenario, round(found.todays), round(found.came))


def _ahead(found: WhereToSpend, first: str, other: str) -> float:
    """Return the least by which one kind gains more than another."""
    pairs: Any = found.differences.set_index(["one", "other"])
    if (first, other) in pairs.index:
        return float(pairs.loc[(first, other), "low"])
    return -float(pairs.loc[(other, first), "high"])


def types(found: WhereToSpend) -> str:
    """Say what each kind gains, and what that costs."""
    said = []
    for kind, row in found.figures.sort_values("gain", ascending=False, kind="stable").iterrows():
        told = {
            "doing": translated(DOING[str(kind)]),
            "money": money(row["first_year"], found.scenario.currency),
            "gained": amounts(found.objective, row),
        }
        if not row["improvements"] and kind not in set(found.types):
            said.append(say("{doing} gains nothing, because there is no such improvement", **told))
        elif not row["improvements"]:
            said.append(
                say("{doing} gains nothing, because nothing within the budget surely adds anything", **told)
            )
        elif row["gain_low"] > 0.0:
            said.append(say("{doing} for {money} {gained}", **told))
        else:
            said.append(say("whether {doing} gains anything for {money} cannot be told", **told))
    return say(
        "Gains ({unit}): {each}.",
        unit=unit(found.objective, found.scenario.currency),
        each=translated("; ").join(said),
    )


def potential(found: WhereToSpend) -> str:
    """Say what each kind would change if money did not count."""
    most = found.potential.sort_values("gain", ascending=False, kind="stable")
    return say(
        "If money did not count, gains would be {each}.",
        each=translated("; ").join(
            f"{amounts(found.objective, row)} {translated(AT_BEST[str(kind)])}"
            for kind, row in most.iterrows()
        ),
    )


def left_out(found: WhereToSpend) -> str:
    """Say which improvements are of no single kind, or of none."""
    titles = {
        kind: [
            quoted(found.scenario.improvements[str(name)].title)
            for name in found.types.index[found.types == kind]
        ]
        for kind in (MIXED, NEITHER)
    }
    said = []
    if mixed := titles[MIXED]:
        said.append(
            say_count(
                "{titles} is more than one of these and left out.",
                "{titles} are more than one of these and left out.",
                len(mixed),
                titles=chained(mixed),
            )
        )
    if none := titles[NEITHER]:
        said.append(
            say_count(
                "{titles} is none of these and left out.",
                "{titles} are none of these and left out.",
                len(none),
                titles=chained(none),
            )
        )
    return " ".join(said)


def sure(found: WhereToSpend) -> str:
    """Say what the limits rest on."""
    number = found.manifest["replications"]
    said = say(
        "What to do was chosen by {replications} and measured by as many others; with 95\u00a0% probability "
        "the limits hold for all kinds together, as far as the assumptions do.",
        replications=replications(number),
    )
    return unless_single(number, said)


TABLES = {"spending": spending_table}
