"""For whom: of which personas improvements keep or win customers, and of which they lose some, in words."""

import pandas as pd

from cxsim.language.points import signed_points
from cxsim.language.speech import say
from cxsim.language.wording import listed, quoted
from cxsim.questions.experiments.objectives import VERDICTS
from cxsim.questions.ranking.estimate import Ranking
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table, table_of

NAMED = 3  # improvements in one breath
CAPTIONS = {
    "stay": "How many more than today stay, of 100 of each persona; a question mark where simultaneous 95 % "
    "limits for all improvements and personas leave open whether it is more or less",
    "join": "How many more than today join, of 100 of each persona; a question mark where simultaneous 95 % "
    "limits for all improvements and personas leave open whether it is more or less",
}
# Where one persona is clearly ahead of another; where all gain; where none surely does; and where some do.
SENTENCES = {
    "stay": (
        "{improvement} keeps most among {first} and fewest among {last}, of 100 of them.",
        "{improvement} keeps customers among all personas; among whom it keeps most cannot be told: {first} "
        "and {last}, of 100 of them, are the extremes.",
        "Among no persona by itself can it be told whether {improvement} keeps customers.",
        "{improvement} clearly keeps customers among {personas}, of 100 of them; the others stay open.",
    ),
    "join": (
        "{improvement} wins most among {first} and fewest among {last}, of 100 of them.",
        "{improvement} wins customers among all personas; among whom it wins most cannot be told: {first} "
        "and {last}, of 100 of them, are the extremes.",
        "Among no persona by itself can it be told whether {improvement} wins customers.",
        "{improvement} clearly wins customers among {personas}, of 100 of them; the others stay open.",
    ),
}

SAID = (*CAPTIONS.values(), *(text for said in SENTENCES.values() for text in said))


def conclude_personas(ranking: Ranking) -> str:
    """Say among whom the first improvement keeps (or wins) most, as far as that can be told.

    Examples
    --------
    >>> conclude_personas(ranking)  # doctest: +SKIP
    '“Call centre open until 18:00” keeps most among “Young couples” (+2.1 of 100, +1.2 to +3.0) and fewest …'
    """
    personas = ranking.scenario.personas
    name = str(ranking.figures.index[0])
    improvement = quoted(ranking.figures["title"].iloc[0])
    gains = _gains(ranking, name).sort_values("mean", ascending=False)
    if len(gains) < 2:
        return say("There is one persona only, so all gains are its own.")
    gains = gains[gains["mean"].notna()]
    if gains.empty:
        return say("Too few of each persona come to tell for whom an improvement works.")
    if len(gains) < 2:
        return Sentences(
            say(
                "Everybody measured is {persona}, so all gains are theirs.",
                persona=listed([quoted(personas[str(name)].title) for name in gains.index]),
            )
        )
    if gains["low_all"].isna().all():
        if ranking.manifest["replications"] > 1:
            return say("Too few of each persona come to tell for whom an improvement works.")
        return say("From one replication it cannot be told for whom an improvement works.")
    said = [f"{quoted(personas[str(persona)].title)} ({_limits(row)})" for persona, row in gains.iterrows()]
    most, fewest, clear = gains.iloc[0], gains.iloc[-1], gains["low_all"] > 0
    told = {"improvement": improvement, "first": said[0], "last": said[-1]}
    apart, everywhere, nowhere, some = SENTENCES[measure(ranking)]
    if most["low_all"] > fewest["high_all"]:
        return Sentences(say(apart, **told))
    if clear.all():
        return Sentences(say(everywhere, **told))
    if not clear.any():
        return Sentences(say(nowhere, improvement=improvement))
    named = listed([words for words, known in zip(said, clear, strict=True) if known])
    return Sentences(say(some, improvement=improvement, personas=named))


def personas_table(ranking: Ranking) -> Table:
    """Return what each improvement keeps among each persona, as text."""
    personas = ranking.scenario.personas
    rows = [
        (
            ranking.figures["title"][name],
            *(_gain(row) for _, row in _gains(ranking, str(name)).iterrows()),
        )
        for name in ranking.figures.index
    ]
    columns = [say("Improvement"), *(persona.title for persona in personas.values())]
    caption = say(CAPTIONS[measure(ranking)])
    return table_of(columns, rows, caption, ranking.personas, "personas")


def measure(ranking: Ranking) -> str:
    """Return what is told of personas: who joins where that is the objective, else who stays."""
    return "join" if ranking.objective == "join" or ranking.figures["stay"].isna().all() else "stay"


def harm(ranking: Ranking) -> str:
    """Say which personas improvements lose, whatever they do to the others."""
    personas, table = ranking.scenario.personas, ranking.figures
    worth_telling = table[table["harmed"].map(bool) & (table["verdict"] != VERDICTS[ranking.objective].worse)]
    said = []
    for name, row in worth_telling.head(NAMED).iterrows():
        gains = _gains(ranking, str(name))
        lost = listed([f"{quoted(personas[one].title)} ({_limits(gains.loc[one])})" for one in row["harmed"]])
        said.append(
            say(
                "{title} loses some of {personas}, of 100 of them.", title=quoted(row["title"]), personas=lost
            )
        )
    return " ".join(said)


def _gains(ranking: Ranking, improvement: str) -> pd.DataFrame:
    """Return the gains of an improvement in what is told of personas, with their limits, by persona."""
    rows = ranking.personas
    mine = rows[(rows["measure"] == measure(ranking)) & (rows["improvement"] == improvement)]
    return mine.set_index("persona").loc[list(ranking.scenario.personas)]


def _is_clear(row: pd.Series) -> bool:
    return bool(row["low_all"] > 0 or row["high_all"] < 0)


def _gain(row: pd.Series) -> str:
    gain = signed_points(100 * row["mean"])
    if pd.isna(row["mean"]):  # nobody is like that, or came
        return gain
    return gain if _is_clear(row) else say("{gain} ?", gain=gain)


def _limits(row: pd.Series) -> str:
    mean, low, high = (signed_points(100 * row[name]) for name in ("mean", "low_all", "high_all"))
    return say("{mean}, {low} to {high}", mean=mean, low=low, high=high)
