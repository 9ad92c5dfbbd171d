"""A ranking in words: what to do first, what keeps the most customers, what it brings, and how surely."""

from typing import Any

import pandas as pd

from cxsim.language.speech import say, say_count, translated, written
from cxsim.language.wording import (
    any_of,
    capital,
    chained,
    listed,
    percent,
    plain_number,
    quoted,
    replications,
    unless_single,
)
from cxsim.questions.experiments.besides_words import both_ways, but
from cxsim.questions.experiments.chances import SURE
from cxsim.questions.experiments.history_words import not_varied
from cxsim.questions.experiments.hours_words import with_hours_saved
from cxsim.questions.experiments.objective_words import (
    amount,
    amounts,
    as_staffed,
    horizon,
    if_shifts_stay,
    rounded,
    unit,
)
from cxsim.questions.experiments.objectives import NO_EFFECT, UNDECIDED, VERDICTS
from cxsim.questions.experiments.population_words import population
from cxsim.questions.experiments.reached import TODAY
from cxsim.questions.experiments.sets_words import averages, paid, reached
from cxsim.questions.experiments.timing_words import timing
from cxsim.questions.ranking.by_year_words import years_table
from cxsim.questions.ranking.estimate import PAYS, WAYS, Ranking
from cxsim.questions.ranking.persona_words import conclude_personas, harm, personas_table
from cxsim.questions.ranking.precision_words import precision
from cxsim.questions.ranking.whole_customers import adding_up
from cxsim.scenario.objective import Objective
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table, table_of

NAMED = 3  # improvements in one breath
SHARES: tuple[Objective, ...] = ("stay", "join")
HARM: dict[Objective, tuple[str, str, str]] = {
    "stay": (
        "with {titles} clearly fewer of today’s customers stay",
        "with each of {titles} clearly fewer of today’s customers stay",
        "with {number} of {all} improvements clearly fewer of today’s customers stay",
    ),
    "join": (
        "with {titles} clearly fewer prospects join",
        "with each of {titles} clearly fewer prospects join",
        "with {number} of {all} improvements clearly fewer prospects join",
    ),
    "customers": (
        "{titles} clearly leads to fewer customers",
        "{titles} clearly lead to fewer customers",
        "{number} of {all} improvements clearly lead to fewer customers",
    ),
    "net_value": (
        "{titles} surely costs more than it brings",
        "{titles} surely cost more than they bring",
        "{number} of {all} improvements surely cost more than they bring",
    ),
}
REST = {
    NO_EFFECT: (
        "{titles} has no effect to speak of",
        "{titles} have no effect to speak of",
        "{number} of {all} improvements have no effect to speak of",
    ),
    UNDECIDED: (
        "{titles} stays undecided",
        "{titles} stay undecided",
        "{number} of {all} improvements stay undecided",
    ),
}
SURELY, SURELY_NOT = PAYS


def sentences(ranking: Ranking) -> Sentences:
    """Say what to do first, which improvement reaches most, and what speaks against either.

    Examples
    --------
    >>> print(best(ranking))  # doctest: +SKIP
    “Call centre open until 18:00” keeps the most customers: of 100 of today’s customers 1.2 more stay after …
    """
    leads = start(ranking) is not None and start(ranking) == leading(ranking)
    what = (first, best, staffed) if leads else (first, staffed, best)  # what one speaks of comes first
    return Sentences(
        not_varied(ranking.assumed),
        *(say_it(ranking) for say_it in what),
        population(ranking),
        timing(ranking.scenario, ranking.names),
        beside(ranking),
        harm(ranking),
        rest(ranking),
        sure(ranking),
        conclude_personas(ranking),
        precision(ranking),
    )


def ranking_table(ranking: Ranking) -> Table:
    """Return the improvements with what they gain, bring and cost, as text."""
    objective, currency = ranking.objective, ranking.scenario.currency
    shown = [name for name in SHARES if is_known(ranking, name)]
    rows = []
    for _, row in ranking.figures.iterrows():
        rows.append(
            (
                f"{row['title']} ({row['owner']})",
                *(amounts(name, row, name) for name in shown),
                amounts("customers", row, "customers"),
                plain_number(rounded(row["cost"])),
                amounts("net_value", row, "net"),
                _verdict(ranking, row),
            )
        )
    columns = [
        say("Improvement (owner)"),
        *(capital(unit(name)) for name in shown),
        say("Customers at the end"),
        say("Cost, {currency}", currency=currency),
        say("Net value, {currency}", currency=currency),
        say("Verdict"),
    ]
    told_of = {name: at for at, name in enumerate((*shown, "customers"), start=1)}
    told_at = told_of.get(objective, 1)
    caption = say(
        "More than today, with 95 % limits that hold for all improvements together; cost and net value over "
        "{horizon}, discounted; the verdict is about {objective}",
        horizon=horizon(ranking.scenario),
        objective=unit(objective, currency),
    )
    caption = with_hours_saved(caption, ranking.scenario)
    return table_of(columns, rows, caption, ranking.figures, "ranking", (0, told_at, -2, -1))


