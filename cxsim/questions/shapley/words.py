"""What friction costs and to which touchpoints that is due, in words."""

from cxsim.language.points import OF_ALL
from cxsim.language.speech import say, say_count, translated
from cxsim.language.wording import capital, lasting, listed, money, percent, quoted
from cxsim.questions.experiments.besides_words import also, but, harm
from cxsim.questions.experiments.objective_words import amounts, gained, horizon, rounded, unit
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
    aim, scenario, total = shapley.objective, shapley.scenario, shapley.total
    return Sentences(
        due(shapley),
        harm(aim, scenario, total["harmed"]),
        followed(scenario, round(shapley.todays), round(shapley.came)),
        also(aim, scenario, total),
    )


def due(shapley: Shapley) -> str:
    """Say what all friction costs, and to whom that is due."""
    total, table, scenario, aim = shapley.total, shapley.figures, shapley.scenario, shapley.objective
    limits = {"gain": total["mean"], "gain_low": total["low"], "gain_high": total["high"]}
    more = gained(aim, scenario, limits, costs=False)
    if not total["low"] > 0:
        said = say(
            "It is not clear that friction of the touchpoints’ own costs anything: without it, {gained}",
            gained=more,
        )
        return f"{but(said, aim, scenario, total)}."
    needed = int((table["part"].cumsum() < 0.5).sum()) + 1
    said = say("Without any friction of the touchpoints’ own, {gained}", gained=more)
    if aim != "net_value":
        said = say(
            "{said}, which is worth {value} over {horizon}",
            said=said,
            value=money(rounded(total["value"]), scenario.currency),
            horizon=horizon(scenario),
        )
    part = say_count(
        "{part} of the gain is due to {titles}",
        "{part} of the gain is due to {titles} together",
        needed,
        titles=listed([quoted(scenario.touchpoints[str(name)].title) for name in table.index[:needed]]),
        part=percent(float(table["part"].iloc[:needed].sum())),
    )
    return f"{but(translated('; ').join([said, part]), aim, scenario, total)}."


def shapley_table(shapley: Shapley) -> Table:
    """Return the shares of touchpoints in what friction costs, as text."""
    touchpoints, currency, aim = shapley.scenario.touchpoints, shapley.scenario.currency, shapley.objective
    in_money = aim == "net_value"
    rows = [
        (
            touchpoints[str(name)].title,
            *(() if in_money else (amounts(aim, row, OF_ALL),)),
            percent(row["part"]),
            amounts("net_value", row, "value"),
        )
        for name, row in shapley.figures.iterrows()
    ]
    columns = [
        say("Touchpoint"),
        *(() if in_money else (capital(unit(aim)),)),
        say("Part of all"),
        say("Value, {currency}", currency=currency),
    ]
    caption = say(
        "What would be gained after {period} if all friction were gone, and in value over {horizon}, shared "
        "out fairly among touchpoints (Shapley), with simultaneous 95 % limits",
        period=lasting(shapley.scenario.period.follow_up),
        horizon=horizon(shapley.scenario),
    )
    return table_of(columns, rows, caption, shapley.figures, "shapley")


TABLES = {"shapley": shapley_table}
