"""For whom: what improvements keep among each persona, in words."""

import pandas as pd

from cxsim.analysis.ranking import Ranking
from cxsim.reporting.moment_words import signed_points
from cxsim.reporting.picture import Sentence
from cxsim.reporting.tables import Table


def conclude_personas(ranking: Ranking) -> Sentence:
    """Say among whom the improvement that keeps most keeps most, as far as that can be told.

    Examples
    --------
    >>> conclude_personas(ranking)  # doctest: +SKIP
    '“Call centre open until 18:00” keeps most among “Young couples” (+2.1 of 100, +1.2 to +3.0) and fewest …'
    """
    personas = ranking.scenario.personas
    name = str(ranking.table.index[0])
    improvement = f"“{ranking.table['title'].iloc[0]}”"
    gains = _gains(ranking, name).sort_values("mean", ascending=False)
    if len(gains) < 2:
        return Sentence("There is one persona only, so all gains are its own.")
    if gains["low_all"].isna().any():
        return Sentence("From one replication it cannot be told for whom an improvement works.")
    said = [f"“{personas[str(persona)].title}” ({_limits(row)})" for persona, row in gains.iterrows()]
    most, fewest = gains.iloc[0], gains.iloc[-1]
    if most["low_all"] > fewest["high_all"]:
        return Sentence(
            f"{improvement} keeps most among {said[0]} and fewest among {said[-1]}, of 100 of them."
        )
    clear = gains["low_all"] > 0
    if clear.all():
        return Sentence(
            f"{improvement} keeps customers among all personas; among whom it keeps most cannot be told: "
            f"{said[0]} and {said[-1]}, of 100 of them, are the extremes."
        )
    if not clear.any():
        return Sentence(f"Among no persona by itself can it be told whether {improvement} keeps customers.")
    named = " and ".join(words for words, known in zip(said, clear, strict=True) if known)
    return Sentence(
        f"{improvement} clearly keeps customers among {named}, of 100 of them; the others stay open."
    )


def personas_table(ranking: Ranking) -> Table:
    """Return what each improvement keeps among each persona, as text."""
    personas = ranking.scenario.personas
    rows = [
        (
            ranking.table["title"][name],
            *(
                f"{signed_points(100 * row['mean'])}{'' if _is_clear(row) else ' ?'}"
                for _, row in _gains(ranking, str(name)).iterrows()
            ),
        )
        for name in ranking.table.index
    ]
    columns = ["Improvement", *(persona.title for persona in personas.values())]
    caption = (
        "Customers kept more than today, of 100 of each persona; a question mark where the simultaneous 95 % "
        "limits for all improvements and personas leave open whether it is more or less"
    )
    return Table(pd.DataFrame(rows, columns=columns), caption, ranking.personas, "personas")


def _gains(ranking: Ranking, improvement: str) -> pd.DataFrame:
    """Return the gains of an improvement in the share kept, with their limits, by persona."""
    rows = ranking.personas
    mine = rows[(rows["measure"] == "kept") & (rows["improvement"] == improvement)]
    return mine.set_index("persona").loc[list(ranking.scenario.personas)]


def _is_clear(row: pd.Series) -> bool:
    return bool(row["low_all"] > 0 or row["high_all"] < 0)


def _limits(row: pd.Series) -> str:
    mean, low, high = (signed_points(100 * row[name]) for name in ("mean", "low_all", "high_all"))
    return f"{mean}, {low} to {high}"
