"""Where the assumptions of an answer come from, in words."""

from cxsim.language.speech import say, say_count, written
from cxsim.questions.experiments.assumptions import Assumptions
from cxsim.questions.experiments.history_matching import Screening
from cxsim.questions.experiments.met import MISSED, against


def basis(assumed: Assumptions) -> str:
    """Say on which assumptions gains and money rest.

    Examples
    --------
    >>> basis(assumed)  # doctest: +SKIP
    'Gains and money are means over 100 sets of assumptions, drawn from their ranges, with limits of …'
    """
    if assumed.screening is not None:
        said = whence(assumed.screening)
        if assumed.why_not == "few":
            return say("{said} Which facts conflict, cxsim ask facts says.", said=said)
        if assumed.why_not:
            return said
        told = say(
            "{said} Gains and money are means over them, with limits of these means; what improvements "
            "change and cost is as written, and what else is told, such as which touchpoints decide, holds "
            "with the values of the file.",
            said=said,
        )
        return " ".join(filter(None, (told, missed(assumed.screening))))
    if assumed.why_not:
        return say("The file gives no ranges to its assumptions, so that they are taken as they stand.")
    if not assumed.varied:
        return say("The assumptions are taken as they stand in the file.")
    return say(
        "Gains and money are means over {number} sets of assumptions, drawn from their ranges, with limits "
        "of these means; what improvements change and cost is as written, and what else is told, such as "
        "which touchpoints decide, holds with the values of the file.",
        number=len(assumed.sets),
    )


def missed(found: Screening) -> str:
    """Say how many facts the file's own values surely miss; nothing where they miss none."""
    number = int((against(found.scenario, found.own)["status"] == MISSED).sum())
    if not number:
        return ""
    return say_count(
        "These values miss the only fact.",
        "These values miss {number} of {all} facts: cxsim check --facts says which.",
        len(found.scenario.facts),
        number=number,
        all=len(found.scenario.facts),
    )


def not_varied(assumed: Assumptions) -> str:
    """Say why the file's own values are used though sets were asked for; empty where they are not.

    Examples
    --------
    >>> not_varied(Assumptions("none", ()))
    ''
    """
    return basis(assumed) if assumed.why_not else ""


def whence(found: Screening) -> str:
    """Say how many sets of assumptions agree with the facts, or why the file's own values are used.

    Examples
    --------
    >>> whence(found)  # doctest: +SKIP
    'Of 256 sets of assumptions that were tried, 102 agree with all 9 facts; 100 of them are used.'
    """
    if found.why == "facts":
        return say("The scenario states no facts, so only the file’s own values are used.")
    if found.why == "ranges":
        return say("No parameter has a range beside it, so only the file’s own values are used.")
    there = len(found.consistent)
    told = {
        "tried": written(len(found.shares)),
        "facts": say_count("the fact", "all {number} facts", len(found.scenario.facts)),
    }
    if found.why == "few" and not there:
        return say(
            "Of {tried} sets of assumptions that were tried, none agrees with {facts}, so only the file’s "
            "own values are used.",
            **told,
        )
    if found.why == "few":
        return say_count(
            "Of {tried} sets of assumptions that were tried, only {number} agrees with {facts}, so only "
            "the file’s own values are used.",
            "Of {tried} sets of assumptions that were tried, only {number} agree with {facts}, so only "
            "the file’s own values are used.",
            there,
            **told,
        )
    said = say_count(
        "Of {tried} sets of assumptions that were tried, {number} agrees with {facts}",
        "Of {tried} sets of assumptions that were tried, {number} agree with {facts}",
        there,
        **told,
    )
    if there == len(found.chosen):
        return f"{said}."
    return say("{said}; {used} of them are used.", said=said, used=len(found.chosen))
