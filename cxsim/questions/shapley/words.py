"""What friction costs and to which touchpoints that is due, in words."""

from cxsim.language.points import OF_ALL, points
from cxsim.language.speech import say, say_count
from cxsim.language.wording import listed, percent, quoted
from cxsim.questions.experiments.objective_words import amount, amounts, gained, horizon, unit
from cxsim.questions.experiments.population_words import followed
from cxsim.questions.shapley.estimate import Shapley
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table, table_of


def sentences(shapley: Shapley) -> Sentences:
    """Say what all friction costs, and how few touchpoints most of it is due to.

    Examples
    --------
    >>> print(sentences(shapley))  # doctest: +SKIP
    Without any friction of the touchpoints’ own, of 100 of today’s customers 4.7 more stay after one year …
    """
    return Sentences(due(shapley), followed(shapley.scenario, round(shapley.todays), round(shapley.came)))


def due(shapley: Shapley) -> str:
    """Say what all friction costs, and to whom that is due."""
    total, table, scenario = shapley.total, shapley.figures, shapley.scenario
    if not total["low"] > 0:
        return say("Taking all friction away would not clearly win or keep anybody.")
    needed = int((table["part"].cumsum() < 0.5).sum()) + 1
    names = [quoted(scenario.touchpoints[str(name)].title) for name in table.index[:needed]]
    limits = {"gain": total["mean"], "gain_low": total["low"], "gain_high": total["high"]}
    return say_count(
        "Without any friction of the touchpoints’ own, {gained}, which is worth {currency} {value} over "
        "{horizon}; {titles} is responsible for {part} of those people.",
        "Without any friction of the touchpoints’ own, {gained}, which is worth {currency} {value} over "
        "{horizon}; {titles} are responsible for {part} of those people.",
        needed,
        gained=gained(shapley.objective, scenario, limits),
        currency=scenario.currency,
        value=amount("net_value", total["value"]),
        horizon=horizon(scenario),
        titles=listed(names),
        part=percent(float(table["part"].iloc[:needed].sum())),
    )


def shapley_table(shapley: Shapley) -> Table:
    """Return the shares of touchpoints in what friction costs, as text."""
    touchpoints, currency = shapley.scenario.touchpoints, shapley.scenario.currency
    rows = [
        (
            touchpoints[str(name)].title,
            points(row, OF_ALL, 1),
            percent(row["part"]),
            amounts("net_value", row, "value"),
        )
        for name, row in shapley.figures.iterrows()
    ]
    columns = [
        say("Touchpoint"),
        unit(shapley.objective).capitalize(),
        say("Part of all"),
        say("Value, {currency}", currency=currency),
    ]
    caption = say(
        "What would be gained if all friction were gone, in people and in value over {horizon}, shared out "
        "fairly among touchpoints (Shapley), with simultaneous 95 % limits",
        horizon=horizon(shapley.scenario),
    )
    return table_of(columns, rows, caption, shapley.figures, "shapley")


TABLES = {"shapley": shapley_table}
