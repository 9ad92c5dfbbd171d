"""Differences: what a person has of their own for life, unlike others of the same persona.

A person keeps where they stand among those of their persona, and not what follows from it: so they follow a
persona that an improvement changes.
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


@often
def bond(sim: Sim, person: Person) -> float:
    """Return how much more than others of the persona this one is bound to the company, in log-odds."""
    return persona_of(sim, person).loyalty_spread * person.own_loyalty  # type: ignore[no-any-return]


@often
def factor(spread: float, place: float) -> float:
    """Return a factor of a person's own; mostly nobody differs."""
    return 1.0 if spread == 0.0 else rules.own_factor(spread, place)


@often
def own_patience(sim: Sim, person: Person) -> float:
    """Return by how much a person is more patient than the persona."""
    return factor(persona_of(sim, person).patience_spread, person.own_patience)


@often
def own_pace(sim: Sim, person: Person) -> float:
    """Return by how much a person takes longer within a journey than the persona."""
    return factor(persona_of(sim, person).pace_spread, person.own_pace)


@often
def pace_of(sim: Sim, person: Person) -> float:
    """Return a person's pace within a journey."""
    return persona_of(sim, person).pace * own_pace(sim, person)  # type: ignore[no-any-return]


@often
def own_needs(sim: Sim, person: Person) -> float:
    """Return how much more often a person needs journeys than the persona."""
    return factor(persona_of(sim, person).needs_spread, person.own_needs)


@behaviour
def own_expectation(sim: Sim, person: Person) -> float:
    """Return the quality that a person expects."""
    return quantile_at(sim, persona_of(sim, person).expectations, person.own_expectation)


@behaviour
def own_gap(sim: Sim, person: Person) -> float:
    """Return quality against expectation, of somebody whose expectation is their own."""
    quality = touchpoint_at(sim, person, person.here).quality
    return sim.expectation_weight * (quality - own_expectation(sim, person))  # type: ignore[no-any-return]


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
    quality = touchpoint_at(sim, person, person.here).quality
    return rules.expectation_shortfall(own_expectation(sim, person), quality)
