"""What the first screen says: of whom, what to do first and with the budget, and who would be harmed."""

import math
from typing import Any, NamedTuple

from cxsim.language.points import signed_points
from cxsim.language.speech import say, say_count, translated, written
from cxsim.language.wording import either, lasting, listed, money, per_cent, quoted
from cxsim.questions.decision.estimate import Decision
from cxsim.questions.decision.screen.budget import (
    Offer,
    ahead_in,
    harming,
    offer,
    offer_if_shifts_follow,
    pays_in,
)
from cxsim.questions.experiments.assumptions import SETS, Assumptions
from cxsim.questions.experiments.besides_words import both_ways
from cxsim.questions.experiments.history_matching import LEAST
from cxsim.questions.experiments.history_words import basis
from cxsim.questions.experiments.hours_words import staff_cost
from cxsim.questions.experiments.objective_words import (
    amounts,
    as_staffed,
    gained,
    horizon,
    if_shifts_stay,
)
from cxsim.questions.experiments.population_words import population
from cxsim.questions.experiments.sets_words import paid, reached, sets_told
from cxsim.questions.experiments.timing_words import timing
from cxsim.questions.journey.assumptions import assumption
from cxsim.questions.ranking.estimate import Ranking
from cxsim.questions.ranking.words import SURELY, if_shifts_follow, nearest, staffed, start
from cxsim.results.customers import YEAR

NAMED = 6  # improvements in one breath


class Said(NamedTuple):
    """A part of the first screen: what it answers, the answer, and what is told of it."""

    question: str
    answer: str
    told: tuple[str, ...]


def scope(decision: Decision) -> str:
    """Say of whom all of it tells, what it is to pay, and what was assumed."""
    ranking, scenario = decision.answers["ranking"], decision.scenario
    money_told = {
        "horizon": horizon(scenario),
        "currency": scenario.currency,
        "rate": per_cent(f"{100 * scenario.value.discount_rate:g}"),
    }
    follow_up = scenario.period.follow_up
    paying = (
        say(
            "To pay is to bring more than it costs over {horizon} (in {currency}, discounted at {rate} a "
            "year; after the {period} that are simulated everything goes on as in the last year).",
            period=lasting(follow_up),
            **money_told,
        )
        if scenario.value.value_horizon > follow_up
        else say(
            "To pay is to bring more than it costs over {horizon} (in {currency}, discounted at {rate} a "
            "year).",
            **money_told,
        )
    )
    saved = (
        say("An hour that staff are not needed counts as saved, as if shifts followed.")
        if staff_cost(scenario)
        else ""
    )
    assumed = ranking.assumed
    told = [population(ranking), timing(scenario, ranking.names), paying, saved]
    told += [basis(assumed), fuller(assumed)]
    return " ".join(filter(None, told))


def fuller(assumed: Assumptions) -> str:
    """Say how to get the full answer, where there are few sets of assumptions.

    Examples
    --------
    >>> fuller(Assumptions("none", ()))
    ''
    """
    if not assumed.varied or len(assumed.sets) >= LEAST:
        return ""
    return say(
        "So few sets give a first answer; the full one takes {sets}: cxsim report STUDY --sets {sets}.",
        sets=SETS,
    )


def first(decision: Decision) -> Said:
    """Say what to do first, and what else keeps more."""
    ranking: Ranking = decision.answers["ranking"]
    chosen, question = start(ranking), translated("What to do first")
    if chosen is None:
        return Said(question, *_nothing(decision))
    row: Any = ranking.figures.loc[chosen]
    told = _sentence(_reached(decision, row, (chosen,)))
    return Said(
        question,
        say("Start with {title}.", title=_named(decision, chosen)),
        tuple(filter(None, (told, _a_year_on(ranking, row), staffed(ranking), _leader(decision, chosen)))),
    )


def _a_year_on(ranking: Ranking, row: Any) -> str:
    """Say how many more stay after a year, where the follow-up is longer."""
    if ranking.objective != "stay" or ranking.scenario.period.follow_up < 1.5 * YEAR:
        return ""
    return say("After one year it is {more} of 100.", more=amounts("stay", row, "stay_year"))


