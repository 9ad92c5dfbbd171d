"""Prevention, recovery or delight in words: which of them keeps more for the same money."""

from typing import Any

from cxsim.language.points import points, unsigned
from cxsim.language.speech import say, say_count, translated
from cxsim.language.wording import (
    chained,
    money,
    plain_number,
    quoted,
    replications,
    unless_single,
)
from cxsim.questions.experiments.improvement_types import DELIGHT, MIXED, PREVENTION, RECOVERY, TYPES
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
    """Say which kind keeps the most for the same money, from the numbers.

    Examples
    --------
    >>> print(best(found))  # doctest: +SKIP
    For up to EUR 40,000, preventing what goes wrong clearly keeps more than either of the others.
    """
    return Sentences(best(found), types(found), potential(found), left_out(found), sure(found))


def spending_table(found: WhereToSpend) -> Table:
    """Return what each kind keeps and costs, as text."""
    currency = found.scenario.currency
    potential: Any = found.potential
    rows = []
    for kind, row in found.figures.iterrows():
        titles = [found.scenario.improvements[name].title for name in row["improvements"]]
        rows.append(
            (
                translated(str(kind).capitalize()),
                points(row, "kept") if titles else "–",
                plain_number(row["cost"]),
                plain_number(row["cost_per_customer"]),
                points(potential.loc[kind], "kept"),
                translated("; ").join(titles) or say("none"),
            )
        )
    columns = [
        say("Kind"),
        say("Kept, of 100"),
        say("Cost, {currency}", currency=currency),
        say("Per customer"),
        say("At any cost"),
        say("What is done"),
    ]
    caption = say(
        "Gain in customers kept, for up to {money} of each kind, and if money did not count, with "
        "simultaneous 95\u00a0% limits",
        money=money(found.budget, currency),
    )
    return table_of(columns, rows, caption, brief=(0, 1, 2, 4))


def best(found: WhereToSpend) -> str:
    """Say which kind keeps the most for the same money, as far as that can be told."""
    table: Any = found.figures
    first = str(table["kept"].idxmax())
    told = {"money": money(found.budget, found.scenario.currency), "doing": translated(DOING[first])}
    if not table.loc[first, "kept_low"] > 0.0:
        return say(
            "For up to {money}, none of prevention, recovery and delight clearly keeps customers.",
            money=told["money"],
        )
    behind = [str(kind) for kind in table.index if kind != first and _ahead(found, first, str(kind)) > 0.0]
    if len(behind) == len(table) - 1:
        return say(
            "For up to {money}, {doing} clearly keeps more customers than either of the others.", **told
        )
    level = [str(kind) for kind in table.index if kind != first and kind not in behind]
    return say(
        "For up to {money}, {doing} keeps the most customers; whether more than {types} cannot be told.",
        types=translated(" or ").join(translated(kind) for kind in level),
        **told,
    )


def _ahead(found: WhereToSpend, first: str, other: str) -> float:
    """Return the least by which one kind keeps more than another."""
    pairs: Any = found.differences.set_index(["one", "other"])
    if (first, other) in pairs.index:
        return float(pairs.loc[(first, other), "low"])
    return -float(pairs.loc[(other, first), "high"])


def types(found: WhereToSpend) -> str:
    """Say what each kind keeps, and what that costs."""
    said = []
    for kind, row in found.figures.sort_values("kept", ascending=False, kind="stable").iterrows():
        told = {
            "doing": translated(DOING[str(kind)]),
            "money": money(row["cost"], found.scenario.currency),
        }
        if not row["improvements"] and kind not in set(found.types):
            said.append(
                say(
                    "{doing} keeps nobody, because there is no such improvement within the budget",
                    doing=told["doing"],
                )
            )
        elif not row["improvements"]:
            said.append(
                say(
                    "{doing} keeps nobody, because none is worth its money within the budget",
                    doing=told["doing"],
                )
            )
        elif row["kept_low"] > 0.0:
            said.append(
                say("{doing} keeps {gain} more of 100 for {money}", gain=unsigned(row, "kept"), **told)
            )
        else:
            said.append(say("whether {doing} keeps anybody for {money} cannot be told", **told))
    text = translated("; ").join(said)
    return f"{text[:1].upper()}{text[1:]}."


def potential(found: WhereToSpend) -> str:
    """Say what each kind would change if money did not count."""
    most = found.potential.sort_values("kept", ascending=False, kind="stable")
    return say(
        "If money did not count, the customers kept of 100 would change by {each}.",
        each=", ".join(
            f"{points(row, 'kept')} {translated(AT_BEST[str(kind)])}" for kind, row in most.iterrows()
        ),
    )


def left_out(found: WhereToSpend) -> str:
    """Say which improvements are of no single kind."""
    names = found.types.index[found.types == MIXED]
    titles = [quoted(found.scenario.improvements[name].title) for name in names]
    if not titles:
        return ""
    return say_count(
        "{titles} is more than one of these and left out.",
        "{titles} are more than one of these and left out.",
        len(titles),
        titles=chained(titles),
    )


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
