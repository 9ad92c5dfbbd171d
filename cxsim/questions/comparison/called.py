"""What an intervention is called in sentences: what it does, with the titles of the file."""

from cxsim.language.speech import say, translated
from cxsim.language.wording import percent
from cxsim.questions.experiments.interventions import (
    Become,
    ForceOutcome,
    Improve,
    Intervention,
    KeepContext,
    LessFriction,
)
from cxsim.questions.experiments.staff import MoreStaff, NoWaiting
from cxsim.questions.maturity.estimate import ReachLevel
from cxsim.scenario.model import Scenario

FORCED = {
    "friction": "friction",
    "recovered": "friction that is put right",
    "ok": "neither friction nor delight",
    "delight": "delight",
}
SAID = tuple(FORCED.values())


def called(scenario: Scenario, done: Scenario | Intervention) -> str:
    """Return what somebody called it, or what it does.

    Examples
    --------
    >>> import cxsim as cx
    >>> telecom = cx.load_scenario("scenarios/telecom.yaml")
    >>> called(telecom, cx.MoreStaff("care_agents", 2))
    'Care agents: 2 more on duty'
    >>> called(telecom, cx.KeepContext("shop"))
    'Context is kept from Shop on'
    """
    if isinstance(done, Scenario):
        return done.title
    match done:
        case Become():
            return done.scenario.title
        case Improve():
            return " + ".join(scenario.improvements[name].title for name in done.names)
        case MoreStaff():
            number, team = abs(done.people), scenario.teams[done.team].title
            if done.people < 0:
                return say("{team}: {number} fewer on duty", team=team, number=number)
            return say("{team}: {number} more on duty", team=team, number=number)
        case NoWaiting(touchpoint=None):
            return translated("Nobody waits anywhere")
        case NoWaiting():
            return say("{touchpoint}: nobody waits", touchpoint=_place(scenario, done.touchpoint))
        case LessFriction():
            place, share = _place(scenario, done.touchpoint), percent(done.share, 0)
            return say("{touchpoint}: {share} less friction", touchpoint=place, share=share)
        case ForceOutcome():
            place, outcome = _place(scenario, done.touchpoint), translated(FORCED[done.outcome])
            if done.visits == "every":
                return say("{touchpoint}: {outcome} at every visit", touchpoint=place, outcome=outcome)
            return say("{touchpoint}: {outcome} at the first visit", touchpoint=place, outcome=outcome)
        case KeepContext():
            return _kept(scenario, done)
        case ReachLevel(stage=None):
            return say("CEM maturity: {level}", level=translated(done.level))
        case ReachLevel():
            stage = translated(str(done.stage))
            return say("CEM maturity in {stage}: {level}", stage=stage, level=translated(done.level))
    return str(done)


def _kept(scenario: Scenario, done: KeepContext) -> str:
    source = _place(scenario, done.source)
    target = _place(scenario, done.target)
    if done.source and done.target:
        return say("Context is kept from {source} to {target}", source=source, target=target)
    if done.source:
        return say("Context is kept from {source} on", source=source)
    if done.target:
        return say("Context is kept on the way to {target}", target=target)
    return translated("Context is kept everywhere")


def _place(scenario: Scenario, name: str | None) -> str:
    return scenario.touchpoints[name].title if name is not None else ""
