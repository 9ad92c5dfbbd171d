"""Forcing in the compiled engine: the twin of `cxsim.engine.forcing`."""

from typing import Any

from cxsim.engine.compiled.draws import draw, sample
from cxsim.engine.compiled.feelings import be_let_down, feel, meeting
from cxsim.engine.compiled.memory import Record, bytes_at, compiled
from cxsim.engine.compiled.records import causes, desks
from cxsim.engine.vocabulary import NONE, Draw, Forced, Notice, Outcome


@compiled
def forced_outcome(sim: Record, index: int, person: Record, touchpoint: Record) -> Any:
    """Return the outcome that is forced on a visit that begins now, or -1; the touchpoint forces one."""
    if person.now < sim.warm_up:
        return NONE
    before = bytes_at(sim.forced_at + index * sim.touchpoints)
    if before[person.here] and not touchpoint.every:
        return NONE
    before[person.here] = 1
    if person.forced == Forced.NEVER:
        person.forced = Forced.UNDER_WAY
    return touchpoint.forced


@compiled
def go_as_forced(sim: Record, person: Record, touchpoint: Record) -> float:
    """Let a visit turn out as forced; return how it is felt."""
    if person.force == Outcome.OK or person.force == Outcome.DELIGHT:
        person.cause, person.severity, person.notice = NONE, 0.0, NONE
        gap = meeting(sim, person).gap
        if person.force == Outcome.DELIGHT:
            gap = max(gap, 0.0) + sample(sim, touchpoint.delight_strength, Draw.DELIGHT_STRENGTH)
        return feel(sim, person, gap)
    if person.cause == NONE:
        take_usual_friction(sim, person, touchpoint)
    if person.force == Outcome.FRICTION:
        person.notice = Notice.SILENT
        return be_let_down(sim, person, person.cause, person.severity, 0.0)
    desk = desks(sim.desks_at, touchpoint.desk)
    person.notice = Notice.DETECTED
    person.recoveries += 1
    return be_let_down(sim, person, person.cause, person.severity * (1.0 - desk.repair), desk.goodwill)


@compiled
def take_usual_friction(sim: Record, person: Record, touchpoint: Record) -> None:
    """Let one of the touchpoint's own causes strike, each as often as it does, with its severity."""
    rank = 0
    while causes(sim.causes_at, touchpoint.cause + rank).usual <= draw(sim, Draw.FORCED_CAUSE):
        rank += 1
    cause = causes(sim.causes_at, touchpoint.cause + rank)
    person.cause = cause.index
    person.severity = sample(sim, cause.severity, Draw.SEVERITY + rank)
