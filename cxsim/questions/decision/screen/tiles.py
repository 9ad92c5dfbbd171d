"""Three tiles of the first screen: what the budget's choice gains, what it brings, and how safe it is."""

import math
from typing import Any, NamedTuple

from cxsim.language.speech import say, translated, written
from cxsim.language.wording import lasting
from cxsim.questions.decision.estimate import Decision
from cxsim.questions.decision.screen.budget import offer, pays_in
from cxsim.questions.decision.screen.picture import BRINGS, COSTS, OPEN, paying
from cxsim.questions.experiments.objective_words import amount, horizon, is_share
from cxsim.questions.experiments.population_words import counts
from cxsim.questions.experiments.sets_words import sets_told
from cxsim.questions.ranking.words import nearest, start
from cxsim.scenario.objective import Objective


class Tile(NamedTuple):
    """One figure: what it is, the figure and its unit, what is told of it, and what it stands for."""

    title: str
    figure: str
    unit: str
    told: str
    kind: str


TITLES: dict[Objective, str] = {
    "stay": "customers stay",
    "join": "prospects join",
    "customers": "customers at the end",
}
SAFE = {
    BRINGS: "given chance, it surely pays",
    COSTS: "given chance, it surely does not pay",
    OPEN: "given chance, it is undecided whether it pays",
}
SAID = (*TITLES.values(), *SAFE.values())


def tiles(decision: Decision) -> tuple[Tile, ...]:
    """Return the figures of the budget's choice; without a budget, of what to do first."""
    ranking, portfolio = decision.answers["ranking"], decision.answers.get("portfolio")
    found = offer(portfolio, ranking) if portfolio is not None else None
    if found is not None:
        row, names, head = found.row, found.names, say("Budget") if found.pays else say("If it were spent")
    else:
        name = start(ranking) or nearest(ranking)  # of which the words tell
        row, names, head = (
            ranking.figures.loc[name],
            (name,),
            say("“{title}”", title=ranking.figures["title"][name]),
        )
    mark = paying(row)
    rest = (_net(decision, row, head, mark), _safe(decision, names, head, mark))
    return rest if ranking.objective == "net_value" else (_gain(decision, row, head), *rest)


def _gain(decision: Decision, row: Any, head: str) -> Tile:
    objective: Objective = decision.answers["ranking"].objective
    told = [_limits(objective, row, "gain")]
    if is_share(objective):
        people = counts(decision.answers["ranking"])[objective == "join"]
        number = amount("customers", row["gain"] * people)
        told.append(
            say("{number} of {all} customers", number=number, all=written(people))
            if objective == "stay"
            else say("{number} of {all} prospects", number=number, all=written(people))
        )
    sure = row["gain_low"] > 0 or row["gain_high"] < 0
    return Tile(
        say("{head}: {what}", head=head, what=translated(TITLES[objective])),
        amount(objective, row["gain"]),
        say("of 100") if is_share(objective) else "",
        translated("; ").join(filter(None, told)),
        OPEN if not sure else BRINGS if row["gain"] > 0 else COSTS,
    )


def _net(decision: Decision, row: Any, head: str, mark: str) -> Tile:
    told = [_limits("net_value", row, "net")]
    if mark == BRINGS and math.isfinite(row["payback"]):
        told.append(say("paid back after {time}", time=lasting(max(row["payback"], 1.0))))
    elif mark == COSTS:
        told.append(translated("not paid back"))
    return Tile(
        say("{head}: net, {horizon}", head=head, horizon=horizon(decision.scenario)),
        amount("net_value", row["net"]),
        decision.scenario.currency,
        translated("; ").join(filter(None, told)),
        mark,
    )


def _safe(decision: Decision, names: tuple[str, ...], head: str, mark: str) -> Tile:
    """Say in how many sets of assumptions it pays, where that was tried, and what chance leaves open."""
    share = pays_in(decision, names)
    title = say("{head}: how safe", head=head)
    if not math.isnan(share):
        return Tile(
            title,
            written((sets := sets_told(decision.answers["ranking"].assumed)) * share),
            say("of {sets}", sets=sets),
            say("sets of assumptions in which it pays; {chance}", chance=translated(SAFE[mark])),
            mark,
        )
    word = {BRINGS: say("surely pays"), COSTS: say("surely not"), OPEN: say("undecided")}[mark]
    return Tile(title, word, "", say("given chance alone; the assumptions were not varied for it"), mark)


def _limits(objective: Objective, row: Any, column: str) -> str:
    if math.isnan(row[f"{column}_low"]):
        return ""
    low, high = (amount(objective, row[f"{column}_{end}"]) for end in ("low", "high"))
    return say("95\u00a0% limits {low} to {high}", low=low, high=high)
