"""When improvements begin, ramp up and end, in words."""

from collections.abc import Iterable

from cxsim.language.speech import say, written_day
from cxsim.language.wording import lasting, listed, quoted
from cxsim.scenario.improvements import Improvement
from cxsim.scenario.model import Scenario
from cxsim.scenario.timing import is_timed

NAMED = 4  # improvements one by one


def timing(scenario: Scenario, names: Iterable[str]) -> str:
    """Say when improvements begin, ramp up and end; empty where all of them begin at once and last.

    Examples
    --------
    >>> import cxsim as cx
    >>> telecom = cx.load_scenario("scenarios/telecom.yaml")
    >>> timing(telecom, telecom.improvements)
    ''
    """
    library = [scenario.improvements[name] for name in names]
    timed = [one for one in library if is_timed(one)]
    if not timed:
        return ""
    if len(timed) > NAMED:
        told = [
            say(
                "{number} of {all} improvements begin later, take some time until they act in full, or end.",
                number=len(timed),
                all=len(library),
            )
        ]
    else:
        told = [_told(one) for one in timed]
    return " ".join([*told, say("Costs, and the time until they are paid back, count from the beginning.")])


def _told(one: Improvement) -> str:
    does = [say("begins on {day}", day=written_day(one.begins)) if one.begins else say("begins at once")]
    if one.ramp:
        does.append(say("takes {time} until it acts in full", time=lasting(one.ramp)))
    if one.ends:
        does.append(say("ends on {day}", day=written_day(one.ends)))
    return say("{title} {does}.", title=quoted(one.title), does=listed(does))