def _verdict(ranking: Ranking, row: Any) -> str:
    """Say the verdict, with what speaks against it."""
    verdict, personas = translated(row["verdict"]), ranking.scenario.personas
    if row["harmed"]:
        lost = listed([quoted(personas[name].title) for name in row["harmed"]])
        return say("{verdict}; harms {personas}", verdict=verdict, personas=lost)
    if row["conflict"]:
        return say("{verdict}; {figures}", verdict=verdict, figures=both_ways(row))
    return verdict


def _years(ranking: Ranking) -> Table:
    titles = {TODAY: say("Today’s journey"), **ranking.figures["title"]}
    return years_table(ranking.years, titles, "years")


def is_known(ranking: Ranking, measure: str) -> bool:
    """Tell whether there was anybody who could stay, or join."""
    return bool(ranking.figures[measure].notna().any())


def first(ranking: Ranking) -> str:
    """Say what to do first: what surely pays and harms nobody, or nothing yet."""
    table, scenario = ranking.figures, ranking.scenario
    if table["net_low"].isna().all():
        return ""
    if (chosen := start(ranking)) is None:
        close: Any = table.loc[nearest(ranking)]
        told = {
            "title": _named(close),
            "currency": scenario.currency,
            "net": amounts("net_value", close, "net"),
            "horizon": horizon(scenario),
        }
        if (table["net_high"] < 0.0).all():
            return say(
                "Spend nothing yet: no improvement pays; the nearest is {title}, with a net value of "
                "{currency} {net} over {horizon}.",
                **told,
            )
        return say(
            "Spend nothing yet: no improvement surely pays and harms nobody; the nearest is {title}, with a "
            "net value of {currency} {net} over {horizon}.",
            **told,
        )
    one: Any = table.loc[chosen]
    if chosen == leading(ranking):  # which is told of next
        return say("Start with {title}.", title=_named(one))
    if one["verdict"] == NO_EFFECT:
        return say(
            "Start with {title}: {pays}, though it does nothing to speak of for what was asked ({unit}).",
            title=_named(one),
            pays=_paid(ranking, one),
            unit=unit(ranking.objective),
        )
    return say(
        "Start with {title}: {reached}.",
        title=_named(one),
        reached=_reached(ranking, one),
    )


def staffed(ranking: Ranking) -> str:
    """Say what is left of what to do first if shifts stay as they are, and what may bring more if not."""
    told = []
    if (chosen := start(ranking)) is not None:
        told.append(as_staffed(ranking.scenario, ranking.figures.loc[chosen]))
    if (other := if_shifts_follow(ranking)) is not None:
        row: Any = ranking.figures.loc[other]
        more = say(
            "{title} may bring more if shifts follow: {reached}",
            title=_named(row),
            reached=_reached(ranking, row),
        )
        told.append(if_shifts_stay(more, ranking.scenario, row))
    return " ".join(filter(None, told))


def start(ranking: Ranking) -> str | None:
    """Return what to do first: of what surely pays and harms nobody, what brings most, if anything does.

    Of that, what surely reaches some of the objective, if anything does; if nothing does, what may. And what
    brings most if shifts stay as they are: nobody has to follow up for it to pay.
    """
    paying = _paying(ranking)
    for verdict in (VERDICTS[ranking.objective].better, UNDECIDED, NO_EFFECT):
        if not (reaching := paying[paying["verdict"] == verdict]).empty:
            return str(reaching["net_as_staffed"].idxmax())
    return None


def if_shifts_follow(ranking: Ranking) -> str | None:
    """Return what seems to bring more than what to do first, if shifts follow the time that staff save."""
    paying = _paying(ranking)
    found = None if paying.empty else str(paying["net"].idxmax())
    return None if found == start(ranking) else found


def _paying(ranking: Ranking) -> pd.DataFrame:
    """Return what surely pays and harms nobody."""
    table = ranking.figures
    worse = VERDICTS[ranking.objective].worse
    sound = table[(table["verdict"] != worse) & ~table["harmed"].map(bool) & ~table["conflict"]]
    return sound[sound["pays"] == SURELY]


def nearest(ranking: Ranking) -> str:
    """Return the improvement whose net value is the largest."""
    return str(ranking.figures["net"].idxmax())


def leading(ranking: Ranking) -> str | None:
    """Return the first improvement that surely reaches some of the objective, if any does."""
    reaching = ranking.figures.index[ranking.figures["verdict"] == VERDICTS[ranking.objective].better]
    return None if reaching.empty else str(reaching[0])


