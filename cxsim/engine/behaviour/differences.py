"""Differences: what a person has of their own for life, unlike others of the same persona.

A person keeps where they stand among those of their persona. What follows from it is worked out anew whenever
another plan begins: so they follow a persona that an improvement changes.
"""

from cxsim.engine import rules
from cxsim.engine.behaviour.reach import Person, Sim, draw, meeting, persona_of, quantile_at, touchpoint_at
from cxsim.engine.behaviour.written import behaviour, often
from cxsim.engine.sampling import normal_quantile
from cxsim.engine.vocabulary import LifeDraw


@behaviour
def be_oneself(sim: Sim, person: Person) -> None:
    """Draw where a person stands among those of their persona."""
    if sim.differences:
        person.own_loyalty = normal_quantile(draw(sim, LifeDraw.LOYALTY))
        person.own_patience = normal_quantile(draw(sim, LifeDraw.PATIENCE))
        person.own_expectation = draw(sim, LifeDraw.EXPECTATION)
        person.own_pace = normal_quantile(draw(sim, LifeDraw.PACE))
        person.own_needs = normal_quantile(draw(sim, LifeDraw.NEEDS))
    follow_persona(sim, person)


@behaviour
def follow_persona(sim: Sim, person: Person) -> None:
    """Work out what is one's own, as the persona is in the plan that holds from now on."""
    persona = persona_of(sim, person)
    person.bond = persona.loyalty_spread * person.own_loyalty
    person.patience_factor = factor(persona.patience_spread, person.own_patience)
    person.pace_factor = factor(persona.pace_spread, person.own_pace)
    person.needs_factor = factor(persona.needs_spread, person.own_needs)
    if persona.expectation_spread != 0.0:
        person.expects = quantile_at(sim, persona.expectations, person.own_expectation)


@often
def factor(spread: float, place: float) -> float:
    """Return a factor of a person's own; mostly nobody differs."""
    return 1.0 if spread == 0.0 else rules.own_factor(spread, place)


@often
def pace_of(sim: Sim, person: Person) -> float:
    """Return a person's pace within a journey."""
    return persona_of(sim, person).pace * person.pace_factor  # type: ignore[no-any-return]


@often
def own_gap(sim: Sim, person: Person) -> float:
    """Return quality against expectation, of somebody whose expectation is their own."""
    return sim.expectation_weight * (touchpoint_at(sim, person, person.here).quality - person.expects)  # type: ignore[no-any-return]


@often
def judged(sim: Sim, person: Person) -> float:
    """Return quality against expectation, at the touchpoint where a person is."""
    if persona_of(sim, person).expectation_spread == 0.0:
        return meeting(sim, person).gap  # type: ignore[no-any-return]
    return own_gap(sim, person)


@often
def felt_as_expected(sim: Sim, person: Person) -> float:
    """Return how that is felt where nothing else happens."""
    persona = persona_of(sim, person)
    if persona.expectation_spread == 0.0:
        return meeting(sim, person).felt  # type: ignore[no-any-return]
    return rules.felt_value(own_gap(sim, person), persona.loss_aversion, sim.sensitivity)


@often
def shortfall(sim: Sim, person: Person) -> float:
    """Return by how much quality is below what the person expects."""
    if persona_of(sim, person).expectation_spread == 0.0:
        return meeting(sim, person).shortfall  # type: ignore[no-any-return]
    return rules.expectation_shortfall(person.expects, touchpoint_at(sim, person, person.here).quality)
