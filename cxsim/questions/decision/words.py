"""The answers to a study, put together for a page: the answer first, then what was asked for besides."""

from typing import Any

from cxsim.language.speech import say
from cxsim.questions.decision.estimate import Decision
from cxsim.questions.decision.screen.screen import Screen
from cxsim.questions.experiments.history_words import not_varied
from cxsim.questions.experiments.population_words import followed
from cxsim.questions.facts.estimate import consistent
from cxsim.questions.facts.words import facts_table
from cxsim.questions.journey.assumptions import assumptions_table, count_assumptions
from cxsim.theme.sentences import Sentences
from cxsim.theme.shown import Folded, Nothing, Shown
from cxsim.theme.tables import Table

TOLD = 2  # sentences of a section; the others are folded
BELOW = {"ranking": ("choice",), "robustness": ("drivers",)}  # which are folded below another, if it is there


def sentences(decision: Decision) -> Sentences:
    """Answer the study: which improvement, for whom, how surely, and what if the assumptions are wrong.

    Examples
    --------
    >>> print(sentences(decision))  # doctest: +SKIP
    “Call centre open until 18:00” keeps the most customers: 1.2 more of 100 (…)
    …
    """
    if "ranking" in decision.answers:
        return Sentences(*str(Screen(decision)).splitlines())
    return Sentences(*(answer.summary() for answer in decision.answers.values()))


def screen(decision: Decision) -> Shown:
    """Show the answer on one screen, if the study asks for a ranking; else in sentences."""
    return Shown(Screen(decision) if "ranking" in decision.answers else sentences(decision))


def whole(decision: Decision) -> Shown:
    """Show the answer, and every section."""
    return Shown(screen(decision), *(section(decision, name) for name in decision.answers))


def section(decision: Decision, name: str) -> Shown:
    """Show the answer to one question, details folded, or say why there is none; or the assumptions."""
    if name == "assumptions":
        every = Folded(say("All of them"), *_facts(decision), _assumptions(decision))
        return Shown(count_assumptions(decision.scenario), every)
    below = [section(decision, one) for one in BELOW.get(name, ()) if one in decision.answers]
    if name not in decision.answers:
        return Shown(*below) if below else Shown(_why_not(decision, name))
    answer = decision.answers[name]
    if name == "journey":
        return Shown(answer)
    said = _told_first(decision, str(answer.summary()).splitlines())
    charts = [answer.chart(one).below(answer.summary()) for one in answer.charts]
    folded: list[Any] = [Sentences(*said[TOLD:]), *charts[1:], *(answer.table(one) for one in answer.tables)]
    if name == "moments" and "journey" in decision.answers:
        folded.insert(1, decision.answers["journey"].chart("map", moments=answer))
    more = Folded(say("More about it, with figures"), *folded, *below)
    return Shown(Sentences(*said[:TOLD]), *charts[:1], more)


def _told_first(decision: Decision, said: list[str]) -> list[str]:
    """Put off what the first screen has told already: of how many people, and for how long."""
    opening = followed(decision.scenario, 1, 1).partition("1")[0]
    return sorted(said, key=lambda line: line.startswith(opening))


def _why_not(decision: Decision, name: str) -> Sentences | Nothing:
    """Say why there is no answer; what nobody has asked is nothing that a page would tell."""
    if name not in decision.study.questions:
        return Nothing(say("The study does not ask this."))
    if name == "portfolio" and decision.study.budget is None:
        return Sentences(say("The study names no budget, so improvements were looked at one by one only."))
    if name in ("robustness", "information"):
        ranking = decision.answers.get("ranking")
        taken = "" if ranking is None else not_varied(ranking.assumed)
        return Sentences(taken or say("That was not tried: the study asks for no sets of assumptions."))
    return Nothing(say("There is nothing to tell of this."))


def _facts(decision: Decision) -> list[Table]:
    """Return the facts that sets of assumptions were held against, beside what today's journey shows."""
    ranking = decision.answers.get("ranking")
    found = None if ranking is None else ranking.assumed.screening
    return [] if found is None else [facts_table(consistent(found, decision.study.seed))]


def _assumptions(decision: Decision) -> Table:
    return assumptions_table(decision.scenario)


TABLES = {"assumptions": _assumptions}