def _nothing(decision: Decision) -> tuple[str, tuple[str, ...]]:
    ranking: Ranking = decision.answers["ranking"]
    table, scenario = ranking.figures, decision.scenario
    if table["net_low"].isna().all():
        return translated("Nothing can be told from one replication."), (_leader(decision, ""),)
    close = nearest(ranking)
    row: Any = table.loc[close]
    told = {
        "title": _named(decision, close),
        "currency": scenario.currency,
        "net": amounts("net_value", row, "net"),
    }
    if row["pays"] == SURELY:  # but harms somebody
        said = say("{title} pays, with a net value of {currency} {net}, but is left out: see below.", **told)
        return translated("Spend nothing yet."), (said, _leader(decision, close))
    if row["net_high"] > 0:
        answer = say("Spend nothing yet: whether {title} pays is undecided.", **told)
        said = say(
            "No improvement surely pays; it is the nearest, with a net value of {currency} {net}.", **told
        )
        if row["conflict"]:
            said += " " + say("With it {conflict}.", conflict=both_ways(row))
    else:
        answer = translated("Spend nothing yet.")
        said = say(
            "No improvement pays; the nearest is {title}, with a net value of {currency} {net}.", **told
        )
    return answer, (said, _find_out(decision), _leader(decision, close))


def _find_out(decision: Decision) -> str:
    """Say what to find out first, if that would surely be worth something."""
    found = decision.answers.get("information")
    if found is None or not found.to_find_out:
        return ""
    named = [quoted(assumption(decision.scenario, path)) for path in found.to_find_out]
    return say("Find out {assumption} first.", assumption=either(named))


def _leader(decision: Decision, but: str) -> str:
    """Say what reaches more than what to do first, and what speaks against it."""
    ranking: Ranking = decision.answers["ranking"]
    leader = str(ranking.figures.index[0])
    row: Any = ranking.figures.iloc[0]
    if (
        leader in (but, if_shifts_follow(ranking))
        or ranking.objective == "net_value"
        or not row["gain_low"] > 0.0
    ):
        return ""
    leads = say("{title} reaches most", title=_named(decision, leader))
    ahead = ahead_in(decision).get(leader, math.nan)
    if not math.isnan(ahead):
        sets = sets_told(ranking.assumed)
        leads = say(
            "{said}, and is ahead in {number} of {sets} sets of assumptions",
            said=leads,
            number=written(sets * ahead),
            sets=sets,
        )
    told = {
        "leads": leads,
        "gained": gained(ranking.objective, ranking.scenario, row),
        "pays": paid(decision.scenario, row, ranking.assumed, pays_in(decision, (leader,))),
    }
    if row["pays"] == SURELY:
        return say("{leads}: {gained}; {pays}.", **told)
    return say("{leads}: {gained}; but {pays}.", **told)


def budget(decision: Decision) -> Said | None:
    """Say what to do with the budget, if the study names one."""
    portfolio = decision.answers.get("portfolio")
    if portfolio is None:
        return None
    scenario, question = decision.scenario, translated("What to do with the budget")
    found = offer(portfolio, decision.answers["ranking"])
    price = money(portfolio.budget, scenario.currency)
    if found is None:
        return Said(
            question,
            say("Keep the {budget} for now.", budget=price),
            (translated("Nothing that it buys surely adds anything to speak of."),),
        )
    gains = _reached(decision, found.row, found.names)
    names, first_one = _listed(decision, found), start(decision.answers["ranking"])
    if not found.pays:
        return Said(
            question,
            say("Keep the {budget} for now.", budget=price),
            (
                translated("No set of improvements that it buys surely pays and harms nobody."),
                say(
                    "{names} would reach most, for {price} in the first year: {reached}.",
                    names=names,
                    price=money(found.row["first_year"], scenario.currency),
                    reached=gains,
                ),
            ),
        )
    spent = money(found.row["first_year"], scenario.currency)
    answer = say_count(
        "Do this one for {price} in the first year.",
        "Do these {number} for {price} in the first year.",
        len(found.names),
        price=spent,
    )
    told = (
        [say("{names}, as said: it is what to do first.", names=names)]
        if found.names == (first_one,)
        else [
            _sentence(say("{names}: {reached}", names=names, reached=gains)),
            _not_alone(decision, found),
            as_staffed(scenario, found.row, len(found.names) > 1),
        ]
    )
    more = offer_if_shifts_follow(portfolio, decision.answers["ranking"], found)
    if (left := portfolio.budget - found.row["first_year"]) > 0.0:
        kept = {"left": money(left, scenario.currency)}
        told.append(
            say("Keep the other {left}: in what was simulated it buys nothing more that surely pays.", **kept)
            if more is None
            else say(
                "Keep the other {left}: in what was simulated it buys nothing more that surely pays, "
                "whether shifts follow or not.",
                **kept,
            )
        )
    if more is not None:
        said = say(
            "If shifts follow, {names} would reach more, for {price} in the first year: {reached}",
            names=_listed(decision, more),
            price=money(more.row["first_year"], scenario.currency),
            reached=_reached(decision, {**more.row, "payback": math.inf}, more.names),
        )
        told.append(if_shifts_stay(said, scenario, more.row, len(more.names) > 1))
    return Said(question, answer, tuple(filter(None, told)))


