"""A ranking in words: which improvement keeps the most customers, what it costs, and how sure that is."""

import math
from typing import Any, NamedTuple

import pandas as pd

from cxsim.analysis.ranking import KEEPS, NO_EFFECT, UNDECIDED, Ranking
from cxsim.reporting.moment_words import signed_points
from cxsim.reporting.picture import Sentence, on_page
from cxsim.reporting.tables import Table
from cxsim.reporting.wording import SPACE, counted, money, percent, plain_number

NAMED = 3  # improvements in one breath
SURE = 0.95  # chance from which one is called the best


class RankingAnswer(NamedTuple):
    """What to conclude, in sentences; a notebook shows them as paragraphs.

    Attributes
    ----------
    best
        Which improvement keeps the most customers.
    value
        Which keeps them at the least cost, and which pay for themselves.
    rest
        Which do nothing, or stay open.
    sure
        What the limits mean.
    """

    best: str
    value: str
    rest: str
    sure: str

    def __str__(self) -> str:
        return "\n".join(sentence for sentence in self if sentence)

    def _repr_html_(self) -> str:
        return "".join(f"<p>{on_page(sentence)}</p>" for sentence in self if sentence)


def conclude_ranking(ranking: Ranking) -> RankingAnswer:
    """Say which improvements keep the most customers, from the numbers.

    Examples
    --------
    >>> print(conclude_ranking(ranking).best)  # doctest: +SKIP
    “Call centre open until 18:00” keeps the most customers: 1.2 more of 100 (…), or 31 customers: …
    """
    return RankingAnswer(_best(ranking), _value(ranking), _rest(ranking), _sure(ranking))


def conclude_precision(ranking: Ranking, precision: float) -> Sentence:
    """Say whether the limits of the gains are as narrow as they were asked for.

    Parameters
    ----------
    precision
        How far limits may lie from the estimate, in the share kept.
    """
    reached = ((ranking.table["kept_high"] - ranking.table["kept_low"]) / 2).max()
    replications, asked = ranking.manifest["replications"], f"±{100 * precision:g} of 100 was asked for"
    if pd.isna(reached):
        return Sentence(f"From one replication there are no limits; {asked}.")
    widest = f"All gains are known to ±{100 * reached:.2f} of 100 or better"
    if reached <= precision:
        return Sentence(f"{widest}, as precisely as was asked (±{100 * precision:g}).")
    # Limits narrow with the root of the number of replications.
    needed = math.ceil(replications * (reached / precision) ** 2)
    return Sentence(f"{widest}; {asked}, which takes some {needed} replications.")


def ranking_table(ranking: Ranking) -> Table:
    """Return the improvements with gain, cost and chances, as text."""
    currency = ranking.scenario.currency
    rows = []
    for _, row in ranking.table.iterrows():
        limits = f" ({signed_points(100 * row['kept_low'], 2)} to {signed_points(100 * row['kept_high'], 2)})"
        rows.append(
            (
                f"{row['title']} ({row['owner']})",
                signed_points(100 * row["kept"], 2) + (limits if pd.notna(row["kept_low"]) else ""),
                f"{row['stayed']:.0f} + {row['won']:.0f} − {row['lost']:.0f}",
                f"{plain_number(row['cost'])} ({plain_number(row['cost_per_customer'])})",
                _with_limits(row, "net"),
                row["verdict"],
            )
        )
    columns = [
        "Improvement (owner)",
        "Kept, of 100",
        "Stayed + won − lost",
        f"Cost (each), {currency}",
        "Value − cost",
        "Verdict",
    ]
    caption = (
        "Gain in customers kept, with simultaneous 95 % limits; customers gained: stayed who would "
        "have left, plus won who would never have come, minus lost who would be kept today; cost in all, and "
        "for each customer gained"
    )
    return Table(pd.DataFrame(rows, columns=columns), caption, ranking.table, "ranking")


def _with_limits(row: Any, name: str) -> str:
    value, low, high = (plain_number(row[f"{name}{limit}"]) for limit in ("", "_low", "_high"))
    return value if pd.isna(row[f"{name}_low"]) else f"{value} ({low} to {high})"


def _best(ranking: Ranking) -> str:
    table = ranking.table
    row: Any = table.iloc[0]
    if row["verdict"] != KEEPS:
        return "None of the improvements clearly keeps customers, as far as this study can tell."
    gain = f"{100 * row['kept']:.1f} more of 100"
    if pd.notna(row["kept_low"]):
        gain += f" (95{SPACE}% limits {100 * row['kept_low']:.1f}–{100 * row['kept_high']:.1f})"
    heads = (
        f"{row['customers']:.0f} customers: {row['stayed']:.0f} who would have left and {row['won']:.0f} who "
        f"would never have become customers, against {row['lost']:.0f} who are lost by it"
    )
    rivals = table.index[(table["top"] > 0) & (table["best"] > 1 - SURE)]
    if row["best"] >= SURE or len(rivals) < 2:
        chance = (
            "almost certainly" if row["best"] > 0.995 else f"with a probability of {percent(row['best'])}"
        )
        best = (
            f"it is {chance} the best of {len(table)}" if len(table) > 1 else "nothing else was asked about"
        )
        return f"{_named(row)} keeps the most customers: {gain}, or {heads}; {best}."
    others = [_named(table.loc[name]) for name in rivals if name != table.index[0]]
    said = " or ".join(others) if len(others) <= NAMED else f"one of {len(others)} others"
    return f"{_named(row)} keeps {gain}, or {heads}; whether it or {said} keeps most cannot be told yet."


def _value(ranking: Ranking) -> str:
    table, currency = ranking.table, ranking.scenario.currency
    keeping = table[(table["verdict"] == KEEPS) & table["cost_per_customer"].notna()]
    if keeping.empty:
        return ""
    by_price = keeping.sort_values("cost_per_customer", kind="stable")
    cheapest: Any = by_price.iloc[0]
    price = f"{money(cheapest['cost_per_customer'], currency)} for each"
    said = f"{_named(cheapest)} keeps customers at the least cost, {price}"
    paying = [_named(row) for _, row in table[table["net_low"] > 0].iterrows()]
    if not paying:
        return f"{said}; none clearly pays for itself within the time that was simulated."
    if paying == [_named(cheapest)]:
        return f"{said}, and is the only one that clearly pays for itself."
    verb = "pays for itself" if len(paying) == 1 else "pay for themselves"
    who = " and ".join(paying) if len(paying) <= NAMED else f"{len(paying)} of {len(table)} improvements"
    return f"{said}; {who} clearly {verb}."


def _rest(ranking: Ranking) -> str:
    parts = []
    for verdict, said in ((NO_EFFECT, "has no effect to speak of"), (UNDECIDED, "stays undecided")):
        names = [_named(row) for _, row in ranking.table[ranking.table["verdict"] == verdict].iterrows()]
        plural = said.replace("has", "have").replace("stays", "stay")
        if len(names) > NAMED:
            parts.append(f"{len(names)} of {len(ranking.table)} improvements {plural}")
        elif names:
            parts.append(f"{' and '.join(names)} {said if len(names) == 1 else plural}")
    return f"{'; '.join(parts)}." if parts else ""


def _sure(ranking: Ranking) -> str:
    number = ranking.manifest["replications"]
    if number < 2:
        return "This is a single replication, so nothing can be told from chance."
    return (
        f"The same customers with the same luck live each journey ({counted(number, 'replication')}); "
        f"with 95{SPACE}% probability all limits of the gains hold together, as far as the assumptions do."
    )


def _named(row: Any) -> str:
    return f"“{row['title']}”"
