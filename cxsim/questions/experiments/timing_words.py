"""When improvements begin, ramp up and end, and whom they address, in words."""

from collections.abc import Iterable

from cxsim.language.speech import say, written_day
from cxsim.language.wording import lasting, listed, per_cent, quoted
from cxsim.scenario.improvements import Improvement
from cxsim.scenario.model import Scenario
from cxsim.scenario.partial import is_partial
from cxsim.scenario.timing import is_timed

NAMED = 4  # improvements one by one


def timing(scenario: Scenario, names: Iterable[str]) -> str:
    """Say when improvements act, and on whom; empty where all begin at once, last, and address everybody.

    Examples
    --------
    >>> import cxsim as cx
    >>> telecom = cx.load_scenario("scenarios/telecom.yaml")
    >>> timing(telecom, telecom.improvements)
    ''
    """
    names = list(names)
    library = scenario.improvements
    timed = [name for name in names if is_timed(library[name])]
    partial = [name for name in names if is_partial(scenario, name)]
    spoken_of = [name for name in names if name in timed or name in partial]
    told = [_told(scenario, name, name in timed, name in partial) for name in spoken_of]
    if len(told) > NAMED:
        later = say(
            "{number} of {all} improvements begin later, take some time until they act in full, or end.",
            number=len(timed),
            all=len(names),
        )
        some = say(
            "{number} of {all} improvements address some customers only.", number=len(partial), all=len(names)
        )
        told = [later] * bool(timed) + [some] * bool(partial)
    if timed:
        told.append(say("Costs, and the time until they are paid back, count from the beginning."))
    if partial:
        told.append(say("What they cost once and yearly is counted in full, whomever they address."))
    return " ".join(told)


def _told(scenario: Scenario, name: str, timed: bool, partial: bool) -> str:
    one, does = scenario.improvements[name], []
    if timed:
        begun = say("begins on {day}", day=written_day(one.begins)) if one.begins else say("begins at once")
        does.append(begun)
    if one.ramp:
        does.append(say("takes {time} until it acts in full", time=lasting(one.ramp)))
    if one.ends:
        does.append(say("ends on {day}", day=written_day(one.ends)))
    if partial:
        does.append(_addresses(scenario, one))
    return say("{title} {does}.", title=quoted(one.title), does=listed(does))


def _addresses(scenario: Scenario, one: Improvement) -> str:
    share = per_cent(f"{100 * one.addressed:g}")
    if one.personas is None:
        return say("addresses {share} of customers", share=share)
    personas = listed([quoted(scenario.personas[name].title) for name in dict.fromkeys(one.personas)])
    if one.addressed == 1.0:
        return say("addresses only {personas}", personas=personas)
    return say("addresses {share} of {personas}", share=share, personas=personas)
