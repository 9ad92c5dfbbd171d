"""Prevention, recovery or delight in words: which of them keeps more for the same money."""

from typing import Any, NamedTuple

import pandas as pd

from cxsim.analysis.kinds import DELIGHT, MIXED, PREVENTION, RECOVERY
from cxsim.analysis.where_to_spend import WhereToSpend
from cxsim.reporting.moment_words import signed_points
from cxsim.reporting.picture import on_page
from cxsim.reporting.tables import Table
from cxsim.reporting.wording import SPACE, counted, money, plain_number

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


class SpendingAnswer(NamedTuple):
    """What to conclude, in sentences; a notebook shows them as paragraphs.

    Attributes
    ----------
    best
        Which kind keeps the most for the same money, as far as that can be told.
    kinds
        What each keeps, and for how much of the money.
    potential
        What each could keep if money did not count.
    left_out
        Improvements that are of more than one kind.
    sure
        What the limits mean.
    """

    best: str
    kinds: str
    potential: str
    left_out: str
    sure: str

    def __str__(self) -> str:
        return "\n".join(sentence for sentence in self if sentence)

    def _repr_html_(self) -> str:
        return "".join(f"<p>{on_page(sentence)}</p>" for sentence in self if sentence)


def conclude_spending(found: WhereToSpend) -> SpendingAnswer:
    """Say which kind keeps the most for the same money, from the numbers.

    Examples
    --------
    >>> print(conclude_spending(found).best)  # doctest: +SKIP
    For up to EUR 40,000, preventing what goes wrong clearly keeps more than either of the others.
    """
    return SpendingAnswer(_best(found), _kinds(found), _potential(found), _left_out(found), _sure(found))


def spending_table(found: WhereToSpend) -> Table:
    """Return what each kind keeps and costs, as text."""
    currency = found.scenario.currency
    potential: Any = found.potential
    rows = []
    for kind, row in found.table.iterrows():
        titles = [found.scenario.improvements[name].title for name in row["improvements"]]
        rows.append(
            (
                str(kind).capitalize(),
                _with_limits(row) if titles else "–",
                plain_number(row["cost"]),
                plain_number(row["cost_per_customer"]),
                _with_limits(potential.loc[kind]),
                "; ".join(titles) or "none",
            )
        )
    columns = ["Kind", "Kept, of 100", f"Cost, {currency}", "Per customer", "At any cost", "What is done"]
    caption = (
        f"Gain in customers kept, for up to {money(found.budget, currency)} of each kind, and if money did "
        f"not count, with simultaneous 95{SPACE}% limits"
    )
    return Table(pd.DataFrame(rows, columns=columns), caption)


def _best(found: WhereToSpend) -> str:
    table: Any = found.table
    first = str(table["kept"].idxmax())
    purse = f"For up to {money(found.budget, found.scenario.currency)}"
    if not table.loc[first, "kept_low"] > 0.0:
        return f"{purse}, none of prevention, recovery and delight clearly keeps customers."
    behind = [str(kind) for kind in table.index if kind != first and _ahead(found, first, str(kind)) > 0.0]
    if len(behind) == len(table) - 1:
        return f"{purse}, {DOING[first]} clearly keeps more customers than either of the others."
    level = " or ".join(str(kind) for kind in table.index if kind != first and kind not in behind)
    return f"{purse}, {DOING[first]} keeps the most customers; whether more than {level} cannot be told."


def _ahead(found: WhereToSpend, first: str, other: str) -> float:
    """Return the least by which one kind keeps more than another."""
    pairs: Any = found.differences.set_index(["one", "other"])
    if (first, other) in pairs.index:
        return float(pairs.loc[(first, other), "low"])
    return -float(pairs.loc[(other, first), "high"])


def _kinds(found: WhereToSpend) -> str:
    said = []
    for kind, row in found.table.sort_values("kept", ascending=False, kind="stable").iterrows():
        spent = money(row["cost"], found.scenario.currency)
        what = DOING[str(kind)]
        if not row["improvements"]:
            why = (
                "there is no such improvement" if kind not in set(found.kinds) else "none is worth its money"
            )
            said.append(f"{what} keeps nobody, because {why} within the budget")
        elif row["kept_low"] > 0.0:
            said.append(f"{what} keeps {_gain(row)} more of 100 for {spent}")
        else:
            said.append(f"whether {what} keeps anybody for {spent} cannot be told")
    text = "; ".join(said)
    return f"{text[:1].upper()}{text[1:]}."


def _potential(found: WhereToSpend) -> str:
    most = found.potential.sort_values("kept", ascending=False, kind="stable")
    said = ", ".join(f"{_gain(row)} {AT_BEST[str(kind)]}" for kind, row in most.iterrows())
    return f"If money did not count, there would be more customers kept of 100: {said}."


def _left_out(found: WhereToSpend) -> str:
    names = found.kinds.index[found.kinds == MIXED]
    titles = [f"“{found.scenario.improvements[name].title}”" for name in names]
    if not titles:
        return ""
    verb = "is" if len(titles) == 1 else "are"
    return f"{' and '.join(titles)} {verb} more than one of these and left out."


def _sure(found: WhereToSpend) -> str:
    number = found.manifest["replications"]
    if number < 2:
        return "This is a single replication, so nothing can be told from chance."
    return (
        f"What to do was chosen by {counted(number, 'replication')} and measured by as many others; with "
        f"95{SPACE}% probability the limits hold for all kinds together, as far as the assumptions do."
    )


def _gain(row: Any) -> str:
    gain, low, high = (
        f"{100 * row[f'kept{limit}']:.2f}".replace("-", "−") for limit in ("", "_low", "_high")
    )
    return f"{gain} ({low}–{high})" if pd.notna(row["kept_low"]) else gain


def _with_limits(row: Any) -> str:
    gain, low, high = (signed_points(100 * row[f"kept{limit}"], 2) for limit in ("", "_low", "_high"))
    return f"{gain} ({low} to {high})" if pd.notna(row["kept_low"]) else gain
