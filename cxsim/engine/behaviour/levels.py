"""Levels: what a customer brings, against others of the persona, and how it changes where terms end."""

from cxsim.engine import rules
from cxsim.engine.behaviour.reach import Person, Sim, draw, level_cell, persona_of, write
from cxsim.engine.behaviour.written import behaviour
from cxsim.engine.counted import Whose
from cxsim.engine.rules import LEAST_LEVEL
from cxsim.engine.tally import MONTH, count_step, month_of
from cxsim.engine.vocabulary import Event, JourneyDraw


@behaviour
def choose_level(sim: Sim, person: Person) -> None:
    """Perhaps renew for more, or for less: the more satisfied the sooner for more."""
    persona = persona_of(sim, person)
    if persona.up == 0.0 and persona.down == 0.0:
        return
    u, satisfaction = draw(sim, JourneyDraw.LEVEL), person.satisfaction
    if u < rules.level_probability(persona.up, persona.up_slope, satisfaction, sim.anchor):
        go_on_at(sim, person, persona.up_factor)
    elif u >= 1.0 - rules.level_probability(persona.down, -persona.down_slope, satisfaction, sim.anchor):
        go_on_at(sim, person, persona.down_factor)


@behaviour
def keeps_part(sim: Sim, person: Person) -> bool:
    """Perhaps keep a part instead of leaving, and think of leaving no more; there is a least one."""
    persona = persona_of(sim, person)
    if persona.part == 0.0 or person.level <= LEAST_LEVEL:
        return False
    share = rules.level_probability(persona.part, persona.part_slope, person.satisfaction, sim.anchor)
    if draw(sim, JourneyDraw.PART) >= share:
        return False
    go_on_at(sim, person, persona.part_factor)
    person.intends, person.intends_until = 0, 0.0
    return True


@behaviour
def go_on_at(sim: Sim, person: Person, factor: float) -> None:
    """Bring more from now on, or less."""
    level = rules.next_level(person.level, factor)
    step, person.level = level - person.level, level
    person.level_steps += step * person.now
    if person.now < sim.warm_up:
        person.level_then = level
    note_step(sim, person, step)
    row = write(sim, person, Event.LEVEL)
    row.journey, row.score = sim.renewing, level


@behaviour
def come_at_level(sim: Sim, person: Person) -> None:
    """Be there at time 0 at a level from before."""
    person.level_then = person.level
    if person.level != 1.0:
        note_step(sim, person, person.level - 1.0)


@behaviour
def note_step(sim: Sim, person: Person, step: float) -> None:
    """Count that a level changes; what was before the end of the warm-up counts as if it were then."""
    whose = Whose.TODAYS if person.since < sim.warm_up else Whose.NEW
    left = sim.horizon - max(person.now, sim.warm_up)
    month = month_of(left, sim.months)
    count_step(level_cell(sim, person, whose, month), step, left - MONTH * month)