def best(ranking: Ranking) -> str:
    """Say which improvement reaches most of the objective, and what it brings."""
    table = ranking.figures
    if (leader := leading(ranking)) is None:
        return _none(ranking)
    row: Any = table.loc[leader]
    ahead = table.index[: table.index.get_loc(leader)]  # by their estimates, which stay open
    rivals = ahead.union(table.index[(table["top"] > 0) & (table["best"] > 1 - SURE)], sort=False)
    reached_ = but(_reached(ranking, row), ranking.objective, ranking.scenario, row)
    told = {"title": _named(row), "reached": reached_}
    if not (ahead.empty and (row["best"] >= SURE or len(rivals) < 2)):
        rival = any_of([_named(table.loc[name]) for name in rivals if name != leader], NAMED)
        if ranking.objective == "net_value":
            return say(
                "{title}: {reached}; whether it or {rival} brings most cannot be told yet.",
                rival=rival,
                **told,
            )
        return say(
            "With {title} {reached}; whether it or {rival} does most cannot be told yet.",
            rival=rival,
            **told,
        )
    surely = _how_surely(row, len(table))
    if ranking.objective == "stay":
        return say("{title} keeps the most customers, {surely}: {reached}.", surely=surely, **told)
    if ranking.objective == "join":
        return say("{title} wins the most customers, {surely}: {reached}.", surely=surely, **told)
    if ranking.objective == "customers":
        return say("{title} leads to the most customers, {surely}: {reached}.", surely=surely, **told)
    return say("{title} brings the most, {surely}: {reached}.", surely=surely, **told)


def _none(ranking: Ranking) -> str:
    """Say that no improvement surely reaches anything."""
    return {
        "stay": say("None of the improvements clearly keeps customers, as far as this study can tell."),
        "join": say("None of the improvements clearly wins customers, as far as this study can tell."),
        "customers": say("None of the improvements clearly leads to more customers."),
        "net_value": say("None of the improvements surely brings more than it costs."),
    }[ranking.objective]


def _how_surely(row: Any, number: int) -> str:
    """Say how likely the first of so many is the best."""
    if number == 1:
        return say("nothing else having been asked about")
    if row["best"] > 0.995:
        return say("almost certainly of all {number}", number=number)
    return say("with a probability of {chance} of all {number}", chance=percent(row["best"]), number=number)


def beside(ranking: Ranking) -> str:
    """Say what the first improvement does besides: to customers at the end, and to those who join."""
    table, objective = ranking.figures, ranking.objective
    row: Any = table.iloc[0]
    ways = adding_up(row["customers"], *(row[name] for name in WAYS))
    said = []
    if row["verdict"] == VERDICTS[objective].better:
        said.append(
            say(
                "At the end of the follow-up there are {customers} customers more with {title}: {staying} "
                "among today’s customers, {joining} among those who came by themselves since, {referral} by "
                "referral, and {rest} among those who had come before.",
                title=_named(row),
                **{name: amount("customers", number) for name, number in ways._asdict().items()}
                | {"customers": written(ways.customers)},
            )
        )
    said += [
        say("With {title} figures point both ways: {figures}.", title=_named(one), figures=both_ways(one))
        for _, one in table[table["conflict"]].head(NAMED).iterrows()
    ]
    return " ".join(said)


def rest(ranking: Ranking) -> str:
    """Say which improvements do harm, which do nothing, and which stay open."""
    table, parts = ranking.figures, []
    said = {VERDICTS[ranking.objective].worse: HARM[ranking.objective], **REST}
    for verdict, (one, several, many) in said.items():
        titles = [_named(row) for _, row in table[table["verdict"] == verdict].iterrows()]
        if len(titles) > NAMED:
            parts.append(say(many, number=len(titles), all=len(table)))
        elif titles:
            parts.append(say_count(one, several, len(titles), titles=chained(titles)))
    return f"{capital(translated('; ').join(parts))}." if parts else ""


def sure(ranking: Ranking) -> str:
    """Say what the limits rest on."""
    number = ranking.manifest["replications"]
    if ranking.assumed.varied:
        lived = say(
            "The same customers with the same luck live each journey, twice under each set; with 95\u00a0% "
            "probability all limits of a figure hold together."
        )
        return f"{averages(ranking.assumed)} {lived}"
    said = say(
        "The same customers with the same luck live each journey ({replications}); with 95\u00a0% "
        "probability all limits of a figure hold together, as far as the assumptions do.",
        replications=replications(number),
    )
    return unless_single(number, said)


def _reached(ranking: Ranking, row: Any) -> str:
    return reached(ranking.objective, ranking.scenario, row, ranking.assumed, row["pays_in"])


def _paid(ranking: Ranking, row: Any) -> str:
    return paid(ranking.scenario, row, ranking.assumed, row["pays_in"])


def _named(row: Any) -> str:
    return quoted(row["title"])


SAID = tuple(text for said in (*HARM.values(), *REST.values()) for text in said[::2])
TABLES = {"ranking": ranking_table, "personas": personas_table, "years": _years}