def _not_alone(decision: Decision, found: Offer) -> str:
    """Say what is bought though it would bring less than it costs by itself, and what for."""
    ranking: Ranking = decision.answers["ranking"]
    table = ranking.figures
    losing = [name for name in found.names if table["net"][name] < 0.0]
    if not losing:  # one alone that is bought surely pays
        return ""
    return say_count(
        "Alone, {titles} would not surely pay: it is bought for the {people} that it gains, with what the "
        "others bring.",
        "Alone, {titles} would not surely pay: they are bought for the {people} that they gain, with what "
        "the others bring.",
        len(losing),
        titles=listed([_named(decision, name) for name in losing]),
        people=translated("prospects") if ranking.objective == "join" else translated("customers"),
    )


def harmed(decision: Decision) -> Said:
    """Say who would be harmed by the choice, and what is left out because of that."""
    ranking: Ranking = decision.answers["ranking"]
    table, personas = ranking.figures, decision.scenario.personas
    portfolio = decision.answers.get("portfolio")
    found = offer(portfolio, ranking) if portfolio is not None else None
    chosen = found.names if found is not None and found.pays else ((one,) if (one := start(ranking)) else ())
    question = translated("Who would be harmed")
    told = [
        say(
            "{title} loses {personas}, of 100 of them, and is left out.",
            title=_named(decision, str(name)),
            personas=listed([_lost(ranking, str(name), one) for one in row["harmed"]]),
        )
        for name, row in table[table["harmed"].map(bool)].head(NAMED).iterrows()
    ]
    told += [
        say("With {title} {conflict}: left out.", title=_named(decision, str(name)), conflict=both_ways(row))
        for name, row in table[table["conflict"]].head(NAMED).iterrows()
    ]
    if portfolio is not None and (together := harming(portfolio, ranking)) is not None:
        told.append(_harm_together(decision, together))
    if not chosen:
        answer = translated("Nobody, as nothing is done.")
        if not told and table["gain_low"].notna().all():
            told.append(translated("No improvement by itself surely loses customers of any persona."))
    elif len(personas) == 1:
        answer = translated("Nobody, as far as can be seen: there is one persona.")
    else:
        answer = say(
            "By this choice nobody, as far as can be seen: none of {number} personas surely loses by it.",
            number=len(personas),
        )
    return Said(question, answer, tuple(told))


def _harm_together(decision: Decision, found: Offer) -> str:
    """Say what improvements do only together, for which they are left out."""
    names = _listed(decision, found)
    if found.row["harmed"]:
        personas = [quoted(decision.scenario.personas[name].title) for name in found.row["harmed"]]
        return say(
            "{names} would reach more, but together surely lose {personas}: left out.",
            names=names,
            personas=listed(personas),
        )
    return say(
        "{names} would reach more, but together {conflict}: left out.",
        names=names,
        conflict=both_ways(found.row),
    )


def _lost(ranking: Ranking, improvement: str, persona: str) -> str:
    measure = "join" if ranking.objective == "join" else "stay"
    rows = ranking.personas
    of_it = (rows["measure"] == measure) & (rows["improvement"] == improvement) & (rows["persona"] == persona)
    row = rows[of_it].iloc[0]
    mean, low, high = (signed_points(100 * row[name]) for name in ("mean", "low_all", "high_all"))
    return say(
        "{persona} ({mean}, {low} to {high})",
        persona=quoted(ranking.scenario.personas[persona].title),
        mean=mean,
        low=low,
        high=high,
    )


def _reached(decision: Decision, row: Any, names: tuple[str, ...]) -> str:
    ranking: Ranking = decision.answers["ranking"]
    share = pays_in(decision, names)
    return reached(ranking.objective, decision.scenario, row, ranking.assumed, share, len(names) > 1)


def _sentence(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}."


def _listed(decision: Decision, found: Offer) -> str:
    if len(found.names) > NAMED:
        return say("These {number}", number=len(found.names))
    return listed([_named(decision, name) for name in found.names])


def _named(decision: Decision, name: str) -> str:
    return quoted(decision.scenario.improvements[name].title)
