"""Forcing: an experiment decides how a visit turns out, to see what follows from it.

Only what service brings is forced: who hangs up or finds it closed was not served, whatever would have come
of it. The hand-off before and everything after the visit stay free, and every other draw is what it was.

Whom it addresses is decided by the customer's number alone, which is the same in all worlds: so a world can
force one outcome on one group of people, another on a second, and leave all others as they are.
"""

from cxsim.engine.behaviour.differences import judged
from cxsim.engine.behaviour.feelings import be_let_down, feel
from cxsim.engine.behaviour.reach import (
    Part,
    Person,
    Sim,
    cause_at,
    causes_of,
    desk_at,
    draw,
    group_of,
    is_first_forced,
    sample,
)
from cxsim.engine.behaviour.written import behaviour
from cxsim.engine.vocabulary import FORCED_BITS, FREE, IRRELEVANT, NONE, Draw, Forced, Notice, Outcome


@behaviour
def forced_outcome(sim: Sim, person: Person, touchpoint: Part) -> int:
    """Return the outcome that is forced on a visit that begins now, or -1; the touchpoint forces some."""
    if person.now < sim.warm_up:
        return NONE
    outcome = touchpoint.forced >> FORCED_BITS * group_of(sim, person) & FREE
    if outcome == FREE:
        return NONE
    if not is_first_forced(sim, person) and not touchpoint.every:
        return NONE
    if person.forced == Forced.NEVER:
        person.forced = Forced.UNDER_WAY
    return outcome  # type: ignore[no-any-return]


@behaviour
def go_as_forced(sim: Sim, person: Person, touchpoint: Part) -> float:
    """Let a visit turn out as forced: a friction that nobody hears of, one put right at once, or neither.

    A friction that strikes anyway is the one that counts. Returns how it is felt.
    """
    if person.force == Outcome.OK or person.force == Outcome.DELIGHT:
        person.cause, person.severity, person.notice = NONE, 0.0, NONE
        gap = judged(sim, person)
        if person.force == Outcome.DELIGHT:
            gap = max(gap, 0.0) + sample(sim, touchpoint.delight_strength, Draw.DELIGHT_STRENGTH)
        return feel(sim, person, gap)
    if person.cause == NONE:
        take_usual_friction(sim, person, touchpoint)
    if person.force == Outcome.FRICTION:
        person.notice = Notice.SILENT
        return be_let_down(sim, person, person.severity, 0.0)
    desk = desk_at(sim, person, touchpoint.desk)
    person.notice = Notice.DETECTED
    person.recoveries += 1
    return be_let_down(sim, person, person.severity * (1.0 - desk.repair), desk.goodwill)


@behaviour
def take_usual_friction(sim: Sim, person: Person, touchpoint: Part) -> None:
    """Let one of the touchpoint's own causes strike, each as often as it does, with its severity.

    A message without causes of its own is irrelevant.
    """
    if causes_of(touchpoint) == 0:
        person.cause = IRRELEVANT
        person.severity = sample(sim, touchpoint.message_severity, Draw.MESSAGE_SEVERITY)
        return
    rank = 0
    while cause_at(sim, touchpoint, rank).usual <= draw(sim, Draw.FORCED_CAUSE):
        rank += 1
    cause = cause_at(sim, touchpoint, rank)
    person.cause = cause.index
    person.severity = sample(sim, cause.severity, Draw.SEVERITY + rank)
