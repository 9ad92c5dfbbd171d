"""Draws of the compiled engine: the numbers of one address, each block made when it is first asked for."""

import numpy as np

from cxsim.engine.compiled.memory import Record, compiled, floats, hot, integers, some_floats
from cxsim.engine.compiled.records import samplers
from cxsim.engine.sampling import quantile
from cxsim.engine.streams import philox, to_uniform
from cxsim.engine.vocabulary import LIFE, WHOLE_JOURNEY
from cxsim.scenario.distributions import CONSTANT

BLOCKS = 8  # kept of the present address; see `Draw` for which draws share a block
_32 = np.uint64(32)


@hot
def turn_to(sim: Record, customer: int, journey: int, occurrence: int, place: int, visit: int) -> None:
    """Let draws come from an address from now on."""
    sim.draw_customer = np.uint64(customer)
    sim.draw_journey = np.uint64(journey) << _32 | np.uint64(occurrence)
    sim.draw_place = np.uint64(place) << _32 | np.uint64(visit)
    blocks = integers(sim.blocks_at)
    for slot in range(BLOCKS):
        blocks[slot] = -1


@compiled
def turn_to_life(sim: Record, customer: int) -> None:
    """Let draws be those of a whole life."""
    turn_to(sim, customer, LIFE, 0, WHOLE_JOURNEY, 0)


@compiled
def turn_to_improvement(sim: Record, person: Record, number: int) -> None:
    """Let draws be those of a life about a partial improvement."""
    turn_to(sim, person.number, LIFE, integers(sim.whole_numbers_at)[sim.partial + number], WHOLE_JOURNEY, 0)


@compiled
def turn_to_journey(sim: Record, customer: int, journey: int, occurrence: int) -> None:
    """Let draws be those of one journey of a life."""
    turn_to(sim, customer, journey, occurrence, WHOLE_JOURNEY, 0)


@hot
def draw(sim: Record, purpose: int) -> float:
    """Return the draw for a purpose at the present address."""
    block = purpose >> 2
    slot = block & (BLOCKS - 1)
    if integers(sim.blocks_at)[slot] != block:
        make_blocks(sim, block)
    return floats(sim.uniforms_at)[4 * slot + (purpose & 3)]


@compiled
def make_blocks(sim: Record, block: int) -> None:
    """Make the draws of a block; at a visit, which mostly asks for both, those of its neighbour as well.

    Two at once take less than twice as long as one.
    """
    make_block(sim, block)
    if sim.draw_place != np.uint64(WHOLE_JOURNEY):
        make_block(sim, block ^ 1)


@hot
def make_block(sim: Record, block: int) -> None:
    """Make the four draws of a block."""
    w0, w1, w2, w3 = philox(
        np.uint64(block), sim.draw_customer, sim.draw_journey, sim.draw_place, sim.key0, sim.key1
    )
    slot = block & (BLOCKS - 1)
    uniforms, first = floats(sim.uniforms_at), 4 * slot
    uniforms[first] = to_uniform(w0)
    uniforms[first + 1] = to_uniform(w1)
    uniforms[first + 2] = to_uniform(w2)
    uniforms[first + 3] = to_uniform(w3)
    integers(sim.blocks_at)[slot] = block


@hot
def happens(sim: Record, probability: float, purpose: int) -> bool:
    """Tell whether something of this probability happens; what cannot happen takes no draw."""
    return probability > 0.0 and draw(sim, purpose) < probability


@hot
def sample(sim: Record, sampler: int, purpose: int) -> float:
    """Return the value of a distribution; a constant takes no draw."""
    form = samplers(sim.samplers_at, sampler)
    if form.kind == CONSTANT:
        return form.a
    return at_quantile(sim, form, draw(sim, purpose))


@compiled
def at_quantile(sim: Record, form: Record, u: float) -> float:
    """Return the quantile of a distribution."""
    table = some_floats(sim.numbers_at + 8 * form.table, form.length)
    return quantile(form.kind, form.a, form.b, form.c, table, u)


@hot
def choose(sim: Record, shares: int, count: int, purpose: int) -> int:
    """Return the place of the draw among cumulative shares, which end at 1."""
    if count == 1:
        return 0
    numbers, u = floats(sim.numbers_at), draw(sim, purpose)
    place = 0
    while numbers[shares + place] <= u:
        place += 1
    return place
